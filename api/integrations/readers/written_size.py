"""Sizes as boxes, shops and people write them: ``6½``, ``37 1/2``, ``38⅔``, ``42 2/3``, ``38,5``."""

from __future__ import annotations

import re
from types import MappingProxyType

PATTERN = r"^[1-9][0-9]{0,2}(?:[.,][0-9]{1,2}| ?[½⅓⅔]| (?:1/2|1/3|2/3))$"
"""A number with a decimal point or comma, or with a half or third; a whole number is written as a number."""

_WRITTEN = re.compile(PATTERN)
_SIGNS = MappingProxyType({"½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4"})
_SIGN = re.compile("|".join(_SIGNS))
_PARTS = MappingProxyType({"1/2": 1 / 2, "1/3": 1 / 3, "2/3": 2 / 3})
_FRACTION = re.compile(r"(?<![\d.])(\d{1,3})[ -]+(1/2|1/3|2/3)(?!\d)")


def in_decimals(text: str) -> str:
    """Return a text with halves and thirds of sizes as decimals, to two places: ``EU 42 2/3`` becomes ``EU 42.67``."""
    text = " ".join(_SIGN.sub(lambda found: _SIGNS[found[0]], text).replace("\u2044", "/").split())
    return _FRACTION.sub(lambda found: f"{int(found[1]) + _PARTS[found[2]]:.2f}", text)


def size_written(text: str) -> float | None:
    """Return the size that a text writes out, thirds to two places; ``None`` for what is no size of this form."""
    return float(in_decimals(text).replace(",", ".")) if _WRITTEN.fullmatch(text) else None
