"""POST /v1/advice/self-care over HTTP."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.advice.self_care.answer import SelfCareAnswer
from api.web.advice.self_care import EXAMPLE, REQUEST
from api.web.fields.derive import answer_schema
from tests.advice.cases import Case, each_case
from tests.advice.self_care.inputs import answered, request_of
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.shapes import described

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/self-care"


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


_REQUEST_DESCRIBED = described(REQUEST)
_ANSWER_DESCRIBED = described(answer_schema(SelfCareAnswer))


@each_case("self_care")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    jsonschema.validate(case.given, _REQUEST_DESCRIBED)
    assert REQUEST.load(dict(case.given)) == request_of(case.given)
    jsonschema.validate(answered(case.given), _ANSWER_DESCRIBED)


def test_the_description_is_not_too_loose() -> None:
    answer = dict(answered(EXAMPLE))
    jsonschema.validate(answer, _ANSWER_DESCRIBED)
    first = answer["plan"][0]
    for fault in (
        {"verdict": "fine"},
        {"plan": [{**first, "days": {"low": 7}}]},
        {"plan": [{**first, "how": ""}]},
        {"plan": [{**first, "rules": []}]},
        {"plan": [{name: value for name, value in first.items() if name != "checks"}]},
        {"left_out": [{"measure": "ice", "rules": ["CARE-09"]}]},
        {"progress": {**answer["progress"], "reading": "fine"}},
        {"review_after_days": 0},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER_DESCRIBED)


def test_a_sore_forefoot_gets_its_plan_and_no_medicine_beside_asthma(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert answer["verdict"] == "self_care" and answer["progress"]["reading"] == "better"
    assert {"rest", "ice", "elevation"} <= {measure["measure"] for measure in answer["plan"]}
    left_out = {measure["measure"]: measure["why"] for measure in answer["left_out"]}
    assert "asthma" in left_out["pain_relief"]


def test_an_empty_list_of_reasons_is_not_the_same_as_none_asked_for(client: FlaskClient) -> None:
    asked, not_asked = (
        [measure["measure"] for measure in advice(client, {**EXAMPLE, "medicine_cautions": given})["plan"]]
        for given in ([], None)
    )
    assert "pain_relief" in asked and "pain_relief" not in not_asked


def test_a_reason_told_twice_counts_once(client: FlaskClient) -> None:
    twice = advice(client, {**EXAMPLE, "medicine_cautions": ["asthma", "asthma"]})
    assert twice == advice(client, EXAMPLE)


def test_nulls_say_nothing(client: FlaskClient) -> None:
    names = ("symptoms", "medicine_cautions", "work", "cold_sensitivity", "pain_level_before")
    assert advice(client, dict.fromkeys(names)) == advice(client, {})


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"medicine_cautions": ["headache"]}, "/medicine_cautions/0"),
        ({"medicine_cautions": "asthma"}, "/medicine_cautions"),
        ({"medicine_cautions": ["asthma"] * 17}, "/medicine_cautions"),
        ({"work": "running"}, "/work"),
        ({"cold_sensitivity": "no"}, "/cold_sensitivity"),
        ({"pain_level_before": 11}, "/pain_level_before"),
        ({"pain_level_before": 2.5}, "/pain_level_before"),
        ({"symptoms": {"swelling": 1}}, "/symptoms/swelling"),
        ({"dose": 200}, "/dose"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]


def test_the_same_question_is_answered_alike_to_the_byte(client: FlaskClient) -> None:
    assert (
        client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
        == client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
    )


def test_advice_needs_a_key_with_its_scope(
    app: Flask, anonymous: FlaskClient, released_database: Any, account: Account
) -> None:
    assert anonymous.post(PATH, json={}).status_code == 401
    other = new_key(released_database, account.id, scopes=["catalogue:read"])
    assert client_of(app, other.secret).post(PATH, json={}).status_code == 403
