"""A runner's log while an import goes on, in memory: what is known of it, and what the import is going to write to it.

It takes two records for one run where ``log_run`` does, without a query for each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from api.services.imports.pairs import RunnersPairs
from api.services.runs.same_run import LATEST_ZONE, LONGEST_SPAN, SAME_START, Outing, first_same, outing_of
from api.services.runs.totals import More, add_run_to, add_to_totals
from api.storage.runners.imported_runs import (
    add_runs,
    change_runs,
    put_runs_into_pairs,
    runs_between,
    runs_with_external_ids,
    runs_with_ids,
)
from api.storage.runners.runs import RunRow

_READ_AS_ONE = timedelta(days=7)
"""Runs that began no further apart are read by one query: runs come by the day."""


_AROUND = LONGEST_SPAN + LATEST_ZONE + 2 * SAME_START
"""How far from a start another run may begin, by another clock perhaps, that is the same."""


class RunnersLog:
    """Runs of a runner: stored ones, and new ones with what they add to the totals of pairs."""

    def __init__(self, account_id: str, runner_id: str, pairs: RunnersPairs) -> None:
        self._account_id, self._runner_id, self._pairs = account_id, runner_id, pairs
        self._by_id: dict[str, RunRow] = {}
        self._by_external_id: dict[tuple[str, str], str] = {}
        self._timed: list[tuple[datetime, datetime, str]] = []
        self._fresh: dict[str, RunRow] = {}
        self._changed: dict[str, RunRow] = {}
        self._outings: dict[str, tuple[RunRow, Outing | None]] = {}
        self._moves: list[tuple[str, str | None]] = []
        self._more: More = {}

    def look_up(self, db: Connection, external_ids: Iterable[tuple[str, str]], starts: Iterable[datetime]) -> None:
        """Read as much of the log as can be the same as runs with these (source, id) and instants."""
        by_source: defaultdict[str, list[str]] = defaultdict(list)
        for source, external_id in external_ids:
            by_source[source].append(external_id)
        stored = runs_between(db, self._account_id, self._runner_id, _windows(sorted(starts)))
        for source, ids in by_source.items():
            stored += runs_with_external_ids(db, self._account_id, self._runner_id, source, ids)
        self.know(stored)
        self.look_up_ids(db, {run.same_as for run in stored if run.same_as is not None})

    def look_up_ids(self, db: Connection, ids: Iterable[str]) -> None:
        """Read the runs of these ids."""
        unknown = sorted(set(ids) - self._by_id.keys())
        self.know(runs_with_ids(db, self._account_id, self._runner_id, unknown))

    def know(self, stored: Sequence[RunRow]) -> None:
        """Know runs that are stored."""
        for run in stored:
            if run.id not in self._by_id:
                self._note(run)
                self._timed += _times_of(run)
        self._timed.sort()

    def _note(self, run: RunRow) -> None:
        self._by_id[run.id] = run
        if run.external_id is not None:
            self._by_external_id[run.source, run.external_id] = run.id

    def by_id(self, run_id: str) -> RunRow | None:
        """Return the run of this id, if it is among those in memory."""
        return self._by_id.get(run_id)

    def by_external_id(self, source: str, external_id: str) -> RunRow | None:
        """Return the run that came under this id, also as a duplicate of it; an empty row if it was deleted."""
        run_id = self._by_external_id.get((source, external_id))
        if run_id is None:
            return None
        run = self._by_id[run_id]
        return run if run.same_as is None else self._by_id.get(run.same_as, run)

    def same_run(self, outing: Outing | None) -> RunRow | None:
        """Return the first stored run that is the same as this one, or None."""
        if outing is None:
            return None
        earliest, latest = outing.window
        first = bisect_left(self._timed, earliest, key=lambda timed: timed[0])
        last = bisect_right(self._timed, latest, key=lambda timed: timed[0])
        found = dict.fromkeys(run_id for _, _, run_id in self._timed[first:last])
        return first_same(outing, (self._by_id[run_id] for run_id in found), self._outing_of)

    def _outing_of(self, run: RunRow) -> Outing | None:
        """Return when and how far a run was, made once for each row."""
        row, outing = self._outings.get(run.id, (None, None))
        if row is not run:
            outing = outing_of(run)
            self._outings[run.id] = run, outing
        return outing

    def add(self, run: RunRow) -> None:
        """Add a run, or the mark of one, without counting it."""
        self._fresh[run.id] = run
        self._note(run)
        for timed in _times_of(run):
            insort(self._timed, timed)

    def take_as_likeliest(self, run_id: str, pair_id: str, probability: float) -> None:
        """Put a run that was added here into its likeliest pair, and count it there."""
        row = replace(self._by_id[run_id], pair_id=pair_id, pair_probability=probability)
        self._by_id[run_id] = self._fresh[run_id] = row
        if row.day is not None:
            self.count(pair_id, row.day, row.distance_um)

    def added(self) -> list[RunRow]:
        """Return the runs that were added here, marks of others apart."""
        return [run for run in self._fresh.values() if run.deleted_at is None]

    def change(self, before: RunRow, after: RunRow) -> RunRow:
        """Store a run as it should be, and count what that changes in its pair; return it as it is from now on."""
        if after is before:
            return before
        (self._fresh if before.id in self._fresh else self._changed)[after.id] = after
        if before.day is not None and after.day is not None and after.pair_id is not None:
            add_run_to(self._more, before.pair_id, before, -1)
            add_run_to(self._more, after.pair_id, after, 1)
        self._by_id[after.id] = after
        for timed in set(_times_of(after)) - set(_times_of(before)):
            insort(self._timed, timed)
        return after

    def put_into(self, run: RunRow, pair_id: str) -> None:
        """Put a run that is in no pair into one, and count it there."""
        run = replace(run, pair_id=pair_id)
        self._by_id[run.id] = run
        if run.id in self._changed:
            self._changed[run.id] = run
        self._moves.append((run.id, pair_id))
        if run.day is not None:
            self.count(pair_id, run.day, run.distance_um)

    def count(self, pair_id: str | None, day: date, micrometres: int) -> None:
        """Count a run in its pair, if it is in any."""
        if pair_id is not None:
            before = self._more.get((pair_id, day), (0, 0))
            self._more[pair_id, day] = (before[0] + micrometres, before[1] + 1)

    def retired_before(self, pair_id: str | None, day: date) -> date | None:
        """Return the day on which a pair was retired, if that was before this day: it counts no later runs."""
        retired_on = None if pair_id is None else self._pairs.retired_on(pair_id)
        return retired_on if retired_on is not None and retired_on < day else None

    def store(self, tx: Connection, now: datetime) -> None:
        """Write everything that is new, under the runner's lock."""
        self._pairs.store()
        add_runs(tx, list(self._fresh.values()))
        change_runs(tx, list(self._changed.values()), now)
        put_runs_into_pairs(tx, self._account_id, self._moves, now)
        add_to_totals(tx, self._account_id, self._more, now)


def _times_of(run: RunRow) -> list[tuple[datetime, datetime, str]]:
    outing = None if run.deleted_at is not None else outing_of(run)
    return [] if outing is None else [(clock, run.created_at, run.id) for clock in dict.fromkeys(outing.clocks)]


def _windows(starts: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    first = last = None
    for start in starts:
        if first is None or last is None:
            first = start
        elif start - last > _READ_AS_ONE:
            yield first - _AROUND, last + _AROUND
            first = start
        last = start
    if first is not None and last is not None:
        yield first - _AROUND, last + _AROUND
