"""Shoe models: the columns that lists filter and sort by, and beside them the whole record as JSON.

A caller sees the shared catalogue and the account's own shoes, never another account's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
    update,
)

from api.storage.catalogue.states import SHARED
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, table_of

_AT_ONCE = 500


def sorted_text(length: int) -> String:
    """Return a text type that sorts by code point on every database, whatever its locale."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


FEED_REFERENCE = "feed:"
"""How the references of entries begin that stand for models of feeds: for what is no model of the catalogue."""
_IN_RECORD = f'"external_ref":"{FEED_REFERENCE}'

CLASSES = ("toe_box", "forefoot_cushioning")
"""What the rulebook makes of a shoe's figures."""


@dataclass(frozen=True, slots=True)
class ShoeRow(Row):
    """A shoe as stored: ``record`` is the JSON text that holds every figure with its source.

    What is ``sent`` lists can filter by.
    """

    account_id: Annotated[str, Stored(ForeignKey("accounts.id", ondelete="CASCADE"), key=True)]
    id: Annotated[str, Stored(sorted_text(80), key=True)]
    match_key: Annotated[str, Stored(String(64))]
    brand_key: Annotated[str, Stored(sorted_text(200))]
    model_key: Annotated[str, Stored(sorted_text(200))]
    category: Annotated[str, Stored(String(20), sent=True)]
    stability: Annotated[str | None, Stored(String(20), sent=True)]
    price: Annotated[float | None, Stored(Float, sent=True)]
    currency: Annotated[str | None, Stored(String(3), sent=True)]
    drop_mm: Annotated[float | None, Stored(Float, sent=True)]
    plate: Annotated[str | None, Stored(String(10), sent=True)]
    rocker: Annotated[bool | None, Stored(Boolean, sent=True)]
    discontinued: Annotated[bool | None, Stored(Boolean, sent=True)]
    widths_sold: Annotated[str | None, Stored(String(60))]
    toe_box: Annotated[str | None, Stored(String(12))]
    forefoot_cushioning: Annotated[str | None, Stored(String(12))]
    record: Annotated[str, Stored(Text)]
    version: Annotated[int, Stored(BigInteger)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]


shoes = table_of(
    "shoes",
    ShoeRow,
    UniqueConstraint("account_id", "match_key"),
    Index("ix_shoes_account_id_brand_key_model_key_id", "account_id", "brand_key", "model_key", "id"),
)


@dataclass(frozen=True, slots=True)
class ShoeName:
    """What a shoe is called, in the forms that names are compared in."""

    account_id: str
    id: str
    match_key: str
    brand_key: str
    model_key: str
    category: str
    from_feed: bool = False
    """Whether it is an entry that stands for a model of a feed, which nobody named on purpose."""


_WRITE = Statements(shoes, ShoeRow)
_VISIBLE = shoes.c.account_id.in_([SHARED, bindparam("account_id", type_=String)])
_HEAD = select(shoes.c.account_id, shoes.c.version).where(_VISIBLE, shoes.c.id == bindparam("id"))
_ONE = select(*_WRITE.columns).where(_VISIBLE, shoes.c.id == bindparam("id"))
_SOME = select(*_WRITE.columns).where(_VISIBLE, shoes.c.id.in_(bindparam("ids", expanding=True)))
_NAMES = select(
    *(shoes.c[name] for name in ShoeName.__dataclass_fields__ if name != "from_feed"),
    shoes.c.record.contains(_IN_RECORD, autoescape=True).label("from_feed"),
).where(_VISIBLE)
_OF_OWNER = (
    select(*_WRITE.columns)
    .where(shoes.c.account_id == bindparam("owner"))
    .order_by(shoes.c.brand_key, shoes.c.model_key, shoes.c.id)
)
_COUNT = select(func.count()).select_from(shoes).where(shoes.c.account_id == bindparam("owner"))
_OWNERS = select(shoes.c.account_id).distinct().order_by(shoes.c.account_id)
_MATCHES = select(*_WRITE.columns).where(
    shoes.c.account_id == bindparam("owner"), shoes.c.match_key.in_(bindparam("keys", expanding=True))
)
_NAMED = select(*_WRITE.columns).where(
    shoes.c.account_id == bindparam("owner"),
    shoes.c.brand_key == bindparam("brand_key"),
    shoes.c.model_key == bindparam("model_key"),
)
_DERIVE = (
    update(shoes)
    .where(shoes.c.account_id == bindparam("b_account_id"), shoes.c.id == bindparam("b_id"))
    .values(
        toe_box=bindparam("toe_box"),
        forefoot_cushioning=bindparam("forefoot_cushioning"),
        updated_at=bindparam("now"),
        version=shoes.c.version + 1,
    )
)


def shoe_head(db: Connection, account_id: str, shoe_id: str) -> tuple[str, int] | None:
    """Return owner and version of a shoe this account can see, or None."""
    row = db.execute(_HEAD, {"account_id": account_id, "id": shoe_id}).first()
    return None if row is None else (row.account_id, row.version)


def shoe_row(db: Connection, account_id: str, shoe_id: str) -> ShoeRow | None:
    """Return a shoe this account can see, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": shoe_id}))


def shoe_rows(db: Connection, account_id: str, shoe_ids: Sequence[str]) -> dict[str, ShoeRow]:
    """Return by id those of the shoes that this account can see."""
    found: dict[str, ShoeRow] = {}
    for start in range(0, len(shoe_ids), _AT_ONCE):
        some = {"account_id": account_id, "ids": list(shoe_ids[start : start + _AT_ONCE])}
        found.update((row.id, row) for row in _WRITE.rows(db.execute(_SOME, some)))
    return found


def visible_names(db: Connection, account_id: str) -> list[ShoeName]:
    """Return the names of every shoe this account can see."""
    return [ShoeName(**row) for row in db.execute(_NAMES, {"account_id": account_id}).mappings()]


def shoes_of_owner(db: Connection, owner: str) -> list[ShoeRow]:
    """Return every shoe of one owner (an account, or the shared catalogue), in list order."""
    return list(_WRITE.rows(db.execute(_OF_OWNER, {"owner": owner})))


def owners_of_shoes(db: Connection) -> list[str]:
    """Return every owner of a shoe, the shared catalogue's among them."""
    return list(db.execute(_OWNERS).scalars())


def count_shoes(db: Connection, owner: str) -> int:
    """Return how many shoes an owner has."""
    return int(db.execute(_COUNT, {"owner": owner}).scalar_one())


def shoes_by_match_key(db: Connection, owner: str, match_keys: Sequence[str]) -> dict[str, ShoeRow]:
    """Return by natural key those of the owner's shoes that exist."""
    found: dict[str, ShoeRow] = {}
    for start in range(0, len(match_keys), _AT_ONCE):
        some = {"owner": owner, "keys": list(match_keys[start : start + _AT_ONCE])}
        found.update((row.match_key, row) for row in _WRITE.rows(db.execute(_MATCHES, some)))
    return found


def shoes_named(db: Connection, owner: str, brand_key: str, model_key: str) -> list[ShoeRow]:
    """Return the owner's shoes that sort under this brand and model."""
    parameters = {"owner": owner, "brand_key": brand_key, "model_key": model_key}
    return list(_WRITE.rows(db.execute(_NAMED, parameters)))


def add_shoes(tx: Connection, rows: Sequence[ShoeRow]) -> None:
    """Store new shoes."""
    _WRITE.add(tx, rows)


def replace_shoe(tx: Connection, row: ShoeRow, version: int) -> None:
    """Store ``row`` in place of the shoe of its id; raises StaleVersionError if that is not at ``version``."""
    _WRITE.replace(tx, row, version)


def delete_shoe(tx: Connection, row: ShoeRow) -> None:
    """Delete a shoe and its stock lines; raises StaleVersionError if it was changed since."""
    _WRITE.delete(tx, row, row.version)


def derive_shoe(
    tx: Connection, row: ShoeRow, toe_box: str | None, forefoot_cushioning: str | None, *, now: datetime
) -> None:
    """Store the classes that the rulebook now gives this shoe, as a new version of it."""
    classes = {"toe_box": toe_box, "forefoot_cushioning": forefoot_cushioning, "now": now}
    tx.execute(_DERIVE, {"b_account_id": row.account_id, "b_id": row.id, **classes})
