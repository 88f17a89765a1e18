"""What a log tells of a runner's training, week by week, and how its distances are spoken of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import MICROMETRES, Distance
from api.advice.core.format import ceiling_aloud, distance_aloud, listed
from api.advice.training.log import asked_of_log, log_from
from tests.advice.training.inputs import BOOK, km, log_of

TUESDAY = date(2026, 9, 1)


def weeks_of(runs: list[tuple[str, float]], as_of: date = TUESDAY) -> list[float]:
    asked, _ = asked_of_log(log_of(runs), as_of, BOOK)
    return [week.km for week in asked.recent_weeks or ()]


def test_a_week_runs_from_monday_to_sunday() -> None:
    runs = [("2026-08-23", 1.0), ("2026-08-24", 2.0), ("2026-08-30", 4.0), ("2026-08-31", 8.0)]
    assert weeks_of(runs) == [1, 6]
    assert asked_of_log(log_of(runs), TUESDAY, BOOK)[0].week_so_far == km(8)
    assert weeks_of(runs, date(2026, 8, 30)) == [1]
    assert weeks_of(runs, date(2026, 8, 31)) == [1, 6]


def test_weeks_begin_with_the_first_run_and_empty_ones_between_count() -> None:
    assert weeks_of([("2026-08-12", 5.0)]) == [5, 0, 0]
    assert weeks_of([("2026-05-12", 5.0)]) == [0, 0, 0, 0]
    assert weeks_of([("2026-08-31", 5.0)]) == []


def test_the_longest_run_is_that_of_thirty_days() -> None:
    inside, outside = TUESDAY - timedelta(days=29), TUESDAY - timedelta(days=30)
    asked, _ = asked_of_log(log_of([(str(inside), 12.0), (str(outside), 30.0)]), TUESDAY, BOOK)
    assert asked.longest_run_last_30_days == km(12)


@pytest.mark.parametrize(("ran_on", "days"), [("2026-09-01", 0), ("2026-08-31", 0), ("2026-08-30", 1)])
def test_only_whole_days_count_as_off(ran_on: str, days: int) -> None:
    assert asked_of_log(log_of([(ran_on, 5.0)]), TUESDAY, BOOK)[0].days_off == days


@pytest.mark.parametrize(
    ("first", "certainty"),
    [("2026-08-31", "low"), ("2026-08-24", "low"), ("2026-08-17", "medium"), ("2026-08-03", "high")],
)
def test_a_longer_log_is_surer(first: str, certainty: str) -> None:
    assert asked_of_log(log_of([(first, 5.0), ("2026-08-31", 5.0)]), TUESDAY, BOOK)[1].certainty == certainty


def test_a_run_on_ground_nobody_told_leaves_the_ground_open() -> None:
    told, _ = asked_of_log(log_of([("2026-08-30", 5.0, "trail")]), TUESDAY, BOOK)
    untold, _ = asked_of_log(log_of([("2026-08-30", 5.0, "trail"), ("2026-08-29", 5.0)]), TUESDAY, BOOK)
    assert told.surfaces_complete and not untold.surfaces_complete
    assert told.surfaces is not None and told.surfaces[0].usual == 1


def test_the_window_holds_four_weeks_and_thirty_days() -> None:
    assert log_from(date(2026, 8, 31), BOOK) == date(2026, 8, 2)
    assert log_from(date(2026, 9, 6), BOOK) == date(2026, 8, 3)


@given(st.integers(0, 10**15), st.booleans())
def test_a_ceiling_that_is_kept_as_spoken_is_kept(micrometres: int, miles_first: bool) -> None:
    said = ceiling_aloud(Distance(micrometres), miles_first=miles_first)
    number, unit = said.split(" ")[:2]
    spoken = Distance.of(float(number), unit)
    assert unit == ("mi" if miles_first else "km")
    assert spoken.micrometres <= micrometres < spoken.micrometres + MICROMETRES[unit] // 10 + 1


def test_distances_and_lists_are_spoken_plainly() -> None:
    assert distance_aloud(km(10)) == "10 km (6.2 mi)"
    assert distance_aloud(Distance.of(26.2, "mi"), miles_first=True) == "26.2 mi (42.2 km)"
    assert ceiling_aloud(km(43.59)) == "43.5 km (27.1 mi)"
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
