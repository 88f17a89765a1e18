"""Under which names files know a runner's pairs."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, String, Table, bindparam, insert, select

from api.storage.database.engines import metadata

pair_names = Table(
    "pair_names",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("runner_id", String(40), primary_key=True),
    Column("source", String(40), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("pair_id", String(40), nullable=False),
    ForeignKeyConstraint(["account_id", "pair_id"], ["pairs.account_id", "pairs.id"], ondelete="CASCADE"),
    Index("ix_pair_names_of_pair", "account_id", "pair_id"),
)

_NAMES = (
    select(pair_names.c.source, pair_names.c.name, pair_names.c.pair_id)
    .where(pair_names.c.account_id == bindparam("account_id"), pair_names.c.runner_id == bindparam("runner_id"))
    .order_by(pair_names.c.source, pair_names.c.name)
)
_ONE = select(pair_names.c.pair_id).where(
    pair_names.c.account_id == bindparam("account_id"),
    pair_names.c.runner_id == bindparam("runner_id"),
    pair_names.c.source == bindparam("source"),
    pair_names.c.name == bindparam("name"),
)
_ADD_NAMES = insert(pair_names)


def names_of_pairs(db: Connection, account_id: str, runner_id: str) -> dict[tuple[str, str], str]:
    """Return the pair behind each (source, name) under which a file named one of the runner's pairs."""
    found = db.execute(_NAMES, {"account_id": account_id, "runner_id": runner_id})
    return {(source, name): pair_id for source, name, pair_id in found}


def pair_with_name(db: Connection, account_id: str, runner_id: str, source: str, name: str) -> str | None:
    """Return the id of the runner's pair that files of a source call so, or None."""
    values = {"account_id": account_id, "runner_id": runner_id, "source": source, "name": name}
    return db.execute(_ONE, values).scalar()


def add_names_of_pairs(tx: Connection, account_id: str, runner_id: str, names: dict[tuple[str, str], str]) -> None:
    """Store under which names files know pairs."""
    whose = {"account_id": account_id, "runner_id": runner_id}
    if names:
        tx.execute(
            _ADD_NAMES,
            [
                {**whose, "source": source, "name": name, "pair_id": pair_id}
                for (source, name), pair_id in names.items()
            ],
        )
