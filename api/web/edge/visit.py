"""What is known of one request while it is served: its log line and the headers of its answer are made from it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request

from api.storage.accounts.accounts import KeyRow
from api.web.edge.rate_limit import Left

if TYPE_CHECKING:
    from api.web.edge.deprecation import Deprecation

_PLACE = "forefoot.visit"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(slots=True)
class Visit:
    """One request on its way through.

    ``rules``: the ids that its advice cites; ``include``: what it answers besides; ``left``: of the rate limit.
    """

    request_id: str
    trace_id: str | None
    began: float = field(default_factory=time.perf_counter)
    route: str | None = None
    key: KeyRow | None = None
    left: Left | None = None
    rules: Sequence[str] | None = None
    include: frozenset[str] = frozenset()
    deprecation: Deprecation | None = None
    status: int = 500


def begin_visit(environ: dict[str, Any]) -> Visit:
    """Return a new visit, kept in the WSGI environ; a client's own request id and trace are taken over if well made."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    request_id = given if given and _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
    visit = environ[_PLACE] = Visit(request_id, _trace_of(environ))
    return visit


def visit() -> Visit:
    """Return the visit of the request that is being served."""
    return visit_of(request.environ)


def visit_of(environ: Mapping[str, Any]) -> Visit:
    """Return the visit of the request with this WSGI environ."""
    found: Visit = environ[_PLACE]
    return found


def request_id() -> str | None:
    """Return the id of the request that is being served, None outside one."""
    found = request.environ.get(_PLACE) if has_request_context() else None
    return None if found is None else found.request_id


def cite(rules: Sequence[str]) -> None:
    """Put the ids of the rules behind this answer into the log line."""
    visit().rules = rules


def _trace_of(environ: Mapping[str, Any]) -> str | None:
    given = environ.get("HTTP_TRACEPARENT")
    found = _TRACEPARENT.fullmatch(given) if given else None
    if found is None or not int(found["trace"], 16) or not int(found["parent"], 16):
        return None
    return found["trace"]
