"""What must hold for every plan, whatever is known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import NOTHING, Distance
from api.advice.training.advise import advise
from api.advice.training.answer import CHECKS, UNKNOWN, VERDICTS, Check, TrainingAnswer
from api.advice.training.form import cadence_target
from api.advice.training.load import former_week, week_figures, week_of
from api.advice.training.log import DayOnGround, TrainingLog, log_from, request_of_log, weeks_from
from api.advice.training.request import STRESSORS, SURFACES, Ground, TrainingRequest
from api.advice.triage.request import Symptoms
from tests.advice.training.inputs import BOOK, REQUESTS, RUN, STRESSED, WEEK, km, maybe
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

MAX_QUESTIONS_WHEN_FINE = 3


def rank(answer: TrainingAnswer) -> int:
    return VERDICTS.index(answer.verdict)


def checks(answer: TrainingAnswer) -> dict[str, Check]:
    return {check.check: check for check in answer.checks}


def not_more_permissive(stricter: TrainingAnswer, milder: TrainingAnswer) -> None:
    """Raise AssertionError if the first answer allows what the second does not."""
    assert rank(stricter) >= rank(milder), (stricter.verdict, milder.verdict)
    for name in ("suggested_week", "suggested_longest_run"):
        most, more = (getattr(answer, name) for answer in (stricter, milder))
        assert most is None or more is None or most.at_most <= more.at_most, name


def ask(request: TrainingRequest, **changed: Any) -> TrainingAnswer:
    return advise(replace(request, **changed), BOOK)


@given(REQUESTS, WEEK, WEEK)
def test_a_longer_week_is_never_more_permissive(request: TrainingRequest, one: Distance, other: Distance) -> None:
    shorter, longer = (ask(request, planned_week=week) for week in sorted((one, other)))
    not_more_permissive(longer, shorter)


@given(REQUESTS, RUN, RUN)
def test_a_longer_run_is_never_more_permissive(request: TrainingRequest, one: Distance, other: Distance) -> None:
    shorter, longer = (ask(request, planned_longest_run=run) for run in sorted((one, other)))
    not_more_permissive(longer, shorter)


@given(REQUESTS, RUN, RUN)
def test_a_shorter_month_is_never_more_permissive(request: TrainingRequest, one: Distance, other: Distance) -> None:
    less, more = (ask(request, longest_run_last_30_days=run) for run in sorted((one, other)))
    not_more_permissive(less, more)


@given(REQUESTS, WEEK, WEEK)
def test_one_usual_week_of_less_is_never_more_permissive(
    request: TrainingRequest, one: Distance, other: Distance
) -> None:
    # Someone new to running is judged apart in the first week, and a week without a run is a break.
    request = replace(request, new_runner=False)
    less, more = (ask(request, recent_weeks=(week,)) for week in sorted((one, other)))
    not_more_permissive(less, more)


@given(REQUESTS, STRESSED, st.sampled_from(STRESSORS))
def test_one_more_stressor_is_never_more_permissive(request: TrainingRequest, told: tuple[str, ...], more: str) -> None:
    fewer = ask(request, new_stressors=tuple(each for each in told if each != more))
    not_more_permissive(ask(request, new_stressors=(*told, more)), fewer)
    not_more_permissive(ask(request, new_stressors=None), ask(request, new_stressors=()))


@pytest.mark.parametrize("name", ["illness", "returning"])
@given(request=REQUESTS)
def test_yes_is_never_more_permissive_than_not_known_nor_that_than_no(name: str, request: TrainingRequest) -> None:
    no, unknown, yes = (ask(request, **{name: answer}) for answer in (False, None, True))
    not_more_permissive(unknown, no)
    # The first week of a way back is a share of the usual one, and what follows it by the plan is no jump (LOAD-19).
    weeks = request.recent_weeks or ()
    if name != "returning" or not weeks or any(week > NOTHING for week in weeks[:-1]):
        not_more_permissive(yes, unknown)


@given(REQUESTS, st.integers(0, 60), st.integers(0, 60))
def test_more_days_off_are_never_more_permissive(request: TrainingRequest, one: int, other: int) -> None:
    fewer, more = (ask(request, days_off=days) for days in sorted((one, other)))
    not_more_permissive(more, fewer)
    not_more_permissive(ask(request, days_off=None), ask(request, days_off=0))


@given(REQUESTS, st.floats(15, 50), st.floats(15, 50))
def test_heavier_is_never_more_permissive(request: TrainingRequest, one: float, other: float) -> None:
    lighter, heavier = (ask(request, bmi=bmi) for bmi in sorted((one, other)))
    not_more_permissive(heavier, lighter)
    not_more_permissive(ask(request, bmi=None), ask(request, bmi=15))


@given(REQUESTS, st.floats(0, 14), st.floats(0, 14))
def test_more_runs_on_concrete_are_never_more_permissive(request: TrainingRequest, one: float, other: float) -> None:
    fewer, more = (
        ask(request, surfaces=(Ground("grass", 2, 2), Ground("concrete", 0, runs)), surfaces_complete=True)
        for runs in sorted((one, other))
    )
    not_more_permissive(more, fewer)


@given(REQUESTS, st.sampled_from(["cadence_spm", "overstriding", "foot_strike", "downhill", "cross_training_days"]))
def test_form_and_habits_do_not_decide(request: TrainingRequest, name: str) -> None:
    assert ask(request, **{name: None}).verdict == ask(request).verdict


@given(REQUESTS)
def test_what_is_not_known_is_called_unknown_and_never_fine(request: TrainingRequest) -> None:
    for name, field in (("weekly_increase", "planned_week"), ("single_run", "planned_longest_run")):
        answer = ask(
            request, symptoms=None, **{field: None}, **({"week_so_far": None} if field == "planned_week" else {})
        )
        assert checks(answer)[name].verdict == UNKNOWN
        assert answer.verdict != "ok"
        assert field in {missing.field for missing in answer.missing} or len(answer.missing) == MAX_QUESTIONS_WHEN_FINE


@given(REQUESTS)
def test_fine_means_that_every_check_that_decides_is_fine(request: TrainingRequest) -> None:
    answer = ask(request)
    deciding = [check.verdict for check in answer.checks if check.decides]
    if answer.verdict == "ok":
        assert answer.care is None and set(deciding) == {"ok"}
        assert answer.actions[0].code == "go_ahead"
    else:
        assert "go_ahead" not in [action.code for action in answer.actions]


@given(REQUESTS)
def test_what_is_suggested_is_in_order_itself(request: TrainingRequest) -> None:
    request = replace(request, symptoms=None, week_so_far=None)
    suggested = ask(request)
    for name, check, field in (
        ("suggested_week", "weekly_increase", "planned_week"),
        ("suggested_longest_run", "single_run", "planned_longest_run"),
    ):
        most = getattr(suggested, name)
        if most is not None:
            # A week is never shorter than its longest run, so each is looked at by itself.
            alone = replace(request, planned_longest_run=None)
            planned = {field: Distance.of(most.at_most.km, "km")}
            assert checks(ask(alone, **planned))[check].verdict == "ok", name


@given(REQUESTS, any_symptoms())
def test_a_sore_or_endangered_foot_adds_nothing(request: TrainingRequest, symptoms: Symptoms) -> None:
    answer, well = ask(request, symptoms=symptoms), ask(request, symptoms=None)
    not_more_permissive(answer, well)
    if answer.care is not None:
        assert answer.verdict != "ok" and answer.indicator != "info"
        assert answer.suggested_week is None and answer.suggested_longest_run is None
        assert answer.reasons[0].rule in answer.care.rules
    if answer.care is not None and answer.care.level in ("same_day", "emergency"):
        assert answer.verdict == "too_much" and answer.checks == ()
    hurts = replace(symptoms, pain_level=max(1, symptoms.pain_level or 0))
    worse = ask(request, symptoms=hurts)
    assert worse.verdict != "ok"
    week, usual = worse.suggested_week, worse.judged_on.usual_week
    assert week is None or (usual is not None and week.at_most <= usual)


@given(REQUESTS, st.integers(0, 150), st.integers(0, 150), st.integers(0, 40))
def test_kilometres_and_miles_agree(request: TrainingRequest, usual: int, planned: int, run: int) -> None:
    facts = {
        "recent_weeks": usual,
        "planned_week": planned,
        "longest_run_last_30_days": run,
        "planned_longest_run": run,
    }
    in_mi, in_km = (
        {
            name: Distance.of(value if unit == "mi" else round(value * 1.609344, 6), unit)
            for name, value in facts.items()
        }
        for unit in ("mi", "km")
    )
    request = replace(request, prefers_miles=bool(request.prefers_miles))
    answers = [ask(request, **{**each, "recent_weeks": (each["recent_weeks"],)}) for each in (in_mi, in_km)]
    assert answers[0].verdict == answers[1].verdict
    assert [check.verdict for check in answers[0].checks] == [check.verdict for check in answers[1].checks]
    assert answers[0].summary == answers[1].summary
    assert answers[0].actions == answers[1].actions


@given(REQUESTS)
def test_the_answer_holds_together(request: TrainingRequest) -> None:
    answer = ask(request)
    served = shown(answer, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    assert [check["check"] for check in served["checks"]] in ([], list(CHECKS))
    codes = [action.code for action in answer.actions]
    assert len(set(codes)) == len(codes)
    fields = [missing.field for missing in answer.missing]
    assert len(set(fields)) == len(fields)
    assert all(text.strip() for text in (*(a.text for a in answer.actions), *(r.text for r in answer.reasons)))
    assert all(rule in served["rules"] for check in served["checks"] for rule in check["rules"])
    for text in (answer.summary, *(a.text for a in answer.actions), *(c["text"] for c in served["checks"])):
        assert "  " not in text and "{" not in text and " ." not in text, text


@given(REQUESTS)
def test_all_fine_so_far_informs_and_asks_little(request: TrainingRequest) -> None:
    answer = ask(request, symptoms=None)
    judged = [
        check
        for check in answer.checks
        if check.decides and check.verdict != UNKNOWN and (check.check != "new_and_heavy" or check.value is not None)
    ]
    fine = bool(judged) and {check.verdict for check in judged} == {"ok"}
    assert (answer.indicator == "info") is fine
    if fine and answer.verdict != "ok":
        assert answer.verdict == "caution" and len(answer.missing) <= MAX_QUESTIONS_WHEN_FINE
        assert answer.summary.startswith("Fine so far: ")


@given(REQUESTS, st.lists(st.sampled_from(SURFACES), unique=True, min_size=1, max_size=3), st.integers(1, 7))
def test_who_begins_changes_no_ground_and_comes_from_no_break(
    request: TrainingRequest, surfaces: list[str], runs: int
) -> None:
    answer = ask(
        request,
        new_runner=True,
        recent_weeks=None,
        week_so_far=None,
        longest_run_last_30_days=None,
        illness=False,
        symptoms=None,
        surfaces=tuple(Ground(surface, 0, runs) for surface in surfaces),
    )
    found = checks(answer)
    assert (found["terrain_change"].verdict, found["time_off"].verdict) == ("ok", "ok")
    assert "RETURN-07" not in found["weekly_increase"].rules or request.returning


@given(REQUESTS, st.lists(st.integers(0, 7), min_size=2, max_size=2), st.integers(1, 3))
def test_the_same_shares_of_ground_are_no_change(request: TrainingRequest, runs: list[int], times: int) -> None:
    grounds = tuple(Ground(surface, n, n * times) for surface, n in zip(("asphalt", "trail"), runs, strict=True))
    answer = ask(request, surfaces=grounds, new_stressors=(), symptoms=None)
    assert checks(answer)["terrain_change"].value == 0


@given(REQUESTS)
def test_no_sentence_is_both_something_to_do_and_a_reason(request: TrainingRequest) -> None:
    answer = ask(request)
    texts = [*(action.text for action in answer.actions), *(reason.text for reason in answer.reasons)]
    assert len(set(texts)) == len(texts)


@given(REQUESTS)
def test_while_a_professional_is_called_for_any_running_is_too_much(request: TrainingRequest) -> None:
    answer = ask(request)
    if answer.care is not None and answer.care.timeframe != "routine":
        assert answer.verdict == "too_much"


@given(REQUESTS)
def test_what_is_asked_for_is_not_known(request: TrainingRequest) -> None:
    answer = ask(request)
    for missing in answer.missing:
        name = missing.field
        if name.startswith("symptoms."):
            continue
        if name == "surfaces":
            continue
        if name == "cadence_spm":
            assert request.cadence_spm is None or request.cadence_spm < 120
        else:
            assert not getattr(request, name), name


@given(st.floats(120, 169.9))
def test_cadence_is_raised_a_little_and_never_past_where_nothing_is_asked(own: float) -> None:
    target = cadence_target(own, BOOK)
    assert own * 1.05 - 1 < target + max(0, own * 1.05 - 170) + 1e-9
    assert target <= min(170, own * 1.10)


RUN_DAYS = st.lists(
    st.builds(
        DayOnGround,
        st.dates(date(2026, 6, 1), date(2026, 9, 20)),
        maybe(st.sampled_from(["road", "trail", "treadmill"])),
        st.just(km(10).micrometres),
        st.just(km(6).micrometres),
        st.just(2),
    ),
    max_size=30,
).map(tuple)


@given(RUN_DAYS, st.dates(date(2026, 8, 15), date(2026, 9, 15)), maybe(WEEK), maybe(RUN))
def test_a_log_is_read_the_same_in_any_order_and_only_within_its_window(
    days: tuple[DayOnGround, ...], as_of: date, week: Distance | None, run: Distance | None
) -> None:
    past = [day.day for day in days if day.day <= as_of]
    first, last = min(past, default=None), max(past, default=None)
    plan = {"planned_week": week, "planned_longest_run": run}
    whole = request_of_log(TrainingLog(days, first, last), as_of, BOOK, **plan)
    since = weeks_from(as_of, last, BOOK)
    window = tuple(reversed([day for day in days if since <= day.day <= as_of]))
    assert request_of_log(TrainingLog(window, first, last), as_of, BOOK, **plan) == whole
    assert as_of - log_from(as_of, BOOK) <= timedelta(days=34)
    request, seen = whole
    assert advise(request, BOOK, log=seen).verdict != "ok"
    assert (request.recent_weeks is None) == (seen.whole_weeks == 0)
    assert len(request.recent_weeks or ()) == seen.whole_weeks
    assert set((request.recent_weeks or ())[4:]) <= {NOTHING}
    in_all = sum(week.micrometres for week in request.recent_weeks or ()) + (request.week_so_far or NOTHING).micrometres
    assert in_all <= sum(day.distance_um for day in days)


def test_the_first_days_of_the_calendar_can_be_asked_for() -> None:
    request, seen = request_of_log(TrainingLog(()), date.min, BOOK)
    assert request.recent_weeks is None and seen.whole_weeks == 0
    assert log_from(date.min, BOOK) == date.min


@given(REQUESTS, st.integers(7, 60))
def test_after_a_break_the_week_goes_no_further_than_the_former_one(request: TrainingRequest, days: int) -> None:
    request = replace(request, symptoms=None, new_runner=False, days_off=days)
    answer, former = ask(request), former_week(request, BOOK)
    if answer.suggested_week is not None and week_of(request, BOOK).held_from is None:
        most = answer.suggested_week.at_most
        assert most.km <= max((1 if days <= 14 else 0.5) * former.km, week_figures(BOOK).start.km) + 1e-6
