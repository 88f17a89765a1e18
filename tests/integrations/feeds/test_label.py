"""Sizes and widths as boxes and options have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.label import Label, read_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("10.5W", Label(10.5, None, "wide")),
        ("10.5 2E", Label(10.5, None, "2E")),
        ("10 (4E)", Label(10, None, "4E")),
        ("9.5-2E", Label(9.5, None, "2E")),
        ("10/D", Label(10, None, "D")),
        ("10.5 EE", Label(10.5, None, "2E")),
        ("10 Wide", Label(10, None, "wide")),
        ("11 X-Wide", Label(11, None, "extra_wide")),
        ("9.5 M", Label(9.5, None, "standard")),
        ("2E", Label(None, None, "2E")),
        ("Regular", Label(None, None, "standard")),
        ("42 2/3", Label(42.67, "eu")),
        ("42\u2154", Label(42.67, "eu")),
        ("EUR 42 1/3", Label(42.33, "eu")),
        ("EU 44,5", Label(44.5, "eu")),
        ("44", Label(44, "eu")),
        ("9\u00bd", Label(9.5)),
        ("9 1/2", Label(9.5)),
        ("UK 9", Label(9, "uk")),
        ("9 UK", Label(9, "uk")),
        ("US 9 / UK 8 / EU 42.5", Label(9, "us", also=(8, "uk"))),
        ("US 10 / EU 44", Label(10, "us", also=(44, "eu"))),
        ("10 (UK)", Label(10, "uk")),
        ("T42", Label(42, "eu")),
        ("T.38,5", Label(38.5, "eu")),
        ("10 T", Label(10)),
        ("37⅓", Label(37.33, "eu")),
        ("10 D(M) US", Label(10, "us", "D")),
        ("8 B(M) US", Label(8, "us", "B")),
        ("US M 9.5", Label(9.5, "us", None, "male")),
        ("US Women's 8 D", Label(8, "us", "D", "female")),
        ("Men's 9.5", Label(9.5, None, None, "male")),
        ("W8", Label(8, None, None, "female")),
        ("M 9 / W 10.5", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("M 9 W 10.5", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("M9 W10.5", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("Men's 9 Women's 10.5", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("9 M 10.5 W", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("W 10.5 M 9", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("10.5 EE Men", Label(10.5, None, "2E", "male")),
        ("8.5 B(M) US Women", Label(8.5, "us", "B", "female")),
        ("M9/W10.5", Label(9, "us_men", None, "unisex", also=(10.5, "us_women"))),
        ("Women's 8 / Men's 6.5", Label(6.5, "us_men", None, "unisex", also=(8, "us_women"))),
        ("27.5 cm", Label(275, "mondopoint")),
        ("JP 27", Label(270, "mondopoint")),
        ("265", Label(265, "mondopoint")),
        ("3Y", Label(sex="child")),
        ("13C", Label(sex="child")),
        ("42.667", Label(42.67, "eu")),
        ("42.333", Label(42.33, "eu")),
        ("9/42.5", Label(42.5, "eu")),
        ("42/43", Label(several=True)),
        ("42-46", Label(several=True)),
        ("9.5 \u2013 11", Label(several=True)),
        ("\u20ac50", Label()),
        ("50,00 \u20ac", Label()),
        ("44 \u00c9troite", Label(44, "eu", "narrow")),
        ("44 extra ancho", Label(44, "eu", "extra_wide")),
        ("Black", Label()),
        ("", Label()),
        ("120", Label()),
    ],
)
def test_a_label_is_read_as_it_is_meant(text: str, label: Label) -> None:
    assert read_label(text) == label


def test_a_bare_number_names_no_system() -> None:
    assert read_label("9").system is None


@given(st.text(max_size=40))
def test_any_text_can_be_read_as_a_label(text: str) -> None:
    found = read_label(text)
    assert found.size is None or 0 < found.size <= 360
