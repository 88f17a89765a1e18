"""JSON in and out: fast through orjson, and strict on the way in."""

from __future__ import annotations

import json
from typing import Any

import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider

from api.web.fields.encode import dumps

JSON_TYPE = "application/json"


class OrjsonProvider(JSONProvider):
    """Flask's JSON through orjson."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), content_type=JSON_TYPE)


class NotJsonError(ValueError):
    """What was sent is not JSON, or says two things at once; the message speaks to whoever sent it."""


def read_json(raw: bytes) -> Any:
    """Return what the JSON text says; raises NotJsonError.

    Refused are NaN and Infinity, broken UTF-8, halves of surrogate pairs, numbers beyond a double, nesting beyond
    about a thousand, and an object with a member twice: which of the two was meant would be a guess.
    """
    try:
        value = orjson.loads(raw)
        if b"{" in raw:
            _NO_MEMBER_TWICE.decode(raw.decode())
    except orjson.JSONDecodeError as fault:
        raise NotJsonError(f"The body is not JSON: line {fault.lineno}, column {fault.colno}.") from fault
    except RecursionError as fault:
        raise NotJsonError("The body is nested too deeply.") from fault
    return value


def _object_of(members: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(members)
    if len(told) < len(members):
        raise NotJsonError("An object in the body has two members of the same name.")
    return told


_NO_MEMBER_TWICE = json.JSONDecoder(object_pairs_hook=_object_of)


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON response; ``value`` may be bytes that are JSON already."""
    body = value if isinstance(value, bytes) else dumps(value)
    return Response(body, status=status, headers=headers, content_type=JSON_TYPE)


def use_orjson(app: Flask) -> None:
    """Make the app read and write JSON through orjson."""
    app.json = OrjsonProvider(app)
