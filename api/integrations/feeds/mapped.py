"""Reads any other table of stock: the sender says which column is which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

from api.integrations.feeds.article import (
    LONGEST_NAME,
    LONGEST_SKU,
    Article,
    is_some,
    is_unread,
    price_of,
    quantity_of,
    text_of,
)
from api.integrations.feeds.table_text import as_utf8
from api.integrations.feeds.vocabulary import COLUMN_NAMES, folded
from api.integrations.readers.table import FileFaultError, read_export, read_header
from api.integrations.reasons import why

FIELDS = (
    *("title", "brand", "model", "size", "size_system", "gender", "width", "color", "season"),
    *("quantity", "price", "list_price", "currency", "gtin", "sku", "mpn", "product_type"),
)
"""What a column may be."""


def fits(body: bytes, columns: Mapping[str, str]) -> bool:
    """Return whether a table has every column of a map; raises FileFaultError for what is no table."""
    header = read_header(BytesIO(as_utf8(body)))
    return all(header.has(_plain(column)) for column in columns.values())


def map_by_names(body: bytes) -> dict[str, str] | None:
    """Return the map of a table whose columns bear plain names, ``None`` where it lacks one or two bear the same.

    A column of another name is left alone. Raise FileFaultError for what is no table.
    """
    names = [name for name in read_header(BytesIO(as_utf8(body))).names if name]
    columns: dict[str, str] = {}
    for field, spellings in COLUMN_NAMES.items():
        named = [(spellings.index(plain), name) for name in names if (plain := folded(name)) in spellings]
        found = [name for _, name in sorted(named)]
        if len(found) > 1 and field not in _FIRST_COUNTS:
            return None
        if found:
            columns[field] = found[0]
    # Lightspeed's item list has the size in the name of the item.
    sized = "size" in columns or set(names) >= _OF_LIGHTSPEED
    return columns if sized and "quantity" in columns and columns.keys() & {"title", "model"} else None


_OF_LIGHTSPEED = {"system id", "manufact. sku", "item", "qty."}
_FIRST_COUNTS = ("gtin", "sku")
_SCALES = frozenset({"us", "usa", "uk", "eu", "eur", "cm"})


def _plain(column: str) -> str:
    return " ".join(column.lower().split())


def read_mapped(body: bytes, columns: Mapping[str, str], max_rows: int) -> Iterator[Article]:
    """Yield an article for each row; raises FileFaultError for a map that the file does not fit."""
    header = read_header(BytesIO(body))
    names = {field: _plain(column) for field, column in columns.items()}
    for column in names.values():
        if not header.has(column):
            raise FileFaultError(why("no_such_column", column=column), 1)
    if "quantity" not in names or not ({"title", "model"} & names.keys()):
        raise FileFaultError(why("map_lacks_stock"))
    # A column called "UK Size" says of each of its rows which scale it is on.
    scale = next((word for word in folded(names.get("size", "")).split() if word in _SCALES), "")
    for number, row in enumerate(read_export(BytesIO(body), max_rows), start=1):
        if row.fault is not None:
            yield Article(number, row.line, fault=row.fault)
        else:
            cells = {field: row.cell(column) for field, column in names.items()}
            cells["size_system"] = cells.get("size_system") or scale
            yield _article(number, row.line, cells)


def _article(number: int, line: int, cells: Mapping[str, str]) -> Article:
    def cell(name: str, longest: int = 255) -> str:
        return text_of(cells.get(name), longest)

    price, currency = price_of(cells.get("price"))
    count = cells.get("quantity")
    quantity = quantity_of(count)
    is_count = quantity is not None or is_some(count)
    return Article(
        number=number,
        line=line,
        title=cell("title") or cell("model"),
        vendor=cell("brand", LONGEST_NAME),
        kind=cell("product_type"),
        size=cell("size"),
        size_system=cell("size_system"),
        width=cell("width"),
        gender=cell("gender"),
        color=cell("color", 80),
        season=cell("season", 20),
        sku=cell("sku", LONGEST_SKU),
        gtin=cell("gtin", 20),
        mpn=cell("mpn", 70),
        price=price,
        unread_price=is_unread(cells.get("price"), price),
        list_price=price_of(cells.get("list_price"))[0],
        currency=cell("currency", 3).upper() or currency,
        quantity=quantity,
        available=None,
        fault=None if is_count else why("no_whole_quantity", cell=cell("quantity", 40)),
    )
