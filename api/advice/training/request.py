"""What is known of a runner's training. ``None`` means *not known*, never *no*; an empty list means none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import INTERNAL, Field, Items, OneOf, Range, Unit
from api.advice.core.distance import Distance, speaks_miles
from api.advice.core.running import SURFACES as LOGGED
from api.advice.triage.request import Symptoms

DISTANCE, LONG_RUN, SPEED, PLYOMETRICS, NEW_SURFACE = "distance", "long_run", "speed", "plyometrics", "new_surface"
STRESSORS = (DISTANCE, LONG_RUN, "hills", SPEED, NEW_SURFACE, "new_shoes", PLYOMETRICS)

CONCRETE = "concrete"
UNNAMED = ("road", "other")
"""Ground that may be concrete."""

SURFACES = (CONCRETE, "asphalt", *LOGGED)

HEEL, MIDFOOT, FOREFOOT = "heel", "midfoot", "forefoot"
FOOT_STRIKES = (HEEL, MIDFOOT, FOREFOOT)

YesNo = bool | None
RunsAWeek = Annotated[float | None, Unit("runs a week"), Range(0, 50)]


@dataclass(frozen=True, slots=True)
class Ground:
    """How many runs a week go over one surface."""

    surface: Annotated[str, OneOf(SURFACES), "`road` stands for concrete or asphalt where nobody knows which."]
    usual_runs_per_week: Annotated[RunsAWeek, "As a rule up to now."] = None
    planned_runs_per_week: Annotated[RunsAWeek, "In the planned week; as usual if left out."] = None

    @property
    def runs(self) -> float | None:
        """The runs a week that count: as planned, else as usual."""
        return self.usual_runs_per_week if self.planned_runs_per_week is None else self.planned_runs_per_week


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What is known of a training week. Leave out, or send ``null`` for, what is not known: it never means no."""

    recent_weeks: Annotated[
        tuple[Annotated[Distance, "A week."], ...] | None,
        Items(high=104),
        "The distance of each of the last weeks, oldest first; a week without a run is 0.",
    ] = None
    planned_week: Annotated[Distance | None, "All that is planned for the week in question."] = None
    longest_run_last_30_days: Annotated[Distance | None, "The longest single run of the last 30 days."] = None
    planned_longest_run: Annotated[Distance | None, "The longest single run that is planned."] = None
    race: Annotated[YesNo, "The planned longest run is a race."] = None
    new_stressors: Annotated[
        tuple[Annotated[str, OneOf(STRESSORS)], ...] | None,
        "What is new in the planned week. An empty list says that nothing is.",
    ] = None
    surfaces: Annotated[
        tuple[Ground, ...] | None,
        Field("grounds"),
        "Every surface that is run on, each once; what is not listed is not run on.",
    ] = None
    cadence_spm: Annotated[
        float | None, Unit("steps a minute"), Range(0, 400, low_open=True), "Steps a minute, both feet."
    ] = None
    overstriding: Annotated[YesNo, "The foot lands well ahead of the hips."] = None
    foot_strike: Annotated[str | None, OneOf(FOOT_STRIKES), "What meets the ground first."] = None
    downhill: Annotated[YesNo, "There is downhill running in it."] = None
    days_off: Annotated[int | None, Unit("days"), Range(0, 36500), "Whole days without a run, up to now."] = None
    illness: Annotated[YesNo, "The runner comes from an illness."] = None
    cross_training_days: Annotated[int | None, Unit("days a week"), Range(0, 7), "Days a week with another sport."] = (
        None
    )
    bmi: Annotated[float | None, Unit("kg/m²"), Range(8, 120), "Body mass index, in kg per m²."] = None
    new_runner: Annotated[YesNo, "New to running."] = None
    returning: Annotated[YesNo, "Coming back to running after forefoot pain."] = None
    symptoms: Annotated[Symptoms | None, "What is known of the pain; red flags are judged first."] = None
    week_so_far: Annotated[Distance | None, INTERNAL, "What was run in the planned week, from a log."] = None
    surfaces_complete: Annotated[bool, INTERNAL, "Whether ``surfaces`` covers every run."] = True
    prefers_miles: Annotated[YesNo, INTERNAL, "The runner's own unit, where it is known."] = None

    @property
    def miles_first(self) -> bool:
        """Whether sentences name miles first: the runner's own unit, else that of the first distance that was sent."""
        if self.prefers_miles is not None:
            return self.prefers_miles
        weeks = self.recent_weeks or ()
        return speaks_miles(self.planned_week, *weeks, self.planned_longest_run, self.longest_run_last_30_days)
