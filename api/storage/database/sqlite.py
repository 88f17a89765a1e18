"""SQLite as a server needs it: durable, referentially sound, and writers that queue instead of polling."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from api.storage.database.errors import StorageUnavailableError
from api.storage.database.prepared import Prepared

_BETWEEN_TRIES_SECONDS = 0.001
_FILE_MODE = 0o600
_LEAST_ROOM = 1024 * 1024
_FOLDER_MODE = 0o700
_BEGIN = Prepared(text("BEGIN IMMEDIATE"))
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF")


def make_private(file: Path) -> None:
    """Make the folder and the file for this user alone, unless they are there; SQLite's files beside it follow suit."""
    if not file.parent.exists():
        file.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, _FILE_MODE))


def has_room(file: Path) -> bool:
    """Return whether the disk still has the space that a write needs."""
    try:
        disk = os.statvfs(file.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize >= _LEAST_ROOM


class Turn:
    """One at a time behind a lock file, in this process and between processes; raises StorageUnavailableError."""

    def __init__(self, path: Path, seconds: Callable[[], float]) -> None:
        self._path = path
        self._seconds = seconds
        self._threads = threading.Lock()
        self._file: int | None = None

    def __enter__(self) -> None:
        seconds = self._seconds()
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            raise StorageUnavailableError("another thread is taking too long")
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, _FILE_MODE)
            _lock(self._file, until)
        except OSError as fault:
            self._release()
            raise StorageUnavailableError("the database's folder cannot be written") from fault
        except BaseException:
            self._release()
            raise

    def __exit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._threads.release()


def write_turn(database: Path, seconds: Callable[[], float]) -> Turn:
    """Return the turn to write to this file, for which ``seconds`` are waited.

    SQLite alone makes waiting writers poll, and some starve.
    """
    return Turn(database.with_name(database.name + ".write-turn"), seconds)


def release_turn(database: Path, timeout_seconds: float) -> Turn:
    """Return the turn to prepare this file: two first starts at once would trip over each other's journal."""
    return Turn(database.with_name(database.name + ".release-turn"), lambda: timeout_seconds)


def _lock(file: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise StorageUnavailableError("another process is taking too long") from None
            time.sleep(_BETWEEN_TRIES_SECONDS)


def set_up(reader: Engine, writer: Engine) -> None:
    """Open every connection with our pragmas, and leave it to us when a transaction begins."""

    @event.listens_for(reader, "connect")
    @event.listens_for(writer, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def begin(connection: Connection) -> None:
    """Begin a write transaction with the write lock in hand."""
    _BEGIN.run(connection, {})


@contextmanager
def patience(connection: Connection, seconds: float, usual_seconds: float) -> Iterator[None]:
    """Wait for another program's lock for ``seconds`` where that is less than usual."""
    if seconds >= usual_seconds:
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(usual_seconds * 1000)}")


def begin_each(connection: Connection) -> None:
    """Begin each transaction of this connection so, for whoever begins them through SQLAlchemy."""
    event.listen(connection, "begin", begin)
