"""How a POST that makes something answers and is described: 201, where it is, its ETag, and where to go from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from api.web.blueprint import View
from api.web.json import json_response

CREATED_HEADERS = {
    "Location": {"description": "Where it is now.", "schema": {"type": "string", "format": "uri-reference"}},
    "ETag": {"description": "Its version, for If-Match.", "schema": {"type": "string"}},
}


def leads_to(parameter: str, **operations: str) -> Callable[[View], View]:
    """Describe the links of a 201: link name -> operationId, which takes the new id as ``parameter``."""
    links = {
        name: {"operationId": operation, "parameters": {parameter: "$response.body#/id"}}
        for name, operation in operations.items()
    }

    def mark(view: View) -> View:
        view.forefoot_links = links  # type: ignore[attr-defined]
        return view

    return mark


def may_conflict(view: View) -> View:
    """Describe that the view answers 409 when the change contradicts what is stored; PATCH and creations say so."""
    view.forefoot_conflict = True  # type: ignore[attr-defined]
    return view


def created(body: bytes | dict[str, Any], location: str, etag: str) -> Response:
    """Answer 201 for what was just made."""
    return json_response(body, status=201, headers={"Location": location, "ETag": etag})
