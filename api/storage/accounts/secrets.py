"""Secrets of the service itself that every host must share, such as the one that signs cursors."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, insert, select

from api.storage.database.engines import UtcDateTime, metadata

service_secrets = Table(
    "service_secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

CURSOR = "cursor"
_SECRET_BYTES = 32


def secret_of(db: Connection, name: str) -> str | None:
    """Return the secret of this name, or None if it was not made yet."""
    return db.execute(select(service_secrets.c.value).where(service_secrets.c.name == name)).scalar()


def make_secret(tx: Connection, name: str, now: datetime) -> None:
    """Store a fresh secret unless there is one."""
    if secret_of(tx, name) is None:
        tx.execute(insert(service_secrets).values(name=name, value=secrets.token_hex(_SECRET_BYTES), created_at=now))
