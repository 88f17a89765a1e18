"""The pace of a pair from its runs, and the date that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import NOTHING, Distance
from api.advice.retirement.answer import Forecast
from api.advice.retirement.forecast import Pace, Rate, due_now, forecast, pace_of_days, pace_of_week, recent_from
from tests.advice.retirement.inputs import BOOK, TODAY

FIRST = TODAY - timedelta(days=200)

Runs = Sequence[tuple[date, Distance]]


def km(value: float) -> Distance:
    return Distance.of(value, "km")


def back(days: int, value: float) -> tuple[date, Distance]:
    """Return a run so many days ago."""
    return TODAY - timedelta(days=days), km(value)


def weekly(values: Sequence[float]) -> Runs:
    """Return one run a week, the last week first."""
    return [back(7 * week + 1, value) for week, value in enumerate(values) if value]


def pace(runs: Runs, first: date | None = FIRST) -> Pace:
    return pace_of_days(runs, TODAY, BOOK, first_run_on=first)


def due(left: Distance, found: Pace, to_plan: Distance = NOTHING) -> Forecast:
    dated = forecast(left, to_plan, found, TODAY, BOOK)
    assert dated is not None
    return dated


def days_until(day: date) -> int:
    return (day - TODAY).days


# ------------------------------------------------------------------ the pace


def test_a_rate_is_exact() -> None:
    assert [Rate(10, 1).days_for(left) for left in (0, 1, 10, 11, 100)] == [0, 1, 1, 2, 10]
    assert Rate(10, 1).at_percent(50).days_for(100) == 20
    assert Rate(10, 1).is_faster_than(Rate(19, 2)) and not Rate(10, 1).is_faster_than(Rate(20, 2))


def test_regular_weeks_are_sure() -> None:
    found = pace(weekly([30] * 8))
    assert found.usual == Rate(240 * 10**9, 56)
    assert (found.certainty, found.because, found.weeks, found.days_since_run) == ("high", (), 8, 1)
    assert found.full == found.usual.at_percent(110) and found.quiet == found.usual.at_percent(90)


def test_a_day_given_twice_counts_both_runs() -> None:
    assert pace([*weekly([30] * 7), back(50, 10), back(50, 20)]) == pace(weekly([30] * 8))


def test_the_window_is_eight_weeks_and_ends_on_the_day_asked() -> None:
    runs = weekly([30] * 8)
    assert recent_from(TODAY, BOOK) == TODAY - timedelta(days=55)
    assert pace([*runs, back(56, 500), back(-1, 500)]) == pace(runs)
    assert pace([*runs, back(55, 8)]).usual == Rate(248 * 10**9, 56)
    assert pace([*runs, back(0, 8)]).usual == Rate(248 * 10**9, 56)


def test_the_window_of_the_first_days_of_the_calendar() -> None:
    assert recent_from(date.min, BOOK) == date.min


def test_a_young_pair_counts_the_days_it_has_and_a_week_at_least() -> None:
    assert pace([back(0, 10), back(20, 11)], None).usual == Rate(21 * 10**9, 21)
    assert pace([back(0, 10), back(1, 11)], None).usual == Rate(21 * 10**9, 7)
    assert pace([back(0, 10), back(20, 11)], TODAY - timedelta(days=41)).usual == Rate(21 * 10**9, 42)


def test_a_first_run_later_than_the_runs_is_not_believed() -> None:
    assert pace([back(0, 10), back(20, 11)], TODAY) == pace([back(0, 10), back(20, 11)], None)


@pytest.mark.parametrize(
    ("runs", "first", "because", "certainty"),
    [
        (weekly([30] * 8), FIRST, (), "high"),
        (weekly([30, 31, 29, 33]), TODAY - timedelta(days=27), (), "high"),
        (weekly([30, 31, 29, 33]), TODAY - timedelta(days=26), ("few_weeks",), "low"),
        ([back(13, 30), *weekly([0, 0, 30, 30, 30, 30, 30, 30])], FIRST, (), "high"),
        (weekly([0, 0, 30, 30, 30, 30, 30, 30]), FIRST, ("recent_break", "uneven_weeks"), "low"),
        ([back(14, 30), *weekly([0, 0, 0, 30, 30, 30, 30, 30])], FIRST, ("recent_break", "uneven_weeks"), "low"),
        ([back(13, 30), *weekly([0, 0, 0, 30, 30, 30, 30, 30])], FIRST, ("uneven_weeks",), "medium"),
        ([back(14, 30), *weekly([0, 30, 0, 30, 30, 30, 30, 30])], FIRST, (), "high"),
        (weekly([30, 0, 0, 0, 30, 0, 0, 30]), FIRST, ("mostly_idle", "uneven_weeks"), "low"),
        (weekly([30, 0, 0, 0, 30, 0, 30, 30]), FIRST, ("uneven_weeks",), "medium"),
        (weekly([20, 20, 20, 20, 20, 40, 40, 40]), FIRST, (), "high"),
        (weekly([20, 20, 20, 20, 20, 41, 41, 41]), FIRST, ("uneven_weeks", "one_big_week"), "medium"),
        (weekly([20, 20, 20, 20, 20, 20, 20, 40]), FIRST, (), "high"),
        (weekly([20, 20, 20, 20, 20, 20, 20, 41]), FIRST, ("one_big_week",), "medium"),
    ],
)
def test_how_sure_a_pace_is(runs: Runs, first: date, because: tuple[str, ...], certainty: str) -> None:
    found = pace(runs, first)
    assert (found.because, found.certainty) == (because, certainty)


def test_quiet_and_full_weeks_are_the_outer_quarters() -> None:
    found = pace(weekly([10, 12, 20, 22, 24, 26, 40, 44]))
    assert found.quiet == Rate(12 * 10**9, 7)
    assert found.full == Rate(40 * 10**9, 7)


def test_quiet_weeks_are_no_slower_than_a_third_of_the_usual() -> None:
    found = pace(weekly([80, 0, 0, 0, 80, 80, 80, 80]))
    assert found.quiet == found.usual.at_percent(33)


@pytest.mark.parametrize(
    ("runs", "because"),
    [
        ([], "not_run_lately"),
        ([back(56, 20), back(60, 20)], "not_run_lately"),
        ([back(3, 0), back(4, 0)], "not_run_lately"),
        ([back(3, 20)], "too_few_runs"),
        ([back(3, 20), back(3, 10)], "too_few_runs"),
    ],
)
def test_too_little_on_record_gives_no_pace(runs: Runs, because: str) -> None:
    found = pace(runs)
    assert not found.known and found.because == (because,)
    assert forecast(km(100), NOTHING, found, TODAY, BOOK) is None


def test_a_stated_week_is_believed_within_a_quarter() -> None:
    found = pace_of_week(km(28), BOOK)
    assert found.usual == Rate(28 * 10**9, 7)
    assert found.full == found.usual.at_percent(125) and found.quiet == found.usual.at_percent(75)
    assert (found.certainty, found.because) == ("medium", ())
    assert pace_of_week(NOTHING, BOOK).because == ("nothing_a_week",)


# ------------------------------------------------------------------ the date


def test_the_date_is_the_day_on_which_the_distance_is_run() -> None:
    found = pace_of_week(km(28), BOOK)
    dated = due(km(112), found, km(28))
    assert days_until(dated.retire_on) == 28
    assert days_until(dated.plan_on) == 7
    assert days_until(dated.earliest) == 23
    assert days_until(dated.latest) == 38
    assert days_until(due(km(112.1), found).retire_on) == 29


def test_a_pair_without_distance_left_is_due_today() -> None:
    dated = due(NOTHING, pace_of_week(km(28), BOOK))
    assert dated.earliest == dated.retire_on == dated.latest == TODAY


def test_three_years_ahead_is_the_farthest_date() -> None:
    found = pace_of_week(km(7), BOOK)
    assert forecast(km(1092), NOTHING, found, TODAY, BOOK) is not None
    assert forecast(km(1092.001), NOTHING, found, TODAY, BOOK) is None


def test_due_now_is_today_and_sure() -> None:
    now = due_now(TODAY, BOOK)
    assert now.retire_on == now.plan_on == now.earliest == now.latest == TODAY
    assert now.certainty == "high" and now.because == ("due",)


def test_a_leap_day_is_a_day_like_any_other() -> None:
    day = date(2028, 2, 20)
    dated = forecast(km(40), NOTHING, pace_of_week(km(28), BOOK), day, BOOK)
    assert dated is not None and dated.retire_on == date(2028, 3, 1)


# ------------------------------------------------------------------ whatever was run

RUNS = st.lists(
    st.tuples(
        st.integers(min_value=-3, max_value=80).map(lambda days: TODAY - timedelta(days=days)),
        st.integers(min_value=0, max_value=60_000).map(lambda metres: Distance.of(metres, "m")),
    ),
    max_size=40,
)
LEFT = st.integers(min_value=0, max_value=1_200_000).map(lambda metres: Distance.of(metres, "m"))


@given(RUNS, st.randoms())
def test_the_order_of_runs_is_irrelevant(runs: list[tuple[date, Distance]], random: object) -> None:
    shuffled = sorted(runs, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert pace(shuffled) == pace(runs)


@given(RUNS)
def test_quiet_usual_and_full_stand_in_order(runs: Runs) -> None:
    found = pace(runs)
    assert not found.quiet.is_faster_than(found.usual)
    assert not found.usual.is_faster_than(found.full)
    assert found.known == (found.quiet.micrometres > 0)


@given(RUNS, LEFT)
def test_earliest_date_and_latest_stand_in_order(runs: Runs, left: Distance) -> None:
    dated = forecast(left, left, pace(runs), TODAY, BOOK)
    if dated is not None:
        assert TODAY <= dated.earliest <= dated.retire_on <= dated.latest
        assert dated.plan_on == dated.retire_on


@given(RUNS, LEFT, st.integers(min_value=0, max_value=55), st.integers(min_value=1, max_value=60_000))
def test_one_run_more_never_moves_the_date_back(runs: Runs, left: Distance, days: int, metres: int) -> None:
    before = forecast(left, left, pace(runs), TODAY, BOOK)
    after = forecast(left, left, pace([*runs, (TODAY - timedelta(days=days), Distance.of(metres, "m"))]), TODAY, BOOK)
    if before is not None:
        assert after is not None and after.retire_on <= before.retire_on


@given(RUNS, LEFT, LEFT)
def test_more_left_is_never_due_sooner(runs: Runs, left: Distance, more: Distance) -> None:
    sooner, later = (forecast(goal, NOTHING, pace(runs), TODAY, BOOK) for goal in (left, left + more))
    if sooner is not None and later is not None:
        for day in ("earliest", "retire_on", "latest"):
            assert getattr(sooner, day) <= getattr(later, day)


@given(RUNS, LEFT)
def test_only_recent_days_need_to_be_read(runs: Runs, left: Distance) -> None:
    recent = [(day, distance) for day, distance in runs if day >= recent_from(TODAY, BOOK)]
    assert pace(recent) == pace(runs)
