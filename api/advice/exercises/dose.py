"""How much of an exercise: repeats, sets, hold and kind, the time they take, and one step more of one of them.

Rules SESSION-06 (time) and SESSION-07 (steps).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.exercises.library import Exercise

REPEATS, HOLD, VARIANT = "repeats", "hold", "variant"


class Times(NamedTuple):
    """What a session spends beside the exercises themselves: SESSION-06."""

    set_up_s: float
    between_sets_s: float
    minute_s: float
    one_exercise_max_minutes: float


@lru_cache(maxsize=8)
def times_of(book: Rulebook) -> Times:
    """Answer the figures of this rulebook."""
    return Times(*(book.number("SESSION-06", name) for name in Times._fields))


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of one exercise: ``repeats`` in each of ``sets``, each held for ``hold_s`` (``None``: not held)."""

    repeats: int
    sets: int
    hold_s: float | None
    variant: str | None


def first_dose(exercise: Exercise) -> Dose:
    """Answer where every plan begins with an exercise."""
    variant = exercise.variants[0] if exercise.variants else None
    return Dose(exercise.start_repeats, exercise.sets, exercise.hold_s, variant)


def seconds(exercise: Exercise, dose: Dose, times: Times) -> float:
    """Answer how long a dose takes: getting into place, both sides, and the pauses between sets."""
    one = exercise.repeat_s + (dose.hold_s or 0)
    sides = 1 + exercise.each_side
    return times.set_up_s + dose.sets * dose.repeats * one * sides + (dose.sets - 1) * times.between_sets_s


def grown(exercise: Exercise, dose: Dose, kind: str, variants: tuple[str, ...]) -> Dose:
    """Answer the dose one step further in ``kind``, or the same dose where there is no step; ``variants``: allowed."""
    if kind == REPEATS:
        return replace(
            dose, repeats=max(dose.repeats, min(dose.repeats + exercise.more_repeats, exercise.most_repeats))
        )
    if kind == HOLD:
        return replace(dose, hold_s=exercise.longest_hold_s)
    ahead = [each for each in exercise.variants if each in variants]
    if dose.variant not in ahead[:-1]:
        return dose
    return replace(dose, variant=ahead[ahead.index(dose.variant) + 1])
