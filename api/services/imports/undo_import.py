"""Undo an import: the runs and pairs that it made go, every total is corrected, and the file can be imported again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from api.services.imports.import_runs import state_of
from api.services.runs.totals import More, add_run_to, add_to_totals
from api.storage.runners.imported_runs import (
    delete_runs_of_import,
    put_runs_into_pairs,
    runs_of_import,
    runs_with_ids,
)
from api.storage.runners.imports import RUNNING, ImportRecord, delete_import, import_rows_with
from api.storage.runners.items import delete_items_of_import
from api.storage.runners.pairs import delete_pair, pair_row
from api.storage.runners.runs import RunRow


class StillRunningError(Exception):
    """The import is being written: it can be undone once it is done or interrupted."""


def undo_import(tx: Connection, record: ImportRecord, now: datetime) -> None:
    """Take back all that an import did, also one that was interrupted, under the runner's lock.

    A run that it only put into a pair is in no pair again. A pair that it made stays while other runs are in it. Raises
    StillRunningError, StaleVersionError.
    """
    if state_of(record, now) == RUNNING:
        raise StillRunningError(record.id)
    account_id, runner_id = record.account_id, record.runner_id
    made = [run for run in runs_of_import(tx, account_id, runner_id, record.id) if run.deleted_at is None]
    put = {str(row.run_id): row.pair_id for row in import_rows_with(tx, account_id, record.id, "updated")}
    known = runs_with_ids(tx, account_id, runner_id, sorted(put))
    moved = [run for run in known if run.import_id != record.id and run.pair_id and put[run.id] == run.pair_id]
    delete_runs_of_import(tx, account_id, runner_id, record.id)
    put_runs_into_pairs(tx, account_id, [(run.id, None) for run in moved], now)
    _take_out(tx, account_id, [*made, *moved], now)
    for row in import_rows_with(tx, account_id, record.id, "created"):
        if row.run_id is None and row.pair_id is not None:
            pair = pair_row(tx, account_id, row.pair_id)
            if pair is not None and pair.run_count == 0:
                delete_pair(tx, pair)
    delete_items_of_import(tx, account_id, runner_id, record.id)
    delete_import(tx, record)


def _take_out(tx: Connection, account_id: str, runs: list[RunRow], now: datetime) -> None:
    less: More = {}
    for run in runs:
        add_run_to(less, run.pair_id, run, -1)
    add_to_totals(tx, account_id, less, now)
