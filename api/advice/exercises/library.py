"""The exercises of the two documents: what each is for, how it is done, for how long, with what, and when to stop.

Each exercise is a rule of its own (MOVE-01 .. MOVE-22) with our words and our figures; where a document gives a figure
it is taken from there. Rules EX-01 .. EX-12 and CARE-07.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from api.advice.core.rules import Rulebook, UnknownRuleError
from api.advice.exercises.request import EQUIPMENT

KINDS = ("stretch", "strength", "balance", "mobility")
LOADS = ("unloaded", "standing", "sole", "forefoot")
"""What the foot bears: nothing, the body on the whole foot, pressure on the bare sole, the body on its ball."""

VARIANTS = ("supported", "unsupported", "eyes_closed")

RULES: Mapping[str, tuple[str, ...]] = {
    "wall_calf_stretch": ("MOVE-01", "EX-01", "CARE-07"),
    "bent_knee_calf_stretch": ("MOVE-02", "EX-01", "CARE-07"),
    "plantar_fascia_stretch": ("MOVE-03", "EX-02"),
    "seated_toe_stretch": ("MOVE-04", "EX-03"),
    "toe_flexor_stretch": ("MOVE-05", "EX-12"),
    "toe_extensor_stretch": ("MOVE-06", "EX-12"),
    "hamstring_stretch": ("MOVE-07", "EX-12"),
    "quadriceps_stretch": ("MOVE-08", "EX-12"),
    "downward_dog": ("MOVE-09", "EX-12", "CARE-07"),
    "foam_rolled_calves": ("MOVE-10", "EX-12", "CARE-07"),
    "arch_ball_roll": ("MOVE-11", "EX-12"),
    "towel_scrunch": ("MOVE-12", "EX-04"),
    "marble_pick_up": ("MOVE-13", "EX-05"),
    "short_foot": ("MOVE-14", "EX-06"),
    "calf_raise": ("MOVE-15", "EX-10"),
    "achilles_drop": ("MOVE-16", "EX-10"),
    "glute_bridge": ("MOVE-17", "EX-11"),
    "side_lying_leg_raise": ("MOVE-18", "EX-11"),
    "front_plank": ("MOVE-19", "EX-11"),
    "single_leg_stand": ("MOVE-20", "EX-07"),
    "heel_to_toe_walk": ("MOVE-21", "EX-08"),
    "ankle_circles": ("MOVE-22", "EX-09"),
}
"""Code -> our rule of the exercise, then those of the documents that it comes from."""

CODES = tuple(RULES)

_HOLDS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "plantar_fascia_stretch": (("EX-02", "hold_max_s"), ("EX-02", "hold_max_s")),
    "single_leg_stand": (("EX-07", "hold_min_s"), ("EX-07", "hold_max_s")),
    # The longest of one guide and the shortest of the other: the only span that satisfies both.
    **{
        code: (("CARE-07", "stretch_hold_min_s"), ("CARE-07", "stretch_hold_min_s"))
        for code, rules in RULES.items()
        if "CARE-07" in rules
    },
}
"""Code -> where the documents say how long it is held, at first and at last."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. ``hold_s`` is ``None`` for a movement; ``repeat_s`` is what one repeat takes besides its hold.

    ``start_..`` is where a plan begins and ``most_..`` where it ends; ``more_repeats`` is one step between.
    """

    code: str
    rules: tuple[str, ...]
    kind: str
    level: str
    load: str
    equipment: tuple[str, ...]
    each_side: bool
    hold_s: float | None
    longest_hold_s: float | None
    repeat_s: float
    start_repeats: int
    more_repeats: int
    most_repeats: int
    sets: int
    instead_of: str | None
    variants: tuple[str, ...]

    @property
    def needed(self) -> frozenset[str]:
        """What has to be at hand besides a wall, a chair and the floor."""
        return frozenset(self.equipment).intersection(EQUIPMENT)

    def words(self, occasion: str, book: Rulebook) -> str:
        """Return a sentence of this exercise."""
        return book.sentence(self.rules[0], occasion)

    def all_words(self, beginning: str, book: Rulebook) -> tuple[str, ...]:
        """Return the sentences whose occasions begin so, in their order: ``step_``, ``progress_``."""
        occasions = book.rule(self.rules[0]).wordings
        return tuple(book.sentence(self.rules[0], occasion) for occasion in occasions if occasion.startswith(beginning))


@lru_cache(maxsize=8)
def library(book: Rulebook) -> Mapping[str, Exercise]:
    """Return every exercise by its code, in a fixed order; raise UnknownRuleError for a rulebook without one."""
    return MappingProxyType({code: _exercise(code, rules, book) for code, rules in RULES.items()})


def exercise_of(code: str, book: Rulebook) -> Exercise:
    """Return one exercise; raise UnknownRuleError for a code that is none."""
    try:
        return library(book)[code]
    except KeyError:
        raise UnknownRuleError(f"no exercise {code}") from None


def _exercise(code: str, rules: tuple[str, ...], book: Rulebook) -> Exercise:
    figures = {name: parameter.value for name, parameter in book.rule(rules[0]).parameters.items()}
    first, last = _hold(code, figures, book)
    start = int(_number(figures, "start_repeats", 1))
    equipment = figures.get("equipment", ())
    variants = book.value("EX-07", "progression") if "EX-07" in rules else ()
    return Exercise(
        code=code,
        rules=rules,
        kind=str(figures["kind"]),
        level=str(figures["level"]),
        load=str(figures["load"]),
        equipment=equipment if isinstance(equipment, tuple) else (),
        each_side=figures["sides"] == "each",
        hold_s=first,
        longest_hold_s=last,
        repeat_s=_number(figures, "repeat_s", 0),
        start_repeats=start,
        more_repeats=int(_number(figures, "more_repeats", 0)),
        most_repeats=int(_number(figures, "most_repeats", start)),
        sets=int(_number(figures, "sets", 1)),
        instead_of=str(figures["instead_of"]) if "instead_of" in figures else None,
        variants=variants if isinstance(variants, tuple) else (),
    )


def _hold(code: str, figures: Mapping[str, Any], book: Rulebook) -> tuple[float | None, float | None]:
    if code in _HOLDS:
        first, last = _HOLDS[code]
        return book.number(*first), book.number(*last)
    held = figures.get("hold_s")
    return held, held


def _number(figures: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = figures.get(name, otherwise)
    return float(value)
