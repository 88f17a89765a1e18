"""What we said is logged is there, once, after any crash; and the check that says so notices when it is not."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from flask import Flask
from sqlalchemy import text, update

from api.app import create_app
from api.config import Settings
from api.services.release import release
from api.services.runs import log_run
from api.storage.database.engines import Database
from api.storage.database.prepared import Prepared
from api.storage.runners import wearers
from api.storage.runners.pairs import pair_row, pairs
from tests.support.accounts import new_account
from tests.support.apps import PRACTICALLY_UNLIMITED
from tests.support.counter import Send, count_up, log_under_load
from tests.support.postgres import fresh_database, run_folder
from tests.support.service import Service, running_service

SECONDS = float(os.environ.get("FOREFOOT_TEST_COUNTER_SECONDS", "30"))
BETWEEN_KILLS_SECONDS = 0.8
SHORT_SECONDS = 4.0
PAIRS = 3


def over_http(service: Service) -> Send:
    """Send through the network; a reset or a time-out is no answer."""
    local = threading.local()

    def send(method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any] | None:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        try:
            answer = local.session.request(
                method, service.url + path, json=body, headers={**service.headers, **headers}, timeout=5
            )
            return answer.status_code, answer.json()
        except (requests.RequestException, ValueError):
            return None

    return send


def in_process(app: Flask, key: str) -> Send:
    """Send to the app of this process."""

    def send(method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any] | None:
        all_headers = {"Authorization": f"Bearer {key}", **headers}
        answer = app.test_client().open(path, method=method, json=body, headers=all_headers)
        return answer.status_code, answer.get_json()

    return send


def some_pairs(send: Send) -> list[str]:
    """Make pairs of two runners."""
    made = []
    for number in range(PAIRS):
        if number < 2:
            runner = send("POST", "/v1/runners", {}, {})
        assert runner is not None
        pair = send("POST", f"/v1/runners/{runner[1]['id']}/pairs", {"description": "A pair"}, {})
        assert pair is not None
        made.append(pair[1]["id"])
    return made


@contextmanager
def workers_killed(service: Service) -> Iterator[list[int]]:
    """Kill a random worker every 0.8 s until the block ends; gives the list of those that were killed."""
    killed: list[int] = []
    over = threading.Event()
    dice = random.Random(1)

    def kill() -> None:
        while not over.wait(BETWEEN_KILLS_SECONDS):
            workers = psutil.Process(service.process.pid).children()
            if workers:
                victim = dice.choice(workers)
                victim.send_signal(signal.SIGKILL)
                killed.append(victim.pid)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@pytest.mark.row("B1")
@pytest.mark.long(minutes=1)
def test_nothing_is_lost_or_doubled_while_workers_are_killed(tmp_path: Path, worker_id: str) -> None:
    with (
        fresh_database(f"{run_folder().name}_{worker_id}_counter".replace("-", "_")) as url,
        running_service(url, tmp_path, settings={"WEB_CONCURRENCY": "3"}) as service,
    ):
        send = over_http(service)
        pair_ids = some_pairs(send)
        with workers_killed(service) as killed:
            tally = log_under_load(send, pair_ids, writers=4, seconds=SECONDS)
        began = time.monotonic()
        assert count_up(send, pair_ids, tally) == []
    assert len(killed) >= SECONDS / BETWEEN_KILLS_SECONDS / 2
    assert {status for status in tally.statuses if status >= 500} == set()
    assert len(tally.acknowledged) == len(tally.sent) > 20
    assert time.monotonic() - began < 60


@pytest.fixture
def racing(worker_id: str) -> Iterator[tuple[Database, Send]]:
    """A database of its own on PostgreSQL, and the service on it in this process."""
    with fresh_database(f"{run_folder().name}_{worker_id}_planted".replace("-", "_")) as url:
        settings = Settings(database_url=url, rate_limit=PRACTICALLY_UNLIMITED, log_level="critical")
        database = Database(url)
        release(database, None, datetime.now(UTC))
        app = create_app(settings)
        yield database, in_process(app, new_account(database).key)
        app.extensions["forefoot"].database.dispose()
        database.dispose()


def checked(send: Send, seconds: float = SHORT_SECONDS) -> list[str]:
    """Return what the check finds after a short race."""
    pair_ids = some_pairs(send)
    return count_up(send, pair_ids, log_under_load(send, pair_ids, writers=4, seconds=seconds))


def test_the_check_finds_nothing_in_the_service_as_it_is(racing: tuple[Database, Send]) -> None:
    assert checked(racing[1]) == []


@pytest.mark.teeth("B1")
@pytest.mark.long
def test_the_check_notices_a_missing_unique_index(racing: tuple[Database, Send]) -> None:
    database, send = racing
    with database.writing() as tx:
        tx.execute(text("ALTER TABLE runs DROP CONSTRAINT uq_runs_account_id_runner_id_source_external_id"))
    found = checked(send)
    assert any("times" in line or "ids" in line for line in found), found


@pytest.mark.teeth("B1")
@pytest.mark.long
def test_the_check_notices_a_total_that_is_read_and_written_back(
    racing: tuple[Database, Send], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_back(tx: Any, account_id: str, pair_id: str, more_um: int, more_runs: int, now: Any, *, day: Any) -> bool:
        read = pair_row(tx, account_id, pair_id)
        assert read is not None
        time.sleep(0.005)
        values = {"recorded_um": read.recorded_um + more_um, "run_count": read.run_count + more_runs}
        tx.execute(update(pairs).where(pairs.c.account_id == account_id, pairs.c.id == pair_id).values(values))
        return True

    unlocked = wearers._LOCKING.with_for_update(read=True, of=wearers.runners, key_share=True)
    monkeypatch.setattr(wearers, "_LOCKED", Prepared(unlocked))
    monkeypatch.setattr(log_run, "count_in_pair", write_back)
    found = checked(racing[1])
    assert any("says" in line for line in found), found
