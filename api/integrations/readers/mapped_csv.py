"""Any other CSV file: the sender says which column is which, or the columns have our own names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO

from api.integrations.readers.cells import (
    distance_of,
    localised_number,
    number,
    on_foot,
    records_of,
    seconds,
)
from api.integrations.readers.dates import times_of
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RunRecord,
    Unread,
    short,
)
from api.integrations.readers.sports import Sport, sport_column
from api.integrations.readers.table import ExportRow, FileFaultError, Header, column_of, read_export, read_header
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
_MOST_SPORTS, _LONGEST_SPORT = 200, 80
_COLUMNS_SHOWN, _VALUES_SHOWN, _SHOWN = 40, 3, 30
_WITH_UNIT = re.compile(r"([0-9][0-9.,\s]*?)\s*(km|kilomet(?:er|re)s?|mi|miles?|m|met(?:er|re)s?)\.?", re.IGNORECASE)
_UNIT_WORDS = {
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), "km"),
    **dict.fromkeys(("mi", "mile", "miles"), "mi"),
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres"), "m"),
}
"""The unit that a cell may name beside its number, by which it goes before that of the column."""

_UNITS = {"distance_km": "km", "distance_mi": "mi", "distance_m": "m"}


def is_one(header: Header, options: ReadOptions) -> bool:
    """Return whether the file can be read by the sender's map, or by our own names."""
    return bool(options.columns) or (header.has("date") and any(header.has(name) for name in ("distance", *_UNITS)))


def unknown_columns(file: BinaryIO, header: Header) -> QuestionError:
    """Return the question which column is which, with the first values of each."""
    rows = [row for row in islice(read_export(file), _VALUES_SHOWN) if row.fault is None]
    shown = [
        f"{name[:_SHOWN]} ({', '.join(filter(None, (row.cells[place].strip()[:_SHOWN] for row in rows)))})"
        for place, name in enumerate(header.names[:_COLUMNS_SHOWN])
    ]
    return QuestionError("column_map", why("unknown_header", fields=", ".join(FIELDS), columns="; ".join(shown)))


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Yield a record for each row; raises FileFaultError, QuestionError where unit or sport are not known."""
    header = read_header(file)
    columns = _columns_of(header, options.columns)
    distance_field = next(name for name in ("distance", *_UNITS) if name in columns)
    unit = _UNITS.get(distance_field) or _unit_in(columns[distance_field][0]) or options.unit
    if unit is None:
        raise QuestionError("unit", why("unit_not_in_file"))
    if "type" not in columns:
        columns |= _sport_column(file, header, columns, options)
    # Our own names always have a decimal point; other tables either notation.
    read_number = number if distance_field in _UNITS and not options.columns else localised_number
    time = times_of(column_of(file, *columns["date"]), options)
    seen = Counter[str]()

    def run(row: ExportRow, place: str) -> Record:
        cells = {name: row.cell(column, occurrence=occurrence) for name, (column, occurrence) in columns.items()}
        sport = on_foot(cells["type"], place, options) if cells.get("type") else Sport(_kind_of(options))
        if isinstance(sport, Unread):
            return sport
        started_at, is_known = time(cells["date"])
        written, written_in = _with_unit(cells[distance_field], unit)
        distance = distance_of(read_number(written), written_in)
        same = cells.get("external_id") or f"{started_at.isoformat()} {distance.micrometres}"
        seen[same] += 1
        cadence = number(cells.get("cadence_spm", ""))
        return RunRecord(
            place,
            SOURCE,
            short(same if cells.get("external_id") else f"{same} {seen[same]}"),
            started_at,
            distance,
            sport.kind,
            seconds(cells["duration"]) if cells.get("duration") else None,
            sport.surface,
            None if cadence is None else float(cadence),
            short(cells.get("shoe", "")) or None,
            is_known,
        )

    return records_of(read_export(file), run)


def _with_unit(cell: str, unit: str) -> tuple[str, str]:
    """Return the number in a cell and its unit: the one beside it, if any, else that of the column."""
    match = _WITH_UNIT.fullmatch(cell)
    return (cell, unit) if match is None else (match[1], _UNIT_WORDS[match[2].lower()])


def _kind_of(options: ReadOptions) -> str:
    return options.kind if isinstance(options.kind, str) else "run"


def _unit_in(column: str) -> str | None:
    match = re.search(r"\((km|mi|m)\)", column)
    return match[1] if match else None


def _sport_column(
    file: BinaryIO, header: Header, columns: Mapping[str, tuple[str, int]], options: ReadOptions
) -> dict[str, tuple[str, int]]:
    """Return which column holds the sports, nothing where all are known to be of one; raises QuestionError.

    A column that nobody named could hold them in a language that is not known.
    """
    named = {header.positions[column] for column in columns.values()}
    rest = [position for position in range(len(header.names)) if position not in named and header.names[position]]
    values: list[set[str]] = [set() for _ in rest]
    for row in read_export(file) if rest else ():
        for found, position in zip(values, rest, strict=True):
            if row.fault is None and len(found) < _MOST_SPORTS:
                found.add(row.cells[position][:_LONGEST_SPORT])
    place = sport_column([header.names[position] for position in rest], values)
    if place is not None:
        return {"type": next(key for key, position in header.positions.items() if position == rest[place])}
    if rest and options.kind is None:
        raise QuestionError("kind", why("kind_not_in_table"))
    return {}


def _columns_of(header: Header, wanted: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """Return name and occurrence of the column of each field; raises FileFaultError for a map that does not fit."""
    if unknown := sorted(set(wanted) - set(FIELDS)):
        raise FileFaultError(why("map_names_unknown_field", name=unknown[0][:60], fields=", ".join(FIELDS)))
    named = wanted or {name: name for name in FIELDS if header.has(name)}
    columns = {name: _column(header, column) for name, column in named.items()}
    if "date" not in columns:
        raise FileFaultError(why("map_without_date"))
    if len([name for name in ("distance", *_UNITS) if name in columns]) != 1:
        raise FileFaultError(why("not_one_distance"))
    return columns


def _column(header: Header, called: str) -> tuple[str, int]:
    """Return a column by its name, or by name and place: ``distance#2`` is the second one of that name."""
    name = " ".join(called.lower().split())
    stem, mark, occurrence = name.rpartition("#")
    if mark and occurrence.isdigit() and (stem, int(occurrence)) in header.positions:
        return stem, int(occurrence)
    if not header.has(name):
        raise FileFaultError(why("no_such_column", column=name[:60]), 1)
    if (name, 2) in header.positions:
        raise FileFaultError(why("column_is_there_twice", column=name[:60]), 1)
    return name, 1
