"""The databases of one test process, made when first asked for and brought back to their beginning before each test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime

from sqlalchemy import delete

from api.services.release import release
from api.storage.accounts.accounts import accounts
from api.storage.catalogue.states import SHARED
from api.storage.database.engines import Database
from api.storage.database.migrate import migrate
from api.storage.migrations.tables import metadata
from tests.support.postgres import fresh_database, run_folder

BACKENDS = ("sqlite", "postgresql")


class Databases:
    """For each backend one database that is empty, and one that is released: ready to serve, with the catalogue."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._made: dict[str, Database] = {}
        self._at_end = ExitStack()

    def empty(self, backend: str) -> Database:
        """Return a database of this backend that is migrated and holds no row."""
        database = self._once(f"empty_{backend}", backend, migrate)
        wipe(database)
        return database

    def released(self, backend: str) -> Database:
        """Return a database of this backend as ``forefoot release`` leaves it, but with no account that has a key."""
        database = self._once(f"released_{backend}", backend, _release)
        forget_accounts(database)
        return database

    def close(self) -> None:
        """Close every connection and drop what was made."""
        self._at_end.close()

    def _once(self, name: str, backend: str, prepare: Callable[[Database], object]) -> Database:
        if name not in self._made:
            database = Database(self._new_url(name, backend), pool_size=2)
            self._at_end.callback(database.dispose)
            prepare(database)
            self._made[name] = database
        return self._made[name]

    def _new_url(self, name: str, backend: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{run_folder() / f'{self._worker}_{name}.db'}"
        return self._at_end.enter_context(
            fresh_database(f"{run_folder().name}_{self._worker}_{name}".replace("-", "_"))
        )


def _release(database: Database) -> None:
    release(database, None, datetime.now(UTC))


def wipe(database: Database) -> None:
    """Delete every row of every table."""
    with database.writing() as tx:
        for table in reversed(metadata.sorted_tables):
            tx.execute(delete(table))


def forget_accounts(database: Database) -> None:
    """Delete every account but that of the shared catalogue; all that an account has goes with it."""
    with database.writing() as tx:
        tx.execute(delete(accounts).where(accounts.c.id != SHARED))


def url_of(database: Database) -> str:
    """Return the URL that opens this database again, password included."""
    return database.url.render_as_string(hide_password=False)
