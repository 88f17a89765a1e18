"""Connections to PostgreSQL that never wait for ever: the server bounds a statement, and so do we.

The server's own time-outs say nothing when the server itself stands still (a frozen host, a lost network): then the
client has to give up by itself, and never use that connection again.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from psycopg.abc import RV, PQGen
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

PING_SECONDS = 1.0
_GRACE_SECONDS = 0.5
_ASKED_AFTER_SECONDS = 5.0
_GIVEN_BACK = "given_back"


class _Patience(threading.local):
    seconds: float | None = None


_patience = _Patience()


class TimedConnection(psycopg.Connection[Any]):
    """A connection on which each wait for the server ends within the patience of the thread that waits."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Return what the server said; raises psycopg.OperationalError, and closes, when it says nothing in time."""
        try:
            return super().wait(gen, interval, timeout if timeout is not None else _patience.seconds)
        except errors._WaitTimeout:
            self.close()
            raise psycopg.OperationalError("the server did not answer in time") from None


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """Wait at most ``seconds`` for each answer in this block and thread; None: as long as it takes (migrations)."""
    before, _patience.seconds = _patience.seconds, seconds
    try:
        yield
    finally:
        _patience.seconds = before


def statement_patience(timeout_seconds: float) -> float:
    """Return how long to wait for a statement that the server itself ends after ``timeout_seconds``."""
    return timeout_seconds + _GRACE_SECONDS


def arguments(timeout_seconds: float) -> dict[str, Any]:
    """Return what to connect with, so that no connect, statement or lock takes longer than ``timeout_seconds``."""
    milliseconds = int(timeout_seconds * 1000)
    return {
        # A ping that fails comes before a new connection: both together stay within the time-out.
        "connect_timeout": max(2, int(timeout_seconds - PING_SECONDS)),
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC"
        # A day that a statement writes as text has to be one that we read, however the server is set.
        f" -c datestyle=ISO"
        f" -c idle_in_transaction_session_timeout={milliseconds * 4}",
        "tcp_user_timeout": milliseconds,
        "keepalives_idle": max(1, int(timeout_seconds)),
    }


def use_timed_connections(engine: Engine) -> None:
    """Make the engine open connections that do not wait for ever."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TimedConnection:
        return TimedConnection.connect(*args, **kwargs)


def check_before_use(engine: Engine) -> None:
    """Replace a pooled connection that is no longer good before anyone uses it.

    One that lay still for a while is asked, which takes a way to the server and back. One that was in use a moment ago
    is only looked at: a server that hung up left its last word in the socket.
    """

    @event.listens_for(engine, "checkin")
    def _given_back(_connection: Any, record: Any) -> None:
        record.info[_GIVEN_BACK] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _check(connection: Any, record: Any, _proxy: Any) -> None:
        back = record.info.get(_GIVEN_BACK)
        if back is None or (time.monotonic() - back < _ASKED_AFTER_SECONDS and _is_still(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as fault:
            raise InvalidatePoolError from fault


def _is_still(connection: psycopg.Connection[Any]) -> bool:
    if connection.closed:
        return False
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    return not socket.poll(0)
