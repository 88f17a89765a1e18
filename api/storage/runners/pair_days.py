"""What was run in a pair on each day: one row a day however many runs, so that a forecast never reads the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from api.storage.database.engines import metadata
from api.storage.database.prepared import Prepared
from api.storage.database.records import insert_rows

pair_days = Table(
    "pair_days",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("pair_id", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("distance_um", BigInteger, nullable=False),
    Column("run_count", Integer, nullable=False),
    ForeignKeyConstraint(["account_id", "pair_id"], ["pairs.account_id", "pairs.id"], ondelete="CASCADE"),
)

_days = pair_days.c


def _add_to(insert: Any) -> Any:
    statement = insert(pair_days)
    return statement.on_conflict_do_update(
        index_elements=[_days.account_id, _days.pair_id, _days.day],
        set_={
            "distance_um": _days.distance_um + statement.excluded.distance_um,
            "run_count": _days.run_count + statement.excluded.run_count,
        },
    )


_ADD = {"sqlite": _add_to(sqlite.insert), "postgresql": _add_to(postgresql.insert)}
_ADD_ONE = Prepared(_ADD)
_OF_PAIR = (_days.account_id == bindparam("account_id"), _days.pair_id == bindparam("pair_id"))
_DROP_EMPTY = delete(pair_days).where(
    _days.account_id == bindparam("b_account_id"),
    _days.pair_id == bindparam("b_pair_id"),
    _days.day == bindparam("b_day"),
    _days.run_count <= 0,
)
_ALL = select(_days.day, _days.distance_um).where(*_OF_PAIR).order_by(_days.day)
_LAST = select(func.max(_days.day)).where(*_OF_PAIR)
_SUM_UNTIL = select(func.sum(_days.distance_um)).where(*_OF_PAIR, _days.day <= bindparam("until"))


def add_to_day(tx: Connection, account_id: str, pair_id: str, day: date, more_um: int, more_runs: int) -> None:
    """Add to what was run in a pair on a day (less, if negative); a day without a run left is forgotten."""
    values = {"account_id": account_id, "pair_id": pair_id, "day": day, "distance_um": more_um, "run_count": more_runs}
    _ADD_ONE.run(tx, values)
    if more_runs < 0:
        tx.execute(_DROP_EMPTY, {"b_account_id": account_id, "b_pair_id": pair_id, "b_day": day})


def add_to_days(tx: Connection, account_id: str, more: Mapping[tuple[str, date], tuple[int, int]]) -> None:
    """Add (micrometres, runs) to what was run in pairs on days, each (pair, day) once; empty days are forgotten."""
    values = [
        {"account_id": account_id, "pair_id": pair_id, "day": day, "distance_um": more_um, "run_count": more_runs}
        for (pair_id, day), (more_um, more_runs) in more.items()
    ]
    insert_rows(tx, _ADD[tx.dialect.name], values)
    less = [
        {"b_account_id": account_id, "b_pair_id": pair_id, "b_day": day}
        for (pair_id, day), (_, more_runs) in more.items()
        if more_runs < 0
    ]
    if less:
        tx.execute(_DROP_EMPTY, less)


def all_days(db: Connection, account_id: str, pair_id: str) -> list[tuple[date, int]]:
    """Return (day, micrometres) of a pair, oldest first."""
    return [(day, um) for day, um in db.execute(_ALL, {"account_id": account_id, "pair_id": pair_id})]


def last_day(db: Connection, account_id: str, pair_id: str) -> date | None:
    """Return the last day with a run in this pair, or None."""
    return db.execute(_LAST, {"account_id": account_id, "pair_id": pair_id}).scalar()


def run_until(db: Connection, account_id: str, pair_id: str, until: date) -> int:
    """Return the micrometres run in a pair up to the end of a day."""
    values = {"account_id": account_id, "pair_id": pair_id, "until": until}
    return int(db.execute(_SUM_UNTIL, values).scalar() or 0)
