"""Exercises: the golden cases, the library, and the plan's edges."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS
from api.advice.core.rules import UnknownRuleError
from api.advice.exercises.advise import waiting
from api.advice.exercises.answer import SLOTS, VERDICTS
from api.advice.exercises.library import (
    CODES,
    KINDS,
    LOADS,
    VARIANTS,
    Exercise,
    exercise_of,
    library,
)
from api.advice.exercises.plan import (
    DAY_RULE,
    SessionLengthError,
    Setting,
    day_of,
    first_dose,
    growth,
    seconds,
    times_of,
)
from api.advice.exercises.request import EQUIPMENT, LEVELS, STAGES
from api.advice.exercises.say import card
from api.web.edge.response import plain
from tests.advice.cases import Case, check, each_case, read_cases, texts
from tests.advice.exercises.inputs import ALL_EQUIPMENT, BOOK, answered

EXERCISES = list(library(BOOK).values())
each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=CODES)


@each_case("exercises")
def test_case(case: Case) -> None:
    check(case, answered(case.given))


@each_case("exercises")
def test_every_sentence_is_whole_and_promises_nothing(case: Case) -> None:
    answer = answered(case.given)
    assert 0 < len(answer["summary"]) <= SUMMARY_MAX_CHARACTERS
    for text in texts(answer):
        assert "{" not in text and "  " not in text, text
        assert not any(word in text.lower() for word in ("will prevent", "guarantee", "metatarsalgia", " mg")), text


@each_case("exercises")
def test_a_case_asked_twice_is_answered_alike_to_the_letter(case: Case) -> None:
    assert repr(answered(case.given)) == repr(answered(case.given))


def test_every_verdict_stage_and_exercise_comes_up() -> None:
    found = [answered(case.given) for case in read_cases("exercises")]
    assert {answer["verdict"] for answer in found} == set(VERDICTS)
    assert {answer["planned_for"]["stage"] for answer in found} == {*STAGES, None}
    planned = {each["exercise"] for answer in found for slot in SLOTS for each in answer["sessions"][slot]}
    assert planned == set(CODES)


# ------------------------------------------------------------------ the library


@each_exercise
def test_an_exercise_has_all_that_a_person_needs(exercise: Exercise) -> None:
    shown = card(exercise, BOOK)
    assert shown.id == exercise.code and shown.kind in KINDS and shown.level in LEVELS
    assert shown.load_on_foot in LOADS and set(shown.equipment) <= {*EQUIPMENT, "wall", "chair"}
    assert len(shown.steps) == 3 and shown.progression and len(shown.stop_if) == 5
    assert shown.rules[0].startswith("MOVE-") and any(rule.startswith("EX-") for rule in shown.rules)
    assert shown.minutes <= 2.5
    for text in texts(plain(shown)):
        assert "{" not in text and text == text.strip() and text, text


@each_exercise
def test_the_minutes_of_the_library_hold_its_dose(exercise: Exercise) -> None:
    times, took = times_of(BOOK), card(exercise, BOOK).minutes
    exact = seconds(exercise, first_dose(exercise), times) / 60
    assert exact <= took < exact + 0.5


DOSES: Mapping[str, tuple[float | None, float | None, float, int, int, int, int]] = {
    "wall_calf_stretch": (30, 30, 0, 2, 0, 2, 1),
    "bent_knee_calf_stretch": (30, 30, 0, 2, 0, 2, 1),
    "plantar_fascia_stretch": (20, 20, 0, 3, 0, 3, 1),
    "seated_toe_stretch": (20, 20, 0, 3, 0, 3, 1),
    "toe_flexor_stretch": (20, 20, 0, 3, 0, 3, 1),
    "toe_extensor_stretch": (20, 20, 0, 3, 0, 3, 1),
    "hamstring_stretch": (30, 30, 0, 2, 0, 2, 1),
    "quadriceps_stretch": (30, 30, 0, 2, 0, 2, 1),
    "downward_dog": (30, 30, 0, 3, 0, 3, 1),
    "foam_rolled_calves": (30, 30, 0, 2, 0, 2, 1),
    "arch_ball_roll": (30, 30, 0, 2, 0, 2, 1),
    "towel_scrunch": (None, None, 5, 8, 2, 14, 1),
    "marble_pick_up": (None, None, 5, 8, 2, 14, 1),
    "short_foot": (5, 5, 3, 5, 1, 10, 1),
    "calf_raise": (None, None, 4, 8, 2, 15, 2),
    "achilles_drop": (None, None, 6, 6, 2, 12, 2),
    "glute_bridge": (3, 3, 3, 7, 1, 12, 2),
    "side_lying_leg_raise": (None, None, 4, 8, 2, 14, 1),
    "front_plank": (15, 15, 15, 3, 1, 5, 1),
    "single_leg_stand": (20, 30, 5, 2, 0, 2, 1),
    "heel_to_toe_walk": (None, None, 30, 3, 1, 5, 1),
    "ankle_circles": (None, None, 10, 6, 1, 8, 1),
}
"""Code -> held at first and at last, seconds of a repeat, repeats at first, more at a time, at most, sets."""


@pytest.mark.parametrize("code", CODES)
def test_the_dose_of_each_exercise_is_this(code: str) -> None:
    exercise = exercise_of(code, BOOK)
    held = exercise.hold_s, exercise.longest_hold_s, exercise.repeat_s
    repeats = exercise.start_repeats, exercise.more_repeats, exercise.most_repeats
    assert (*held, *repeats, exercise.sets) == DOSES[code]


def test_the_kinds_are_those_of_the_documents() -> None:
    for exercise in EXERCISES:
        document = next(rule for rule in exercise.rules if rule.startswith("EX-"))
        assert BOOK.value(document, "kind") == exercise.kind, exercise.code


@pytest.mark.parametrize("code", ["wall_calf_stretch", "bent_knee_calf_stretch"])
def test_the_calf_stretch_satisfies_both_guides(code: str) -> None:
    held = exercise_of(code, BOOK).hold_s
    assert held is not None
    assert BOOK.number("EX-01", "hold_min_s") <= held <= BOOK.number("EX-01", "hold_max_s")
    assert held >= BOOK.number("CARE-07", "stretch_hold_min_s")


def test_figures_of_the_documents_are_theirs() -> None:
    stand = exercise_of("single_leg_stand", BOOK)
    assert (stand.hold_s, stand.longest_hold_s, stand.variants) == (20, 30, VARIANTS)
    assert exercise_of("plantar_fascia_stretch", BOOK).hold_s == 20
    assert exercise_of("downward_dog", BOOK).hold_s == exercise_of("foam_rolled_calves", BOOK).hold_s == 30


def test_an_exercise_that_does_not_exist_is_none() -> None:
    with pytest.raises(UnknownRuleError, match="burpee"):
        exercise_of("burpee", BOOK)


def test_time_counts_sides_sets_and_pauses() -> None:
    raises, towel = exercise_of("calf_raise", BOOK), exercise_of("towel_scrunch", BOOK)
    times = times_of(BOOK)
    dose = first_dose(raises)
    assert seconds(raises, dose, times) == 10 + 2 * 8 * 4 + 30
    assert seconds(raises, dataclasses.replace(dose, sets=1), times) == 10 + 8 * 4
    assert seconds(towel, first_dose(towel), times) == 10 + 8 * 5 * 2


# ------------------------------------------------------------------ the plan


@pytest.mark.parametrize("minutes", [0, 9, 16, 60])
def test_a_session_of_another_length_is_refused_with_the_reason(minutes: int) -> None:
    with pytest.raises(SessionLengthError, match="A session lasts 10 to 15 minutes"):
        day_of(Setting("painful", "beginner", minutes), 1, BOOK)
    with pytest.raises(SessionLengthError):
        answered({"minutes_per_session": minutes, "symptoms": {"pain_level": 9}})
    with pytest.raises(SessionLengthError):
        answered({"minutes_per_session": minutes, "symptoms": {"cold_or_pale_foot": True}})


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (10, [2.5, 2.5, 2.5, 2.5]),
        (11, [3, 3, 2.5, 2.5]),
        (12, [3, 3, 3, 3]),
        (13, [3, 2.5, 2.5, 2.5, 2.5]),
        (14, [3, 3, 3, 2.5, 2.5]),
        (15, [3, 3, 3, 3, 3]),
    ],
)
def test_minutes_are_shared_out_in_halves(minutes: int, expected: list[float]) -> None:
    day = day_of(Setting("recovering", "beginner", minutes), 1, BOOK)
    assert [[entry.minutes for entry in day[slot]] for slot in SLOTS] == [expected] * 3


def listed(stage: str, slot: str) -> list[Exercise]:
    return [exercise_of(code, BOOK) for code in BOOK.words(DAY_RULE[stage], slot)]


def test_the_lists_of_a_stage_hold_only_what_it_allows() -> None:
    for stage, loads in (
        ("painful", {"unloaded", "standing"}),
        ("recovering", {"unloaded", "standing", "sole", "forefoot"}),
        ("maintenance", set(LOADS)),
    ):
        for slot in SLOTS:
            exercises = listed(stage, slot)
            assert {exercise.load for exercise in exercises} <= loads
            if stage == "painful":
                assert {exercise.kind for exercise in exercises} <= {"stretch", "mobility"}
            if stage == "recovering":
                assert not {"achilles_drop", "downward_dog"} & {exercise.code for exercise in exercises}
    mild = listed("painful", "midday_mild")
    assert {exercise.load for exercise in mild} <= {"unloaded", "sole"}
    assert [exercise.kind for exercise in mild[:6]] == ["strength"] * 6


def test_what_waits_while_it_hurts_is_everything_else() -> None:
    done = {exercise.code for slot in (*SLOTS, "midday_mild") for exercise in listed("painful", slot)}
    assert waiting(BOOK) | done == set(CODES) and not waiting(BOOK) & done
    assert {exercise.code for exercise in EXERCISES if exercise.load == "forefoot"} <= waiting(BOOK)


def test_slots_hold_the_kinds_that_the_guide_names() -> None:
    everything = Setting("maintenance", "advanced", 15, ALL_EQUIPMENT, full_feeling=True)
    day = day_of(everything, 1, BOOK)
    assert {entry.exercise.kind for entry in day["morning"]} == {"stretch"}
    assert {entry.exercise.kind for entry in day["midday"]} == {"strength"}
    assert {entry.exercise.kind for entry in day["evening"][:3]} == {"balance", "mobility"}


def test_growth_of_a_plan_is_told_step_by_step() -> None:
    plan = Setting("recovering", "intermediate", 10, full_feeling=True, free_standing=True)
    assert growth(plan, BOOK)[:4] == (
        ("midday", "repeats"),
        ("evening", "hold"),
        ("midday", "repeats"),
        ("evening", "variant"),
    )
    stands = [day_of(plan, week, BOOK)["evening"][0].dose for week in (1, 2, 3, 5)]
    assert [(dose.hold_s, dose.variant) for dose in stands] == [
        (20, "supported"),
        (20, "supported"),
        (30, "supported"),
        (30, "unsupported"),
    ]
    raises: list[Any] = [day_of(plan, week, BOOK)["midday"][3].dose.repeats for week in (1, 2, 3, 4)]
    assert raises == [8, 10, 10, 12]


def test_beginners_grow_half_as_fast() -> None:
    slow, quick = (Setting("recovering", level, 10) for level in ("beginner", "intermediate"))
    for week in range(1, 12):
        assert day_of(slow, 2 * week - 1, BOOK) == day_of(slow, 2 * week, BOOK)
        assert day_of(slow, 2 * week - 1, BOOK) == day_of(quick, week, BOOK)
