"""Tables of stock whose columns bear plain names, as shops' systems write them, without a map."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.shop.test_feeds_imported import lines


@pytest.fixture
def store(client: FlaskClient) -> str:
    made: str = client.post("/v1/stores", json={"name": "Main Street"}).json["id"]
    return made


LIGHTSPEED = (
    '"System ID","UPC","EAN","Custom SKU","Manufact. SKU","Item","Vendor ID","Qty.","Price","Tax","Brand",'
    '"Publish to eCom","Season","Department","MSRP","Tax Class","Default Cost","Vendor","Category","Subcategory 1"\n'
    '"210000000001","","","","1104421D","Men\'s Ghost 17 Black 10.5 2E","","2","$150.00","Yes","Brooks","No","","",'
    '"150","Item","75","Brooks","Shoes","Road"\n'
    '"210000000002","","","","1204421B","Women\'s Ghost 17 Black 8","","1","$150.00","Yes","Brooks","No","","","150",'
    '"Item","75","Brooks","Shoes","Road"\n'
)
GERMAN = (
    "Artikelnummer;Marke;Modell;Geschlecht;Gr\u00f6\u00dfe;Weite;Farbe;Bestand;VK-Preis;EAN;Lieferant\n"
    "100-1;Brooks;Ghost 17;Herren;44,5;2E;schwarz;2;150,00 \u20ac;;Brooks GmbH\n"
    "100-2;Brooks;Ghost 17;Damen;40;B;blau;1;150,00 \u20ac;;Brooks GmbH\n"
)
FRENCH = (
    "R\u00e9f\u00e9rence;Marque;D\u00e9signation;Sexe;Pointure;Largeur;Couleur;Quantit\u00e9;Prix TTC\n"
    "F1;Brooks;Ghost 17;Homme;44,5;Large;noir;2;150,00 \u20ac\n"
    "F2;Brooks;Ghost 17;Femme;40;Normale;bleu;1;150,00 \u20ac\n"
)
SPANISH = (
    "Referencia;Marca;Modelo;Sexo;Talla;Horma;Color;Existencias;PVP\n"
    "E1;Brooks;Ghost 17;Hombre;44,5;ancha;negro;2;150,00 \u20ac\n"
    "E2;Brooks;Ghost 17;Mujer;40;normal;azul;1;150,00 \u20ac\n"
)


def send(client: FlaskClient, store: str, text: str, **query: Any) -> Any:
    return client.post(
        f"/v1/stores/{store}/stock/import", query_string=query, data=text.encode(), content_type="text/csv"
    )


@pytest.mark.parametrize("table", [GERMAN, FRENCH, SPANISH], ids=["german", "french", "spanish"])
def test_a_table_with_plain_names_in_its_language_needs_no_map(client: FlaskClient, store: str, table: str) -> None:
    answer = send(client, store, table)
    assert answer.status_code == 200, answer.json
    assert [row["status"] for row in answer.json["rows"]] == ["created", "created"]
    men, women = lines(client, store)
    assert (men[0], men[1:]) == ("brooks-ghost-17", ("eu", 44.5, "wide", 2))
    assert women == ("brooks-ghost-17", "eu", 40, "standard", 1)
    genders = [line["gender"] for line in client.get(f"/v1/stores/{store}/stock").json["items"]]
    assert genders == ["male", "female"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Size;Size System", "8.5;UK"),
        ("Gr\u00f6\u00dfe;Gr\u00f6\u00dfensystem", "8,5;UK"),
        ("UK Size;Colour", "8.5;black"),
        ("Size (UK);Colour", "8.5;black"),
    ],
)
@pytest.mark.parametrize("query", [{}, {"size_system": "us"}], ids=str)
def test_the_scale_that_a_table_names_counts_before_that_of_the_feed(
    client: FlaskClient, store: str, header: str, cells: str, query: dict[str, str]
) -> None:
    answer = send(client, store, f"Brand;Model;Gender;{header};Qty\nBrooks;Ghost 17;Men;{cells};1\n", **query)
    assert answer.status_code == 200, answer.json
    assert lines(client, store) == [("brooks-ghost-17", "uk", 8.5, None, 1)]


def test_a_scale_that_is_none_fails_its_row(client: FlaskClient, store: str) -> None:
    table = "Brand;Model;Gender;Size;Size System;Qty\nBrooks;Ghost 17;Men;8.5;Martian;1\n"
    answer = send(client, store, table, size_system="us")
    assert [row["status"] for row in answer.json["rows"]] == ["failed"]
    assert "Martian" in answer.json["rows"][0]["reason"]


@pytest.mark.parametrize(
    ("item", "held"),
    [
        ("Men's Ghost 17 10.5 2E Black", (10.5, "wide")),
        ("Men's Ghost 17 10.5 Wide Black", (10.5, "wide")),
        ("Ghost 17 Men's 10.5 Black/White", (10.5, None)),
        ("Ghost 17 Mens 9 Black White", (9, None)),
    ],
)
def test_a_colour_behind_the_size_does_not_hide_it(
    client: FlaskClient, store: str, item: str, held: tuple[float, str | None]
) -> None:
    table = LIGHTSPEED.splitlines()[0] + "\n" + LIGHTSPEED.splitlines()[1].replace("Men's Ghost 17 Black 10.5 2E", item)
    answer = send(client, store, f"{table}\n", size_system="us")
    assert answer.status_code == 200, answer.json
    assert lines(client, store) == [("brooks-ghost-17", "us_men", *held, 2)], answer.json


def test_lightspeed_s_item_list_is_read_as_it_is_exported(client: FlaskClient, store: str) -> None:
    answer = send(client, store, LIGHTSPEED, size_system="us")
    assert answer.status_code == 200, answer.json
    assert lines(client, store) == [
        ("brooks-ghost-17", "us_men", 10.5, "wide", 2),
        ("brooks-ghost-17", "us_women", 8, None, 1),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Modell;Gr\u00f6\u00dfe;Bestand;Menge",
        "Modell;Gr\u00f6\u00dfe;Regal",
        "Bestand;Gr\u00f6\u00dfe",
        "Qux;Size;Stock",
    ],
)
def test_what_two_columns_may_be_and_what_none_is_has_to_be_told(client: FlaskClient, store: str, header: str) -> None:
    answer = send(client, store, f"{header}\nGhost 17;44;1\n")
    assert answer.status_code == 422
    assert "column_map" in answer.json["detail"]
