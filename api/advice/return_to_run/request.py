"""What is known of a runner on the way back: the request of this topic. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from api.advice.core.distance import Distance
from api.advice.triage.request import Symptoms

RESPONSES = ("none", "fading_soreness", "new_elsewhere", "lingering", "sharp")
"""How the foot answered, mildest first."""

NO_PAIN, FADING, ELSEWHERE, LINGERING, SHARP = RESPONSES

FIRST_SESSIONS = ("walk_run", "continuous")
"""The two ways in which the first outings may be run (RETURN-02)."""

GROUNDS = ("grass", "dirt_trail", "treadmill", "track", "road", "concrete", "other")
"""What there is to run on."""

DAILY_CHECKS = ("barefoot_walking", "stairs", "light_hops", "calf_raise")
"""The checks of everyday movement, in the order of RETURN-01."""

LONG_WALK, CLEARANCE = "pain_free_walk_30_min", "clinician_clearance"
"""What a bone stress injury asks for besides (TRAIN-06)."""


@dataclass(frozen=True, slots=True)
class Checks:
    """Whether each movement is free of pain."""

    barefoot_walking: bool | None = None
    stairs: bool | None = None
    light_hops: bool | None = None
    calf_raise: bool | None = None
    pain_free_walk_30_min: bool | None = None


NOT_CHECKED = Checks()


@dataclass(frozen=True, slots=True)
class WeekDone:
    """One week that was really run: the distance covered, the worst answer of the foot, and what else is known."""

    distance: Distance
    worst_response: str | None = None
    longest_continuous_minutes: int | None = None
    pain_free: bool | None = None
    runs: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """A runner coming back. ``usual_weekly_distance``: 2 to 250 km; ``weeks_done``: oldest first."""

    usual_weekly_distance: Distance
    symptoms: Symptoms | None = None
    checks: Checks = NOT_CHECKED
    weeks_done: tuple[WeekDone, ...] = field(default=())
    last_response: str | None = None
    last_pain_level: int | None = None
    bone_stress_injury: bool | None = None
    clinician_clearance: bool | None = None
    start_on: date | None = None
    surfaces_available: tuple[str, ...] | None = None
    first_sessions: str | None = None
    miles_first: bool = False

    @property
    def under_way(self) -> bool:
        """Whether running has begun: a week was run, or the foot has answered a run."""
        return bool(self.weeks_done) or self.last_response is not None

    @property
    def last_week(self) -> WeekDone | None:
        """The latest week that was run, if there was one."""
        return self.weeks_done[-1] if self.weeks_done else None

    @property
    def week_before(self) -> WeekDone | None:
        """The week before the latest, if there was one."""
        earlier = self.weeks_done[:-1]
        return earlier[-1] if earlier else None

    @property
    def careful(self) -> bool:
        """Whether the gentler steps are taken: a bone stress injury, or one that nobody ruled out (RETURN-21)."""
        return self.bone_stress_injury is not False
