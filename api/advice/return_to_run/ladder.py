"""One run: jogging and walking in turn on the ladder's steps, then jogging without a break.

A run has a distance, its share of the week, and the whole minutes that cover it at an easy pace, never more
(RETURN-16). RETURN-02, RETURN-17, RETURN-18, RETURN-19.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook

RULED_OUT, OPEN, INJURED = "ruled_out", "open", "injured"
"""A bone stress injury of the foot: there was none, nobody knows, or there was one."""

GROW, EASE, REPEAT, BACK, RESUME = "grow", "ease", "repeat", "back", "resume"
STEPS = (GROW, EASE, REPEAT, BACK, RESUME)
"""What a planned week does with the distance it rests on: the whole step, less of it, or none; in the last two with a
shorter first run, a day later in ``back``."""
SHORT_FIRST = frozenset({BACK, RESUME})

WALK_RUN, CONTINUOUS = "walk_run", "continuous"
KINDS = (WALK_RUN, CONTINUOUS)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures of the way back. Distances are of one minute, one outing or one week; shares are exact.

    There is one for each rulebook; two are the same only if they are one object.
    """

    jogged_minute: Distance
    walked_minute: Distance
    first_jog: int
    first_walk: int
    first_rounds: int
    first_unbroken: int
    later_jog_low: int
    later_jog_high: int
    later_jog_open: int
    walk_before: int
    walk_after: int
    least_walk: int
    injured_share: Fraction
    fewest_rounds: int
    steps: tuple[int, ...]
    ladders: Mapping[str, tuple[int, ...]]
    few_runs: int
    many_runs: int
    goal_minutes: int
    longest_run: int
    flat_weeks: int
    season_weeks: float
    small_week: Distance
    small_step: Distance
    growth: Fraction
    step_shares: Mapping[str, Fraction]
    near: Distance
    run_days: tuple[tuple[int, ...], ...]
    other_days: tuple[tuple[int, ...], ...]

    @property
    def first_outing(self) -> Drill:
        """The documents' first outing."""
        return walk_run(self.first_jog, self.first_rounds, self)

    @property
    def least_run(self) -> Drill:
        """The shortest walk-run that is planned."""
        return walk_run(self.first_jog, self.fewest_rounds, self)


@dataclass(frozen=True, slots=True)
class Drill:
    """One run: ``jog_minutes`` and ``walk_minutes`` in turn, ``rounds`` times, between two walks.

    ``distance`` is what it is planned to cover, walking included; its minutes cover that or a little less.
    """

    jog_minutes: int
    walk_minutes: int
    rounds: int
    distance: Distance
    walk_before: int = 0
    walk_after: int = 0

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        return WALK_RUN if self.walk_minutes else CONTINUOUS

    @property
    def jogged(self) -> int:
        """Minutes of jogging in all."""
        return self.jog_minutes * self.rounds

    @property
    def minutes(self) -> int:
        """Minutes in all, walking included."""
        return (self.jog_minutes + self.walk_minutes) * self.rounds + self.walk_before + self.walk_after

    def covered(self, figures: Figures) -> int:
        """Return the micrometres that its minutes cover at an easy pace."""
        walked = self.minutes - self.jogged
        return self.jogged * figures.jogged_minute.micrometres + walked * figures.walked_minute.micrometres


@lru_cache(maxsize=8)
def figures_of(book: Rulebook) -> Figures:
    """Return the figures of this rulebook. ``run_days`` and ``other_days`` are indexed by the number of runs."""
    steps = _several(book, "RETURN-17", "unbroken_jog_minutes")
    return Figures(
        jogged_minute=Distance.of(book.number("RETURN-16", "one_minute_easy_m"), "m"),
        walked_minute=Distance.of(book.number("RETURN-16", "one_minute_walk_m"), "m"),
        first_jog=whole(book, "RETURN-02", "jog_min"),
        first_walk=whole(book, "RETURN-02", "walk_min"),
        first_rounds=whole(book, "RETURN-02", "rounds"),
        first_unbroken=whole(book, "RETURN-02", "alternative_min_minutes"),
        later_jog_low=whole(book, "RETURN-19", "later_outings_min_minutes"),
        later_jog_high=whole(book, "RETURN-19", "later_outings_max_minutes"),
        later_jog_open=whole(book, "RETURN-21", "later_outings_jog_minutes"),
        walk_before=whole(book, "RETURN-19", "walk_before_max_minutes"),
        walk_after=whole(book, "RETURN-19", "walk_after_max_minutes"),
        least_walk=whole(book, "RETURN-19", "walk_min_minutes"),
        injured_share=exact(book, "RETURN-15", "after_bone_stress_step_fraction"),
        fewest_rounds=whole(book, "RETURN-18", "fewest_rounds"),
        steps=steps,
        ladders=_ladders(steps, book),
        few_runs=whole(book, "RETURN-12", "phase1_runs"),
        many_runs=whole(book, "RETURN-12", "phase2_runs"),
        goal_minutes=whole(book, "RETURN-10", "continuous_min_minutes"),
        longest_run=whole(book, "RETURN-18", "longest_run_minutes"),
        flat_weeks=whole(book, "RETURN-06", "no_hills_weeks"),
        season_weeks=book.number("RETURN-24", "season_weeks"),
        small_week=Distance.of(book.number("RETURN-07", "small_week_below_mi_per_week"), "mi"),
        small_step=Distance.of(book.number("RETURN-07", "small_week_max_increase_mi"), "mi"),
        growth=exact(book, "RETURN-07", "max_weekly_increase_fraction"),
        step_shares=_step_shares(book),
        near=Distance.of(book.number("RETURN-22", "reached_within_m"), "m"),
        run_days=((), *(_several(book, "RETURN-18", f"{name}_on_days") for name in _RUNS)),
        other_days=((), *(_several(book, "RETURN-18", f"others_beside_{name}_on_days") for name in _RUNS[:-1]), ()),
    )


_RUNS = ("one_run", "two_runs", "three_runs", "four_runs", "five_runs", "six_runs")


def _ladders(steps: tuple[int, ...], book: Rulebook) -> Mapping[str, tuple[int, ...]]:
    """Return the step of each week of the ladder, by what is known of the bone."""
    slow = whole(book, "RETURN-17", "one_step_after_bone_stress_weeks")
    slow_steps = steps[: whole(book, "RETURN-21", "slow_steps")]
    ladders = {
        RULED_OUT: tuple(step for step in steps for _ in range(whole(book, "RETURN-17", "one_step_weeks"))),
        OPEN: tuple(step for step in steps for _ in range(slow if step in slow_steps else 1)),
        INJURED: tuple(step for step in steps for _ in range(slow)),
    }
    return MappingProxyType(ladders)


def _step_shares(book: Rulebook) -> Mapping[str, Fraction]:
    """Return which share of the documents' step a planned week takes (RETURN-15)."""
    none = Fraction(0)
    sore = exact(book, "RETURN-15", "after_soreness_step_fraction")
    return MappingProxyType({GROW: Fraction(1), EASE: sore, REPEAT: none, BACK: none, RESUME: none})


def whole(book: Rulebook, rule: str, name: str) -> int:
    """Return a figure that is a whole number."""
    return int(book.number(rule, name))


def exact(book: Rulebook, rule: str, name: str) -> Fraction:
    """Return a figure as the decimal number it is written as: kilometres and miles then agree to the micrometre."""
    return Fraction(repr(book.number(rule, name)))


def _several(book: Rulebook, rule: str, name: str) -> tuple[int, ...]:
    value = book.value(rule, name)
    return tuple(int(item) for item in value) if isinstance(value, tuple) else ()


def unbroken(distance: Distance, figures: Figures) -> Drill:
    """Return a run without a break over a distance."""
    return Drill(max(1, distance.micrometres // figures.jogged_minute.micrometres), 0, 1, distance)


def walk_run(jog: int, rounds: int, figures: Figures, before: int = 0, after: int = 0) -> Drill:
    """Return rounds of jogging and walking, as far as they carry; one round alone needs no walk behind it."""
    drill = Drill(jog, figures.first_walk if rounds > 1 else 0, rounds, Distance(0), before, after)
    return Drill(jog, drill.walk_minutes, rounds, Distance(drill.covered(figures)), before, after)


def drill_of(distance: Distance, step: int | None, figures: Figures) -> Drill:
    """Return the run over a distance on a step of the ladder, ``None`` past its end.

    A step reaches from above the one before up to its own minutes; the longest jogs are taken whose rounds and the
    walks around them fill the distance. A run short enough for one jog of the step has no break.
    """
    if step is None or distance.micrometres // figures.jogged_minute.micrometres <= step:
        return unbroken(distance, figures)
    below = max((other for other in figures.steps if other < step), default=0)
    drills = [_rounds(jog, distance, figures) for jog in range(step, below, -1)]
    fitting = [drill for drill in drills if drill is not None]
    if not fitting:
        return drill_of(distance, below, figures) if below else _shortest(distance, figures)
    small = figures.least_walk * figures.walked_minute.micrometres
    near = (drill for drill in fitting if distance.micrometres - drill.covered(figures) < small)
    return next(near, None) or max(fitting, key=lambda drill: drill.covered(figures))


def _rounds(jog: int, distance: Distance, figures: Figures) -> Drill | None:
    """Return rounds with this jog over the distance, with a walk before them where there is room."""
    a_round = walk_run(jog, figures.fewest_rounds, figures).distance.micrometres // figures.fewest_rounds
    room = distance.micrometres - figures.walk_before * figures.walked_minute.micrometres
    rounds = max(room // a_round, 0)
    if rounds < figures.fewest_rounds:
        rounds = distance.micrometres // a_round
    drill = walk_run(jog, rounds if rounds >= figures.fewest_rounds else 1, figures)
    if drill.distance > distance or drill.minutes < figures.least_walk:
        return None
    return with_walks(drill, distance, figures)


def with_walks(drill: Drill, distance: Distance, figures: Figures) -> Drill:
    """Return the run over the distance with as much walking before and after it as has room and is worth naming."""
    minutes = (distance.micrometres - drill.covered(figures)) // figures.walked_minute.micrometres
    before = _named(min(minutes, figures.walk_before), figures)
    after = _named(min(minutes - before, figures.walk_after), figures)
    return Drill(drill.jog_minutes, drill.walk_minutes, drill.rounds, distance, before, after)


def _named(minutes: int, figures: Figures) -> int:
    return minutes if minutes >= figures.least_walk else 0


def _shortest(distance: Distance, figures: Figures) -> Drill:
    """Return the least walk-run there is, however short the distance."""
    return with_walks(figures.least_run, max(distance, figures.least_run.distance), figures)
