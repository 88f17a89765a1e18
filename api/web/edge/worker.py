"""gunicorn's worker and its messages, in our words: what never reaches the app is answered in the same problem shape.

gunicorn itself would answer in HTML, and would log the request line or header that it could not read.
"""

from __future__ import annotations

import secrets
import sys
from http import HTTPStatus
from typing import Any

import structlog
from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.base import Worker as BaseWorker

from api.config import settings_from_environment
from api.rulebook.load import shipped_rulebook
from api.web.edge.connections import Connection, GatheringWorker
from api.web.edge.errors import Problem, facts_of, problem_body
from api.web.edge.import_threads import stop_soon
from api.web.edge.logs import set_up_logs
from api.web.edge.problems import STATUSES
from api.web.edge.requests import JSON_POLICY, always_headers, largest_body_of
from api.web.edge.response import dumps

log = structlog.get_logger()

_OURS = (InvalidResponseHeader, InvalidResponseHeaderName)


class Worker(GatheringWorker):
    """A worker with threads that answers what it cannot hand to the app as a problem."""

    def largest_body(self, head: bytes) -> int:
        """Return how many bytes the body of the request with this head may have."""
        method, _, rest = head.decode("latin-1").partition(" ")
        return largest_body_of(self.wsgi, method, rest.partition(" ")[0])

    def refuse(self, conn: Connection, code: str) -> None:
        """Reply to a request that does not reach the app, and say so in the log."""
        request_id = secrets.token_hex(16)
        log.info("request refused on its way in", request_id=request_id, code=code)
        self._send(conn.sock, _answer(code, request_id), request_id)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop when every request is answered; imports that go on behind an answer stop at once."""
        stop_soon()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Stop at once, and leave the pool of threads to the end of the process.

        gunicorn would close the pool here. A signal that comes while a request is being handed to it would then wait
        for ever for the lock that this very thread holds.
        """
        stop_soon()
        BaseWorker.handle_quit(self, sig, frame)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Return a request that could not be read, or that failed outside the app, and say so in the log."""
        code = _code_of(exc)
        request_id = secrets.token_hex(16)
        if code == "internal_error":
            log.error("internal error", request_id=request_id, **facts_of(exc))
        else:
            log.info("request refused unread", request_id=request_id, code=code, fault=type(exc).__name__)
        self._send(client, _answer(code, request_id), request_id)

    def _send(self, client: Any, answer: bytes, request_id: str) -> None:
        try:
            util.write_nonblock(client, answer)
        except OSError:
            log.debug("the client left before its answer", request_id=request_id)


class Messages(Logger):  # type: ignore[misc]
    """gunicorn's messages as JSON lines: those of its own running, never the text of an exception."""

    def setup(self, cfg: Any) -> None:
        """Set up the log of this process, which may be the one that only watches the workers."""
        super().setup(cfg)
        set_up_logs(settings_from_environment().log_level)

    def critical(self, msg: str, *args: Any, **_: Any) -> None:
        """Write a message of the server."""
        log.critical(_filled(msg, args))

    def error(self, msg: str, *args: Any, **_: Any) -> None:
        """Write a message of the server."""
        log.error(_filled(msg, args))

    def warning(self, msg: str, *args: Any, **_: Any) -> None:
        """Write a message of the server."""
        log.warning(_filled(msg, args))

    def info(self, msg: str, *args: Any, **_: Any) -> None:
        """Write a message of the server."""
        log.info(_filled(msg, args))

    def exception(self, msg: str, *_args: Any, **_: Any) -> None:
        """Write that something failed and where; the arguments may hold an address with its query."""
        log.error(msg.partition("%")[0].strip(), **facts_of(sys.exc_info()[1]))


def _filled(msg: str, args: tuple[Any, ...]) -> str:
    try:
        return str(msg) % args if args else str(msg)
    except (TypeError, ValueError):
        return str(msg)


def _code_of(fault: BaseException) -> str:
    if isinstance(fault, LimitRequestLine):
        return "address_too_long"
    if isinstance(fault, LimitRequestHeaders):
        return "headers_too_large"
    if isinstance(fault, ParseException) and not isinstance(fault, _OURS):
        return "bad_request"
    return "internal_error"


def _answer(code: str, request_id: str) -> bytes:
    status = STATUSES[code]
    body = dumps(problem_body(Problem(code), request_id))
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", JSON_POLICY),
        ("X-Request-Id", request_id),
        *always_headers(shipped_rulebook().version),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode("latin-1") + body
