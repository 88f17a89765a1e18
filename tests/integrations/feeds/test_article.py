"""Prices, counts and age groups as the tables of shops have them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.article import Article, gender_or_age, is_some, is_unread, price_of, quantity_of

CENTS = st.integers(0, 99_999_99)


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("149.95", 149.95, None),
        ("149,95", 149.95, None),
        ("149,9", 149.9, None),
        *(("\u00a516,500", 16500, "JPY"), ("\uffe516,500", 16500, "JPY"), ("16,500\u5186(\u7a0e\u8fbc)", 16500, "JPY")),
        *(("JPY 1,650", 1650, "JPY"), ("\u20a9189,000", 189000, "KRW"), ("16500\u5186", 16500, "JPY")),
        *(("1 299,00 z\u0142", 1299, "PLN"), ("z\u0142 599,00", 599, "PLN"), ("3 999 K\u010d", 3999, "CZK")),
        *(("R$ 1.299,90", 1299.9, "BRL"), ("1 299 kr", 1299, None), ("599:-", 599, None), ("1.299 kr", None, None)),
        ("1.149,95", 1149.95, None),
        ("1,149.95 USD", 1149.95, "USD"),
        ("1 149,95 EUR", 1149.95, "EUR"),
        ("1\u202f149,95 \u20ac", 1149.95, "EUR"),
        ("1'149.00 CHF", 1149.0, "CHF"),
        ("Fr. 149.90", 149.9, "CHF"),
        ("\u00a3120", 120.0, "GBP"),
        ("$149.95", 149.95, None),
        ("US$ 149.95", 149.95, None),
        ("USD 145.00", 145.0, "USD"),
        ("149,-", 149.0, None),
        ("149.\u2013", 149.0, None),
        ("1.149", None, None),
        ("149,950", None, None),
        ("1.149.95", None, None),
        ("1,149,95", None, None),
        ("-3", None, None),
        ("on request", None, None),
        ("", None, None),
    ],
)
def test_a_price_is_read_as_it_is_written_or_not_at_all(text: str, price: float | None, currency: str | None) -> None:
    assert price_of(text) == (price, currency)
    assert is_unread(text, price) == (price is None and text != "")


@given(cents=CENTS, marks=st.sampled_from([("", "."), ("", ","), (".", ","), (",", "."), (" ", ","), ("'", ".")]))
def test_every_way_of_writing_a_price_says_the_same(cents: int, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    text = f"{cents // 100:,}".replace(",", thousands) + f"{decimal}{cents % 100:02d}"
    assert price_of(text) == (cents / 100, None)


@given(st.text(max_size=30))
def test_any_text_can_be_read_as_a_price(text: str) -> None:
    price, currency = price_of(text)
    assert price is None or price >= 0
    assert currency is None or len(currency) == 3


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        *(("2,0", 2), ("3.00", 3), ("-1", 0), ("1,5", None), ("yes", None), ("ausverkauft", 0)),
        *(
            ("3 Stk", 3),
            ("3 pcs.", 3),
            ("12 szt", 12),
            ("\uff13", 3),
            ("3\u500b", 3),
            ("\u00d7", 0),
            ("no", 0),
            ("3 shoes", None),
        ),
        *(("1,000", None), ("12.000", None), ("0,000", 0), ("-1,000", 0)),
    ],
)
def test_a_count_is_whole_and_never_below_nothing(text: str, quantity: int | None) -> None:
    assert quantity_of(text) == quantity


@pytest.mark.parametrize(
    ("text", "some"),
    [
        *((">5", True), ("\u2265 3", True), ("10+", True), ("1,000", True), ("auf Lager", True), ("In stock", True)),
        *(("yes", True), ("\u25cb", True), ("\u5728\u5eab\u3042\u308a", True), ("\u00d7", False), ("no", False)),
        *(("0,000", False), ("<5", False), ("maybe", False), ("", False), ("5", False)),
    ],
)
def test_a_count_may_say_that_there_are_some_and_not_how_many(text: str, some: bool) -> None:
    assert is_some(text) is some


@pytest.mark.parametrize("age", ["kids", "Kinder", "ni\u00f1os", "enfant", "newborn", "toddler"])
def test_a_child_s_age_group_is_one_in_every_language(age: str) -> None:
    assert gender_or_age("unisex", age) == age


@pytest.mark.parametrize("age", ["adult", "Erwachsene", "adultes", ""])
def test_a_grown_up_s_age_group_leaves_the_sex(age: str) -> None:
    assert gender_or_age("male", age) == "male"


def test_a_sale_counts_from_its_first_to_its_last_moment() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    day = timedelta(days=1)
    article = Article(1, price=119.95, list_price=149.95, sale_from=now, sale_until=now + day)
    assert [article.at(now + days * day).price for days in (-1, 0, 1, 2)] == [149.95, 119.95, 119.95, 149.95]
    assert article.at(now + 2 * day).list_price is None
    assert Article(1, price=119.95, list_price=149.95).at(now).price == 119.95
