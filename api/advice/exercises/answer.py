"""What an advice on exercises says, and how one exercise of the library is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Sentence, SomeRules
from api.advice.core.describe import ALONE, Length, OneOf, Range, on_request
from api.advice.core.units import DAYS_A_WEEK
from api.advice.exercises.library import CODES, KINDS, LOADS, VARIANTS
from api.advice.exercises.request import EQUIPMENT, LEVELS, STAGES

MAINTAIN, START, REST_FIRST = "maintain", "start", "rest_first"
VERDICTS = (MAINTAIN, START, REST_FIRST)
"""From the most permissive to the strictest."""

SLOTS = ("morning", "midday", "evening")
REPEATS, HOLD, VARIANT = "repeats", "hold", "variant"
GROWTH = (REPEATS, HOLD, VARIANT)

ALWAYS_THERE = ("wall", "chair")

Texts = tuple[Annotated[str, Length(1)], ...]
HoldSeconds = Annotated[float | None, Range(0), "How long each repeat is held, in seconds; null for a movement."]
EachSide = Annotated[bool, "On both sides, one after the other."]
ExerciseId = Annotated[str, OneOf(CODES), "Its id in the library."]


@dataclass(frozen=True, slots=True)
class SessionExercise:
    """One exercise of a session: how much of it, how it is done, and where it is drawn."""

    exercise: ExerciseId
    title: Annotated[str, Length(1), "Its name for people."]
    kind: Annotated[str, OneOf(KINDS), on_request(ALONE), "What it trains."]
    amount: Annotated[str, Length(1), "How much of it, for people."]
    hold_s: HoldSeconds
    repeats: Annotated[int, Range(1), "Repeats in each set."]
    sets: Annotated[int, Range(1), "Sets."]
    each_side: EachSide
    minutes: Annotated[
        float, Range(0), on_request(ALONE), "Its share of the session, getting into place and pauses included."
    ]
    variant: Annotated[str | None, OneOf(VARIANTS), on_request(ALONE), "Which kind of it, where there are several."]
    steps: Annotated[Texts, on_request(ALONE), "How it is done, in order; not within a consultation."]
    stop_if: Annotated[str, Length(1), on_request(ALONE), "When to stop it; not within a consultation."]
    drawing_url: Annotated[str, Length(1), on_request(ALONE), "Where it is drawn, as SVG."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Sessions:
    """The three sessions of a day."""

    morning: Annotated[tuple[SessionExercise, ...], "What is done in the morning."] = ()
    midday: Annotated[tuple[SessionExercise, ...], "What is done at mid-day."] = ()
    evening: Annotated[tuple[SessionExercise, ...], "What is done in the evening."] = ()

    def of(self, slot: str) -> tuple[SessionExercise, ...]:
        """Return the session of one of ``SLOTS``."""
        return {"morning": self.morning, "midday": self.midday, "evening": self.evening}[slot]


@dataclass(frozen=True, slots=True)
class SessionMinutes:
    """How long each session of a day lasts."""

    morning: Annotated[int, Range(0), "Minutes; 0 without a session."] = 0
    midday: Annotated[int, Range(0), "Minutes; 0 without a session."] = 0
    evening: Annotated[int, Range(0), "Minutes; 0 without a session."] = 0


@dataclass(frozen=True, slots=True)
class GrownExercise:
    """One exercise as it is from a week on."""

    exercise: ExerciseId
    title: Annotated[str, Length(1), "Its name for people."]
    amount: Annotated[str, Length(1), "How much of it from then on, for people."]
    variant: Annotated[str | None, OneOf(VARIANTS), "Which kind of it from then on, where there are several."]


@dataclass(frozen=True, slots=True)
class Progression:
    """What changes with a week."""

    week: Annotated[int, Range(1), "From this week on."]
    session: Annotated[str, OneOf(SLOTS), "The session that changes."]
    kind: Annotated[str, OneOf(GROWTH), "What changes in it."]
    change: Sentence
    exercises: Annotated[tuple[GrownExercise, ...], "The exercises that change, as they are from then on."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What to keep doing once nothing hurts."""

    days_per_week: Annotated[int, Range(1), "Days of a week with the three sessions."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop."""

    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class WhenCalm:
    """What may be done once the pain has calmed."""

    text: Sentence
    exercises: Annotated[tuple[Annotated[str, OneOf(CODES)], ...], "Ids in the library."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class PlannedFor:
    """What the plan was made for, in place of what the request left open."""

    stage: Annotated[
        str | None,
        OneOf(STAGES),
        "The stricter of the stage asked for and what the pain allows; null at rest.",
    ]
    requested_stage: Annotated[str | None, OneOf(STAGES), "As sent; null if it was not."]
    level: Annotated[str, OneOf(LEVELS), "As sent, else beginner."]
    minutes_per_session: Annotated[int, Range(1), "As sent, else as short as sessions are."]
    equipment: tuple[Annotated[str, OneOf(EQUIPMENT)], ...]
    week: Annotated[int, Range(1), "As sent, else 1."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExercisesAnswer(Answer):
    """Three sessions for a day and how they grow, or the advice to rest first."""

    verdict: Annotated[str, OneOf(VERDICTS), "Whether to begin, to go on, or to rest first."]
    planned_for: PlannedFor
    sessions: Annotated[Sessions, "Empty while the foot rests."] = Sessions()
    session_minutes: SessionMinutes = SessionMinutes()
    days_of_week: Annotated[
        tuple[Annotated[int, Range(1, DAYS_A_WEEK)], ...],
        "On which days of a week, counted from its first; every day while the foot recovers.",
    ] = ()
    progression: Annotated[
        tuple[Progression, ...], on_request(ALONE), "What changes in the weeks ahead, one thing at a time."
    ] = ()
    maintenance: Annotated[Maintenance | None, on_request(ALONE)] = None
    stop_if: Annotated[tuple[Stop, ...], on_request(ALONE), "When to stop any exercise."] = ()
    when_calm: Annotated[WhenCalm | None, "What comes after the rest; else null."] = None
    calendar_url: Annotated[str | None, Length(1), "The same plan as a calendar; null while the foot rests."] = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of the library."""

    id: Annotated[str, OneOf(CODES), "Stable, for machines."]
    title: Annotated[str, Length(1), "Its name."]
    purpose: Annotated[str, Length(1), "What it is good for."]
    kind: Annotated[str, OneOf(KINDS), "What it trains."]
    level: Annotated[str, OneOf(LEVELS), "From which level on it is planned."]
    load_on_foot: Annotated[
        str,
        OneOf(LOADS),
        "What the foot bears: nothing, the body, pressure on the sole, the body on its ball.",
    ]
    equipment: Annotated[
        tuple[Annotated[str, OneOf((*EQUIPMENT, *ALWAYS_THERE))], ...],
        "What it needs; a wall and a chair count as always there.",
    ]
    steps: Annotated[Texts, "How it is done, in order."]
    hold_s: HoldSeconds
    repeats: Annotated[int, Range(1), "Repeats in each set, to begin with."]
    sets: Annotated[int, Range(1), "Sets."]
    each_side: EachSide
    minutes: Annotated[float, Range(0), "What it takes to begin with, getting into place and pauses included."]
    progression: Annotated[Texts, "How it is made harder, one step at a time."]
    stop_if: Annotated[Texts, "When to stop."]
    drawing_url: Annotated[str, Length(1), "Where it is drawn, as SVG."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class ExerciseList:
    """The whole library."""

    items: Annotated[tuple[Exercise, ...], "Every exercise, stretches first."]
    next_cursor: Annotated[str | None, "Null: the library is one page."] = None
