"""Import runs and pairs from a runner's file: every record is reported, and a repetition changes nothing.

A file is read whole before anything is stored. Then it is written in chunks, a transaction each, so that other writers
get in between and progress can be seen. Each chunk looks at the log as it is by then, whoever else writes it. A writer
that dies leaves an import that reads *interrupted*: the same file again goes on from there, or it is undone.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from api.advice.core.wording import Wording
from api.integrations.readers.run_record import Record
from api.services.imports.choices import ImportChoices
from api.services.imports.chunk import Chunk, last_days
from api.services.imports.pairs import LastDays, Outcome
from api.services.webhooks.events import note_event
from api.storage.database.engines import Database, new_id, version_after
from api.storage.database.errors import StorageUnavailableError
from api.storage.database.records import fresh
from api.storage.runners.imports import (
    DONE,
    INTERRUPTED,
    RUNNING,
    ImportedRow,
    ImportRecord,
    add_import,
    add_import_rows,
    import_record,
    replace_import,
    unfinished_imports,
)
from api.storage.runners.pairs import pair_row
from api.storage.runners.runners import lock_runner
from api.storage.webhooks.webhooks import IMPORT_FINISHED

CHUNK = 250
"""Records a transaction: about a tenth of a second, which another writer waits for without noticing."""

SILENT_FOR = timedelta(seconds=6)
"""A writer without a sign of life for so long is taken for dead. It gives one with each chunk, which may fail once."""

_BETWEEN_CHUNKS_SECONDS = 0.005
_BETWEEN_TRIES_SECONDS = 0.2


class ForeignPairError(LookupError):
    """The runner has no pair of this id, which is its text."""


class ImportGoneError(LookupError):
    """The import was undone, its runner erased, or another writer goes on with it."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read, and how to take it; its fingerprint is the same only if both are."""

    records: Sequence[Record]
    choices: ImportChoices
    fingerprint: str


def as_read(records: Sequence[Record], choices: ImportChoices) -> ReadFile:
    """Return a file to import."""
    digest = hashlib.sha256(repr(choices).encode())
    for record in records:
        digest.update(repr(record).encode("utf-8", "surrogatepass"))
    return ReadFile(records, choices, digest.hexdigest())


def state_of(record: ImportRecord, now: datetime) -> str:
    """Return ``running``, ``done`` or ``interrupted``, which one reads that gave no sign of life for too long."""
    if record.status == RUNNING and (record.alive_at is None or abs(now - record.alive_at) > SILENT_FOR):
        return INTERRUPTED
    return record.status


def begin_import(tx: Connection, account_id: str, runner_id: str, file: ReadFile, now: datetime) -> ImportRecord:
    """Store that an import begins, or goes on if one of this very file was interrupted, under the runner's lock.

    Raises ForeignPairError.
    """
    _check_pair(tx, account_id, runner_id, file.choices)
    for known in unfinished_imports(tx, account_id, runner_id, file.fingerprint):
        if state_of(known, now) == INTERRUPTED:
            return go_on(tx, known, file, now)
    values = {
        "account_id": account_id,
        "runner_id": runner_id,
        "status": RUNNING,
        "records": len(file.records),
        "fingerprint": file.fingerprint,
        "claim": new_id("claim"),
        "alive_at": now,
    }
    record = fresh(ImportRecord, "import", now, values)
    add_import(tx, record)
    return record


def go_on(tx: Connection, before: ImportRecord, file: ReadFile, now: datetime) -> ImportRecord:
    """Take an interrupted import over, under the runner's lock: from where it was, if the file reads as it did."""
    after = replace(
        _alive(before, now),
        status=RUNNING,
        claim=new_id("claim"),
        fingerprint=file.fingerprint,
        records=len(file.records),
        records_done=before.records_done if before.fingerprint == file.fingerprint else 0,
    )
    replace_import(tx, before, after)
    return after


def preview_import(
    db: Connection, account_id: str, runner_id: str, file: ReadFile, wording: Wording, now: datetime
) -> tuple[ImportRecord, list[ImportedRow], list[Outcome]]:
    """Return what an import of the file would do now, row by row; nothing is written. Raises ForeignPairError."""
    _check_pair(db, account_id, runner_id, file.choices)
    days = last_days(file.records, file.choices, now)
    chunk = Chunk(db, (account_id, runner_id, new_id("import")), file.records, file.choices, days, now)
    rows = [replace(row, number=number) for number, row in enumerate(chunk.rows(wording), start=1)]
    count = len(file.records)
    whose = {"id": "", "account_id": account_id, "runner_id": runner_id}
    preview = fresh(ImportRecord, "import", now, {**whose, "status": DONE, "records": count, "records_done": count})
    return _counted(preview, rows), rows, chunk.outcomes()


def write_import(
    database: Database,
    record: ImportRecord,
    file: ReadFile,
    wording: Wording,
    now: Callable[[], datetime],
    *,
    patience_seconds: float,
    stopping: Callable[[], bool] = lambda: False,
    progress: Callable[[ImportRecord], object] = lambda record: None,
) -> ImportRecord:
    """Write the records that are still to be written, chunk by chunk, and return the import as it then is.

    When ``stopping`` answers True it stops between two chunks and reports *interrupted*. A database that cannot answer
    is tried again; raises StorageUnavailableError once it has not for ``patience_seconds``, and ImportGoneError. What
    else breaks it off leaves it interrupted.
    """
    days = last_days(file.records, file.choices, now())
    tried_since = time.monotonic()
    while record.status == RUNNING:
        try:
            with database.writing() as tx:
                record = (
                    _stopped(tx, record, now()) if stopping() else _next_chunk(tx, record, file, days, wording, now())
                )
        except StorageUnavailableError:
            if time.monotonic() - tried_since > patience_seconds:
                raise
            time.sleep(_BETWEEN_TRIES_SECONDS)
            continue
        except ImportGoneError:
            raise
        except BaseException:
            with suppress(StorageUnavailableError, ImportGoneError), database.writing() as tx:
                _stopped(tx, record, now())
            raise
        progress(record)
        tried_since = time.monotonic()
        if record.status == RUNNING:
            # Whoever waits to write gets a turn: the queue of an embedded database is not a fair one.
            time.sleep(_BETWEEN_CHUNKS_SECONDS)
    return record


def _check_pair(db: Connection, account_id: str, runner_id: str, choices: ImportChoices) -> None:
    for pair_id in dict.fromkeys(choices.pair_ids):
        pair = pair_row(db, account_id, pair_id)
        if pair is None or pair.runner_id != runner_id:
            raise ForeignPairError(pair_id)


def _held(tx: Connection, record: ImportRecord) -> ImportRecord:
    """Return the import as it is stored, its runner locked: a commit that got no answer may have been made."""
    runner = lock_runner(tx, record.account_id, record.runner_id)
    held = None if runner is None else import_record(tx, record.account_id, record.id)
    if held is None or held.claim != record.claim:
        raise ImportGoneError(record.id)
    return held


def _next_chunk(
    tx: Connection, record: ImportRecord, file: ReadFile, days: LastDays, wording: Wording, now: datetime
) -> ImportRecord:
    before = _held(tx, record)
    if before.status != RUNNING:
        return before
    done = before.records_done + CHUNK
    whose = (before.account_id, before.runner_id, before.id)
    chunk = Chunk(tx, whose, file.records[before.records_done : done], file.choices, days, now)
    chunk.store()
    rows = chunk.rows(wording)
    add_import_rows(tx, before, rows)
    finished = done >= before.records
    after = _counted(_alive(before, now), rows)
    after = replace(after, records_done=min(done, before.records), status=DONE if finished else RUNNING)
    replace_import(tx, before, after)
    if finished:
        note_event(tx, after.account_id, IMPORT_FINISHED, {"import_id": after.id}, now, runner_id=after.runner_id)
    return after


def _stopped(tx: Connection, record: ImportRecord, now: datetime) -> ImportRecord:
    before = _held(tx, record)
    if before.status != RUNNING:
        return before
    after = replace(_alive(before, now), status=INTERRUPTED)
    replace_import(tx, before, after)
    return after


def _alive(record: ImportRecord, now: datetime) -> ImportRecord:
    return replace(record, alive_at=now, version=version_after(record.version, now))


def _counted(record: ImportRecord, rows: Sequence[ImportedRow]) -> ImportRecord:
    counted = Counter(row.status for row in rows)
    names = ("created", "updated", "skipped", "failed")
    return replace(record, **{name: getattr(record, name) + counted[name] for name in names})
