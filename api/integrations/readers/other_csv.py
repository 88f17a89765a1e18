"""CSV exports of Runkeeper and ShoeCycle: one reader each, small enough to stand together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from api.integrations.readers.cells import distance_of, localised_number, on_foot, records_of, seconds
from api.integrations.readers.dates import times_of
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    short,
)
from api.integrations.readers.table import ExportRow, Header, column_of, read_export, read_header
from api.integrations.reasons import why

_US_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")


def is_runkeeper(header: Header) -> bool:
    """Return whether these are Runkeeper's columns; the older layout has no ids."""
    return header.has("date", "type", "duration", "route name") and _runkeeper_distance(header) is not None


def is_shoecycle(header: Header) -> bool:
    """Return whether these are ShoeCycle's columns."""
    return header.names == ("run date", "distance")


def _runkeeper_distance(header: Header) -> tuple[str, str] | None:
    """Return the column of distances and its unit, which stands in its name or in that of the speeds beside it."""
    for unit, speed in (("km", "km/h"), ("mi", "mph")):
        if header.has(f"distance ({unit})"):
            return f"distance ({unit})", unit
        if header.has("distance", f"average speed ({speed})"):
            return "distance", unit
    return None


def read_runkeeper(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Return a record for each activity, in the unit that the header names; raises FileFaultError."""
    column, unit = _runkeeper_distance(read_header(file)) or ("distance", "km")
    time = times_of(column_of(file, "date"), options)

    def activity(row: ExportRow, place: str) -> Record:
        sport = on_foot(row.cell("type"), place, options)
        if isinstance(sport, Unread):
            return sport
        distance = distance_of(localised_number(row.cell(column)), unit)
        (started_at, is_known), duration = time(row.cell("date")), seconds(row.cell("duration"))
        run_id = short(row.cell("activity id")) or started_at.isoformat()
        return RunRecord(
            place,
            "runkeeper",
            run_id,
            started_at,
            distance,
            sport.kind,
            duration,
            sport.surface,
            time_is_known=is_known,
        )

    return records_of(read_export(file), activity)


def runkeeper_tracks(file: BinaryIO) -> set[str]:
    """Return the names of the tracks that the table's rows were recorded as."""
    return {row.cell("gpx file") for row in read_export(file) if row.fault is None} - {""}


def read_shoecycle(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Return a record for each run; raises FileFaultError, and QuestionError unless the unit is given.

    The file knows days only. Runs of one day and length are told apart by their order.
    """
    if options.unit is None:
        raise QuestionError("unit", why("unit_not_in_shoecycle"))
    unit, seen = options.unit, Counter[str]()

    def run(row: ExportRow, place: str) -> Record:
        day = _us_day(row.cell("run date"))
        cell = row.cell("distance")
        distance = distance_of(localised_number(cell), unit)
        same = f"{day:%Y-%m-%d} {cell} {unit}"
        seen[same] += 1
        return RunRecord(place, "shoecycle", f"{same} {seen[same]}", day, distance, time_is_known=False)

    return records_of(read_export(file), run)


def _us_day(cell: str) -> datetime:
    match = _US_DAY.fullmatch(cell)
    try:
        if match:
            return datetime(int(match[3]), int(match[1]), int(match[2]))  # noqa: DTZ001 - a day, in no zone
    except ValueError:
        pass
    raise RecordFaultError(why("no_us_day", cell=cell[:40]))
