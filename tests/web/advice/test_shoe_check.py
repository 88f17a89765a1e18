"""A look at one shoe over HTTP: how it is named, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

PATH = "/v1/advice/shoes/check"
PERSON = {"sex": "male", "size": {"system": "us_men", "value": 9}, "use": "road", "symptoms": {"pain_level": 0}}


def look(client: FlaskClient, **shoe: Any) -> Any:
    return client.post(PATH, json={"shoe": shoe, **PERSON})


def test_a_shoe_is_named_by_id_or_by_brand_and_model(client: FlaskClient) -> None:
    by_id = look(client, id="hoka-bondi-9")
    by_name = look(client, brand="hoka", model="Men's BONDI 9")
    assert by_id.status_code == by_name.status_code == 200
    assert by_id.json["verdict"] == "suits"
    assert by_id.json["place"] <= by_id.json["of"]
    assert by_id.json == by_name.json


def test_a_shoe_that_nobody_knows_by_name_is_to_be_tried_on(client: FlaskClient) -> None:
    answer = look(client, brand="Nobody", model="Nothing 1")
    assert (answer.json["verdict"], answer.json["shoe"]) == ("try_on", None)


@pytest.mark.parametrize("shoe", [{"id": "no-such-shoe"}, {"gtin": "4006381333931"}])
def test_an_unknown_id_or_bar_code_is_not_found(client: FlaskClient, shoe: dict[str, str]) -> None:
    answer = look(client, **shoe)
    assert answer.status_code == 404
    (field,) = shoe
    assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [(f"/shoe/{field}", "unknown")]
    assert answer.json["detail"] == f"/shoe/{field}: {answer.json['errors'][0]['detail']}"
    assert "account" not in answer.json["detail"]


@pytest.mark.parametrize(
    ("shoe", "pointer"),
    [
        ({}, "/shoe/id"),
        ({"brand": "HOKA"}, "/shoe/model"),
        ({"model": "Bondi 9"}, "/shoe/brand"),
        ({"id": "hoka-bondi-9", "gtin": "4006381333931"}, "/shoe/id"),
        ({"gtin": "4006381333932"}, "/shoe/gtin"),
    ],
)
def test_a_shoe_named_in_no_way_or_in_two_is_refused(client: FlaskClient, shoe: dict[str, str], pointer: str) -> None:
    answer = look(client, **shoe)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
