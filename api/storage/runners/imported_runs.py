"""Runs by the hundred: what an import has to know of a runner's log, what it adds, and what its undoing takes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from api.storage.database.engines import version_after
from api.storage.database.records import insert_rows
from api.storage.runners.run_lists import begun_within
from api.storage.runners.runs import COLUMNS, RunRow, replace_run, runs

_AT_ONCE = 1000
MOST_OF_A_DAY = 50
"""A day with more runs than that is not looked at: nobody runs so often, and a file of one day must not take hours."""

Item = TypeVar("Item")


_runs = runs.c
_KNOWN = select(*COLUMNS).where(_runs.account_id == bindparam("account_id"))
_OF_RUNNER = _KNOWN.where(_runs.runner_id == bindparam("runner_id"))
_BETWEEN = _OF_RUNNER.where(
    or_(
        _runs.started_at.between(bindparam("earliest"), bindparam("latest")),
        _runs.local_start.between(bindparam("local_earliest"), bindparam("local_latest")),
    )
)


def _among(query: Select[Any], column: ColumnElement[Any]) -> dict[str, Select[Any]]:
    """Return the query for rows whose column is among ``ids``, for each kind of database.

    PostgreSQL joins a list of its own accord by hash or index; a long IN it may compare with every row, item by item.
    """
    listed = func.unnest(bindparam("ids", type_=ARRAY(String))).table_valued("id").render_derived()
    return {
        "sqlite": query.where(column.in_(bindparam("ids", expanding=True))),
        "postgresql": query.join(listed, listed.c.id == column),
    }


_WITH_EXTERNAL_IDS = _among(_OF_RUNNER.where(_runs.source == bindparam("source")), _runs.external_id)
_WITH_IDS = _among(_OF_RUNNER, _runs.id)
_TAKEN = _among(select(_runs.id).where(_runs.account_id == bindparam("account_id")), _runs.id)
_OF_IMPORT = _OF_RUNNER.where(_runs.import_id == bindparam("import_id"))
_INSERT = insert(runs)
_INTO_PAIR = (
    update(runs)
    .where(_runs.account_id == bindparam("b_account_id"), _runs.id == bindparam("b_id"))
    .values(pair_id=bindparam("b_pair_id"), version=_runs.version + 1, updated_at=bindparam("now"))
)
_THOSE_OF_IMPORT = (
    _runs.account_id == bindparam("account_id", type_=String),
    _runs.runner_id == bindparam("runner_id", type_=String),
    _runs.import_id == bindparam("import_id", type_=String),
)
_OTHER = runs.alias("other_runs")
_USUAL_DAYS = (
    select(_OTHER.c.day)
    .where(
        _OTHER.c.account_id == bindparam("account_id"),
        _OTHER.c.runner_id == bindparam("runner_id"),
        _OTHER.c.day.in_(bindparam("days", expanding=True)),
    )
    .group_by(_OTHER.c.day)
    .having(func.count() <= MOST_OF_A_DAY)
)
_ON_DAYS = _OF_RUNNER.where(_runs.day.in_(_USUAL_DAYS))
_BY_WALL_CLOCK = (
    select(_runs.id)
    .where(
        _runs.account_id == bindparam("account_id"),
        _runs.runner_id == bindparam("runner_id"),
        _runs.local_start.is_not(None),
        _runs.started_at.is_(None),
    )
    .limit(1)
)
_IDS = select(_runs.id).where(*_THOSE_OF_IMPORT, _runs.deleted_at.is_(None))
_DELETE_DUPLICATES = delete(runs).where(
    _runs.account_id == bindparam("account_id"),
    _runs.runner_id == bindparam("runner_id"),
    _runs.same_as.in_(_IDS.scalar_subquery()),
)
_DELETE = delete(runs).where(*_THOSE_OF_IMPORT)


def runs_on_days(db: Connection, account_id: str, runner_id: str, days: Sequence[date]) -> list[RunRow]:
    """Return the runs of a runner on these days, but for days that have more than ``MOST_OF_A_DAY``."""
    values = {"account_id": account_id, "runner_id": runner_id}
    return [RunRow(*row) for some in _some(days) for row in db.execute(_ON_DAYS, {**values, "days": list(some)})]


def has_runs_by_wall_clock(db: Connection, account_id: str, runner_id: str) -> bool:
    """Return whether a runner has runs of which only the wall clock is known."""
    values = {"account_id": account_id, "runner_id": runner_id}
    return db.execute(_BY_WALL_CLOCK, values).first() is not None


def runs_between(
    db: Connection, account_id: str, runner_id: str, windows: Iterable[tuple[datetime, datetime]]
) -> list[RunRow]:
    """Return the runs of a runner that began within any of these windows, by either of their clocks."""
    whose = {"account_id": account_id, "runner_id": runner_id}
    return [RunRow(*row) for window in windows for row in db.execute(_BETWEEN, {**whose, **begun_within(window)})]


def runs_with_external_ids(
    db: Connection, account_id: str, runner_id: str, source: str, external_ids: Sequence[str]
) -> list[RunRow]:
    """Return what came to a runner under these ids of a source, empty rows included."""
    values = {"account_id": account_id, "runner_id": runner_id, "source": source}
    return [
        RunRow(*row)
        for some in _some(external_ids)
        for row in db.execute(_WITH_EXTERNAL_IDS[db.dialect.name], {**values, "ids": some})
    ]


def runs_with_ids(db: Connection, account_id: str, runner_id: str, ids: Sequence[str]) -> list[RunRow]:
    """Return the runs of a runner that have these ids."""
    values = {"account_id": account_id, "runner_id": runner_id}
    return [
        RunRow(*row) for some in _some(ids) for row in db.execute(_WITH_IDS[db.dialect.name], {**values, "ids": some})
    ]


def taken_ids(db: Connection, account_id: str, ids: Sequence[str]) -> set[str]:
    """Return which of these ids are those of runs, of any runner of the account."""
    return {
        run_id
        for some in _some(ids)
        for run_id in db.execute(_TAKEN[db.dialect.name], {"account_id": account_id, "ids": some}).scalars()
    }


def runs_of_import(db: Connection, account_id: str, runner_id: str, import_id: str) -> list[RunRow]:
    """Return the runs that an import made."""
    values = {"account_id": account_id, "runner_id": runner_id, "import_id": import_id}
    return [RunRow(*row) for row in db.execute(_OF_IMPORT, values)]


def add_runs(tx: Connection, rows: Sequence[RunRow]) -> None:
    """Store new runs, under the runner's lock; no external id may have come before."""
    for some in _some(rows):
        insert_rows(tx, _INSERT, [row.as_dict() for row in some])


def put_runs_into_pairs(
    tx: Connection, account_id: str, moves: Sequence[tuple[str, str | None]], now: datetime
) -> None:
    """Put runs into pairs: (run, pair), or None for no pair."""
    if moves:
        tx.execute(
            _INTO_PAIR,
            [{"b_account_id": account_id, "b_id": run, "b_pair_id": pair, "now": now} for run, pair in moves],
        )


def change_runs(tx: Connection, rows: Sequence[RunRow], now: datetime) -> None:
    """Store runs as they should be, under the runner's lock."""
    for row in rows:
        replace_run(tx, replace(row, version=version_after(row.version, now), updated_at=now), row.version)


def delete_runs_of_import(tx: Connection, account_id: str, runner_id: str, import_id: str) -> None:
    """Delete the runs of an import as if they had never come, and what only says that another run is one of them."""
    values = {"account_id": account_id, "runner_id": runner_id, "import_id": import_id}
    tx.execute(_DELETE_DUPLICATES, values)
    tx.execute(_DELETE, values)


def _some(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
