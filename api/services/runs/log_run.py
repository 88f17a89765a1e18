"""Log a run: once, however often and by however many roads it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.storage.database.errors import ConflictError
from api.storage.database.metadata import new_id, version_after
from api.storage.runners.pair_days import add_to_day
from api.storage.runners.pairs import count_in_pair
from api.storage.runners.run_lists import run_like
from api.storage.runners.runs import RunRow, add_run, run_by_external_id, run_row
from api.storage.runners.wearers import lock_wearer

SAME_START = timedelta(seconds=60)
"""Two devices on one run start within a minute; two runs of one person do not begin within the same minute."""

SAME_DISTANCE_PERCENT = 5
"""Two satellite watches on one run differ by a few per cent."""


_IDENTITY = ("account_id", "id", "runner_id", "source", "external_id", "version")


class UnknownPairError(LookupError):
    """The account has no pair of this id."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run as it comes in. ``day`` is the runner's own calendar day, ``started_at`` the instant, if known."""

    day: date
    distance: Distance
    source: str
    external_id: str | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    surface: str | None = None
    effort: str | None = None
    cadence_spm: float | None = None
    pain_level: int | None = None
    import_id: str | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """The run as it is stored; ``duplicate``: it was there already, and nothing changed."""

    row: RunRow
    duplicate: bool


def log_run(tx: Connection, account_id: str, pair_id: str, new: NewRun, now: datetime) -> Logged:
    """Store a run in a pair and count it, or return the run that it is.

    Pain is stored only with the runner's consent. Raises UnknownPairError; ConflictError for a run that was deleted, or
    dated after the pair was retired.
    """
    wearer = lock_wearer(tx, account_id, pair_id)
    if wearer is None:
        raise UnknownPairError(pair_id)
    row = _row_of(account_id, wearer.runner_id, pair_id, new, now, health_consent=wearer.health_consent)
    return _log(tx, row, now)


def log_run_without_pair(
    tx: Connection, account_id: str, runner_id: str, new: NewRun, now: datetime, *, health_consent: bool | None
) -> Logged:
    """Store a run of which nobody said in which pair it was run; call it under the runner's lock."""
    return _log(tx, _row_of(account_id, runner_id, None, new, now, health_consent=health_consent), now)


def _log(tx: Connection, row: RunRow, now: datetime) -> Logged:
    same = _same_run(tx, row)
    if same is not None:
        return _keep_second_road(tx, row, same, now)
    if not add_run(tx, row):
        return _known(tx, row)
    if row.pair_id is not None and row.day is not None:
        count(tx, row, row.distance_um, 1, now)
    return Logged(row, duplicate=False)


def count(tx: Connection, row: RunRow, more_um: int, more_runs: int, now: datetime) -> None:
    """Count a run, or a change of one, in its pair; raises ConflictError if it was retired before that day."""
    if row.pair_id is None or row.day is None:
        return
    if not count_in_pair(tx, row.account_id, row.pair_id, more_um, more_runs, now, day=row.day):
        raise ConflictError("/date", "The pair was retired before that day. It counts no later runs.")
    add_to_day(tx, row.account_id, row.pair_id, row.day, more_um, more_runs)


def _same_run(tx: Connection, row: RunRow) -> RunRow | None:
    if row.started_at is None:
        return None
    margin = row.distance_um * SAME_DISTANCE_PERCENT // 100
    between = (row.started_at - SAME_START, row.started_at + SAME_START)
    return run_like(tx, row, between, (row.distance_um - margin, row.distance_um + margin))


def _keep_second_road(tx: Connection, row: RunRow, same: RunRow, now: datetime) -> Logged:
    """Keep the external id under which a known run came again, so that it stays known when the run is corrected."""
    if row.external_id is not None:
        nothing = dict.fromkeys(RunRow.__slots__)
        kept = {name: getattr(row, name) for name in _IDENTITY}
        times = {"created_at": now, "updated_at": now, "deleted_at": now}
        empty = RunRow(**{**nothing, **kept, **times, "distance_um": 0, "same_as": same.id})
        if not add_run(tx, empty):
            return _known(tx, row)
    return Logged(same, duplicate=True)


def _known(tx: Connection, row: RunRow) -> Logged:
    """Return the run that came under this external id before; raises ConflictError if it was deleted since."""
    found = run_by_external_id(tx, row.account_id, row.runner_id, row.source, str(row.external_id))
    if found is not None and found.same_as is not None:
        found = run_row(tx, found.account_id, found.same_as)
    if found is None or found.deleted_at is not None:
        raise ConflictError("/external_id", "This run was deleted. It stays deleted however often it is sent.")
    return Logged(found, duplicate=True)


def _row_of(
    account_id: str, runner_id: str, pair_id: str | None, new: NewRun, now: datetime, *, health_consent: bool | None
) -> RunRow:
    value, unit = new.distance.sent or (new.distance.m, "m")
    return RunRow(
        account_id=account_id,
        id=new_id("run"),
        runner_id=runner_id,
        pair_id=pair_id,
        source=new.source,
        external_id=new.external_id,
        day=new.day,
        started_at=new.started_at,
        distance_um=new.distance.micrometres,
        distance_value=value,
        distance_unit=unit,
        duration_s=new.duration_s,
        surface=new.surface,
        effort=new.effort,
        cadence_spm=new.cadence_spm,
        pain_level=new.pain_level if health_consent else None,
        import_id=new.import_id,
        version=version_after(None, now),
        created_at=now,
        updated_at=now,
    )
