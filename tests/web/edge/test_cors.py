"""Which web pages a browser lets read the answers: those of the named origins and no others."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.web.edge.cors import ALLOWED, EXPOSED
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.support.openapi import operations, resolve, spec_of_code
from tests.web.conftest import MakeApp

pytestmark = pytest.mark.http_alone

KIOSK, OFFICE = "https://kiosk.example", "http://localhost:3000"
ORIGIN = "Access-Control-Allow-Origin"


@pytest.fixture
def browser(make_app: MakeApp, account: Account) -> FlaskClient:
    return client_of(make_app(cors_origins=(KIOSK, OFFICE)), account.key)


def preflight(client: FlaskClient, origin: str) -> TestResponse:
    request = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization, if-match"}
    return client.options("/v1/probe/versioned", headers={"Origin": origin, "Authorization": "", **request})


@pytest.mark.parametrize("origin", [KIOSK, OFFICE])
def test_a_page_of_a_named_origin_may_ask_and_read(browser: FlaskClient, origin: str) -> None:
    allowed = preflight(browser, origin)
    assert allowed.status_code == 204
    assert allowed.headers[ORIGIN] == origin
    assert "PATCH" in allowed.headers["Access-Control-Allow-Methods"]
    assert set(allowed.headers["Access-Control-Allow-Headers"].split(", ")) == {"authorization", "if-match"}
    answer = browser.get("/v1/probe/versioned", headers={"Origin": origin})
    assert answer.headers[ORIGIN] == origin
    exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert exposed >= {"ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"}


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://kiosk.example",
        f"{KIOSK}.evil.example",
        f"{KIOSK}:8443",
        "https://a.kiosk.example",
        "null",
    ],
)
def test_a_page_of_another_origin_may_not(browser: FlaskClient, origin: str) -> None:
    for answer in (preflight(browser, origin), browser.get("/v1/probe/plain", headers={"Origin": origin})):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "path", ["/nope", "/v1/probe/faults/error", "/v1/probe/faults/unavailable", "/v1/probe/plain?x=1"]
)
def test_errors_can_be_read_too(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Origin": KIOSK})
    assert answer.status_code >= 400
    assert answer.headers[ORIGIN] == KIOSK
    refused = browser.get("/v1/probe/plain", headers={"Origin": KIOSK, "Authorization": ""})
    assert (refused.status_code, refused.headers[ORIGIN]) == (401, KIOSK)


def test_no_answer_goes_with_credentials_or_to_anyone(browser: FlaskClient) -> None:
    for answer in (preflight(browser, KIOSK), browser.get("/v1/probe/plain", headers={"Origin": KIOSK})):
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers[ORIGIN] != "*"


def test_a_kept_answer_is_kept_for_one_origin_and_one_key(browser: FlaskClient) -> None:
    for origin in (KIOSK, "https://evil.example"):
        answer = browser.get("/v1/probe/versioned", headers={"Origin": origin})
        assert {name.lower() for name in answer.vary} == {"accept-encoding", "authorization", "origin"}


SAFE_TO_READ = {"Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires", "Last-Modified"}
"""What every page may read without its being exposed (the Fetch standard)."""


def test_every_header_of_the_description_reaches_a_page() -> None:
    spec = spec_of_code()
    sent, received = set(), set()
    for operation in operations(spec):
        sent |= {parameter["name"] for parameter in operation.parameters_in("header")}
        for response in operation.body["responses"].values():
            received |= set(resolve(spec, response).get("headers", {}))
    assert {"Idempotency-Key", "Prefer"} <= sent and {"ETag", "Preference-Applied"} <= received
    assert sent - set(ALLOWED) == set()
    assert received - set(EXPOSED) - SAFE_TO_READ == set()


def test_a_page_may_ask_for_an_import_in_the_background_and_see_a_repetition(browser: FlaskClient) -> None:
    request = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "prefer, idempotency-key"}
    allowed = browser.options("/v1/probe/made", headers={"Origin": KIOSK, **request})
    assert set(allowed.headers["Access-Control-Allow-Headers"].split(", ")) == {"prefer", "idempotency-key"}
    headers = {"Origin": KIOSK, "Idempotency-Key": "a-key-of-some-length"}
    for replayed in (None, "true"):
        answer = browser.post("/v1/probe/made", json={"name": "made by a page"}, headers=headers)
        assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (201, replayed)
        assert "Idempotency-Replayed" in answer.headers["Access-Control-Expose-Headers"].split(", ")


def test_by_default_there_is_none(probe: FlaskClient) -> None:
    answer = probe.get("/v1/probe/plain", headers={"Origin": KIOSK})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
