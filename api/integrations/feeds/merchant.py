"""Reads Google Merchant feeds: tab-separated text, RSS 2.0 and Atom; names with and without ``g:``.

There is no attribute for a shoe's width: it hides in title and size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from api.integrations.feeds.article import (
    LONGEST_NAME,
    LONGEST_SKU,
    Article,
    gender_or_age,
    instant_of,
    is_unread,
    price_of,
    quantity_of,
    text_of,
)
from api.integrations.feeds.vocabulary import AVAILABLE, NOT_AVAILABLE, folded
from api.integrations.readers.safe_xml import Elements, parsed
from api.integrations.readers.table import Header, read_export
from api.integrations.reasons import why

_ATTRIBUTES = (
    *("id", "item_group_id", "title", "availability", "price", "sale_price", "brand", "gtin", "mpn"),
    *("age_group", "gender", "color", "size", "size_system", "size_type", "product_type"),
    *("google_product_category", "quantity", "condition", "sale_price_effective_date"),
)
_ITEMS = ("item", "entry")


def is_merchant_table(header: Header) -> bool:
    """Return whether a table has the names of Google Merchant."""
    names = {_plain(name) for name in header.names}
    return {"id", "title", "availability"} <= names


def read_merchant_table(body: bytes, max_rows: int) -> Iterator[Article]:
    """Yield an article for each row; raises FileFaultError."""
    for number, row in enumerate(read_export(BytesIO(body), max_rows), start=1):
        if row.fault is not None:
            yield Article(number, row.line, fault=row.fault)
            continue
        cells = {
            _plain(name): row.cells[place] for place, name in enumerate(row.header.names) if place < len(row.cells)
        }
        yield _article(number, row.line, cells)


def read_merchant_xml(body: bytes) -> Iterator[Article]:
    """Yield an article for each item; raises FileFaultError for what is no XML."""
    items = _Items()
    for _ in parsed(BytesIO(body), items):
        """Items are gathered, and no record is made."""
    for number, cells in enumerate(items.found, start=1):
        yield _article(number, None, cells)


class _Items(Elements):
    """Gathers what stands straight within each item; the first of two elements of one name counts."""

    texts = frozenset(_ATTRIBUTES)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def begin(self, name: str, attrs: Any) -> None:
        if name in _ITEMS:
            self.found.append({})

    def end(self, name: str, text: str) -> None:
        if name in self.texts and len(self.path) > 1 and self.path[-2] in _ITEMS:
            self.found[-1].setdefault(name, text)


def _plain(name: str) -> str:
    """Return a name without its prefix: ``g:id`` and ``id`` are one."""
    return name.rsplit(":", 1)[-1].strip().lower().replace(" ", "_")


def _article(number: int, line: int | None, cells: Mapping[str, str]) -> Article:
    def cell(name: str, longest: int = 255) -> str:
        return text_of(cells.get(name), longest)

    list_price, currency = price_of(cells.get("price"))
    sale_price, sale_currency = price_of(cells.get("sale_price"))
    there = _is_there(cell("availability"))
    begins, ends = _window(cell("sale_price_effective_date"))
    return Article(
        number=number,
        line=line,
        title=cell("title"),
        vendor=cell("brand", LONGEST_NAME),
        kind="; ".join(filter(None, (cell("product_type"), cell("google_product_category")))),
        size=cell("size"),
        size_system=cell("size_system"),
        gender=gender_or_age(cell("gender"), cell("age_group")),
        color=cell("color", 80),
        sku=cell("id", LONGEST_SKU),
        gtin=cell("gtin", 20),
        mpn=cell("mpn", 70),
        own_id=cell("id", LONGEST_SKU),
        price=list_price if sale_price is None else sale_price,
        list_price=None if sale_price is None else list_price,
        currency=sale_currency or currency,
        quantity=quantity_of(cells.get("quantity")) if cells.get("quantity") else None,
        available=there,
        condition=cell("condition", 40),
        sale_from=begins,
        sale_until=ends,
        unread_price=is_unread(cells.get("price"), list_price) or is_unread(cells.get("sale_price"), sale_price),
        fault=why("availability_not_understood", cell=cell("availability", 40)) if there is None else None,
    )


def _is_there(text: str) -> bool | None:
    """Return what an availability says, in the words of a language or as an address of schema.org; ``None`` if none."""
    availability = folded(text.rstrip("/").rsplit("/", 1)[-1])
    if availability in AVAILABLE:
        return True
    return False if availability in NOT_AVAILABLE else None


def _window(text: str) -> tuple[datetime | None, datetime | None]:
    """Return when a sale begins and ends, of two instants with a slash between them; a date alone is none."""
    begin, _, end = text.partition("/")
    return instant_of(begin), instant_of(end)
