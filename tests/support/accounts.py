"""Accounts and keys for tests, made the way the service makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.services.keys import MadeKey, make_key
from api.storage.accounts.accounts import OF_WHOLE_ACCOUNT, SCOPES, add_account, revoke_key
from api.storage.database.engines import Database


@dataclass(frozen=True, slots=True)
class Account:
    """An account and a key of it that may do everything."""

    id: str
    key: str


def new_account(database: Database, name: str = "A shop") -> Account:
    """Store an account with a key of every scope."""
    with database.writing() as tx:
        account_id = add_account(tx, name, datetime.now(UTC))
        return Account(account_id, make_key(tx, account_id, name="test", now=datetime.now(UTC)).secret)


def new_key(
    database: Database,
    account_id: str,
    *,
    scopes: Sequence[str] | None = None,
    store_id: str | None = None,
    expired: bool = False,
    revoked: bool = False,
) -> MadeKey:
    """Store another key for an account: one that may do everything that can be done with it, if no scopes are given."""
    if scopes is None:
        scopes = tuple(SCOPES.keys() - OF_WHOLE_ACCOUNT.keys() if store_id else SCOPES)
    now = datetime.now(UTC)
    expires_at = now - timedelta(seconds=1) if expired else None
    with database.writing() as tx:
        made = make_key(tx, account_id, name="test", now=now, scopes=scopes, store_id=store_id, expires_at=expires_at)
        if revoked:
            revoke_key(tx, account_id, made.id, now)
    return made
