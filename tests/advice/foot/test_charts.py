"""European numbers against every chart: the range holds the chart, and a number read backwards stays near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.charts import charts, eu_label, us_size_of_eu
from api.advice.foot.feet import StatedSize
from api.advice.foot.sizes import foot_length_of, name_eu, sizes_of
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
ROWS = [
    (scale, maker, us, eu)
    for scale, by_maker in charts(BOOK).items()
    for maker, chart in by_maker.items()
    for us, eu in zip(chart.us, chart.eu, strict=True)
]
SEX = {"men": "male", "women": "female"}


@pytest.mark.parametrize(("scale", "maker", "us", "eu"), ROWS)
def test_the_range_holds_the_number_of_every_chart(scale: str, maker: str, us: float, eu: float) -> None:
    label = eu_label(us, scale, BOOK)
    assert label.low <= eu <= label.high
    assert label.low <= label.typical <= label.high
    length = foot_length_of(StatedSize(f"us_{scale}", us), SEX[scale], BOOK)
    sizes = sizes_of(length, SEX[scale], BOOK)
    assert sizes.eu_low is not None
    assert sizes.eu_high is not None
    assert sizes.eu_low <= eu <= sizes.eu_high


@pytest.mark.parametrize(("scale", "maker", "us", "eu"), ROWS)
def test_no_number_read_backwards_is_a_whole_size_off(scale: str, maker: str, us: float, eu: float) -> None:
    assert abs(us_size_of_eu(eu, scale, BOOK) - us) < 1


@given(st.sampled_from(["men", "women"]), st.integers(-8, 46))
def test_a_larger_size_never_has_a_smaller_european_number(scale: str, halves: int) -> None:
    one, next_size = eu_label(halves / 2, scale, BOOK), eu_label((halves + 1) / 2, scale, BOOK)
    assert one.typical <= next_size.typical
    assert one.low <= next_size.low
    assert one.high <= next_size.high


@given(st.sampled_from(["male", "female"]), st.floats(25, 56), st.floats(0, 10))
def test_a_larger_european_number_never_means_a_shorter_foot(sex: str, number: float, more: float) -> None:
    shorter = foot_length_of(StatedSize("eu", number), sex, BOOK)
    assert foot_length_of(StatedSize("eu", min(number + more, 56)), sex, BOOK) >= shorter


@pytest.mark.parametrize("scale", ["men", "women"])
def test_every_number_of_a_box_reads_as_no_smaller_a_size_than_the_one_below(scale: str) -> None:
    numbers = sorted({round(part / parts, 2) for parts in (2, 3) for part in range(25 * parts, 56 * parts + 1)})
    read = [us_size_of_eu(number, scale, BOOK) for number in numbers]
    assert read == sorted(read)


@pytest.mark.parametrize(
    ("us_men", "low", "high", "typical"),
    [
        (8, 40.5, 41.5, 41.5),
        (9, 42, 43, 42.5),
        (9.5, 42.5, 43.5, 43),
        (10, 43, 44, 44),
        (10.5, 44, 44.67, 44.5),
        (11, 44.5, 45.33, 45),
        (12, 46, 46.67, 46.5),
        (13, 47, 48, 48),
        (14, 48, 49.33, 49),
    ],
)
def test_the_ranges_of_the_makers_charts(us_men: float, low: float, high: float, typical: float) -> None:
    label = eu_label(us_men, "men", BOOK)
    assert (label.low, label.high, label.typical) == (low, high, typical)


@pytest.mark.parametrize(("number", "us_men"), [(42, 8.5), (42.5, 9), (43, 9.5), (44, 10), (46, 11.5)])
def test_a_european_number_is_read_on_the_charts(number: float, us_men: float) -> None:
    assert us_size_of_eu(number, "men", BOOK) == us_men


def test_thirds_are_named_as_the_box_shows_them() -> None:
    length = foot_length_of(StatedSize("us_men", 10.5), "male", BOOK)
    assert name_eu(sizes_of(length, "male", BOOK), BOOK) == "EU 44-44 2/3"


def test_without_the_sex_both_scales_are_spanned() -> None:
    both = sizes_of(262.5, None, BOOK)
    assert (both.eu_low, both.eu_high) == (41, 43)


@pytest.mark.parametrize("scale", ["men", "women"])
def test_a_size_that_we_name_reads_back_as_itself(scale: str) -> None:
    first, last = (BOOK.number("SIZE-08", f"{name}_us") for name in ("lowest", "highest"))
    sizes = [first + place / 2 for place in range(round((last - first) * 2) + 1)]
    named: dict[float, list[float]] = {}
    for size in sizes:
        named.setdefault(eu_label(size, scale, BOOK).typical, []).append(size)
    for number, of_sizes in named.items():
        assert us_size_of_eu(number, scale, BOOK) in of_sizes, number
    assert sum(len(of_sizes) == 1 for of_sizes in named.values()) > len(sizes) / 2
