"""Logging a run, and asking for retirement, cost the same at ten and at a hundred thousand runs; totals stay exact."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from api.advice.core.distance import Distance
from api.services.imports.choices import ImportChoices
from api.services.imports.log import RunnersLog
from api.services.imports.pairs import RunnersPairs
from api.storage.database.engines import Database
from api.storage.runners.pair_days import all_days
from tests.support.accounts import Account
from tests.support.logbook import a_pair, a_run, a_runner, made, pair_of
from tests.support.statements import statements

FEW, MANY, DAYS = 10, 100_000, 5_000
AT_ONCE = 20_000
NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n)",
    "postgresql": "(SELECT i FROM generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS s(i)) AS n",
}
DAY = {
    "sqlite": "date('2010-01-01', '+' || (i % :days) || ' days')",
    "postgresql": "DATE '2010-01-01' + (i % :days)",
}
AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '2010-01-01', '+' || i || ' hours')",
    "postgresql": "TIMESTAMPTZ '2010-01-01 00:00:00+00' + i * INTERVAL '1 hour'",
}
RUNS = """
INSERT INTO runs (account_id, id, runner_id, pair_id, source, external_id, day, started_at, distance_um, version,
  created_at, updated_at)
SELECT :account_id, 'r{runs}_' || i, :runner_id, :pair_id, 'api', 'run ' || i, {day}, {at}, 1000000 + i, 1, :now, :now
FROM {numbers}
"""
PAIR_DAYS = """
INSERT INTO pair_days (account_id, pair_id, day, distance_um, run_count)
SELECT account_id, pair_id, day, sum(distance_um), count(*) FROM runs WHERE pair_id = :pair_id
GROUP BY account_id, pair_id, day
"""
PAIR = """
UPDATE pairs SET recorded_um = (SELECT sum(distance_um) FROM runs WHERE pair_id = :pair_id), run_count = :runs
WHERE id = :pair_id
"""
LARGE_TABLES = ("runs", "pair_days")


def a_pair_with(client: FlaskClient, database: Database, account: Account, runs: int) -> str:
    """Make a pair with so many runs: rows, days and totals as they stand after as many requests."""
    runner_id = a_runner(client)
    pair_id = a_pair(client, runner_id)
    kind = database.dialect
    facts = {"account_id": account.id, "runner_id": runner_id, "pair_id": pair_id, "runs": runs, "days": DAYS}
    insert = RUNS.format(runs=runs, day=DAY[kind], at=AT[kind], numbers=NUMBERS[kind])
    now = "2026-01-01 00:00:00.000000" if kind == "sqlite" else datetime(2026, 1, 1, tzinfo=UTC)
    with database.writing() as tx:
        for first in range(0, runs, AT_ONCE):
            tx.execute(text(insert), {**facts, "now": now, "first": first, "last": min(first + AT_ONCE, runs) - 1})
        tx.execute(text(PAIR_DAYS), facts)
        tx.execute(text(PAIR), facts)
        tx.execute(text("ANALYZE"))
    return pair_id


def scans(db: Connection, statement: str, values: Any) -> list[str]:
    """Return where a statement would read a large table from end to end."""
    if not statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
        return []
    if db.dialect.name == "sqlite":
        plan = [str(row[3]) for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        return [step for step in plan if re.match(rf"SCAN ({'|'.join(LARGE_TABLES)})\b", step)]
    plan = [str(row[0]) for row in db.exec_driver_sql(f"EXPLAIN {statement}", values)]
    return [step for step in plan if re.search(rf"Seq Scan on ({'|'.join(LARGE_TABLES)})\b", step)]


def log_one(client: FlaskClient, pair_id: str) -> None:
    run = {"started_at": "2026-02-01T12:30:00Z", "distance": {"km": 9}, "source": "watch", "external_id": "the new one"}
    assert a_run(client, pair_id, date="2026-02-01", **run)["duplicate"] is False
    assert a_run(client, pair_id, 200, date="2026-02-01", **run)["duplicate"] is True


def change_it(client: FlaskClient, pair_id: str) -> None:
    run = made(client.get(f"/v1/pairs/{pair_id}/runs?limit=1"), 200)["items"][0]["id"]
    patch = "application/merge-patch+json"
    assert client.patch(f"/v1/runs/{run}", json={"distance": {"km": 8}}, content_type=patch).status_code == 200
    assert client.delete(f"/v1/runs/{run}").status_code == 204


def ask_retirement(client: FlaskClient, pair_id: str) -> None:
    made(client.get(f"/v1/pairs/{pair_id}/retirement"), 200)


def ask_waiting(client: FlaskClient, pair_id: str) -> None:
    runner = pair_of(client, pair_id)["runner_id"]
    made(client.get(f"/v1/runners/{runner}/runs?pair=none&likely=true&limit=1"), 200)
    made(client.get(f"/v1/runners/{runner}/runs?limit=1"), 200)


def log_in_no_pair(client: FlaskClient, pair_id: str) -> None:
    runner = pair_of(client, pair_id)["runner_id"]
    run = {"date": "2026-02-02", "distance": {"km": 9}, "source": "watch", "external_id": "in no pair"}
    waits = made(client.post(f"/v1/runners/{runner}/runs", json=run))
    assert waits["likely"][0]["pair_id"] == pair_id
    away = {"ignore": [waits["id"]]}
    assert client.patch(f"/v1/runners/{runner}/runs", json=away).status_code == 200


# The key, and one statement for a pair with all that its advice needs; a change needs more.
LEAST_STATEMENTS = {log_one: 3, change_it: 3, ask_retirement: 2, log_in_no_pair: 5, ask_waiting: 4}


def test_a_run_costs_the_same_however_many_there_are(
    app: Flask, client: FlaskClient, released_database: Database, account: Account
) -> None:
    seen = {}
    for runs in (FEW, MANY):
        pair_id = a_pair_with(client, released_database, account, runs)
        # What a worker asks once and remembers is not counted.
        made(client.get(f"/v1/pairs/{pair_id}/runs?limit=1"), 200)
        for do in LEAST_STATEMENTS:
            with statements(app.extensions["forefoot"].database) as seen[runs, do]:
                do(client, pair_id)
    with released_database.reading() as db:
        for do in LEAST_STATEMENTS:
            few, many = seen[FEW, do], seen[MANY, do]
            assert [statement for statement, _ in many] == [statement for statement, _ in few]
            assert len(many) >= LEAST_STATEMENTS[do]
            found = {statement: scans(db, statement, values) for statement, values in many}
            assert {statement: steps for statement, steps in found.items() if steps} == {}
    total = sum(1_000_000 + number for number in range(MANY))
    assert pair_of(client, pair_id)["recorded_distance"]["m"] == total / 1_000_000


def test_the_look_at_plans_has_teeth(client: FlaskClient, released_database: Database, account: Account) -> None:
    a_pair_with(client, released_database, account, FEW)
    with released_database.reading() as db:
        assert scans(db, "SELECT id FROM runs WHERE duration_s > 5", ())


UNITS = ((26.2, "mi"), (10.0005, "km"), (42195.123456, "m"))


@pytest.mark.parametrize("runs_at_once", [3_000, pytest.param(250_000, marks=pytest.mark.long(minutes=1))])
def test_runs_add_up_to_the_metre_a_million_too(
    client: FlaskClient, released_database: Database, account: Account, runs_at_once: int
) -> None:
    runner_id = a_runner(client)
    pair_id = a_pair(client, runner_id)
    distances = [Distance.of(value, unit).micrometres for value, unit in UNITS]
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(2_000)]
    now = datetime.now(UTC)
    expected = 0
    for part in range(4):
        with released_database.writing() as tx:
            pairs = RunnersPairs(tx, account.id, runner_id, {}, now, ImportChoices())
            planned = RunnersLog(account.id, runner_id, pairs)
            for number in range(runs_at_once):
                um = distances[number % 3]
                planned.count(pair_id, days[number % 2_000], um)
                expected += um
            planned.store(tx, now)
        assert part < 3 or pair_of(client, pair_id)["run_count"] == 4 * runs_at_once
    shown = pair_of(client, pair_id)["recorded_distance"]
    thirds = [math.ceil((runs_at_once - place) / 3) * 4 for place in range(3)]
    assert expected == sum(count * um for count, um in zip(thirds, distances, strict=True))
    assert shown["m"] == expected / 1_000_000
    with released_database.reading() as db:
        listed = all_days(db, account.id, pair_id)
        stored = db.execute(text("SELECT recorded_um FROM pairs WHERE id = :id"), {"id": pair_id}).scalar_one()
    assert stored == sum(um for _, um in listed) == expected
    assert len(listed) == 2_000
