"""What comes over the wire: slow clients, requests framed in two ways, bodies that are too much."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from flask.testing import FlaskClient

from api.cli.commands import gunicorn_command
from api.storage.database.engines import Database
from tests.scorecard.harness import release_on
from tests.support.accounts import new_account
from tests.support.apps import client_of
from tests.support.databases import Databases
from tests.support.scorecard import Note
from tests.support.service import KEY, Service, running
from tests.web.conftest import probe_app

PATIENCE_SECONDS = 60
SLOW = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "


@contextmanager
def bare(folder: Path, *options: str) -> Iterator[Service]:
    """Give the service on SQLite with one worker and these options of gunicorn."""
    url = release_on(f"sqlite:///{folder / 'forefoot.db'}")
    environment = {"DATABASE_URL": url, "FOREFOOT_LOG_LEVEL": "error", "WEB_CONCURRENCY": "1"}
    with running([*gunicorn_command("api.wsgi:app"), *options], environment, folder, "/readyz") as service:
        yield service


@contextmanager
def connections(service: Service, count: int, first: bytes) -> Iterator[list[socket.socket]]:
    where = urlsplit(service.url)
    opened = [socket.create_connection((where.hostname, where.port), timeout=PATIENCE_SECONDS) for _ in range(count)]
    try:
        for each in opened:
            each.sendall(first)
        yield opened
    finally:
        for each in opened:
            each.close()


@pytest.mark.long
@pytest.mark.teeth("A6")
def test_a_thread_for_each_slow_client_is_noticed(tmp_path: Path) -> None:
    """tests/live/test_slow_clients.py holds the row, with 200 connections of each kind."""
    with bare(tmp_path, "--worker-class", "gthread") as service, connections(service, 8, SLOW) as slow:
        for each in slow:
            each.sendall(b"a")
        with pytest.raises(requests.exceptions.Timeout):
            requests.get(f"{service.url}/healthz", timeout=3)


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def framed(*headers: bytes, body: bytes = b"0\r\n\r\n" + SMUGGLED) -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    head = b"POST /v1/advice/triage HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + KEY.encode() + b"\r\n"
    return head + lines + b"\r\n" + body


FORMS = {
    "length and chunks": framed(b"Content-Length: 6", b"Transfer-Encoding: chunked"),
    "two lengths": framed(b"Content-Length: 5", b"Content-Length: 40"),
    "two lengths in one": framed(b"Content-Length: 5, 40"),
    "a signed length": framed(b"Content-Length: +5"),
    "a length in hex": framed(b"Content-Length: 0x5"),
    "a length below zero": framed(b"Content-Length: -1"),
    "another coding": framed(b"Transfer-Encoding: xchunked"),
    "chunks twice": framed(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
    "chunks, then none": framed(b"Transfer-Encoding: chunked, identity"),
    "a blank before the colon": framed(b"Transfer-Encoding : chunked"),
    "a folded header": framed(b"X: a\r\n Transfer-Encoding: chunked", b"Content-Length: 5"),
    "a header without a name": framed(b": chunked", b"Content-Length: 5"),
    "a chunk of no size": framed(b"Transfer-Encoding: chunked", body=b"zz\r\nab\r\n0\r\n\r\n" + SMUGGLED),
    "a chunk of a signed size": framed(b"Transfer-Encoding: chunked", body=b"+5\r\nabcde\r\n0\r\n\r\n" + SMUGGLED),
    "no host": b"GET /v1/rules HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET /v1/rules HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + SMUGGLED,
    "a length with an underscore": framed(b"Content-Length: 1_0", body=b"0123456789" + SMUGGLED),
    "a length in other digits": framed("Content-Length: ٥".encode(), body=b"01234" + SMUGGLED),
    "no length": framed(b"Content-Length: ", b"X: a", body=b"01234" + SMUGGLED),
    "the same length twice": framed(b"Content-Length: 5", b"Content-Length: 5", body=b"01234" + SMUGGLED),
    "a length beyond all": framed(b"Content-Length: 99999999999999999999999", body=b"01234" + SMUGGLED),
    "a coding behind a vertical tab": framed(b"Transfer-Encoding: \x0bchunked"),
    "a coding before a hard blank": framed(b"Transfer-Encoding: chunked\xa0"),
    "a coding in quotes": framed(b'Transfer-Encoding: "chunked"'),
    "no coding and a length": framed(b"Transfer-Encoding: ", b"Content-Length: 5", body=b"01234" + SMUGGLED),
    "chunks in HTTP/1.0": framed(b"Transfer-Encoding: chunked").replace(b"HTTP/1.1", b"HTTP/1.0", 1),
    **{
        f"a chunk whose size is {size!r}": framed(
            b"Transfer-Encoding: chunked", body=size + b"\r\nabcde\r\n0\r\n\r\n" + SMUGGLED
        )
        for size in (b"0x5", b"5_0", b"-1", b" 5", b"5 ", b"10000000000000005", b"5;a\nb", b"5;a\rb")
    },
    "chunks with line feeds": framed(b"Transfer-Encoding: chunked", body=b"5\nabcde\n0\n\n" + SMUGGLED),
    "a chunk longer than it says": framed(b"Transfer-Encoding: chunked", body=b"5\r\nabcdeX\r\n0\r\n\r\n" + SMUGGLED),
    "a length behind the chunks": framed(
        b"Transfer-Encoding: chunked", body=b"5\r\nabcde\r\n0\r\nContent-Length: 50\r\n\r\n" + SMUGGLED
    ),
    "a carriage return in a header": framed(b"X: a\rTransfer-Encoding: chunked", b"Content-Length: 5"),
    "a carriage return before the colon": framed(b"Content-Length\r: 5"),
    "lines that end with line feeds": b"GET /v1/rules HTTP/1.1\nHost: x\n\n" + SMUGGLED,
    "two blanks": b"GET  /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED,
    "no version": b"GET /healthz\r\n\r\n" + SMUGGLED,
    "another version": b"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n" + SMUGGLED,
    "a host that is a path": b"GET /v1/rules HTTP/1.1\r\nHost: x/y\r\n\r\n",
    "a host with a name of somebody": b"GET /v1/rules HTTP/1.1\r\nHost: a@b\r\n\r\n",
    "a NUL in a header": framed(b"X: a\0b", b"Content-Length: 5"),
    "a line feed in a header": framed(b"X: a\nContent-Length: 5"),
}


def taken(service: Service) -> list[str]:
    """Return the forms that were not refused, or behind which another request was answered."""
    found = []
    for name, raw in FORMS.items():
        with connections(service, 1, raw) as (connection,):
            received = b""
            try:
                while part := connection.recv(65_536):
                    received += part
            except TimeoutError:
                received += b" and it stays open"
            except ConnectionResetError:
                pass
        # 401 comes from the app: that request was taken as it was framed.
        refused = received[9:12] in (b"400", b"408", b"411", b"413", b"431", b"501")
        if not refused or received.count(b"HTTP/1.1 ") > 1 or b"stays open" in received:
            found.append(f"{name}: {received[:60]!r}")
    return found


@pytest.mark.long
@pytest.mark.row("C4")
def test_a_request_that_is_framed_in_two_ways_is_refused(tmp_path: Path, note: Note) -> None:
    with bare(tmp_path) as service:
        found = taken(service)
        alive = requests.get(f"{service.url}/healthz", timeout=PATIENCE_SECONDS).status_code
    note(forms=len(FORMS), taken=len(found))
    assert found == []
    assert alive == 200


@pytest.mark.long
@pytest.mark.teeth("C4")
def test_a_server_that_mends_headers_is_noticed(tmp_path: Path) -> None:
    with bare(tmp_path, "--permit-obsolete-folding", "--strip-header-spaces") as service:
        assert taken(service) != []


LARGE: Sequence[tuple[str, bytes, set[int]]] = (
    ("ten megabytes", b'{"name": "' + b"a" * 10_000_000 + b'"}', {413}),
    ("one byte too many", b'{"name": "abc"}' + b" " * (64 * 1024), {413}),
    ("sixty thousand deep", b"[" * 30_000 + b"]" * 30_000, {400}),
    ("objects in objects", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, {400}),
    ("twenty thousand elements", b"[" + b"1," * 20_000 + b"1]", {400, 422}),
    ("a number of sixty thousand digits", b'{"name": ' + b"9" * 60_000 + b"}", {400, 422}),
)


def swallowed(client: FlaskClient) -> list[str]:
    found = []
    for name, body, wanted in LARGE:
        answer = client.post("/v1/probe/echo", data=body, content_type="application/json")
        if answer.status_code not in wanted:
            found.append(f"{name}: {answer.status_code}")
    return found


def client_on(database: Database, **settings: int) -> FlaskClient:
    return client_of(probe_app(database, **settings), new_account(database).key)


@pytest.mark.row("B15")
def test_bodies_that_are_too_much_are_refused(databases: Databases, note: Note) -> None:
    client = client_on(databases.released("sqlite"))
    found = swallowed(client)
    note(bodies=len(LARGE), swallowed=len(found))
    assert found == []
    assert client.get("/v1/probe/plain").status_code == 200


@pytest.mark.teeth("B15")
def test_a_body_without_a_limit_is_noticed(databases: Databases) -> None:
    assert swallowed(client_on(databases.released("sqlite"), max_body_bytes=10**9, max_import_bytes=10**9)) != []
