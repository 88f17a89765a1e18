"""Sources that a store's stock is pulled from: where, how often, how far they were read, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from api.storage.catalogue.shoes import sorted_text
from api.storage.database.engines import UtcDateTime, version_after
from api.storage.database.records import Row, Statements, Stored, table_of

NEVER, DONE, UNCHANGED, FAILED = "never", "done", "unchanged", "failed"
OUTCOMES = (NEVER, DONE, UNCHANGED, FAILED)


@dataclass(frozen=True, slots=True)
class FeedRow(Row):
    """A feed as stored: ``credential`` and ``hook_secret`` are encrypted; ``options`` and ``state`` are JSON."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    store_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    id: Annotated[str, Stored(sorted_text(40), key=True)]
    kind: Annotated[str, Stored(String(24))]
    url: Annotated[str, Stored(String(500))]
    credential: Annotated[str | None, Stored(Text, shown=False)]
    hook_secret: Annotated[str | None, Stored(Text, shown=False)]
    options: Annotated[str, Stored(Text, json=True)]
    name: Annotated[str | None, Stored(String(120))]
    enabled: Annotated[bool, Stored(Boolean, default="1")]
    every_minutes: Annotated[int | None, Stored(Integer)]
    state: Annotated[str, Stored(Text, shown=False, json=True)]
    outcome: Annotated[str, Stored(String(12))]
    outcome_detail: Annotated[str | None, Stored(String(300))]
    counts: Annotated[str | None, Stored(Text, json=True)]
    pulled_at: Annotated[datetime | None, Stored(UtcDateTime)]
    succeeded_at: Annotated[datetime | None, Stored(UtcDateTime)]
    due_at: Annotated[datetime | None, Stored(UtcDateTime)]
    version: Annotated[int, Stored(BigInteger, shown=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]


feeds = table_of(
    "feeds",
    FeedRow,
    ForeignKeyConstraint(["account_id", "store_id"], ["stores.account_id", "stores.id"], ondelete="CASCADE"),
    Index("ix_feeds_id", "id"),
)

_WRITE = Statements(feeds, FeedRow)
_OF_STORE = select(*_WRITE.columns).where(
    feeds.c.account_id == bindparam("account_id"), feeds.c.store_id == bindparam("store_id")
)
_ONE = _OF_STORE.where(feeds.c.id == bindparam("id"))
_BY_ID = select(*_WRITE.columns).where(feeds.c.id == bindparam("id"))
_ALL = select(*_WRITE.columns).order_by(feeds.c.account_id, feeds.c.store_id, feeds.c.id)
_DUE = _ALL.where(
    feeds.c.enabled.is_(True),
    or_(and_(feeds.c.every_minutes.is_not(None), feeds.c.due_at.is_(None)), feeds.c.due_at <= bindparam("now")),
)
_COUNT = (
    select(func.count())
    .select_from(feeds)
    .where(feeds.c.account_id == bindparam("account_id"), feeds.c.store_id == bindparam("store_id"))
)


def feed_row(db: Connection, account_id: str, store_id: str, feed_id: str) -> FeedRow | None:
    """Return a feed of a store, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "store_id": store_id, "id": feed_id}))


def feed_by_id(db: Connection, feed_id: str) -> FeedRow | None:
    """Return a feed of any account, or None: for a hook, which proves by its signature whose it is."""
    return _WRITE.first(db.execute(_BY_ID, {"id": feed_id}))


def feeds_of_store(db: Connection, account_id: str, store_id: str) -> list[FeedRow]:
    """Return the feeds of a store, in the order of their ids."""
    rows = db.execute(_OF_STORE.order_by(feeds.c.id), {"account_id": account_id, "store_id": store_id})
    return list(_WRITE.rows(rows))


def all_feeds(db: Connection) -> list[FeedRow]:
    """Return the feeds of every account."""
    return list(_WRITE.rows(db.execute(_ALL)))


def due_feeds(db: Connection, now: datetime) -> list[FeedRow]:
    """Return the feeds of every account whose time has come."""
    return list(_WRITE.rows(db.execute(_DUE, {"now": now})))


def count_feeds(db: Connection, account_id: str, store_id: str) -> int:
    """Return how many feeds a store has."""
    return int(db.execute(_COUNT, {"account_id": account_id, "store_id": store_id}).scalar_one())


def add_feed(tx: Connection, row: FeedRow) -> None:
    """Store a new feed."""
    _WRITE.add(tx, [row])


def replace_feed(tx: Connection, row: FeedRow, now: datetime) -> FeedRow:
    """Store a feed read at ``row.version`` and return it as it is now; raises StaleVersionError."""
    new = replace(row, version=version_after(row.version, now), updated_at=now)
    _WRITE.replace(tx, new, row.version)
    return new


def delete_feed(tx: Connection, row: FeedRow) -> None:
    """Delete a feed; raises StaleVersionError if it was changed since."""
    _WRITE.delete(tx, row, row.version)
