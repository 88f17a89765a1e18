"""Size systems: known pairs, order, and the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.feet import SIZE_SYSTEMS, WIDTH_CLASSES, StatedSize
from api.advice.foot.sizes import (
    InsideLength,
    Sizes,
    WidthLetters,
    foot_length_of,
    name_size,
    size_of,
    sizes_apart,
    sizes_of,
    toe_room,
    width_letter,
    width_letters,
    width_needed,
    width_of_box,
    with_stated,
)
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
ADULT = st.floats(200, 340)
COUNTED = tuple(system for system in SIZE_SYSTEMS if system != "eu")
"""Systems that are counted from the foot; European numbers are read off charts."""


def length_of(system: str, size: float) -> float:
    return foot_length_of(StatedSize(system, size), None, BOOK)


@pytest.mark.parametrize(
    ("system", "size", "length"),
    [
        ("us_men", 1, 194.73),
        ("us_men", 9, 262.47),
        ("us_women", 8, 245.53),
        ("us_women", 10, 262.47),
        ("uk", 8, 262.47),
        ("mondopoint", 265, 265),
        ("eu", 42, 258.23),
    ],
)
def test_a_size_stands_for_a_foot(system: str, size: float, length: float) -> None:
    assert foot_length_of(StatedSize(system, size), "male", BOOK) == pytest.approx(length, abs=0.01)


def test_the_figures_of_the_rule_agree_with_its_formula() -> None:
    assert length_of("us_men", 9) == pytest.approx(BOOK.number("SIZE-01", "us_men_9_mm"), abs=0.05)
    assert length_of("us_women", 8) == pytest.approx(BOOK.number("SIZE-01", "us_women_8_mm"), abs=0.05)
    half = length_of("us_men", 9.5) - length_of("us_men", 9)
    assert half == pytest.approx(BOOK.number("SIZE-01", "half_size_mm"), abs=0.005)
    assert 2 * half == pytest.approx(BOOK.number("SIZE-01", "full_size_mm"), abs=0.005)


@given(st.sampled_from(COUNTED), ADULT, st.floats(0, 40))
def test_a_longer_foot_never_gets_a_smaller_size(system: str, length: float, more: float) -> None:
    shorter, longer = size_of(system, length, BOOK), size_of(system, length + more, BOOK)
    assert shorter is not None
    assert longer is not None
    assert longer >= shorter


@given(st.sampled_from(COUNTED), ADULT)
def test_a_size_covers_the_foot_and_the_next_smaller_one_does_not(system: str, length: float) -> None:
    size = size_of(system, length, BOOK)
    assert size is not None
    step = 5 if system == "mondopoint" else 0.5
    assert length_of(system, size) >= length - 0.5 - 1e-6
    assert length_of(system, size - step) < length - 0.5 + 1e-6


@given(ADULT)
def test_the_scales_of_the_sexes_are_one_apart_at_every_length(length: float) -> None:
    sizes = sizes_of(length, None, BOOK)
    assert sizes.us_men is not None
    assert sizes.us_women == sizes.us_men + 1
    if sizes.uk is not None:
        assert sizes.uk == sizes.us_men - 1


@given(st.sampled_from(COUNTED), st.integers(4, 30))
def test_a_size_leads_to_its_foot_and_back(system: str, halves: int) -> None:
    size = {"mondopoint": 200.0 + halves * 5}.get(system, halves / 2)
    assert size_of(system, length_of(system, size), BOOK) == pytest.approx(size)


@pytest.mark.parametrize(
    ("system", "length", "smallest"), [("us_men", 194.7, 1), ("us_women", 186.3, 1), ("uk", 203.2, 1)]
)
def test_below_its_first_number_a_scale_is_silent(system: str, length: float, smallest: float) -> None:
    assert size_of(system, length, BOOK) == smallest
    assert size_of(system, length - 5, BOOK) is None


def test_sizes_apart_counts_full_sizes_in_either_direction() -> None:
    assert sizes_apart(254, 254 + 25.4, BOOK) == pytest.approx(3)
    assert sizes_apart(254 + 25.4, 254, BOOK) == pytest.approx(3)


def test_toe_room_is_wanted_and_tolerated() -> None:
    assert toe_room(250, BOOK) == InsideLength(260, 265, 259.5, 267)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("width_class", WIDTH_CLASSES)
def test_a_letter_names_its_class_again(sex: str, width_class: str) -> None:
    letter = width_letter(width_class, sex, BOOK)
    assert letter is not None
    assert width_of_box(letter, sex, BOOK) == width_class


@pytest.mark.parametrize(
    ("letter", "men", "women"),
    [
        ("4A", None, "narrow"),
        ("C", "narrow", "standard"),
        ("E", "standard", "wide"),
        ("3E", "wide", "extra_wide"),
        ("2A", "narrow", "narrow"),
        ("B", "narrow", "standard"),
        ("D", "standard", "wide"),
        ("2E", "wide", "extra_wide"),
        ("4E", "extra_wide", "xx_wide"),
        ("6E", "xx_wide", "xx_wide"),
    ],
)
def test_every_letter_of_both_scales_has_its_class(letter: str, men: str | None, women: str | None) -> None:
    assert width_of_box(letter, "male", BOOK) == men
    assert width_of_box(letter, "female", BOOK) == women


@pytest.mark.parametrize(
    ("letter", "on_a_box", "needed"),
    [
        ("4A", "narrow", "narrow"),
        ("2A", "narrow", "narrow"),
        ("B", None, None),
        ("D", None, None),
        ("2E", "wide", "extra_wide"),
        ("3E", "wide", "extra_wide"),
        ("4E", "extra_wide", "xx_wide"),
        ("6E", "xx_wide", "xx_wide"),
        ("extra_wide", "extra_wide", "extra_wide"),
        ("Z", None, None),
    ],
)
def test_without_a_sex_a_box_is_no_wider_and_a_foot_no_narrower_than_is_sure(
    letter: str, on_a_box: str | None, needed: str | None
) -> None:
    assert width_of_box(letter, None, BOOK) == on_a_box
    assert width_needed(letter, None, BOOK) == needed


def test_without_a_sex_there_is_no_letter_but_both_can_be_shown() -> None:
    assert width_letter("wide", None, BOOK) is None
    assert width_letters("wide", BOOK) == WidthLetters("2E", "D")


@pytest.mark.parametrize(
    ("sex", "name"),
    [
        ("male", "US men's 9.5 (EU 42.5-43.5)"),
        ("female", "US women's 10.5 (EU 42-43 1/3)"),
        (None, "US men's 9.5 (US women's 10.5)"),
    ],
)
def test_a_size_is_named_on_the_customers_own_scale_first(sex: str | None, name: str) -> None:
    assert name_size(sizes_of(266.6, sex, BOOK), sex, BOOK) == name


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
@pytest.mark.parametrize("sex", [None, "male", "female"])
@pytest.mark.parametrize(
    ("system", "first"),
    [("us_men", "US"), ("us_women", "US"), ("eu", "EU 4"), ("uk", "UK 8.5"), ("mondopoint", "Mondo")],
)
def test_a_size_leads_with_the_system_that_the_customer_named(
    language: str, sex: str | None, system: str, first: str
) -> None:
    name = name_size(sizes_of(266.6, sex, BOOK), sex, shipped_rulebook(language), system)
    assert name.replace("8,5", "8.5").startswith(first)
    assert "US" in name


@pytest.mark.parametrize(("language", "first"), [("en", "US"), ("de", "EU"), ("es", "EU"), ("fr", "EU")])
def test_without_a_named_size_the_system_of_the_market_leads(language: str, first: str) -> None:
    for sex in (None, "male", "female"):
        assert name_size(sizes_of(266.6, sex, BOOK), sex, shipped_rulebook(language)).startswith(first)


@pytest.mark.parametrize(
    ("named", "low", "high"), [(7.5, 7, 8), (9, 7, 9), (6, 6, 8)], ids=["within", "above", "below"]
)
def test_a_named_size_widens_its_range_and_never_narrows_it(named: float, low: float, high: float) -> None:
    sizes = with_stated(Sizes(uk_low=7, uk_high=8), StatedSize("uk", named))
    assert (sizes.uk, sizes.uk_low, sizes.uk_high) == (named, low, high)
    alone = with_stated(Sizes(), StatedSize("uk", named))
    assert (alone.uk, alone.uk_low, alone.uk_high) == (named, named, named)


@pytest.mark.parametrize(("sex", "first"), [("male", "US men's 9 ("), ("female", "US women's 10.5 (")])
def test_a_size_is_named_on_the_customers_own_scale(sex: str, first: str) -> None:
    assert name_size(Sizes(us_men=9, us_women=10.5, eu_low=42, eu_high=43), sex, BOOK).startswith(first)


def test_a_size_that_only_one_scale_has_is_named_to_those_who_use_it() -> None:
    small = Sizes(us_women=1, eu_low=32, eu_high=33)
    assert name_size(small, "female", BOOK).startswith("US women's 1 (")
    assert name_size(small, "male", BOOK) == name_size(Sizes(eu_low=32, eu_high=33), "male", BOOK) != ""
