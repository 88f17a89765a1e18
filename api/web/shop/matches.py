"""Models of a store's feeds: which shoe each is, found for certain or for a person to say."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from api.services.catalogue.shoe_record import record_of
from api.services.shop.decide_match import decide
from api.storage.catalogue.feed_models import FeedModelRow, list_models, model_row
from api.storage.catalogue.shoes import shoe_rows
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import store_row
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint
from api.web.edge.conditional import PRIVATE, check_if_match, conditional, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.response import json_response
from api.web.edge.transaction import transaction, writes
from api.web.shop.stores_schema import MATCH, MatchDecisionSchema, MatchesQuery, MatchListSchema, MatchSchema

blueprint = Blueprint("matches", __name__, url_prefix="/v1/stores")


@blueprint.route("/<store_id>/matches")
@blueprint.doc(tags=["feeds"])
@blueprint.arguments(MatchesQuery(), location="query")
@blueprint.response(200, MatchListSchema, example={"items": [MATCH], "next_cursor": None})
@needs("stores:read")
def list_matches(query: dict[str, Any], store_id: str) -> Response:
    """List the models of a store's feeds that somebody has to look at, or those of another status.

    Until then their stock counts as that of an entry of your own that nobody measured.
    """
    check_store(store_id)
    status = query["status"]
    list_name = f"{status} matches of {store_id}"
    after, limit = after_of(query, list_name), query["limit"]
    with parts().database.reading() as db:
        if store_row(db, account_id(), store_id) is None:
            raise Problem("not_found")
        rows = list_models(db, account_id(), store_id, [status], None if after is None else after[0], limit + 1)
        shown = rows[:limit]
        names = _names(db, shown)
    last = [shown[-1].id] if len(rows) > limit else None
    return page_response([_match_out(row, names) for row in shown], query, list_name, last)


@blueprint.route("/<store_id>/matches/<match_id>")
@blueprint.doc(tags=["feeds"])
@blueprint.response(200, MatchSchema, example=MATCH)
@blueprint.alt_response(304, description="You have the current version.")
@needs("stores:read")
def get_match(store_id: str, match_id: str) -> Response:
    """Show one model of a store's feeds."""
    check_store(store_id)
    with parts().database.reading() as db:
        row = model_row(db, account_id(), store_id, match_id)
        if row is None:
            raise Problem("not_found")
        names = _names(db, [row])
    return conditional(etag_of(row.id, row.version), lambda: _match_out(row, names), PRIVATE)


@blueprint.route("/<store_id>/matches/<match_id>", methods=["PATCH"])
@blueprint.doc(tags=["feeds"])
@blueprint.arguments(
    MatchDecisionSchema(),
    content_type=MERGE_PATCH_TYPE,
    example={"status": "confirmed", "shoe_id": "brooks-ghost-17"},
)
@blueprint.response(200, MatchSchema, example=MATCH)
@needs("stores:write")
@writes
def change_match(body: dict[str, Any], store_id: str, match_id: str) -> Response:
    """Confirm which shoe a model is, or reject what it was taken for.

    It is remembered: the next import follows it, in this store and in your others that have decided nothing else. The
    stock of the model counts as that shoe from now on.
    """
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    store = store_row(transaction(), account_id(), store_id)
    row = model_row(transaction(), account_id(), store_id, match_id)
    if store is None or row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.id, row.version))
    decision = {name: value for name, value in body.items() if value is not None}
    row = decide(transaction(), store, row, decision, parts().rulebook, parts().now())
    names = _names(transaction(), [row])
    return json_response(_match_out(row, names), headers={"ETag": etag_of(row.id, row.version)})


def _names(db: Any, rows: list[FeedModelRow]) -> dict[str, tuple[str, str]]:
    ids = sorted({candidate[1] for row in rows for candidate in orjson.loads(row.candidates)})
    shoes = {shoe_id: record_of(shoe) for shoe_id, shoe in shoe_rows(db, account_id(), ids).items()}
    return {shoe_id: (record["brand"], record["model"]) for shoe_id, record in shoes.items()}


def _match_out(row: FeedModelRow, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    candidates = [
        {"shoe_id": shoe_id, "brand": names[shoe_id][0], "model": names[shoe_id][1], "score": score}
        for _, shoe_id, score in orjson.loads(row.candidates)
        if shoe_id in names
    ]
    return {
        "id": row.id,
        "status": row.status,
        "title": row.title,
        "vendor": row.vendor,
        "shoe_id": row.shoe_id,
        "matched_by": row.matched_by,
        "score": row.score,
        "candidates": candidates,
        "updated_at": row.updated_at,
    }
