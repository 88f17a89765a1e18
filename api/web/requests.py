"""What happens around every request: its id, the headers every answer carries, and one log line without health data."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request

from api.web.auth import check_caller
from api.web.errors import Problem
from api.web.parts import parts

log = structlog.get_logger()

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_NO_TRACE = "0" * 32
_QUIET = {"/healthz", "/readyz"}

JSON_POLICY = "default-src 'none'; frame-ancestors 'none'"


def register_requests(app: Flask) -> None:
    """Hang the before and after steps on the app, in order."""
    app.before_request(_begin)
    app.before_request(_check_size)
    app.before_request(check_caller)
    app.before_request(_check_query)
    app.after_request(_finish)


def _begin() -> None:
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    trace = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    g.trace_id = trace["trace"] if trace and trace["trace"] != _NO_TRACE else None


def _check_size() -> None:
    view = _view()
    settings = parts().settings
    largest = settings.max_import_bytes if getattr(view, "forefoot_import", False) else settings.max_body_bytes
    request.max_content_length = largest
    if request.content_length is not None and request.content_length > largest:
        raise Problem("too_large", f"The body may have at most {largest} bytes here.")


def _check_query() -> None:
    # A view without a query schema takes no parameter at all; webargs sees only those that have one.
    if request.query_string and request.endpoint and not getattr(_view(), "forefoot_query", False):
        name = next(iter(request.args), "")
        detail = "This operation has no query parameters."
        entry = {"parameter": name[:100], "detail": detail, "code": "unknown"}
        raise Problem("unknown_parameter", detail, errors=[entry])


def _view() -> object | None:
    from flask import current_app

    return current_app.view_functions.get(request.endpoint) if request.endpoint else None


def _finish(response: Response) -> Response:
    headers = response.headers
    built = parts()
    headers["Rulebook-Version"] = built.rulebook.version
    headers["X-Request-Id"] = g.get("request_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Content-Security-Policy", JSON_POLICY)
    left = g.get("rate_left")
    if left is not None:
        headers["RateLimit-Policy"] = built.rate_limit.policy
        headers["RateLimit"] = f'"default";r={left.remaining};t={left.reset_seconds}'
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    _log(response)
    return response


def _log(response: Response) -> None:
    if request.path in _QUIET and response.status_code < 400:
        return
    key = g.get("key")
    log.info(
        "request",
        request_id=g.get("request_id"),
        trace_id=g.get("trace_id"),
        account=key.account_id if key else None,
        key=key.id if key else None,
        method=request.method,
        route=str(request.url_rule) if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 2),
        rules=g.get("cited"),
    )
