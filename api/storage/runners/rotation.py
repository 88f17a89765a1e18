"""How a runner's pairs were worn: what each ran within some days, when it was last worn, how long its runs took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Date, bindparam, case, func, select

from api.storage.runners.pair_days import pair_days
from api.storage.runners.pairs import pairs
from api.storage.runners.runs import WAITING, runs


@dataclass(frozen=True, slots=True)
class PairUse:
    """The use of a pair up to a day; ``seconds`` and ``timed_um`` are of its runs that have a time."""

    last_worn: date | None = None
    distance_um: int = 0
    run_count: int = 0
    seconds: float = 0
    timed_um: int = 0


_days = pair_days.c
_WITHIN = _days.day >= bindparam("since", type_=Date)
_USE = (
    select(
        _days.pair_id,
        func.max(_days.day),
        func.sum(case((_WITHIN, _days.distance_um), else_=0)),
        func.sum(case((_WITHIN, _days.run_count), else_=0)),
    )
    .select_from(pairs)
    .join(pair_days, (_days.account_id == pairs.c.account_id) & (_days.pair_id == pairs.c.id))
    .where(
        pairs.c.account_id == bindparam("account_id"),
        pairs.c.runner_id == bindparam("runner_id"),
        _days.day <= bindparam("until", type_=Date),
    )
    .group_by(_days.pair_id)
)
_TIMED = (
    select(runs.c.pair_id, func.sum(runs.c.duration_s), func.sum(runs.c.distance_um))
    .where(
        runs.c.account_id == bindparam("account_id"),
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.pair_id.is_not(None),
        runs.c.day <= bindparam("until", type_=Date),
        runs.c.duration_s > 0,
    )
    .group_by(runs.c.pair_id)
)
_WAITING = select(func.count()).where(
    runs.c.account_id == bindparam("account_id"),
    runs.c.runner_id == bindparam("runner_id"),
    *WAITING,
)


def use_of_pairs(db: Connection, account_id: str, runner_id: str, since: date, until: date) -> dict[str, PairUse]:
    """Return the use of each pair that was ever worn up to a day; distance and runs from ``since`` on."""
    values = {"account_id": account_id, "runner_id": runner_id, "until": until}
    timed = {pair_id: (float(seconds), int(um)) for pair_id, seconds, um in db.execute(_TIMED, values)}
    return {
        pair_id: PairUse(last, int(um), int(count), *timed.get(pair_id, (0, 0)))
        for pair_id, last, um, count in db.execute(_USE, {**values, "since": since})
    }


def count_waiting(db: Connection, account_id: str, runner_id: str) -> int:
    """Return how many runs wait for a pair."""
    return int(db.execute(_WAITING, {"account_id": account_id, "runner_id": runner_id}).scalar_one())
