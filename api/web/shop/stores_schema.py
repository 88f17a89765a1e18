"""Stores and their stock: as accounts send them, and as they are shown."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.advice.foot.feet import SEXES, SIZE_SYSTEMS, WIDTH_CLASSES
from api.services.shop.import_stock import MODES
from api.web.catalogue.shoes_schema import CURRENCY, MOST_PRICE, NAME, NAME_FAULT
from api.web.edge.paging import page_fields
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictChoice, StrictInteger, StrictNumber, StrictString

MOST_PIECES = 100_000
LARGEST_SIZE = 400
"""Mondopoint sizes are millimetres; every other scale ends far below."""


def _name(length: int, description: str, **kwargs: Any) -> StrictString:
    return StrictString(
        max_length=length,
        min_length=1,
        validate=validate.Regexp(NAME, error=NAME_FAULT),
        metadata={"description": description},
        **kwargs,
    )


class StoreRequestSchema(RequestSchema):
    """A store."""

    name = _name(200, "What the store is called.", required=True)
    external_ref = _name(120, "Your own id of it.", allow_none=True)


class StorePatchSchema(RequestSchema):
    """A merge patch to a store: absent leaves, ``null`` removes."""

    name = _name(200, "What the store is called.")
    external_ref = _name(120, "Your own id of it.", allow_none=True)


class StoreSchema(ResponseSchema):
    """A store."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    external_ref = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class StoreListSchema(ResponseSchema):
    """Stores, oldest first."""

    items = fields.List(fields.Nested(StoreSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


PageQuery = RequestSchema.from_dict(page_fields(), name="PageQuery")


class StockRowSchema(RequestSchema):
    """One line of stock; the shoe is named by shoe_id, shoe_external_ref, a known gtin, or brand and model."""

    shoe_id = _name(80, "The shoe, shared or your own.", allow_none=True)
    shoe_external_ref = _name(120, "Your own id of one of your shoes.", allow_none=True)
    brand = _name(80, "Of a shoe in the catalogue.", allow_none=True)
    model = _name(120, "Of a shoe in the catalogue.", allow_none=True)
    gtin = _name(20, "The article number: 8, 12, 13 or 14 digits.", allow_none=True)
    sku = _name(80, "The store's own number; makes a line the same line when it comes again.", allow_none=True)
    size = StrictNumber(low=0, high=LARGEST_SIZE, required=True, metadata={"description": "As labelled."})
    size_system = StrictChoice(SIZE_SYSTEMS, required=True)
    gender = StrictChoice(SEXES, allow_none=True, metadata={"description": "Says what a width letter means."})
    width = _name(20, "A class, or a letter such as D or 2E; not known if left out.", allow_none=True)
    quantity = StrictInteger(low=0, high=MOST_PIECES, required=True)
    price = StrictNumber(low=0, high=MOST_PRICE, allow_none=True)
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY))


class StockImportQuery(RequestSchema):
    """How to take the rows."""

    mode = fields.String(
        load_default="upsert",
        validate=validate.OneOf(MODES),
        metadata={"description": "`replace`: these rows are all there is; `upsert`: other lines stay as they are."},
    )
    size_system = fields.String(
        validate=validate.OneOf(SIZE_SYSTEMS), metadata={"description": "For rows that name none."}
    )
    width = fields.String(validate=validate.OneOf(WIDTH_CLASSES), metadata={"description": "For rows that name none."})


def _labelled(**more: fields.Field[Any]) -> type[Schema]:
    return ResponseSchema.from_dict({"system": fields.String(required=True), **more}, name="StockSize")


class StockLineSchema(ResponseSchema):
    """One line of stock."""

    id = fields.String(required=True, metadata={"description": "The line within its store."})
    shoe_id = fields.String(required=True)
    size = fields.Nested(_labelled(value=fields.Float(required=True)), required=True)
    width_class = fields.String(required=True, allow_none=True, validate=validate.OneOf(WIDTH_CLASSES))
    stated_width = fields.String(required=True, allow_none=True, metadata={"description": "As the label says it."})
    quantity = fields.Integer(required=True)
    sku = fields.String(required=True, allow_none=True)
    gtin = fields.String(required=True, allow_none=True, metadata={"description": "In 14 digits."})
    price = fields.Float(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    updated_at = fields.DateTime(required=True)


class StockListSchema(ResponseSchema):
    """Lines of stock, in the order of their ids."""

    items = fields.List(fields.Nested(StockLineSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


STORE_REQUEST = {"name": "Main Street", "external_ref": "store-17"}
STORE = {
    "id": "store_7c2m9k4v1x8q3z5n6b0d",
    **STORE_REQUEST,
    "created_at": "2026-09-01T08:00:00Z",
    "updated_at": "2026-09-01T08:00:00Z",
}
STOCK_ROWS = {
    "lines": [
        {"shoe_id": "hoka-clifton-10", "size": 9.5, "size_system": "us_men", "width": "2E", "quantity": 3},
        {"brand": "Brooks", "model": "Ghost 17", "size": 43, "size_system": "eu", "sku": "BR-G17-43", "quantity": 1},
    ]
}
STOCK_CSV = "shoe_id;size;size_system;width;quantity\nhoka-clifton-10;9,5;us_men;2E;3\n"
STOCK_LINE = {
    "id": "shoe:hoka-clifton-10:us_men:9.5:wide",
    "shoe_id": "hoka-clifton-10",
    "size": {"system": "us_men", "value": 9.5},
    "width_class": "wide",
    "stated_width": "2E",
    "quantity": 3,
    "sku": None,
    "gtin": None,
    "price": None,
    "currency": None,
    "updated_at": "2026-09-01T08:00:00Z",
}
