"""Imports a feed of 50,000 articles, as a chain's Shopify would export it, twice: time, and the most memory it took.

``python -m benchmarks.feed_import`` prints both; the bars are a minute and 350 MB.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import orjson

from api.config import seed_folder
from api.integrations.feeds.read_feed import articles_of, feed_of_json
from api.integrations.feeds.seed_catalogue import read_seed
from api.rulebook.load import shipped_rulebook
from api.services.release import release
from api.services.shop.feed_line import FeedDefaults
from api.services.shop.import_feed import FeedImport, import_feed
from api.storage.catalogue.stores import StoreRow, add_store
from api.storage.database.engines import Database, acting, new_id, version_after

ARTICLES = 50_000
SIZES = [f"{half / 2:g}" for half in range(14, 28)]
WIDTHS = ("D (Medium)", "2E (Wide)", "4E (Extra Wide)")
COLOURS = ("Black/White", "Ebony/Nightlife", "Blue/Volt", "Grey/Red", "White/Gum")


def feed(articles: int = ARTICLES) -> bytes:
    """Return a feed of so many articles: measured models under a shop's names, and as many that nobody measured."""
    made, products = 0, []
    for title, vendor in _titles():
        variants = []
        for size, width, colour in product(SIZES, WIDTHS, COLOURS):
            made += 1
            options = {"option1": size, "option2": width, "option3": colour}
            variants.append({"id": made, "sku": f"S{made:06d}", "price": "139.95", "inventory_quantity": 1, **options})
            if made == articles:
                break
        names = [{"name": name} for name in ("Size", "Width", "Color")]
        products.append({"title": title, "vendor": vendor, "options": names, "variants": variants})
        if made == articles:
            break
    return orjson.dumps({"products": products})


def _titles() -> Iterator[tuple[str, str]]:
    records = list(read_seed(seed_folder()).records.values())
    for number in range(100):
        for record in records:
            suffix = "" if number == 0 else f" Edition {number}"
            yield f"Men's {record['model']}{suffix}", record["brand"]


def main() -> None:
    """Print time and memory of a first import and of one that changes nothing."""
    now, book = datetime.now(UTC), shipped_rulebook()
    with tempfile.TemporaryDirectory() as folder, acting.for_every_account():
        database = Database(f"sqlite:///{Path(folder) / 'forefoot.db'}")
        made = release(database, None, now)
        assert made is not None
        store = StoreRow(
            made.account_id, new_id("store"), "Chain", None, None, None, 1, version_after(None, now), None, now, now
        )
        with database.writing() as tx:
            add_store(tx, store)
        body = feed()
        how = FeedImport("shopify_json", FeedDefaults(size_system="us"))
        for turn in ("first", "again"):
            started = time.perf_counter()
            read = feed_of_json(orjson.loads(body))
            assert read is not None
            articles = articles_of(read)
            with database.writing() as tx:
                report = import_feed(tx, made.account_id, store.id, articles, how, book=book, now=now)
            counts = report.as_dict()["counts"]
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
            seconds = time.perf_counter() - started
            print(f"{turn}: {len(articles)} articles in {seconds:.1f} s, {most:.0f} MB at most, {counts}")


if __name__ == "__main__":
    main()
