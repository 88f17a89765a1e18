"""The retirement advice on pairs from their logs. Costs the same however many runs a pair has.

The distance is the pair's running total, the pace comes from one row a day of the last weeks, forefoot pain from the
last day in that time on which a run told of it. A retired pair has no pace and no date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import PairAdvice, advise_pair, urgency
from api.advice.retirement.pace import Pace, pace_of_days, recent_from
from api.advice.retirement.request import NOT_LOOKED_AT, Inspection, WornPair
from api.services.catalogue.recent import Recent
from api.services.catalogue.shoe_wear import foam_and_kind_of
from api.storage.runners.pair_days import run_until
from api.storage.runners.runners import IMPERIAL
from api.storage.runners.wearers import Worn, worn_pair, worn_pairs

_MOST_SHOES = 2_000

_FoamAndKind = tuple[str | None, str | None]
_shoes: Recent[tuple[str, str, int], _FoamAndKind] = Recent(_MOST_SHOES)
"""By owner, shoe and version. A version is never used twice, so nothing here can be stale."""


@dataclass(frozen=True, slots=True)
class PairWear:
    """A pair, all that it has run by the day asked for (``None`` if not known), and the advice on it."""

    worn: Worn
    distance: Distance | None
    advice: PairAdvice


def wear_of_pair(
    db: Connection, account_id: str, pair_id: str, book: Rulebook, today: date, as_of: date | None
) -> PairWear | None:
    """Return the advice on a pair as of a day, today if none is given; ``None`` without such a pair."""
    day = as_of or today
    worn = worn_pair(db, account_id, pair_id, recent_from(day, book), day)
    return None if worn is None else _judged(db, account_id, worn, book, today, as_of)


def wear_of_runner(
    db: Connection, account_id: str, runner_id: str, book: Rulebook, today: date, as_of: date | None
) -> list[PairWear]:
    """Return the advice on every pair that a runner has not retired, the most urgent first."""
    day = as_of or today
    found = worn_pairs(db, account_id, runner_id, recent_from(day, book), day)
    judged = [_judged(db, account_id, worn, book, today, as_of) for worn in found]
    return sorted(judged, key=lambda each: urgency(each.advice))


def _judged(db: Connection, account_id: str, worn: Worn, book: Rulebook, today: date, as_of: date | None) -> PairWear:
    recorded = worn.recorded_um if as_of is None else run_until(db, account_id, worn.id, as_of)
    distance = None if worn.starting_um is None else Distance(worn.starting_um + recorded)
    pain = worn.last_pain if worn.health_consent else None
    facts = _facts(worn, distance, _foam_and_kind(db, account_id, worn), None if pain is None else pain > 0)
    day = as_of or today
    return PairWear(worn, distance, advise_pair(facts, book, as_of=day, pace=_pace(worn, day, book)))


def _pace(worn: Worn, as_of: date, book: Rulebook) -> Pace | None:
    if worn.retired_on is not None:
        return None
    run = [(day, Distance(micrometres)) for day, micrometres in worn.days]
    return pace_of_days(run, as_of, book, first_run_on=worn.first_run_on)


def _facts(worn: Worn, distance: Distance | None, shoe: _FoamAndKind, forefoot_pain: bool | None) -> WornPair:
    sent = None if worn.limit_value is None or worn.limit_unit is None else (worn.limit_value, worn.limit_unit)
    looked_at = None if worn.inspection is None else orjson.loads(worn.inspection)
    return WornPair(
        distance=distance,
        foam=worn.foam or shoe[0],
        kind=worn.kind or shoe[1],
        body_mass_kg=worn.body_mass_kg,
        feel=worn.feel,
        inspection=NOT_LOOKED_AT if looked_at is None else Inspection(**looked_at),
        forefoot_pain=forefoot_pain,
        limit=None if worn.limit_um is None else Distance(worn.limit_um, sent),
        pairs_in_use=worn.pairs_in_use,
        miles_first=worn.units == IMPERIAL,
    )


def _foam_and_kind(db: Connection, account_id: str, worn: Worn) -> _FoamAndKind:
    if worn.shoe_id is None or worn.shoe_account_id is None or worn.shoe_version is None:
        return None, None
    place = (worn.shoe_account_id, worn.shoe_id, worn.shoe_version)
    known = _shoes.get(place)
    if known is None:
        known = foam_and_kind_of(db, account_id, worn.shoe_id) or (None, None)
        _shoes.keep(place, known)
    return known
