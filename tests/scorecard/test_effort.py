"""How much work a request makes, counted in statements and in steps of the database and not in time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from api.storage.database.engines import Database
from api.storage.runners.imported_runs import MOST_OF_A_DAY, runs_on_days
from api.web.runners import runs as runs_web
from tests.isolation.ask import ask
from tests.isolation.planted import a_foreign_id_has_its_own_words
from tests.isolation.probe import _path_pairs
from tests.isolation.world import World, new_world
from tests.scorecard.harness import release_on
from tests.scorecard.test_load import multiply_runs
from tests.support.accounts import Account, new_account
from tests.support.apps import client_of, new_app
from tests.support.databases import Databases
from tests.support.logbook import a_pair, a_run
from tests.support.openapi import generated_spec
from tests.support.scorecard import Note
from tests.support.statements import statements

# D4: a foreign id


def told_apart(world: World) -> tuple[list[str], int]:
    """Return the requests for which a foreign id makes the database do something else than one that never was."""
    found, count = [], 0
    database = world.app.extensions["forefoot"].database
    for operation in world.operations():
        for pair in _path_pairs(world, operation):
            done = []
            for request in (pair.foreign, pair.absent):
                with statements(database) as executed:
                    ask(world.app, request, world.other.key)
                done.append([statement for statement, _ in executed])
            count += 1
            if done[0] != done[1]:
                found.append(f"{pair.foreign}: {len(done[0])} statements and not {len(done[1])}")
    return found, count


@pytest.mark.row("D4")
def test_a_foreign_id_is_looked_for_as_one_that_never_was(app: Flask, released_database: Database, note: Note) -> None:
    found, count = told_apart(new_world(app, released_database, generated_spec(app)))
    note(requests=count * 2, differences=len(found))
    assert found == []


@pytest.mark.long
@pytest.mark.teeth("D4")
def test_more_work_for_a_foreign_id_is_noticed(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    database = databases.released("sqlite")
    app = new_app(database)
    a_foreign_id_has_its_own_words(app, monkeypatch)
    assert told_apart(new_world(app, database, generated_spec(app)))[0] != []


# A5: imports and pages

STEP = 50
RUNS, PAGE = 6_000, 100
FIRST_DAY = date(2012, 1, 1)


class Steps:
    """Counts the steps of SQLite's machine on every connection of a database that was opened after this."""

    def __init__(self, database: Database) -> None:
        self.taken = 0
        for engine in (database._reader, database._writer):
            event.listen(engine, "connect", self._watch)

    def _watch(self, connection: sqlite3.Connection, _: object) -> None:
        connection.set_progress_handler(self._count, STEP)

    def _count(self) -> int:
        self.taken += STEP
        return 0

    @contextmanager
    def counted(self) -> Iterator[list[int]]:
        """Give a list that holds the steps of this block at its end."""
        before, found = self.taken, [0]
        yield found
        found[0] = self.taken - before


@contextmanager
def watched(folder: Path) -> Iterator[tuple[FlaskClient, Steps, str]]:
    url = release_on(f"sqlite:///{folder / 'forefoot.db'}")
    database = Database(url, pool_size=2)
    key = new_account(database).key
    database.dispose()
    app = new_app(Database(url))
    own = app.extensions["forefoot"].database
    steps = Steps(own)
    own.dispose()
    yield client_of(app, key), steps, url
    own.dispose()


def steps_of_pages(client: FlaskClient, steps: Steps, pair: str) -> list[int]:
    taken, path = [], f"/v1/pairs/{pair}/runs?limit={PAGE}"
    while path:
        with steps.counted() as found:
            page: Any = client.get(path).json
        taken += found
        cursor = page["next_cursor"]
        path = f"/v1/pairs/{pair}/runs?limit={PAGE}&cursor={cursor}" if cursor else ""
    return taken


def grows_with_depth(folder: Path) -> list[int]:
    """Return the steps of the second and of the deepest full page of a long list."""
    with watched(folder) as (client, steps, url):
        pair = a_pair(client)
        a_run(client, pair)
        multiply_runs(url, RUNS)
        taken = steps_of_pages(client, steps, pair)
    assert len(taken) == RUNS // PAGE
    return [taken[1], taken[-2]]


@pytest.mark.row("A5")
def test_a_deep_page_costs_what_the_second_does(tmp_path: Path, note: Note) -> None:
    second, deep = grows_with_depth(tmp_path)
    note(**{"steps of page 2": second, "steps of page 59": deep})
    assert deep < second * 1.2


@pytest.mark.teeth("A5")
def test_pages_by_offset_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really, seen = runs_web.list_runs, [0]

    def by_offset(db: Any, *given: Any, **named: Any) -> Any:
        seen[0] += PAGE
        db.execute(text("SELECT id FROM runs ORDER BY id LIMIT 1 OFFSET :n"), {"n": seen[0]}).all()
        return really(db, *given, **named)

    monkeypatch.setattr(runs_web, "list_runs", by_offset)
    second, deep = grows_with_depth(tmp_path)
    assert deep >= second * 1.2


def steps_of_import(client: FlaskClient, steps: Steps, rows: int) -> int:
    runner = client.post("/v1/runners", json={}).json["id"]
    lines = [f"{FIRST_DAY + timedelta(days=n)},{n % 30 + 1}.{n % 100:02},x{n}" for n in range(rows)]
    body = "\n".join(["date,distance_km,external_id", *lines])
    with steps.counted() as found:
        answer = client.post(f"/v1/runners/{runner}/imports", data=body, content_type="text/csv")
    assert answer.status_code == 201, answer.json
    return found[0]


@pytest.mark.long
@pytest.mark.row("A5")
def test_five_times_the_rows_cost_five_times_the_steps(tmp_path: Path, note: Note) -> None:
    with watched(tmp_path) as (client, steps, _):
        thousand, five = (steps_of_import(client, steps, rows) for rows in (1_000, 5_000))
    note(**{"steps of 1000 rows": thousand, "steps of 5000 rows": five})
    # A look into an index takes a little longer in a larger table.
    assert five < thousand * 8


@pytest.mark.row("A5")
def test_a_day_of_more_runs_than_anybody_has_is_not_looked_at(
    client: FlaskClient, released_database: Database, account: Account, note: Note
) -> None:
    """Each part of a file is compared with the runs of its days: a file of one day alone would take hours."""
    runner = client.post("/v1/runners", json={}).json["id"]
    usual, busy = date(2026, 5, 1), date(2026, 5, 2)
    days = [usual] * MOST_OF_A_DAY + [busy] * (MOST_OF_A_DAY + 1)
    lines = [f"{day},{n % 30 + 1}.{n % 100:02},x{n}" for n, day in enumerate(days)]
    body = "\n".join(["date,distance_km,external_id", *lines])
    answer = client.post(f"/v1/runners/{runner}/imports", data=body, content_type="text/csv")
    assert answer.status_code == 201
    with released_database.reading() as db:
        found = runs_on_days(db, account.id, runner, [usual, busy])
    note(**{"runs looked at": len(found), "runs on those days": len(days)})
    assert [run.day for run in found] == [usual] * MOST_OF_A_DAY
