"""A runner's log while an import goes on: whether a run is there already, by its external id or by another road."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from api.services.runs.log_run import SAME_DISTANCE_PERCENT, SAME_START
from api.storage.runners.imported_runs import KnownRun, runs_between, runs_with_external_ids, runs_with_ids

_READ_AS_ONE = timedelta(days=7)
"""Runs that began no further apart are read by one query: runs come by the day."""


def log_near(
    db: Connection,
    account_id: str,
    runner_id: str,
    external_ids: Iterable[tuple[str, str]],
    starts: Iterable[datetime],
) -> KnownLog:
    """Return as much of a runner's log as can be the same as runs with these (source, id) and instants."""
    by_source: defaultdict[str, list[str]] = defaultdict(list)
    for source, external_id in external_ids:
        by_source[source].append(external_id)
    found = runs_between(db, account_id, runner_id, _windows(sorted(starts)))
    for source, ids in by_source.items():
        found += runs_with_external_ids(db, account_id, runner_id, source, ids)
    known = {run.id for run in found}
    named = {run.same_as for run in found if run.same_as is not None} - known
    found += runs_with_ids(db, account_id, runner_id, sorted(named))
    return KnownLog(list({run.id: run for run in found}.values()))


def _windows(starts: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    first = last = None
    for start in starts:
        if first is None or last is None:
            first = start
        elif start - last > _READ_AS_ONE:
            yield first - SAME_START, last + SAME_START
            first = start
        last = start
    if first is not None and last is not None:
        yield first - SAME_START, last + SAME_START


class KnownLog:
    """Runs of a runner in memory; says the same of two runs as ``log_run`` does, without a query for each."""

    def __init__(self, known: Sequence[KnownRun]) -> None:
        self._by_id: dict[str, KnownRun] = {}
        self._by_external_id: dict[tuple[str, str], str] = {}
        self._order: dict[str, int] = {}
        timed = []
        for run in sorted(known, key=lambda run: (run.created_at, run.id)):
            self._note(run)
            if run.started_at is not None and not run.is_gone:
                timed.append((run.started_at, run.id))
        timed.sort()
        self._times = [at for at, _ in timed]
        self._timed = [run_id for _, run_id in timed]

    def _note(self, run: KnownRun) -> None:
        self._by_id[run.id] = run
        self._order.setdefault(run.id, len(self._order))
        if run.external_id is not None:
            self._by_external_id[run.source, run.external_id] = run.id

    def add(self, run: KnownRun) -> None:
        """Know a run that this import adds."""
        self._note(run)
        if run.started_at is not None and not run.is_gone:
            place = bisect_right(self._times, run.started_at)
            self._times.insert(place, run.started_at)
            self._timed.insert(place, run.id)

    def put_into(self, run: KnownRun, pair_id: str) -> None:
        """Know that a run is now counted in a pair."""
        self._by_id[run.id] = replace(run, pair_id=pair_id)

    def by_id(self, run_id: str) -> KnownRun | None:
        """Return the run of this id, if it is among those in memory."""
        return self._by_id.get(run_id)

    def by_external_id(self, source: str, external_id: str) -> KnownRun | None:
        """Return the run that came under this id, also as another road of the same run; gone if it was deleted."""
        run_id = self._by_external_id.get((source, external_id))
        if run_id is None:
            return None
        run = self._by_id[run_id]
        return run if run.same_as is None else self._by_id.get(run.same_as, run)

    def alike(self, source: str, started_at: datetime | None, distance_um: int) -> KnownRun | None:
        """Return the first stored run of another road that began and went as far as this one."""
        if started_at is None:
            return None
        margin = distance_um * SAME_DISTANCE_PERCENT // 100
        first = bisect_left(self._times, started_at - SAME_START)
        last = bisect_right(self._times, started_at + SAME_START)
        near = (self._by_id[run_id] for run_id in self._timed[first:last])
        found = [
            run
            for run in near
            if abs(run.distance_um - distance_um) <= margin and (run.source != source or run.external_id is None)
        ]
        return min(found, key=lambda run: self._order[run.id], default=None)
