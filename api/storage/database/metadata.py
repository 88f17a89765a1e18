"""What all tables share: naming of constraints, a UTC instant that both databases keep, new ids."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 20


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. SQLite drops the zone of a timestamp; this puts it back and refuses a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id(prefix: str) -> str:
    """Return a fresh id such as ``shoe_3k9…``: 100 random bits, easy to read aloud, says what it names."""
    return prefix + "_" + "".join(_ID_ALPHABET[byte % len(_ID_ALPHABET)] for byte in secrets.token_bytes(_ID_LENGTH))


def id_from(prefix: str, *parts: str) -> str:
    """Return an id such as ``new_id`` makes, always the same for the same parts."""
    told = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return prefix + "_" + "".join(_ID_ALPHABET[byte % len(_ID_ALPHABET)] for byte in told[:_ID_LENGTH])


def version_after(before: int | None, now: datetime) -> int:
    """Return the next version of a row: the microsecond of the write, and always more than ``before``.

    A plain counter would come back to the same number with other content once a backup is restored; whoever holds the
    old number, a client's ETag or a cache, would take one for the other.
    """
    moment = int(now.timestamp() * 1_000_000)
    return moment if before is None else max(before + 1, moment)
