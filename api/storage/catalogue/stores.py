"""Stores of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    tuple_,
    update,
)

from api.storage.database.engines import UtcDateTime, version_after
from api.storage.database.errors import ConflictError
from api.storage.database.records import Row, Statements, Stored, table_of


class UnknownStoreError(LookupError):
    """The account has no store of this id."""


@dataclass(frozen=True, slots=True)
class StoreRow(Row):
    """A store as stored; ``stock_version`` changes with its stock, which was last sent at ``stock_as_of``.

    ``fit_evidence``: what customers reported of shoes counts in its advice.
    """

    account_id: Annotated[str, Stored(ForeignKey("accounts.id", ondelete="CASCADE"), key=True, shown=False)]
    id: Annotated[str, Stored(String(40), key=True)]
    name: Annotated[str, Stored(String(200), sent=True)]
    external_ref: Annotated[str | None, Stored(String(120), sent=True)]
    column_map: Annotated[str | None, Stored(Text, sent=True, json=True)]
    column_maps: Annotated[str | None, Stored(Text, sent=True, json=True)]
    version: Annotated[int, Stored(BigInteger, shown=False)]
    stock_version: Annotated[int, Stored(BigInteger, fixed=True, shown=False)]
    stock_as_of: Annotated[datetime | None, Stored(UtcDateTime, fixed=True)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]
    fit_evidence: Annotated[bool, Stored(Boolean, sent=True, default="0")] = False


stores = table_of(
    "stores",
    StoreRow,
    UniqueConstraint("account_id", "external_ref"),
    Index("ix_stores_account_id_created_at_id", "account_id", "created_at", "id"),
)


_WRITE = Statements(stores, StoreRow)
_ONE = select(*_WRITE.columns).where(stores.c.account_id == bindparam("account_id"), stores.c.id == bindparam("id"))
_FIRST = (
    select(*_WRITE.columns)
    .where(stores.c.account_id == bindparam("account_id"))
    .order_by(stores.c.created_at, stores.c.id)
    .limit(bindparam("page_size"))
)
_NEXT = _FIRST.where(
    tuple_(stores.c.created_at, stores.c.id) > tuple_(bindparam("at", type_=UtcDateTime), bindparam("id", type_=String))
)
_REF = select(stores.c.id).where(
    stores.c.account_id == bindparam("account_id"), stores.c.external_ref == bindparam("external_ref")
)
_STOCK_SENT = (
    update(stores)
    .where(stores.c.account_id == bindparam("b_account_id"), stores.c.id == bindparam("b_id"))
    .values(stock_version=bindparam("stock_version"), stock_as_of=bindparam("stock_as_of"))
)


def store_row(db: Connection, account_id: str, store_id: str) -> StoreRow | None:
    """Return a store of this account, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": store_id}))


def store_by_ref(db: Connection, account_id: str, external_ref: str) -> str | None:
    """Return the id of the account's store of this external_ref, or None."""
    found = db.execute(_REF, {"account_id": account_id, "external_ref": external_ref}).first()
    return None if found is None else str(found.id)


def list_stores(db: Connection, account_id: str, after: tuple[datetime, str] | None, limit: int) -> list[StoreRow]:
    """Return at most ``limit`` stores behind (created_at, id), oldest first."""
    values: dict[str, object] = {"account_id": account_id, "page_size": limit}
    if after is None:
        return list(_WRITE.rows(db.execute(_FIRST, values)))
    return list(_WRITE.rows(db.execute(_NEXT, {**values, "at": after[0], "id": after[1]})))


def add_store(tx: Connection, row: StoreRow) -> None:
    """Store a new store, under the account's lock; raises ConflictError for an external_ref that is taken."""
    _check_ref(tx, row)
    _WRITE.add(tx, [row])


def replace_store(tx: Connection, row: StoreRow, now: datetime) -> StoreRow:
    """Store the new name and reference of a store read at ``row.version`` and return it as it is now.

    Call it under the account's lock; raises ConflictError for an external_ref that is taken, StaleVersionError.
    """
    _check_ref(tx, row)
    new = replace(row, version=version_after(row.version, now), updated_at=now)
    _WRITE.replace(tx, new, row.version)
    return new


def delete_store(tx: Connection, row: StoreRow) -> None:
    """Delete a store and its stock; raises StaleVersionError if it was changed since."""
    _WRITE.delete(tx, row, row.version)


def mark_stock(tx: Connection, store: StoreRow, now: datetime, *, changed: bool) -> None:
    """Mark that a store's stock was sent or fetched, in the transaction of it and under the account's lock."""
    version = version_after(store.stock_version, now) if changed else store.stock_version
    named = {"b_account_id": store.account_id, "b_id": store.id}
    tx.execute(_STOCK_SENT, {**named, "stock_version": version, "stock_as_of": now})


def _check_ref(tx: Connection, row: StoreRow) -> None:
    if row.external_ref is None:
        return
    found: Sequence[str] = (
        tx.execute(_REF, {"account_id": row.account_id, "external_ref": row.external_ref}).scalars().all()
    )
    others = [store_id for store_id in found if store_id != row.id]
    if others:
        raise ConflictError("/external_ref", "Another store has this external_ref.", ("stores", others[0]))
