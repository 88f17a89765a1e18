"""Which pairs, insoles and pads of an account are due, or soon will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import KEEP
from api.advice.retirement.items import REPLACE_ITEM
from api.services.runs.items import WornItem, worn
from api.services.runs.pair_wear import PairWear, wear_of_runner
from api.storage.runners.items import all_items
from api.storage.runners.runners import RunnerRow, list_runners
from api.storage.runners.wearers import today_in

_AT_ONCE = 100


def due_items(db: Connection, account_id: str, now: datetime) -> Iterator[tuple[RunnerRow, WornItem]]:
    """Yield the insoles and pads in use that are past a limit of their runner's, runner by runner."""
    for runner in _runners(db, account_id):
        for item in all_items(db, account_id, runner.id):
            found = worn(item, today_in(runner.time_zone, now))
            if item.row.retired_on is None and found.wear.verdict == REPLACE_ITEM:
                yield runner, found


def due_pairs(
    db: Connection, account_id: str, book: Rulebook, now: datetime, *, kept_too: bool
) -> Iterator[tuple[RunnerRow, PairWear]]:
    """Yield the pairs in use that are to be replaced, runner by runner, each one's most urgent pair first.

    With ``kept_too`` those that may go on, too.
    """
    for runner in _runners(db, account_id):
        for wear in wear_of_runner(db, runner, book, now, None):
            if kept_too or wear.advice.judgement.verdict != KEEP:
                yield runner, wear


def _runners(db: Connection, account_id: str) -> Iterator[RunnerRow]:
    after = None
    while runners := list_runners(db, account_id, after, _AT_ONCE):
        yield from runners
        after = (runners[-1].created_at, runners[-1].id)
