"""What a store has on its shelves: a line for each shoe, size and width, keyed by the store's own sku where it has one.

A size is kept as its label says it, system, number and for whom the shoe is made in one text (``us_men:9.5``,
``eu:42:f``): advice names the wanted size in every system and asks for those texts by equality, in one covering index.
Nothing is converted, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    CompoundSelect,
    Connection,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    bindparam,
    exists,
    func,
    insert,
    select,
    union_all,
    update,
)

from api.storage.catalogue.shoes import shoes, sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stores import stores
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, insert_rows, table_of

_AT_ONCE = 500

WIDTH_NOT_STATED = "not_stated"
"""Kept in place of NULL, which an index look-up by equality would miss."""
QUANTITY_NOT_STATED = 1_000_000
"""Kept where a shop states that it has a line and not how many: more than any line may hold, so that a sum shows it."""


@dataclass(frozen=True, slots=True)
class StockRow(Row):
    """A line as stored: ``size`` is ``size_text`` of its label, ``width`` a class or WIDTH_NOT_STATED."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    store_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    line_key: Annotated[str, Stored(sorted_text(160), key=True)]
    shoe_account_id: Annotated[str, Stored(String(40), shown=False)]
    shoe_id: Annotated[str, Stored(sorted_text(80))]
    size: Annotated[str, Stored(String(24))]
    width: Annotated[str, Stored(String(12))]
    quantity: Annotated[int, Stored(Integer, sent=True)]
    size_system: Annotated[str, Stored(String(12))]
    size_value: Annotated[float, Stored(Float)]
    gender: Annotated[str | None, Stored(String(8), sent=True)]
    stated_width: Annotated[str | None, Stored(String(20))]
    sku: Annotated[str | None, Stored(String(80), sent=True)]
    gtin: Annotated[str | None, Stored(String(14))]
    price: Annotated[float | None, Stored(Float, sent=True)]
    currency: Annotated[str | None, Stored(String(3), sent=True)]
    model_id: Annotated[str | None, Stored(sorted_text(40), shown=False)]
    color: Annotated[str | None, Stored(String(80), sent=True)]
    season: Annotated[str | None, Stored(String(20), sent=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]

    def content(self) -> tuple[object, ...]:
        """Return everything but when it was written, to tell a change from a repetition."""
        return tuple(value for name, value in self.as_dict().items() if name != "updated_at")


stock_lines = table_of(
    "stock_lines",
    StockRow,
    ForeignKeyConstraint(["account_id", "store_id"], ["stores.account_id", "stores.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["shoe_account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="CASCADE"),
    CheckConstraint(f"shoe_account_id = account_id OR shoe_account_id = '{SHARED}'", name="shoe_is_visible"),
    Index(
        "ix_stock_lines_in_size",
        *("account_id", "store_id", "size", "width", "shoe_id", "currency", "price", "quantity"),
    ),
    Index("ix_stock_lines_account_id_gtin", "account_id", "gtin"),
    Index("ix_stock_lines_of_shoe", "shoe_account_id", "shoe_id", "account_id", "store_id", "quantity"),
)


UNISEX = "unisex"
_OF_GENDER = {"male": ":m", "female": ":f", UNISEX: ":u"}
_SEX_OF_SCALE = {"us_men": "male", "us_women": "female"}


def size_text(system: str, value: float, gender: str | None = None) -> str:
    """Return a size as it is kept and asked for: ``us_men:9.5``, ``eu:42:f``; a scale of one sex names it by itself."""
    is_plain = gender is None or gender == _SEX_OF_SCALE.get(system)
    return f"{system}:{value:g}{'' if is_plain else _OF_GENDER[gender or '']}"


_WRITE = Statements(stock_lines, StockRow)
_INSERT = insert(stock_lines)
_IN_STORE = (
    stock_lines.c.account_id == bindparam("account_id"),
    stock_lines.c.store_id == bindparam("store_id"),
)
_IN_STORE_B = (
    stock_lines.c.account_id == bindparam("b_account_id"),
    stock_lines.c.store_id == bindparam("b_store_id"),
)
_ALL = select(*_WRITE.columns).where(*_IN_STORE)
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
_ELSEWHERE = (
    select(
        stores.c.id,
        stores.c.name,
        stock_lines.c.shoe_id,
        stock_lines.c.size,
        stock_lines.c.width,
        func.sum(stock_lines.c.quantity),
    )
    .where(
        stock_lines.c.shoe_account_id.in_([SHARED, bindparam("account_id", type_=String)]),
        stock_lines.c.shoe_id.in_(bindparam("shoes", expanding=True)),
        stock_lines.c.account_id == bindparam("account_id"),
        stock_lines.c.store_id != bindparam("store_id"),
        stock_lines.c.size.in_(bindparam("sizes", expanding=True)),
        stock_lines.c.quantity > 0,
        stores.c.account_id == stock_lines.c.account_id,
        stores.c.id == stock_lines.c.store_id,
    )
    .group_by(stores.c.id, stores.c.name, stock_lines.c.shoe_id, stock_lines.c.size, stock_lines.c.width)
    .order_by(stores.c.name, stores.c.id)
)
_WIDTHS = (
    select(stock_lines.c.shoe_id, stock_lines.c.width, stock_lines.c.size_system, stock_lines.c.gender)
    .where(
        stock_lines.c.shoe_account_id.in_([SHARED, bindparam("account_id", type_=String)]),
        stock_lines.c.shoe_id.in_(bindparam("shoes", expanding=True)),
        *_IN_STORE,
    )
    .distinct()
)
_LOWEST = (
    select(stock_lines.c.shoe_id, stock_lines.c.currency, func.min(stock_lines.c.price))
    .where(*_IN_STORE, stock_lines.c.quantity > 0, stock_lines.c.price.is_not(None))
    .group_by(stock_lines.c.shoe_id, stock_lines.c.currency)
)
_BY_GTIN = (
    select(*_WRITE.columns)
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
_MOVE = (
    update(stock_lines)
    .where(*_IN_STORE_B, stock_lines.c.model_id == bindparam("b_model_id"))
    .values(shoe_account_id=bindparam("owner"), shoe_id=bindparam("shoe"), updated_at=bindparam("now"))
)
_HOLDS_SHOE = (
    select(stock_lines.c.store_id)
    .where(stock_lines.c.shoe_account_id == bindparam("owner"), stock_lines.c.shoe_id == bindparam("shoe_id"))
    .limit(1)
)


def stock_of_store(db: Connection, account_id: str, store_id: str) -> dict[str, StockRow]:
    """Return every line of a store by its key."""
    rows = db.execute(_ALL, {"account_id": account_id, "store_id": store_id})
    return {row.line_key: row for row in _WRITE.rows(rows)}


def stock_by_key(db: Connection, account_id: str, store_id: str, keys: Sequence[str]) -> dict[str, StockRow]:
    """Return those of the lines with these keys that the store has."""
    found: dict[str, StockRow] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = {"account_id": account_id, "store_id": store_id, "keys": list(keys[start : start + _AT_ONCE])}
        found.update((row.line_key, row) for row in _WRITE.rows(db.execute(_BY_KEY, some)))
    return found


def list_stock(db: Connection, account_id: str, store_id: str, after: str | None, limit: int) -> list[StockRow]:
    """Return at most ``limit`` lines of a store behind the line key ``after``, in order of their keys."""
    values: dict[str, object] = {"account_id": account_id, "store_id": store_id, "page_size": limit}
    if after is None:
        return list(_WRITE.rows(db.execute(_FIRST, values)))
    return list(_WRITE.rows(db.execute(_NEXT, {**values, "after": after})))


class SizedStock(NamedTuple):
    """What a store has of a shoe in one size and width, in one currency: how many, and the lowest price.

    From QUANTITY_NOT_STATED on nobody knows how many.
    """

    size: str
    shoe_id: str
    width: str
    currency: str | None
    price: float | None
    quantity: int


def stock_in_size(db: Connection, account_id: str, store_id: str, sizes: Sequence[str]) -> list[SizedStock]:
    """Return what is there in one of the ``sizes`` (each a ``size_text``; at least one)."""
    store = {"account_id": account_id, "store_id": store_id}
    named = {f"size_{number}": size for number, size in enumerate(sizes)}
    return list(map(SizedStock._make, db.execute(_in_sizes(len(named)), {**store, **named}).all()))


class StockElsewhere(NamedTuple):
    """What a store has of a shoe in one size and width."""

    store_id: str
    store_name: str
    shoe_id: str
    size: str
    width: str
    quantity: int


def stock_elsewhere(
    db: Connection, account_id: str, store_id: str, shoe_ids: Sequence[str], sizes: Sequence[str]
) -> list[StockElsewhere]:
    """Return what the account's other stores have of these shoes in one of the ``sizes``."""
    named = {"account_id": account_id, "store_id": store_id, "shoes": list(shoe_ids), "sizes": list(sizes)}
    return list(map(StockElsewhere._make, db.execute(_ELSEWHERE, named).all()))


@cache
def _in_sizes(count: int) -> CompoundSelect[Any]:
    """Return the query for so many sizes, each walked by itself in the order of the covering index: half the time."""
    line = stock_lines.c
    one = (
        select(line.size, line.shoe_id, line.width, line.currency, func.min(line.price), func.sum(line.quantity))
        .where(*_IN_STORE, line.quantity > 0)
        .group_by(line.size, line.width, line.shoe_id, line.currency)
    )
    sizes = (bindparam(f"size_{number}", type_=String) for number in range(count))
    return union_all(*(one.where(line.size == size) for size in sizes))


def lowest_prices(db: Connection, account_id: str, store_id: str) -> dict[str, tuple[float, str | None]]:
    """Return the lowest price and its currency of each shoe that is there in any size and has a price."""
    rows = db.execute(_LOWEST, {"account_id": account_id, "store_id": store_id})
    return {shoe_id: (price, currency) for shoe_id, currency, price in rows.all()}


class StockedWidth(NamedTuple):
    """A width in which a store has a line of a shoe, in any size, sold out or not; on which scale and for whom."""

    shoe_id: str
    width: str
    system: str
    gender: str | None


def widths_in_store(db: Connection, account_id: str, store_id: str, shoe_ids: Sequence[str]) -> list[StockedWidth]:
    """Return every width of these shoes that a store has a line of."""
    named = {"account_id": account_id, "store_id": store_id, "shoes": list(shoe_ids)}
    return list(map(StockedWidth._make, db.execute(_WIDTHS, named).all()))


def shoes_in_store(db: Connection, account_id: str, store_id: str) -> list[str]:
    """Return the ids of the shoes that are there in any size."""
    return list(db.execute(_IN_ANY_SIZE, {"account_id": account_id, "store_id": store_id}).scalars())


def stock_line_by_gtin(db: Connection, account_id: str, gtin: str) -> StockRow | None:
    """Return a line of any store of this account with this 14-digit GTIN, or None."""
    return _WRITE.first(db.execute(_BY_GTIN, {"account_id": account_id, "gtin": gtin}))


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


def move_stock(
    tx: Connection, account_id: str, store_id: str, model_id: str, owner: str, shoe_id: str, now: datetime
) -> int:
    """Let the lines of a feed's model be of another shoe; return how many there are."""
    named = {"b_account_id": account_id, "b_store_id": store_id, "b_model_id": model_id}
    return tx.execute(_MOVE, {**named, "owner": owner, "shoe": shoe_id, "now": now}).rowcount


def add_stock(tx: Connection, rows: Sequence[StockRow]) -> None:
    """Store new lines."""
    insert_rows(tx, _INSERT, [row.as_dict() for row in rows])


def replace_stock(tx: Connection, rows: Sequence[StockRow]) -> None:
    """Store lines in place of those with the same key."""
    _WRITE.replace_all(tx, rows)


def delete_stock(tx: Connection, rows: Sequence[StockRow]) -> None:
    """Delete lines."""
    _WRITE.delete_all(tx, rows)
