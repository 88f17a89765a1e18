"""How a POST that makes something answers: 201, where it is, and its ETag."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.web.edge.json import json_response

CREATED_HEADERS = {
    "Location": {"description": "Where it is now.", "schema": {"type": "string", "format": "uri-reference"}},
    "ETag": {"description": "Its version, for If-Match.", "schema": {"type": "string"}},
}

ACCEPTED_HEADERS = {
    **CREATED_HEADERS,
    "Preference-Applied": {"description": "That it goes on: `respond-async`.", "schema": {"type": "string"}},
}


def created(body: bytes | dict[str, Any], location: str, etag: str) -> Response:
    """Answer 201 for what was just made."""
    return json_response(body, status=201, headers={"Location": location, "ETag": etag})
