"""Reads the body of a stock import: rows of ours, or a shop's own export in whatever format it is.

The body is read before any transaction begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

import orjson
from flask import request
from marshmallow import Schema, ValidationError

from api.integrations.feeds.article import Article
from api.integrations.feeds.mapped import FIELDS, fits, map_by_names
from api.integrations.feeds.read_feed import articles_of, feed_of_json, feed_of_table, feed_of_xml
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why
from api.services.catalogue.row_report import ImportRow, checked
from api.services.shop.stock_file import COLUMNS, MOST_ROWS, read_stock_file
from api.storage.catalogue.stores import store_row
from api.web.edge.auth import account_id, check_store
from api.web.edge.blueprint import NotJsonError, View, imports, read_json
from api.web.edge.context import parts, rulebook
from api.web.edge.errors import Problem, invalid
from api.web.edge.uploads import CSV_TYPE, JSON_TYPE, TAB_TYPE, check_fields_by, file_refused, json_rows
from api.web.fields.strict import StrictString

LINES = "lines"
XML_TYPES = ("application/xml", "text/xml", "application/rss+xml", "application/atom+xml")
_TABLES = (CSV_TYPE, TAB_TYPE, "text/plain")
_UTF8 = ("", "utf-8", "utf8")
_DEFAULTS = ("size_system", "width")
_LONGEST_MAP = 4000
LONGEST_MAP_NAME = 80


class ColumnMapField(StrictString):
    """A JSON object from our fields to the columns of a table, as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            given = orjson.loads(super()._deserialize(value, attr, data, **kwargs))
        except orjson.JSONDecodeError:
            given = None
        check_columns(given)
        return given

    def _validate(self, value: Any) -> None:
        """Leave the length to the text, which was read."""


def check_columns(given: Any) -> None:
    """Raise ValidationError for what is no map from our fields to columns."""
    if not isinstance(given, dict) or not given or not all(isinstance(name, str) and name for name in given.values()):
        raise ValidationError('Must be a JSON object such as {"title":"Item","size":"Sz","quantity":"On hand"}.')
    if set(given) - set(FIELDS):
        raise ValidationError(f"May name only: {', '.join(FIELDS)}.")


@dataclass(frozen=True, slots=True)
class SentStock:
    """What was sent: rows of ours, or a feed by its format with its articles."""

    rows: list[ImportRow]
    feed: tuple[str, list[Article]] | None = None


def reads_stock(row_schema: Schema) -> Callable[[View], View]:
    """Read the body and hand it to the view as ``sent``; raises Problem 400, 415, 422. Stands above ``@creates``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def run(query: dict[str, Any], store_id: str, **kwargs: Any) -> Any:
            sent = _sent(_columns_named(query, store_id), store_id, row_schema)
            defaults = {name: query[name] for name in _DEFAULTS if name in query}
            if defaults.get("size_system") == "us":
                del defaults["size_system"]
            check = check_fields_by(row_schema, defaults)
            sent = SentStock([checked(row, check) for row in sent.rows], sent.feed)
            return view(query, store_id, sent=sent, **kwargs)

        return imports(run)  # type: ignore[return-value]

    return decorate


def _sent(columns: Mapping[str, str] | None, store_id: str, row_schema: Schema) -> SentStock:
    body, kind = request.get_data(cache=True), request.mimetype
    try:
        if kind in _TABLES:
            return _from_table(body, columns, store_id)
        if kind in XML_TYPES:
            return _feed(feed_of_xml(body))
    except FileFaultError as fault:
        raise file_refused(fault) from None
    if kind == JSON_TYPE:
        return _from_json(body, row_schema)
    types = ", ".join((CSV_TYPE, TAB_TYPE, JSON_TYPE, XML_TYPES[0]))
    raise Problem("wrong_content_type", f"Send the file as one of: {types}.")


def _from_table(body: bytes, columns: Mapping[str, str] | None, store_id: str) -> SentStock:
    if request.mimetype_params.get("charset", "").lower() not in _UTF8:
        raise Problem("wrong_content_type", "Send the file in UTF-8.")
    feed = feed_of_table(body, columns)
    if feed is not None:
        return _feed(feed)
    try:
        return SentStock(read_stock_file(body, rulebook().wording))
    except FileFaultError as fault:
        if fault.reason.key in ("columns_unknown", "columns_missing"):
            kept = _fitting(body, _kept_maps(store_id)) or map_by_names(body)
            if kept is not None and (feed := feed_of_table(body, kept)) is not None:
                return _feed(feed)
            fits = why("columns_that_fit", ours=", ".join(COLUMNS), mapped=", ".join(FIELDS))
            detail = f"{fault.reason.say(rulebook().wording)} {fits.say(rulebook().wording)}"
            raise invalid("", detail) from None
        raise


def _columns_named(query: Mapping[str, Any], store_id: str) -> Mapping[str, str] | None:
    """Return the map that is sent, or that is named of those that the store keeps; raises Problem 422."""
    name = query.get("saved_map")
    if name is None or "column_map" in query:
        return query.get("column_map")
    maps = _kept_maps(store_id)
    if name not in maps:
        known = ", ".join(sorted(filter(None, maps)))
        kept = f"The store keeps no map of this name. It keeps: {known}." if known else "The store keeps no maps."
        raise invalid("saved_map", kept, "unknown")
    return maps[name]


def _kept_maps(store_id: str) -> dict[str, dict[str, str]]:
    """Return the maps that the store keeps, by name; its own has none, ``""``."""
    check_store(store_id)
    with parts().database.reading() as db:
        row = store_row(db, account_id(), store_id)
    if row is None:
        return {}
    named: dict[str, dict[str, str]] = orjson.loads(row.column_maps or "{}")
    return named if row.column_map is None else {"": orjson.loads(row.column_map), **named}


def _fitting(body: bytes, maps: Mapping[str, Mapping[str, str]]) -> Mapping[str, str] | None:
    """Return the map of which a table has every column: the store's own, else the only one; else its own after all."""
    fitting = {name: columns for name, columns in maps.items() if fits(body, columns)}
    if "" in fitting or not fitting:
        return maps.get("")
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _from_json(body: bytes, row_schema: Schema) -> SentStock:
    try:
        value = read_json(body)
    except NotJsonError as fault:
        raise Problem("malformed_json", str(fault)) from fault
    feed = feed_of_json(value)
    try:
        return SentStock(json_rows(value, LINES, MOST_ROWS, row_schema)) if feed is None else _feed(feed)
    except FileFaultError as fault:
        raise file_refused(fault) from None


def _feed(feed: tuple[str, Iterator[Article]]) -> SentStock:
    return SentStock([], (feed[0], articles_of(feed)))
