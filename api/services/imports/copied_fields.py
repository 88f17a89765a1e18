"""What the fields of a pair or run in our own export may hold: whoever sends one may have edited it.

Types and limits are those of the stored fields. A text only has to fit: names that came from other files are kept as
they were.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Boolean, Date, Float, Integer, String

from api.advice.core.distance import Distance, DistanceError
from api.advice.foot.feet import SIZE_SYSTEMS
from api.integrations.readers.run_record import FIRST_YEAR, LAST_YEAR, RecordFaultError
from api.integrations.reasons import why
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Field, Row, Stored, StoredDistance, parts_of, remembered

_LARGEST_SIZE = 500
_WIDTH = re.compile(r"\w{1,20}")
_INSPECTED = frozenset({"creased_midsole", "tilts", "outsole_through"})
_SIZE = frozenset({"system", "value", "width"})

Read = Callable[[Any], Any]


def read_row(row_class: type[Row], entry: Mapping[str, Any], *, only: Collection[str] = ()) -> dict[str, Any]:
    """Return the fields that an entry of an export holds, or ``only`` some of them.

    Raises RecordFaultError naming the field that holds something else.
    """
    values: dict[str, Any] = {}
    for field, read in _readers(row_class):
        if not only or field.name in only:
            value = entry.get(field.name)
            try:
                values[field.name] = field.stored.empty if value is None else read(value)
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
                raise RecordFaultError(why("field_of_another_kind", field=field.name)) from None
    for part in parts_of(row_class):
        if isinstance(part, StoredDistance) and not only:
            try:
                values |= _distance(entry, part)
            except (ValueError, TypeError, DistanceError):
                raise RecordFaultError(why("field_is_no_distance", field=part.stem)) from None
    return values


@remembered
def _readers(row_class: type[Row]) -> tuple[tuple[Field, Read], ...]:
    taken = (part for part in parts_of(row_class) if isinstance(part, Field))
    return tuple((field, _reader(field)) for field in taken if field.stored.sent or field.stored.restored)


def _reader(field: Field) -> Read:
    stored = field.stored
    if stored.json:
        return _JSON[field.name]
    if stored.words:
        return partial(_words, stored.choices)
    if stored.choices:
        return partial(_one_of, stored.choices)
    if stored.pattern is not None:
        return partial(_like, stored.pattern)
    return _of_type(stored)


def _of_type(stored: Stored) -> Read:
    kind = stored.type() if isinstance(stored.type, type) else stored.type
    if isinstance(kind, UtcDateTime):
        return _instant
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Boolean):
        return _flag
    if isinstance(kind, Float):
        return partial(_number, math.inf if stored.most is None else stored.most)
    if isinstance(kind, Integer):
        return partial(_whole, math.inf if stored.most is None else stored.most)
    if isinstance(kind, String) and kind.length is not None:
        return partial(_text, kind.length)
    raise TypeError(f"nothing reads {kind!r} from an export")


def _text(longest: int, value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest or "\0" in value:
        raise ValueError
    return value


def _like(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def _one_of(choices: tuple[str, ...], value: Any) -> str:
    if value not in choices:
        raise ValueError
    return str(value)


def _words(choices: tuple[str, ...], value: Any) -> str:
    words = value.split(" ") if value else []
    if len(set(words)) < len(words) or not set(words) <= set(choices):
        raise ValueError
    return " ".join(words)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError
    return value


def _number(most: float, value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError
    return float(value)


def _whole(most: float, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError
    return value


def _instant(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError
    return moment.astimezone(UTC)


def _size(value: Any) -> str:
    if not set(value) <= _SIZE:
        raise ValueError
    _one_of(SIZE_SYSTEMS, value["system"])
    _number(_LARGEST_SIZE, value["value"])
    if value.get("width") is not None:
        _like(_WIDTH, value["width"])
    return orjson.dumps(value).decode()


def _inspection(value: Any) -> str:
    if not set(value) <= _INSPECTED or not all(found is None or type(found) is bool for found in value.values()):
        raise ValueError
    return orjson.dumps(value).decode()


_JSON: Mapping[str, Read] = {"size": _size, "inspection": _inspection}


def _distance(entry: Mapping[str, Any], part: StoredDistance) -> dict[str, Any]:
    """Return the three fields of a distance: exact, and as it was sent, which have to agree."""
    micrometres, value, unit = (entry.get(name) for name in part.names)
    most = math.inf if part.field.stored.most is None else part.field.stored.most
    if micrometres is None or value is None or unit is None:
        if (value, unit) != (None, None):
            raise ValueError
        exact = part.field.stored.empty if micrometres is None else _whole(most, micrometres)
        return dict(zip(part.names, (exact, None, None), strict=True))
    # A number that came with more digits than a computer keeps may be off by the last micrometre.
    sent = Distance.of(_number(Distance(int(most)).m, value), unit)
    if abs(sent.micrometres - _whole(most, micrometres)) > 1:
        raise ValueError
    return dict(zip(part.names, (micrometres, float(value), unit), strict=True))
