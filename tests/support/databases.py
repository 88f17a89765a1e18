"""The databases of one test process: one of each kind, released once, emptied before each test."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime

from sqlalchemy import text

from api.services.release import release
from api.storage.database import Database
from api.storage.tables import metadata
from tests.support.postgres import fresh_database, run_folder

BACKENDS = ("sqlite", "postgresql")
KEPT = {"service_secrets"}


class Databases:
    """Opens a database of a backend when first asked for it, and keeps it for the rest of the process."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._open: dict[str, Database] = {}
        self._at_end = ExitStack()

    def empty(self, backend: str) -> Database:
        """Answer the released database of this backend with nobody's row in it."""
        if backend not in self._open:
            database = Database(self._new_url(backend))
            self._at_end.callback(database.dispose)
            release(database, None, datetime.now(UTC))
            self._open[backend] = database
        wipe(self._open[backend])
        return self._open[backend]

    def close(self) -> None:
        """Close every connection and drop what was made."""
        self._at_end.close()

    def _new_url(self, backend: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{run_folder() / self._worker}.db"
        return self._at_end.enter_context(fresh_database(f"test_{self._worker}"))


def wipe(database: Database) -> None:
    """Delete every row of every table, the service's own secrets aside."""
    with database.writing() as tx:
        for table in reversed(metadata.sorted_tables):
            if table.name not in KEPT:
                tx.execute(text(f'DELETE FROM "{table.name}"'))  # noqa: S608 - names of our own tables


def url_of(database: Database) -> str:
    """Answer the URL that opens this database again, password included."""
    return database.url.render_as_string(hide_password=False)
