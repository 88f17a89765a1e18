"""The interview over HTTP: what a kiosk sends and gets, one question after another."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.advice.interview.screens import SCREENS
from tests.advice.interview.inputs import merge

URL = "/v1/advice/interview"


def ask(client: FlaskClient, query: str = "", **body: Any) -> dict[str, Any]:
    answer = client.post(URL + query, json=body)
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def answer_all(client: FlaskClient, purpose: str, ticked: dict[str, set[str]], sent: dict[str, Any]) -> dict[str, Any]:
    """Return the end of an interview: checklists by what is ticked, other questions by what is sent."""
    body: dict[str, Any] = {"purpose": purpose, "answers": {}, "asked": [], "skipped": []}
    for _ in range(30):
        answer = ask(client, **body)
        if answer["done"]:
            return answer | {"asked": body["asked"]}
        question = answer["question"]
        body["asked"].append(question["id"])
        if question["kind"] == "checklist":
            chosen = ticked.get(question["id"], set())
            for choice in question["choices"]:
                merge(body["answers"], choice["answers"] if choice["value"] in chosen else choice["otherwise"])
        elif question["id"] in sent:
            merge(body["answers"], sent[question["id"]])
        else:
            body["skipped"].append(question["id"])
    raise AssertionError("it does not end")


@pytest.mark.http_alone
def test_a_sore_customer_gets_the_consultation_after_a_few_questions(client: FlaskClient) -> None:
    sent = {
        "pain_level": {"symptoms": {"pain_level": 3}},
        "pain_kinds": {"symptoms": {"pain_kinds": ["ache"]}},
        "where": {"symptoms": {"pain_sites": ["mth_2"], "pain_side": "left"}},
        "days_since_onset": {"symptoms": {"days_since_onset": 4}},
        "size": {"size": {"system": "us_men", "value": 9}, "sex": "male"},
        "use": {"use": "road"},
        "insole": {"insole": "flat"},
    }
    end = answer_all(client, "consultation", {"state": {"pain"}}, sent)
    assert end["stop"] is None and end["advice"]["verdict"] == "self_care"
    assert end["advice"]["met_pad"]["placement"]["side"] == "left"
    assert end["advice"]["shoes"]["recommendations"]
    assert end["progress"] == {"asked": len(end["asked"]), "at_most_left": 0}
    assert not any(question["could_change"] == "level" for question in end["advice"]["missing"])
    assert len(end["asked"]) <= 11


@pytest.mark.http_alone
@pytest.mark.parametrize(
    ("purpose", "sent", "field"),
    [
        ("triage", {}, "red_flags"),
        ("shoes", {"size": {"size": {"system": "eu", "value": 42}, "sex": "female"}}, "recommendations"),
        ("met_pad", {}, "procedure"),
        ("retirement", {"distance": {"distance": {"km": 900}}, "kind": {"kind": "trainer"}}, "life_used"),
    ],
)
def test_every_purpose_ends_with_its_own_advice(
    client: FlaskClient, purpose: str, sent: dict[str, Any], field: str
) -> None:
    end = answer_all(client, purpose, {}, sent)
    assert field in end["advice"] and end["advice"]["disclaimer"]


@pytest.mark.http_alone
def test_an_emergency_stops_it(client: FlaskClient) -> None:
    answer = ask(client, purpose="shoes", answers={"symptoms": {"sudden_numb_foot": True}}, asked=["danger"])
    assert answer["done"] and answer["question"] is None
    assert answer["stop"]["care"]["level"] == "emergency" and answer["stop"]["actions"]
    assert answer["advice"]["verdict"] == "see_professional_first"


@pytest.mark.http_alone
def test_the_trace_comes_when_it_is_asked_for(client: FlaskClient) -> None:
    assert "trace" not in ask(client, purpose="triage")
    traced = ask(client, "?include=trace", purpose="triage")
    assert traced["trace"][0]["question"] == traced["question"]["id"] == "danger"
    assert all(considered["rules"] for considered in traced["trace"])


@pytest.mark.http_alone
def test_the_language_of_the_body_comes_before_that_of_the_header(client: FlaskClient) -> None:
    answer = client.post(URL, json={"purpose": "triage", "language": "en"}, headers={"Accept-Language": "de"})
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.http_alone
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/purpose"),
        ({"purpose": "dinner"}, "/purpose"),
        ({"purpose": "triage", "answers": {"symptoms": {"pain_level": 11}}}, "/answers/symptoms/pain_level"),
        ({"purpose": "triage", "answers": {"colour": "red"}}, "/answers/colour"),
        ({"purpose": "triage", "asked": ["weather"]}, "/asked/0"),
        ({"purpose": "triage", "language": "la"}, "/language"),
        ({"purpose": "retirement", "answers": {"distance": {"km": 1, "mi": 1}}}, "/answers/distance"),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].startswith(pointer)


@pytest.mark.http_alone
def test_a_store_of_nobody_is_not_found(client: FlaskClient) -> None:
    size = {"size": {"system": "eu", "value": 42}, "sex": "female"}
    everything = {"purpose": "shoes", "answers": {"store_id": "store_nobody", **size}, "asked": list(SCREENS)}
    assert client.post(URL, json=everything).status_code == 404
