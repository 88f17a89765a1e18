"""Pairs of shoes of a runner, each with the running total of its runs, kept in the transaction of every change.

Distances are whole micrometres, so that totals are exact; what a client sent is kept beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    update,
)

from api.advice.core.distance import MICROMETRES
from api.advice.core.running import ROLES
from api.advice.retirement.request import FEELS, FOAMS, KINDS
from api.storage.catalogue.shoes import sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import UtcDateTime
from api.storage.database.prepared import Prepared
from api.storage.database.records import Row, Statements, Stored, table_of

MOST_PRICE, MOST_KM, MOST_MONTHS, MOST_HOURS = 1_000_000, 100_000, 240, 10_000
CURRENCY = re.compile(r"[A-Z]{3}")
_FURTHEST_UM = MOST_KM * MICROMETRES["km"]


@dataclass(frozen=True, slots=True)
class PairRow(Row):
    """A pair as stored. ``*_um`` are micrometres, ``*_value`` and ``*_unit`` what was sent; ``size`` and ``inspection``
    JSON texts, ``roles`` and ``default_for`` words. ``shoe_name`` is how the shoe was called when the pair was tied to
    it.

    Only ``count_in_pair`` changes ``recorded_um`` and ``run_count``.
    """

    account_id: Annotated[str, Stored(String(40), key=True, shown=False, exported=False)]
    id: Annotated[str, Stored(String(40), key=True)]
    runner_id: Annotated[str, Stored(String(40), fixed=True, exported=False)]
    external_ref: Annotated[str | None, Stored(String(120), sent=True)]
    replaces: Annotated[str | None, Stored(String(40), sent=True)]
    nickname: Annotated[str | None, Stored(String(80), sent=True)]
    description: Annotated[str | None, Stored(String(200), sent=True)]
    shoe_account_id: Annotated[str | None, Stored(String(40), shown=False, listed=False)]
    shoe_id: Annotated[str | None, Stored(sorted_text(80), sent=True)]
    shoe_name: Annotated[str | None, Stored(String(220), restored=True)]
    size: Annotated[str | None, Stored(Text, sent=True, json=True)]
    foam: Annotated[str | None, Stored(String(8), sent=True, choices=FOAMS)]
    kind: Annotated[str | None, Stored(String(12), sent=True, choices=KINDS)]
    started_on: Annotated[date | None, Stored(Date, sent=True)]
    starting_um: Annotated[int | None, Stored(BigInteger, sent=True, called="starting_distance", most=_FURTHEST_UM)]
    starting_value: Annotated[float | None, Stored(Float)]
    starting_unit: Annotated[str | None, Stored(String(2))]
    recorded_um: Annotated[int, Stored(BigInteger, fixed=True, shown=False, empty=0)]
    run_count: Annotated[int, Stored(Integer, fixed=True, empty=0)]
    limit_um: Annotated[int | None, Stored(BigInteger, sent=True, called="limit", most=_FURTHEST_UM)]
    limit_value: Annotated[float | None, Stored(Float)]
    limit_unit: Annotated[str | None, Stored(String(2))]
    limit_age_months: Annotated[int | None, Stored(Integer, sent=True, most=MOST_MONTHS)]
    limit_hours: Annotated[float | None, Stored(Float, sent=True, most=MOST_HOURS)]
    roles: Annotated[str, Stored(String(120), sent=True, words=True, empty="", choices=ROLES)]
    default_for: Annotated[str | None, Stored(String(120), sent=True, words=True, choices=ROLES)]
    price: Annotated[float | None, Stored(Float, sent=True, most=MOST_PRICE)]
    currency: Annotated[str | None, Stored(String(3), sent=True, pattern=CURRENCY)]
    feel: Annotated[str | None, Stored(String(8), sent=True, choices=FEELS)]
    inspection: Annotated[str | None, Stored(Text, sent=True, json=True)]
    retired_on: Annotated[date | None, Stored(Date, sent=True)]
    retired_reason: Annotated[str | None, Stored(String(200), sent=True)]
    version: Annotated[int, Stored(BigInteger, shown=False, exported=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True, restored=True, listed=False)]
    updated_at: Annotated[datetime, Stored(UtcDateTime, restored=True, listed=False)]

    @property
    def usual_for(self) -> tuple[str, ...]:
        """The kinds of run for which it is the runner's usual pair."""
        return tuple((self.default_for or "").split())


pairs = table_of(
    "pairs",
    PairRow,
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["shoe_account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="SET NULL"),
    CheckConstraint(f"shoe_account_id = account_id OR shoe_account_id = '{SHARED}'", name="shoe_is_visible"),
    Index("ix_pairs_of_runner", "account_id", "runner_id", "created_at", "id"),
    Index("ix_pairs_of_shoe", "shoe_account_id", "shoe_id"),
    Index("ix_pairs_external_ref", "account_id", "external_ref", "runner_id", unique=True),
)


_WRITE = Statements(pairs, PairRow)
COLUMNS = _WRITE.columns
_ONE = Prepared(select(*COLUMNS).where(pairs.c.account_id == bindparam("account_id"), pairs.c.id == bindparam("id")))
_OF_RUNNER = select(*COLUMNS).where(
    pairs.c.account_id == bindparam("account_id"), pairs.c.runner_id == bindparam("runner_id")
)
_ALL = _OF_RUNNER.order_by(pairs.c.created_at, pairs.c.id)
_FIRST = _ALL.limit(bindparam("page_size"))
_NEXT = _FIRST.where(
    tuple_(pairs.c.created_at, pairs.c.id) > tuple_(bindparam("at", type_=UtcDateTime), bindparam("id", type_=String))
)
_WITH_REF = select(pairs.c.id).where(
    pairs.c.account_id == bindparam("account_id"),
    pairs.c.external_ref == bindparam("external_ref"),
    pairs.c.runner_id == bindparam("runner_id"),
)
_COUNT = (
    select(func.count())
    .select_from(pairs)
    .where(pairs.c.account_id == bindparam("account_id"), pairs.c.runner_id == bindparam("runner_id"))
)
_THIS = (pairs.c.account_id == bindparam("b_account_id"), pairs.c.id == bindparam("b_id"))
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
_REPLACES_NONE = (
    update(pairs)
    .where(
        pairs.c.account_id == bindparam("b_account_id"),
        pairs.c.runner_id == bindparam("b_runner_id"),
        pairs.c.replaces == bindparam("b_id"),
    )
    .values(replaces=None, version=pairs.c.version + 1)
)
_ADD_RUNS = Prepared(_COUNT_IN)
_ADD_RUNS_IF_OPEN = Prepared(_COUNT_IN.where(or_(pairs.c.retired_on.is_(None), pairs.c.retired_on >= bindparam("day"))))


def pair_row(db: Connection, account_id: str, pair_id: str) -> PairRow | None:
    """Return a pair of this account, or None."""
    return _WRITE.first(_ONE.all(db, {"account_id": account_id, "id": pair_id}))


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


def pair_with_ref(db: Connection, account_id: str, runner_id: str, external_ref: str) -> str | None:
    """Return the id of the runner's pair that has this external_ref, or None."""
    values = {"account_id": account_id, "runner_id": runner_id, "external_ref": external_ref}
    return db.execute(_WITH_REF, values).scalar()


def count_pairs(db: Connection, account_id: str, runner_id: str) -> int:
    """Return how many pairs a runner has, retired ones included."""
    return int(db.execute(_COUNT, {"account_id": account_id, "runner_id": runner_id}).scalar_one())


def add_pair(tx: Connection, row: PairRow) -> None:
    """Store a new pair."""
    _WRITE.add(tx, [row])


def replace_pair(tx: Connection, row: PairRow, version: int) -> None:
    """Store a pair in place of the one at ``version``, its totals apart; raises StaleVersionError."""
    _WRITE.replace(tx, row, version)


def delete_pair(tx: Connection, row: PairRow) -> None:
    """Delete a pair with the runs still in it; what took its place replaces none. Raises StaleVersionError."""
    _WRITE.delete(tx, row, row.version)
    tx.execute(_REPLACES_NONE, {"b_account_id": row.account_id, "b_runner_id": row.runner_id, "b_id": row.id})


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
