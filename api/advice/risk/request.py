"""What is known of the habits, shoes and feet of a person. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import Items, Range, Unit
from api.advice.core.distance import Distance
from api.advice.foot.feet import Feet
from api.advice.triage.request import Symptoms

YesNo = bool | None


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person trains. The growth of the week is given as a share, or by the weeks and the planned one."""

    weekly_increase_fraction: Annotated[
        float | None,
        Range(-1, 100),
        "By what share the week grows: 0.2 for 20 % more than the week before.",
    ] = None
    recent_weeks: Annotated[
        tuple[Annotated[Distance, "A week."], ...] | None,
        Items(high=104),
        "The distance of each of the last weeks, oldest first.",
    ] = None
    planned_week: Annotated[Distance | None, "All that is planned for the week."] = None
    speed_sessions_per_week: Annotated[int | None, Range(0, 21), "Speed sessions a week."] = None
    plyometrics: Annotated[YesNo, "There is jump training, or other sport with repeated hard landings."] = None
    concrete_most_runs: Annotated[YesNo, "Most runs are on concrete."] = None
    hills: Annotated[YesNo, "There is regular hill running."] = None


@dataclass(frozen=True, slots=True)
class Footwear:
    """What is worn."""

    narrow_toe_box: Annotated[YesNo, "The running shoes are tight at the toes."] = None
    thin_forefoot: Annotated[YesNo, "There is little cushioning under the ball of the foot."] = None
    worn_out: Annotated[YesNo, "The running shoes are worn out."] = None
    fit_checked: Annotated[YesNo, "Somebody measured the feet and checked the fit."] = None
    heels_at_work: Annotated[YesNo, "Heels, narrow dress shoes or flip-flops are worn for hours."] = None


@dataclass(frozen=True, slots=True)
class Movement:
    """How the person moves."""

    stiff_calves: Annotated[YesNo, "The calves are stiff, or the Achilles tendon is tight."] = None
    heavy_strike: Annotated[YesNo, "The steps are heavy and loud."] = None
    overstriding: Annotated[YesNo, "The foot lands well ahead of the hips."] = None
    forefoot_strike: Annotated[YesNo, "The front of the foot lands first."] = None
    weak_hips: Annotated[YesNo, "The hips are weak, or drop to one side."] = None
    overpronation: Annotated[YesNo, "The foot rolls far inward."] = None
    supination: Annotated[YesNo, "The foot rolls outward."] = None


@dataclass(frozen=True, slots=True)
class DailyLife:
    """What the day asks of the feet."""

    standing_hours_per_day: Annotated[float | None, Unit("hours"), Range(0, 24), "Hours of standing a day."] = None
    stands_all_day: Annotated[YesNo, "The person stands for most of the day."] = None
    hard_floor: Annotated[YesNo, "The floor that is stood on is hard."] = None
    barefoot_on_hard_floors: Annotated[YesNo, "At home the person walks barefoot on hard floors."] = None
    bmi: Annotated[float | None, Unit("kg/m²"), Range(8, 120), "Body mass index, in kg per m²."] = None


@dataclass(frozen=True, slots=True)
class RiskRequest:
    """What is known of a person. Leave out, or send ``null`` for, what is not known: it never means no."""

    training: Habits = Habits()
    shoes: Footwear = Footwear()
    biomechanics: Movement = Movement()
    daily_life: DailyLife = DailyLife()
    feet: Annotated[Feet | None, "How the feet are built: arch, bunion, hammertoe and callus count here."] = None
    symptoms: Annotated[Symptoms | None, "What is known of the pain; red flags are judged first."] = None
