"""Shoes, stores and stock for tests, made the way the service makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api.rulebook.load import shipped_rulebook
from api.services.catalogue.own_shoes import add_shoe
from api.storage.catalogue.shoes import ShoeRow
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import StoreRow, add_store
from api.storage.database.engines import Database, new_id, version_after

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def shoe(**facts: Any) -> dict[str, Any]:
    """Return a shoe document that is valid with whatever is said of it."""
    return {"brand": "Example", "model": "Trainer 1", "category": "road", **facts}


def new_shoe(database: Database, account_id: str, **facts: Any) -> ShoeRow:
    """Store a shoe of an account's own."""
    with database.writing() as tx:
        return add_shoe(tx, account_id, shoe(**facts), shipped_rulebook(), NOW)


def new_store(database: Database, account_id: str, name: str = "Main Street", ref: str | None = None) -> StoreRow:
    """Store a store."""
    version = version_after(None, NOW)
    row = StoreRow(account_id, new_id("store"), name, ref, None, None, version, version, None, NOW, NOW)
    with database.writing() as tx:
        lock_catalogue(tx, account_id)
        add_store(tx, row)
    return row
