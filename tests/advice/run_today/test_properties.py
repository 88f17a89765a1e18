"""What must hold for every run that is asked about, whatever is known of foot and pair."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import Distance
from api.advice.return_to_run.request import ReturnToRunRequest
from api.advice.run_today.advise import advise
from api.advice.run_today.answer import VERDICTS, RunTodayAnswer
from api.advice.run_today.request import PairToday, PlannedRun, RunTodayRequest
from api.advice.triage.facts import CONTRADICTIONS
from api.advice.triage.request import Symptoms
from tests.advice.retirement.inputs import BOOK, DISTANCES, TODAY
from tests.advice.return_to_run.inputs import ALL_CLEAR
from tests.advice.return_to_run.inputs import asked as way_back_of
from tests.advice.run_today.inputs import FLAGS, PAIRS_TODAY, REQUESTS
from tests.advice.triage.inputs import CALMING, YES_NO
from tests.support.served import shown


def ask(request: RunTodayRequest) -> RunTodayAnswer:
    return advise(request, BOOK, as_of=TODAY)


def not_more_permissive(stricter: RunTodayAnswer, milder: RunTodayAnswer) -> None:
    """Raise AssertionError if the first answer lets a runner do what the second does not."""
    assert VERDICTS.index(stricter.verdict) >= VERDICTS.index(milder.verdict), (stricter.verdict, milder.verdict)
    narrow, wide = stricter.limits, milder.limits
    assert set(narrow.surfaces) <= set(wide.surfaces)
    if wide.max_minutes is not None:
        assert narrow.max_minutes is not None and narrow.max_minutes <= wide.max_minutes
    for kind in ("speed_work", "race", "long_run", "hills"):
        assert getattr(wide, kind) or not getattr(narrow, kind), kind
    if stricter.pair and milder.pair:
        assert milder.pair.run_in_it or not stricter.pair.run_in_it
    if milder.back_off_days is not None and not waits(stricter):
        assert stricter.back_off_days == milder.back_off_days
    assert not waits(stricter) or stricter.back_off_days is None


def waits(answer: RunTodayAnswer) -> bool:
    """Return whether running waits for somebody who looks: any care that has a hurry."""
    return answer.care is not None and answer.care.timeframe != "routine"


def with_symptom(request: RunTodayRequest, **symptoms: object) -> RunTodayRequest:
    changed: Any = symptoms
    return replace(request, symptoms=replace(request.symptoms, **changed))


@pytest.mark.parametrize("flag", FLAGS)
@given(request=REQUESTS)
def test_a_yes_is_never_more_permissive_than_not_known_nor_that_than_a_no(flag: str, request: RunTodayRequest) -> None:
    no, unknown, yes = (ask(replace(request, **{flag: answer})) for answer in (False, None, True))
    not_more_permissive(unknown, no)
    not_more_permissive(yes, unknown)
    assert yes.verdict != "run"


@given(REQUESTS, st.sampled_from(YES_NO))
def test_no_yes_about_the_foot_is_more_permissive(request: RunTodayRequest, name: str) -> None:
    no, unknown, yes = (ask(with_symptom(request, **{name: answer})) for answer in (False, None, True))
    not_more_permissive(yes, unknown)
    not_more_permissive(unknown, no)


@given(REQUESTS, st.sampled_from(CALMING))
def test_no_calming_yes_is_stricter(request: RunTodayRequest, name: str) -> None:
    no, unknown, yes = (ask(with_symptom(request, **{name: answer})) for answer in (False, None, True))
    not_more_permissive(no, unknown)
    not_more_permissive(unknown, yes)


@given(REQUESTS)
def test_numbness_grows_stricter_from_none_to_staying(request: RunTodayRequest) -> None:
    none, unknown, at_times, stays = (
        ask(with_symptom(request, numbness_or_tingling=answer)) for answer in ("none", None, "comes_and_goes", "stays")
    )
    not_more_permissive(unknown, none)
    not_more_permissive(at_times, none)
    not_more_permissive(stays, at_times)


@given(REQUESTS, st.integers(0, 10), st.integers(0, 10))
def test_more_pain_is_never_more_permissive(request: RunTodayRequest, one: int, other: int) -> None:
    mild, strong = (ask(with_symptom(request, pain_level=level)) for level in sorted((one, other)))
    not_more_permissive(strong, mild)


@given(REQUESTS)
def test_pain_nobody_told_of_clears_no_run(request: RunTodayRequest) -> None:
    unknown, none = (ask(with_symptom(request, pain_level=level)) for level in (None, 0))
    assert unknown.verdict != "run"
    not_more_permissive(unknown, none)


@given(REQUESTS, st.sampled_from(["sharp", "stabbing", "electric"]))
def test_sharp_pain_is_no_run(request: RunTodayRequest, kind: str) -> None:
    kinds = request.symptoms.pain_kinds or ()
    sharp = ask(with_symptom(request, pain_kinds=(*kinds, kind)))
    assert sharp.verdict == "do_not_run"
    not_more_permissive(sharp, ask(request))


@given(REQUESTS)
def test_a_run_is_cleared_for_those_alone_who_said_that_nothing_hurts(request: RunTodayRequest) -> None:
    answer = ask(request)
    if answer.verdict == "run":
        assert request.symptoms.pain_level == 0 and not request.in_recovery
        assert not any(getattr(request, flag) for flag in FLAGS)
        assert answer.care is None
    if waits(answer):
        assert answer.verdict == "do_not_run" and answer.indicator != "info"


@given(REQUESTS, st.integers(1, 3))
def test_a_visit_without_hurry_leaves_an_easy_run_at_most(request: RunTodayRequest, level: int) -> None:
    months = {"pain_level": level, "days_since_onset": 90, "improving": False}
    answer = ask(with_symptom(request, **months))
    assert answer.care is not None and answer.verdict != "run"
    if not waits(answer) and answer.verdict == "easy_only":
        assert not answer.limits.race and "do_not_run" not in [action.code for action in answer.actions]


@given(REQUESTS, PAIRS_TODAY)
def test_a_pair_never_lets_a_runner_do_more_than_no_pair(request: RunTodayRequest, pair: PairToday) -> None:
    not_more_permissive(ask(replace(request, pair=pair)), ask(replace(request, pair=None)))


@given(REQUESTS, PAIRS_TODAY, DISTANCES, DISTANCES)
def test_an_older_pair_is_never_more_permissive(
    request: RunTodayRequest, pair: PairToday, one: Distance, more: Distance
) -> None:
    young, old = (ask(replace(request, pair=replace(pair, distance=distance))) for distance in (one, one + more))
    not_more_permissive(old, young)
    not_more_permissive(ask(replace(request, pair=replace(pair, distance=Distance.of(700, "mi") + more))), old)


@given(REQUESTS, PAIRS_TODAY, st.integers(min_value=0, max_value=2_000_000))
def test_kilometres_and_metres_and_whole_miles_agree(request: RunTodayRequest, pair: PairToday, metres: int) -> None:
    miles = metres // 2000
    for one, other in (
        (Distance.of(metres, "m"), Distance(metres * 1_000_000)),
        (Distance.of(miles, "mi"), Distance.of(round(miles * 1.609344, 6), "km")),
    ):
        in_one, in_other = (ask(replace(request, pair=replace(pair, distance=distance))) for distance in (one, other))
        assert in_one == in_other


@given(REQUESTS)
def test_no_run_is_in_a_pair_that_is_not_cleared_for_it(request: RunTodayRequest) -> None:
    answer = ask(request)
    pair = answer.pair
    if pair is not None and pair.run_in_it:
        effort = request.planned.effort if request.planned is not None and answer.verdict == "run" else None
        assert pair.ok_for.easy and answer.verdict != "do_not_run"
        assert pair.ok_for.speed or effort != "speed"
        assert pair.ok_for.race or effort != "race"


@given(REQUESTS)
def test_the_pair_limits_itself_and_not_the_foot(request: RunTodayRequest) -> None:
    request = replace(request, other_pair=True)
    with_pair = ask(request)
    pain = True if request.pair is not None and request.pair.forefoot_pain else None
    alone = ask(replace(request, pair=PairToday(forefoot_pain=pain)))
    assert with_pair.verdict == alone.verdict and with_pair.limits == alone.limits


@given(REQUESTS)
def test_care_means_no_run_and_no_span_of_days(request: RunTodayRequest) -> None:
    answer = ask(request)
    if answer.care is not None:
        assert answer.verdict != "run"
    if waits(answer):
        codes = [action.code for action in answer.actions]
        assert answer.back_off_days is None and not {"back_off", "before_running_again"} & set(codes)
        assert "do_not_run" in codes
        assert not any(
            "days" in text for text in (*(action.text for action in answer.actions[1:]), answer.summary[40:])
        )


@given(REQUESTS)
def test_no_sentence_is_in_an_answer_twice(request: RunTodayRequest) -> None:
    answer = ask(request)
    parts = (*answer.actions, *answer.reasons, *answer.conflicts)
    sentences = [part.text for part in parts]
    if answer.verdict != "run":
        sentences.append(answer.summary)
    assert len(set(sentences)) == len(sentences), [text for text in sentences if sentences.count(text) > 1]


@pytest.mark.parametrize(("field", "strict"), [("in_recovery", True), ("other_pair", False)])
@given(request=REQUESTS)
def test_the_way_back_and_the_lack_of_a_pair_are_never_more_permissive(
    field: str, strict: bool, request: RunTodayRequest
) -> None:
    values: dict[bool | None, Any] = {value: {field: value} for value in (strict, None, not strict)}
    strictest, unknown, mildest = (ask(replace(request, **values[value])) for value in (strict, None, not strict))
    not_more_permissive(strictest, unknown)
    not_more_permissive(unknown, mildest)


@given(REQUESTS)
def test_on_the_way_back_nothing_is_more_than_easy(request: RunTodayRequest) -> None:
    limits = ask(replace(request, in_recovery=True)).limits
    assert not (limits.race or limits.speed_work or limits.long_run or limits.hills)


@given(REQUESTS)
def test_on_the_way_back_a_run_is_no_longer_than_the_first_outing_of_the_plan(request: RunTodayRequest) -> None:
    limits = ask(replace(request, in_recovery=True)).limits
    plan = way_back_of(ReturnToRunRequest(Distance.of(40, "km"), checks=ALL_CLEAR, bone_stress_injury=False)).plan
    assert plan is not None and limits.max_minutes is not None
    assert limits.max_minutes <= plan.weeks[0].sessions[0].minutes


@given(REQUESTS)
def test_no_pair_is_called_good_for_what_the_body_may_not_run(request: RunTodayRequest) -> None:
    answer = ask(request)
    if answer.pair is not None:
        assert answer.limits.speed_work or not answer.pair.ok_for.speed
        assert answer.limits.race or not answer.pair.ok_for.race


@given(REQUESTS)
def test_a_plan_fits_only_within_the_limits(request: RunTodayRequest) -> None:
    answer = ask(request)
    planned, limits = answer.planned, answer.limits
    plan = request.planned or PlannedRun()
    if planned is None:
        assert request.planned is None or answer.indicator == "critical"
    elif planned.fits:
        assert answer.verdict != "do_not_run" and planned.changes == ()
        assert plan.surface in limits.surfaces and plan.hills in (False, limits.hills)
        assert limits.max_minutes is None or (plan.minutes or 0) <= limits.max_minutes
        allowed = {"easy": True, "long": limits.long_run, "speed": limits.speed_work, "race": limits.race}
        assert allowed[str(plan.effort)]
    elif planned.fits is False and answer.verdict != "do_not_run":
        assert planned.changes


@given(REQUESTS)
def test_the_answer_holds_together(request: RunTodayRequest) -> None:
    answer = ask(request)
    served = shown(answer, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    codes = [action.code for action in answer.actions]
    assert codes and len(set(codes)) == len(codes)
    fields = [missing.field for missing in answer.missing]
    assert len(set(fields)) == len(fields)
    assert {rule for part in served["stop_if"] for rule in part["rules"]} <= served["rules"].keys()
    assert ("stay_active" in codes) == bool(served["alternatives"])
    if answer.verdict == "do_not_run":
        assert served["limits"]["max_minutes"] == 0 and served["limits"]["surfaces"] == []
        assert served["stop_if"] == [] and served["wear"] == []
    else:
        assert len(served["stop_if"]) == 5
    if answer.indicator == "critical":
        assert served["alternatives"] == [] and "advice_withheld" in codes


AGAIN = {pair.asks for pair in CONTRADICTIONS}
"""Asked again where another answer contradicts them."""


@given(REQUESTS)
def test_what_is_request_is_not_known(request: RunTodayRequest) -> None:
    for missing in ask(request).missing:
        place, _, name = missing.field.rpartition(".")
        if place == "symptoms":
            assert getattr(request.symptoms, name) in (None, ()) or name in AGAIN
        elif place == "pair":
            assert request.pair is None or getattr(request.pair, name) is None
        elif place == "pair.inspection":
            assert request.pair is not None and getattr(request.pair.inspection, name) is None
        else:
            assert getattr(request, name) is None


def test_nothing_told_at_all_is_never_a_pass() -> None:
    answer = ask(RunTodayRequest(Symptoms()))
    assert answer.verdict == "easy_only" and answer.missing
