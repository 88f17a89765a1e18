"""Runs of a runner over all pairs and in none: listed, sent without a pair, put into pairs many at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response

from api.services.documents import served
from api.services.runs.likely_pair import RunnersGuess, waiting
from api.services.runs.log_runners_run import KNOWN_GEAR, NO_GEAR, RunnersRun, log_runners_run
from api.services.runs.place_runs import Assignment, PlacementError, place
from api.storage.runners.pairs import pairs_of_runner
from api.storage.runners.runner_log import NO_PAIR, RunFilter, find_runner_runs
from api.storage.runners.runners import RunnerRow, lock_runner, runner_row
from api.storage.runners.runs import RunRow
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, leads_to, may_conflict
from api.web.edge.conditional import CREATED_HEADERS, check_if_match, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.response import dumps, json_response
from api.web.edge.transaction import creates, note_runner, transaction, writes
from api.web.runners.run_page import ask_of
from api.web.runners.runner_runs_schema import (
    PLACED_EXAMPLE,
    RUNNER_RUN,
    RUNNER_RUN_REQUEST,
    PlacedRunsSchema,
    RunnerRunListSchema,
    RunnerRunRequestSchema,
    RunnerRunSchema,
    RunnerRunsPatchSchema,
    RunnerRunsQuery,
)
from api.web.runners.runs import RUN, notes_of, run_values
from api.web.runners.serialize import cursor_of, pair_out, place_in

blueprint = Blueprint("runner_runs", __name__, url_prefix="/v1")

MOST_LIKELY = 5
_MOST_FAULTS = 50
_TOTALS = ("run_count", "recorded_distance", "total_distance")


@blueprint.route("/runners/<runner_id>/runs")
@blueprint.doc(tags=["runs"])
@blueprint.arguments(RunnerRunsQuery(), location="query")
@blueprint.response(200, RunnerRunListSchema, example={"items": [RUN], "next_cursor": None})
@needs("runners:read")
def list_runner_runs(query: dict[str, Any], runner_id: str) -> Response:
    """List the runs of a runner over all pairs, newest first.

    `pair=none` lists those that wait for a pair; ignored runs, and those of `no_pair`, are not among them. With
    `likely=true` each of them carries its likeliest pairs and a link that asks the runner.
    """
    list_name = f"runs of {runner_id} by start"
    after, limit = after_of(query, list_name), query["limit"]
    before = None if after is None else place_in(after)
    wanted = _filter(query, query["pair"])
    built = parts()
    with built.database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
        if runner is None:
            raise Problem("not_found")
        rows = find_runner_runs(db, account_id(), runner_id, wanted, before, limit + 1)
        shown = rows[:limit]
        items = [served(row) for row in shown]
        if query["likely"]:
            items = _with_likely(RunnersGuess(db, runner, built.rulebook), shown)
    last = cursor_of(shown[-1]) if len(rows) > limit else None
    return page_response(items, query, list_name, last)


@blueprint.route("/runners/<runner_id>/runs", methods=["POST"])
@blueprint.doc(tags=["runs"])
@blueprint.arguments(RunnerRunRequestSchema(), example=RUNNER_RUN_REQUEST)
@blueprint.response(201, RunnerRunSchema, example=RUNNER_RUN, headers=CREATED_HEADERS)
@blueprint.alt_response(
    200,
    schema=RunnerRunSchema,
    example={**RUNNER_RUN, "duplicate": True},
    description="It was logged before. Had it been in no pair, it is now in the one that its gear means.",
)
@leads_to("run_id", show="get_run", change="change_run", delete="delete_run")
@needs("runners:write")
@creates
def create_runner_run(body: dict[str, Any], runner_id: str) -> Response:
    """Log a run of a runner, in the pair that the app means by `gear_ref`.

    Without it, and where no pair of the runner is called so, the run is kept in no pair, and the answer says so.
    `likely` holds the likeliest pairs; the first is taken only from the runner's `assign_above_probability` on. Where
    it is not, `ask.url` opens a page with the pairs as buttons, for a notification, without a key.
    """
    runner = _held(runner_id)
    values = {**run_values(body, runner.time_zone), "source": body["source"], "external_id": body.get("external_id")}
    built = parts()
    found = log_runners_run(transaction(), runner, body.get("gear_ref"), values, built.rulebook, built.now())
    row = found.logged.row
    note_runner(runner_id)
    headers = {"Location": f"/v1/runs/{row.id}", "ETag": etag_of(row.version)}
    notes = [*_gear_notes(found), *notes_of(body, row, runner.health_consent, found.logged.duplicate)]
    serialized = {
        **served(row),
        "duplicate": found.logged.duplicate,
        "notes": notes,
        "likely": found.likely[:MOST_LIKELY],
        "ask": ask_of(row) if found.likely else None,
    }
    return json_response(dumps(serialized), status=200 if found.logged.duplicate else 201, headers=headers)


@blueprint.route("/runners/<runner_id>/runs", methods=["PATCH"])
@blueprint.doc(tags=["runs"])
@blueprint.arguments(
    RunnerRunsPatchSchema(),
    example={"assign": [{"pair_id": "pair_3q8z5n6b0d7c2m9k4v1x", "run_ids": ["run_1x8q3z5n6b0d7c2m9k4v"]}]},
)
@blueprint.response(200, PlacedRunsSchema, example=PLACED_EXAMPLE)
@needs("runners:write")
@may_conflict
@writes
def change_runner_runs(body: dict[str, Any], runner_id: str) -> Response:
    """Put many runs into pairs, take them out, or ignore them: all at once or, with each fault named, none.

    Those of `no_pair` were in none of the runner's. Every total follows. The same again changes nothing. `If-Match`
    takes the ETag of the runner.
    """
    check_if_match(etag_of(_held(runner_id).version))
    tx, now = transaction(), parts().now()
    try:
        moved = place(tx, account_id(), runner_id, list(_assignments(body)), now)
    except PlacementError as fault:
        raise _refusal(fault) from None
    rows = [pair_out(row) for row in pairs_of_runner(tx, account_id(), runner_id) if row.id in moved.pair_ids]
    totals = [{"pair_id": row["id"], **{name: row[name] for name in _TOTALS}} for row in rows]
    counts = {name: getattr(moved, name) for name in ("assigned", "taken_out", "ignored", "no_pair", "unchanged")}
    return json_response({**counts, "pairs": totals})


def _with_likely(guess: RunnersGuess, rows: list[RunRow]) -> list[dict[str, Any]]:
    """Return runs as they are served, those that wait for a pair with their likeliest ones."""
    items = []
    for row in rows:
        likely = guess.of(row)[:MOST_LIKELY] if waiting([row]) else ()
        items.append({**served(row), "likely": likely, "ask": ask_of(row) if likely else None})
    return items


def _held(runner_id: str) -> RunnerRow:
    runner = lock_runner(transaction(), account_id(), runner_id)
    if runner is None:
        raise Problem("not_found")
    return runner


def _filter(sent: dict[str, Any], pair: str) -> RunFilter:
    names = ("since", "until", "effort", "surface", "import_id")
    return RunFilter(pair, **{name: sent.get(name) for name in names})


def _assignments(body: dict[str, Any]) -> Iterator[Assignment]:
    for number, entry in enumerate(body["assign"]):
        ids = entry.get("run_ids")
        pointer = f"/assign/{number}"
        if ids is not None:
            yield Assignment(pointer, entry["pair_id"], tuple(ids))
        else:
            yield Assignment(pointer, entry["pair_id"], wanted=_filter(entry, NO_PAIR))
    for name in ("ignore", "no_pair", "stop_ignoring"):
        # The field itself is the list of ids.
        if body[name]:
            yield Assignment(f"/{name}", None, tuple(body[name]), ignored=name == "ignore", no_pair=name == "no_pair")


def _refusal(fault: PlacementError) -> Problem:
    """Return 409 where only what is stored is in the way, else 422."""
    code = "conflict" if all(part.code == "conflict" for part in fault.faults) else "invalid_input"
    errors = [
        {"pointer": part.pointer, "detail": part.detail, "code": part.code} for part in fault.faults[:_MOST_FAULTS]
    ]
    return Problem(code, errors=errors, found=len(fault.faults))


def _gear_notes(found: RunnersRun) -> list[dict[str, str]]:
    if found.gear in (NO_GEAR, KNOWN_GEAR) or found.logged.row.pair_id is not None:
        return []
    text = parts().rulebook.wording.text(f"runs.{found.gear}")
    return [{"field": "gear_ref", "code": found.gear, "text": text}]
