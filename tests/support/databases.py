"""The databases of one test process: one of each kind, migrated once, emptied before each test."""

from __future__ import annotations

from contextlib import ExitStack

from sqlalchemy import text

from api.storage.database import Database
from api.storage.migrate import migrate
from api.storage.tables import metadata
from tests.support.postgres import fresh_database, run_folder

BACKENDS = ("sqlite", "postgresql")


class Databases:
    """Opens a database of a backend when first asked for it, and keeps it for the rest of the process."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._open: dict[str, Database] = {}
        self._at_end = ExitStack()

    def empty(self, backend: str) -> Database:
        """Answer the migrated database of this backend with no row in it."""
        if backend not in self._open:
            database = Database(self._new_url(backend))
            self._at_end.callback(database.dispose)
            migrate(database)
            self._open[backend] = database
        else:
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
    """Delete every row of every table."""
    with database.writing() as tx:
        for table in reversed(metadata.sorted_tables):
            tx.execute(text(f'DELETE FROM "{table.name}"'))  # noqa: S608 - names of our own tables


def url_of(database: Database) -> str:
    """Answer the URL that opens this database again, password included."""
    return database.url.render_as_string(hide_password=False)
