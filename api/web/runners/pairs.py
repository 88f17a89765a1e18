"""Pairs of shoes of a runner: added, shown, changed, retired and brought back, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response

from api.advice.core.distance import NOTHING
from api.services.documents import document_of, values_of
from api.services.runs.change_pair import (
    UnknownPredecessorError,
    UnknownShoeError,
    change_pair,
    keep_pair,
    pair_to_change,
    remove_pair,
)
from api.storage.database.records import fresh
from api.storage.runners.pair_lists import pairs_of_account
from api.storage.runners.pairs import PairRow, list_pairs, pair_row
from api.storage.runners.runners import lock_runner, runner_row
from api.web.catalogue.shoes import UNKNOWN_SHOE
from api.web.edge.auth import account_id, caller, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to, takes_long
from api.web.edge.conditional import CREATED_HEADERS, NO_STORE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import patched
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, note_runner, transaction, writes
from api.web.runners.pairs_schema import (
    PAIR,
    PAIR_REQUEST,
    PairListSchema,
    PairPatchSchema,
    PairRequestSchema,
    PairSchema,
)
from api.web.runners.runners_schema import RefQuery
from api.web.runners.serialize import pair_out
from api.web.shop.stores_schema import PageQuery

blueprint = Blueprint("pairs", __name__, url_prefix="/v1", description="The shoes of a runner.")

_request = PairRequestSchema()
_LIST = "pairs"
_DISTANCES = ("starting_distance", "limit")


@blueprint.route("/runners/<runner_id>/pairs")
@blueprint.doc(tags=["pairs"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, PairListSchema, example={"items": [PAIR], "next_cursor": None})
@needs("runners:read")
def list_runner_pairs(query: dict[str, Any], runner_id: str) -> Response:
    """List the pairs of a runner, oldest first, retired ones included."""
    list_name = f"pairs of {runner_id}"
    after, limit = after_of(query, list_name), query["limit"]
    since = None if after is None else (datetime.fromisoformat(after[0]), str(after[1]))
    with parts().database.reading() as db:
        if runner_row(db, account_id(), runner_id) is None:
            raise Problem("not_found")
        rows = list_pairs(db, account_id(), runner_id, since, limit + 1)
    shown = rows[:limit]
    last = [shown[-1].created_at.isoformat(), shown[-1].id] if len(rows) > limit else None
    return page_response([pair_out(row) for row in shown], query, list_name, last)


@blueprint.route("/pairs")
@blueprint.doc(tags=["pairs"])
@blueprint.arguments(RefQuery(), location="query")
@blueprint.response(200, PairListSchema, example={"items": [PAIR], "next_cursor": None})
@needs("runners:read")
def list_pairs_view(query: dict[str, Any]) -> Response:
    """List the pairs of all your runners, runner by runner; `external_ref` finds those that you call so."""
    after, limit = after_of(query, _LIST), query["limit"]
    since = None if after is None else (str(after[0]), datetime.fromisoformat(after[1]), str(after[2]))
    wanted = {"store_id": caller().store_id, "external_ref": query.get("external_ref")}
    with parts().database.reading() as db:
        rows = pairs_of_account(db, account_id(), since, limit + 1, **wanted)
    shown = rows[:limit]
    end = shown[-1] if len(rows) > limit else None
    last = None if end is None else [end.runner_id, end.created_at.isoformat(), end.id]
    return page_response([pair_out(row) for row in shown], query, _LIST, last)


@blueprint.route("/runners/<runner_id>/pairs", methods=["POST"])
@blueprint.doc(tags=["pairs"])
@blueprint.arguments(_request, example=PAIR_REQUEST)
@blueprint.response(201, PairSchema, example=PAIR, headers=CREATED_HEADERS)
@leads_to(
    "pair_id",
    show="get_pair",
    change="change_pair",
    delete="delete_pair",
    runs="list_pair_runs",
    log="create_pair_run",
)
@needs("runners:write")
@creates
def create_pair(body: dict[str, Any], runner_id: str) -> Response:
    """Add a pair of shoes to a runner.

    A shoe of the catalogue, or a description. What it had run before stands apart from what is logged here.
    """
    if lock_runner(transaction(), account_id(), runner_id) is None:
        raise Problem("not_found")
    body.setdefault("starting_distance", NOTHING)
    whose = {"account_id": account_id(), "runner_id": runner_id}
    row = _stored(fresh(PairRow, "pair", parts().now(), {**whose, **values_of(PairRow, body)}))
    note_runner(runner_id)
    return created(pair_out(row), f"/v1/pairs/{row.id}", etag_of(row.version))


@blueprint.route("/pairs/<pair_id>")
@blueprint.doc(tags=["pairs"])
@blueprint.response(200, PairSchema, example=PAIR)
@blueprint.alt_response(304, description="You have the current version.")
@needs("runners:read")
def get_pair(pair_id: str) -> Response:
    """Show one pair with its distances."""
    with parts().database.reading() as db:
        row = pair_row(db, account_id(), pair_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.version), lambda: pair_out(row), NO_STORE)


@blueprint.route("/pairs/<pair_id>", methods=["PATCH"])
@blueprint.doc(tags=["pairs"])
@blueprint.arguments(
    PairPatchSchema(),
    content_type=MERGE_PATCH_TYPE,
    example={"retired_on": "2026-09-30", "retired_reason": "The foam is flat."},
)
@blueprint.response(200, PairSchema, example=PAIR)
@needs("runners:write")
@writes
def change_pair_view(body: dict[str, Any], pair_id: str) -> Response:
    """Change a pair, by a JSON Merge Patch.

    `retired_on` retires it: its history stays, no run after that day counts. `null` brings it back.
    """
    before = _held_row(pair_id)
    document = patched(document_of(before), _request, whole=_DISTANCES)
    wanted = replace(before, **values_of(PairRow, document))
    try:
        row = change_pair(transaction(), before, wanted, parts().now())
    except UnknownShoeError:
        raise _no_shoe() from None
    return json_response(pair_out(row), headers={"ETag": etag_of(row.version)})


@blueprint.route("/pairs/<pair_id>", methods=["DELETE"])
@blueprint.doc(tags=["pairs"])
@blueprint.response(204)
@needs("runners:write")
@writes
@takes_long
def delete_pair(pair_id: str) -> Response:
    """Delete a pair and its runs. To keep its history, retire it instead."""
    remove_pair(transaction(), _held_row(pair_id), parts().now())
    return Response(status=204)


def _held_row(pair_id: str) -> PairRow:
    """Return a pair that is to be changed, its runner locked, at the version the client holds."""
    row = pair_to_change(transaction(), account_id(), pair_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.version))
    return row


def _stored(row: PairRow) -> PairRow:
    try:
        return keep_pair(transaction(), row, parts().now())
    except UnknownShoeError:
        raise _no_shoe() from None
    except UnknownPredecessorError:
        raise invalid("/replaces", "The runner has no pair of this id.", "unknown") from None


def _no_shoe() -> Problem:
    return invalid("/shoe_id", UNKNOWN_SHOE, "unknown")
