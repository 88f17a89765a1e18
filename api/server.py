"""gunicorn's settings, and what it answers by itself: a request that is not HTTP never reaches the app."""

from __future__ import annotations

import os
from http import HTTPStatus
from socket import socket

from gunicorn import util

from api.config import DEFAULT_PORT
from api.rulebook.load import shipped_rulebook
from api.web.errors import Problem, problem_response

bind = f"0.0.0.0:{os.environ.get('PORT', DEFAULT_PORT)}"
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 25
keepalive = 15
loglevel = "warning"
control_socket_disable = True

_DETAILS = {
    HTTPStatus.REQUEST_URI_TOO_LONG: "The path and query are too long.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The header fields are too large.",
    HTTPStatus.NOT_IMPLEMENTED: "The transfer coding is not supported.",
    HTTPStatus.EXPECTATION_FAILED: "The Expect header is not supported.",
}


def refusal(status: int) -> bytes:
    """Answer what goes out when gunicorn cannot read a request (or fails itself, 500): a problem like any other.

    Nothing of what was sent is repeated: it can hold a key.
    """
    code = "internal_error" if status == HTTPStatus.INTERNAL_SERVER_ERROR else "bad_request"
    response = problem_response(Problem(code, _DETAILS.get(HTTPStatus(status))))
    response.headers["Connection"] = "close"
    response.headers["Rulebook-Version"] = shipped_rulebook().version
    response.headers["X-Content-Type-Options"] = "nosniff"
    head = "".join(f"{name}: {value}\r\n" for name, value in response.headers)
    return f"HTTP/1.1 {response.status}\r\n{head}\r\n".encode("latin-1") + response.get_data()


def _write_refusal(sock: socket, status: int, _reason: str, _message: str) -> None:
    util.write_nonblock(sock, refusal(status))


util.write_error = _write_refusal
