"""Which export a file is, told by its content and never by its name alone, and its records one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZipInfo

from api.integrations.readers import (
    apple_health,
    fit,
    forefoot_export,
    garmin_account,
    garmin_csv,
    gpx,
    mapped_csv,
    other_csv,
    strava_csv,
    tcx,
)
from api.integrations.readers.archive import (
    LARGEST_HEALTH_BYTES,
    LARGEST_TABLE_BYTES,
    LARGEST_TRACK_BYTES,
    Packed,
    base_name,
    gunzipped,
    read_on,
)
from api.integrations.readers.forefoot_export import RunCopy
from api.integrations.readers.run_record import ReadOptions, Record
from api.integrations.readers.safe_xml import is_xml, root_name
from api.integrations.readers.table import MAX_RECORDS, FileFaultError, Header, read_header
from api.integrations.reasons import why

MOST_TRACKS = 2_000
"""Files of single activities in one ZIP."""

_HEAD = 64 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"
_TRACKS = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz")


def read_records(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Yield every record of an export, whichever of the known ones it is.

    ``file`` can be rewound. Raises FileFaultError, also midway: use nothing of a file that did; QuestionError where the
    sender has to say what the file does not.
    """
    for count, record in enumerate(_records(file, options), start=1):
        if count > MAX_RECORDS and not isinstance(record, RunCopy):
            raise FileFaultError(why("too_many_records", most=MAX_RECORDS))
        yield record


def _records(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    head = _head(file)
    if head.startswith(_ZIP):
        return _of_zip(Packed(file), options)
    if head.startswith(_GZIP):
        return _of_one(gunzipped(file), options, "")
    return _of_one(file, options, "")


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head.strip():
        raise FileFaultError(why("empty"))
    return head


def _of_one(file: BinaryIO, options: ReadOptions, name: str) -> Iterator[Record]:
    """Return the records of a file that is not packed."""
    head = _head(file)
    if fit.is_one(head):
        return fit.read(_whole(file, LARGEST_TRACK_BYTES), name)
    if is_xml(head):
        return _of_xml(file, head, options, name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return _of_json([(name or "file", _whole(file, LARGEST_TABLE_BYTES))])
    return _of_csv(file, options)


def _whole(file: BinaryIO, largest: int) -> bytes:
    body = read_on(file, largest + 1)
    if len(body) > largest:
        raise FileFaultError(why("too_large", most=largest))
    return body


def _of_xml(file: BinaryIO, head: bytes, options: ReadOptions, name: str) -> Iterator[Record]:
    root = root_name(head)
    if root == apple_health.ROOT:
        return apple_health.read(file)
    if root == gpx.ROOT:
        return gpx.read(_whole(file, LARGEST_TRACK_BYTES), options, name)
    if root == tcx.ROOT:
        return tcx.read(_whole(file, LARGEST_TRACK_BYTES), name)
    raise FileFaultError(why("unknown_xml"))


def _of_json(files: list[tuple[str, bytes]]) -> Iterator[Record]:
    told = [(name, garmin_account.read_json(body)) for name, body in files]
    gear = [each for each in told if garmin_account.is_gear(each[1])]
    activities = [each for each in told if garmin_account.is_activities(each[1])]
    if not gear and not activities:
        raise FileFaultError(why("unknown_json"))
    return garmin_account.read(gear, activities)


_BY_HEADER: tuple[tuple[Callable[[Header], bool], Callable[[BinaryIO, ReadOptions], Iterator[Record]]], ...] = (
    (strava_csv.is_activities, strava_csv.read_activities),
    (strava_csv.is_shoes, lambda file, options: strava_csv.read_shoes(file)),
    (garmin_csv.is_one, garmin_csv.read),
    (other_csv.is_runkeeper, other_csv.read_runkeeper),
    (other_csv.is_intervals, other_csv.read_intervals),
    (other_csv.is_shoecycle, other_csv.read_shoecycle),
)


def _of_csv(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    header = read_header(file)
    if options.columns:
        return mapped_csv.read(file, options)
    for fits, read in _BY_HEADER:
        if fits(header):
            return read(file, options)
    if mapped_csv.is_one(header, options):
        return mapped_csv.read(file, options)
    raise FileFaultError(
        why("unknown_header", fields=", ".join(mapped_csv.FIELDS)),
        1,
    )


def _of_zip(packed: Packed, options: ReadOptions) -> Iterator[Record]:
    if own := packed.named(forefoot_export.MEMBER):
        return forefoot_export.read(packed.read(_only(own), LARGEST_TABLE_BYTES).read())
    if activities := packed.named("activities.csv"):
        return _of_strava(packed, activities, options)
    if json := packed.ending("_gear.json", "_summarizedactivities.json"):
        return _of_json([(base_name(each), packed.read(each, LARGEST_TABLE_BYTES).read()) for each in json])
    if health := packed.named("export.xml"):
        return apple_health.read(packed.open(_only(health), LARGEST_HEALTH_BYTES))
    if tables := packed.named("cardioactivities.csv") or packed.ending(".csv"):
        return _of_csv(packed.read(_only(tables), LARGEST_TABLE_BYTES), options)
    return _of_tracks(packed, options)


def _of_strava(packed: Packed, activities: list[ZipInfo], options: ReadOptions) -> Iterator[Record]:
    table = packed.read(_only(activities), LARGEST_TABLE_BYTES)
    if not strava_csv.is_activities(read_header(table)):
        # Garmin's web site gives its table the same name.
        return _of_csv(table, options)
    parent = PurePosixPath(activities[0].filename).parent
    shoes = [each for each in packed.named("shoes.csv") if PurePosixPath(each.filename).parent == parent]
    listed = [strava_csv.read_shoes(packed.read(each, LARGEST_TABLE_BYTES), base_name(each)) for each in shoes]
    return chain(*listed, strava_csv.read_activities(table, options, base_name(activities[0])))


def _of_tracks(packed: Packed, options: ReadOptions) -> Iterator[Record]:
    tracks = packed.ending(*_TRACKS)
    if not tracks:
        raise FileFaultError(why("unknown_zip"))
    if len(tracks) > MOST_TRACKS:
        raise FileFaultError(why("too_many_tracks", most=MOST_TRACKS))
    for member in tracks:
        unpacked: BinaryIO = packed.read(member, LARGEST_TRACK_BYTES)
        if _head(unpacked).startswith(_GZIP):
            unpacked = gunzipped(unpacked)
        yield from _of_one(unpacked, options, base_name(member))


def _only(members: list[ZipInfo]) -> ZipInfo:
    if len(members) > 1:
        raise FileFaultError(why("zip_has_two", name=base_name(members[0])))
    return members[0]
