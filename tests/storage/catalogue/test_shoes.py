"""Shoes in the database: who sees them, in which order, through which filters, at which version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from api.storage.accounts.accounts import accounts, add_account
from api.storage.catalogue.shoe_lists import Listed, filter_shoes, list_shoes
from api.storage.catalogue.shoes import (
    count_shoes,
    delete_shoe,
    owners_of_shoes,
    replace_shoe,
    shoe_head,
    shoe_row,
    shoe_rows,
    shoes_of_owner,
    visible_names,
)
from api.storage.catalogue.states import CATALOGUE_MARKS, SHARED
from api.storage.database.engines import Database
from api.storage.database.errors import StaleVersionError
from tests.support.accounts import Account
from tests.support.catalogue import NOW, new_shoe


def pages(database: Database, account_id: str, limit: int, **filters: Any) -> list[list[Listed]]:
    found: list[list[Listed]] = []
    after = None
    while True:
        with database.reading() as db:
            page = list_shoes(db, account_id, filters, after, limit)
        if not page:
            return found
        found.append(page)
        after = page[-1].sort_key


def ids(database: Database, account_id: str, **filters: Any) -> list[str]:
    return [line.id for page in pages(database, account_id, 1000, **filters) for line in page]


@pytest.mark.parametrize("limit", [1, 7, 50, 106, 107])
def test_pages_hold_everything_once_and_in_order(released_database: Database, account: Account, limit: int) -> None:
    for model in ("Zebra 2", "Zebra 10", "aardvark", "Äther 3"):
        new_shoe(released_database, account.id, brand="HOKA" if model == "aardvark" else "Zz", model=model)
    listed = [line for page in pages(released_database, account.id, limit) for line in page]
    assert len(listed) == 110
    assert [line.sort_key for line in listed] == sorted(line.sort_key for line in listed)
    assert len({line.id for line in listed}) == 110
    names = [line.model_key for line in listed if line.brand_key == "zz"]
    assert names == ["ather 000003", "zebra 000002", "zebra 000010"]


def test_a_shoe_added_meanwhile_shifts_no_page(released_database: Database, account: Account) -> None:
    with released_database.reading() as db:
        first = list_shoes(db, account.id, {}, None, 50)
    new_shoe(released_database, account.id, brand="AAA first of all")
    with released_database.reading() as db:
        rest = list_shoes(db, account.id, {}, first[-1].sort_key, 100)
    assert len({line.id for line in (*first, *rest)}) == 106


def test_an_own_shoe_is_seen_by_its_account_alone(
    released_database: Database, account: Account, other_account: Account
) -> None:
    own = new_shoe(released_database, account.id)
    with released_database.reading() as db:
        assert shoe_head(db, account.id, own.id) == (account.id, own.version)
        assert shoe_row(db, account.id, own.id) == own
        assert shoe_head(db, other_account.id, own.id) is None
        assert shoe_row(db, other_account.id, own.id) is None
        assert shoe_rows(db, other_account.id, [own.id, "hoka-clifton-10"]).keys() == {"hoka-clifton-10"}
        assert own.id not in {name.id for name in visible_names(db, other_account.id)}
        assert filter_shoes(db, other_account.id, {}, [own.id]) == {}
        assert filter_shoes(db, account.id, {}, [own.id]).keys() == {own.id}
        assert shoes_of_owner(db, account.id) == [own]
        assert (count_shoes(db, account.id), count_shoes(db, other_account.id)) == (1, 0)
        assert owners_of_shoes(db) == sorted([account.id, SHARED])
    assert own.id in ids(released_database, account.id)
    assert own.id not in ids(released_database, other_account.id)


FILTERS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"brand": "hoka"}, {"brand": "Höka"}, {"brand": "Hokas"}),
    ({"category": "trail"}, {"category": "trail"}, {"category": "road"}),
    ({"stability": "neutral"}, {"stability": "neutral"}, {"stability": None}),
    ({"width_sold": "wide"}, {"widths_sold": ["standard", "wide"]}, {"widths_sold": ["extra_wide"]}),
    ({"width_sold": "wide"}, {"widths_sold": ["wide"]}, {"widths_sold": None}),
    (
        {"max_price": 99.5, "currency": "EUR"},
        {"price": 99.5, "currency": "EUR"},
        {"price": 99.51, "currency": "EUR"},
    ),
    ({"max_price": 100, "currency": "EUR"}, {"price": 9, "currency": "EUR"}, {"price": 9, "currency": "USD"}),
    ({"max_price": 100, "currency": "EUR"}, {"price": 0, "currency": "EUR"}, {}),
    ({"max_drop_mm": -0.5}, {"figures": {"drop_mm": {"value": -0.5}}}, {"figures": {"drop_mm": {"value": 0}}}),
    ({"max_drop_mm": 50}, {"figures": {"drop_mm": {"value": 4}}}, {}),
    ({"plate": "carbon"}, {"plate": "carbon"}, {"plate": None}),
    ({"rocker": False}, {"rocker": False}, {"rocker": None}),
    ({"rocker": True}, {"rocker": True}, {"rocker": False}),
    ({"discontinued": False}, {"discontinued": False}, {"discontinued": None}),
    (
        {"toe_box": "wide"},
        {
            "figures": {
                "toe_box_width_mm": {"value": 74.5, "method": "gel_mold"},
                "ball_width_mm": {"value": 97, "method": "gel_mold"},
            }
        },
        {"figures": {"toe_box_width_mm": {"value": 74.5, "method": "caliper"}}},
    ),
    (
        {"forefoot_cushioning": "high"},
        {"figures": {"forefoot_shock_absorption_sa": {"value": 130}}},
        {"figures": {"midsole_softness": {"value": 10, "unit": "asker_c"}}},
    ),
]


@pytest.mark.parametrize(("filters", "passing", "failing"), FILTERS)
def test_a_filter_passes_what_is_known_to_pass(
    released_database: Database,
    account: Account,
    filters: dict[str, Any],
    passing: dict[str, Any],
    failing: dict[str, Any],
) -> None:
    yes = new_shoe(released_database, account.id, **{"model": "Yes", **passing}).id
    no = new_shoe(released_database, account.id, **{"model": "No", **failing}).id
    found = ids(released_database, account.id, **filters)
    assert yes in found
    assert no not in found
    with released_database.reading() as db:
        assert filter_shoes(db, account.id, filters, [yes, no]).keys() == {yes}


def test_filters_hold_together(released_database: Database, account: Account) -> None:
    wide = set(ids(released_database, account.id, width_sold="wide"))
    hoka = set(ids(released_database, account.id, brand="hoka"))
    assert set(ids(released_database, account.id, width_sold="wide", brand="hoka")) == wide & hoka != set()


def test_a_change_of_an_old_version_is_refused_and_changes_nothing(
    released_database: Database, account: Account
) -> None:
    own = new_shoe(released_database, account.id)
    newer = replace(own, version=own.version + 1, category="trail")
    with released_database.writing() as tx:
        replace_shoe(tx, newer, own.version)
    with pytest.raises(StaleVersionError), released_database.writing() as tx:
        replace_shoe(tx, replace(own, category="race"), own.version)
    with pytest.raises(StaleVersionError), released_database.writing() as tx:
        delete_shoe(tx, own)
    with released_database.reading() as db:
        assert shoe_row(db, account.id, own.id) == newer
    with released_database.writing() as tx:
        delete_shoe(tx, newer)
    with released_database.reading() as db:
        assert shoe_row(db, account.id, own.id) is None


def test_every_change_gives_the_catalogue_a_mark_it_never_had(
    released_database: Database, account: Account, other_account: Account
) -> None:
    seen = set()
    with released_database.reading() as db:
        shared, own = CATALOGUE_MARKS.one(db, {"account_id": account.id})
    assert shared and not own
    for model in ("A", "B", "C"):
        new_shoe(released_database, account.id, model=model)
        with released_database.reading() as db:
            marks = CATALOGUE_MARKS.one(db, {"account_id": account.id})
            assert CATALOGUE_MARKS.one(db, {"account_id": other_account.id}) == (shared, "")
        assert marks[0] == shared
        seen.add(marks[1])
    assert len(seen) == 3


def test_what_an_account_has_goes_with_it_and_nothing_else(database: Database) -> None:
    with database.writing() as tx:
        kept, gone = add_account(tx, "kept", NOW), add_account(tx, "gone", NOW + timedelta(1))
    for account_id in (kept, gone):
        new_shoe(database, account_id, gtins=["4006381333931"])
    with database.writing() as tx:
        tx.execute(delete(accounts).where(accounts.c.id == gone))
    with database.reading() as db:
        assert owners_of_shoes(db) == [kept]
