"""A runner's rotation: which share of the running each pair has, when it was last worn, and which is due next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from api.advice.core.distance import MICROMETRES, Distance
from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import KEEP
from api.services.runs.items import WornItem, worn
from api.services.runs.pair_wear import PairWear, wear_of_runner
from api.storage.runners.items import all_items
from api.storage.runners.rotation import PairUse, count_waiting, use_of_pairs
from api.storage.runners.runners import RunnerRow
from api.storage.runners.wearers import today_in

_AN_HOUR_SECONDS = 3600
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What a pair has cost so far for what it has run; ``per_hour`` is None while none of its runs has a time."""

    per_km: float
    per_mi: float
    per_hour: float | None
    currency: str


@dataclass(frozen=True, slots=True)
class RotationPair:
    """A pair in use: the advice on it, its use, and its share of what was run lately in all pairs."""

    wear: PairWear
    use: PairUse
    share: float
    cost: Cost | None

    @property
    def distance(self) -> Distance:
        """What it ran lately."""
        return Distance(self.use.distance_um)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The pairs in use, the most urgent first, the items in use, how many runs wait for a pair, and the day of it."""

    day: date
    pairs: tuple[RotationPair, ...]
    items: tuple[WornItem, ...]
    waiting: int

    @property
    def next_due(self) -> PairWear | None:
        """The pair that is due first, if any has a date."""
        dated = [pair.wear for pair in self.pairs if pair.wear.advice.answer.forecast is not None]
        return min(dated, key=due_on, default=None)


def due_on(wear: PairWear) -> date:
    """Return when a pair is due; the far future where nobody can say."""
    forecast = wear.advice.answer.forecast
    return date.max if forecast is None else forecast.retire_on


def rotation_of(db: Connection, runner: RunnerRow, book: Rulebook, now: datetime, weeks: int) -> Rotation:
    """Return the rotation of a runner as of the runner's today, with shares of what was run in so many weeks."""
    account_id, today = runner.account_id, today_in(runner.time_zone, now)
    wear = wear_of_runner(db, runner, book, now, None)
    use = use_of_pairs(db, account_id, runner.id, today - timedelta(weeks=weeks) + timedelta(days=1), today)
    whole = sum(use_of_pair.distance_um for use_of_pair in use.values())
    pairs = []
    for pair_wear in wear:
        used = use.get(pair_wear.log.pair.id, PairUse())
        pairs.append(RotationPair(pair_wear, used, used.distance_um / whole if whole else 0.0, _cost(pair_wear, used)))
    items = [worn(item, today) for item in all_items(db, account_id, runner.id) if item.row.retired_on is None]
    return Rotation(today, tuple(pairs), tuple(items), count_waiting(db, account_id, runner.id))


def due_of(rotation: Rotation) -> list[PairWear]:
    """Return the pairs that are to be replaced now or soon, the first first."""
    found = (pair.wear for pair in rotation.pairs if pair.wear.advice.judgement.verdict != KEEP)
    return sorted(found, key=lambda wear: (due_on(wear), wear.log.pair.id))


def _cost(wear: PairWear, use: PairUse) -> Cost | None:
    pair, run = wear.log.pair, wear.distance
    if pair.price is None or pair.currency is None or run is None or not run.micrometres:
        return None
    per_km, per_mi = (round(pair.price * MICROMETRES[unit] / run.micrometres, _DECIMALS) for unit in ("km", "mi"))
    return Cost(per_km, per_mi, _per_hour(pair.price, run, use), pair.currency)


def _per_hour(price: float, run: Distance, use: PairUse) -> float | None:
    if not use.timed_um or not use.seconds:
        return None
    # What has no time went at the speed of the rest.
    hours = use.seconds / _AN_HOUR_SECONDS * max(1.0, run.micrometres / use.timed_um)
    per_hour = price / hours if hours else math.inf
    return round(per_hour, _DECIMALS) if math.isfinite(per_hour) else None
