"""Slow clients cost nobody else anything, and a service that ends closes its port at once.

Teeth: with gunicorn's own gthread worker (``Worker`` a subclass of ``ThreadWorker``) eight such connections make every
probe here time out, and the port takes connections until the last request is done.
"""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.support.service import KEY, Service, running_service

CONNECTIONS = 200
# Far more than an answer takes, far less than a thread would wait for a client.
PATIENCE_SECONDS = 5
BODY = b'{"symptoms": {"hurts_at_night": true}}'

HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY_HEAD = (
    b"POST /v1/advice/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer " + KEY.encode() + b"\r\nContent-Length: %d\r\n\r\n"
)
CHUNKS_HEAD = BODY_HEAD.replace(b"Content-Length: %d", b"Transfer-Encoding: chunked")


@pytest.fixture(scope="module")
def small_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as `make run` starts it, on SQLite, with one worker."""
    folder = tmp_path_factory.mktemp("slow")
    with running_service(f"sqlite:///{folder / 'f.db'}", folder, settings={"WEB_CONCURRENCY": "1"}) as service:
        yield service


@contextmanager
def opened(service: Service, count: int = CONNECTIONS, first: bytes = b"") -> Iterator[list[socket.socket]]:
    where = urlsplit(service.url)
    with ExitStack() as stack:
        connections = []
        for _ in range(count):
            connection = socket.create_connection((where.hostname, where.port), timeout=PATIENCE_SECONDS)
            stack.callback(connection.close)
            connection.sendall(first)
            connections.append(connection)
        yield connections


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        pytest.param(b"", b"", id="says nothing"),
        pytest.param(HEAD, b"a", id="drips its head"),
        pytest.param(BODY_HEAD % 5000 + b"{", b" ", id="drips its body"),
        pytest.param(CHUNKS_HEAD, b"1\r\n \r\n", id="drips chunks"),
    ],
)
@pytest.mark.row("A6")
def test_slow_connections_stop_nobody(small_service: Service, first: bytes, drip: bytes) -> None:
    with opened(small_service, first=first) as connections:
        for _ in range(4):
            for connection in connections:
                connection.sendall(drip)
            for path in ("/healthz", "/v1/rules/PAD-01"):
                answer = requests.get(small_service.url + path, headers=small_service.headers, timeout=PATIENCE_SECONDS)
                assert answer.status_code in (200, 404)
                assert answer.elapsed.total_seconds() < PATIENCE_SECONDS


def answer_of(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    return received


def test_a_request_in_pieces_is_answered_as_a_whole_one(small_service: Service) -> None:
    with opened(small_service, 1) as (connection,):
        for request in (BODY_HEAD % len(BODY) + BODY, CHUNKS_HEAD + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)):
            for at in range(len(request)):
                connection.sendall(request[at : at + 1])
            assert answer_of(connection).startswith(b"HTTP/1.1 200 ")
            connection.settimeout(0.2)
            try:
                while connection.recv(65_536):
                    pass
            except TimeoutError:
                connection.settimeout(PATIENCE_SECONDS)


def test_requests_that_come_at_once_are_answered_one_after_the_other(small_service: Service) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with opened(small_service, 1, one + one + one[:20]) as (connection,):
        time.sleep(0.1)
        connection.sendall(one[20:-2] + b"Connection: close\r\n\r\n")
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    assert received.count(b"HTTP/1.1 200 ") == 3


def test_a_large_file_is_spooled_and_read_whole(small_service: Service) -> None:
    runner = requests.post(f"{small_service.url}/v1/runners", json={}, headers=small_service.headers, timeout=10).json()
    rows = "".join(f"2025-01-{day % 28 + 1:02},{3 + day % 7}.5,{day:0400}\n" for day in range(900))
    body = ("date,distance_km,notes\n" + rows).encode()
    answer = requests.post(
        f"{small_service.url}/v1/runners/{runner['id']}/imports?dry_run=true&kind=run",
        data=(body[at : at + 7000] for at in range(0, len(body), 7000)),
        headers={**small_service.headers, "Content-Type": "text/csv"},
        timeout=30,
    )
    assert answer.status_code in (200, 201), answer.text
    assert sum(answer.json()["counts"].values()) == 900


def test_who_waits_to_be_told_to_send_the_body_is_told(small_service: Service) -> None:
    head = BODY_HEAD.replace(b"\r\nContent-Length", b"\r\nExpect: 100-continue\r\nContent-Length") % len(BODY)
    with opened(small_service, 1, head) as (connection,):
        assert answer_of(connection) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert answer_of(connection).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /" + b"a" * 9000, 414),
        (HEAD + b"a\r\nX-More: " * 20_000, 431),
        (CHUNKS_HEAD + b"zz\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (CHUNKS_HEAD + b"fffff\r\n", 413),
    ],
)
def test_what_can_only_be_refused_is_refused_at_once(small_service: Service, raw: bytes, status: int) -> None:
    with opened(small_service, 1) as (connection,):
        connection.sendall(raw)
        received = answer_of(connection)
    assert received.split()[1] == str(status).encode()
    assert b"application/problem+json" in received


def test_a_service_that_ends_closes_its_port_at_once_and_finishes_what_it_has(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'f.db'}"
    with running_service(database, tmp_path, settings={"WEB_CONCURRENCY": "2"}) as service:
        where = urlsplit(service.url)
        with opened(service, 1, BODY_HEAD % len(BODY) + BODY[:5]) as (begun,), opened(service, 20):
            time.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((where.hostname, where.port), timeout=PATIENCE_SECONDS)
            begun.sendall(BODY[5:])
            received = answer_of(begun)
        assert received.startswith(b"HTTP/1.1 200 ")
        assert b"Connection: close" in received
        assert service.process.wait(30) == 0
