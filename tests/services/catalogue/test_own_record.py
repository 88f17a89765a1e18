"""An account's own shoe between the document its owner sends and the record that is stored."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.shoe_figures import FIGURES, Figure
from api.services.catalogue.own_record import document_of, record_from
from api.services.catalogue.shoe_record import shoe_of

SOME_TEXT = st.none() | st.text("abc", min_size=1, max_size=3)


def _figure(figure: Figure) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "value": st.floats(figure.low, figure.high),
            "unit": st.sampled_from(figure.units),
            "method": st.sampled_from(figure.methods),
            "sample": SOME_TEXT,
            "note": SOME_TEXT,
            "source": SOME_TEXT,
            "source_url": st.none() | st.sampled_from(["https://a.example/1", "https://a.example/2"]),
        }
    )


DOCUMENTS = st.fixed_dictionaries(
    {
        "brand": st.just("B"),
        "model": st.just("M"),
        "category": st.just("road"),
        "price": st.none() | st.just(10.5),
        "widths_sold": st.none() | st.just(["wide"]),
        "rocker": st.none() | st.booleans(),
        "gtins": st.just([]) | st.just(["4006381333931"]),
        "figures": st.fixed_dictionaries({}, optional={name: _figure(figure) for name, figure in FIGURES.items()}),
    }
)


@given(DOCUMENTS)
def test_a_record_goes_back_to_a_document_that_gives_the_same_record(document: dict[str, Any]) -> None:
    record = record_from(document)
    assert record_from(document_of(record)) == record


@given(DOCUMENTS)
def test_every_figure_names_a_source_that_is_there(document: dict[str, Any]) -> None:
    record = record_from(document)
    named = [source for figure in record["figures"].values() if figure for source in figure["sources"]]
    assert set(named) == {source["id"] for source in record["sources"]}
    assert len({source["id"] for source in record["sources"]}) == len(record["sources"])


def test_what_is_not_said_is_not_known() -> None:
    record = record_from({"brand": "B", "model": "M", "category": "road"})
    assert {record[name] for name in ("rocker", "discontinued", "price", "plate", "gender")} == {None}
    assert record["widths_sold"] is None
    assert set(record["figures"]) == set(FIGURES)
    assert not any(record["figures"].values())
    assert record["sources"] == []


def test_who_says_it_is_named() -> None:
    figures = {
        "drop_mm": {"value": 4},
        "weight_g": {"value": 250, "source": "Lab", "source_url": "https://lab.example"},
        "heel_stack_mm": {"value": 30, "source_url": "https://lab.example"},
    }
    record = record_from({"brand": "B", "model": "M", "category": "road", "figures": figures})
    facts = {source["id"]: (source["title"], source["url"], source["kind"]) for source in record["sources"]}
    by_figure = {name: facts[figure["sources"][0]] for name, figure in record["figures"].items() if figure}
    assert by_figure == {
        "drop_mm": ("Stated by the owner of this entry", None, "own"),
        "weight_g": ("Lab", "https://lab.example", "own"),
        "heel_stack_mm": ("https://lab.example", "https://lab.example", "own"),
    }


def test_the_advice_sees_both_calipers_as_one_method_and_never_as_gel() -> None:
    def method(of: str) -> str | None:
        figures = {"toe_box_width_mm": {"value": 80, "method": of}}
        return shoe_of(
            "x", record_from({"brand": "B", "model": "M", "category": "road", "figures": figures})
        ).toe_box_width_method

    assert [method(of) for of in ("caliper_big_toe", "caliper", "gel_mold")] == ["caliper", "caliper", "gel_mold"]


def test_the_advice_sees_softness_with_its_scale() -> None:
    figures = {"midsole_softness": {"value": 20, "unit": "shore_a"}}
    shoe = shoe_of("x", record_from({"brand": "B", "model": "M", "category": "road", "figures": figures}))
    assert (shoe.midsole_softness, shoe.midsole_softness_scale) == (20, "shore_a")
