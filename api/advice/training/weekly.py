"""Is the planned week too big a step? Rules LOAD-01, LOAD-09, TRAIN-02, RETURN-07; a heavy beginner's week TRAIN-07."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.distance import NOTHING, Distance
from api.advice.core.format import ceiling_aloud, distance_aloud
from api.advice.core.rules import Rulebook
from api.advice.training.checks import CAUTION, NEW_AND_HEAVY, OK, TOO_MUCH, UNKNOWN, WEEKLY, Check, unknown
from api.advice.training.request import TrainingRequest

RULES = ("LOAD-01", "LOAD-09", "TRAIN-02")


class WeekFigures(NamedTuple):
    """The rulebook's figures; shares in whole per cent."""

    increase_percent: int
    small_below: Distance
    small_step: Distance
    usual_over: int
    too_much_steps: int
    start: Distance
    heavy_from_bmi: float
    heavy_start: Distance


@dataclass(frozen=True, slots=True)
class Week:
    """What a week is measured against. ``usual`` is ``None`` while it is not known.

    ``ceiling`` is the most that is in order, ``too_much_over`` where it becomes too much; ``held_from`` is the ceiling
    that the last week jumped over.
    """

    usual: Distance | None
    ceiling: Distance
    too_much_over: Distance
    last: Distance = NOTHING
    held_from: Distance | None = None


@lru_cache(maxsize=8)
def week_figures(book: Rulebook) -> WeekFigures:
    """Answer the figures of this rulebook."""
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


def week_of(asked: TrainingRequest, book: Rulebook) -> Week:
    """Answer the usual week and its limits; for someone new to running without any week the usual one is nothing."""
    weeks = asked.recent_weeks or ((NOTHING,) if asked.new_runner else ())
    if not weeks:
        return Week(None, NOTHING, NOTHING)
    figures = week_figures(book)
    usual = _usual(weeks, figures)
    ceiling, too_much_over = _limits(usual, figures)
    before = _limits(_usual(weeks[:-1], figures), figures)[0] if weeks[:-1] else None
    held_from = before if before is not None and weeks[-1] > before else None
    return Week(usual, ceiling, too_much_over, weeks[-1], held_from)


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


def weekly_increase(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether the planned week is too big a step after the usual one; value and threshold in kilometres."""
    week, planned = week_of(asked, book), planned_week(asked)
    if week.usual is None:
        asks = ("recent_weeks", *(("planned_week",) if asked.planned_week is None else ()))
        return unknown(WEEKLY, asks, "LOAD-01", book)
    if planned is None:
        return unknown(WEEKLY, ["planned_week"], "LOAD-01", book)
    verdict = _verdict(week, planned, asked)
    asks = () if asked.planned_week is not None else ("planned_week",)
    if week.usual < planned and asked.returning is None:
        asks = (*asks, "returning")
    return Check(
        WEEKLY,
        verdict,
        _text(week, planned, verdict, asked, book),
        (*RULES, *(("RETURN-07",) if week.usual < week_figures(book).small_below or asked.returning else ())),
        value=planned.km,
        unit="km",
        threshold=week.ceiling.km,
        asks=asks,
    )


def planned_week(asked: TrainingRequest) -> Distance | None:
    """Answer what the week comes to at least: what is planned, and never less than what is run already."""
    told = [week for week in (asked.planned_week, asked.week_so_far) if week is not None]
    return max(told, default=None)


def _verdict(week: Week, planned: Distance, asked: TrainingRequest) -> str:
    if planned > week.too_much_over or (asked.returning and planned > week.ceiling):
        return TOO_MUCH
    if planned > week.ceiling or (week.held_from is not None and week.usual is not None and planned > week.usual):
        return CAUTION
    return OK if asked.planned_week is not None else UNKNOWN


def _text(week: Week, planned: Distance, verdict: str, asked: TrainingRequest, book: Rulebook) -> str:
    first = asked.miles_first
    said = {
        "planned": distance_aloud(planned, miles_first=first),
        "usual": distance_aloud(week.usual or NOTHING, miles_first=first),
        "limit": ceiling_aloud(week.ceiling, miles_first=first),
    }
    if verdict == UNKNOWN:
        return book.sentence("LOAD-09", "so_far", **said)
    if verdict == TOO_MUCH:
        return book.sentence("LOAD-01", "far_over", **said)
    if verdict == CAUTION and planned <= week.ceiling:
        before = ceiling_aloud(week.held_from or NOTHING, miles_first=first)
        return book.sentence("LOAD-09", "after_jump", last=distance_aloud(week.last, miles_first=first), before=before)
    return book.sentence("LOAD-01", "over" if verdict == CAUTION else "within", **said)


def new_and_heavy(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether a heavy beginner's first week is short enough (TRAIN-07); value and threshold in kilometres."""
    figures, planned = week_figures(book), planned_week(asked)
    fine = Check(NEW_AND_HEAVY, OK, book.sentence("TRAIN-07", "fine"), ("TRAIN-07",))
    light = asked.bmi is not None and asked.bmi <= figures.heavy_from_bmi
    if asked.new_runner is False or light or has_run(asked):
        return fine
    asks = [name for name in ("new_runner", "bmi") if getattr(asked, name) is None]
    if planned is not None and planned <= figures.heavy_start and asked.planned_week is not None:
        said = distance_aloud(planned, miles_first=asked.miles_first)
        return _first_week(OK, "within", said, planned, figures, book)
    if asks:
        return unknown(NEW_AND_HEAVY, asks, "TRAIN-07", book)
    if planned is None or planned <= figures.heavy_start:
        return unknown(NEW_AND_HEAVY, ["planned_week"], "TRAIN-07", book)
    said = distance_aloud(planned, miles_first=asked.miles_first)
    return _first_week(TOO_MUCH, "over", said, planned, figures, book)


def _first_week(
    verdict: str, occasion: str, said: str, planned: Distance, figures: WeekFigures, book: Rulebook
) -> Check:
    return Check(
        NEW_AND_HEAVY,
        verdict,
        book.sentence("TRAIN-07", occasion, planned=said),
        ("TRAIN-07",),
        value=planned.km,
        unit="km",
        threshold=figures.heavy_start.km,
    )


def has_run(asked: TrainingRequest) -> bool:
    """Answer whether any of the weeks told holds a run."""
    return any(week > NOTHING for week in asked.recent_weeks or ())
