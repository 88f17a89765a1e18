"""Detect which kind of feed a body is, by its content and not by its name, and read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import orjson

from api.integrations.feeds.article import Article
from api.integrations.feeds.lightspeed import is_items_json, read_items
from api.integrations.feeds.mapped import read_mapped
from api.integrations.feeds.merchant import is_merchant_table, read_merchant_table, read_merchant_xml
from api.integrations.feeds.shopify import is_products_json, read_products
from api.integrations.feeds.shopify_csv import (
    is_inventory_csv,
    is_product_csv,
    read_inventory_csv,
    read_product_csv,
)
from api.integrations.feeds.table_text import as_utf8
from api.integrations.readers.table import FileFaultError, read_header
from api.integrations.reasons import why

MOST_ARTICLES = 100_000

SHOPIFY_JSON, SHOPIFY_CSV, SHOPIFY_INVENTORY = "shopify_json", "shopify_csv", "shopify_inventory"
MERCHANT_TABLE, MERCHANT_XML, LIGHTSPEED, MAPPED = "merchant_tsv", "merchant_xml", "lightspeed", "mapped_csv"
FORMATS = (SHOPIFY_JSON, SHOPIFY_CSV, SHOPIFY_INVENTORY, MERCHANT_TABLE, MERCHANT_XML, LIGHTSPEED, MAPPED)


def feed_of_table(body: bytes, columns: Mapping[str, str] | None) -> tuple[str, Iterator[Article]] | None:
    """Return format and articles of a table, ``None`` for one of no known feed; raises FileFaultError."""
    body = as_utf8(body)
    if columns:
        return MAPPED, read_mapped(body, columns, MOST_ARTICLES)
    header = read_header(BytesIO(body))
    if is_inventory_csv(header):
        return SHOPIFY_INVENTORY, read_inventory_csv(body, MOST_ARTICLES)
    if is_product_csv(header):
        return SHOPIFY_CSV, read_product_csv(body, MOST_ARTICLES)
    if is_merchant_table(header):
        return MERCHANT_TABLE, read_merchant_table(body, MOST_ARTICLES)
    return None


def feed_of_json(body: Any) -> tuple[str, Iterator[Article]] | None:
    """Return format and articles of a JSON value, ``None`` for one of no known feed."""
    if not isinstance(body, dict):
        return None
    if is_products_json(body):
        return SHOPIFY_JSON, read_products(body)
    if is_items_json(body):
        return LIGHTSPEED, read_items(body)
    return None


def feed_of_xml(body: bytes) -> tuple[str, Iterator[Article]]:
    """Return format and articles of an XML document; raises FileFaultError when it is read."""
    return MERCHANT_XML, read_merchant_xml(body)


def articles_of(feed: tuple[str, Iterator[Article]]) -> list[Article]:
    """Return all articles of a feed; raises FileFaultError for one that has too many or cannot be read on."""
    found: list[Article] = []
    for article in feed[1]:
        if len(found) >= MOST_ARTICLES:
            raise FileFaultError(why("too_many_rows", most=MOST_ARTICLES))
        found.append(article)
    return found


def json_of(body: bytes) -> Any:
    """Return the JSON value of a body that was fetched; raises FileFaultError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise FileFaultError(why("cannot_read_json", fault=str(fault))) from None
