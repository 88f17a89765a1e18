"""Feeds that are pulled: as accounts send them, and as they are shown."""

from __future__ import annotations

from marshmallow import fields, validate

from api.advice.foot.feet import WIDTH_CLASSES
from api.integrations.feeds.sources import KINDS
from api.services.shop.feed_line import STATED_SYSTEMS
from api.storage.catalogue.feeds import OUTCOMES
from api.web.catalogue.shoes_schema import CURRENCY
from api.web.edge.uploads import ImportCountsSchema
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictChoice, StrictInteger, StrictString
from api.web.shop.stores_schema import ColumnsSchema

_URL = r"^https?://[!-~]+$"
_WEEK = 7 * 24 * 60


class FeedRequestSchema(RequestSchema):
    """A source to pull a store's stock from."""

    kind = StrictChoice(KINDS, required=True, metadata={"description": "`file`: any feed at an address."})
    url = StrictString(
        max_length=500,
        min_length=8,
        required=True,
        validate=validate.Regexp(_URL, error="Must be an address such as https://shop.example/feed.xml."),
        metadata={"description": "The file; the shop; or the account's part of the API."},
    )
    credential = StrictString(
        max_length=1000,
        min_length=1,
        allow_none=True,
        load_only=True,
        metadata={"description": "A token; never shown."},
    )
    hook_secret = StrictString(
        max_length=200, min_length=8, allow_none=True, load_only=True, metadata={"description": "Of Shopify's hooks."}
    )
    size_system = StrictChoice(STATED_SYSTEMS, allow_none=True)
    width = StrictChoice(WIDTH_CLASSES, allow_none=True)
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY))
    column_map = fields.Nested(ColumnsSchema, allow_none=True)
    every_minutes = StrictInteger(
        low=15,
        high=_WEEK,
        allow_none=True,
        metadata={"description": "How often it is due; else only when it is named."},
    )


class FeedSchema(ResponseSchema):
    """A source that a store's stock is pulled from."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
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


class FeedListSchema(ResponseSchema):
    """The feeds of a store."""

    items = fields.List(fields.Nested(FeedSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


FEED_REQUEST = {"kind": "shopify_storefront", "url": "https://shop.example", "size_system": "us", "every_minutes": 60}
FEED = {
    "id": "feed_7c2m9k4v1x8q3z5n6b0d",
    **FEED_REQUEST,
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
}
