"""What must hold for every runner on the way back, whatever is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.distance import Distance
from api.advice.return_to_run.answer import RUNNING, STRICTNESS, PlanWeek, ReturnToRunAnswer
from api.advice.return_to_run.plan import reached
from api.advice.return_to_run.request import DAILY_CHECKS, RESPONSES, ReturnToRunRequest, WeekDone
from api.advice.training.load import single_run, weekly_increase
from api.advice.training.request import TrainingRequest
from api.advice.training.stressors import time_off
from api.advice.triage.request import Symptoms
from tests.advice.return_to_run.inputs import ALL_CLEAR, ANY, BOOK, READY, RUN, TRI, USUAL, asked, usual_between
from tests.advice.triage.inputs import any_symptoms
from tests.support.served import shown

TEN_MILES, MILE = Distance.of(10, "mi").micrometres, Distance.of(1, "mi").micrometres
LEAST_RUN, METRE = Distance.of(440, "m").micrometres, Distance.of(1, "m").micrometres
HUNDRED_METRES = Distance.of(100, "m")
JOGGED, WALKED = 130, 90
ROUND_KM = (JOGGED + WALKED) / 1000
"""One minute of jogging and one of walking, in kilometres."""
LONG_BREAK = 4
BAD = st.sampled_from([response for response in RESPONSES if response not in ("none", "fading_soreness")])
OFF = st.sampled_from([None, 0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 30.0])


def distances(answer: ReturnToRunAnswer) -> list[int]:
    return [week.distance.micrometres for week in weeks_of(answer)]


def rank(answer: ReturnToRunAnswer) -> int:
    return STRICTNESS.index(answer.verdict)


def weeks_of(answer: ReturnToRunAnswer) -> tuple[PlanWeek, ...]:
    return answer.plan.weeks if answer.plan else ()


def jogged(week: PlanWeek) -> list[int]:
    return [session.jog_minutes * session.rounds for session in week.sessions]


def start(usual: Distance, bone: bool | None, first: str | None = None, off: float | None = None) -> ReturnToRunRequest:
    return ReturnToRunRequest(
        usual,
        checks=ALL_CLEAR,
        bone_stress_injury=bone,
        clinician_clearance=True,
        first_sessions=first,
        weeks_off=off,
    )


def first_week(usual: Distance, bone: bool | None, first: str | None, off: float | None = None) -> PlanWeek:
    return weeks_of(asked(start(usual, bone, first, off)))[0]


def never_ahead(one: ReturnToRunRequest, other: ReturnToRunRequest) -> None:
    """Where a plan is done, the usual week goes on, which its last week is but for rounding (RETURN-22)."""
    behind, ahead = (distances(asked(request)) for request in (one, other))
    usual = other.usual_weekly_distance
    after = max(ahead, default=0)
    if usual is not None and reached(Distance(after), usual, BOOK):
        after = usual.micrometres
    for index, distance in enumerate(behind):
        most = ahead[index] if index < len(ahead) else after
        assert distance <= max(most, LEAST_RUN), f"week {index + 1}"


def documents_ceiling(last: int) -> int:
    return last + (MILE if last < TEN_MILES else last // 10)


# ------------------------------------------------------------------ whoever follows the plan


def reported(week: PlanWeek) -> WeekDone:
    longest = max(session.jog_minutes for session in week.sessions)
    return WeekDone(week.distance, "none", longest, pain_free=True, runs=len(week.sessions))


def followed(request: ReturnToRunRequest, reports: frozenset[str]) -> Iterator[ReturnToRunAnswer]:
    """Yield the answers to a runner who does each first week, reports it, and has no pain; ends at the usual week."""
    done: tuple[WeekDone, ...] = ()
    for _ in range(104):
        answer = asked(replace(request, weeks_done=done, last_response="none" if done else None))
        yield answer
        week = weeks_of(answer)[0]
        body = reported(week)
        done = (*done, WeekDone(week.distance, **{name: getattr(body, name) for name in reports}))
        if week.distance + HUNDRED_METRES >= request.usual_weekly_distance:
            return


REPORTS = st.frozensets(st.sampled_from(["worst_response", "longest_continuous_minutes", "pain_free", "runs"]))
CALM = ("start", "continue", "full_training")


@given(usual_between(5, 120), TRI, st.sampled_from([None, "walk_run", "continuous"]), OFF, REPORTS)
def test_whoever_follows_the_plan_gets_on_and_arrives_when_it_was_due(
    usual: Distance, bone: bool | None, first: str | None, off: float | None, reports: frozenset[str]
) -> None:
    answers = list(followed(start(usual, bone, first, off), reports))
    weeks = [weeks_of(answer)[0] for answer in answers]
    assert {answer.verdict for answer in answers} <= set(CALM)
    covered = [week.distance.micrometres for week in weeks]
    assert all(before < after for before, after in pairwise(covered)), "a week that does not get on"
    assert abs(usual.micrometres - covered[-1]) <= HUNDRED_METRES.micrometres
    assert {answer.plan.usual_distance_due_in_week for answer in answers if answer.plan} == {len(weeks)}
    assert [week.week for week in weeks] == list(range(1, len(weeks) + 1))


@given(usual_between(2, 120), TRI, st.sampled_from([None, "walk_run", "continuous"]), OFF)
def test_whoever_reports_every_week_comes_to_full_training(
    usual: Distance, bone: bool | None, first: str | None, off: float | None
) -> None:
    request, done = start(usual, bone, first, off), ()
    verdicts = []
    for _ in range(104):
        answer = asked(replace(request, weeks_done=done, last_response="none" if done else None))
        verdicts.append(answer.verdict)
        if answer.verdict == "full_training":
            break
        done = (*done, reported(weeks_of(answer)[0]))
    assert verdicts[-1] == "full_training", f"no end after {len(done)} weeks"


@pytest.mark.parametrize("usual", [5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120])
def test_what_the_runner_leaves_out_of_a_report_changes_nothing_of_the_weeks(usual: int) -> None:
    runs = [
        [
            weeks_of(answer)[0].distance
            for answer in followed(start(Distance.of(usual, "km"), False), frozenset(reports))
        ]
        for reports in ((), ("longest_continuous_minutes",), ("worst_response", "pain_free", "runs"))
    ]
    assert runs[0] == runs[1] == runs[2]


@given(usual_between(5, 120), OFF)
def test_a_bone_question_that_is_open_costs_at_most_three_weeks(usual: Distance, off: float | None) -> None:
    due = [asked(start(usual, bone, None, off)).plan for bone in (False, None, True)]
    none, unknown, there = (plan.usual_distance_due_in_week for plan in due if plan is not None)
    assert none is not None and unknown is not None and there is not None
    assert none <= unknown <= none + 3 and there >= unknown


@given(usual_between(5, 120), OFF, OFF)
def test_a_longer_break_never_begins_further(usual: Distance, one: float | None, other: float | None) -> None:
    shorter, longer = sorted((one, other), key=lambda off: float("inf") if off is None else off)
    begun, begun_after = (first_week(usual, False, None, weeks).distance for weeks in (shorter, longer))
    # Outings are told in whole rounds of jogging and walking: less than one round each is no difference.
    assert begun_after.km - begun.km < 2 * ROUND_KM


@given(usual_between(5, 120), st.sampled_from([False, None]), st.integers(1, 12), BAD)
def test_one_bad_run_costs_at_most_two_weeks(usual: Distance, bone: bool | None, at: int, bad: str) -> None:
    request = start(usual, bone)
    weeks = [weeks_of(answer)[0] for answer in followed(request, frozenset({"worst_response"}))]
    done = tuple(WeekDone(week.distance, "none") for week in weeks[:at])
    for history in (done, (*done[:-1], replace(done[-1], worst_response=bad))):
        answer = asked(replace(request, weeks_done=history, last_response=bad))
        if answer.plan is None:
            answer = asked(replace(request, weeks_done=history, last_response=bad, weeks_since_last_run=1))
        plan = answer.plan
        assert plan is not None and answer.verdict == "step_back"
        first, *_ = plan.weeks
        assert first.sessions[0].distance <= min(session.distance for session in first.sessions)
        due = plan.usual_distance_due_in_week
        assert due is not None and due <= max(len(weeks), len(history)) + 2


@given(READY.filter(lambda request: bool(request.weeks_done)), st.floats(4.01, 520))
def test_after_a_long_break_the_plan_is_that_of_whoever_begins(request: ReturnToRunRequest, off: float) -> None:
    begun = replace(request, weeks_done=(), last_response=None, last_pain_level=None, weeks_since_last_run=None)
    fresh = weeks_of(asked(replace(begun, weeks_off=off)))
    again = weeks_of(asked(replace(request, weeks_since_last_run=off)))
    assert again and fresh and again[0].distance <= fresh[0].distance
    assert again == fresh or again[0].distance < fresh[0].distance


@given(READY.filter(lambda request: bool(request.weeks_done)), st.floats(1, 60), st.floats(1, 60))
def test_a_longer_break_within_the_plan_never_goes_on_further(
    request: ReturnToRunRequest, one: float, other: float
) -> None:
    shorter, longer = (
        weeks_of(asked(replace(request, weeks_since_last_run=off)))[0].distance for off in sorted((one, other))
    )
    assert longer.km - shorter.km < 2 * ROUND_KM


@given(usual_between(5, 120), st.sampled_from([False, None, True]), OFF)
def test_no_week_of_the_plan_is_too_much_for_the_advice_on_training(
    usual: Distance, bone: bool | None, off: float | None
) -> None:
    plan = asked(start(usual, bone, None, off)).plan
    assert plan is not None
    weeks = list(takewhile(lambda week: not week.own_week, plan.weeks))
    longest = [max(session.distance for session in week.sessions) for week in weeks]
    for index in range(1, len(weeks)):
        done = weeks[max(0, index - 4) : index]
        week = TrainingRequest(
            recent_weeks=tuple(earlier.distance for earlier in done),
            planned_week=weeks[index].distance,
            longest_run_last_30_days=max(longest[max(0, index - 4) : index]),
            planned_longest_run=longest[index],
            returning=True,
        )
        assert {weekly_increase(week, BOOK).verdict, single_run(week, BOOK).verdict} == {"ok"}


@given(usual_between(5, 120), st.sampled_from([False, None, True]), st.integers(1, 10), st.integers(7, 14))
def test_after_a_week_or_two_off_the_plan_and_the_advice_on_training_name_the_same_week(
    usual: Distance, bone: bool | None, at: int, days: int
) -> None:
    weeks = [weeks_of(answer)[0] for answer in followed(start(usual, bone), frozenset())][:at]
    done = tuple(WeekDone(week.distance, "none") for week in weeks)
    resumed = weeks_of(asked(replace(start(usual, bone), weeks_done=done, weeks_since_last_run=days / 7)))[0]
    training = TrainingRequest(
        recent_weeks=tuple(week.distance for week in done),
        planned_week=resumed.distance,
        longest_run_last_30_days=max(session.distance for week in weeks[-4:] for session in week.sessions),
        planned_longest_run=max(session.distance for session in resumed.sessions),
        new_stressors=(),
        days_off=days,
        returning=True,
    )
    weekly = weekly_increase(training, BOOK)
    assert (weekly.verdict, single_run(training, BOOK).verdict) == ("ok", "ok")
    assert time_off(training, BOOK).verdict == "caution"
    assert weekly.threshold == pytest.approx(max(resumed.distance.km, 3), abs=0.002)


# ------------------------------------------------------------------ the plan


@given(READY)
def test_the_plan_never_breaks_its_own_ceiling_nor_the_usual_distance(request: ReturnToRunRequest) -> None:
    weeks = weeks_of(asked(request))
    for week in weeks:
        assert week.distance <= week.ceiling
        assert week.ceiling.micrometres <= max(request.usual_weekly_distance.micrometres, LEAST_RUN)
        assert sum(session.distance.micrometres for session in week.sessions) == week.distance.micrometres


@given(READY)
def test_no_week_grows_by_more_than_the_documents_allow(request: ReturnToRunRequest) -> None:
    answer = asked(request)
    facts = answer.drawn_from
    rests_on = [Distance.of(facts.last_week_km, "km")] if facts is not None and facts.last_week_km is not None else []
    for before, after in pairwise([*(base.micrometres for base in rests_on), *distances(answer)]):
        assert after <= max(documents_ceiling(before), LEAST_RUN)


@given(usual_between(2, 38), st.sampled_from([None, False]), OFF)
def test_the_first_week_is_a_quarter_to_a_half_of_the_usual_one(
    usual: Distance, bone: bool | None, off: float | None
) -> None:
    week = first_week(usual, bone, "walk_run", off)
    assert 2 * week.distance.micrometres <= usual.micrometres
    if bone is False or usual.km <= 29:
        assert 4 * (week.distance.micrometres + METRE * len(week.sessions)) >= usual.micrometres


@given(USUAL, TRI, st.sampled_from([None, "walk_run", "continuous"]), OFF)
def test_the_first_session_is_short_and_the_later_ones_of_the_week_are_too(
    usual: Distance, bone: bool | None, first: str | None, off: float | None
) -> None:
    week = first_week(usual, bone, first, off)
    session, *later = week.sessions
    assert session.minutes <= 10
    assert (session.kind == "continuous") == (first == "continuous" and bone is False)
    if session.kind == "walk_run":
        assert session.jog_minutes == session.walk_minutes == 1 and session.rounds <= 5
    most = {False: 15, None: 10, True: 5}[bone]
    for minutes in jogged(week)[1:]:
        assert jogged(week)[0] <= minutes <= most
    if usual.km >= 16 and bone is not True:
        assert all(minutes >= 10 for minutes in jogged(week)[1:]) and len(later) == 2
    assert {other.kind for other in later} <= {session.kind}
    assert 2 * week.distance.micrometres <= max(usual.micrometres, 2 * LEAST_RUN)


@given(USUAL, st.sampled_from([None, "walk_run", "continuous"]))
def test_after_a_known_injury_every_run_of_the_first_week_is_a_first_outing(usual: Distance, first: str | None) -> None:
    week = first_week(usual, True, first)
    assert all(minutes <= 5 for minutes in jogged(week))
    assert {(session.jog_minutes, session.walk_minutes) for session in week.sessions} == {(1, 1)}
    assert len({session.rounds for session in week.sessions}) == 1
    assert week.distance.micrometres <= max(usual.micrometres // 4, LEAST_RUN)


@given(USUAL, st.sampled_from([None, "walk_run", "continuous"]), OFF)
def test_the_first_week_is_no_harder_the_less_an_injury_is_ruled_out(
    usual: Distance, first: str | None, off: float | None
) -> None:
    there, unknown, none = (first_week(usual, bone, first, off) for bone in (True, None, False))
    assert there.distance <= unknown.distance
    assert sum(jogged(there)) <= sum(jogged(unknown)) <= sum(jogged(none))
    assert unknown.distance <= first_week(usual, False, "walk_run", off).distance


@given(READY)
def test_minutes_cover_the_distance_or_a_little_less(request: ReturnToRunRequest) -> None:
    for week in weeks_of(asked(request)):
        for session in week.sessions:
            around = session.walk_before_minutes + session.walk_after_minutes
            jogging, walking = session.jog_minutes * session.rounds, session.walk_minutes * session.rounds + around
            assert 0 <= session.distance.m - jogging * JOGGED - walking * WALKED < 3 * WALKED
            assert session.minutes == jogging + walking >= 3
            assert (session.kind == "continuous") == (session.walk_minutes == 0)
            assert session.jog_minutes >= 1 and (session.minutes <= 80 or week.own_week)
            assert around <= 10


@given(READY)
def test_hills_wait_two_weeks_and_numbers_go_on_from_what_was_run(request: ReturnToRunRequest) -> None:
    weeks = weeks_of(asked(request))
    long = (request.weeks_since_last_run or 0) > LONG_BREAK
    first = 1 if long and weeks and weeks[0].week == 1 else len(request.weeks_done) + 1
    assert [week.week for week in weeks] == list(range(first, first + len(weeks)))
    assert all(week.hills is (week.week > 2) for week in weeks)
    assert len(weeks) <= 16


def days_between(weeks: tuple[PlanWeek, ...]) -> list[int]:
    days = [index * 7 + session.day for index, week in enumerate(weeks) for session in week.sessions]
    return [after - before for before, after in pairwise(days)]


@given(READY)
def test_no_two_runs_follow_each_other_on_the_way_back_after_a_bone_stress_injury(request: ReturnToRunRequest) -> None:
    for bone in (True, None):
        weeks = weeks_of(asked(replace(request, bone_stress_injury=bone)))
        assert all(gap >= 2 for gap in days_between(tuple(takewhile(lambda week: not week.own_week, weeks))))
    for week in weeks_of(asked(replace(request, bone_stress_injury=False))):
        days = [session.day for session in week.sessions]
        assert days == sorted(set(days)) and days[0] >= 1 and days[-1] <= 7
        assert not set(days) & set(week.cross_training_days)
        assert len(week.cross_training_days) == week.cross_training


@given(READY)
def test_after_a_bone_stress_injury_no_week_is_ahead(request: ReturnToRunRequest) -> None:
    never_ahead(replace(request, bone_stress_injury=True), replace(request, bone_stress_injury=False))


@given(READY)
def test_an_injury_nobody_ruled_out_is_ahead_of_none_in_no_week(request: ReturnToRunRequest) -> None:
    # Without a break one may begin, or go back to the beginning, only once it is ruled out: so a start is held against
    # the same kind of one.
    unknown = replace(request, bone_stress_injury=None)
    never_ahead(unknown, replace(request, bone_stress_injury=False, first_sessions="walk_run"))
    assert "bone_stress_injury" in [missing.field for missing in asked(unknown).missing]


@given(READY)
def test_an_injury_that_is_there_is_ahead_of_one_nobody_ruled_out_in_no_week(request: ReturnToRunRequest) -> None:
    there, unknown = (replace(request, bone_stress_injury=bone) for bone in (True, None))
    never_ahead(there, unknown)


@given(READY)
def test_a_step_back_and_a_hold_add_nothing_to_the_last_week(request: ReturnToRunRequest) -> None:
    weeks = tuple(WeekDone(week.distance) for week in request.weeks_done)
    request = replace(request, last_pain_level=None, weeks_since_last_run=None, weeks_done=weeks)
    back, hold = (distances(asked(replace(request, last_response=response))) for response in ("new_elsewhere", None))
    if request.weeks_done:
        last = request.weeks_done[-1].distance.micrometres
        assert back[0] <= max(last, LEAST_RUN) and hold[0] <= max(last, LEAST_RUN)


@given(READY, st.integers(min_value=2, max_value=155), st.integers(min_value=1, max_value=100))
def test_kilometres_and_miles_agree(request: ReturnToRunRequest, usual: int, run: int) -> None:
    plans = []
    for unit, factor in (("mi", 1.0), ("km", 1.609344)):
        week = WeekDone(Distance.of(round(run * factor, 6), unit))
        usual_week = Distance.of(round(usual * factor, 6), unit)
        answer = asked(replace(request, usual_weekly_distance=usual_week, weeks_done=(week,)))
        runs = [[(s.day, s.minutes, s.distance) for s in week.sessions] for week in weeks_of(answer)]
        plans.append((answer.verdict, runs, answer.plan and answer.plan.usual_distance_due_in_week))
    assert plans[0] == plans[1]


@given(READY, st.dates(max_value=date(9990, 1, 1)))
def test_dates_follow_the_days(request: ReturnToRunRequest, begin: date) -> None:
    weeks = weeks_of(asked(replace(request, start_on=begin)))
    for index, week in enumerate(weeks):
        assert week.starts_on == begin + timedelta(7 * index)
        for session in week.sessions:
            assert session.date == begin + timedelta(7 * index + session.day - 1)


@given(READY, st.integers(min_value=1, max_value=15))
def test_a_plan_asked_for_after_any_of_its_weeks_goes_on_as_it_was(request: ReturnToRunRequest, done: int) -> None:
    request = replace(request, weeks_done=(), last_response=None, last_pain_level=None, weeks_since_last_run=None)
    whole = distances(asked(request))
    weeks = tuple(WeekDone(Distance(distance), "none") for distance in whole[:done])
    later = asked(replace(request, weeks_done=weeks, last_response="none"))
    assert later.verdict == "continue"
    rest = whole[len(weeks) :]
    assert distances(later)[: len(rest)] == rest


# ------------------------------------------------------------------ the verdict


@pytest.mark.parametrize("check", [*DAILY_CHECKS, "pain_free_walk_30_min"])
@given(request=ANY)
def test_a_check_not_known_never_passes_and_a_worse_one_is_never_more_permissive(
    check: str, request: ReturnToRunRequest
) -> None:
    yes, unknown, no = (
        asked(replace(request, checks=replace(request.checks, **{check: value}))) for value in (True, None, False)
    )
    assert rank(yes) <= rank(unknown) <= rank(no)
    if check in DAILY_CHECKS or request.bone_stress_injury:
        assert unknown.verdict not in RUNNING and no.verdict not in RUNNING
    for answer in (unknown, no):
        assert all(gate.passed is not True for gate in answer.gate if gate.check == check)


@given(ANY)
def test_clearance_not_known_is_no_clearance(request: ReturnToRunRequest) -> None:
    injured = replace(request, bone_stress_injury=True)
    yes, unknown, no = (asked(replace(injured, clinician_clearance=answer)) for answer in (True, None, False))
    assert rank(yes) <= rank(unknown) <= rank(no)
    assert unknown.verdict not in RUNNING


@given(ANY)
def test_a_bone_stress_injury_is_never_more_permissive_than_none(request: ReturnToRunRequest) -> None:
    there, unknown, none = (asked(replace(request, bone_stress_injury=answer)) for answer in (True, None, False))
    assert rank(none) <= rank(unknown) <= rank(there)


@given(ANY)
def test_a_worse_response_is_never_more_permissive(request: ReturnToRunRequest) -> None:
    request = replace(request, weeks_since_last_run=None)
    answers = [asked(replace(request, last_response=value)) for value in RESPONSES]
    assert [rank(answer) for answer in answers] == sorted(rank(answer) for answer in answers)
    assert answers[RESPONSES.index("new_elsewhere")].verdict not in ("continue", "start", "hold", "full_training")
    assert all(answer.verdict not in RUNNING for answer in answers[RESPONSES.index("lingering") :])


@given(ANY.filter(lambda request: bool(request.weeks_done)))
def test_a_response_not_known_is_never_more_permissive_than_none_felt(request: ReturnToRunRequest) -> None:
    request = replace(request, weeks_since_last_run=None)
    unknown, none = (asked(replace(request, last_response=answer)) for answer in (None, "none"))
    assert rank(none) <= rank(unknown) or request.weeks_done[-1].worst_response is not None
    assert unknown.verdict not in ("full_training", "start")
    assert "last_response" in [missing.field for missing in unknown.missing] or unknown.care


@given(READY, st.integers(0, 10), st.integers(0, 10))
def test_more_pain_during_the_run_is_never_more_permissive(request: ReturnToRunRequest, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert rank(asked(replace(request, last_pain_level=less))) <= rank(asked(replace(request, last_pain_level=more)))


@given(READY.filter(lambda request: bool(request.weeks_done)), st.sampled_from(RESPONSES), st.sampled_from(RESPONSES))
def test_a_worse_week_is_never_more_permissive(request: ReturnToRunRequest, one: str, other: str) -> None:
    better, worse = sorted((one, other), key=RESPONSES.index)
    ranks = []
    for answer in (better, worse):
        weeks = (*request.weeks_done[:-1], replace(request.weeks_done[-1], worst_response=answer))
        ranks.append(rank(asked(replace(request, weeks_done=weeks))))
    assert ranks == sorted(ranks)


@given(ANY, any_symptoms())
def test_any_danger_sign_comes_first_and_leaves_no_plan(request: ReturnToRunRequest, symptoms: Symptoms) -> None:
    answer = asked(replace(request, symptoms=symptoms))
    if answer.care is None:
        return
    assert answer.verdict == ("stop" if request.under_way else "not_ready")
    assert answer.plan is None and answer.drawn_from is None
    assert answer.indicator != "info"
    assert answer.actions[0].code in ("get_emergency_help", "be_seen_today", "book_visit")
    if answer.care.level != "see_professional":
        assert answer.expect == () and answer.after_each_run == ()


@given(ANY, st.sampled_from(["hurts_to_walk", "hurts_at_push_off", "hurts_at_rest", "hurts_at_night", "swelling"]))
def test_a_symptom_told_is_never_more_permissive(request: ReturnToRunRequest, symptom: str) -> None:
    symptoms = request.symptoms or Symptoms()
    no, yes = (asked(replace(request, symptoms=replace(symptoms, **{symptom: answer}))) for answer in (False, True))
    assert rank(no) <= rank(yes)


@given(ANY)
def test_the_answer_holds_together(request: ReturnToRunRequest) -> None:
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
def test_each_thing_asked_for_is_not_known(request: ReturnToRunRequest) -> None:
    for missing in asked(request).missing:
        first, *rest = missing.field.split(".")
        if first == "weeks_done":
            assert getattr(request.weeks_done[int(rest[0])], rest[1]) is None
        elif first == "symptoms":
            assert request.symptoms is None or getattr(request.symptoms, rest[0]) is None
        else:
            assert getattr(request, first) is None


@given(READY.filter(lambda request: bool(request.weeks_done)), RUN, usual_between(12, 249.9))
def test_full_training_needs_every_word_of_it(request: ReturnToRunRequest, run: Distance, usual: Distance) -> None:
    good = WeekDone(request.weeks_done[-1].distance, "none", 30, True, 3)
    ready = replace(
        request,
        usual_weekly_distance=usual,
        weeks_done=(good,),
        last_response="none",
        last_pain_level=None,
        weeks_since_last_run=None,
    )
    assert asked(ready).verdict == "full_training"
    for change in (
        *({"worst_response": answer} for answer in (None, "fading_soreness")),
        *({"longest_continuous_minutes": answer} for answer in (None, 29)),
        *({"pain_free": answer} for answer in (None, False)),
        *({"runs": answer} for answer in (None, 2)),
    ):
        assert asked(replace(ready, weeks_done=(replace(good, **change),))).verdict != "full_training"
    for answer in ({"last_response": None}, {"last_response": "fading_soreness"}, {"last_pain_level": 1}):
        assert asked(replace(ready, **answer)).verdict != "full_training"
