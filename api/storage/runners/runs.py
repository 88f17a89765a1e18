"""Runs. ``(runner, source, external_id)`` is unique for ever.

Of a deleted run that had an external id an empty row stays. An empty row with ``same_as`` keeps the external id under
which a run came a second time by another road.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from api.storage.database.errors import StaleVersionError
from api.storage.database.metadata import UtcDateTime, metadata
from api.storage.database.prepared import Prepared

runs = Table(
    "runs",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("runner_id", String(40), nullable=False),
    Column("pair_id", String(40), nullable=True),
    Column("source", String(40), nullable=False),
    Column("external_id", String(120), nullable=True),
    Column("day", Date, nullable=True),
    Column("started_at", UtcDateTime, nullable=True),
    Column("distance_um", BigInteger, nullable=False),
    Column("distance_value", Float, nullable=True),
    Column("distance_unit", String(2), nullable=True),
    Column("duration_s", Float, nullable=True),
    Column("surface", String(12), nullable=True),
    Column("effort", String(8), nullable=True),
    Column("cadence_spm", Float, nullable=True),
    Column("pain_level", Integer, nullable=True),
    Column("import_id", String(40), nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime, nullable=True),
    Column("same_as", String(40), nullable=True),
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["account_id", "pair_id"], ["pairs.account_id", "pairs.id"], ondelete="CASCADE"),
    UniqueConstraint("account_id", "runner_id", "source", "external_id"),
    CheckConstraint(
        "(deleted_at IS NULL AND day IS NOT NULL) OR (deleted_at IS NOT NULL AND day IS NULL AND pair_id IS NULL)",
        name="whole_or_gone",
    ),
    Index("ix_runs_of_pair", "account_id", "pair_id", "day", "id"),
    Index("ix_runs_of_runner", "account_id", "runner_id", "started_at"),
    Index("ix_runs_of_runner_by_day", "account_id", "runner_id", "day"),
)

WITH_PAIN = runs.c.pain_level.is_not(None)
Index(
    "ix_runs_pain",
    runs.c.account_id,
    runs.c.pair_id,
    runs.c.day,
    runs.c.pain_level,
    sqlite_where=WITH_PAIN,
    postgresql_where=WITH_PAIN,
)
Index(
    "ix_runs_of_import",
    runs.c.account_id,
    runs.c.import_id,
    sqlite_where=runs.c.import_id.is_not(None),
    postgresql_where=runs.c.import_id.is_not(None),
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as stored. ``distance_um`` are micrometres, ``distance_value`` and ``distance_unit`` what was sent.

    ``pair_id`` is ``None`` while nobody said in which pair it was run. ``day`` is the runner's own calendar day.
    ``deleted_at`` marks an empty row: of a deleted run, or of one that is the same as the run ``same_as``.
    """

    account_id: str
    id: str
    runner_id: str
    pair_id: str | None
    source: str
    external_id: str | None
    day: date | None
    started_at: datetime | None
    distance_um: int
    distance_value: float | None
    distance_unit: str | None
    duration_s: float | None
    surface: str | None
    effort: str | None
    cadence_spm: float | None
    pain_level: int | None
    import_id: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    same_as: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


_TOLD = ("day", "started_at", "distance_value", "distance_unit", "duration_s", "surface", "effort", "cadence_spm")
_FIXED = ("account_id", "id", "runner_id", "source", "external_id", "import_id", "created_at", "deleted_at", "same_as")
COLUMNS = tuple(runs.c[name] for name in RunRow.__slots__)
_ACCOUNT = runs.c.account_id == bindparam("account_id")
_THERE = runs.c.deleted_at.is_(None)
_ONE = Prepared(select(*COLUMNS).where(_ACCOUNT, runs.c.id == bindparam("id"), _THERE))
_BY_EXTERNAL_ID = Prepared(
    select(*COLUMNS).where(
        _ACCOUNT,
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.source == bindparam("source"),
        runs.c.external_id == bindparam("external_id"),
    )
)
_INSERT = Prepared(
    {
        "sqlite": sqlite.insert(runs).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(runs).on_conflict_do_nothing(),
    }
)
_THIS = (runs.c.account_id == bindparam("b_account_id"), runs.c.id == bindparam("b_id"))
_THIS_VERSION = (*_THIS, runs.c.version == bindparam("b_version"))
_REPLACE = (
    update(runs)
    .where(*_THIS_VERSION)
    .values({name: bindparam(name) for name in RunRow.__slots__ if name not in _FIXED})
)
_NOTHING_LEFT: dict[str, Any] = {
    **dict.fromkeys(_TOLD),
    "pair_id": None,
    "distance_um": 0,
    "pain_level": None,
    "import_id": None,
    "deleted_at": bindparam("now"),
    "updated_at": bindparam("now"),
}
_EMPTY = update(runs).where(*_THIS_VERSION).values(_NOTHING_LEFT)
_REMOVE = delete(runs).where(*_THIS_VERSION)
_IN_PAIR = (runs.c.account_id == bindparam("b_account_id"), runs.c.pair_id == bindparam("b_pair_id"))
_EMPTY_PAIR = update(runs).where(*_IN_PAIR, runs.c.external_id.is_not(None)).values(_NOTHING_LEFT)
_FORGET_PAIN = (
    update(runs)
    .where(runs.c.account_id == bindparam("b_account_id"), runs.c.runner_id == bindparam("b_runner_id"), WITH_PAIN)
    .values(pain_level=None, version=runs.c.version + 1)
)


def run_row(db: Connection, account_id: str, run_id: str) -> RunRow | None:
    """Return a run of this account that was not deleted, or None."""
    row = _ONE.first(db, {"account_id": account_id, "id": run_id})
    return None if row is None else RunRow(*row)


def run_by_external_id(db: Connection, account_id: str, runner_id: str, source: str, external_id: str) -> RunRow | None:
    """Return the run that came under this id, also one deleted since, or None."""
    values = {"account_id": account_id, "runner_id": runner_id, "source": source, "external_id": external_id}
    row = _BY_EXTERNAL_ID.first(db, values)
    return None if row is None else RunRow(*row)


def add_run(tx: Connection, row: RunRow) -> bool:
    """Store a new run; return False, and store nothing, if its external id came before: the index decides."""
    return _INSERT.run(tx, row.as_dict()) > 0


def replace_run(tx: Connection, row: RunRow, version: int) -> None:
    """Store a run in place of the one at ``version``; raises StaleVersionError."""
    values = {**row.as_dict(), "b_account_id": row.account_id, "b_id": row.id, "b_version": version}
    _check_hit(tx.execute(_REPLACE, values).rowcount)


def remove_run(tx: Connection, row: RunRow, now: datetime, *, remember: bool) -> None:
    """Delete a run; with ``remember`` its external id stays taken. Raises StaleVersionError."""
    values = {"b_account_id": row.account_id, "b_id": row.id, "b_version": row.version}
    if remember and row.external_id is not None:
        _check_hit(tx.execute(_EMPTY, {**values, "now": now}).rowcount)
    else:
        _check_hit(tx.execute(_REMOVE, values).rowcount)


def empty_pair(tx: Connection, account_id: str, pair_id: str, now: datetime) -> None:
    """Delete what the runs of a pair tell, but keep their external ids taken; the others go with the pair."""
    tx.execute(_EMPTY_PAIR, {"b_account_id": account_id, "b_pair_id": pair_id, "now": now})


def forget_pain(tx: Connection, account_id: str, runner_id: str) -> None:
    """Forget every pain level of a runner's runs."""
    tx.execute(_FORGET_PAIN, {"b_account_id": account_id, "b_runner_id": runner_id})


def _check_hit(rows: int) -> None:
    if rows == 0:
        raise StaleVersionError
