"""Shoes over HTTP: lists, search, filters, one shoe, bar codes; the shapes that are served and described."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from api.web.catalogue.shoes_schema import ShoeCardSchema, ShoeLookupSchema, ShoeSchema
from tests.support.accounts import Account
from tests.support.catalogue import new_shoe
from tests.support.shapes import faults

GTIN = "4006381333931"


def ids(client: FlaskClient, query: str = "") -> list[str]:
    found: list[str] = []
    path = f"/v1/shoes?{query}"
    while True:
        answer = client.get(path)
        assert answer.status_code == 200, answer.json
        found += [item["id"] for item in answer.json["items"]]
        if answer.json["next_cursor"] is None:
            assert "Link" not in answer.headers
            return found
        path = answer.headers["Link"].removeprefix("<").split(">")[0]


def test_everything_is_listed_once_page_by_page(client: FlaskClient) -> None:
    everything = ids(client, "limit=100")
    assert len(everything) == len(set(everything)) == 106
    assert ids(client, "limit=9") == everything


def test_what_is_shown_is_what_is_described(client: FlaskClient, released_database: Database, account: Account) -> None:
    figures = {"midsole_softness": {"value": 20, "unit": "shore_a"}, "drop_mm": {"value": 4, "source": "A lab"}}
    own = new_shoe(released_database, account.id, figures=figures, gtins=[GTIN], widths_sold=["wide"], plate="rock")
    for item in client.get("/v1/shoes?limit=100").json["items"]:
        assert faults(ShoeCardSchema(), item) == [], item["id"]
    for shoe_id in (own.id, "hoka-clifton-10", "oofos-ooahh-slide", "xero-shoes-hfs-ii", "kane-revive"):
        assert faults(ShoeSchema(), client.get(f"/v1/shoes/{shoe_id}").json) == [], shoe_id
    assert faults(ShoeLookupSchema(), client.get(f"/v1/shoes/lookup?gtin={GTIN}").json) == []


def test_a_difference_from_the_description_is_noticed(client: FlaskClient) -> None:
    shown = client.get("/v1/shoes/hoka-clifton-10").json
    assert faults(ShoeSchema(), {**shown, "more": 1})
    assert faults(ShoeSchema(), {name: value for name, value in shown.items() if name != "rocker"})
    assert faults(ShoeSchema(), {**shown, "plate": "steel"})
    shown["figures"]["drop_mm"]["unit"] = "in"
    assert faults(ShoeSchema(), shown)


def test_every_figure_that_is_shown_names_a_source_with_a_link(client: FlaskClient) -> None:
    shown = [*client.get("/v1/shoes?limit=100").json["items"], client.get("/v1/shoes/teva-hydratrek").json]
    for shoe in shown:
        sources = {source["id"]: source for source in shoe["sources"]}
        for name, figure in shoe["figures"].items():
            if figure is not None:
                assert figure["sources"], (shoe["id"], name)
                assert all(sources[source]["url"].startswith("http") for source in figure["sources"])


def test_one_shoe_shows_every_figure_and_where_it_was_measured(client: FlaskClient) -> None:
    shown = client.get("/v1/shoes/hoka-clifton-10").json
    assert shown["figures"]["toe_box_width_mm"] == {
        "value": 73.1,
        "unit": "mm",
        "method": "gel_mold",
        "sample": "men's US 9",
        "note": None,
        "sources": ["runrepeat-hoka-clifton-10"],
    }
    assert (shown["toe_box"], shown["forefoot_cushioning"]) == ("average", "high")
    assert shown["sources"][0]["publisher"] == "RunRepeat"
    unmeasured = client.get("/v1/shoes/oofos-ooahh-slide").json
    assert set(unmeasured["figures"].values()) == {None}
    assert (unmeasured["toe_box"], unmeasured["rocker"], unmeasured["widths_sold"]) == (None, None, None)
    assert len(unmeasured["sources"]) == 2


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("q=hokka+cliffton", ["hoka-clifton-10", "hoka-clifton-9"]),
        ("q=hokka+cliffton&limit=1", ["hoka-clifton-10", "hoka-clifton-9"]),
        ("q=clifton&width_sold=narrow", ["hoka-clifton-10"]),
        ("brand=hoka&toe_box=wide", ["hoka-gaviota-6"]),
        ("brand=Xero+Shoes&toe_box=very_wide&limit=1", ["xero-shoes-hfs-ii", "xero-shoes-mesa-trail-wp"]),
        ("category=recovery&brand=Kane", ["kane-revive"]),
        ("max_price=42", ["oofos-ooriginal-thong", "whitin-cross-trainer-barefoot"]),
        ("max_price=1000&currency=EUR", []),
        ("plate=carbon&stability=stability", []),
        ("forefoot_cushioning=poor&category=race", ["adidas-adizero-adios-9"]),
        ("max_drop_mm=-0.5", ["altra-torin-7"]),
        ("max_drop_mm=-5e-1", ["altra-torin-7"]),
        ("rocker=false", []),
        ("discontinued=true&brand=nike", ["nike-pegasus-41"]),
        ("q=zzzzzz", []),
    ],
)
def test_search_and_filters(client: FlaskClient, query: str, first: list[str]) -> None:
    found = ids(client, query)
    assert found[: len(first)] == first
    assert first or not found


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("colour=red", 400, "unknown_parameter"),
        ("limit=5&limit=6", 400, "unknown_parameter"),
        ("cursor=made-up", 400, "bad_cursor"),
        ("limit=0", 422, "invalid_input"),
        ("limit=101", 422, "invalid_input"),
        ("toe_box=roomy", 422, "invalid_input"),
        ("max_price=NaN", 422, "invalid_input"),
        ("max_price=-1", 422, "invalid_input"),
        ("max_price=1e99", 422, "invalid_input"),
        ("max_drop_mm=eight", 422, "invalid_input"),
        ("rocker=yes", 422, "invalid_input"),
        ("currency=usd", 422, "invalid_input"),
        ("q=", 422, "invalid_input"),
        ("q=" + "a" * 101, 422, "invalid_input"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused_by_name(
    client: FlaskClient, query: str, status: int, code: str
) -> None:
    answer = client.get(f"/v1/shoes?{query}")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    if code != "bad_cursor":
        assert answer.json["errors"][0]["parameter"] == query.split("=")[0]


def test_a_cursor_is_good_for_its_own_filters_alone(client: FlaskClient, other_client: FlaskClient) -> None:
    cursor = client.get("/v1/shoes?brand=hoka&limit=1").json["next_cursor"]
    assert client.get(f"/v1/shoes?brand=hoka&limit=5&cursor={cursor}").status_code == 200
    for path in (
        f"/v1/shoes?brand=nike&cursor={cursor}",
        f"/v1/shoes?cursor={cursor}",
        f"/v1/shoes?q=hoka&cursor={cursor}",
    ):
        assert client.get(path).json["code"] == "bad_cursor"
    assert other_client.get(f"/v1/shoes?brand=hoka&limit=5&cursor={cursor}").json["code"] == "bad_cursor"


def test_a_shoe_is_not_sent_twice_to_who_has_it(client: FlaskClient) -> None:
    first = client.get("/v1/shoes/hoka-clifton-10")
    assert first.headers["Cache-Control"].startswith("public")
    again = client.get("/v1/shoes/hoka-clifton-10", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/v1/shoes/hoka-clifton-9", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("shoe_id", ["no-such-shoe", "HOKA-CLIFTON-10", "shoe_00000000000000000000", "%00", "a" * 100])
def test_an_unknown_shoe_is_not_found(client: FlaskClient, shoe_id: str) -> None:
    for answer in (client.get(f"/v1/shoes/{shoe_id}"), client.delete(f"/v1/shoes/{shoe_id}")):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_bar_code_finds_the_own_shoe_and_nobody_else_s(
    client: FlaskClient, other_client: FlaskClient, released_database: Database, account: Account
) -> None:
    own = new_shoe(released_database, account.id, gtins=[GTIN])
    found = client.get(f"/v1/shoes/lookup?gtin=0{GTIN}").json
    assert (found["shoe"]["id"], found["gtin"], found["size"]) == (own.id, f"0{GTIN}", None)
    unknown = other_client.get(f"/v1/shoes/lookup?gtin={GTIN}")
    assert unknown.status_code == 404
    assert [(error["parameter"], error["code"]) for error in unknown.json["errors"]] == [("gtin", "unknown")]


@pytest.mark.parametrize("gtin", ["4006381333932", "123", "abcdefgh", "40063813339311111", ""])
def test_what_is_no_bar_code_is_refused(client: FlaskClient, gtin: str) -> None:
    answer = client.get(f"/v1/shoes/lookup?gtin={gtin}")
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "gtin")


def test_the_words_beside_an_id_are_no_ids(client: FlaskClient) -> None:
    assert client.patch("/v1/shoes/lookup", json={}).headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/v1/shoes/import").headers["Allow"] == "OPTIONS, POST"
