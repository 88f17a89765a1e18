"""What can go wrong in storage, in words that know nothing of HTTP or of a driver."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

_SQLITE_PASSING = ("database is locked", "disk is full", "database or disk is full", "unable to open", "disk i/o error")
_POSTGRES_PASSING_CLASSES = ("08", "53", "57", "55P03", "40001", "40P01")


class StorageUnavailableError(Exception):
    """The database cannot answer now: unreachable, locked too long or out of space. Trying again later may help."""


class ConflictError(Exception):
    """The change contradicts what is stored, such as a name that is taken; ``field`` says which."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class StaleVersionError(Exception):
    """The row was changed since the version the caller holds."""


def is_passing(fault: Exception) -> bool:
    """Answer whether a database fault is one of connection, lock, time-out or disk space (never of a statement)."""
    if isinstance(fault, TimeoutError | InterfaceError):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    if fault.connection_invalidated:
        return True
    state = getattr(fault.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_PASSING_CLASSES)
    if not isinstance(fault, OperationalError):
        return False
    text = str(fault.orig).lower()
    if any(sign in text for sign in _SQLITE_PASSING):
        return True
    return type(fault.orig).__module__.startswith("psycopg")
