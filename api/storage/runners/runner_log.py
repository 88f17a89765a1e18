"""A runner's runs over all pairs and in none: listed, found for the likeliest pair, put into pairs by the hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    Float,
    Select,
    String,
    bindparam,
    case,
    select,
    update,
)

from api.storage.runners.run_lists import NEWEST_FIRST, OLDER, Place, behind
from api.storage.runners.runs import COLUMNS, WAITING, RunRow, runs

NO_PAIR = "none"
ANY_PAIR = "any"

_OF_RUNNER = (
    runs.c.account_id == bindparam("account_id"),
    runs.c.runner_id == bindparam("runner_id"),
    runs.c.day.is_not(None),
)
_NEWEST = select(*COLUMNS).where(*_OF_RUNNER).order_by(*NEWEST_FIRST).limit(bindparam("page_size"))
_FILTERS: dict[str, Any] = {
    "pair_id": runs.c.pair_id == bindparam("pair_id"),
    "since": runs.c.day >= bindparam("since", type_=Date),
    "until": runs.c.day <= bindparam("until", type_=Date),
    "effort": runs.c.effort == bindparam("effort"),
    "surface": runs.c.surface == bindparam("surface"),
    "import_id": runs.c.import_id == bindparam("import_id"),
    "gear_ref": runs.c.gear_ref == bindparam("gear_ref"),
}
_MOMENT = bindparam("moment", type_=BigInteger)
_PLACE = (
    update(runs)
    .where(runs.c.account_id == bindparam("b_account_id"), runs.c.id == bindparam("b_id"))
    .values(
        pair_id=bindparam("b_pair_id", type_=String),
        pair_probability=bindparam("b_probability", type_=Float),
        ignored=bindparam("b_ignored", type_=Boolean),
        no_pair=bindparam("b_no_pair", type_=Boolean),
        version=case((runs.c.version >= _MOMENT, runs.c.version + 1), else_=_MOMENT),
        updated_at=bindparam("now"),
    )
)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs of a runner: those in a pair (its id), in none (``NO_PAIR``) or all; ``None`` filters nothing.

    Ignored runs, and those in none of the runner's pairs, do not wait for one: only ``ANY_PAIR`` finds them.
    """

    pair: str = ANY_PAIR
    since: date | None = None
    until: date | None = None
    effort: str | None = None
    surface: str | None = None
    import_id: str | None = None
    gear_ref: str | None = None

    def query(self, base: Select[Any]) -> tuple[Select[Any], dict[str, object]]:
        """Return the query for these alone, and its values."""
        named: dict[str, object | None] = {name: getattr(self, name) for name in _FILTERS if name != "pair_id"}
        if self.pair == NO_PAIR:
            base = base.where(*WAITING)
        elif self.pair != ANY_PAIR:
            named["pair_id"] = self.pair
        values = {name: value for name, value in named.items() if value is not None}
        return base.where(*(_FILTERS[name] for name in values)), values


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a run is to be: in a pair, waiting for one, in none of the runner's (``no_pair``), or ignored.

    ``probability``: of a pair that nobody confirmed.
    """

    run_id: str
    pair_id: str | None
    ignored: bool = False
    no_pair: bool = False
    probability: float | None = None


def find_runner_runs(
    db: Connection, account_id: str, runner_id: str, wanted: RunFilter, after: Place | None, limit: int
) -> list[RunRow]:
    """Return at most ``limit`` runs of a runner behind a place, newest first."""
    query, values = wanted.query(_NEWEST)
    values |= {"account_id": account_id, "runner_id": runner_id, "page_size": limit}
    if after is not None:
        query, values = query.where(OLDER), {**values, **behind(after)}
    return [RunRow(*row) for row in db.execute(query, values)]


def place_runs(tx: Connection, account_id: str, placements: Sequence[Placement], now: datetime) -> None:
    """Put runs where they are to be, without counting them, under the runner's lock."""
    rows = [
        {
            "b_account_id": account_id,
            "b_id": placement.run_id,
            "b_pair_id": placement.pair_id,
            "b_probability": placement.probability,
            "b_ignored": placement.ignored,
            "b_no_pair": placement.no_pair,
            "moment": int(now.timestamp() * 1_000_000),
            "now": now,
        }
        for placement in placements
    ]
    if rows:
        tx.execute(_PLACE, rows)


@dataclass(frozen=True, slots=True)
class WornRun:
    """A run in a pair, as far as it shows which pair another run was in."""

    id: str
    pair_id: str
    day: date
    started_at: datetime | None
    distance_um: int
    duration_s: float | None
    effort: str | None
    surface: str | None
    source: str
    gear_ref: str | None


_WORN = (
    select(*(runs.c[name] for name in WornRun.__slots__))
    .where(*_OF_RUNNER, runs.c.pair_id.is_not(None))
    .limit(bindparam("most"))
)
_WORN_BEFORE = _WORN.where(runs.c.day <= bindparam("day", type_=Date)).order_by(runs.c.day.desc(), runs.c.id.desc())
_WORN_BETWEEN = _WORN.where(
    runs.c.day.between(bindparam("since", type_=Date), bindparam("until", type_=Date))
).order_by(runs.c.day.desc(), runs.c.id.desc())
_WORN_AFTER = _WORN.where(runs.c.day > bindparam("day", type_=Date)).order_by(runs.c.day, runs.c.id)


def runs_worn_around(
    db: Connection, account_id: str, runner_id: str, day: date, before: int, after: int
) -> list[WornRun]:
    """Return the runs in pairs nearest to a day: at most so many up to it, and after it."""
    values = {"account_id": account_id, "runner_id": runner_id, "day": day}
    found = (
        *db.execute(_WORN_BEFORE, {**values, "most": before}),
        *db.execute(_WORN_AFTER, {**values, "most": after}),
    )
    return [WornRun(*row) for row in found]


def runs_worn_between(
    db: Connection, account_id: str, runner_id: str, since: date, until: date, most: int
) -> list[WornRun]:
    """Return the runs in pairs on these days, the latest first, at most so many."""
    values = {"account_id": account_id, "runner_id": runner_id, "since": since, "until": until, "most": most}
    return [WornRun(*row) for row in db.execute(_WORN_BETWEEN, values)]
