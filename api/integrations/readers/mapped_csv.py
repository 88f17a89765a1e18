"""Any other CSV file: the sender says which column is which, or the columns have our own names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from api.integrations.readers.cells import (
    decimal_mark,
    distance_of,
    iso_time,
    localised_number,
    number,
    on_foot,
    records_of,
    seconds,
)
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    short,
)
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import ExportRow, FileFaultError, Header, read_export, read_header
from api.integrations.reasons import why

FIELDS = (
    "date",
    "distance",
    "distance_km",
    "distance_mi",
    "distance_m",
    "duration",
    "type",
    "shoe",
    "cadence_spm",
    "external_id",
)
"""What a column may be; ``distance`` alone needs a unit, ``distance_km``, ``_mi`` and ``_m`` carry theirs."""

SOURCE = "csv"
_UNITS = {"distance_km": "km", "distance_mi": "mi", "distance_m": "m"}
_DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:")


def is_one(header: Header, options: ReadOptions) -> bool:
    """Return whether the file can be read by the sender's map, or by our own names."""
    return bool(options.columns) or (header.has("date") and any(header.has(each) for each in ("distance", *_UNITS)))


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Return a record for each row; raises FileFaultError, QuestionError where the unit is not said."""
    columns = _columns_of(read_header(file), options.columns)
    told_in = next(name for name in ("distance", *_UNITS) if name in columns)
    unit = _UNITS.get(told_in) or options.unit
    if unit is None:
        raise QuestionError("unit", why("unit_not_in_file"))
    rows = list(read_export(file))
    mark, seen = _mark_of(rows, columns[told_in]), Counter[str]()

    def run(row: ExportRow, place: str) -> Record:
        cells = {name: row.cell(column) for name, column in columns.items()}
        sport = on_foot(cells["type"], place) if cells.get("type") else Sport("run")
        if isinstance(sport, Unread):
            return sport
        started_at, is_known = _time(cells["date"])
        distance = distance_of(localised_number(cells[told_in], mark), unit)
        same = cells.get("external_id") or f"{started_at.isoformat()} {distance.micrometres}"
        seen[same] += 1
        run_id = same if cells.get("external_id") else f"{same} {seen[same]}"
        duration = seconds(cells["duration"]) if cells.get("duration") else None
        cadence = number(cells.get("cadence_spm", ""))
        return RunRecord(
            place,
            SOURCE,
            short(run_id),
            started_at,
            distance,
            sport.kind,
            duration,
            sport.surface,
            None if cadence is None else float(cadence),
            short(cells.get("shoe", "")) or None,
            is_known,
        )

    return records_of(rows, run)


def _columns_of(header: Header, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the column of each field; raises FileFaultError for a map that does not fit the file."""
    if unknown := sorted(set(asked) - set(FIELDS)):
        raise FileFaultError(why("map_names_unknown_field", name=unknown[0][:60], fields=", ".join(FIELDS)))
    wanted = {name: " ".join(column.lower().split()) for name, column in asked.items()}
    columns = wanted or {name: name for name in FIELDS if header.has(name)}
    for column in columns.values():
        if not header.has(column):
            raise FileFaultError(why("no_such_column", column=column[:60]), 1)
        if (column, 2) in header.positions:
            raise FileFaultError(why("column_is_there_twice", column=column[:60]), 1)
    if "date" not in columns:
        raise FileFaultError(why("map_without_date"))
    if len([name for name in ("distance", *_UNITS) if name in columns]) != 1:
        raise FileFaultError(why("not_one_distance"))
    return columns


def _mark_of(rows: list[ExportRow], column: str) -> str | None:
    try:
        return decimal_mark(row.cell(column) for row in rows if row.fault is None)
    except RecordFaultError:
        return None


def _time(cell: str) -> tuple[datetime, bool]:
    """Return when a run began and whether the time of day is known; ``03/04/2026`` is refused: it has two meanings."""
    dotted = _DOTTED_DAY.fullmatch(cell)
    try:
        if dotted:
            return datetime(int(dotted[3]), int(dotted[2]), int(dotted[1])), False  # noqa: DTZ001 - a day, in no zone
        return iso_time(cell), _CLOCK.match(cell) is not None
    except ValueError:
        raise RecordFaultError(why("no_date", cell=cell[:40])) from None
