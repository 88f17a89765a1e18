"""POST /v1/advice/consultation over HTTP: one call of a kiosk, as JSON and as a slip of paper."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.pictures.paper.slip import COLUMNS
from api.storage.database.engines import Database
from api.web.advice.consultation import EXAMPLE
from tests.support.accounts import Account
from tests.support.catalogue import new_store
from tests.support.logbook import faults_in

PATH = "/v1/advice/consultation"


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 200, answer.json
    assert answer.content_type == "application/json"
    return answer.json  # type: ignore[no-any-return]


INTENDED_USE = "http://localhost/docs/intended-use"
"""On paper an address is whole."""


def paper(client: FlaskClient, body: dict[str, Any], accept: str = "text/plain") -> Any:
    return client.post(PATH, query_string={"include": "all"}, json=body, headers={"Accept": accept})


def test_one_call_says_everything_and_holds_to_its_description(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert faults_in(answer, "ConsultationAnswer") == []
    assert answer["verdict"] == answer["triage"]["verdict"]
    assert 1 <= len(answer["shoes"]["recommendations"]) <= 3
    assert answer["met_pad"]["placement"]["side"] == "left"
    assert client.get(answer["met_pad"]["diagram_url"]).content_type.startswith("image/svg+xml")
    assert answer["exercises"]["sessions"]["morning"] and answer["self_care"]["plan"]
    cited = {rule for part in ("shoes", "met_pad", "self_care", "run_today") for rule in rules_in(answer[part])}
    assert cited <= answer["rules"].keys()


def test_the_picture_of_the_pad_is_said_once_unless_reasons_are_asked_for(client: FlaskClient) -> None:
    for include, repeated in (("", False), ("?include=reasons", True)):
        pad = client.post(f"{PATH}{include}", json=EXAMPLE).json["met_pad"]
        for name in ("diagram_url", "template_url"):
            assert pad["placement"][name].startswith("/v1/advice/met-pad/")
            assert pad[name] == (pad["placement"][name] if repeated else None)


def rules_in(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = part.get("rules")
        found = set(own) if isinstance(own, list) else set()
        return found.union(*(rules_in(value) for value in part.values()), {part["rule"]} if "rule" in part else set())
    if isinstance(part, list):
        return set().union(*(rules_in(item) for item in part))
    return set()


def test_nothing_told_is_no_error_and_asks_first_for_danger(client: FlaskClient) -> None:
    answer = advice(client, {})
    assert answer["missing"][0]["field"].startswith("symptoms.")
    assert answer["met_pad"]["placement"] is None and answer["run_today"]["verdict"] == "easy_only"


def test_the_slip_is_forty_two_columns_of_plain_text(client: FlaskClient) -> None:
    answer = paper(client, EXAMPLE)
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Accept" in answer.headers["Vary"]
    text = answer.get_data(as_text=True)
    assert all(len(line) <= COLUMNS for line in text.splitlines()) and text.encode("cp858") and text.endswith("\n")
    for title in ("SHOES", "PAD", "RUNNING TODAY", "AT HOME", "EXERCISES", "STILL TO ANSWER"):
        assert f"\n{title}\n" in text
    whole = " ".join(text.split())
    for wanted in ("US men's 9 (EU 42-43)", "points", "mm from the back of the heel", "not a diagnosis", INTENDED_USE):
        assert wanted in whole


def test_the_slip_of_an_emergency_says_that_and_nothing_else(client: FlaskClient) -> None:
    text = paper(client, {**EXAMPLE, "symptoms": {"cold_or_pale_foot": True}}).get_data(as_text=True)
    assert "emergency" in text.lower()
    for title in ("SHOES", "PAD", "AT HOME", "EXERCISES"):
        assert title not in text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/plain", "text/plain"),
        ("text/plain;q=0.4, application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/plain"),
        ("image/png", "application/json"),
    ],
)
def test_the_form_follows_what_the_client_accepts(client: FlaskClient, accept: str, kind: str) -> None:
    assert paper(client, EXAMPLE, accept).content_type.startswith(kind)


def test_only_what_the_store_has_is_shown(client: FlaskClient, released_database: Database, account: Account) -> None:
    store = new_store(released_database, account.id)
    assert advice(client, {**EXAMPLE, "store_id": store.id})["shoes"]["recommendations"] == []
    line = {"shoe_id": "hoka-bondi-9", "size": 9.5, "size_system": "us_men", "width": "4E", "quantity": 2}
    stocked = client.post(f"/v1/stores/{store.id}/stock/import", json={"lines": [line]})
    assert stocked.status_code == 200, stocked.json
    feet = {"right": {"length_mm": 265, "breadth_mm": 110}}
    found = advice(client, {**EXAMPLE, "feet": feet, "store_id": store.id, "max_price": None})["shoes"]
    assert [each["shoe"]["id"] for each in found["recommendations"]] == ["hoka-bondi-9"]


def test_the_slip_says_what_is_on_the_shelf_and_else_what_can_be_ordered(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    store = new_store(released_database, account.id)
    feet = {"right": {"length_mm": 265, "breadth_mm": 102}}
    request = {**EXAMPLE, "feet": feet, "store_id": store.id, "max_price": None}
    empty = " ".join(paper(client, request).get_data(as_text=True).split())
    assert "Can be ordered:" in empty
    assert "Try both shoes on" not in empty
    line = {"shoe_id": "hoka-bondi-9", "size": 9.5, "size_system": "us_men", "width": "standard", "quantity": 2}
    lines = [{**line, "price": 149.9, "currency": "USD"}]
    assert client.post(f"/v1/stores/{store.id}/stock/import", json={"lines": lines}).status_code == 200
    stocked = " ".join(paper(client, request).get_data(as_text=True).split())
    assert "HOKA Bondi 9" in stocked
    assert "$149.90, pairs here: 2" in stocked


def test_another_account_s_store_does_not_exist(
    client: FlaskClient, released_database: Database, other_account: Account
) -> None:
    store = new_store(released_database, other_account.id)
    assert client.post(PATH, query_string={"include": "all"}, json={**EXAMPLE, "store_id": store.id}).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"feet": {"left": {"length_mm": 90}}}, "/feet/left/length_mm"),
        ({"symptoms": {"pain_level": 11}}, "/symptoms/pain_level"),
        ({"minutes_per_session": 45}, "/minutes_per_session"),
        ({"medicine_cautions": ["dragon"]}, "/medicine_cautions/0"),
        ({"pair": {"distance": {"km": 1, "mi": 1}}}, "/pair/distance"),
        ({"shoe_size": 9}, "/shoe_size"),
        ({"foot": {"length_mm": 262}}, "/feet"),
    ],
)
def test_a_fault_is_refused_by_the_name_of_its_field(client: FlaskClient, change: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json={**EXAMPLE, **change})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]
