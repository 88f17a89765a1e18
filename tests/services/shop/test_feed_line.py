"""An article becomes a line of stock, is left out with a reason, or says what is not understood: nothing is a guess."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.article import Article
from api.services.shop.feed_line import FeedDefaults, FeedLine, feed_line

US = FeedDefaults(size_system="us", currency="USD")
SHOE = {"title": "Ghost 17 Men's", "vendor": "Brooks"}


def line(defaults: FeedDefaults = US, **facts: Any) -> FeedLine:
    return feed_line(Article(1, **{**SHOE, "size": "10", **facts}), defaults)


def option(name: str, value: str) -> dict[str, Any]:
    return {"options": ((name, value),), "size": ""}


def left_out(found: FeedLine) -> str | None:
    return None if found.skipped is None else found.skipped.key


def fault(found: FeedLine) -> str | None:
    return None if found.fault is None else found.fault[1].key


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Core Shirt Herren", "kind": "Laufshirts"},
        {"title": "Laufhose Herren"},
        {"title": "RunPro Einlegesohle"},
        {"title": "Geschenkgutschein", **option("Betrag", "50,00 \u20ac")},
        {"title": "Store credit", "kind": "gift card", **option("Denominations", "45")},
        {"title": "Bonnet de course Femme", "size": "40"},
        {"title": "Semelles Run 3D", "size": "39"},
        {"title": "Plantillas Run", "size": "39"},
        {"title": "Calcetines Pegasus Running", "size": "42-46"},
        {"title": "Hidden Comfort", "vendor": "Balega", "size": "42"},
        {"kind": "Shoes; Apparel & Accessories > Clothing"},
        {"kind": "Apparel & Accessories > Shoe Accessories"},
        {"title": "Run Bra", "size": "34D"},
    ],
    ids=str,
)
def test_what_is_no_shoe_is_left_out_whatever_its_size_reads_like(told: dict[str, Any]) -> None:
    assert left_out(line(**told)) == "is_no_shoe"


@pytest.mark.parametrize(
    "kind",
    [
        "Apparel & Accessories > Shoes",
        "Apparel & Accessories > Shoes > Athletic Shoes",
        "Men > Shoes > Road Running; Apparel & Accessories > Shoes",
        "Shoes & Accessories",
        "Bekleidung & Accessoires > Schuhe",
        "187",
        "",
    ],
)
def test_the_last_part_of_a_category_says_that_it_is_a_shoe(kind: str) -> None:
    assert line(kind=kind).values["size"] == 10


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Ghost 17 Gar\u00e7on"},
        {"title": "Ghost 17 Ni\u00f1os"},
        {"title": "Ghost 17", "kind": "Kinderschuhe", "gender": ""},
        {"title": "Ghost 17", "gender": "K"},
        {"title": "Ghost 17", "gender": "enfants"},
        {"title": "Ghost 17", "size": "4Y"},
    ],
    ids=str,
)
def test_children_s_shoes_are_left_out_in_every_language(told: dict[str, Any]) -> None:
    assert left_out(line(**told)) == "children_s_shoe"


@pytest.mark.parametrize("condition", ["used", "Refurbished", "gebraucht", "occasion", "usado"])
def test_what_is_not_new_is_left_out(condition: str) -> None:
    assert left_out(line(condition=condition)) == "second_hand"
    assert left_out(line(condition="new")) is None


@pytest.mark.parametrize("name", ["Width", "Weite", "Largeur", "Ancho", "Chaussant"])
@pytest.mark.parametrize(
    ("value", "width"),
    [
        ("W", "wide"),
        ("M", "standard"),
        ("N", "narrow"),
        ("R", "standard"),
        ("2E", "2E"),
        ("B (M)", "B"),
        ("XW", "extra_wide"),
        ("Extra weit (4E)", "4E"),
        ("Extra ancho", "extra_wide"),
        ("Tr\u00e8s large", "extra_wide"),
        ("\u00c9troite", "narrow"),
        ("Estrecho", "narrow"),
        ("Normale", "standard"),
        ("Est\u00e1ndar", "standard"),
        ("-", None),
        ("Default Title", None),
    ],
)
def test_a_width_is_understood_in_every_language(name: str, value: str, width: str | None) -> None:
    assert line(options=((name, value),)).values.get("width") == width


@pytest.mark.parametrize("value", ["??", "K", "2X", "comfort", "C"])
def test_a_width_that_is_not_understood_is_a_fault_and_never_no_width(value: str) -> None:
    assert fault(line(options=(("Width", value),))) == "width_not_understood"
    assert fault(line(width=value)) == "width_not_understood"
    assert fault(line(options=(("Fit", value),))) is None


@pytest.mark.parametrize(
    ("name", "value", "size"),
    [
        ("Schuhgr\u00f6\u00dfe", "42,5", ("eu", 42.5)),
        ("Gr\u00f6\u00dfe", "EU 44 1/2", ("eu", 44.5)),
        ("Pointure", "42 2/3", ("eu", 42.67)),
        ("N\u00famero", "39 1/3", ("eu", 39.33)),
        ("Size UK", "7.5", ("uk", 7.5)),
        ("Size", "9/42.5", ("eu", 42.5)),
        ("Size", "010.0", ("us_men", 10)),
    ],
)
def test_a_size_is_understood_under_every_name(name: str, value: str, size: tuple[str, float]) -> None:
    values = line(**option(name, value)).values
    assert (values["size_system"], values["size"]) == size


@pytest.mark.parametrize("value", ["42-46", "42/43", "8/10", "9.5-11", "EU 42 \u2013 44"])
def test_several_sizes_are_none(value: str) -> None:
    assert fault(line(size=value, sku="X-105")) == "several_sizes"


def test_an_option_that_is_no_size_is_not_read_as_one() -> None:
    assert fault(line(**option("Drop", "8"))) == "no_size_in_feed"


@pytest.mark.parametrize(
    ("system", "value", "found"),
    [("JP", "27.5", ("mondopoint", 275)), ("EU", "42.667", ("eu", 42.67)), ("DE", "42", ("eu", 42))],
)
def test_the_stated_scale_counts(system: str, value: str, found: tuple[str, float]) -> None:
    values = line(size_system=system, size=value).values
    assert (values["size_system"], values["size"]) == found


@pytest.mark.parametrize("system", ["AU", "BR", "CN", "whatever"])
def test_a_stated_scale_that_is_not_read_is_never_taken_for_the_feed_s_own(system: str) -> None:
    assert fault(line(size_system=system)) == "unknown_size_system"
    assert line(size_system=system, size="EU 42").values["size"] == 42


@pytest.mark.parametrize(
    ("letter", "m", "system"),
    [("H", None, "us_men"), ("F", None, "us_women"), ("D", None, "us_women"), ("M", "female", "us_women")],
)
def test_a_letter_of_a_sex_is_read(letter: str, m: str | None, system: str) -> None:
    defaults = FeedDefaults(size_system="us", letter_m=m)
    assert line(defaults, title="Ghost 17", gender=letter).values["size_system"] == system


def test_a_letter_that_may_be_man_or_mujer_is_neither() -> None:
    assert fault(line(title="Ghost 17", gender="M")) == "size_needs_sex"


def test_a_colour_of_one_letter_leaves_the_title_whole() -> None:
    assert line(options=(("Color", "B"),)).title.words == ("ghost", "17")


@given(
    title=st.text(max_size=40),
    kind=st.text(max_size=30),
    name=st.text(max_size=10),
    value=st.text(max_size=12),
    width=st.text(max_size=8),
    gender=st.text(max_size=8),
)
def test_every_article_is_a_line_or_says_why_not(
    title: str, kind: str, name: str, value: str, width: str, gender: str
) -> None:
    found = line(title=title, kind=kind, options=((name, value),), width=width, gender=gender)
    assert sum((bool(found.values), found.skipped is not None, found.fault is not None)) == 1
    if width.strip(" -()") and found.values:
        assert "width" in found.values or width.strip().upper() in ("N/A", "NA", "NONE", "KEINE", "AUCUNE")


@pytest.mark.parametrize(("name", "value"), [("Shoe size (EU)", "9"), ("EU Size", "9.5"), ("Size UK", "25")])
def test_a_value_that_its_option_s_scale_does_not_have_is_none_of_another_scale(name: str, value: str) -> None:
    assert fault(line(**option(name, value))) == "no_size_in_feed"


@pytest.mark.parametrize("more", ["Extra", "X-"])
@pytest.mark.parametrize("wide", ["wide", "weit", "breit", "large", "larga", "ancho", "ancha", "breed"])
def test_more_than_wide_is_extra_wide_in_every_language(more: str, wide: str) -> None:
    assert line(width=wide).values["width"] == "wide"
    assert line(width=f"{more} {wide}".replace("- ", "-")).values["width"] == "extra_wide"


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Ghost 17 Men's (Used)"},
        {"title": "Ghost 17 Men's - Pre-Owned"},
        {"kind": "Gebraucht"},
        {"tags": "road, second hand"},
        *(
            {"title": f"Ghost 17 Men's {told}"}
            for told in (
                *("Demo", "(Ex-Demo)", "B-Grade", "Factory Second", "Blem", "(Open Box)", "Rental", "Sample"),
                *("LEFT SHOE ONLY", "2. Wahl", "Retoure", "2nds"),
            )
        ),
    ],
    ids=str,
)
def test_what_is_not_new_says_so_in_title_type_or_tag_too(told: dict[str, Any]) -> None:
    assert left_out(line(**told)) == "second_hand"


@pytest.mark.parametrize("size", ["EU 28", "EU 33.5", "EUR 31 1/3"])
def test_a_european_size_below_those_of_grown_ups_is_a_children_s_shoe(size: str) -> None:
    assert left_out(line(title="Ghost 17", size=size)) == "children_s_shoe"
    assert left_out(line(title="Ghost 17", size="EU 34")) is None


@pytest.mark.parametrize(
    ("default", "size", "system"),
    [("us_men", "US 9", "us_men"), ("us_women", "US 9", "us_women"), ("us", "US 9", None), ("eu", "US 9", None)],
)
def test_who_names_the_scale_of_men_or_women_has_said_which_us_sizes_are_meant(
    default: str, size: str, system: str | None
) -> None:
    found = line(FeedDefaults(size_system=default), title="Ghost 17", size=size)
    assert (found.values.get("size_system"), fault(found)) == (system, None if system else "size_needs_sex")
    assert line(FeedDefaults(size_system="us_men"), title="Ghost 17 Women's", size="US 9").values["size_system"] == (
        "us_women"
    )


@pytest.mark.parametrize(
    ("title", "gender", "size"),
    [
        ("Brooks Ghost 17", "", (44, "eu")),
        ("Brooks Ghost 17 Men's", "", (10, "us_men")),
        ("Brooks Ghost 17", "\u30ec\u30c7\u30a3\u30fc\u30b9", (10, "us_women")),
        ("Brooks Ghost 17", "m\u0119skie", (10, "us_men")),
    ],
)
def test_beside_a_us_size_of_nobody_s_the_european_one_counts(title: str, gender: str, size: tuple[float, str]) -> None:
    found = line(FeedDefaults(), title=title, gender=gender, size="US 10 / EU 44")
    assert (found.values["size"], found.values["size_system"]) == size


@pytest.mark.parametrize(
    ("name", "value", "width"),
    [
        ("\u30ef\u30a4\u30ba", "2E", "2E"),
        ("\u5e45", "\u30ef\u30a4\u30c9", "wide"),
        ("Szeroko\u015b\u0107", "szerokie", "wide"),
        ("Bredde", "ekstra bred", "extra_wide"),
    ],
)
def test_a_width_is_read_under_its_name_in_many_languages(name: str, value: str, width: str) -> None:
    assert line(**{"options": ((name, value),)}).values["width"] == width
