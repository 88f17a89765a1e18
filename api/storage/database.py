"""The database: one engine to read, one to write, the same code on SQLite and PostgreSQL.

Reads run in AUTOCOMMIT on an engine of their own (two statements fewer a request). A write is one transaction,
``BEGIN IMMEDIATE`` on SQLite behind one process lock and one file lock, so that writers queue instead of polling.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.pool import QueuePool

from api.storage.errors import StorageUnavailableError, is_passing

_BETWEEN_TRIES_SECONDS = 0.001


class Database:
    """Both engines of one database URL. ``timeout_seconds`` bounds every connect, lock, statement and pool wait."""

    def __init__(self, url: str, *, timeout_seconds: float = 4.0, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self._turn: _WriteTurn | None = None
        options = {"poolclass": QueuePool, "pool_size": pool_size, "max_overflow": 0, "pool_timeout": timeout_seconds}
        if self.dialect == "sqlite":
            self._prepare_sqlite(timeout_seconds)
            options["connect_args"] = {"check_same_thread": False, "timeout": timeout_seconds}
        else:
            options["pool_pre_ping"] = True
            options["connect_args"] = _postgres_arguments(timeout_seconds)
        self._reader = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **options)
        self._writer = create_engine(self.url, **options)
        if self.dialect == "sqlite":
            _set_up_sqlite(self._reader, self._writer)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with; raises StorageUnavailableError when the database cannot answer now."""
        with _plain_faults(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give one write transaction: committed on a normal exit, rolled back on any exception.

        Raises StorageUnavailableError when the database cannot answer now; nothing is written then.
        """
        with _plain_faults():
            if self._turn is None:
                with self._writer.begin() as connection:
                    yield connection
            else:
                with self._turn, self._writer.begin() as connection:
                    yield connection

    def dispose(self) -> None:
        """Close every pooled connection, as a forked worker must before its first query."""
        self._reader.dispose()
        self._writer.dispose()

    @property
    def writer(self) -> Engine:
        """The engine that migrations run on."""
        return self._writer

    def _prepare_sqlite(self, timeout_seconds: float) -> None:
        if self.url.database and self.url.database != ":memory:":
            path = Path(self.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._turn = _WriteTurn(path.with_name(path.name + ".write-turn"), timeout_seconds)


class _WriteTurn:
    """One writer at a time, in this process and between processes; SQLite alone makes waiting writers poll."""

    def __init__(self, path: Path, timeout_seconds: float) -> None:
        self._path = path
        self._timeout = timeout_seconds
        self._threads = threading.Lock()
        self._file: IO[bytes] | None = None

    def __enter__(self) -> None:
        if not self._threads.acquire(timeout=self._timeout):
            raise StorageUnavailableError("another write is taking too long")
        try:
            self._file = self._path.open("ab")
            self._wait_for_other_processes(self._file)
        except OSError as fault:
            self._release()
            raise StorageUnavailableError("the database's folder cannot be written") from fault
        except BaseException:
            self._release()
            raise

    def _wait_for_other_processes(self, file: IO[bytes]) -> None:
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StorageUnavailableError("another process's write is taking too long") from None
                time.sleep(_BETWEEN_TRIES_SECONDS)

    def __exit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._threads.release()


def _postgres_arguments(timeout_seconds: float) -> dict[str, Any]:
    milliseconds = int(timeout_seconds * 1000)
    return {
        "connect_timeout": max(1, int(timeout_seconds)),
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC"
        f" -c idle_in_transaction_session_timeout={milliseconds * 4}",
        "tcp_user_timeout": milliseconds,
        "keepalives_idle": max(1, int(timeout_seconds)),
    }


def _set_up_sqlite(reader: Engine, writer: Engine) -> None:
    @event.listens_for(reader, "connect")
    @event.listens_for(writer, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(writer, "begin")
    def _begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _plain_faults() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, TimeoutError) as fault:
        if is_passing(fault):
            raise StorageUnavailableError("the database cannot answer now") from fault
        raise
