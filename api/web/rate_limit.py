"""How many requests a key may make: the ``limits`` library, and the RateLimit fields that tell the client."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from time import time

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit: whether this request may pass, how many more, and in how many seconds it renews."""

    passed: bool
    remaining: int
    reset_seconds: int


class RateLimit:
    """One limit for each key, such as ``1200/minute``, kept in memory or, for several hosts, in Redis."""

    def __init__(self, limit: str, storage: str) -> None:
        self._item: RateLimitItem = parse(limit)
        self._limiter = FixedWindowRateLimiter(storage_from_string(storage))
        self.policy = f'"default";q={self._item.amount};w={self._item.get_expiry()}'

    def take(self, who: str) -> Left:
        """Count one request of ``who`` and answer what is left."""
        passed = self._limiter.hit(self._item, who)
        window = self._limiter.get_window_stats(self._item, who)
        return Left(passed, max(0, window.remaining), max(1, ceil(window.reset_time - time())))
