"""A pair together with its runner: what logging a run needs to know, and what the advice on the pair rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from api.storage.pair_days import pair_days
from api.storage.pairs import pairs
from api.storage.runners import runners
from api.storage.shoes import shoes


@dataclass(frozen=True, slots=True)
class Wearer:
    """Whose pair it is, and whether pain may be stored of this runner."""

    runner_id: str
    health_consent: bool | None


@dataclass(frozen=True, slots=True)
class Worn:
    """A pair and its runner as the advice needs them. ``*_um`` are micrometres; ``inspection`` is a JSON text.

    ``shoe_version`` is that of the shoe in the catalogue, ``pairs_in_use`` counts the runner's pairs not yet retired.
    """

    id: str
    runner_id: str
    nickname: str | None
    description: str | None
    shoe_name: str | None
    shoe_account_id: str | None
    shoe_id: str | None
    shoe_version: int | None
    foam: str | None
    kind: str | None
    started_on: date | None
    starting_um: int | None
    recorded_um: int
    limit_um: int | None
    limit_value: float | None
    limit_unit: str | None
    feel: str | None
    inspection: str | None
    retired_on: date | None
    units: str
    body_mass_kg: float | None
    health_consent: bool | None
    first_run_on: date | None
    pairs_in_use: int

    @property
    def name(self) -> str:
        """How to call the pair."""
        return self.nickname or self.description or self.shoe_name or self.id


_RUNS_FOR = and_(runners.c.account_id == pairs.c.account_id, runners.c.id == pairs.c.runner_id)
_THIS = (pairs.c.account_id == bindparam("account_id"), pairs.c.id == bindparam("id"))
_LOCKED = (
    select(pairs.c.runner_id, runners.c.health_consent)
    .select_from(pairs.join(runners, _RUNS_FOR))
    .where(*_THIS)
    .with_for_update(of=runners, key_share=True)
)


def _worn() -> Any:
    beside = pairs.alias("beside")
    computed: dict[str, Any] = {
        "shoe_version": shoes.c.version,
        "units": runners.c.units,
        "body_mass_kg": runners.c.body_mass_kg,
        "health_consent": runners.c.health_consent,
        "first_run_on": select(func.min(pair_days.c.day))
        .where(pair_days.c.account_id == pairs.c.account_id, pair_days.c.pair_id == pairs.c.id)
        .scalar_subquery(),
        "pairs_in_use": select(func.count())
        .select_from(beside)
        .where(
            beside.c.account_id == pairs.c.account_id,
            beside.c.runner_id == pairs.c.runner_id,
            beside.c.retired_on.is_(None),
        )
        .scalar_subquery(),
    }
    columns: list[Any] = [computed[name] if name in computed else pairs.c[name] for name in Worn.__slots__]
    shoe = and_(shoes.c.account_id == pairs.c.shoe_account_id, shoes.c.id == pairs.c.shoe_id)
    return select(*columns).select_from(pairs.join(runners, _RUNS_FOR).outerjoin(shoes, shoe))


_ONE = _worn().where(*_THIS)
_IN_USE = (
    _worn()
    .where(
        pairs.c.account_id == bindparam("account_id"),
        pairs.c.runner_id == bindparam("runner_id"),
        pairs.c.retired_on.is_(None),
    )
    .order_by(pairs.c.created_at, pairs.c.id)
)


def lock_wearer(tx: Connection, account_id: str, pair_id: str) -> Wearer | None:
    """Answer whose pair it is, and let no other transaction log for this runner until this one ends; None without one.

    SQLite has one writer anyway and ignores the lock.
    """
    row = tx.execute(_LOCKED, {"account_id": account_id, "id": pair_id}).first()
    return None if row is None else Wearer(*row)


def worn_pair(db: Connection, account_id: str, pair_id: str) -> Worn | None:
    """Answer a pair with its runner, or None."""
    row = db.execute(_ONE, {"account_id": account_id, "id": pair_id}).first()
    return None if row is None else Worn(*row)


def worn_pairs(db: Connection, account_id: str, runner_id: str) -> list[Worn]:
    """Answer every pair that a runner has not retired, oldest first."""
    return [Worn(*row) for row in db.execute(_IN_USE, {"account_id": account_id, "runner_id": runner_id})]
