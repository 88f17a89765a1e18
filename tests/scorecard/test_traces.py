"""What is left of a person: nothing where nothing was to be kept, all in an export, and the same answer again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from api.app import create_app
from api.config import Settings
from api.services.imports import export_runner
from api.services.runs import runners
from api.storage.database.engines import Database
from api.web.catalogue.shoe_examples import SHOE_REQUEST
from api.web.edge import key_cache, requests
from api.web.edge.key_cache import KeyCache
from tests.scorecard.harness import release_on
from tests.support.accounts import new_account
from tests.support.apps import PRACTICALLY_UNLIMITED, client_of, new_app
from tests.support.databases import Databases, url_of
from tests.support.proxy import wire_to
from tests.support.scorecard import IS_FULL, Note
from tests.support.service import ROOT
from tests.web.conftest import probe_app
from tests.web.runners.test_runner_erase import MARK, a_marked_runner, contents, markers_of, tables_with

TRACE = "7654321"
MARKED: dict[str, Any] = {
    "symptoms": {"pain_level": 4, "pain_sites": ["mth_2"], "hurts_at_night": False, "days_since_onset": 12},
    "feet": {"left": {"length_mm": 261.7654321}, "right": {"length_mm": 262.7654321}},
    "max_price": 123.7654321,
}


# D6: erased


@pytest.fixture
def sqlite_client(tmp_path: Path) -> Iterator[tuple[Database, FlaskClient]]:
    """A database of its own: whoever opens and closes its file takes SQLite's locks off it for this whole process."""
    database = Database(release_on(f"sqlite:///{tmp_path / 'forefoot.db'}"), pool_size=2)
    app = new_app(database)
    yield database, client_of(app, new_account(database).key)
    app.extensions["forefoot"].database.dispose()
    database.dispose()


@pytest.mark.row("D6")
def test_an_erased_runner_is_in_no_byte_of_an_embedded_database(
    sqlite_client: tuple[Database, FlaskClient], note: Note
) -> None:
    database, client = sqlite_client
    runner_id = a_marked_runner(client)
    marks = [mark.encode() for mark in markers_of(client, runner_id) if mark != "654321"]
    assert database.file is not None
    files = [database.file.with_name(database.file.name + end) for end in ("", "-wal", "-shm", "-journal")]
    assert any(marks[0] in file.read_bytes() for file in files if file.exists())
    assert client.delete(f"/v1/runners/{runner_id}").status_code == 204
    with database.reading() as db:
        db.exec_driver_sql("VACUUM")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [(file.name, mark) for file in files if file.exists() for mark in marks if mark in file.read_bytes()]
    note(marks=len(marks), found=len(found))
    assert found == []


@pytest.mark.teeth("D6")
def test_an_erase_that_leaves_answers_is_noticed(
    sqlite_client: tuple[Database, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, client = sqlite_client
    runner_id = a_marked_runner(client)
    markers = markers_of(client, runner_id)
    monkeypatch.setattr(runners, "forget_answers_about", lambda *_: None)
    assert client.delete(f"/v1/runners/{runner_id}").status_code == 204
    assert tables_with(database, *markers) != {}


# D7: exported


@pytest.mark.row("D7")
def test_what_was_known_is_in_the_export(client: FlaskClient, note: Note) -> None:
    found = missing_from_export(client)
    note(marks=8, missing=len(found))
    assert found == []


@pytest.mark.teeth("D7")
def test_a_column_that_is_left_out_is_noticed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    really = export_runner.exported
    monkeypatch.setattr(
        export_runner, "exported", lambda row: {name: v for name, v in really(row).items() if name != "retired_reason"}
    )
    assert missing_from_export(client) != []


def missing_from_export(client: FlaskClient) -> list[str]:
    document = contents(client, a_marked_runner(client))["runner.json"].decode()
    result = [f"{MARK}-ref", "87.654321", "287.654321", "43.654321", f"{MARK} description", f"{MARK} nickname"]
    return [mark for mark in [*result, f"{MARK} retired_reason", f"{MARK}-1"] if mark not in document]


# D8: stateless


def traces_of(app: Flask, database: Database, key: str, capfd: pytest.CaptureFixture[str]) -> list[str]:
    client = client_of(app, key)
    for topic in ("consultation", "triage", "shoes", "met-pad"):
        wanted = {"symptoms"} if topic == "triage" else {"symptoms", "feet"} if topic == "met-pad" else set(MARKED)
        body = {name: MARKED[name] for name in wanted}
        body |= {"foot": body.pop("feet")["left"], "side": "left"} if topic == "met-pad" else {}
        answer = client.post(f"/v1/advice/{topic}", json=body)
        assert answer.status_code == 200, answer.json
    found = [f"table {name}" for name in tables_with(database, TRACE)]
    captured = capfd.readouterr()
    assert "request_id" in captured.out
    return found + [f"log: {line}" for line in (captured.out + captured.err).splitlines() if TRACE in line]


@pytest.fixture
def logging_app(released_database: Database) -> Iterator[Flask]:
    app = create_app(
        Settings(database_url=url_of(released_database), rate_limit=PRACTICALLY_UNLIMITED, log_level="debug")
    )
    yield app
    app.extensions["forefoot"].database.dispose()
    create_app(Settings(database_url="sqlite://", log_level="error"))


@pytest.mark.row("D8")
def test_stateless_advice_leaves_nothing(
    logging_app: Flask, released_database: Database, capfd: pytest.CaptureFixture[str], note: Note
) -> None:
    found = traces_of(logging_app, released_database, new_account(released_database).key, capfd)
    note(requests=4, found=len(found))
    assert found == []


@pytest.mark.teeth("D8")
def test_a_body_in_the_log_is_noticed(
    logging_app: Flask, released_database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    def betray(response: Response) -> Response:
        requests.structlog.get_logger().info("asked", body=request.get_data(as_text=True))
        return response

    logging_app.after_request(betray)
    assert traces_of(logging_app, released_database, new_account(released_database).key, capfd) != []


# D9: many shops at once

SHOPS, ROUNDS = (50, 20) if IS_FULL else (20, 3)


def foreign_marks(app: Flask, database: Database) -> tuple[list[str], int]:
    accounts = [(f"shopmark{number:02d}x", new_account(database).key) for number in range(SHOPS)]
    found: list[str] = []
    asked = [0]
    gate = threading.Barrier(4)

    def shop(which: int) -> None:
        gate.wait()
        for _ in range(ROUNDS):
            for mark, key in accounts[which::4]:
                client = client_of(app, key)
                client.post("/v1/stores", json={"name": mark})
                client.post("/v1/shoes", json={**SHOE_REQUEST, "brand": mark})
                client.post("/v1/runners", json={"external_ref": f"{mark}-{os.urandom(4).hex()}"})
                for path in ("/v1/stores", f"/v1/shoes?q={mark}", "/v1/runners", "/v1/shoes?q=shopmark"):
                    text = client.get(path).get_data(as_text=True)
                    asked[0] += 1
                    found.extend(other for other, _ in accounts if other != mark and other in text)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(shop, range(4)))
    return found, asked[0]


@pytest.mark.long
@pytest.mark.row("D9")
def test_each_of_many_shops_sees_its_own(app: Flask, released_database: Database, note: Note) -> None:
    found, asked = foreign_marks(app, released_database)
    note(requests=asked, shops=SHOPS, foreign=len(found))
    assert found == []


@pytest.mark.long
@pytest.mark.teeth("D9")
def test_a_cache_without_the_account_is_noticed(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    database, really, kept = databases.released("sqlite"), KeyCache.find, {}

    def find(self: KeyCache, key: str) -> Any:
        return kept.setdefault("the last one", really(self, key))

    monkeypatch.setattr(KeyCache, "find", find)
    found, _ = foreign_marks(new_app(database), database)
    assert found != []


# E1: the database is away (tests/web/edge/test_outage.py holds the row)


@pytest.mark.teeth("E1")
def test_keys_that_are_not_remembered_are_noticed(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_cache, "AWAY_SECONDS", -1.0)
    database = databases.released("postgresql")
    with wire_to(url_of(database)) as wire:
        app = probe_app(database, database_url=wire.url, database_timeout_seconds=1.0)
        client = client_of(app, new_account(database).key)
        assert client.post("/v1/advice/triage", json=_hurts()).status_code == 200
        wire.cut()
        assert client.post("/v1/advice/triage", json=_hurts()).status_code == 503
        app.extensions["forefoot"].database.dispose()


def _hurts() -> dict[str, Any]:
    return {"symptoms": MARKED["symptoms"]}


# E2: lines of the log


def unlogged(database: Database, capfd: pytest.CaptureFixture[str]) -> list[str]:
    app = probe_app(database, log_level="info", rate_limit="6/minute")
    client = client_of(app, new_account(database).key)
    faults = ("error", "statement", "unavailable", "row_of_nobody")
    answers = [client.get(f"/v1/probe/faults/{name}") for name in faults]
    answers += [client.get("/v1/probe/plain") for _ in range(6)]
    wanted = {answer.headers["X-Request-Id"]: answer.status_code for answer in answers if answer.status_code >= 429}
    assert set(wanted.values()) == {429, 500, 503}
    printed = capfd.readouterr().out
    app.extensions["forefoot"].database.dispose()
    lines = [line for line in printed.splitlines() if '"event":"request"' in line]
    return [f"{status} {which}" for which, status in wanted.items() if not any(which in line for line in lines)]


@pytest.mark.row("E2")
def test_each_failure_has_its_line(released_database: Database, capfd: pytest.CaptureFixture[str], note: Note) -> None:
    found = unlogged(released_database, capfd)
    note(unlogged=len(found))
    assert found == []


@pytest.mark.teeth("E2")
def test_a_failure_without_a_line_is_noticed(
    released_database: Database, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    really = requests.Around._write_line

    def write(self: Any, now: Any, *given: Any) -> None:
        if now.status != 429:
            really(self, now, *given)

    monkeypatch.setattr(requests.Around, "_write_line", write)
    assert unlogged(released_database, capfd) != []


# E5: the same again

PEOPLE = 1_250 if IS_FULL else 12


def digests(database: Database, folder: Path, plant: str = "") -> set[str]:
    key = new_account(database).key
    seen = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "FOREFOOT_PLANT": plant, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.scorecard.say_everything", url_of(database), key, str(PEOPLE)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        seen.add(done.stdout.strip())
    return seen


@pytest.mark.long
@pytest.mark.row("E5")
def test_the_same_input_gives_the_same_bytes(databases: Databases, tmp_path: Path, note: Note) -> None:
    said = digests(databases.released("sqlite"), tmp_path)
    (one,) = said
    answered = int(one.split()[0])
    note(inputs=answered, processes=2, differences=0)
    assert answered > PEOPLE * 4


@pytest.mark.long
@pytest.mark.teeth("E5")
def test_an_order_of_its_own_in_each_process_is_noticed(databases: Databases, tmp_path: Path) -> None:
    assert len(digests(databases.released("sqlite"), tmp_path, "order of a set")) > 1
