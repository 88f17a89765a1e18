"""Titles as shops write them: the model that each names, or none; never a wrong one."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.integrations.feeds.article import LONGEST_TITLE
from api.integrations.feeds.title import Title, read_title
from api.integrations.feeds.vocabulary import OF_CATEGORY
from api.services.catalogue.match_model import CERTAIN_SCORE, LIKELY_SCORE, ModelMatcher
from api.services.catalogue.shoe_names import sort_key
from api.storage.catalogue.shoes import ShoeName

ROOT = Path(__file__).parents[3]
LEAST_MATCHED = 0.95
WORDS = ["ghost", "17", "Men's", "10.5", "2E", "white", "-", "Wide", "42", "M 8 / W 9.5", "GTX", "1"]


def _rows(path: Path, **dialect: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, **dialect))


TITLES = _rows(ROOT / "tests" / "cases" / "feed_titles.tsv", delimiter="\t", quoting=csv.QUOTE_NONE)
SHOES = _rows(ROOT / "seed_data" / "shoes.csv")


@cache
def matcher() -> ModelMatcher:
    return ModelMatcher(
        ShoeName("shared", row["id"], "", sort_key(row["brand"]), sort_key(row["model"]), row["category"])
        for row in SHOES
    )


def certain(title: Title) -> str:
    """Return the id of the shoe that a title certainly names, empty if none."""
    found = matcher().find(title)
    return found[0].shoe_id if found and found[0].score >= CERTAIN_SCORE else ""


def read(row: dict[str, str]) -> Title:
    return read_title(row["title"], row["vendor"] or "")


def test_of_three_hundred_titles_nearly_all_are_matched_and_none_wrongly() -> None:
    named = [row for row in TITLES if row["shoe"]]
    assert len(TITLES) >= 600
    assert len(named) >= 150
    found = [row for row in named if certain(read(row)) == row["shoe"]]
    wrong = [(row["title"], certain(read(row))) for row in TITLES if certain(read(row)) not in ("", row["shoe"] or "")]
    assert wrong == []
    assert len(found) / len(named) >= LEAST_MATCHED


@pytest.mark.parametrize("row", TITLES, ids=lambda row: row["title"])
def test_the_sex_and_the_width_are_read_out_of_a_title(row: dict[str, str]) -> None:
    label = read(row).label
    assert (label.sex or "", label.width or "") == (row["sex"] or "", row["width"] or "")


@pytest.mark.parametrize("row", SHOES, ids=lambda row: row["id"])
def test_every_model_is_found_by_its_own_name_and_by_nothing_that_makes_it_another(row: dict[str, str]) -> None:
    brand, model = row["brand"], row["model"]
    for title in (f"{brand} {model}", f"Men's {brand} {model} Running Shoes - Black/White"):
        assert certain(read_title(title)) == row["id"]
    for other in ("GTX", "Hyper", "Plus 2", "99"):
        assert certain(read_title(f"{brand} {model} {other}")) != row["id"]


def test_what_is_like_a_model_but_not_certainly_it_is_shown_with_its_score() -> None:
    (found,) = matcher().find(read_title("Brooks Ghost Zephyr 17"))
    assert (found.shoe_id, LIKELY_SCORE <= found.score < CERTAIN_SCORE) == ("brooks-ghost-17", True)
    assert [each.shoe_id for each in matcher().find(read_title("Revive Unisex"))] == [
        "kane-revive",
        "topo-athletic-revive",
    ]


def test_children_s_shoes_are_never_a_model_for_adults() -> None:
    assert matcher().find(read_title("Kids' Brooks Ghost 17")) == []


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_can_be_read_as_a_title(title: str, vendor: str) -> None:
    matcher().find(read_title(title, vendor))


@given(st.sampled_from(SHOES), st.lists(st.sampled_from(WORDS), min_size=100, max_size=2000))
def test_of_a_title_longer_than_any_shop_s_only_the_beginning_is_read_and_it_is_never_certain(
    row: dict[str, str], words: list[str]
) -> None:
    begun = f"{row['brand']} {row['model']} - Black/White "
    long = begun + " ".join(words)
    assume(len(long) > LONGEST_TITLE)
    title = read_title(long)
    assert title == read_title(long[:LONGEST_TITLE] + "x" * len(long))
    assert certain(title) == ""
    assert len(title.words) + len(title.more) <= LONGEST_TITLE


@given(st.sampled_from(SHOES), st.permutations(["Men's", "Running Shoes", "(2E)", "SS26", "- Black/White"]))
def test_the_order_of_what_stands_behind_the_model_changes_nothing(row: dict[str, str], tail: list[str]) -> None:
    assert certain(read_title(" ".join([row["brand"], row["model"], *tail]))) == row["id"]


@given(st.sampled_from(SHOES), st.sampled_from(sorted({word for words in OF_CATEGORY.values() for word in words})))
def test_the_name_of_a_category_makes_another_model_only_of_one_that_is_not_of_it(
    row: dict[str, str], word: str
) -> None:
    assume(word not in read_title(row["model"]).words)
    found = certain(read_title(f"{row['brand']} {row['model']} {word.title()}"))
    assert found == (row["id"] if word in OF_CATEGORY.get(row["category"], ()) else "")


@pytest.mark.parametrize(("vendor", "short"), [("Brooks", "BRK"), ("Saucony", "Sauc"), ("New Balance", "NBal")])
def test_a_brand_may_be_shortened_where_the_vendor_names_it(vendor: str, short: str) -> None:
    rows = [row for row in SHOES if row["brand"] == vendor]
    assert [certain(read_title(f"{short} {row['model']} Mens", vendor)) for row in rows] == [row["id"] for row in rows]
    assert all(certain(read_title(f"{short} {row['model']} Mens")) == "" for row in rows)
