"""What a log tells of a runner's training, week by week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from api.advice.training.log import log_from, request_of_log
from tests.advice.training.inputs import BOOK, km, log_of

TUESDAY = date(2026, 9, 1)


def weeks_of(runs: list[tuple[str, float]], as_of: date = TUESDAY) -> list[float]:
    request, _ = request_of_log(log_of(runs), as_of, BOOK)
    return [week.km for week in request.recent_weeks or ()]


def test_a_week_runs_from_monday_to_sunday() -> None:
    runs = [("2026-08-23", 1.0), ("2026-08-24", 2.0), ("2026-08-30", 4.0), ("2026-08-31", 8.0)]
    assert weeks_of(runs) == [1, 6]
    assert request_of_log(log_of(runs), TUESDAY, BOOK)[0].week_so_far == km(8)
    assert weeks_of(runs, date(2026, 8, 30)) == [1]
    assert weeks_of(runs, date(2026, 8, 31)) == [1, 6]


def test_weeks_begin_with_the_first_run_and_empty_ones_between_count() -> None:
    assert weeks_of([("2026-08-12", 5.0)]) == [5, 0, 0]
    assert weeks_of([("2026-05-12", 5.0)]) == [5, *(0 for _ in range(15))]
    assert weeks_of([("2020-05-12", 5.0)]) == [0, 0, 0, 0]
    assert weeks_of([("2026-08-31", 5.0)]) == []


def test_the_longest_run_is_that_of_thirty_days() -> None:
    inside, outside = TUESDAY - timedelta(days=29), TUESDAY - timedelta(days=30)
    request, _ = request_of_log(log_of([(str(inside), 12.0), (str(outside), 30.0)]), TUESDAY, BOOK)
    assert request.longest_run_last_30_days == km(12)


@pytest.mark.parametrize(("ran_on", "days"), [("2026-09-01", 0), ("2026-08-31", 0), ("2026-08-30", 1)])
def test_only_whole_days_count_as_off(ran_on: str, days: int) -> None:
    assert request_of_log(log_of([(ran_on, 5.0)]), TUESDAY, BOOK)[0].days_off == days


@pytest.mark.parametrize(
    ("first", "certainty"),
    [("2026-08-31", "low"), ("2026-08-24", "low"), ("2026-08-17", "medium"), ("2026-08-03", "high")],
)
def test_a_longer_log_is_surer(first: str, certainty: str) -> None:
    assert request_of_log(log_of([(first, 5.0), ("2026-08-31", 5.0)]), TUESDAY, BOOK)[1].certainty == certainty


def test_a_run_on_ground_that_is_not_logged_leaves_the_ground_open() -> None:
    logged, _ = request_of_log(log_of([("2026-08-30", 5.0, "trail")]), TUESDAY, BOOK)
    partly, _ = request_of_log(log_of([("2026-08-30", 5.0, "trail"), ("2026-08-29", 5.0)]), TUESDAY, BOOK)
    assert logged.surfaces_complete and not partly.surfaces_complete
    assert logged.surfaces is not None and logged.surfaces[0].usual_runs_per_week == 1


def test_the_window_holds_four_weeks_and_thirty_days() -> None:
    assert log_from(date(2026, 8, 31), BOOK) == date(2026, 8, 2)
    assert log_from(date(2026, 9, 6), BOOK) == date(2026, 8, 3)
