"""Who is asking, whether they may, and how often: keys, scopes and the rate limit.

Every route is closed unless it is marked ``@public`` or ``@needs(scope)``. No key, no answer: an app with a route that
bears no mark refuses to start.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from math import ceil
from typing import Any, TypeVar

import structlog
from flask import request
from limits import parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string

from api.storage.accounts.accounts import OF_WHOLE_ACCOUNT, SCOPES, KeyRow, hash_of, key_by_hash
from api.storage.database.engines import Database, acting, deadline
from api.storage.database.errors import StorageUnavailableError
from api.storage.runners.store_runners import OF_RUNNERS, belongs_to_store
from api.web.edge.context import Parts, Visit, parts, visit
from api.web.edge.errors import Problem

View = TypeVar("View", bound=Callable[..., Any])

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="forefoot"'}
_FAILED_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="forefoot", error="invalid_token"'}
_FAILURES = "failed-key:"
_STRANGERS = "signed-address:"


def public(view: View) -> View:
    """Mark a view that answers without a key."""
    view.forefoot_scope = None  # type: ignore[attr-defined]
    return view


def counted(view: View) -> View:
    """Mark a public view that opens by its own address and costs more than a look: it is counted by address."""
    view.forefoot_counted = True  # type: ignore[attr-defined]
    return view


def needs(scope: str) -> Callable[[View], View]:
    """Mark a view with the scope that a key must carry. Stands directly above the function, below ``@blp`` lines."""
    if scope not in SCOPES:
        raise ValueError(f"unknown scope {scope}")

    def mark(view: View) -> View:
        view.forefoot_scope = scope  # type: ignore[attr-defined]
        return view

    return mark


def caller() -> KeyRow:
    """Return the key that this request was made with."""
    key = visit().key
    if key is None:
        raise LookupError("a public view asked who is calling")
    return key


def account_id() -> str:
    """Return the account on whose behalf this request is made."""
    return caller().account_id


def check_store(store_id: str) -> None:
    """Refuse, as if it did not exist, a store other than the one the key is limited to."""
    limited_to = caller().store_id
    if limited_to is not None and limited_to != store_id:
        raise Problem("not_found")


def scope_of(view: View) -> str | None:
    """Return the scope of a view, None for a public one; raises LookupError for a view without a mark."""
    try:
        found: str | None = view.forefoot_scope  # type: ignore[attr-defined]
    except AttributeError:
        raise LookupError(f"{view.__module__}.{view.__name__} is neither public nor behind a scope") from None
    return found


def check_caller(environ: Mapping[str, Any], scope: str, now: Visit, built: Parts) -> KeyRow:
    """Find the key, count the request, check the scope, and return the key.

    Raises Problem 401, 403 or 429, StorageUnavailableError.
    """
    key = now.key = _live_key(environ, now, built)
    acting.account = key.account_id
    _count(key.id, now, built)
    if scope not in key.scopes:
        raise Problem("missing_scope", f"This operation needs a key with the scope {scope}.")
    if key.store_id is not None and scope in OF_WHOLE_ACCOUNT:
        raise Problem("missing_scope", OF_WHOLE_ACCOUNT[scope])
    return key


def check_runner(key: KeyRow, path_values: Mapping[str, Any], built: Parts) -> None:
    """Refuse, as if it did not exist, to the key of a store what is not about a runner of that store.

    It stands before every view, so that a new one with such an id in its path is closed without a word of its own.
    Raises Problem 404, StorageUnavailableError.
    """
    if key.store_id is None:
        return
    for kind in OF_RUNNERS & path_values.keys():
        with built.database.reading() as db:
            if not belongs_to_store(db, key.account_id, key.store_id, kind, str(path_values[kind])):
                raise Problem("not_found")


def _live_key(environ: Mapping[str, Any], now: Visit, built: Parts) -> KeyRow:
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Problem("no_key", headers=_CHALLENGE)
    row = built.keys.find(token)
    if row is None or not row.is_live(built.now()):
        # Guesses are counted by address and after the look-up: somebody else's guesses never shut out a good key.
        _count(_FAILURES + address_of(environ, built.settings.trusted_proxies), now, built)
        raise Problem("invalid_key", headers=_FAILED_CHALLENGE)
    return row


def address_of(environ: Mapping[str, Any], proxies: Sequence[str]) -> str:
    """Return the address that a request came from; a header about it is believed of a named proxy alone.

    The proxy that is nearest to us adds the last address: the last one that is no proxy of ours is the client.
    """
    address: str = environ.get("REMOTE_ADDR", "")
    if address not in proxies:
        return address
    for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        try:
            address = str(ip_address(hop.strip()))
        except ValueError:
            break
        if address not in proxies:
            break
    return address


def count_stranger(environ: Mapping[str, Any], now: Visit, built: Parts) -> None:
    """Count a request that comes without a key, by address; raises Problem 429."""
    _count(_STRANGERS + address_of(environ, built.settings.trusted_proxies), now, built)


def count_visitor(what: str) -> None:
    """Count what somebody without a key does, by address; raise Problem 429 when it was too often."""
    now, built = visit(), parts()
    left = built.visitor_limit.take(f"{what}:{address_of(request.environ, built.settings.trusted_proxies)}")
    if not left.passed:
        now.left = left
        raise Problem("too_many_requests", headers={"Retry-After": str(left.reset_seconds)})


def _count(who: str, now: Visit, built: Parts) -> None:
    left = now.left = built.rate_limit.take(who)
    if not left.passed:
        raise Problem("too_many_requests", headers={"Retry-After": str(left.reset_seconds)})


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


IN_PROCESS = "memory://"
_MOST_WINDOWS = 50_000
_TRY_SHARED_AGAIN_SECONDS = 5.0
_SHARED_TIMEOUT_SECONDS = 0.5

log = structlog.get_logger()


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
