"""Which risk factors are present, ruled out, or not known. Rules RISK-01..06, RISK-10 and of shoes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet, Foot
from api.advice.risk.answer import BIOMECHANICS, DAILY_LIFE, SHOES, STRUCTURE, TRAINING
from api.advice.risk.request import DailyLife, Habits, RiskRequest
from api.advice.training.advise import grows_quickly
from api.advice.training.request import TrainingRequest


class Kind(NamedTuple):
    """One kind of factor: ``asks`` is the field that answers it, ``actions`` are codes of ``ACTION_RULES``."""

    factor: str
    group: str
    changeable: bool
    rules: tuple[str, ...]
    actions: tuple[str, ...]
    asks: str


KINDS = (
    Kind("quick_increase", TRAINING, True, ("LOAD-01",), ("build_up_slowly",), "training.weekly_increase_fraction"),
    Kind("speed_work", TRAINING, True, ("LOAD-08",), ("space_speed",), "training.speed_sessions_per_week"),
    Kind("plyometrics", TRAINING, True, ("LOAD-08", "RISK-06"), ("soften_landing_sport",), "training.plyometrics"),
    Kind("concrete", TRAINING, True, ("LOAD-08",), ("leave_concrete",), "training.concrete_most_runs"),
    Kind("hills", TRAINING, True, ("FORM-04",), ("light_downhill",), "training.hills"),
    Kind("narrow_toe_box", SHOES, True, ("SHOE-01", "RISK-06"), ("roomy_shoes",), "shoes.narrow_toe_box"),
    Kind("thin_forefoot", SHOES, True, ("SHOE-02",), ("cushioned_shoes",), "shoes.thin_forefoot"),
    Kind("worn_out", SHOES, True, ("RETIRE-08",), ("replace_shoes",), "shoes.worn_out"),
    Kind("fit_not_checked", SHOES, True, ("RISK-06", "SIZE-05"), ("check_fit",), "shoes.fit_checked"),
    Kind("everyday_shoes", SHOES, True, ("SHOE-13",), ("everyday_shoes",), "shoes.heels_at_work"),
    Kind("stiff_calves", BIOMECHANICS, True, ("RISK-01",), ("stretch_calves",), "biomechanics.stiff_calves"),
    Kind("heavy_strike", BIOMECHANICS, True, ("RISK-05",), ("land_lighter",), "biomechanics.heavy_strike"),
    Kind("overstriding", BIOMECHANICS, True, ("FORM-01",), ("land_lighter",), "biomechanics.overstriding"),
    Kind("forefoot_strike", BIOMECHANICS, True, ("FORM-02",), ("land_lighter",), "biomechanics.forefoot_strike"),
    Kind("weak_hips", BIOMECHANICS, True, ("EX-11",), ("train_hips",), "biomechanics.weak_hips"),
    Kind("overpronation", BIOMECHANICS, False, ("RISK-05",), ("gait_look",), "biomechanics.overpronation"),
    Kind("supination", BIOMECHANICS, False, ("RISK-05",), ("gait_look",), "biomechanics.supination"),
    Kind("callus", STRUCTURE, True, ("RISK-04",), ("callus_care",), "feet.left.callus"),
    Kind("high_arch", STRUCTURE, False, ("SHOE-06",), ("cushioned_shoes",), "feet.left.arch"),
    Kind("low_arch", STRUCTURE, False, ("SHOE-07",), ("suiting_shoes",), "feet.left.arch"),
    Kind("bunion", STRUCTURE, False, ("SHOE-08", "RISK-06"), ("suiting_shoes",), "feet.left.bunion"),
    Kind("hammertoe", STRUCTURE, False, ("SHOE-09", "RISK-06"), ("suiting_shoes",), "feet.left.hammertoe"),
    Kind("standing", DAILY_LIFE, True, ("RISK-02",), ("break_up_standing",), "daily_life.stands_all_day"),
    Kind("barefoot_at_home", DAILY_LIFE, True, ("SHOE-12",), ("house_shoes",), "daily_life.barefoot_on_hard_floors"),
    Kind("body_weight", DAILY_LIFE, True, ("RISK-03",), ("spare_each_step",), "daily_life.bmi"),
)
"""In the order in which they are named within a group: changeable ones first."""

ACTION_RULES: Mapping[str, tuple[str, ...]] = {
    "build_up_slowly": ("LOAD-01", "RISK-09"),
    "space_speed": ("LOAD-08", "RISK-09"),
    "soften_landing_sport": ("LOAD-08", "RISK-09"),
    "leave_concrete": ("LOAD-06", "RISK-09"),
    "light_downhill": ("FORM-04", "RISK-09"),
    "roomy_shoes": ("SHOE-01", "RISK-09"),
    "cushioned_shoes": ("SHOE-02", "RISK-09"),
    "replace_shoes": ("RETIRE-07", "RISK-09"),
    "check_fit": ("SIZE-05", "RISK-09"),
    "everyday_shoes": ("SHOE-13", "SHOE-12", "RISK-09"),
    "stretch_calves": ("EX-01", "RISK-09"),
    "land_lighter": ("FORM-01", "FORM-02", "RISK-09"),
    "train_hips": ("EX-11", "RISK-09"),
    "gait_look": ("FORM-05", "RISK-09"),
    "callus_care": ("VISIT-02", "RISK-09"),
    "suiting_shoes": ("SHOE-10", "RISK-09"),
    "break_up_standing": ("SHOE-12", "RISK-09"),
    "house_shoes": ("SHOE-12", "RISK-09"),
    "spare_each_step": ("SHOE-02", "LOAD-07", "RISK-09"),
}
"""What to do, and the rules behind it."""

Found = Mapping[str, bool | None]


def factors_found(request: RiskRequest, book: Rulebook) -> Found:
    """Return for each of ``FACTORS`` whether it is there; ``None`` where it is not known."""
    shoes, moves, habits, day = request.shoes, request.biomechanics, request.training, request.daily_life
    speed = habits.speed_sessions_per_week
    return {
        "quick_increase": _quick_increase(request, book),
        "speed_work": None if speed is None else speed >= book.number("RISK-10", "speed_sessions_from_per_week"),
        "plyometrics": habits.plyometrics,
        "concrete": habits.concrete_most_runs,
        "hills": habits.hills,
        "narrow_toe_box": shoes.narrow_toe_box,
        "thin_forefoot": shoes.thin_forefoot,
        "worn_out": shoes.worn_out,
        "fit_not_checked": None if shoes.fit_checked is None else not shoes.fit_checked,
        "everyday_shoes": shoes.heels_at_work,
        "stiff_calves": moves.stiff_calves,
        "heavy_strike": moves.heavy_strike,
        "overstriding": moves.overstriding,
        "forefoot_strike": moves.forefoot_strike,
        "weak_hips": moves.weak_hips,
        "overpronation": moves.overpronation,
        "supination": moves.supination,
        **_structure(request.feet),
        "standing": _standing(day, book),
        "barefoot_at_home": day.barefoot_on_hard_floors,
        "body_weight": None if day.bmi is None else day.bmi > book.number("RISK-10", "over_bmi"),
    }


def _quick_increase(request: RiskRequest, book: Rulebook) -> bool | None:
    """Return whether the week grows quickly; a yes of any answer counts."""
    answers = [_by_fraction(request.training, book), _by_weeks(request.training, book)]
    if request.symptoms is not None:
        answers.append(request.symptoms.recent_load_increase or None)
    return _any(answers)


def _by_fraction(habits: Habits, book: Rulebook) -> bool | None:
    increase = habits.weekly_increase_fraction
    return None if increase is None else increase > book.number("LOAD-01", "max_weekly_increase_fraction")


def _by_weeks(habits: Habits, book: Rulebook) -> bool | None:
    return grows_quickly(TrainingRequest(habits.recent_weeks, habits.planned_week), book)


def _structure(feet: Feet | None) -> dict[str, bool | None]:
    known: list[Foot] = [foot for foot in (feet.left, feet.right) if foot is not None] if feet is not None else []
    arches = [foot.arch for foot in known]
    return {
        "callus": _any(foot.callus for foot in known),
        "high_arch": _any(None if arch is None else arch == "high" for arch in arches),
        "low_arch": _any(None if arch is None else arch == "low" for arch in arches),
        "bunion": _any(foot.bunion for foot in known),
        "hammertoe": _any(foot.hammertoe for foot in known),
    }


def _standing(day: DailyLife, book: Rulebook) -> bool | None:
    hours = day.standing_hours_per_day
    answers = [day.stands_all_day]
    if hours is not None:
        answers.append(hours >= book.number("RISK-10", "standing_from_hours"))
        if hours >= book.number("RISK-10", "standing_hard_floor_from_hours"):
            answers.append(day.hard_floor)
            if day.hard_floor is None and not _any(answers):
                return None
    return _any(answers)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Return yes if one answer is yes, no if one is no and none is yes, else ``None``."""
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None
