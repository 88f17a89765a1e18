"""Fixtures of the storage tests."""

from __future__ import annotations

import pytest

from api.storage.database.engines import Database
from tests.support.databases import Databases


@pytest.fixture
def postgres_database(databases: Databases) -> Database:
    """A migrated PostgreSQL database without a row, for what SQLite has no counterpart of."""
    return databases.empty("postgresql")
