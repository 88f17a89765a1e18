"""Requests to the service in this process, and answers made comparable."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from stdnum import ean

REQUEST_ID = "isolation-probe"
_RATE_LEFT = re.compile(r"r=\d+;t=\d+")
_ALPHABET = {"digit": "0123456789", "lower": "abcdefghjkmnpqrstvwxyz", "upper": "ABCDEFGHJKMNPQRSTVWXYZ"}


@dataclass(frozen=True)
class Request:
    """A request: ``body`` is sent as JSON, or as it is when it is bytes."""

    method: str
    path: str
    query: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content_type: str | None = None

    def with_headers(self, **headers: str) -> Request:
        """Return the same request with more headers; ``If_Match`` stands for ``If-Match``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})

    def __str__(self) -> str:
        query = f"?{urlencode(self.query)}" if self.query else ""
        return f"{self.method} {self.path}{query}" + (f" {dict(self.headers)}" if self.headers else "")


@dataclass(frozen=True)
class Answer:
    """An answer without what differs from request to request."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def json(self) -> Any:
        """Return the body as data, None when it has none."""
        return json.loads(self.body) if self.body else None

    def header(self, name: str) -> str | None:
        """Return one header's value."""
        return dict(self.headers).get(name)

    def masked(self, *values: str) -> Answer:
        """Return the same with every value that the request itself brought replaced by one word."""
        return Answer(
            self.status,
            tuple((name, _mask(text, values)) for name, text in self.headers if name != "Content-Length"),
            _mask(self.body, values),
        )


def _mask(text: str, values: tuple[str, ...]) -> str:
    for value in values:
        for spelling in {value, quote(value, safe=""), json.dumps(value)[1:-1]}:
            text = text.replace(spelling, "<asked for>")
    return text


def ask(app: Flask, request: Request, key: str | None) -> Answer:
    """Send a request with a key, or without one, and answer what came back."""
    headers = {"X-Request-Id": REQUEST_ID, **request.headers}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    body: dict[str, Any] = {}
    if request.body is not None:
        raw = request.body if isinstance(request.body, bytes) else json.dumps(request.body).encode()
        body = {"data": raw, "content_type": request.content_type or "application/json"}
    query = {name: _spelt(value) for name, value in request.query.items()}
    response = app.test_client().open(request.path, method=request.method, query_string=query, headers=headers, **body)
    result = ((name, _RATE_LEFT.sub("r=?;t=?", value)) for name, value in response.headers if name != "Date")
    return Answer(response.status_code, tuple(sorted(result)), response.get_data().decode(errors="replace"))


def _spelt(value: object) -> object:
    """Return a value as a query spells it."""
    return str(value).lower() if isinstance(value, bool) else value


def twin_of(value: str, dice: random.Random) -> str:
    """Return a value that was never given out but looks like ``value``; an article number keeps a valid check digit."""
    if ean.is_valid(value):
        digits = value[:4] + "".join(dice.choice(_ALPHABET["digit"]) for _ in value[4:-1])
        return digits + ean.calc_check_digit(digits)
    prefix, separator, rest = value.rpartition("_")
    return prefix + separator + "".join(_other(letter, dice) for letter in rest)


def _other(letter: str, dice: random.Random) -> str:
    if letter.isdigit():
        return dice.choice(_ALPHABET["digit"])
    if letter.isascii() and letter.isalpha():
        return dice.choice(_ALPHABET["upper" if letter.isupper() else "lower"])
    return letter
