"""Runs are logged while the service or its database is killed, stopped or frozen; then everything is counted.

Each row is one function of a service and a fault, which has to find nothing; its teeth plant a defect into the service,
and the same function has to find something.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import make_url

from api.storage.database.engines import Database
from tests.scorecard.harness import (
    Outcome,
    OwnPostgres,
    Running,
    Sender,
    copy_of,
    counted_while,
    release_on,
    served,
    some_pairs,
)
from tests.support.counter import Send
from tests.support.postgres import fresh_database, run_folder
from tests.support.scorecard import IS_FULL, Note, seconds
from tests.support.service import KEY

pytestmark = pytest.mark.long(minutes=1)

SHORT, FULL = 5.0, 30.0
ENDS_WITHIN = 5.0
FROZEN_SECONDS = 6.5
FROZEN_AT_MOST = 20.0
REFUSED_WHILE_FROZEN = 6
Faults = list[str]


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[OwnPostgres]:
    # Not below pytest's own folder, which every pytest that begins meanwhile closes to other users of the system.
    server = OwnPostgres(Path(mkdtemp(prefix="own-", dir=run_folder())) / "postgres")
    yield server
    server.close()


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released SQLite file, to be copied."""
    url = release_on(f"sqlite:///{tmp_path_factory.mktemp('released') / 'forefoot.db'}")
    database = Database(url)
    with database.reading() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return Path(str(make_url(url).database))


@pytest.fixture
def url(backend: str, released: Path, tmp_path: Path, worker_id: str) -> Iterator[str]:
    """A released database of either kind."""
    if backend == "sqlite":
        yield copy_of(released, tmp_path)
    else:
        with fresh_database(f"{run_folder().name}_{worker_id}_faults".replace("-", "_")) as made:
            yield release_on(made)


def faults_of(outcome: Outcome, *, allowed: set[int]) -> Faults:
    strange = {status: count for status, count in outcome.tally.statuses.items() if status not in allowed}
    return [*outcome.violations, *(f"{count} answers with {status}" for status, count in strange.items())]


# B3: all processes killed


def killed_and_started_again(url: str, folder: Path, plant: str | None = None) -> tuple[Faults, dict[str, int]]:
    with served(url, folder, plant=plant) as service:

        def happens() -> None:
            time.sleep(seconds(1, 8))
            service.kill()
            service.start()

        outcome = counted_while(Sender(service), happens, seconds=seconds(SHORT, FULL))
    return faults_of(outcome, allowed={200, 201, 409}), outcome.counts()


@pytest.mark.row("B3")
def test_what_was_acknowledged_outlives_the_death_of_every_process(url: str, tmp_path: Path, note: Note) -> None:
    faults, counts = killed_and_started_again(url, tmp_path)
    note(**counts)
    assert faults == []


@pytest.mark.teeth("B3")
def test_an_answer_before_the_commit_is_noticed(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    assert killed_and_started_again(own_postgres.url, tmp_path, "answers_before_the_commit")[0] != []


# B2: killed between the insert and the commit


def killed_before_commit(url: str, folder: Path, plant: str | None = None) -> Faults:
    pause = folder / "pause"
    with served(url, folder, plant=plant, FOREFOOT_PAUSE=str(pause)) as service:
        send = Sender(service)
        (pair, *_) = some_pairs(send)
        body = {"date": "2026-09-01", "distance": {"m": 5000}, "external_id": "once"}
        key = {"Idempotency-Key": "a-run-that-is-cut-off-once"}
        answers: list[Any] = []
        pause.touch()
        asking = threading.Thread(target=lambda: answers.append(send("POST", f"/v1/pairs/{pair}/runs", body, key)))
        asking.start()
        held = pause.with_suffix(".held")
        while not held.exists():
            time.sleep(0.02)
        os.kill(int(held.read_text()), signal.SIGKILL)
        pause.unlink()
        asking.join()
        faults = [] if answers == [None] else [f"it was answered: {answers}"]
        if runs_of(send, pair):
            faults.append("a run is there that nobody was told of")
        first, again = (send("POST", f"/v1/pairs/{pair}/runs", body, key) for _ in range(2))
        if first is None or again is None or first[0] != 201 or again[1]["id"] != first[1]["id"]:
            faults.append(f"the retry was answered {first}, then {again}")
        if len(runs_of(send, pair)) != 1:
            faults.append("the retry did not log it once")
    return faults


def runs_of(send: Send, pair: str) -> list[Any]:
    path = f"/v1/pairs/{pair}/runs"
    # A connection that was kept to the worker that died gives no answer once.
    answer = send("GET", path, None, {}) or send("GET", path, None, {})
    assert answer is not None and answer[0] == 200
    return list(answer[1]["items"])


@pytest.mark.row("B2")
def test_a_run_that_was_not_committed_is_not_there_and_its_retry_logs_it(url: str, tmp_path: Path, note: Note) -> None:
    faults = killed_before_commit(url, tmp_path)
    note(kills=1, faults=len(faults))
    assert faults == []


@pytest.mark.teeth("B2")
def test_a_run_that_is_committed_before_its_key_is_noticed(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    assert killed_before_commit(own_postgres.url, tmp_path, "the_run_is_committed_before_its_key") != []


# B5: reloaded


def reloaded(url: str, folder: Path, plant: str | None = None) -> tuple[Faults, dict[str, int]]:
    with served(url, folder, plant=plant) as service:

        def happens() -> None:
            for _ in range(3):
                service.process.send_signal(signal.SIGHUP)
                time.sleep(seconds(1.2, 6))

        outcome = counted_while(Sender(service), happens, seconds=seconds(SHORT, FULL))
    faults = faults_of(outcome, allowed={200, 201, 409})
    if outcome.tally.unanswered:
        faults.append(f"{outcome.tally.unanswered} requests without an answer")
    return faults, outcome.counts()


@pytest.mark.row("B5")
def test_no_request_fails_while_workers_are_replaced(url: str, tmp_path: Path, note: Note) -> None:
    faults, counts = reloaded(url, tmp_path)
    note(**counts)
    assert faults == []


@pytest.mark.teeth("B5")
def test_workers_that_end_at_once_are_noticed(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    assert reloaded(own_postgres.url, tmp_path, "workers_end_at_once")[0] != []


# B6, B7, B8: the database server


def restarted(server: OwnPostgres, folder: Path, plant: str | None = None) -> tuple[Faults, dict[str, int]]:
    return _while_server(server, folder, server.restart, plant)


def connections_ended(server: OwnPostgres, folder: Path, plant: str | None = None) -> tuple[Faults, dict[str, int]]:
    def happens() -> None:
        for _ in range(3):
            server.end_connections()
            time.sleep(seconds(0.8, 5))

    return _while_server(server, folder, happens, plant)


def frozen(server: OwnPostgres, folder: Path, plant: str | None = None) -> tuple[Faults, dict[str, int]]:
    """Let the database stand still for so long that requests both begin and end meanwhile, however slow we are."""
    with served(server.url, folder, plant=plant) as service:
        send = Sender(service)
        ended: list[float] = []

        def happens() -> None:
            began = time.monotonic()
            with server.frozen():
                while time.monotonic() < began + FROZEN_SECONDS or (
                    len(ended) < REFUSED_WHILE_FROZEN and time.monotonic() < began + FROZEN_AT_MOST
                ):
                    time.sleep(0.1)
                    ended[:] = [moment for moment in send.refused if moment > began]

        outcome = counted_while(send, happens, seconds=seconds(SHORT, FULL) + FROZEN_SECONDS)
    faults = _faults_of_server(send, outcome)
    if len(ended) < REFUSED_WHILE_FROZEN:
        faults.append(f"only {len(ended)} requests ended while it stood still")
    # How long each took says something of a machine that does nothing else alone: the full form is run on such a one.
    if IS_FULL and send.longest > ENDS_WITHIN:
        faults.append(f"a request took {send.longest:.1f} s")
    return faults, {**outcome.counts(), "ended while it stood still": len(ended)}


def _while_server(server: OwnPostgres, folder: Path, happens: Any, plant: str | None) -> tuple[Faults, dict[str, int]]:
    with served(server.url, folder, plant=plant) as service:
        send = Sender(service)
        outcome = counted_while(send, happens, seconds=seconds(SHORT, FULL) + FROZEN_SECONDS)
    return _faults_of_server(send, outcome), outcome.counts()


def _faults_of_server(send: Sender, outcome: Outcome) -> Faults:
    faults = faults_of(outcome, allowed={200, 201, 409, 503})
    if send.without_retry_after:
        faults.append(f"{send.without_retry_after} answers with 503 and no Retry-After")
    return faults


@pytest.mark.row("B6")
def test_a_restart_of_the_database_loses_nothing(own_postgres: OwnPostgres, tmp_path: Path, note: Note) -> None:
    faults, counts = restarted(own_postgres, tmp_path)
    note(restarts=1, **counts)
    assert faults == []


@pytest.mark.row("B7")
def test_connections_that_are_ended_lose_nothing(own_postgres: OwnPostgres, tmp_path: Path, note: Note) -> None:
    faults, counts = connections_ended(own_postgres, tmp_path)
    note(**counts)
    assert faults == []


@pytest.mark.teeth("B6", "B7")
def test_faults_of_the_connection_that_are_not_told_apart_are_noticed(
    own_postgres: OwnPostgres, tmp_path: Path
) -> None:
    assert restarted(own_postgres, tmp_path, "every_fault_is_ours")[0] != []


@pytest.mark.row("B8")
def test_requests_end_in_time_while_the_database_stands_still(
    own_postgres: OwnPostgres, tmp_path: Path, note: Note
) -> None:
    faults, counts = frozen(own_postgres, tmp_path)
    note(freezes=1, **counts)
    assert faults == []


@pytest.mark.teeth("B8")
def test_waits_without_end_are_noticed(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    assert frozen(own_postgres, tmp_path, "waits_for_ever")[0] != []


# B4: told to end


def told_to_end(url: str, folder: Path, plant: str | None = None) -> Faults:
    pause = folder / "pause"
    with served(url, folder, plant=plant, FOREFOOT_PAUSE=str(pause)) as service:
        send = Sender(service)
        (pair, *_) = some_pairs(send)
        body, answers = {"date": "2026-09-01", "distance": {"m": 5000}}, []
        pause.touch()
        asking = threading.Thread(
            target=lambda: answers.append(
                requests.post(
                    f"{service.url}/v1/pairs/{pair}/runs",
                    json=body,
                    headers={"Authorization": f"Bearer {KEY}"},
                    timeout=20,
                ).status_code
            )
        )
        asking.start()
        while not pause.with_suffix(".held").exists():
            time.sleep(0.02)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(1.0)
        faults = [] if refused(service) else ["a new connection was taken"]
        pause.unlink()
        asking.join()
        if answers != [201]:
            faults.append(f"the request in flight was answered {answers}")
        if service.process.wait(30) != 0:
            faults.append("it did not end with 0")
    return faults


def refused(service: Running) -> bool:
    where = urlsplit(service.url)
    try:
        socket.create_connection((where.hostname, where.port), timeout=2).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.row("B4")
def test_a_request_in_flight_is_finished_and_a_new_one_refused(url: str, tmp_path: Path, note: Note) -> None:
    faults = told_to_end(url, tmp_path)
    note(faults=len(faults))
    assert faults == []


@pytest.mark.teeth("B4")
def test_a_port_that_stays_open_is_noticed(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    assert told_to_end(own_postgres.url, tmp_path, "the_port_stays_open") != []


# B12: answers lost, requests doubled


class Lossy:
    """Loses a fifth of the answers and sends a tenth of the requests twice, as a bad network does."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._dice = random.Random(12)
        self.lost = self.doubled = 0
        self.on = True

    def __call__(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any] | None:
        answer = self._send(method, path, body, headers)
        if not self.on or method != "POST" or "/runs" not in path:
            return answer
        if self._dice.random() < 0.1:
            self.doubled += 1
            self._send(method, path, body, headers)
        if self._dice.random() < 0.2:
            self.lost += 1
            return None
        return answer


@contextmanager
def without_unique_runs(url: str, wanted: bool) -> Iterator[None]:
    if wanted:
        database = Database(url)
        with database.writing() as tx:
            tx.exec_driver_sql("ALTER TABLE runs DROP CONSTRAINT uq_runs_account_id_runner_id_source_external_id")
        database.dispose()
    yield


def through_a_bad_network(url: str, folder: Path, *, unguarded: bool = False) -> tuple[Faults, dict[str, int]]:
    with without_unique_runs(url, unguarded), served(url, folder) as service:
        lossy = Lossy(Sender(service))
        outcome = counted_while(lossy, lambda: None, seconds=seconds(SHORT, FULL))
    counts = {**outcome.counts(), "answers lost": lossy.lost, "requests doubled": lossy.doubled}
    return faults_of(outcome, allowed={200, 201, 409}), counts


@pytest.mark.row("B12")
def test_lost_answers_and_doubled_requests_count_once(url: str, tmp_path: Path, note: Note) -> None:
    faults, counts = through_a_bad_network(url, tmp_path)
    note(**counts)
    assert faults == []
    assert counts["answers lost"] > 3 and counts["requests doubled"] > 1


@pytest.mark.teeth("B12")
def test_runs_that_are_not_unique_are_noticed(tmp_path: Path, worker_id: str) -> None:
    with fresh_database(f"{run_folder().name}_{worker_id}_lossy".replace("-", "_")) as url:
        assert through_a_bad_network(release_on(url), tmp_path, unguarded=True)[0] != []
