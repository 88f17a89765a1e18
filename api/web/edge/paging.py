"""Pages by keyset: a cursor is opaque, signed, and good for one account, list, set of filters and order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Response, request
from itsdangerous import BadData, URLSafeSerializer
from marshmallow import fields, validate

from api.web.edge.auth import account_id
from api.web.edge.context import parts, rulebook
from api.web.edge.errors import Problem
from api.web.edge.links import loads_signed
from api.web.edge.problems import help_of
from api.web.edge.response import json_response

DEFAULT_LIMIT, MAX_LIMIT = 50, 100
MAX_CURSOR = 2000


def page_fields() -> dict[str, fields.Field[Any]]:
    """Return the two fields that every list's query schema has."""
    return {
        "limit": fields.Integer(
            load_default=DEFAULT_LIMIT,
            validate=validate.Range(1, MAX_LIMIT),
            error_messages={"invalid": "Must be a whole number."},
            metadata={"description": "How many items at most.", "example": 20},
        ),
        "cursor": fields.String(
            load_default=None,
            validate=validate.Length(1, MAX_CURSOR),
            metadata={"description": "`next_cursor` of the page before; nothing else is valid."},
        ),
    }


def after_of(query: Mapping[str, Any], list_name: str) -> list[Any] | None:
    """Return the sort key after which the page begins, None for the first; raises Problem 400 for a foreign cursor."""
    cursor = query.get("cursor")
    if cursor is None:
        return None
    try:
        seal, after = loads_signed(_serializer(), cursor)
    except (BadData, ValueError, TypeError):
        raise _bad_cursor() from None
    if seal != _seal(query, list_name) or not isinstance(after, list):
        raise _bad_cursor()
    return after


def _bad_cursor() -> Problem:
    detail = help_of("bad_cursor", rulebook().wording)
    return Problem("bad_cursor", errors=[{"parameter": "cursor", "detail": detail, "code": "invalid"}])


def page_response(
    items: Sequence[Any], query: Mapping[str, Any], list_name: str, last_key: Sequence[Any] | None, **more: Any
) -> Response:
    """Return a page; ``last_key`` is the sort key of its last item when more follow, else None."""
    cursor = None
    if last_key is not None:
        cursor = _serializer().dumps([_seal(query, list_name), list(last_key)])
    headers = {}
    if cursor is not None:
        next_query = {**request.args.to_dict(), "cursor": cursor}
        headers["Link"] = f'<{quote(request.path)}?{urlencode(next_query)}>; rel="next"'
    return json_response({"items": list(items), "next_cursor": cursor, **more}, headers=headers)


def _seal(query: Mapping[str, Any], list_name: str) -> str:
    filters = {name: value for name, value in query.items() if name not in ("cursor", "limit") and value is not None}
    contents = orjson.dumps([account_id(), list_name, filters], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(contents).hexdigest()[:16]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(parts().cursor_secret, salt="cursor")
