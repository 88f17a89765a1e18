"""What a chunk of an import is going to write, planned before anything is: runs, pairs and the totals of both."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from api.services.imports.log import KnownLog
from api.services.imports.pairs import RunnersPairs
from api.storage.runners.imported_runs import KnownRun, add_runs, put_runs_into_pairs
from api.storage.runners.pair_days import add_to_days
from api.storage.runners.pairs import count_in_pair
from api.storage.runners.runs import RunRow

EARLIEST = date(1970, 1, 1)
_ONE_DAY = timedelta(days=1)


def can_be(day: date, now: datetime) -> bool:
    """Return whether a run can have been on this day: somewhere it may be tomorrow already."""
    return EARLIEST <= day <= now.date() + _ONE_DAY


class Planned:
    """New runs, runs that are put into a pair, and what they add to totals."""

    def __init__(self, account_id: str, pairs: RunnersPairs, log: KnownLog) -> None:
        self.moves: list[tuple[str, str | None]] = []
        self._account_id, self._pairs, self._log = account_id, pairs, log
        self._fresh: list[RunRow] = []
        self._more: dict[tuple[str, date], tuple[int, int]] = {}

    def add(self, row: RunRow) -> None:
        """Add a run, or the mark of one, without counting it."""
        self._fresh.append(row)
        told = {name: getattr(row, name) for name in KnownRun.__slots__ if name != "is_gone"}
        self._log.add(KnownRun(**told, is_gone=row.deleted_at is not None))

    def count(self, pair_id: str | None, day: date, um: int) -> None:
        """Count a run in its pair, if it is in any."""
        if pair_id is not None:
            before = self._more.get((pair_id, day), (0, 0))
            self._more[pair_id, day] = (before[0] + um, before[1] + 1)

    def too_late(self, pair_id: str | None, day: date) -> str | None:
        """Return why a pair counts no run of this day, or None."""
        retired_on = None if pair_id is None else self._pairs.retired_on(pair_id)
        if retired_on is None or day <= retired_on:
            return None
        return f"Its pair was retired on {retired_on.isoformat()} and counts no later runs."

    def store(self, tx: Connection, now: datetime) -> None:
        """Write it all, under the runner's lock."""
        by_pair: dict[str, tuple[int, int]] = {}
        for (pair_id, _), (um, runs) in self._more.items():
            before = by_pair.get(pair_id, (0, 0))
            by_pair[pair_id] = (before[0] + um, before[1] + runs)
        self._pairs.store()
        add_runs(tx, self._fresh)
        put_runs_into_pairs(tx, self._account_id, self.moves, now)
        for pair_id, (um, runs) in by_pair.items():
            count_in_pair(tx, self._account_id, pair_id, um, runs, now, day=None)
        add_to_days(tx, self._account_id, self._more)
