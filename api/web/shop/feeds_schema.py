"""Feeds that are pulled: as accounts send them, and as they are shown."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.foot.feet import WIDTH_CLASSES
from api.integrations.feeds.sources import KINDS
from api.services.shop.feed_line import STATED_SYSTEMS
from api.storage.catalogue.feeds import OUTCOMES
from api.web.catalogue.shoes_schema import CURRENCY, CURRENCY_FAULT
from api.web.edge.uploads import ImportCountsSchema
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictString,
    one_line,
)
from api.web.shop.stores_schema import ColumnsSchema

_URL = r"^https?://[!-~]+$"
_WEEK = 7 * 24 * 60


_NAMED = "What you call it."
_ENABLED = "Whether it is pulled when it is due, and its hooks are heard; else only when it is named."


def _url(**kwargs: Any) -> StrictString:
    return StrictString(
        max_length=500,
        min_length=8,
        validate=validate.Regexp(_URL, error="Must be an address such as https://shop.example/feed.xml."),
        metadata={"description": "The file; the shop; or the account's part of the API."},
        **kwargs,
    )


def _secret(longest: int, shortest: int, description: str) -> StrictString:
    return StrictString(
        max_length=longest,
        min_length=shortest,
        allow_none=True,
        load_only=True,
        metadata={"description": description},
    )


def _every_minutes() -> StrictInteger:
    return StrictInteger(
        low=15,
        high=_WEEK,
        allow_none=True,
        metadata={"description": "How often it is due; else only when it is named."},
    )


class FeedRequestSchema(RequestSchema):
    """A source to pull a store's stock from."""

    kind = StrictChoice(KINDS, required=True, metadata={"description": "`file`: any feed at an address."})
    name = one_line(120, _NAMED, allow_none=True)
    enabled = StrictBoolean(load_default=True, metadata={"description": _ENABLED})
    url = _url(required=True)
    credential = _secret(1000, 1, "A token; never shown.")
    hook_secret = _secret(200, 8, "Of Shopify's hooks.")
    size_system = StrictChoice(STATED_SYSTEMS, allow_none=True)
    width = StrictChoice(WIDTH_CLASSES, allow_none=True)
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT))
    column_map = fields.Nested(ColumnsSchema, allow_none=True)
    every_minutes = _every_minutes()


class FeedPatchSchema(RequestSchema):
    """A merge patch to a source: absent leaves, ``null`` removes. What kind it is stays."""

    name = one_line(120, _NAMED, allow_none=True)
    enabled = StrictBoolean(metadata={"description": _ENABLED})
    url = _url()
    credential = _secret(1000, 1, "A token; never shown.")
    hook_secret = _secret(200, 8, "Of Shopify's hooks.")
    size_system = StrictChoice(STATED_SYSTEMS, allow_none=True)
    width = StrictChoice(WIDTH_CLASSES, allow_none=True)
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT))
    column_map = fields.Nested(ColumnsSchema, allow_none=True)
    every_minutes = _every_minutes()


class FeedSchema(ResponseSchema):
    """A source that a store's stock is pulled from."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name = fields.String(required=True, allow_none=True)
    enabled = fields.Boolean(required=True)
    url = fields.String(required=True)
    has_credential = fields.Boolean(required=True)
    has_hook_secret = fields.Boolean(required=True)
    size_system = fields.String(required=True, allow_none=True)
    width = fields.String(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    column_map = fields.Nested(ColumnsSchema, required=True, allow_none=True)
    every_minutes = fields.Integer(required=True, allow_none=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(OUTCOMES),
        metadata={"description": "Of the last pull; `failed` leaves the stock of the last that succeeded."},
    )
    outcome_detail = fields.String(required=True, allow_none=True)
    counts = fields.Nested(ImportCountsSchema, required=True, allow_none=True)
    pulled_at = fields.DateTime(required=True, allow_none=True)
    succeeded_at = fields.DateTime(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class FeedListSchema(ResponseSchema):
    """The feeds of a store."""

    items = fields.List(fields.Nested(FeedSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


FEED_REQUEST = {"kind": "shopify_storefront", "url": "https://shop.example", "size_system": "us", "every_minutes": 60}
FEED = {
    "id": "feed_7c2m9k4v1x8q3z5n6b0d",
    **FEED_REQUEST,
    "name": None,
    "enabled": True,
    "has_credential": False,
    "has_hook_secret": False,
    "width": None,
    "currency": None,
    "column_map": None,
    "outcome": "failed",
    "outcome_detail": "unavailable: it answered 503 again and again",
    "counts": None,
    "pulled_at": "2026-09-01T08:00:00Z",
    "succeeded_at": None,
    "due_at": "2026-09-01T08:15:00Z",
    "created_at": "2026-09-01T07:00:00Z",
    "updated_at": "2026-09-01T08:00:00Z",
}
