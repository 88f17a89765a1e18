"""Where days and values lie on a chart, and what is written at its edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pictures.charts.axes import Box, Days, Values, round_step
from api.rulebook.load import shipped_rulebook

WORDING = shipped_rulebook().wording
BOX = Box(left=10, top=20, right=110, bottom=220)


def test_days_run_from_the_left_edge_to_the_right() -> None:
    days = Days(BOX, date(2026, 1, 1), date(2026, 1, 11), WORDING)
    assert [days.x(date(2026, 1, day)) for day in (1, 6, 11)] == [10, 60, 110]


def test_values_run_from_the_bottom_up() -> None:
    values = Values(BOX, 0, 100)
    assert [values.y(value) for value in (0, 50, 100)] == [220, 120, 20]


@pytest.mark.parametrize(
    ("least", "step"), [(0.2, 1), (1, 1), (1.1, 2), (2.5, 5), (7, 10), (11, 20), (160, 200), (400, 500), (501, 1000)]
)
def test_steps_are_round(least: float, step: float) -> None:
    assert round_step(least) == step


def test_values_are_written_at_round_steps() -> None:
    assert list(Values(BOX, 0, 1230).ticks(7)) == [0, 200, 400, 600, 800, 1000, 1200]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 2, 27), date(2026, 3, 2), ["27 Feb", "28 Feb", "1 Mar", "2 Mar"]),
        (date(2026, 1, 15), date(2026, 2, 20), ["15 Jan", "22 Jan", "29 Jan", "5 Feb", "12 Feb", "19 Feb"]),
        (date(2026, 1, 15), date(2026, 3, 25), ["15 Jan", "29 Jan", "12 Feb", "26 Feb", "12 Mar"]),
        (date(2026, 1, 15), date(2026, 3, 26), ["Feb", "Mar"]),
        (date(2026, 1, 15), date(2026, 5, 2), ["Feb", "Mar", "Apr", "May"]),
        (date(2026, 9, 1), date(2027, 3, 1), ["Sept", "Oct", "Nov", "Dec", "2027", "Feb", "Mar"]),
        (date(2026, 9, 1), date(2027, 6, 1), ["Sept", "Nov", "2027", "Mar", "May"]),
        (date(2024, 2, 1), date(2026, 9, 1), ["Jul", "2025", "Jul", "2026", "Jul"]),
        (date(2001, 1, 1), date(2026, 9, 1), ["2005", "2010", "2015", "2020", "2025"]),
    ],
)
def test_days_are_written_while_they_fit_then_months_then_years(first: date, last: date, words: list[str]) -> None:
    assert [word for _, word in Days(BOX, first, last, WORDING).ticks(7)] == words


@given(st.dates(), st.integers(min_value=1, max_value=100_000))
def test_ticks_lie_on_the_chart_and_are_few(first: date, days: int) -> None:
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    if last == first:
        first -= timedelta(days=1)
    ticks = [day for day, _ in Days(BOX, first, last, WORDING).ticks(7)]
    assert ticks == sorted(set(ticks)) and len(ticks) <= 8
    assert ticks and all(first <= day <= last for day in ticks)
