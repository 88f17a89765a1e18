"""The units a figure may stand in. A figure's name carries its unit too, and the two must agree."""

from __future__ import annotations

from api.rulebook.errors import RulebookError

UNITS = {
    "mm": "_mm",
    "in": "_in",
    "m": "_m",
    "km": "_km",
    "mi": "_mi",
    "kg": "_kg",
    "lb": "_lb",
    "mi_lb": "_mi_lb",
    "kpa": "_kpa",
    "sa": "_sa",
    "asker_c": "_asker_c",
    "shore_a": "_shore_a",
    "s": "_s",
    "minutes": "_minutes",
    "days": "_days",
    "weeks": "_weeks",
    "months": "_months",
    "years": "_years",
    "spm": "_spm",
    "times": "_times",
    "times_per_day": "_per_day",
    "days_per_week": "_days_per_week",
    "mi_per_week": "_mi_per_week",
    "fraction": "_fraction",
    "ratio": "_ratio",
    "z_score": "_z",
    "points": "_points",
    "pain_0_to_10": "_pain",
    "kg_per_m2": "_bmi",
    "people": "_people",
    "count": None,
    "size": None,
    "text": None,
    "list": None,
}
"""Unit -> the ending that a figure's name must bear (``None``: the name is free)."""


def check_unit(unit: object, name: str, where: str) -> str:
    """Answer the unit if it is known and the figure's name carries it; raises RulebookError."""
    if not isinstance(unit, str) or unit not in UNITS:
        raise RulebookError(f"{where}: unknown unit {unit!r}")
    ending = UNITS[unit]
    if ending is not None and not name.endswith(ending):
        raise RulebookError(f"{where}: a figure in {unit} must have a name that ends in {ending}")
    return unit
