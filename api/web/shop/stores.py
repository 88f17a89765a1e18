"""Stores of an account. A key limited to one store sees that one alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from flask import Response

from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import StoreRow, add_store, delete_store, list_stores, replace_store, store_row
from api.storage.database.engines import new_id, version_after
from api.web.edge.auth import account_id, caller, check_store, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to, takes_long
from api.web.edge.conditional import CREATED_HEADERS, PRIVATE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import merge_patch
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction, writes
from api.web.shop.stores_schema import (
    STORE,
    STORE_REQUEST,
    PageQuery,
    StoreListSchema,
    StorePatchSchema,
    StoreRequestSchema,
    StoreSchema,
)

blueprint = Blueprint("stores", __name__, url_prefix="/v1/stores", description="Stores, and what they have in stock.")

_store_request = StoreRequestSchema()
_MAPS = ("column_map", "column_maps")
_CHANGED = ("name", "external_ref", *_MAPS, "fit_evidence")


@blueprint.route("")
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, StoreListSchema, example={"items": [STORE], "next_cursor": None})
@needs("stores:read")
def list_stores_view(query: dict[str, Any]) -> Response:
    """List your stores, oldest first."""
    after, limit = after_of(query, "stores"), query["limit"]
    since = None if after is None else (datetime.fromisoformat(after[0]), str(after[1]))
    only = caller().store_id
    with parts().database.reading() as db:
        if only is None:
            rows = list_stores(db, account_id(), since, limit + 1)
        else:
            rows = [row for row in [store_row(db, account_id(), only)] if row is not None]
    shown = rows[:limit]
    last = [shown[-1].created_at.isoformat(), shown[-1].id] if len(rows) > limit else None
    return page_response([_store_out(row) for row in shown], query, "stores", last)


@blueprint.route("", methods=["POST"])
@blueprint.arguments(_store_request, example=STORE_REQUEST)
@blueprint.response(201, StoreSchema, example=STORE, headers=CREATED_HEADERS)
@leads_to("store_id", show="get_store", change="change_store", delete="delete_store", stock="list_stock")
@needs("stores:write")
@creates
def create_store(body: dict[str, Any]) -> Response:
    """Add a store. A key that is limited to one store cannot."""
    if caller().store_id is not None:
        raise Problem("missing_scope", "This key is limited to one store.")
    now = parts().now()
    version = version_after(None, now)
    lock_catalogue(transaction(), account_id())
    named = body["name"], body.get("external_ref"), _kept(body, "column_map"), _kept(body, "column_maps")
    counts = body.get("fit_evidence", False)
    row = StoreRow(account_id(), new_id("store"), *named, version, version, None, now, now, counts)
    add_store(transaction(), row)
    return created(_store_out(row), f"/v1/stores/{row.id}", etag_of(row.id, row.version))


@blueprint.route("/<store_id>")
@blueprint.response(200, StoreSchema, example=STORE)
@blueprint.alt_response(304, description="You have the current version.")
@needs("stores:read")
def get_store(store_id: str) -> Response:
    """Show one store."""
    check_store(store_id)
    with parts().database.reading() as db:
        row = store_row(db, account_id(), store_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.id, row.version), lambda: _store_out(row), PRIVATE)


@blueprint.route("/<store_id>", methods=["PATCH"])
@blueprint.arguments(StorePatchSchema(), content_type=MERGE_PATCH_TYPE, example={"name": "Main Street 4"})
@blueprint.response(200, StoreSchema, example=STORE)
@needs("stores:write")
@writes
def change_store(body: dict[str, Any], store_id: str) -> Response:
    """Change a store, by a JSON Merge Patch."""
    before = _held_row(store_id)
    current = {name: _store_out(before)[name] for name in _CHANGED}
    merged = merge_patch(current, body)
    wanted = _store_request.load({name: value for name, value in merged.items() if value is not None})
    ref = wanted.get("external_ref")
    columns, maps = (_kept(wanted, name) for name in _MAPS)
    row = replace(
        before,
        name=wanted["name"],
        external_ref=ref,
        column_map=columns,
        column_maps=maps,
        fit_evidence=wanted.get("fit_evidence", False),
    )
    if row != before:
        row = replace_store(transaction(), row, parts().now())
    return json_response(_store_out(row), headers={"ETag": etag_of(row.id, row.version)})


@blueprint.route("/<store_id>", methods=["DELETE"])
@blueprint.response(204)
@needs("stores:write")
@writes
@takes_long
def delete_store_view(store_id: str) -> Response:
    """Delete a store, its stock and its fit feedback."""
    row = _held_row(store_id)
    delete_store(transaction(), row)
    return Response(status=204)


def _held_row(store_id: str) -> StoreRow:
    """Return a store that is to be changed, locked, at the version the client holds."""
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    row = store_row(transaction(), account_id(), store_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.id, row.version))
    return row


def _kept(body: dict[str, Any], name: str) -> str | None:
    """Return a map, or maps by name, as they are stored; those without a column are none."""
    given = merge_patch({}, body.get(name) or {})
    kept = {key: value for key, value in given.items() if value}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode() if kept else None


def _store_out(row: StoreRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "external_ref": row.external_ref,
        **{name: None if (kept := getattr(row, name)) is None else orjson.loads(kept) for name in _MAPS},
        "fit_evidence": row.fit_evidence,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }
