"""Shoes advice over a catalogue and over what a store has in the person's size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.foot.sizes import SEX_OF_SYSTEM, width_of_box
from api.advice.shoes.advise import judge_fit
from api.advice.shoes.answer import ShoesAnswer
from api.advice.shoes.request import Box, InStock, ShoesAdviceRequest
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.row_report import ImportRow, checked
from api.services.catalogue.visible_shoes import Shelves
from api.services.shop.advise import recommend_shoes, stock_for
from api.services.shop.import_stock import import_stock
from api.services.shop.other_stores import labels_of, nearest, width_for
from api.services.shop.stock_line import ShoeFinder, stock_row
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import StockRow, list_stock
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


EU = "eu"
LINES = st.fixed_dictionaries(
    {
        "size": st.sampled_from([(EU, 42), (EU, 42.5), (EU, 43), ("us_men", 9), ("us_women", 10.5), ("uk", 8.5)]),
        "gender": st.sampled_from([None, "male", "female", "unisex"]),
        "width": st.sampled_from([None, "B", "D", "2E", "4E"]),
    }
)


@given(st.lists(LINES, min_size=1, max_size=6, unique_by=repr), st.sampled_from(["male", "female"]))
def test_a_pair_made_for_the_other_sex_is_never_in_stock_and_a_width_is_as_the_wearer_has_it(
    lines: list[dict[str, Any]], sex: str
) -> None:
    size = StatedSize("us_men", 9, None) if sex == "male" else StatedSize("us_women", 10.5, None)
    person = ShoesAdviceRequest(size=size, sex=sex, use="road")
    found = in_memory(person, [as_kept(line) for line in lines])
    allowed = {width_for_wearer(line, sex) for line in lines if may_wear(line, sex)}
    assert found <= allowed


def may_wear(line: dict[str, Any], sex: str) -> bool:
    made_for = line["gender"] or SEX_OF_SYSTEM.get(line["size"][0])
    return made_for in (None, "unisex", sex)


def width_for_wearer(line: dict[str, Any], sex: str) -> str | None:
    """Return what a letter is on the shoe of this line, for somebody of a sex; ``None`` where that stays open."""
    if line["width"] is None:
        return None
    made_for = line["gender"] or SEX_OF_SYSTEM.get(line["size"][0])
    return width_of_box(line["width"], sex if made_for == "unisex" else made_for, BOOK)


def as_kept(line: dict[str, Any]) -> StockRow:
    system, number = line["size"]
    named = {"shoe_id": "hoka-clifton-10", "size": number, "size_system": system, "quantity": 1}
    values = {**named, **{name: line[name] for name in ("gender", "width") if line[name] is not None}}
    finder = ShoeFinder({"hoka-clifton-10": (SHARED, "hoka-clifton-10")}, {}, {}, {})
    return stock_row(values, "account", "store", finder, BOOK, NOW)


def in_memory(person: ShoesAdviceRequest, rows: list[StockRow]) -> set[str | None]:
    """Return the widths, as the person has them, of those of the rows whose boxes bear the person's size."""
    sizes = judge_fit(person.feet, person.sex, person.size, BOOK).sizes
    assert sizes is not None
    labels = labels_of(sizes, person.sex, BOOK)
    here = [(labels[row.size], row.width) for row in rows if row.size in labels]
    return {width_for(width, label, person.sex, BOOK) for label, width in here}


def test_a_european_size_is_for_whom_its_shoe_is_made(released_database: Database, store: StoreRow) -> None:
    both = {"size": 42.5, "size_system": "eu", "width": "2E"}
    put(
        released_database,
        store,
        {"shoe_id": "hoka-clifton-10", "gender": "male", **both},
        {"shoe_id": "hoka-clifton-10", "gender": "female", **both},
        {"shoe_id": "hoka-bondi-9", "gender": "female", **both},
        {"shoe_id": "hoka-mach-6", "gender": "unisex", **both},
        {"shoe_id": "hoka-arahi-8", **both},
    )
    woman = replace(US_MEN_9, size=StatedSize("us_women", 10.5, None), sex="female")
    with released_database.reading() as db:
        assert found_in(db, store, US_MEN_9) == {
            "hoka-clifton-10": {"wide"},
            "hoka-mach-6": {"wide"},
            "hoka-arahi-8": {"wide"},
        }
        assert found_in(db, store, woman) == {
            "hoka-clifton-10": {"extra_wide"},
            "hoka-bondi-9": {"extra_wide"},
            "hoka-mach-6": {"extra_wide"},
            "hoka-arahi-8": {"wide"},
        }


def test_a_unisex_pair_on_the_men_s_scale_is_there_for_a_woman_too(
    released_database: Database, store: StoreRow
) -> None:
    put(
        released_database,
        store,
        {"shoe_id": "hoka-mach-6", "size": 9.5, "size_system": "us_men", "gender": "unisex", "width": "D"},
        {"shoe_id": "hoka-bondi-9", "size": 9.5, "size_system": "us_men", "gender": "male", "width": "D"},
        {"shoe_id": "hoka-arahi-8", "size": 9.5, "size_system": "us_men", "width": "D"},
    )
    woman = replace(US_MEN_9, size=StatedSize("us_women", 10.5, None), sex="female")
    with released_database.reading() as db:
        assert found_in(db, store, woman) == {"hoka-mach-6": {"wide"}}
        man = replace(US_MEN_9, size=StatedSize("us_men", 9.5, None))
        assert found_in(db, store, man).keys() == {"hoka-mach-6", "hoka-bondi-9", "hoka-arahi-8"}


def test_a_line_that_now_says_for_whom_it_is_made_stands_in_place_of_the_one_that_did_not(
    released_database: Database, store: StoreRow
) -> None:
    row = {"shoe_id": "hoka-mach-6", "size": 42.5, "size_system": "eu", "width": "wide"}
    put(released_database, store, row)
    values = [checked(ImportRow(1, None, {"quantity": 1, **row, "gender": "male"}), CHECK)]
    with released_database.writing() as tx:
        import_stock(tx, store.account_id, store.id, values, mode="upsert", book=BOOK, now=NOW)
    with released_database.reading() as db:
        (line,) = list_stock(db, store.account_id, store.id, None, 10)
    assert (line.gender, line.size) == ("male", "eu:42.5:m")


def test_of_a_european_size_the_pairs_of_its_own_number_count_and_another_is_named(
    released_database: Database, store: StoreRow
) -> None:
    run = [(38.5, 2, 188.5), (39, 3, 189), (40, 1, 190), (40.5, 4, 190.5), (42, 6, 192)]
    put(
        released_database,
        store,
        *(
            {
                **{"shoe_id": "saucony-triumph-23", "size_system": "eu", "gender": "female", "currency": "EUR"},
                **{"size": size, "quantity": quantity, "price": price},
            }
            for size, quantity, price in run
        ),
    )

    def offer_in(size: float) -> tuple[float | None, int | None, tuple[float, ...]]:
        woman = ShoesAdviceRequest(size=StatedSize("eu", size, None), sex="female", use="road", limit=50)
        answer = ask(released_database, store.account_id, woman, store.id)
        (offer,) = (entry.offer for entry in answer.recommendations)
        assert offer is not None
        return offer.price, offer.quantity, tuple(box.value for box in offer.on_box or ())

    assert offer_in(40) == (190, 1, ())
    assert offer_in(39.5) == (190, 1, (40,))


@given(
    st.lists(st.tuples(st.sampled_from(["eu", "uk", "us_men"]), st.integers(70, 90), st.sampled_from(["wide", None]))),
)
def test_in_each_width_and_system_all_pairs_that_count_bear_one_number_and_none_is_nearer(
    boxes: list[tuple[str, int, str | None]],
) -> None:
    sizes = judge_fit(None, "male", StatedSize("eu", 42, None), BOOK).sizes
    assert sizes is not None
    lines = [InStock(width, 1, box=Box(system, halves / 2, width)) for system, halves, width in boxes]
    kept = nearest(lines, sizes)
    for width, system in {(width, system) for system, _, width in boxes}:
        wanted = getattr(sizes, system)
        there = [line.box.value for line in lines if line.box and (line.width, line.box.system) == (width, system)]
        counted = {line.box.value for line in kept if line.box and (line.width, line.box.system) == (width, system)}
        assert len(counted) == 1
        assert min(abs(value - wanted) for value in there) == abs(counted.pop() - wanted)
