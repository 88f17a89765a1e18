"""The service inside the test process."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.config import Settings
from api.storage.database.engines import Database
from tests.support.databases import url_of

PRACTICALLY_UNLIMITED = "1000000/second"
SECRET = "a-secret-of-the-service-under-test"


def new_app(database: Database) -> Flask:
    """Make the service on a database: no key is remembered, no limit is met."""
    return create_app(
        Settings(
            database_url=url_of(database),
            secret=SECRET,
            key_cache_seconds=0,
            catalogue_cache_seconds=0,
            rate_limit=PRACTICALLY_UNLIMITED,
            log_level="error",
            database_pool_size=2,
        )
    )


class Apps:
    """Makes the service on a database when first asked for it, and keeps it for the rest of the process."""

    def __init__(self) -> None:
        self._made: dict[str, Flask] = {}

    def on(self, database: Database) -> Flask:
        """Return the service on this database."""
        url = url_of(database)
        if url not in self._made:
            self._made[url] = new_app(database)
        return self._made[url]


def client_of(app: Flask, key: str) -> FlaskClient:
    """Return a client that sends ``key`` with every request, unless a request brings its own."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client
