"""Answers over a kilobyte are sent compressed to a client that takes gzip: a kiosk hangs on a shop's Wi-Fi."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from api.web.edge.conditional import COMPRESSED

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
        response.vary.add("Accept-Encoding")
        if (
            response.status_code in (204, 206, 304)
            or response.direct_passthrough
            or response.is_streamed
            or "Content-Encoding" in response.headers
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
