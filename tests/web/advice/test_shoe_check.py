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


WIDE_FOOT = {"sex": "male", "feet": {"left": {"length_mm": 262, "breadth_mm": 107}}, "symptoms": {"pain_level": 0}}
BOXES = {"2E": "4006381333931", "D": "4006381333948"}


def a_shop_with_both_widths(client: FlaskClient, quantity: int = 2) -> str:
    store: str = client.post("/v1/stores", json={"name": "Shop"}).json["id"]
    line = {"shoe_id": "hoka-bondi-9", "size": 9, "size_system": "us_men", "price": 0, "currency": "USD"}
    lines = [
        {**line, "quantity": quantity, "width": width, "gtin": gtin, "sku": width} for width, gtin in BOXES.items()
    ]
    report = client.post(f"/v1/stores/{store}/stock/import", json={"lines": lines})
    assert report.json["counts"]["created"] == 2, report.text
    return store


def test_a_box_in_the_hand_that_the_stock_calls_sold_out_has_its_place_among_all(client: FlaskClient) -> None:
    store = a_shop_with_both_widths(client, quantity=0)
    request = {**PERSON, "store_id": store}
    assert client.post(PATH, json={"shoe": {"id": "hoka-bondi-9"}, **request}).json["left_out_by"] == ["not_in_stock"]
    boxed = client.post(PATH, json={"shoe": {"gtin": BOXES["D"]}, **request}).json
    assert (boxed["verdict"], boxed["place"], boxed["of"]) == ("suits", 1, 1)


@pytest.mark.parametrize(("width", "verdict", "against"), [("2E", "suits", []), ("D", "does_not_suit", ["width"])])
def test_the_box_in_the_hand_is_judged_by_its_own_width(
    client: FlaskClient, width: str, verdict: str, against: list[str]
) -> None:
    a_shop_with_both_widths(client)
    answer = client.post(PATH, json={"shoe": {"gtin": BOXES[width]}, **WIDE_FOOT}).json
    assert answer["verdict"] == verdict
    assert answer["left_out_by"] == [f"box_of_other_{what}" for what in against]
    assert (answer["box"]["system"], answer["box"]["value"]) == ("us_men", 9)
    other = {**WIDE_FOOT, "feet": {"left": {"length_mm": 282, "breadth_mm": 114}}}
    assert "box_of_other_size" in client.post(PATH, json={"shoe": {"gtin": BOXES["2E"]}, **other}).json["left_out_by"]


@pytest.mark.parametrize(
    ("brand", "model", "found"),
    [
        ("Brooks", "Ghost 17 Men's 2E", "brooks-ghost-17"),
        ("New Balance", "1080v15", "new-balance-1080-v15"),
        ("Hoka One One", "Clifton 10", "hoka-clifton-10"),
        ("Brooks", "Ghost 18", None),
        ("Brooks", "Ghost 17 GTX", None),
    ],
)
def test_a_model_is_found_as_people_type_it(client: FlaskClient, brand: str, model: str, found: str | None) -> None:
    shoe = look(client, brand=brand, model=model).json["shoe"]
    assert (shoe and shoe["id"]) == found


def test_a_brand_is_known_by_its_other_names(client: FlaskClient) -> None:
    answer = client.post("/v1/advice/shoes", json={**PERSON, "brands": ["NB"]}).json
    assert {each["shoe"]["brand"] for each in answer["recommendations"]} == {"New Balance"}
