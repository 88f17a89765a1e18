"""Logging without a pair, and deleting without remembering: the two ways that only the service itself goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.services.runs.change_run import change_run, delete_run
from api.services.runs.log_run import log_run, log_run_without_pair, run_values
from api.storage.accounts.accounts import add_account
from api.storage.database.engines import Database, new_id
from api.storage.database.errors import ConflictError
from api.storage.database.records import fresh
from api.storage.runners.pair_days import all_days
from api.storage.runners.pairs import PairRow, add_pair, pair_row
from api.storage.runners.run_lists import runs_of_runner
from api.storage.runners.runners import RunnerRow, add_runner
from api.storage.runners.runs import run_by_external_id

NOW = datetime(2026, 9, 21, 8, tzinfo=UTC)
AT = NOW - timedelta(days=1)
RUN = run_values(date(2026, 9, 20), Distance.of(10, "km"), "watch", "7", AT, pain_level=5)


class Log:
    """A runner with a pair, in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.account = add_account(tx, "A shop", NOW)
        self.runner, self.pair = new_id("runner"), new_id("pair")
        runner = {"account_id": self.account, "id": self.runner, "units": "metric", "health_consent": True}
        add_runner(tx, fresh(RunnerRow, "runner", NOW, runner))
        known = {"account_id": self.account, "id": self.pair, "runner_id": self.runner, "description": "A pair"}
        add_pair(tx, fresh(PairRow, "pair", NOW, known))

    def totals(self) -> tuple[int, int, list[tuple[date, int]]]:
        row = pair_row(self.tx, self.account, self.pair)
        assert row is not None
        return row.recorded_um, row.run_count, all_days(self.tx, self.account, self.pair)

    def rows(self) -> int:
        return len(runs_of_runner(self.tx, self.account, self.runner, "", 100))


@pytest.fixture
def log(database: Database) -> Iterator[Log]:
    with database.writing() as tx:
        yield Log(tx)


def without_pair(log: Log, new: dict[str, Any] = RUN, *, consent: bool | None = True) -> tuple[str, bool, int | None]:
    logged = log_run_without_pair(log.tx, log.account, log.runner, new, NOW, health_consent=consent)
    assert logged.row.pair_id is None
    return logged.row.id, logged.duplicate, logged.row.pain_level


def test_a_run_without_a_pair_counts_in_none_and_once(log: Log) -> None:
    first = without_pair(log)
    assert first[1:] == (False, 5)
    assert without_pair(log) == (first[0], True, 5)
    assert (log.totals(), log.rows()) == ((0, 0, []), 1)


@pytest.mark.parametrize("consent", [False, None])
def test_its_pain_is_not_stored_without_consent(log: Log, consent: bool | None) -> None:
    assert without_pair(log, consent=consent)[2] is None


def test_the_same_run_in_a_pair_by_another_road_is_the_one_without(log: Log) -> None:
    first, _, _ = without_pair(log)
    other = run_values(RUN["day"], Distance.of(10.2, "km"), "phone", "x", AT + timedelta(seconds=30))
    logged = log_run(log.tx, log.account, log.pair, other, NOW)
    assert (logged.row.id, logged.duplicate, log.totals()) == (first, True, (0, 0, []))


def test_put_into_a_pair_it_counts_and_taken_out_it_does_not(log: Log) -> None:
    row = log_run_without_pair(log.tx, log.account, log.runner, RUN, NOW, health_consent=True).row
    inside = change_run(log.tx, row, type(row)(**{**row.as_dict(), "pair_id": log.pair}), NOW)
    assert log.totals() == (10**10, 1, [(RUN["day"], 10**10)])
    change_run(log.tx, inside, type(row)(**{**inside.as_dict(), "pair_id": None}), NOW)
    assert log.totals() == (0, 0, [])


def test_a_run_deleted_without_remembering_leaves_no_row_and_may_come_again(log: Log) -> None:
    row = log_run(log.tx, log.account, log.pair, RUN, NOW).row
    delete_run(log.tx, row, NOW, remember=False)
    assert (log.totals(), log.rows()) == ((0, 0, []), 0)
    assert run_by_external_id(log.tx, log.account, log.runner, "watch", "7") is None
    assert not log_run(log.tx, log.account, log.pair, RUN, NOW).duplicate
    assert log.totals() == (10**10, 1, [(RUN["day"], 10**10)])


def test_a_run_deleted_as_usual_stays_deleted(log: Log) -> None:
    row = log_run(log.tx, log.account, log.pair, RUN, NOW).row
    delete_run(log.tx, row, NOW)
    assert (log.totals(), log.rows()) == ((0, 0, []), 1)
    with pytest.raises(ConflictError):
        log_run(log.tx, log.account, log.pair, RUN, NOW)
    with pytest.raises(ConflictError):
        log_run_without_pair(log.tx, log.account, log.runner, RUN, NOW, health_consent=True)


def test_without_an_id_there_is_nothing_to_remember(log: Log) -> None:
    new = run_values(RUN["day"], Distance(RUN["distance_um"]), "api")
    row = log_run(log.tx, log.account, log.pair, new, NOW).row
    delete_run(log.tx, row, NOW)
    assert (log.totals(), log.rows()) == ((0, 0, []), 0)
