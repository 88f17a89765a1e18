"""What must hold for every plan, whoever asks, in every week."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.exercises.advise import advise, waiting
from api.advice.exercises.answer import SLOTS, VERDICTS, ExercisesAnswer
from api.advice.exercises.library import CODES
from api.advice.exercises.plan import Day, Entry, Setting, changes_of, day_of, seconds, times_of
from api.advice.exercises.request import LEVELS, STAGES, ExercisesRequest
from api.advice.exercises.say import progression
from api.advice.triage.facts import contradictions_in, facts_of
from api.advice.triage.request import Symptoms
from tests.advice.exercises.inputs import BOOK, REQUESTS, SETTINGS, WEEKS
from tests.advice.triage.inputs import CALMING, YES_NO
from tests.support.served import shown

REST = "rest_first"


def ask(request: ExercisesRequest) -> ExercisesAnswer:
    return advise(request, BOOK)


def strictness(answer: ExercisesAnswer) -> tuple[int, int]:
    """Return a rank that grows with strictness: the verdict first, then the stage of the plan."""
    stage = answer.planned_for.stage
    return VERDICTS.index(answer.verdict), -1 if stage is None else len(STAGES) - STAGES.index(stage)


def not_more_permissive(stricter: ExercisesAnswer, milder: ExercisesAnswer) -> None:
    """Raise AssertionError if the first answer allows what the second does not."""
    if stricter.verdict == REST:
        return
    assert strictness(stricter) >= strictness(milder), (strictness(stricter), strictness(milder))


def plan_of(answer: ExercisesAnswer) -> tuple[object, ...]:
    return answer.planned_for, answer.sessions, answer.progression, answer.when_calm, answer.calendar_url


def entries(day: Day) -> list[Entry]:
    return [entry for slot in SLOTS for entry in day[slot]]


# ------------------------------------------------------------------ every day of every plan


@given(SETTINGS, WEEKS)
def test_every_session_fills_its_minutes_and_no_more(setting: Setting, week: int) -> None:
    times = times_of(BOOK)
    for session in day_of(setting, week, BOOK).values():
        assert sum(entry.minutes for entry in session) == setting.minutes
        for entry in session:
            assert 0 < seconds(entry.exercise, entry.dose, times) <= entry.minutes * 60
            assert entry.minutes <= 3


@given(SETTINGS, WEEKS)
def test_a_plan_holds_only_what_is_at_hand_and_can_be_done(setting: Setting, week: int) -> None:
    day = day_of(setting, week, BOOK)
    for entry in entries(day):
        assert entry.exercise.code in CODES
        assert entry.exercise.needed <= setting.equipment
        assert LEVELS.index(entry.exercise.level) <= LEVELS.index(setting.level)
    for session in day.values():
        codes = [entry.exercise.code for entry in session]
        assert len(set(codes)) == len(codes)
        assert not {"achilles_drop", "calf_raise"} <= set(codes)


@given(SETTINGS, WEEKS)
def test_while_it_hurts_everything_is_gentle_and_nothing_grows(setting: Setting, week: int) -> None:
    setting = replace(setting, stage="painful")
    day = day_of(setting, week, BOOK)
    for entry in entries(day):
        assert entry.exercise.code not in waiting(BOOK)
        assert entry.exercise.kind in ("stretch", "mobility") or (setting.light_strength and entry in day["midday"])
        assert entry.exercise.kind != "strength" or entry.exercise.load in ("unloaded", "sole")
        assert entry.exercise.kind != "stretch" or entry.exercise.load in ("unloaded", "standing")
    assert day == day_of(setting, 1, BOOK)
    assert changes_of(setting, week, BOOK) == []


@given(REQUESTS)
def test_a_stage_that_was_sent_is_followed_or_the_answer_says_why_not(request: ExercisesRequest) -> None:
    answer = ask(request)
    assert answer.planned_for.requested_stage == request.stage
    if answer.planned_for.stage not in (None, request.stage) and request.stage is not None:
        against = [
            reason.text for reason in answer.reasons if (reason.rule, reason.effect) == ("SESSION-02", "against")
        ]
        assert len(against) == 1 and "waits until" in against[0]


@given(REQUESTS)
def test_strength_comes_with_mild_pain_alone(request: ExercisesRequest) -> None:
    answer = ask(request)
    strengthens = any(exercise.kind == "strength" for exercise in answer.sessions.midday)
    level, symptoms = request.symptoms.pain_level, request.symptoms
    if strengthens and answer.planned_for.stage == "painful":
        assert answer.care is None and (level is None or level <= 3)
        assert not {"sharp", "stabbing"} & set(symptoms.pain_kinds or ())
    if answer.planned_for.stage == "painful" and level in (1, 2, 3) and symptoms.pain_kinds and answer.care is None:
        assert strengthens


@given(REQUESTS)
def test_no_sentence_is_both_something_to_do_and_a_reason(request: ExercisesRequest) -> None:
    answer = ask(request)
    texts = [*(action.text for action in answer.actions), *(reason.text for reason in answer.reasons)]
    assert len(set(texts)) == len(texts)


@given(SETTINGS, WEEKS)
def test_feet_that_may_feel_less_are_not_pressed_and_keep_their_support(setting: Setting, week: int) -> None:
    for entry in entries(day_of(replace(setting, full_feeling=False), week, BOOK)):
        assert entry.exercise.code not in ("arch_ball_roll", "marble_pick_up")
        assert entry.dose.variant in (None, "supported")
    for entry in entries(day_of(replace(setting, free_standing=False), week, BOOK)):
        assert entry.dose.variant in (None, "supported")


@given(REQUESTS)
def test_nobody_lets_go_of_the_support_who_may_fall(request: ExercisesRequest) -> None:
    answer = ask(request)
    symptoms = request.symptoms
    variants = {exercise.variant for exercise in answer.sessions.evening} | {
        exercise.variant for change in answer.progression for exercise in change.exercises
    }
    sure = symptoms.age_years is not None and symptoms.age_years < 65 and not symptoms.pregnant
    if not sure:
        assert variants <= {None, "supported"}
        assert "free_standing" not in (answer.calendar_url or "")


@given(SETTINGS, WEEKS)
def test_a_plan_grows_by_one_thing_at_a_time_and_never_shrinks(setting: Setting, week: int) -> None:
    before, after = day_of(setting, week, BOOK), day_of(setting, week + 1, BOOK)
    changed = [slot for slot in SLOTS if before[slot] != after[slot]]
    assert len(changed) <= 1
    due = [change for change in changes_of(setting, week, BOOK) if change.week == week + 1]
    assert [change.slot for change in due] == changed
    kinds = set()
    for old, new in zip(entries(before), entries(after), strict=True):
        assert old.exercise == new.exercise and old.minutes == new.minutes
        assert new.dose.sets == old.dose.sets and old.dose.repeats <= new.dose.repeats
        assert new.dose.repeats <= max(new.exercise.most_repeats, new.exercise.start_repeats)
        assert (new.dose.hold_s or 0) >= (old.dose.hold_s or 0)
        assert (new.dose.hold_s or 0) <= (new.exercise.longest_hold_s or 0)
        variants = new.exercise.variants
        if variants:
            assert variants.index(new.dose.variant or "") - variants.index(old.dose.variant or "") in (0, 1)
        kinds |= {
            name
            for name, one, other in (
                ("repeats", old.dose.repeats, new.dose.repeats),
                ("hold", old.dose.hold_s, new.dose.hold_s),
                ("variant", old.dose.variant, new.dose.variant),
            )
            if one != other
        }
    assert kinds == {change.kind for change in due}


@given(SETTINGS, WEEKS)
def test_beginners_never_run_ahead_of_the_practised(setting: Setting, week: int) -> None:
    slow = day_of(replace(setting, level="beginner"), week, BOOK)
    quick = day_of(replace(setting, level="beginner"), week + 1, BOOK)
    assert sum(entry.dose.repeats for entry in entries(slow)) <= sum(entry.dose.repeats for entry in entries(quick))


@given(SETTINGS, WEEKS)
def test_what_is_told_of_a_week_is_what_that_week_brings(setting: Setting, week: int) -> None:
    for step in progression(setting, week, BOOK):
        before, after = (day_of(setting, step.week - back, BOOK)[step.session] for back in (1, 0))
        changed = [new.exercise.code for old, new in zip(before, after, strict=True) if old != new]
        assert changed and [grown.exercise for grown in step.exercises] == changed


@given(SETTINGS)
def test_what_is_told_ahead_ends_with_its_horizon(setting: Setting) -> None:
    weeks = [change.week for change in changes_of(setting, 1, BOOK)]
    assert weeks == sorted(set(weeks)) and all(1 < week <= 13 for week in weeks)
    assert bool(weeks) == (setting.stage != "painful")


# ------------------------------------------------------------------ what was told


@given(REQUESTS, st.sampled_from(YES_NO))
def test_a_yes_that_is_worse_is_never_more_permissive(request: ExercisesRequest, question: str) -> None:
    no, unknown, yes = (
        ask(replace(request, symptoms=replace(request.symptoms, **{question: answer})))
        for answer in (False, None, True)
    )
    not_more_permissive(unknown, no)
    not_more_permissive(yes, unknown)
    assert not (no.verdict == REST and yes.verdict != REST)


@given(REQUESTS, st.sampled_from(CALMING))
def test_what_does_not_calm_is_never_more_permissive(request: ExercisesRequest, question: str) -> None:
    yes, unknown, no = (
        ask(replace(request, symptoms=replace(request.symptoms, **{question: answer})))
        for answer in (True, None, False)
    )
    not_more_permissive(unknown, yes)
    not_more_permissive(no, unknown)
    assert not (yes.verdict == REST and no.verdict != REST)


@given(REQUESTS, st.integers(0, 10), st.integers(0, 10))
def test_stronger_pain_is_never_more_permissive(request: ExercisesRequest, one: int, other: int) -> None:
    mild, strong = (
        ask(replace(request, symptoms=replace(request.symptoms, pain_level=level))) for level in sorted((one, other))
    )
    not_more_permissive(strong, mild)
    assert not (mild.verdict == REST and strong.verdict != REST)
    unknown = ask(replace(request, symptoms=replace(request.symptoms, pain_level=None)))
    painless = ask(replace(request, symptoms=replace(request.symptoms, pain_level=0)))
    not_more_permissive(unknown, painless)


@given(REQUESTS, st.sampled_from([("sharp",), ("stabbing",), ("ache", "stabbing")]))
def test_sharp_pain_always_rests(request: ExercisesRequest, kinds: tuple[str, ...]) -> None:
    assert ask(replace(request, symptoms=replace(request.symptoms, pain_kinds=kinds))).verdict == REST


@given(REQUESTS)
def test_numbness_is_never_more_permissive(request: ExercisesRequest) -> None:
    none, unknown, goes, stays = (
        ask(replace(request, symptoms=replace(request.symptoms, numbness_or_tingling=value)))
        for value in ("none", None, "comes_and_goes", "stays")
    )
    not_more_permissive(unknown, none)
    not_more_permissive(goes, none)
    not_more_permissive(stays, goes)
    for answer in (unknown, goes, stays):
        planned = [exercise for slot in SLOTS for exercise in answer.sessions.of(slot)]
        assert not any(entry.exercise in ("arch_ball_roll", "marble_pick_up") for entry in planned)
        assert all(entry.variant in (None, "supported") for entry in planned)


@given(REQUESTS)
def test_an_earlier_stage_is_never_more_permissive(request: ExercisesRequest) -> None:
    painful, recovering, maintenance = (ask(replace(request, stage=stage)) for stage in STAGES)
    not_more_permissive(painful, recovering)
    not_more_permissive(recovering, maintenance)
    not_more_permissive(ask(replace(request, stage=None)), maintenance)


@given(REQUESTS)
def test_a_level_that_is_not_known_is_a_beginners(request: ExercisesRequest) -> None:
    unknown, beginner = (ask(replace(request, level=level)) for level in (None, "beginner"))
    assert plan_of(unknown) == plan_of(beginner)
    none, nothing = (ask(replace(request, equipment=equipment)) for equipment in (None, ()))
    assert plan_of(none) == plan_of(nothing)


@given(REQUESTS)
def test_the_answer_holds_together(request: ExercisesRequest) -> None:
    answer = ask(request)
    served: dict[str, Any] = shown(answer, BOOK)
    assert 0 < len(answer.summary) <= SUMMARY_MAX_CHARACTERS
    codes = [action.code for action in answer.actions]
    assert len(set(codes)) == len(codes)
    fields = [missing.field for missing in answer.missing]
    assert len(set(fields)) == len(fields)
    resting = answer.verdict == REST
    for slot in SLOTS:
        assert bool(served["sessions"][slot]) is not resting
        total = sum(each["minutes"] for each in served["sessions"][slot])
        assert total == served["session_minutes"][slot]
        assert total == 0 if resting else 10 <= total <= 15
    assert (served["calendar_url"] is None) == (served["maintenance"] is None) == resting
    if answer.care is not None:
        assert answer.verdict != "maintain" and answer.indicator != "info"
        assert strictness(answer) >= (1, len(STAGES)) or resting
    cited = {rule for slot in SLOTS for each in served["sessions"][slot] for rule in each["rules"]}
    assert cited <= set(served["rules"])


@given(REQUESTS)
def test_what_could_change_the_plan_is_asked_for(request: ExercisesRequest) -> None:
    answer = ask(request)
    if answer.care is not None and answer.care.level != "see_professional":
        return
    fields = {missing.field for missing in answer.missing}
    symptoms: Symptoms = request.symptoms
    # Of two answers that do not fit together the milder one is asked again (TRIAGE-18).
    again = {pair.asks for pair in contradictions_in(symptoms, facts_of(symptoms, BOOK))}
    for name in ("pain_level", "diabetes", "neuropathy", "numbness_or_tingling", "open_wound", "fever"):
        assert (f"symptoms.{name}" in fields) == (getattr(symptoms, name) is None or name in again)
    for name in ("stage", "level", "equipment"):
        assert (name in fields) == (getattr(request, name) is None)
    if symptoms.age_years is None and not symptoms.pregnant:
        assert "symptoms.age_years" in fields


@given(REQUESTS)
def test_the_address_of_the_calendar_tells_nothing_of_the_foot(request: ExercisesRequest) -> None:
    url = ask(request).calendar_url or ""
    names = {part.partition("=")[0] for part in url.partition("?")[2].split("&") if part}
    assert names <= {"stage", "level", "minutes_per_session", "week", "equipment", "all_exercises", "start_on"} | {
        *("light_strength", "free_standing", "upright")
    }


@pytest.mark.parametrize(
    "symptoms",
    [Symptoms(hot_stuck_joint=True), Symptoms(calf_swelling=True, breathless=True), Symptoms(sole_bruising=True)],
)
@given(request=REQUESTS)
def test_a_danger_sign_leaves_care_alone(symptoms: Symptoms, request: ExercisesRequest) -> None:
    answer = ask(replace(request, symptoms=symptoms))
    assert answer.verdict == REST and answer.indicator == "critical"
    assert answer.when_calm is None and answer.stop_if == ()
    assert "advice_withheld" in [action.code for action in answer.actions]
