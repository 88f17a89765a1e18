"""A small shop to try the service with: a feed as shops write them, loaded as the stock of a demo store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.integrations.feeds.read_feed import SHOPIFY_CSV, articles_of, feed_of_table
from api.services.shop.feed_line import US, FeedDefaults
from api.services.shop.import_feed import FeedImport, import_feed
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stores import StoreRow, add_store, store_by_ref
from api.storage.database.engines import new_id, version_after

FILE = "demo_shop.csv"
REFERENCE = "forefoot-demo"
NAME = "Demo shop"


def demo_store(db: Connection, account_id: str) -> str | None:
    """Return the id of the account's demo store, or None."""
    return store_by_ref(db, account_id, REFERENCE)


def load_demo_shop(tx: Connection, account_id: str, folder: Path, book: Rulebook, now: datetime) -> str:
    """Return the id of the account's demo store, made and filled if it is not there."""
    lock_catalogue(tx, account_id)
    stored = demo_store(tx, account_id)
    if stored is not None:
        return stored
    feed = feed_of_table((folder / FILE).read_bytes(), None)
    if feed is None or feed[0] != SHOPIFY_CSV:
        raise ValueError(f"{FILE} is not the product CSV that it should be")
    version = version_after(None, now)
    store = StoreRow(account_id, new_id("store"), NAME, REFERENCE, None, None, version, version, None, now, now)
    add_store(tx, store)
    how = FeedImport(SHOPIFY_CSV, FeedDefaults(size_system=US, currency="USD"))
    import_feed(tx, account_id, store.id, articles_of(feed), how, book=book, now=now)
    return store.id
