"""The sources that feeds are pulled from: a file at an address, Shopify's storefront and Admin API, Lightspeed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from api.integrations.feeds.article import Article, text_of
from api.integrations.feeds.fetch import Fetched, Fetcher, FetchError
from api.integrations.feeds.mapped import map_by_names
from api.integrations.feeds.read_feed import (
    LIGHTSPEED,
    MOST_ARTICLES,
    SHOPIFY_JSON,
    articles_of,
    feed_of_json,
    feed_of_table,
    feed_of_xml,
    json_of,
)
from api.integrations.readers.table import FileFaultError

FILE, SHOPIFY_STOREFRONT, SHOPIFY_ADMIN, LIGHTSPEED_RETAIL = "file", "shopify_storefront", "shopify_admin", "lightspeed"
KINDS = (FILE, SHOPIFY_STOREFRONT, SHOPIFY_ADMIN, LIGHTSPEED_RETAIL)
NEED_CREDENTIAL = (SHOPIFY_ADMIN, LIGHTSPEED_RETAIL)

_PAGE = 250
_WEB_PAGE = re.compile(rb"<!doctype html|<html", re.IGNORECASE)
_LIGHTSPEED_PAGE = 100
_MOST_PAGES = 1000
_API = "admin/api/2025-01"
_RELATIONS = '["ItemShops","ItemMatrix","Manufacturer","Category","ItemAttributes"]'
_WHOLE_AGAIN = timedelta(hours=24)
_BUCKET_FULL, _LEAKS_A_SECOND = 0.8, 2.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a feed is pulled from; ``state`` is how far it was read, as the source itself reported it."""

    kind: str
    url: str
    credential: str | None
    columns: Mapping[str, str] | None
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was pulled: articles, all there are (``whole``) or those that changed; or nothing new."""

    format: str
    articles: list[Article]
    whole: bool
    state: dict[str, str]
    unchanged: bool = False


def pull(source: Source, fetcher: Fetcher, now: datetime) -> Pulled:
    """Return what a source has; raises FetchError."""
    fetcher.begin_pull()
    pulled = _pulled(source, fetcher, now)
    if pulled.whole and not pulled.unchanged and not pulled.articles:
        raise FetchError("empty", "it holds no article: the stock stays until it holds one")
    if pulled.whole and pulled.articles and pulled.articles[-1].is_broken:
        raise FetchError("truncated", "its last row is cut off")
    return pulled


def _pulled(source: Source, fetcher: Fetcher, now: datetime) -> Pulled:
    try:
        if source.kind == FILE:
            return _file(source, fetcher)
        if source.kind == SHOPIFY_STOREFRONT:
            return Pulled(SHOPIFY_JSON, _joined(_storefront(source, fetcher)), True, {})
        if source.kind == SHOPIFY_ADMIN:
            return _admin(source, fetcher, now)
        return Pulled(LIGHTSPEED, _joined(_lightspeed(source, fetcher)), True, {})
    except FileFaultError as fault:
        raise FetchError("unreadable", fault.reason) from None
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise FetchError("unreadable", "what it answers cannot be read") from None


def _file(source: Source, fetcher: Fetcher) -> Pulled:
    names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
    headers = {header: source.state[name] for name, header in names.items() if name in source.state}
    if source.credential is not None:
        headers["Authorization"] = f"Bearer {source.credential}"
    fetched = fetcher.get(source.url, headers=headers)
    if fetched.status == 304:
        return Pulled("", [], True, dict(source.state), unchanged=True)
    feed = _feed_of(fetched.body, source.columns)
    if feed is None:
        raise FetchError("unreadable", "it is no feed that is known; a table needs a column_map")
    validators = {"etag": fetched.headers.get("ETag"), "last_modified": fetched.headers.get("Last-Modified")}
    return Pulled(feed[0], articles_of(feed), True, {name: value for name, value in validators.items() if value})


def _feed_of(body: bytes, columns: Mapping[str, str] | None) -> tuple[str, Iterator[Article]] | None:
    start = body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _WEB_PAGE.match(start) is not None:
        raise FetchError("unreadable", "it answers with a web page, not with a feed")
    if start.startswith(b"{"):
        return feed_of_json(json_of(body))
    if start.startswith(b"<"):
        return feed_of_xml(body)
    return feed_of_table(body, columns) or feed_of_table(body, map_by_names(body))


def _joined(pages: Iterator[Any]) -> list[Article]:
    """Return the articles of all pages, counted through; one that moved on to the next page meanwhile counts once."""
    found: list[Article] = []
    seen: set[str] = set()
    for page in pages:
        feed = feed_of_json(page)
        if feed is None:
            raise FetchError("unreadable", "a page of it is not what the source promises")
        before = len(found)
        for article in feed[1]:
            if article.own_id in seen:
                continue
            found.append(replace(article, number=len(found) + 1))
            if article.own_id:
                seen.add(article.own_id)
        if len(found) == before:
            # A host that knows no pages answers each with the same.
            break
        if len(found) > MOST_ARTICLES:
            raise FetchError("too_large", f"it has more than {MOST_ARTICLES} articles")
    return found


def _storefront(source: Source, fetcher: Fetcher) -> Iterator[Any]:
    for page in range(1, _MOST_PAGES):
        params = {"limit": _PAGE, "page": page}
        body = json_of(fetcher.get(f"{source.url.rstrip('/')}/products.json", headers={}, params=params).body)
        yield body
        if not isinstance(body, dict) or not body.get("products"):
            return


def _admin(source: Source, fetcher: Fetcher, now: datetime) -> Pulled:
    since, whole_at = source.state.get("updated_at"), source.state.get("whole_at")
    whole = since is None or whole_at is None or now - datetime.fromisoformat(whole_at) >= _WHOLE_AGAIN
    params: dict[str, Any] = {"limit": _PAGE}
    if not whole:
        params["updated_at_min"] = since
    latest = since or ""
    pages = []
    for body in _admin_pages(source, fetcher, params):
        pages.append(body)
        products = body.get("products", []) if isinstance(body, dict) else []
        stamps = [text_of(product.get("updated_at")) for product in products if isinstance(product, dict)]
        latest = max([latest, *stamps])
    state = {"updated_at": latest, "whole_at": now.isoformat() if whole else whole_at or ""}
    state = {name: value for name, value in state.items() if value}
    return Pulled(SHOPIFY_JSON, _joined(iter(pages)), whole, state)


def _admin_pages(source: Source, fetcher: Fetcher, params: Mapping[str, Any]) -> Iterator[Any]:
    url: str | None = f"{source.url.rstrip('/')}/{_API}/products.json"
    headers = {"X-Shopify-Access-Token": source.credential or ""}
    for page in range(_MOST_PAGES):
        if url is None:
            return
        fetched = fetcher.get(url, headers=headers, params=params if page == 0 else None)
        yield json_of(fetched.body)
        url = fetched.next_url
        if url is not None and urlsplit(url)[:2] != urlsplit(source.url)[:2]:
            raise FetchError("unreadable", "its next page is at another host")
        fetcher.wait(bucket_wait(fetched))


def bucket_wait(fetched: Fetched) -> float:
    """Return how long to wait so that Shopify's leaky bucket does not run over: ``32/40`` calls are in it."""
    used, _, size = fetched.headers.get("X-Shopify-Shop-Api-Call-Limit", "").partition("/")
    if not (used.isdigit() and size.isdigit()) or int(used) < _BUCKET_FULL * int(size):
        return 0
    return (int(used) - int(size) / 2) / _LEAKS_A_SECOND


def _lightspeed(source: Source, fetcher: Fetcher) -> Iterator[Any]:
    start = f"{source.url.rstrip('/')}/Item.json"
    url: str | None = start
    params: Mapping[str, Any] | None = {"limit": _LIGHTSPEED_PAGE, "load_relations": _RELATIONS}
    headers = {"Authorization": f"Bearer {source.credential}"}
    for _ in range(_MOST_PAGES):
        if url is None:
            return
        body = json_of(fetcher.get(url, headers=headers, params=params).body)
        yield body
        attributes = body.get("@attributes") if isinstance(body, dict) else None
        following = text_of(attributes.get("next"), 2000) if isinstance(attributes, dict) else ""
        if following and not following.startswith(start):
            raise FetchError("unreadable", "its next page is at another address")
        url, params = following or None, None
