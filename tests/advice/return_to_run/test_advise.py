"""Advice on coming back to running: the golden cases, and what every sentence holds to."""

from __future__ import annotations

from datetime import date

import pytest

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import Distance
from api.advice.return_to_run.figures import figures_of
from api.advice.return_to_run.first_week import first_week
from api.advice.return_to_run.ladder import Drill, Limits, Runs, drill_of, easier
from api.advice.return_to_run.request import DAILY_CHECKS, GROUNDS
from api.advice.return_to_run.response import STRICTNESS, VERDICTS
from api.advice.return_to_run.weeks import PlanFacts, grew_too_fast, plan_of, step_from
from tests.advice.cases import Case, check, each_case, texts
from tests.advice.return_to_run.inputs import BOOK, answered, asked, request_of

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


# Metres of a round: 1/1 220, 2/1 350, 3/1 480, 4/1 610, 5/1 740, 6/1 870, 7/1 1000; a minute without a break 130.
@pytest.mark.parametrize(
    ("metres", "rung", "so_far", "most", "drill"),
    [
        (1100, 0, 0, 60, (1, 1, 5)),
        (1099, 0, 0, 60, (1, 1, 4)),
        (5000, 0, 0, 5, (1, 1, 5)),
        (1400, 1, 0, 60, (2, 1, 4)),
        (1749, 1, 0, 60, (2, 1, 4)),
        (1440, 2, 0, 60, (3, 1, 3)),
        (1480, 3, 0, 60, (5, 1, 2)),
        (1830, 3, 0, 60, (4, 1, 3)),
        (2000, 4, 0, 60, (7, 1, 2)),
        (910, 4, 0, 60, (7, 0, 1)),
        (2340, 5, 0, 60, (18, 0, 1)),
        (2339, 5, 0, 60, (17, 0, 1)),
        (2339, 9, 0, 60, (17, 0, 1)),
        (9000, 5, 0, 60, (60, 0, 1)),
    ],
)
def test_a_run_of_a_rung_uses_its_room(
    metres: int, rung: int, so_far: int, most: int, drill: tuple[int, int, int]
) -> None:
    assert made(metres, rung, so_far, most) == drill


@pytest.mark.parametrize(
    ("metres", "rung", "so_far", "most", "drill"),
    [
        (1100, 1, 1100, 60, (2, 1, 3)),
        (1000, 1, 1100, 60, (1, 1, 4)),
        (1000, 3, 1100, 60, (3, 1, 2)),
        (1000, 3, 0, 60, (5, 0, 1)),
        (3500, 1, 3500, 18, (2, 1, 9)),
        (3500, 1, 3500, 17, (1, 1, 15)),
        (3500, 1, 2000, 17, (2, 1, 8)),
    ],
)
def test_a_rung_waits_while_it_would_cover_less_than_nine_tenths_of_a_run_so_far(
    metres: int, rung: int, so_far: int, most: int, drill: tuple[int, int, int]
) -> None:
    assert made(metres, rung, so_far, most) == drill


@pytest.mark.parametrize("rung", range(7))
@pytest.mark.parametrize("metres", [0, 130, 260, 300, 389])
def test_however_little_room_there_is_a_run_is_worth_changing_for(metres: int, rung: int) -> None:
    assert made(metres, rung, 0, 60) == ((3, 0, 1) if rung >= 5 else (1, 1, 2))


def made(metres: int, rung: int, so_far: int, most: int) -> tuple[int, int, int]:
    limits = Limits(Distance(0), most, rung, careful=False, so_far=Distance.of(so_far, "m"))
    drill = drill_of(Distance.of(metres, "m"), limits, FIGURES)
    return drill.jog_minutes, drill.walk_minutes, drill.rounds


@pytest.mark.parametrize(
    ("usual", "rounds"),
    [
        (2, [4]),
        (2.2, [5]),
        (4.39, [5]),
        (4.4, [5, 5]),
        (6.59, [5, 5]),
        (6.6, [5, 5, 5]),
        (13.2, [5, 5, 5]),
        (13.21, [5, 6, 6]),
        (30, [5, 15, 15]),
        (57.2, [5, 30, 30]),
        (250, [5, 30, 30]),
    ],
)
def test_the_first_week_reaches_its_quarter_by_longer_later_runs(usual: float, rounds: list[int]) -> None:
    runs = first_week(km(usual), FIGURES, continuous=False)
    assert [(drill.jog_minutes, drill.walk_minutes) for drill in runs.drills] == [(1, 1)] * len(rounds)
    assert [drill.rounds for drill in runs.drills] == rounds
    assert (runs.first is None) == (len(set(rounds)) == 1)
    assert runs.distance(FIGURES).m == 220 * sum(rounds)


@pytest.mark.parametrize(
    ("usual", "minutes"),
    [
        (2, [7]),
        (3.9, [15]),
        (7.79, [15]),
        (7.8, [15, 15]),
        (11.7, [15, 15, 15]),
        (23.4, [15, 15, 15]),
        (23.5, [15, 16, 16]),
        (39, [15, 30, 30]),
        (250, [15, 30, 30]),
    ],
)
def test_the_first_week_without_a_break_ends_at_half_an_hour_a_run(usual: float, minutes: list[int]) -> None:
    drills = first_week(km(usual), FIGURES, continuous=True).drills
    assert [(drill.jogged, drill.whole, drill.walk_minutes) for drill in drills] == [
        (each, each, 0) for each in minutes
    ]


def test_a_week_s_first_run_may_differ_and_an_easier_week_leaves_it_out() -> None:
    short, long = Drill(1, 1, 5), Drill(1, 1, 15)
    runs = Runs(long, (1, 3, 5), (4, 6), short)
    assert runs.drills == (short, long, long)
    assert runs.distance(FIGURES).m == 7700
    assert Runs(long, (1, 3), (4, 6)).drills == (long, long)
    assert easier(runs, FIGURES) == Runs(long, (3, 5), (4, 6))


def test_a_weekly_step_is_a_mile_then_a_tenth_and_less_after_an_injury() -> None:
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
    assert "5.1 mi (8.1 km)" in asked(request_of({**READY, "usual_weekly_distance": {"mi": 20}})).summary
    assert "8.1 km (5.1 mi)" in asked(request_of({**READY, "usual_weekly_distance": {"km": 32}})).summary


def test_the_facts_of_the_plan_hold_nothing_of_the_symptoms() -> None:
    given = {**READY, "usual_weekly_distance": {"km": 30}, "symptoms": {"pain_level": 0, "diabetes": False}}
    facts = answered(given)["drawn_from"]
    assert set(facts) == {
        *("usual_weekly_km", "gate_passed", "weeks_done", "last_week_km", "step", "longest_continuous_minutes"),
        *("first_sessions", "bone_stress_injury", "clinician_clearance", "surfaces_available", "start_on"),
    }
