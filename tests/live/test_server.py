"""The server under our settings: it ends as told, outlives a killed worker, and repeats nothing that was sent."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from api.cli.commands import gunicorn_command
from api.services.release import release
from api.storage.database.engines import Database
from tests.support.service import KEY, Service, running
from tests.web.probe import MARKER


@pytest.fixture(scope="module")
def released_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released database file, to be copied."""
    file = tmp_path_factory.mktemp("released") / "forefoot.db"
    database = Database(f"sqlite:///{file}")
    release(database, KEY, datetime.now(UTC))
    with database.reading() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return file


@contextmanager
def planted_service(released: Path, folder: Path, workers: int) -> Iterator[Service]:
    """Give the service with planted routes on a database of its own."""
    own = shutil.copy(released, folder)
    environment = {
        "DATABASE_URL": f"sqlite:///{own}",
        "WEB_CONCURRENCY": str(workers),
        "FOREFOOT_LOG_LEVEL": "info",
    }
    with running(gunicorn_command("tests.live.planted_app:app"), environment, folder, "/readyz") as service:
        yield service


@pytest.fixture(scope="module")
def planted_server(released_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with planted_service(released_file, tmp_path_factory.mktemp("planted"), 1) as service:
        yield service


@pytest.fixture
def own_server(released_file: Path, tmp_path: Path) -> Iterator[Service]:
    """A service that a test may end."""
    with planted_service(released_file, tmp_path, 2) as service:
        yield service


def lines_of(service: Service) -> list[dict[str, object]]:
    """Return what the server printed; every line of it is a JSON object."""
    return [json.loads(line) for line in service.output.read_text().splitlines()]


def sent(service: Service, raw: bytes, *, close: bool = False) -> bytes:
    """Return what the server says to these bytes; ``close``: nothing more will be sent."""
    where = urlsplit(service.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(raw)
        if close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def post(path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    all_headers = {"Host": "x", "Connection": "close", "Authorization": f"Bearer {KEY}", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


# The graceful time, and a little: a worker that is told to end while it starts is waited for that long.
GRACE_SECONDS = 30


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT], ids=lambda ending: ending.name)
def test_it_ends_when_told_and_exits_with_0(own_server: Service, ending: signal.Signals) -> None:
    own_server.process.send_signal(ending)
    assert own_server.process.wait(GRACE_SECONDS) == 0
    assert [line for line in lines_of(own_server) if line["level"] in ("error", "critical")] == []


def test_a_request_that_runs_is_finished_before_the_end(own_server: Service) -> None:
    answers: list[requests.Response] = []
    asking = threading.Thread(target=lambda: answers.append(requests.get(f"{own_server.url}/slow/1500", timeout=20)))
    asking.start()
    time.sleep(0.5)
    own_server.process.terminate()
    asking.join()
    assert [answer.status_code for answer in answers] == [200]
    assert own_server.process.wait(GRACE_SECONDS) == 0


def test_there_are_as_many_workers_as_asked_for(planted_server: Service) -> None:
    assert len(psutil.Process(planted_server.process.pid).children()) == 1


def _wait_for_workers(
    master: psutil.Process, count: int, without: psutil.Process | None = None
) -> list[psutil.Process]:
    deadline = time.monotonic() + 10
    while len(workers := [each for each in master.children() if each != without]) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return workers


def test_a_killed_worker_is_replaced_and_the_others_serve_on(own_server: Service) -> None:
    master = psutil.Process(own_server.process.pid)
    workers = _wait_for_workers(master, 2)
    workers[0].kill()
    _wait_for_workers(master, 2, without=workers[0])
    assert [requests.get(f"{own_server.url}/healthz", timeout=10).status_code for _ in range(10)] == [200] * 10


def test_a_connection_serves_several_requests(planted_server: Service) -> None:
    with requests.Session() as session:
        answers = [session.get(f"{planted_server.url}/healthz", timeout=10) for _ in range(3)]
        assert all(answer.headers["Connection"] == "keep-alive" for answer in answers)
        pools = session.adapters["http://"].poolmanager.pools  # type: ignore[attr-defined]
        (pool,) = [pools[key] for key in pools.keys()]  # noqa: SIM118 - not a dict
        assert pool.num_connections == 1


def test_the_server_names_no_version(planted_server: Service) -> None:
    assert requests.get(f"{planted_server.url}/healthz", timeout=10).headers.get("Server", "") in ("", "gunicorn")


@pytest.mark.parametrize("length", [15, 64 * 1024, 64 * 1024 + 1, 1024 * 1024])
def test_the_limit_holds_for_a_body_in_chunks(planted_server: Service, length: int) -> None:
    body = b'{"name": "abc"}' + b" " * (length - 15)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(body)) + b"0\r\n\r\n"
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    answer = sent(planted_server, post("/v1/probe/echo", headers, chunks))
    status = int(answer.split()[1])
    assert status == (200 if length <= 64 * 1024 else 413)
    assert (b'"code":"too_large"' in answer) == (status == 413)


def _parts(body: bytes) -> list[bytes]:
    return [body[start : start + 8192] for start in range(0, len(body), 8192)]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({"Content-Length": "500"}, b"brand,model\nA,B\n", id="it breaks off"),
        pytest.param({"Transfer-Encoding": "chunked"}, b"10\r\nbrand,model\nA,B\n\r\n", id="a chunk is missing"),
        pytest.param({"Transfer-Encoding": "chunked"}, b"zz\r\nbrand\r\n0\r\n\r\n", id="a chunk has no size"),
        pytest.param({"Transfer-Encoding": "chunked"}, b"5\r\nbrandX\r\n0\r\n\r\n", id="a chunk has another size"),
    ],
)
def test_a_body_that_is_not_whole_is_refused(planted_server: Service, headers: dict[str, str], body: bytes) -> None:
    answer = sent(planted_server, post("/v1/probe/file", {"Content-Type": "text/csv", **headers}, body), close=True)
    assert answer.split()[1] == b"400"
    assert b'"code":"bad_request"' in answer


def test_ten_megabytes_are_refused_and_the_server_lives(planted_server: Service) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "10485760"}
    answer = sent(planted_server, post("/v1/probe/echo", headers, b""))
    assert answer.split()[1] == b"413"
    assert requests.get(f"{planted_server.url}/healthz", timeout=10).status_code == 200


@pytest.mark.parametrize("fault", ["error", "statement", "row_of_nobody", "header"])
def test_a_fault_is_a_problem_and_tells_nobody_what_was_sent(planted_server: Service, fault: str) -> None:
    answer = requests.get(f"{planted_server.url}/v1/probe/faults/{fault}", headers=planted_server.headers, timeout=10)
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert answer.headers["Rulebook-Version"] and answer.headers["X-Request-Id"]
    logged = [line for line in lines_of(planted_server) if line.get("request_id") == answer.headers["X-Request-Id"]]
    assert "internal error" in {line["event"] for line in logged}
    for given in (answer.text, planted_server.output.read_text()):
        assert [word for word in (MARKER, "Traceback", KEY) if word in given] == []


def test_what_cannot_be_read_is_logged_without_its_words(planted_server: Service) -> None:
    answer = sent(planted_server, post("/v1/probe/echo", {"X-Odd": f"{MARKER}\x01"}, b""))
    assert answer.split()[1] == b"400"
    result = [line for line in lines_of(planted_server) if line["event"] == "request refused unread"]
    assert {line["code"] for line in result} == {"bad_request"}
    assert MARKER not in planted_server.output.read_text()
