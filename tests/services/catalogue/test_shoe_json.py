"""What is served of one shoe: a shared one without a read for a while, one's own as it is now, another's never."""

from __future__ import annotations

import orjson
from sqlalchemy import text

from api.rulebook.load import shipped_rulebook
from api.services.catalogue.own_shoes import change_shoe, remove_shoe
from api.services.catalogue.shoe_json import ShoeBytes
from api.storage.database.engines import Database
from tests.support.accounts import Account
from tests.support.catalogue import NOW, new_shoe, shoe

BOOK = shipped_rulebook()


class Reads:
    """A database that counts how often it is read."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        self._database = database

    def reading(self):  # type: ignore[no-untyped-def]
        self.count += 1
        return self._database.reading()


def some_shared_shoe(database: Database) -> str:
    with database.reading() as db:
        return str(db.execute(text("SELECT min(id) FROM shoes WHERE account_id = 'shared'")).scalar_one())


def test_a_shared_shoe_is_shown_without_a_read_until_its_seconds_are_over(
    released_database: Database, account: Account, other_account: Account
) -> None:
    seconds = [100.0]
    shown = ShoeBytes(5, lambda: seconds[0])
    reads, shoe_id = Reads(released_database), some_shared_shoe(released_database)
    first = shown.shown(reads, account.id, shoe_id)  # type: ignore[arg-type]
    assert first is not None and first.shared and orjson.loads(first.body)["id"] == shoe_id
    seconds[0] = 104.9
    assert shown.shown(reads, other_account.id, shoe_id) == first  # type: ignore[arg-type]
    assert reads.count == 1
    seconds[0] = 105.0
    assert shown.shown(reads, account.id, shoe_id) == first  # type: ignore[arg-type]
    assert reads.count == 2


def test_an_own_shoe_is_shown_as_it_is_now_and_to_nobody_else(
    released_database: Database, account: Account, other_account: Account
) -> None:
    shown = ShoeBytes(300)
    own = new_shoe(released_database, account.id, model="One")

    def model() -> str | None:
        found = shown.shown(released_database, account.id, own.id)
        return None if found is None else str(orjson.loads(found.body)["model"])

    assert model() == "One"
    assert shown.shown(released_database, other_account.id, own.id) is None
    with released_database.writing() as tx:
        own = change_shoe(tx, own, shoe(model="Two"), BOOK, NOW)
    assert model() == "Two"
    with released_database.writing() as tx:
        remove_shoe(tx, own, NOW)
    assert model() is None
