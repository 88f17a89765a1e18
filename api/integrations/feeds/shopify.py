"""Reads Shopify: ``products.json`` of a storefront, products of the Admin API (REST), and the product CSV.

The storefront says only whether a variant is available. What Shopify does not count (no inventory management) or sells
on (``continue``) has no number that means anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from api.integrations.feeds.article import (
    LONGEST_NAME,
    LONGEST_SKU,
    Article,
    objects_of,
    price_of,
    quantity_of,
    text_of,
)
from api.integrations.readers.table import ExportRow, Header, read_export

_OPTIONS = (1, 2, 3)
_SHOPIFY, _CONTINUE = "shopify", "continue"
_NOT_ON_SALE = ("draft", "archived")


def is_products_json(body: Mapping[str, Any]) -> bool:
    """Return whether a JSON object is a list of Shopify's products, or one of them."""
    return "products" in body or ("variants" in body and "title" in body)


def read_products(body: Mapping[str, Any]) -> Iterator[Article]:
    """Yield an article for each variant of each product."""
    number = 0
    for product in objects_of(body.get("products", body)):
        names = _option_names(product)
        if text_of(product.get("status")).lower() in _NOT_ON_SALE:
            continue
        for variant in objects_of(product.get("variants", [])):
            number += 1
            yield _variant(number, product, names, variant)


def _option_names(product: Mapping[str, Any]) -> list[str]:
    options = product.get("options")
    if isinstance(options, list):
        return [text_of(option.get("name") if isinstance(option, dict) else option) for option in options]
    return []


def _variant(number: int, product: Mapping[str, Any], names: list[str], variant: Mapping[str, Any]) -> Article:
    values = [text_of(variant.get(f"option{place}")) for place in _OPTIONS]
    named = [*names, *[""] * len(_OPTIONS)]
    counts = "inventory_quantity" in variant
    price, currency = price_of(variant.get("price"))
    tags = product.get("tags")
    return Article(
        number=number,
        title=text_of(product.get("title")),
        vendor=text_of(product.get("vendor"), LONGEST_NAME),
        kind=text_of(product.get("product_type", product.get("productType"))),
        tags=", ".join(map(text_of, tags)) if isinstance(tags, list) else text_of(tags, 2000),
        options=tuple((name, value) for name, value in zip(named, values, strict=False) if value),
        sku=text_of(variant.get("sku"), LONGEST_SKU),
        gtin=text_of(variant.get("barcode"), 20),
        own_id=text_of(variant.get("id"), 40),
        price=price,
        list_price=price_of(variant.get("compare_at_price"))[0],
        currency=currency,
        quantity=_counted(variant) if counts else None,
        available=variant.get("available") if isinstance(variant.get("available"), bool) else counts,
    )


def _counted(variant: Mapping[str, Any]) -> int | None:
    """Return how many there are, ``None`` where Shopify does not count them."""
    return quantity_of(variant["inventory_quantity"]) if variant.get("inventory_management", _SHOPIFY) else None


# The product CSV


def is_product_csv(header: Header) -> bool:
    """Return whether a table is Shopify's product CSV."""
    return header.has("handle", "title", "option1 value")


def read_product_csv(body: bytes, max_rows: int) -> Iterator[Article]:
    """Yield an article for each row with a variant; rows behind the first of a handle repeat no title.

    Raise FileFaultError.
    """
    product: dict[str, str] = {}
    number = 0
    for row in read_export(BytesIO(body), max_rows):
        if row.fault is not None:
            number += 1
            yield Article(number, row.line, fault=row.fault)
            continue
        if row.cell("handle") != product.get("handle") or row.cell("title"):
            product = _product_of(row)
        if not row.cell("option1 value") or product["status"].lower() in _NOT_ON_SALE:
            continue
        number += 1
        yield _row(number, row, product)


def _product_of(row: ExportRow) -> dict[str, str]:
    return {
        "handle": row.cell("handle"),
        "title": text_of(row.cell("title")),
        "vendor": text_of(row.cell("vendor"), LONGEST_NAME),
        "kind": text_of(f"{row.cell('type')} {row.cell('product category')}"),
        "tags": text_of(row.cell("tags"), 2000),
        "gender": text_of(row.cell("google shopping / gender")),
        "age": text_of(row.cell("google shopping / age group")),
        "mpn": text_of(row.cell("google shopping / mpn"), 70),
        "status": row.cell("status"),
        **{f"option{place}": text_of(row.cell(f"option{place} name")) for place in _OPTIONS},
    }


def _row(number: int, row: ExportRow, product: Mapping[str, str]) -> Article:
    options = tuple(
        (product[f"option{place}"], value) for place in _OPTIONS if (value := text_of(row.cell(f"option{place} value")))
    )
    quantity = quantity_of(row.cell("variant inventory qty"))
    counted = row.cell("variant inventory tracker").lower() == _SHOPIFY
    age = product["age"] if product["age"].lower() in ("kids", "toddler", "infant", "newborn") else ""
    return Article(
        number=number,
        line=row.line,
        title=product["title"],
        vendor=product["vendor"],
        kind=product["kind"],
        tags=product["tags"],
        options=options,
        gender=age or product["gender"],
        sku=text_of(row.cell("variant sku").lstrip("'"), LONGEST_SKU),
        gtin=text_of(row.cell("variant barcode").lstrip("'"), 20),
        mpn=product["mpn"],
        own_id=text_of("/".join([product["handle"], *(value for _, value in options)]), LONGEST_SKU),
        price=price_of(row.cell("variant price"))[0],
        list_price=price_of(row.cell("variant compare at price"))[0],
        quantity=quantity if counted else None,
        available=True,
    )
