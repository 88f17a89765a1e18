"""Runs that are looked for otherwise than by an id: those of a pair, of a runner, the same run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, DateTime, String, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from api.storage.database.engines import UtcDateTime
from api.storage.runners.runs import COLUMNS, RunRow, runs


class _WallClock(FunctionElement[datetime]):
    """A wall clock, which is stored as a text, as if it were UTC."""

    type = DateTime(timezone=True)
    inherit_cache = True


@compiles(_WallClock, "sqlite")
def _wall_clock_of_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    # SQLite keeps instants as texts too, with a blank between and always with the fraction.
    return f"(replace({text}, 'T', ' ') || CASE WHEN length({text}) = 19 THEN '.000000' ELSE '' END)"


@compiles(_WallClock, "postgresql")
def _wall_clock_of_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **options)} AS TIMESTAMP) AT TIME ZONE 'UTC')"


_NEVER = datetime(1900, 1, 1, tzinfo=UTC)
_BEGUN = func.coalesce(runs.c.started_at, _WallClock(runs.c.local_start), bindparam("never", _NEVER, UtcDateTime))

Place = tuple[date, datetime, str]
"""Where a run stands in a list: its day, when it began, its id."""

NEWEST_FIRST = (runs.c.day.desc(), _BEGUN.desc(), runs.c.id.desc())
"""Of one day the latest is first, and runs of which the day alone is known are last; a wall clock stands as in UTC."""

OLDER: ColumnElement[bool] = and_(
    runs.c.day <= bindparam("after_day", type_=Date),
    tuple_(runs.c.day, _BEGUN, runs.c.id)
    < tuple_(
        bindparam("after_day", type_=Date),
        bindparam("after_begun", type_=UtcDateTime),
        bindparam("after_id", type_=String),
    ),
)
"""Behind a place in such a list."""


def place_of(row: RunRow) -> Place:
    """Return where a run stands in a list, newest first."""
    wall = None if row.local_start is None else datetime.fromisoformat(row.local_start).replace(tzinfo=UTC)
    return row.day or _NEVER.date(), row.started_at or wall or _NEVER, row.id


def behind(place: Place) -> dict[str, object]:
    """Return the values of ``OLDER``."""
    return dict(zip(("after_day", "after_begun", "after_id"), place, strict=True))


_ACCOUNT = runs.c.account_id == bindparam("account_id")
_THERE = runs.c.deleted_at.is_(None)
_BEGUN_BETWEEN = (
    select(*COLUMNS)
    .where(
        _ACCOUNT,
        runs.c.runner_id == bindparam("runner_id"),
        or_(
            runs.c.started_at.between(bindparam("earliest"), bindparam("latest")),
            runs.c.local_start.between(bindparam("local_earliest"), bindparam("local_latest")),
        ),
        _THERE,
    )
    .order_by(runs.c.created_at, runs.c.id)
)
_NEWEST = (
    select(*COLUMNS)
    .where(_ACCOUNT, runs.c.pair_id == bindparam("pair_id"))
    .order_by(*NEWEST_FIRST)
    .limit(bindparam("page_size"))
)
_OLDER = _NEWEST.where(OLDER)
_OF_RUNNER = (
    select(*COLUMNS)
    .where(_ACCOUNT, runs.c.runner_id == bindparam("runner_id"), runs.c.id > bindparam("after"))
    .order_by(runs.c.id)
    .limit(bindparam("page_size"))
)


def runs_begun_between(
    db: Connection, account_id: str, runner_id: str, between: tuple[datetime, datetime]
) -> list[RunRow]:
    """Return the runs of this runner that began within these times, ends included, in the order they came.

    A wall clock of no known zone is taken for UTC.
    """
    values = {"account_id": account_id, "runner_id": runner_id, **begun_within(between)}
    return [RunRow(*row) for row in db.execute(_BEGUN_BETWEEN, values)]


def begun_within(between: tuple[datetime, datetime]) -> dict[str, object]:
    """Return the values of a query for runs that began within these times, by either of their clocks."""
    earliest, latest = between
    local = (at.astimezone(UTC).replace(tzinfo=None).isoformat() for at in between)
    return {"earliest": earliest, "latest": latest, **dict(zip(("local_earliest", "local_latest"), local, strict=True))}


def list_runs(db: Connection, account_id: str, pair_id: str, after: Place | None, limit: int) -> list[RunRow]:
    """Return at most ``limit`` runs of a pair behind a place, newest first."""
    values: dict[str, object] = {"account_id": account_id, "pair_id": pair_id, "page_size": limit}
    if after is None:
        return [RunRow(*row) for row in db.execute(_NEWEST, values)]
    return [RunRow(*row) for row in db.execute(_OLDER, {**values, **behind(after)})]


def runs_of_runner(db: Connection, account_id: str, runner_id: str, after: str, limit: int) -> list[RunRow]:
    """Return at most ``limit`` rows behind the id ``after``, in order of ids, empty rows of deleted runs included."""
    values = {"account_id": account_id, "runner_id": runner_id, "after": after, "page_size": limit}
    return [RunRow(*row) for row in db.execute(_OF_RUNNER, values)]
