"""Millimetres as a ruler in inches shows them: whole inches and a fraction (PADPLACE-22)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from api.advice.core.rules import Rulebook


def inches(length_mm: float, book: Rulebook) -> str:
    """Answer a length that is not negative as ``7 3/8``, to the nearest part a ruler shows."""
    parts = round(book.number("PADPLACE-22", "parts_of_an_inch_count"))
    return _said(round(length_mm / book.number("SIZE-01", "inch_mm") * parts), parts)


@lru_cache(maxsize=1024)
def _said(counted: int, parts: int) -> str:
    whole, rest = divmod(counted, parts)
    if rest == 0:
        return str(whole)
    fraction = str(Fraction(rest, parts))
    return f"{whole} {fraction}" if whole else fraction
