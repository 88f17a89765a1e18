"""Units: a figure's name and its kind must fit the unit, whatever the figure."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rulebook.errors import RulebookError
from api.rulebook.units import UNITS, WORDS, check_unit, check_value

NUMERIC = sorted(set(UNITS) - WORDS)
NAMED = sorted(unit for unit, endings in UNITS.items() if endings)
FINITE = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False))


@given(st.sampled_from(NAMED), st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), st.data())
def test_a_name_with_its_units_ending_is_taken(unit: str, start: str, data: st.DataObject) -> None:
    name = start + data.draw(st.sampled_from(UNITS[unit]))
    assert check_unit(unit, name, "here") == unit


@given(st.sampled_from(NAMED), st.sampled_from(NAMED))
def test_a_name_with_another_units_ending_is_refused(unit: str, other: str) -> None:
    for ending in set(UNITS[other]) - set(UNITS[unit]):
        with pytest.raises(RulebookError, match="must have a name that ends in"):
            check_unit(unit, f"figure{ending}", "here")


@pytest.mark.parametrize("unit", ["count", "size"])
@given(other=st.sampled_from(NAMED))
def test_a_bare_number_bears_no_units_ending(unit: str, other: str) -> None:
    for ending in UNITS[other]:
        with pytest.raises(RulebookError, match="but the figure stands in"):
            check_unit(unit, f"figure{ending}", "here")
    assert check_unit(unit, "figure", "here") == unit


@pytest.mark.parametrize("unit", sorted(WORDS))
def test_words_may_be_called_anything(unit: str) -> None:
    assert check_unit(unit, "responses_sharp_pain", "here") == unit


@given(st.sampled_from(NUMERIC), FINITE)
def test_a_finite_number_is_taken_as_it_stands(unit: str, value: float) -> None:
    if unit == "fraction" and abs(value) > 1:
        with pytest.raises(RulebookError, match="is no fraction"):
            check_value(value, unit, "here")
    else:
        assert check_value(value, unit, "here") == value


@given(st.sampled_from(sorted(set(NUMERIC) - {"fraction"})), st.lists(FINITE, min_size=1, unique_by=repr))
def test_a_list_of_numbers_is_taken_in_its_order(unit: str, values: list[float]) -> None:
    assert check_value(values, unit, "here") == tuple(values)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("unit", NUMERIC)
def test_no_figure_is_infinite_or_no_number(unit: str, value: float) -> None:
    for given_value in (value, [1, value]):
        with pytest.raises(RulebookError, match="is no finite number"):
            check_value(given_value, unit, "here")


@pytest.mark.parametrize("value", [-1, -1.0, 0, 1, 1.0, 0.999])
def test_the_ends_of_a_fraction_belong_to_it(value: float) -> None:
    assert check_value(value, "fraction", "here") == value


@pytest.mark.parametrize("value", [1.01, -1.01, 2])
def test_past_the_ends_nothing_is_a_fraction(value: float) -> None:
    with pytest.raises(RulebookError, match="is no fraction"):
        check_value(value, "fraction", "here")


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_truth_value_is_no_figure(unit: str, value: bool) -> None:
    with pytest.raises(RulebookError, match="is wanted"):
        check_value(value, unit, "here")


def test_words_are_taken_and_lists_become_tuples() -> None:
    assert check_value("teardrop", "text", "here") == "teardrop"
    assert check_value(["one", "two"], "list", "here") == ("one", "two")


@pytest.mark.parametrize("unit", [None, 3, ["mm"], "millimetre", ""])
def test_an_unknown_unit_is_refused(unit: object) -> None:
    with pytest.raises(RulebookError, match="unknown unit"):
        check_unit(unit, "figure_mm", "here")


@pytest.mark.parametrize("name", ["Width_mm", "width mm", "2_mm", "_mm", "width__mm", "width_mm\n"])
def test_a_name_is_written_plainly(name: str) -> None:
    with pytest.raises(RulebookError, match="small letters"):
        check_unit("mm", name, "here")
