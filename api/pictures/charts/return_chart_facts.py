"""What the chart of a way back shows in words: its unit, its headline, its dates, and the whole for who cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.return_to_run.plan import PlannedWeek, reached
from api.advice.return_to_run.show import PlanToShow, session_text


class ReturnTexts:
    """The texts and values of one chart."""

    def __init__(self, shown: PlanToShow, book: Rulebook) -> None:
        self.shown, self._book = shown, book
        self.weeks = shown.plan.weeks
        self._unit = "mi" if shown.miles_first else "km"

    def text(self, key: str, **facts: object) -> str:
        """Return a text of the chart."""
        return self._book.wording.text(f"return_to_run.{key}", **facts)

    def value(self, distance: Distance) -> float:
        """Return a distance in the unit of the chart."""
        return distance.mi if self.shown.miles_first else distance.km

    def short_value(self, distance: Distance) -> str:
        """Return a distance in the unit of the chart, in tenths."""
        return self._book.wording.number(self.value(distance), 1)

    def length(self, distance: Distance) -> str:
        """Return a distance with the unit of the chart."""
        return self.text(f"chart_{self._unit}", value=Tenths(self.value(distance)))

    @property
    def name(self) -> str:
        """The name of the chart."""
        return self.text("chart_name")

    @property
    def axis(self) -> str:
        """What the bars show."""
        return self.text(f"chart_axis_{self._unit}")

    @property
    def usual(self) -> str:
        """The name of the line at the usual distance."""
        return self.text("chart_usual", usual=self.length(self.shown.facts.usual))

    @property
    def headline(self) -> str:
        """The line below the name: the weeks shown and when the usual distance is due."""
        facts, due = self.shown.facts, self.shown.plan.due_week
        there = facts.last is not None and reached(facts.last, facts.usual, self._book)
        occasion = "there" if there else "due" if due is not None else "far"
        return self.text(
            f"chart_headline_{occasion}",
            shown=len(self.weeks),
            first=self.weeks[0].number,
            last=self.weeks[-1].number,
            usual=self.length(facts.usual),
            due=due,
        )

    @property
    def starts(self) -> list[str]:
        """The first day of each week as the chart writes it; nothing unless all have one."""
        days = [self.shown.day(index, 1) for index in range(len(self.weeks))]
        return [self._book.wording.day_of_month(day) for day in days if day is not None] if all(days) else []

    @property
    def in_words(self) -> str:
        """What the chart shows, for those who cannot see it."""
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield f"{self.headline}."
        first, last = self.weeks[0], self.weeks[-1]
        yield from self._runs(first)
        if last is not first:
            yield from self._runs(last)
        for week in self.weeks:
            yield self.text("chart_week_distance", week=week.number, distance=self.length(week.distance))
        flat = tuple(week.number for week in self.weeks if not week.hills)
        if flat:
            yield self.text("chart_no_hills", count=len(flat), weeks=flat)
        yield self.text("chart_soft_all_along")

    def _runs(self, week: PlannedWeek) -> Iterator[str]:
        sessions = (session_text(drill, week, self.shown, self._book) for drill in week.runs.drills)
        for session, alike in groupby(sessions):
            yield self.text("chart_week_runs", week=week.number, runs=len(list(alike)), session=session)
