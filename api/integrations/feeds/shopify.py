"""Reads Shopify's JSON: ``products.json`` of a storefront, and products of the Admin API (REST).

The storefront says only whether a variant is available. What Shopify does not count (no inventory management) or sells
on (``continue``) has no number that means anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.integrations.feeds.article import (
    LONGEST_NAME,
    LONGEST_SKU,
    Article,
    is_unread,
    objects_of,
    price_of,
    quantity_of,
    text_of,
)

_OPTIONS = (1, 2, 3)
SHOPIFY = "shopify"
NOT_ON_SALE = ("draft", "archived")


def is_products_json(body: Mapping[str, Any]) -> bool:
    """Return whether a JSON object is a list of Shopify's products, or one of them, bare or in its envelope."""
    one = body.get("product", body)
    return "products" in body or (isinstance(one, dict) and "variants" in one and "title" in one)


def read_products(body: Mapping[str, Any]) -> Iterator[Article]:
    """Yield an article for each variant of each product."""
    number = 0
    for product in objects_of(body.get("products", body.get("product", body))):
        names = _option_names(product)
        if text_of(product.get("status")).lower() in NOT_ON_SALE:
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
        unread_price=is_unread(variant.get("price"), price),
        available=variant.get("available") if isinstance(variant.get("available"), bool) else counts,
    )


def _counted(variant: Mapping[str, Any]) -> int | None:
    """Return how many there are, ``None`` where Shopify does not count them."""
    return quantity_of(variant["inventory_quantity"]) if variant.get("inventory_management", SHOPIFY) else None
