"""What is known of a runner's training. ``None`` means *not known*, never *no*; an empty list means none."""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.distance import Distance
from api.advice.core.running import SURFACES as LOGGED
from api.advice.triage.request import Symptoms

DISTANCE, LONG_RUN, SPEED, PLYOMETRICS, NEW_SURFACE = "distance", "long_run", "speed", "plyometrics", "new_surface"
STRESSORS = (DISTANCE, LONG_RUN, "hills", SPEED, NEW_SURFACE, "new_shoes", PLYOMETRICS)

CONCRETE = "concrete"
UNNAMED = ("road", "other")
"""Ground that may be concrete; nobody said."""

SURFACES = (CONCRETE, "asphalt", *LOGGED)

HEEL, MIDFOOT, FOREFOOT = "heel", "midfoot", "forefoot"
FOOT_STRIKES = (HEEL, MIDFOOT, FOREFOOT)


@dataclass(frozen=True, slots=True)
class Ground:
    """How many runs a week go over one surface, as usual and as planned; ``planned`` unknown means as usual."""

    surface: str
    usual: float | None = None
    planned: float | None = None

    @property
    def runs(self) -> float | None:
        """The runs a week that count: as planned, else as usual."""
        return self.usual if self.planned is None else self.planned


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What is asked. Weeks oldest first; ``surfaces_complete``: what is not listed in ``surfaces`` is not run on.

    ``week_so_far`` is what was run in the week that is planned, ``returning`` whether the runner comes back from
    forefoot pain. ``miles_first`` says in which unit sentences speak first.
    """

    recent_weeks: tuple[Distance, ...] | None = None
    planned_week: Distance | None = None
    week_so_far: Distance | None = None
    longest_run_last_30_days: Distance | None = None
    planned_longest_run: Distance | None = None
    new_stressors: tuple[str, ...] | None = None
    surfaces: tuple[Ground, ...] | None = None
    surfaces_complete: bool = True
    cadence_spm: float | None = None
    overstriding: bool | None = None
    foot_strike: str | None = None
    downhill: bool | None = None
    days_off: int | None = None
    illness: bool | None = None
    cross_training_days: int | None = None
    bmi: float | None = None
    new_runner: bool | None = None
    returning: bool | None = None
    symptoms: Symptoms | None = None
    miles_first: bool = False
