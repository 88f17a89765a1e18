"""The units a figure may stand in. A figure's name carries its unit, and the two must agree in both directions."""

from __future__ import annotations

import math
import re

from api.advice.core.rules import Value
from api.rulebook.errors import RulebookError

UNITS: dict[str, tuple[str, ...]] = {
    "mm": ("_mm",),
    "in": ("_in",),
    "m": ("_m",),
    "km": ("_km",),
    "mi": ("_mi",),
    "kg": ("_kg",),
    "lb": ("_lb",),
    "mi_lb": ("_mi_lb",),
    "kpa": ("_kpa",),
    "sa": ("_sa",),
    "asker_c": ("_asker_c",),
    "shore_a": ("_shore_a",),
    "s": ("_s",),
    "minutes": ("_minutes", "_min"),
    "hours": ("_hours",),
    "days": ("_days",),
    "weeks": ("_weeks",),
    "months": ("_months",),
    "years": ("_years",),
    "spm": ("_spm",),
    "times": ("_times",),
    "times_per_day": ("_per_day",),
    "times_per_week": ("_per_week",),
    "days_per_week": ("_days_per_week", "_days"),
    "mi_per_week": ("_mi_per_week", "_miles_per_week"),
    "fraction": ("_fraction",),
    "ratio": ("_ratio",),
    "z_score": ("_z",),
    "points": ("_points",),
    "pain_0_to_10": ("_pain",),
    "kg_per_m2": ("_bmi",),
    "people": ("_people",),
    "count": (),
    "size": (),
    "text": (),
    "list": (),
}
"""Unit -> the endings of which a figure's name must bear one; where there is none, a number's name bears no unit."""

WORDS = frozenset({"text", "list"})
"""Units whose values are words: ``text`` one, ``list`` several. Every other unit holds numbers."""

_ENDINGS = sorted({ending for endings in UNITS.values() for ending in endings}, key=len, reverse=True)
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def check_unit(unit: object, name: str, where: str) -> str:
    """Return the unit if it is known and the figure's name carries it; raises RulebookError."""
    if not isinstance(unit, str) or unit not in UNITS:
        raise RulebookError(f"{where}: unknown unit {unit!r}")
    if not _NAME.fullmatch(name):
        raise RulebookError(f"{where}: a figure's name is written in small letters, digits and single underscores")
    borne = next((ending for ending in _ENDINGS if name.endswith(ending)), None)
    endings = UNITS[unit]
    if endings and borne not in endings:
        raise RulebookError(f"{where}: a figure in {unit} must have a name that ends in {' or '.join(endings)}")
    if not endings and unit not in WORDS and borne is not None:
        raise RulebookError(f"{where}: the name ends in {borne}, but the figure stands in {unit}")
    return unit


def check_value(value: object, unit: str, where: str) -> Value:
    """Return the figure (a list as a tuple) if its kind fits its unit; raises RulebookError.

    Words for ``text`` and ``list``; for every other unit finite numbers, never truth values, one or a list of them.
    """
    if unit == "list" and not isinstance(value, list):
        raise RulebookError(f"{where}: a list is wanted, not {value!r}")
    if not isinstance(value, list):
        return _single(value, unit, where)
    if not value or unit == "text":
        raise RulebookError(f"{where}: {value!r} is no figure in {unit}")
    if len(set(map(repr, value))) != len(value):
        raise RulebookError(f"{where}: {value!r} holds the same twice")
    return tuple(_single(item, unit, where) for item in value)


def _single(value: object, unit: str, where: str) -> Value:
    if unit in WORDS:
        if not isinstance(value, str) or not value.strip():
            raise RulebookError(f"{where}: a word is wanted, not {value!r}")
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RulebookError(f"{where}: a number in {unit} is wanted, not {value!r}")
    if not math.isfinite(value):
        raise RulebookError(f"{where}: {value!r} is no finite number")
    if unit == "fraction" and abs(value) > 1:
        raise RulebookError(f"{where}: {value!r} is no fraction: it lies between -1 and 1")
    return value
