"""Sends the same request many times over a few kept connections, and reads what it cost the server's processes."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import psutil

CONNECTIONS = 2
NUMBER = "#NUMBER#"
"""As long as what replaces it, so that the length of the body stays."""

_numbers = count(1)


@dataclass(frozen=True)
class Request:
    """One request and the status that it must be answered with.

    ``NUMBER`` anywhere in it is replaced by another number each time it is sent.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    status: int = 200

    def as_bytes(self, host: str) -> bytes:
        """Return the request as it goes over the wire."""
        content = b"" if self.body is None else json.dumps(self.body).encode()
        headers = {"Host": host, "Content-Length": str(len(content)), **self.headers}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{self.method} {self.path} HTTP/1.1\r\n{head}\r\n".encode() + content


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time and of waiting that ``count`` requests took."""

    count: int
    processor_seconds: float
    wall_seconds: float

    @property
    def microseconds(self) -> float:
        """Processor time of one request."""
        return self.processor_seconds / self.count * 1e6

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.count / self.wall_seconds


def measure(url: str, master: int, request: Request, times: int, *, connections: int = CONNECTIONS) -> Cost:
    """Send ``times`` requests and answer what they cost the workers of the gunicorn process ``master``."""
    where = urlsplit(url)
    message = request.as_bytes(where.netloc)
    each = times // connections
    workers = psutil.Process(master).children()
    before, began = processor_seconds(workers), time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        runs = [
            pool.submit(_send, where.hostname, where.port, message, request.status, each) for _ in range(connections)
        ]
        for run in runs:
            run.result()
    wall = time.perf_counter() - began
    return Cost(each * connections, processor_seconds(workers) - before, wall)


def processor_seconds(processes: list[psutil.Process]) -> float:
    """Return the processor time that processes have taken so far."""
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))


def _send(host: str, port: int, message: bytes, status: int, times: int) -> None:
    expected = f"HTTP/1.1 {status} ".encode()
    with socket.create_connection((host, port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(times):
            connection.sendall(_numbered(message))
            answer = receive(connection)
            if not answer.startswith(expected):
                raise RuntimeError(f"expected {status}, got {answer[:600]!r}")


def _numbered(message: bytes) -> bytes:
    place = NUMBER.encode()
    return message.replace(place, b"%08d" % next(_numbers)) if place in message else message


def receive(connection: socket.socket) -> bytes:
    """Return the next answer of a connection as it came, head and body."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head = received[:end].lower()
    length = 0
    if b"content-length: " in head:
        length = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
    while len(received) < end + 4 + length:
        received += _more(connection)
    return received


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(262_144)
    if not chunk:
        raise RuntimeError("the server closed the connection")
    return chunk
