"""Answers over a kilobyte come compressed where the client takes it, and versions still work.

Teeth: without ``compress_answers`` in ``api.app`` nothing has a Content-Encoding.
"""

from __future__ import annotations

import gzip

import orjson
import pytest
from flask.testing import FlaskClient

LONG, SHORT = "/v1/documents", "/healthz"
TAKES_IT = {"Accept-Encoding": "gzip, br"}


def test_a_long_answer_is_compressed_and_says_the_same(client: FlaskClient) -> None:
    plain, packed = client.get(LONG), client.get(LONG, headers=TAKES_IT)
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data and orjson.loads(plain.data)
    assert len(packed.data) * 2 < len(plain.data)
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))


@pytest.mark.parametrize("accepts", ["identity", "gzip;q=0", "br"])
def test_who_does_not_take_it_does_not_get_it(client: FlaskClient, accepts: str) -> None:
    assert "Content-Encoding" not in client.get(LONG, headers={"Accept-Encoding": accepts}).headers


def test_a_short_answer_stays_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get(SHORT, headers=TAKES_IT).headers


def test_a_version_is_known_again_however_it_was_sent(client: FlaskClient) -> None:
    etags = [client.get(LONG, headers=headers).headers["ETag"] for headers in ({}, TAKES_IT)]
    assert etags[1] == etags[0][:-1] + '--gzip"'
    for etag in etags:
        for headers in ({}, TAKES_IT):
            assert client.get(LONG, headers={**headers, "If-None-Match": etag}).status_code == 304


def test_a_change_may_name_the_version_as_it_was_sent(client: FlaskClient) -> None:
    made = client.post("/v1/stores", json={"name": "x" * 200})
    etag = made.headers["ETag"]
    assert made.status_code == 201
    sent = {"If-Match": etag[:-1] + '--gzip"'}
    assert client.patch(made.headers["Location"], json={"name": "y"}, headers=sent).status_code == 200
    assert client.patch(made.headers["Location"], json={"name": "z"}, headers=sent).status_code == 412
