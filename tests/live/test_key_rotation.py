"""A key is changed as docs/deploy.md tells, and no request of the client fails meanwhile."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from tests.support.service import Service, running_service

_PATIENCE_SECONDS = 20.0


def forefoot(service: Service, *words: str) -> str:
    command = [sys.executable, "-m", "api.cli", *words]
    environment = {"DATABASE_URL": service.database_url, "PATH": ""}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


class Client(threading.Thread):
    """Asks again and again with the key that it was given last, and keeps every status."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__()
        self.key, self._url = key, url
        self.statuses: list[int] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        with requests.Session() as session:
            while not self.stopped.is_set():
                headers = {"Authorization": f"Bearer {self.key}"}
                self.statuses.append(
                    session.get(f"{self._url}/v1/shoes?limit=1", headers=headers, timeout=10).status_code
                )


def status_of(service: Service, key: str) -> int:
    return requests.get(f"{service.url}/v1/keys", headers={"Authorization": f"Bearer {key}"}, timeout=10).status_code


@pytest.mark.long(minutes=1)
def test_a_key_is_changed_without_a_failed_request(tmp_path: Path) -> None:
    settings = {"WEB_CONCURRENCY": "2", "FOREFOOT_KEY_CACHE_SECONDS": "1"}
    with running_service(f"sqlite:///{tmp_path / 'forefoot.db'}", tmp_path, settings=settings) as service:
        account = next(
            line.split()[0] for line in forefoot(service, "accounts", "list").splitlines() if "First" in line
        )
        old_id = next(line.split()[0] for line in forefoot(service, "keys", "list", account).splitlines())
        client = Client(service.url, service.key)
        client.start()
        try:
            made = forefoot(service, "keys", "create", account, "--name", "kiosk 1, new")
            new = re.match(r"\S+", made)
            assert new is not None
            client.key = new[0]
            used = len(client.statuses)
            until = time.monotonic() + _PATIENCE_SECONDS
            while len(client.statuses) < used + 10 and time.monotonic() < until:
                time.sleep(0.05)
            forefoot(service, "keys", "revoke", account, old_id)
            until = time.monotonic() + _PATIENCE_SECONDS
            while status_of(service, service.key) != 401 and time.monotonic() < until:
                time.sleep(0.1)
            refused = {status_of(service, service.key) for _ in range(10)}
        finally:
            client.stopped.set()
            client.join()
        assert refused == {401}
        assert status_of(service, new[0]) == 200
        assert len(client.statuses) > 20
        assert set(client.statuses) == {200}
