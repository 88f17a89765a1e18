"""Maps that a store keeps: which column of its own file is which."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from api.storage.catalogue.column_maps import (
    ColumnMapRow,
    add_column_map,
    column_map,
    column_maps_of,
    count_column_maps,
    delete_column_map,
)
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import store_row
from api.storage.database.engines import new_id, version_after
from api.storage.database.errors import ConflictError
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint, leads_to
from api.web.edge.conditional import CREATED_HEADERS, PRIVATE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.transaction import creates, transaction, writes
from api.web.shop.stores_schema import (
    COLUMN_MAP,
    COLUMN_MAP_REQUEST,
    ColumnMapListSchema,
    ColumnMapRequestSchema,
    ColumnMapSchema,
    PageQuery,
)

MOST_MAPS = 50

blueprint = Blueprint("column_maps", __name__, url_prefix="/v1/stores")


@blueprint.route("/<store_id>/column-maps")
@blueprint.doc(tags=["stores"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, ColumnMapListSchema, example={"items": [COLUMN_MAP], "next_cursor": None})
@needs("stores:read")
def list_column_maps(query: dict[str, Any], store_id: str) -> Response:
    """List the maps of columns that a store keeps."""
    check_store(store_id)
    list_name = f"maps of {store_id}"
    after, limit = after_of(query, list_name), query["limit"]
    with parts().database.reading() as db:
        if store_row(db, account_id(), store_id) is None:
            raise Problem("not_found")
        rows = [row for row in column_maps_of(db, account_id(), store_id) if after is None or row.id > after[0]]
    shown = rows[:limit]
    last = [shown[-1].id] if len(rows) > limit else None
    return page_response([_map_out(row) for row in shown], query, list_name, last)


@blueprint.route("/<store_id>/column-maps", methods=["POST"])
@blueprint.doc(tags=["stores"])
@blueprint.arguments(ColumnMapRequestSchema(), example=COLUMN_MAP_REQUEST)
@blueprint.response(201, ColumnMapSchema, example=COLUMN_MAP, headers=CREATED_HEADERS)
@leads_to("map_id", show="get_column_map", delete="delete_store_column_map")
@needs("stores:write")
@creates
def add_store_column_map(body: dict[str, Any], store_id: str) -> Response:
    """Keep a map of columns, to import that file again by `saved_map`."""
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    if store_row(transaction(), account_id(), store_id) is None:
        raise Problem("not_found")
    if count_column_maps(transaction(), account_id(), store_id) >= MOST_MAPS:
        raise ConflictError("", f"The store has {MOST_MAPS} maps, which is the most it may have.")
    now = parts().now()
    columns = orjson.dumps(body["columns"]).decode()
    row = ColumnMapRow(account_id(), store_id, new_id("map"), body["name"], columns, version_after(None, now), now, now)
    add_column_map(transaction(), row)
    return created(_map_out(row), f"/v1/stores/{store_id}/column-maps/{row.id}", etag_of(row.id, row.version))


@blueprint.route("/<store_id>/column-maps/<map_id>")
@blueprint.doc(tags=["stores"])
@blueprint.response(200, ColumnMapSchema, example=COLUMN_MAP)
@blueprint.alt_response(304, description="You have the current version.")
@needs("stores:read")
def get_column_map(store_id: str, map_id: str) -> Response:
    """Show a map of columns."""
    check_store(store_id)
    with parts().database.reading() as db:
        row = column_map(db, account_id(), store_id, map_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.id, row.version), lambda: _map_out(row), PRIVATE)


@blueprint.route("/<store_id>/column-maps/<map_id>", methods=["DELETE"])
@blueprint.doc(tags=["stores"])
@blueprint.response(204)
@needs("stores:write")
@writes
def delete_store_column_map(store_id: str, map_id: str) -> Response:
    """Delete a map of columns."""
    check_store(store_id)
    row = column_map(transaction(), account_id(), store_id, map_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.id, row.version))
    delete_column_map(transaction(), row)
    return Response(status=204)


def _map_out(row: ColumnMapRow) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "columns": orjson.loads(row.columns), "created_at": row.created_at}
