"""Activities.csv of Garmin Connect's web site: local times, no shoes, distances in a unit that only the user knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from api.integrations.readers.cells import (
    MISSING,
    decimal_mark,
    distance_of,
    iso_time,
    localised_number,
    number,
    on_foot,
    records_of,
    seconds,
)
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record, RecordFaultError, RunRecord, Unread
from api.integrations.readers.table import ExportRow, Header, read_export
from api.integrations.reasons import why

SOURCE = "garmin"


def is_one(header: Header) -> bool:
    """Return whether these are Garmin's columns."""
    return header.has("activity type", "date", "favorite", "distance")


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Return a record for each activity; raises FileFaultError, and QuestionError unless the unit is said."""
    if options.unit is None:
        raise QuestionError("unit", why("unit_not_in_garmin"))
    unit = options.unit
    rows = list(read_export(file))
    try:
        mark = decimal_mark(
            cell for row in rows if row.fault is None and (cell := row.cell("distance")).lower() not in MISSING
        )
    except RecordFaultError:
        mark = None

    def activity(row: ExportRow, place: str) -> Record:
        sport = on_foot(row.cell("activity type"), place)
        if isinstance(sport, Unread):
            return sport
        started_at = iso_time(row.cell("date"))
        return RunRecord(
            place,
            SOURCE,
            f"{started_at.isoformat()} {sport.kind}",
            started_at,
            distance_of(localised_number(row.cell("distance"), mark), unit),
            sport.kind,
            _duration(row),
            sport.surface,
            _cadence(row.cell("avg run cadence")),
        )

    return records_of(rows, activity)


def _duration(row: ExportRow) -> float | None:
    told = row.cell("time", "activity time", "elapsed time")
    return None if told.lower() in MISSING else seconds(told)


def _cadence(cell: str) -> float | None:
    value = number(cell)
    return None if value is None else float(value)
