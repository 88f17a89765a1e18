"""Sizes as boxes, shops and people write them: ``6½``, ``37 1/2``, ``38⅔``, ``42 2/3``, ``38,5``."""

from __future__ import annotations

import re
from types import MappingProxyType

PATTERN = r"^[1-9][0-9]{0,2}(?:[.,][0-9]{1,2}| ?[½⅓⅔]| (?:1/2|1/3|2/3))$"
"""A number with a decimal point or comma, or with a half or third; a whole number is written as a number."""

_WRITTEN = re.compile(PATTERN)
_PARTS = MappingProxyType({"½": 1 / 2, "1/2": 1 / 2, "⅓": 1 / 3, "1/3": 1 / 3, "⅔": 2 / 3, "2/3": 2 / 3})
_PART = re.compile(r" ?([½⅓⅔]|[12]/[23])$")


def size_written(text: str) -> float | None:
    """Return the size that a text writes out, thirds to two places; ``None`` for what is no size of this form."""
    if _WRITTEN.fullmatch(text) is None:
        return None
    part = _PART.search(text)
    if part is None:
        return float(text.replace(",", "."))
    return round(int(text[: part.start()]) + _PARTS[part[1]], 2)
