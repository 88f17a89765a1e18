"""Stores of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from api.storage.database.errors import ConflictError, StaleVersionError
from api.storage.database.metadata import UtcDateTime, metadata, version_after

stores = Table(
    "stores",
    metadata,
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("external_ref", String(120), nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("stock_version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("account_id", "external_ref"),
    Index("ix_stores_account_id_created_at_id", "account_id", "created_at", "id"),
)


class UnknownStoreError(LookupError):
    """The account has no store of this id."""


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store as stored; ``stock_version`` changes with its stock."""

    account_id: str
    id: str
    name: str
    external_ref: str | None
    version: int
    stock_version: int
    created_at: datetime
    updated_at: datetime

    def as_dict(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


_COLUMNS = tuple(stores.c[name] for name in StoreRow.__slots__)
_ONE = select(*_COLUMNS).where(stores.c.account_id == bindparam("account_id"), stores.c.id == bindparam("id"))
_FIRST = (
    select(*_COLUMNS)
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
_REPLACE = (
    update(stores)
    .where(
        stores.c.account_id == bindparam("b_account_id"),
        stores.c.id == bindparam("b_id"),
        stores.c.version == bindparam("b_version"),
    )
    .values({name: bindparam(name) for name in ("name", "external_ref", "version", "updated_at")})
)
_DELETE = delete(stores).where(
    stores.c.account_id == bindparam("b_account_id"),
    stores.c.id == bindparam("b_id"),
    stores.c.version == bindparam("b_version"),
)
_STOCK_CHANGED = (
    update(stores)
    .where(stores.c.account_id == bindparam("b_account_id"), stores.c.id == bindparam("b_id"))
    .values(stock_version=bindparam("stock_version"))
)


def store_row(db: Connection, account_id: str, store_id: str) -> StoreRow | None:
    """Return a store of this account, or None."""
    row = db.execute(_ONE, {"account_id": account_id, "id": store_id}).first()
    return None if row is None else StoreRow(*row)


def list_stores(db: Connection, account_id: str, after: tuple[datetime, str] | None, limit: int) -> list[StoreRow]:
    """Return at most ``limit`` stores behind (created_at, id), oldest first."""
    values: dict[str, object] = {"account_id": account_id, "page_size": limit}
    if after is None:
        return [StoreRow(*row) for row in db.execute(_FIRST, values)]
    return [StoreRow(*row) for row in db.execute(_NEXT, {**values, "at": after[0], "id": after[1]})]


def add_store(tx: Connection, row: StoreRow) -> None:
    """Store a new store, under the account's lock; raises ConflictError for an external_ref that is taken."""
    _check_ref(tx, row)
    tx.execute(insert(stores), row.as_dict())


def replace_store(tx: Connection, row: StoreRow, now: datetime) -> StoreRow:
    """Store the new name and reference of a store read at ``row.version`` and return it as it is now.

    Call it under the account's lock; raises ConflictError for an external_ref that is taken, StaleVersionError.
    """
    _check_ref(tx, row)
    new = replace(row, version=version_after(row.version, now), updated_at=now)
    values = {**new.as_dict(), "b_account_id": row.account_id, "b_id": row.id, "b_version": row.version}
    _check_hit(tx.execute(_REPLACE, values).rowcount)
    return new


def delete_store(tx: Connection, account_id: str, store_id: str, version: int) -> None:
    """Delete a store and its stock; raises StaleVersionError if it is not at ``version``."""
    _check_hit(tx.execute(_DELETE, {"b_account_id": account_id, "b_id": store_id, "b_version": version}).rowcount)


def mark_stock_change(tx: Connection, store: StoreRow, now: datetime) -> None:
    """Mark a change of a store's stock, in the transaction of the change and under the account's lock."""
    version = version_after(store.stock_version, now)
    tx.execute(_STOCK_CHANGED, {"b_account_id": store.account_id, "b_id": store.id, "stock_version": version})


def _check_ref(tx: Connection, row: StoreRow) -> None:
    if row.external_ref is None:
        return
    found: Sequence[str] = (
        tx.execute(_REF, {"account_id": row.account_id, "external_ref": row.external_ref}).scalars().all()
    )
    if any(store_id != row.id for store_id in found):
        raise ConflictError("/external_ref", "Another store has this external_ref.")


def _check_hit(rows: int) -> None:
    if rows == 0:
        raise StaleVersionError
