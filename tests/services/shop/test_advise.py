"""Shoes advice over a catalogue and over what a store has in the person's size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.shoes.advise import judge_fit
from api.advice.shoes.answer import ShoesAnswer
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.row_report import ImportRow, checked
from api.services.catalogue.visible_shoes import Shelves
from api.services.shop.advise import recommend_shoes, stock_for
from api.services.shop.import_stock import import_stock
from api.storage.catalogue.stores import StoreRow, UnknownStoreError
from api.storage.database.engines import Database
from api.web.edge.response import plain
from api.web.edge.uploads import check_fields_by
from api.web.shop.stores_schema import StockRowSchema
from tests.support.accounts import Account
from tests.support.catalogue import NOW, new_shoe, new_store

BOOK = shipped_rulebook()
CHECK = check_fields_by(StockRowSchema(), {})
EVERYTHING = ShoesAdviceRequest(size=StatedSize("us_men", 9, None), sex="male", use="road", limit=50)
US_MEN_9 = ShoesAdviceRequest(size=StatedSize("us_men", 9, None), sex="male", use="road", limit=20)


@pytest.fixture
def store(released_database: Database, account: Account) -> StoreRow:
    return new_store(released_database, account.id)


def put(database: Database, store: StoreRow, *rows: dict[str, Any]) -> None:
    values = [checked(ImportRow(number, None, {"quantity": 1, **row}), CHECK) for number, row in enumerate(rows, 1)]
    with database.writing() as tx:
        report = import_stock(
            tx,
            store.account_id,
            store.id,
            values,
            mode="replace",
            book=BOOK,
            now=NOW,
        )
    assert {result.status for result in report.results} == {"created"}


def ask(database: Database, account_id: str, request: ShoesAdviceRequest, store_id: str | None = None) -> ShoesAnswer:
    with database.reading() as db:
        return recommend_shoes(db, Shelves(BOOK), account_id, replace(request, store_id=store_id), BOOK)


def shown(answer: ShoesAnswer) -> set[str]:
    return {entry.name.id for entry in answer.recommendations}


def test_only_what_the_store_has_in_the_size_is_recommended(released_database: Database, store: StoreRow) -> None:
    put(
        released_database,
        store,
        {"shoe_id": "hoka-clifton-10", "size": 9, "size_system": "us_men", "width": "D"},
        {"shoe_id": "hoka-bondi-9", "size": 10.5, "size_system": "us_women", "width": "B"},
        {"shoe_id": "brooks-glycerin-23", "size": 12, "size_system": "us_men", "width": "D"},
        {"shoe_id": "asics-gel-nimbus-27", "size": 9, "size_system": "us_men", "width": "D", "quantity": 0},
    )
    assert shown(ask(released_database, store.account_id, US_MEN_9, store.id)) == {"hoka-clifton-10"}
    assert len(shown(ask(released_database, store.account_id, US_MEN_9))) == 20


def test_stock_is_asked_for_in_every_system_at_once(released_database: Database, store: StoreRow) -> None:
    sizes = stock_sizes(US_MEN_9)
    put(
        released_database,
        store,
        *(
            {"shoe_id": shoe_id, "size": size, "size_system": system, "sku": system}
            for shoe_id, (system, size) in zip(
                ["hoka-clifton-10", "hoka-bondi-9", "hoka-mach-6", "nike-pegasus-41", "nike-vomero-18"],
                sizes.items(),
                strict=True,
            )
        ),
    )
    with released_database.reading() as db:
        found = found_in(db, store, replace(US_MEN_9, sex=None))
        of_men = found_in(db, store, US_MEN_9)
    assert len(found) == 5
    assert all(widths == {None} for widths in found.values())
    # A box on the women's scale has widths of another meaning under the same names.
    assert found.keys() - of_men.keys() == {"hoka-bondi-9"}


def found_in(db: Connection, store: StoreRow, request: ShoesAdviceRequest) -> dict[str, set[str | None]]:
    """Return the widths of each shoe that the store has in the person's size."""
    candidates = Shelves(BOOK).visible_to(db, store.account_id).shelf
    stock = stock_for(db, store.account_id, store.id, request, candidates, BOOK)
    return {shoe_id: {line.width for line in lines} for shoe_id, lines in stock.items()}


def test_a_european_number_counts_by_the_chart_of_its_maker(released_database: Database, store: StoreRow) -> None:
    put(
        released_database,
        store,
        {"shoe_id": "nike-pegasus-41", "size": 42.5, "size_system": "eu"},
        {"shoe_id": "nike-vomero-18", "size": 43, "size_system": "eu"},
        {"shoe_id": "hoka-clifton-10", "size": 43, "size_system": "eu"},
        {"shoe_id": "hoka-bondi-9", "size": 44, "size_system": "eu"},
    )
    with released_database.reading() as db:
        assert found_in(db, store, US_MEN_9).keys() == {"nike-pegasus-41", "hoka-clifton-10"}


@pytest.mark.parametrize("name", ["ASICS|Megablast", "asics|MEGABLAST Men's", "ASICS|asics megablast"])
def test_an_own_entry_of_a_measured_model_takes_its_figures(
    released_database: Database, account: Account, name: str
) -> None:
    brand, model = name.split("|")
    shared = {entry.name.id: entry for entry in ask(released_database, account.id, EVERYTHING).recommendations}
    own = new_shoe(released_database, account.id, brand=brand, model=model, category="road", price=1, currency="USD")
    after = {entry.name.id: entry for entry in ask(released_database, account.id, EVERYTHING).recommendations}
    entry, measured = after[own.id], shared["asics-megablast"]
    assert (entry.score, entry.criteria, entry.measured_as) == (measured.score, measured.criteria, "asics-megablast")
    assert entry.offer is not None
    assert entry.offer.price == 1
    assert "asics-megablast" not in after
    assert {other: after[other].score for other in after if other != own.id} == {
        other: shared[other].score for other in shared if other != "asics-megablast"
    }
    served = plain(entry.shoe)
    assert served["price"] == 1
    assert served["figures"] == plain(measured.shoe)["figures"]


def test_a_minimalist_shoe_is_one_by_its_name(released_database: Database, account: Account) -> None:
    own = new_shoe(released_database, account.id, brand="Merrell", model="Vapor Glove 6", category="road")
    answer = ask(released_database, account.id, replace(EVERYTHING, symptoms=Symptoms(pain_level=3)))
    left_out = {shoe.id: entry.reason for entry in answer.excluded.by_reason for shoe in entry.examples}
    assert own.id not in shown(answer) | {entry.name.id for entry in answer.try_on}
    assert "minimalist_while_sore" in left_out.values()


def stock_sizes(request: ShoesAdviceRequest) -> dict[str, float]:
    sizes = judge_fit(request.feet, request.sex, request.size, BOOK).sizes
    assert sizes is not None
    return sizes.by_system()


def test_the_widths_in_stock_are_told_apart(released_database: Database, store: StoreRow) -> None:
    put(
        released_database,
        store,
        {"shoe_id": "hoka-clifton-10", "size": 9, "size_system": "us_men", "width": "D"},
        {"shoe_id": "hoka-clifton-10", "size": 9, "size_system": "us_men", "width": "2E"},
        {"shoe_id": "hoka-bondi-9", "size": 9, "size_system": "us_men"},
    )
    with released_database.reading() as db:
        found = found_in(db, store, US_MEN_9)
    assert found == {"hoka-clifton-10": {"standard", "wide"}, "hoka-bondi-9": {None}}


def test_without_a_size_any_size_in_stock_counts(released_database: Database, store: StoreRow) -> None:
    put(released_database, store, {"shoe_id": "hoka-clifton-10", "size": 14, "size_system": "us_men", "width": "D"})
    with released_database.reading() as db:
        found = found_in(db, store, ShoesAdviceRequest())
    assert found == {"hoka-clifton-10": {None}}


def test_an_empty_store_has_nothing_that_fits(released_database: Database, store: StoreRow) -> None:
    answer = ask(released_database, store.account_id, US_MEN_9, store.id)
    assert (answer.verdict, shown(answer)) == ("nothing_fits", set())


def test_another_account_s_store_is_as_unknown_as_none(
    released_database: Database, store: StoreRow, other_account: Account
) -> None:
    for account_id, store_id in ((other_account.id, store.id), (store.account_id, "store_00000000000000000000")):
        with pytest.raises(UnknownStoreError):
            ask(released_database, account_id, US_MEN_9, store_id)


def test_an_own_shoe_is_advised_to_its_account_alone(
    released_database: Database, account: Account, other_account: Account
) -> None:
    figures = {
        "toe_box_width_mm": {"value": 80, "method": "gel_mold"},
        "ball_width_mm": {"value": 99, "method": "gel_mold"},
        "forefoot_shock_absorption_sa": {"value": 140},
        "forefoot_stack_mm": {"value": 32},
    }
    own = new_shoe(released_database, account.id, figures=figures, widths_sold=["standard", "wide"])
    request = ShoesAdviceRequest(feet=Feet(left=Foot(length_mm=262, breadth_mm=100)), sex="male", use="road", limit=20)
    assert own.id in shown(ask(released_database, account.id, request))
    assert own.id not in shown(ask(released_database, other_account.id, request))


def test_a_recommended_shoe_names_who_measured_it(released_database: Database, account: Account) -> None:
    for entry in plain(ask(released_database, account.id, US_MEN_9).recommendations):
        named = {source for figure in entry["shoe"]["figures"].values() if figure for source in figure["sources"]}
        assert named == {source["id"] for source in entry["shoe"]["sources"]}
        assert named
