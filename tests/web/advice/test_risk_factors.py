"""POST /v1/advice/risk-factors over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from api.web.advice.risk import EXAMPLE
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.logbook import faults_in, made

pytestmark = pytest.mark.http_alone

PATH = "/v1/advice/risk-factors"


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    return made(client.post(PATH, query_string={"include": "all"}, json=body), 200)


def test_factors_stand_in_order_with_a_step_each(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert faults_in(answer, "RiskAnswer") == []
    assert (answer["verdict"], answer["indicator"]) == ("many", "warning")
    assert [each["factor"] for each in answer["factors"]] == [
        *("quick_increase", "concrete", "narrow_toe_box", "stiff_calves", "overpronation", "bunion"),
    ]
    assert all(each["actions"] for each in answer["factors"])
    assert "training.hills" in [each["field"] for each in answer["missing"]]


def test_nothing_told_is_not_low(client: FlaskClient) -> None:
    for body in ({}, {"training": {}, "feet": {}}, dict.fromkeys(EXAMPLE)):
        answer = advice(client, body)
        assert (answer["verdict"], answer["factors"]) == ("some", [])
        assert answer["missing"][0]["field"] == "training.weekly_increase_fraction"


def test_weeks_are_read_in_any_unit(client: FlaskClient) -> None:
    for unit in ("km", "mi", "m"):
        facts = {"recent_weeks": [{unit: 30_000}, {unit: 30_000}], "planned_week": {unit: 40_000}}
        assert advice(client, {"training": facts})["factors"][0]["factor"] == "quick_increase"


def test_a_danger_sign_comes_before_any_factor(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "symptoms": {"hot_stuck_joint": True}})
    assert answer["care"]["level"] == "same_day" and answer["indicator"] == "critical"
    assert (answer["verdict"], answer["factors"]) == ("many", [])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"training": {"plyometrics": "yes"}}, "/training/plyometrics"),
        ({"training": {"speed_sessions_per_week": 1.5}}, "/training/speed_sessions_per_week"),
        ({"training": {"weekly_increase_fraction": -2}}, "/training/weekly_increase_fraction"),
        ({"training": {"recent_weeks": [{"km": -1}]}}, "/training/recent_weeks/0/km"),
        ({"shoes": {"brand": "x"}}, "/shoes/brand"),
        ({"shoes": []}, "/shoes"),
        ({"daily_life": {"standing_hours_per_day": 25}}, "/daily_life/standing_hours_per_day"),
        ({"feet": {"left": {"arch": "flat"}}}, "/feet/left/arch"),
        ({"symptoms": {"fever": 1}}, "/symptoms/fever"),
        ({"sex": "male"}, "/sex"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]


def test_advice_needs_a_key_with_its_scope(
    app: Flask, anonymous: FlaskClient, released_database: Database, account: Account
) -> None:
    assert anonymous.post(PATH, json={}).status_code == 401
    other = new_key(released_database, account.id, scopes=["catalogue:read"])
    assert client_of(app, other.secret).post(PATH, json={}).status_code == 403
