"""Imports in chunks: seen while they run, finished after a death, fenced against the undead, ended by an erasure."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from api.services.imports.import_runs import SILENT_FOR
from api.storage.database.engines import Database
from api.storage.migrations.tables import metadata
from api.web.edge import import_threads
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.support.databases import url_of
from tests.support.exports.others import garmin_account
from tests.support.exports.strava import Activity, activities_csv, export, many
from tests.support.pauses import Clock, KilledError, Pauses, pause_imports
from tests.web.conftest import probe_app
from tests.web.edge.test_errors import problem

KEY = {"Idempotency-Key": "a-key-of-an-import"}
ASYNC = {"Prefer": 'wait=5, Respond-Async; x="y"'}
FILE = export(many(10, ["A B"], 1000))
DONE_PAIRS = {"A B": (10_000.0, 10)}
LATER = SILENT_FOR + timedelta(seconds=1)


_clock = Clock()
_kept: dict[str, Flask] = {}


@pytest.fixture
def clock() -> Clock:
    """The time of the service, which starts as it is."""
    _clock.ahead = timedelta(0)
    return _clock


@pytest.fixture
def service(released_database: Database, clock: Clock) -> Flask:
    """The service on that clock; one for each database and process."""
    url = url_of(released_database)
    if url not in _kept:
        _kept[url] = probe_app(released_database, now=clock)
    return _kept[url]


@pytest.fixture
def client(service: Flask, account: Account) -> FlaskClient:
    return client_of(service, account.key)


@pytest.fixture
def runner(client: FlaskClient) -> str:
    return str(client.post("/v1/runners", json={}).json["id"])


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pauses]:
    """Chunks of three records; what happens between them is set in the test."""
    made = Pauses()
    pause_imports(monkeypatch, 3, made)
    yield made
    made.go_on.set()
    wait_for_threads()


def wait_for_threads() -> None:
    """Wait for the imports that go on."""
    for thread in threading.enumerate():
        if thread.name == "import":
            thread.join(20)


def send(client: FlaskClient, runner: str, body: bytes = FILE, query: str = "", **headers: str) -> Any:
    path = f"/v1/runners/{runner}/imports{query}"
    return client.post(path, data=body, content_type="application/octet-stream", headers=headers)


def pairs(client: FlaskClient, runner: str) -> dict[str, tuple[float, int]]:
    items = client.get(f"/v1/runners/{runner}/pairs?limit=100").json["items"]
    return {each["name"]: (each["recorded_distance"]["m"], each["run_count"]) for each in items}


def shown(client: FlaskClient, import_id: str) -> dict[str, Any]:
    answer = client.get(f"/v1/imports/{import_id}")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json
    return body


def until_done(client: FlaskClient, import_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while (answer := shown(client, import_id))["status"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return answer


def rows_of(database: Database) -> dict[str, int]:
    with database.reading() as db:
        return {
            table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def unfinished(database: Database) -> str:
    table = metadata.tables["imports"]
    with database.reading() as db:
        return str(db.execute(select(table.c.id).where(table.c.status == "running")).scalar_one())


def test_an_import_that_is_not_waited_for_goes_on_and_can_be_watched(
    client: FlaskClient, runner: str, pauses: Pauses
) -> None:
    pauses.hold_after = 2
    answer = send(client, runner, **ASYNC, **KEY)
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (202, "respond-async")
    assert answer.headers["Location"] == f"/v1/imports/{answer.json['id']}"
    assert (answer.json["status"], answer.json["records"]) == ("running", 10)
    assert pauses.held.wait(20)
    body = shown(client, answer.json["id"])
    assert (body["status"], body["records_done"], body["counts"]["created"]) == ("running", 6, 7)
    assert body["summary"] == "At work: 6 of 10 records so far."
    assert [row["row"] for row in body["items"]] == [1, 2, 3, 4, 5, 6, 7]
    assert pairs(client, runner) == {"A B": (6000.0, 6)}
    pair = client.get(f"/v1/runners/{runner}/pairs").json["items"][0]["id"]
    own = {"date": "2026-09-01", "distance": {"km": 4}}
    assert client.post(f"/v1/pairs/{pair}/runs", json=own).status_code == 201
    problem(client.delete(answer.headers["Location"]), 409, "conflict")
    problem(send(client, runner, **KEY), 409, "in_flight")
    again = send(client, runner, **ASYNC, **KEY)
    assert (again.status_code, again.json["id"]) == (202, answer.json["id"])
    pauses.go_on.set()
    body = until_done(client, answer.json["id"])
    assert (body["status"], body["records_done"], body["counts"]["created"]) == ("done", 10, 11)
    assert pairs(client, runner) == {"A B": (14_000.0, 11)}
    done = send(client, runner, **KEY)
    assert (done.status_code, done.json["id"], done.headers["Idempotency-Replayed"]) == (201, body["id"], "true")
    assert done.json["counts"] == body["counts"]
    assert client.delete(answer.headers["Location"]).status_code == 204
    assert pairs(client, runner) == {"A B": (4000.0, 1)}


@pytest.mark.parametrize(("first", "then"), [(KEY, KEY), ({}, {}), (KEY, {}), (KEY, {**KEY, **ASYNC})], ids=str)
def test_the_same_file_again_finishes_what_a_dead_worker_began(
    client: FlaskClient,
    runner: str,
    pauses: Pauses,
    clock: Clock,
    released_database: Database,
    first: dict[str, str],
    then: dict[str, str],
) -> None:
    pauses.kill_after = 2
    with pytest.raises(KilledError):
        send(client, runner, **first)
    dead = unfinished(released_database)
    assert shown(client, dead)["status"] == "running"
    if first == then:
        clock.ahead += LATER
        left = shown(client, dead)
        assert (left["status"], left["summary"][:29]) == ("interrupted", "Stopped at 6 of 10 records: s")
    clock.ahead += LATER
    again = send(client, runner, **then)
    assert (again.status_code, again.json["id"]) == (202 if "Prefer" in then else 201, dead)
    answer = until_done(client, dead)
    assert (answer["status"], answer["records_done"]) == ("done", 10)
    assert answer["counts"] == {"created": 11, "updated": 0, "skipped": 0, "failed": 0}
    assert answer["summary"] == "Done: 11 new, 0 changed, 0 left out, 0 not readable."
    assert [row["row"] for row in answer["items"]] == list(range(1, 12))
    assert pairs(client, runner) == DONE_PAIRS
    if then:
        assert send(client, runner, **KEY).json["id"] == dead
    assert rows_of(released_database)["imports"] == 1
    assert pairs(client, runner) == DONE_PAIRS


def test_an_interrupted_import_can_be_undone_and_its_key_brings_it_not_back(
    client: FlaskClient, runner: str, pauses: Pauses, clock: Clock, released_database: Database
) -> None:
    pauses.kill_after = 2
    with pytest.raises(KilledError):
        send(client, runner, **KEY)
    dead = unfinished(released_database)
    problem(client.delete(f"/v1/imports/{dead}"), 409, "conflict")
    clock.ahead += LATER
    assert client.delete(f"/v1/imports/{dead}").status_code == 204
    assert pairs(client, runner) == {}
    problem(send(client, runner, **KEY), 409, "conflict")
    assert pairs(client, runner) == {}
    assert send(client, runner).status_code == 201
    assert pairs(client, runner) == DONE_PAIRS


def test_a_worker_that_was_thought_dead_writes_nothing_more(
    client: FlaskClient, runner: str, pauses: Pauses, clock: Clock
) -> None:
    pauses.hold_after = 1
    first = send(client, runner, **ASYNC)
    assert pauses.held.wait(20)
    clock.ahead += LATER
    second = send(client, runner)
    assert (second.status_code, second.json["id"], second.json["status"]) == (201, first.json["id"], "done")
    pauses.go_on.set()
    wait_for_threads()
    assert shown(client, first.json["id"])["counts"]["created"] == 11
    assert pairs(client, runner) == DONE_PAIRS


def test_erasing_the_runner_ends_an_import_with_nothing_left(
    client: FlaskClient, runner: str, pauses: Pauses, released_database: Database
) -> None:
    other = client.post("/v1/runners", json={}).json["id"]
    before = rows_of(released_database)
    pauses.hold_after = 2
    answer = send(client, runner, **ASYNC, **KEY)
    assert pauses.held.wait(20)
    assert client.delete(f"/v1/runners/{runner}").status_code == 204
    pauses.go_on.set()
    wait_for_threads()
    assert client.get(answer.headers["Location"]).status_code == 404
    assert rows_of(released_database) == {**before, "runners": before["runners"] - 1}
    assert client.get(f"/v1/runners/{other}").status_code == 200


def test_a_worker_that_stops_says_that_the_import_is_interrupted(
    client: FlaskClient, runner: str, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops = threading.Event()
    monkeypatch.setattr(import_threads, "_is_stopping", stops.is_set)
    pauses.hold_after = 2
    answer = send(client, runner, **ASYNC)
    assert pauses.held.wait(20)
    stops.set()
    pauses.go_on.set()
    body = until_done(client, answer.json["id"])
    assert (body["status"], body["records_done"]) == ("interrupted", 6)
    assert send(client, runner).json["id"] == answer.json["id"]
    assert pairs(client, runner) == DONE_PAIRS


def test_more_than_a_worker_takes_on_at_once_are_waited_for(
    client: FlaskClient, runner: str, pauses: Pauses, service: Flask
) -> None:
    threads = service.extensions["forefoot"].import_threads
    assert [threads.try_to_hold() for _ in range(import_threads.MOST + 1)] == [True] * import_threads.MOST + [False]
    answer = send(client, runner, **ASYNC)
    assert (answer.status_code, "Preference-Applied" in answer.headers) == (201, False)
    for _ in range(import_threads.MOST):
        threads.give_back()
    assert send(client, runner, **ASYNC).status_code == 202


@pytest.mark.parametrize(
    ("body", "query", "status"), [(b"<html/>", "", 422), (FILE, "?dry_run=true", 200), (FILE, "?pair_id=pair_x", 422)]
)
def test_what_is_refused_or_only_tried_writes_nothing(
    client: FlaskClient, runner: str, released_database: Database, body: bytes, query: str, status: int
) -> None:
    before = rows_of(released_database)
    assert send(client, runner, body, query, **KEY, **ASYNC).status_code == status
    assert rows_of(released_database) == before


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
@pytest.mark.parametrize(("header", "value"), [("Prefer", "x" * 1001), ("Idempotency-Key", "short")])
def test_a_header_that_is_not_right_is_refused_by_name(
    client: FlaskClient, runner: str, query: str, header: str, value: str
) -> None:
    body = problem(send(client, runner, FILE, query, **{header: value}), 422, "invalid_input")
    assert [error["header"] for error in body["errors"]] == [header]


def test_two_imports_at_once_for_one_runner_double_nothing(
    service: Flask, account: Account, client: FlaskClient, runner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause_imports(monkeypatch, 20, Pauses())
    runs = many(160, ["A B", "C D"], 1000)
    files = [export(runs[:120]), activities_csv(list(reversed(runs[40:]))), export(runs[:120])]
    start = threading.Barrier(len(files))

    def one(body: bytes) -> int:
        own = client_of(service, account.key)
        start.wait()
        return int(send(own, runner, body).status_code)

    with ThreadPoolExecutor(len(files)) as pool:
        assert list(pool.map(one, files)) == [201, 201, 201]
    assert pairs(client, runner) == {"A B": (80_000.0, 80), "C D": (80_000.0, 80)}
    listed = client.get(f"/v1/runners/{runner}/pairs").json["items"]
    for pair in listed:
        items = client.get(f"/v1/pairs/{pair['id']}/runs?limit=100").json["items"]
        assert len({each["external_id"] for each in items}) == len(items) == 80


def test_a_retired_garmin_pair_is_retired_no_earlier_than_its_last_run(
    client: FlaskClient, runner: str, pauses: Pauses
) -> None:
    gear = [
        {
            "gearPk": 7,
            "customMakeModel": "Told",
            "gearStatusName": "retired",
            "gearTypeName": "Shoes",
            "dateBegin": "2025-01-01",
            "dateEnd": "2026-08-30",
        },
        {
            "gearPk": 8,
            "customMakeModel": "Run in later",
            "gearStatusName": "retired",
            "gearTypeName": "Shoes",
            "dateEnd": "2026-08-02",
        },
        {"gearPk": 9, "customMakeModel": "In use", "gearStatusName": "active", "gearTypeName": "Shoes"},
    ]
    start = datetime(2026, 8, 1, 6, tzinfo=UTC)
    activities = [
        {
            "activityId": day,
            "distance": 100_000.0 * day,
            "activityType": "running",
            "startTimeLocal": int((start + timedelta(days=day)).timestamp() * 1000),
        }
        for day in range(1, 10)
    ]
    worn = {"7": [1, 2, 3], "8": [4, 5, 9], "9": [6, 7, 8]}
    body = garmin_account(gear, worn, activities)
    for _ in range(2):
        assert send(client, runner, body).status_code == 201
        items = client.get(f"/v1/runners/{runner}/pairs").json["items"]
        facts = {
            each["name"]: (each["retired_on"], each["recorded_distance"]["m"], each["run_count"]) for each in items
        }
        assert facts == {
            "Told": ("2026-08-30", 6000.0, 3),
            "Run in later": ("2026-08-10", 18_000.0, 3),
            "In use": (None, 21_000.0, 3),
        }


def test_an_older_import_is_shown_as_done(client: FlaskClient, runner: str, released_database: Database) -> None:
    made = send(client, runner, export([Activity(1, datetime(2026, 9, 1, tzinfo=UTC), 5)])).json
    table = metadata.tables["imports"]
    with released_database.writing() as tx:
        old = {"fingerprint": None, "claim": None, "alive_at": None}
        tx.execute(table.update().where(table.c.id == made["id"]).values(**old))
    assert shown(client, made["id"])["status"] == "done"
    assert client.delete(f"/v1/imports/{made['id']}").status_code == 204
