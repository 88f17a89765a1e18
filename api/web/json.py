"""JSON in and out through orjson: fast, UTF-8, and NaN is refused on the way in."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider

JSON_TYPE = "application/json"


class OrjsonProvider(JSONProvider):
    """Flask's JSON through orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), content_type=JSON_TYPE)


def dumps(value: Any) -> bytes:
    """Answer ``value`` as JSON bytes."""
    return orjson.dumps(value)


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer a JSON response; ``value`` may be bytes that are JSON already."""
    body = value if isinstance(value, bytes) else orjson.dumps(value)
    response = Response(body, status=status, content_type=JSON_TYPE)
    if headers:
        response.headers.update(headers)
    return response


def use_orjson(app: Flask) -> None:
    """Make the app read and write JSON through orjson."""
    app.json = OrjsonProvider(app)
