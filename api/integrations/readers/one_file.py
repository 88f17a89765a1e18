"""One file that is no ZIP file: which export it is, detected by its content and never by its name alone."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import BinaryIO

import structlog

from api.integrations.readers import (
    apple_health,
    fit,
    garmin_account,
    garmin_csv,
    gpx,
    kml,
    layouts,
    mapped_csv,
    other_csv,
    service_json,
    strava_csv,
    tcx,
    trainings,
)
from api.integrations.readers.archive import (
    LARGEST_JSON_BYTES,
    LARGEST_STREAM_BYTES,
    bounded_json,
    gunzipped,
    read_on,
)
from api.integrations.readers.encodings import as_utf8, json_in_utf8, table_in_utf8, xml_in_utf8
from api.integrations.readers.foreign import foreign_file
from api.integrations.readers.large_json import json_parts
from api.integrations.readers.run_record import ReadOptions, Record
from api.integrations.readers.safe_xml import is_xml, root_name
from api.integrations.readers.table import FileFaultError, Header, read_header
from api.integrations.reasons import ReasonedError, why

log = structlog.get_logger()

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MARK = b"\x1f\x8b"
_HEAD = 64 * 1024
_RECORDINGS = frozenset({gpx.ROOT, tcx.ROOT, kml.ROOT, trainings.PWX_ROOT, trainings.SML_ROOT, trainings.AMBIT_ROOT})
_MOST_GZIPS = 2
"""A file that was packed is packed once more by some servers."""

_TAR_MARK = b"ustar"
ALONE = "file"
"""What a file is called that came by itself."""


def guarded(read: Callable[[], Iterator[Record]]) -> Iterator[Record]:
    """Yield what is read; whatever a parser runs into is a refusal, logged with its type alone."""
    try:
        yield from read()
    except ReasonedError:
        raise
    except Exception as fault:
        log.warning("a file could not be read", error=type(fault).__name__)
        raise FileFaultError(why("cannot_read")) from fault


def head_of(file: BinaryIO) -> bytes:
    """Return how a file begins, and rewind it; raises FileFaultError for one that is empty."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head.strip():
        raise FileFaultError(why("empty"))
    return head


def read_one(file: BinaryIO, options: ReadOptions, name: str) -> Iterator[Record]:
    """Yield the records of a file that is no ZIP file; ``name`` is its path in one. Raises FileFaultError."""
    head = head_of(file)
    for _ in range(_MOST_GZIPS):
        if not head.startswith(GZIP_MARK):
            break
        file = gunzipped(file)
        head = head_of(file)
        if head.startswith(ZIP_MARKS) or head[257:262] == _TAR_MARK:
            raise FileFaultError(why("is_packed_twice"))
    _check_size(file)
    file = as_utf8(file)
    head = head_of(file)
    options = options.for_member(name)
    if fit.is_one(head):
        return fit.read(file, options, name)
    if (foreign := foreign_file(head)) is not None:
        raise FileFaultError(foreign)
    if is_xml(head):
        return _of_xml(file, head, options, name)
    if head.lstrip().startswith(trainings.HRM_MARK):
        return trainings.read_hrm(file, options, name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return read_json(json_files(file, name or ALONE), options)
    return read_table(file, options, name)


def is_recording(head: bytes) -> bool:
    """Return whether a file that begins so is a recording of a device, whatever it is called; packed ones count."""
    if head.startswith(GZIP_MARK):
        try:
            # More than one block of text is not looked at, so that nothing unpacks to more than memory has.
            head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _HEAD)
        except zlib.error:
            return False
    if fit.is_one(head):
        return True
    text = b"".join(xml_in_utf8([_head_in_utf8(head)])) if b"<" in head else head
    if not is_xml(text):
        return text.lstrip().startswith(trainings.HRM_MARK)
    try:
        return root_name(text) in _RECORDINGS
    except FileFaultError:
        return False


def _head_in_utf8(head: bytes) -> bytes:
    try:
        return as_utf8(io.BytesIO(head[: len(head) // 4 * 4])).read()
    except FileFaultError:
        return head


def _check_size(file: BinaryIO) -> None:
    try:
        size = file.seek(0, 2)
    except (OSError, AssertionError):
        return
    file.seek(0)
    if size > LARGEST_STREAM_BYTES and not is_xml(file.read(16)):
        raise FileFaultError(why("too_large", most=LARGEST_STREAM_BYTES))
    file.seek(0)


def json_in(file: BinaryIO) -> bytes:
    """Return all of a JSON file; raises FileFaultError for one that memory is too small for."""
    return json_in_utf8(bounded_json(read_on(file, LARGEST_JSON_BYTES + 1)))


def json_files(file: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield a JSON file as (name, content), one that memory is too small for in parts; raises FileFaultError."""
    file.seek(0)
    try:
        yield name, json_in(file)
    except FileFaultError as fault:
        if fault.reason.key != "json_too_large":
            raise
        for count, part in enumerate(json_parts(file, _is_record), start=1):
            yield f"{name}, part {count}", json_in_utf8(bounded_json(part))


def _is_record(names: Collection[str]) -> bool:
    """Return whether fields of these names are one training."""
    return layouts.layout_of(names) is not None or service_json.is_one(names)


def _of_xml(file: BinaryIO, head: bytes, options: ReadOptions, name: str) -> Iterator[Record]:
    root = root_name(head)
    if root == apple_health.ROOT:
        return apple_health.read(file, options)
    if root == gpx.ROOT:
        return gpx.read(file, options, name)
    if root == tcx.ROOT:
        return tcx.read(file, options, name)
    if root == kml.ROOT:
        return kml.read(file, options, name)
    if root == trainings.PWX_ROOT:
        return trainings.read_pwx(file, options, name)
    if root in (trainings.SML_ROOT, trainings.AMBIT_ROOT):
        return trainings.read_sml(file, options, name, rootless=root == trainings.AMBIT_ROOT)
    raise FileFaultError(why("unknown_xml"))


def read_json(files: Iterable[tuple[str, bytes]], options: ReadOptions) -> Iterator[Record]:
    """Yield the records of JSON files, each as (name, content), gear before activities; raises FileFaultError.

    One at a time is in memory.
    """
    account, any_read = garmin_account.Account(options), False
    for name, body in files:
        content = garmin_account.read_json(body)
        if garmin_account.is_gear(content) or garmin_account.is_activities(content):
            any_read = True
            yield from account.read(name, content)
        elif trainings_found := service_json.all_in(content):
            any_read = True
            for count, training in enumerate(trainings_found, start=1):
                place = name if len(trainings_found) == 1 else f"{name}, training {count}"
                yield from service_json.read(place, training, options)
        elif (found := layouts.entries_in(content)) is not None:
            any_read = True
            yield from layouts.read(name, *found, options)
        elif name == ALONE and (table := layouts.as_table(content)) is not None:
            any_read = True
            yield from read_table(table, options)
    if not any_read:
        raise FileFaultError(why("unknown_json"))


_BY_HEADER: tuple[tuple[Callable[[Header], bool], Callable[[BinaryIO, ReadOptions], Iterator[Record]]], ...] = (
    (strava_csv.is_activities, strava_csv.read_activities),
    (strava_csv.is_shoes, lambda file, options: strava_csv.read_shoes(file)),
    (other_csv.is_runkeeper, other_csv.read_runkeeper),
    (garmin_csv.is_one, garmin_csv.read),
    (other_csv.is_shoecycle, other_csv.read_shoecycle),
    (layouts.is_table, layouts.read_table),
)


def read_table(file: BinaryIO, options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield the records of a table; raises FileFaultError, QuestionError."""
    return table_in_utf8(file, lambda text: _read_table(text, options), options.encoding)


def _read_table(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    header = read_header(file)
    if options.columns:
        return mapped_csv.read(file, options)
    for fits, read in _BY_HEADER:
        if fits(header):
            return read(file, options)
    if strava_csv.columns_in(file) is not None:
        return strava_csv.read_activities(file, options)
    if mapped_csv.is_one(header, options):
        return mapped_csv.read(file, options)
    raise mapped_csv.unknown_columns(file, header)
