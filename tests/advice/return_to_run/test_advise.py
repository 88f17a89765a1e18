"""Advice on coming back to running: the golden cases, and what every sentence holds to."""

from __future__ import annotations

from datetime import date

import pytest

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import Distance
from api.advice.return_to_run.advise import gate_before_running
from api.advice.return_to_run.answer import STRICTNESS, VERDICTS
from api.advice.return_to_run.ladder import (
    BACK,
    EASE,
    GROW,
    INJURED,
    OPEN,
    REPEAT,
    RESUME,
    RULED_OUT,
    drill_of,
    figures_of,
)
from api.advice.return_to_run.plan import PlanFacts, ceiling_after, first_week, plan_of
from api.advice.return_to_run.request import DAILY_CHECKS, GROUNDS, Checks
from api.advice.return_to_run.response import grew_too_fast
from api.advice.triage.judge import judge
from api.advice.triage.request import Symptoms
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


# Metres of a round: 1/1 220, 2/1 350, 3/1 480, 5/1 740, 10/1 1390, 20/1 2690; a minute without a break 130.
@pytest.mark.parametrize(
    ("metres", "step", "run"),
    [
        (1100, 1, (5, 1, 1, 2, 0)),
        (2370, 2, (5, 2, 1, 5, 0)),
        (4239, 3, (5, 3, 1, 7, 4)),
        (4775, 5, (5, 5, 1, 5, 5)),
        (3984, 10, (5, 8, 1, 3, 0)),
        (1667, 10, (4, 10, 0, 1, 0)),
        (1299, 10, (0, 9, 0, 1, 0)),
        (4386, 20, (0, 16, 1, 2, 0)),
        (2729, 20, (0, 20, 0, 1, 0)),
        (2340, None, (0, 18, 0, 1, 0)),
        (2339, None, (0, 17, 0, 1, 0)),
        (13_333, None, (0, 102, 0, 1, 0)),
    ],
)
def test_a_run_of_a_step_fills_its_distance(metres: int, step: int | None, run: tuple[int, ...]) -> None:
    drill = drill_of(Distance.of(metres, "m"), step, FIGURES)
    assert (drill.walk_before, drill.jog_minutes, drill.walk_minutes, drill.rounds, drill.walk_after) == run
    assert drill.distance.m == metres
    assert drill.covered(FIGURES) <= drill.distance.micrometres


@pytest.mark.parametrize("step", [1, 2, 3, 5, 10, 20, None])
def test_the_minutes_of_a_run_cover_its_distance_or_a_little_less(step: int | None) -> None:
    for metres in range(440, 9000, 37):
        drill = drill_of(Distance.of(metres, "m"), step, FIGURES)
        assert 0 <= metres - drill.covered(FIGURES) / 1_000_000 < 270
        assert drill.jog_minutes <= (step or 999)


@pytest.mark.parametrize(
    ("usual", "off", "rounds"),
    [
        (2, None, [4]),
        (2.2, None, [5]),
        (4.39, None, [5]),
        (4.4, None, [5, 5]),
        (6.59, None, [5, 5]),
        (6.6, None, [5, 5, 5]),
        (11, None, [5, 10, 10]),
        (22, None, [5, 10, 10]),
        (30, None, [5, 12, 12]),
        (30, 4, [5, 15, 15]),
        (30, 0, [5, 15, 15]),
        (250, None, [5, 15, 15]),
    ],
)
def test_the_first_week_has_short_outings(usual: float, off: float | None, rounds: list[int]) -> None:
    runs = first_week(PlanFacts(km(usual), bone=RULED_OUT, weeks_off=off), BOOK)
    assert [(drill.jog_minutes, drill.walk_minutes) for drill in runs.drills] == [(1, 1)] * len(rounds)
    assert [drill.rounds for drill in runs.drills] == rounds


@pytest.mark.parametrize(
    ("usual", "minutes"),
    [(2, [7]), (2.6, [10]), (5.19, [10]), (5.2, [10, 10]), (7.8, [10, 10, 10]), (16, [10, 10, 10]), (60, [10, 15, 15])],
)
def test_the_first_week_without_a_break_has_ten_to_fifteen_minutes_a_run(usual: float, minutes: list[int]) -> None:
    drills = first_week(PlanFacts(km(usual), bone=RULED_OUT, continuous=True), BOOK).drills
    assert [(drill.jogged, drill.walk_minutes) for drill in drills] == [(jogged, 0) for jogged in minutes]


@pytest.mark.parametrize(
    ("bone", "step", "short", "long"),
    [
        (RULED_OUT, GROW, 6, 22),
        (OPEN, GROW, 6, 22),
        (INJURED, GROW, 5.5, 21),
        (RULED_OUT, EASE, 5.8, 21.6),
        (INJURED, EASE, 5.4, 20.8),
        (RULED_OUT, REPEAT, 5, 20),
        (RULED_OUT, BACK, 5, 20),
    ],
)
def test_a_weekly_step_is_a_mile_then_a_tenth_and_less_for_those_who_need_it(
    bone: str, step: str, short: float, long: float
) -> None:
    facts = PlanFacts(Distance.of(30, "mi"), bone=bone)
    assert ceiling_after(Distance.of(5, "mi"), facts, step, FIGURES).mi == pytest.approx(short)
    assert ceiling_after(Distance.of(20, "mi"), facts, step, FIGURES).mi == pytest.approx(long)
    assert ceiling_after(Distance.of(29.9, "mi"), facts, step, FIGURES).mi <= 30


# A ceiling counts with a fortieth for rounding, and a hundred metres at least.
@pytest.mark.parametrize(
    ("before", "after", "too_fast"),
    [(1, 2.06, False), (1, 2.07, True), (5, 6.15, False), (5, 6.16, True), (30, 33.82, False), (30, 33.83, True)],
)
def test_growth_past_the_documents_ceiling_is_seen(before: float, after: float, too_fast: bool) -> None:
    assert grew_too_fast(Distance.of(before, "mi"), Distance.of(after, "mi"), BOOK) is too_fast


def test_a_plan_of_many_weeks_is_cut_and_counts_on() -> None:
    plan = plan_of(PlanFacts(km(250), bone=INJURED), BOOK)
    assert len(plan.weeks) == 16
    assert plan.due_week is not None and 60 < plan.due_week < 120


def test_a_plan_ends_with_unbroken_runs_over_the_usual_distance() -> None:
    plan = plan_of(PlanFacts(km(10), bone=RULED_OUT), BOOK)
    assert [week.number for week in plan.weeks] == [1, 2, 3, 4, 5, 6]
    assert plan.due_week == 5
    assert [week.walks for week in plan.weeks] == [True] * 5 + [False]


def test_a_fourth_run_comes_once_each_of_four_lasts_half_an_hour() -> None:
    weeks = plan_of(PlanFacts(km(40), weeks_done=10, last=km(13), bone=RULED_OUT), BOOK).weeks
    counts = [(len(week.runs.days), week.distance.km) for week in weeks]
    assert counts[0][0] == 3 and {count for count, distance in counts if 15.6 <= distance <= 31.2} == {4}
    for bone in (OPEN, INJURED):
        careful = plan_of(PlanFacts(km(40), weeks_done=10, last=km(13), bone=bone), BOOK).weeks
        assert {len(week.runs.days) for week in careful if week.distance.km <= 23.4} == {3}


@pytest.mark.parametrize(
    ("bone", "longest", "weeks_done", "jog"),
    [
        (RULED_OUT, None, 3, 5),
        (RULED_OUT, 3, 3, 5),
        (RULED_OUT, 5, 2, 9),
        (RULED_OUT, 1, 9, 2),
        (RULED_OUT, 0, 9, 2),
        (RULED_OUT, 21, 1, None),
        (INJURED, 1, 1, 1),
        (INJURED, 1, 2, 2),
        (INJURED, 5, 2, 5),
        (INJURED, 5, 6, 5),
        (INJURED, 5, 7, 5),
        (INJURED, 5, 8, 9),
        (OPEN, 3, 6, 5),
        (OPEN, 5, 7, 9),
    ],
)
def test_nobody_skips_a_step_of_the_ladder_and_nobody_waits_on_one(
    bone: str, longest: int | None, weeks_done: int, jog: int | None
) -> None:
    facts = PlanFacts(km(60), weeks_done=weeks_done, last=km(12), bone=bone, longest_minutes=longest)
    drill = plan_of(facts, BOOK).weeks[0].runs.drills[0]
    assert drill.walk_minutes == 0 if jog is None else drill.jog_minutes == jog


@pytest.mark.parametrize(
    ("last", "days", "first", "others"),
    [
        (8.4, (2, 4, 6), 1.727, 3.336),
        (6.6, (2, 4, 6), 1.127, 2.736),
        (3.3, (2, 4, 6), 1.1, 1.1),
        (20, (2, 4, 6, 7), 3.5, 5.5),
        (1.2, (2,), 1.2, 1.2),
    ],
)
def test_a_step_back_begins_a_day_later_and_short(
    last: float, days: tuple[int, ...], first: float, others: float
) -> None:
    facts = PlanFacts(km(60), weeks_done=4, last=km(last), step=BACK, bone=RULED_OUT)
    runs = plan_of(facts, BOOK).weeks[0].runs
    assert runs.days == days and not set(runs.other_days) & set(days)
    assert runs.drills[0].distance.km == first and runs.drills[-1].distance.km == pytest.approx(others, abs=0.002)
    assert runs.distance.km == last


def test_after_a_break_the_week_begins_on_its_first_day_and_short() -> None:
    facts = PlanFacts(km(60), weeks_done=4, last=km(8.4), step=RESUME, bone=RULED_OUT)
    runs = plan_of(facts, BOOK).weeks[0].runs
    assert runs.days == (1, 3, 5) and [drill.distance.km for drill in runs.drills] == [1.727, 3.336, 3.337]


def test_a_week_that_is_repeated_keeps_the_jogs_that_were_run() -> None:
    for longest, kind in ((37, "continuous"), (9, "walk_run")):
        facts = PlanFacts(km(60), 3, km(14), REPEAT, RULED_OUT, longest_minutes=longest)
        drill = plan_of(facts, BOOK).weeks[0].runs.drills[0]
        assert drill.kind == kind and drill.jog_minutes >= min(longest, 30)


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
    assert "5 mi (8 km)" in asked(request_of({**READY, "usual_weekly_distance": {"mi": 20}})).summary
    assert "8 km (5 mi)" in asked(request_of({**READY, "usual_weekly_distance": {"km": 32}})).summary


def test_the_facts_of_the_plan_hold_nothing_of_the_symptoms() -> None:
    given = {**READY, "usual_weekly_distance": {"km": 30}, "symptoms": {"pain_level": 0, "diabetes": False}}
    facts = answered(given)["drawn_from"]
    assert set(facts) == {
        *("usual_weekly_km", "gate_passed", "weeks_off", "weeks_done", "step", "longest_continuous_minutes"),
        *("first_sessions", "bone_stress_injury", "clinician_clearance", "surfaces_available", "start_on"),
    }


def test_the_gate_alone_takes_what_is_known_and_no_more() -> None:
    care = judge(Symptoms(hurts_at_push_off=True), BOOK)
    passed = [(check.check, check.passed) for check in gate_before_running(care, BOOK, Checks(stairs=True))]
    assert passed == [("barefoot_walking", None), ("stairs", True), ("light_hops", False), ("calf_raise", False)]
    assert [check.passed for check in gate_before_running(judge(Symptoms(), BOOK), BOOK)] == [None] * 4
