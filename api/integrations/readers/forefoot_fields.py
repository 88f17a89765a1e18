"""What the fields of a pair or run in our own export may hold: whoever sends one may have edited it.

A text only has to fit: names that came from other files are kept as they were.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import orjson

from api.advice.core.distance import MICROMETRES, Distance, DistanceError
from api.advice.core.running import EFFORTS, ROLES, SURFACES
from api.advice.foot.feet import SIZE_SYSTEMS
from api.advice.retirement.request import FEELS, FOAMS, KINDS
from api.integrations.readers.run_record import (
    FIRST_YEAR,
    FURTHEST_KM,
    LAST_YEAR,
    LONGEST_S,
    MOST_STEPS_A_MINUTE,
    RecordFaultError,
)

_FURTHEST_PAIR_KM = 100_000
_MOST_PRICE = 1_000_000
_LARGEST_SIZE = 500
_MOST_SENT = _FURTHEST_PAIR_KM * 1000
_CURRENCY, _WIDTH = re.compile(r"[A-Z]{3}"), re.compile(r"\w{1,20}")
_INSPECTED = frozenset({"creased_midsole", "tilts", "outsole_through"})
_SIZE = frozenset({"system", "value", "width"})

Read = Callable[[Any], Any]


def _text(longest: int) -> Read:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= longest or "\0" in value:
            raise ValueError
        return value

    return read


def _like(pattern: re.Pattern[str]) -> Read:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError
        return value

    return read


def _one_of(words: tuple[str, ...]) -> Read:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return read


def _number(most: float) -> Read:
    def read(value: Any) -> float:
        if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= most:
            raise ValueError
        return float(value)

    return read


def _whole(most: int) -> Read:
    def read(value: Any) -> int:
        if type(value) is not int or not 0 <= value <= most:
            raise ValueError
        return value

    return read


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError
    return moment.astimezone(UTC)


def _roles(value: Any) -> str:
    words = value.split(" ") if value else []
    if len(set(words)) < len(words) or not set(words) <= set(ROLES):
        raise ValueError
    return " ".join(words)


def _size(value: Any) -> str:
    if not set(value) <= _SIZE:
        raise ValueError
    _one_of(SIZE_SYSTEMS)(value["system"])
    _number(_LARGEST_SIZE)(value["value"])
    if value.get("width") is not None:
        _like(_WIDTH)(value["width"])
    return orjson.dumps(value).decode()


def _inspection(value: Any) -> str:
    if not set(value) <= _INSPECTED or not all(found is None or type(found) is bool for found in value.values()):
        raise ValueError
    return orjson.dumps(value).decode()


PAIR: Mapping[str, Read] = {
    "shoe_id": _text(80),
    "shoe_name": _text(220),
    "description": _text(200),
    "nickname": _text(80),
    "size": _size,
    "foam": _one_of(FOAMS),
    "kind": _one_of(KINDS),
    "started_on": date.fromisoformat,
    "roles": _roles,
    "price": _number(_MOST_PRICE),
    "currency": _like(_CURRENCY),
    "feel": _one_of(FEELS),
    "inspection": _inspection,
    "retired_on": date.fromisoformat,
    "retired_reason": _text(200),
    "created_at": _instant,
    "updated_at": _instant,
}
RUN: Mapping[str, Read] = {
    "source": _text(40),
    "external_id": _text(120),
    "day": date.fromisoformat,
    "started_at": _instant,
    "duration_s": _number(LONGEST_S),
    "surface": _one_of(SURFACES),
    "effort": _one_of(EFFORTS),
    "cadence_spm": _number(MOST_STEPS_A_MINUTE),
    "pain_level": _whole(10),
    "created_at": _instant,
    "updated_at": _instant,
}
_DISTANCES = {"starting": _FURTHEST_PAIR_KM, "limit": _FURTHEST_PAIR_KM, "distance": FURTHEST_KM}


def read_fields(told: Mapping[str, Any], fields: Mapping[str, Read], *distances: str) -> dict[str, Any]:
    """Return the columns that an entry tells; raises RecordFaultError naming the field that holds something else."""
    columns: dict[str, Any] = {}
    for name, read in fields.items():
        value = told.get(name)
        try:
            columns[name] = None if value is None else read(value)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            raise RecordFaultError(f"Its {name} is not what an export holds.") from None
    for name in distances:
        try:
            columns |= _distance(told, name)
        except (ValueError, TypeError, DistanceError):
            raise RecordFaultError(f"Its {name} is no distance.") from None
    return columns


def _distance(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the three columns of a distance: exact, and as it was sent, which have to agree."""
    um, value, unit = (told.get(f"{name}_{part}") for part in ("um", "value", "unit"))
    if um is None or value is None or unit is None:
        if (value, unit) != (None, None):
            raise ValueError
        return {f"{name}_um": None if um is None else _um(um, name), f"{name}_value": None, f"{name}_unit": None}
    # A number that came with more digits than a computer keeps may be off by the last micrometre.
    if abs(Distance.of(_number(_MOST_SENT)(value), unit).micrometres - _um(um, name)) > 1:
        raise ValueError
    return {f"{name}_um": um, f"{name}_value": float(value), f"{name}_unit": unit}


def _um(value: Any, name: str) -> int:
    return int(_whole(_DISTANCES[name] * MICROMETRES["km"])(value))
