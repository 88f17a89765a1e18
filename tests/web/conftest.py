"""The service with planted routes, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.config import Settings
from api.storage.database.engines import Database
from api.web.edge.context import utc_now
from tests.support.accounts import Account
from tests.support.apps import PRACTICALLY_UNLIMITED, client_of
from tests.support.databases import url_of
from tests.web.probe import GATE, add_probe

MakeApp = Callable[..., Flask]


def probe_app(database: Database, now: Callable[[], datetime] = utc_now, **settings: Any) -> Flask:
    """Make the service with planted routes on a database; no key is remembered and no limit met unless told so."""
    chosen: dict[str, Any] = {
        "database_url": url_of(database),
        "key_cache_seconds": 0,
        "catalogue_cache_seconds": 0,
        "rate_limit": PRACTICALLY_UNLIMITED,
        "log_level": "error",
        "database_pool_size": 4,
    }
    return add_probe(create_app(Settings(**{**chosen, **settings}), now=now))


_kept: dict[str, Flask] = {}


@pytest.fixture
def planted(released_database: Database) -> Flask:
    """The service with planted routes; one for each database and process."""
    GATE.reset()
    url = url_of(released_database)
    if url not in _kept:
        _kept[url] = probe_app(released_database)
    return _kept[url]


@pytest.fixture
def probe(planted: Flask, account: Account) -> FlaskClient:
    """Sends requests to the service with planted routes, with the key of ``account``."""
    return client_of(planted, account.key)


@pytest.fixture
def make_app(released_database: Database) -> Iterator[MakeApp]:
    """Make services with planted routes and settings of one's own."""
    made = []

    def make(**settings: Any) -> Flask:
        made.append(probe_app(released_database, **settings))
        return made[-1]

    yield make
    for app in made:
        app.extensions["forefoot"].database.dispose()
