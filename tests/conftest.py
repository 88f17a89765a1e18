"""Fixtures for every test: real databases of both kinds, the service on top, accounts and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.storage.database import Database
from tests.support import postgres
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
