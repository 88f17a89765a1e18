"""What can go wrong in storage, in words that know nothing of HTTP or of a driver."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, TimeoutError

_SQLITE_PASSING = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
)
# Connection (08), resources and disk (53), operator (57), lock, I/O, serialization, deadlock.
_POSTGRES_PASSING = ("08", "53", "57", "55P03", "58030", "40001", "40P01")


class StorageUnavailableError(Exception):
    """The database cannot answer now: unreachable, locked too long or out of space. Trying again later may help."""


class DiskFullError(StorageUnavailableError):
    """Nothing can be written: the disk of the database is full."""


class ConflictError(Exception):
    """The change contradicts what is stored, such as a name that is taken; ``field`` says which.

    ``existing`` is the kind and the id of what has the name, where the one who asks may see it.
    """

    def __init__(self, field: str, message: str, existing: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.existing = existing


class StaleVersionError(Exception):
    """The row was changed since the version the caller holds."""


def is_of_statement(fault: Exception) -> bool:
    """Return whether the database refused a statement."""
    return isinstance(fault, DBAPIError)


def is_not_allowed(fault: DBAPIError) -> bool:
    """Return whether the database refused a statement because its user may not do that."""
    return isinstance(fault.orig, psycopg.errors.InsufficientPrivilege)


def is_for_want_of_space(fault: Exception) -> bool:
    """Return whether a database fault is that its disk is full."""
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return isinstance(cause, psycopg.errors.DiskFull)


def is_passing(fault: Exception) -> bool:
    """Return whether a database fault is one of connection, lock, time-out or disk space (never of a statement)."""
    if isinstance(fault, TimeoutError):
        return True
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(cause, sqlite3.Error):
        # The low byte is the kind of error, the rest says more about it.
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE_PASSING
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    state = cause.sqlstate
    return state is None or state.startswith(_POSTGRES_PASSING)
