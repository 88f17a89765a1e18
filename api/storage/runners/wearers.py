"""A pair together with its runner: what logging a run needs to know, and what the advice on the pair rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Integer, String, and_, bindparam, cast, func, select

from api.storage.catalogue.shoes import shoes
from api.storage.database.prepared import Prepared
from api.storage.runners.pair_days import pair_days
from api.storage.runners.pairs import COLUMNS, PairRow, pairs
from api.storage.runners.runners import runners
from api.storage.runners.runs import WITH_PAIN, runs


@dataclass(frozen=True, slots=True)
class Wearer:
    """Whose pair it is, and whether pain may be stored of this runner."""

    runner_id: str
    health_consent: bool | None


@dataclass(frozen=True, slots=True)
class PairLog:
    """A pair with what the advice on it needs of its runner, its shoe and its days.

    ``shoe_version`` is that of the shoe in the catalogue, ``pairs_in_use`` counts the runner's pairs not yet retired.
    ``last_pain`` is the worst level of the last day, within the days asked for, on which a run of the runner has one,
    in whatever pair: it is a foot that hurts.
    """

    pair: PairRow
    shoe_version: int | None
    units: str
    body_mass_kg: float | None
    health_consent: bool | None
    first_run_on: date | None
    pairs_in_use: int
    last_pain: int | None
    distances_by_day: str | None

    @property
    def name(self) -> str:
        """How to call the pair."""
        pair = self.pair
        return pair.nickname or pair.description or pair.shoe_name or pair.id

    @property
    def days(self) -> list[tuple[date, int]]:
        """Return (day, micrometres) of each day run within the days asked for, oldest first."""
        entries = (entry.split("=") for entry in (self.distances_by_day or "").split())
        return sorted((date.fromisoformat(day), int(micrometres)) for day, micrometres in entries)


_RUNS_FOR = and_(runners.c.account_id == pairs.c.account_id, runners.c.id == pairs.c.runner_id)
_THIS = (pairs.c.account_id == bindparam("account_id"), pairs.c.id == bindparam("id"))
_LOCKING = (
    select(pairs.c.runner_id, cast(runners.c.health_consent, Integer))
    .select_from(pairs.join(runners, _RUNS_FOR))
    .where(*_THIS)
    .with_for_update(of=runners, key_share=True)
)
_LOCKED = Prepared(_LOCKING)
_ZONE = select(runners.c.time_zone).select_from(pairs.join(runners, _RUNS_FOR)).where(*_THIS)


_OF_PAIR = (pair_days.c.account_id == pairs.c.account_id, pair_days.c.pair_id == pairs.c.id)
_WITHIN: tuple[Any, Any] = (bindparam("since"), bindparam("until"))
_LAST_PAIN = (
    select(runs.c.pain_level)
    .where(
        runs.c.account_id == pairs.c.account_id,
        runs.c.runner_id == pairs.c.runner_id,
        runs.c.day.between(*_WITHIN),
        runs.c.ignored.is_(False),
        WITH_PAIN,
    )
    .order_by(runs.c.day.desc(), runs.c.pain_level.desc())
    .limit(1)
)
_DAY = cast(pair_days.c.day, String) + "=" + cast(pair_days.c.distance_um, String)


def _pairs_in_use() -> Any:
    beside = pairs.alias("beside")
    return select(func.count()).where(
        beside.c.account_id == pairs.c.account_id,
        beside.c.runner_id == pairs.c.runner_id,
        beside.c.retired_on.is_(None),
    )


def _logs(joined: Any) -> Any:
    # One row holds all, the days too: each row more is a wait for the driver, and a second statement would see the
    # pair at another moment.
    columns: dict[str, Any] = {
        "shoe_version": shoes.c.version,
        "units": runners.c.units,
        "body_mass_kg": runners.c.body_mass_kg,
        "health_consent": runners.c.health_consent,
        "first_run_on": select(func.min(pair_days.c.day)).where(*_OF_PAIR).scalar_subquery(),
        "pairs_in_use": _pairs_in_use().scalar_subquery(),
        "last_pain": _LAST_PAIN.scalar_subquery(),
        "distances_by_day": select(joined(_DAY, " "))
        .where(*_OF_PAIR, pair_days.c.day.between(*_WITHIN))
        .scalar_subquery(),
    }
    shoe = and_(shoes.c.account_id == pairs.c.shoe_account_id, shoes.c.id == pairs.c.shoe_id)
    return select(*COLUMNS, *columns.values()).select_from(pairs.join(runners, _RUNS_FOR).outerjoin(shoes, shoe))


_LOGS = {"sqlite": _logs(func.group_concat), "postgresql": _logs(func.string_agg)}
_ONE = {dialect: query.where(*_THIS) for dialect, query in _LOGS.items()}
_IN_USE = {
    dialect: query.where(
        pairs.c.account_id == bindparam("account_id"),
        pairs.c.runner_id == bindparam("runner_id"),
        pairs.c.retired_on.is_(None),
    ).order_by(pairs.c.created_at, pairs.c.id)
    for dialect, query in _LOGS.items()
}


def lock_wearer(tx: Connection, account_id: str, pair_id: str) -> Wearer | None:
    """Return whose pair it is, and let no other transaction log for this runner until this one ends; None without one.

    SQLite has one writer anyway and ignores the lock.
    """
    row = _LOCKED.first(tx, {"account_id": account_id, "id": pair_id})
    return None if row is None else Wearer(row[0], None if row[1] is None else bool(row[1]))


def zone_of_wearer(db: Connection, account_id: str, pair_id: str) -> str | None:
    """Return the time zone of the runner whose pair it is; None where it is not known, or there is no such pair."""
    found: str | None = db.execute(_ZONE, {"account_id": account_id, "id": pair_id}).scalar()
    return found


def today_in(time_zone: str | None, now: datetime) -> date:
    """Return today in a runner's time zone, in UTC where none is known: a day begins where the runner is."""
    return now.astimezone(UTC if time_zone is None else ZoneInfo(time_zone)).date()


def end_of_today_in(time_zone: str | None, now: datetime) -> datetime:
    """Return when today ends in a runner's time zone."""
    tomorrow = today_in(time_zone, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC if time_zone is None else ZoneInfo(time_zone)).astimezone(UTC)


def day_of_start(started_at: datetime, time_zone: str | None) -> date:
    """Return the runner's day of a start: by the offset that it names, and of one in UTC by the runner's zone."""
    if time_zone is None or started_at.utcoffset() != timedelta(0):
        return started_at.date()
    return started_at.astimezone(ZoneInfo(time_zone)).date()


def today_of_wearer(db: Connection, account_id: str, pair_id: str, now: datetime) -> date:
    """Return today in the time zone of the runner whose pair it is."""
    return today_in(zone_of_wearer(db, account_id, pair_id), now)


def pair_log(db: Connection, account_id: str, pair_id: str, since: date, until: date) -> PairLog | None:
    """Return a pair with its runner and what was run in it from ``since`` to ``until``, or None."""
    values = {"account_id": account_id, "id": pair_id, "since": since, "until": until}
    row = db.execute(_ONE[db.dialect.name], values).first()
    return None if row is None else _log(row)


def pair_logs(db: Connection, account_id: str, runner_id: str, since: date, until: date) -> list[PairLog]:
    """Return every pair that a runner has not retired, oldest first, with what was run from ``since`` to ``until``."""
    values = {"account_id": account_id, "runner_id": runner_id, "since": since, "until": until}
    return [_log(row) for row in db.execute(_IN_USE[db.dialect.name], values)]


def _log(row: Sequence[Any]) -> PairLog:
    return PairLog(PairRow(*row[: len(COLUMNS)]), *row[len(COLUMNS) :])
