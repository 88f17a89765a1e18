"""Files that are no export at all, detected by their first bytes, so that the answer can say what to send instead."""

from __future__ import annotations

import re

from api.integrations.reasons import Reason, why

_UTF16_BOMS, _LOOKED_AT = (b"\xff\xfe", b"\xfe\xff"), 4096
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
_OTHER_DEVICES = (
    (re.compile(rb"^SRM[0-9]"), "SRM"),
    (re.compile(rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<Activity [^>]*fileDate", re.DOTALL), "Sigma"),
    (re.compile(rb"<FitnessWorkbook"), "SportTracks"),
    (re.compile(rb"<polar-exercise-data"), "Polar"),
    (re.compile(rb"^\x20[\x05-\x0a]\x00"), "TomTom"),
)


def foreign_file(head: bytes) -> Reason | None:
    """Return why the file is none that is read, by how it begins; None if it may be one."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024]
    lower = start[:64].lower()
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return why("is_old_office")
    if head.startswith(b"%PDF"):
        return why("is_pdf")
    if head.startswith(_PICTURES) or head[4:12] in (b"ftypheic", b"ftypmif1"):
        return why("is_picture")
    if head.startswith((b"7z\xbc\xaf", b"Rar!")):
        return why("is_other_archive")
    if lower.startswith((b"<!doctype html", b"<html")):
        return why("is_web_page")
    if _is_binary(head):
        return why("is_no_text")
    device = next((name for pattern, name in _OTHER_DEVICES if pattern.search(start)), None)
    return None if device is None else why("is_of_device", device=device)


def _is_binary(head: bytes) -> bool:
    """Return whether a file is neither text in some encoding nor of a kind known by its first bytes."""
    if b"\0" not in head or head.startswith(_UTF16_BOMS):
        return False
    try:
        head[:_LOOKED_AT].decode()
    except UnicodeDecodeError as fault:
        # A letter may be cut in two at the end of what is looked at.
        return fault.start < min(len(head), _LOOKED_AT) - 4
    return False


def foreign_zip(names: set[str]) -> Reason | None:
    """Return why a ZIP file is none that is read, by its members; None if it may be one."""
    return why("is_spreadsheet") if names & {"xl/workbook.xml", "content.xml"} else None
