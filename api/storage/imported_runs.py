"""Runs by the thousand: what an import has to know of a runner's log, what it adds, and what its undoing takes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, String, bindparam, delete, insert, select, update

from api.storage.runs import RunRow, runs

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class KnownRun:
    """As much of a stored run as tells whether another is the same; also of empty rows, see ``api.storage.runs``."""

    id: str
    pair_id: str | None
    source: str
    external_id: str | None
    day: date | None
    started_at: datetime | None
    distance_um: int
    import_id: str | None
    is_gone: bool
    same_as: str | None


_runs = runs.c
_KNOWN = (
    select(
        _runs.id,
        _runs.pair_id,
        _runs.source,
        _runs.external_id,
        _runs.day,
        _runs.started_at,
        _runs.distance_um,
        _runs.import_id,
        _runs.deleted_at.is_not(None),
        _runs.same_as,
    )
    .where(_runs.account_id == bindparam("account_id"), _runs.runner_id == bindparam("runner_id"))
    .order_by(_runs.created_at, _runs.id)
)
_INSERT = insert(runs)
_INTO_PAIR = (
    update(runs)
    .where(_runs.account_id == bindparam("b_account_id"), _runs.id == bindparam("b_id"))
    .values(pair_id=bindparam("b_pair_id"), version=_runs.version + 1, updated_at=bindparam("now"))
)
_OF_IMPORT = (
    _runs.account_id == bindparam("account_id", type_=String),
    _runs.runner_id == bindparam("runner_id", type_=String),
    _runs.import_id == bindparam("import_id", type_=String),
)
_IDS = select(_runs.id).where(*_OF_IMPORT, _runs.deleted_at.is_(None))
_DELETE_SECOND_ROADS = delete(runs).where(
    _runs.account_id == bindparam("account_id"),
    _runs.runner_id == bindparam("runner_id"),
    _runs.same_as.in_(_IDS.scalar_subquery()),
)
_DELETE = delete(runs).where(*_OF_IMPORT)


def known_runs(db: Connection, account_id: str, runner_id: str) -> list[KnownRun]:
    """Answer every run of a runner, the oldest entry first, empty rows included."""
    found = db.execute(_KNOWN, {"account_id": account_id, "runner_id": runner_id})
    return [KnownRun(*row) for row in found]


def add_runs(tx: Connection, rows: Sequence[RunRow]) -> None:
    """Store new runs, under the runner's lock; no external id may have come before."""
    for start in range(0, len(rows), _AT_ONCE):
        tx.execute(_INSERT, [row.as_dict() for row in rows[start : start + _AT_ONCE]])


def put_runs_into_pairs(
    tx: Connection, account_id: str, moves: Sequence[tuple[str, str | None]], now: datetime
) -> None:
    """Put runs into pairs: (run, pair), or None for no pair."""
    if moves:
        tx.execute(
            _INTO_PAIR,
            [{"b_account_id": account_id, "b_id": run, "b_pair_id": pair, "now": now} for run, pair in moves],
        )


def delete_runs_of_import(tx: Connection, account_id: str, runner_id: str, import_id: str) -> None:
    """Delete the runs of an import as if they had never come, and what only says that another run is one of them."""
    values = {"account_id": account_id, "runner_id": runner_id, "import_id": import_id}
    tx.execute(_DELETE_SECOND_ROADS, values)
    tx.execute(_DELETE, values)
