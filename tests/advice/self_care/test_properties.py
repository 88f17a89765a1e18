"""What must hold for every plan, whatever is known of the foot."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.self_care.advise import advise
from api.advice.self_care.answer import PROFESSIONAL, SelfCareAnswer, SelfCareMeasure
from api.advice.self_care.request import MEDICINE_CAUTIONS, SelfCareRequest
from api.advice.triage.facts import contradictions_in
from api.advice.triage.judge import judge
from tests.advice.cases import texts
from tests.advice.retirement.inputs import BOOK
from tests.advice.self_care.inputs import CAUTIONS, REQUESTS
from tests.advice.triage.inputs import YES_NO
from tests.support.served import shown

NAMES_OR_DOSES = re.compile(
    r"ibuprofen|diclofenac|naproxen|aspirin|paracetamol|voltaren|\bmg\b|milligram", re.IGNORECASE
)


EVERY_MEASURE = {
    *("rest", "ice", "compression", "elevation", "footwear_at_home", "footwear_outside"),
    *("stretching", "staying_active", "pad_at_hand", "pain_relief"),
}
"""Each is planned or left out with its reason; none is passed over."""


def ask(asked: SelfCareRequest) -> SelfCareAnswer:
    return advise(asked, BOOK)


def planned(answer: SelfCareAnswer) -> dict[str, SelfCareMeasure]:
    return {measure.measure: measure for measure in answer.plan}


def with_symptom(asked: SelfCareRequest, **facts: Any) -> SelfCareRequest:
    return replace(asked, symptoms=replace(asked.symptoms, **facts))


@given(REQUESTS, CAUTIONS, CAUTIONS)
def test_more_reasons_against_never_add_a_medicine(
    asked: SelfCareRequest, some: tuple[str, ...], more: tuple[str, ...]
) -> None:
    none, few, many = (
        "pain_relief" in planned(ask(replace(asked, medicine_cautions=answer))) for answer in ((), some, (*some, *more))
    )
    assert none >= few >= many
    assert not (few and some)
    assert "pain_relief" not in planned(ask(replace(asked, medicine_cautions=None)))


@given(REQUESTS)
def test_no_medicine_beside_a_reason_a_finding_or_a_question_not_asked(asked: SelfCareRequest) -> None:
    answer = ask(asked)
    if "pain_relief" in planned(answer):
        assert asked.medicine_cautions == () and answer.care is None
        assert not asked.symptoms.diabetes and not asked.symptoms.open_wound


@given(REQUESTS)
def test_no_answer_names_a_product_or_a_dose(asked: SelfCareRequest) -> None:
    assert [text for text in texts(shown(ask(asked), BOOK)) if NAMES_OR_DOSES.search(text)] == []


@pytest.mark.parametrize("danger", ["diabetes", "neuropathy", "open_wound"])
@given(asked=REQUESTS)
def test_a_danger_of_the_skin_takes_measures_away_and_adds_none(danger: str, asked: SelfCareRequest) -> None:
    # Freedom from pain plans fewer measures and has nothing to do with the skin.
    asked = with_symptom(asked, pain_level=3)
    no, unknown, yes = (ask(with_symptom(asked, **{danger: value})) for value in (False, None, True))
    # Rest from running is no measure on the skin: it comes with a visit that is nearer.
    mild, open_, sore = (planned(answer).keys() - {"rest"} for answer in (no, unknown, yes))
    assert sore <= open_ <= mild
    assert not {"ice", "compression", "pad_at_hand"} & planned(yes).keys()
    if "ice" in planned(unknown):
        assert f"symptoms.{danger}" in planned(unknown)["ice"].checks
        assert planned(unknown)["ice"].how.count("Leave this out with ")


@given(REQUESTS)
def test_cold_sensitive_or_numb_skin_is_neither_cooled_nor_wrapped(asked: SelfCareRequest) -> None:
    for dangerous in (
        replace(asked, cold_sensitivity=True),
        with_symptom(asked, numbness_or_tingling="stays"),
        with_symptom(asked, numbness_or_tingling="comes_and_goes"),
        replace(asked, medicine_cautions=("broken_skin",)),
    ):
        assert not {"ice", "compression"} & planned(ask(dangerous)).keys()


@given(REQUESTS)
def test_only_a_foot_known_to_be_swollen_is_wrapped(asked: SelfCareRequest) -> None:
    if "compression" in planned(ask(asked)):
        assert asked.symptoms.swelling is True


@given(REQUESTS, st.sampled_from(YES_NO))
def test_no_yes_about_the_foot_is_more_permissive(asked: SelfCareRequest, name: str) -> None:
    verdicts = [ask(with_symptom(asked, **{name: answer})).verdict for answer in (False, None, True)]
    # With nothing known of a pain there is no advice, which is neither milder nor stricter than care at home.
    no, unknown, yes = (verdict == PROFESSIONAL for verdict in verdicts)
    assert no <= unknown <= yes


@given(REQUESTS, st.integers(0, 10), st.integers(0, 10))
def test_more_pain_is_never_read_as_more_progress(asked: SelfCareRequest, one: int, other: int) -> None:
    order = ("better", "same", "worse")
    readings = []
    for level in sorted((one, other)):
        progress = ask(with_symptom(asked, pain_level=level)).progress
        readings.append(None if progress is None else order.index(progress.reading))
    assert readings[0] is None or readings[1] is None or readings[0] <= readings[1]


@given(REQUESTS)
def test_the_answer_holds_together(asked: SelfCareRequest) -> None:
    answer = ask(asked)
    served = shown(answer, BOOK)
    triage = judge(asked.symptoms, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    assert (answer.care is not None) == bool(triage.findings)
    assert (answer.verdict == "see_professional_first") == triage.running_waits
    for part in (*served["plan"], *served["left_out"]):
        assert part["rules"] and set(part["rules"]) <= served["rules"].keys()
    names = [part["measure"] for part in (*served["plan"], *served["left_out"])]
    assert len(set(names)) == len(names)
    codes = [action.code for action in answer.actions]
    assert len(set(codes)) == len(codes)
    fields = [missing.field for missing in answer.missing]
    assert len(set(fields)) == len(fields)
    if triage.withheld:
        assert served["plan"] == served["left_out"] == [] and answer.indicator == "critical"
    elif not triage.has_complaint:
        assert set(names) == EVERY_MEASURE - {"pad_at_hand"}
        assert planned(answer).keys() == {"footwear_at_home", "footwear_outside"}
    else:
        assert set(names) == EVERY_MEASURE
        assert {"footwear_at_home", "footwear_outside"} <= planned(answer).keys()
    if answer.care is None and served["review_after_days"] is not None:
        assert served["review_after_days"] >= 1
        assert {"look_again", "plan_visit"} & set(codes)
    if triage.care is not None:
        assert all(measure.days is None for measure in answer.plan)


@given(REQUESTS)
def test_what_is_asked_is_not_known_and_what_a_measure_waits_for_is_asked(asked: SelfCareRequest) -> None:
    answer = ask(asked)
    fields = {missing.field for missing in answer.missing}
    contradicting = {pair.asks for pair in contradictions_in(asked.symptoms, judge(asked.symptoms, BOOK).facts)}
    for field in fields:
        place, _, name = field.rpartition(".")
        held = getattr(asked.symptoms if place else asked, name)
        assert held in (None, ()) or name in contradicting
        assert place or held is None
    for name, measure in planned(answer).items():
        assert name == "pad_at_hand" or set(measure.checks) <= fields


def test_the_vocabulary_of_reasons_is_closed_and_worded() -> None:
    wordings = BOOK.rule("CARE-13").wordings
    assert {f"label_{caution}" for caution in MEDICINE_CAUTIONS} <= wordings.keys()
