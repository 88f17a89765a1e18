"""Connections to PostgreSQL that never wait for ever: the server bounds a statement, and so do we.

The server's own time-outs say nothing when the server itself stands still (a frozen host, a lost network): then the
client has to give up by itself, and never use that connection again.
"""

from __future__ import annotations

import re
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock, local
from typing import Any

import psycopg
import structlog
from psycopg import errors, generators
from psycopg.abc import RV, PQGen, PQGenConn
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InvalidatePoolError

from api.storage.database.errors import StorageUnavailableError

log = structlog.get_logger()

NOBODY, EVERY_ACCOUNT = "", "*"
WALLED_ROLE = "forefoot_service"
"""The role of the service: it owns nothing and bypasses no row-level security."""
_ACCOUNT = re.compile(r"[A-Za-z0-9_-]{0,60}|[*]")
# Who owns a table or is a superuser walks through its policies.
_LOOK_AT_WALL = """
SELECT pg_catalog.to_regrole(%(role)s) IS NOT NULL,
       me.rolsuper OR me.rolbypassrls OR COALESCE(pg_catalog.pg_has_role(keys.relowner, 'USAGE'), false),
       COALESCE(keys.relrowsecurity, false)
FROM pg_catalog.pg_roles AS me
LEFT JOIN pg_catalog.pg_class AS keys ON keys.oid = pg_catalog.to_regclass('api_keys')
WHERE me.rolname = current_user
"""

PING_SECONDS = 1.0
GRACE_SECONDS = 0.5
"""How much later we give a statement up than the server ends it."""
_CHECK_AFTER_SECONDS = 5.0
_GIVEN_BACK = "given_back"
_ASKING_SECONDS = 2.0
_ASKING_SHARE = 0.5


class _Patience(local):
    seconds: float | None = None
    until: float | None = None

    def left(self) -> float | None:
        """Return for how long this thread waits for the next answer; None: as long as it takes."""
        if self.until is None:
            return self.seconds
        left = max(0.0, self.until - time.monotonic())
        return left if self.seconds is None else min(left, self.seconds)


_patience = _Patience()


def _check_account(account: str) -> None:
    # It becomes part of a command that takes no parameters.
    if not _ACCOUNT.fullmatch(account):
        raise ValueError("this is not the id of an account")


class SilentServerError(psycopg.OperationalError):
    """The server did not answer in time."""


class TimedConnection(psycopg.Connection[Any]):
    """A connection on which each wait for the server ends within the patience of the thread that waits.

    Neither a wait nor the making of a connection outlasts the deadline of the thread's request. ``acts_for``: the
    account whose rows are shown by row-level security, ``EVERY_ACCOUNT``, or None where this session is not walled.
    """

    acts_for: str | None = None
    _shown: str | None = NOBODY
    is_before_release = False

    def act_for(self, account: str) -> None:
        """Show the rows of this account from now on; a transaction is restricted at its BEGIN, or once begun."""
        _check_account(account)
        self.acts_for = account
        if self.pgconn.transaction_status == TransactionStatus.INTRANS:
            self.execute(f"SET LOCAL forefoot.account = '{account}'".encode())
        if self.autocommit and self._shown != account:
            self._shown = None
            self.execute(f"SET forefoot.account = '{account}'".encode())
            self._shown = account

    def _start_query(self) -> PQGen[None]:
        # One way to the server and back for the begin of a transaction and whom it acts for.
        if self.acts_for is None or self._autocommit or self.pgconn.transaction_status != TransactionStatus.IDLE:
            yield from super()._start_query()
            return
        naming = f"SET LOCAL forefoot.account = '{self.acts_for}'".encode()
        if self._pipeline:
            yield from super()._start_query()
            yield from self._exec_command(naming)
            return
        self._check_connection_ok()
        self.pgconn.send_query(self._get_tx_start_command() + b"; " + naming)
        for result in (yield from generators.execute(self.pgconn)):
            if result.status != ExecStatus.COMMAND_OK:
                raise errors.error_from_result(result)

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Return the reply of the server; raise SilentServerError, and close, when none comes in time."""
        seconds = timeout if timeout is not None else _patience.left()
        try:
            if seconds == 0:
                raise errors._WaitTimeout
            return super().wait(gen, interval, seconds)
        except errors._WaitTimeout:
            self.close()
            raise SilentServerError("the server did not answer in time") from None

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> PQGenConn[TimedConnection]:
        # psycopg counts the time for a connection in whole seconds, two at least, for each address of the host.
        steps: Any = super()._connect_gen(conninfo)
        ready: Any = None
        while True:
            try:
                wanted = steps.send(ready)
            except StopIteration as end:
                made: TimedConnection = end.value
                return made
            if _patience.left() == 0:
                raise SilentServerError("the server did not take the connection in time")
            ready = yield wanted


@contextmanager
def patience(seconds: float | None, until: float | None = None) -> Iterator[None]:
    """Wait at most ``seconds`` for each answer in this block and thread, and for none after the moment ``until``.

    None: as long as it takes, as a migration does.
    """
    before = _patience.seconds, _patience.until
    _patience.seconds, _patience.until = seconds, until
    try:
        yield
    finally:
        _patience.seconds, _patience.until = before


def statement_patience(timeout_seconds: float) -> float:
    """Return how long to wait for a statement that the server itself ends after ``timeout_seconds``."""
    return timeout_seconds + GRACE_SECONDS


def arguments(timeout_seconds: float, *, walled: bool) -> dict[str, Any]:
    """Return what to connect with, so that no connect, statement or lock takes longer than ``timeout_seconds``."""
    milliseconds = int(timeout_seconds * 1000)
    return {
        # A ping that fails comes before a new connection: both together stay within the time-out.
        "connect_timeout": max(2, int(timeout_seconds - PING_SECONDS)),
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC"
        # A day that a statement writes as text has to be one that we read, however the server is set.
        f" -c datestyle=ISO"
        f" -c idle_in_transaction_session_timeout={milliseconds * 4}"
        # Nobody's rows, unless somebody is named; left unset for what is no service, such as a backup.
        f"{' -c forefoot.account=' if walled else ''}",
        "tcp_user_timeout": milliseconds,
        "keepalives_idle": max(1, int(timeout_seconds)),
    }


def use_timed_connections(engine: Engine, *, walled: bool) -> None:
    """Make the engine open connections that do not wait for ever, and see one account's rows where ``walled``."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TimedConnection:
        connection = TimedConnection.connect(*args, **kwargs)
        if walled:
            _go_behind_wall(connection)
        return connection


def _go_behind_wall(connection: TimedConnection) -> None:
    """Become the role that sees the rows of one account, and at first of none."""
    row = connection.execute(_LOOK_AT_WALL, {"role": WALLED_ROLE}).fetchone()
    has_role, bypasses, is_walled = row if row is not None else (False, True, False)
    connection.commit()
    if bypasses and is_walled and not (has_role and _becomes_service(connection)):
        _say_once_that_there_is_no_wall()
    connection.is_before_release = not is_walled
    connection.acts_for = NOBODY


def _becomes_service(connection: TimedConnection) -> bool:
    try:
        connection.execute(f"SET ROLE {WALLED_ROLE}".encode())
    except errors.InsufficientPrivilege:
        connection.rollback()
        return False
    connection.commit()
    return True


@cache
def _say_once_that_there_is_no_wall() -> None:
    log.warning("accounts are kept apart by our own queries alone", missing_role=WALLED_ROLE)


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
        if back is not None and connection.is_before_release:
            # The release has come since, perhaps, and with it the wall.
            raise DisconnectionError
        if back is None or (time.monotonic() - back < _CHECK_AFTER_SECONDS and _is_still(connection)):
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


class Contact:
    """Whether the server answered when it was last spoken to; while it did not, one thread asks and nobody else waits.

    A server that stands still would otherwise hold every thread for the whole of its time-out, also those that have
    something to answer without it. It is asked for less time than a request may wait.
    """

    def __init__(self, timeout_seconds: float) -> None:
        self._seconds = min(_ASKING_SECONDS, timeout_seconds * _ASKING_SHARE)
        self._is_silent = False
        self._asking = Lock()

    @contextmanager
    def kept(self, engine: Engine, until: float | None) -> Iterator[None]:
        """Note in this block whether the server falls silent; raises StorageUnavailableError while it is."""
        if self._is_silent:
            self._ask(engine, until)
        try:
            yield
        except (DBAPIError, SilentServerError) as fault:
            cause = fault.orig if isinstance(fault, DBAPIError) else fault
            if isinstance(cause, SilentServerError | errors.ConnectionTimeout):
                self._is_silent = True
            raise

    def _ask(self, engine: Engine, until: float | None) -> None:
        if not self._asking.acquire(blocking=False):
            raise StorageUnavailableError("the database did not answer a moment ago")
        try:
            soon = time.monotonic() + self._seconds
            with (
                patience(PING_SECONDS, soon if until is None else min(soon, until)),
                engine.connect() as connection,
            ):
                connection.exec_driver_sql("SELECT 1")
            self._is_silent = False
        finally:
            self._asking.release()
