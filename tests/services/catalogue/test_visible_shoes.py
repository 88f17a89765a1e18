"""What an account can see, held in memory: exact after every change, in every process, and nobody else's."""

from __future__ import annotations

from api.config import seed_folder
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.load_catalogue import load_catalogue
from api.services.catalogue.own_shoes import change_shoe, remove_shoe
from api.services.catalogue.recent import Recent
from api.services.catalogue.search import search_shoes
from api.services.catalogue.visible_shoes import Shelves
from api.storage.database.engines import Database
from tests.support.accounts import Account
from tests.support.catalogue import NOW, new_shoe, shoe

BOOK = shipped_rulebook()


def visible(shelves: Shelves, database: Database, account_id: str) -> dict[str, str]:
    with database.reading() as db:
        return {card.id: card.name.model for card in shelves.visible_to(db, account_id).shelf.cards}


def test_every_process_sees_every_change_at_once(released_database: Database, account: Account) -> None:
    here, there = Shelves(BOOK), Shelves(BOOK)
    assert (
        len(visible(here, released_database, account.id)) == len(visible(there, released_database, account.id)) == 106
    )
    own = new_shoe(released_database, account.id, model="One")
    for process in (here, there):
        assert visible(process, released_database, account.id)[own.id] == "One"
    with released_database.writing() as tx:
        own = change_shoe(tx, own, shoe(model="Two"), BOOK, NOW)
    for process in (here, there):
        assert visible(process, released_database, account.id)[own.id] == "Two"
    with released_database.writing() as tx:
        remove_shoe(tx, own, NOW)
    for process in (here, there):
        assert own.id not in visible(process, released_database, account.id)


def test_an_account_sees_its_own_shoes_and_no_other_s(
    released_database: Database, account: Account, other_account: Account
) -> None:
    shelves = Shelves(BOOK)
    mine = new_shoe(released_database, account.id)
    theirs = new_shoe(released_database, other_account.id)
    seen = visible(shelves, released_database, account.id)
    assert mine.id in seen and theirs.id not in seen
    assert len(seen) == 107
    with released_database.reading() as db:
        parts = shelves.visible_to(db, account.id).parts
        listed, _ = search_shoes(db, shelves.visible_to(db, account.id), account.id, "example trainer", {}, None, 50)
    assert [line.id for line in listed] == [mine.id]
    assert len(parts) == 2


def test_without_a_change_nothing_is_made_again(released_database: Database, account: Account) -> None:
    shelves = Shelves(BOOK)
    new_shoe(released_database, account.id)
    with released_database.reading() as db:
        first = shelves.visible_to(db, account.id)
        assert shelves.visible_to(db, account.id) is first
        assert shelves.visible_to(db, "acc_nobody").shelf is first.parts[0].shelf
    load_catalogue(released_database, seed_folder(), BOOK, NOW)
    with released_database.reading() as db:
        assert shelves.visible_to(db, account.id) is first


def test_pages_of_finds_hold_each_find_once_best_first(released_database: Database, account: Account) -> None:
    shelves = Shelves(BOOK)
    for number in range(5):
        new_shoe(released_database, account.id, brand="HOKA", model=f"Clifton {number}", release_year=2000 + number)
    pages = []
    after = None
    with released_database.reading() as db:
        seen = shelves.visible_to(db, account.id)
        while True:
            page, after = search_shoes(db, seen, account.id, "hokka cliffton", {"category": "road"}, after, 2)
            pages.append([line.model_key for line in page])
            if after is None:
                break
    assert pages == [
        ["clifton 000010", "clifton 000009"],
        ["clifton 000004", "clifton 000003"],
        ["clifton 000002", "clifton 000001"],
        ["clifton 000000"],
    ]


def test_filters_hold_for_finds_too(released_database: Database, account: Account) -> None:
    shelves = Shelves(BOOK)
    with released_database.reading() as db:
        seen = shelves.visible_to(db, account.id)
        found, last = search_shoes(db, seen, account.id, "clifton", {"width_sold": "narrow"}, None, 1)
        assert ([line.id for line in found], last) == (["hoka-clifton-10"], None)
        assert search_shoes(db, seen, account.id, "clifton", {"category": "trail"}, None, 1) == ([], None)
        assert search_shoes(db, seen, account.id, "!!", {}, None, 1) == ([], None)


def test_what_was_not_asked_for_the_longest_is_forgotten_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    assert recent.get("a") == 1
    recent.keep("c", 3)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, None, 3)
