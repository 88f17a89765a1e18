"""Correct or delete a run, and with it every total that it counts in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from api.services.runs.log_run import count
from api.storage.database.engines import version_after
from api.storage.runners.pair_days import add_to_day
from api.storage.runners.pairs import count_in_pair, pair_row
from api.storage.runners.runners import RunnerRow, lock_runner
from api.storage.runners.runs import RunRow, remove_run, replace_run, run_row


class ForeignPairError(LookupError):
    """The runner has no pair of this id."""


def run_to_change(tx: Connection, account_id: str, run_id: str) -> tuple[RunRow, RunnerRow] | None:
    """Return a run and its runner, who is locked until the transaction ends; None without such a run."""
    seen = run_row(tx, account_id, run_id)
    runner = None if seen is None else lock_runner(tx, account_id, seen.runner_id)
    # Read again: whoever held the lock before may have changed the run.
    row = None if runner is None else run_row(tx, account_id, run_id)
    return None if row is None or runner is None else (row, runner)


def change_run(tx: Connection, before: RunRow, wanted: RunRow, now: datetime) -> RunRow:
    """Store a run as it should be, under the runner's lock; one that says the same changes nothing.

    Raises ForeignPairError; ConflictError if its pair was retired before its day; StaleVersionError.
    """
    if wanted == before:
        return before
    if wanted.ignored or wanted.no_pair:
        wanted = replace(wanted, pair_id=None)
    if wanted.pair_id != before.pair_id:
        wanted = replace(wanted, pair_probability=None)
    if wanted.pair_id != before.pair_id and wanted.pair_id is not None:
        pair = pair_row(tx, before.account_id, wanted.pair_id)
        if pair is None or pair.runner_id != before.runner_id:
            raise ForeignPairError(wanted.pair_id)
    row = replace(wanted, version=version_after(before.version, now), updated_at=now)
    replace_run(tx, row, before.version)
    _recount(tx, before, row, now)
    return row


def delete_run(tx: Connection, row: RunRow, now: datetime, *, remember: bool = True) -> None:
    """Delete a run under the runner's lock; with ``remember`` a late retry does not bring it back.

    Raises StaleVersionError.
    """
    remove_run(tx, row, now, remember=remember)
    _take_out(tx, row, now)


def _recount(tx: Connection, before: RunRow, after: RunRow, now: datetime) -> None:
    if (before.pair_id, before.day) == (after.pair_id, after.day):
        if before.distance_um != after.distance_um:
            count(tx, after, after.distance_um - before.distance_um, 0, now)
        return
    _take_out(tx, before, now)
    count(tx, after, after.distance_um, 1, now)


def _take_out(tx: Connection, row: RunRow, now: datetime) -> None:
    if row.pair_id is not None and row.day is not None:
        count_in_pair(tx, row.account_id, row.pair_id, -row.distance_um, -1, now, day=None)
        add_to_day(tx, row.account_id, row.pair_id, row.day, -row.distance_um, -1)
