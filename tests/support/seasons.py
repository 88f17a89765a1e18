"""Runners over a year in which nothing stays as it was: form, seasons, plans, breaks, races, a pair that joins.

A second kind of made-up log, to check by what the first was not made for: habits here drift, so that a year ago says
little of today. The pairs that serve each kind of run are those of ``rotations``.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.advice.which_pair.advise import Candidate, Outing, Worn
from tests.support.rotations import START, Runner, a_runner

WEEKS = 52
_WINTER = frozenset({11, 12, 1, 2})
_NEW_PAIR_ID = "pair_joined"


@dataclass
class Year:
    """What changes in a runner's year, each on its week."""

    runner: Runner
    phase: float
    gain: float
    joins_in: int | None
    plan_changes_in: int | None
    break_in: int | None
    swaps_in: int | None
    races_every: int

    def runs(self) -> Iterator[Worn]:
        """Yield the runs of the year, oldest first, each with the pair that was worn."""
        dice = self.runner.dice
        for number in range(WEEKS * 7):
            day, week = START + timedelta(days=number), number // 7
            if number % 7 == 0:
                self._changes(week, day)
            kind = self._kind_on(day, week)
            if kind is None or self._weeks_since_break(week) == 0:
                continue
            pair_id = self.runner.pick(kind)
            outing = self._in_form(self.runner.outing(day, kind), kind, week)
            named = dice.random() < self.runner.tells_gear
            gear = ("watch", self.runner.pairs[pair_id].name) if named else None
            yield Worn(pair_id, replace(outing, order=f"{number:05}", gear=gear))

    def _changes(self, week: int, day: date) -> None:
        runner = self.runner
        if week == self.joins_in:
            runner.pairs[_NEW_PAIR_ID] = Candidate(_NEW_PAIR_ID, "The one that joined", started_on=day)
            # It is worn in turn with those for easy runs.
            runner.serves["easy"].append(_NEW_PAIR_ID)
        if week == self.plan_changes_in:
            # The same weekdays bring other runs.
            days, kinds = list(runner.week), list(runner.week.values())
            runner.dice.shuffle(kinds)
            runner.week = dict(zip(days, kinds, strict=True))
        if week == self.swaps_in:
            runner.serves["easy"], runner.serves["long"] = runner.serves["long"], runner.serves["easy"]

    def _kind_on(self, day: date, week: int) -> str | None:
        dice, kind = self.runner.dice, self.runner.week.get(day.weekday())
        if kind == "long" and week % self.races_every == self.races_every - 1:
            kind = "race"
        if kind == "trail" and day.month in _WINTER:
            kind = "easy"
        if kind is None or dice.random() < 0.12:
            return "easy" if dice.random() < 0.08 else None
        return dice.choice(["easy", "long", "speed"]) if dice.random() < 0.08 else kind

    def _weeks_since_break(self, week: int) -> int | None:
        """Return 0 within a break of three weeks, then how many weeks it is over, None where there was none."""
        if self.break_in is None or week < self.break_in:
            return None
        return max(0, week - self.break_in - 2)

    def _in_form(self, outing: Outing, kind: str, week: int) -> Outing:
        """Return a run as far and as fast as the runner's form lets it be in that week."""
        form = 1 + 0.05 * math.sin(2 * math.pi * week / WEEKS + self.phase) + self.gain * week / WEEKS
        since = self._weeks_since_break(week)
        back = 1 if since is None else min(1.0, 0.5 + since / 12)
        tapers = week % self.races_every == self.races_every - 1 and kind != "race"
        far = outing.distance_km * form * back * (0.7 if tapers else 1)
        speed = None if outing.speed_kmh is None else outing.speed_kmh * form * (0.9 + back / 10)
        return replace(outing, distance_km=max(1.5, far), speed_kmh=speed)


def a_year(dice: random.Random, size: int) -> tuple[Runner, list[Worn]]:
    """Return a runner with a rotation of so many pairs, as it is by the end of a year, and the log of that year."""
    runner = a_runner(dice, size)

    def maybe(chance: float) -> int | None:
        return dice.randrange(10, 46) if dice.random() < chance else None

    year = Year(
        runner, dice.uniform(0, 2 * math.pi), dice.uniform(-0.03, 0.08), maybe(0.5), maybe(0.5), maybe(0.4), maybe(0.2),
        dice.randrange(5, 11),
    )  # fmt: skip
    return runner, list(year.runs())
