"""Conditional requests (RFC 9110): strong ETags, 304 for what the client has, 412 for a change to a stale copy."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from api.web.edge.errors import Problem
from api.web.edge.json import json_response

PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"
NOT_KEPT = "no-store"
"""For whatever tells of a runner."""

LONGEST_ETAGS = 1000
"""How many characters If-Match and If-None-Match may have."""


def etag_of(*parts: object) -> str:
    """Answer a strong ETag, quoted, from whatever changes when the representation does."""
    return '"' + "-".join(str(part) for part in parts) + '"'


def conditional(etag: str, body: Callable[[], bytes | object], cache_control: str) -> Response:
    """Answer 304 when the client has this version, else the body (made only then) with its ETag."""
    headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": "Authorization"}
    if _is_given("If-None-Match") and request.if_none_match.contains_weak(etag.strip('"')):
        return Response(status=304, headers=headers)
    return json_response(body(), headers=headers)


def check_if_match(etag: str) -> None:
    """Refuse, 412, a change whose If-Match does not name the current version; absent or ``*`` passes."""
    if not _is_given("If-Match"):
        return
    if not request.if_match.contains(etag.strip('"')):
        raise Problem("stale", headers={"ETag": etag})


def _is_given(header: str) -> bool:
    """Answer whether the request has this header, whatever it names; raises Problem 422 for one without end."""
    given = request.headers.get(header)
    if given is None:
        return False
    if len(given) > LONGEST_ETAGS:
        detail = f"Must have at most {LONGEST_ETAGS} characters."
        raise Problem("invalid_input", detail, errors=[{"header": header, "detail": detail, "code": "invalid"}])
    return True
