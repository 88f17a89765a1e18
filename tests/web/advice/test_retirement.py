"""POST /v1/advice/retirement over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.web.advice.retirement import EXAMPLE
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/retirement"


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json  # type: ignore[no-any-return]


def test_a_pair_is_judged_with_its_reasons_and_its_date(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert answer["verdict"] == "plan_replacement"
    assert answer["limits"]["retire_by"] == pytest.approx({"km": 760.4, "mi": 472.5, "m": 760_405}, rel=1e-3)
    assert answer["remaining"]["km"] == pytest.approx(answer["limits"]["retire_by"]["km"] - 560)
    assert answer["forecast"]["retire_on"] == "2026-10-12"
    assert answer["judged_as"] == {
        **{"foam": "eva", "kind": "trainer", "as_of": "2026-09-01"},
        **{"distance": {"km": 560, "mi": pytest.approx(347.97, abs=0.01), "m": 560_000}, "distance_is": "exact"},
    }
    assert answer["rules"]["WEAR-06"]["basis"] == "house"


def test_an_own_limit_comes_back_as_it_was_sent(client: FlaskClient) -> None:
    answer = advice(client, {"distance": {"km": 10}, "limit": {"mi": 262.19}})
    assert answer["limits"]["retire_by"]["mi"] == 262.19
    assert answer["limits"]["retire_by"]["m"] == pytest.approx(421_953.9, abs=0.1)


def test_nothing_known_is_answered_with_questions(client: FlaskClient) -> None:
    answer = advice(client, {})
    assert answer["verdict"] == "plan_replacement" and answer["life_used"] is None
    assert answer["missing"][0]["field"] == "distance"


def test_today_stands_in_for_a_day_that_was_not_sent(client: FlaskClient) -> None:
    before = datetime.now(UTC).date().isoformat()
    day = advice(client, {"distance": {"km": 10}, "as_of": None})["judged_as"]["as_of"]
    assert before <= day <= datetime.now(UTC).date().isoformat()


def test_the_same_question_is_answered_alike_to_the_byte(client: FlaskClient) -> None:
    assert (
        client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
        == client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
    )


def test_a_shoe_of_the_catalogue_tells_foam_and_kind(client: FlaskClient) -> None:
    shoe = next(
        shoe
        for shoe in client.get("/v1/shoes?category=race&limit=100").json["items"]  # type: ignore[index]
        if "PEBA" in client.get(f"/v1/shoes/{shoe['id']}").text
    )
    racer = advice(client, {"distance": {"mi": 310}, "shoe_id": shoe["id"]})
    assert (racer["judged_as"]["foam"], racer["judged_as"]["kind"]) == ("peba", "race")
    assert racer["verdict"] == "retire" and racer["limits"]["retire_by"]["mi"] == 300
    stated = advice(client, {"distance": {"mi": 310}, "shoe_id": shoe["id"], "foam": "eva", "kind": "trainer"})
    assert stated["verdict"] == "plan_replacement"


def test_a_shoe_that_is_not_there_or_another_account_s_is_not_found(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    own = {"brand": "Ours", "model": "Flyer", "category": "race", "midsole_foam": "PEBA"}
    made = client.post("/v1/shoes", json=own, headers={"Idempotency-Key": "a-key-of-sixteen-or-more"})
    body = {"distance": {"km": 500}, "shoe_id": made.json["id"]}  # type: ignore[index]
    assert advice(client, body)["judged_as"] == advice(client, {**body, "foam": "unknown"})["judged_as"]
    assert advice(client, body)["judged_as"]["foam"] == "peba"
    foreign, nowhere = (
        other_client.post(PATH, query_string={"include": "all"}, json=body),
        other_client.post(PATH, json={"shoe_id": "no-such-shoe"}),
    )
    assert foreign.status_code == nowhere.status_code == 404
    assert {**foreign.json, "instance": ""} == {**nowhere.json, "instance": ""}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("retirement", {"shoe_id": "no-such-shoe"}, "/shoe_id"),
        ("run-today", {"pair": {"shoe_id": "no-such-shoe"}}, "/pair/shoe_id"),
        ("consultation", {"pair": {"shoe_id": "no-such-shoe"}}, "/pair/shoe_id"),
    ],
)
def test_an_unknown_shoe_is_named_where_it_stands(
    client: FlaskClient, path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = client.post(f"/v1/advice/{path}", json=body)
    assert answer.status_code == 404
    assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [(pointer, "unknown")]  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"distance": {"km": 5, "mi": 3}}, "/distance"),
        ({"distance": {}}, "/distance"),
        ({"distance": {"km": -5}}, "/distance/km"),
        ({"distance": {"furlongs": 5}}, "/distance/furlongs"),
        ({"distance": {"km": 5}, "distance_at_least": {"km": 3}}, "/distance_at_least"),
        ({"limit_age_months": 0}, "/limit_age_months"),
        ({"limit_hours": 0.5}, "/limit_hours"),
        ({"hours": -1}, "/hours"),
        ({"limit": {"km": 0}}, "/limit/km"),
        ({"inspection": {"tilts": "yes"}}, "/inspection/tilts"),
        ({"as_of": "tomorrow"}, "/as_of"),
        ({"symptoms": {"fever": 1}}, "/symptoms/fever"),
        ({"milage": 5}, "/milage"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]


def test_nan_is_no_json(client: FlaskClient) -> None:
    answer = client.post(PATH, data='{"distance": {"km": NaN}}', content_type="application/json")
    assert answer.status_code == 400


def test_a_danger_sign_comes_before_the_shoe(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "symptoms": {"pain_sites": ["mth_2"], "cold_or_pale_foot": True}})
    assert answer["care"]["level"] == "emergency" and answer["indicator"] == "critical"
    assert answer["ok_for"] == {"easy": False, "speed": False, "race": False} and answer["forecast"] is None


def test_advice_needs_a_key_with_its_scope(
    app: Flask, anonymous: FlaskClient, released_database: Any, account: Account
) -> None:
    assert anonymous.post(PATH, json={}).status_code == 401
    other = new_key(released_database, account.id, scopes=["catalogue:read"])
    assert client_of(app, other.secret).post(PATH, json={}).status_code == 403
