"""Finding shoes by name: typos, joined words, numbers, order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.config import seed_folder
from api.integrations.feeds.seed_catalogue import read_seed
from api.services.catalogue.shoe_index import Name, ShoeIndex
from api.services.catalogue.shoe_names import match_key, name_key, normalize_name, sort_key

NAMES = [
    Name(
        shoe_id,
        record["brand"],
        record["model"],
        record["release_year"],
        sort_key(record["brand"]),
        sort_key(record["model"]),
    )
    for shoe_id, record in read_seed(seed_folder()).records.items()
]
INDEX = ShoeIndex(NAMES)


def found(query: str) -> list[str]:
    return [find.id for find in INDEX.find(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hokka cliffton", ["hoka-clifton-10", "hoka-clifton-9"]),
        ("HOKA Clifton 9", ["hoka-clifton-9"]),
        ("clif", ["hoka-clifton-10", "hoka-clifton-9"]),
        ("gelnimbus 27", ["asics-gel-nimbus-27"]),
        ("gel-nimbus", ["asics-gel-nimbus-27"]),
        ("newbalance 1080", ["new-balance-1080-v15", "new-balance-fresh-foam-x-1080-v14"]),
        ("brooks gost", ["brooks-ghost-17"]),
        ("adrenalin", ["brooks-adrenaline-gts-24"]),
        ("sacony hurricane", ["saucony-hurricane-25"]),
        ("ÅSICS novablast", ["asics-novablast-5"]),
        ("hoka shoes clifton", ["hoka-clifton-10", "hoka-clifton-9"]),
    ],
)
def test_the_meant_shoe_comes_first(query: str, first: list[str]) -> None:
    assert found(query)[: len(first)] == first


@pytest.mark.parametrize("query", ["", "   ", "!!!", "xyzzy", "hoka pegasus", "clifton 8", "1", "🙂"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert not {"hoka-clifton-10", "nike-pegasus-41"} & set(found(query)[:1])


def test_a_number_is_never_taken_for_a_similar_one() -> None:
    assert "hoka-clifton-9" in found("clifton 9")
    assert found("clifton 9")[0] == "hoka-clifton-9"
    assert "hoka-bondi-8" not in found("bondi 9")[:1]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.id)
def test_every_shoe_is_first_under_its_own_name(name: Name) -> None:
    best = INDEX.find(f"{name.brand} {name.model}")
    assert best[0].worse_by == 0
    assert name.id in {find.id for find in best if find.worse_by == 0}


def _longest_word(name: Name) -> str:
    return max((word for word in normalize_name(name.model).split() if word.isalpha()), key=len, default="")


@pytest.mark.parametrize("name", [name for name in NAMES if len(_longest_word(name)) > 5], ids=lambda name: name.id)
def test_a_doubled_letter_still_finds_the_brand_and_model(name: Name) -> None:
    word = _longest_word(name)
    middle = len(word) // 2
    assert name.id in found(f"{name.brand} {word[:middle]}{word[middle - 1]}{word[middle:]}")


@given(st.text(max_size=60))
def test_any_query_gives_one_sorted_answer(query: str) -> None:
    finds = INDEX.find(query)
    assert finds == sorted(finds) == INDEX.find(query)
    assert len({find.id for find in finds}) == len(finds)


def test_numbers_sort_by_size_and_names_without_case_or_accents() -> None:
    models = ["Clifton 10", "Clifton 9", "clifton 9 GTX", "Çlifton 11"]
    assert sorted(models, key=sort_key) == ["Clifton 9", "clifton 9 GTX", "Clifton 10", "Çlifton 11"]


@given(st.text(max_size=200))
def test_a_sort_key_fits_its_column(text: str) -> None:
    assert len(sort_key(text)) <= 100


def test_a_reference_outranks_a_name_and_a_name_ignores_case_and_blanks() -> None:
    assert (
        match_key("HOKA", "Clifton  10", None)
        == match_key("hoka", " clifton 10", None)
        == name_key("Hoka", "CLIFTON 10")
    )
    assert (
        match_key("HOKA", "Clifton 10", "A")
        == match_key("Nike", "Pegasus", "A")
        != match_key("HOKA", "Clifton 10", "a")
    )
    assert name_key("a b", "c") != name_key("a", "b c")
    assert name_key("Rebel", "v5+") != name_key("Rebel", "v5")
