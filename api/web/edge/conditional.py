"""Versions of what is served (RFC 9110): ETags, 201 with one, 304 for what the client has, 412 for stale changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, request

from api.web.edge.context import language
from api.web.edge.errors import Problem, invalid_header
from api.web.edge.response import json_response

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"
NO_STORE = "no-store"
"""For every answer about a runner."""

COMPRESSED = "--gzip"
"""What the ETag of a compressed answer ends in."""

ETAGS_MAX_LENGTH = 1000
"""How many characters If-Match and If-None-Match may have."""


CREATED_HEADERS = {
    "Location": {"description": "Where it is now.", "schema": {"type": "string", "format": "uri-reference"}},
    "ETag": {"description": "Its version, for If-Match.", "schema": {"type": "string"}},
}

ACCEPTED_HEADERS = {
    **CREATED_HEADERS,
    "Preference-Applied": {"description": "That it goes on: `respond-async`.", "schema": {"type": "string"}},
}


def etag_of(*parts: object) -> str:
    """Return a strong ETag, quoted, from whatever changes when the representation does."""
    return '"' + "-".join(str(part) for part in parts) + '"'


def conditional(etag: str, body: Callable[[], bytes | object], cache_control: str) -> Response:
    """Return 304 when the client has this version, else the body (made only then) with its ETag."""
    headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": "Authorization"}
    if _is_given("If-None-Match") and _names(request.if_none_match.contains_weak, etag):
        return Response(status=304, headers=headers)
    return json_response(body(), headers=headers)


def conditional_in_language(*parts: object, body: Callable[[], object]) -> Response:
    """Return a public page in the language of the request: each language is another version of the same address."""
    return conditional(etag_of(*parts, language()), body, PUBLIC)


def check_if_match(etag: str) -> None:
    """Refuse, 412, a change whose If-Match does not name the current version; absent or ``*`` passes."""
    if not _is_given("If-Match"):
        return
    if not _names(request.if_match.contains, etag):
        raise Problem("stale", headers={"ETag": etag})


def unconditional(view: View) -> View:
    """Mark a view that changes many rows at once, which have no one version: it takes no If-Match."""
    view.forefoot_unconditional = True  # type: ignore[attr-defined]
    return view


def _names(contains: Callable[[str], bool], etag: str) -> bool:
    plain = etag.strip('"')
    return contains(plain) or contains(plain + COMPRESSED)


def _is_given(header: str) -> bool:
    """Return whether the request has this header, whatever it names; raise Problem 422 for one without end."""
    given = request.headers.get(header)
    if given is None:
        return False
    if len(given) > ETAGS_MAX_LENGTH:
        detail = f"Must have at most {ETAGS_MAX_LENGTH} characters."
        raise invalid_header(header, detail)
    return True


def created(body: bytes | dict[str, Any], location: str, etag: str) -> Response:
    """Return 201 for what was just made."""
    return json_response(body, status=201, headers={"Location": location, "ETag": etag})
