"""Strava's bulk export: activities.csv and shoes.csv, every known version of the columns, in any listed language.

The first Distance is for people, the second in metres; the file has no gear ids, so shoes are linked by their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

from api.advice.core.distance import Distance
from api.integrations.readers.cells import (
    MISSING,
    distance_of,
    localised_number,
    on_foot,
    records_of,
    seconds,
)
from api.integrations.readers.dates import times_of
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    ShoeRecord,
    Unread,
    short,
)
from api.integrations.readers.sports import Sport, columns_of
from api.integrations.readers.table import ExportRow, Header, column_of, read_export, read_header
from api.integrations.reasons import why

SOURCE = "strava"

_ROUNDED = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+")
_METRES_IN = {"km": 1000, "mi": 1609.344}
_AGREES_WITHIN = 0.02
_FEWEST_COLUMNS, _LOOKED_AT = 12, 200


def columns_in(file: BinaryIO) -> dict[str, str] | None:
    """Return the names of the columns of activities.csv: by the header in a listed language, else by the layout.

    In every language ids, dates, names and sports stand first, and the distance stands there in two units. None for any
    other table.
    """
    header = read_header(file)
    named = _columns(header)
    if named is None or not {"gear", "elapsed"} <= named.keys():
        # Not every name is documented in every language; where the columns stand is the same in all.
        return {**(_by_layout(file, header) or {}), **(named or {})} or None
    return named


def is_activities(header: Header) -> bool:
    """Return whether these are the columns of activities.csv in a language that is listed."""
    return _columns(header) is not None


def _columns(header: Header) -> dict[str, str] | None:
    return columns_of("strava", header.names, ("id", "date", "type"))


def _by_layout(file: BinaryIO, header: Header) -> dict[str, str] | None:
    names = header.names
    twice = [name for name in dict.fromkeys(names) if (name, 2) in header.positions]
    if len(names) < _FEWEST_COLUMNS or not twice:
        return None
    rows = [row for row in islice(read_export(file), _LOOKED_AT) if row.fault is None]
    distance = next((name for name in twice if _is_distance(rows, name)), None)
    if not rows or distance is None or not all(row.cells[0].strip().isdigit() for row in rows):
        return None
    found = {"id": names[0], "date": names[1], "type": names[3], "distance": distance}
    before = names[header.positions[distance, 1] - 1]
    if before in twice:
        found["elapsed"] = before
    tracks = next((place for place in range(len(names)) if any(_is_track(row.cells[place]) for row in rows)), None)
    if tracks is not None:
        found["gear"] = names[tracks - 1]
    return found


def _is_distance(rows: Iterable[ExportRow], name: str) -> bool:
    return _proven_unit(rows, {"distance": name}) is not None


def _is_track(cell: str) -> bool:
    return cell.startswith("activities/")


def is_shoes(header: Header) -> bool:
    """Return whether these are the columns of shoes.csv, the older layout included."""
    return header.has("shoe brand", "shoe model") or header.has("brand", "model", "retired", "primary", "id")


def read_activities(file: BinaryIO, options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Return a record for each activity; raises FileFaultError, QuestionError for an unknown unit.

    Where the metres are missing the short distance counts, in the unit that the other rows of the file prove. Its times
    are in UTC.
    """
    columns = columns_in(file) or {}
    unit = options.unit or _proven_unit(read_export(file), columns)
    time = times_of(column_of(file, columns["date"]), options)

    def activity(row: ExportRow, place: str) -> Record:
        sport = on_foot(row.cell(columns["type"]), place, options)
        if isinstance(sport, Unread):
            return sport
        at, _ = time(row.cell(columns["date"]))
        return _run(row, columns, place, sport, at, _distance(row, columns, unit))

    return records_of(read_export(file), activity, name)


def _run(
    row: ExportRow, columns: Mapping[str, str], place: str, sport: Sport, at: datetime, distance: Distance
) -> RunRecord:
    activity_id = short(row.cell(columns["id"]))
    if not activity_id:
        raise RecordFaultError(why("no_activity_id"))
    started_at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    if _ROUNDED.fullmatch(activity_id):
        # A spreadsheet made several ids one: the start tells them apart.
        activity_id = f"{started_at.isoformat()} {sport.kind}"
    elapsed = columns.get("elapsed", "")
    return RunRecord(
        place,
        SOURCE,
        activity_id,
        started_at,
        distance,
        sport.kind,
        seconds(row.cell(elapsed, occurrence=2) or row.cell(elapsed)),
        sport.surface,
        shoe=short(row.cell(columns.get("gear", ""))) or None,
    )


def _distance(row: ExportRow, columns: Mapping[str, str], unit: str | None) -> Distance:
    column, metres = columns.get("distance", ""), _metres(row, columns)
    if metres is not None:
        return distance_of(metres, "m")
    cell = row.cell(column)
    if cell.lower() in MISSING or not cell.strip("0.,"):
        return Distance.of(0, "m")
    if unit is None:
        raise QuestionError("unit", why("unit_not_in_strava"))
    return distance_of(localised_number(cell), unit)


def _metres(row: ExportRow, columns: Mapping[str, str]) -> Decimal | None:
    """Return the distance in metres: the second of its name, or of a name of its own in some languages."""
    cell = row.cell(columns["metres"]) if "metres" in columns else row.cell(columns.get("distance", ""), occurrence=2)
    return localised_number(cell)


def _proven_unit(rows: Iterable[ExportRow], columns: Mapping[str, str]) -> str | None:
    """Return the unit that the short distances have wherever the metres stand beside them; None if rows differ."""
    column, found = columns.get("distance", ""), set()
    for row in rows:
        if row.fault is not None:
            continue
        try:
            metres = _metres(row, columns)
            short_form = localised_number(row.cell(column))
        except RecordFaultError:
            continue
        # Below this the two decimals of the short form say too little.
        if metres and short_form and short_form >= 1:
            found.add(_unit_between(short_form, metres))
    return found.pop() if len(found) == 1 else None


def _unit_between(short_form: Decimal, metres: Decimal) -> str | None:
    ratio = float(metres / short_form)
    return next((unit for unit, size in _METRES_IN.items() if abs(ratio / size - 1) < _AGREES_WITHIN), None)


def read_shoes(file: BinaryIO, name: str = "") -> Iterator[Record]:
    """Return a record for each shoe; raises FileFaultError. Only the older layout says what is retired."""
    return records_of(read_export(file), _shoe, name)


def _shoe(row: ExportRow, place: str) -> Record:
    brand, model = short(row.cell("shoe brand", "brand")), short(row.cell("shoe model", "model"))
    nickname = short(row.cell("shoe name", "description"))
    plain = short(f"{brand} {model}")
    if not plain:
        return Unread(place, "failed", why("shoe_without_name"))
    nickname = nickname if nickname.strip("+ ") else ""
    named = short(f"{plain} {nickname}")
    return ShoeRecord(
        place,
        SOURCE,
        (named,) if nickname else (plain, f"{plain} +"),
        named,
        brand or None,
        model or None,
        nickname or None,
        _retired(row.cell("retired")),
    )


def _retired(cell: str) -> bool | None:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(cell.lower())
