"""Accounts (a store, a chain, an app) and their API keys: how a key looks, what it may do, what is stored of it.

Keys are stored only as a SHA-256 hash.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, bindparam, insert, select, tuple_, update

from api.storage.database.engines import UtcDateTime, metadata, new_id

KEY_PREFIX = "ff_"
_SECRET_BYTES = 24
_HINT_LENGTH = 7

SCOPES = {
    "advice": "Ask for advice.",
    "handovers:write": "Keep a customer's advice under a link to take home.",
    "catalogue:read": "Read the catalogue.",
    "catalogue:write": "Add, change, import and delete the account's own shoes.",
    "stores:read": "Read stores and their stock.",
    "stores:write": "Add, change and delete stores, import stock.",
    "runners:read": "Read runners, their pairs and runs, and the advice from their logs; export.",
    "runners:write": "Add, change and delete runners, pairs and runs, import; erase a runner.",
    "webhooks:manage": "Add, change and delete webhooks, see and repeat deliveries; not for a key of one store.",
    "keys:manage": "List, make and revoke the account's API keys; not for a key of one store.",
}
"""What a key may be allowed to do."""

KEYS_MANAGE, WEBHOOKS_MANAGE = "keys:manage", "webhooks:manage"
OF_WHOLE_ACCOUNT = {
    KEYS_MANAGE: "A key of one store does not manage the account's keys.",
    WEBHOOKS_MANAGE: "A key of one store does not manage the account's webhooks.",
}
"""Scopes that no key of one store can have, and why."""
KIOSK_SCOPES = ("advice", "handovers:write")
"""What the key of a kiosk may do, and nothing else."""

STORE_SCOPES = ("advice", "handovers:write", "catalogue:read", "stores:read")
"""What a key of one store may do unless other scopes are given."""
SHORTEST_KEY = 24
"""How many characters a preset key has at least."""


def new_key() -> str:
    """Return a fresh key: 192 random bits behind a prefix that secret scanners can look for."""
    return KEY_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)


def hash_of(key: str) -> str:
    """Return what is stored of a key. A random key of 192 bits needs no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def hint_of(key: str) -> str:
    """Return the beginning of a key, enough to tell keys apart in a list and never more than a quarter of it."""
    return key[: min(_HINT_LENGTH, len(key) // 4)]


accounts = Table(
    "accounts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("hint", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", String(400), nullable=False),
    Column("store_id", String(40), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    Index("ix_api_keys_account_id_created_at", "account_id", "created_at"),
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as stored: whose it is, what it may do (``scopes``), for which store, and whether it still counts."""

    id: str
    account_id: str
    hint: str
    name: str
    scopes: frozenset[str]
    store_id: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Return whether the key may be used at ``now``."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


_KEY_COLUMNS = tuple(api_keys.c[name] for name in KeyRow.__slots__)
_BY_HASH = select(*_KEY_COLUMNS).where(api_keys.c.key_hash == bindparam("key_hash"))
_OF_ACCOUNT = (
    select(*_KEY_COLUMNS)
    .where(api_keys.c.account_id == bindparam("account_id"))
    .order_by(api_keys.c.created_at, api_keys.c.id)
)
_ONE_OF_ACCOUNT = select(*_KEY_COLUMNS).where(
    api_keys.c.account_id == bindparam("account_id"), api_keys.c.id == bindparam("id")
)
_PAGE = _OF_ACCOUNT.limit(bindparam("page_size"))
_BEHIND = tuple_(api_keys.c.created_at, api_keys.c.id) > tuple_(
    bindparam("at", type_=UtcDateTime), bindparam("id", type_=String)
)


_LOCK = select(accounts.c.id).where(accounts.c.id == bindparam("account_id")).with_for_update(key_share=True)


def lock_account(tx: Connection, account_id: str) -> None:
    """Let no other transaction that asks for it too change what belongs to the whole account, until this one ends."""
    tx.execute(_LOCK, {"account_id": account_id})


def add_account(tx: Connection, name: str, now: datetime) -> str:
    """Store a new account and return its id."""
    account_id = new_id("acc")
    tx.execute(insert(accounts).values(id=account_id, name=name, created_at=now))
    return account_id


def find_account(db: Connection, name: str) -> str | None:
    """Return the id of the oldest account of this name, or None."""
    query = select(accounts.c.id).where(accounts.c.name == name).order_by(accounts.c.created_at).limit(1)
    return db.execute(query).scalar()


def list_accounts(db: Connection) -> list[tuple[str, str]]:
    """Return (id, name) of every account, oldest first."""
    query = select(accounts.c.id, accounts.c.name).order_by(accounts.c.created_at, accounts.c.id)
    return [(row.id, row.name) for row in db.execute(query)]


def add_key(
    tx: Connection,
    account_id: str,
    *,
    key_hash: str,
    hint: str,
    name: str,
    scopes: Sequence[str],
    store_id: str | None,
    expires_at: datetime | None,
    now: datetime,
) -> str:
    """Store a key by its hash and return its id."""
    key_id = new_id("key")
    tx.execute(
        insert(api_keys).values(
            id=key_id,
            account_id=account_id,
            key_hash=key_hash,
            hint=hint,
            name=name,
            scopes=" ".join(scopes),
            store_id=store_id,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return key_id


def key_by_hash(db: Connection, key_hash: str) -> KeyRow | None:
    """Return the key with this hash, revoked and expired ones included, or None."""
    row = db.execute(_BY_HASH, {"key_hash": key_hash}).first()
    return None if row is None else _key_row(row)


def keys_of_account(db: Connection, account_id: str) -> list[KeyRow]:
    """Return every key of an account, oldest first."""
    return [_key_row(row) for row in db.execute(_OF_ACCOUNT, {"account_id": account_id})]


def list_keys_of_account(
    db: Connection, account_id: str, after: tuple[datetime, str] | None, limit: int
) -> list[KeyRow]:
    """Return at most ``limit`` keys of an account behind (created_at, id), oldest first."""
    values: dict[str, object] = {"account_id": account_id, "page_size": limit}
    query = _PAGE
    if after is not None:
        query, values = query.where(_BEHIND), {**values, "at": after[0], "id": after[1]}
    return [_key_row(row) for row in db.execute(query, values)]


def key_of_account(db: Connection, account_id: str, key_id: str) -> KeyRow | None:
    """Return a key of this account by its id, or None."""
    row = db.execute(_ONE_OF_ACCOUNT, {"account_id": account_id, "id": key_id}).first()
    return None if row is None else _key_row(row)


def revoke_key(tx: Connection, account_id: str, key_id: str, now: datetime) -> bool:
    """Revoke a key of this account; return whether there was one that was still live."""
    done = tx.execute(
        update(api_keys)
        .where(api_keys.c.account_id == account_id, api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return done.rowcount > 0


def _key_row(row: object) -> KeyRow:
    values = {name: getattr(row, name) for name in KeyRow.__slots__}
    values["scopes"] = frozenset(values["scopes"].split())
    return KeyRow(**values)
