"""What the client has already is not sent again, and a change to a stale copy is refused."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.edge.test_errors import problem

pytestmark = pytest.mark.http_alone

ETAG = '"probe-7"'


def test_an_answer_bears_its_version_and_how_long_it_keeps(probe: FlaskClient) -> None:
    response = probe.get("/v1/probe/versioned")
    assert response.status_code == 200
    assert response.headers["ETag"] == ETAG
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Authorization" in response.headers["Vary"]


@pytest.mark.parametrize("known", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', f'"other",W/{ETAG} , "more"', "*"])
def test_a_client_that_has_it_gets_304_and_no_body(probe: FlaskClient, known: str) -> None:
    response = probe.get("/v1/probe/versioned", headers={"If-None-Match": known})
    assert response.status_code == 304
    assert response.get_data() == b""
    assert response.headers["ETag"] == ETAG
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Authorization" in response.headers["Vary"]
    assert response.headers["Rulebook-Version"]
    assert "Content-Type" not in response.headers


@pytest.mark.parametrize(
    "known", ['"probe-6"', '"probe-77"', 'W/"probe"', '"PROBE-7"', '""', "other", "", '"', "\u00e9"]
)
def test_a_client_that_has_another_version_gets_this_one(probe: FlaskClient, known: str) -> None:
    response = probe.get("/v1/probe/versioned", headers={"If-None-Match": known})
    assert response.status_code == 200
    assert response.get_json() == {"name": "a", "version": 7}


def test_head_answers_304_too(probe: FlaskClient) -> None:
    assert probe.head("/v1/probe/versioned", headers={"If-None-Match": ETAG}).status_code == 304


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("held", [None, ETAG, f'"other", {ETAG}', "*"])
def test_a_change_to_the_current_version_passes(probe: FlaskClient, method: str, held: str | None) -> None:
    headers = {} if held is None else {"If-Match": held}
    response = probe.open("/v1/probe/versioned", method=method, headers=headers, json={})
    assert response.status_code == (200 if method == "PATCH" else 204)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("held", ['"probe-6"', f"W/{ETAG}", '"a", "b"', '""', "stale", "", '"', "\u00e9"])
def test_a_change_to_another_version_is_refused(probe: FlaskClient, method: str, held: str) -> None:
    response = probe.open("/v1/probe/versioned", method=method, headers={"If-Match": held}, json={})
    problem(response, 412, "stale")
    assert response.headers["ETag"] == ETAG


@pytest.mark.parametrize(
    ("method", "header"), [("GET", "If-None-Match"), ("PATCH", "If-Match"), ("DELETE", "If-Match")]
)
def test_a_header_without_end_is_refused(probe: FlaskClient, method: str, header: str) -> None:
    given = ", ".join(f'"{each:03}"' for each in range(200))
    response = probe.open("/v1/probe/versioned", method=method, headers={header: given}, json={})
    body = problem(response, 422, "invalid_input")
    assert [error["header"] for error in body["errors"]] == [header]


def test_an_answer_without_content_has_no_content_type(probe: FlaskClient) -> None:
    response = probe.delete("/v1/probe/versioned")
    assert response.status_code == 204
    assert response.get_data() == b""
    assert "Content-Type" not in response.headers


def test_what_names_no_version_is_not_kept(probe: FlaskClient) -> None:
    assert probe.get("/v1/probe/plain").headers["Cache-Control"] == "no-store"
