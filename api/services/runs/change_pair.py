"""Add, change and delete pairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from api.services.catalogue.shoe_record import record_of
from api.services.runs.place_runs import collect_waiting
from api.storage.catalogue.shoes import shoe_row
from api.storage.database.engines import version_after
from api.storage.database.errors import ConflictError
from api.storage.runners.pair_days import last_day
from api.storage.runners.pairs import (
    PairRow,
    add_pair,
    count_pairs,
    delete_pair,
    pair_row,
    pair_with_ref,
    pairs_of_runner,
    replace_pair,
)
from api.storage.runners.runners import lock_runner
from api.storage.runners.runs import empty_pair

_TAKEN_OVER = (
    *("roles", "default_for", "size", "kind"),
    *("limit_um", "limit_value", "limit_unit", "limit_age_months", "limit_hours"),
)

MOST_PAIRS = 1000
"""How many pairs a runner may have, retired ones included."""


class UnknownShoeError(LookupError):
    """The account can see no shoe of this id."""


class UnknownPredecessorError(LookupError):
    """The runner has no pair of the id that a new one is to replace."""


def keep_pair(tx: Connection, row: PairRow, now: datetime) -> PairRow:
    """Store a new pair, under the runner's lock, and return it with its shoe and the runs that waited for it.

    Raises UnknownShoeError, UnknownPredecessorError; ConflictError when the runner has as many as there may
    be, or one of this reference.
    """
    if count_pairs(tx, row.account_id, row.runner_id) >= MOST_PAIRS:
        raise ConflictError("", f"The runner has {MOST_PAIRS} pairs, which is the most there may be.")
    _check_ref_is_free(tx, row)
    row = _tied_to_shoe(tx, _in_its_place(tx, row))
    add_pair(tx, row)
    return _with_what_follows(tx, row, now, new_ref=True)


def pair_to_change(tx: Connection, account_id: str, pair_id: str) -> PairRow | None:
    """Return a pair, its runner locked until the transaction ends; None without such a pair."""
    seen = pair_row(tx, account_id, pair_id)
    runner = None if seen is None else lock_runner(tx, account_id, seen.runner_id)
    return None if runner is None else pair_row(tx, account_id, pair_id)


def change_pair(tx: Connection, before: PairRow, wanted: PairRow, now: datetime) -> PairRow:
    """Store a pair as it should be, under the runner's lock; one that says the same changes nothing.

    Raises UnknownShoeError; ConflictError for a day of retirement with runs after it, or a reference that is taken;
    StaleVersionError.
    """
    if wanted == before:
        return before
    _check_ref_is_free(tx, wanted)
    if wanted.shoe_id != before.shoe_id:
        wanted = _tied_to_shoe(tx, wanted)
    if wanted.retired_on is not None and wanted.retired_on != before.retired_on:
        last = last_day(tx, before.account_id, before.id)
        if last is not None and last > wanted.retired_on:
            raise ConflictError("/retired_on", f"The pair was run in after that day, last on {last.isoformat()}.")
    row = replace(wanted, version=version_after(before.version, now), updated_at=now)
    replace_pair(tx, row, before.version)
    return _with_what_follows(tx, row, now, new_ref=row.external_ref != before.external_ref)


def remove_pair(tx: Connection, row: PairRow, now: datetime) -> None:
    """Delete a pair and its runs, which a late retry does not bring back, under the runner's lock."""
    empty_pair(tx, row.account_id, row.id, now)
    delete_pair(tx, row)


def _in_its_place(tx: Connection, row: PairRow) -> PairRow:
    """Return a new pair with what it takes over from the one whose place it takes, as far as nothing else was sent."""
    if row.replaces is None:
        return row
    old = pair_row(tx, row.account_id, row.replaces)
    if old is None or old.runner_id != row.runner_id:
        raise UnknownPredecessorError(row.replaces)
    return replace(row, **{name: getattr(old, name) for name in _TAKEN_OVER if not getattr(row, name)})


def _check_ref_is_free(tx: Connection, row: PairRow) -> None:
    if row.external_ref is None:
        return
    found = pair_with_ref(tx, row.account_id, row.runner_id, row.external_ref)
    if found is not None and found != row.id:
        raise ConflictError(
            "/external_ref", "Another pair of this runner has this external_ref.", existing=("pairs", found)
        )


def _with_what_follows(tx: Connection, row: PairRow, now: datetime, *, new_ref: bool) -> PairRow:
    """Make no other pair the usual one for the same kind of run, and take in the runs that waited for this pair."""
    if row.default_for:
        leave_defaults_to(tx, row, now)
    if row.external_ref is None or not new_ref or not collect_waiting(tx, row, now).assigned:
        return row
    return pair_row(tx, row.account_id, row.id) or row


def leave_defaults_to(tx: Connection, row: PairRow, now: datetime) -> None:
    """Take the kinds of run for which this pair is the usual one from the runner's other pairs."""
    taken = set(row.usual_for)
    for other in pairs_of_runner(tx, row.account_id, row.runner_id):
        if other.id != row.id and taken & set(other.usual_for):
            left = " ".join(kind for kind in other.usual_for if kind not in taken)
            version = version_after(other.version, now)
            replace_pair(tx, replace(other, default_for=left, version=version, updated_at=now), other.version)


def _tied_to_shoe(tx: Connection, row: PairRow) -> PairRow:
    if row.shoe_id is None:
        return replace(row, shoe_account_id=None, shoe_name=None)
    shoe = shoe_row(tx, row.account_id, row.shoe_id)
    if shoe is None:
        raise UnknownShoeError(row.shoe_id)
    record = record_of(shoe)
    return replace(row, shoe_account_id=shoe.account_id, shoe_name=f"{record['brand']} {record['model']}")
