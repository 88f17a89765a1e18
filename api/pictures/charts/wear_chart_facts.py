"""What the wear chart shows, what it says in words, which days it spans, and the corners of its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import PairAdvice, cushioning_left
from api.advice.retirement.answer import RETIRE, Cushioning
from api.pictures.charts.axes import short_date

MOST_STEPS = 150
STEPS_AHEAD = 12
LEAST_DAYS_SHOWN = 28
LEAST_DAYS_AHEAD = 120

Cushion = Callable[[Distance], Cushioning]


@dataclass(frozen=True, slots=True)
class DateAhead:
    """When the pair reaches its retirement distance: the likely day, the earliest and the latest."""

    retire_on: date
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Wear:
    """What the chart shows.

    ``points``: the distance reached by the end of a day, oldest first; a first point with the starting distance.
    ``cushion`` answers the cushioning left after a distance. ``due`` is a pair to retire today, by its distance or
    otherwise; ``ahead`` the date of one that is not, ``None`` if it has none. ``ended_on`` is the day on which the pair
    was retired, if it was. ``summary`` is the advice in one line, for those who cannot see.
    """

    name: str
    points: Sequence[tuple[date, Distance]]
    plan_from: Distance
    retire_by: Distance
    worn_out: Distance
    as_of: date
    cushion: Cushion
    summary: str
    due: bool = False
    ahead: DateAhead | None = None
    ended_on: date | None = None
    miles: bool = False

    @property
    def last_day(self) -> date:
        """The day up to which the pair was or is in use; a run logged for tomorrow still counts."""
        return self.ended_on or max([self.as_of, *(day for day, _ in self.points[-1:])])

    @property
    def reached(self) -> Distance:
        """The distance reached on the last day."""
        return next((distance for day, distance in reversed(self.points) if day <= self.last_day), Distance(0))

    def measured(self, distance: Distance) -> float:
        """Answer a distance in the unit of the chart."""
        return distance.mi if self.miles else distance.km

    def said(self, distance: Distance) -> str:
        """Answer a distance with its unit."""
        return f"{self.measured(distance):.0f} {'mi' if self.miles else 'km'}"


def wear_of(
    name: str,
    points: Sequence[tuple[date, Distance]],
    advice: PairAdvice,
    book: Rulebook,
    *,
    as_of: date,
    ended_on: date | None = None,
) -> Wear:
    """Answer what the chart of a pair shows, from the advice on it and the distances it reached day by day."""
    answer, pair = advice.answer, advice.judgement.pair
    limits, forecast, due = answer.limits, answer.forecast, answer.verdict == RETIRE
    dated = forecast is not None and not due and ended_on is None
    return Wear(
        name=name,
        points=points,
        plan_from=limits.plan_from,
        retire_by=limits.retire_by,
        worn_out=limits.worn_out,
        as_of=as_of,
        cushion=lambda distance: cushioning_left(distance, pair.foam, book),
        summary=answer.summary,
        due=due,
        ahead=DateAhead(forecast.retire_on, forecast.earliest, forecast.latest) if forecast and dated else None,
        ended_on=ended_on,
        miles=pair.miles_first,
    )


def headline(wear: Wear) -> str:
    """Answer the line below the name: what is run of what, and the date."""
    run = f"{wear.said(wear.reached)} of {wear.said(wear.retire_by)} run"
    if wear.ended_on is not None:
        return f"{run} · retired {short_date(wear.ended_on)}"
    if wear.due:
        return f"{run} · due now"
    return run if wear.ahead is None else f"{run} · due about {short_date(wear.ahead.retire_on)}"


def in_words(wear: Wear) -> str:
    """Answer what the chart shows to those who cannot see it."""
    left = wear.cushion(wear.reached)
    said = [
        wear.summary,
        f"{wear.said(wear.reached)} run by {short_date(wear.last_day)}.",
        f"Plan from {wear.said(wear.plan_from)}, retire by {wear.said(wear.retire_by)}, "
        f"worn out at {wear.said(wear.worn_out)}.",
        f"Cushioning left: about {left.estimate:.0%}, between {left.low:.0%} and {left.high:.0%}.",
    ]
    if wear.ahead is not None:
        said.append(
            f"Due about {short_date(wear.ahead.retire_on)}, between {short_date(wear.ahead.earliest)} "
            f"and {short_date(wear.ahead.latest)}."
        )
    return " ".join(said)


def shown_days(wear: Wear) -> tuple[date, date]:
    """Answer the first and the last day on the chart: all that was run, and ahead at most twice as long."""
    first = min([wear.last_day, *(day for day, _ in wear.points[:1])])
    first = min(first, _moved(wear.last_day, -LEAST_DAYS_SHOWN))
    if wear.ahead is None:
        return first, _moved(wear.last_day, max(2, (wear.last_day - first).days // 12))
    past = (wear.last_day - first).days
    farthest = _moved(wear.last_day, max(2 * past, LEAST_DAYS_AHEAD))
    return first, max(_moved(min(wear.ahead.latest, farthest), 3), _moved(wear.last_day, 2))


def steps_of(wear: Wear, first: date) -> list[tuple[date, Distance]]:
    """Answer the corners of the line of distance, at most about two for each unit of width; no step is sloped.

    A line of thousands of runs looks the same with the last of those that fall together.
    """
    days = max(1, (wear.last_day - first).days)
    kept: dict[int, tuple[date, Distance]] = {}
    for day, distance in wear.points:
        if day <= wear.last_day:
            kept[(day - first).days * MOST_STEPS // days] = (day, distance)
    corners: list[tuple[date, Distance]] = []
    for day, distance in kept.values():
        if corners and corners[-1][0] != day:
            corners.append((day, corners[-1][1]))
        corners.append((day, distance))
    if corners:
        corners.append((wear.last_day, corners[-1][1]))
    return corners


def road_ahead(wear: Wear, ahead: DateAhead, last: date) -> list[tuple[date, Distance]]:
    """Answer the distance on days from now to the date, or to the edge of the chart, at an even pace."""
    whole = (ahead.retire_on - wear.last_day).days
    shown = (min(ahead.retire_on, last) - wear.last_day).days
    left = wear.reached.left_until(wear.retire_by).micrometres
    if whole <= 0:
        return []
    days = sorted({shown * step // STEPS_AHEAD for step in range(STEPS_AHEAD + 1)})
    return [(_moved(wear.last_day, day), wear.reached + Distance(left * day // whole)) for day in days]


def _moved(day: date, days: int) -> date:
    """Answer a day so many days on, held within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
