"""On which date a pair is due, with the earliest and the latest. Rule WEAR-14. The day it is asked is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from api.advice.core.distance import Distance, spoken
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.retirement.pace import CERTAINTIES, LOG, Pace, pace_figures

SURE = CERTAINTIES[-1]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Not from the calendar module: its names follow the locale of the host."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a pair is due: ``earliest`` <= ``retire_on`` <= ``latest``; ``plan_on`` is when planning begins.

    ``certainty`` is low, medium or high; ``because`` holds codes of what lowers it; ``text`` says it all to a person.
    """

    as_of: date
    plan_on: date
    retire_on: date
    earliest: date
    latest: date
    certainty: str
    because: tuple[str, ...]
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Answer the forecast as it is served; dates as text."""
        return {
            "plan_on": self.plan_on.isoformat(),
            "retire_on": self.retire_on.isoformat(),
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "certainty": self.certainty,
            "because": list(self.because),
            "text": self.text,
            "rules": ["WEAR-14"],
        }


def due_now(as_of: date, book: Rulebook) -> Forecast:
    """Answer the forecast of a pair that is due: the day it is asked."""
    return Forecast(as_of, as_of, as_of, as_of, as_of, SURE, ("due",), book.sentence("WEAR-14", "due"))


def forecast(
    left: Distance, left_to_plan: Distance, pace: Pace, as_of: date, book: Rulebook, *, miles_first: bool = False
) -> Forecast | None:
    """Answer when ``left`` is run at this pace; ``None`` without a pace, or when the date lies too far off to name."""
    if not pace.known:
        return None
    days, longest = (rate.days_for(left.micrometres) for rate in (pace.usual, pace.quiet))
    if days > pace_figures(book).furthest_days or as_of.toordinal() + longest > date.max.toordinal():
        return None
    retire_on = _after(as_of, days)
    earliest, latest = _after(as_of, pace.full.days_for(left.micrometres)), _after(as_of, longest)
    return Forecast(
        as_of=as_of,
        plan_on=_after(as_of, pace.usual.days_for(left_to_plan.micrometres)),
        retire_on=retire_on,
        earliest=earliest,
        latest=latest,
        certainty=pace.certainty,
        because=pace.because,
        text=_text(pace, retire_on, earliest, latest, book, miles_first=miles_first),
    )


def _after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _text(pace: Pace, retire_on: date, earliest: date, latest: date, book: Rulebook, *, miles_first: bool) -> str:
    days = {"retire_on": written(retire_on), "earliest": written(earliest), "latest": written(latest)}
    if pace.basis == LOG:
        said = [book.sentence("WEAR-14", "from_log", weeks=pace.weeks, **days)]
    else:
        weekly = Distance(pace.usual.micrometres * DAYS_A_WEEK // pace.usual.days)
        said = [book.sentence("WEAR-14", "from_stated_week", weekly=spoken(weekly, miles_first=miles_first), **days)]
    said += [book.sentence("WEAR-14", doubt, days=pace.days_since_run) for doubt in pace.because]
    return " ".join(said)


def written(day: date) -> str:
    """Answer a date as a sentence says it: ``3 November 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
