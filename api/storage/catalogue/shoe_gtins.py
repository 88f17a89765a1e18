"""GTINs of shoe models: one model has many, one for each size and colour. Always kept in 14 digits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, String, Table, bindparam, delete, insert, select

from api.storage.catalogue.shoes import sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import metadata

_AT_ONCE = 500

shoe_gtins = Table(
    "shoe_gtins",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("gtin", String(14), primary_key=True),
    Column("shoe_id", sorted_text(80), nullable=False),
    ForeignKeyConstraint(["account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="CASCADE"),
    Index("ix_shoe_gtins_account_id_shoe_id", "account_id", "shoe_id"),
)


_FORGET_GTINS = delete(shoe_gtins).where(
    shoe_gtins.c.account_id == bindparam("b_account_id"), shoe_gtins.c.shoe_id == bindparam("b_shoe_id")
)
_BY_GTIN = select(shoe_gtins.c.shoe_id).where(
    shoe_gtins.c.account_id.in_([SHARED, bindparam("account_id", type_=String)]),
    shoe_gtins.c.gtin == bindparam("gtin"),
)
_OF_OWNER = select(shoe_gtins.c.gtin, shoe_gtins.c.shoe_id).where(shoe_gtins.c.account_id == bindparam("owner"))
_GTINS_TAKEN = select(shoe_gtins.c.gtin, shoe_gtins.c.shoe_id).where(
    shoe_gtins.c.account_id == bindparam("owner"), shoe_gtins.c.gtin.in_(bindparam("gtins", expanding=True))
)


def set_gtins(tx: Connection, owner: str, gtins: Mapping[str, Iterable[str]]) -> None:
    """Store the 14-digit GTINs of each shoe in place of those it had; all old ones go first, so that one may move."""
    if gtins:
        tx.execute(_FORGET_GTINS, [{"b_account_id": owner, "b_shoe_id": shoe_id} for shoe_id in gtins])
    rows = [{"account_id": owner, "gtin": g, "shoe_id": shoe_id} for shoe_id in gtins for g in sorted(gtins[shoe_id])]
    if rows:
        tx.execute(insert(shoe_gtins), rows)


def gtins_taken(db: Connection, owner: str, gtins: Sequence[str]) -> dict[str, str]:
    """Return shoe ids by those of the 14-digit GTINs that the owner's shoes carry."""
    found: dict[str, str] = {}
    for start in range(0, len(gtins), _AT_ONCE):
        some = {"owner": owner, "gtins": list(gtins[start : start + _AT_ONCE])}
        found.update((row.gtin, row.shoe_id) for row in db.execute(_GTINS_TAKEN, some))
    return found


def shoe_id_by_gtin(db: Connection, account_id: str, gtin: str) -> str | None:
    """Return the shoe this account can see that carries a 14-digit GTIN, or None."""
    row = db.execute(_BY_GTIN, {"account_id": account_id, "gtin": gtin}).first()
    return None if row is None else row.shoe_id


def gtins_of_owner(db: Connection, owner: str) -> dict[str, str]:
    """Return the shoe id of every 14-digit GTIN that the owner's shoes carry."""
    return {row.gtin: row.shoe_id for row in db.execute(_OF_OWNER, {"owner": owner})}
