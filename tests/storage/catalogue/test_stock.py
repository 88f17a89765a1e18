"""Stores and their stock in the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import (
    WIDTH_NOT_STATED,
    StockRow,
    add_stock,
    delete_stock,
    gtins_in_stock,
    list_stock,
    lowest_prices,
    replace_stock,
    shoe_is_stocked,
    shoes_in_store,
    size_text,
    stock_by_key,
    stock_in_size,
    stock_line_by_gtin,
    stock_lines,
    stock_of_store,
)
from api.storage.catalogue.stores import StoreRow, delete_store, list_stores, replace_store, store_row
from api.storage.database.engines import Database
from api.storage.database.errors import ConflictError, StaleVersionError
from tests.support.accounts import Account
from tests.support.catalogue import NOW, new_shoe, new_store

GTIN = "04006381333931"


def line(store: StoreRow, key: str, shoe_id: str = "hoka-clifton-10", **facts: object) -> StockRow:
    row = StockRow(
        account_id=store.account_id,
        store_id=store.id,
        line_key=key,
        shoe_account_id=SHARED,
        shoe_id=shoe_id,
        size="us_men:9",
        width="standard",
        quantity=1,
        size_system="us_men",
        size_value=9,
        gender=None,
        stated_width=None,
        sku=None,
        gtin=None,
        price=None,
        currency=None,
        model_id=None,
        color=None,
        season=None,
        updated_at=NOW,
    )
    return replace(row, **facts)  # type: ignore[arg-type]


@pytest.fixture
def store(released_database: Database, account: Account) -> StoreRow:
    return new_store(released_database, account.id)


def test_a_size_is_one_text_whatever_its_type() -> None:
    assert size_text("us_men", 9) == size_text("us_men", 9.0) == "us_men:9"
    assert size_text("eu", 42.5) == "eu:42.5"


def test_what_is_there_in_a_size_is_found(released_database: Database, store: StoreRow) -> None:
    rows = [
        line(store, "1"),
        line(store, "2", width="wide", quantity=4),
        line(store, "3", "hoka-bondi-9", size="eu:42.5", width=WIDTH_NOT_STATED),
        line(store, "4", "hoka-bondi-9", size="us_men:9.5"),
        line(store, "5", "hoka-mach-6", quantity=0),
    ]
    with released_database.writing() as tx:
        add_stock(tx, rows)
    with released_database.reading() as db:
        found = stock_in_size(db, store.account_id, store.id, ["us_men:9", "eu:42.5"])
        assert sorted((row.shoe_id, row.width, row.quantity) for row in found) == [
            ("hoka-bondi-9", WIDTH_NOT_STATED, 1),
            ("hoka-clifton-10", "standard", 1),
            ("hoka-clifton-10", "wide", 4),
        ]
        assert sorted(shoes_in_store(db, store.account_id, store.id)) == ["hoka-bondi-9", "hoka-clifton-10"]


def test_the_lowest_price_and_the_sum_of_pairs_are_found(released_database: Database, store: StoreRow) -> None:
    rows = [
        line(store, "1", price=129.0, currency="USD", quantity=2),
        line(store, "2", price=119.9, currency="USD"),
        line(store, "3", price=99.0, currency="USD", quantity=0),
        line(store, "4", price=80.0, currency="USD", size="us_men:10"),
    ]
    with released_database.writing() as tx:
        add_stock(tx, rows)
    with released_database.reading() as db:
        (found,) = stock_in_size(db, store.account_id, store.id, ["us_men:9"])
        assert (found.price, found.currency, found.quantity) == (119.9, "USD", 3)
        assert lowest_prices(db, store.account_id, store.id) == {"hoka-clifton-10": (80.0, "USD")}


def test_one_store_s_stock_is_not_another_s(released_database: Database, account: Account, store: StoreRow) -> None:
    second = new_store(released_database, account.id, "Second")
    with released_database.writing() as tx:
        add_stock(tx, [line(store, "1", gtin=GTIN)])
    with released_database.reading() as db:
        assert stock_in_size(db, account.id, second.id, ["us_men:9"]) == []
        assert shoes_in_store(db, account.id, second.id) == []
        assert list_stock(db, account.id, second.id, None, 10) == []
        assert stock_by_key(db, account.id, second.id, ["1"]) == {}
        assert stock_of_store(db, account.id, store.id).keys() == {"1"}


def test_another_account_finds_nothing_by_a_bar_code(
    released_database: Database, store: StoreRow, other_account: Account
) -> None:
    row = line(store, "1", gtin=GTIN)
    with released_database.writing() as tx:
        add_stock(tx, [row])
    with released_database.reading() as db:
        assert stock_line_by_gtin(db, store.account_id, GTIN) == row
        assert stock_line_by_gtin(db, other_account.id, GTIN) is None
        assert gtins_in_stock(db, store.account_id, [GTIN]) == {GTIN: (SHARED, "hoka-clifton-10")}
        assert gtins_in_stock(db, other_account.id, [GTIN]) == {}
        assert stock_of_store(db, other_account.id, store.id) == {}


def test_a_line_cannot_name_another_account_s_shoe(
    released_database: Database, store: StoreRow, other_account: Account
) -> None:
    foreign = new_shoe(released_database, other_account.id)
    row = line(store, "1", foreign.id, shoe_account_id=other_account.id)
    with pytest.raises(IntegrityError), released_database.writing() as tx:
        tx.execute(insert(stock_lines), row.as_dict())


def test_lines_are_changed_listed_and_deleted(released_database: Database, store: StoreRow) -> None:
    rows = [line(store, key) for key in ("b", "B", "a:1", "ä")]
    with released_database.writing() as tx:
        add_stock(tx, rows)
        replace_stock(tx, [replace(rows[0], quantity=7)])
        delete_stock(tx, [rows[1]])
    with released_database.reading() as db:
        listed = list_stock(db, store.account_id, store.id, None, 2)
        rest = list_stock(db, store.account_id, store.id, listed[-1].line_key, 10)
        assert [row.line_key for row in (*listed, *rest)] == ["a:1", "b", "ä"]
        assert listed[1].quantity == 7
        assert shoe_is_stocked(db, SHARED, "hoka-clifton-10")
        assert not shoe_is_stocked(db, SHARED, "hoka-bondi-9")


def test_stock_goes_with_its_store(released_database: Database, store: StoreRow) -> None:
    with released_database.writing() as tx:
        add_stock(tx, [line(store, "1")])
        delete_store(tx, store)
    with released_database.reading() as db:
        assert store_row(db, store.account_id, store.id) is None
        assert not shoe_is_stocked(db, SHARED, "hoka-clifton-10")


def test_stores_are_listed_oldest_first_and_once(released_database: Database, account: Account) -> None:
    made = [new_store(released_database, account.id, f"Store {number}") for number in range(5)]
    found: list[StoreRow] = []
    with released_database.reading() as db:
        while page := list_stores(db, account.id, (found[-1].created_at, found[-1].id) if found else None, 2):
            found += page
    assert found == sorted(made, key=lambda row: row.id)


def test_a_reference_names_one_store(released_database: Database, account: Account, other_account: Account) -> None:
    first = new_store(released_database, account.id, ref="17")
    new_store(released_database, other_account.id, ref="17")
    with pytest.raises(ConflictError) as refused:
        new_store(released_database, account.id, ref="17")
    assert refused.value.field == "/external_ref"
    second = new_store(released_database, account.id, ref="18")
    with pytest.raises(ConflictError), released_database.writing() as tx:
        replace_store(tx, replace(second, external_ref="17"), NOW)
    with released_database.writing() as tx:
        renamed = replace_store(tx, replace(first, name="Renamed"), NOW)
    assert renamed.version > first.version
    with pytest.raises(StaleVersionError), released_database.writing() as tx:
        replace_store(tx, replace(first, name="Late"), NOW)
