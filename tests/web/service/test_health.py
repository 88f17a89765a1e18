"""Alive, and ready: the one needs no database, the other needs it at this version's schema with the catalogue in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import tests.web.probe
from api.rulebook.load import shipped_rulebook
from api.storage.database import sqlite
from api.storage.database.engines import Database
from tests.support.databases import Databases, url_of
from tests.support.proxy import wire_to
from tests.web.conftest import MakeApp, probe_app
from tests.web.edge.test_errors import problem


@pytest.fixture
def app_on_empty(database: Database) -> Iterator[Flask]:
    """The service on a database that is migrated but was never released."""
    app = probe_app(database)
    yield app
    app.extensions["forefoot"].database.dispose()


def test_a_released_service_is_ready(planted: Flask) -> None:
    response = planted.test_client().get("/readyz")
    assert response.status_code == 200
    assert response.get_json() == {
        "status": "ready",
        "writes": "ok",
        "version": version("forefoot"),
        "rulebook_version": shipped_rulebook().version,
    }
    assert response.headers["Cache-Control"] == "no-store"


def test_alive_without_asking_the_database(planted: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: Database) -> None:
        raise AssertionError("the pulse asked the database")

    monkeypatch.setattr(Database, "reading", forbidden)
    monkeypatch.setattr(Database, "writing", forbidden)
    response = planted.test_client().get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "alive", "version": version("forefoot")})


@contextmanager
def at_revision(database: Database, revision: str) -> Iterator[None]:
    """Let the database say that its schema is of another revision."""
    with database.writing() as tx:
        true = tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
        tx.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    try:
        yield
    finally:
        with database.writing() as tx:
            tx.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": true})


def test_not_ready_before_the_release(app_on_empty: Flask, database: Database) -> None:
    with at_revision(database, "0001"):
        problem(app_on_empty.test_client().get("/readyz"), 503, "unavailable")


def test_ready_while_a_later_version_takes_over(app: Flask, released_database: Database) -> None:
    with at_revision(released_database, "9999"):
        assert app.test_client().get("/readyz").status_code == 200


def test_not_ready_without_the_catalogue(app_on_empty: Flask) -> None:
    refusal = problem(app_on_empty.test_client().get("/readyz"), 503, "unavailable")
    assert "catalogue" in refusal["detail"]


def test_not_ready_on_a_database_without_tables(make_app: MakeApp, tmp_path: object) -> None:
    client = make_app(database_url=f"sqlite:///{tmp_path}/none.db").test_client()
    response = client.get("/readyz")
    problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "2"
    assert client.get("/healthz").status_code == 200


def test_a_full_disk_is_said_while_reads_go_on(
    planted: Flask, probe: FlaskClient, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teeth: without ``DiskFullError`` it says ``ok``."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    cause = full if backend == "sqlite" else psycopg.errors.DiskFull("no space left on device")

    def refuse(*_: object, **__: object) -> str:
        raise DBAPIError("INSERT", None, cause)

    with monkeypatch.context() as patched:
        patched.setattr(tests.web.probe, "add_account", refuse)
        problem(probe.post("/v1/probe/written", json={"name": "made one"}), 503, "unavailable")
    assert planted.test_client().get("/readyz").get_json()["writes"] == "disk full"
    assert probe.get("/v1/probe/plain").status_code == 200
    assert probe.post("/v1/probe/written", json={"name": "made one"}).status_code == 201
    assert planted.test_client().get("/readyz").get_json()["writes"] == "ok"


def test_an_embedded_database_looks_at_its_disk(planted: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_LEAST_ROOM", 2**62)
    writes = planted.test_client().get("/readyz").get_json()["writes"]
    assert writes == ("ok" if planted.extensions["forefoot"].database.file is None else "disk full")


def test_ready_again_when_the_database_is_back(databases: Databases, make_app: MakeApp) -> None:
    with wire_to(url_of(databases.released("postgresql"))) as wire:
        client = make_app(database_url=wire.url).test_client()
        assert client.get("/readyz").status_code == 200
        wire.cut()
        problem(client.get("/readyz"), 503, "unavailable")
        assert client.get("/healthz").status_code == 200
        wire.mend()
        assert client.get("/readyz").status_code == 200
