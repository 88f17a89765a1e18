"""Which pairs of an account are due, or soon will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from api.advice.core.rules import Rulebook
from api.advice.retirement.answer import KEEP
from api.services.runs.pair_wear import PairWear, wear_of_runner
from api.storage.runners.runners import RunnerRow, list_runners

_AT_ONCE = 100


def due_pairs(
    db: Connection, account_id: str, book: Rulebook, today: date, *, kept_too: bool
) -> Iterator[tuple[RunnerRow, PairWear]]:
    """Yield the pairs in use that are to be replaced, runner by runner, each one's most urgent pair first.

    With ``kept_too`` those that may go on, too.
    """
    after = None
    while runners := list_runners(db, account_id, after, _AT_ONCE):
        for runner in runners:
            for wear in wear_of_runner(db, account_id, runner.id, book, today, None):
                if kept_too or wear.advice.judgement.verdict != KEEP:
                    yield runner, wear
        after = (runners[-1].created_at, runners[-1].id)
