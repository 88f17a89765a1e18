"""Reads Shopify's tables: the product CSV, by its names of before and since 2024, and the inventory CSV.

Rows behind the first of a handle repeat no title. The inventory CSV has a row for each variant and location, or, of
old, a column for each location: what all of them have is added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from api.integrations.feeds.article import (
    LONGEST_NAME,
    LONGEST_SKU,
    MOST_PIECES,
    Article,
    gender_or_age,
    is_unread,
    price_of,
    quantity_of,
    text_of,
)
from api.integrations.feeds.shopify import NOT_ON_SALE, SHOPIFY
from api.integrations.readers.table import ExportRow, Header, read_export, read_header
from api.integrations.reasons import why

_OPTIONS = (1, 2, 3)
_HANDLE = ("handle", "url handle")
_SKU = ("variant sku", "sku")
_PRICE = ("variant price", "price")
_TRACKER = ("variant inventory tracker", "inventory tracker")
_GIFT_CARD = "gift card"
_COUNTED_BY = ("available", "on hand")
_LAST_BEFORE_LOCATIONS = "coo"
_NOT_STOCKED = ("", "not stocked")


def is_product_csv(header: Header) -> bool:
    """Return whether a table is Shopify's product CSV."""
    return header.has("title", "option1 value") and any(header.has(name) for name in _HANDLE)


def is_inventory_csv(header: Header) -> bool:
    """Return whether a table is Shopify's inventory CSV, which has no prices."""
    priced = any(header.has(name) for name in _PRICE)
    return is_product_csv(header) and header.has("sku", _LAST_BEFORE_LOCATIONS) and not priced


def read_product_csv(body: bytes, max_rows: int) -> Iterator[Article]:
    """Yield an article for each row with a variant; raises FileFaultError."""
    product: dict[str, str] = {}
    number = 0
    for row in read_export(BytesIO(body), max_rows):
        if row.fault is not None:
            number += 1
            yield Article(number, row.line, fault=row.fault)
            continue
        if row.cell(*_HANDLE) != product.get("handle") or row.cell("title"):
            product = _product_of(row)
        # A row of a picture alone has neither an option, a number of the shop nor a price.
        is_variant = row.cell("option1 value") or row.cell(*_SKU) or row.cell(*_PRICE)
        if not is_variant or product["status"].lower() in NOT_ON_SALE:
            continue
        number += 1
        yield _row(number, row, product)


def read_inventory_csv(body: bytes, max_rows: int) -> Iterator[Article]:
    """Yield an article for each variant, with what all locations have of it; raises FileFaultError."""
    columns = _count_columns(read_header(BytesIO(body)))
    found: dict[tuple[str, ...], Article] = {}
    product: dict[str, str] = {}
    for row in read_export(BytesIO(body), max_rows):
        number = len(found) + 1
        if row.fault is not None:
            found[str(row.line),] = Article(number, row.line, fault=row.fault)
            continue
        if row.cell(*_HANDLE) != product.get("handle") or row.cell("title"):
            product = _product_of(row)
        article = _row(number, row, product)
        key = (article.own_id, article.sku)
        counted = _counted(row, columns)
        if isinstance(counted, str):
            article = replace(article, fault=why("no_whole_quantity", cell=counted[:40]))
            counted = 0
        before = found.get(key)
        quantity = counted + (0 if before is None else before.quantity or 0)
        found[key] = replace(before or article, quantity=min(quantity, MOST_PIECES), available=None)
    yield from found.values()


def _counted(row: ExportRow, columns: Sequence[int]) -> int | str:
    """Return how many the row counts, over these columns; a text that is no number as it stands."""
    total = 0
    for place in columns:
        cell = row.cells[place].strip()
        if cell.lower() in _NOT_STOCKED:
            continue
        counted = quantity_of(cell)
        if counted is None:
            return cell
        total += counted
    return total


def _count_columns(header: Header) -> list[int]:
    """Return where the counts stand: what can be sold, else what is there, else a column for each location."""
    if header.has("location"):
        for begin in _COUNTED_BY:
            for place, name in enumerate(header.names):
                if name == begin or name.startswith((f"{begin} (not editable", f"{begin} (current")):
                    return [place]
    last = header.positions[_LAST_BEFORE_LOCATIONS, 1]
    return [place for place, name in enumerate(header.names) if place > last and name != "location"]


def _product_of(row: ExportRow) -> dict[str, str]:
    gift_card = _GIFT_CARD if row.cell(_GIFT_CARD).lower() == "true" else ""
    kinds = (gift_card, text_of(row.cell("type")), text_of(row.cell("product category")))
    return {
        "handle": row.cell(*_HANDLE),
        "title": text_of(row.cell("title")),
        "vendor": text_of(row.cell("vendor"), LONGEST_NAME),
        "kind": "; ".join(filter(None, kinds)),
        "tags": text_of(row.cell("tags"), 2000),
        "gender": text_of(row.cell("google shopping / gender")),
        "age": text_of(row.cell("google shopping / age group")),
        "mpn": text_of(row.cell("google shopping / mpn", "google shopping / manufacturer part number (mpn)"), 70),
        "status": row.cell("status"),
        **{f"option{place}": text_of(row.cell(f"option{place} name")) for place in _OPTIONS},
    }


def _row(number: int, row: ExportRow, product: Mapping[str, str]) -> Article:
    options = tuple(
        (product[f"option{place}"], value) for place in _OPTIONS if (value := text_of(row.cell(f"option{place} value")))
    )
    quantity = quantity_of(row.cell("variant inventory qty", "inventory quantity"))
    # A shop that took the tracker's column out of its file has its counts all the same.
    has_tracker = any(row.header.has(name) for name in _TRACKER)
    counted = not has_tracker or row.cell(*_TRACKER).lower() == SHOPIFY
    price, currency = price_of(row.cell(*_PRICE))
    return Article(
        number=number,
        line=row.line,
        title=product["title"],
        vendor=product["vendor"],
        kind=product["kind"],
        tags=product["tags"],
        options=options,
        gender=gender_or_age(product["gender"], product["age"]),
        sku=text_of(row.cell(*_SKU).lstrip("'"), LONGEST_SKU),
        gtin=text_of(row.cell("variant barcode", "barcode").lstrip("'"), 20),
        mpn=product["mpn"],
        own_id=text_of("/".join([product["handle"], *(value for _, value in options)]), LONGEST_SKU),
        price=price,
        list_price=price_of(row.cell("variant compare at price", "compare-at price"))[0],
        currency=currency,
        quantity=quantity if counted else None,
        available=True,
        unread_price=is_unread(row.cell(*_PRICE), price),
    )
