"""An account's own shoes over HTTP: added, changed, deleted, and never the shared ones."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from tests.support.accounts import Account, new_key
from tests.support.catalogue import new_store, shoe

GTIN = "4006381333931"
WIDTH = {"value": 75.2, "method": "gel_mold"}


def add(client: FlaskClient, **facts: Any) -> dict[str, Any]:
    answer = client.post("/v1/shoes", json=shoe(**facts))
    assert answer.status_code == 201, answer.json
    shown: dict[str, Any] = answer.json
    return shown


def total(client: FlaskClient) -> int:
    return sum(len(client.get(f"/v1/shoes?limit=100&category={c}").json["items"]) for c in ("road", "trail", "race"))


def test_what_is_added_is_there_as_it_was_sent(client: FlaskClient) -> None:
    sent = shoe(
        model="Naïve 🙂 =1+1",
        price=0.1,
        currency="EUR",
        rocker=False,
        widths_sold=["extra_wide"],
        gtins=[GTIN],
        figures={"toe_box_width_mm": {**WIDTH, "source": "A lab"}, "drop_mm": {"value": -0.0}},
    )
    answer = client.post("/v1/shoes", json=sent)
    shown = client.get(answer.headers["Location"])
    assert (shown.json, shown.headers["ETag"]) == (answer.json, answer.headers["ETag"])
    assert {name: shown.json[name] for name in sent if name != "figures"} == {
        name: value for name, value in sent.items() if name != "figures"
    }
    assert shown.json["figures"]["toe_box_width_mm"]["value"] == 75.2
    assert shown.json["shared"] is False
    assert shown.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"brand": None}, "/brand"),
        ({"brand": ""}, "/brand"),
        ({"brand": " HOKA"}, "/brand"),
        ({"brand": "a\nb"}, "/brand"),
        ({"brand": "a" * 81}, "/brand"),
        ({"model": "a\u0000b"}, "/model"),
        ({"category": "boots"}, "/category"),
        ({"colour": "red"}, "/colour"),
        ({"price": 10}, "/currency"),
        ({"currency": "EUR"}, "/price"),
        ({"price": "10", "currency": "EUR"}, "/price"),
        ({"price": 1e300, "currency": "EUR"}, "/price"),
        ({"price": True, "currency": "EUR"}, "/price"),
        ({"release_year": 2026.5}, "/release_year"),
        ({"rocker": "yes"}, "/rocker"),
        ({"widths_sold": []}, "/widths_sold"),
        ({"widths_sold": ["wide", "wide"]}, "/widths_sold"),
        ({"widths_sold": ["2E"]}, "/widths_sold/0"),
        ({"gtins": ["4006381333932"]}, "/gtins/0"),
        ({"gtins": [GTIN] * 2}, "/gtins"),
        ({"figures": {"toe_box_width_mm": {"value": 75}}}, "/figures/toe_box_width_mm/method"),
        ({"figures": {"ball_width_mm": {"value": 95, "method": "lab"}}}, "/figures/ball_width_mm/method"),
        ({"figures": {"midsole_softness": {"value": 20}}}, "/figures/midsole_softness/unit"),
        ({"figures": {"midsole_softness": {"value": 20, "unit": "shore_c"}}}, "/figures/midsole_softness/unit"),
        ({"figures": {"drop_mm": {"value": 8, "unit": "in"}}}, "/figures/drop_mm/unit"),
        ({"figures": {"drop_mm": {"value": 400}}}, "/figures/drop_mm/value"),
        ({"figures": {"drop_mm": {}}}, "/figures/drop_mm/value"),
        ({"figures": {"drop_mm": 8}}, "/figures/drop_mm"),
        ({"figures": {"length_mm": {"value": 8}}}, "/figures/length_mm"),
        ({"figures": {"drop_mm": {"value": 8, "source_url": "javascript:alert(1)"}}}, "/figures/drop_mm/source_url"),
    ],
)
def test_what_cannot_be_is_refused_by_name(client: FlaskClient, told: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/shoes", json=shoe(**told))
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert total(client) == 80


@pytest.mark.parametrize("body", [b'{"brand": NaN}', b"{", b"", b'{"brand": "a", "brand": "b"}', b"\xff", b"[" * 5000])
def test_what_is_not_json_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/v1/shoes", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")


def test_the_same_shoe_is_not_added_twice(client: FlaskClient, other_client: FlaskClient) -> None:
    first = add(client, model="One")
    again = client.post("/v1/shoes", json=shoe(brand="EXAMPLE", model="one"))
    assert (again.status_code, again.json["errors"][0]["pointer"]) == (409, "/model")
    assert again.json["existing"] == {"id": first["id"], "href": f"/v1/shoes/{first['id']}"}
    add(client, model="Two", external_ref="A")
    add(client, model="Two", external_ref="B")
    refused = client.post("/v1/shoes", json=shoe(model="Three", external_ref="A"))
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (409, "/external_ref")
    add(client, model="Four", gtins=[GTIN])
    refused = client.post("/v1/shoes", json=shoe(model="Five", gtins=[f"0{GTIN}"]))
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (409, "/gtins")
    assert client.get("/v1/shoes?q=example+five").json["items"] == []
    add(other_client, model="One", external_ref="A", gtins=[GTIN])


def test_sent_again_with_its_key_it_is_added_once(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "a-key-of-sixteen-characters"}
    first = client.post("/v1/shoes", json=shoe(), headers=headers)
    again = client.post("/v1/shoes", json=shoe(), headers=headers)
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert client.post("/v1/shoes", json=shoe(model="Other"), headers=headers).status_code == 422


def test_a_patch_leaves_removes_and_replaces(client: FlaskClient) -> None:
    made = add(client, plate="carbon", rocker=True, figures={"toe_box_width_mm": WIDTH, "drop_mm": {"value": 8}})
    path = f"/v1/shoes/{made['id']}"
    patch = {"plate": None, "category": "trail", "figures": {"drop_mm": None, "toe_box_width_mm": {"value": 80}}}
    answer = client.patch(path, json=patch)
    assert answer.status_code == 200
    shown = client.get(path).json
    assert shown == answer.json
    assert (shown["plate"], shown["rocker"], shown["category"], shown["model"]) == (None, True, "trail", "Trainer 1")
    assert (shown["figures"]["drop_mm"], shown["figures"]["toe_box_width_mm"]["value"]) == (None, 80)
    assert shown["figures"]["toe_box_width_mm"]["method"] == "gel_mold"
    assert client.get("/v1/shoes?category=trail&brand=example").json["items"][0]["id"] == made["id"]


def test_a_patch_must_come_to_a_valid_shoe(client: FlaskClient) -> None:
    made = add(client, price=10, currency="EUR")
    path = f"/v1/shoes/{made['id']}"
    for patch, pointer in (
        ({"brand": None}, "/brand"),
        ({"price": None}, "/price"),
        ({"figures": {"toe_box_width_mm": {"value": 75}}}, "/figures/toe_box_width_mm/method"),
        ({"figures": {"drop_mm": {"note": "no value"}}}, "/figures/drop_mm/value"),
        ({"shared": True}, "/shared"),
    ):
        answer = client.patch(path, json=patch)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer), patch
    assert client.get(path).json == made


def test_a_change_that_changes_nothing_keeps_the_version(client: FlaskClient) -> None:
    made = client.post("/v1/shoes", json=shoe())
    answer = client.patch(made.headers["Location"], json={"category": "road", "plate": None})
    assert (answer.status_code, answer.headers["ETag"], answer.json) == (200, made.headers["ETag"], made.json)


def test_who_holds_an_old_version_changes_and_deletes_nothing(client: FlaskClient) -> None:
    made = client.post("/v1/shoes", json=shoe())
    path, old = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    newer = client.patch(path, json={"plate": "rock"}, headers=old)
    assert newer.status_code == 200
    assert client.patch(path, json={"plate": "carbon"}, headers=old).status_code == 412
    assert client.delete(path, headers=old).status_code == 412
    assert client.get(path).json["plate"] == "rock"
    assert client.get(path, headers={"If-None-Match": made.headers["ETag"]}).status_code == 200
    assert client.delete(path, headers={"If-Match": newer.headers["ETag"]}).status_code == 204
    assert client.get(path).status_code == 404


def test_the_shared_catalogue_is_read_only(client: FlaskClient) -> None:
    before = client.get("/v1/shoes/hoka-clifton-10")
    for answer in (
        client.patch("/v1/shoes/hoka-clifton-10", json={"price": None}),
        client.delete("/v1/shoes/hoka-clifton-10"),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "read_only")
    assert client.get("/v1/shoes/hoka-clifton-10").data == before.data


def test_another_account_s_shoe_is_as_unknown_as_none(client: FlaskClient, other_client: FlaskClient) -> None:
    made = add(client, gtins=[GTIN])
    absent = "shoe_00000000000000000000"
    for method, body in (("get", None), ("patch", {"plate": "rock"}), ("delete", None)):
        answers = [
            getattr(other_client, method)(f"/v1/shoes/{shoe_id}", **({} if body is None else {"json": body}))
            for shoe_id in (made["id"], absent)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        first, other = ({**answer.json, "instance": ""} for answer in answers)
        assert first == other
    assert other_client.get("/v1/shoes?brand=example").json["items"] == []
    assert other_client.get("/v1/shoes?q=example+trainer").json["items"] == []
    assert client.get(f"/v1/shoes/{made['id']}").json == made


def test_a_shoe_in_stock_is_not_deleted_under_the_store_s_feet(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    made = add(client)
    store = new_store(released_database, account.id)
    line = {"shoe_id": made["id"], "size": 9, "size_system": "us_men", "quantity": 0}
    path = f"/v1/stores/{store.id}/stock/import?mode=replace"
    assert client.post(path, json={"lines": [line]}).json["counts"]["created"] == 1
    refused = client.delete(f"/v1/shoes/{made['id']}")
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert client.post(path, json={"lines": []}).json["counts"]["removed"] == 1
    assert client.delete(f"/v1/shoes/{made['id']}").status_code == 204


def test_a_key_that_may_only_read_changes_nothing(
    app: Any, released_database: Database, account: Account, client: FlaskClient
) -> None:
    made = add(client)
    reader = new_key(released_database, account.id, scopes=("catalogue:read",)).secret
    headers = {"Authorization": f"Bearer {reader}"}
    assert client.get(f"/v1/shoes/{made['id']}", headers=headers).status_code == 200
    for answer in (
        client.post("/v1/shoes", json=shoe(model="Two"), headers=headers),
        client.patch(f"/v1/shoes/{made['id']}", json={}, headers=headers),
        client.delete(f"/v1/shoes/{made['id']}", headers=headers),
        client.post("/v1/shoes/import", json={"shoes": []}, headers=headers),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "missing_scope")
