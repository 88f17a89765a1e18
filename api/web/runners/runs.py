"""Runs: logged in a pair, listed, corrected, moved, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Response

from api.services.documents import document_of, served, values_of
from api.services.runs.change_run import ForeignPairError, change_run, delete_run, run_to_change
from api.services.runs.log_run import UnknownPairError, log_run
from api.storage.runners.pairs import pair_row
from api.storage.runners.run_lists import list_runs
from api.storage.runners.runners import RunnerRow
from api.storage.runners.runs import RunRow, run_row
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to
from api.web.edge.conditional import CREATED_HEADERS, NO_STORE, check_if_match, conditional, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import patched
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, tells_about, transaction, writes
from api.web.runners.runs_schema import (
    LOGGED,
    RUN,
    RUN_REQUEST,
    LoggedRunSchema,
    RunListSchema,
    RunPatchSchema,
    RunRequestSchema,
    RunSchema,
    RunWholeSchema,
)
from api.web.runners.serialize import notes_of
from api.web.shop.stores_schema import PageQuery

blueprint = Blueprint("runs", __name__, url_prefix="/v1")

_request = RunRequestSchema()
_whole = RunWholeSchema()
_AHEAD = timedelta(days=1)


@blueprint.route("/pairs/<pair_id>/runs")
@blueprint.doc(tags=["runners"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, RunListSchema, example={"items": [RUN], "next_cursor": None})
@needs("runners:read")
def list_own_runs(query: dict[str, Any], pair_id: str) -> Response:
    """List the runs of a pair, newest first."""
    list_name = f"runs of {pair_id}"
    after, limit = after_of(query, list_name), query["limit"]
    before = None if after is None else (date.fromisoformat(after[0]), str(after[1]))
    with parts().database.reading() as db:
        if pair_row(db, account_id(), pair_id) is None:
            raise Problem("not_found")
        rows = list_runs(db, account_id(), pair_id, before, limit + 1)
    shown = rows[:limit]
    last = [str(shown[-1].day), shown[-1].id] if len(rows) > limit else None
    return page_response([served(row) for row in shown], query, list_name, last)


@blueprint.route("/pairs/<pair_id>/runs", methods=["POST"])
@blueprint.doc(tags=["runners"])
@blueprint.arguments(_request, example=RUN_REQUEST)
@blueprint.response(201, LoggedRunSchema, example=LOGGED, headers=CREATED_HEADERS)
@blueprint.alt_response(
    200,
    schema=LoggedRunSchema,
    example={**LOGGED, "duplicate": True},
    description="It was logged before, under this external id or by another road; nothing changed.",
)
@leads_to("run_id", show="get_run", change="change_own_run", delete="delete_own_run")
@needs("runners:write")
@creates
def log_own_run(body: dict[str, Any], pair_id: str) -> Response:
    """Log a run in a pair.

    The same run counts once: by `source` and `external_id`, else by a start within a minute and a distance within 5 %.
    A run that was deleted, and one dated after the pair was retired, are refused.
    """
    values = {**run_values(body), "source": body["source"], "external_id": body.get("external_id")}
    try:
        logged = log_run(transaction(), account_id(), pair_id, values, parts().now())
    except UnknownPairError:
        raise Problem("not_found") from None
    row = logged.row
    tells_about(row.runner_id)
    headers = {"Location": f"/v1/runs/{row.id}", "ETag": etag_of(row.version)}
    notes = notes_of(body, row, logged.health_consent)
    serialized = {**served(row), "duplicate": logged.duplicate, "notes": notes}
    return json_response(serialized, status=200 if logged.duplicate else 201, headers=headers)


@blueprint.route("/runs/<run_id>")
@blueprint.doc(tags=["runners"])
@blueprint.response(200, RunSchema, example=RUN)
@blueprint.alt_response(304, description="You have the current version.")
@needs("runners:read")
def get_run(run_id: str) -> Response:
    """Show one run."""
    with parts().database.reading() as db:
        row = run_row(db, account_id(), run_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.version), lambda: served(row), NO_STORE)


@blueprint.route("/runs/<run_id>", methods=["PATCH"])
@blueprint.doc(tags=["runners"])
@blueprint.arguments(RunPatchSchema(), content_type=MERGE_PATCH_TYPE, example={"distance": {"mi": 6.2}})
@blueprint.response(200, RunSchema, example=RUN)
@needs("runners:write")
@writes
def change_own_run(body: dict[str, Any], run_id: str) -> Response:
    """Correct a run, or move it to another pair of its runner, by a JSON Merge Patch. Every total follows.

    With `pair_id` null it is in no pair and waits for one; ignored, it is in no pair and counts nowhere.
    """
    before, runner = _held_row(run_id)
    values = run_values(patched(document_of(before), _whole, whole=("distance",), apart=("pair_id", "ignored")))
    if not runner.health_consent:
        values["pain_level"] = None
    wanted = _placed(replace(before, **values), body)
    try:
        row = change_run(transaction(), before, wanted, parts().now())
    except ForeignPairError:
        raise invalid("/pair_id", "The runner has no pair of this id.") from None
    return json_response(served(row), headers={"ETag": etag_of(row.version)})


@blueprint.route("/runs/<run_id>", methods=["DELETE"])
@blueprint.doc(tags=["runners"])
@blueprint.response(204)
@needs("runners:write")
@writes
def delete_own_run(run_id: str) -> Response:
    """Delete a run. Every total follows, and a late retry under its external id does not bring it back."""
    row, _ = _held_row(run_id)
    delete_run(transaction(), row, parts().now())
    return Response(status=204)


def _held_row(run_id: str) -> tuple[RunRow, RunnerRow]:
    """Return a run that is to be changed, its runner locked, at the version the client holds."""
    found = run_to_change(transaction(), account_id(), run_id)
    if found is None:
        raise Problem("not_found")
    check_if_match(etag_of(found[0].version))
    return found


def _placed(row: RunRow, body: dict[str, Any]) -> RunRow:
    """Return a run in the pair that was sent, if any; what somebody puts into a pair is no longer ignored."""
    if body.get("ignored") and body.get("pair_id") is not None:
        raise invalid("/ignored", "An ignored run is in no pair: leave pair_id out.")
    if body.get("ignored"):
        return replace(row, ignored=True, pair_id=None)
    if "pair_id" in body:
        return replace(row, ignored=False, pair_id=body["pair_id"], pair_probability=None)
    return replace(row, ignored=False) if body.get("ignored") is False else row


def run_values(body: dict[str, Any]) -> dict[str, Any]:
    """Return what the fields of a run hold of a body that was sent; raise Problem 422 for a day in the future."""
    return {**values_of(RunRow, body), "day": _day_of(body)}


def _day_of(body: dict[str, Any]) -> date:
    """Return the runner's day; raises Problem 422 for one that nobody has reached yet."""
    day: date = body.get("date") or body["started_at"].date()
    if day > parts().now().date() + _AHEAD:
        raise invalid("/date" if body.get("date") else "/started_at", "Lies in the future.")
    return day
