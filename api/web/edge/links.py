"""Links that open one thing to whoever has them: signed, for a time, with no key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request
from itsdangerous import BadData, BadSignature, URLSafeSerializer

from api.web.edge.context import parts

LONGEST_TOKEN = 400

INTENDED_USE = "/docs/intended-use"


def signed_token(purpose: str, values: Sequence[str], until: datetime | None = None) -> str:
    """Return a token that carries these values, for one purpose alone, until a moment if one is given."""
    end = None if until is None else int(until.timestamp())
    token: str = _serializer(purpose).dumps([end, *values])
    return token


def read_token(purpose: str, token: str) -> list[str] | None:
    """Return the values of a token; None for one that was not made here, for another purpose, or is past its time."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        end, *values = loads_signed(_serializer(purpose), token)
    except (BadData, ValueError, TypeError):
        return None
    if end is not None and parts().now().timestamp() > end:
        return None
    return [str(value) for value in values]


def loads_signed(serializer: URLSafeSerializer, text: str) -> Any:
    """Return what a signed text holds; raise BadData for one that was not written so.

    Base64 spells the end of a signature in several ways: one text alone is the one that was given out.
    """
    found = serializer.loads(text)
    if serializer.dumps(found) != text:
        raise BadSignature("The signature is spelt in another way.")
    return found


def absolute(path: str) -> str:
    """Return a path as an address at the service's own name, else at the host that the client asked."""
    return (parts().settings.public_url or request.host_url.rstrip("/")) + path


def on_paper(text: str) -> str:
    """Return a sentence as it is taken home: the page on the intended use by its whole address, which can be typed."""
    return text.replace(INTENDED_USE, absolute(INTENDED_USE))


def _serializer(purpose: str) -> URLSafeSerializer:
    built = parts()
    return URLSafeSerializer(built.settings.secret or built.cursor_secret, salt=f"link {purpose}")
