"""What a store has in stock: listed by line, imported from a file."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.services.catalogue.row_report import ImportReport
from api.services.shop.feed_line import FeedDefaults
from api.services.shop.import_feed import FeedImport, import_feed
from api.services.shop.import_stock import import_stock
from api.storage.catalogue.stock import QUANTITY_NOT_STATED, WIDTH_NOT_STATED, StockRow, list_stock
from api.storage.catalogue.stores import UnknownStoreError, store_row
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.transaction import creates, transaction
from api.web.edge.uploads import reported
from api.web.shop.stock_body import SentStock, reads_stock
from api.web.shop.stores_schema import (
    STOCK_LINE,
    STOCK_REPORT,
    PageQuery,
    StockImportQuery,
    StockListSchema,
    StockReportSchema,
    StockRowSchema,
    body_of_stock,
)

blueprint = Blueprint("stock", __name__, url_prefix="/v1/stores", description="What a store has on its shelves.")

_row_schema = StockRowSchema()


@blueprint.route("/<store_id>/stock")
@blueprint.doc(tags=["stock"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, StockListSchema, example={"items": [STOCK_LINE], "next_cursor": None})
@needs("stores:read")
def list_stock_view(query: dict[str, Any], store_id: str) -> Response:
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
@blueprint.doc(tags=["stock"], requestBody=body_of_stock(StockRowSchema))
@blueprint.arguments(StockImportQuery(), location="query")
@blueprint.response(200, StockReportSchema, example=STOCK_REPORT)
@reads_stock(_row_schema)
@needs("stores:write")
@creates
def import_stock_view(query: dict[str, Any], store_id: str, sent: SentStock) -> Response:
    """Import what a store has in stock, from rows or from a shop's own export, unedited.

    All of it anew, or only the lines that are sent. Shopify's `products.json` and product CSV, Google Merchant as TSV
    and XML, Lightspeed R-Series items and any other table by a `column_map` are known by their content; sizes, widths
    and sexes are read out of options, titles and SKUs. A line is known again by its sku, else its gtin, else shoe, size
    and width. Each row is stored whole or not at all, and reported; sending the file again changes nothing. A full
    replacement in which a row failed takes nothing away; of an export, a failed row keeps its own line, a cut one all.
    """
    check_store(store_id)
    try:
        report = _imported(query, store_id, sent)
    except UnknownStoreError:
        raise Problem("not_found") from None
    return reported(report, dry_run=query["dry_run"], feed=None)


def _imported(query: dict[str, Any], store_id: str, sent: SentStock) -> ImportReport:
    book, now, me = parts().rulebook, parts().now(), account_id()
    if sent.feed is None:
        return import_stock(transaction(), me, store_id, sent.rows, mode=query["mode"], book=book, now=now)
    name, articles = sent.feed
    defaults = FeedDefaults(query.get("size_system"), query.get("width"), query.get("currency"))
    how = FeedImport(name, defaults, query["mode"])
    return import_feed(transaction(), me, store_id, articles, how, book=book, now=now)


def _line_out(row: StockRow) -> dict[str, Any]:
    return {
        "id": row.line_key,
        "shoe_id": row.shoe_id,
        "size": {"system": row.size_system, "value": row.size_value},
        "gender": row.gender,
        "width_class": None if row.width == WIDTH_NOT_STATED else row.width,
        "stated_width": row.stated_width,
        "quantity": None if row.quantity >= QUANTITY_NOT_STATED else row.quantity,
        "sku": row.sku,
        "gtin": row.gtin,
        "price": row.price,
        "currency": row.currency,
        "color": row.color,
        "season": row.season,
        "updated_at": row.updated_at,
    }
