"""Examples of shoes for the API description, made by the code that makes the answers."""

from __future__ import annotations

from typing import Any

import orjson

from api.services.catalogue.own_record import record_from
from api.services.catalogue.shoe_record import shoe_card, shoe_document
from api.storage.catalogue.shoes import ShoeRow
from api.storage.database.records import blank

SHOE_REQUEST: dict[str, Any] = {
    "external_ref": "TR-4-M",
    "brand": "Example Running",
    "model": "Forefoot Trainer 4",
    "category": "road",
    "subcategory": "daily trainer",
    "stability": "neutral",
    "release_year": 2026,
    "price": 149.5,
    "currency": "EUR",
    "widths_sold": ["standard", "wide"],
    "rocker": True,
    "gtins": ["4006381333931"],
    "figures": {
        "forefoot_stack_mm": {"value": 28.4, "method": "own_measurement", "sample": "men's US 9"},
        "toe_box_width_mm": {
            "value": 75.2,
            "method": "gel_mold",
            "sample": "men's US 9",
            "source": "Test report of a laboratory",
            "source_url": "https://example.com/test-report",
        },
    },
}
SHOE_PATCH: dict[str, Any] = {"price": 129.5, "discontinued": True, "figures": {"forefoot_stack_mm": None}}


def _example_row() -> ShoeRow:
    values = {
        "account_id": "acc_8f2m1k9v4x7q3z5n6b0c",
        "id": "shoe_3k9t2m4x8v7q1z5n6b0c",
        "toe_box": "average",
        "forefoot_cushioning": "good",
        "record": orjson.dumps(record_from(SHOE_REQUEST)).decode(),
        "version": 1,
        "created_at": "2026-09-01T08:00:00Z",
        "updated_at": "2026-09-01T08:00:00Z",
    }
    return blank(ShoeRow, values)


SHOE = shoe_document(_example_row())
SHOE_CARD = shoe_card(_example_row())
SHOE_LIST = {"items": [SHOE_CARD], "next_cursor": None}
SHOE_LOOKUP = {
    "gtin": "04006381333931",
    "shoe": SHOE_CARD,
    "size": {"system": "us_men", "value": 9.5},
    "width": "2E",
}
SHOE_CSV = (
    "brand;model;category;price;currency;widths_sold;drop_mm;toe_box_width_mm;toe_box_width_method;sample\n"
    "Example Running;Forefoot Trainer 4;road;149,5;EUR;standard|wide;6,2;75,2;gel_mold;men's US 9\n"
)
