"""How old a pair is and how many hours were run in it, beside its runner's own limits of both. Rules WEAR-10, WEAR-19.

Months are counted by the calendar: a pair started on 31 January is a month old on the last day of February.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from api.advice.core.rules import Rulebook
from api.advice.core.units import MONTHS_A_YEAR
from api.advice.retirement.answer import AGE, HOURS, DueBy
from api.advice.retirement.limits import limit_figures
from api.advice.retirement.pace import Pace, pace_figures
from api.advice.retirement.request import WornPair

WITHIN, NEAR, OVER = "within", "near", "over"
"""Where a pair is beside an own limit of age or hours: planning begins at the share of WEAR-10."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """An own limit of age or hours: how much of ``limit`` is ``used``, in whole months or in hours, and the stage."""

    kind: str
    used: float
    limit: float
    stage: str


def own_limits(pair: WornPair, as_of: date, book: Rulebook) -> tuple[OwnLimit, ...]:
    """Return the own limits of age and hours whose use is known."""
    return tuple(_own_limits(pair, as_of, book))


def _own_limits(pair: WornPair, as_of: date, book: Rulebook) -> Iterator[OwnLimit]:
    if pair.limit_age_months is not None and pair.started_on is not None:
        plan_on, due_on = _dates_by_age(pair.started_on, pair.limit_age_months, book)
        stage = OVER if as_of >= due_on else NEAR if as_of >= plan_on else WITHIN
        yield OwnLimit(AGE, months_between(pair.started_on, as_of), pair.limit_age_months, stage)
    if pair.limit_hours is not None and pair.hours is not None:
        near = pair.limit_hours * _planning_share(book)
        stage = OVER if pair.hours >= pair.limit_hours else NEAR if pair.hours >= near else WITHIN
        yield OwnLimit(HOURS, pair.hours, pair.limit_hours, stage)


def _planning_share(book: Rulebook) -> float:
    figures = limit_figures(book)
    return figures.race_plan_from.micrometres / figures.race_retire_by.micrometres


def _dates_by_age(started_on: date, months: int, book: Rulebook) -> tuple[date, date]:
    due_on = months_later(started_on, months)
    return started_on + timedelta(days=int((due_on - started_on).days * _planning_share(book))), due_on


def has_aged(pair: WornPair, as_of: date, book: Rulebook) -> bool:
    """Return whether a pair is so old that its foam is pressed before a race, however little it has run (WEAR-19)."""
    months = int(book.number("WEAR-19", "press_from_months"))
    return pair.started_on is not None and as_of >= months_later(pair.started_on, months)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months on, or the last of that month; at the latest the last day there is."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    if day.year + years > date.max.year:
        return date.max
    _, last = monthrange(day.year + years, month + 1)
    return date(day.year + years, month + 1, min(day.day, last))


def months_between(first: date, last: date) -> int:
    """Return how many whole months lie between two days; none where the first comes later."""
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    whole = months if months_later(first, max(0, months)) <= last else months - 1
    return max(0, whole)


def due_by_age(pair: WornPair, as_of: date, book: Rulebook) -> DueBy | None:
    """Return when the own limit of age is reached; ``None`` without one, or where the first day is not known."""
    if pair.limit_age_months is None or pair.started_on is None:
        return None
    plan_on, due_on = _dates_by_age(pair.started_on, pair.limit_age_months, book)
    return DueBy(AGE, max(as_of, plan_on), max(as_of, due_on))


def due_by_hours(pair: WornPair, pace: Pace | None, as_of: date, book: Rulebook) -> DueBy | None:
    """Return when the own limit of hours is reached, at the pace, and at the hours for a distance so far.

    ``None`` too where the date is too far off to name.
    """
    reached = pair.reached
    if pair.limit_hours is None or not pair.hours or pace is None or not pace.known:
        return None
    if reached is None or not reached.micrometres:
        return None
    days = [
        pace.usual.days_for(round(max(0.0, goal - pair.hours) / pair.hours * reached.micrometres))
        for goal in (pair.limit_hours * _planning_share(book), pair.limit_hours)
    ]
    if days[1] > pace_figures(book).furthest_days or as_of.toordinal() + days[1] > date.max.toordinal():
        return None
    plan_on, due_on = (as_of + timedelta(days=count) for count in days)
    return DueBy(HOURS, plan_on, due_on)
