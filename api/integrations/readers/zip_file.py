"""ZIP files of every kind: an export whole, or files of any kind side by side, of which one that is bad is named.

A ZIP file within one is opened too, once: Garmin's account export holds the files of its watches so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZipInfo

from api.integrations.readers import apple_health, forefoot_export, other_csv, strava_csv
from api.integrations.readers.archive import (
    LARGEST_HEALTH_BYTES,
    LARGEST_JSON_BYTES,
    LARGEST_STREAM_BYTES,
    LARGEST_TABLE_BYTES,
    LARGEST_TRACK_BYTES,
    Packed,
    base_name,
    read_on,
)
from api.integrations.readers.encodings import readings, table_in_utf8
from api.integrations.readers.foreign import foreign_zip
from api.integrations.readers.garmin_account import read_json as read_content
from api.integrations.readers.layouts import shoe_in
from api.integrations.readers.members import Decode, Decoded, Member, one_by_one
from api.integrations.readers.one_file import ZIP_MARKS, guarded, head_of, is_recording, json_files, json_in, read_json
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record, RunRecord, ShoeRecord, Unread
from api.integrations.readers.table import FileFaultError, read_header
from api.integrations.reasons import Reason, why

MOST_TRACKS = 20_000
"""Files of single activities in one ZIP: a watch's history of thirty years."""

_PLAIN_TRACKS = (".fit", ".gpx", ".tcx", ".kml", ".pwx", ".sml", ".hrm", ".xml")
_TRACKS = (*_PLAIN_TRACKS, *(f"{end}.gz" for end in _PLAIN_TRACKS))
_TRACK, _TABLE, _ZIP = "track", "table", "zip"
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar", ".apk")
_HEAD = 4096
_PACKED = (".zip", ".kmz")
_GEAR = "_gear.json"
_NOTHING_TO_COUNT = frozenset(
    {
        "fit_of_no_activity",
        "fit_without_session",
        "gpx_without_track",
        "kml_without_times",
        "kml_without_track",
        "no_training_in_it",
        "tcx_without_activity",
        "unknown_json",
        "unknown_xml",
    }
)
"""Files that are whole, and hold no activity."""

_ASKS = {"kind": why("member_needs_kind"), "unit": why("member_needs_unit"), "column_map": why("member_is_no_log")}
"""The question that a member leaves open while others were read, by the parameter that answers."""

_HEALTH_MARKS = (b"<HealthData", b"<!DOCTYPE HealthData")
_HEALTH_HEAD = 4096
_LARGEST_SHOE = 64 * 1024


def read_zip(file: BinaryIO, options: ReadOptions, decode: Decode = one_by_one) -> Iterator[Record]:
    """Yield the records of a ZIP file; raises FileFaultError where nothing in it can be read, QuestionError."""
    packed = Packed(file)
    if (foreign := foreign_zip({member.filename for member in packed.members})) is not None:
        raise FileFaultError(foreign)
    whole = _whole(packed, options)
    yield from _side_by_side(packed, options, decode) if whole is None else whole


def _whole(packed: Packed, options: ReadOptions) -> Iterator[Record] | None:
    """Return the records of an export that is a ZIP file as a whole, None for any other."""
    if own := packed.named(forefoot_export.MEMBER):
        return forefoot_export.read(packed.read(_only(own), LARGEST_TABLE_BYTES))
    if (strava := _strava(packed)) is not None:
        return _of_strava(packed, strava, options)
    if (health := _health(packed)) is not None:
        return apple_health.read(packed.open(health, LARGEST_HEALTH_BYTES), options)
    return None


def _strava(packed: Packed) -> ZipInfo | None:
    """Return Strava's table; Garmin's web site gives its own the same name."""
    named = packed.named("activities.csv")
    if not named:
        return None
    only = _only(named)
    try:
        table = readings(packed.read(only, LARGEST_TABLE_BYTES))[0]
        return only if strava_csv.columns_in(table) is not None else None
    except FileFaultError:
        # It is named when it is read as a member, beside others.
        return None


def _of_strava(packed: Packed, activities: ZipInfo, options: ReadOptions) -> Iterator[Record]:
    """Yield shoes and activities; the tracks beside the table are the same activities, without shoes."""
    table = packed.read(activities, LARGEST_TABLE_BYTES)
    parent = PurePosixPath(activities.filename).parent
    shoes = [member for member in packed.named("shoes.csv") if PurePosixPath(member.filename).parent == parent]

    def read_shoes(member: ZipInfo) -> Iterator[Record]:
        body = packed.read(member, LARGEST_TABLE_BYTES)
        return table_in_utf8(body, lambda text: strava_csv.read_shoes(text, base_name(member)), options.encoding)

    def read(text: BinaryIO) -> Iterator[Record]:
        return strava_csv.read_activities(text, options, base_name(activities))

    return chain(*map(read_shoes, shoes), table_in_utf8(table, read, options.encoding))


def _health(packed: Packed) -> ZipInfo | None:
    """Return the health export, whose name follows the language of the phone: it is known by how it begins."""
    for member in sorted(packed.ending(".xml"), key=lambda member: member.filename.count("/")):
        try:
            with packed.open(member, LARGEST_HEALTH_BYTES) as stream:
                head = read_on(stream, _HEALTH_HEAD)
        except FileFaultError:
            continue
        if any(mark in head for mark in _HEALTH_MARKS):
            return member
    return None


class _Results:
    """What came of the members so far: whether anything was read, and the first that could not be or that asks."""

    def __init__(self) -> None:
        self.any_read = False
        self.any_run = False
        self.first_fault: Reason | None = None
        self.question: tuple[str, Reason] | None = None
        self.count = 0


def _side_by_side(packed: Packed, options: ReadOptions, decode: Decode) -> Iterator[Record]:
    results = _Results()
    yield from _members(packed, options, "", results, decode)
    if results.question is not None and not results.any_run:
        raise QuestionError(*results.question)
    if not results.any_read:
        raise FileFaultError(results.first_fault or why("unknown_zip"))


def _members(
    packed: Packed, options: ReadOptions, prefix: str, results: _Results, decode: Decode, share: float = 1.0
) -> Iterator[Record]:
    """Yield the records of all members, which are together this ``share`` of the whole file."""
    shoes = _shoes(packed)
    options = replace(options, shoes=frozenset(key for shoe in shoes for key in shoe.keys))
    account = packed.ending(_GEAR, "_summarizedactivities.json")
    within: list[ZipInfo] = []
    places: deque[str] = deque()
    per_byte = share / max(1, sum(member.compress_size for member in packed.members))
    members = _unpacked(packed, prefix, results, places, within, per_byte, is_account=bool(account))
    decoded = decode(members, options)
    yield from shoes
    if account:
        yield from _of_account(packed, account, options, results)
    for found in decoded:
        yield from _records_of(found, places.popleft(), results)
    for member in sorted(within, key=lambda member: member.filename):
        yield from _within(packed, member, options, prefix, results, decode, per_byte * member.compress_size)


def _shoes(packed: Packed) -> list[ShoeRecord]:
    """Return the shoes that have a file each: what was run in them names their keys."""
    found = []
    for member in packed.ending(".json"):
        if "shoe" in member.filename.lower() and member.file_size <= _LARGEST_SHOE:
            # One that cannot be read is named when it is read as a member.
            with suppress(FileFaultError):
                content = read_content(json_in(packed.read(member, LARGEST_JSON_BYTES)))
                found.append(shoe_in(member.filename, content))
    return [shoe for shoe in found if shoe is not None]


def _of_account(packed: Packed, files: list[ZipInfo], options: ReadOptions, results: _Results) -> Iterator[Record]:
    """Yield the records of Garmin's JSON files, gear first; one that cannot be read is named."""
    account = sorted(files, key=lambda member: not base_name(member).lower().endswith(_GEAR))

    def bodies() -> Iterator[tuple[str, bytes]]:
        for member in account:
            try:
                yield from json_files(packed.read(member, LARGEST_STREAM_BYTES), base_name(member))
            except FileFaultError as fault:
                faults.append(Unread(member.filename, "failed", fault.reason))

    faults: list[Unread] = []
    try:
        for record in read_json(bodies(), options):
            results.any_run = results.any_run or isinstance(record, RunRecord)
            results.any_read = True
            yield record
    except QuestionError:
        raise
    except FileFaultError as fault:
        results.first_fault = results.first_fault or fault.reason
        yield Unread(account[0].filename, "failed", fault.reason)
    yield from faults


def _unpacked(
    packed: Packed,
    prefix: str,
    results: _Results,
    places: deque[str],
    within: list[ZipInfo],
    per_byte: float,
    *,
    is_account: bool,
) -> Iterator[Member]:
    """Yield each member that is no ZIP file, and note those that are; ``places`` are the paths, in the same order.

    A packed byte is ``per_byte`` of the whole file.
    """
    in_table, names = _tracks_in_table(packed), {member.filename for member in packed.members}
    for member in sorted(packed.members, key=lambda member: member.filename):
        name, place = base_name(member).lower(), prefix + member.filename
        if (is_account and not name.endswith((*_TRACKS, *_PACKED))) or _is_series(name):
            # The rest of an account, hundreds of files, is no activity.
            continue
        kind = _kind_of(packed, member)
        if kind == _ZIP and (not prefix or (name.endswith(".kmz") and not prefix.endswith(".kmz/"))):
            within.append(member)
            continue
        places.append(place)
        if name in in_table or _is_part_of_another(member.filename, names):
            yield _nothing(place, why("in_the_table"))
        elif kind in (_TRACK, _TABLE):
            results.count += 1
            if results.count > MOST_TRACKS:
                raise FileFaultError(why("too_many_tracks", most=MOST_TRACKS))
            found = _member(packed, member, place, is_table=kind == _TABLE)
            yield replace(found, share=per_byte * member.compress_size)
        elif kind == _ZIP:
            yield Member(place, known=Decoded(fault=why("is_packed_twice")))
        else:
            yield _nothing(place, why("no_track"))


def _kind_of(packed: Packed, member: ZipInfo) -> str | None:
    """Return what a member is read as, by how it begins, and by its name where that says nothing; None for neither."""
    name = base_name(member).lower()
    try:
        with packed.open(member, LARGEST_STREAM_BYTES) as stream:
            head = read_on(stream, _HEAD)
    except FileFaultError:
        # One that is asked for by its name is named with its fault.
        head = b""
    if head.startswith(ZIP_MARKS):
        return None if name.endswith(_OFFICE) else _ZIP
    if is_recording(head) or name.endswith((*_TRACKS, ".json")):
        return _TRACK
    if name.endswith(_PACKED):
        return _ZIP
    return _TABLE if name.endswith(".csv") else None


def _is_series(name: str) -> bool:
    """Return whether a member holds what a Samsung measured by the second: an account has tens of thousands of them."""
    return ".com.samsung." in name and name.endswith(".json")


def _is_part_of_another(path: str, names: set[str]) -> bool:
    """Return whether a member is the track or the heart rates of a training whose record lies one folder above."""
    folder, stem = PurePosixPath(path).parent.parent, PurePosixPath(path).name.partition(".")[0]
    return len(PurePosixPath(path).parts) > 2 and str(folder / f"{stem}.json") in names


def _nothing(place: str, reason: Reason) -> Member:
    return Member(place, known=Decoded([Unread(place, "skipped", reason)]))


def _member(packed: Packed, member: ZipInfo, place: str, *, is_table: bool) -> Member:
    try:
        is_json = base_name(member).lower().endswith(".json")
        largest = LARGEST_TABLE_BYTES if is_table else LARGEST_STREAM_BYTES if is_json else LARGEST_TRACK_BYTES
        return Member(place, is_table, packed.read(member, largest))
    except FileFaultError as fault:
        return Member(place, known=Decoded(fault=fault.reason))


def _records_of(found: Decoded, place: str, results: _Results) -> Iterator[Record]:
    """Yield the records of a member, whole or none of them: one that is bad is named, and the others go on."""
    if found.question is not None:
        results.question, results.any_read = results.question or found.question, True
        parameter, reason = found.question
        yield Unread(place, "skipped", _ASKS.get(parameter, reason))
    elif found.fault is not None:
        nothing_to_count = found.fault.key in _NOTHING_TO_COUNT
        results.any_read = results.any_read or nothing_to_count
        results.first_fault = results.first_fault or found.fault
        yield Unread(place, "skipped" if nothing_to_count else "failed", found.fault)
    else:
        results.any_read = results.any_read or not all(_is_no_track(record) for record in found.records)
        results.any_run = results.any_run or any(isinstance(record, RunRecord) for record in found.records)
        yield from found.records


def _is_no_track(record: Record) -> bool:
    return isinstance(record, Unread) and record.reason.key in ("no_track", "in_the_table")


def _within(
    packed: Packed, member: ZipInfo, options: ReadOptions, prefix: str, results: _Results, decode: Decode, share: float
) -> Iterator[Record]:
    """Yield the records of a ZIP file in a ZIP file."""
    place = prefix + member.filename
    try:
        unpacked = packed.read(member, LARGEST_STREAM_BYTES)
        if not head_of(unpacked).startswith(ZIP_MARKS):
            raise FileFaultError(why("cannot_unpack"))
        inner = Packed(unpacked)
    except FileFaultError as fault:
        results.first_fault = results.first_fault or fault.reason
        yield Unread(place, "failed", fault.reason)
        return
    if (whole := _whole_within(inner, options)) is not None:
        yield from _records_of(whole, place, results)
    else:
        yield from _members(inner, options, f"{place}/", results, decode, share)


def _whole_within(inner: Packed, options: ReadOptions) -> Decoded | None:
    """Return what comes of a ZIP file in another that is an export as a whole, all of it or nothing; else None."""
    try:
        records = _whole(inner, options)
        return None if records is None else Decoded(list(guarded(lambda: records)))
    except QuestionError as question:
        return Decoded(question=(question.parameter, question.reason))
    except FileFaultError as fault:
        return Decoded(fault=fault.reason)


def _tracks_in_table(packed: Packed) -> set[str]:
    """Return the names of the tracks that a table beside them lists, by which it decides what they were."""
    named: set[str] = set()
    for member in packed.named("cardioactivities.csv"):
        # One that cannot be read is named when it is read as a member.
        with suppress(FileFaultError):
            table = readings(packed.read(member, LARGEST_TABLE_BYTES))[0]
            if other_csv.is_runkeeper(read_header(table)):
                named |= {name.lower() for name in other_csv.runkeeper_tracks(table)}
    return named


def _only(members: list[ZipInfo]) -> ZipInfo:
    if len(members) > 1:
        raise FileFaultError(why("zip_has_two", name=base_name(members[0])))
    return members[0]
