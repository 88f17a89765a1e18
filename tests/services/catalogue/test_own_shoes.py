"""Own shoes when several writers want the same thing at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.rulebook.load import shipped_rulebook
from api.services.catalogue.own_shoes import change_shoe
from api.storage.accounts.accounts import add_account
from api.storage.catalogue.shoe_gtins import gtins_of_owner
from api.storage.catalogue.shoes import shoes_of_owner
from api.storage.database.engines import Database
from api.storage.database.errors import ConflictError, StaleVersionError
from tests.support.catalogue import NOW, new_shoe, shoe

GTIN = "4006381333931"
WRITERS = 4


@pytest.fixture
def account_id(database: Database) -> str:
    with database.writing() as tx:
        return add_account(tx, "A shop", NOW)


def at_once(write: Callable[[int], object]) -> list[type[Exception] | None]:
    """Let several writers write at the same time and answer how each ended."""

    def ended(number: int) -> type[Exception] | None:
        try:
            write(number)
        except Exception as fault:
            return type(fault)
        return None

    with ThreadPoolExecutor(WRITERS) as writers:
        return list(writers.map(ended, range(WRITERS)))


@pytest.mark.parametrize(
    "told",
    [
        lambda number: {"model": "The same"},
        lambda number: {"model": f"Model {number}", "external_ref": "A"},
        lambda number: {"model": f"Model {number}", "gtins": [GTIN]},
    ],
    ids=["name", "reference", "bar code"],
)
def test_of_several_who_add_the_same_one_does(
    database: Database, account_id: str, told: Callable[[int], dict[str, Any]]
) -> None:
    ends = at_once(lambda number: new_shoe(database, account_id, **told(number)))
    assert sorted(ends, key=str) == sorted([None, *[ConflictError] * (WRITERS - 1)], key=str)
    with database.reading() as db:
        assert len(shoes_of_owner(db, account_id)) == 1


def test_of_several_who_change_the_same_version_one_does(database: Database, account_id: str) -> None:
    before = new_shoe(database, account_id)

    def change(number: int) -> None:
        with database.writing() as tx:
            change_shoe(tx, before, shoe(release_year=2000 + number), shipped_rulebook(), NOW)

    ends = at_once(change)
    assert sorted(ends, key=str) == sorted([None, *[StaleVersionError] * (WRITERS - 1)], key=str)


def test_a_refused_shoe_leaves_nothing_behind(database: Database, account_id: str) -> None:
    first = new_shoe(database, account_id, gtins=[GTIN])
    with pytest.raises(ConflictError):
        new_shoe(database, account_id, model="Second", gtins=["036000291452", GTIN])
    with database.reading() as db:
        assert [row.id for row in shoes_of_owner(db, account_id)] == [first.id]
        assert set(gtins_of_owner(db, account_id).values()) == {first.id}
