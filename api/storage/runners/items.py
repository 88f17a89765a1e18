"""Insoles and pads of a runner. What one has run is what was run in its pairs on the days it was in them.

So it is exact under every change of a run, and logging a run does not know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
)

from api.advice.core.distance import MICROMETRES
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, table_of
from api.storage.runners.pair_days import pair_days
from api.storage.runners.pairs import CURRENCY, MOST_KM, MOST_MONTHS, MOST_PRICE

ITEM_KINDS = ("insole", "pad")
MOST_SPANS = 200
MOST_ITEMS = 500
"""How many insoles and pads a runner may have, retired ones included."""
_FURTHEST_UM = MOST_KM * MICROMETRES["km"]


@dataclass(frozen=True, slots=True)
class ItemRow(Row):
    """An item as stored; its spans stand in a table of their own."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False, exported=False)]
    id: Annotated[str, Stored(String(40), key=True)]
    runner_id: Annotated[str, Stored(String(40), fixed=True, exported=False)]
    kind: Annotated[str, Stored(String(8), sent=True, choices=ITEM_KINDS)]
    name: Annotated[str, Stored(String(80), sent=True)]
    started_on: Annotated[date | None, Stored(Date, sent=True)]
    starting_um: Annotated[int | None, Stored(BigInteger, sent=True, called="starting_distance", most=_FURTHEST_UM)]
    starting_value: Annotated[float | None, Stored(Float)]
    starting_unit: Annotated[str | None, Stored(String(2))]
    limit_um: Annotated[int | None, Stored(BigInteger, sent=True, called="limit", most=_FURTHEST_UM)]
    limit_value: Annotated[float | None, Stored(Float)]
    limit_unit: Annotated[str | None, Stored(String(2))]
    limit_age_months: Annotated[int | None, Stored(Integer, sent=True, most=MOST_MONTHS)]
    price: Annotated[float | None, Stored(Float, sent=True, most=MOST_PRICE)]
    currency: Annotated[str | None, Stored(String(3), sent=True, pattern=CURRENCY)]
    retired_on: Annotated[date | None, Stored(Date, sent=True)]
    import_id: Annotated[str | None, Stored(String(40), fixed=True, shown=False, exported=False)]
    version: Annotated[int, Stored(BigInteger, shown=False, exported=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True, restored=True, listed=False)]
    updated_at: Annotated[datetime, Stored(UtcDateTime, restored=True, listed=False)]


@dataclass(frozen=True, slots=True)
class ItemSpan(Row):
    """Days on which an item was in a pair; ``until`` is ``None`` while it is."""

    number: Annotated[int, Stored(Integer, key=True)]
    pair_id: Annotated[str, Stored(String(40))]
    since: Annotated[date, Stored(Date)]
    until: Annotated[date | None, Stored(Date)] = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its spans, and what was run with it: micrometres and runs."""

    row: ItemRow
    spans: tuple[ItemSpan, ...]
    recorded_um: int
    run_count: int


items = table_of(
    "items",
    ItemRow,
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    Index("ix_items_of_runner", "account_id", "runner_id", "created_at", "id"),
)
item_spans = table_of(
    "item_spans",
    ItemSpan,
    Column("account_id", String(40), primary_key=True),
    Column("item_id", String(40), primary_key=True),
    ForeignKeyConstraint(["account_id", "item_id"], ["items.account_id", "items.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["account_id", "pair_id"], ["pairs.account_id", "pairs.id"], ondelete="CASCADE"),
    Index("ix_item_spans_of_pair", "account_id", "pair_id"),
)

_WRITE = Statements(items, ItemRow)
_ACCOUNT = items.c.account_id == bindparam("account_id")
_ONE = select(*_WRITE.columns).where(_ACCOUNT, items.c.id == bindparam("id"))
_FIRST = (
    select(*_WRITE.columns)
    .where(_ACCOUNT, items.c.runner_id == bindparam("runner_id"))
    .order_by(items.c.created_at, items.c.id)
    .limit(bindparam("page_size"))
)
_BEHIND = tuple_(items.c.created_at, items.c.id) > tuple_(
    bindparam("at", type_=UtcDateTime), bindparam("after_id", type_=String)
)
_COUNT = select(func.count()).where(_ACCOUNT, items.c.runner_id == bindparam("runner_id"))
_OF_ITEMS = (
    item_spans.c.account_id == bindparam("account_id"),
    item_spans.c.item_id.in_(bindparam("ids", expanding=True)),
)
_SPANS = (
    select(item_spans.c.item_id, *(item_spans.c[name] for name in ItemSpan.__slots__))
    .where(*_OF_ITEMS)
    .order_by(item_spans.c.item_id, item_spans.c.number)
)
_DAYS = pair_days.c
_RUN = (
    select(item_spans.c.item_id, func.sum(_DAYS.distance_um), func.sum(_DAYS.run_count))
    .select_from(item_spans)
    .join(items, (items.c.account_id == item_spans.c.account_id) & (items.c.id == item_spans.c.item_id))
    .join(
        pair_days,
        (_DAYS.account_id == item_spans.c.account_id)
        & (_DAYS.pair_id == item_spans.c.pair_id)
        & (_DAYS.day >= item_spans.c.since)
        & or_(item_spans.c.until.is_(None), _DAYS.day <= item_spans.c.until)
        & or_(items.c.retired_on.is_(None), _DAYS.day <= items.c.retired_on),
    )
    .where(*_OF_ITEMS)
    .group_by(item_spans.c.item_id)
)
_ADD_SPANS = insert(item_spans)
_DROP_SPANS = delete(item_spans).where(
    item_spans.c.account_id == bindparam("b_account_id"), item_spans.c.item_id == bindparam("b_item_id")
)
_DROP_IMPORTED = delete(items).where(
    items.c.account_id == bindparam("b_account_id"),
    items.c.runner_id == bindparam("b_runner_id"),
    items.c.import_id == bindparam("b_import_id"),
)


def item_of(db: Connection, account_id: str, item_id: str) -> Item | None:
    """Return an item of this account with what was run with it, or None."""
    row = _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": item_id}))
    return None if row is None else _whole(db, account_id, [row])[0]


def list_items(
    db: Connection, account_id: str, runner_id: str, after: tuple[datetime, str] | None, limit: int
) -> list[Item]:
    """Return at most ``limit`` items of a runner behind (created_at, id), oldest first, with what was run with each."""
    values: dict[str, object] = {"account_id": account_id, "runner_id": runner_id, "page_size": limit}
    query = _FIRST
    if after is not None:
        query, values = query.where(_BEHIND), {**values, "at": after[0], "after_id": after[1]}
    return _whole(db, account_id, list(_WRITE.rows(db.execute(query, values))))


def all_items(db: Connection, account_id: str, runner_id: str) -> list[Item]:
    """Return every item of a runner, oldest first, with what was run with each."""
    return list_items(db, account_id, runner_id, None, MOST_ITEMS)


def count_items(db: Connection, account_id: str, runner_id: str) -> int:
    """Return how many items a runner has."""
    return int(db.execute(_COUNT, {"account_id": account_id, "runner_id": runner_id}).scalar_one())


def add_item(tx: Connection, row: ItemRow, spans: Sequence[ItemSpan]) -> None:
    """Store a new item."""
    _WRITE.add(tx, [row])
    _add_spans(tx, row, spans)


def replace_item(tx: Connection, row: ItemRow, spans: Sequence[ItemSpan], version: int) -> None:
    """Store an item in place of the one at ``version``; raises StaleVersionError."""
    _WRITE.replace(tx, row, version)
    tx.execute(_DROP_SPANS, {"b_account_id": row.account_id, "b_item_id": row.id})
    _add_spans(tx, row, spans)


def delete_item(tx: Connection, row: ItemRow) -> None:
    """Delete an item; the runs stay. Raises StaleVersionError."""
    _WRITE.delete(tx, row, row.version)


def delete_items_of_import(tx: Connection, account_id: str, runner_id: str, import_id: str) -> None:
    """Delete the items that an import made."""
    tx.execute(_DROP_IMPORTED, {"b_account_id": account_id, "b_runner_id": runner_id, "b_import_id": import_id})


def _add_spans(tx: Connection, row: ItemRow, spans: Sequence[ItemSpan]) -> None:
    if spans:
        whose = {"account_id": row.account_id, "item_id": row.id}
        tx.execute(_ADD_SPANS, [{**whose, **span.as_dict()} for span in spans])


def _whole(db: Connection, account_id: str, rows: Sequence[ItemRow]) -> list[Item]:
    if not rows:
        return []
    values = {"account_id": account_id, "ids": [row.id for row in rows]}
    spans: dict[str, list[ItemSpan]] = {row.id: [] for row in rows}
    for item_id, *span in db.execute(_SPANS, values):
        spans[item_id].append(ItemSpan(*span))
    run = {item_id: (int(um), int(count)) for item_id, um, count in db.execute(_RUN, values)}
    return [Item(row, tuple(spans[row.id]), *run.get(row.id, (0, 0))) for row in rows]
