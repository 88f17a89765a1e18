"""The log in memory takes two records for one run exactly where SQL does: the rule of one run stands once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.services.imports.log import RunnersLog
from api.services.imports.pairs import RunnersPairs
from api.services.runs.log_run import log_run_without_pair, run_values
from api.services.runs.same_run import SAME_DISTANCE_PERCENT, SAME_START, duplicate_mark, window_of
from api.storage.accounts.accounts import add_account
from api.storage.database.engines import Database
from api.storage.database.records import emptied, fresh
from api.storage.runners.imported_runs import add_runs
from api.storage.runners.run_lists import run_like
from api.storage.runners.runners import RunnerRow, add_runner
from api.storage.runners.runs import RunRow

NOW = datetime(2026, 9, 21, 8, tzinfo=UTC)
START = datetime(2026, 9, 20, 6, tzinfo=UTC)
FURTHEST = 10_000_000_000

# Around every edge of the rule: a minute, and five per cent, to the microsecond and the micrometre.
seconds = st.sampled_from([0, 1, 59, 60, 61, 119, 120]) | st.integers(-200, 200)
instants = st.builds(lambda s, us: START + timedelta(seconds=s, microseconds=us), seconds, st.integers(-1, 1))
distances = st.sampled_from(
    [FURTHEST * 95 // 100 - 1, FURTHEST * 95 // 100, FURTHEST, FURTHEST * 105 // 100, FURTHEST * 105 // 100 + 1]
) | st.integers(FURTHEST // 2, FURTHEST * 2)
sources = st.sampled_from(["watch", "phone"])
ids = st.none() | st.sampled_from("abcdef")
runs = st.fixed_dictionaries(
    {
        "source": sources,
        "external_id": ids,
        "started_at": st.none() | instants,
        "distance_um": distances,
        "created_at": st.integers(0, 3).map(lambda days: NOW - timedelta(days=days)),
        "state": st.sampled_from(["there", "there", "there", "deleted"]),
    }
)


class Runner:
    """A runner in a transaction."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.account_id = add_account(tx, "A shop", NOW)

    def fresh(self) -> dict[str, str]:
        """Return whose runs are logged: a new runner without any."""
        row = fresh(RunnerRow, "runner", NOW, {"account_id": self.account_id})
        add_runner(self.tx, row)
        return {"account_id": self.account_id, "runner_id": row.id}


@pytest.fixture
def runner(database: Database) -> Iterator[Runner]:
    with database.writing() as tx:
        yield Runner(tx)


def row_of(whose: dict[str, str], told: dict[str, Any]) -> RunRow:
    values = {name: value for name, value in told.items() if name != "state"}
    row = fresh(RunRow, "run", NOW, {**whose, **values, "day": START.date(), "updated_at": NOW})
    if told["state"] == "deleted":
        return duplicate_mark(row, "", NOW)
    return row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example has a runner of its own
@given(data=st.data())
def test_sql_and_memory_find_the_same_run(runner: Runner, data: st.DataObject) -> None:
    whose = runner.fresh()
    stored: dict[Any, RunRow] = {}
    for told in data.draw(st.lists(runs, max_size=12)):
        row = row_of(whose, told)
        stored.setdefault((row.source, row.external_id) if row.external_id else row.id, row)
    add_runs(runner.tx, list(stored.values()))
    asked = data.draw(runs.filter(lambda told: told["started_at"] is not None))
    new = row_of(whose, {**asked, "state": "there"})
    assert new.started_at is not None
    log = RunnersLog(runner.account_id, whose["runner_id"], RunnersPairs(runner.tx, *whose.values(), {}, NOW))
    log.look_up(runner.tx, [], [new.started_at])
    window = window_of(new.started_at, new.distance_um)
    by_sql = run_like(runner.tx, new, (window.earliest, window.latest), (window.shortest_um, window.longest_um))
    assert log.same_run(new.source, new.external_id, new.started_at, new.distance_um) == by_sql


TICK = timedelta(microseconds=1)
MARGIN = FURTHEST * SAME_DISTANCE_PERCENT // 100


@pytest.mark.parametrize(
    ("at", "micrometres", "source", "external_id", "same"),
    [
        (START + SAME_START, FURTHEST, "phone", "b", True),
        (START - SAME_START, FURTHEST, "phone", "b", True),
        (START + SAME_START + TICK, FURTHEST, "phone", "b", False),
        (START - SAME_START - TICK, FURTHEST, "phone", "b", False),
        (START, FURTHEST + MARGIN, "phone", "b", True),
        (START, FURTHEST - MARGIN, "phone", "b", True),
        (START, FURTHEST + MARGIN + 1, "phone", "b", False),
        (START, FURTHEST - MARGIN - 1, "phone", "b", False),
        (START, FURTHEST, "watch", "b", False),
        (START, FURTHEST, "watch", None, True),
    ],
)
def test_a_run_just_within_is_the_same_and_one_just_outside_is_another(
    runner: Runner, at: datetime, micrometres: int, source: str, external_id: str | None, same: bool
) -> None:
    whose = runner.fresh()
    ran = {"source": source, "external_id": external_id, "started_at": at, "distance_um": micrometres}
    stored = row_of(whose, {**ran, "state": "there"})
    add_runs(runner.tx, [stored])
    log = RunnersLog(runner.account_id, whose["runner_id"], RunnersPairs(runner.tx, *whose.values(), {}, NOW))
    log.look_up(runner.tx, [], [START, at])
    assert log.same_run("watch", "a", START, FURTHEST) == (stored if same else None)


def test_an_import_and_the_log_agree_on_a_run_that_is_added_meanwhile(runner: Runner) -> None:
    whose = runner.fresh()
    log = RunnersLog(runner.account_id, whose["runner_id"], RunnersPairs(runner.tx, *whose.values(), {}, NOW))
    added = row_of(
        whose,
        {**{"source": "watch", "external_id": "a", "state": "there"}, "started_at": START, "distance_um": FURTHEST},
    )
    log.add(added)
    log.store(runner.tx, NOW)
    again = run_values(START.date(), Distance(FURTHEST), "phone", "b", START + SAME_START)
    logged = log_run_without_pair(runner.tx, *whose.values(), again, NOW, health_consent=None)
    assert (logged.duplicate, logged.row.id) == (True, added.id)
    assert log.same_run("phone", "b", START + SAME_START, FURTHEST) == added


def test_a_mark_of_a_duplicate_holds_nothing_of_the_run() -> None:
    values = {"account_id": "a", "runner_id": "r", "pair_id": "p", "source": "watch", "external_id": "7"}
    known = {"day": START.date(), "started_at": START, "distance_um": 5, "pain_level": 3, "import_id": "i"}
    mark = duplicate_mark(fresh(RunRow, "run", NOW, {**values, **known}), "run_1", NOW)
    assert (mark.source, mark.external_id, mark.same_as, mark.deleted_at) == ("watch", "7", "run_1", NOW)
    assert all(getattr(mark, name) == empty for name, empty in emptied(RunRow).items())
    assert {"pair_id", "day", "started_at", "pain_level", "cadence_spm", "import_id"} <= emptied(RunRow).keys()
