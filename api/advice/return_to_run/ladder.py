"""One week's runs: how many, on which days, and how many minutes of jogging and walking each has.

Whole minutes are planned, and distance follows from them at an easy pace (RETURN-16): minutes are what a runner can
keep to, and both then say the same for a week of 2 km and for one of 250. RETURN-02, RETURN-12, RETURN-17, RETURN-18.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from api.advice.core.distance import Distance
from api.advice.return_to_run.figures import Figures

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
        """The distance covered, walking included."""
        walked = self.walk_minutes * self.rounds
        return Distance(self.jogged * figures.minute.micrometres + walked * figures.walked_minute.micrometres)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one week on ``days`` of it (1 is the first); ``other_days`` are of other sport.

    All are alike, but for the ``first`` where there is one.
    """

    drill: Drill
    days: tuple[int, ...]
    other_days: tuple[int, ...]
    first: Drill | None = None

    @property
    def drills(self) -> tuple[Drill, ...]:
        """The run of each day."""
        return (self.first or self.drill, *(self.drill for _ in self.days[1:]))

    def distance(self, figures: Figures) -> Distance:
        """The distance covered in the week."""
        return Distance(sum(drill.distance(figures).micrometres for drill in self.drills))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a week's runs keep within: ``room`` for all of them, ``most_minutes`` of jogging in each, and the rung.

    ``rung`` is the place on the ladder, past its end for unbroken runs; ``so_far`` what a run covered the week before.
    """

    room: Distance
    most_minutes: int
    rung: int
    careful: bool
    so_far: Distance


@lru_cache(maxsize=4096)
def runs_within(limits: Limits, figures: Figures) -> Runs:
    """Answer the runs of a week. However little room there is, one shortest run is left."""
    # A plan is held against plainer ones, which for the most part are made of the same weeks.
    count = _runs_of(limits.room, figures, careful=limits.careful)
    drill = drill_of(Distance(limits.room.micrometres // count), limits, figures)
    return Runs(drill, figures.run_days[count], figures.other_days[count])


def most_in_a_week(figures: Figures, *, careful: bool) -> Distance:
    """Answer the distance of a week whose runs are as many and as long as this plan makes them."""
    count = figures.few_runs if careful else figures.many_runs
    return Distance(count * figures.longest_run * figures.minute.micrometres)


def a_run_of(distance: Distance, figures: Figures, *, careful: bool) -> Distance:
    """Answer what each run of a week of this distance covers."""
    return Distance(distance.micrometres // _runs_of(distance, figures, careful=careful))


def _runs_of(distance: Distance, figures: Figures, *, careful: bool) -> int:
    """Answer the number of runs of a week of this distance."""
    whole = distance.micrometres
    if not careful and whole >= figures.many_runs * figures.goal_minutes * figures.minute.micrometres:
        return figures.many_runs
    return max(1, min(figures.few_runs, whole // shortest_walk_run(figures).distance(figures).micrometres))


def shortest_walk_run(figures: Figures) -> Drill:
    """Answer the shortest walk-run that is worth changing for: whole rounds, walking included (RETURN-18)."""
    round_minutes = figures.rungs[0] + figures.walk_minutes
    return Drill(figures.rungs[0], figures.walk_minutes, -(-figures.shortest_run // round_minutes))


def drill_of(each: Distance, limits: Limits, figures: Figures) -> Drill:
    """Answer the run of this rung that covers most of ``each``, without a break past the end of the ladder.

    A rung reaches from above the one before up to its own minutes. Where its whole rounds would cover much less than a
    run did the week before, a rung below serves (RETURN-17).
    """
    if limits.rung >= len(figures.rungs):
        minutes = min(each.micrometres // figures.minute.micrometres, limits.most_minutes)
        return Drill(max(minutes, figures.shortest_run), 0, 1)
    wanted = min(limits.so_far.micrometres, each.micrometres) * figures.kept_share
    for place in range(limits.rung, 0, -1):
        jogs = range(figures.rungs[place - 1] + 1, min(figures.rungs[place], limits.most_minutes) + 1)
        fitting = (_rounds_of(jog, each, limits, figures) for jog in jogs)
        drills = [drill for drill in fitting if drill.whole >= figures.shortest_run]
        if drills:
            drill = max(drills, key=lambda drill: (drill.distance(figures), drill.jog_minutes))
            if drill.distance(figures).micrometres >= wanted:
                return drill
    drill = _rounds_of(figures.rungs[0], each, limits, figures)
    return drill if drill.rounds >= shortest_walk_run(figures).rounds else shortest_walk_run(figures)


def _rounds_of(jog: int, each: Distance, limits: Limits, figures: Figures) -> Drill:
    """Answer as many rounds as fit; one alone needs no walk behind it."""
    once = Drill(jog, figures.walk_minutes, 1).distance(figures)
    rounds = min(each.micrometres // once.micrometres, limits.most_minutes // jog)
    if rounds > 1:
        return Drill(jog, figures.walk_minutes, rounds)
    alone = Drill(jog, 0, 1)
    return alone if alone.distance(figures) <= each else Drill(jog, 0, 0)


def easier(runs: Runs, figures: Figures) -> Runs:
    """Answer the week without its first run, so that it begins with days of rest; a single run moves back."""
    days = runs.days[1:] or figures.run_days[figures.few_runs][1:][:1]
    return Runs(runs.drill, days, tuple(day for day in runs.other_days if day not in days))
