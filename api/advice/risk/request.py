"""What is known of the habits, shoes and feet of a person. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.distance import Distance
from api.advice.foot.feet import Feet
from api.advice.triage.request import Symptoms


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person trains; the growth of the week as a share, or from weeks (oldest first) and a planned one."""

    weekly_increase_fraction: float | None = None
    recent_weeks: tuple[Distance, ...] | None = None
    planned_week: Distance | None = None
    speed_sessions_per_week: int | None = None
    plyometrics: bool | None = None
    concrete_most_runs: bool | None = None
    hills: bool | None = None


@dataclass(frozen=True, slots=True)
class Footwear:
    """What is worn. ``heels_at_work`` stands for heels, narrow dress shoes and flip-flops worn for hours."""

    narrow_toe_box: bool | None = None
    thin_forefoot: bool | None = None
    worn_out: bool | None = None
    fit_checked: bool | None = None
    heels_at_work: bool | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """How a person moves."""

    stiff_calves: bool | None = None
    heavy_strike: bool | None = None
    overstriding: bool | None = None
    forefoot_strike: bool | None = None
    weak_hips: bool | None = None
    overpronation: bool | None = None
    supination: bool | None = None


@dataclass(frozen=True, slots=True)
class DailyLife:
    """What the day asks of the feet."""

    standing_hours_per_day: float | None = None
    stands_all_day: bool | None = None
    hard_floor: bool | None = None
    barefoot_on_hard_floors: bool | None = None
    bmi: float | None = None


@dataclass(frozen=True, slots=True)
class RiskRequest:
    """What is asked."""

    training: Habits = Habits()
    shoes: Footwear = Footwear()
    biomechanics: Movement = Movement()
    daily_life: DailyLife = DailyLife()
    feet: Feet | None = None
    symptoms: Symptoms | None = None
