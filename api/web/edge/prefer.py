"""What a client would rather have: ``Prefer: respond-async`` (RFC 7240)."""

from __future__ import annotations

from flask import request

from api.web.edge.errors import invalid_header

RESPOND_ASYNC = "respond-async"
PREFER_MAX_LENGTH = 1000
"""How many characters Prefer may have."""


def prefers_async() -> bool:
    """Return whether the client would rather not wait; raise Problem 422 for a Prefer without end."""
    given = request.headers.get("Prefer", "")
    if len(given) > PREFER_MAX_LENGTH:
        detail = f"Must have at most {PREFER_MAX_LENGTH} characters."
        raise invalid_header("Prefer", detail)
    return RESPOND_ASYNC in {choice.partition(";")[0].strip().lower() for choice in given.split(",")}
