"""One week's runs: how many, on which days, and how many minutes of jogging and walking each has.

Minutes are planned, and distance follows from them at an easy pace (RETURN-16): whole minutes are what a runner can
keep to, and both then say the same for a week of 2 km and for one of 250. RETURN-02, RETURN-12, RETURN-17, RETURN-18.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from api.advice.distance import Distance
from api.advice.return_figures import Figures

WALK_RUN, CONTINUOUS = "walk_run", "continuous"
KINDS = (WALK_RUN, CONTINUOUS)


@dataclass(frozen=True, slots=True)
class Drill:
    """One run: ``jog_minutes`` and ``walk_minutes`` in turn, ``rounds`` times."""

    jog_minutes: int
    walk_minutes: int
    rounds: int

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        return WALK_RUN if self.walk_minutes else CONTINUOUS

    @property
    def jogged(self) -> int:
        """Minutes of jogging in all."""
        return self.jog_minutes * self.rounds

    @property
    def whole(self) -> int:
        """Minutes in all, walking included."""
        return (self.jog_minutes + self.walk_minutes) * self.rounds

    def distance(self, figures: Figures) -> Distance:
        """The distance jogged."""
        return Distance(self.jogged * figures.minute.micrometres)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one week, all alike, on ``days`` of the week (1 is the first); ``other_days`` are of other sport."""

    drill: Drill
    days: tuple[int, ...]
    other_days: tuple[int, ...]

    def distance(self, figures: Figures) -> Distance:
        """The distance jogged in the week."""
        return Distance(len(self.days) * self.drill.distance(figures).micrometres)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a week's runs keep within: ``room`` for all of them, ``most_minutes`` of jogging in each, and the rung.

    ``rung`` is the place on the ladder, past its end for unbroken runs; ``so_far`` what a run held the week before.
    """

    room: Distance
    most_minutes: int
    rung: int
    careful: bool
    so_far: int = 0


def runs_within(limits: Limits, figures: Figures) -> Runs:
    """Answer the runs of a week. However little room there is, one shortest run is left."""
    count, each = _shared_out(limits.room, figures, careful=limits.careful)
    drill = drill_of(min(each, limits.most_minutes), limits.rung, limits.so_far, figures)
    return Runs(drill, figures.run_days[count], figures.other_days[count])


def most_in_a_week(figures: Figures, *, careful: bool) -> Distance:
    """Answer the distance of a week whose runs are as many and as long as this plan makes them."""
    count = figures.few_runs if careful else figures.many_runs
    return Distance(count * figures.longest_run * figures.minute.micrometres)


def minutes_a_run(distance: Distance, figures: Figures, *, careful: bool) -> int:
    """Answer the minutes of jogging that each run of a week of this distance has."""
    return min(_shared_out(distance, figures, careful=careful)[1], figures.longest_run)


def _shared_out(distance: Distance, figures: Figures, *, careful: bool) -> tuple[int, int]:
    """Answer the number of runs of a week of this distance, and the minutes of each."""
    minutes = max(distance.micrometres // figures.minute.micrometres, figures.shortest_run)
    count = min(figures.few_runs, minutes // figures.shortest_run)
    if not careful and minutes >= figures.many_runs * figures.goal_minutes:
        count = figures.many_runs
    return count, minutes // count


def drill_of(minutes: int, rung: int, so_far: int, figures: Figures) -> Drill:
    """Answer the run of this rung that uses most of ``minutes``, which are 1 or more, without a break past the end.

    A rung reaches from above the one before up to its own minutes. Where its jogs are too long for the minutes, or
    would use much less of them than the ``so_far`` of the week before or than a shortest run, a rung below serves.
    """
    if rung >= len(figures.rungs):
        return Drill(minutes, 0, 1)
    least = max(min(so_far, minutes) * figures.kept_share, Fraction(min(figures.shortest_run, minutes)))
    for place in range(rung, 0, -1):
        jogs = range(figures.rungs[place - 1] + 1, min(figures.rungs[place], minutes) + 1)
        if jogs:
            drill = _drill(max(jogs, key=lambda jog: (minutes // jog * jog, jog)), minutes, figures)
            if drill.jogged >= least:
                return drill
    return _drill(figures.rungs[0], minutes, figures)


def _drill(jog: int, minutes: int, figures: Figures) -> Drill:
    rounds = minutes // jog
    return Drill(jog, figures.walk_minutes if rounds > 1 else 0, rounds)


def easier(runs: Runs, figures: Figures) -> Runs:
    """Answer the week without its first run, so that it begins with days of rest; a single run moves back."""
    days = runs.days[1:] or figures.run_days[figures.few_runs][1:][:1]
    return Runs(runs.drill, days, tuple(day for day in runs.other_days if day not in days))
