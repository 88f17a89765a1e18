"""The database: one engine to read, one to write, the same code on SQLite and PostgreSQL.

Reads run in AUTOCOMMIT on an engine of their own (two statements fewer a request). A write is one transaction,
``BEGIN IMMEDIATE`` on SQLite behind one process lock and one file lock, so that writers queue instead of polling.
What all tables share stands first: naming of constraints, a UTC instant that both databases keep, new ids.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import local
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, make_url
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.pool import QueuePool

from api.storage.database import postgres, sqlite
from api.storage.database.errors import DiskFullError, StorageUnavailableError, is_for_want_of_space, is_passing

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 20


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. SQLite drops the zone of a timestamp; this puts it back and refuses a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id(prefix: str) -> str:
    """Return a fresh id such as ``shoe_3k9…``: 100 random bits, easy to read aloud, says what it names."""
    return prefix + "_" + "".join(_ID_ALPHABET[byte % len(_ID_ALPHABET)] for byte in secrets.token_bytes(_ID_LENGTH))


def id_from(prefix: str, *parts: str) -> str:
    """Return an id such as ``new_id`` makes, always the same for the same parts."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return prefix + "_" + "".join(_ID_ALPHABET[byte % len(_ID_ALPHABET)] for byte in digest[:_ID_LENGTH])


def version_after(before: int | None, now: datetime) -> int:
    """Return the next version of a row: the microsecond of the write, and always more than ``before``.

    A plain counter would come back to the same number with other content once a backup is restored; whoever holds the
    old number, a client's ETag or a cache, would take one for the other.
    """
    moment = int(now.timestamp() * 1_000_000)
    return moment if before is None else max(before + 1, moment)


class Deadline(local):
    """Until when the request that a thread serves may wait for the database: each wait gets what is left.

    A time-out of each wait alone says nothing about the whole: a request that waits for its key, for a connection and
    for a statement would take three of them.
    """

    moment: float | None = None
    _arrived: float | None = None

    def note_arrival(self, moment: float) -> None:
        """Note when the request that this thread serves next was there, on the clock of ``time.monotonic``."""
        self._arrived = moment

    def begin(self, seconds: float) -> None:
        """Let this thread wait for the database for ``seconds`` in all, counted from the arrival of its request."""
        arrived, self._arrived = self._arrived, None
        self.moment = (time.monotonic() if arrived is None else arrived) + seconds

    def end(self) -> None:
        """Bound this thread no longer."""
        self.moment = self._arrived = None

    def bounded(self, seconds: float) -> float:
        """Return ``seconds``, or what this thread may still wait where that is less."""
        return seconds if self.moment is None else max(0.0, min(seconds, self.moment - time.monotonic()))

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Bound what is waited in this block still further."""
        before, self.moment = self.moment, time.monotonic() + self.bounded(seconds)
        try:
            yield
        finally:
            self.moment = before


deadline = Deadline()


class Acting(local):
    """For which account a thread acts: on PostgreSQL it sees the rows of that account and no other.

    It is nobody's unless somebody is named. SQLite knows no such wall.
    """

    account: str = postgres.NOBODY

    @contextmanager
    def for_account(self, account_id: str) -> Iterator[None]:
        """Act for one account in this block."""
        before, self.account = self.account, account_id
        try:
            yield
        finally:
            self.account = before

    def for_every_account(self) -> AbstractContextManager[None]:
        """Act for the service itself in this block, for what is no account's own affair: finding whose key it is."""
        return self.for_account(postgres.EVERY_ACCOUNT)


acting = Acting()


class _Pool(QueuePool):
    """A pool for whose connections a thread waits no longer than its request may."""

    _usual_timeout = 0.0

    @property
    def _timeout(self) -> float:
        return deadline.bounded(self._usual_timeout)

    @_timeout.setter
    def _timeout(self, seconds: float) -> None:
        self._usual_timeout = seconds


class Database:
    """Both engines of one database URL. ``timeout_seconds`` bounds every connect, lock, statement and pool wait.

    All of them together end with the deadline of the request that waits. ``walled``: on PostgreSQL each thread sees the
    rows of the account alone for which it acts (``acting``).
    """

    def __init__(self, url: str, *, timeout_seconds: float = 4.0, pool_size: int = 8, walled: bool = False) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self._timeout = timeout_seconds
        self._walled = walled
        self._disk_was_full = False
        self._contact = postgres.Contact(timeout_seconds)
        self._turn: AbstractContextManager[None] = nullcontext()
        options = {"poolclass": _Pool, "pool_size": pool_size, "max_overflow": 0, "pool_timeout": timeout_seconds}
        if self.dialect == "sqlite":
            self._open_sqlite(options)
        else:
            self._open_postgres(options)

    def _open_sqlite(self, options: dict[str, Any]) -> None:
        # A writer waits for its turn and then, if another program writes, for SQLite's own lock: half the time each.
        half = self._timeout / 2
        if self.file is not None:
            sqlite.make_private(self.file)
            self._turn = sqlite.write_turn(self.file, lambda: deadline.bounded(half))
        options["connect_args"] = {"check_same_thread": False, "timeout": half}
        self._reader, self._writer = _engines(self.url, options)
        sqlite.set_up(self._reader, self._writer)

    def _open_postgres(self, options: dict[str, Any]) -> None:
        options |= {"connect_args": postgres.arguments(self._timeout, walled=self._walled)}
        self._reader, self._writer = _engines(self.url, options)
        for engine in (self._reader, self._writer):
            postgres.use_timed_connections(engine, walled=self._walled)
            postgres.check_before_use(engine)

    @property
    def file(self) -> Path | None:
        """The file of an embedded database, None for a server or for one in memory."""
        in_file = self.dialect == "sqlite" and self.url.database not in (None, "", ":memory:")
        return Path(str(self.url.database)) if in_file else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with; raises StorageUnavailableError when the database cannot answer now."""
        with _plain_faults(), self._connection_of(self._reader) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection to read with on which every query sees the same instant, however long it takes.

        Raises StorageUnavailableError when the database cannot answer now.
        """
        if self.dialect == "sqlite":
            with self.reading() as connection:
                connection.exec_driver_sql("BEGIN")
                try:
                    yield connection
                finally:
                    connection.exec_driver_sql("ROLLBACK")
        else:
            with _plain_faults(), self._connection_of(self._writer) as connection:
                frozen = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                with connection.execution_options(**frozen), connection.begin():
                    yield connection

    @property
    def disk_is_full(self) -> bool:
        """Whether nothing can be written for want of space, as far as this process knows."""
        return self._disk_was_full or (self.file is not None and not sqlite.has_room(self.file))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give one write transaction: committed on a normal exit, rolled back on any exception.

        Raises StorageUnavailableError when the database cannot answer now. What was to be written is not there then,
        unless it was the very commit that got no answer.
        """
        try:
            with _plain_faults(), self._turn, self._connection_of(self._writer) as connection, connection.begin():
                if self.dialect == "sqlite":
                    half = self._timeout / 2
                    with sqlite.patience(connection, deadline.bounded(half), half):
                        sqlite.begin(connection)
                yield connection
            self._disk_was_full = False
        except DiskFullError:
            self._disk_was_full = True
            raise

    def _connection_of(self, engine: Engine) -> AbstractContextManager[Connection]:
        return engine.connect() if self.dialect == "sqlite" else self._patiently(engine)

    @contextmanager
    def _patiently(self, engine: Engine) -> Iterator[Connection]:
        until = deadline.moment
        with self._contact.kept(engine, until):
            with postgres.patience(postgres.PING_SECONDS, until):
                connection = engine.connect()
            with postgres.patience(postgres.statement_patience(self._timeout), until), connection:
                self.act_for(connection, acting.account)
                yield connection

    def act_for(self, connection: Connection, account_id: str) -> None:
        """Show the rows of this account on a connection that was given out, as ``acting`` does before that."""
        if not self._walled or self.dialect == "sqlite":
            return
        session = cast(postgres.TimedConnection, connection.connection.dbapi_connection)
        try:
            session.act_for(account_id)
        except psycopg.Error as fault:
            connection.invalidate(fault)
            raise

    def dispose(self) -> None:
        """Close every pooled connection, as a forked worker must before its first query."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def preparing(self) -> Iterator[Connection]:
        """Give a connection on which nothing is begun and no wait is bounded, for migrations.

        Raises StorageUnavailableError when the database cannot answer now.
        """
        with _plain_faults(), self._writer.connect() as connection:
            if self.dialect == "sqlite":
                sqlite.begin_each(connection)
            yield connection

    @property
    def writer(self) -> Engine:
        """The engine that migrations run on."""
        return self._writer


def _engines(url: Any, options: dict[str, Any]) -> tuple[Engine, Engine]:
    # Nothing is left to undo when a connection comes back: each block here ends its own transaction.
    options = {**options, "pool_reset_on_return": None}
    return create_engine(url, isolation_level="AUTOCOMMIT", **options), create_engine(url, **options)


@contextmanager
def _plain_faults() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, TimeoutError, psycopg.Error) as fault:
        if is_for_want_of_space(fault):
            raise DiskFullError("the disk of the database is full") from fault
        if is_passing(fault):
            raise StorageUnavailableError("the database cannot answer now") from fault
        raise
