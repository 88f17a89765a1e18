"""Every kind of problem this service answers with: its stable code and status.

The ``type`` of a problem is ``/problems/<code>``; a page explains each. Titles and help are worded in
``rulebook/wording/<language>/problems.yaml``.
"""

from __future__ import annotations

from api.advice.core.wording import Wording

STATUSES = {
    "malformed_json": 400,
    "unknown_parameter": 400,
    "bad_request": 400,
    "bad_cursor": 400,
    "no_key": 401,
    "invalid_key": 401,
    "missing_scope": 403,
    "invalid_link": 403,
    "read_only": 403,
    "not_found": 404,
    "no_such_page": 404,
    "method_not_allowed": 405,
    "too_slow": 408,
    "in_flight": 409,
    "conflict": 409,
    "stale": 412,
    "too_large": 413,
    "address_too_long": 414,
    "wrong_content_type": 415,
    "bad_range": 416,
    "invalid_input": 422,
    "key_reused": 422,
    "too_many_requests": 429,
    "headers_too_large": 431,
    "internal_error": 500,
    "unavailable": 503,
}
"""Code -> HTTP status."""


def title_of(code: str, wording: Wording) -> str:
    """Return the title of a kind of problem."""
    return wording.text(f"problems.{code}_title")


def help_of(code: str, wording: Wording) -> str:
    """Return what happened and what to do, for an integrator."""
    return wording.text(f"problems.{code}_help")
