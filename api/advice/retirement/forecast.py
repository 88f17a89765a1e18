"""On which date a pair is due, with the earliest and the latest. Rule WEAR-14. The day it is asked is passed in."""

from __future__ import annotations

from datetime import date

from api.advice.core.answer import CERTAINTIES
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.core.wording import DistanceText
from api.advice.retirement.answer import Forecast
from api.advice.retirement.pace import LOG, Pace, pace_figures

SURE = CERTAINTIES[-1]
RULES = ("WEAR-14",)


def due_now(as_of: date, book: Rulebook) -> Forecast:
    """Return the forecast of a pair that is due: the day it is asked."""
    return Forecast(as_of, as_of, as_of, as_of, SURE, ("due",), book.sentence("WEAR-14", "due"), RULES)


def forecast(
    left: Distance, left_to_plan: Distance, pace: Pace, as_of: date, book: Rulebook, *, miles_first: bool = False
) -> Forecast | None:
    """Return when ``left`` is run at this pace; ``None`` without a pace, or when the date lies too far off to name."""
    if not pace.known:
        return None
    days, longest = (rate.days_for(left.micrometres) for rate in (pace.usual, pace.quiet))
    if days > pace_figures(book).furthest_days or as_of.toordinal() + longest > date.max.toordinal():
        return None
    retire_on = _after(as_of, days)
    earliest, latest = _after(as_of, pace.full.days_for(left.micrometres)), _after(as_of, longest)
    return Forecast(
        plan_on=_after(as_of, pace.usual.days_for(left_to_plan.micrometres)),
        retire_on=retire_on,
        earliest=earliest,
        latest=latest,
        certainty=pace.certainty,
        because=pace.because,
        text=_text(pace, retire_on, earliest, latest, book, miles_first=miles_first),
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
