"""The demo shop: a feed as shops write them, of which most is understood and nothing wrongly."""

from __future__ import annotations

from collections import Counter

from api.config import seed_folder
from api.rulebook.load import shipped_rulebook
from api.services.shop.demo_shop import load_demo_shop
from api.storage.catalogue.feed_models import CERTAIN, NEW, OPEN, models_of_store
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import stock_of_store
from api.storage.database.engines import Database
from tests.support.accounts import Account
from tests.support.catalogue import NOW

SCANNED = "09520000003081"
OF_EXAMPLES = "0952"
"""How GS1's numbers for demonstrations begin: no product in the world bears them."""


def test_the_demo_shop_is_loaded_once(released_database: Database, account: Account) -> None:
    book = shipped_rulebook()
    with released_database.writing() as tx:
        store_id = load_demo_shop(tx, account.id, seed_folder(), book, NOW)
        assert load_demo_shop(tx, account.id, seed_folder(), book, NOW) == store_id
    with released_database.reading() as db:
        lines = stock_of_store(db, account.id, store_id)
        models = models_of_store(db, account.id, store_id)
    assert 300 <= len(lines) <= 500
    counted = Counter(model.status for model in models.values())
    assert counted[CERTAIN] >= 20
    assert counted[NEW] >= 5
    assert {model.title for model in models.values() if model.status == OPEN} <= {
        "Cloudsurfer Next W",
        "Ora Recovery Slide 3",
    }
    unmeasured = {model.title for model in models.values() if model.shoe_account_id != SHARED}
    assert {"Ghost Max 3 - Men's", "SUPERBLAST 2 Unisex", "Nike Pegasus 41 GORE-TEX Men's"} <= unmeasured
    assert {line.width for line in lines.values()} >= {"standard", "wide", "extra_wide", "not_stated"}
    box = next(line for line in lines.values() if line.gtin == SCANNED)
    assert (box.quantity, box.size_value, box.width) == (2, 9.5, "standard")
    assert all(line.gtin is None or line.gtin.startswith(OF_EXAMPLES) for line in lines.values())
