"""Where days and values lie on a chart, and which of them to write at its edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.advice.core.wording import Wording

_STEPS = (1, 2, 5)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 1200, 12000, 120000)
MAX_DAYS_BY_WEEK = 70


@dataclass(frozen=True, slots=True)
class Box:
    """The part of a picture that holds a chart, in the picture's own units."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Days:
    """Days along a chart, ``first`` at the left edge and ``last``, which is later, at the right."""

    box: Box
    first: date
    last: date
    wording: Wording

    def x(self, day: date) -> float:
        """Return the place of a day; days outside lie outside."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.box.left + share * (self.box.right - self.box.left)

    def ticks(self, max_ticks: int) -> Iterator[tuple[date, str]]:
        """Return the days to write, at most ``max_ticks``: weeks where few months are shown, else firsts of months."""
        by_week = (self.last - self.first).days < MAX_DAYS_BY_WEEK
        return self._weeks(max_ticks) if by_week else self._months(max_ticks)

    def _weeks(self, max_ticks: int) -> Iterator[tuple[date, str]]:
        span = (self.last - self.first).days
        step = next(step for step in (1, 2, 7, 14) if span // step < max_ticks)
        for days in range(0, span + 1, step):
            day = date.fromordinal(self.first.toordinal() + days)
            yield day, self.wording.day_of_month(day)

    def _months(self, max_ticks: int) -> Iterator[tuple[date, str]]:
        """Yield firsts of months by name, those of January by the year."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next(step for step in _MONTH_STEPS if months // step < max_ticks)
        first = self.first.year * 12 + self.first.month - 1
        for month in range(-(-first // step) * step, self.last.year * 12 + self.last.month, step):
            year, index = divmod(month, 12)
            day = date(year, index + 1, 1)
            if self.first <= day <= self.last:
                yield day, str(year) if index == 0 else self.wording.month(day)


@dataclass(frozen=True, slots=True)
class Values:
    """Values up a chart, ``low`` at the bottom and ``high``, which is greater, at the top."""

    box: Box
    low: float
    high: float

    def y(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.box.bottom - share * (self.box.bottom - self.box.top)

    def ticks(self, max_ticks: int) -> Iterator[float]:
        """Yield round values to write, at most ``max_ticks``."""
        step = round_step((self.high - self.low) / max_ticks)
        value = -(-self.low // step) * step
        while value <= self.high:
            yield value
            value += step


def round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50 ... that is not below ``least``, and 1 at least."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size >= least:
                return step * size
        size *= 10
