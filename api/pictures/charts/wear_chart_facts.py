"""What the wear chart shows, what it says in words, which days it spans, and the corners of its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from api.advice.core.answer import percent
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Wording
from api.advice.retirement.advise import PairAdvice, cushioning_left
from api.advice.retirement.answer import DISTANCE, RETIRE, Cushioning, Forecast

MAX_STEPS = 150
STEPS_AHEAD = 12
MIN_DAYS_SHOWN = 28
MIN_DAYS_AHEAD = 120

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
    ``cushion`` returns the cushioning left after a distance. ``due`` is a pair to retire today, by its distance or
    otherwise; ``ahead`` the date of one that is not, ``None`` if it has none; ``due_on`` that of one whose own
    limit of age or hours comes first, for which no distance is drawn ahead. ``ended_on`` is the day on which the pair
    was retired, if it was. ``summary`` is the advice in one line, for those who cannot see. ``at_least``: the start is
    not known, and the distance is a lower bound.
    """

    name: str
    points: Sequence[tuple[date, Distance]]
    plan_from: Distance
    retire_by: Distance
    worn_out: Distance
    as_of: date
    cushion: Cushion
    summary: str
    wording: Wording
    due: bool = False
    ahead: DateAhead | None = None
    due_on: date | None = None
    ended_on: date | None = None
    miles: bool = False
    at_least: bool = False

    @property
    def last_day(self) -> date:
        """The day up to which the pair was or is in use; a run logged for tomorrow still counts."""
        return self.ended_on or max([self.as_of, *(day for day, _ in self.points[-1:])])

    @property
    def reached(self) -> Distance:
        """The distance reached on the last day."""
        return next((distance for day, distance in reversed(self.points) if day <= self.last_day), Distance(0))

    @property
    def unit(self) -> str:
        """The unit of the chart."""
        return "mi" if self.miles else "km"

    def measured(self, distance: Distance) -> float:
        """Return a distance in the unit of the chart."""
        return distance.mi if self.miles else distance.km

    @property
    def run(self) -> str:
        """The distance reached on the last day, as the chart names it."""
        distance = str(self._fact(self.reached))
        return self.wording.text("words.at_least", distance=distance) if self.at_least else distance

    def text(self, key: str, **facts: object) -> str:
        """Return a text of the chart; distances among the facts with their unit, days in short."""
        return self.wording.text(f"wear_chart.{key}", **{name: self._fact(fact) for name, fact in facts.items()})

    def _fact(self, fact: object) -> object:
        if isinstance(fact, Distance):
            return self.wording.text(f"wear_chart.{self.unit}", number=round(self.measured(fact)))
        return self.wording.short_day(fact) if isinstance(fact, date) else fact


def wear_of(
    name: str,
    points: Sequence[tuple[date, Distance]],
    advice: PairAdvice,
    book: Rulebook,
    *,
    as_of: date,
    ended_on: date | None = None,
) -> Wear:
    """Return what the chart of a pair shows, from the advice on it and the distances it reached day by day."""
    answer, pair = advice.answer, advice.judgement.pair
    limits, forecast, due = answer.limits, answer.forecast, answer.verdict == RETIRE
    dated = forecast is not None and not due and ended_on is None
    by_distance = forecast is not None and forecast.by[:1] != () and forecast.by[0].limit == DISTANCE
    return Wear(
        name=name,
        points=points,
        plan_from=limits.plan_from,
        retire_by=limits.retire_by,
        worn_out=limits.worn_out,
        as_of=as_of,
        cushion=lambda distance: cushioning_left(distance, pair.foam, book, at_least=pair.distance is None),
        summary=answer.summary,
        wording=book.wording,
        due=due,
        ahead=_ahead(forecast) if forecast is not None and dated and by_distance else None,
        due_on=forecast.retire_on if forecast is not None and dated and not by_distance else None,
        ended_on=ended_on,
        miles=pair.miles_first,
        at_least=pair.distance is None,
    )


def _ahead(forecast: Forecast) -> DateAhead:
    return DateAhead(forecast.retire_on, forecast.earliest, forecast.latest)


def headline(wear: Wear) -> str:
    """Return the line below the name: what is run of what, and the date."""
    facts = {"reached": wear.run, "retire_by": wear.retire_by}
    if wear.ended_on is not None:
        return wear.text("run_retired", day=wear.ended_on, **facts)
    if wear.due:
        return wear.text("run_due_now", **facts)
    due_on = wear.due_on if wear.ahead is None else wear.ahead.retire_on
    return wear.text("run", **facts) if due_on is None else wear.text("run_due", day=due_on, **facts)


def in_words(wear: Wear) -> str:
    """Return what the chart shows, for those who cannot see it."""
    limits = {"plan_from": wear.plan_from, "retire_by": wear.retire_by, "worn_out": wear.worn_out}
    occasion = "described_at_least" if wear.at_least else "described"
    shown = wear.text(occasion, reached=wear.run, day=wear.last_day, **limits, **shares_of(wear))
    sentences = [wear.summary, shown]
    if wear.ahead is not None:
        ahead = wear.ahead
        sentences.append(
            wear.text("described_due", retire_on=ahead.retire_on, earliest=ahead.earliest, latest=ahead.latest)
        )
    elif wear.due_on is not None:
        sentences.append(wear.text("described_due_on", retire_on=wear.due_on))
    return " ".join(sentences)


def shares_of(wear: Wear) -> dict[str, int]:
    """Return the cushioning left on the last day, in whole per cent."""
    left = wear.cushion(wear.reached)
    return {"estimate": percent(left.estimate), "low": percent(left.low), "high": percent(left.high)}


def shown_days(wear: Wear) -> tuple[date, date]:
    """Return the first and the last day on the chart: all that was run, and ahead at most twice as long."""
    first = min([wear.last_day, *(day for day, _ in wear.points[:1])])
    first = min(first, _moved(wear.last_day, -MIN_DAYS_SHOWN))
    if wear.ahead is None:
        return first, _moved(wear.last_day, max(2, (wear.last_day - first).days // 12))
    past = (wear.last_day - first).days
    farthest = _moved(wear.last_day, max(2 * past, MIN_DAYS_AHEAD))
    return first, max(_moved(min(wear.ahead.latest, farthest), 3), _moved(wear.last_day, 2))


def steps_of(wear: Wear, first: date) -> list[tuple[date, Distance]]:
    """Return the corners of the line of distance, at most about two for each unit of width; no step is sloped.

    A line of thousands of runs looks the same with the last of those that fall together.
    """
    days = max(1, (wear.last_day - first).days)
    last_of_place: dict[int, tuple[date, Distance]] = {}
    for day, distance in wear.points:
        if day <= wear.last_day:
            last_of_place[(day - first).days * MAX_STEPS // days] = (day, distance)
    corners: list[tuple[date, Distance]] = []
    for day, distance in last_of_place.values():
        if corners and corners[-1][0] != day:
            corners.append((day, corners[-1][1]))
        corners.append((day, distance))
    if corners:
        corners.append((wear.last_day, corners[-1][1]))
    return corners


def line_ahead(wear: Wear, ahead: DateAhead, last: date) -> list[tuple[date, Distance]]:
    """Return the distance on days from now to the date, or to the edge of the chart, at an even pace."""
    whole = (ahead.retire_on - wear.last_day).days
    shown = (min(ahead.retire_on, last) - wear.last_day).days
    left = wear.reached.left_until(wear.retire_by).micrometres
    if whole <= 0:
        return []
    days = sorted({shown * step // STEPS_AHEAD for step in range(STEPS_AHEAD + 1)})
    return [(_moved(wear.last_day, day), wear.reached + Distance(left * day // whole)) for day in days]


def _moved(day: date, days: int) -> date:
    """Return a day so many days on, held within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
