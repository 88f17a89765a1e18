"""Stores and their stock over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from api.web.shop.stores_schema import StockLineSchema, StockReportSchema, StoreSchema
from tests.support.accounts import Account, new_key
from tests.support.shapes import faults

NOWHERE = "store_00000000000000000000"


def add(client: FlaskClient, **facts: Any) -> dict[str, Any]:
    answer = client.post("/v1/stores", json={"name": "Main Street", **facts})
    assert answer.status_code == 201, answer.json
    shown: dict[str, Any] = answer.json
    return shown


def row(**facts: Any) -> dict[str, Any]:
    return {"shoe_id": "hoka-clifton-10", "size": 9.5, "size_system": "us_men", "quantity": 1, **facts}


def put(client: FlaskClient, store_id: str, *rows: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = client.post(f"/v1/stores/{store_id}/stock/import?{query}", json={"lines": list(rows)})
    assert answer.status_code == 200, answer.json
    report: dict[str, Any] = answer.json
    return report


def test_a_store_is_made_shown_changed_and_deleted(client: FlaskClient) -> None:
    answer = client.post("/v1/stores", json={"name": "Main Street", "external_ref": "17"})
    path = answer.headers["Location"]
    shown = client.get(path)
    assert (shown.json, shown.headers["ETag"]) == (answer.json, answer.headers["ETag"])
    assert faults(StoreSchema(), shown.json) == []
    assert client.get(path, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    changed = client.patch(path, json={"external_ref": None}, headers={"If-Match": shown.headers["ETag"]})
    assert (changed.json["name"], changed.json["external_ref"]) == ("Main Street", None)
    assert client.patch(path, json={"name": "X"}, headers={"If-Match": shown.headers["ETag"]}).status_code == 412
    same = client.patch(path, json={"name": "Main Street"})
    assert same.headers["ETag"] == changed.headers["ETag"]
    assert client.delete(path, headers={"If-Match": shown.headers["ETag"]}).status_code == 412
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == client.delete(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "x", "city": "y"}, "/city"),
        ({"name": "x", "external_ref": 17}, "/external_ref"),
    ],
)
def test_a_store_that_makes_no_sense_is_refused(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/stores", json=body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert client.get("/v1/stores").json["items"] == []


def test_a_reference_names_one_store(client: FlaskClient) -> None:
    add(client, external_ref="17")
    second = add(client)
    for answer in (
        client.post("/v1/stores", json={"name": "B", "external_ref": "17"}),
        client.patch(f"/v1/stores/{second['id']}", json={"external_ref": "17"}),
    ):
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (409, "/external_ref")


def test_stores_are_listed_page_by_page(client: FlaskClient, other_client: FlaskClient) -> None:
    made = [add(client, name=f"Store {number}")["id"] for number in range(5)]
    add(other_client)
    first = client.get("/v1/stores?limit=2").json
    second = client.get(f"/v1/stores?limit=2&cursor={first['next_cursor']}").json
    third = client.get(f"/v1/stores?limit=2&cursor={second['next_cursor']}").json
    assert [store["id"] for page in (first, second, third) for store in page["items"]] == made
    assert third["next_cursor"] is None


def test_another_account_s_store_is_as_unknown_as_none(client: FlaskClient, other_client: FlaskClient) -> None:
    store = add(client)
    put(client, store["id"], row(gtin="4006381333931"))
    for method, tail, body in (
        ("get", "", None),
        ("patch", "", {"name": "Mine now"}),
        ("delete", "", None),
        ("get", "/stock", None),
        ("post", "/stock/import", {"lines": [row()]}),
    ):
        facts = {} if body is None else {"json": body}
        answers = [getattr(other_client, method)(f"/v1/stores/{i}{tail}", **facts) for i in (store["id"], NOWHERE)]
        assert [answer.status_code for answer in answers] == [404, 404], (method, tail)
        first, other = ({**answer.json, "instance": ""} for answer in answers)
        assert first == other
    assert other_client.get("/v1/shoes/lookup?gtin=4006381333931").status_code == 404
    assert client.get(f"/v1/stores/{store['id']}").json == store
    assert len(client.get(f"/v1/stores/{store['id']}/stock").json["items"]) == 1


def test_a_key_of_one_store_reaches_no_other(
    app: Flask, client: FlaskClient, released_database: Database, account: Account
) -> None:
    mine, other = add(client), add(client, name="Other")
    key = {"Authorization": f"Bearer {new_key(released_database, account.id, store_id=mine['id']).secret}"}
    assert [store["id"] for store in client.get("/v1/stores", headers=key).json["items"]] == [mine["id"]]
    assert client.get(f"/v1/stores/{mine['id']}/stock", headers=key).status_code == 200
    for answer in (
        client.get(f"/v1/stores/{other['id']}", headers=key),
        client.get(f"/v1/stores/{other['id']}/stock", headers=key),
        client.patch(f"/v1/stores/{other['id']}", json={"name": "X"}, headers=key),
        client.delete(f"/v1/stores/{other['id']}", headers=key),
        client.post(f"/v1/stores/{other['id']}/stock/import", json={"lines": []}, headers=key),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert client.post("/v1/stores", json={"name": "Third"}, headers=key).status_code == 403


def test_stock_is_imported_and_listed(client: FlaskClient) -> None:
    store = add(client)
    path = f"/v1/stores/{store['id']}/stock"
    body = "sku;brand;model;size;width;quantity\nB;hoka;Clifton 10;9,5;2E;3\nA;Brooks;Ghost 17;10;;1\nC;Nobody;X;9;;1\n"
    answer = client.post(f"{path}/import?size_system=us_men&width=standard", data=body, content_type="text/csv")
    report = answer.json
    assert [(each["line"], each["status"], each["id"]) for each in report["rows"]] == [
        (2, "created", "sku:B"),
        (3, "created", "sku:A"),
        (4, "failed", None),
    ]
    assert faults(StockReportSchema(), report) == []
    first = client.get(f"{path}?limit=1").json
    second = client.get(f"{path}?limit=1&cursor={first['next_cursor']}").json
    lines = [*first["items"], *second["items"]]
    assert [(line["sku"], line["shoe_id"], line["width_class"], line["stated_width"]) for line in lines] == [
        ("A", "brooks-ghost-17", "standard", "standard"),
        ("B", "hoka-clifton-10", "wide", "2E"),
    ]
    assert lines[1]["size"] == {"system": "us_men", "value": 9.5}
    assert second["next_cursor"] is None
    assert all(faults(StockLineSchema(), line) == [] for line in lines)


def test_a_cursor_of_one_store_is_no_good_in_another(client: FlaskClient) -> None:
    stores = [add(client, name=name) for name in ("A", "B")]
    for store in stores:
        put(client, store["id"], row(), row(size=10))
    cursor = client.get(f"/v1/stores/{stores[0]['id']}/stock?limit=1").json["next_cursor"]
    refused = client.get(f"/v1/stores/{stores[1]['id']}/stock?limit=1&cursor={cursor}")
    assert refused.json["code"] == "bad_cursor"


def test_a_bar_code_in_stock_says_size_and_width(client: FlaskClient) -> None:
    store = add(client)
    put(client, store["id"], row(gtin="4006381333931", width="2E"))
    found = client.get("/v1/shoes/lookup?gtin=4006381333931").json
    assert (found["shoe"]["id"], found["size"], found["width"]) == (
        "hoka-clifton-10",
        {"system": "us_men", "value": 9.5},
        "2E",
    )


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("mode=append", 422, "mode"),
        ("size_system=cm", 422, "size_system"),
        ("width=2E", 422, "width"),
        ("dry=true", 400, "dry"),
    ],
)
def test_how_to_import_is_said_in_known_words(client: FlaskClient, query: str, status: int, parameter: str) -> None:
    store = add(client)
    answer = client.post(f"/v1/stores/{store['id']}/stock/import?{query}", json={"lines": [row()]})
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (status, parameter)
    assert client.get(f"/v1/stores/{store['id']}/stock").json["items"] == []


def test_a_replacement_takes_away_what_is_not_sent(client: FlaskClient) -> None:
    store = add(client)
    put(client, store["id"], row(), row(size=10))
    report = put(client, store["id"], row(size=11), query="mode=replace")
    assert (report["counts"]["created"], report["counts"]["removed"]) == (1, 2)
    assert [line["size"]["value"] for line in client.get(f"/v1/stores/{store['id']}/stock").json["items"]] == [11]


def test_a_replacement_can_be_tried(client: FlaskClient) -> None:
    store = add(client)
    put(client, store["id"], row(), row(size=10))
    tried = put(client, store["id"], row(size=11), query="mode=replace&dry_run=true")
    assert (tried["counts"]["created"], tried["counts"]["removed"], tried["rows"][0]["id"]) == (1, 2, None)
    assert len(client.get(f"/v1/stores/{store['id']}/stock").json["items"]) == 2
    done = put(client, store["id"], row(size=11), query="mode=replace")
    assert done["counts"] == tried["counts"]


def test_advice_shows_only_what_the_store_has_in_the_size(client: FlaskClient) -> None:
    store = add(client)
    put(client, store["id"], row(size=9, width="D"), row(shoe_id="hoka-bondi-9", size=12, width="D"))
    request = {"size": {"system": "us_men", "value": 9}, "use": "road", "store_id": store["id"]}
    shown = client.post("/v1/advice/shoes", json=request).json["recommendations"]
    assert [entry["shoe"]["id"] for entry in shown] == ["hoka-clifton-10"]
    assert client.post("/v1/advice/shoes", json={**request, "store_id": NOWHERE}).status_code == 404


def test_a_column_that_is_null_from_the_beginning_is_none(client: FlaskClient) -> None:
    made = client.post("/v1/stores", json={"name": "Main Street", "column_map": {"title": "Item", "sku": None}})
    assert (made.status_code, made.json["column_map"]) == (201, {"title": "Item"})
    none = client.post("/v1/stores", json={"name": "Main Street", "column_maps": {"till": {"sku": None}, "web": None}})
    assert (none.status_code, none.json["column_maps"]) == (201, None)
