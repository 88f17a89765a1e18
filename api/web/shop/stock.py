"""What a store has in stock: listed by line, imported from a file."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.services.catalogue.row_report import Check, ImportRow
from api.services.shop.import_stock import import_stock
from api.services.shop.stock_file import MOST_ROWS, read_stock_file
from api.storage.catalogue.stock import WIDTH_NOT_STATED, StockRow, list_stock
from api.storage.catalogue.stores import UnknownStoreError, store_row
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction
from api.web.edge.uploads import REPORT_EXAMPLE, ImportReportSchema, body_of_import, check_fields_by, reads_rows
from api.web.shop.stores_schema import (
    STOCK_CSV,
    STOCK_LINE,
    STOCK_ROWS,
    PageQuery,
    StockImportQuery,
    StockListSchema,
    StockRowSchema,
)

blueprint = Blueprint("stock", __name__, url_prefix="/v1/stores")

_row_schema = StockRowSchema()
_DEFAULTS = ("size_system", "width")


def _check_for(query: dict[str, Any], store_id: str) -> Check:
    return check_fields_by(_row_schema, {name: query[name] for name in _DEFAULTS if name in query})


@blueprint.route("/<store_id>/stock")
@blueprint.doc(tags=["stores"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, StockListSchema, example={"items": [STOCK_LINE], "next_cursor": None})
@needs("stores:read")
def list_store_stock(query: dict[str, Any], store_id: str) -> Response:
    """List what a store has in stock."""
    check_store(store_id)
    list_name = f"stock of {store_id}"
    after, limit = after_of(query, list_name), query["limit"]
    with parts().database.reading() as db:
        if store_row(db, account_id(), store_id) is None:
            raise Problem("not_found")
        rows = list_stock(db, account_id(), store_id, None if after is None else after[0], limit + 1)
    shown = rows[:limit]
    last = [shown[-1].line_key] if len(rows) > limit else None
    return page_response([_line_out(row) for row in shown], query, list_name, last)


@blueprint.route("/<store_id>/stock/import", methods=["POST"])
@blueprint.doc(tags=["stores"], requestBody=body_of_import("lines", StockRowSchema, MOST_ROWS, STOCK_CSV, STOCK_ROWS))
@blueprint.arguments(StockImportQuery(), location="query")
@blueprint.response(200, ImportReportSchema, example=REPORT_EXAMPLE)
@reads_rows(read_stock_file, "lines", MOST_ROWS, _check_for)
@needs("stores:write")
@creates
def import_store_stock(query: dict[str, Any], store_id: str, rows: list[ImportRow]) -> Response:
    """Import what a store has in stock.

    All of it anew, or only the lines that are sent. A line is known again by its sku, else its gtin, else shoe, size
    and width. Each row is stored whole or not at all, and told of; sending the file again changes nothing. A full
    replacement in which a row failed takes nothing away.
    """
    check_store(store_id)
    try:
        report = import_stock(
            transaction(),
            account_id(),
            store_id,
            rows,
            mode=query["mode"],
            book=parts().rulebook,
            now=parts().now(),
        )
    except UnknownStoreError:
        raise Problem("not_found") from None
    return json_response(report.as_dict())


def _line_out(row: StockRow) -> dict[str, Any]:
    return {
        "id": row.line_key,
        "shoe_id": row.shoe_id,
        "size": {"system": row.size_system, "value": row.size_value},
        "width_class": None if row.width == WIDTH_NOT_STATED else row.width,
        "stated_width": row.stated_width,
        "quantity": row.quantity,
        "sku": row.sku,
        "gtin": row.gtin,
        "price": row.price,
        "currency": row.currency,
        "updated_at": row.updated_at,
    }
