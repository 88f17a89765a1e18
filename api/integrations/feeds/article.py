"""One article of a feed, as the feed has it: nothing is understood yet, and what is missing is empty or ``None``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.integrations.reasons import Reason

LONGEST_TITLE, LONGEST_NAME, LONGEST_SKU = 255, 120, 80
MOST_PIECES, MOST_PRICE = 100_000, 1_000_000
_PRICE = re.compile(r"([A-Z]{3})?\s*([0-9]{1,9}(?:[.,][0-9]{1,4})?)\s*([A-Z]{3})?")
_WHOLE = re.compile(r"-?[0-9]{1,9}(?:\.0+)?")
_MARKS = re.compile(r"<[^>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Article:
    """What can be bought by itself: one size of one model in one colour.

    ``own_id`` is the feed's own number of it; ``quantity`` is ``None`` where the feed only says ``available``.
    """

    number: int
    line: int | None = None
    title: str = ""
    vendor: str = ""
    kind: str = ""
    tags: str = ""
    options: tuple[tuple[str, str], ...] = ()
    size: str = ""
    size_system: str = ""
    width: str = ""
    gender: str = ""
    color: str = ""
    season: str = ""
    sku: str = ""
    gtin: str = ""
    mpn: str = ""
    own_id: str = ""
    price: float | None = None
    list_price: float | None = None
    currency: str | None = None
    quantity: int | None = None
    available: bool | None = None
    fault: Reason | None = None


def text_of(value: Any, longest: int = LONGEST_TITLE) -> str:
    """Return a value of a feed as a text on one line, without marks of HTML and cut to a length."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return " ".join(_MARKS.sub(" ", str(value)).replace("\0", " ").split())[:longest].strip()


def price_of(value: Any) -> tuple[float | None, str | None]:
    """Return price and currency of ``129.95``, ``129,95`` or ``129.95 USD``; nothing for what is no price."""
    match = _PRICE.fullmatch(text_of(value).upper())
    if match is None:
        return None, None
    price = float(match[2].replace(",", "."))
    return (price, match[1] or match[3]) if price <= MOST_PRICE else (None, None)


def quantity_of(value: Any) -> int | None:
    """Return how many there are, none for a negative count; ``None`` for what is no whole number."""
    text = text_of(value)
    return min(max(int(float(text)), 0), MOST_PIECES) if _WHOLE.fullmatch(text) else None


def objects_of(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; one object alone counts as a list of it, as some feeds write it."""
    found = value if isinstance(value, list) else [value]
    return [entry for entry in found if isinstance(entry, dict)]
