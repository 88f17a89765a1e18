"""One run counts once: the rule itself, and that the log in memory and SQL take it alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.services.imports.choices import ImportChoices
from api.services.imports.log import RunnersLog
from api.services.imports.pairs import RunnersPairs
from api.services.runs.log_run import log_run_without_pair, run_values
from api.services.runs.same_run import (
    LONGEST_SPAN,
    SAME_START,
    Outing,
    are_same,
    duplicate_mark,
    first_same,
    outing_of,
    settled,
)
from api.storage.accounts.accounts import add_account
from api.storage.database.engines import Database
from api.storage.database.records import emptied, fresh
from api.storage.runners.imported_runs import add_runs
from api.storage.runners.run_lists import runs_begun_between
from api.storage.runners.runners import RunnerRow, add_runner
from api.storage.runners.runs import RunRow

NOW = datetime(2026, 9, 21, 8, tzinfo=UTC)
START = datetime(2026, 9, 20, 6, tzinfo=UTC)
FURTHEST = 10_000_000_000

# Around every edge of the rule: two minutes, and five per cent, to the microsecond and the micrometre.
seconds = st.sampled_from([0, 1, 119, 120, 121, 1800, 172_800, 172_920, 172_921]) | st.integers(-4000, 4000)
durations = st.none() | st.sampled_from([0.0, 60.0, 1800.0, 3600.0, 1_000_000.0])
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
        "local_start": st.none() | instants.map(lambda at: at.replace(tzinfo=None).isoformat()),
        "start_assumed": st.booleans(),
        "distance_um": distances,
        "duration_s": durations,
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


def row_of(whose: dict[str, str], facts: dict[str, Any]) -> RunRow:
    values = {name: value for name, value in facts.items() if name != "state"}
    row = fresh(RunRow, "run", NOW, {**whose, **values, "day": START.date(), "updated_at": NOW})
    if facts["state"] == "deleted":
        return duplicate_mark(row, "", NOW)
    return row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example has a runner of its own
@given(data=st.data())
def test_sql_and_memory_find_the_same_run(runner: Runner, data: st.DataObject) -> None:
    whose = runner.fresh()
    stored: dict[Any, RunRow] = {}
    for answer in data.draw(st.lists(runs, max_size=12)):
        row = row_of(whose, answer)
        stored.setdefault((row.source, row.external_id) if row.external_id else row.id, row)
    add_runs(runner.tx, list(stored.values()))
    asked = data.draw(runs.filter(lambda facts: facts["started_at"] is not None or facts["local_start"] is not None))
    new = row_of(whose, {**asked, "state": "there"})
    log = RunnersLog(
        runner.account_id, whose["runner_id"], RunnersPairs(runner.tx, *whose.values(), {}, NOW, ImportChoices())
    )
    outing = outing_of(new)
    assert outing is not None
    log.look_up(runner.tx, [], outing.clocks)
    by_sql = first_same(outing, runs_begun_between(runner.tx, *whose.values(), outing.window))
    assert log.same_run(outing) == by_sql
    # The window of the query leaves out nothing that the rule would take.
    assert by_sql == first_same(outing, [row for row in stored.values() if row.deleted_at is None])


TICK = timedelta(microseconds=1)
HALF_HOUR = 1800.0
KM = 1_000_000_000


def at(seconds: float, minutes: float | None, km: float) -> Outing:
    return Outing(START + timedelta(seconds=seconds), None if minutes is None else minutes * 60, round(km * KM))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (at(0, None, 10), at(120, None, 10), True),
        (at(0, None, 10), at(120.000001, None, 10), False),
        (at(0, None, 10), at(0, None, 9.5), True),
        (at(0, None, 10), at(0, None, 9.499999999), False),
        (at(0, None, 1), at(0, None, 0.9), True),
        (at(0, None, 1), at(0, None, 0.899999999), False),
        (at(0, 50, 10), at(25 * 60, 50, 10), True),
        (at(0, 50, 10), at(25 * 60 + 1, 50, 10), False),
        (at(0, 50, 10), at(20, 31, 6), True),
        (at(0, 50, 10), at(600, 5, 1), True),
        (at(0, 1, 0.2), at(60, 1, 0.2), False),
        (at(0, 1, 0.2), at(90, 1, 0.2), False),
        (at(0, 25, 5), at(25 * 60, 25, 5), False),
        (at(0, None, 10), at(1800, 50, 10), False),
    ],
    ids=lambda value: "",
)
def test_the_edges_of_the_rule(one: Outing, other: Outing, same: bool) -> None:
    assert (are_same(one, other), are_same(other, one)) == (same, same)


outings = st.builds(
    at,
    st.integers(0, 200_000),
    st.none() | st.floats(0.1, 4000, allow_nan=False),
    st.floats(0.01, 100, allow_nan=False),
)


@given(outings, outings)
def test_the_rule_is_symmetric_and_never_merges_two_that_do_not_overlap(one: Outing, other: Outing) -> None:
    assert are_same(one, other) == are_same(other, one)
    assert are_same(one, one)
    one_end, other_end = start_of(one) + one.length, start_of(other) + other.length
    if one.duration_s and other.duration_s and (one_end <= start_of(other) or other_end <= start_of(one)):
        assert not are_same(one, other)
    if one_end + SAME_START < start_of(other):
        assert not are_same(one, other)


def start_of(outing: Outing) -> datetime:
    assert outing.started_at is not None
    return outing.started_at


def by_wall_clock(outing: Outing, hours: float, *, assumed: bool = False) -> Outing:
    """Return what a table tells of the same run, on a clock that is some hours ahead of UTC."""
    local = (start_of(outing) + timedelta(hours=hours)).replace(tzinfo=None)
    instant = local.replace(tzinfo=UTC) - timedelta(hours=1) if assumed else None
    return Outing(instant, outing.duration_s, outing.distance_um, local, assumed)


@pytest.mark.parametrize("assumed", [False, True])
@pytest.mark.parametrize(
    ("hours", "km", "same"),
    [
        (-12, 10, True),
        (14, 10, True),
        (-13, 10, False),
        (15, 10, False),
        (2, 10.1, True),
        (2, 10.12, False),
        (2 + 60 / 3600, 10, True),
        (2 + 61 / 3600, 10, False),
        (5.75, 10, False),
    ],
)
def test_the_edges_of_whole_hours(hours: float, km: float, same: bool, assumed: bool) -> None:
    track, table = at(0, 50, 10), by_wall_clock(at(0, 50, km), hours, assumed=assumed)
    assert (are_same(track, table), are_same(table, track)) == (same, same)


def test_a_run_whose_clocks_are_both_known_is_taken_for_no_second_one_some_hours_away() -> None:
    values = {"account_id": "a", "runner_id": "r", "day": START.date(), "distance_um": 10 * KM, "duration_s": 3000}
    track = fresh(RunRow, "run", NOW, {**values, "started_at": START})
    table = by_wall_clock(at(0, 50, 10), 2)
    known = settled(track, table)
    assert (known.started_at, known.local_start) == (START, "2026-09-20T08:00:00")
    later = by_wall_clock(at(0, 50, 10), 5)
    assert first_same(later, [track]) == track
    assert first_same(later, [known]) is None
    by_clock = fresh(RunRow, "run", NOW, {**values, "local_start": "2026-09-20T08:00:00"})
    assert settled(by_clock, at(0, 50, 10)).started_at == START
    assert first_same(at(3 * 3600, 50, 10), [settled(by_clock, at(0, 50, 10))]) is None


@st.composite
def two_services(draw: st.DrawFn) -> tuple[int, list[Outing]]:
    """Return how many runs a log has, and tracks and a table of them in any order: the zone of the table is unknown.

    No two are of one length: of such a pair a whole number of hours apart nobody could tell which is which.
    """
    hours, records, start, count = draw(st.integers(-12, 14)), [], 0, draw(st.integers(1, 6))
    assumed = draw(st.booleans())
    for number in range(count):
        start += draw(st.integers(1380, 40_000) | st.sampled_from([3600, 7200]))
        minutes, factor = draw(st.integers(10, 120)), draw(st.floats(0.997, 1.003))
        track = at(start, minutes, 5 * 1.07**number)
        table = replace(track, distance_um=round(track.distance_um * factor))
        records += [track, by_wall_clock(table, hours, assumed=assumed)]
        start += minutes * 60
    return count, draw(st.permutations(records))


@given(two_services())
def test_a_table_of_an_unknown_zone_and_tracks_count_each_run_once_in_any_order(log: tuple[int, list[Outing]]) -> None:
    count, records = log
    stored: list[RunRow] = []
    for number, record in enumerate(records):
        known = first_same(record, stored)
        if known is None:
            local = None if record.local_start is None else record.local_start.isoformat()
            values = {"started_at": record.started_at, "local_start": local, "start_assumed": record.start_assumed}
            values |= {"distance_um": record.distance_um, "duration_s": record.duration_s, "created_at": NOW}
            stored.append(fresh(RunRow, f"run{number}", NOW, {**values, "account_id": "a", "runner_id": "r"}))
        else:
            stored[stored.index(known)] = settled(known, record)
    assert len(stored) == count


@st.composite
def logs(draw: st.DrawFn) -> tuple[list[Outing], list[tuple[int, Outing]]]:
    """Return runs that do not overlap, and what devices and services told of them, in any order.

    Another device begins within 95 s and measures within 2.5 %; a copy may have lost up to a third of the run.
    """
    real, start = [], 0
    for _ in range(draw(st.integers(1, 6))):
        start += draw(st.integers(1380, 40_000))
        minutes = draw(st.integers(10, 180))
        real.append(at(start, minutes, minutes / draw(st.sampled_from([4, 5.5, 7]))))
        start += minutes * 60
    records = []
    for number, run in enumerate(real):
        minutes = (run.duration_s or 0) / 60
        for _ in range(draw(st.integers(1, 3))):
            late, factor = draw(st.integers(0, 95)), draw(st.floats(0.975, 1.0))
            lost = draw(st.sampled_from([0, 0, minutes / 3]))
            kept = (minutes - lost - late / 60) / minutes
            seconds = (start_of(run) - START).total_seconds() + late
            km = run.distance_um / KM * factor * (kept if lost else 1)
            records.append((number, at(seconds, minutes - lost - late / 60, km)))
    return real, draw(st.permutations(records))


@given(logs())
def test_every_run_of_a_generated_log_counts_once_in_any_order(
    told: tuple[list[Outing], list[tuple[int, Outing]]],
) -> None:
    real, records = told
    kept: list[tuple[int, Outing]] = []
    for number, record in records:
        found = [of for of, other in kept if are_same(record, other)]
        assert found in ([], [number])
        if not found:
            kept.append((number, record))
    assert sorted(number for number, _ in kept) == list(range(len(real)))
    assert timedelta(hours=24) < LONGEST_SPAN


def test_an_import_and_the_log_agree_on_a_run_that_is_added_meanwhile(runner: Runner) -> None:
    whose = runner.fresh()
    log = RunnersLog(
        runner.account_id, whose["runner_id"], RunnersPairs(runner.tx, *whose.values(), {}, NOW, ImportChoices())
    )
    added = row_of(
        whose,
        {**{"source": "watch", "external_id": "a", "state": "there"}, "started_at": START, "distance_um": FURTHEST},
    )
    log.add(added)
    log.store(runner.tx, NOW)
    again = run_values(START.date(), Distance(FURTHEST), "phone", "b", START + SAME_START)
    logged = log_run_without_pair(runner.tx, *whose.values(), again, NOW, health_consent=None)
    assert (logged.duplicate, logged.row.id) == (True, added.id)
    assert log.same_run(Outing(START + SAME_START, None, FURTHEST)) == added


def test_a_mark_of_a_duplicate_holds_nothing_of_the_run() -> None:
    values = {"account_id": "a", "runner_id": "r", "pair_id": "p", "source": "watch", "external_id": "7"}
    known = {"day": START.date(), "started_at": START, "distance_um": 5, "pain_level": 3, "import_id": "i"}
    mark = duplicate_mark(fresh(RunRow, "run", NOW, {**values, **known}), "run_1", NOW)
    assert (mark.source, mark.external_id, mark.same_as, mark.deleted_at) == ("watch", "7", "run_1", NOW)
    assert all(getattr(mark, name) == empty for name, empty in emptied(RunRow).items())
    assert {"pair_id", "day", "started_at", "pain_level", "cadence_spm", "import_id"} <= emptied(RunRow).keys()
