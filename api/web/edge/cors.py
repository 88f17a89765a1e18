"""Which web pages may call the service from a browser: exact origins, named by the operator, none by default."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response
from flask_cors import CORS

EXPOSED = (
    "Content-Language",
    "Deprecation",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Rulebook-Version",
    "Sunset",
    "X-Request-Id",
)
ALLOWED = (
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Prefer",
    "X-Request-Id",
    "traceparent",
)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_PREFLIGHT_KEPT_SECONDS = 600


def allow_origins(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of these origins read answers, errors included; cookies play no part, a page brings a key."""
    if origins:
        # Registered first, so it runs last: an answer kept by a cache is for the origin that asked.
        app.after_request(_vary_by_origin)
        CORS(
            app,
            origins=list(origins),
            methods=list(_METHODS),
            allow_headers=list(ALLOWED),
            expose_headers=list(EXPOSED),
            supports_credentials=False,
            max_age=_PREFLIGHT_KEPT_SECONDS,
        )


def _vary_by_origin(response: Response) -> Response:
    response.vary.add("Origin")
    return response
