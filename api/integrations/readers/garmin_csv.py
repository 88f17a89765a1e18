"""Activities.csv of Garmin Connect's web site: local times, no shoes, distances in a unit that only the user knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from api.integrations.readers.cells import (
    MISSING,
    distance_of,
    localised_number,
    number,
    on_foot,
    records_of,
    seconds,
)
from api.integrations.readers.dates import times_of
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record, RecordFaultError, RunRecord, Unread
from api.integrations.readers.sports import columns_of
from api.integrations.readers.table import ExportRow, Header, column_of, read_export, read_header
from api.integrations.reasons import why

SOURCE = "garmin"
_REQUIRED = ("type", "date", "distance")


def is_one(header: Header) -> bool:
    """Return whether these are Garmin's columns, in any language."""
    return _columns(header) is not None


def _columns(header: Header) -> dict[str, str] | None:
    return columns_of("garmin", header.names, (*_REQUIRED, "title")) or columns_of(
        "garmin", header.names, (*_REQUIRED, "time")
    )


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Return a record for each activity; raises FileFaultError, and QuestionError unless the unit is given."""
    columns = _columns(read_header(file)) or {}
    if options.unit is None:
        raise QuestionError("unit", why("unit_not_in_garmin"))
    unit, date = options.unit, columns["date"]
    time = times_of(column_of(file, date), options)

    def activity(row: ExportRow, place: str) -> Record:
        sport = on_foot(row.cell(columns["type"]), place, options)
        if isinstance(sport, Unread):
            return sport
        started_at, time_is_known = time(row.cell(date))
        elapsed = _elapsed(row.cell(columns.get("elapsed", "")))
        duration = row.cell(columns.get("time", ""))
        took = elapsed if duration.lower() in MISSING else seconds(duration)
        cadence = number(row.cell(columns.get("cadence", "")))
        return RunRecord(
            place,
            SOURCE,
            f"{started_at.isoformat()} {sport.kind}",
            started_at,
            distance_of(localised_number(row.cell(columns["distance"])), unit),
            sport.kind,
            took,
            sport.surface,
            None if cadence is None else float(cadence),
            time_is_known=time_is_known,
            elapsed_s=elapsed if elapsed is not None and elapsed > (took or 0) else None,
        )

    return records_of(read_export(file), activity)


def _elapsed(cell: str) -> float | None:
    try:
        return None if cell.lower() in MISSING else seconds(cell)
    except RecordFaultError:
        # Durations decide nothing.
        return None
