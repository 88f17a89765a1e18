"""Idempotency keys: one effect and one answer for a POST that is sent again. Kept 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from api.storage.metadata import UtcDateTime, metadata

KEPT_FOR = timedelta(days=30)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("credential_id", String(40), primary_key=True),
    Column("method", String(8), primary_key=True),
    Column("path", String(300), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_idempotency_keys_created_at", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """What an idempotency key is unique within, and the key."""

    account_id: str
    credential_id: str
    method: str
    path: str
    key: str

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that was given: ``headers`` as a JSON text, ``body`` as the bytes sent."""

    request_hash: str
    status: int
    headers: str
    body: bytes


_FIND = select(
    *(idempotency_keys.c[name] for name in StoredAnswer.__slots__),
).where(*(idempotency_keys.c[name] == bindparam(name) for name in Place.__slots__))


def try_to_hold(tx: Connection, place: Place) -> bool:
    """Take the key for this transaction; answers False while another request with it is still running.

    On SQLite the writers' queue already lets one request run after the other, so the second finds the answer.
    """
    if tx.dialect.name != "postgresql":
        return True
    text = "\x1f".join(place.as_dict().values())
    return bool(tx.execute(select(func.pg_try_advisory_xact_lock(func.hashtextextended(text, 0)))).scalar())


def find_answer(tx: Connection, place: Place) -> StoredAnswer | None:
    """Answer what was answered under this key, or None."""
    row = tx.execute(_FIND, place.as_dict()).first()
    return None if row is None else StoredAnswer(*row)


def keep_answer(tx: Connection, place: Place, answer: StoredAnswer, now: datetime) -> None:
    """Store the answer in the transaction of the effect; the primary key decides a race."""
    tx.execute(
        insert(idempotency_keys).values(
            **place.as_dict(),
            request_hash=answer.request_hash,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            created_at=now,
        )
    )


def forget_old(tx: Connection, now: datetime) -> int:
    """Delete keys older than 30 days and answer how many there were."""
    return tx.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < now - KEPT_FOR)).rowcount
