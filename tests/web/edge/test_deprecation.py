"""Who uses what is on its way out is told so, and nobody else is; the description says it beforehand."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import fields

from api.app import create_app
from api.config import Settings
from api.web.edge.deprecation import deprecation_of_field
from api.web.fields.strict import RequestSchema
from tests.support.openapi import Spec, generated_spec
from tests.web.probe import add_probe

pytestmark = pytest.mark.http_alone

NOT_SAID = (None, None)
OLD = ("@1785542400", "Mon, 01 Feb 2027 00:00:00 GMT")
OLDER = ("@1780272000", "Tue, 01 Dec 2026 00:00:00 GMT")


def said(headers: Any) -> tuple[str | None, str | None]:
    return headers.get("Deprecation"), headers.get("Sunset")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, NOT_SAID),
        ({"name": "a"}, NOT_SAID),
        ({"part": {}}, NOT_SAID),
        ({"nick": "a"}, OLD),
        ({"part": {"depth": 1}}, OLDER),
        ({"part": {"depth": None}}, OLDER),
        ({"parts": [{}, {"depth": 1}]}, OLDER),
        ({"nick": "a", "part": {"depth": 1}}, OLDER),
        ({"part": {"depth": 1}, "nick": "a"}, OLDER),
    ],
    ids=str,
)
def test_who_sends_an_old_field_is_told_so(
    probe: FlaskClient, body: dict[str, Any], expected: tuple[str | None, str | None]
) -> None:
    answer = probe.post("/v1/probe/old-fields", json=body)
    assert (answer.status_code, answer.json) == (200, body)
    assert said(answer.headers) == expected


def test_a_refusal_tells_of_the_old_field_too(probe: FlaskClient) -> None:
    answer = probe.post("/v1/probe/old-fields", json={"nick": "a", "name": 1})
    assert (answer.status_code, said(answer.headers)) == (422, OLD)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/v1/probe/old-route", OLDER), ("/v1/probe/old-answer", OLD), ("/v1/probe/plain", NOT_SAID)],
)
def test_who_asks_an_old_route_or_gets_an_old_field_is_told_so(
    probe: FlaskClient, path: str, expected: tuple[str | None, str | None]
) -> None:
    answer = probe.get(path)
    assert (answer.status_code, said(answer.headers)) == (200, expected)
    # What one request used is not told to the next one.
    assert said(probe.get("/v1/probe/plain").headers) == NOT_SAID


@pytest.fixture(scope="module")
def spec() -> Spec:
    app = create_app(Settings(database_url="sqlite://", log_level="error"))
    return generated_spec(add_probe(app, described=True))


def test_the_description_says_what_is_old(spec: Spec) -> None:
    schemas = spec["components"]["schemas"]
    nick = schemas["Old"]["properties"]["nick"]
    assert (nick["deprecated"], nick["x-deprecated-since"], nick["x-sunset"]) == (True, "2026-08-01", "2027-02-01")
    assert "deprecated" not in schemas["Old"]["properties"]["name"]
    assert schemas["OldAnswerPart"]["properties"]["nick"]["deprecated"] is True
    assert spec["paths"]["/v1/probe/old-route"]["get"]["deprecated"] is True
    assert "deprecated" not in spec["paths"]["/v1/probe/old-answer"]["get"]


@pytest.mark.parametrize(
    ("path", "described"), [("/v1/probe/old-route", True), ("/v1/probe/old-answer", True), ("/v1/shoes", False)]
)
def test_the_description_names_the_headers(spec: Spec, path: str, described: bool) -> None:
    headers = spec["paths"][path]["get"]["responses"]["200"].get("headers", {})
    assert ({"Deprecation", "Sunset"} <= set(headers)) is described


def test_an_old_field_without_an_end_is_refused_when_it_is_described() -> None:
    class Endless(RequestSchema):
        name = fields.String(metadata={"deprecated": True})

    with pytest.raises(LookupError, match="x-sunset"):
        Endless()
    assert deprecation_of_field({"deprecated": False}) is None
