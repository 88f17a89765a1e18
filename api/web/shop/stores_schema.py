"""Stores and their stock: as accounts send them, and as they are shown."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.advice.foot.feet import SEXES, SIZE_SYSTEMS, WIDTH_CLASSES
from api.integrations.feeds.mapped import FIELDS
from api.integrations.feeds.read_feed import FORMATS
from api.services.catalogue.match_model import CERTAIN_SCORE
from api.services.shop.feed_line import STATED_SYSTEMS
from api.services.shop.feed_models import WAYS
from api.services.shop.import_stock import MODES
from api.services.shop.stock_file import MOST_ROWS
from api.storage.catalogue.feed_models import CERTAIN, CONFIRMED, DECIDED, NEW, OPEN, REJECTED, STATUSES
from api.storage.catalogue.stock import UNISEX
from api.web.catalogue.shoes_schema import CURRENCY, CURRENCY_FAULT, MOST_PRICE
from api.web.edge.paging import page_fields
from api.web.edge.uploads import (
    JSON_TYPE,
    MOST_BYTES,
    REPORT_EXAMPLE,
    TAB_TYPE,
    DryRunQuery,
    ImportReportSchema,
    body_of_import,
)
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictNumber,
    StrictString,
    one_line,
)
from api.web.shop.stock_body import LONGEST_MAP_NAME, XML_TYPES, ColumnMapField

MOST_PIECES = 100_000
LARGEST_SIZE = 400
"""Mondopoint sizes are millimetres; every other scale ends far below."""


_COLUMN_MAP = "Your columns, for tables that are no known export."

_FIT_EVIDENCE = "Whether what customers reported of the fit counts in this store's advice (FIT-26); not by default."

ColumnsSchema = RequestSchema.from_dict(
    {field: StrictString(min_length=1, max_length=200, allow_none=True) for field in FIELDS}, name="Columns"
)
_COLUMN_MAPS = "Further maps by name, for `saved_map`: a store may get tables of several kinds."
MOST_MAPS = 20
_MAP_NAME = one_line(LONGEST_MAP_NAME)


def _column_maps(**kwargs: Any) -> fields.Dict:
    return fields.Dict(
        keys=_MAP_NAME,
        values=fields.Nested(ColumnsSchema, allow_none=True),
        allow_none=True,
        validate=validate.Length(max=MOST_MAPS),
        metadata={"description": _COLUMN_MAPS, "maxProperties": MOST_MAPS},
        **kwargs,
    )


class StoreRequestSchema(RequestSchema):
    """A store."""

    name = one_line(200, "What the store is called.", required=True)
    external_ref = one_line(120, "Your own id of it.", allow_none=True)
    column_map = fields.Nested(ColumnsSchema, allow_none=True, metadata={"description": _COLUMN_MAP})
    column_maps = _column_maps()
    fit_evidence = StrictBoolean(metadata={"description": _FIT_EVIDENCE})


class StorePatchSchema(RequestSchema):
    """A merge patch to a store: absent leaves, ``null`` removes."""

    name = one_line(200, "What the store is called.")
    external_ref = one_line(120, "Your own id of it.", allow_none=True)
    column_map = fields.Nested(ColumnsSchema, allow_none=True, metadata={"description": _COLUMN_MAP})
    column_maps = _column_maps()
    fit_evidence = StrictBoolean(metadata={"description": _FIT_EVIDENCE})


class StoreSchema(ResponseSchema):
    """A store."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    external_ref = fields.String(required=True, allow_none=True)
    column_map = fields.Nested(ColumnsSchema, required=True, allow_none=True, metadata={"description": _COLUMN_MAP})
    column_maps = _column_maps(required=True)
    fit_evidence = fields.Boolean(required=True, metadata={"description": _FIT_EVIDENCE})
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class StoreListSchema(ResponseSchema):
    """Stores, oldest first."""

    items = fields.List(fields.Nested(StoreSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


PageQuery = RequestSchema.from_dict(page_fields(), name="PageQuery")


GENDERS = (*SEXES, UNISEX)


class StockRowSchema(RequestSchema):
    """One line of stock; the shoe is named by shoe_id, shoe_external_ref, a known gtin, or brand and model."""

    shoe_id = one_line(80, "The shoe, shared or your own.", allow_none=True)
    shoe_external_ref = one_line(120, "Your own id of one of your shoes.", allow_none=True)
    brand = one_line(80, "Of a shoe in the catalogue.", allow_none=True)
    model = one_line(120, "Of a shoe in the catalogue.", allow_none=True)
    gtin = one_line(20, "The article number: 8, 12, 13 or 14 digits.", allow_none=True)
    sku = one_line(80, "The store's own number; makes a line the same line when it comes again.", allow_none=True)
    size = StrictNumber(low=0, high=LARGEST_SIZE, required=True, metadata={"description": "As labelled."})
    size_system = StrictChoice(SIZE_SYSTEMS, required=True)
    gender = StrictChoice(
        GENDERS,
        allow_none=True,
        metadata={"description": "For whom the shoe is made, and so what a letter means; unisex has men's."},
    )
    width = one_line(20, "A class, or a letter such as D or 2E; not known if left out.", allow_none=True)
    quantity = StrictInteger(low=0, high=MOST_PIECES, required=True)
    price = StrictNumber(low=0, high=MOST_PRICE, allow_none=True)
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT))


class StockImportQuery(DryRunQuery):
    """How to take the rows."""

    mode = fields.String(
        load_default="upsert",
        validate=validate.OneOf(MODES),
        metadata={"description": "`replace`: these rows are all there is; `upsert`: other lines stay as they are."},
    )
    size_system = fields.String(
        validate=validate.OneOf(STATED_SYSTEMS),
        metadata={
            "description": "For rows that name none; `us` (of a shop's own export) goes by the sex of each shoe."
        },
    )
    width = fields.String(validate=validate.OneOf(WIDTH_CLASSES), metadata={"description": "For rows that name none."})
    currency = StrictString(
        max_length=3,
        validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT),
        metadata={"description": "Of prices without one, in a shop's own export."},
    )
    column_map = ColumnMapField(
        min_length=2,
        max_length=4000,
        metadata={
            "description": "Which column of any other table is which, as JSON; else the store's own map counts.",
            "example": '{"title":"Item","size":"Sz","quantity":"On hand"}',
        },
    )
    saved_map = StrictString(
        min_length=1,
        max_length=LONGEST_MAP_NAME,
        metadata={"description": "Name of one of the `column_maps` that the store keeps."},
    )


class MatchesQuery(PageQuery):  # type: ignore[valid-type, misc]
    """Which models to list."""

    status = fields.String(
        load_default=OPEN,
        validate=validate.OneOf(STATUSES),
        metadata={"description": "`open`: somebody has to look; `certain`, `new`: found so; the rest: decided."},
    )


class MatchDecisionSchema(RequestSchema):
    """What a person decides of a model."""

    status = fields.String(required=True, validate=validate.OneOf(DECIDED))
    shoe_id = one_line(80, "The shoe that it is, to confirm it; the best candidate if left out.", allow_none=True)


class CandidateSchema(ResponseSchema):
    """A shoe that a model may be."""

    shoe_id = fields.String(required=True)
    brand = fields.String(required=True)
    model = fields.String(required=True)
    score = fields.Integer(required=True, metadata={"description": f"0 to 100; from {CERTAIN_SCORE} on it is certain."})


class MatchSchema(ResponseSchema):
    """A model of a store's feeds, and which shoe it counts as."""

    id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    title = fields.String(required=True, metadata={"description": "As the shop writes it."})
    vendor = fields.String(required=True)
    shoe_id = fields.String(required=True, metadata={"description": "What its stock counts as now."})
    matched_by = fields.String(required=True, validate=validate.OneOf(WAYS))
    score = fields.Integer(required=True, allow_none=True)
    candidates = fields.List(
        fields.Nested(CandidateSchema), required=True, metadata={"description": "What it may be, best first."}
    )
    updated_at = fields.DateTime(required=True)


class MatchListSchema(ResponseSchema):
    """Models of a store's feeds, in the order of their ids."""

    items = fields.List(fields.Nested(MatchSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


def _labelled(**more: fields.Field[Any]) -> type[Schema]:
    return ResponseSchema.from_dict({"system": fields.String(required=True), **more}, name="StockSize")


class StockLineSchema(ResponseSchema):
    """One line of stock."""

    id = fields.String(required=True, metadata={"description": "The line within its store."})
    shoe_id = fields.String(required=True)
    size = fields.Nested(_labelled(value=fields.Float(required=True)), required=True)
    gender = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(GENDERS),
        metadata={"description": "For whom it is made, where that was sent."},
    )
    width_class = fields.String(required=True, allow_none=True, validate=validate.OneOf(WIDTH_CLASSES))
    stated_width = fields.String(required=True, allow_none=True, metadata={"description": "As the label says it."})
    quantity = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null: it is there, and nobody says how many."}
    )
    sku = fields.String(required=True, allow_none=True)
    gtin = fields.String(required=True, allow_none=True, metadata={"description": "In 14 digits."})
    price = fields.Float(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    color = fields.String(required=True, allow_none=True)
    season = fields.String(required=True, allow_none=True)
    updated_at = fields.DateTime(required=True)


class StockListSchema(ResponseSchema):
    """Lines of stock, in the order of their ids."""

    items = fields.List(fields.Nested(StockLineSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


_MODELS = {
    OPEN: "Models that somebody has to look at: `GET /v1/stores/{store_id}/matches`.",
    CERTAIN: "Models of the catalogue, found for certain.",
    CONFIRMED: "Models that a person confirmed.",
    REJECTED: "Models that a person rejected as none of the catalogue.",
    NEW: "Models that nobody measured: entries of your own.",
}


def _count(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description})


class FeedSummarySchema(ResponseSchema):
    """How a shop's own export was understood."""

    format = fields.String(required=True, validate=validate.OneOf(FORMATS), metadata={"description": "What it is."})
    models = fields.Nested(
        ResponseSchema.from_dict({name: _count(text) for name, text in _MODELS.items()}, name="FeedModelCounts"),
        required=True,
    )
    gtins_ignored = _count("Barcodes that are no GTIN.")
    prices_ignored = _count("Prices that cannot be read, or in two ways.")


class StockReportSchema(ImportReportSchema):
    """What an import of stock did, row by row."""

    feed = fields.Nested(
        FeedSummarySchema, required=True, allow_none=True, metadata={"description": "Of a shop's own export."}
    )


_NO_FAULT: dict[str, Any] = {"id": None, "reason": None, "errors": []}
_NO_SUCH_SHOE = "There is no such shoe in the catalogue."

STOCK_REPORT = {
    **REPORT_EXAMPLE,
    "rows": [
        {**_NO_FAULT, "row": 1, "line": 2, "status": "created", "id": "shoe:hoka-bondi-9:eu:42.5:not_stated"},
        {
            **_NO_FAULT,
            **{"row": 2, "line": 3, "status": "failed", "reason": f"shoe_id: {_NO_SUCH_SHOE}"},
            "errors": [{"field": "shoe_id", "detail": _NO_SUCH_SHOE, "code": "no_such_shoe"}],
        },
    ],
    "feed": {
        "format": "shopify_json",
        "models": {"open": 0, "certain": 1, "confirmed": 0, "rejected": 0, "new": 0},
        "gtins_ignored": 0,
        "prices_ignored": 0,
    },
}
STORE_REQUEST = {"name": "Main Street", "external_ref": "store-17"}
STORE = {
    "id": "store_7c2m9k4v1x8q3z5n6b0d",
    **STORE_REQUEST,
    "column_map": None,
    "column_maps": None,
    "fit_evidence": False,
    "created_at": "2026-09-01T08:00:00Z",
    "updated_at": "2026-09-01T08:00:00Z",
}
MATCH = {
    "id": "model_5f1c0e9a7b3d2468ace01357",
    "status": "open",
    "title": "Ghost 17 Zephyr Men's 2E",
    "vendor": "Brooks",
    "shoe_id": "shoe_3k9t2m4x8v7q1z5n6b0c",
    "matched_by": "none",
    "score": 85,
    "candidates": [{"shoe_id": "brooks-ghost-17", "brand": "Brooks", "model": "Ghost 17", "score": 85}],
    "updated_at": "2026-09-01T08:00:00Z",
}
STOCK_ROWS = {
    "lines": [
        {"shoe_id": "hoka-clifton-10", "size": 9.5, "size_system": "us_men", "width": "2E", "quantity": 3},
        {"brand": "Brooks", "model": "Ghost 17", "size": 43, "size_system": "eu", "sku": "BR-G17-43", "quantity": 1},
    ]
}
STOCK_CSV = "shoe_id;size;size_system;width;quantity\nhoka-clifton-10;9,5;us_men;2E;3\n"
SHOPIFY_PRODUCTS = {
    "products": [
        {
            "title": "Ghost 17 Men's",
            "vendor": "Brooks",
            "product_type": "Running Shoes",
            "options": [{"name": "Size"}, {"name": "Width"}],
            "variants": [{"id": 41, "option1": "10.5", "option2": "2E", "price": "139.95", "inventory_quantity": 2}],
        }
    ]
}
MERCHANT_TSV = (
    "id\ttitle\tbrand\tgender\tsize\tsize_system\tavailability\tprice\n"
    "1\tGhost 17 2E\tBrooks\tmale\t10\tUS\tin_stock\t139.95 USD\n"
)
MERCHANT_XML = (
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Ghost 17</title>'
    "<g:brand>Brooks</g:brand><g:gender>female</g:gender><g:size>US 8 D</g:size>"
    "<g:availability>in stock</g:availability></item></channel></rss>"
)


def body_of_stock(row: type[Schema]) -> dict[str, Any]:
    """Return the description of what a stock import takes: rows, or a shop's own export."""
    body = body_of_import("lines", row, MOST_ROWS, STOCK_CSV, STOCK_ROWS)
    content = body["content"]
    rows = content[JSON_TYPE]["schema"]
    anything = {
        "type": "object",
        "maxProperties": MOST_BYTES,
        "additionalProperties": {"$ref": "#/components/schemas/AnyValue"},
    }
    content[JSON_TYPE] = {
        "schema": {"anyOf": [rows, anything]},
        "examples": {"rows": {"value": STOCK_ROWS}, "shopify": {"value": SHOPIFY_PRODUCTS}},
    }
    text = {"type": "string", "maxLength": MOST_BYTES}
    content[TAB_TYPE] = {"schema": text, "example": MERCHANT_TSV}
    content[XML_TYPES[0]] = {"schema": text, "example": MERCHANT_XML}
    body["description"] = "Rows as CSV or JSON, or a shop's own export, unedited."
    return body


STOCK_LINE = {
    "id": "shoe:hoka-clifton-10:us_men:9.5:wide",
    "shoe_id": "hoka-clifton-10",
    "size": {"system": "us_men", "value": 9.5},
    "gender": None,
    "width_class": "wide",
    "stated_width": "2E",
    "quantity": 3,
    "sku": None,
    "gtin": None,
    "price": None,
    "currency": None,
    "color": None,
    "season": None,
    "updated_at": "2026-09-01T08:00:00Z",
}
