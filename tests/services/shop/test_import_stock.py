"""Import of a store's stock: which shoe a row means, in which size and width, and what becomes of the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.rulebook.load import shipped_rulebook
from api.services.catalogue.row_report import ImportReport, ImportRow, checked
from api.services.shop.import_stock import import_stock
from api.services.shop.stock_file import read_stock_file
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import WIDTH_NOT_STATED, StockRow, stock_of_store
from api.storage.catalogue.stores import StoreRow, UnknownStoreError, store_row
from api.storage.database.engines import Database
from api.web.edge.uploads import check_fields_by
from api.web.shop.stores_schema import StockRowSchema
from tests.support.accounts import Account
from tests.support.catalogue import NOW, new_shoe, new_store

LATER = NOW + timedelta(hours=1)
GTIN = "4006381333931"
CHECK = check_fields_by(StockRowSchema(), {})


@pytest.fixture
def store(released_database: Database, account: Account) -> StoreRow:
    return new_store(released_database, account.id)


def row(**facts: Any) -> dict[str, Any]:
    return {"shoe_id": "hoka-clifton-10", "size": 9.5, "size_system": "us_men", "quantity": 1, **facts}


def send(database: Database, store: StoreRow, *rows: dict[str, Any], mode: str = "upsert") -> ImportReport:
    return send_rows(database, store, [ImportRow(number, None, each) for number, each in enumerate(rows, 1)], mode)


def send_rows(database: Database, store: StoreRow, rows: list[ImportRow], mode: str = "upsert") -> ImportReport:
    rows = [checked(each, CHECK) for each in rows]
    with database.writing() as tx:
        return import_stock(tx, store.account_id, store.id, rows, mode=mode, book=shipped_rulebook(), now=LATER)


def statuses(report: ImportReport) -> list[str]:
    return [result.status for result in report.results]


def stored(database: Database, store: StoreRow) -> dict[str, StockRow]:
    with database.reading() as db:
        return stock_of_store(db, store.account_id, store.id)


def the_line(database: Database, store: StoreRow) -> StockRow:
    (line,) = stored(database, store).values()
    return line


def test_a_letter_that_needs_the_sex_leaves_the_width_open_and_the_row_says_so(
    released_database: Database, store: StoreRow
) -> None:
    report = send(released_database, store, row(size_system="eu", size=43, width="D", sku="A"))
    assert statuses(report) == ["created"]
    assert (report.results[0].reason or "").startswith("The line is in, its width is not known: D is one width for men")
    assert the_line(released_database, store).stated_width == "D"
    result = send(released_database, store, row(size_system="eu", size=43, width="D", gender="male", sku="A"))
    assert (result.results[0].reason, the_line(released_database, store).width) == (None, "standard")


def test_a_file_is_read_as_people_export_it(released_database: Database, store: StoreRow) -> None:
    text = "brand;model;size;size_system;width;quantity;price;currency\nhoka; clifton 10;9,5;us_men;2E;3;149,5;EUR\n"
    report = send_rows(
        released_database, store, read_stock_file(b"\xef\xbb\xbf" + text.encode(), shipped_rulebook().wording)
    )
    assert statuses(report) == ["created"]
    line = the_line(released_database, store)
    assert (line.shoe_account_id, line.shoe_id) == (SHARED, "hoka-clifton-10")
    assert (line.size, line.width, line.stated_width, line.quantity) == ("us_men:9.5", "wide", "2E", 3)
    assert (line.price, line.currency) == (149.5, "EUR")


@pytest.mark.parametrize(
    ("told", "width"),
    [
        ({"width": "D"}, "standard"),
        ({"width": "2e"}, "wide"),
        ({"width": "EE"}, "wide"),
        ({"width": "4E"}, "extra_wide"),
        ({"width": "B"}, "narrow"),
        ({"size_system": "us_women", "width": "B"}, "standard"),
        ({"size_system": "us_women", "width": "D"}, "wide"),
        ({"size_system": "us_women", "width": "2A"}, "narrow"),
        ({"size_system": "eu", "size": 43, "width": "2E", "gender": "male"}, "wide"),
        ({"size_system": "us_men", "width": "B", "gender": "female"}, "standard"),
        ({"width": "Extra Wide"}, "extra_wide"),
        ({"width": "6E"}, "xx_wide"),
        ({"size_system": "us_women", "width": "4E"}, "xx_wide"),
        ({"size_system": "eu", "size": 43, "width": "2E"}, "wide"),
        ({"size_system": "eu", "size": 43, "width": "4E"}, "extra_wide"),
        ({"size_system": "eu", "size": 43, "width": "D"}, WIDTH_NOT_STATED),
        ({"size_system": "eu", "size": 43, "width": "(B)"}, WIDTH_NOT_STATED),
        ({"size_system": "eu", "size": 43, "width": "2A"}, "narrow"),
        ({}, WIDTH_NOT_STATED),
    ],
)
def test_a_width_is_a_class_by_the_scale_of_its_sex(
    released_database: Database, store: StoreRow, told: dict[str, Any], width: str
) -> None:
    assert statuses(send(released_database, store, row(**told))) == ["created"]
    assert the_line(released_database, store).width == width


@pytest.mark.parametrize(
    ("system", "size", "kept"),
    [
        ("us_men", 9, "us_men:9"),
        ("eu", 42.5, "eu:42.5"),
        ("eu", 42.67, "eu:42.5"),
        ("eu", 43.33, "eu:43.5"),
        ("mondopoint", 265, "mondopoint:265"),
    ],
)
def test_a_size_is_kept_as_labelled(
    released_database: Database, store: StoreRow, system: str, size: float, kept: str
) -> None:
    send(released_database, store, row(size_system=system, size=size))
    line = the_line(released_database, store)
    assert (line.size, line.size_system, line.size_value) == (kept, system, size)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"shoe_id": "no-such-shoe"}, "shoe_id"),
        ({"shoe_id": None}, "shoe_id"),
        ({"shoe_id": None, "brand": "HOKA", "model": "Clifton 99"}, "model"),
        ({"shoe_id": None, "brand": "HOKA"}, "shoe_id"),
        ({"shoe_id": None, "shoe_external_ref": "A-1"}, "shoe_external_ref"),
        ({"shoe_id": None, "gtin": GTIN}, "shoe_id"),
        ({"gtin": "4006381333932"}, "gtin"),
        ({"size": 43, "size_system": "eu", "width": "Q"}, "width"),
        ({"size_system": "eu"}, "size"),
        ({"size": 45}, "size"),
        ({"size": 9.25}, "size"),
        ({"width": "roomy"}, "width"),
        ({"size_system": "cm"}, "size_system"),
        ({"size_system": None}, "size_system"),
        ({"size": "9"}, "size"),
        ({"size": -1}, "size"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 1.5}, "quantity"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_broken_row_fails_alone_and_names_the_field(
    released_database: Database, store: StoreRow, told: dict[str, Any], field: str
) -> None:
    report = send(released_database, store, row(**told), row(size=10))
    assert statuses(report) == ["failed", "created"]
    assert [fault.field for fault in report.results[0].faults] == [field]
    assert the_line(released_database, store).size == "us_men:10"


def test_an_own_shoe_comes_before_a_shared_one_of_its_name(
    released_database: Database, account: Account, store: StoreRow
) -> None:
    own = new_shoe(released_database, account.id, brand="HOKA", model="Clifton 10", external_ref="A-1")
    send(released_database, store, row(shoe_id=None, brand="Hoka", model="CLIFTON 10"))
    line = the_line(released_database, store)
    assert (line.shoe_account_id, line.shoe_id) == (account.id, own.id)
    send(released_database, store, row(shoe_id=None, shoe_external_ref="A-1", size=10))
    assert {line.shoe_id for line in stored(released_database, store).values()} == {own.id}
    new_shoe(released_database, account.id, brand="HOKA", model="Clifton 10", external_ref="A-2")
    assert statuses(send(released_database, store, row(shoe_id=None, brand="HOKA", model="Clifton 10"))) == ["failed"]


def test_another_account_s_shoe_does_not_exist(
    released_database: Database, other_account: Account, store: StoreRow
) -> None:
    foreign = new_shoe(released_database, other_account.id, external_ref="A-1", gtins=[GTIN])
    report = send(
        released_database,
        store,
        row(shoe_id=foreign.id),
        row(shoe_id="shoe_00000000000000000000"),
        row(shoe_id=None, shoe_external_ref="A-1"),
        row(shoe_id=None, gtin=GTIN),
        row(shoe_id=None, brand="Example", model="Trainer 1"),
    )
    assert statuses(report) == ["failed"] * 5
    assert report.results[0].reason == report.results[1].reason


def test_a_known_bar_code_names_the_shoe(released_database: Database, account: Account, store: StoreRow) -> None:
    own = new_shoe(released_database, account.id, gtins=[GTIN])
    send(released_database, store, row(shoe_id=None, gtin=GTIN))
    assert the_line(released_database, store).shoe_id == own.id
    second = new_store(released_database, account.id, "Second")
    send(released_database, second, row(gtin="036000291452"))
    send(released_database, store, row(shoe_id=None, gtin="036000291452", size=11))
    assert {line.shoe_id for line in stored(released_database, store).values()} == {own.id, "hoka-clifton-10"}


def test_the_same_rows_again_change_nothing(released_database: Database, store: StoreRow) -> None:
    rows = [row(), row(sku="S-1"), row(gtin=GTIN), row(width="2E")]
    assert statuses(send(released_database, store, *rows)) == ["created"] * 4
    with released_database.reading() as db:
        before = store_row(db, store.account_id, store.id)
    lines = stored(released_database, store)
    for mode in ("upsert", "replace"):
        assert statuses(send(released_database, store, *rows, mode=mode)) == ["skipped"] * 4
    assert stored(released_database, store) == lines
    with released_database.reading() as db:
        assert store_row(db, store.account_id, store.id) == before


def test_a_line_is_known_again_by_its_sku(released_database: Database, store: StoreRow) -> None:
    send(released_database, store, row(sku="S-1", quantity=3))
    report = send(released_database, store, row(sku="S-1", quantity=0, size=10))
    assert statuses(report) == ["updated"]
    line = the_line(released_database, store)
    assert (line.quantity, line.size) == (0, "us_men:10")
    with released_database.reading() as db:
        changed = store_row(db, store.account_id, store.id)
    assert changed is not None and changed.stock_version > store.stock_version and changed.version == store.version


def test_an_upsert_leaves_other_lines_and_a_replacement_takes_them_away(
    released_database: Database, store: StoreRow
) -> None:
    send(released_database, store, row(), row(size=10))
    report = send(released_database, store, row(size=11))
    assert (report.removed, len(stored(released_database, store))) == (0, 3)
    report = send(released_database, store, row(size=11), mode="replace")
    assert (report.removed, statuses(report)) == (2, ["skipped"])
    assert the_line(released_database, store).size == "us_men:11"
    assert send(released_database, store, mode="replace").removed == 1
    assert stored(released_database, store) == {}


def test_a_replacement_with_a_failed_row_takes_nothing_away(released_database: Database, store: StoreRow) -> None:
    send(released_database, store, row(), row(size=10))
    report = send(released_database, store, row(size=11), row(size="ten"), mode="replace")
    assert (report.removed, statuses(report)) == (0, ["created", "failed"])
    assert len(stored(released_database, store)) == 3


def test_two_rows_of_one_line_agree_or_the_second_fails(released_database: Database, store: StoreRow) -> None:
    report = send(released_database, store, row(), row(), row(quantity=2))
    assert statuses(report) == ["created", "skipped", "failed"]
    assert report.results[1].reason == "The same as row 1."
    assert the_line(released_database, store).quantity == 1


def test_a_store_of_another_account_or_of_nobody_is_unknown(
    released_database: Database, store: StoreRow, other_account: Account
) -> None:
    for account_id, store_id in ((other_account.id, store.id), (store.account_id, "store_00000000000000000000")):
        with pytest.raises(UnknownStoreError), released_database.writing() as tx:
            import_stock(
                tx, account_id, store_id, [], mode="upsert",
                book=shipped_rulebook(), now=LATER,
            )  # fmt: skip
