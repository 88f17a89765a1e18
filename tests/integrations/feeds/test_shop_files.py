"""Files as shops' programs write them: Shopify's tables of several layouts, Excel's encodings, Merchant's languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.article import Article
from api.integrations.feeds.lightspeed import read_items
from api.integrations.feeds.read_feed import articles_of, feed_of_json, feed_of_table, feed_of_xml
from api.integrations.feeds.table_text import as_utf8
from api.integrations.readers.table import FileFaultError

COLUMNS = {"title": "Gr\u00f6\u00dfe", "quantity": "Menge"}


def of_table(text: str | bytes, columns: dict[str, str] | None = None) -> tuple[str, list[Article]]:
    body = text.encode() if isinstance(text, str) else text
    feed = feed_of_table(body, columns)
    assert feed is not None
    return feed[0], articles_of(feed)


def test_the_layout_of_2024_is_the_product_csv_too() -> None:
    name, (first, second, card) = of_table(
        "Title,URL handle,Product category,Type,Status,SKU,Barcode,Option1 name,Option1 value,Option2 name,"
        "Option2 value,Price,Compare-at price,Inventory tracker,Inventory quantity,Gift card\n"
        "Clifton 10 - Men's,c10,Apparel & Accessories > Shoes,Shoes,Active,C1,'0195940000017,Size,10,Width,W,"
        '"1,155.00",,shopify,4,FALSE\n'
        ",c10,,,,C2,,,10.5,,M,on request,,shopify,-1,\n"
        "Credit,gc,,,Active,,,Denominations,25,,,25,,,,TRUE\n"
    )
    assert name == "shopify_csv"
    assert (first.sku, first.gtin, first.price, first.quantity) == ("C1", "0195940000017", 1155.0, 4)
    assert first.options == (("Size", "10"), ("Width", "W"))
    assert (second.title, second.quantity, second.price, second.unread_price) == (first.title, 0, None, True)
    assert card.kind == "gift card"


def test_a_product_csv_without_the_tracker_s_column_has_its_counts_all_the_same() -> None:
    rows = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory {}Qty\ng,Ghost 17,Size,10,A1,{}3\n"
    for told, quantity in ((("", ""), 3), (("Tracker,Variant Inventory ", ","), None)):
        assert of_table(rows.format(*told))[1][0].quantity == quantity


def test_of_a_product_csv_rows_of_pictures_alone_are_left_out_and_no_variant_is() -> None:
    _, articles = of_table(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"
        "g,Ghost 17,Size,10,A1,150,a.jpg\n"
        "g,,,,,,b.jpg\n"
        "g,,,,A2,150,\n"
        "g,,,,,140,\n"
    )
    assert [(article.sku, article.price) for article in articles] == [("A1", 150), ("A2", 150), ("", 140)]


@pytest.mark.parametrize(
    ("count", "quantity", "fault"), [(">5", None, False), ("1,000", None, False), ("?", None, True), ("2", 2, False)]
)
def test_a_column_may_say_only_that_there_are_some(count: str, quantity: int | None, fault: bool) -> None:
    _, (article,) = of_table(
        f'title;size;n\nGhost 17;42;"{count}"\n', {"title": "title", "size": "size", "quantity": "n"}
    )
    assert (article.quantity, article.available, article.fault is not None) == (quantity, None, fault)


@pytest.mark.parametrize(
    ("description", "attributes", "title"),
    [
        ("BROOKS GHOST 17 M Black 10.5 D", ("Black", "10.5 D"), "BROOKS GHOST 17 M"),
        ("Ghost 17 - black - 10.5", ("10.5", "Black"), "Ghost 17"),
        ("Ghost 17", ("Black", "17"), "Ghost 17"),
        ("Ghost 17 17", ("", "17"), "Ghost 17"),
        ("Ghost 17 Men's", ("Black", "10"), "Ghost 17 Men's"),
    ],
)
def test_the_attributes_that_lightspeed_writes_behind_a_name_are_no_part_of_it(
    description: str, attributes: tuple[str, str], title: str
) -> None:
    names = {f"attributeName{place}": f"Name {place}" for place in (1, 2)}
    values = {f"attribute{place}": value for place, value in enumerate(attributes, start=1)}
    item = {"description": description, "ItemAttributes": {**values, "ItemAttributeSet": names}}
    assert [article.title for article in read_items({"Item": [item]})] == [title]


def test_a_product_in_its_envelope_is_read_like_a_list_of_one() -> None:
    one = {"title": "Ghost 17", "vendor": "Brooks", "variants": [{"id": 1, "option1": "10"}]}
    read = [feed_of_json(body) for body in (one, {"product": one}, {"products": [one]})]
    assert [(feed[0], [article.title for article in articles_of(feed)]) for feed in read if feed] == [
        ("shopify_json", ["Ghost 17"])
    ] * 3


INVENTORY = "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,"


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("Location,Incoming,Available,On hand", ["Main,9,2,3", "Mall,0,1,1"]),
        ("Location,Available (not editable),On hand (current),On hand (new)", ["Main,2,3,", "Mall,1,1,"]),
        ("Location,On hand", ["Main,2", "Mall,1"]),
        ("Main,Mall", ["2,1"]),
    ],
)
def test_what_all_locations_have_is_added_up(columns: str, rows: list[str]) -> None:
    lines = [f"g,Ghost 17,Size,10,A1,,,{row}" for row in rows]
    nothing = ["not stocked" if cell.isdigit() else cell for cell in rows[0].split(",")]
    lines.append("g,,,11,A2,,," + ",".join(nothing))
    name, articles = of_table("\n".join([INVENTORY + columns, *lines]) + "\n")
    assert name == "shopify_inventory"
    assert [(each.number, each.sku, each.quantity, each.fault) for each in articles] == [
        (1, "A1", 3, None),
        (2, "A2", 0, None),
    ]
    assert articles[1].title == "Ghost 17"


def test_a_count_that_is_none_is_a_fault_of_its_line() -> None:
    _, (article,) = of_table(f"{INVENTORY}Location,Available\ng,Ghost 17,Size,10,A1,,,Main,some\n")
    assert article.fault is not None
    assert article.fault.key == "no_whole_quantity"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", ["", "sep=;\r\n"])
def test_what_excel_writes_is_read(encoding: str, separator: str) -> None:
    text = f'{separator}Gr\u00f6\u00dfe;Menge\r\n"Ghost 17\r\nHerren 42,5";2\r\n'
    _, (article,) = of_table(text.encode(encoding), COLUMNS)
    assert (article.title, article.quantity) == ("Ghost 17 Herren 42,5", 2)


@pytest.mark.parametrize("body", [b"\xff\xfea", b"Gr\x01\xff;Menge\n", b"Gr\x81;Menge\n"])
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(FileFaultError):
        of_table(body, COLUMNS)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60))
def test_a_text_in_utf8_stays_as_it_is(text: str) -> None:
    body = f"a{text}".encode()
    assert as_utf8(body) == body or body.lower().startswith(b"sep=")


def merchant(**cells: str) -> Article:
    facts = {"id": "1", "title": "Ghost 17", "availability": "in stock", **cells}
    table = "\t".join(facts) + "\n" + "\t".join(facts.values()) + "\n"
    item = "".join(f"<g:{name}><![CDATA[{value}]]></g:{name}>" for name, value in facts.items())
    xml = f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>{item}</item></channel></rss>'
    (by_table,) = of_table(table)[1]
    (by_xml,) = articles_of(feed_of_xml(xml.encode()))
    assert replace(by_table, line=None) == by_xml
    return by_xml


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("in_stock", True),
        ("In Stock", True),
        ("https://schema.org/InStock", True),
        ("auf Lager", True),
        ("en stock", True),
        ("out of stock", False),
        ("http://schema.org/OutOfStock/", False),
        ("preorder", False),
        ("nicht auf Lager", False),
        ("en rupture de stock", False),
        ("Agotado", False),
        ("maybe", None),
        ("", None),
    ],
)
def test_availability_is_understood_or_a_fault(said: str, there: bool | None) -> None:
    article = merchant(availability=said)
    assert article.available is there
    assert (article.fault is not None) == (there is None)


def test_when_a_sale_is_on_is_read() -> None:
    article = merchant(
        price="149.95 USD", sale_price="1,119.95 USD", sale_price_effective_date="2026-02-01T00:00+0100/2026-03-01"
    )
    assert (article.price, article.list_price) == (1119.95, 149.95)
    assert article.sale_from == datetime.fromisoformat("2026-02-01T00:00+0100")
    assert article.sale_until == datetime(2026, 3, 1, tzinfo=UTC)
    assert merchant(sale_price_effective_date="soon/later").sale_until is None


def test_condition_kind_and_age_are_kept() -> None:
    article = merchant(
        condition="used",
        product_type="Shoes",
        google_product_category="Clothing",
        gender="unisex",
        age_group="ni\u00f1os",
    )
    assert (article.condition, article.kind, article.gender) == ("used", "Shoes; Clothing", "ni\u00f1os")
