"""Is the planned week, or the planned longest run, too big a step?

Rules LOAD-01, LOAD-09, TRAIN-02, RETURN-07 of the week, TRAIN-07 of a heavy beginner's, TRAIN-01 and LOAD-10 of a run,
LOAD-14 and LOAD-19 of both after a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.distance import NOTHING, Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.core.wording import DistanceText
from api.advice.training.answer import (
    CAUTION,
    KM,
    NEW_AND_HEAVY,
    OK,
    SINGLE_RUN,
    TOO_MUCH,
    UNKNOWN,
    WEEKLY,
    Check,
)
from api.advice.training.checks import Measure, make_check, unknown
from api.advice.training.request import TrainingRequest

WEEK_RULES = ("LOAD-01", "LOAD-09", "TRAIN-02")
START_RULES = ("LOAD-01", "LOAD-09", "TRAIN-07")
RUN_RULES = ("TRAIN-01", "LOAD-10", "TRAIN-02")
BREAK_RULES = ("LOAD-19", "LOAD-14")

WITHIN, START, SMALL, MODERATE, LARGE, EMPTY = "within", "start", "small", "moderate", "large", "empty"
VERDICT_OF_BAND = {WITHIN: OK, START: OK, SMALL: CAUTION, MODERATE: TOO_MUCH, LARGE: TOO_MUCH, EMPTY: TOO_MUCH}


class WeekFigures(NamedTuple):
    """The rulebook's figures of a week; shares in whole per cent."""

    increase_percent: int
    small_below: Distance
    small_step: Distance
    usual_over: int
    too_much_steps: int
    start: Distance
    heavy_from_bmi: float
    heavy_start: Distance


class RunFigures(NamedTuple):
    """The rulebook's figures of a single run; shares in whole per cent."""

    small_percent: int
    moderate_percent: int
    large_percent: int
    start: Distance
    small_step: Distance
    rounding: Distance


@dataclass(frozen=True, slots=True)
class Week:
    """What a week is measured against. ``usual`` is ``None`` while it is not known.

    ``ceiling`` is the most that is in order, ``too_much_over`` where it becomes too much; ``held_from`` is the ceiling
    that the last week jumped over. ``by_small_step``: the small step of RETURN-07 makes the ceiling. ``after_break``:
    what the break leaves of the usual week does (LOAD-19).
    """

    usual: Distance | None
    ceiling: Distance
    too_much_over: Distance
    last: Distance = NOTHING
    held_from: Distance | None = None
    by_small_step: bool = False
    after_break: bool = False

    @property
    def from_nothing(self) -> bool:
        """Whether nothing was run lately, so that the week is a start and no increase."""
        return self.usual == NOTHING


@lru_cache(maxsize=8)
def week_figures(book: Rulebook) -> WeekFigures:
    """Return the figures of a week of this rulebook."""
    return WeekFigures(
        round(book.number("LOAD-01", "max_weekly_increase_fraction") * 100),
        Distance.of(book.number("RETURN-07", "small_week_below_mi_per_week"), "mi"),
        Distance.of(book.number("RETURN-07", "small_week_max_increase_mi"), "mi"),
        round(book.number("LOAD-09", "usual_over_weeks")),
        round(book.number("LOAD-09", "too_much_steps_ratio")),
        Distance.of(book.number("LOAD-09", "start_week_km"), "km"),
        book.number("TRAIN-07", "over_bmi"),
        Distance.of(book.number("TRAIN-07", "first_week_max_km"), "km"),
    )


@lru_cache(maxsize=8)
def run_figures(book: Rulebook) -> RunFigures:
    """Return the figures of a single run of this rulebook."""
    small, moderate, large = (
        round(book.number("TRAIN-01", f"{band}_excess_over_fraction") * 100) for band in (SMALL, MODERATE, LARGE)
    )
    runs = round(book.number("RETURN-12", "phase1_runs"))
    return RunFigures(
        small,
        moderate,
        large,
        Distance.of(book.number("LOAD-10", "start_run_km"), "km"),
        Distance(week_figures(book).small_step.micrometres // runs),
        Distance.of(book.number("LOAD-10", "rounding_m"), "m"),
    )


def begins(request: TrainingRequest) -> bool:
    """Return whether this is somebody's first running: new to it, and nothing known shows a run yet."""
    ran = has_run(request) or (request.longest_run_last_30_days or NOTHING) > NOTHING
    return (
        bool(request.new_runner)
        and not ran
        and not any(ground.usual_runs_per_week for ground in request.surfaces or ())
    )


def longest_of(request: TrainingRequest) -> Distance | None:
    """Return the longest run of the month; for somebody who begins it is nothing."""
    longest = request.longest_run_last_30_days
    return NOTHING if longest is None and begins(request) else longest


def week_of(request: TrainingRequest, book: Rulebook) -> Week:
    """Return the usual week and its limits; for someone new to running without any week the usual one is nothing."""
    weeks = request.recent_weeks or ((NOTHING,) if request.new_runner else ())
    if not weeks:
        return Week(None, NOTHING, NOTHING)
    figures = week_figures(book)
    if after_break(request, book):
        return _week_after_break(request, weeks[-1], book)
    usual = _usual(weeks, figures)
    ceiling, too_much_over = _limits(usual, figures)
    before = _limits(_usual(weeks[:-1], figures), figures)[0] if weeks[:-1] else None
    if request.returning and not any(week > NOTHING for week in weeks[:-1]):
        before = None  # The first week of the way back is a share of the usual one: no jump.
    held_from = before if before is not None and weeks[-1] > before else None
    small = usual < figures.small_below and ceiling.micrometres == usual.micrometres + figures.small_step.micrometres
    return Week(usual, ceiling, too_much_over, weeks[-1], held_from, small)


def former_week(request: TrainingRequest, book: Rulebook) -> Distance:
    """Return the usual week before the weeks without a kilometre at the end (LOAD-19)."""
    weeks = list(request.recent_weeks or ())
    while weeks and weeks[-1] == NOTHING:
        weeks.pop()
    return _usual(weeks, week_figures(book)) if weeks else NOTHING


def _week_after_break(request: TrainingRequest, last: Distance, book: Rulebook) -> Week:
    """Return the limits of the first week after a break, the same however the break was known (LOAD-19)."""
    figures, former = week_figures(book), former_week(request, book)
    if former == NOTHING:
        return Week(NOTHING, *_limits(NOTHING, figures))
    first = share_after_break(former, request, book)
    ceiling = max(first, figures.start)
    too_much_over = min(share_of(first, "too_much_ratio", book), former)
    return Week(former, ceiling, max(too_much_over, ceiling), last, after_break=True)


def days_without_running(request: TrainingRequest) -> int | None:
    """Return the days off: as sent, and never fewer than the weeks without a kilometre at the end hold."""
    empty = DAYS_A_WEEK * _empty_weeks(request)
    return max(empty, request.days_off or 0) if empty else request.days_off


def _empty_weeks(request: TrainingRequest) -> int:
    weeks = request.recent_weeks or ()
    return next((index for index, week in enumerate(reversed(weeks)) if week > NOTHING), len(weeks))


def after_break(request: TrainingRequest, book: Rulebook) -> bool:
    """Return whether it is known that a break or an illness lies behind (LOAD-14); who begins comes from no break."""
    if begins(request):
        return bool(request.illness)
    days = days_without_running(request)
    return bool(request.illness) or (days is not None and days >= book.number("LOAD-14", "break_from_days"))


def share_after_break(distance: Distance, request: TrainingRequest, book: Rulebook) -> Distance:
    """Return what of a distance is in order in the first week after a break (LOAD-19)."""
    days = _days_of_break(request)
    name = "break_ratio"
    if days is not None and days <= book.number("LOAD-19", "short_break_to_days"):
        name = "illness_ratio" if request.illness else "short_break_ratio"
    elif days is not None and days > book.number("LOAD-19", "break_to_days"):
        name = "long_break_ratio"
    return share_of(distance, name, book)


def _days_of_break(request: TrainingRequest) -> int | None:
    """Return the days off; of whole weeks the last run may have come at the beginning of its own."""
    days = days_without_running(request)
    return days if days is None or days <= (request.days_off or 0) else days + DAYS_A_WEEK - 1


def _only_paused(request: TrainingRequest, book: Rulebook) -> bool:
    """Return whether the break was short and no illness, so that a run has its usual limit (LOAD-19)."""
    days = _days_of_break(request)
    return not request.illness and days is not None and days <= book.number("LOAD-19", "short_break_to_days")


def share_of(distance: Distance, ratio: str, book: Rulebook) -> Distance:
    """Return a distance times a ratio of LOAD-19, in whole per cent."""
    return Distance(distance.micrometres * round(book.number("LOAD-19", ratio) * 100) // 100)


def _usual(weeks: Sequence[Distance], figures: WeekFigures) -> Distance:
    recent = weeks[-figures.usual_over :]
    mean = sum(week.micrometres for week in recent) // len(recent)
    return max(weeks[-1], Distance(mean))


def _limits(usual: Distance, figures: WeekFigures) -> tuple[Distance, Distance]:
    step = usual.micrometres * figures.increase_percent // 100
    if usual < figures.small_below:
        step = max(step, figures.small_step.micrometres)
    ceiling = max(Distance(usual.micrometres + step), figures.start)
    furthest = max(
        usual.micrometres + step * figures.too_much_steps, figures.start.micrometres * figures.too_much_steps
    )
    return ceiling, Distance(furthest)


def planned_week(request: TrainingRequest) -> Distance | None:
    """Return what the week comes to at least: what is planned, its longest run, and what is run already."""
    counts = request.planned_week is not None and not begins(request)
    longest = request.planned_longest_run if counts else None
    known = [week for week in (request.planned_week, request.week_so_far, longest) if week is not None]
    return max(known, default=None)


def weekly_increase(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether the planned week is too big a step after the usual one; value and threshold in kilometres."""
    week, planned = week_of(request, book), planned_week(request)
    if week.usual is None:
        asks = ("recent_weeks", *(("planned_week",) if request.planned_week is None else ()))
        return unknown(WEEKLY, asks, "LOAD-01", book)
    if planned is None:
        return unknown(WEEKLY, ["planned_week"], "LOAD-01", book)
    verdict = _week_verdict(week, planned, request)
    asks = () if request.planned_week is not None else ("planned_week",)
    if week.usual < planned and request.returning is None and not begins(request):
        asks = (*asks, "returning")
    rules: tuple[str, ...] = START_RULES if week.from_nothing else BREAK_RULES if week.after_break else WEEK_RULES
    if week.by_small_step or request.returning:
        rules = (*rules, "RETURN-07")
    measure = Measure(planned.km, KM, week.ceiling.km)
    return make_check(
        WEEKLY, verdict, _week_text(week, planned, verdict, request, book), rules, book, measure, asks=asks
    )


def _week_verdict(week: Week, planned: Distance, request: TrainingRequest) -> str:
    over = week.ceiling if request.returning and not week.after_break else week.too_much_over
    if planned > over:
        return TOO_MUCH
    if planned > week.ceiling or (week.held_from is not None and week.usual is not None and planned > week.usual):
        return CAUTION
    return OK if request.planned_week is not None else UNKNOWN


def _week_text(week: Week, planned: Distance, verdict: str, request: TrainingRequest, book: Rulebook) -> str:
    facts = {
        "planned": as_run(planned, request),
        "usual": as_run(week.usual or NOTHING, request),
        "limit": as_limit(week.ceiling, request),
    }
    if verdict == UNKNOWN:
        return book.sentence("LOAD-09", "so_far", **facts)
    if week.from_nothing:
        occasion = {OK: "start_within", CAUTION: "start_over", TOO_MUCH: "start_far_over"}[verdict]
        return book.sentence("LOAD-09", occasion, **facts)
    if week.after_break:
        return book.sentence("LOAD-19", "week_within" if verdict == OK else "week_over", **facts)
    if verdict == TOO_MUCH:
        return book.sentence("LOAD-01", "far_over", **facts)
    if verdict == CAUTION and planned <= week.ceiling:
        before = as_limit(week.held_from or NOTHING, request)
        return book.sentence("LOAD-09", "after_jump", last=as_run(week.last, request), before=before)
    return book.sentence("LOAD-01", "over" if verdict == CAUTION else "within", **facts)


def new_and_heavy(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether a heavy beginner's first week is short enough (TRAIN-07); value and threshold in kilometres."""
    figures, planned = week_figures(book), planned_week(request)
    light = request.bmi is not None and request.bmi <= figures.heavy_from_bmi
    if request.new_runner is False or light or has_run(request):
        return make_check(NEW_AND_HEAVY, OK, book.sentence("TRAIN-07", "fine"), ("TRAIN-07",), book)
    asks = [name for name in ("new_runner", "bmi") if getattr(request, name) is None]
    if planned is not None and planned <= figures.heavy_start and request.planned_week is not None:
        return _first_week(OK, planned, request, book)
    if asks:
        return unknown(NEW_AND_HEAVY, asks, "TRAIN-07", book)
    if planned is None or planned <= figures.heavy_start:
        return unknown(NEW_AND_HEAVY, ["planned_week"], "TRAIN-07", book)
    return _first_week(TOO_MUCH, planned, request, book)


def _first_week(verdict: str, planned: Distance, request: TrainingRequest, book: Rulebook) -> Check:
    occasion = "within" if verdict == OK else "over"
    text = book.sentence("TRAIN-07", occasion, planned=as_run(planned, request))
    measure = Measure(planned.km, KM, week_figures(book).heavy_start.km)
    return make_check(NEW_AND_HEAVY, verdict, text, ("TRAIN-07",), book, measure)


def has_run(request: TrainingRequest) -> bool:
    """Return whether any of the recent weeks holds a run."""
    return any(week > NOTHING for week in request.recent_weeks or ())


def longest_allowed(longest: Distance, request: TrainingRequest, book: Rulebook) -> Distance:
    """Return the longest run that is in order after the longest of the month (LOAD-10), and after a break (LOAD-19)."""
    if after_break(request, book) and not _only_paused(request, book):
        return max(share_after_break(longest, request, book), run_figures(book).start)
    return max(_within(longest, book), run_figures(book).start)


def _within(longest: Distance, book: Rulebook) -> Distance:
    figures = run_figures(book)
    return max(_more(longest, figures.small_percent), longest + figures.small_step)


def band_of(planned: Distance, longest: Distance, book: Rulebook) -> str:
    """Return in which band of TRAIN-01 a planned run lies: ``within`` and ``start`` are in order."""
    figures = run_figures(book)
    if longest.micrometres and planned <= _within(longest, book) + figures.rounding:
        return WITHIN
    if planned <= figures.start:
        return START
    if not longest.micrometres:
        return EMPTY
    if planned <= _more(longest, figures.moderate_percent):
        return SMALL
    return MODERATE if planned <= _more(longest, figures.large_percent) else LARGE


def single_run(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether the planned longest run is too long; value and threshold in kilometres."""
    longest, planned = longest_of(request), request.planned_longest_run
    if longest is None or planned is None:
        asks = ("longest_run_last_30_days",) if longest is None else ()
        asks = (*asks, "planned_longest_run") if planned is None else asks
        return unknown(SINGLE_RUN, asks, "TRAIN-01", book)
    allowed, band = longest_allowed(longest, request, book), band_of(planned, longest, book)
    measure = Measure(planned.km, KM, allowed.km)
    if band == WITHIN and planned > allowed + run_figures(book).rounding and after_break(request, book):
        verdict = CAUTION if planned <= longest else TOO_MUCH
        text = book.sentence("LOAD-19", "run_over", planned=as_run(planned, request), limit=as_limit(allowed, request))
        return make_check(SINGLE_RUN, verdict, text, (*BREAK_RULES, *RUN_RULES), book, measure)
    text = book.sentence("TRAIN-01", band, planned=as_run(planned, request), longest=as_run(longest, request))
    return make_check(SINGLE_RUN, VERDICT_OF_BAND[band], text, RUN_RULES, book, measure)


def _more(distance: Distance, percent: int) -> Distance:
    return Distance(distance.micrometres * (100 + percent) // 100)


def as_run(distance: Distance, request: TrainingRequest) -> DistanceText:
    """Return a distance that was run or is planned, as a fact of a sentence."""
    return DistanceText(distance, request.miles_first, tenths=True)


def as_limit(distance: Distance, request: TrainingRequest) -> DistanceText:
    """Return a distance that should be kept to, as a fact of a sentence."""
    return DistanceText(distance, request.miles_first, limit=True)
