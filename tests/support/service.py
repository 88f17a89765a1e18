"""The real service in processes of its own, started the way ``make run`` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.support.apps import PRACTICALLY_UNLIMITED, SECRET

ROOT = Path(__file__).resolve().parents[2]
KEY = "ff_a-key-for-tests-that-opens-nothing-else"

_WAIT_SECONDS = 60.0
_STOP_SECONDS = 30.0
_TRIES = 3


class ServiceDiedError(Exception):
    """The service ended before it answered; the message holds what it printed."""


@dataclass(frozen=True)
class Service:
    """A service that runs: where it answers, a key that may do everything, its process, what it prints, its database.

    A server that has no database has an empty ``database_url``.
    """

    url: str
    key: str
    process: subprocess.Popen[bytes]
    output: Path
    database_url: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request needs to be let in."""
        return {"Authorization": f"Bearer {self.key}"}


@contextmanager
def running_service(database_url: str, folder: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[Service]:
    """Give the service, released and serving on a free port; it ends when the block does."""
    environment = {
        "DATABASE_URL": database_url,
        "FOREFOOT_BOOTSTRAP_KEY": KEY,
        "FOREFOOT_RATE_LIMIT": PRACTICALLY_UNLIMITED,
        "FOREFOOT_LOG_LEVEL": "warning",
        "FOREFOOT_SECRET": SECRET,
        "FOREFOOT_WEBHOOKS_EVERY_SECONDS": "0",
        **(settings or {}),
    }
    with running([sys.executable, "-m", "api.cli", "run"], environment, folder, "/readyz") as service:
        yield service


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], folder: Path, ready: str) -> Iterator[Service]:
    """Give a server started by a command that listens on $PORT, once it answers 200 on the path ``ready``."""
    service = _started(command, environment, folder, ready)
    try:
        yield service
    finally:
        _stop(service.process)


def _started(command: Sequence[str], environment: Mapping[str, str], folder: Path, ready: str) -> Service:
    for tries_left in reversed(range(_TRIES)):
        port = _free_port()
        output = folder / f"service-{port}.log"
        with output.open("wb") as file:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **environment, "PORT": str(port)},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        service = Service(f"http://127.0.0.1:{port}", KEY, process, output, environment.get("DATABASE_URL", ""))
        try:
            _wait_until_ready(service, ready)
        except ServiceDiedError as fault:
            _stop(process)
            # Another process may have taken the port between our look and our bind.
            if not tries_left or "in use" not in str(fault):
                raise
        except BaseException:
            _stop(process)
            raise
        else:
            return service
    raise AssertionError("unreachable")


def _wait_until_ready(service: Service, path: str) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        printed = service.output.read_text(errors="replace")
        if service.process.poll() is not None or "Connection in use" in printed:
            raise ServiceDiedError(printed[-4000:])
        try:
            if requests.get(service.url + path, timeout=2).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise ServiceDiedError(f"not ready within {_WAIT_SECONDS} s: {service.output.read_text(errors='replace')[-4000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            pass
    try:
        # Its own session, so that workers go too; only processes that this run started are in it.
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
