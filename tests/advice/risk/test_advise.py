"""Golden cases and properties of risk factors."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS, Answer
from api.advice.core.distance import Distance
from api.advice.foot.feet import Feet, Foot
from api.advice.risk.advise import advise
from api.advice.risk.answer import FACTORS, GROUPS, VERDICTS
from api.advice.risk.request import Footwear, Habits, Movement, RiskRequest
from api.advice.triage.request import Symptoms
from tests.advice.cases import Case, check, each_case
from tests.advice.risk.inputs import BOOK, REQUESTS, answered, request_of
from tests.advice.training.inputs import WEEK
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

WORSE = [
    *(("training", name, False, True) for name in ("plyometrics", "concrete_most_runs", "hills")),
    *(("shoes", each.name, False, True) for each in fields(Footwear) if each.name != "fit_checked"),
    ("shoes", "fit_checked", True, False),
    *(("biomechanics", each.name, False, True) for each in fields(Movement)),
    *(("daily_life", name, False, True) for name in ("stands_all_day", "hard_floor", "barefoot_on_hard_floors")),
    ("training", "speed_sessions_per_week", 1, 2),
    ("training", "weekly_increase_fraction", 0.1, 0.2),
    ("daily_life", "standing_hours_per_day", 3.0, 7.0),
    ("daily_life", "bmi", 22.0, 35.0),
]


@each_case("risk")
def test_risk_answers_as_the_case_says(case: Case) -> None:
    check(case, answered(case.given))


def ask(asked: RiskRequest, group: str, **changed: Any) -> Answer:
    return advise(replace(asked, **{group: replace(getattr(asked, group), **changed)}), BOOK)


def names(answer: Answer) -> set[str]:
    return {factor.factor for factor in answer.factors}


def not_more_permissive(stricter: Answer, milder: Answer) -> None:
    assert VERDICTS.index(stricter.verdict) >= VERDICTS.index(milder.verdict), (stricter.verdict, milder.verdict)
    assert names(stricter) >= names(milder)


@pytest.mark.parametrize(("group", "name", "better", "worse"), WORSE, ids=lambda value: str(value))
@given(asked=REQUESTS)
def test_a_worse_answer_is_never_more_permissive(
    group: str, name: str, better: Any, worse: Any, asked: RiskRequest
) -> None:
    well, unknown, ill = (ask(asked, group, **{name: answer}) for answer in (better, None, worse))
    not_more_permissive(ill, well)
    assert VERDICTS.index(unknown.verdict) >= VERDICTS.index(well.verdict)
    assert VERDICTS.index(ill.verdict) >= VERDICTS.index(unknown.verdict)
    assert names(ill) >= names(unknown)


@pytest.mark.parametrize("name", ["bunion", "hammertoe", "callus"])
@given(asked=REQUESTS)
def test_a_foot_that_bears_a_sign_adds_a_factor(name: str, asked: RiskRequest) -> None:
    well, ill = (advise(replace(asked, feet=Feet(left=Foot(**{name: answer}))), BOOK) for answer in (False, True))
    not_more_permissive(ill, well)
    if ill.factors:
        assert name in names(ill) and name not in names(well)


@given(REQUESTS)
def test_nothing_is_low_while_too_little_is_told(asked: RiskRequest) -> None:
    for group, empty in (("training", Habits()), ("shoes", Footwear()), ("biomechanics", Movement())):
        answer = advise(replace(asked, **{group: empty}), BOOK)
        if not (asked.symptoms and asked.symptoms.recent_load_increase):
            assert answer.verdict != "low"
    if advise(asked, BOOK).verdict == "low":
        assert not names(advise(asked, BOOK))


@given(REQUESTS, any_symptoms())
def test_danger_signs_come_first_and_nothing_is_low_beside_them(asked: RiskRequest, symptoms: Symptoms) -> None:
    answer, well = advise(replace(asked, symptoms=symptoms), BOOK), advise(replace(asked, symptoms=None), BOOK)
    assert VERDICTS.index(answer.verdict) >= VERDICTS.index(well.verdict)
    if answer.care is None:
        return
    assert answer.verdict != "low" and answer.indicator != "info"
    assert answer.reasons[0].rule in answer.care.rules
    if answer.care.level in ("same_day", "emergency"):
        assert answer.verdict == "many" and answer.factors == ()


@given(REQUESTS)
def test_the_answer_holds_together(asked: RiskRequest) -> None:
    answer = advise(asked, BOOK)
    served = shown(answer, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    codes = [action.code for action in answer.actions]
    assert len(set(codes)) == len(codes)
    missing = [each.field for each in answer.missing]
    assert len(set(missing)) == len(missing)
    order = [(GROUPS.index(each["group"]), not each["changeable"]) for each in served["factors"]]
    assert order == sorted(order)
    for factor in served["factors"]:
        assert factor["actions"] and all(rule in served["rules"] for rule in factor["rules"])
    assert all(rule in served["rules"] for action in served["actions"] for rule in action["rules"])


@given(REQUESTS)
def test_what_is_asked_for_is_not_known(asked: RiskRequest) -> None:
    for missing in advise(asked, BOOK).missing:
        group, _, name = missing.field.partition(".")
        if group in ("training", "shoes", "biomechanics", "daily_life"):
            assert getattr(getattr(asked, group), name) is None, missing.field


@given(WEEK, st.integers(0, 150), st.integers(0, 150))
def test_kilometres_and_miles_agree(_: Distance, usual: int, planned: int) -> None:
    answers = []
    for unit, factor in (("mi", 1.0), ("km", 1.609344)):
        weeks = (Distance.of(round(usual * factor, 6), unit),)
        plan = Distance.of(round(planned * factor, 6), unit)
        answers.append(advise(RiskRequest(training=Habits(recent_weeks=weeks, planned_week=plan)), BOOK))
    assert answers[0] == answers[1]


def test_every_factor_can_be_found_and_has_its_words() -> None:
    everything = request_of(
        {
            "training": {
                "weekly_increase_fraction": 1,
                "speed_sessions_per_week": 5,
                "plyometrics": True,
                "concrete_most_runs": True,
                "hills": True,
            },
            "shoes": {name: name != "fit_checked" for name in Footwear.__dataclass_fields__},
            "biomechanics": dict.fromkeys(Movement.__dataclass_fields__, True),
            "daily_life": {"stands_all_day": True, "barefoot_on_hard_floors": True, "bmi": 40},
            "feet": {
                "left": {"arch": "high", "bunion": True, "hammertoe": True, "callus": True},
                "right": {"arch": "low"},
            },
        }
    )
    answer = advise(everything, BOOK)
    assert [factor.factor for factor in answer.factors] == list(FACTORS)
    assert len(answer.actions) == 3
    for factor in FACTORS:
        assert BOOK.sentence("RISK-11", factor)
