"""What must hold for every runner on the way back, whatever is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS, Answer
from api.advice.core.distance import Distance
from api.advice.return_to_run.request import DAILY_CHECKS, RESPONSES, ReturnRequest, WeekDone
from api.advice.return_to_run.response import RUNNING, STRICTNESS
from api.advice.triage.request import Symptoms
from tests.advice.return_to_run.inputs import ALL_CLEAR, ANY, BOOK, READY, RUN, TRI, USUAL, asked, usual_up_to
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

TEN_MILES, MILE = Distance.of(10, "mi").micrometres, Distance.of(1, "mi").micrometres
ONE_RUN_AT_LEAST, SHORTEST_UNBROKEN = Distance.of(440, "m").micrometres, Distance.of(390, "m").micrometres
JOGGED, WALKED = 130, 90


def micrometres(served: dict[str, float]) -> int:
    return Distance.of(served["m"], "m").micrometres


def distances(weeks: list[dict[str, Any]]) -> list[int]:
    return [micrometres(week["distance"]) for week in weeks]


def rank(answer: Answer) -> int:
    return STRICTNESS.index(answer.verdict)


def weeks_of(answer: Answer) -> list[dict[str, Any]]:
    plan = answer.details["plan"]
    return plan["weeks"] if plan else []


def jogged(week: dict[str, Any]) -> list[int]:
    return [session["jog_minutes"] * session["rounds"] for session in week["sessions"]]


def first_week(usual: Distance, bone: bool | None, first: str | None) -> dict[str, Any]:
    request = ReturnRequest(
        usual,
        checks=ALL_CLEAR,
        bone_stress_injury=bone,
        clinician_clearance=True,
        first_sessions=first,
    )
    return weeks_of(asked(request))[0]


def never_ahead(one: ReturnRequest, other: ReturnRequest) -> None:
    """Where a plan is done, its last week goes on: a week is then held against the longest."""
    behind, ahead = (distances(weeks_of(asked(request))) for request in (one, other))
    for index, distance in enumerate(behind):
        most = ahead[index] if index < len(ahead) else max(ahead)
        assert distance <= max(most, ONE_RUN_AT_LEAST), f"week {index + 1}"


def documents_ceiling(last: int) -> int:
    return last + (MILE if last < TEN_MILES else last // 10)


# ------------------------------------------------------------------ the plan


@given(READY)
def test_the_plan_never_breaks_its_own_ceiling_nor_the_usual_distance(request: ReturnRequest) -> None:
    weeks = weeks_of(asked(request))
    for week in weeks:
        assert micrometres(week["distance"]) <= micrometres(week["ceiling"])
        assert micrometres(week["ceiling"]) <= max(request.usual_weekly_distance.micrometres, ONE_RUN_AT_LEAST)
        runs = sum(micrometres(session["distance"]) for session in week["sessions"])
        assert runs == micrometres(week["distance"])
    if weeks:
        assert distances(weeks)[-1] <= request.usual_weekly_distance.micrometres


@given(READY)
def test_no_week_grows_by_more_than_the_documents_allow(request: ReturnRequest) -> None:
    weeks = weeks_of(asked(request))
    done = [week.distance.micrometres for week in request.weeks_done[-1:]]
    for before, after in pairwise([*done, *distances(weeks)]):
        assert after <= max(documents_ceiling(before), ONE_RUN_AT_LEAST)


@given(usual_up_to(57), st.sampled_from([None, False]))
def test_the_first_week_is_a_quarter_to_a_half_of_the_usual_one(usual: Distance, bone: bool | None) -> None:
    covered = micrometres(first_week(usual, bone, "walk_run")["distance"])
    assert 4 * covered >= usual.micrometres
    assert 2 * covered <= usual.micrometres
    # Three first outings already are more than a quarter of a short week; a long one lands just above it.
    assert covered < usual.micrometres // 4 + 2 * 220_000_000 or covered <= 3 * 1_100_000_000


@given(usual_up_to(39))
def test_so_it_is_without_a_break(usual: Distance) -> None:
    week = first_week(usual, False, "continuous")
    covered = micrometres(week["distance"])
    assert usual.micrometres <= 4 * covered <= 2 * usual.micrometres
    assert {session["kind"] for session in week["sessions"]} == {"continuous"}


@given(USUAL, TRI, st.sampled_from([None, "walk_run", "continuous"]))
def test_the_first_session_is_short_and_the_later_ones_of_the_week_are_bounded(
    usual: Distance, bone: bool | None, first: str | None
) -> None:
    week = first_week(usual, bone, first)
    session, *later = week["sessions"]
    if session["kind"] == "walk_run":
        assert session["jog_minutes"] == session["walk_minutes"] == 1
        assert session["rounds"] <= 5 and session["minutes"] <= 10
    else:
        assert session["minutes"] <= 15 and bone is False and first == "continuous"
    for other in later:
        assert other["kind"] == session["kind"] and other["minutes"] >= session["minutes"]
        assert other["minutes"] <= (60 if other["kind"] == "walk_run" else 30)
        assert other["jog_minutes"] == 1 or other["kind"] == "continuous"
    assert len({other["minutes"] for other in later}) <= 1
    assert 2 * micrometres(week["distance"]) <= max(usual.micrometres, 2 * ONE_RUN_AT_LEAST)


@given(USUAL, st.sampled_from([None, "walk_run", "continuous"]))
def test_after_a_known_injury_every_run_of_the_first_week_is_a_first_outing(usual: Distance, first: str | None) -> None:
    week = first_week(usual, True, first)
    assert all(minutes <= 5 for minutes in jogged(week))
    assert {(session["jog_minutes"], session["walk_minutes"]) for session in week["sessions"]} == {(1, 1)}
    assert len({session["rounds"] for session in week["sessions"]}) == 1
    most = min(usual.micrometres // 4, 3 * 1_100_000_000)
    assert micrometres(week["distance"]) <= max(most, ONE_RUN_AT_LEAST)
    assert micrometres(week["ceiling"]) == max(most, micrometres(week["distance"]))


@given(USUAL, st.sampled_from([None, "walk_run", "continuous"]))
def test_the_first_week_is_no_harder_the_less_an_injury_is_ruled_out(usual: Distance, first: str | None) -> None:
    there, unknown, none = (first_week(usual, bone, first) for bone in (True, None, False))
    assert micrometres(there["distance"]) <= micrometres(unknown["distance"])
    assert sum(jogged(there)) <= sum(jogged(unknown)) <= sum(jogged(none))
    assert jogged(unknown)[0] <= jogged(none)[0]
    same = first_week(usual, False, "walk_run")
    assert (unknown["distance"], unknown["ceiling"]) == (same["distance"], same["ceiling"])
    assert jogged(unknown) == jogged(same)


@given(READY)
def test_minutes_and_distance_say_the_same(request: ReturnRequest) -> None:
    for week in weeks_of(asked(request)):
        for session in week["sessions"]:
            jogging = session["jog_minutes"] * session["rounds"]
            walking = session["walk_minutes"] * session["rounds"]
            assert session["distance"]["m"] == jogging * JOGGED + walking * WALKED
            assert session["minutes"] == jogging + walking >= 3
            assert (session["kind"] == "continuous") == (session["walk_minutes"] == 0)
            assert session["jog_minutes"] >= 1 and jogging <= 60
        assert week["distance"]["m"] == sum(session["distance"]["m"] for session in week["sessions"])


@given(READY)
def test_hills_wait_two_weeks_and_numbers_go_on_from_what_was_run(request: ReturnRequest) -> None:
    weeks = weeks_of(asked(request))
    first = len(request.weeks_done) + 1
    assert [week["week"] for week in weeks] == list(range(first, first + len(weeks)))
    assert all(week["hills"] is (week["week"] > 2) for week in weeks)
    assert len(weeks) <= 16


def days_between(weeks: list[dict[str, Any]]) -> list[int]:
    days = [index * 7 + session["day"] for index, week in enumerate(weeks) for session in week["sessions"]]
    return [after - before for before, after in pairwise(days)]


@given(READY)
def test_no_two_runs_follow_each_other_after_a_bone_stress_injury(request: ReturnRequest) -> None:
    for bone in (True, None):
        assert all(gap >= 2 for gap in days_between(weeks_of(asked(replace(request, bone_stress_injury=bone)))))
    plain = weeks_of(asked(replace(request, bone_stress_injury=False)))
    for week in plain:
        days = [session["day"] for session in week["sessions"]]
        assert all(after - before >= 2 for before, after in pairwise(days))
        assert not set(days) & set(week["cross_training_days"])
        assert len(week["cross_training_days"]) == week["cross_training"]


@given(READY)
def test_after_a_bone_stress_injury_no_week_is_ahead(request: ReturnRequest) -> None:
    never_ahead(replace(request, bone_stress_injury=True), replace(request, bone_stress_injury=False))


@given(READY)
def test_an_injury_nobody_ruled_out_is_ahead_of_none_in_no_week(request: ReturnRequest) -> None:
    # Without a break one may begin only once it is ruled out, so a start is held against the same kind of one.
    first = request.first_sessions if request.weeks_done else "walk_run"
    unknown = replace(request, bone_stress_injury=None)
    never_ahead(unknown, replace(request, bone_stress_injury=False, first_sessions=first))
    assert "bone_stress_injury" in [missing.field for missing in asked(unknown).missing]


@given(READY)
def test_an_injury_that_is_there_is_ahead_of_one_nobody_ruled_out_in_no_week(request: ReturnRequest) -> None:
    there, unknown = (replace(request, bone_stress_injury=bone) for bone in (True, None))
    never_ahead(there, unknown)
    if request.weeks_done:
        assert distances(weeks_of(asked(there))) == distances(weeks_of(asked(unknown)))


@given(READY)
def test_a_step_back_and_a_hold_add_nothing_to_the_last_week(request: ReturnRequest) -> None:
    request = replace(request, last_pain_level=None, weeks_done=tuple(WeekDone(w.distance) for w in request.weeks_done))
    back, hold = (distances(weeks_of(asked(replace(request, last_response=said)))) for said in ("new_elsewhere", None))
    if request.weeks_done:
        last = request.weeks_done[-1].distance.micrometres
        assert back[0] <= max(last, ONE_RUN_AT_LEAST) and hold[0] <= max(last, ONE_RUN_AT_LEAST)
        assert min(back[0], hold[0]) >= SHORTEST_UNBROKEN


@given(READY, st.integers(min_value=2, max_value=155), st.integers(min_value=1, max_value=100))
def test_kilometres_and_miles_agree(request: ReturnRequest, usual: int, run: int) -> None:
    answers = []
    for unit, factor in (("mi", 1.0), ("km", 1.609344)):
        week = WeekDone(Distance.of(round(run * factor, 6), unit))
        told = replace(request, usual_weekly_distance=Distance.of(round(usual * factor, 6), unit), weeks_done=(week,))
        answer = asked(told)
        plan = answer.details["plan"]
        weeks = [{**week, "ceiling": micrometres(week["ceiling"])} for week in weeks_of(answer)]
        answers.append((answer.verdict, answer.summary, weeks, plan and plan["usual_distance_due_in_week"]))
    assert answers[0] == answers[1]


@given(READY, st.dates(max_value=date(9990, 1, 1)))
def test_dates_follow_the_days(request: ReturnRequest, start: date) -> None:
    weeks = weeks_of(asked(replace(request, start_on=start)))
    for index, week in enumerate(weeks):
        assert week["starts_on"] == (start + timedelta(7 * index)).isoformat()
        for session in week["sessions"]:
            assert session["date"] == (start + timedelta(7 * index + session["day"] - 1)).isoformat()


@given(READY, st.integers(min_value=1, max_value=15))
def test_a_plan_asked_for_after_any_of_its_weeks_goes_on_as_it_was(request: ReturnRequest, done: int) -> None:
    request = replace(request, weeks_done=(), last_response=None, last_pain_level=None)
    whole = distances(weeks_of(asked(request)))
    told = tuple(WeekDone(Distance(each), "none") for each in whole[:done])
    later = asked(replace(request, weeks_done=told, last_response="none"))
    assert later.verdict == "continue"
    rest = whole[len(told) :]
    assert distances(weeks_of(later))[: len(rest)] == rest


# ------------------------------------------------------------------ the verdict


@pytest.mark.parametrize("check", [*DAILY_CHECKS, "pain_free_walk_30_min"])
@given(request=ANY)
def test_a_check_not_known_never_passes_and_a_worse_one_is_never_more_permissive(
    check: str, request: ReturnRequest
) -> None:
    yes, unknown, no = (
        asked(replace(request, checks=replace(request.checks, **{check: said}))) for said in (True, None, False)
    )
    assert rank(yes) <= rank(unknown) <= rank(no)
    if check in DAILY_CHECKS or request.bone_stress_injury:
        assert unknown.verdict not in RUNNING and no.verdict not in RUNNING
    for answer in (unknown, no):
        assert all(shown["passed"] is not True for shown in answer.details["gate"] if shown["check"] == check)


@given(ANY)
def test_clearance_not_known_is_no_clearance(request: ReturnRequest) -> None:
    injured = replace(request, bone_stress_injury=True)
    yes, unknown, no = (asked(replace(injured, clinician_clearance=said)) for said in (True, None, False))
    assert rank(yes) <= rank(unknown) <= rank(no)
    assert unknown.verdict not in RUNNING


@given(ANY)
def test_a_bone_stress_injury_is_never_more_permissive_than_none(request: ReturnRequest) -> None:
    there, unknown, none = (asked(replace(request, bone_stress_injury=said)) for said in (True, None, False))
    assert rank(none) <= rank(unknown) <= rank(there)


@given(ANY)
def test_a_worse_response_is_never_more_permissive(request: ReturnRequest) -> None:
    answers = [asked(replace(request, last_response=said)) for said in RESPONSES]
    assert [rank(answer) for answer in answers] == sorted(rank(answer) for answer in answers)
    assert answers[RESPONSES.index("new_elsewhere")].verdict not in ("continue", "start", "hold", "full_training")
    assert all(answer.verdict not in RUNNING for answer in answers[RESPONSES.index("lingering") :])


@given(ANY.filter(lambda request: bool(request.weeks_done)))
def test_a_response_not_known_is_never_more_permissive_than_none_felt(request: ReturnRequest) -> None:
    unknown, none = (asked(replace(request, last_response=said)) for said in (None, "none"))
    assert rank(none) <= rank(unknown) or request.weeks_done[-1].worst_response is not None
    assert unknown.verdict not in ("full_training", "start")
    assert "last_response" in [missing.field for missing in unknown.missing] or unknown.care


@given(READY, st.integers(0, 10), st.integers(0, 10))
def test_more_pain_during_the_run_is_never_more_permissive(request: ReturnRequest, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert rank(asked(replace(request, last_pain_level=less))) <= rank(asked(replace(request, last_pain_level=more)))


@given(READY.filter(lambda request: bool(request.weeks_done)), st.sampled_from(RESPONSES), st.sampled_from(RESPONSES))
def test_a_worse_week_is_never_more_permissive(request: ReturnRequest, one: str, other: str) -> None:
    better, worse = sorted((one, other), key=RESPONSES.index)
    ranks = []
    for said in (better, worse):
        weeks = (*request.weeks_done[:-1], replace(request.weeks_done[-1], worst_response=said))
        ranks.append(rank(asked(replace(request, weeks_done=weeks))))
    assert ranks == sorted(ranks)


@given(ANY, any_symptoms())
def test_any_danger_sign_comes_first_and_leaves_no_plan(request: ReturnRequest, symptoms: Symptoms) -> None:
    answer = asked(replace(request, symptoms=symptoms))
    if answer.care is None:
        return
    assert answer.verdict == ("stop" if request.under_way else "not_ready")
    assert answer.details["plan"] is None and answer.details["drawn_from"] is None
    assert answer.indicator != "info"
    assert answer.actions[0].code in ("get_emergency_help", "be_seen_today", "book_visit")
    if answer.care.level != "see_professional":
        assert answer.details["expect"] == [] and answer.details["after_each_run"] == []


@given(ANY, st.sampled_from(["hurts_to_walk", "hurts_at_push_off", "hurts_at_rest", "hurts_at_night", "swelling"]))
def test_a_symptom_told_is_never_more_permissive(request: ReturnRequest, symptom: str) -> None:
    symptoms = request.symptoms or Symptoms()
    no, yes = (asked(replace(request, symptoms=replace(symptoms, **{symptom: said}))) for said in (False, True))
    assert rank(no) <= rank(yes)


@given(ANY)
def test_the_answer_holds_together(request: ReturnRequest) -> None:
    answer = asked(request)
    served = shown(answer, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    codes = [action.code for action in answer.actions]
    assert len(set(codes)) == len(codes)
    fields = [missing.field for missing in answer.missing]
    assert len(set(fields)) == len(fields)
    texts = [conflict["text"] for conflict in served["conflicts"]]
    assert len(set(texts)) == len(texts)
    assert (served["plan"] is not None) == (answer.verdict in RUNNING)
    assert (served["next_session"] is None) == (served["plan"] is None) == (served["drawn_from"] is None)
    if answer.verdict in RUNNING:
        assert all(check["passed"] is True for check in served["gate"])
        assert served["plan"]["weeks"]


@given(READY)
def test_each_thing_asked_for_is_not_known(request: ReturnRequest) -> None:
    for missing in asked(request).missing:
        first, *rest = missing.field.split(".")
        if first == "weeks_done":
            assert getattr(request.weeks_done[int(rest[0])], rest[1]) is None
        else:
            assert getattr(request, first) is None


@given(READY.filter(lambda request: bool(request.weeks_done)), RUN)
def test_full_training_needs_every_word_of_it(request: ReturnRequest, run: Distance) -> None:
    good = WeekDone(request.weeks_done[-1].distance, "none", 30, True, 3)
    ready = replace(request, weeks_done=(good,), last_response="none", last_pain_level=None)
    assert asked(ready).verdict == "full_training"
    for change in (
        *({"worst_response": said} for said in (None, "fading_soreness")),
        *({"longest_continuous_minutes": said} for said in (None, 29)),
        *({"pain_free": said} for said in (None, False)),
        *({"runs": said} for said in (None, 2)),
    ):
        assert asked(replace(ready, weeks_done=(replace(good, **change),))).verdict != "full_training"
    for told in ({"last_response": None}, {"last_response": "fading_soreness"}, {"last_pain_level": 1}):
        assert asked(replace(ready, **told)).verdict != "full_training"
