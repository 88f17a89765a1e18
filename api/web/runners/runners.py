"""Runners of an account: added, shown, changed, erased. Nothing about a runner is kept by a cache."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response

from api.services.documents import document_of, served, values_of
from api.services.runs.runners import change_runner, erase_runner, keep_runner
from api.storage.database.records import fresh
from api.storage.runners.runners import RunnerRow, list_runners, lock_runner, runner_row
from api.web.edge.auth import account_id, caller, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to, takes_long
from api.web.edge.conditional import CREATED_HEADERS, NO_STORE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import patched
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, note_runner, transaction, writes
from api.web.runners.runners_schema import (
    RUNNER,
    RUNNER_REQUEST,
    RefQuery,
    RunnerListSchema,
    RunnerPatchSchema,
    RunnerRequestSchema,
    RunnerSchema,
)

blueprint = Blueprint("runners", __name__, url_prefix="/v1/runners", description="Runners, their pairs and runs.")

_request = RunnerRequestSchema()
_LIST = "runners"


@blueprint.route("")
@blueprint.arguments(RefQuery(), location="query")
@blueprint.response(200, RunnerListSchema, example={"items": [RUNNER], "next_cursor": None})
@needs("runners:read")
def list_runners_view(query: dict[str, Any]) -> Response:
    """List your runners, oldest first; with the key of a store, those that were added with a key of that store.

    `external_ref` finds the one that you call so.
    """
    after, limit = after_of(query, _LIST), query["limit"]
    since = None if after is None else (datetime.fromisoformat(after[0]), str(after[1]))
    with parts().database.reading() as db:
        rows = list_runners(db, account_id(), since, limit + 1, caller().store_id, query.get("external_ref"))
    shown = rows[:limit]
    last = [shown[-1].created_at.isoformat(), shown[-1].id] if len(rows) > limit else None
    return page_response([served(row) for row in shown], query, _LIST, last)


@blueprint.route("", methods=["POST"])
@blueprint.arguments(_request, example=RUNNER_REQUEST)
@blueprint.response(201, RunnerSchema, example=RUNNER, headers=CREATED_HEADERS)
@leads_to("runner_id", show="get_runner", change="change_runner", erase="erase_runner", pairs="list_runner_pairs")
@needs("runners:write")
@creates
def create_runner(body: dict[str, Any]) -> Response:
    """Add a runner."""
    values = {"account_id": account_id(), "store_id": caller().store_id, **values_of(RunnerRow, body)}
    row = fresh(RunnerRow, "runner", parts().now(), values)
    keep_runner(transaction(), row)
    note_runner(row.id)
    return created(served(row), f"/v1/runners/{row.id}", etag_of(row.version))


@blueprint.route("/<runner_id>")
@blueprint.response(200, RunnerSchema, example=RUNNER)
@blueprint.alt_response(304, description="You have the current version.")
@needs("runners:read")
def get_runner(runner_id: str) -> Response:
    """Show one runner."""
    with parts().database.reading() as db:
        row = runner_row(db, account_id(), runner_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.version), lambda: served(row), NO_STORE)


@blueprint.route("/<runner_id>", methods=["PATCH"])
@blueprint.arguments(RunnerPatchSchema(), content_type=MERGE_PATCH_TYPE, example={"body_mass_kg": 70.5})
@blueprint.response(200, RunnerSchema, example=RUNNER)
@needs("runners:write")
@writes
def change_runner_view(body: dict[str, Any], runner_id: str) -> Response:
    """Change a runner, by a JSON Merge Patch.

    Taking `health_consent` back deletes the pain levels of the runner's runs.
    """
    before = _held_row(runner_id)
    values = values_of(RunnerRow, patched(document_of(before), _request))
    row = change_runner(transaction(), before, replace(before, **values), parts().now())
    return json_response(served(row), headers={"ETag": etag_of(row.version)})


@blueprint.route("/<runner_id>", methods=["DELETE"])
@blueprint.response(204)
@needs("runners:write")
@writes
@takes_long
def erase_runner_view(runner_id: str) -> Response:
    """Erase a runner: pairs, runs, imports and every kept answer. It cannot be undone; export first."""
    erase_runner(transaction(), _held_row(runner_id))
    return Response(status=204)


def _held_row(runner_id: str) -> RunnerRow:
    """Return a runner that is to be changed, locked, at the version the client holds."""
    row = lock_runner(transaction(), account_id(), runner_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.version))
    return row
