"""Runs. ``(runner, source, external_id)`` is unique for ever.

Of a deleted run that had an external id an empty row stays. An empty row with ``same_as`` keeps the external id under
which a run came a second time from another source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from api.advice.core.distance import MICROMETRES
from api.advice.core.running import EFFORTS, SURFACES
from api.storage.database.engines import UtcDateTime
from api.storage.database.prepared import Prepared
from api.storage.database.records import Row, Statements, Stored, emptied, table_of

MOST_KM, MOST_SECONDS, MOST_STEPS_A_MINUTE, MOST_PAIN = 1_000, 2_000_000, 400, 10
_FURTHEST_UM = MOST_KM * MICROMETRES["km"]
_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?")
_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class RunRow(Row):
    """A run as stored. ``distance_um`` are micrometres, ``distance_value`` and ``distance_unit`` what was sent.

    ``pair_id`` is ``None`` while the pair is not known; ``pair_probability`` is the probability of a pair that was
    taken as the likeliest and confirmed by nobody. ``gear_ref`` is what the source calls the shoes. A run that is
    ``ignored`` is in no pair and counts nowhere; one of ``no_pair`` was in none of the runner's, and waits for none.
    ``day`` is the runner's own calendar day. ``local_start`` is the wall clock where a file named no zone;
    ``start_assumed``: ``started_at`` was made of it by the runner's usual zone.
    ``elapsed_s`` is ``duration_s`` with the pauses, where a file tells them apart.
    ``read_as`` is a digest of the run in its file, which shows whether the file changed or the run was corrected.
    ``deleted_at`` marks an empty row: of a deleted run, or of one that is the same as the run ``same_as``.
    """

    account_id: Annotated[str, Stored(String(40), key=True, shown=False, exported=False)]
    id: Annotated[str, Stored(String(40), key=True)]
    runner_id: Annotated[str, Stored(String(40), fixed=True, stays=True, exported=False)]
    pair_id: Annotated[str | None, Stored(String(40))]
    pair_probability: Annotated[float | None, Stored(Float, restored=True, most=1)]
    gear_ref: Annotated[str | None, Stored(String(120), fixed=True, restored=True)]
    ignored: Annotated[bool, Stored(Boolean, restored=True, empty=False, default="0")]
    no_pair: Annotated[bool, Stored(Boolean, restored=True, empty=False, default="0")]
    day: Annotated[date | None, Stored(Date, sent=True, called="date")]
    started_at: Annotated[datetime | None, Stored(UtcDateTime, sent=True)]
    local_start: Annotated[str | None, Stored(String(26), shown=False, restored=True, pattern=_CLOCK, listed=False)]
    start_assumed: Annotated[bool, Stored(Boolean, shown=False, restored=True, empty=False, default="0", listed=False)]
    distance_um: Annotated[int, Stored(BigInteger, sent=True, empty=0, most=_FURTHEST_UM)]
    distance_value: Annotated[float | None, Stored(Float)]
    distance_unit: Annotated[str | None, Stored(String(2))]
    duration_s: Annotated[float | None, Stored(Float, sent=True, most=MOST_SECONDS)]
    elapsed_s: Annotated[float | None, Stored(Float, shown=False, restored=True, most=MOST_SECONDS, listed=False)]
    surface: Annotated[str | None, Stored(String(12), sent=True, choices=SURFACES)]
    effort: Annotated[str | None, Stored(String(8), sent=True, choices=EFFORTS)]
    cadence_spm: Annotated[float | None, Stored(Float, sent=True, most=MOST_STEPS_A_MINUTE)]
    pain_level: Annotated[int | None, Stored(Integer, sent=True, most=MOST_PAIN)]
    source: Annotated[str, Stored(String(40), fixed=True, stays=True, restored=True)]
    external_id: Annotated[str | None, Stored(String(120), fixed=True, stays=True, restored=True)]
    read_as: Annotated[str | None, Stored(String(16), shown=False, restored=True, pattern=_DIGEST, listed=False)]
    import_id: Annotated[str | None, Stored(String(40), fixed=True, listed=False)]
    version: Annotated[int, Stored(BigInteger, stays=True, shown=False, exported=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True, stays=True, restored=True, listed=False)]
    updated_at: Annotated[datetime, Stored(UtcDateTime, stays=True, restored=True, listed=False)]
    deleted_at: Annotated[datetime | None, Stored(UtcDateTime, fixed=True, stays=True, shown=False, listed=False)]
    same_as: Annotated[str | None, Stored(String(40), fixed=True, stays=True, shown=False, listed=False)]


runs = table_of(
    "runs",
    RunRow,
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
HAS_LOCAL_START = runs.c.local_start.is_not(None)
Index(
    "ix_runs_by_local_start",
    runs.c.account_id,
    runs.c.runner_id,
    runs.c.local_start,
    sqlite_where=HAS_LOCAL_START,
    postgresql_where=HAS_LOCAL_START,
)
IN_NO_PAIR = (runs.c.pair_id.is_(None), runs.c.day.is_not(None))
WAITING = (*IN_NO_PAIR, runs.c.ignored.is_(False), runs.c.no_pair.is_(False))
Index(
    "ix_runs_in_no_pair",
    runs.c.account_id,
    runs.c.runner_id,
    runs.c.day,
    runs.c.id,
    sqlite_where=and_(*IN_NO_PAIR),
    postgresql_where=and_(*IN_NO_PAIR),
)
Index(
    "ix_runs_of_import",
    runs.c.account_id,
    runs.c.import_id,
    sqlite_where=runs.c.import_id.is_not(None),
    postgresql_where=runs.c.import_id.is_not(None),
)


_TIMED = select(func.sum(runs.c.duration_s), func.sum(runs.c.distance_um)).where(
    runs.c.account_id == bindparam("account_id"),
    runs.c.pair_id == bindparam("pair_id"),
    runs.c.day <= bindparam("until"),
    runs.c.duration_s > 0,
)


def timed_in_pair(db: Connection, account_id: str, pair_id: str, until: date) -> tuple[float, int]:
    """Return the seconds and the micrometres of the runs in a pair that have a time, up to the end of a day."""
    values = {"account_id": account_id, "pair_id": pair_id, "until": until}
    seconds, micrometres = db.execute(_TIMED, values).one()
    return float(seconds or 0), int(micrometres or 0)


_WRITE = Statements(runs, RunRow)
COLUMNS = _WRITE.columns
_ACCOUNT = runs.c.account_id == bindparam("account_id")
_THERE = runs.c.deleted_at.is_(None)
_ONE = select(*COLUMNS).where(_ACCOUNT, runs.c.id == bindparam("id"), _THERE)
_BY_EXTERNAL_ID = select(*COLUMNS).where(
    _ACCOUNT,
    runs.c.runner_id == bindparam("runner_id"),
    runs.c.source == bindparam("source"),
    runs.c.external_id == bindparam("external_id"),
)
_INSERT = Prepared(
    {
        "sqlite": sqlite.insert(runs).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(runs).on_conflict_do_nothing(),
    }
)
_LOST = {**emptied(RunRow), "deleted_at": bindparam("now"), "updated_at": bindparam("now")}
_EMPTY = update(runs).where(*_WRITE.this).values(_LOST)
_IN_PAIR = (runs.c.account_id == bindparam("b_account_id"), runs.c.pair_id == bindparam("b_pair_id"))
_EMPTY_PAIR = update(runs).where(*_IN_PAIR, runs.c.external_id.is_not(None)).values(_LOST)
_FORGET_PAIN = (
    update(runs)
    .where(runs.c.account_id == bindparam("b_account_id"), runs.c.runner_id == bindparam("b_runner_id"), WITH_PAIN)
    .values(pain_level=None, version=runs.c.version + 1)
)


def run_row(db: Connection, account_id: str, run_id: str) -> RunRow | None:
    """Return a run of this account that was not deleted, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": run_id}))


def run_by_external_id(db: Connection, account_id: str, runner_id: str, source: str, external_id: str) -> RunRow | None:
    """Return the run that came under this id, also one deleted since, or None."""
    values = {"account_id": account_id, "runner_id": runner_id, "source": source, "external_id": external_id}
    return _WRITE.first(db.execute(_BY_EXTERNAL_ID, values))


def add_run(tx: Connection, row: RunRow) -> bool:
    """Store a new run; return False, and store nothing, if its external id came before: the index decides."""
    return _INSERT.run(tx, row.as_dict()) > 0


def replace_run(tx: Connection, row: RunRow, version: int) -> None:
    """Store a run in place of the one at ``version``; raises StaleVersionError."""
    _WRITE.replace(tx, row, version)


def remove_run(tx: Connection, row: RunRow, now: datetime, *, remember: bool) -> None:
    """Delete a run; with ``remember`` its external id stays taken. Raises StaleVersionError."""
    if remember and row.external_id is not None:
        _WRITE.change(tx, _EMPTY, row, row.version, {"now": now})
    else:
        _WRITE.delete(tx, row, row.version)


def empty_pair(tx: Connection, account_id: str, pair_id: str, now: datetime) -> None:
    """Delete the contents of the runs of a pair, but keep their external ids taken; the others go with the pair."""
    tx.execute(_EMPTY_PAIR, {"b_account_id": account_id, "b_pair_id": pair_id, "now": now})


def forget_pain(tx: Connection, account_id: str, runner_id: str) -> None:
    """Forget every pain level of a runner's runs."""
    tx.execute(_FORGET_PAIN, {"b_account_id": account_id, "b_runner_id": runner_id})
