"""Imports of a runner's files: sent, shown row by row, undone."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request

from api.integrations.csv_table import FileFaultError
from api.integrations.exports import read_records
from api.integrations.run_record import QuestionError, ReadOptions, Record
from api.services.import_runs import ForeignPairError, ImportChoices, import_runs
from api.services.undo_import import undo_import
from api.storage.imports import ImportedRow, ImportRecord, import_record, list_import_rows
from api.storage.runners import lock_runner
from api.web.auth import account_id, needs
from api.web.blueprint import Blueprint, imports
from api.web.conditional import NOT_KEPT, check_if_match, etag_of
from api.web.creation import CREATED_HEADERS
from api.web.errors import Problem, invalid
from api.web.json import json_response
from api.web.marks import leads_to
from api.web.paging import DEFAULT_LIMIT, after_of, page_response
from api.web.parts import parts
from api.web.schemas.run_imports import IMPORT, IMPORT_BODY, ImportQuery, ImportRowsQuery, RunImportSchema
from api.web.transaction import creates, tells_about, transaction, writes

blueprint = Blueprint("run_imports", __name__, url_prefix="/v1")

_TYPES = frozenset(IMPORT_BODY["content"]) | {
    "application/gzip",
    "application/xml",
    "text/xml",
    "application/gpx+xml",
    "application/vnd.garmin.tcx+xml",
    "application/vnd.ant.fit",
}


def _reads_file(view: Callable[..., Any]) -> Callable[..., Any]:
    """Read the file and hand its records to the view, before any transaction begins; raises Problem 415, 422."""

    @wraps(view)
    def run(query: dict[str, Any], runner_id: str) -> Any:
        if request.mimetype not in _TYPES:
            raise Problem("wrong_content_type", f"Send the file as one of: {', '.join(sorted(_TYPES))}.")
        options = ReadOptions(query.get("unit"), query.get("kind"), query.get("column_map", {}))
        try:
            records = list(read_records(io.BytesIO(request.get_data(cache=True)), options))
        except QuestionError as question:
            detail = f"{question.message} Send it again with the parameter {question.parameter}."
            entry = {"parameter": question.parameter, "detail": detail, "code": "needed"}
            raise Problem("invalid_input", detail, errors=[entry]) from None
        except FileFaultError as fault:
            line = "" if fault.line is None else f" (line {fault.line})"
            raise invalid("", fault.message + line) from None
        return view(query, runner_id, records=records)

    return imports(run)


@blueprint.route("/runners/<runner_id>/imports", methods=["POST"])
@blueprint.doc(tags=["runners"], requestBody=IMPORT_BODY)
@blueprint.arguments(ImportQuery(), location="query")
@blueprint.response(201, RunImportSchema, example=IMPORT, headers=CREATED_HEADERS)
@blueprint.alt_response(
    200, schema=RunImportSchema, example={**IMPORT, "id": None, "status": "dry_run"}, description="Of a dry run."
)
@leads_to("import_id", show="get_runner_import", undo="undo_runner_import")
@_reads_file
@needs("runners:write")
@creates
def import_runner_file(query: dict[str, Any], runner_id: str, records: list[Record]) -> Response:
    """Import a file of runs.

    Stores each run in the pair its file names, makes pairs that are not there yet, and tells of every record. A run
    that is there already, by its id or by another road, is skipped: sending a file twice changes nothing. All of it is
    stored or nothing. What a file does not say, such as the unit of its distances, is asked for (422), never guessed.
    """
    if lock_runner(transaction(), account_id(), runner_id) is None:
        raise Problem("not_found")
    choices = ImportChoices(query.get("pair_id"), query.get("time_zone"), query["dry_run"])
    try:
        done = import_runs(transaction(), account_id(), runner_id, records, choices, parts().now())
    except ForeignPairError:
        raise _no_such_pair() from None
    tells_about(runner_id)
    if choices.dry_run:
        return json_response(_out(done.record, dry_run=True) | _page(done.rows, None))
    shown, more = done.rows[:DEFAULT_LIMIT], len(done.rows) > DEFAULT_LIMIT
    page = page_response(
        [_row_out(row) for row in shown],
        {},
        _list_name(done.record.id),
        [shown[-1].number] if more else None,
        **_out(done.record),
    )
    page.headers.pop("Link", None)
    page.status_code = 201
    page.headers["Location"] = f"/v1/imports/{done.record.id}"
    page.headers["ETag"] = etag_of(done.record.version)
    return page


@blueprint.route("/imports/<import_id>")
@blueprint.doc(tags=["runners"])
@blueprint.arguments(ImportRowsQuery(), location="query")
@blueprint.response(200, RunImportSchema, example=IMPORT)
@needs("runners:read")
def get_runner_import(query: dict[str, Any], import_id: str) -> Response:
    """Show an import, its rows page by page."""
    after, limit = after_of(query, _list_name(import_id)), query["limit"]
    with parts().database.reading() as db:
        record = import_record(db, account_id(), import_id)
        if record is None:
            raise Problem("not_found")
        rows = list_import_rows(db, account_id(), import_id, 0 if after is None else int(after[0]), limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    page = page_response(
        [_row_out(row) for row in shown],
        query,
        _list_name(import_id),
        [shown[-1].number] if more else None,
        **_out(record),
    )
    page.headers["ETag"] = etag_of(record.version)
    page.headers["Cache-Control"] = NOT_KEPT
    return page


@blueprint.route("/imports/<import_id>", methods=["DELETE"])
@blueprint.doc(tags=["runners"])
@blueprint.response(204)
@needs("runners:write")
@writes
def undo_runner_import(import_id: str) -> Response:
    """Undo an import.

    The runs and pairs that it made go, and every total is corrected. A pair stays while other runs are in it. The file
    can be imported again.
    """
    seen = import_record(transaction(), account_id(), import_id)
    if seen is None or lock_runner(transaction(), account_id(), seen.runner_id) is None:
        raise Problem("not_found")
    # Read again: whoever held the lock before may have undone it.
    record = import_record(transaction(), account_id(), import_id)
    if record is None:
        raise Problem("not_found")
    check_if_match(etag_of(record.version))
    undo_import(transaction(), record, parts().now())
    return Response(status=204)


def _no_such_pair() -> Problem:
    detail = "The runner has no pair of this id."
    return Problem("invalid_input", detail, errors=[{"parameter": "pair_id", "detail": detail, "code": "unknown"}])


def _list_name(import_id: str) -> str:
    return f"rows of {import_id}"


def _out(record: ImportRecord, *, dry_run: bool = False) -> dict[str, Any]:
    return {
        "id": None if dry_run else record.id,
        "runner_id": record.runner_id,
        "status": "dry_run" if dry_run else "done",
        "counts": {name: getattr(record, name) for name in ("created", "updated", "skipped", "failed")},
        "created_at": record.created_at,
    }


def _page(rows: list[ImportedRow], cursor: str | None) -> dict[str, Any]:
    return {"items": [_row_out(row) for row in rows], "next_cursor": cursor}


def _row_out(row: ImportedRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "place": row.place,
        "status": row.status,
        "run_id": row.run_id,
        "pair_id": row.pair_id,
        "reason": row.reason,
    }
