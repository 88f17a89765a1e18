"""What a runner ran within some days, over all pairs and without one. Reads those days alone, however long the log."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from api.storage.runners.runs import WITH_PAIN, runs

MOST_CADENCES = 200
"""More runs than anyone has in five weeks; the latest count."""

_OF_RUNNER = (
    runs.c.account_id == bindparam("account_id"),
    runs.c.runner_id == bindparam("runner_id"),
    runs.c.day.is_not(None),
    runs.c.ignored.is_(False),
)
_WITHIN = (*_OF_RUNNER, runs.c.day.between(bindparam("since"), bindparam("until")))
_GROUND = (
    select(
        runs.c.day,
        runs.c.surface,
        func.sum(runs.c.distance_um),
        func.max(runs.c.distance_um),
        func.count(),
    )
    .where(*_WITHIN)
    .group_by(runs.c.day, runs.c.surface)
    .order_by(runs.c.day, runs.c.surface)
)
_CADENCES = (
    select(runs.c.cadence_spm)
    .where(*_WITHIN, runs.c.cadence_spm.is_not(None))
    .order_by(runs.c.day.desc(), runs.c.id.desc())
    .limit(MOST_CADENCES)
)
_PAIN = (
    select(runs.c.pain_level).where(*_WITHIN, WITH_PAIN).order_by(runs.c.day.desc(), runs.c.pain_level.desc()).limit(1)
)
_FIRST, _LAST = (
    select(run_on(runs.c.day)).where(*_OF_RUNNER, runs.c.day <= bindparam("until")) for run_on in (func.min, func.max)
)


def ground_days(
    db: Connection, account_id: str, runner_id: str, since: date, until: date
) -> list[tuple[date, str | None, int, int, int]]:
    """Return (day, surface, micrometres, longest run in micrometres, runs) of each day and surface, oldest first."""
    rows = db.execute(_GROUND, _within(account_id, runner_id, since, until))
    return [(day, surface, int(total), int(longest), int(count)) for day, surface, total, longest, count in rows]


def cadences_between(db: Connection, account_id: str, runner_id: str, since: date, until: date) -> list[float]:
    """Return the cadence of each run that has one, at most ``MOST_CADENCES``, the latest first."""
    return list(db.execute(_CADENCES, _within(account_id, runner_id, since, until)).scalars())


def last_pain_of_runner(db: Connection, account_id: str, runner_id: str, since: date, until: date) -> int | None:
    """Return the worst pain level of the last day within these on which a run has one, or None."""
    return db.execute(_PAIN, _within(account_id, runner_id, since, until)).scalar()


def first_and_last_day(db: Connection, account_id: str, runner_id: str, until: date) -> tuple[date | None, date | None]:
    """Return the first and the last day with a run up to a day; None where there is no run."""
    values = {"account_id": account_id, "runner_id": runner_id, "until": until}
    return db.execute(_FIRST, values).scalar(), db.execute(_LAST, values).scalar()


def _within(account_id: str, runner_id: str, since: date, until: date) -> dict[str, object]:
    return {"account_id": account_id, "runner_id": runner_id, "since": since, "until": until}
