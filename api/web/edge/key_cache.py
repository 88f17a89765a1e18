"""Keys that were looked up, remembered for a moment, and for longer while the database is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext

from api.storage.accounts.accounts import KeyRow, hash_of, key_by_hash
from api.storage.database.engines import Database, acting, deadline
from api.storage.database.errors import StorageUnavailableError

_MAX_KEY_LENGTH = 200
_MOST_REMEMBERED = 10_000
AWAY_SECONDS = 3600.0
"""For how long a key that was looked up stays good while the database cannot be asked."""
_RETRY_AFTER_SECONDS = 1.0
_KNOWN_WAITS_SECONDS = 1.0


class KeyCache:
    """Looks keys up and remembers those that exist for ``seconds``, which a revocation outlives at most.

    While the database is away it remembers for an hour: what needs no database, such as whether somebody should see a
    doctor, is then still answered to whoever is known.
    """

    def __init__(self, database: Database, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._seconds = seconds
        self._clock = clock
        self._remembered: dict[str, tuple[KeyRow, float]] = {}
        self._away_until = 0.0

    def find(self, key: str) -> KeyRow | None:
        """Return the key's row, or None for a key that was never made; raises StorageUnavailableError."""
        known = self._remembered.get(key)
        now = self._clock()
        if known is not None and now < known[1]:
            return known[0]
        if len(key) > _MAX_KEY_LENGTH:
            return None
        # A key that was last seen revoked or expired is remembered as such; who is unknown is sent away to come again.
        last_known = known[0] if known is not None and now < known[1] + AWAY_SECONDS else None
        if last_known is not None and now < self._away_until:
            return last_known
        try:
            # Who is known need not wait for long: a few moments later the answer would be the same.
            patience = deadline.at_most(_KNOWN_WAITS_SECONDS) if last_known is not None else nullcontext()
            with patience, acting.for_every_account(), self._database.reading() as db:
                row = key_by_hash(db, hash_of(key))
        except StorageUnavailableError:
            self._away_until = self._clock() + _RETRY_AFTER_SECONDS
            if last_known is None:
                raise
            return last_known
        if row is not None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = (row, now + self._seconds)
        return row

    def forget(self) -> None:
        """Forget everything, after a key of this process was revoked."""
        self._remembered.clear()
