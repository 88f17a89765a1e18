"""Distances add up exactly, in whatever unit they were sent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import MICROMETRES, NOTHING, UNITS, Distance, DistanceError, total

VALUES = st.floats(min_value=0, max_value=100_000, allow_nan=False)
DISTANCES = st.builds(Distance.of, VALUES, st.sampled_from(UNITS))
METRES_IN = {"km": Fraction(1000), "mi": Fraction("1609.344"), "m": Fraction(1)}


def test_a_mile_is_1609_344_metres() -> None:
    assert Distance.of(1, "mi").as_dict() == {"km": 1.609344, "mi": 1.0, "m": 1609.344}
    assert Distance.of(1000, "mi") == Distance.of(1609.344, "km") == Distance.of(1_609_344, "m")


def test_a_marathon_in_miles_reads_as_it_was_sent() -> None:
    marathon = Distance.of(26.2, "mi")
    assert marathon.as_dict() == {"km": 42.1648128, "mi": 26.2, "m": 42164.8128}
    assert (marathon + NOTHING).mi == 26.2


def test_a_million_runs_add_up_to_the_metre() -> None:
    assert total([Distance.of(26.2, "mi")] * 1_000_000).m == 42_164_812_800.0
    assert total([Distance.of(0.1, "km")] * 1_000_000).km == 100_000.0


def test_a_distance_is_equal_and_ordered_by_its_length_alone() -> None:
    assert Distance.of(1.609344, "km") == Distance.of(1, "mi")
    assert len({Distance.of(1.609344, "km"), Distance.of(1, "mi")}) == 1
    assert Distance.of(1, "km") < Distance.of(1, "mi") < Distance.of(1610, "m")


def test_what_is_left_is_never_negative() -> None:
    assert Distance.of(300, "km").left_until(Distance.of(500, "km")) == Distance.of(200, "km")
    assert Distance.of(500, "km").left_until(Distance.of(300, "km")) == NOTHING


@pytest.mark.parametrize("value", [-1, -0.001, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_distance_is_refused(value: float) -> None:
    with pytest.raises(DistanceError):
        Distance.of(value, "km")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(DistanceError, match="furlong"):
        Distance.of(1, "furlong")


@given(VALUES, st.sampled_from(UNITS))
def test_what_was_sent_comes_back_unchanged(value: float, unit: str) -> None:
    distance = Distance.of(value, unit)
    assert distance.as_dict()[unit] == getattr(distance, unit) == value


@given(st.decimals(min_value=0, max_value=99_999, places=3), st.sampled_from(UNITS))
def test_thousandths_of_every_unit_are_exact(value: Decimal, unit: str) -> None:
    distance = Distance.of(float(value), unit)
    assert Fraction(distance.micrometres, 1_000_000) == Fraction(value) * METRES_IN[unit]
    # Also without the memory of what was sent, as a sum is.
    assert (distance + NOTHING).as_dict()[unit] == float(value)


@given(VALUES, st.sampled_from(UNITS))
def test_rounding_stays_under_half_a_micrometre(value: float, unit: str) -> None:
    exact = Fraction(Decimal(repr(value))) * MICROMETRES[unit]
    assert abs(Distance.of(value, unit).micrometres - exact) <= Fraction(1, 2)


@given(st.lists(DISTANCES), st.randoms())
def test_the_order_of_a_sum_does_not_matter(distances: list[Distance], random: object) -> None:
    shuffled = sorted(distances, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert total(shuffled) == total(distances) == sum(distances, NOTHING)


@given(DISTANCES, DISTANCES)
def test_all_units_agree_on_which_is_longer(one: Distance, other: Distance) -> None:
    if one < other:
        assert all(one.as_dict()[unit] <= other.as_dict()[unit] * (1 + 1e-12) + 1e-6 for unit in UNITS)
