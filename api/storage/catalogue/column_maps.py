"""Which column of a store's own file is which, kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import BigInteger, Connection, ForeignKeyConstraint, String, Text, bindparam, func, select

from api.storage.catalogue.shoes import sorted_text
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, table_of


@dataclass(frozen=True, slots=True)
class ColumnMapRow(Row):
    """A map as stored: ``columns`` is JSON, from our fields to the columns of the file."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    store_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    id: Annotated[str, Stored(sorted_text(40), key=True)]
    name: Annotated[str, Stored(String(120), sent=True)]
    columns: Annotated[str, Stored(Text, json=True)]
    version: Annotated[int, Stored(BigInteger, shown=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]


column_maps = table_of(
    "column_maps",
    ColumnMapRow,
    ForeignKeyConstraint(["account_id", "store_id"], ["stores.account_id", "stores.id"], ondelete="CASCADE"),
)

_WRITE = Statements(column_maps, ColumnMapRow)
_OF_STORE = select(*_WRITE.columns).where(
    column_maps.c.account_id == bindparam("account_id"), column_maps.c.store_id == bindparam("store_id")
)
_ONE = _OF_STORE.where(column_maps.c.id == bindparam("id"))
_COUNT = (
    select(func.count())
    .select_from(column_maps)
    .where(column_maps.c.account_id == bindparam("account_id"), column_maps.c.store_id == bindparam("store_id"))
)


def column_map(db: Connection, account_id: str, store_id: str, map_id: str) -> ColumnMapRow | None:
    """Return a map of a store, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "store_id": store_id, "id": map_id}))


def column_maps_of(db: Connection, account_id: str, store_id: str) -> Sequence[ColumnMapRow]:
    """Return the maps of a store."""
    rows = db.execute(_OF_STORE.order_by(column_maps.c.id), {"account_id": account_id, "store_id": store_id})
    return list(_WRITE.rows(rows))


def count_column_maps(db: Connection, account_id: str, store_id: str) -> int:
    """Return how many maps a store has."""
    return int(db.execute(_COUNT, {"account_id": account_id, "store_id": store_id}).scalar_one())


def add_column_map(tx: Connection, row: ColumnMapRow) -> None:
    """Store a new map."""
    _WRITE.add(tx, [row])


def delete_column_map(tx: Connection, row: ColumnMapRow) -> None:
    """Delete a map; raises StaleVersionError if it was changed since."""
    _WRITE.delete(tx, row, row.version)
