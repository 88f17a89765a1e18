"""The weeks of the way back: each within its ceiling, never past the usual distance, and every one further on.

Week 1 has rules of its own (RETURN-02, RETURN-03, RETURN-19, RETURN-24). From then on a week rests on the distance of
the one before it alone (RETURN-07, RETURN-15), so that whoever follows the plan and reports it gets the next week of
the same plan. The shape of a week (RETURN-12, RETURN-18) holds on the way there and gives way to the runner's own
where more distance asks for it (RETURN-26).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.return_to_run.ladder import (
    BACK,
    EASE,
    GROW,
    INJURED,
    OPEN,
    REPEAT,
    RULED_OUT,
    SHORT_FIRST,
    Drill,
    Figures,
    drill_of,
    exact,
    figures_of,
    unbroken,
    walk_run,
    whole,
    with_walks,
)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """All that a plan is made of.

    ``last`` is the distance that the first week shown rests on, ``None`` for week 1; ``longest_minutes`` the longest
    jog of the week before, ``weeks_off`` the weeks without running before week 1.
    """

    usual: Distance
    weeks_done: int = 0
    last: Distance | None = None
    step: str = GROW
    bone: str = OPEN
    continuous: bool = False
    longest_minutes: int | None = None
    weeks_off: float | None = None


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a week on ``days`` of it (1 is the first), one drill a day; ``other_days`` are of other sport."""

    days: tuple[int, ...]
    drills: tuple[Drill, ...]
    other_days: tuple[int, ...]

    @property
    def distance(self) -> Distance:
        """The distance of all runs."""
        return Distance(sum(drill.distance.micrometres for drill in self.drills))


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One week: its number since running began, the most that may be run in it, and its runs.

    ``own`` says that the week holds more than the plan's runs do, so that the runner shapes it.
    """

    number: int
    ceiling: Distance
    runs: Runs
    hills: bool
    own: bool

    @property
    def distance(self) -> Distance:
        """The distance of its runs."""
        return self.runs.distance

    @property
    def walks(self) -> bool:
        """Whether its runs have walking breaks."""
        return any(drill.walk_minutes for drill in self.runs.drills)


@dataclass(frozen=True, slots=True)
class Plan:
    """The weeks shown, and ``due_week``, in which the usual distance is reached; ``None`` if that is too far off."""

    weeks: tuple[PlannedWeek, ...]
    due_week: int | None


def plan_of(facts: PlanFacts, book: Rulebook) -> Plan:
    """Return the plan up to unbroken runs over the usual distance, at most as many weeks as are shown (RETURN-22)."""
    figures = figures_of(book)
    shown: list[PlannedWeek] = []
    for week in islice(_weeks(facts, book), whole(book, "RETURN-22", "shown_weeks")):
        shown.append(week)
        if reached(week.distance, facts.usual, book) and not week.walks:
            break
    return Plan(tuple(shown), _due_week(shown, facts, figures, whole(book, "RETURN-22", "counted_weeks")))


def _due_week(shown: list[PlannedWeek], facts: PlanFacts, figures: Figures, counted: int) -> int | None:
    distances = [week.distance for week in shown] if facts.last is None else [facts.last, *(w.distance for w in shown)]
    first = shown[0].number - (0 if facts.last is None else 1)
    while len(distances) < counted and not _near(distances[-1], facts.usual, figures):
        distances.append(_distance(ceiling_after(distances[-1], facts, GROW, figures), figures))
    places = (index for index, distance in enumerate(distances) if _near(distance, facts.usual, figures))
    place = next(places, None)
    return None if place is None else first + place


def reached(distance: Distance, usual: Distance, book: Rulebook) -> bool:
    """Return whether a week is the usual one, but for rounding (RETURN-22)."""
    return _near(distance, usual, figures_of(book))


def _near(distance: Distance, usual: Distance, figures: Figures) -> bool:
    return distance + figures.near >= usual


@dataclass(frozen=True, slots=True)
class Goal:
    """What opens full training: so many runs in a week, the longest of so many minutes without a break.

    ``of_usual_week``: the usual week is too short for the documents' minutes, and is the goal itself (RETURN-27).
    """

    runs: int
    minutes: int
    of_usual_week: bool


def goal_of(usual: Distance, book: Rulebook) -> Goal:
    """Return what opens full training for a runner with this usual week (RETURN-10, RETURN-27)."""
    figures = figures_of(book)
    runs = _few_runs(usual, figures)
    minutes = max(1, (usual.micrometres - figures.near.micrometres) // runs // figures.jogged_minute.micrometres)
    return Goal(runs, min(minutes, figures.goal_minutes), minutes < figures.goal_minutes)


def documents_ceiling(distance: Distance, book: Rulebook) -> Distance:
    """Return the most that the documents allow in the week after one of this distance (RETURN-07)."""
    return distance + _documents_step(distance, figures_of(book))


def _documents_step(distance: Distance, figures: Figures) -> Distance:
    return figures.small_step if distance < figures.small_week else share_of(distance, figures.growth)


def share_of(distance: Distance, share: Fraction) -> Distance:
    """Return a share of a distance, rounded down to the micrometre."""
    return Distance(distance.micrometres * share.numerator // share.denominator)


def ceiling_after(distance: Distance, facts: PlanFacts, step: str, figures: Figures) -> Distance:
    """Return the most in the week after one of this distance, never past the usual one (RETURN-07, RETURN-15)."""
    return min(_grown(distance, facts, step, figures), facts.usual)


def _grown(distance: Distance, facts: PlanFacts, step: str, figures: Figures) -> Distance:
    grown = share_of(_documents_step(distance, figures), figures.step_shares[step])
    return distance + (share_of(grown, figures.injured_share) if facts.bone == INJURED else grown)


def _distance(ceiling: Distance, figures: Figures) -> Distance:
    """Return the distance of a week with this ceiling: in whole metres, and a short run at least."""
    return Distance(_metres(max(ceiling, figures.least_run.distance).micrometres))


def _weeks(facts: PlanFacts, book: Rulebook) -> Iterator[PlannedWeek]:
    """Yield week after week, without end."""
    figures, last = figures_of(book), facts.last
    for index in count():
        number = facts.weeks_done + 1 + index
        if last is None:
            ceiling, runs = _first_week_ceiling(facts, book), first_week(facts, book)
        else:
            step = facts.step if index == 0 else GROW
            ceiling = ceiling_after(last, facts, step, figures)
            runs = _runs_of(_distance(ceiling, figures), step, _step_of(facts, index, figures), facts, figures)
        last = runs.distance
        own = last > _held_by(_most_runs(facts, figures), figures.longest_run, figures)
        yield PlannedWeek(number, max(ceiling, last), runs, hills=number > figures.flat_weeks, own=own)


# Week 1


def first_week(facts: PlanFacts, book: Rulebook) -> Runs:
    """Return the runs of week 1: short outings, as near to the week's share as they come (RETURN-19, RETURN-24)."""
    figures, most = figures_of(book), _first_week_ceiling(facts, book)
    outing = _first_outing(most, facts, figures)
    number = max(1, min(figures.few_runs, most.micrometres // outing.distance.micrometres))
    later = outing
    if number == figures.few_runs and facts.bone != INJURED:
        share = min(most, share_of(facts.usual, start_share(facts.weeks_off, book)))
        later = _later_outing(share, most, outing, facts, figures)
    drills = (outing, *(later for _ in range(number - 1)))
    return Runs(figures.run_days[number], drills, figures.other_days[number])


def start_share(weeks_off: float | None, book: Rulebook) -> Fraction:
    """Return which share of the usual week fits week 1 after so many weeks without running (RETURN-24)."""
    for name in ("short", "longer"):
        if weeks_off is not None and weeks_off <= book.number("RETURN-24", f"{name}_break_max_weeks"):
            return exact(book, "RETURN-24", f"after_{name}_break_fraction")
    return exact(book, "RETURN-24", "after_long_break_fraction")


def _first_week_ceiling(facts: PlanFacts, book: Rulebook) -> Distance:
    if facts.bone != INJURED:
        return share_of(facts.usual, exact(book, "RETURN-03", "week1_max_fraction"))
    figures = figures_of(book)
    outings = Distance(figures.few_runs * figures.first_outing.distance.micrometres)
    return min(share_of(facts.usual, exact(book, "RETURN-03", "week1_min_fraction")), outings)


def _first_outing(most: Distance, facts: PlanFacts, figures: Figures) -> Drill:
    """Return the first outing; for a very short usual week less of it."""
    if _unbroken_first(facts):
        minutes = min(figures.first_unbroken, most.micrometres // figures.jogged_minute.micrometres)
        return unbroken(Distance(minutes * figures.jogged_minute.micrometres), figures)
    outing = figures.first_outing
    rounds = min(outing.rounds, most.micrometres * outing.rounds // outing.distance.micrometres)
    return walk_run(outing.jog_minutes, max(rounds, figures.fewest_rounds), figures)


def _later_outing(share: Distance, most: Distance, outing: Drill, facts: PlanFacts, figures: Figures) -> Drill:
    """Return the other outings of week 1: 10 to 15 minutes of jogging, and walking around them up to the share."""
    others = figures.few_runs - 1
    room, wished = ((week.micrometres - outing.distance.micrometres) // others for week in (most, share))
    a_round = outing.distance.micrometres // outing.rounds if outing.walk_minutes else figures.jogged_minute.micrometres
    before = figures.walk_before * figures.walked_minute.micrometres
    high = figures.later_jog_open if facts.bone == OPEN else figures.later_jog_high
    jogged = max(figures.later_jog_low, min(high, (wished - before) // a_round))
    jogged = max(min(jogged, room // a_round), outing.jogged)
    drill = walk_run(outing.jog_minutes, jogged, figures)
    if not outing.walk_minutes:
        drill = unbroken(Distance(jogged * a_round), figures)
    if wished <= drill.distance.micrometres:
        return drill
    full = with_walks(drill, Distance(_metres(wished)), figures)
    covered = full.covered(figures)
    return full if wished - covered < a_round else with_walks(drill, Distance(covered), figures)


def _unbroken_first(facts: PlanFacts) -> bool:
    return facts.continuous and facts.bone == RULED_OUT


# Later weeks


def _runs_of(week: Distance, step: str, jog: int | None, facts: PlanFacts, figures: Figures) -> Runs:
    """Return the runs of a later week; a step back begins a day later, and with a shorter run (RETURN-25)."""
    number = _number_of_runs(week, facts, figures)
    days, others = figures.run_days[number], figures.other_days[number]
    first = None
    if step in SHORT_FIRST:
        first = _first_after_a_step_back(week, number, facts, figures)
    if step == BACK:
        days, others = (_a_day_later(days), _a_day_later(others))
    drills = _shared(week.micrometres, number, first, jog, figures)
    return Runs(days, drills, tuple(day for day in others if day not in days))


def _shared(week: int, number: int, first: Drill | None, jog: int | None, figures: Figures) -> tuple[Drill, ...]:
    """Return runs that share a distance evenly, to the metre, after the ``first`` where there is one."""
    rest = week - (first.distance.micrometres if first else 0)
    left = number - (1 if first else 0)
    shares = [_metres(rest // left)] * left
    shares[-1:] = [rest - sum(shares[:-1])]
    drills = {share: drill_of(Distance(share), jog, figures) for share in set(shares)}
    return (*((first,) if first else ()), *(drills[share] for share in shares))


def _first_after_a_step_back(week: Distance, number: int, facts: PlanFacts, figures: Figures) -> Drill | None:
    """Return the first run after a step back: as short as the others allow, which grow by no more than a week may."""
    if number == 1:
        return None
    most = _grown(week, facts, GROW, figures).micrometres // number
    least = min(figures.first_outing.distance.micrometres, week.micrometres // number)
    distance = Distance(_metres(max(least, week.micrometres - (number - 1) * most)))
    gentle = drill_of(distance, figures.first_jog, figures)
    return gentle if gentle.jogged <= figures.later_jog_high else drill_of(distance, figures.later_jog_low, figures)


def _a_day_later(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(min(day + 1, DAYS_A_WEEK) for day in days)


def _number_of_runs(week: Distance, facts: PlanFacts, figures: Figures) -> int:
    """Return how many runs a week of this distance has (RETURN-12, RETURN-18, RETURN-26)."""
    held = _most_runs(facts, figures)
    if week > _held_by(held, figures.longest_run, figures):
        numbers = range(held + 1, len(figures.run_days))
        fitting = (number for number in numbers if week <= _held_by(number, figures.longest_run, figures))
        return next(fitting, len(figures.run_days) - 1)
    if held == figures.many_runs and week >= _held_by(held, figures.goal_minutes, figures):
        return held
    return _few_runs(week, figures)


def _few_runs(week: Distance, figures: Figures) -> int:
    return max(1, min(figures.few_runs, week.micrometres // figures.first_outing.distance.micrometres))


def _most_runs(facts: PlanFacts, figures: Figures) -> int:
    return figures.many_runs if facts.bone == RULED_OUT else figures.few_runs


def _held_by(number: int, minutes: int, figures: Figures) -> Distance:
    return Distance(number * minutes * figures.jogged_minute.micrometres)


def _metres(micrometres: int) -> int:
    """Return a distance rounded down to whole metres."""
    metre = Distance.of(1, "m").micrometres
    return micrometres // metre * metre


def _step_of(facts: PlanFacts, index: int, figures: Figures) -> int | None:
    """Return the jog of the ladder in the week of this index, ``None`` past its end (RETURN-17).

    The weeks that were run decide, but nobody skips a step, and nobody goes back to one that was jogged already.
    """
    if _unbroken_first(facts):
        return None
    ladder, held = _ladder_of(facts, figures), 0 if facts.step in (GROW, EASE) else 1
    place = facts.weeks_done
    if facts.longest_minutes is not None:
        jogged = next((step for step in figures.steps if step >= facts.longest_minutes), None)
        if jogged is None:
            place = len(ladder) + (1 if facts.step == REPEAT else 0)
        else:
            first, weeks = ladder.index(jogged), ladder.count(jogged)
            place = min(max(place, first), first + weeks) if weeks > 1 else first + 1
    place = max(0, place - held) + index
    return ladder[place] if place < len(ladder) else None


def _ladder_of(facts: PlanFacts, figures: Figures) -> tuple[int, ...]:
    """Return the ladder of this runner: after a season without running as slow as an open bone question (RETURN-24)."""
    long = facts.weeks_off is not None and facts.weeks_off > figures.season_weeks
    return figures.ladders[OPEN if long and facts.bone == RULED_OUT else facts.bone]
