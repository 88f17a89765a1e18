"""Log a run: once, however often it comes and from however many sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.services.documents import distance_values
from api.services.runs.same_run import duplicate_mark, first_same, outing_of, settled
from api.storage.database.engines import version_after
from api.storage.database.errors import ConflictError
from api.storage.database.records import fresh
from api.storage.runners.pair_days import add_to_day
from api.storage.runners.pairs import count_in_pair
from api.storage.runners.run_lists import runs_begun_between
from api.storage.runners.runs import RunRow, add_run, replace_run, run_by_external_id, run_row
from api.storage.runners.wearers import lock_wearer


class UnknownPairError(LookupError):
    """The account has no pair of this id."""


@dataclass(frozen=True, slots=True)
class Logged:
    """The run as it is stored; ``duplicate``: it was there already, and nothing changed.

    ``health_consent``: whether its runner agreed that pain is kept.
    """

    row: RunRow
    duplicate: bool
    health_consent: bool | None = None


def run_values(
    day: date,
    distance: Distance,
    source: str,
    external_id: str | None = None,
    started_at: datetime | None = None,
    **details: Any,
) -> dict[str, Any]:
    """Return what is known of a new run: ``day`` is the runner's own, ``started_at`` the instant, if known.

    ``details`` are other fields of ``RunRow``.
    """
    known = {"day": day, "source": source, "external_id": external_id, "started_at": started_at}
    return {**known, **distance_values(RunRow, "distance", distance), **details}


def log_run(tx: Connection, account_id: str, pair_id: str, values: Mapping[str, Any], now: datetime) -> Logged:
    """Store a run in a pair and count it, or return the run that it is; ``values`` are fields of ``RunRow``.

    Pain is stored only with the runner's consent. Raises UnknownPairError; ConflictError for a run that was deleted, or
    dated after the pair was retired.
    """
    wearer = lock_wearer(tx, account_id, pair_id)
    if wearer is None:
        raise UnknownPairError(pair_id)
    whose = {"account_id": account_id, "runner_id": wearer.runner_id, "pair_id": pair_id}
    logged = _log(tx, new_run(whose, values, now, health_consent=wearer.health_consent), now)
    return replace(logged, health_consent=wearer.health_consent)


def log_run_without_pair(
    tx: Connection,
    account_id: str,
    runner_id: str,
    values: Mapping[str, Any],
    now: datetime,
    *,
    health_consent: bool | None,
) -> Logged:
    """Store a run whose pair is not known; call it under the runner's lock."""
    whose = {"account_id": account_id, "runner_id": runner_id}
    return _log(tx, new_run(whose, values, now, health_consent=health_consent), now)


def new_run(
    whose: Mapping[str, Any], values: Mapping[str, Any], now: datetime, *, health_consent: bool | None
) -> RunRow:
    """Return the row of a new run, without its pain where there is no consent."""
    row = {**values, **whose}
    return fresh(RunRow, "run", now, row if health_consent else {**row, "pain_level": None})


def _log(tx: Connection, row: RunRow, now: datetime) -> Logged:
    same = _same_run(tx, row)
    if same is not None:
        return _store_duplicate(tx, row, same, now)
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
    outing = outing_of(row)
    if outing is None:
        return None
    return first_same(outing, runs_begun_between(tx, row.account_id, row.runner_id, outing.window))


def _store_duplicate(tx: Connection, row: RunRow, same: RunRow, now: datetime) -> Logged:
    """Store the external id under which a known run came again."""
    if row.external_id is not None and not add_run(tx, duplicate_mark(row, same.id, now)):
        return _known(tx, row)
    outing = outing_of(row)
    known = same if outing is None else settled(same, outing)
    if known is not same:
        known = replace(known, version=version_after(same.version, now), updated_at=now)
        replace_run(tx, known, same.version)
        same = known
    return Logged(same, duplicate=True)


def _known(tx: Connection, row: RunRow) -> Logged:
    """Return the run that came under this external id before; raises ConflictError if it was deleted since."""
    found = run_by_external_id(tx, row.account_id, row.runner_id, row.source, str(row.external_id))
    if found is not None and found.same_as is not None:
        found = run_row(tx, found.account_id, found.same_as)
    if found is None or found.deleted_at is not None:
        raise ConflictError("/external_id", "This run was deleted. It stays deleted however often it is sent.")
    return Logged(found, duplicate=True)
