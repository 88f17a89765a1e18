"""Fixtures for every test: real databases of both kinds, the service on top, accounts and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.storage.database import Database
from tests.support import postgres
from tests.support.accounts import Account, new_account
from tests.support.apps import Apps, client_of
from tests.support.databases import BACKENDS, Databases, url_of

QUICK_FIRST = ("advice", "rulebook", "guards", "storage", "integrations", "pictures", "services", "web", "live")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.close_run()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place_in_run(item))


def _place_in_run(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return QUICK_FIRST.index(folder) if folder in QUICK_FIRST else 0


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Databases]:
    """The databases of this test process."""
    opened = Databases(worker_id)
    yield opened
    opened.close()


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """A migrated, empty database; the test runs once on SQLite and once on PostgreSQL."""
    return databases.empty(request.param)


@pytest.fixture
def database_url(database: Database) -> str:
    """The URL of ``database``."""
    return url_of(database)


@pytest.fixture(scope="session")
def apps() -> Apps:
    """The services of this test process, one for each database."""
    return Apps()


@pytest.fixture
def app(database: Database, apps: Apps) -> Flask:
    """The service on ``database``."""
    return apps.on(database)


@pytest.fixture
def account(database: Database) -> Account:
    """An account with a key that may do everything."""
    return new_account(database)


@pytest.fixture
def other_account(database: Database) -> Account:
    """Another such account, which must not see the first one's things."""
    return new_account(database, "Another shop")


@pytest.fixture
def client(app: Flask, account: Account) -> FlaskClient:
    """Sends requests with the key of ``account``."""
    return client_of(app, account.key)


@pytest.fixture
def other_client(app: Flask, other_account: Account) -> FlaskClient:
    """Sends requests with the key of ``other_account``."""
    return client_of(app, other_account.key)


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """Sends requests without a key."""
    return app.test_client()
