"""Around every request: its id, the headers every answer carries, and one log line that says nothing of a person."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.rulebook.load import shipped_rulebook
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.web.conftest import MakeApp
from tests.web.probe import MARKER

pytestmark = pytest.mark.http_alone

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
EVERYWHERE = [
    ("GET", "/v1/probe/plain"),
    ("POST", "/v1/probe/made"),
    ("PUT", "/v1/probe/plain"),
    ("OPTIONS", "/v1/probe/plain"),
    ("HEAD", "/v1/probe/plain"),
    ("DELETE", "/v1/probe/versioned"),
    ("GET", "/v1/probe/faults/error"),
    ("GET", "/v1/probe/faults/unavailable"),
    ("GET", "/nope"),
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/docs/swagger-ui.css"),
    ("GET", "/openapi.yaml"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
]


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
def test_every_answer_carries_them(probe: FlaskClient, method: str, path: str) -> None:
    headers = probe.open(path, method=method).headers
    assert headers["Rulebook-Version"] == shipped_rulebook().version
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-Id"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"]
    assert "X-Powered-By" not in headers
    assert not re.search(r"\d", headers.get("Server", ""))
    for name in ("Rulebook-Version", "X-Request-Id", "Content-Security-Policy", "Cache-Control", "RateLimit"):
        assert len(headers.getlist(name)) <= 1


@pytest.mark.parametrize("given", ["abcdefgh", "A" * 64, "0af7651916cd43dd8448eb211c80319c", "run-2026.03_01"])
def test_a_clients_request_id_is_taken_over(probe: FlaskClient, given: str) -> None:
    response = probe.get("/nope", headers={"X-Request-Id": given})
    assert response.headers["X-Request-Id"] == given
    assert response.get_json()["instance"] == f"urn:forefoot:request:{given}"


@pytest.mark.parametrize(
    "given", ["", "short", "A" * 65, "with space", 'quote"quote', "<script>", "é" * 10, "a/b/c/d/e/f"]
)
def test_an_odd_request_id_is_replaced(probe: FlaskClient, given: str) -> None:
    response = probe.get("/nope", headers={"X-Request-Id": given})
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-Id"])


def test_no_two_requests_share_an_id(probe: FlaskClient) -> None:
    assert len({probe.get("/healthz").headers["X-Request-Id"] for _ in range(50)}) == 50


# The log

Lines = list[dict[str, Any]]


@pytest.fixture
def talking(make_app: MakeApp, capfd: pytest.CaptureFixture[str]) -> Flask:
    """A service that logs every request."""
    return make_app(log_level="info")


def logged(capfd: pytest.CaptureFixture[str]) -> Lines:
    """Return what was logged; every line is a JSON object, and nothing went to standard error."""
    printed = capfd.readouterr()
    assert printed.err == ""
    return [json.loads(line) for line in printed.out.splitlines()]


def test_a_request_is_one_line(talking: Flask, account: Account, capfd: pytest.CaptureFixture[str]) -> None:
    client_of(talking, account.key).post("/v1/probe/echo", json={"name": "x"}, headers={"X-Request-Id": "request-1"})
    (line,) = logged(capfd)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("timestamp"))
    assert 0 <= line.pop("milliseconds") < 10_000
    assert line.pop("key").startswith("key_")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "request-1",
        "trace_id": None,
        "account": account.id,
        "method": "POST",
        "route": "/v1/probe/echo",
        "status": 200,
        "rules": ["FIT-01", "PAIN-01"],
    }


def test_a_request_that_reaches_no_view_is_one_line_too(talking: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    client = talking.test_client()
    client.get("/secret-path/of-somebody?q=secret")
    client.get("/v1/probe/plain")
    lines = logged(capfd)
    assert [(line["route"], line["status"], line["account"]) for line in lines] == [
        (None, 404, None),
        ("/v1/probe/plain", 401, None),
    ]
    assert "secret" not in json.dumps(lines)


def test_a_healthy_pulse_is_not_logged(talking: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    client = talking.test_client()
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert logged(capfd) == []


def test_a_missing_database_is_logged_by_the_pulse(make_app: MakeApp, capfd: pytest.CaptureFixture[str]) -> None:
    app = make_app(log_level="info", database_url="postgresql+psycopg://nobody:geheim@127.0.0.1:1/none")
    app.test_client().get("/readyz")
    lines = logged(capfd)
    assert [(line["event"], line.get("status")) for line in lines] == [("request", 503)]
    assert "geheim" not in json.dumps(lines)


@pytest.mark.parametrize(
    ("given", "trace"),
    [
        (f"00-{TRACE}-00f067aa0ba902b7-01", TRACE),
        (f"01-{TRACE}-00f067aa0ba902b7-00", TRACE),
        (f"00-{TRACE.upper()}-00f067aa0ba902b7-01", None),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"ff-{TRACE}-00f067aa0ba902b7-01", None),
        (f"00-{TRACE[:-1]}-00f067aa0ba902b7-01", None),
        (f"00-{TRACE}-00f067aa0ba902b7", None),
        ("", None),
        ("x", None),
    ],
)
def test_a_trace_is_taken_over_and_a_bad_one_ignored(
    talking: Flask, account: Account, capfd: pytest.CaptureFixture[str], given: str, trace: str | None
) -> None:
    response = client_of(talking, account.key).get("/v1/probe/plain", headers={"traceparent": given})
    assert response.status_code == 200
    assert [line["trace_id"] for line in logged(capfd)] == [trace]


def test_a_fault_is_logged_under_the_request_id_by_its_kind_and_place(
    talking: Flask, account: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    response = client_of(talking, account.key).get("/v1/probe/faults/error")
    fault, request = logged(capfd)
    assert fault["request_id"] == request["request_id"] == response.headers["X-Request-Id"]
    assert (fault["event"], fault["level"], fault["fault"]) == ("internal error", "error", "RuntimeError")
    assert re.search(r"probe\.py:\d+$", fault["places"][-1])
    assert request["status"] == 500


def test_a_level_leaves_out_what_is_below_it(
    make_app: MakeApp, account: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    client = client_of(make_app(log_level="error"), account.key)
    client.get("/v1/probe/plain")
    client.get("/v1/probe/faults/error")
    assert [line["level"] for line in logged(capfd)] == ["error"]


# Nothing of a person

SENT = {
    "symptoms": {"pain_level": 7, "pain_kinds": ["burning"], "pain_sites": ["web_3_4"], "days_since_onset": 43},
    "feet": {
        "left": {"length_mm": 263.25, "heel_to_ball_mm": 191.75, "breadth_mm": 103.5, "bunion": True},
        "right": {"length_mm": 264.25, "breadth_mm": 104.5, "arch": "low", "callus": True},
    },
    "sex": "female",
}
TELLTALES = ("burning", "web_3_4", "263.25", "191.75", "103.5", "264.25", "bunion", "callus", "female", "symptoms")


def test_no_log_tells_anything_of_a_person(talking: Flask, account: Account, capfd: pytest.CaptureFixture[str]) -> None:
    client = client_of(talking, account.key)
    marked = {"Idempotency-Key": f"{MARKER}-0123", "If-Match": f'"{MARKER}"', "User-Agent": MARKER, "Referer": MARKER}
    answers = [
        client.post("/v1/advice/shoes", json=SENT, headers=marked),
        client.post("/v1/advice/triage", json={"symptoms": SENT["symptoms"]}, headers=marked),
        client.post("/v1/advice/triage", json={**SENT, MARKER: MARKER}, headers=marked),
        client.post("/v1/advice/triage", data=json.dumps(SENT)[:-1], content_type="application/json"),
        client.post("/v1/probe/made", json={"name": f"made {MARKER}"}, headers=marked),
        client.post("/v1/probe/made", json={"name": f"made {MARKER}", "then": "raise"}),
        client.post("/v1/shoes", json={"brand": MARKER, "model": MARKER}, headers=marked),
        client.get(f"/v1/shoes?q={MARKER}"),
        client.get(f"/v1/shoes/{MARKER}"),
        client.get(f"/v1/probe/plain?{MARKER}={MARKER}"),
        client.get(f"/{MARKER}"),
        client_of(talking, f"ff_{MARKER}").get("/v1/shoes"),
        *(client.get(f"/v1/probe/faults/{name}") for name in ("error", "statement", "row_of_nobody", "unavailable")),
    ]
    assert {answer.status_code for answer in answers} >= {200, 201, 400, 401, 404, 422, 500, 503}
    printed = capfd.readouterr()
    assert printed.err == ""
    assert len(printed.out.splitlines()) >= len(answers)
    assert [word for word in (MARKER, account.key, "Bearer", *TELLTALES) if word in printed.out] == []


def test_a_fault_behind_every_view_tells_nothing_either(
    make_app: MakeApp, account: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    app = make_app(log_level="info")

    @app.after_request
    def _fail(_: object) -> None:
        raise RuntimeError(MARKER)

    assert client_of(app, account.key).get(f"/v1/probe/plain?{MARKER}").status_code == 500
    printed = capfd.readouterr()
    assert MARKER not in printed.out + printed.err
    assert "Traceback" not in printed.out + printed.err
    assert {json.loads(line)["event"] for line in printed.out.splitlines()} == {"internal error", "request"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("shop.example", 200),
        ("shop.example:8000", 200),
        ("[::1]:8000", 200),
        ("web_1", 200),
        ("", 400),
        ("shop.example/there", 400),
        ("shop@elsewhere.example", 400),
        ("shop.example:port", 400),
        ("shop.example evil", 400),
        ("a,b", 400),
    ],
)
def test_a_host_is_a_name_or_an_address(probe: FlaskClient, host: str, status: int) -> None:
    assert probe.get("/v1/probe/plain", headers={"Host": host}).status_code == status
