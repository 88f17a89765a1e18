"""The weeks of the way back: each within its ceiling, never past the usual distance.

Week 1 has rules of its own (``return_first_week``). From then on every week rests on the one before it (RETURN-07,
RETURN-15); single runs end at an hour (RETURN-18), and what a long usual week holds beyond is counted, not planned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, repeat

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.figures import Figures, figures_of
from api.advice.return_to_run.first_week import all_outings, first_week, share_of
from api.advice.return_to_run.ladder import Limits, Runs, a_run_of, easier, most_in_a_week, runs_within

GROW, REPEAT, BACK = "grow", "repeat", "back"
STEPS = (GROW, REPEAT, BACK)
"""What the first planned week does with the last one run."""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """All that a plan is made of. ``last``: the distance of the week to go on from.

    ``careful``: the gentler steps, while a bone stress injury is not ruled out; ``injured``: one was told of.
    """

    usual: Distance
    weeks_done: int = 0
    last: Distance | None = None
    step: str = GROW
    careful: bool = True
    injured: bool = False
    continuous: bool = False
    longest_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One week: its number since running began, the most that may be run in it, and its runs."""

    number: int
    ceiling: Distance
    distance: Distance
    runs: Runs
    hills: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The weeks shown, and ``due_week``, in which the usual distance would be reached; ``None`` if it never would."""

    weeks: tuple[PlannedWeek, ...]
    due_week: int | None


def plan_of(facts: PlanFacts, book: Rulebook) -> Plan:
    """Answer the plan: up to the usual distance or an hour a run, at most as many weeks as are shown (RETURN-22)."""
    figures = figures_of(book)
    shown: list[PlannedWeek] = []
    reached = facts.last is not None and facts.last >= facts.usual
    due = facts.weeks_done + 1 if reached else None
    for week in islice(_weeks(facts, figures), figures.counted_weeks):
        built = bool(shown) and shown[-1].runs == week.runs and _rung(facts, len(shown), figures) >= len(figures.rungs)
        if not built and len(shown) < figures.shown_weeks:
            shown.append(week)
        due = due or _due_week(week, facts, figures)
        if due is not None and (built or len(shown) == figures.shown_weeks):
            break
    return Plan(_without_repeats(shown), due)


def _without_repeats(shown: list[PlannedWeek]) -> tuple[PlannedWeek, ...]:
    """Answer the weeks without those at the end that only repeat the same unbroken runs."""
    last = shown[-1]
    while shown[:-1] and shown[:-1][-1].runs == last.runs and not last.runs.drill.walk_minutes:
        shown.pop()
    return tuple(shown)


def _due_week(week: PlannedWeek, facts: PlanFacts, figures: Figures) -> int | None:
    """Answer the week from which the usual distance may be run; counted on where runs of an hour do not hold it."""
    number, ceiling = week.number, week.ceiling
    if week.runs.drill.jogged >= figures.longest_run and ceiling < facts.usual:
        ceiling = week.distance
        while ceiling < facts.usual and number < figures.counted_weeks:
            number, ceiling = number + 1, step_from(ceiling, figures, careful=facts.careful)
    return number if ceiling >= facts.usual else None


def step_from(distance: Distance, figures: Figures, *, careful: bool) -> Distance:
    """Answer the ceiling of the week after one of this distance (RETURN-07, less by RETURN-15)."""
    share = figures.careful_step_share if careful else figures.step_share
    return distance + share_of(Distance(_documents_step(distance, figures)), share)


def documents_ceiling(distance: Distance, figures: Figures) -> Distance:
    """Answer the most that the documents allow in the week after one of this distance (RETURN-07)."""
    return distance + Distance(_documents_step(distance, figures))


def grew_too_fast(before: Distance, after: Distance, figures: Figures) -> bool:
    """Answer whether a week grew by more than the documents allow (RETURN-07)."""
    return after > documents_ceiling(before, figures)


def _documents_step(distance: Distance, figures: Figures) -> int:
    if distance < figures.small_below:
        return figures.small_step.micrometres
    return share_of(distance, figures.growth).micrometres


def _weeks(facts: PlanFacts, figures: Figures) -> Iterator[PlannedWeek]:
    """Answer week after week, without end; none is longer than the same week of the plainer plan."""
    last = facts.last
    plainer = _plainer(facts)
    bounds = repeat(None) if plainer is None else (week.distance for week in _weeks(plainer, figures))
    for index, bound in enumerate(bounds):
        ceiling = _ceiling(facts, last, _step(facts, index), figures)
        if last is None and not facts.injured:
            runs = first_week(facts.usual, figures, continuous=facts.continuous and not facts.careful)
        else:
            runs = _runs_after(last, index, facts, figures)
            if bound is not None and runs.distance(figures) > bound:
                runs = _runs_in(bound, last, index, facts, figures)
        number = facts.weeks_done + 1 + index
        last = runs.distance(figures)
        yield PlannedWeek(number, max(ceiling, last), last, runs, hills=number > figures.no_hills_weeks)


def _plainer(facts: PlanFacts) -> PlanFacts | None:
    """Answer the facts of the plan that this one is never ahead of, whatever rounding to whole rounds does."""
    if facts.injured:
        return replace(facts, injured=False)
    if facts.careful:
        return replace(facts, careful=False, continuous=facts.continuous and facts.last is not None)
    return None


def _runs_after(last: Distance | None, index: int, facts: PlanFacts, figures: Figures) -> Runs:
    """Answer the runs of the week of this index, which rests on the ``last`` one alone and not on how it came about."""
    room = _least(_ceiling(facts, last, _step(facts, index), figures), facts.usual)
    if facts.careful and last is not None:
        # After the same week the careful one is never ahead, whatever rounding to whole minutes does.
        plain = replace(facts, careful=False, injured=False)
        room = _least(room, _runs_after(last, index, plain, figures).distance(figures))
    return _runs_in(room, last, index, facts, figures)


def _runs_in(room: Distance, last: Distance | None, index: int, facts: PlanFacts, figures: Figures) -> Runs:
    runs = runs_within(_limits(room, last, _rung(facts, index, figures), facts, figures), figures)
    return easier(runs, figures) if _step(facts, index) == BACK else runs


def _step(facts: PlanFacts, index: int) -> str:
    return facts.step if index == 0 else GROW


def _limits(room: Distance, last: Distance | None, rung: int, facts: PlanFacts, figures: Figures) -> Limits:
    if last is None:
        return Limits(room, figures.first_walk_run_minutes, rung, facts.careful, Distance(0))
    so_far = a_run_of(last, figures, careful=facts.careful)
    return Limits(room, figures.longest_run, rung, facts.careful, so_far)


def _ceiling(facts: PlanFacts, last: Distance | None, step: str, figures: Figures) -> Distance:
    if last is None and facts.injured:
        return _least(share_of(facts.usual, figures.week1_low), all_outings(figures))
    if last is None:
        return share_of(facts.usual, figures.week1_high)
    most = _least(facts.usual, most_in_a_week(figures, careful=facts.careful))
    return _least(step_from(last, figures, careful=facts.careful) if step == GROW else last, most)


def _rung(facts: PlanFacts, index: int, figures: Figures) -> int:
    """Answer the place on the ladder in the week of this index; past its end runs are unbroken (RETURN-17)."""
    if facts.continuous and not facts.careful:
        return len(figures.rungs)
    back = STEPS.index(facts.step)
    weeks = figures.careful_rung_weeks if facts.careful else figures.rung_weeks
    if facts.longest_minutes is None:
        return max(0, facts.weeks_done + index - back) // weeks
    reached = sum(1 for rung in figures.rungs if rung <= facts.longest_minutes)
    # What holds the longest jog so far lies one below; the careful stay there for a while.
    start = reached - 1 if facts.careful else reached
    return max(0, start - back + index // weeks)


def _least(*distances: Distance) -> Distance:
    return Distance(min(distance.micrometres for distance in distances))
