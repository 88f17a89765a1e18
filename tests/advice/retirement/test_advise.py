"""Retirement advice: the golden cases, and what every answer holds to."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import Distance
from api.advice.retirement.advise import advise, advise_pair, urgency
from api.advice.retirement.request import (
    KIND_OF_CATEGORY,
    RetirementRequest,
    foam_and_kind,
    foam_named,
)
from api.advice.retirement.say import rotation
from api.advice.shoes.shoe import CATEGORIES
from tests.advice.cases import Case, check, each_case, texts
from tests.advice.retirement.inputs import BOOK, TODAY, advice_of, answered


@each_case("retirement")
def test_case(case: Case) -> None:
    check(case, answered(case.given))


@each_case("retirement")
def test_every_sentence_is_whole_and_blames_no_distance(case: Case) -> None:
    answer = answered(case.given)
    assert 0 < len(answer["summary"]) <= SUMMARY_MAX_CHARACTERS
    for text in texts(answer):
        assert "{" not in text and "  " not in text, text
        assert not any(word in text.lower() for word in ("caused by", "because of the miles", "metatarsalgia")), text


@each_case("retirement")
def test_a_case_asked_twice_is_answered_alike_to_the_letter(case: Case) -> None:
    assert repr(answered(case.given)) == repr(answered(case.given))


def test_the_longest_distances_still_fit_on_the_line() -> None:
    for pair in (
        {"distance": {"km": 100_000}},
        {"distance": {"km": 100_000}, "feel": "flat"},
        {"distance": {"km": 487.6}, "kind": "race"},
        {"distance": {"km": 499.9}, "weekly_distance": {"km": 1.1}},
        {"distance": {"km": 640}, "forefoot_pain": True, "body_mass_kg": 60},
    ):
        assert len(answered(pair)["summary"]) <= SUMMARY_MAX_CHARACTERS


@pytest.mark.parametrize(
    ("description", "foam"),
    [
        (None, None),
        ("PEBA", "peba"),
        ("FuelCell (PEBA)", "peba"),
        ("Pebax-based", "peba"),
        ("PEBA + supercritical EVA", "peba"),
        ("FF Turbo Squared (A-TPU)", "tpu"),
        ("XFlow Speed (nitrogen-infused TPU blend)", "tpu"),
        ("CMEVA", "eva"),
        ("supercritical EVA", "eva"),
        ("DNA Tuned (EVA-based)", "eva"),
        ("ZoomX", None),
        ("Nevada foam", None),
        ("none (no midsole)", None),
        ("", None),
    ],
)
def test_a_foam_is_known_by_its_plain_name_alone(description: str | None, foam: str | None) -> None:
    assert foam_named(description) == foam


def test_the_catalogue_tells_foam_and_kind() -> None:
    assert foam_and_kind("FuelCell (PEBA)", "race") == ("peba", "race")
    assert foam_and_kind(None, "recovery") == (None, None)
    assert set(KIND_OF_CATEGORY) <= set(CATEGORIES)


def test_the_most_urgent_pair_comes_first() -> None:
    week = {"weekly_distance": {"km": 30}}
    pairs: dict[str, dict[str, Any]] = {
        "new": {"distance": {"km": 10}, **week},
        "overdue": {"distance": {"km": 900}, **week},
        "unknown": {},
        "soon": {"distance": {"km": 700}, **week},
        "later": {"distance": {"km": 500}, **week},
        "long overdue": {"distance": {"km": 1300}, **week},
        "dateless": {"distance": {"km": 500}},
    }
    ordered = sorted(pairs, key=lambda name: urgency(advice_of(pairs[name])))
    assert ordered == ["long overdue", "overdue", "soon", "later", "dateless", "unknown", "new"]


def test_rotation_is_advised_to_one_pair_and_to_several() -> None:
    several, one, unknown = (rotation(count, BOOK) for count in (2, 1, None))
    assert several.text != one.text == unknown.text
    assert several.rules == ("SHOE-15", "WEAR-07")


def test_sentences_speak_the_runner_s_unit_first() -> None:
    pair = RetirementRequest(distance=Distance.of(100, "km"), imperial=True)
    assert "62 mi (100 km)" in advise(pair, BOOK, as_of=TODAY).summary
    assert "100 km (62 mi)" in advise(dataclasses.replace(pair, imperial=False), BOOK, as_of=TODAY).summary


def test_without_a_choice_sentences_speak_the_first_unit_that_was_sent() -> None:
    mi, km = Distance.of(100, "mi"), Distance.of(100, "km")
    assert RetirementRequest(distance=mi, limit=km).miles_first
    assert RetirementRequest(weekly_distance=mi, limit=km).miles_first
    assert not RetirementRequest(distance=km, weekly_distance=mi).miles_first
    assert not RetirementRequest().miles_first


def test_the_answer_is_the_one_of_the_whole_advice() -> None:
    pair = RetirementRequest(distance=Distance.of(100, "km"))
    assert advise(pair, BOOK, as_of=TODAY) == advise_pair(pair, BOOK, as_of=TODAY).answer


def test_the_day_of_the_request_comes_before_today() -> None:
    request = RetirementRequest(as_of=date(2026, 1, 1))
    assert advise(request, BOOK, as_of=TODAY).judged_as.as_of == date(2026, 1, 1)


def test_foam_that_is_sent_as_unknown_is_not_known() -> None:
    pair = RetirementRequest(foam="unknown")
    assert advise(pair, BOOK, as_of=TODAY) == advise(RetirementRequest(), BOOK, as_of=TODAY)


def test_the_last_day_of_the_calendar_breaks_nothing() -> None:
    given = {"distance": {"km": 400}, "weekly_distance": {"km": 30}}
    assert answered({**given, "as_of": date.max.isoformat()})["forecast"] is None
    assert answered({**given, "as_of": date.min.isoformat()})["forecast"] is not None
