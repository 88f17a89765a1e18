"""Advice on coming back to running: the golden cases, and what every sentence holds to."""

from __future__ import annotations

from datetime import date

import pytest

from api.advice.answer import SUMMARY_MAX_CHARACTERS
from api.advice.distance import Distance
from api.advice.return_facts import DAILY_CHECKS, GROUNDS
from api.advice.return_figures import figures_of
from api.advice.return_ladder import drill_of
from api.advice.return_response import STRICTNESS, VERDICTS
from api.advice.return_weeks import PlanFacts, grew_too_fast, plan_of, step_from
from tests.advice.cases import Case, check, each_case, texts
from tests.advice.return_inputs import BOOK, answered, asked, request_of

FIGURES = figures_of(BOOK)
READY = {"checks": dict.fromkeys(DAILY_CHECKS, True), "bone_stress_injury": False}


def km(value: float) -> Distance:
    return Distance.of(value, "km")


@each_case("return_to_run")
def test_case(case: Case) -> None:
    check(case, answered(case.given))


@each_case("return_to_run")
def test_every_sentence_is_whole_promises_nothing_and_names_no_condition(case: Case) -> None:
    answer = answered(case.given)
    assert 0 < len(answer["summary"]) <= SUMMARY_MAX_CHARACTERS
    for text in texts(answer):
        assert "{" not in text and "  " not in text, text
        assert not any(word in text.lower() for word in ("guarantee", "you will be", "metatarsalgia")), text


@each_case("return_to_run")
def test_a_case_asked_twice_is_answered_alike_to_the_letter(case: Case) -> None:
    assert repr(answered(case.given)) == repr(answered(case.given))


def test_the_checks_asked_for_are_those_of_the_rule() -> None:
    assert list(DAILY_CHECKS) == list(BOOK.value("RETURN-01", "checks"))
    assert set(BOOK.value("RETURN-05", "surfaces")) | set(BOOK.value("RETURN-05", "avoid")) <= set(GROUNDS)


def test_every_verdict_has_its_place_among_the_strict() -> None:
    assert sorted(STRICTNESS) == sorted(VERDICTS)


@pytest.mark.parametrize(
    ("minutes", "rung", "so_far", "drill"),
    [
        (5, 0, 0, (1, 1, 5)),
        (8, 1, 0, (2, 1, 4)),
        (9, 1, 0, (2, 1, 4)),
        (11, 2, 0, (3, 1, 3)),
        (11, 3, 0, (5, 1, 2)),
        (12, 3, 0, (4, 1, 3)),
        (14, 4, 0, (7, 1, 2)),
        (7, 4, 0, (7, 0, 1)),
        (4, 4, 0, (4, 0, 1)),
        (6, 3, 6, (3, 1, 2)),
        (1, 4, 0, (1, 0, 1)),
        (17, 5, 0, (17, 0, 1)),
        (17, 9, 0, (17, 0, 1)),
    ],
)
def test_a_run_of_a_rung_uses_its_minutes(minutes: int, rung: int, so_far: int, drill: tuple[int, int, int]) -> None:
    made = drill_of(minutes, rung, so_far, FIGURES)
    assert (made.jog_minutes, made.walk_minutes, made.rounds) == drill


def test_the_step_from_a_week_is_a_mile_below_ten_and_a_tenth_from_there_and_less_after_an_injury() -> None:
    short, long = Distance.of(5, "mi"), Distance.of(20, "mi")
    assert step_from(short, FIGURES, careful=False).mi == pytest.approx(5.8)
    assert step_from(short, FIGURES, careful=True).mi == pytest.approx(5.5)
    assert step_from(long, FIGURES, careful=False).mi == pytest.approx(21.6)
    assert step_from(long, FIGURES, careful=True).mi == pytest.approx(21)


@pytest.mark.parametrize(
    ("before", "after", "too_fast"),
    [(5, 6, False), (5, 6.01, True), (9.99, 10.99, False), (10, 11, False), (10, 11.01, True), (30, 33.1, True)],
)
def test_growth_past_the_documents_ceiling_is_seen(before: float, after: float, too_fast: bool) -> None:
    assert grew_too_fast(Distance.of(before, "mi"), Distance.of(after, "mi"), FIGURES) is too_fast


def test_a_plan_of_many_weeks_is_cut_and_counts_on() -> None:
    plan = plan_of(PlanFacts(km(250), careful=True), BOOK)
    assert len(plan.weeks) == 16
    assert plan.due_week is not None and 60 < plan.due_week < 120


def test_a_plan_ends_once_nothing_can_be_added() -> None:
    plan = plan_of(PlanFacts(km(10), careful=False), BOOK)
    assert [week.number for week in plan.weeks] == list(range(1, 10))
    assert plan.due_week == 9
    assert plan.weeks[-1].runs.drill.walk_minutes == 0


def test_a_fourth_run_comes_once_each_of_four_lasts_half_an_hour() -> None:
    weeks = plan_of(PlanFacts(km(40), weeks_done=10, last=km(15), careful=False), BOOK).weeks
    counts = [(len(week.runs.days), week.runs.drill.jogged) for week in weeks]
    assert counts[0] == (4, 31)
    assert all(minutes >= 30 for count, minutes in counts if count == 4)
    careful = plan_of(PlanFacts(km(40), weeks_done=10, last=km(15), careful=True), BOOK).weeks
    assert {len(week.runs.days) for week in careful} == {3}


def test_the_longest_jog_so_far_decides_the_rung() -> None:
    facts = PlanFacts(km(30), weeks_done=2, last=km(5), careful=False, longest_minutes=5)
    assert plan_of(facts, BOOK).weeks[0].runs.drill.jog_minutes in range(6, 11)
    careful = PlanFacts(km(30), weeks_done=2, last=km(5), careful=True, longest_minutes=5)
    assert plan_of(careful, BOOK).weeks[0].runs.drill.jog_minutes in (4, 5)


def test_dates_follow_the_day_to_start_on_and_end_with_the_calendar() -> None:
    given = {**READY, "usual_weekly_distance": {"km": 30}, "start_on": "2026-12-30"}
    weeks = answered(given)["plan"]["weeks"]
    assert [week["starts_on"] for week in weeks[:2]] == ["2026-12-30", "2027-01-06"]
    assert [session["date"] for session in weeks[0]["sessions"]] == ["2026-12-30", "2027-01-01", "2027-01-03"]
    last = answered({**given, "start_on": date.max.isoformat()})["plan"]["weeks"]
    assert last[0]["sessions"][0]["date"] == date.max.isoformat()
    assert last[0]["sessions"][1]["date"] is None and last[1]["starts_on"] is None


def test_without_a_day_there_are_weekdays_alone() -> None:
    weeks = answered({**READY, "usual_weekly_distance": {"km": 30}})["plan"]["weeks"]
    assert weeks[0]["starts_on"] is None
    assert [(session["day"], session["date"]) for session in weeks[0]["sessions"]] == [(1, None), (3, None), (5, None)]


def test_sentences_speak_the_runner_s_unit_first() -> None:
    assert "1.2 mi (1.9 km)" in asked(request_of({**READY, "usual_weekly_distance": {"mi": 20}})).summary
    assert "1.9 km (1.2 mi)" in asked(request_of({**READY, "usual_weekly_distance": {"km": 32}})).summary


def test_the_facts_of_the_plan_hold_nothing_of_the_symptoms() -> None:
    given = {**READY, "usual_weekly_distance": {"km": 30}, "symptoms": {"pain_level": 0, "diabetes": False}}
    facts = answered(given)["drawn_from"]
    assert set(facts) == {
        *("usual_weekly_km", "gate_passed", "weeks_done", "last_week_km", "step", "longest_continuous_minutes"),
        *("first_sessions", "bone_stress_injury", "clinician_clearance", "surfaces_available", "start_on"),
    }
