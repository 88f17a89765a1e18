"""Idempotency keys: one effect and one answer for a POST that is sent again. Kept 30 days.

Where what a key made was erased, a tombstone stays for that time: a hash of the place and the key, and nothing else, so
that a late retry does not make it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
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
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from api.storage.database.engines import UtcDateTime, metadata
from api.storage.database.prepared import Prepared

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
    Column("about", String(40), nullable=True),
    Index("ix_idempotency_keys_created_at", "created_at"),
)
Index(
    "ix_idempotency_keys_about",
    idempotency_keys.c.account_id,
    idempotency_keys.c.about,
    sqlite_where=idempotency_keys.c.about.is_not(None),
    postgresql_where=idempotency_keys.c.about.is_not(None),
)


_ERASED = "erased"
_MADE_SOMEBODY = "/v1/runners"
"""The path under which a retry would make the person anew; below it everything is gone with the person."""


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

    def grave(self) -> Place:
        """Return the place of the tombstone that stands for this one."""
        values = hashlib.sha256("\x1f".join(self.as_dict().values()).encode()).hexdigest()
        return Place(self.account_id, _ERASED, "", "", values)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that was given: ``headers`` as a JSON text, ``body`` as the bytes sent."""

    request_hash: str
    status: int
    headers: str
    body: bytes

    @property
    def is_tombstone(self) -> bool:
        """Whether the runner whom this answer was about was erased."""
        return not self.request_hash


_NOTHING = {"request_hash": "", "status": 409, "headers": "{}", "body": b""}
_KEEP = Prepared(insert(idempotency_keys))
_FORGET_ABOUT = delete(idempotency_keys).where(
    idempotency_keys.c.account_id == bindparam("account_id"), idempotency_keys.c.about == bindparam("about")
)
_ANSWERS_ABOUT = select(idempotency_keys).where(
    idempotency_keys.c.account_id == bindparam("account_id"), idempotency_keys.c.about == bindparam("about")
)
_THIS = tuple(idempotency_keys.c[name] == bindparam(name) for name in Place.__slots__)
_FIND = Prepared(
    select(*(idempotency_keys.c[name] for name in StoredAnswer.__slots__)).where(
        idempotency_keys.c.account_id == bindparam("account_id"),
        or_(
            and_(*_THIS),
            and_(
                idempotency_keys.c.credential_id == _ERASED,
                idempotency_keys.c.method == "",
                idempotency_keys.c.path == "",
                idempotency_keys.c.key == bindparam("grave"),
            ),
        ),
    )
)
_HOLD = Prepared(select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("place", type_=Text), 0))))


def try_to_hold(tx: Connection, place: Place) -> bool:
    """Take the key for this transaction; return False while another request with it is still running.

    On SQLite the writers' queue already lets one request run after the other, so the second finds the answer.
    """
    if tx.dialect.name != "postgresql":
        return True
    text = "\x1f".join(place.as_dict().values())
    row = _HOLD.first(tx, {"place": text})
    return row is not None and bool(row[0])


def find_answer(tx: Connection, place: Place) -> StoredAnswer | None:
    """Return what was answered under this key, or None."""
    row = _FIND.first(tx, {**place.as_dict(), "grave": place.grave().key})
    return None if row is None else StoredAnswer(*row)


def keep_answer(tx: Connection, place: Place, answer: StoredAnswer, now: datetime, *, about: str | None = None) -> None:
    """Store the answer in the transaction of the effect; the primary key decides a race.

    ``about`` is the runner it is about, so that erasing the runner finds it.
    """
    values = {name: getattr(answer, name) for name in StoredAnswer.__slots__}
    _KEEP.run(tx, {**place.as_dict(), **values, "created_at": now, "about": about})


def forget_answers_about(tx: Connection, account_id: str, about: str) -> None:
    """Delete every answer about a runner; a tombstone stays where a retry would make the runner anew."""
    whose = {"account_id": account_id, "about": about}
    made = tx.execute(_ANSWERS_ABOUT.where(idempotency_keys.c.path == _MADE_SOMEBODY), whose).mappings().all()
    tx.execute(_FORGET_ABOUT, whose)
    for row in made:
        grave = Place(*(row[name] for name in Place.__slots__)).grave()
        _KEEP.run(tx, {**grave.as_dict(), **_NOTHING, "created_at": row["created_at"], "about": None})


def rewrite_answers_about(tx: Connection, account_id: str, about: str, rewrite: Callable[[bytes], bytes]) -> None:
    """Change the bodies of the answers about a runner."""
    for row in tx.execute(_ANSWERS_ABOUT, {"account_id": account_id, "about": about}).mappings().all():
        body = rewrite(row["body"])
        if body != row["body"]:
            this = (idempotency_keys.c[name] == row[name] for name in Place.__slots__)
            tx.execute(update(idempotency_keys).where(*this).values(body=body))


def forget_old(tx: Connection, now: datetime) -> int:
    """Delete keys older than 30 days and return how many there were."""
    return tx.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < now - KEPT_FOR)).rowcount
