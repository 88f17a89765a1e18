"""Strava's bulk export: activities.csv and shoes.csv, every known version of the columns, English and German.

The first Distance is for people, the second in metres; the file has no gear ids, so shoes are linked by their text.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from api.advice.core.distance import Distance
from api.integrations.readers.cells import (
    MISSING,
    decimal_mark,
    distance_of,
    localised_number,
    number,
    on_foot,
    records_of,
    seconds,
    strava_time,
)
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
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import ExportRow, Header, read_export
from api.integrations.reasons import why

SOURCE = "strava"

_ID = ("activity id", "aktivitäts-id")
_DATE = ("activity date", "aktivitätsdatum")
_TYPE = ("activity type", "aktivitätsart")
_DISTANCE = ("distance", "distanz")
_ELAPSED = ("elapsed time", "verstrichene zeit")
_GEAR = ("activity gear", "aktivitätsausrüstung")
_METRES_IN = {"km": 1000, "mi": 1609.344}
_AGREES_WITHIN = 0.02


def is_activities(header: Header) -> bool:
    """Return whether these are the columns of activities.csv."""
    return any(all(header.has(each[language]) for each in (_ID, _DATE, _TYPE)) for language in (0, 1))


def is_shoes(header: Header) -> bool:
    """Return whether these are the columns of shoes.csv, the older layout included."""
    return header.has("shoe brand", "shoe model") or header.has("brand", "model", "retired", "primary", "id")


def read_activities(file: BinaryIO, options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Return a record for each activity; raises FileFaultError, QuestionError for an unknown unit.

    Where the metres are missing the short distance counts, in the unit that the other rows of the file prove.
    """
    rows = list(read_export(file))
    mark = _mark_of(rows)
    unit = options.unit or _proven_unit(rows, mark)

    def activity(row: ExportRow, place: str) -> Record:
        sport = on_foot(row.cell(*_TYPE), place)
        if isinstance(sport, Unread):
            return sport
        return _run(row, place, sport, _distance(row, mark, unit))

    return records_of(rows, activity, name)


def _run(row: ExportRow, place: str, sport: Sport, distance: Distance) -> RunRecord:
    activity_id = short(row.cell(*_ID))
    if not activity_id:
        raise RecordFaultError(why("no_activity_id"))
    elapsed = row.cell(*_ELAPSED, occurrence=2) or row.cell(*_ELAPSED)
    return RunRecord(
        place,
        SOURCE,
        activity_id,
        strava_time(row.cell(*_DATE)),
        distance,
        sport.kind,
        seconds(elapsed),
        sport.surface,
        shoe=short(row.cell(*_GEAR)) or None,
    )


def _distance(row: ExportRow, mark: str | None, unit: str | None) -> Distance:
    metres = number(row.cell(*_DISTANCE, occurrence=2))
    if metres is not None:
        return distance_of(metres, "m")
    told = row.cell(*_DISTANCE)
    if told.lower() in MISSING or not told.strip("0.,"):
        return Distance.of(0, "m")
    if unit is None:
        raise QuestionError("unit", why("unit_not_in_strava"))
    return distance_of(localised_number(told, mark), unit)


def _mark_of(rows: list[ExportRow]) -> str | None:
    try:
        return decimal_mark(row.cell(*_DISTANCE) for row in rows if row.fault is None)
    except RecordFaultError:
        return None


def _proven_unit(rows: list[ExportRow], mark: str | None) -> str | None:
    """Return the unit that the short distances have wherever the metres stand beside them; None if rows differ."""
    found = set()
    for row in rows:
        if row.fault is not None:
            continue
        try:
            metres = number(row.cell(*_DISTANCE, occurrence=2))
            told = localised_number(row.cell(*_DISTANCE), mark)
        except RecordFaultError:
            continue
        # Below this the two decimals of the short form say too little.
        if metres and told and told >= 1:
            found.add(_unit_between(told, metres))
    return found.pop() if len(found) == 1 else None


def _unit_between(told: Decimal, metres: Decimal) -> str | None:
    ratio = float(metres / told)
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
