"""On which date a pair is due, with the earliest and the latest, by the nearest of its limits (WEAR-10, WEAR-14).

First how fast a pair gathers distance: from its own recent days, or from a week that the runner states. The day it is
asked is passed in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from statistics import median
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.answer import CERTAINTIES
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.core.wording import DistanceText
from api.advice.retirement.answer import AGE, DISTANCE, HOURS, DueBy, Forecast
from api.advice.retirement.limits import dates_by_age, planning_share
from api.advice.retirement.request import WornPair

LOG, STATED_WEEK = "log", "stated_week"
BASES = (LOG, STATED_WEEK)

DOUBTS = {
    "few_weeks": "low",
    "recent_break": "low",
    "mostly_idle": "low",
    "uneven_weeks": "medium",
    "one_big_week": "medium",
}
"""What makes a date less sure -> how sure it can still be."""


class Rate(NamedTuple):
    """So many micrometres in so many days; whole numbers, so that every comparison is exact."""

    micrometres: int
    days: int

    def days_for(self, micrometres: int) -> int:
        """Return the days in which ``micrometres`` are run, a day begun counting as one; the rate is not zero."""
        return -(-micrometres * self.days // self.micrometres)

    def at_percent(self, percent: int) -> Rate:
        """Return this share of the rate."""
        return Rate(self.micrometres * percent, self.days * 100)

    def is_faster_than(self, other: Rate) -> bool:
        """Return whether more is run at this rate."""
        return self.micrometres * other.days > other.micrometres * self.days


NO_RATE = Rate(0, 1)


class PaceFigures(NamedTuple):
    """The figures of WEAR-14; shares in whole per cent."""

    window_days: int
    run_days_needed: int
    shortest_days: int
    rough_below_days: int
    break_from_days: int
    uneven_over: float
    big_week_over: float
    quiet_percent: int
    full_percent: int
    spread_percent: Mapping[str, int]
    stated_spread_percent: int
    slowest_percent: int
    furthest_days: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a pair gathers distance: ``usual``, and in ``full`` and ``quiet`` weeks; quiet <= usual <= full.

    ``usual`` is zero where no pace is known. ``certainty`` is one of ``CERTAINTIES``; ``because`` names what lowers
    it (``DOUBTS``), or why there is no pace: too_few_runs, not_run_lately, nothing_a_week. ``weeks`` is the length of
    the record, ``days_since_run`` the time since the last run.
    """

    basis: str
    usual: Rate
    full: Rate
    quiet: Rate
    certainty: str
    because: tuple[str, ...] = ()
    weeks: int = 0
    days_since_run: int | None = None

    @property
    def known(self) -> bool:
        """Whether there is a pace at all."""
        return self.usual.micrometres > 0


@lru_cache(maxsize=8)
def pace_figures(book: Rulebook) -> PaceFigures:
    """Return the figures of this rulebook."""

    def whole(name: str) -> int:
        return int(book.number("WEAR-14", name))

    def percent(name: str) -> int:
        return round(book.number("WEAR-14", name) * 100)

    return PaceFigures(
        whole("window_weeks") * DAYS_A_WEEK,
        whole("run_days_needed"),
        whole("shortest_record_days"),
        whole("rough_below_weeks") * DAYS_A_WEEK,
        whole("break_from_days"),
        book.number("WEAR-14", "uneven_over_ratio"),
        book.number("WEAR-14", "big_week_over_ratio"),
        percent("quiet_weeks_fraction"),
        percent("full_weeks_fraction"),
        MappingProxyType(
            {
                "low": percent("rough_spread_fraction"),
                "medium": percent("fair_spread_fraction"),
                "high": percent("sure_spread_fraction"),
            }
        ),
        percent("stated_spread_fraction"),
        percent("slowest_pace_fraction"),
        whole("furthest_weeks") * DAYS_A_WEEK,
    )


def recent_from(as_of: date, book: Rulebook) -> date:
    """Return the first day whose runs count for a pace on the day ``as_of``."""
    return as_of - timedelta(days=min(pace_figures(book).window_days - 1, as_of.toordinal() - 1))


def pace_of_week(weekly: Distance, book: Rulebook) -> Pace:
    """Return the pace of a distance a week that the runner states; a week of nothing is no pace."""
    usual = Rate(weekly.micrometres, DAYS_A_WEEK)
    spread = pace_figures(book).stated_spread_percent
    because = () if usual.micrometres else ("nothing_a_week",)
    return Pace(STATED_WEEK, usual, usual.at_percent(100 + spread), usual.at_percent(100 - spread), "medium", because)


def pace_of_days(
    days: Iterable[tuple[date, Distance]], as_of: date, book: Rulebook, *, first_run_on: date | None = None
) -> Pace:
    """Return the pace of a pair from its runs, as (day, distance), in any order; a day may come more than once.

    Only days from ``recent_from(as_of)`` to ``as_of`` count, so no others need to be read; ``first_run_on`` is then the
    day of the first run of all, without which the earliest of ``days`` is taken for it.
    """
    figures = pace_figures(book)
    by_day = _by_day(days, as_of, figures)
    if not by_day:
        return _no_pace("not_run_lately")
    if len(by_day) < figures.run_days_needed:
        return _no_pace("too_few_runs")
    first = min(by_day) if first_run_on is None else min(first_run_on, min(by_day))
    record = max(figures.shortest_days, min(figures.window_days, (as_of - first).days + 1))
    usual = Rate(sum(by_day.values()), record)
    weeks = _full_weeks(by_day, as_of, record)
    since_run = (as_of - max(by_day)).days
    because = tuple(_doubts(weeks, record, since_run, figures))
    certainty = min((DOUBTS[doubt] for doubt in because), key=CERTAINTIES.index, default="high")
    quiet, full = _span(usual, weeks, figures.spread_percent[certainty], figures)
    return Pace(LOG, usual, full, quiet, certainty, because, max(1, record // DAYS_A_WEEK), since_run)


def _span(usual: Rate, weeks: list[int], spread: int, figures: PaceFigures) -> tuple[Rate, Rate]:
    """Return the rates of quiet and of full weeks, as far from the usual one as the spread at least."""
    quiet_week, full_week = _quiet_and_full(weeks, figures)
    full, fuller = usual.at_percent(100 + spread), Rate(full_week, DAYS_A_WEEK)
    quiet, quieter = usual.at_percent(100 - spread), Rate(quiet_week, DAYS_A_WEEK)
    slowest = usual.at_percent(figures.slowest_percent)
    quiet = quieter if quiet.is_faster_than(quieter) else quiet
    return slowest if slowest.is_faster_than(quiet) else quiet, fuller if fuller.is_faster_than(full) else full


def _by_day(days: Iterable[tuple[date, Distance]], as_of: date, figures: PaceFigures) -> dict[date, int]:
    by_day: dict[date, int] = {}
    for day, distance in days:
        if 0 <= (as_of - day).days < figures.window_days and distance.micrometres:
            by_day[day] = by_day.get(day, 0) + distance.micrometres
    return by_day


def _no_pace(because: str) -> Pace:
    return Pace(LOG, NO_RATE, NO_RATE, NO_RATE, "low", (because,))


def _full_weeks(by_day: dict[date, int], as_of: date, record: int) -> list[int]:
    """Return the distance of each whole week back from ``as_of``, smallest first; weeks without a run are 0."""
    weeks = [0] * max(1, record // DAYS_A_WEEK)
    for day, micrometres in by_day.items():
        back = (as_of - day).days // DAYS_A_WEEK
        if back < len(weeks):
            weeks[back] += micrometres
    return sorted(weeks)


def _quiet_and_full(weeks: list[int], figures: PaceFigures) -> tuple[int, int]:
    last = len(weeks) - 1
    return weeks[last * figures.quiet_percent // 100], weeks[-(-last * figures.full_percent // 100)]


def _doubts(weeks: list[int], record: int, since_run: int, figures: PaceFigures) -> Iterable[str]:
    if record < figures.rough_below_days:
        yield "few_weeks"
    if since_run >= figures.break_from_days:
        yield "recent_break"
    if not median(weeks):
        yield "mostly_idle"
    quiet, full = _quiet_and_full(weeks, figures)
    if not quiet or full > quiet * figures.uneven_over:
        yield "uneven_weeks"
    run_in = [week for week in weeks if week]
    if run_in and weeks[-1] > median(run_in) * figures.big_week_over:
        yield "one_big_week"


SURE = CERTAINTIES[-1]
RULES = ("WEAR-14",)


def due_now(as_of: date, book: Rulebook) -> Forecast:
    """Return the forecast of a pair that is due: the day it is asked."""
    return Forecast(as_of, as_of, as_of, as_of, SURE, ("due",), (), book.sentence("WEAR-14", "due"), RULES)


def nearest(by_distance: Forecast | None, others: Iterable[DueBy | None], book: Rulebook) -> Forecast | None:
    """Return the forecast by the nearest limit, with the dates of all; ``None`` where no limit has a date.

    The pair is due when the first of its limits is reached, so no date is later than by any one of them.
    """
    dates = sorted((due for due in others if due is not None), key=lambda due: due.retire_on)
    if not dates:
        return by_distance
    first = dates[0]
    if by_distance is None:
        return _by_own_limit(first, tuple(dates), book)
    by = tuple(sorted((*by_distance.by, *dates), key=lambda due: due.retire_on))
    if by_distance.retire_on <= first.retire_on:
        latest = min(by_distance.latest, first.retire_on)
        plan_on = min(by_distance.plan_on, first.plan_on)
        return replace(by_distance, by=by, plan_on=plan_on, latest=latest)
    own = _by_own_limit(first, by, book)
    earliest, plan_on = min(by_distance.earliest, own.earliest), min(by_distance.plan_on, own.plan_on)
    return replace(own, earliest=earliest, plan_on=plan_on)


def _by_own_limit(due: DueBy, by: tuple[DueBy, ...], book: Rulebook) -> Forecast:
    text = book.sentence("WEAR-10", f"due_by_{due.limit}", retire_on=due.retire_on)
    certainty = SURE if due.limit == AGE else CERTAINTIES[0]
    plan_on = min(date.plan_on for date in by)
    because = () if due.limit == AGE else ("by_hours",)
    return Forecast(plan_on, due.retire_on, due.retire_on, due.retire_on, certainty, because, by, text, ("WEAR-10",))


def forecast(
    left: Distance,
    left_to_plan: Distance,
    pace: Pace,
    as_of: date,
    book: Rulebook,
    *,
    miles_first: bool = False,
    at_most: bool = False,
) -> Forecast | None:
    """Return when ``left`` is run at this pace; ``None`` without a pace, or when the date lies too far off to name.

    ``at_most``: less may be left, so planning begins now and the pair may be due any day until then.
    """
    if not pace.known:
        return None
    days, longest = (rate.days_for(left.micrometres) for rate in (pace.usual, pace.quiet))
    if days > pace_figures(book).furthest_days or as_of.toordinal() + longest > date.max.toordinal():
        return None
    retire_on = _after(as_of, days)
    earliest, latest = _after(as_of, pace.full.days_for(left.micrometres)), _after(as_of, longest)
    plan_on = as_of if at_most else _after(as_of, pace.usual.days_for(left_to_plan.micrometres))
    text = _text(pace, retire_on, earliest, latest, book, miles_first=miles_first)
    if at_most:
        text = book.sentence("WEAR-14", "at_most", retire_on=retire_on, latest=latest)
    return Forecast(
        plan_on=plan_on,
        retire_on=retire_on,
        earliest=as_of if at_most else earliest,
        latest=latest,
        certainty=CERTAINTIES[0] if at_most else pace.certainty,
        because=("distance_at_least", *pace.because) if at_most else pace.because,
        by=(DueBy(DISTANCE, plan_on, retire_on),),
        text=text,
        rules=RULES,
    )


def _after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _text(pace: Pace, retire_on: date, earliest: date, latest: date, book: Rulebook, *, miles_first: bool) -> str:
    days = {"retire_on": retire_on, "earliest": earliest, "latest": latest}
    if pace.basis == LOG:
        sentences = [book.sentence("WEAR-14", "from_log", weeks=pace.weeks, **days)]
    else:
        weekly = DistanceText(Distance(pace.usual.micrometres * DAYS_A_WEEK // pace.usual.days), miles_first)
        sentences = [book.sentence("WEAR-14", "from_stated_week", weekly=weekly, **days)]
    sentences += [book.sentence("WEAR-14", doubt, days=pace.days_since_run or 0) for doubt in pace.because]
    return " ".join(sentences)


def due_by_age(pair: WornPair, as_of: date, book: Rulebook) -> DueBy | None:
    """Return when the own limit of age is reached; ``None`` without one, or where the first day is not known."""
    if pair.limit_age_months is None or pair.started_on is None:
        return None
    plan_on, due_on = dates_by_age(pair.started_on, pair.limit_age_months, book)
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
    goals = (pair.limit_hours * planning_share(book), pair.limit_hours)
    ahead = [max(0.0, goal - pair.hours) / pair.hours * reached.micrometres for goal in goals]
    if math.inf in ahead:
        return None
    days = [pace.usual.days_for(round(micrometres)) for micrometres in ahead]
    if days[1] > pace_figures(book).furthest_days or as_of.toordinal() + days[1] > date.max.toordinal():
        return None
    plan_on, due_on = (as_of + timedelta(days=count) for count in days)
    return DueBy(HOURS, plan_on, due_on)
