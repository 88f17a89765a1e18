"""What happens around every request: its id, who may make it, the headers every answer carries, one log line.

The outermost layer is plain WSGI, so that it also stands around what fails before or behind a view. An answer over a
kilobyte is compressed for a client that takes gzip: a kiosk hangs on a shop's Wi-Fi.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, RoutingException

from api.config import Settings
from api.storage.database.engines import acting, deadline
from api.storage.database.postgres import GRACE_SECONDS, NOBODY
from api.web.edge.auth import check_caller, check_runner, count_stranger, scope_of
from api.web.edge.conditional import COMPRESSED
from api.web.edge.context import Parts, Visit, begin_visit, parts_of, rulebook, visit_of
from api.web.edge.deprecation import Deprecation, deprecation_of_view
from api.web.edge.errors import Problem
from api.web.edge.metrics import Observe, observer
from api.web.edge.signed_addresses import InvalidLinkError, check_link, is_signed


class IdConverter(BaseConverter):
    """One part of a path. ``/v1/shoes/import`` is never the shoe ``import``: its methods are not that shoe's."""

    regex = r"(?!(?:import|lookup)\Z)[^/]+"
    part_isolating = True


_QUIET = {"/healthz", "/readyz"}
_NUL = "\0"
_LONGEST_NAME_SHOWN = 100

JSON_POLICY = "default-src 'none'; frame-ancestors 'none'"


class NoSessions(SessionInterface):
    """There are no cookies here: no session is looked for, and the empty one is made once."""

    _empty = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """Return the empty session."""
        return self._empty


class Service(Flask):
    """Flask whose views and hooks are plain functions: none has to be asked at each request whether it is async."""

    session_interface = NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func

    def make_default_options_response(self) -> Response:
        """Return what OPTIONS is answered with: which methods there are, and no content of any type."""
        response = super().make_default_options_response()
        response.status_code = 204
        del response.headers["Content-Type"]
        return response


@dataclass(frozen=True, slots=True)
class Gate:
    """What a request must bring to reach a view: its scope, None if public; its largest body; whether a query.

    ``takes_long``: its work is not bounded by the deadline; ``deprecation`` is what the view says whoever comes;
    ``opens_signed``: a signed address does in place of a key; ``is_counted``: whoever comes is counted by address.
    """

    scope: str | None
    largest_body: int
    takes_query: bool
    takes_long: bool
    deprecation: Deprecation | None
    opens_signed: bool
    is_counted: bool


def register_requests(app: Flask, built: Parts) -> None:
    """Put the checks before every view, and the headers and the log line around the whole app."""
    gates: dict[str, Gate] = {}
    seconds = built.settings.database_timeout_seconds + GRACE_SECONDS

    @app.before_request
    def _check() -> None:
        incoming: Request = request._get_current_object()  # type: ignore[attr-defined]
        rule = incoming.url_rule
        if rule is None:
            return
        environ = incoming.environ
        deadline.begin(seconds)
        now = visit_of(environ)
        now.route = rule.rule
        _check_host(environ)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return
        gate = gates.get(rule.endpoint)
        if gate is None:
            gate = gates[rule.endpoint] = _gate_of(app.view_functions[rule.endpoint], built)
        now.deprecation = gate.deprecation
        has_body = bool(environ.get("CONTENT_LENGTH")) or "HTTP_TRANSFER_ENCODING" in environ
        if has_body:
            _check_size(incoming, gate.largest_body)
            _check_coding(environ)
        _let_in(incoming, gate, now, built)
        if gate.takes_long:
            deadline.end()
        if has_body:
            _read_body(incoming, gate.largest_body)
        _check_target(environ)
        if environ.get("QUERY_STRING") and not gate.takes_query:
            _refuse_query(incoming)

    around = Around(app.wsgi_app, built.rulebook.version, built.rate_limit.policy, observer(built.settings))
    app.wsgi_app = around  # type: ignore[method-assign]


def _let_in(incoming: Request, gate: Gate, now: Visit, built: Parts) -> None:
    """Check the key of a request, or the signature of its address; raises Problem."""
    by_signature = gate.opens_signed and is_signed(incoming)
    if gate.is_counted or (by_signature and "HTTP_AUTHORIZATION" not in incoming.environ):
        count_stranger(incoming.environ, now, built)
    elif gate.scope is not None:
        key = check_caller(incoming.environ, gate.scope, now, built)
        check_runner(key, incoming.view_args or {}, built)
    if by_signature:
        try:
            check_link(incoming, built)
        except InvalidLinkError:
            raise Problem("invalid_link") from None


def check_every_route_is_marked(app: Flask) -> None:
    """Refuse to start with a route that is neither public nor behind a scope; raises LookupError naming it."""
    for view in app.view_functions.values():
        scope_of(view)


def _gate_of(view: Callable[..., Any], built: Parts) -> Gate:
    return Gate(
        scope_of(view),
        _largest_body(view, built.settings),
        getattr(view, "forefoot_query", False),
        getattr(view, "forefoot_import", False) or getattr(view, "forefoot_long", False),
        deprecation_of_view(view),
        getattr(view, "forefoot_signed", False),
        getattr(view, "forefoot_counted", False),
    )


def _largest_body(view: Callable[..., Any], settings: Settings) -> int:
    return settings.max_import_bytes if getattr(view, "forefoot_import", False) else settings.max_body_bytes


def largest_body_of(app: Flask, method: str, target: str) -> int:
    """Return how many bytes the body of a request for ``target``, a path with or without a query, may have."""
    settings = parts_of(app).settings
    try:
        endpoint, _ = app.url_map.bind("").match(target.partition("?")[0], method)
    except (HTTPException, RoutingException):
        return settings.max_body_bytes
    return _largest_body(app.view_functions[endpoint], settings)


_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


def _check_host(environ: WSGIEnvironment) -> None:
    host = environ.get("HTTP_HOST")
    if host is None and environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
        raise Problem("bad_request", "The request has no Host.")
    # It may come back in the address of a link: a path, or a name before an @, would lead elsewhere.
    if host is not None and not _HOST.fullmatch(host):
        raise Problem("bad_request", "The request's Host is no name or address with an optional port.")


def _check_target(environ: WSGIEnvironment) -> None:
    if _NUL in environ["PATH_INFO"]:
        raise Problem("not_found")


def _check_size(incoming: Request, largest: int) -> None:
    if (incoming.content_length or 0) > largest:
        raise Problem("too_large", f"The body may have at most {largest} bytes here.")


def _check_coding(environ: WSGIEnvironment) -> None:
    coding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if coding not in ("", "identity"):
        detail = rulebook().wording.text("problems.wrong_content_type_packed", coding=coding[:_LONGEST_NAME_SHOWN])
        raise Problem("wrong_content_type", detail, headers={"Accept-Encoding": "identity"})


def _read_body(incoming: Request, largest: int) -> None:
    # Whole before the view, so that a slow upload holds no transaction. Werkzeug cuts a chunked body off at the
    # limit, and takes one that broke off for whole: both are looked for here.
    incoming.max_content_length = largest + 1
    body = incoming.get_data(cache=True)
    if len(body) > largest:
        raise Problem("too_large", f"The body may have at most {largest} bytes here.")
    if incoming.content_length is not None and len(body) < incoming.content_length:
        raise Problem("bad_request", "The body is shorter than its Content-Length.")


def _refuse_query(incoming: Request) -> NoReturn:
    # A schema sees only views that have a query schema; the others take no parameter at all.
    name = next(iter(incoming.args), "")[:_LONGEST_NAME_SHOWN]
    detail = "This operation has no query parameters."
    raise Problem("unknown_parameter", errors=[{"parameter": name, "detail": detail, "code": "unknown"}])


def always_headers(rulebook_version: str) -> tuple[tuple[str, str], ...]:
    """Return the headers that are the same on every answer."""
    return (
        ("Rulebook-Version", rulebook_version),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    )


class Around:
    """The WSGI layer around the app."""

    def __init__(self, inner: WSGIApplication, rulebook_version: str, policy: str, observe: Observe | None) -> None:
        self._inner = inner
        self._observe = observe
        self._policy = policy
        self._always = always_headers(rulebook_version)
        self._log = structlog.get_logger().bind()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        now = begin_visit(environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            now.status = int(status[:3])
            self._add_headers(now, headers)
            return start_response(status, headers, exc_info)

        try:
            return self._inner(environ, start)
        finally:
            deadline.end()
            acting.account = NOBODY
            seconds = time.perf_counter() - now.began
            if self._observe is not None:
                self._observe(environ["REQUEST_METHOD"], now.route, now.status, seconds)
            if environ["PATH_INFO"] not in _QUIET or now.status >= 400:
                self._write_line(now, environ["REQUEST_METHOD"], seconds)

    def _add_headers(self, now: Visit, headers: list[tuple[str, str]]) -> None:
        if now.status == 204:
            headers[:] = [header for header in headers if header[0] != "Content-Type"]
        named = {name for name, _ in headers}
        headers += self._always
        headers.append(("X-Request-Id", now.request_id))
        if "Content-Security-Policy" not in named:
            headers.append(("Content-Security-Policy", JSON_POLICY))
        if "Cache-Control" not in named:
            headers.append(("Cache-Control", "no-store"))
        if now.deprecation is not None:
            headers += now.deprecation.headers()
        if now.spoken is not None:
            # The same address speaks other languages to others.
            varies = [value for name, value in headers if name == "Vary"]
            headers[:] = [header for header in headers if header[0] != "Vary"]
            headers += (("Content-Language", now.spoken), ("Vary", ", ".join((*varies, "Accept-Language"))))
        if now.left is not None:
            headers.append(("RateLimit-Policy", self._policy))
            headers.append(("RateLimit", f'"default";r={now.left.remaining};t={now.left.reset_seconds}'))

    def _write_line(self, now: Visit, method: str, seconds: float) -> None:
        key = now.key
        self._log.info(
            "request",
            request_id=now.request_id,
            trace_id=now.trace_id,
            account=key.account_id if key else None,
            key=key.id if key else None,
            method=method,
            route=now.route,
            status=now.status,
            milliseconds=round(seconds * 1000, 2),
            rules=now.rules,
        )


SMALLEST = 1024
_LEVEL = 5
_TYPES = ("application/json", "application/problem+json", "application/yaml", "image/svg+xml")


def compress_answers(app: Flask) -> None:
    """Compress what is worth it, on the way out of the app.

    The ETag of a compressed answer is another one (RFC 9110, section 8.8.3), which If-Match and If-None-Match take for
    the same version: see ``api.web.edge.conditional``.
    """

    @app.after_request
    def _compress(response: Response) -> Response:
        kind = response.mimetype or ""
        if not (kind in _TYPES or kind.startswith("text/")):
            return response
        if "Vary" in response.headers:
            response.vary.add("Accept-Encoding")
        else:
            response.headers["Vary"] = "Accept-Encoding"
        if (
            response.status_code in (204, 206, 304)
            or response.direct_passthrough
            or response.is_streamed
            or "Content-Encoding" in response.headers
            or "HTTP_ACCEPT_ENCODING" not in request.environ
            or request.accept_encodings["gzip"] <= 0
        ):
            return response
        body = response.get_data()
        if len(body) < SMALLEST:
            return response
        response.set_data(gzip.compress(body, _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, weak = response.get_etag()
        if etag is not None and not weak:
            response.set_etag(etag + COMPRESSED)
        return response
