"""Pairs of shoes of a runner, each with the running total of its runs, kept in the transaction of every change.

Distances are whole micrometres, so that totals are exact; what a client sent is kept beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from api.storage.catalogue.shoes import sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.database.errors import StaleVersionError
from api.storage.database.metadata import UtcDateTime, metadata
from api.storage.database.prepared import Prepared

pairs = Table(
    "pairs",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("runner_id", String(40), nullable=False),
    Column("shoe_account_id", String(40), nullable=True),
    Column("shoe_id", sorted_text(80), nullable=True),
    Column("shoe_name", String(220), nullable=True),
    Column("description", String(200), nullable=True),
    Column("nickname", String(80), nullable=True),
    Column("size", Text, nullable=True),
    Column("foam", String(8), nullable=True),
    Column("kind", String(12), nullable=True),
    Column("started_on", Date, nullable=True),
    Column("starting_um", BigInteger, nullable=True),
    Column("starting_value", Float, nullable=True),
    Column("starting_unit", String(2), nullable=True),
    Column("limit_um", BigInteger, nullable=True),
    Column("limit_value", Float, nullable=True),
    Column("limit_unit", String(2), nullable=True),
    Column("roles", String(120), nullable=False),
    Column("price", Float, nullable=True),
    Column("currency", String(3), nullable=True),
    Column("feel", String(8), nullable=True),
    Column("inspection", Text, nullable=True),
    Column("retired_on", Date, nullable=True),
    Column("retired_reason", String(200), nullable=True),
    Column("recorded_um", BigInteger, nullable=False),
    Column("run_count", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["shoe_account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="SET NULL"),
    CheckConstraint(f"shoe_account_id = account_id OR shoe_account_id = '{SHARED}'", name="shoe_is_visible"),
    Index("ix_pairs_of_runner", "account_id", "runner_id", "created_at", "id"),
    Index("ix_pairs_of_shoe", "shoe_account_id", "shoe_id"),
)


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as stored. ``*_um`` are micrometres, ``*_value`` and ``*_unit`` what was sent; ``size`` and ``inspection``
    JSON texts, ``roles`` words. ``shoe_name`` is how the shoe was called when the pair was tied to it.
    """

    account_id: str
    id: str
    runner_id: str
    shoe_account_id: str | None
    shoe_id: str | None
    shoe_name: str | None
    description: str | None
    nickname: str | None
    size: str | None
    foam: str | None
    kind: str | None
    started_on: date | None
    starting_um: int | None
    starting_value: float | None
    starting_unit: str | None
    limit_um: int | None
    limit_value: float | None
    limit_unit: str | None
    roles: str
    price: float | None
    currency: str | None
    feel: str | None
    inspection: str | None
    retired_on: date | None
    retired_reason: str | None
    recorded_um: int
    run_count: int
    version: int
    created_at: datetime
    updated_at: datetime

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


KEPT_IN_STEP = ("recorded_um", "run_count")
"""Only ``count_in_pair`` changes these."""

_FIXED = ("account_id", "id", "runner_id", "created_at", *KEPT_IN_STEP)
COLUMNS = tuple(pairs.c[name] for name in PairRow.__slots__)
_ONE = Prepared(select(*COLUMNS).where(pairs.c.account_id == bindparam("account_id"), pairs.c.id == bindparam("id")))
_OF_RUNNER = select(*COLUMNS).where(
    pairs.c.account_id == bindparam("account_id"), pairs.c.runner_id == bindparam("runner_id")
)
_ALL = _OF_RUNNER.order_by(pairs.c.created_at, pairs.c.id)
_FIRST = _ALL.limit(bindparam("page_size"))
_NEXT = _FIRST.where(
    tuple_(pairs.c.created_at, pairs.c.id) > tuple_(bindparam("at", type_=UtcDateTime), bindparam("id", type_=String))
)
_COUNT = (
    select(func.count())
    .select_from(pairs)
    .where(pairs.c.account_id == bindparam("account_id"), pairs.c.runner_id == bindparam("runner_id"))
)
_THIS = (pairs.c.account_id == bindparam("b_account_id"), pairs.c.id == bindparam("b_id"))
_THIS_VERSION = (*_THIS, pairs.c.version == bindparam("b_version"))
_INSERT = insert(pairs)
_REPLACE = (
    update(pairs)
    .where(*_THIS_VERSION)
    .values({name: bindparam(name) for name in PairRow.__slots__ if name not in _FIXED})
)
_DELETE = delete(pairs).where(*_THIS_VERSION)
_MOMENT = bindparam("moment", type_=BigInteger)
_COUNT_IN = (
    update(pairs)
    .where(*_THIS)
    .values(
        recorded_um=pairs.c.recorded_um + bindparam("more_um", type_=BigInteger),
        run_count=pairs.c.run_count + bindparam("more_runs", type_=Integer),
        version=case((pairs.c.version >= _MOMENT, pairs.c.version + 1), else_=_MOMENT),
        updated_at=bindparam("now"),
    )
)
_ADD_RUNS = Prepared(_COUNT_IN)
_ADD_RUNS_IF_OPEN = Prepared(_COUNT_IN.where(or_(pairs.c.retired_on.is_(None), pairs.c.retired_on >= bindparam("day"))))


def pair_row(db: Connection, account_id: str, pair_id: str) -> PairRow | None:
    """Return a pair of this account, or None."""
    row = _ONE.first(db, {"account_id": account_id, "id": pair_id})
    return None if row is None else PairRow(*row)


def list_pairs(
    db: Connection, account_id: str, runner_id: str, after: tuple[datetime, str] | None, limit: int
) -> list[PairRow]:
    """Return at most ``limit`` pairs of a runner behind (created_at, id), oldest first."""
    values: dict[str, object] = {"account_id": account_id, "runner_id": runner_id, "page_size": limit}
    if after is None:
        return [PairRow(*row) for row in db.execute(_FIRST, values)]
    return [PairRow(*row) for row in db.execute(_NEXT, {**values, "at": after[0], "id": after[1]})]


def pairs_of_runner(db: Connection, account_id: str, runner_id: str) -> list[PairRow]:
    """Return every pair of a runner, oldest first."""
    return [PairRow(*row) for row in db.execute(_ALL, {"account_id": account_id, "runner_id": runner_id})]


def count_pairs(db: Connection, account_id: str, runner_id: str) -> int:
    """Return how many pairs a runner has, retired ones included."""
    return int(db.execute(_COUNT, {"account_id": account_id, "runner_id": runner_id}).scalar_one())


def add_pair(tx: Connection, row: PairRow) -> None:
    """Store a new pair."""
    tx.execute(_INSERT, row.as_dict())


def replace_pair(tx: Connection, row: PairRow, version: int) -> None:
    """Store a pair in place of the one at ``version``, its totals apart; raises StaleVersionError."""
    values = {**row.as_dict(), "b_account_id": row.account_id, "b_id": row.id, "b_version": version}
    if tx.execute(_REPLACE, values).rowcount == 0:
        raise StaleVersionError


def delete_pair(tx: Connection, account_id: str, pair_id: str, version: int) -> None:
    """Delete a pair with the runs still in it; raises StaleVersionError."""
    if tx.execute(_DELETE, {"b_account_id": account_id, "b_id": pair_id, "b_version": version}).rowcount == 0:
        raise StaleVersionError


def count_in_pair(
    tx: Connection, account_id: str, pair_id: str, more_um: int, more_runs: int, now: datetime, *, day: date | None
) -> bool:
    """Add to a pair's total (less, if negative), in the transaction of the runs themselves.

    With a ``day`` only if the pair was not retired before it; return whether the pair is there and took it.
    """
    values: dict[str, object] = {
        "b_account_id": account_id,
        "b_id": pair_id,
        "more_um": more_um,
        "more_runs": more_runs,
        "moment": int(now.timestamp() * 1_000_000),
        "now": now,
    }
    if day is None:
        return _ADD_RUNS.run(tx, values) > 0
    return _ADD_RUNS_IF_OPEN.run(tx, {**values, "day": day}) > 0


def as_rows(rows: Sequence[Mapping[str, Any]]) -> list[PairRow]:
    """Return rows from what a select of ``COLUMNS`` gave."""
    return [PairRow(**row) for row in rows]
