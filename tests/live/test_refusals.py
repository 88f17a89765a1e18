"""What is not HTTP is refused in the one shape of every error, by the server itself."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from tests.support.service import Service


def _send(service: Service, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    where = urlsplit(service.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(raw)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("raw", "code", "expected"),
    [
        pytest.param(
            b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "address_too_long", 414, id="a path without end"
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20000 + b"\r\n\r\n",
            "headers_too_large",
            431,
            id="a header without end",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n",
            "headers_too_large",
            431,
            id="headers without end",
        ),
        pytest.param(b"NOT HTTP\r\n\r\n", "bad_request", 400, id="not a request line"),
        pytest.param(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "bad_request", 400, id="a version nobody knows"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n", "bad_request", 400, id="a bad header name"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", "bad_request", 400, id="an unknown coding"
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "bad_request", 400, id="a negative length"
        ),
    ],
)
def test_what_is_not_http_gets_a_problem(service: Service, raw: bytes, code: str, expected: int) -> None:
    status, headers, body = _send(service, raw)
    assert status == expected
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Rulebook-Version"]
    assert headers["Cache-Control"] == "no-store"
    problem = json.loads(body)
    assert (problem["status"], problem["code"], problem["type"]) == (expected, code, f"/problems/{code}")
    assert b"xxxx" not in body


def test_nothing_that_was_sent_is_repeated_or_logged(service: Service) -> None:
    _, _, body = _send(service, b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ff_told\x01secret\r\n\r\n")
    assert b"told" not in body
    assert "told" not in service.output.read_text()
