"""Runs that are looked for otherwise than by an id: those of a pair, of a runner, the same run."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection, Date, String, bindparam, or_, select, tuple_

from api.storage.runners.runs import COLUMNS, RunRow, runs

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
    .order_by(runs.c.day.desc(), runs.c.id.desc())
    .limit(bindparam("page_size"))
)
_OLDER = _NEWEST.where(
    tuple_(runs.c.day, runs.c.id) < tuple_(bindparam("day", type_=Date), bindparam("id", type_=String))
)
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


def list_runs(
    db: Connection, account_id: str, pair_id: str, after: tuple[date, str] | None, limit: int
) -> list[RunRow]:
    """Return at most ``limit`` runs of a pair behind (day, id), newest first."""
    values: dict[str, object] = {"account_id": account_id, "pair_id": pair_id, "page_size": limit}
    if after is None:
        return [RunRow(*row) for row in db.execute(_NEWEST, values)]
    return [RunRow(*row) for row in db.execute(_OLDER, {**values, "day": after[0], "id": after[1]})]


def runs_of_runner(db: Connection, account_id: str, runner_id: str, after: str, limit: int) -> list[RunRow]:
    """Return at most ``limit`` rows behind the id ``after``, in order of ids, empty rows of deleted runs included."""
    values = {"account_id": account_id, "runner_id": runner_id, "after": after, "page_size": limit}
    return [RunRow(*row) for row in db.execute(_OF_RUNNER, values)]
