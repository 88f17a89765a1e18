"""Fixtures for every test: real databases of both kinds, the service on top, accounts and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from tests.support import postgres, scorecard, selection
from tests.support.accounts import Account, new_account
from tests.support.apps import Apps, client_of
from tests.support.databases import BACKENDS, Databases, url_of

TESTS = Path(__file__).parent
QUICK_FIRST = (
    "advice",
    "consistency",
    "rulebook",
    "guards",
    "storage",
    "integrations",
    "pictures",
    "services",
    "web",
    "isolation",
    "live",
    "scorecard",
)

selection.register_profiles()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.open_run()
    config.pluginmanager.register(selection.Selection(config), "forefoot-selection")
    config.pluginmanager.register(scorecard.Scorecard(), "forefoot-scorecard")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.close_run()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("random_order_enabled", default=False):
        items.sort(key=lambda item: _place_in_run(item))


def _place_in_run(item: pytest.Item) -> tuple[int, int]:
    folder = item.path.relative_to(TESTS).parts[0]
    # Among the slow ones the longest come first, or one core would wait for the other at the end.
    return QUICK_FIRST.index(folder) if folder in QUICK_FIRST else 0, -selection.minutes(item)


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Databases]:
    """The databases of this test process."""
    opened = Databases(worker_id)
    yield opened
    opened.close()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; every test that has one runs once on SQLite and once on PostgreSQL."""
    kind: str = request.param
    return kind


@pytest.fixture
def database(backend: str, databases: Databases) -> Database:
    """A migrated database without a row: what tests of storage and services start from."""
    return databases.empty(backend)


@pytest.fixture
def released_database(backend: str, databases: Databases) -> Database:
    """A database as `forefoot release` leaves it, the shared catalogue in it, but without an account that has a key."""
    return databases.released(backend)


@pytest.fixture
def database_url(database: Database) -> str:
    """The URL of ``database``."""
    return url_of(database)


@pytest.fixture(scope="session")
def apps() -> Apps:
    """The services of this test process, one for each database."""
    return Apps()


@pytest.fixture
def app(released_database: Database, apps: Apps) -> Flask:
    """The service on ``released_database``."""
    return apps.on(released_database)


@pytest.fixture
def account(released_database: Database) -> Account:
    """An account of ``released_database`` with a key that may do everything."""
    return new_account(released_database)


@pytest.fixture
def other_account(released_database: Database) -> Account:
    """Another such account, which must not see the first one's things."""
    return new_account(released_database, "Another shop")


@pytest.fixture
def client(app: Flask, account: Account) -> FlaskClient:
    """Sends requests with the key of ``account``."""
    return client_of(app, account.key)


@pytest.fixture
def other_client(app: Flask, other_account: Account) -> FlaskClient:
    """Sends requests with the key of ``other_account``."""
    return client_of(app, other_account.key)


@pytest.fixture
def note(request: pytest.FixtureRequest) -> scorecard.Note:
    """Count something for the scorecard."""
    return scorecard.note(request)


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """Sends requests without a key."""
    return app.test_client()
