"""How often somebody may ask: fixed windows, counted in this process or in a storage that several hosts share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import structlog
from limits import parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string

log = structlog.get_logger()

IN_PROCESS = "memory://"
_MOST_WINDOWS = 50_000
_TRY_SHARED_AGAIN_SECONDS = 5.0
_SHARED_TIMEOUT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit: whether this request may pass, how many more, and in how many seconds it renews."""

    passed: bool
    remaining: int
    reset_seconds: int


class Windows:
    """Fixed windows counted in this process."""

    def __init__(self, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, who: str) -> tuple[int, float]:
        """Count one request; return how many there were in this window and how many seconds it still lasts."""
        now = self._clock()
        with self._lock:
            ends, count = self._windows.get(who, (0.0, 0))
            if ends <= now:
                if len(self._windows) >= _MOST_WINDOWS:
                    self._forget(now)
                ends, count = now + self._seconds, 0
            self._windows[who] = (ends, count + 1)
        return count + 1, ends - now

    def _forget(self, now: float) -> None:
        self._windows = {who: window for who, window in self._windows.items() if window[0] > now}
        if len(self._windows) >= _MOST_WINDOWS:
            self._windows.clear()


class SharedWindows:
    """Fixed windows counted in a storage that several hosts share; raises StorageError while it cannot be reached."""

    def __init__(self, seconds: int, storage: Storage) -> None:
        self._seconds = seconds
        self._storage = storage

    def count(self, who: str) -> tuple[int, float]:
        """Count one request; return how many there were in this window and how many seconds it still lasts."""
        name = f"forefoot/{who}"
        return self._storage.incr(name, self._seconds), self._storage.get_expiry(name) - time.time()


class RateLimit:
    """One limit for each key, such as ``1200/minute``. ``storage`` is ``memory://`` or the URI of a shared one.

    Without shared storage each worker process counts for itself. With it (Redis, through the ``limits`` library) all
    workers of all hosts count together; while it cannot be reached, each worker counts for itself again: a customer at
    a kiosk is not sent away because a counter is down.

    Raises ValueError for a limit, and limits.errors.ConfigurationError for a storage, that cannot be read.
    """

    def __init__(self, limit: str, storage: str | Storage, clock: Callable[[], float] = time.monotonic) -> None:
        item = parse(limit)
        self._amount, seconds = item.amount, item.get_expiry()
        self._clock = clock
        self._own = Windows(seconds, clock)
        self._shared: SharedWindows | None = None
        self._shared_from = 0.0
        if storage != IN_PROCESS:
            opened = _open(storage) if isinstance(storage, str) else storage
            self._shared = SharedWindows(seconds, opened)
        self.policy = f'"default";q={self._amount};w={seconds}'

    def take(self, who: str) -> Left:
        """Count one request of ``who`` and return what is left."""
        count, lasts = self._count(who)
        return Left(count <= self._amount, max(0, self._amount - count), max(1, ceil(lasts)))

    def _count(self, who: str) -> tuple[int, float]:
        if self._shared is not None and self._clock() >= self._shared_from:
            try:
                return self._shared.count(who)
            except StorageError as fault:
                self._shared_from = self._clock() + _TRY_SHARED_AGAIN_SECONDS
                log.warning("limits are counted by each worker alone", fault=type(fault.storage_error).__name__)
        return self._own.count(who)


def _open(uri: str) -> Storage:
    options = {}
    if uri.startswith(("redis", "valkey")):
        options = {"socket_timeout": _SHARED_TIMEOUT_SECONDS, "socket_connect_timeout": _SHARED_TIMEOUT_SECONDS}
    storage = storage_from_string(uri, wrap_exceptions=True, **options)
    if not isinstance(storage, Storage):
        raise ValueError(f"{uri.partition(':')[0]} cannot be used to count requests")
    return storage
