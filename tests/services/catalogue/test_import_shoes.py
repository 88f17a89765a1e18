"""Import of own shoes: each row whole or not at all, told of, and the same file again changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.rulebook.load import shipped_rulebook
from api.services.catalogue.import_shoes import import_shoes
from api.services.catalogue.own_shoes import MOST_SHOES
from api.services.catalogue.row_report import ImportReport, ImportRow
from api.services.catalogue.shoe_file import read_shoe_file
from api.services.catalogue.shoe_record import record_of
from api.storage.accounts.accounts import add_account
from api.storage.catalogue.shoe_gtins import gtins_of_owner
from api.storage.catalogue.shoes import ShoeRow, shoes_of_owner
from api.storage.catalogue.states import CATALOGUE_MARKS
from api.storage.database.engines import Database
from api.web.catalogue.shoes_schema import ShoeRequestSchema
from api.web.edge.uploads import check_by
from tests.support.catalogue import NOW, new_shoe, shoe

LATER = NOW + timedelta(hours=1)
GTIN, OTHER_GTIN = "4006381333931", "036000291452"
CHECK = check_by(ShoeRequestSchema())


@pytest.fixture
def account_id(database: Database) -> str:
    with database.writing() as tx:
        return add_account(tx, "A shop", NOW)


def send(database: Database, account_id: str, *rows: dict[str, Any]) -> ImportReport:
    return send_rows(database, account_id, [ImportRow(number, None, row) for number, row in enumerate(rows, 1)])


def send_csv(database: Database, account_id: str, text: str) -> ImportReport:
    return send_rows(database, account_id, read_shoe_file(text.encode(), shipped_rulebook().wording))


def send_rows(database: Database, account_id: str, rows: list[ImportRow]) -> ImportReport:
    with database.writing() as tx:
        return import_shoes(tx, account_id, rows, CHECK, shipped_rulebook(), LATER)


def statuses(report: ImportReport) -> list[str]:
    return [result.status for result in report.results]


def stored(database: Database, account_id: str) -> dict[str, ShoeRow]:
    with database.reading() as db:
        return {record_of(row)["model"]: row for row in shoes_of_owner(db, account_id)}


COLUMNS = (
    *("brand", "model", "category", "price", "currency", "widths_sold", "rocker", "drop_mm", "toe_box_width_mm"),
    *("toe_box_width_method", "midsole_softness", "midsole_softness_unit", "sample", "source", "gtins"),
)
ONE = (
    "Example;One;road;149,5;EUR;standard|wide;yes;-0,5;75,2;gel_mold;;;men's US 9;Test report;" + f"{GTIN}|{OTHER_GTIN}"
)
TWO = "Example;Two;trail;;;;;;;;30;asker_c;;;"
CSV = "\n".join([";".join(COLUMNS), ONE, TWO])


def test_a_file_says_the_same_as_the_documents_it_stands_for(database: Database, account_id: str) -> None:
    report = send_csv(database, account_id, CSV)
    assert statuses(report) == ["created", "created"]
    assert [result.row.line for result in report.results] == [2, 3]
    one, two = (record_of(stored(database, account_id)[model]) for model in ("One", "Two"))
    assert (one["price"], one["currency"], one["widths_sold"], one["rocker"]) == (
        149.5,
        "EUR",
        ["standard", "wide"],
        True,
    )
    assert one["figures"]["drop_mm"]["value"] == -0.5
    assert (one["figures"]["toe_box_width_mm"]["method"], one["figures"]["toe_box_width_mm"]["sample"]) == (
        "gel_mold",
        "men's US 9",
    )
    assert [source["title"] for source in one["sources"]] == ["Test report"]
    assert one["gtins"] == [GTIN, OTHER_GTIN]
    assert (two["price"], two["rocker"], two["widths_sold"], two["figures"]["drop_mm"]) == (None, None, None, None)
    assert two["figures"]["midsole_softness"]["unit"] == "asker_c"


def test_the_same_file_again_changes_nothing(database: Database, account_id: str) -> None:
    send_csv(database, account_id, CSV)
    with database.reading() as db:
        before = (
            shoes_of_owner(db, account_id),
            gtins_of_owner(db, account_id),
            CATALOGUE_MARKS.one(db, {"account_id": account_id}),
        )
    report = send_csv(database, account_id, CSV)
    assert statuses(report) == ["skipped", "skipped"]
    assert {result.reason for result in report.results} == {"Nothing to change."}
    assert not report.changed
    with database.reading() as db:
        assert (
            shoes_of_owner(db, account_id),
            gtins_of_owner(db, account_id),
            CATALOGUE_MARKS.one(db, {"account_id": account_id}),
        ) == before


def test_a_broken_row_fails_alone_and_says_why(database: Database, account_id: str) -> None:
    report = send_csv(
        database,
        account_id,
        "brand,model,category,drop_mm,toe_box_width_mm\n"
        "A,Good,road,8,\n"
        "A,Words,road,eight,\n"
        "A,Cells,road,8\n"
        "A,No method,road,8,75\n"
        "A,Impossible,road,800,\n"
        ",Nameless,road,8,\n"
        "A,=Formula,road,8,\n"
        "A,No category,,8,\n"
        "A,Last,road,8,\n",
    )
    assert statuses(report) == ["created", *["failed"] * 7, "created"]
    assert [result.row.line for result in report.results] == list(range(2, 11))
    reasons = [result.reason or "" for result in report.results if result.status == "failed"]
    for reason, names in zip(
        reasons,
        [
            "drop_mm",
            "4 cells",
            "toe_box_width_mm/method",
            "drop_mm/value",
            "brand",
            "model: Must not begin",
            "category",
        ],
        strict=True,
    ):
        assert names in reason
    assert set(stored(database, account_id)) == {"Good", "Last"}


def test_a_failed_row_leaves_the_shoe_it_names_as_it_was(database: Database, account_id: str) -> None:
    send(database, account_id, shoe(model="One", price=10, currency="EUR"))
    before = stored(database, account_id)
    report = send(database, account_id, shoe(model="One", price=-1, plate="carbon"))
    assert statuses(report) == ["failed"]
    assert stored(database, account_id) == before


def test_what_a_row_does_not_say_stays_and_what_it_empties_is_unknown(database: Database, account_id: str) -> None:
    send(database, account_id, shoe(model="One", plate="carbon", rocker=True, figures={"drop_mm": {"value": 8}}))
    send_csv(database, account_id, "brand,model,plate,weight_g\nExample,One,,250\n")
    record = record_of(stored(database, account_id)["One"])
    assert (record["plate"], record["rocker"], record["category"]) == (None, True, "road")
    assert (record["figures"]["drop_mm"]["value"], record["figures"]["weight_g"]["value"]) == (8, 250)


def test_a_new_figure_never_keeps_the_old_figure_s_source(database: Database, account_id: str) -> None:
    old = {"value": 70, "method": "caliper", "source": "Old lab", "sample": "men's US 9"}
    send(database, account_id, shoe(model="One", figures={"toe_box_width_mm": old}))
    send(database, account_id, shoe(model="One", figures={"toe_box_width_mm": {"value": 75, "method": "gel_mold"}}))
    record = record_of(stored(database, account_id)["One"])
    assert record["figures"]["toe_box_width_mm"]["sample"] is None
    assert [source["id"] for source in record["sources"]] == ["own"]


def test_a_reference_finds_its_shoe_under_another_name(database: Database, account_id: str) -> None:
    send(database, account_id, shoe(model="One", external_ref="A-1"))
    report = send(database, account_id, shoe(model="One, renamed", external_ref="A-1"))
    assert statuses(report) == ["updated"]
    assert set(stored(database, account_id)) == {"One, renamed"}


def test_a_shoe_takes_on_the_first_reference_it_is_given(database: Database, account_id: str) -> None:
    plain = new_shoe(database, account_id, model="One")
    report = send(database, account_id, shoe(model="one", external_ref="A-1"), shoe(model="One", external_ref="A-2"))
    assert statuses(report) == ["updated", "created"]
    assert report.results[0].id == plain.id
    again = send(database, account_id, shoe(model="ONE"))
    assert statuses(again) == ["failed"]
    assert "external_ref" in (again.results[0].reason or "")


def test_two_rows_of_one_shoe_agree_or_the_second_fails(database: Database, account_id: str) -> None:
    report = send_csv(database, account_id, "brand,model,category\nB,Y,road\nB,Y,road\nB,Y,trail\n")
    assert statuses(report) == ["created", "skipped", "failed"]
    assert report.results[2].reason == "Says something else of the same shoe as line 2."
    assert stored(database, account_id)["Y"].category == "road"


def test_a_bar_code_belongs_to_one_shoe_and_may_move(database: Database, account_id: str) -> None:
    first = new_shoe(database, account_id, model="Old carrier", gtins=[GTIN])
    report = send(database, account_id, shoe(model="New carrier", gtins=[f"0{GTIN}"]))
    assert statuses(report) == ["failed"]
    assert first.id in (report.results[0].reason or "")
    report = send(
        database,
        account_id,
        shoe(model="Old carrier", gtins=[OTHER_GTIN]),
        shoe(model="New carrier", gtins=[GTIN]),
    )
    assert statuses(report) == ["updated", "created"]
    with database.reading() as db:
        carriers = gtins_of_owner(db, account_id)
    assert carriers == {f"0{GTIN}": report.results[1].id, f"00{OTHER_GTIN}": first.id}


def test_two_accounts_may_import_the_same_file(database: Database, account_id: str) -> None:
    with database.writing() as tx:
        other = add_account(tx, "Another shop", NOW)
    assert statuses(send_csv(database, account_id, CSV)) == statuses(send_csv(database, other, CSV)) == ["created"] * 2
    mine, theirs = stored(database, account_id), stored(database, other)
    assert {row.id for row in mine.values()}.isdisjoint(row.id for row in theirs.values())


def test_an_account_may_have_so_many_shoes(
    database: Database, account_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_SHOES >= 1000
    monkeypatch.setattr("api.services.catalogue.import_shoes.MOST_SHOES", 2)
    report = send(
        database, account_id, *(shoe(model=f"M {number}") for number in range(3)), shoe(model="M 0", plate="rock")
    )
    assert statuses(report) == ["created", "created", "failed", "failed"]
    assert len(stored(database, account_id)) == 2
