"""Accounts and keys as stored: found by hash alone, each account's own, revoked once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from api.storage.accounts.accounts import (
    KeyRow,
    accounts,
    add_account,
    add_key,
    find_account,
    hash_of,
    key_by_hash,
    key_of_account,
    keys_of_account,
    list_accounts,
    list_keys_of_account,
    revoke_key,
)
from api.storage.database.engines import Database

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)


def stored_key(
    database: Database, account_id: str, key: str = "ff_secret", now: datetime = NOW, expires_at: datetime | None = None
) -> str:
    with database.writing() as tx:
        return add_key(
            tx,
            account_id,
            key_hash=hash_of(key),
            hint="ff_secr",
            name="kiosk",
            scopes=["advice", "catalogue:read"],
            store_id="store_1",
            expires_at=expires_at,
            now=now,
        )


def account_in(database: Database, name: str = "A shop", now: datetime = NOW) -> str:
    with database.writing() as tx:
        return add_account(tx, name, now)


def test_accounts_are_listed_oldest_first(database: Database) -> None:
    second = account_in(database, "b", LATER)
    first = account_in(database, "a", NOW)
    with database.reading() as db:
        assert list_accounts(db) == [(first, "a"), (second, "b")]


def test_the_oldest_account_of_a_name_is_found(database: Database) -> None:
    account_in(database, "same", LATER)
    first = account_in(database, "same", NOW)
    with database.reading() as db:
        assert find_account(db, "same") == first
        assert find_account(db, "other") is None


def test_a_key_comes_back_as_it_was_stored(database: Database) -> None:
    account = account_in(database)
    key_id = stored_key(database, account, expires_at=LATER)
    expected = KeyRow(
        id=key_id,
        account_id=account,
        hint="ff_secr",
        name="kiosk",
        scopes=frozenset({"advice", "catalogue:read"}),
        store_id="store_1",
        created_at=NOW,
        expires_at=LATER,
        revoked_at=None,
    )
    with database.reading() as db:
        assert key_by_hash(db, hash_of("ff_secret")) == expected
        assert key_by_hash(db, hash_of("ff_secreT")) is None
        assert key_by_hash(db, "ff_secret") is None


def test_nothing_of_a_key_but_its_hash_and_hint_is_stored(database: Database) -> None:
    stored_key(database, account_in(database), "ff_secret-that-nobody-may-read")
    with database.reading() as db:
        rows = db.execute(text("SELECT * FROM api_keys")).all()
    assert "secret-that" not in str(rows)


def test_a_key_is_live_until_it_is_revoked_or_expires(database: Database) -> None:
    account = account_in(database)
    key_id = stored_key(database, account, expires_at=LATER)
    with database.reading() as db:
        (row,) = keys_of_account(db, account)
    assert row.is_live(LATER - timedelta(microseconds=1))
    assert not row.is_live(LATER)
    with database.writing() as tx:
        assert revoke_key(tx, account, key_id, NOW)
    with database.reading() as db:
        (row,) = keys_of_account(db, account)
    assert row.revoked_at == NOW
    assert not row.is_live(NOW)


def test_a_key_is_revoked_once_and_by_its_account_alone(database: Database) -> None:
    account, other = account_in(database), account_in(database)
    key_id = stored_key(database, account)
    with database.writing() as tx:
        assert not revoke_key(tx, other, key_id, NOW)
        assert not revoke_key(tx, account, "key_never", NOW)
    with database.reading() as db:
        assert [row.revoked_at for row in keys_of_account(db, account)] == [None]
    with database.writing() as tx:
        assert revoke_key(tx, account, key_id, NOW)
        assert not revoke_key(tx, account, key_id, LATER)
    with database.reading() as db:
        assert [row.revoked_at for row in keys_of_account(db, account)] == [NOW]


def test_keys_are_listed_by_age_and_for_their_account_alone(database: Database) -> None:
    account, other = account_in(database), account_in(database)
    second = stored_key(database, account, "b", LATER)
    first = stored_key(database, account, "a", NOW)
    stored_key(database, other, "c")
    with database.reading() as db:
        assert [row.id for row in keys_of_account(db, account)] == [first, second]


def test_keys_are_paged_in_their_order_and_read_alone_by_id(database: Database) -> None:
    account, other = account_in(database), account_in(database)
    ids = [stored_key(database, account, text, NOW if text < "d" else LATER) for text in "abcde"]
    foreign = stored_key(database, other, "f")
    paged: list[str] = []
    after = None
    with database.reading() as db:
        while rows := list_keys_of_account(db, account, after, 2):
            assert len(rows) <= 2
            paged += [row.id for row in rows]
            after = (rows[-1].created_at, rows[-1].id)
        assert paged == [*sorted(ids[:3]), *sorted(ids[3:])]
        found = key_of_account(db, account, ids[0])
        assert found is not None and found.id == ids[0]
        assert key_of_account(db, account, foreign) is None


def test_no_two_keys_share_a_hash(database: Database) -> None:
    account = account_in(database)
    stored_key(database, account)
    with pytest.raises(IntegrityError):
        stored_key(database, account_in(database))


def test_the_keys_of_an_account_go_with_it(database: Database) -> None:
    account = account_in(database)
    stored_key(database, account)
    with database.writing() as tx:
        tx.execute(delete(accounts).where(accounts.c.id == account))
    with database.reading() as db:
        assert key_by_hash(db, hash_of("ff_secret")) is None
