"""On which date a pair is due, with the earliest and the latest, by the nearest of its limits.

Rules WEAR-10, WEAR-14. The day it is asked is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from api.advice.core.answer import CERTAINTIES
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.core.wording import DistanceText
from api.advice.retirement.answer import AGE, DISTANCE, DueBy, Forecast
from api.advice.retirement.pace import LOG, Pace, pace_figures

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
