"""Reads Lightspeed Retail (R-Series): ``Item.json``, where numbers come as texts and a list of one as an object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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

_ALL_SHOPS = "0"
_DEFAULT_PRICE, _LIST_PRICE = "default", "msrp"
_HAS_DIGIT = re.compile("[0-9]")
_ATTRIBUTES = ("attribute1", "attribute2", "attribute3")


def is_items_json(body: Mapping[str, Any]) -> bool:
    """Return whether a JSON object is an answer of ``Item.json``."""
    return "Item" in body


def read_items(body: Mapping[str, Any], shop_id: str | None = None) -> Iterator[Article]:
    """Yield an article for each item that is not archived; of one shop, or of all shops together."""
    number = 0
    for item in objects_of(body.get("Item", [])):
        if text_of(item.get("archived")).lower() == "true" or item.get("archived") is True:
            continue
        number += 1
        yield _article(number, item, shop_id)


def _article(number: int, item: Mapping[str, Any], shop_id: str | None) -> Article:
    matrix, maker, category = (_object(item, name) for name in ("ItemMatrix", "Manufacturer", "Category"))
    attributes = _object(item, "ItemAttributes")
    prices = _prices(item)
    options = _options(attributes)
    return Article(
        number=number,
        title=text_of(matrix.get("description")) or _without_options(text_of(item.get("description")), options),
        vendor=text_of(maker.get("name"), LONGEST_NAME),
        kind=text_of(category.get("fullPathName")) or text_of(category.get("name")),
        options=options,
        sku=text_of(item.get("customSku"), LONGEST_SKU) or text_of(item.get("systemSku"), LONGEST_SKU),
        gtin=text_of(item.get("upc"), 20) or text_of(item.get("ean"), 20),
        mpn=text_of(item.get("manufacturerSku"), 70),
        own_id=text_of(item.get("itemID"), 40),
        price=prices.get(_DEFAULT_PRICE),
        list_price=prices.get(_LIST_PRICE),
        quantity=_quantity(item, shop_id),
        available=True,
    )


def _object(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _options(attributes: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the attributes of an item by the names of their set, where these come with it."""
    names = _object(attributes, "ItemAttributeSet")
    values = ((text_of(names.get(f"attributeName{name[-1]}")), text_of(attributes.get(name))) for name in _ATTRIBUTES)
    return tuple((name, value) for name, value in values if value)


def _without_options(description: str, options: Sequence[tuple[str, str]]) -> str:
    """Return the description of an item without the attributes that Lightspeed writes behind it: ``GHOST 17 BLACK 10``.

    A version that happens to be the size as well, ``GHOST 17``, stays.
    """
    for value in sorted((value for _, value in options), key=description.upper().rfind, reverse=True):
        name = description[: -len(value)].rstrip(" -,/")
        if description.upper().endswith(f" {value.upper()}") and (_HAS_DIGIT.search(name) or not value.isdigit()):
            description = name
    return description


def _prices(item: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for entry in objects_of(_object(item, "Prices").get("ItemPrice", [])):
        price = price_of(entry.get("amount"))[0]
        if price is not None:
            found[text_of(entry.get("useType")).lower()] = price
    return found


def _quantity(item: Mapping[str, Any], shop_id: str | None) -> int | None:
    """Return how many a shop has; the shop of id 0 is the sum of all."""
    counts: dict[str, int | None] = {}
    for count_in_shop in objects_of(_object(item, "ItemShops").get("ItemShop", [])):
        counts[text_of(count_in_shop.get("shopID"))] = quantity_of(count_in_shop.get("qoh"))
    if shop_id is not None:
        return counts.get(shop_id, 0)
    if _ALL_SHOPS in counts:
        return counts[_ALL_SHOPS]
    known = [count for count in counts.values() if count is not None]
    return sum(known) if known else None
