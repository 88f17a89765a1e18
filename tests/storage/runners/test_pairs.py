"""Pairs as stored: their order, and a version that moves on with every change and guards every deletion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from api.storage.accounts.accounts import add_account
from api.storage.database.engines import Database
from api.storage.database.errors import StaleVersionError
from api.storage.database.records import fresh
from api.storage.runners.pairs import (
    PairRow,
    add_pair,
    count_in_pair,
    delete_pair,
    list_pairs,
    pair_row,
    pairs_of_runner,
)
from api.storage.runners.runners import RunnerRow, add_runner

NOW = datetime(2026, 9, 21, 8, tzinfo=UTC)


class Pairs:
    """The pairs of a runner, in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.runner = fresh(RunnerRow, "runner", NOW, {"account_id": add_account(tx, "A shop", NOW)})
        add_runner(tx, self.runner)

    def add(self, pair_id: str, made: datetime = NOW) -> PairRow:
        """Store a pair that was made then."""
        whose = {"account_id": self.runner.account_id, "runner_id": self.runner.id, "id": pair_id}
        row = fresh(PairRow, "pair", made, {**whose, "description": "A pair"})
        add_pair(self.tx, row)
        return row

    def now(self, row: PairRow) -> PairRow:
        """Return a pair as it is now."""
        stored = pair_row(self.tx, row.account_id, row.id)
        assert stored is not None
        return stored


@pytest.fixture
def pairs(database: Database) -> Iterator[Pairs]:
    with database.writing() as tx:
        yield Pairs(tx)


def test_a_runners_pairs_come_in_the_order_in_which_they_were_made(pairs: Pairs) -> None:
    for hours, pair_id in enumerate(("pair_c", "pair_a", "pair_d", "pair_b")):
        pairs.add(pair_id, NOW + timedelta(hours=hours))
    whose = (pairs.runner.account_id, pairs.runner.id)
    made = ["pair_c", "pair_a", "pair_d", "pair_b"]
    assert [row.id for row in pairs_of_runner(pairs.tx, *whose)] == made
    first = list_pairs(pairs.tx, *whose, None, 2)
    rest = list_pairs(pairs.tx, *whose, (first[-1].created_at, first[-1].id), 9)
    assert [row.id for row in (*first, *rest)] == made


def test_pairs_made_in_one_moment_come_by_their_ids(pairs: Pairs) -> None:
    for pair_id in ("pair_b", "pair_a"):
        pairs.add(pair_id)
    assert [row.id for row in pairs_of_runner(pairs.tx, pairs.runner.account_id, pairs.runner.id)] == [
        "pair_a",
        "pair_b",
    ]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(microseconds=1), timedelta(hours=-1), timedelta(hours=1)])
@pytest.mark.parametrize("day", [None, date(2026, 9, 20)])
def test_every_run_gives_a_pair_a_version_it_never_had(pairs: Pairs, later: timedelta, day: date | None) -> None:
    row = pairs.add("pair_a")
    versions = [row.version]
    for _ in range(3):
        assert count_in_pair(pairs.tx, row.account_id, row.id, 5, 1, NOW + later, day=day)
        versions.append(pairs.now(row).version)
    assert versions == sorted(set(versions)), "two runs in one tick of the clock, or with a clock set back"
    assert (pairs.now(row).recorded_um, pairs.now(row).run_count) == (15, 3)


def test_a_pair_is_deleted_only_at_the_version_that_was_seen(pairs: Pairs) -> None:
    seen = pairs.add("pair_a")
    count_in_pair(pairs.tx, seen.account_id, seen.id, 5, 1, NOW, day=None)
    with pytest.raises(StaleVersionError):
        delete_pair(pairs.tx, seen)
    delete_pair(pairs.tx, pairs.now(seen))
    assert pair_row(pairs.tx, seen.account_id, seen.id) is None
