"""What is known of a runner on the way back. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.advice.core.describe import Field, Items, OneOf, Range
from api.advice.core.distance import Distance, speaks_miles
from api.advice.triage.request import Symptoms

RESPONSES = ("none", "fading_soreness", "new_elsewhere", "lingering", "grew_during_run", "sharp")
"""How the foot answered, mildest first."""

NO_PAIN, FADING, ELSEWHERE, LINGERING, GREW, SHARP = RESPONSES

FIRST_SESSIONS = ("walk_run", "continuous")
"""The two ways in which the first outings may be run (RETURN-02)."""

WALK_RUN_FIRST, CONTINUOUS_FIRST = FIRST_SESSIONS

GROUNDS = ("grass", "dirt_trail", "treadmill", "track", "road", "concrete", "other")
"""What there is to run on."""

DAILY_CHECKS = ("barefoot_walking", "stairs", "light_hops", "calf_raise")
"""The checks of everyday movement, in the order of RETURN-01."""

LONG_WALK, CLEARANCE = "pain_free_walk_30_min", "clinician_clearance"
"""What a bone stress injury asks for besides (TRAIN-06)."""

YesNo = bool | None
Minutes = Annotated[int | None, Range(0, 600)]


@dataclass(frozen=True, slots=True)
class Checks:
    """Which movements are free of pain; leave out what nobody tried. Anything but a clear yes is not passed."""

    barefoot_walking: Annotated[YesNo, "Walking barefoot at home is free of pain."] = None
    stairs: Annotated[YesNo, "Stairs, up and down, are free of pain."] = None
    light_hops: Annotated[YesNo, "A few light hops on the spot are free of pain."] = None
    calf_raise: Annotated[YesNo, "A calf raise is free of pain."] = None
    pain_free_walk_30_min: Annotated[
        YesNo, "30 minutes of walking are free of pain; asked for after a bone stress injury."
    ] = None


@dataclass(frozen=True, slots=True)
class WeekDone:
    """One week that was really run."""

    distance: Annotated[Distance, Field("week_run"), "What the week's runs covered, walking included."]
    worst_response: Annotated[str | None, OneOf(RESPONSES), "The worst answer of the foot in that week."] = None
    longest_continuous_minutes: Annotated[Minutes, "The longest jog without a break, in minutes."] = None
    pain_free: Annotated[YesNo, "Every run of the week was free of pain."] = None
    runs: Annotated[int | None, Range(1, 21), "How many runs there were."] = None

    @property
    def fine(self) -> bool:
        """Whether nothing worse than fading soreness is known of it."""
        return not is_bad(self.worst_response)


@dataclass(frozen=True, slots=True)
class ReturnToRunRequest:
    """What is known of a runner coming back. Leave out, or send ``null`` for, what is not known: it never means yes."""

    usual_weekly_distance: Annotated[
        Distance, Field("usual_week"), "What was run in a usual week before the pain; 2 to 250 km."
    ]
    checks: Annotated[Checks, "Everyday movement: what is free of pain."] = Checks()
    weeks_off: Annotated[
        float | None,
        Range(0, 520),
        "Weeks without running before running began again, or begins now; decides how far week 1 goes.",
    ] = None
    weeks_done: Annotated[
        tuple[WeekDone, ...],
        Items(high=104),
        "The weeks run since running began again, oldest first; the plan goes on from them.",
    ] = ()
    weeks_since_last_run: Annotated[
        float | None,
        Range(0, 520),
        "Weeks since the last run, after a stop, an illness or a journey. From 1 on the last run is over and answered: "
        "the checks decide, and the plan goes on from the last week that went without pain. After more than 4 the plan "
        "begins again with week 1; from then on `weeks_done` holds the weeks since, and `weeks_off` those before them.",
    ] = None
    last_response: Annotated[
        str | None, OneOf(RESPONSES), "How the foot answered the last run, that night and the next morning."
    ] = None
    last_pain_level: Annotated[int | None, Range(0, 10), "The worst pain during the last run, 0 to 10."] = None
    bone_stress_injury: Annotated[YesNo, "It was a bone stress injury of a metatarsal."] = None
    clinician_clearance: Annotated[YesNo, "A clinician has cleared the runner to run."] = None
    start_on: Annotated[date | None, "The day on which the first week shown begins; no dates without it."] = None
    surfaces_available: Annotated[tuple[Annotated[str, OneOf(GROUNDS)], ...] | None, "What there is to run on."] = None
    first_sessions: Annotated[
        str | None, OneOf(FIRST_SESSIONS), "How the first outings are run; walk-run if left out."
    ] = None
    symptoms: Annotated[Symptoms | None, "What is known of the pain; red flags are judged first."] = None

    @property
    def miles_first(self) -> bool:
        """Whether the runner counts in miles."""
        return speaks_miles(self.usual_weekly_distance)

    @property
    def under_way(self) -> bool:
        """Whether running has begun: a week was run, or the foot has answered a run."""
        return bool(self.weeks_done) or self.last_response is not None

    @property
    def last_week(self) -> WeekDone | None:
        """The latest week that was run, if there was one."""
        return self.weeks_done[-1] if self.weeks_done else None


def is_bad(response: str | None) -> bool:
    """Return whether an answer of the foot is known to be worse than fading soreness."""
    return response is not None and RESPONSES.index(response) > RESPONSES.index(FADING)
