"""When two records are one run: at each figure of the rule, and whichever of the two comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services.runs.same_run import Outing, are_alike, are_same, went_as_far

KM = 10**9
AT = datetime(2026, 9, 20, 7, tzinfo=UTC)
CLOCK = AT.replace(tzinfo=None)
TEN = Outing(AT, None, 10 * KM)
HOUR = timedelta(hours=1)


def began(later: timedelta, km: float = 10, duration_s: float | None = None) -> Outing:
    """Return a run that began so much later, by an instant that is known."""
    return Outing(AT + later, duration_s, round(km * KM))


def by_clock(later: timedelta, km: float = 10, **known: object) -> Outing:
    """Return a run of which a file told the wall clock and no zone."""
    return Outing(known.pop("started_at", None), None, round(km * KM), CLOCK + later, **known)  # type: ignore[arg-type]


SECOND = timedelta(seconds=1)
LONG = began(0 * SECOND, duration_s=3600)
CASES = {
    "begun within two minutes and as far": (TEN, began(120 * SECOND), True),
    "begun more than two minutes apart": (TEN, began(121 * SECOND), False),
    "begun together, five per cent apart": (TEN, began(SECOND, 9.5), True),
    "begun together, more than five per cent apart": (TEN, began(SECOND, 9.499), False),
    "half of the shorter one shared": (LONG, began(1800 * SECOND, duration_s=3600), True),
    "less than half of it shared": (LONG, began(1801 * SECOND, duration_s=3600), False),
    "one begins as the other ends": (LONG, began(HOUR, duration_s=3600), False),
    "a short one within a long one, however far": (LONG, began(HOUR / 2, 2, duration_s=600), True),
    "one without a duration within another": (LONG, began(HOUR / 2), False),
    "two wall clocks that agree": (by_clock(120 * SECOND), by_clock(0 * SECOND), True),
    "two wall clocks an hour apart": (by_clock(HOUR), by_clock(0 * SECOND), False),
    "the same instant and wall clock": (by_clock(0 * SECOND), TEN, True),
    "the easternmost zone between them": (by_clock(14 * HOUR), TEN, True),
    "no zone is fifteen hours east": (by_clock(15 * HOUR), TEN, False),
    "the westernmost zone between them": (by_clock(-12 * HOUR), TEN, True),
    "no zone is thirteen hours west": (by_clock(-13 * HOUR), TEN, False),
    "whole hours but for a minute": (by_clock(2 * HOUR + 60 * SECOND), TEN, True),
    "more than a minute beside whole hours": (by_clock(2 * HOUR + 61 * SECOND), TEN, False),
    "hours apart, one per cent": (by_clock(HOUR, 9.9), TEN, True),
    "hours apart, more than one per cent": (by_clock(HOUR, 9.899), TEN, False),
    "an assumed zone that is wrong": (by_clock(0 * SECOND, started_at=AT - 5 * HOUR, start_assumed=True), TEN, True),
    "an assumed zone that is right, another length": (
        by_clock(2 * HOUR, 10.3, started_at=AT, start_assumed=True),
        TEN,
        True,
    ),
    "an assumed zone, together but not as far": (
        by_clock(0 * SECOND, 12, started_at=AT, start_assumed=True),
        TEN,
        False,
    ),
    "both known by the instant, some hours apart": (Outing(AT, None, 10 * KM, CLOCK), began(2 * HOUR), False),
    "an assumed zone, half of it shared but not as far": (
        Outing(AT, 3600, 12 * KM, CLOCK + 2 * HOUR, start_assumed=True),
        LONG,
        False,
    ),
    "within the 48 hours that count of a longer one": (
        began(0 * SECOND, 200, duration_s=60 * 3600),
        began(47 * HOUR, duration_s=3600),
        True,
    ),
    "after the 48 hours that count of a longer one": (
        began(0 * SECOND, 200, duration_s=60 * 3600),
        began(48 * HOUR, duration_s=3600),
        False,
    ),
}


@pytest.mark.parametrize(("one", "other", "same"), CASES.values(), ids=CASES)
def test_two_records_are_one_run(one: Outing, other: Outing, same: bool) -> None:
    assert (are_same(one, other), are_same(other, one)) == (same, same)


@pytest.mark.parametrize(("one", "other", "same"), CASES.values(), ids=CASES)
def test_what_is_one_run_is_found_among_those_that_begin_within_its_window(
    one: Outing, other: Outing, same: bool
) -> None:
    for run, sought in ((one, other), (other, one)):
        earliest, latest = run.window
        assert not same or any(earliest <= clock <= latest for clock in sought.clocks)


@pytest.mark.parametrize(
    ("one_m", "other_m", "as_far"),
    [(500, 600, True), (500, 601, False), (1900, 2000, True), (3000, 2850, True), (3000, 2849, False)],
)
def test_short_runs_may_differ_by_100_metres_and_long_ones_by_five_per_cent(
    one_m: int, other_m: int, as_far: bool
) -> None:
    assert went_as_far(one_m * 10**6, other_m * 10**6) == as_far == went_as_far(other_m * 10**6, one_m * 10**6)


@pytest.mark.parametrize(("other_m", "alike"), [(9950, True), (9949, False), (10_050, True), (10_051, False)])
def test_two_runs_of_a_day_are_alike_within_half_a_per_cent(other_m: int, alike: bool) -> None:
    assert are_alike(10_000 * 10**6, other_m * 10**6) == alike


seconds = st.integers(-20 * 3600, 20 * 3600).map(lambda later: later * SECOND)
outings = st.builds(
    lambda instant, clock, duration_s, metres, assumed: Outing(
        None if instant is None else AT + instant,
        duration_s,
        metres * 10**6,
        None if clock is None else CLOCK + clock,
        assumed,
    ),
    st.none() | seconds,
    st.none() | seconds,
    st.none() | st.integers(0, 10**6),
    st.integers(1, 50_000),
    st.booleans(),
)


@pytest.mark.many_examples
@given(one=outings, other=outings)
def test_whether_two_are_one_run_does_not_depend_on_which_came_first(one: Outing, other: Outing) -> None:
    assert are_same(one, other) == are_same(other, one)
