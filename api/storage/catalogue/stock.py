"""What a store has on its shelves: a line for each shoe, size and width, keyed by the store's own sku where it has one.

A size is kept as its label says it, system and number in one text (``us_men:9.5``): advice names the wanted size in
every system and asks for those texts by equality, in one covering index. Nothing is converted, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    CompoundSelect,
    Connection,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
    union_all,
    update,
)

from api.storage.catalogue.shoes import shoes, sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.database.metadata import UtcDateTime, metadata

_AT_ONCE = 500

WIDTH_NOT_STATED = "not_stated"
"""Kept in place of NULL, which an index look-up by equality would miss."""

stock_lines = Table(
    "stock_lines",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("store_id", String(40), primary_key=True),
    Column("line_key", sorted_text(160), primary_key=True),
    Column("shoe_account_id", String(40), nullable=False),
    Column("shoe_id", sorted_text(80), nullable=False),
    Column("size", String(24), nullable=False),
    Column("width", String(12), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("size_system", String(12), nullable=False),
    Column("size_value", Float, nullable=False),
    Column("stated_width", String(20), nullable=True),
    Column("sku", String(80), nullable=True),
    Column("gtin", String(14), nullable=True),
    Column("price", Float, nullable=True),
    Column("currency", String(3), nullable=True),
    Column("updated_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["account_id", "store_id"], ["stores.account_id", "stores.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["shoe_account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="CASCADE"),
    CheckConstraint(f"shoe_account_id = account_id OR shoe_account_id = '{SHARED}'", name="shoe_is_visible"),
    Index("ix_stock_lines_in_size", "account_id", "store_id", "size", "width", "shoe_id", "quantity"),
    Index("ix_stock_lines_account_id_gtin", "account_id", "gtin"),
    Index("ix_stock_lines_of_shoe", "shoe_account_id", "shoe_id", "account_id", "store_id", "quantity"),
)


def size_text(system: str, value: float) -> str:
    """Return a size as it is kept and asked for: ``us_men:9.5``."""
    return f"{system}:{value:g}"


@dataclass(frozen=True, slots=True)
class StockRow:
    """A line as stored: ``size`` is ``size_text`` of its label, ``width`` a class or WIDTH_NOT_STATED."""

    account_id: str
    store_id: str
    line_key: str
    shoe_account_id: str
    shoe_id: str
    size: str
    width: str
    quantity: int
    size_system: str
    size_value: float
    stated_width: str | None
    sku: str | None
    gtin: str | None
    price: float | None
    currency: str | None
    updated_at: datetime

    def as_dict(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}

    def says(self) -> tuple[object, ...]:
        """Return everything but when it was written, to tell a change from a repetition."""
        return tuple(getattr(self, name) for name in self.__slots__ if name != "updated_at")


_KEY = ("account_id", "store_id", "line_key")
_COLUMNS = tuple(stock_lines.c[name] for name in StockRow.__slots__)
_IN_STORE = (
    stock_lines.c.account_id == bindparam("account_id"),
    stock_lines.c.store_id == bindparam("store_id"),
)
_ALL = select(*_COLUMNS).where(*_IN_STORE)
_BY_KEY = _ALL.where(stock_lines.c.line_key.in_(bindparam("keys", expanding=True)))
_FIRST = _ALL.order_by(stock_lines.c.line_key).limit(bindparam("page_size"))
_NEXT = _FIRST.where(stock_lines.c.line_key > bindparam("after", type_=String))
_IN_ANY_SIZE = select(shoes.c.id).where(
    shoes.c.account_id.in_([SHARED, bindparam("account_id", type_=String)]),
    exists().where(
        stock_lines.c.shoe_account_id == shoes.c.account_id,
        stock_lines.c.shoe_id == shoes.c.id,
        *_IN_STORE,
        stock_lines.c.quantity > 0,
    ),
)
_BY_GTIN = (
    select(*_COLUMNS)
    .where(stock_lines.c.account_id == bindparam("account_id"), stock_lines.c.gtin == bindparam("gtin"))
    .order_by(stock_lines.c.store_id, stock_lines.c.line_key)
    .limit(1)
)
_GTINS = (
    select(stock_lines.c.gtin, stock_lines.c.shoe_account_id, stock_lines.c.shoe_id)
    .where(
        stock_lines.c.account_id == bindparam("account_id"), stock_lines.c.gtin.in_(bindparam("gtins", expanding=True))
    )
    .order_by(stock_lines.c.gtin, stock_lines.c.store_id.desc(), stock_lines.c.line_key.desc())
)
_HOLDS_SHOE = (
    select(stock_lines.c.store_id)
    .where(stock_lines.c.shoe_account_id == bindparam("owner"), stock_lines.c.shoe_id == bindparam("shoe_id"))
    .limit(1)
)
_MATCH_KEY = tuple(stock_lines.c[name] == bindparam(f"b_{name}") for name in _KEY)
_REPLACE = (
    update(stock_lines)
    .where(*_MATCH_KEY)
    .values({name: bindparam(name) for name in StockRow.__slots__ if name not in _KEY})
)
_DELETE = delete(stock_lines).where(*_MATCH_KEY)


def stock_of_store(db: Connection, account_id: str, store_id: str) -> dict[str, StockRow]:
    """Return every line of a store by its key."""
    rows = db.execute(_ALL, {"account_id": account_id, "store_id": store_id})
    return {row.line_key: StockRow(*row) for row in rows}


def stock_by_key(db: Connection, account_id: str, store_id: str, keys: Sequence[str]) -> dict[str, StockRow]:
    """Return those of the lines with these keys that the store has."""
    found: dict[str, StockRow] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = {"account_id": account_id, "store_id": store_id, "keys": list(keys[start : start + _AT_ONCE])}
        found.update((row.line_key, StockRow(*row)) for row in db.execute(_BY_KEY, some))
    return found


def list_stock(db: Connection, account_id: str, store_id: str, after: str | None, limit: int) -> list[StockRow]:
    """Return at most ``limit`` lines of a store behind the line key ``after``, in order of their keys."""
    values: dict[str, object] = {"account_id": account_id, "store_id": store_id, "page_size": limit}
    if after is None:
        return [StockRow(*row) for row in db.execute(_FIRST, values)]
    return [StockRow(*row) for row in db.execute(_NEXT, {**values, "after": after})]


def stock_in_size(db: Connection, account_id: str, store_id: str, sizes: Sequence[str]) -> set[tuple[str, str]]:
    """Return (shoe id, width) of what is there in one of the ``sizes`` (each a ``size_text``; at least one)."""
    asked = {"account_id": account_id, "store_id": store_id}
    named = {f"size_{number}": size for number, size in enumerate(sizes)}
    return {(shoe_id, width) for shoe_id, width in db.execute(_in_sizes(len(named)), {**asked, **named}).all()}


@cache
def _in_sizes(count: int) -> CompoundSelect[Any]:
    """Return the query for so many sizes, each walked by itself in the order of the covering index: half the time."""
    one = select(stock_lines.c.shoe_id, stock_lines.c.width).distinct().where(*_IN_STORE, stock_lines.c.quantity > 0)
    sizes = (bindparam(f"size_{number}", type_=String) for number in range(count))
    return union_all(*(one.where(stock_lines.c.size == size) for size in sizes))


def shoes_in_store(db: Connection, account_id: str, store_id: str) -> list[str]:
    """Return the ids of the shoes that are there in any size."""
    return list(db.execute(_IN_ANY_SIZE, {"account_id": account_id, "store_id": store_id}).scalars())


def stock_line_by_gtin(db: Connection, account_id: str, gtin: str) -> StockRow | None:
    """Return a line of any store of this account with this 14-digit GTIN, or None."""
    row = db.execute(_BY_GTIN, {"account_id": account_id, "gtin": gtin}).first()
    return None if row is None else StockRow(*row)


def gtins_in_stock(db: Connection, account_id: str, gtins: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return owner and id of the shoe behind those of the 14-digit GTINs that are in any store of this account."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(gtins), _AT_ONCE):
        some = {"account_id": account_id, "gtins": list(gtins[start : start + _AT_ONCE])}
        found.update((str(row.gtin), (row.shoe_account_id, row.shoe_id)) for row in db.execute(_GTINS, some))
    return found


def shoe_is_stocked(db: Connection, owner: str, shoe_id: str) -> bool:
    """Return whether a store has a line of this shoe."""
    return db.execute(_HOLDS_SHOE, {"owner": owner, "shoe_id": shoe_id}).first() is not None


def add_stock(tx: Connection, rows: Sequence[StockRow]) -> None:
    """Store new lines."""
    if rows:
        tx.execute(insert(stock_lines), [row.as_dict() for row in rows])


def replace_stock(tx: Connection, rows: Sequence[StockRow]) -> None:
    """Store lines in place of those with the same key."""
    if rows:
        tx.execute(_REPLACE, [{**row.as_dict(), **_named(row)} for row in rows])


def delete_stock(tx: Connection, rows: Sequence[StockRow]) -> None:
    """Delete lines."""
    if rows:
        tx.execute(_DELETE, [_named(row) for row in rows])


def _named(row: StockRow) -> dict[str, object]:
    return {f"b_{name}": getattr(row, name) for name in _KEY}
