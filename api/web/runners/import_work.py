"""A POST that begins an import: it waits for the end, or is answered at once while a thread goes on (RFC 7240).

An Idempotency-Key stands for one import for as long as it is kept: the request again goes on with an import whose
worker died, waits while it is at work, and is shown what came of it when it is done.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson
import structlog
from flask import Response

from api.services.imports.import_runs import ImportGoneError, ReadFile, begin_import, go_on, state_of, write_import
from api.storage.accounts.idempotency import StoredAnswer
from api.storage.database.engines import acting
from api.storage.database.errors import StorageUnavailableError
from api.storage.runners.imports import DONE, INTERRUPTED, ImportRecord, import_record
from api.storage.runners.runners import lock_runner
from api.web.edge.auth import account_id
from api.web.edge.context import parts, request_id, rulebook
from api.web.edge.errors import Problem, facts_of
from api.web.edge.import_threads import Stopping
from api.web.edge.prefer import RESPOND_ASYNC, prefers_async
from api.web.edge.transaction import begun_once, note_runner, transaction

log = structlog.get_logger()

_PATIENCE_SECONDS, _PATIENCE_IN_A_THREAD_SECONDS = 8.0, 120.0

Shown = Callable[[ImportRecord, int], Response]
"""Answers an import with its first rows under a status."""


def imported(runner_id: str, file: ReadFile, shown: Shown) -> Response:
    """Import a file for a runner and answer 201, or 202 if the client would rather not wait; raises Problem."""
    prefers = prefers_async()
    threads = parts().import_threads
    has_place = prefers and threads.try_to_hold()
    try:
        record, is_ours = _begun(runner_id, file, waits=not prefers)
        if is_ours and not has_place:
            record = _written(record, file)
        elif is_ours:
            _go_on_in_thread(record, file)
            has_place = False
    finally:
        if has_place:
            threads.give_back()
    response = shown(record, 201 if record.status == DONE else 202)
    if record.status != DONE:
        response.headers["Preference-Applied"] = RESPOND_ASYNC
    if not is_ours:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _begun(runner_id: str, file: ReadFile, *, waits: bool) -> tuple[ImportRecord, bool]:
    """Return the import of this request, and whether this request has to write it."""
    found: list[tuple[ImportRecord, bool]] = []

    def begin() -> Response:
        if lock_runner(transaction(), account_id(), runner_id) is None:
            raise Problem("not_found")
        record = begin_import(transaction(), account_id(), runner_id, file, parts().now())
        note_runner(runner_id)
        found.append((record, True))
        return Response(status=202, headers={"Location": f"/v1/imports/{record.id}"})

    def again(stored: StoredAnswer) -> Response:
        found.append(_again(stored, file, waits=waits))
        return Response(status=202)

    begun_once(begin, again)
    return found[-1]


def _again(stored: StoredAnswer, file: ReadFile, *, waits: bool) -> tuple[ImportRecord, bool]:
    tx, now = transaction(), parts().now()
    import_id = str(orjson.loads(stored.headers)["Location"]).rpartition("/")[2]
    seen = import_record(tx, account_id(), import_id)
    runner = None if seen is None else lock_runner(tx, account_id(), seen.runner_id)
    # Read again: whoever held the lock before may have changed it.
    record = None if runner is None else import_record(tx, account_id(), import_id)
    if record is None:
        raise Problem("conflict", "The import of this Idempotency-Key was undone. Import the file under another key.")
    if record.status == DONE:
        return record, False
    if state_of(record, now) == INTERRUPTED:
        return go_on(tx, record, file, now), True
    if waits:
        raise Problem("in_flight", headers={"Retry-After": "1"})
    return record, False


def _written(record: ImportRecord, file: ReadFile) -> ImportRecord:
    built = parts()
    try:
        wording = rulebook().wording
        return write_import(built.database, record, file, wording, built.now, patience_seconds=_PATIENCE_SECONDS)
    except ImportGoneError:
        detail = "The import was undone, its runner erased, or another request goes on with it."
        raise Problem("conflict", detail) from None


def _go_on_in_thread(record: ImportRecord, file: ReadFile) -> None:
    built, first_request_id, wording = parts(), request_id(), rulebook().wording

    def work(stopping: Stopping) -> None:
        patience = _PATIENCE_IN_A_THREAD_SECONDS
        try:
            with acting.for_account(record.account_id):
                write_import(
                    built.database, record, file, wording, built.now, patience_seconds=patience, stopping=stopping
                )
        except ImportGoneError:
            log.info("an import was taken away from its thread", request_id=first_request_id)
        except StorageUnavailableError:
            log.warning("an import stopped: the database does not answer", request_id=first_request_id)
        except Exception as fault:
            log.error("an import failed", request_id=first_request_id, **facts_of(fault))

    built.import_threads.start(work)
