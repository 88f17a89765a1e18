"""An import whose worker is killed is finished by the same request again; one whose worker is stopped says so."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from sqlalchemy import select

from api.storage.database.engines import Database
from api.storage.runners.imports import imports
from tests.support.exports.strava import export, many
from tests.support.postgres import fresh_database, run_folder
from tests.support.service import Service, running_service

COUNT = 2_000
GEAR = ["A B", "C D"]
FILE = export(many(COUNT, GEAR, 1000))
PATIENCE_SECONDS = 40.0


def begun(service: Service, key: str) -> tuple[str, dict[str, Any]]:
    """Begin an import for a new runner, and wait until some of it is written."""
    runner = requests.post(f"{service.url}/v1/runners", json={}, headers=service.headers, timeout=10).json()["id"]
    answer = send(service, runner, key, Prefer="respond-async")
    assert answer.status_code == 202, answer.text
    place = service.url + answer.headers["Location"]
    until(lambda: requests.get(place, headers=service.headers, timeout=10).json()["records_done"] > 0)
    return runner, answer.json()


def send(service: Service, runner: str, key: str, **headers: str) -> requests.Response:
    all_headers = {**service.headers, **headers, "Idempotency-Key": key, "Content-Type": "application/octet-stream"}
    return requests.post(f"{service.url}/v1/runners/{runner}/imports", data=FILE, headers=all_headers, timeout=60)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def finished(service: Service, runner: str, key: str) -> requests.Response:
    """Send the same again, as a client does, until the answer is definite."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            answer = send(service, runner, key)
        except requests.RequestException:
            assert time.monotonic() < deadline
            time.sleep(0.1)
            continue
        if answer.status_code == 201:
            return answer
        assert answer.status_code in (409, 503), answer.text
        assert time.monotonic() < deadline
        time.sleep(float(answer.headers["Retry-After"]))


@pytest.mark.long(minutes=1)
def test_an_import_survives_the_death_of_its_worker_and_tells_of_a_stop(tmp_path: Path, worker_id: str) -> None:
    name = f"{run_folder().name}_{worker_id}_import".replace("-", "_")
    with (
        fresh_database(name) as url,
        running_service(url, tmp_path, settings={"WEB_CONCURRENCY": "2"}) as service,
    ):
        runner, told = begun(service, "a-key-of-the-killed")
        for worker in psutil.Process(service.process.pid).children():
            worker.send_signal(signal.SIGKILL)
        answer = finished(service, runner, "a-key-of-the-killed")
        done = answer.json()
        assert (done["id"], done["status"], done["records_done"]) == (told["id"], "done", COUNT)
        assert done["counts"] == {"created": COUNT + len(GEAR), "updated": 0, "skipped": 0, "failed": 0}
        listed = requests.get(f"{service.url}/v1/runners/{runner}/pairs", headers=service.headers, timeout=10).json()
        totals = {each["name"]: (each["recorded_distance"]["m"], each["run_count"]) for each in listed["items"]}
        assert totals == dict.fromkeys(GEAR, (1000.0 * COUNT / 2, COUNT / 2))
        assert send(service, runner, "a-key-of-the-killed").content == answer.content

        _, stopped = begun(service, "a-key-of-the-stopped")
        service.process.terminate()
        service.process.wait(20)
        database = Database(url)
        with database.reading() as db:
            row = db.execute(select(imports).where(imports.c.id == stopped["id"])).one()
        database.dispose()
        assert (row.status, 0 < row.records_done < COUNT) == ("interrupted", True)
