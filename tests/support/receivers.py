"""Receivers of webhooks for tests: a stand-in whose answers are planned, and a real one on a port of this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from standardwebhooks.webhooks import Webhook

from api.integrations.webhooks.send import DELIVERED, Message, Sender, Sent, signed_headers

PUBLIC = "93.184.216.34"


@dataclass
class Clock:
    """A clock that goes only when it is told to."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **more: float) -> None:
        self.now += timedelta(**more)


class PlannedSender(Sender):
    """Sends nothing: notes what was to be sent, and answers as planned, the last answer for ever."""

    def __init__(self, *answers: Sent) -> None:
        super().__init__()
        self.answers = list(answers) or [Sent(DELIVERED, 204)]
        self.calls: list[tuple[str, Message, dict[str, str], datetime]] = []

    def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
        self.calls.append((url, message, signed_headers(message, secrets, at), at))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def is_signed(headers: dict[str, str], body: str, secret: str) -> bool:
    """Return whether a message is signed with this secret, whenever it was sent."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(headers["webhook-id"], at, body) in headers["webhook-signature"].split(" ")


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def receiver(answer: Answer) -> Iterator[tuple[int, list[tuple[str, dict[str, str], str]]]]:
    """Give the port of a receiver and what it hears: path, headers, body."""
    heard: list[tuple[str, dict[str, str], str]] = []

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            heard.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            answer(self)

        def log_message(self, *words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hears) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], heard
        finally:
            server.shutdown()


def answering(status: int, **headers: str) -> Answer:
    """Return what answers with a status and headers, ``_`` in a name standing for a hyphen."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {**headers, "Content_Length": "0"}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    return answer


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Write one header after the other, each well within any time-out of a single wait, and never come to an end."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            handler.wfile.write(f"X-Drip-{number}: x\r\n".encode())
            time.sleep(0.05)
    except OSError:
        return
