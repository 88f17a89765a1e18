"""How the English wording formats the facts of a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import MICROMETRES, Distance
from api.advice.core.wording import DistanceText, Or, Tenths
from api.rulebook.load import shipped_rulebook

WORDING = shipped_rulebook().wording


def km(value: float) -> Distance:
    return Distance.of(value, "km")


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (DistanceText(Distance.of(500, "mi")), "805 km (500 mi)"),
        (DistanceText(km(9.4)), "9.4 km (5.8 mi)"),
        (DistanceText(km(9.6)), "10 km (6 mi)"),
        (DistanceText(km(10), tenths=True), "10 km (6.2 mi)"),
        (DistanceText(Distance.of(26.2, "mi"), miles_first=True, tenths=True), "26.2 mi (42.2 km)"),
        (DistanceText(km(43.59), limit=True), "43.5 km (27.1 mi)"),
        (DistanceText(Distance(0)), "0 km (0 mi)"),
        (Tenths(7.96), "8"),
        ((), ""),
        (("a",), "a"),
        (("a", "b", "c"), "a, b and c"),
        (Or(("a", "b", "c")), "a, b or c"),
        (True, "yes"),
    ],
    ids=str,
)
def test_a_fact_is_formatted_as_english_does(fact: object, text: str) -> None:
    assert WORDING.format(fact) == text


@pytest.mark.parametrize(
    ("language", "miles", "text"),
    [
        ("de", 1, "1,6 km (1 Meile)"),
        ("de", 0.7, "1,1 km (0,7 Meilen)"),
        ("es", 1, "1,6 km (1 milla)"),
        ("es", 2, "3,2 km (2 millas)"),
        ("fr", 0, "0 km (0 mile)"),
        ("fr", 1.5, "2,4 km (1,5 mile)"),
        ("fr", 1.96, "3,2 km (2 miles)"),
    ],
)
def test_miles_are_counted_as_shown_and_as_the_language_counts(language: str, miles: float, text: str) -> None:
    assert shipped_rulebook(language).wording.format(DistanceText(Distance.of(miles, "mi"))) == text


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "1 November 2026", "2 November 2026"),
        ("de", "1. November 2026", "2. November 2026"),
        ("es", "1 de noviembre de 2026", "2 de noviembre de 2026"),
        ("fr", "1er novembre 2026", "2 novembre 2026"),
    ],
)
def test_the_first_of_a_month_is_said_as_the_language_says_it(language: str, first: str, second: str) -> None:
    wording = shipped_rulebook(language).wording
    assert [wording.day(date(2026, 11, day)) for day in (1, 2)] == [first, second]
    assert wording.day(date(2026, 11, 11)).startswith("11")


@given(st.integers(0, 10**15), st.booleans())
def test_a_limit_that_is_kept_as_shown_is_kept(micrometres: int, miles_first: bool) -> None:
    text = WORDING.format(DistanceText(Distance(micrometres), miles_first, limit=True))
    number, unit = text.split(" ")[:2]
    shown = Distance.of(float(number), unit)
    assert unit == ("mi" if miles_first else "km")
    assert shown.micrometres <= micrometres < shown.micrometres + MICROMETRES[unit] // 10 + 1


def test_days_are_shortened_as_the_language_does() -> None:
    wording = shipped_rulebook().wording
    assert wording.short_day(date(2026, 11, 3)) == "3 Nov 2026"
    assert (wording.day_of_month(date(2026, 2, 27)), wording.month(date(2026, 2, 27))) == ("27 Feb", "Feb")
