"""A shop's own export, unedited, becomes stock in one call; what is not sure is listed for a person and remembered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.shop.stores_schema import MatchSchema, StockLineSchema, StockReportSchema
from tests.support.shapes import faults

CUSTOMER = {
    "sex": "male",
    "feet": {"left": {"length_mm": 268, "breadth_mm": 106}, "right": {"length_mm": 268, "breadth_mm": 107}},
    "use": "road",
    "symptoms": {"pain_level": 3, "pain_sites": ["mth_2"], "pain_kinds": ["ache"]},
}


def variant(number: int, *options: str, **facts: Any) -> dict[str, Any]:
    named = {f"option{place}": value for place, value in enumerate(options, start=1)}
    counted = {"inventory_quantity": 2, "inventory_management": "shopify"}
    return {"id": 4_000 + number, "sku": f"SKU-{number}", "price": "139.95", **counted, **named, **facts}


def product(title: str, *variants: dict[str, Any], **facts: Any) -> dict[str, Any]:
    options = [{"name": name} for name in facts.pop("options", ["Size", "Width"])]
    return {
        "title": title,
        "vendor": "Brooks",
        "product_type": "Running Shoes",
        "options": options,
        "variants": list(variants),
        **facts,
    }


@pytest.fixture
def store(client: FlaskClient) -> str:
    made: str = client.post("/v1/stores", json={"name": "Main Street"}).json["id"]
    return made


def send(client: FlaskClient, store: str, body: Any, query: str = "size_system=us", kind: str = "") -> dict[str, Any]:
    path = f"/v1/stores/{store}/stock/import?{query}"
    facts = {"json": body} if not kind else {"data": body, "content_type": kind}
    answer = client.post(path, **facts)
    assert answer.status_code == 200, answer.json
    assert faults(StockReportSchema(), answer.json) == []
    report: dict[str, Any] = answer.json
    return report


def lines(client: FlaskClient, store: str) -> list[tuple[Any, ...]]:
    items = client.get(f"/v1/stores/{store}/stock?limit=100").json["items"]
    assert all(faults(StockLineSchema(), item) == [] for item in items)
    return [
        (each["shoe_id"], each["size"]["system"], each["size"]["value"], each["width_class"], each["quantity"])
        for each in items
    ]


def test_shopify_s_products_become_stock(client: FlaskClient, store: str) -> None:
    body = {
        "products": [
            product(
                "Ghost 17 Men's", variant(1, "10.5", "2E"), variant(2, "10.5", "D (Medium)", inventory_quantity=-1)
            ),
            product("W Ghost 17", variant(3, "8", "D")),
            product("Ghost 17 Kids", variant(4, "3Y")),
            product("Run Visor Sock", variant(5, "L"), product_type="Socks"),
            product("Ghost 16 Men's", variant(6, "10.5", "2E", inventory_management=None)),
        ]
    }
    report = send(client, store, body)
    assert [row["status"] for row in report["rows"]] == ["created"] * 3 + ["skipped"] * 2 + ["created"]
    assert report["feed"]["models"] == {"open": 0, "certain": 1, "confirmed": 0, "rejected": 0, "new": 1}
    found = lines(client, store)
    assert found[:3] == [
        ("brooks-ghost-17", "us_men", 10.5, "wide", 2),
        ("brooks-ghost-17", "us_men", 10.5, "standard", 0),
        ("brooks-ghost-17", "us_women", 8, "wide", 2),
    ]
    assert found[3][1:] == ("us_men", 10.5, "wide", None)
    own = client.get(f"/v1/shoes/{found[3][0]}").json
    assert (own["brand"], own["model"], own["category"], own["price"]) == ("Brooks", "Ghost 16", "road", 139.95)
    assert send(client, store, body)["counts"] == {"created": 0, "updated": 0, "skipped": 6, "failed": 0, "removed": 0}


def test_a_customer_with_a_wide_sore_foot_gets_what_is_on_the_shelf(client: FlaskClient, store: str) -> None:
    send(
        client,
        store,
        {
            "products": [
                product("Ghost 17 Men's", variant(1, "10", "D")),
                product("Glycerin 22 Men's", variant(2, "10", "2E", price="99.90"), variant(3, "10", "4E")),
                product("Ghost 16 Men's", variant(4, "10", "2E")),
            ]
        },
        "size_system=us&currency=USD",
    )
    answer = client.post("/v1/advice/shoes", json={**CUSTOMER, "store_id": store}).json
    names = {entry["shoe"]["id"] for entry in answer["recommendations"]}
    assert names == {"brooks-glycerin-22"}
    assert [entry["shoe"]["model"] for entry in answer["try_on"]] == ["Ghost 16"]
    assert answer["try_on"][0]["basis"] == "estimated"
    request = {**CUSTOMER, "store_id": store, "shoe": {"id": "brooks-ghost-17"}}
    checked = client.post("/v1/advice/shoes/check", json=request).json
    assert checked["verdict"] == "does_not_suit"
    assert set(checked["left_out_by"]) & {"not_in_stock", "too_narrow"}


def test_the_product_csv_is_read_with_its_follow_on_rows(client: FlaskClient, store: str) -> None:
    body = (
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
        "Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
        "Variant Price,Variant Barcode,Image Src,Google Shopping / Gender,Google Shopping / MPN,Status\n"
        'bondi-9,"HOKA® Bondi 9 Men\'s","<p>Soft, \n tall</p>",HOKA,Shoes,Running,"mens, road",true,Size,10.5,Color,'
        "Black/White,Width,Wide,'H1,shopify,1,169.95,'0195940000017,http://x/1.jpg,male,1162011,active\n"
        "bondi-9,,,,,,,,,11,,Black/White,,Wide,'H2,shopify,0,169.95,,,,,\n"
        "bondi-9,,,,,,,,,,,,,,,,,,,http://x/2.jpg,,,\n"
    )
    report = send(client, store, body, kind="text/csv")
    assert report["feed"]["format"] == "shopify_csv"
    assert lines(client, store) == [
        ("hoka-bondi-9", "us_men", 10.5, "wide", 1),
        ("hoka-bondi-9", "us_men", 11, "wide", 0),
    ]


def test_google_merchant_is_read_as_table_and_as_xml(client: FlaskClient, store: str) -> None:
    table = (
        "id\ttitle\tavailability\tprice\tsale_price\tbrand\tgtin\tmpn\tage_group\tgender\tcolor\tsize\tsize_system\n"
        "A1\tBrooks Glycerin 22 - Black/White - 10 2E\tin_stock\t169.95 USD\t129.95 USD\tBrooks\t\t110445\tadult\t"
        "male\tBlack/White\t10 2E\tUS\n"
        "A2\tBrooks Glycerin 22\tout of stock\t169.95 USD\t\tBrooks\t\t110445\tadult\tfemale\tPeach\t8.5\tUS\n"
        "A3\tOn Cloudmonster 3\tin stock\t170 EUR\t\tOn\t\t\tadult\tmale\tIce\t42.5\tEU\n"
    )
    assert send(client, store, table, "", "text/tab-separated-values")["feed"]["format"] == "merchant_tsv"
    assert lines(client, store) == [
        ("brooks-glycerin-22", "us_men", 10, "wide", None),
        ("brooks-glycerin-22", "us_women", 8.5, None, 0),
        ("on-cloudmonster-3", "eu", 42.5, None, None),
    ]
    xml = (
        '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>'
        "<item><g:id>A1</g:id><title>Brooks Glycerin 22</title><g:brand>Brooks</g:brand><g:gender>male</g:gender>"
        "<g:size>10</g:size><g:size_system>US</g:size_system><g:availability>in_stock</g:availability>"
        "<g:shipping><g:price>5 USD</g:price></g:shipping><g:price>159 USD</g:price></item></channel></rss>"
    )
    report = send(client, store, xml, "mode=replace", "application/xml")
    assert (report["feed"]["format"], report["counts"]["removed"]) == ("merchant_xml", 2)
    assert client.get(f"/v1/stores/{store}/stock").json["items"][0]["price"] == 159


def test_lightspeed_s_items_are_read_with_their_texts_for_numbers(client: FlaskClient, store: str) -> None:
    item = {
        "itemID": "7",
        "systemSku": "210000000007",
        "customSku": "",
        "manufacturerSku": "110445",
        "upc": "",
        "description": "Glycerin 22 M 10 2E",
        "archived": "false",
        "ItemMatrix": {"description": "Glycerin 22 Men's"},
        "Manufacturer": {"name": "Brooks"},
        "Category": {"name": "Running Shoes"},
        "ItemAttributes": {
            "attribute1": "Black",
            "attribute2": "10 2E",
            "ItemAttributeSet": {"attributeName1": "Color", "attributeName2": "Size"},
        },
        "Prices": {"ItemPrice": [{"amount": "169.95", "useType": "Default"}]},
        "ItemShops": {"ItemShop": [{"shopID": "0", "qoh": "3"}, {"shopID": "1", "qoh": "1"}]},
    }
    report = send(client, store, {"@attributes": {"count": "1"}, "Item": item})
    assert report["feed"]["format"] == "lightspeed"
    assert lines(client, store) == [("brooks-glycerin-22", "us_men", 10, "wide", 3)]


def test_any_table_is_read_by_a_map_which_can_be_kept(client: FlaskClient, store: str) -> None:
    columns = {"title": "Item", "brand": "Maker", "size": "Sz", "quantity": "On hand", "price": "Retail"}
    table = "Item;Maker;Sz;On hand;Retail\nMens Glycerin 22;Brooks;10 2E;3;169,95\nGhost 17 Damen;Brooks;8;zwei;1\n"
    path = f"/v1/stores/{store}/stock/import"
    refused = client.post(path, data=table, content_type="text/csv")
    assert refused.status_code == 422
    assert "column_map" in refused.json["detail"] and "size_system" in refused.json["detail"]
    kept = client.patch(f"/v1/stores/{store}", json={"column_map": columns})
    assert (kept.status_code, kept.json["column_map"]) == (200, columns)
    for query in (f"column_map={json.dumps(columns)}", "mode=upsert"):
        report = send(client, store, table, f"size_system=us&{query}", "text/csv")
        assert [row["status"] for row in report["rows"]][1] == "failed"
    assert lines(client, store) == [("brooks-glycerin-22", "us_men", 10, "wide", 3)]
    assert client.patch(f"/v1/stores/{store}", json={"column_map": None}).json["column_map"] is None
    assert client.post(path, data=table, content_type="text/csv").status_code == 422
    unknown = client.patch(f"/v1/stores/{store}", json={"column_map": {"heel": "X"}})
    assert (unknown.status_code, unknown.json["errors"][0]["pointer"]) == (422, "/column_map/heel")


def test_a_bare_number_is_never_guessed(client: FlaskClient, store: str) -> None:
    body = {"products": [product("Ghost 17 Men's", variant(1, "9")), product("Ghost 17", variant(2, "9"))]}
    assert [row["status"] for row in send(client, store, body, "")["rows"]] == ["failed", "failed"]
    report = send(client, store, body)
    assert [row["status"] for row in report["rows"]] == ["created", "failed"]
    assert "men's or women's" in report["rows"][1]["reason"]


def test_what_is_not_sure_is_listed_decided_and_remembered(client: FlaskClient, store: str) -> None:
    body = {"products": [product("Ghost 17 Zephyr Men's", variant(1, "10.5", "2E"))]}
    assert send(client, store, body)["feed"]["models"]["open"] == 1
    (match,) = client.get(f"/v1/stores/{store}/matches").json["items"]
    assert faults(MatchSchema(), match) == []
    assert [each["shoe_id"] for each in match["candidates"]] == ["brooks-ghost-17"]
    assert lines(client, store)[0][0] == match["shoe_id"] != "brooks-ghost-17"
    path = f"/v1/stores/{store}/matches/{match['id']}"
    etag = client.get(path).headers["ETag"]
    confirmed = client.patch(path, json={"status": "confirmed"}, headers={"If-Match": etag})
    assert (confirmed.json["status"], confirmed.json["shoe_id"]) == ("confirmed", "brooks-ghost-17")
    assert client.patch(path, json={"status": "rejected"}, headers={"If-Match": etag}).status_code == 412
    assert lines(client, store)[0][0] == "brooks-ghost-17"
    assert client.get(f"/v1/shoes/{match['shoe_id']}").status_code == 404
    assert send(client, store, body)["feed"]["models"]["confirmed"] == 1
    other = client.post("/v1/stores", json={"name": "Second"}).json["id"]
    assert send(client, other, body)["feed"]["models"]["confirmed"] == 1
    assert client.get(f"/v1/stores/{store}/matches").json["items"] == []
    rejected = client.patch(path, json={"status": "rejected"}).json
    assert rejected["shoe_id"] not in ("brooks-ghost-17", match["shoe_id"])
    assert lines(client, store)[0][0] == rejected["shoe_id"]
    assert lines(client, other)[0][0] == "brooks-ghost-17"
    assert send(client, store, body)["feed"]["models"]["rejected"] == 1


def test_a_certain_match_that_is_rejected_takes_no_measured_figure(client: FlaskClient, store: str) -> None:
    send(client, store, {"products": [product("Glycerin 22 Men's", variant(1, "10", "2E"))]})
    (match,) = client.get(f"/v1/stores/{store}/matches?status=certain").json["items"]
    client.patch(f"/v1/stores/{store}/matches/{match['id']}", json={"status": "rejected"})
    answer = client.post("/v1/advice/shoes", json={**CUSTOMER, "store_id": store}).json
    assert answer["recommendations"] == []
    assert [entry["basis"] for entry in answer["try_on"]] == ["estimated"]


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ({"status": "confirmed", "shoe_id": "no-such-shoe"}, 409),
        ({"status": "open"}, 422),
        ({}, 422),
        ({"status": "confirmed", "shoe": "x"}, 422),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    client: FlaskClient, store: str, decision: dict[str, Any], status: int
) -> None:
    send(client, store, {"products": [product("Ghost 17 Zephyr Men's", variant(1, "10.5", "2E"))]})
    (match,) = client.get(f"/v1/stores/{store}/matches").json["items"]
    assert client.patch(f"/v1/stores/{store}/matches/{match['id']}", json=decision).status_code == status
    assert client.get(f"/v1/stores/{store}/matches").json["items"] == [match]


def test_one_sku_for_all_sizes_and_barcodes_that_are_none_lose_no_line(client: FlaskClient, store: str) -> None:
    variants = [variant(number, size, "D", sku="GHOST", barcode="n/a") for number, size in ((1, "9"), (2, "9.5"))]
    report = send(client, store, {"products": [product("Ghost 17 Men's", *variants)]})
    assert [row["id"] for row in report["rows"]] == ["sku:4001", "sku:4002"]
    assert report["feed"]["gtins_ignored"] == 2


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"<rss><channel><item>", "application/xml", 422),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>', "application/xml", 422),
        (b'{"products": ', "application/json", 400),
        (b'{"products": [], "x": 1}', "application/json", 200),
        (
            b'{"products": [3, {"variants": "x"}, {"title": 5, "variants": [null, {"price": []}]}]}',
            "application/json",
            200,
        ),
        (b'{"Item": "x"}', "application/json", 200),
        (b"", "text/csv", 422),
        (b"\xff\xfe", "text/tab-separated-values", 422),
        (b"id\ttitle\tavailability\n1\n", "text/tab-separated-values", 200),
        (b"%PDF", "application/pdf", 415),
    ],
)
def test_what_is_no_feed_or_a_broken_one_is_told_so(
    client: FlaskClient, store: str, body: bytes, kind: str, status: int
) -> None:
    answer = client.post(f"/v1/stores/{store}/stock/import", data=body, content_type=kind)
    assert answer.status_code == status, answer.json
    assert lines(client, store) == []


def test_a_store_that_has_nothing_names_what_to_order_and_which_of_the_others_has_it(
    client: FlaskClient, store: str
) -> None:
    other = client.post("/v1/stores", json={"name": "Harbour"}).json["id"]
    narrow = client.post("/v1/stores", json={"name": "Old Town"}).json["id"]
    request = {**CUSTOMER, "store_id": store}
    send(client, store, {"products": [product("Ghost 17 Men's", variant(1, "7", "D"))]})
    empty = client.post("/v1/advice/shoes", json=request).json
    assert len(empty["to_order"]) == 3
    best = empty["to_order"][0]["shoe"]
    title = f"{best['brand']} {best['model']} Men's"
    send(client, other, {"products": [product(title, variant(1, "10", "2E", inventory_quantity=4), vendor="x")]})
    send(client, narrow, {"products": [product(title, variant(1, "10", "B"), vendor="x")]})
    answer = client.post("/v1/advice/shoes", json=request).json
    assert answer["to_order"][0]["other_stores"] == [{"store_id": other, "name": "Harbour", "quantity": 4}]
    assert answer["stock_as_of"] is not None
    checked = client.post("/v1/advice/shoes/check", json={**request, "shoe": {"id": best["id"]}}).json
    assert [each["store_id"] for each in checked["other_stores"]] == [other]


def test_a_box_on_the_scale_of_the_other_sex_is_never_offered(client: FlaskClient, store: str) -> None:
    send(client, store, {"products": [product("Women's Bondi 9", variant(1, "11", "D"), vendor="HOKA")]})
    request = {
        "size": {"system": "us_men", "value": 10},
        "use": "road",
        "store_id": store,
        "symptoms": {"pain_level": 0},
    }
    found = {
        sex: client.post("/v1/advice/shoes", json={**request, "sex": sex}).json["found"] for sex in ("male", "female")
    }
    assert found["male"]["suit"] == 0
    assert found["female"]["suit"] == 1


def test_the_last_pair_is_called_one_and_its_shelf_price_decides(client: FlaskClient, store: str) -> None:
    lines = [
        variant(1, "10", "2E", inventory_quantity=1, price="119.90"),
        variant(2, "10", "4E", inventory_management=None),
    ]
    send(client, store, {"products": [product("Glycerin 22 Men's", lines[0])]}, "size_system=us&currency=USD")
    send(
        client, store, {"products": [product("Men's Bondi 9", lines[1], vendor="HOKA")]}, "size_system=us&currency=USD"
    )
    request = {**CUSTOMER, "store_id": store, "max_price": 150}
    shown = {each["shoe"]["id"]: each for each in client.post("/v1/advice/shoes", json=request).json["recommendations"]}
    last, many = shown["brooks-glycerin-22"], shown["hoka-bondi-9"]
    assert (last["offer"]["price"], last["offer"]["basis"], last["offer"]["quantity"]) == (119.9, "shelf", 1)
    assert "last_pair" in {caution["code"] for caution in last["cautions"]}
    assert many["offer"]["quantity"] is None
    assert "last_pair" not in {caution["code"] for caution in many["cautions"]}


def test_up_to_four_shoes_are_compared(client: FlaskClient) -> None:
    request = {
        **CUSTOMER,
        "shoe": {"id": "merrell-vapor-glove-6"},
        "compare_with": [{"id": "brooks-ghost-17"}, {"brand": "Brooks", "model": "Ghost 99"}, {"id": "hoka-bondi-9"}],
    }
    answer = client.post("/v1/advice/shoes/check", json=request).json
    assert [each["verdict"] for each in answer["compared"]] == ["suits", "suits", "try_on", "does_not_suit"]
    alone = client.post("/v1/advice/shoes/check", json={**CUSTOMER, "shoe": {"id": "hoka-bondi-9"}}).json
    beside = next(each for each in answer["compared"] if each["shoe"]["id"] == "hoka-bondi-9")
    assert (beside["score"], beside["place"], beside["verdict"]) == (alone["score"], alone["place"], alone["verdict"])
    assert "compared" not in alone
    five = {**request, "compare_with": [{"id": "brooks-ghost-17"}] * 4}
    assert client.post("/v1/advice/shoes/check", json=five).status_code == 422


def test_an_entry_that_a_feed_made_never_stands_before_the_catalogue(client: FlaskClient, store: str) -> None:
    taken = {"brand": "Brooks", "model": "House shoe", "category": "walking", "gtins": ["4006381333931"]}
    made = client.post("/v1/shoes", json=taken)
    assert made.status_code == 201, made.json
    contradicted = variant(1, "42", barcode="4006381333931")
    first = {"products": [product("Glycerin 22 Men's", contradicted, options=["Size"])]}
    assert send(client, store, first)["feed"]["models"]["open"] == 1
    own = lines(client, store)[0][0]
    assert client.get(f"/v1/shoes/{own}").json["model"] == "Glycerin 22"
    report = send(client, store, {"products": [product("Glicerin 22 Men's", variant(2, "43"), options=["Size"])]})
    assert report["feed"]["models"]["certain"] == 1
    assert ("brooks-glycerin-22", "eu", 43, None, 2) in lines(client, store)
    rows = [{"brand": "Brooks", "model": "Glycerin 22", "size": 44, "size_system": "eu", "quantity": 1}]
    answer = client.post(f"/v1/stores/{store}/stock/import", json={"lines": rows}).json
    assert answer["counts"]["created"] == 1
    assert ("brooks-glycerin-22", "eu", 44, None, 1) in lines(client, store)


def test_a_man_or_a_woman_by_the_letters_of_the_whole_column(client: FlaskClient, store: str) -> None:
    columns = json.dumps({"model": "Modelo", "brand": "Marca", "gender": "Sexo", "size": "Talla", "quantity": "Uds"})
    head = "Modelo;Marca;Sexo;Talla;Uds\n"
    query = f"size_system=us&mode=replace&column_map={columns}"
    spanish = head + "Clifton 10;HOKA;H;9;2\nClifton 10;HOKA;M;8;1\n"
    assert send(client, store, spanish.encode("cp1252"), query, "text/csv")["counts"]["created"] == 2
    assert {line[1] for line in lines(client, store)} == {"us_men", "us_women"}
    english = head + "Clifton 10;HOKA;M;9;2\nClifton 10;HOKA;W;8;1\n"
    send(client, store, english, query, "text/csv")
    assert {line[1:3] for line in lines(client, store)} == {("us_men", 9), ("us_women", 8)}
    alone = head + "Clifton 10;HOKA;M;9;2\n"
    (row,) = send(client, store, alone, query, "text/csv")["rows"]
    assert row["status"] == "failed"


def test_a_sale_that_is_over_is_no_price_and_an_unread_price_is_counted(client: FlaskClient, store: str) -> None:
    table = (
        "id\ttitle\tavailability\tprice\tsale_price\tsale_price_effective_date\tbrand\tsize\tsize_system\n"
        "A1\tGhost 17\tin stock\t149,95 EUR\t119,95 EUR\t2020-01-01T00:00Z/2020-02-01T00:00Z\tBrooks\t42\tEU\n"
        "A2\tGhost 17\tin stock\t1.149,95 EUR\t\t\tBrooks\t43\tEU\n"
        "A3\tGhost 17\tauf Lager\task us\t\t\tBrooks\t44\tEU\n"
        "A4\tGhost 17\tperhaps\t149 EUR\t\t\tBrooks\t45\tEU\n"
    )
    report = send(client, store, table, "", "text/tab-separated-values")
    assert [row["status"] for row in report["rows"]] == ["created"] * 3 + ["failed"]
    assert report["feed"]["prices_ignored"] == 1
    items = client.get(f"/v1/stores/{store}/stock").json["items"]
    assert [(each["price"], each["quantity"]) for each in items] == [(149.95, None), (1149.95, None), (None, None)]


def test_a_store_keeps_several_maps_by_name(client: FlaskClient, store: str) -> None:
    house = {"title": "Item", "brand": "Maker", "size": "Sz", "quantity": "On hand"}
    depot = {"title": "Bezeichnung", "brand": "Marke", "size": "Gr.", "quantity": "Bestand"}
    path = f"/v1/stores/{store}"
    kept = client.patch(path, json={"column_maps": {"house": house, "depot": depot}})
    assert (kept.status_code, kept.json["column_maps"]) == (200, {"house": house, "depot": depot})
    table = "Bezeichnung;Marke;Gr.;Bestand\nGhost 17;Brooks;42;2\n"
    assert send(client, store, table, "saved_map=depot", "text/csv")["counts"]["created"] == 1
    assert send(client, store, table, "", "text/csv")["counts"]["skipped"] == 1
    for query in ("saved_map=house", "saved_map=nowhere"):
        refused = client.post(f"{path}/stock/import?{query}", data=table, content_type="text/csv")
        assert refused.status_code == 422, query
    assert "depot" in refused.json["detail"]
    both = client.patch(path, json={"column_maps": {"twin": depot, "house": None}}).json["column_maps"]
    assert both == {"depot": depot, "twin": depot}
    assert client.post(f"{path}/stock/import", data=table, content_type="text/csv").status_code == 422
    assert client.patch(path, json={"column_map": depot}).status_code == 200
    assert send(client, store, table, "", "text/csv")["counts"]["skipped"] == 1
    assert client.patch(path, json={"column_maps": {"x": {"heel": "y"}}}).status_code == 422
    assert client.patch(path, json={"column_maps": None}).json["column_maps"] is None
    many = {f"map {number}": house for number in range(21)}
    assert client.patch(path, json={"column_maps": many}).status_code == 422


def named(client: FlaskClient, store: str) -> set[str]:
    return {item["sku"] for item in client.get(f"/v1/stores/{store}/stock?limit=100").json["items"]}


HEAD = "id,title,brand,gender,size,availability\n"
ROWS = [f"K{place},Ghost 17,Brooks,male,US {8 + place},in stock\n" for place in range(3)]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([ROWS[0], ROWS[1][:12]], {"K0", "K1", "K2"}),
        ([ROWS[0], ROWS[1].replace("US", "AU ?")], {"K0", "K1"}),
        ([ROWS[0]], {"K0"}),
        ([row.replace("US", "?") for row in ROWS[:2]], {"K0", "K1", "K2"}),
    ],
    ids=["a file that was cut off takes nothing", "a failed row keeps its line", "whole", "nothing could be taken"],
)
def test_a_full_replacement_takes_away_what_the_export_surely_has_no_more(
    client: FlaskClient, store: str, rows: list[str], kept: set[str]
) -> None:
    send(client, store, HEAD + "".join(ROWS), "mode=replace", "text/csv")
    send(client, store, HEAD + "".join(rows), "mode=replace", "text/csv")
    assert named(client, store) == kept


def test_entries_for_models_that_nobody_measured_keep_their_versions(client: FlaskClient, store: str) -> None:
    facts = {"vendor": "New Balance", "tags": "mens", "options": ["Size"]}
    titles = ("Fresh Foam X 880v13", "Fresh Foam X 1080 v12", "Vongo III", "Shando 2.0")
    products = [product(title, variant(place, "US 9"), **facts) for place, title in enumerate(titles)]
    send(client, store, {"products": products})
    models = {client.get(f"/v1/shoes/{line[0]}").json["model"] for line in lines(client, store)}
    assert models == set(titles)


@pytest.mark.parametrize(
    ("vendor", "title", "kind", "category"),
    [
        ("Nike", "Men's Vaporfly 4", "Shoes", "race"),
        ("Saucony", "Endorphin Speed 5", "Road Running Shoes", "race"),
        ("Saucony", "Endorphin Pro 4 Unisex", "Shoes", "race"),
        ("Altra", "Lone Peak 8 Women", "Shoes", "trail"),
        ("ASICS", "Nimbus 26 TR", "Road Running Shoes", "trail"),
        ("HOKA", "Kaha 2 GTX Hiking Boot", "Shoes", "walking"),
        ("Brooks", "Ghost 16 Men's", "Shoes", "road"),
        ("Brooks", "Ghost 16 Men's", "Trail Running", "road"),
        ("Inov8", "Mudclaw G 260", "Trail Running", "trail"),
    ],
)
def test_an_unmeasured_model_is_filed_by_its_line_its_name_and_its_other_versions(
    client: FlaskClient, store: str, vendor: str, title: str, kind: str, category: str
) -> None:
    send(client, store, {"products": [product(title, variant(1, "M 10"), vendor=vendor, product_type=kind)]})
    (line,) = lines(client, store)
    assert client.get(f"/v1/shoes/{line[0]}").json["category"] == category


def test_a_racing_shoe_that_nobody_measured_waits_while_the_forefoot_hurts(client: FlaskClient, store: str) -> None:
    send(client, store, {"products": [product("Men's Vaporfly 4", variant(1, "10"), vendor="Nike")]})
    asked = {
        "size": {"system": "us_men", "value": 10},
        "sex": "male",
        "store_id": store,
        "symptoms": {"pain_level": 3, "pain_sites": ["mth_2"]},
    }
    answer = client.post("/v1/advice/shoes?include=all", json=asked).json
    assert [each["shoe"]["model"] for each in (*answer["recommendations"], *answer["try_on"])] == []


@pytest.mark.parametrize("title", ["HOKA Bondi 9 Men's (Demo pair / Display only)", "Bondi 9 Herren Ausstellungsstück"])
def test_a_pair_from_the_display_is_no_stock(client: FlaskClient, store: str, title: str) -> None:
    report = send(client, store, {"products": [product(title, variant(1, "10", "D"), vendor="HOKA")]})
    assert [row["status"] for row in report["rows"]] == ["skipped"]


def test_of_two_numbers_on_a_box_the_one_of_whom_the_shoe_is_for_counts(client: FlaskClient, store: str) -> None:
    of_women = product("Women's Clifton 10", variant(1, "W8 / M6.5"), vendor="HOKA")
    of_both = product("Mach 6 All Gender", variant(2, "M 9.0 / W 10.5"), vendor="HOKA")
    send(client, store, {"products": [of_women, of_both]})
    found = [line[:3] for line in lines(client, store)]
    assert found == [("hoka-clifton-10", "us_women", 8), ("hoka-mach-6", "us_men", 9)]
