"""The retirement advice on pairs from their logs. Costs the same however many runs a pair has, hours apart.

The distance is the pair's running total, the pace comes from one row a day of the last weeks, forefoot pain from the
last day in that time on which a run reports it. A retired pair has no pace and no date. What is on record of a pair
with an unknown start is a lower bound. Only an own limit of hours reads the times of the runs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import Pace, PairAdvice, advise_pair, pace_of_days, recent_from, urgency
from api.advice.retirement.request import NOT_LOOKED_AT, Inspection, WornPair
from api.services.catalogue.recent import Recent
from api.services.catalogue.shoe_wear import foam_and_kind_of
from api.services.documents import distance_part
from api.storage.runners.pair_days import run_until
from api.storage.runners.pairs import PairRow
from api.storage.runners.runners import IMPERIAL, RunnerRow
from api.storage.runners.runs import timed_in_pair
from api.storage.runners.wearers import PairLog, pair_log, pair_logs, today_in, today_of_wearer

_MOST_SHOES = 2_000
_AN_HOUR = timedelta(hours=1)

_FoamAndKind = tuple[str | None, str | None]
_shoes: Recent[tuple[str, str, int], _FoamAndKind] = Recent(_MOST_SHOES)
"""By owner, shoe and version. A version is never used twice, so nothing here can be stale."""


_COMPUTED = ("shoe_id", "foam", "kind", "inspection", "limit", "started_on")
_AS_STORED = tuple(
    field.name
    for field in fields(WornPair)
    if field.name in PairRow.__dataclass_fields__ and field.name not in _COMPUTED
)
"""What the advice takes of a pair as it is stored."""

_LIMIT = distance_part(PairRow, "limit")


@dataclass(frozen=True, slots=True)
class PairWear:
    """A pair, all that it has run by the day of the advice, and the advice on it.

    ``day`` is that of the advice. ``distance`` is ``None`` while the start is not known; ``distance_at_least`` is then
    what is on record, if anything.
    """

    log: PairLog
    day: date
    distance: Distance | None
    distance_at_least: Distance | None
    advice: PairAdvice


def wear_of_pair(
    db: Connection, account_id: str, pair_id: str, book: Rulebook, now: datetime, as_of: date | None
) -> PairWear | None:
    """Return the advice on a pair as of a day, its runner's today if none is given; ``None`` without such a pair."""
    day = as_of or today_of_wearer(db, account_id, pair_id, now)
    log = pair_log(db, account_id, pair_id, recent_from(day, book), day)
    return None if log is None else _advised(db, log, book, day, as_of)


def wear_of_runner(
    db: Connection, runner: RunnerRow, book: Rulebook, now: datetime, as_of: date | None
) -> list[PairWear]:
    """Return the advice on every pair that a runner has not retired, the most urgent first."""
    day = as_of or today_in(runner.time_zone, now)
    logs = pair_logs(db, runner.account_id, runner.id, recent_from(day, book), day)
    wear = [_advised(db, log, book, day, as_of) for log in logs]
    return sorted(wear, key=lambda pair: urgency(pair.advice))


def _advised(db: Connection, log: PairLog, book: Rulebook, day: date, as_of: date | None) -> PairWear:
    pair, account_id = log.pair, log.pair.account_id
    recorded = pair.recorded_um if as_of is None else run_until(db, account_id, pair.id, as_of)
    distance = None if pair.starting_um is None else Distance(pair.starting_um + recorded)
    at_least = Distance(recorded) if pair.starting_um is None and recorded else None
    facts = replace(
        _facts(log).completed(*_foam_and_kind(db, account_id, log)),
        distance=distance,
        distance_at_least=at_least,
        started_on=pair.started_on or log.first_run_on,
        hours=None if pair.limit_hours is None else _hours(db, log, (pair.starting_um or 0) + recorded, as_of),
    )
    advice = advise_pair(facts, book, as_of=day, pace=_pace(log, day, book), pairs_in_use=log.pairs_in_use)
    return PairWear(log, day, distance, at_least, advice)


def _hours(db: Connection, log: PairLog, distance_um: int, as_of: date | None) -> float | None:
    """Return the hours run in a pair, with the distance that has no time at the speed of the rest; None without any."""
    seconds, timed_um = timed_in_pair(db, log.pair.account_id, log.pair.id, as_of or date.max)
    if not timed_um:
        return None
    return seconds / _AN_HOUR.total_seconds() * max(1.0, distance_um / timed_um)


def _pace(log: PairLog, as_of: date, book: Rulebook) -> Pace | None:
    if log.pair.retired_on is not None:
        return None
    days = [(day, Distance(micrometres)) for day, micrometres in log.days]
    return pace_of_days(days, as_of, book, first_run_on=log.first_run_on)


def _facts(log: PairLog) -> WornPair:
    pair = log.pair
    as_stored: dict[str, Any] = {name: getattr(pair, name) for name in _AS_STORED}
    pain = log.last_pain if log.health_consent else None
    return WornPair(
        **as_stored,
        foam=pair.foam,
        kind=pair.kind,
        body_mass_kg=log.body_mass_kg,
        inspection=NOT_LOOKED_AT if pair.inspection is None else Inspection(**orjson.loads(pair.inspection)),
        forefoot_pain=None if pain is None else pain > 0,
        limit=_LIMIT.of(pair),
        imperial=log.units == IMPERIAL,
    )


def _foam_and_kind(db: Connection, account_id: str, log: PairLog) -> _FoamAndKind:
    pair = log.pair
    if pair.shoe_id is None or pair.shoe_account_id is None or log.shoe_version is None:
        return None, None
    place = (pair.shoe_account_id, pair.shoe_id, log.shoe_version)
    known = _shoes.get(place)
    if known is None:
        known = foam_and_kind_of(db, account_id, pair.shoe_id) or (None, None)
        _shoes.keep(place, known)
    return known
