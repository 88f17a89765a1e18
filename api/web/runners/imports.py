"""Imports of a runner's files: sent, shown row by row, undone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import Response, request

from api.integrations.readers.detect import read_records
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record
from api.integrations.readers.table import FileFaultError
from api.services.imports.choices import check_zone, choices_for
from api.services.imports.import_runs import ForeignPairError, ReadFile, as_read, preview_import, state_of
from api.services.imports.pairs import Outcome
from api.services.imports.undo_import import StillRunningError, undo_import
from api.storage.runners.imports import ImportedRow, ImportRecord, import_record, list_import_rows
from api.storage.runners.runners import lock_runner, runner_row
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, imports, leads_to, may_conflict, may_go_on, takes_long
from api.web.edge.conditional import ACCEPTED_HEADERS, CREATED_HEADERS, NO_STORE, check_if_match, etag_of
from api.web.edge.context import parts, rulebook
from api.web.edge.errors import Problem, invalid
from api.web.edge.import_threads import BusyError
from api.web.edge.paging import DEFAULT_LIMIT, after_of, page_response
from api.web.edge.prefer import prefers_async
from api.web.edge.response import json_response
from api.web.edge.transaction import idempotency_key, transaction, writes
from api.web.runners.import_work import imported
from api.web.runners.imports_schema import (
    IMPORT,
    IMPORT_BODY,
    IMPORT_RUNNING,
    ImportQuery,
    ImportRowsQuery,
    RunImportSchema,
)

blueprint = Blueprint(
    "imports", __name__, url_prefix="/v1", description="Files of runs, as other services export them."
)

_RETRY_AFTER_SECONDS = 5
MOST_PREVIEWED = 10_000
"""Rows of a dry run that are shown; the counts are of all."""

_TYPES = frozenset(IMPORT_BODY["content"]) | {
    "application/gzip",
    "application/xml",
    "text/xml",
    "application/gpx+xml",
    "application/vnd.garmin.tcx+xml",
    "application/vnd.ant.fit",
    "application/vnd.google-earth.kml+xml",
    "application/vnd.google-earth.kmz",
}


@contextmanager
def _turn() -> Iterator[None]:
    """Hold a place to decode the file of this request; raises Problem 503 where there is none for now."""
    try:
        with parts().decoding.turn(len(request.get_data(cache=True))):
            yield
    except BusyError:
        detail = "Other files are being read at the moment. Send it again in a while."
        raise Problem("unavailable", detail, headers={"Retry-After": str(_RETRY_AFTER_SECONDS)}) from None


def _records(options: ReadOptions) -> list[Record]:
    """Return the records of the file of this request; raises Problem 422."""
    try:
        return list(read_records(io.BytesIO(request.get_data(cache=True)), options))
    except QuestionError as question:
        raise _needed(question) from None
    except FileFaultError as fault:
        line = "" if fault.line is None else f" (line {fault.line})"
        raise invalid("", fault.reason.say(rulebook().wording) + line) from None


def _reads_file(view: Callable[..., Any]) -> Callable[..., Any]:
    """Read the file and hand its records to the view, before any transaction begins; raises Problem 415, 422."""

    @wraps(view)
    def run(query: dict[str, Any], runner_id: str) -> Any:
        if request.mimetype not in _TYPES:
            raise Problem("wrong_content_type", _type_refused(request.mimetype))
        options = ReadOptions(
            query.get("unit"),
            query.get("kind"),
            query.get("column_map", {}),
            query.get("sports", {}),
            query.get("date_order"),
            query.get("encoding"),
        )
        with _turn():
            records = _records(options)
            if query["dry_run"]:
                # All that would be stored is in memory at once.
                return view(query, runner_id, records=records)
        return view(query, runner_id, records=records)

    return imports(run)


def _type_refused(sent: str) -> str:
    known = f"Send the file as one of: {', '.join(sorted(_TYPES))}."
    if sent == "multipart/form-data":
        return f"The body is the file itself, not a form that holds it. {known}"
    return f"Send JSON as application/octet-stream. {known}" if sent == "application/json" else known


@blueprint.route("/runners/<runner_id>/imports", methods=["POST"])
@blueprint.doc(tags=["imports"], requestBody=IMPORT_BODY)
@blueprint.arguments(ImportQuery(), location="query")
@blueprint.response(201, RunImportSchema, example=IMPORT, headers=CREATED_HEADERS)
@blueprint.alt_response(
    202, schema=RunImportSchema, example=IMPORT_RUNNING, headers=ACCEPTED_HEADERS, description="It goes on: ask for it."
)
@blueprint.alt_response(
    200, schema=RunImportSchema, example={**IMPORT, "id": None, "status": "dry_run"}, description="Of a dry run."
)
@leads_to("import_id", show="get_import", undo="delete_import")
@may_go_on
@_reads_file
@needs("runners:write")
def import_runs_view(query: dict[str, Any], runner_id: str, records: list[Record]) -> Response:
    """Import a file of runs.

    Stores each run in the pair its file names, makes pairs that are not there yet, and reports every record. A run
    that is there already, by its id or from another source, is skipped: sending a file twice changes nothing. A file
    that cannot be read stores nothing. What a file leaves open, such as the unit of its distances, is asked for (422),
    never guessed. With `Prefer: respond-async` the answer comes at once and the import goes on. One that was
    interrupted is completed by sending the same file again.
    """
    with parts().database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
    if runner is None:
        raise Problem("not_found")
    choices = choices_for(
        runner, query.get("pair_id"), query.get("time_zone"), query.get("pairs", ()), new_pairs=query.get("new_pairs")
    )
    try:
        with parts().database.reading() as db:
            check_zone(db, account_id(), runner_id, records, choices)
    except QuestionError as question:
        raise _needed(question) from None
    file = as_read(records, choices)
    try:
        return _previewed(runner_id, file) if query["dry_run"] else imported(runner_id, file, _first_page)
    except ForeignPairError as fault:
        raise _no_such_pair("pair_id" if str(fault) == query.get("pair_id") else "pairs") from None


def _needed(question: QuestionError) -> Problem:
    wording = rulebook().wording
    asked = {"question": question.reason.say(wording), "parameter": question.parameter}
    return invalid(question.parameter, wording.text("problems.send_again_with", **asked), "needed")


def _previewed(runner_id: str, file: ReadFile) -> Response:
    # Nothing is kept under a key and nothing waited for, but what is not right is refused all the same.
    idempotency_key()
    prefers_async()
    with parts().database.snapshot() as db:
        if runner_row(db, account_id(), runner_id) is None:
            raise Problem("not_found")
        record, rows, outcomes = preview_import(db, account_id(), runner_id, file, rulebook().wording, parts().now())
    entries = zip(rows[:MOST_PREVIEWED], outcomes, strict=False)
    items = [{**_row_out(row), **_preview(outcome)} for row, outcome in entries]
    page = {"items": items, "next_cursor": None}
    return json_response({**_out(record, "dry_run"), "id": None} | page)


def _preview(outcome: Outcome) -> dict[str, Any]:
    """Return what would be stored; a run or a pair that is only to come has no id yet."""
    run, start = outcome.run, outcome.start
    entries: dict[str, Any] = {"run_id": None} if outcome.status == "created" else {}
    if outcome.pair_is_new:
        entries["pair_id"] = None
    if outcome.pair_name is not None:
        entries["pair_name"] = outcome.pair_name
    if run is None or start is None:
        return entries
    distance = {unit: getattr(run.distance, unit) for unit in ("km", "mi", "m")}
    when = {"date": start.day, "started_at": start.started_at}
    return {**entries, **when, "distance": distance, "duration_s": run.duration_s, "kind": run.kind}


def _first_page(record: ImportRecord, status: int) -> Response:
    with parts().database.reading() as db:
        rows = list_import_rows(db, account_id(), record.id, 0, DEFAULT_LIMIT + 1)
    page = _page({}, record, rows, DEFAULT_LIMIT)
    page.headers.pop("Link", None)
    page.status_code = status
    page.headers["Location"] = f"/v1/imports/{record.id}"
    return page


@blueprint.route("/imports/<import_id>")
@blueprint.doc(tags=["imports"])
@blueprint.arguments(ImportRowsQuery(), location="query")
@blueprint.response(200, RunImportSchema, example=IMPORT)
@needs("runners:read")
def get_import(query: dict[str, Any], import_id: str) -> Response:
    """Show an import: how far it is, and its rows page by page."""
    after, limit = after_of(query, _list_name(import_id)), query["limit"]
    with parts().database.reading() as db:
        record = import_record(db, account_id(), import_id)
        if record is None:
            raise Problem("not_found")
        rows = list_import_rows(db, account_id(), import_id, 0 if after is None else int(after[0]), limit + 1)
    page = _page(query, record, rows, limit)
    page.headers["Cache-Control"] = NO_STORE
    return page


@blueprint.route("/imports/<import_id>", methods=["DELETE"])
@blueprint.doc(tags=["imports"])
@blueprint.response(204)
@needs("runners:write")
@may_conflict
@writes
@takes_long
def delete_import(import_id: str) -> Response:
    """Undo an import.

    The runs and pairs that it made go, and every total is corrected. A pair stays while other runs are in it. The file
    can be imported again. One that is still running is not undone (409).
    """
    seen = import_record(transaction(), account_id(), import_id)
    if seen is None or lock_runner(transaction(), account_id(), seen.runner_id) is None:
        raise Problem("not_found")
    # Read again: whoever held the lock before may have undone it.
    record = import_record(transaction(), account_id(), import_id)
    if record is None:
        raise Problem("not_found")
    check_if_match(etag_of(record.version))
    try:
        undo_import(transaction(), record, parts().now())
    except StillRunningError:
        raise Problem("conflict", "The import is still running. Undo it once it is done or interrupted.") from None
    return Response(status=204)


def _no_such_pair(parameter: str) -> Problem:
    return invalid(parameter, "The runner has no pair of this id.", "unknown")


def _list_name(import_id: str) -> str:
    return f"rows of {import_id}"


def _page(query: dict[str, Any], record: ImportRecord, rows: list[ImportedRow], limit: int) -> Response:
    shown, more = rows[:limit], len(rows) > limit
    last = [shown[-1].number] if more else None
    page = page_response([_row_out(row) for row in shown], query, _list_name(record.id), last, **_out(record))
    page.headers["ETag"] = etag_of(record.version)
    return page


def _out(record: ImportRecord, status: str | None = None) -> dict[str, Any]:
    """Return an import without its rows; ``status`` is that of one that is only previewed."""
    status = status or state_of(record, parts().now())
    counts = {name: getattr(record, name) for name in ("created", "updated", "skipped", "failed")}
    return {
        "id": record.id,
        "runner_id": record.runner_id,
        "status": status,
        "summary": _summary(status, record, counts),
        "records": record.records,
        "records_done": record.records_done,
        "counts": counts,
        "created_at": record.created_at,
    }


def _summary(status: str, record: ImportRecord, counts: Mapping[str, int]) -> str:
    is_empty = status == "done" and not counts["created"] and not counts["updated"]
    key = f"runs.import_{'nothing_new' if is_empty else status}"
    return rulebook().wording.text(key, done=record.records_done, records=record.records, **counts)


def _row_out(row: ImportedRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "place": row.place,
        "status": row.status,
        "run_id": row.run_id,
        "pair_id": row.pair_id,
        "reason": row.reason,
        "codes": (row.codes or "").split(),
    }
