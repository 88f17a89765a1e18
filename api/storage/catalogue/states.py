"""Whose catalogue it is, and in which state: every change gives it a new mark, which caches in every process go by.

The shared catalogue belongs to a reserved account, so every shoe has an owner and every index begins with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from api.storage.accounts.accounts import accounts
from api.storage.database.engines import UtcDateTime, metadata, new_id
from api.storage.database.prepared import Prepared

SHARED = "shared"
"""Id of the reserved account that owns the shared catalogue; it has no key and nobody can act for it."""

catalogue_states = Table(
    "catalogue_states",
    metadata,
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("mark", String(40), nullable=False),
    Column("derived_with", String(80), nullable=True),
    Column("seed_digest", String(64), nullable=True),
    Column("updated_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SharedState:
    """What the shared catalogue was loaded from (``seed_digest``) and derived with (a rulebook version)."""

    derived_with: str | None
    seed_digest: str | None


_states = catalogue_states.c
_LOCK = select(accounts.c.id).where(accounts.c.id == bindparam("account_id")).with_for_update(key_share=True)


def _mark_of(owner: object) -> Any:
    return func.coalesce(select(_states.mark).where(_states.account_id == owner).scalar_subquery(), "")


CATALOGUE_MARKS = Prepared(select(_mark_of(SHARED), _mark_of(bindparam("account_id"))))
"""The marks of the shared catalogue and of an account's own shoes; empty where nothing was ever stored."""

_SHARED_STATE = select(_states.derived_with, _states.seed_digest).where(_states.account_id == SHARED)
_CHANGE = (
    update(catalogue_states)
    .where(_states.account_id == bindparam("owner"))
    .values(mark=bindparam("mark"), updated_at=bindparam("updated_at"))
)


def ensure_shared_account(tx: Connection, now: datetime) -> None:
    """Make the reserved account of the shared catalogue, if it is not there yet."""
    if tx.execute(_LOCK, {"account_id": SHARED}).first() is None:
        tx.execute(insert(accounts).values(id=SHARED, name="Shared catalogue", created_at=now))


def lock_catalogue(tx: Connection, account_id: str) -> None:
    """Let one writer at a time change this account's shoes, stores and stock, until the transaction ends.

    SQLite has one writer anyway and ignores the lock.
    """
    tx.execute(_LOCK, {"account_id": account_id})


def mark_catalogue_change(tx: Connection, owner: str, now: datetime) -> None:
    """Mark a change of this owner's shoes; call it in the transaction of the change, under the lock.

    A mark is random, not a counter: a restored backup never comes back to a mark that a cache still knows.
    """
    values = {"mark": new_id("state"), "updated_at": now}
    if tx.execute(_CHANGE, {"owner": owner, **values}).rowcount == 0:
        tx.execute(insert(catalogue_states), {"account_id": owner, **values})


def shared_state(db: Connection) -> SharedState | None:
    """Return what the shared catalogue was loaded from, or None if it never was."""
    row = db.execute(_SHARED_STATE).first()
    return None if row is None else SharedState(*row)


def keep_shared_state(tx: Connection, *, derived_with: str, seed_digest: str, now: datetime) -> None:
    """Write down what the shared catalogue is now loaded from and derived with; it must have been marked before."""
    tx.execute(
        update(catalogue_states)
        .where(_states.account_id == SHARED)
        .values(derived_with=derived_with, seed_digest=seed_digest, updated_at=now)
    )
