"""Shoes: the shared catalogue and the account's own, listed, searched, shown; one's own added, changed, deleted."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.services.catalogue.own_record import document_of
from api.services.catalogue.own_shoes import add_shoe, change_shoe, remove_shoe
from api.services.catalogue.search import find_by_gtin, search_shoes
from api.services.catalogue.shoe_json import shoe_body
from api.services.catalogue.shoe_names import sort_key
from api.services.catalogue.shoe_record import record_of
from api.storage.catalogue.shoe_lists import list_shoes as shoes_in_order
from api.storage.catalogue.shoes import ShoeRow, shoe_row
from api.storage.catalogue.states import SHARED
from api.web.catalogue import shoe_examples as examples
from api.web.catalogue.shoes_schema import (
    LookupQuery,
    ShoeListSchema,
    ShoeLookupSchema,
    ShoePatchSchema,
    ShoeRequestSchema,
    ShoeSchema,
    ShoesQuery,
)
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to, may_conflict, may_find_nothing
from api.web.edge.conditional import CREATED_HEADERS, PRIVATE, PUBLIC, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid, unknown
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import merge_patch
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction, writes

UNKNOWN_SHOE = "No shoe of this id is in the catalogue or among your own."
UNKNOWN_GTIN = "No shoe of your own and nothing in your stores' stock has this bar code."

blueprint = Blueprint(
    "shoes", __name__, url_prefix="/v1/shoes", description="The measured catalogue, and the account's own shoes."
)

DEFAULT_CURRENCY = "USD"

_shoe_request = ShoeRequestSchema()


@blueprint.route("")
@blueprint.arguments(ShoesQuery(), location="query")
@blueprint.response(200, ShoeListSchema, example=examples.SHOE_LIST)
@needs("catalogue:read")
def list_shoes(query: dict[str, Any]) -> Response:
    """List shoes, or search them by name.

    The shared catalogue and your own shoes, in order of brand and model; with `q` the best find first. What is not
    known of a shoe passes no filter.
    """
    after, limit, me = after_of(query, "shoes"), query["limit"], account_id()
    filters = _filters(query)
    with parts().database.reading() as db:
        if query.get("q") is not None:
            visible = parts().shelves.visible_to(db, me)
            listed, last = search_shoes(db, visible, me, query["q"], filters, after, limit)
        else:
            listed = shoes_in_order(db, me, filters, after, limit + 1)
            last = list(listed[limit - 1].sort_key) if len(listed) > limit else None
        cards = parts().shoe_bytes.cards(db, me, listed[:limit])
    return page_response(cards, query, "shoes", last)


@blueprint.route("/lookup")
@blueprint.arguments(LookupQuery(), location="query")
@blueprint.response(200, ShoeLookupSchema, example=examples.SHOE_LOOKUP)
@needs("catalogue:read")
@may_find_nothing
def get_shoe_by_gtin(query: dict[str, Any]) -> Response:
    """Find the shoe behind a bar code.

    Looks among the article numbers of your own shoes and of your stores' stock.
    """
    try:
        gtin = gtin14(query["gtin"])
    except GtinFaultError as fault:
        raise invalid("gtin", str(fault)) from None
    with parts().database.reading() as db:
        found = find_by_gtin(db, account_id(), gtin)
    if found is None:
        raise unknown("gtin", UNKNOWN_GTIN)
    return json_response(found)


@blueprint.route("/<shoe_id>")
@blueprint.response(200, ShoeSchema, example=examples.SHOE)
@blueprint.alt_response(304, description="You have the current version.")
@needs("catalogue:read")
def get_shoe(shoe_id: str) -> Response:
    """Show one shoe.

    Every figure that was measured, how, on what sample, and by whom; `null` where nobody measured.
    """
    built = parts()
    shown = built.shoe_bytes.shown(built.database, account_id(), shoe_id)
    if shown is None:
        raise Problem("not_found")
    return conditional(etag_of(shoe_id, shown.version), lambda: shown.body, PUBLIC if shown.shared else PRIVATE)


@blueprint.route("", methods=["POST"])
@blueprint.arguments(_shoe_request, example=examples.SHOE_REQUEST)
@blueprint.response(201, ShoeSchema, example=examples.SHOE, headers=CREATED_HEADERS)
@leads_to("shoe_id", show="get_shoe", change="change_shoe", delete="delete_shoe")
@needs("catalogue:write")
@creates
def create_shoe(body: dict[str, Any]) -> Response:
    """Add a shoe of your own.

    Only your account sees it. What is left out is not known, and is never taken for a no or a pass.
    """
    row = add_shoe(transaction(), account_id(), body, parts().rulebook, parts().now())
    return created(shoe_body(row), f"/v1/shoes/{row.id}", etag_of(row.id, row.version))


@blueprint.route("/<shoe_id>", methods=["PATCH"])
@blueprint.arguments(ShoePatchSchema(), content_type=MERGE_PATCH_TYPE, example=examples.SHOE_PATCH)
@blueprint.response(200, ShoeSchema, example=examples.SHOE)
@needs("catalogue:write")
@writes
def change_shoe_view(body: dict[str, Any], shoe_id: str) -> Response:
    """Change a shoe of your own.

    A JSON Merge Patch: what is absent stays, `null` removes. Shoes of the shared catalogue cannot be changed.
    """
    before = _own_row(shoe_id)
    document = _shoe_request.load(merge_patch(document_of(record_of(before)), body))
    row = change_shoe(transaction(), before, document, parts().rulebook, parts().now())
    return json_response(shoe_body(row), headers={"ETag": etag_of(row.id, row.version)})


@blueprint.route("/<shoe_id>", methods=["DELETE"])
@blueprint.response(204)
@needs("catalogue:write")
@may_conflict
@writes
def delete_shoe(shoe_id: str) -> Response:
    """Delete a shoe of your own.

    Refused while one of your stores has it in stock. Shoes of the shared catalogue cannot be deleted.
    """
    remove_shoe(transaction(), _own_row(shoe_id), parts().now())
    return Response(status=204)


def _own_row(shoe_id: str) -> ShoeRow:
    """Return a shoe that this account may change, at the version the client holds."""
    row = shoe_row(transaction(), account_id(), shoe_id)
    if row is None:
        raise Problem("not_found")
    if row.account_id == SHARED:
        raise Problem("read_only")
    check_if_match(etag_of(row.id, row.version))
    return row


def _filters(query: dict[str, Any]) -> dict[str, Any]:
    filters = {name: value for name, value in query.items() if name not in ("q", "limit", "cursor")}
    if "brand" in filters:
        filters["brand"] = sort_key(filters["brand"])
    if "max_price" in filters:
        filters.setdefault("currency", DEFAULT_CURRENCY)
    return filters
