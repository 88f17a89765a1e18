"""The totals of pairs and of their days, brought up to date for many runs at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from api.storage.runners.pair_days import add_to_days
from api.storage.runners.pairs import count_in_pair
from api.storage.runners.runs import RunRow

More = dict[tuple[str, date], tuple[int, int]]
"""(micrometres, runs) by pair and day; less, if negative."""


def add_run_to(more: More, pair_id: str | None, run: RunRow, runs: int) -> None:
    """Note that a run is in a pair (1) or no longer (-1)."""
    if pair_id is not None and run.day is not None:
        micrometres, count = more.get((pair_id, run.day), (0, 0))
        more[pair_id, run.day] = (micrometres + runs * run.distance_um, count + runs)


def add_to_totals(
    tx: Connection, account_id: str, more: Mapping[tuple[str, date], tuple[int, int]], now: datetime
) -> None:
    """Add (micrometres, runs) by pair and day to the totals of pairs and of their days; less, if negative."""
    by_pair: dict[str, tuple[int, int]] = {}
    for (pair_id, _), (micrometres, runs) in more.items():
        before = by_pair.get(pair_id, (0, 0))
        by_pair[pair_id] = (before[0] + micrometres, before[1] + runs)
    for pair_id, (micrometres, runs) in by_pair.items():
        count_in_pair(tx, account_id, pair_id, micrometres, runs, now, day=None)
    add_to_days(tx, account_id, more)
