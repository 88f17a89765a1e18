"""A stored record as it is sent, served and exported: everything follows from the definitions of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

import orjson

from api.advice.core.distance import Distance
from api.storage.database.records import Field, Row, Stored, StoredDistance, blank, fields_of, parts_of, remembered

Part = Field | StoredDistance
Read = Callable[[Any], Any]


def served(row: Row) -> dict[str, Any]:
    """Return what the API serves of a row as it is."""
    return {called: read(row) for called, read in _served(type(row))}


@remembered
def _served(row_class: type[Row]) -> tuple[tuple[str, Read], ...]:
    return tuple((part.called, _reader(part)) for part in parts_of(row_class) if _definition(part).shown)


def _reader(part: Part) -> Read:
    if isinstance(part, StoredDistance):
        return lambda row: None if (distance := part.of(row)) is None else distance.as_dict()
    get = attrgetter(part.name)
    if part.stored.json:
        return lambda row: None if get(row) is None else orjson.loads(get(row))
    if part.stored.words:
        return lambda row: (get(row) or "").split()
    return get


def _definition(part: Part) -> Stored:
    return part.field.stored if isinstance(part, StoredDistance) else part.stored


def values_of(row_class: type[Row], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields of a row hold of a document that was sent and checked; what it lacks is not known."""
    values: dict[str, Any] = {}
    for part in parts_of(row_class):
        if _definition(part).sent:
            value = document.get(part.called)
            values |= part.values(value) if isinstance(part, StoredDistance) else {part.name: _stored(part, value)}
    return values


def _stored(field: Field, value: Any) -> Any:
    if value is None:
        return field.stored.empty
    if field.stored.json:
        return orjson.dumps(value).decode()
    if field.stored.words:
        return " ".join(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def document_of(row: Row) -> dict[str, Any]:
    """Return a row as it would be sent: the target of a merge patch."""
    return {part.called: _sent(part, row) for part in parts_of(type(row)) if _definition(part).sent}


def _sent(part: Part, row: Row) -> Any:
    if isinstance(part, StoredDistance):
        return sent_distance(part.of(row))
    value = _reader(part)(row)
    return value.isoformat() if isinstance(value, date) else value


def sent_distance(distance: Distance | None) -> dict[str, float] | None:
    """Return a distance as a request would send it."""
    if distance is None:
        return None
    value, unit = distance.sent or (distance.m, "m")
    return {unit: value}


def exported(row: Row) -> dict[str, Any]:
    """Return every field of a row as plain JSON data, but for what only this database means."""
    values = {field: getattr(row, field.name) for field in fields_of(type(row)) if field.stored.exported}
    return {
        field.name: orjson.loads(value) if field.stored.json and value is not None else value
        for field, value in values.items()
    }


def listed(row: Row) -> dict[str, Any]:
    """Return what a table for people shows of a row: distances in kilometres, instants as texts."""
    cells: dict[str, Any] = {}
    for part in parts_of(type(row)):
        stored = _definition(part)
        if not stored.exported or not stored.listed or stored.json:
            continue
        if isinstance(part, StoredDistance):
            distance = part.of(row)
            cells[f"{part.stem}_km"] = None if distance is None else distance.km
        elif part.name.endswith("_um"):
            cells[f"{part.name.removesuffix('_um')}_km"] = Distance(getattr(row, part.name)).km
        else:
            value = getattr(row, part.name)
            cells[part.called] = value.isoformat() if isinstance(value, datetime) else value
    return cells


def columns_listed(row_class: type[Row]) -> tuple[str, ...]:
    """Return the names of the cells of ``listed``."""
    return tuple(listed(blank(row_class, {})))


def distance_values(row_class: type[Row], stem: str, distance: Distance | None) -> dict[str, Any]:
    """Return what the three fields of a distance hold."""
    return distance_part(row_class, stem).values(distance)


@remembered
def distance_part(row_class: type[Row], stem: str) -> StoredDistance:
    """Return the distance of a row that has this stem."""
    return next(part for part in parts_of(row_class) if isinstance(part, StoredDistance) and part.stem == stem)
