"""Make an API key: the only moment at which its secret is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from api.storage.accounts.accounts import (
    OF_WHOLE_ACCOUNT,
    SCOPES,
    STORE_SCOPES,
    add_account,
    add_key,
    find_account,
    hash_of,
    hint_of,
    key_by_hash,
    new_key,
)
from api.storage.catalogue.stores import store_row
from api.storage.database.errors import ConflictError

FIRST_ACCOUNT = "First account"


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was just made; ``secret`` is shown once and stored nowhere."""

    id: str
    secret: str
    account_id: str
    is_preset: bool = False


def make_key(
    tx: Connection,
    account_id: str,
    *,
    name: str,
    now: datetime,
    scopes: Sequence[str] | None = None,
    store_id: str | None = None,
    expires_at: datetime | None = None,
    secret: str | None = None,
) -> MadeKey:
    """Store a new key for an account and return it with its secret, given or fresh.

    Without ``scopes`` it may do everything, or what a store needs where it is limited to one. Raises ConflictError for
    a store that the account has not, and for a scope that no key of a store can have.
    """
    if scopes is None:
        scopes = tuple(SCOPES) if store_id is None else STORE_SCOPES
    if store_id is not None:
        if store_row(tx, account_id, store_id) is None:
            raise ConflictError("/store_id", f"The account has no store {store_id[:60]}.")
        for scope in OF_WHOLE_ACCOUNT:
            if scope in scopes:
                raise ConflictError("/scopes", f"A key of one store cannot have the scope {scope}.")
    key = secret or new_key()
    key_id = add_key(
        tx,
        account_id,
        key_hash=hash_of(key),
        hint=hint_of(key),
        name=name,
        scopes=sorted(scopes),
        store_id=store_id,
        expires_at=expires_at,
        now=now,
    )
    return MadeKey(key_id, key, account_id)


def first_key(tx: Connection, preset: str | None, now: datetime) -> MadeKey | None:
    """Return the key of the first account if it had to be made now, else None: a stored key is only a hash.

    With a preset key, that key is made whenever it does not exist yet.
    """
    account_id = find_account(tx, FIRST_ACCOUNT)
    if account_id is None:
        account_id = add_account(tx, FIRST_ACCOUNT, now)
    elif preset is None:
        return None
    if preset is not None:
        known = key_by_hash(tx, hash_of(preset))
        if known is not None:
            return MadeKey(known.id, preset, known.account_id, is_preset=True)
    if preset is not None:
        return replace(make_key(tx, account_id, name="preset key", now=now, secret=preset), is_preset=True)
    return make_key(tx, account_id, name="first key", now=now)
