"""Links that open one thing: a token in another spelling than the one that was given out opens nothing."""

from __future__ import annotations

import string

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.web.edge.links import read_token, signed_token

pytestmark = pytest.mark.http_alone

BASE64 = string.ascii_letters + string.digits + "-_"


def test_no_other_spelling_of_a_token_opens_it(app: Flask) -> None:
    with app.test_request_context():
        token = signed_token("test", ["a", "b"])
        assert read_token("test", token) == ["a", "b"]
        others = [token[:-1] + letter for letter in BASE64 if letter != token[-1]]
        others += [token + more for more in ("=", "==", " ", "\n", "\x00", ".")] + [f" {token}", token.swapcase()]
        assert [other for other in others if read_token("test", other) is not None] == []


def test_no_other_spelling_of_a_cursor_is_one(client: FlaskClient) -> None:
    for _ in range(2):
        client.post("/v1/runners", json={})
    cursor = client.get("/v1/runners?limit=1").json["next_cursor"]
    for letter in BASE64 + "=":
        other = cursor + letter if letter == "=" else cursor[:-1] + letter
        answer = client.get("/v1/runners", query_string={"limit": 1, "cursor": other})
        assert answer.status_code == (200 if other == cursor else 400)
