"""Import of own shoes over HTTP: files as people send them, and what is refused as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.web.edge.uploads import ImportReportSchema
from tests.support.accounts import Account
from tests.support.catalogue import shoe
from tests.support.shapes import faults

PATH = "/v1/shoes/import"


def send(client: FlaskClient, body: str | bytes, content_type: str = "text/csv", **headers: str) -> TestResponse:
    return client.post(PATH, data=body, content_type=content_type, headers=headers)


def own(client: FlaskClient) -> list[str]:
    items = client.get("/v1/shoes?brand=example&limit=100").json["items"]
    return [item["model"] for item in items]


@pytest.mark.parametrize(
    "body",
    [
        b"brand,model,category,drop_mm\nExample,One,road,-0.5\n",
        b"\xef\xbb\xbfbrand;model;category;drop_mm\r\nExample;One;road;-0,5\r\n",
        b'Model\tBRAND\tdrop_mm\tcategory\n"One"\tExample\t-0,5\troad',
        b'brand,model,category,subcategory,drop_mm\nExample,One,road,"a ""daily"" one","-0,5"\n',
    ],
)
def test_the_usual_exports_are_read_alike(client: FlaskClient, body: bytes) -> None:
    answer = send(client, body)
    assert answer.status_code == 200, answer.json
    assert answer.json["counts"] == {"created": 1, "updated": 0, "skipped": 0, "failed": 0, "removed": 0}
    made = client.get(f"/v1/shoes/{answer.json['rows'][0]['id']}").json
    assert (made["brand"], made["model"], made["figures"]["drop_mm"]["value"]) == ("Example", "One", -0.5)
    assert faults(ImportReportSchema(), answer.json) == []
    assert send(client, body).json["counts"]["skipped"] == 1


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "a-dry-run-of-one-file"}])
def test_a_dry_run_shows_what_would_be_done_and_does_nothing(client: FlaskClient, key: dict[str, str]) -> None:
    body = "brand\tmodel\tcategory\nExample\tOne\troad\nExample\tTwo\tnowhere\n"
    how: dict[str, Any] = {"data": body, "content_type": "text/tab-separated-values", "headers": key}
    tried = client.post(f"{PATH}?dry_run=true", **how)
    assert (tried.status_code, own(client)) == (200, [])
    assert [(row["status"], row["id"]) for row in tried.json["rows"]] == [("created", None), ("failed", None)]
    assert faults(ImportReportSchema(), tried.json) == []
    done = client.post(PATH, **how)
    assert "Idempotency-Replayed" not in done.headers
    assert (done.json["counts"], own(client)) == (tried.json["counts"], ["One"])


def test_a_broken_row_is_told_of_and_the_others_are_stored(client: FlaskClient) -> None:
    rows = ("Example,One,road,250", "Example,Two,road,heavy", "Example,Three", "Example,Four,road,")
    body = "\n".join(("brand,model,category,weight_g", *rows))
    report = send(client, body).json
    assert [(row["line"], row["status"]) for row in report["rows"]] == [
        (2, "created"),
        (3, "failed"),
        (4, "failed"),
        (5, "created"),
    ]
    [fault] = report["rows"][1]["errors"]
    assert (fault["field"], fault["code"]) == ("weight_g", "cell_is_no_plain_number")
    assert report["rows"][1]["id"] is None
    assert own(client) == ["Four", "One"]
    assert faults(ImportReportSchema(), report) == []


def test_rows_may_come_as_json_and_fail_one_by_one(client: FlaskClient) -> None:
    rows = [
        shoe(model="One", figures={"drop_mm": {"value": 8}}),
        shoe(model="Two", figures={"toe_box_width_mm": {"value": 75}}),
        shoe(model="Three", colour="red"),
        shoe(model="Four", price="10", currency="EUR"),
        {},
        shoe(model=5),
        shoe(model="Six", figures=[]),
    ]
    report = client.post(PATH, json={"shoes": rows}).json
    assert [row["status"] for row in report["rows"]] == ["created", *["failed"] * 6]
    assert [row["errors"][0]["field"] for row in report["rows"][1:4]] == [
        "figures/toe_box_width_mm/method",
        "colour",
        "price",
    ]
    assert {row["line"] for row in report["rows"]} == {None}
    assert own(client) == ["One"]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "says"),
    [
        (b"brand,model,category\nExample,Na\x81ve,road\n", "text/csv", 422, "UTF-8"),
        (b"", "text/csv", 422, "empty"),
        (b"brand,model,colour\n", "text/csv", 422, "'colour'"),
        (b"brand,category\n", "text/csv", 422, "'model'"),
        (b"brand,model,brand\n", "text/csv", 422, "twice: 'brand'"),
        (b'brand,model,category\nExample,One,road\nExample,"Two,road\n', "text/csv", 422, "line"),
        (b"brand,model,category\n" + b"Example,One,road\n" * 2001, "text/csv", 422, "more than 2000 rows"),
        (b"brand,model\n", "text/csv; charset=iso-8859-1", 415, "UTF-8"),
        (b"brand,model\n", "text/plain", 415, "text/csv"),
        (b"<shoes/>", "application/xml", 415, "text/csv"),
        (b'{"shoes": [NaN]}', "application/json", 400, "not JSON"),
        (b"[]", "application/json", 422, "list shoes"),
        (b'{"shoes": {}}', "application/json", 422, "list shoes"),
        (b'{"shoes": [], "more": 1}', "application/json", 422, "Unknown"),
        (b'{"shoes": [[]]}', "application/json", 422, "object"),
        (b'{"shoes": [' + b"{}," * 2000 + b"{}]}", "application/json", 422, "at most 2000"),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_refused_as_a_whole(
    client: FlaskClient, body: bytes, content_type: str, status: int, says: str
) -> None:
    answer = send(client, body, content_type)
    assert answer.status_code == status, answer.json
    assert says in answer.json["detail"]
    assert own(client) == []


def test_a_body_of_ten_megabytes_is_answered_and_one_of_twenty_refused(client: FlaskClient) -> None:
    assert send(client, b"x" * 10_000_000).status_code == 422
    answer = send(client, b"x" * 20_000_000)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert client.post("/v1/shoes", json=shoe(midsole_foam="x" * 70_000)).status_code == 413


def test_files_may_be_as_long_and_shoes_as_many_as_is_said(client: FlaskClient) -> None:
    def file(numbers: range) -> str:
        return "brand,model,category\n" + "".join(f"Example,M {number},road\n" for number in numbers)

    counts = [send(client, file(range(start, start + 2000))).json["counts"] for start in (0, 2000, 4000)]
    assert [(given["created"], given["failed"]) for given in counts] == [(2000, 0), (2000, 0), (1000, 1000)]
    one_more = client.post("/v1/shoes", json=shoe(model="One more"))
    assert (one_more.status_code, one_more.json["code"]) == (409, "conflict")


def test_a_formula_does_not_get_in_by_a_file(client: FlaskClient) -> None:
    for text in ("=HYPERLINK()", "+1", "-1+1", "@SUM(A1)"):
        report = send(client, f'brand,model,category\nExample,"{text}",road\n').json
        assert report["counts"]["failed"] == 1
    assert own(client) == []


def test_sent_again_with_its_key_a_file_has_one_effect(client: FlaskClient) -> None:
    body, key = "brand,model,category\nExample,One,road\n", {"Idempotency-Key": "a-key-of-sixteen-characters"}
    first, again = send(client, body, **key), send(client, body, **key)
    assert first.json == again.json
    assert first.json["counts"]["created"] == 1
    assert send(client, body.replace("One", "Two"), **key).status_code == 422
    assert own(client) == ["One"]


def test_an_import_changes_no_other_account_s_shoe(
    client: FlaskClient, other_client: FlaskClient, other_account: Account
) -> None:
    theirs = other_client.post("/v1/shoes", json=shoe(external_ref="A", gtins=["4006381333931"])).json
    mine: dict[str, Any] = client.post(
        PATH, json={"shoes": [shoe(external_ref="A", plate="rock", gtins=["4006381333931"])]}
    ).json["rows"][0]
    assert (mine["status"], mine["id"] != theirs["id"]) == ("created", True)
    assert other_client.get(f"/v1/shoes/{theirs['id']}").json == theirs
    shared = client.post(PATH, json={"shoes": [shoe(brand="HOKA", model="Clifton 10", plate="rock")]}).json["rows"][0]
    assert shared["id"] != "hoka-clifton-10"
    assert client.get("/v1/shoes/hoka-clifton-10").json["plate"] == "none"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_catalogue_as_spreadsheets_save_it_is_read(client: FlaskClient, encoding: str) -> None:
    answer = send(client, "brand\tmodel\tcategory\nExample\tNaïve 2\troad\n".encode(encoding))
    assert client.get(f"/v1/shoes/{answer.json['rows'][0]['id']}").json["model"] == "Naïve 2"
