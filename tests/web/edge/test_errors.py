"""Every error has one shape, from every origin, and says nothing of what went on inside."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.test import TestResponse

from api.rulebook.load import shipped_rulebook
from api.storage.database.engines import Database
from api.web.edge.errors import problem_of_validation
from api.web.edge.problems import STATUSES, title_of
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.web.conftest import MakeApp
from tests.web.probe import MARKER

pytestmark = pytest.mark.http_alone

INSIDE = (MARKER, "Traceback", "sqlite", "psycopg", "sqlalchemy", "no_such_table", "api_keys", "RuntimeError", ".py")


def problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem, after looking that it has the one shape."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Rulebook-Version"]
    assert response.headers["X-Request-Id"]
    body: dict[str, Any] = json.loads(response.get_data())
    assert (body["type"], body["title"], body["status"], body["code"]) == (
        f"/problems/{code}",
        title_of(code, shipped_rulebook().wording),
        status,
        code,
    )
    assert STATUSES[code] == status
    assert body["detail"]
    assert body["instance"] == f"urn:forefoot:request:{response.headers['X-Request-Id']}"
    assert set(body) <= {"type", "title", "status", "detail", "code", "instance", "errors", "existing"}
    text = response.get_data(as_text=True)
    assert [word for word in INSIDE if word in text] == []
    return body


@pytest.mark.parametrize(
    "path", ["/nope", "/v1", "/v1/", "/v1/keys/", "//v1/keys", "/v1//keys", "/v1/probe/things/a%2Fb"]
)
def test_an_unknown_path(probe: FlaskClient, path: str) -> None:
    problem(probe.get(path), 404, "no_such_page")


def test_a_thing_that_is_not_there(probe: FlaskClient) -> None:
    problem(probe.get("/v1/probe/things/nothing"), 404, "not_found")


@pytest.mark.parametrize(
    "thing", ["%00", "a%00b", "%ff%fe", "%F0%9F%A6%B6", "x" * 101, "x" * 3000, "..", "%2e%2e", "'--", "%"]
)
def test_an_odd_id_is_just_not_there(probe: FlaskClient, thing: str) -> None:
    problem(probe.get(f"/v1/probe/things/{thing}"), 404, "not_found")


def test_a_foreign_thing_looks_like_one_that_never_was(
    probe: FlaskClient, account: Account, other_account: Account
) -> None:
    mine, foreign, never = (
        probe.get(f"/v1/probe/things/of-{owner}", headers={"X-Request-Id": "asked-by-one"})
        for owner in (account.id, other_account.id, "acc_never")
    )
    assert mine.status_code == 200
    assert foreign.status_code == never.status_code == 404
    assert foreign.get_data() == never.get_data()
    of_each_request = {"RateLimit"}
    assert {name: value for name, value in foreign.headers if name not in of_each_request} == {
        name: value for name, value in never.headers if name not in of_each_request
    }


def test_a_method_that_is_not_allowed_names_those_that_are(probe: FlaskClient) -> None:
    response = probe.put("/v1/probe/versioned")
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"].split(", ") == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]


def test_a_method_nobody_knows(probe: FlaskClient) -> None:
    response = probe.open("/v1/probe/plain", method="BREW")
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_options_answers_without_a_key(planted: Flask) -> None:
    response = planted.test_client().options("/v1/probe/plain")
    assert (response.status_code, response.get_data()) == (204, b"")
    assert "Content-Type" not in response.headers
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_head_has_the_headers_of_get_and_no_body(probe: FlaskClient) -> None:
    got, head = probe.get("/v1/probe/plain"), probe.head("/v1/probe/plain")
    assert head.status_code == 200
    assert head.get_data() == b""
    for name in ("Content-Type", "Content-Length", "Cache-Control", "Rulebook-Version"):
        assert head.headers[name] == got.headers[name]
    missing = probe.head("/nope")
    assert (missing.status_code, missing.get_data()) == (404, b"")
    assert missing.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("error", 500, "internal_error"),
        ("statement", 500, "internal_error"),
        ("row_of_nobody", 500, "internal_error"),
        ("unwritable", 500, "internal_error"),
        ("unavailable", 503, "unavailable"),
        ("conflict", 409, "conflict"),
        ("stale", 412, "stale"),
        ("field_of_the_body", 422, "invalid_input"),
    ],
)
def test_a_fault_behind_a_view(probe: FlaskClient, fault: str, status: int, code: str) -> None:
    response = probe.get(f"/v1/probe/faults/{fault}")
    problem(response, status, code)
    assert ("Retry-After" in response.headers) == (status == 503)


def test_the_field_that_a_view_refuses_is_named(probe: FlaskClient) -> None:
    body = problem(probe.get("/v1/probe/faults/field_of_the_body"), 422, "invalid_input")
    assert body["errors"] == [{"pointer": "/feet/left/length_mm", "detail": "Too short for a foot.", "code": "invalid"}]
    body = problem(probe.get("/v1/probe/faults/conflict"), 409, "conflict")
    assert body["errors"] == [{"pointer": "/name", "detail": "This name is taken.", "code": "conflict"}]


def test_a_fault_behind_every_view_is_a_problem_too(make_app: MakeApp, account: Account) -> None:
    app = make_app()

    @app.after_request
    def _fail(_: object) -> None:
        raise RuntimeError(MARKER)

    problem(client_of(app, account.key).get("/v1/probe/plain"), 500, "internal_error")


def test_a_database_that_is_gone_is_503_everywhere_but_for_the_pulse(make_app: MakeApp, account: Account) -> None:
    app = make_app(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    client = client_of(app, account.key)
    for path in ("/v1/probe/plain", "/v1/keys", "/readyz"):
        response = client.get(path)
        problem(response, 503, "unavailable")
        assert int(response.headers["Retry-After"]) > 0
    for path in ("/healthz", "/docs", "/openapi.yaml", "/problems/unavailable"):
        assert client.get(path).status_code == 200


# Bodies

LIMIT = 64 * 1024


def echo(probe: FlaskClient, body: bytes | str, content_type: str | None = "application/json") -> TestResponse:
    return probe.post("/v1/probe/echo", data=body, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"}",
        b"{}{}",
        b"nul",
        b"'a'",
        b'{"name": "a",}',
        b'{"name": "a" "size": 1}',
        b'{name: "a"}',
        b"// {}\n{}",
        b'{"size": NaN}',
        b'{"size": Infinity}',
        b'{"size": -Infinity}',
        b'{"size": 1e400}',
        b'{"size": 01}',
        b'{"size": +1}',
        b'{"size": .5}',
        b'{"size": 0x10}',
        b'{"size": ' + b"9" * 401 + b"}",
        b'{"count": ' + b"9" * 5000 + b"}",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": "\\x"}',
        b'{"name": "a\nb"}',
        b'{"name": "\x00"}',
        b"\xef\xbb\xbf{}",
        '{"name": "a"}'.encode("utf-16"),
        b"[" * 60_000,
        b'{"name": ' * 6_000,
        b'{"inner": ' * 1_500 + b"1" + b"}" * 1_500,
        b'{"inner": ' * 1_000 + b"1" + b"}" * 1_000,
        b'{"name": "a", "name": "b"}',
        b'{"name": "a", "n\\u0061me": "a"}',
        b'{"inner": {"depth": 1, "depth": 1}}',
        b'[{"a": 1, "a": 2}]',
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_not_json_is_refused(probe: FlaskClient, body: bytes) -> None:
    problem(echo(probe, body), 400, "malformed_json")


@pytest.mark.parametrize("body", ["null", "true", "1", '"x"', "[]", "[{}]"])
def test_what_is_json_but_no_object_is_invalid(probe: FlaskClient, body: str) -> None:
    found = problem(echo(probe, body), 422, "invalid_input")
    assert [error["pointer"] for error in found["errors"]] == [""]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"unknown": 1}, "/unknown", "unknown"),
        ({"un/kn~own": 1}, "/un~1kn~0own", "unknown"),
        ({"": 1}, "/", "unknown"),
        ({"inner": {"a~/b": 10}}, "/inner/a~0~1b", "invalid"),
        ({"inner": {"x": 1}}, "/inner/x", "unknown"),
        ({"inner": None}, "/inner", "invalid"),
        ({"inner": []}, "/inner", "invalid"),
        ({"many": [1, 2, 9]}, "/many/2", "invalid"),
        ({"many": [1, None]}, "/many/1", "invalid"),
        ({"many": [1, 2, 3, 4]}, "/many", "invalid"),
        ({"many": {"0": 1}}, "/many", "invalid"),
        ({"name": "x" * 41}, "/name", "invalid"),
        ({"name": "a\0b"}, "/name", "invalid"),
        ({"name": 5}, "/name", "invalid"),
        ({"name": None}, "/name", "invalid"),
        ({"size": "5"}, "/size", "invalid"),
        ({"size": True}, "/size", "invalid"),
        ({"size": -0.1}, "/size", "invalid"),
        ({"size": 400.1}, "/size", "invalid"),
        ({"size": 1e308}, "/size", "invalid"),
        ({"count": 1.5}, "/count", "invalid"),
        ({"count": 2**63}, "/count", "invalid"),
        ({"count": 2**70}, "/count", "invalid"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else None,
)
def test_the_field_that_is_wrong_is_pointed_at(
    probe: FlaskClient, body: dict[str, Any], pointer: str, code: str
) -> None:
    found = problem(echo(probe, json.dumps(body)), 422, "invalid_input")
    assert [(error["pointer"], error["code"]) for error in found["errors"]] == [(pointer, code)]


def test_a_missing_field_is_pointed_at(probe: FlaskClient) -> None:
    found = problem(probe.post("/v1/probe/made", json={}), 422, "invalid_input")
    assert [(error["pointer"], error["code"]) for error in found["errors"]] == [("/name", "missing")]


def test_every_wrong_field_is_named_and_the_list_has_an_end(probe: FlaskClient) -> None:
    found = problem(echo(probe, json.dumps({"size": -1, "count": -1})), 422, "invalid_input")
    assert [error["pointer"] for error in found["errors"]] == ["/size", "/count"]
    assert found["detail"] == f"/size: {found['errors'][0]['detail']} And 1 more: see errors."
    found = problem(echo(probe, json.dumps({f"x{each:04}": 1 for each in reversed(range(2000))})), 422, "invalid_input")
    assert len(found["errors"]) == 50
    assert found["detail"] == "/x0000: Unknown field. And 1999 more: see errors."


def test_what_is_valid_comes_through_unchanged(probe: FlaskClient) -> None:
    body = {"name": "Zoë 🦶 \u2028", "size": 400, "count": 0, "many": [5, 0], "inner": {"depth": 9}}
    response = echo(probe, json.dumps(body))
    assert response.status_code == 200
    assert response.get_json() == body


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
)
def test_another_content_type_is_refused(probe: FlaskClient, content_type: str | None) -> None:
    problem(echo(probe, b"{}", content_type), 415, "wrong_content_type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]
)
def test_json_by_any_of_its_names_is_taken(probe: FlaskClient, content_type: str) -> None:
    assert echo(probe, b"{}", content_type).status_code == 200


def test_a_body_may_be_as_large_as_the_limit_and_no_larger(probe: FlaskClient) -> None:
    assert echo(probe, b"{}" + b" " * (LIMIT - 2)).status_code == 200
    problem(echo(probe, b"{}" + b" " * (LIMIT - 1)), 413, "too_large")
    problem(echo(probe, b" " * 10_485_760), 413, "too_large")


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1, 10 * LIMIT])
def test_the_limit_holds_for_a_body_that_does_not_say_its_length(probe: FlaskClient, size: int) -> None:
    response = probe.post(
        "/v1/probe/echo",
        input_stream=io.BytesIO(b"{}" + b" " * (size - 2)),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    if size <= LIMIT:
        assert response.status_code == 200
    else:
        problem(response, 413, "too_large")


def test_a_body_that_broke_off_is_refused(probe: FlaskClient) -> None:
    response = probe.post(
        "/v1/probe/file",
        input_stream=io.BytesIO(b"brand,model\nA,B\n"),
        content_type="text/csv",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": "1000"},
    )
    problem(response, 400, "bad_request")


def test_only_an_import_may_be_larger(probe: FlaskClient) -> None:
    size = 5 * 1024 * 1024
    assert probe.post("/v1/probe/file", data=b"x" * size).get_json() == {"bytes": size}
    problem(probe.post("/v1/probe/file", data=b"x" * (16 * 1024 * 1024 + 1)), 413, "too_large")


# Queries


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/probe/plain?x=1", "x"),
        ("/v1/probe/plain?limit=1", "limit"),
        ("/v1/probe/pages?x=1", "x"),
        ("/v1/probe/pages?limit=5&%00=1", "\0"),
        ("/v1/probe/pages?limit=5&%ff=1", "%FF"),
        ("/v1/probe/open?x", "x"),
        ("/healthz?x=1", "x"),
        ("/docs?x=1", "x"),
    ],
)
def test_an_unknown_parameter_is_refused_by_name(probe: FlaskClient, path: str, parameter: str) -> None:
    body = problem(probe.get(path), 400, "unknown_parameter")
    assert [(error["parameter"], error["code"]) for error in body["errors"]] == [(parameter, "unknown")]


def test_a_parameter_twice_is_refused(probe: FlaskClient) -> None:
    body = problem(probe.get("/v1/probe/pages?limit=5&limit=5"), 400, "unknown_parameter")
    assert [(error["parameter"], error["code"]) for error in body["errors"]] == [("limit", "repeated")]


@pytest.mark.parametrize("value", ["0", "101", "-1", "x", "", "1.5", "NaN", "1e3", "9" * 400])
def test_a_parameter_out_of_its_range_is_named(probe: FlaskClient, value: str) -> None:
    body = problem(probe.get(f"/v1/probe/pages?limit={value}"), 422, "invalid_input")
    assert [error["parameter"] for error in body["errors"]] == ["limit"]


def test_an_empty_query_is_none(probe: FlaskClient) -> None:
    assert probe.get("/v1/probe/plain?").status_code == 200


# Hosts


@pytest.mark.parametrize("host", ["a" * 300, "exa mple", "x:99999", "[::1", "..", "evil.example/x", "\u00e9"])
def test_an_odd_host_changes_nothing_or_is_refused(probe: FlaskClient, host: str) -> None:
    response = probe.get("/v1/probe/plain", headers={"Host": host.encode("utf-8").decode("latin-1")})
    if response.status_code != 200:
        problem(response, 400, "bad_request")


# The pure part

_names = st.text(min_size=1, max_size=12)
_trees = st.recursive(
    st.just(["Is wrong."]), lambda inner: st.dictionaries(_names | st.integers(0, 20), inner, min_size=1, max_size=3)
)


@given(_trees.filter(lambda tree: isinstance(tree, dict)))
def test_every_pointer_leads_to_its_field(tree: dict[Any, Any]) -> None:
    found = problem_of_validation(tree, "json")
    for error in found.errors:
        place: Any = tree
        for part in error["pointer"].split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            place = next(value for key, value in place.items() if str(key) == name)
        assert place == ["Is wrong."] or "_schema" in str(tree)


def test_a_refusal_of_the_whole_body_points_at_the_whole_body() -> None:
    refused = ValidationError("Give one or the other.")
    assert problem_of_validation(refused.normalized_messages(), "json").errors == (  # type: ignore[no-untyped-call]
        {"pointer": "", "detail": "Give one or the other.", "code": "invalid"},
    )


def test_a_database_is_not_needed_to_refuse(make_app: MakeApp, released_database: Database) -> None:
    client = make_app(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none").test_client()
    problem(client.get("/nope"), 404, "no_such_page")
    problem(client.put("/v1/keys"), 405, "method_not_allowed")
    problem(client.get("/v1/keys"), 401, "no_key")
    problem(client.post("/v1/probe/echo", data=b" " * 10_485_760), 413, "too_large")


# Hints


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"nam": "a"}, " Is name meant?"),
        ({"inner": {"dept": 1}}, " Is depth meant?"),
        ({"x": 1}, ""),
        ({"zzzzzzzz": 1}, ""),
        ({"id": 1}, " The service sets it: leave it out."),
    ],
    ids=str,
)
def test_the_name_that_was_meant_is_named(probe: FlaskClient, body: dict[str, Any], hint: str) -> None:
    found = problem(echo(probe, json.dumps(body)), 422, "invalid_input")
    assert [error["detail"] for error in found["errors"]] == [f"Unknown field.{hint}"]


def test_the_refusal_of_a_parameter_names_those_there_are(probe: FlaskClient) -> None:
    found = problem(probe.get("/v1/probe/pages?limt=5"), 400, "unknown_parameter")
    assert found["errors"][0]["detail"] == "Unknown parameter. Is limit meant?"
    assert found["detail"].startswith("This operation has no parameter limt. It takes cursor, limit")


@pytest.mark.parametrize(
    ("path", "meant"),
    [("/v1/probe/plain/", "/v1/probe/plain"), ("/probe/plain", "/v1/probe/plain"), ("/v1/probe/plain/x", None)],
)
def test_a_path_beside_one_of_ours_names_it(probe: FlaskClient, path: str, meant: str | None) -> None:
    detail = problem(probe.get(path), 404, "no_such_page")["detail"]
    assert (f"there is at {meant}" in detail) == (meant is not None)


def test_the_methods_that_a_path_takes_are_named(probe: FlaskClient) -> None:
    assert "DELETE, GET and PATCH" in problem(probe.put("/v1/probe/versioned"), 405, "method_not_allowed")["detail"]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_packed_body_is_refused_as_such(probe: FlaskClient, coding: str) -> None:
    response = probe.post(
        "/v1/probe/echo", data=b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": coding}
    )
    assert coding in problem(response, 415, "wrong_content_type")["detail"]
    assert response.headers["Accept-Encoding"] == "identity"
