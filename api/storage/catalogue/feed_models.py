"""Which shoe each model of a store's feeds is: found for certain, still open, or decided by a person and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    bindparam,
    select,
)

from api.storage.catalogue.shoes import sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import UtcDateTime, version_after
from api.storage.database.records import Row, Statements, Stored, table_of

OPEN, CERTAIN, CONFIRMED, REJECTED, NEW = "open", "certain", "confirmed", "rejected", "new"
STATUSES = (OPEN, CERTAIN, CONFIRMED, REJECTED, NEW)
"""``open``: somebody has to look; ``certain``: matched; ``new``: no model of the catalogue is like it."""
DECIDED = (CONFIRMED, REJECTED)

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FeedModelRow(Row):
    """A model of a feed, and the shoe that its articles count as; ``candidates`` and ``mpns`` are JSON."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    store_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    id: Annotated[str, Stored(sorted_text(40), key=True)]
    status: Annotated[str, Stored(String(12))]
    title: Annotated[str, Stored(String(255))]
    vendor: Annotated[str, Stored(String(120))]
    shoe_account_id: Annotated[str, Stored(String(40), shown=False)]
    shoe_id: Annotated[str, Stored(sorted_text(80))]
    matched_by: Annotated[str, Stored(String(12))]
    score: Annotated[int | None, Stored(Integer)]
    candidates: Annotated[str, Stored(Text, json=True)]
    mpns: Annotated[str, Stored(Text, json=True)]
    version: Annotated[int, Stored(BigInteger, shown=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]

    def content(self) -> tuple[object, ...]:
        """Return everything but version and times, to tell a change from a repetition."""
        left_out = ("version", "created_at", "updated_at")
        return tuple(value for name, value in self.as_dict().items() if name not in left_out)


feed_models = table_of(
    "feed_models",
    FeedModelRow,
    ForeignKeyConstraint(["account_id", "store_id"], ["stores.account_id", "stores.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["shoe_account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="CASCADE"),
    CheckConstraint(f"shoe_account_id = account_id OR shoe_account_id = '{SHARED}'", name="shoe_is_visible"),
    Index("ix_feed_models_account_id_id", "account_id", "id"),
    Index("ix_feed_models_of_shoe", "shoe_account_id", "shoe_id", "account_id"),
)

_WRITE = Statements(feed_models, FeedModelRow)
_line = feed_models.c
_IN_STORE = (_line.account_id == bindparam("account_id"), _line.store_id == bindparam("store_id"))
_OF_STORE = select(*_WRITE.columns).where(*_IN_STORE)
_ONE = _OF_STORE.where(_line.id == bindparam("id"))
_BY_ID = select(*_WRITE.columns).where(
    _line.account_id == bindparam("account_id"), _line.id.in_(bindparam("ids", expanding=True))
)
_FIRST = (
    _OF_STORE.where(_line.status.in_(bindparam("statuses", expanding=True)))
    .order_by(_line.id)
    .limit(bindparam("page_size"))
)
_NEXT = _FIRST.where(_line.id > bindparam("after", type_=String))


_COUNTS_AS = (
    select(_line.id).where(_line.shoe_account_id == bindparam("owner"), _line.shoe_id == bindparam("shoe_id")).limit(1)
)


def models_of_store(db: Connection, account_id: str, store_id: str) -> dict[str, FeedModelRow]:
    """Return every model of a store's feeds by id."""
    rows = db.execute(_OF_STORE, {"account_id": account_id, "store_id": store_id})
    return {row.id: row for row in _WRITE.rows(rows)}


def models_by_id(db: Connection, account_id: str, ids: Sequence[str]) -> list[FeedModelRow]:
    """Return those of the models that any store of the account has."""
    found: list[FeedModelRow] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = {"account_id": account_id, "ids": list(ids[start : start + _AT_ONCE])}
        found.extend(_WRITE.rows(db.execute(_BY_ID, some)))
    return found


def model_row(db: Connection, account_id: str, store_id: str, model_id: str) -> FeedModelRow | None:
    """Return one model of a store's feeds, or None."""
    named = {"account_id": account_id, "store_id": store_id, "id": model_id}
    return _WRITE.first(db.execute(_ONE, named))


def list_models(
    db: Connection, account_id: str, store_id: str, statuses: Sequence[str], after: str | None, limit: int
) -> list[FeedModelRow]:
    """Return at most ``limit`` models of these statuses behind the id ``after``, in order of their ids."""
    values: dict[str, object] = {"account_id": account_id, "store_id": store_id, "statuses": list(statuses)}
    values["page_size"] = limit
    if after is None:
        return list(_WRITE.rows(db.execute(_FIRST, values)))
    return list(_WRITE.rows(db.execute(_NEXT, {**values, "after": after})))


def shoe_has_model(db: Connection, owner: str, shoe_id: str) -> bool:
    """Return whether a model of any feed counts as this shoe."""
    return db.execute(_COUNTS_AS, {"owner": owner, "shoe_id": shoe_id}).first() is not None


def keep_models(tx: Connection, rows: Sequence[FeedModelRow], stored: dict[str, FeedModelRow], now: datetime) -> None:
    """Store the models that are new or say something else than before."""
    _WRITE.add(tx, [row for row in rows if row.id not in stored])
    for row in rows:
        before = stored.get(row.id)
        if before is not None and before.content() != row.content():
            replace_model(tx, replace(row, version=before.version), now)


def replace_model(tx: Connection, row: FeedModelRow, now: datetime) -> FeedModelRow:
    """Store a model read at ``row.version`` and return it as it is now; raises StaleVersionError."""
    new = replace(row, version=version_after(row.version, now), updated_at=now)
    _WRITE.replace(tx, new, row.version)
    return new
