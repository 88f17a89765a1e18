"""A key that was seen in the last hour stays good while the database is away.

Teeth: without the last known row in ``KeyCache.find`` every key is refused as soon as the cache has run out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from api.storage.database.engines import Database
from api.storage.database.errors import StorageUnavailableError
from api.web.edge.key_cache import AWAY_SECONDS, KeyCache
from tests.support.accounts import new_account, new_key


class Fickle:
    """A database that can go away."""

    def __init__(self, inner: Database) -> None:
        self.inner, self.away, self.asked = inner, False, 0

    @contextmanager
    def reading(self) -> Iterator[Any]:
        self.asked += 1
        if self.away:
            raise StorageUnavailableError
        with self.inner.reading() as db:
            yield db


def test_a_known_key_stays_good_for_an_hour_and_an_unknown_one_is_told_to_come_again(
    released_database: Database,
) -> None:
    account = new_account(released_database)
    revoked = new_key(released_database, account.id, revoked=True).secret
    database, clock = Fickle(released_database), SimpleNamespace(now=100.0)
    cache = KeyCache(database, 5, lambda: clock.now)  # type: ignore[arg-type]
    seen, dead = cache.find(account.key), cache.find(revoked)
    assert seen is not None and dead is not None and dead.revoked_at is not None
    database.away = True
    clock.now += 10
    asked = database.asked
    assert [cache.find(account.key) for _ in range(3)] == [seen] * 3
    assert database.asked == asked + 1
    assert cache.find(revoked) == dead
    with pytest.raises(StorageUnavailableError):
        cache.find("ff_nobody-has-ever-seen-this")
    clock.now += AWAY_SECONDS
    with pytest.raises(StorageUnavailableError):
        cache.find(account.key)
    database.away = False
    assert cache.find(account.key) == seen


def test_a_revocation_that_was_seen_holds(released_database: Database) -> None:
    account = new_account(released_database)
    database = Fickle(released_database)
    cache = KeyCache(database, 5)  # type: ignore[arg-type]
    assert cache.find(account.key) is not None
    cache.forget()
    database.away = True
    with pytest.raises(StorageUnavailableError):
        cache.find(account.key)
