"""POST /v1/advice/run-today over HTTP."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.advice.run_today.answer import RunTodayAnswer
from api.web.advice.run_today import EXAMPLE, REQUEST
from api.web.fields.derive import answer_schema
from tests.advice.cases import Case, each_case
from tests.advice.run_today.inputs import answered, request_of
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.shapes import described

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/run-today"


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


_REQUEST_DESCRIBED = described(REQUEST)
_ANSWER_DESCRIBED = described(answer_schema(RunTodayAnswer))


@each_case("run_today")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    jsonschema.validate(case.given, _REQUEST_DESCRIBED)
    assert REQUEST.load(dict(case.given)) == request_of(case.given)
    jsonschema.validate(answered(case.given), _ANSWER_DESCRIBED)


def test_the_description_is_not_too_loose() -> None:
    answer = dict(answered(EXAMPLE))
    jsonschema.validate(answer, _ANSWER_DESCRIBED)
    for fault in (
        {"verdict": "maybe"},
        {"limits": {**answer["limits"], "surfaces": ["moon"]}},
        {"limits": {**answer["limits"], "max_minutes": -1}},
        {"back_off_days": {"low": 7}},
        {"stop_if": [{"when": "worse", "text": "Stop."}]},
        {"planned": {"fits": "yes", "changes": []}},
        {"pair": {"verdict": "keep"}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER_DESCRIBED)


def test_a_mild_ache_runs_easy_and_the_plan_is_put_right(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert answer["verdict"] == "easy_only" and answer["pair"]["run_in_it"] is True
    assert [change["field"] for change in answer["planned"]["changes"]] == ["planned.minutes", "planned.surface"]
    assert answer["rules"]["RUN-03"]["basis"] == "document"


def test_the_pair_may_be_a_shoe_of_the_catalogue(client: FlaskClient, other_client: FlaskClient) -> None:
    own = {"brand": "Ours", "model": "Flyer", "category": "race", "midsole_foam": "PEBA"}
    made = client.post("/v1/shoes", json=own, headers={"Idempotency-Key": "a-key-of-sixteen-or-more"})
    body = {"symptoms": {"pain_level": 0}, "pair": {"distance": {"mi": 310}, "shoe_id": made.json["id"]}}  # type: ignore[index]
    assert advice(client, body)["pair"]["verdict"] == "retire"
    assert advice(client, {**body, "pair": {"distance": {"mi": 310}}})["pair"]["verdict"] == "plan_replacement"
    foreign = other_client.post(PATH, query_string={"include": "all"}, json=body)
    nowhere = other_client.post(PATH, query_string={"include": "all"}, json={"pair": {"shoe_id": "no-such-shoe"}})
    assert foreign.status_code == nowhere.status_code == 404
    assert {**foreign.json, "instance": ""} == {**nowhere.json, "instance": ""}  # type: ignore[dict-item]


def test_nulls_say_nothing(client: FlaskClient) -> None:
    empty = advice(client, {})
    names = ("symptoms", "pair", "planned", "hot_spot_in_run", "worse_in_run", "flare_up", "as_of")
    assert advice(client, dict.fromkeys(names)) == empty and empty["verdict"] == "easy_only"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"pair": {"distance": {"km": 5, "mi": 3}}}, "/pair/distance"),
        ({"pair": {"distance": {"km": 5}, "distance_at_least": {"km": 3}}}, "/pair/distance_at_least"),
        ({"pair": {"symptoms": {}}}, "/pair/symptoms"),
        ({"pair": {"weekly_distance": {"km": 5}}}, "/pair/weekly_distance"),
        ({"pair": {"pairs_in_use": 2}}, "/pair/pairs_in_use"),
        ({"pair": []}, "/pair"),
        ({"planned": {"minutes": 0}}, "/planned/minutes"),
        ({"planned": {"surface": "concrete"}}, "/planned/surface"),
        ({"planned": {"effort": "hard"}}, "/planned/effort"),
        ({"planned": {"hills": 1}}, "/planned/hills"),
        ({"flare_up": "yes"}, "/flare_up"),
        ({"symptoms": {"pain_level": 11}}, "/symptoms/pain_level"),
        ({"as_of": "today"}, "/as_of"),
        ({"today": True}, "/today"),
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
