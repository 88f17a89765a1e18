"""Places where nobody can have been: a point far off between two near ones is left out, and the row says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integrations.export_help import one_run, read
from tests.support.exports.others import gpx

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
Point = tuple[float, float, str | None]
STEP_M = 11.12


def stretch(points: int, first: float = 50.0, seconds: int = 0) -> list[Point]:
    """Return points of 11.12 m every five seconds."""
    return [
        (first + number / 10_000, 8.0, f"{AT + timedelta(seconds=seconds + 5 * number):%Y-%m-%dT%H:%M:%SZ}")
        for number in range(points)
    ]


def far(latitude: float, seconds: int, longitude: float = 8.0) -> Point:
    return (latitude, longitude, f"{AT + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}")


LEFT_OUT: dict[str, list[Point]] = {
    "a spike on the way": [*stretch(51), far(51.0, 252), *stretch(50, 50.0051, 255)],
    "a first fix where the watch was last": [far(48.1, -5), *stretch(101)],
    "a last point at the other end of the country": [*stretch(101), far(53.0, 501)],
    "no place yet, written as 0, 0": [far(0.0, -5, 0.0), *stretch(101)],
    "0, 0 on the way": [*stretch(51), far(0.0, 252, 0.0), *stretch(50, 50.0051, 255)],
}


@pytest.mark.parametrize("points", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_place_where_nobody_was_is_left_out_and_said(points: list[Point]) -> None:
    run = one_run(gpx([points]))
    assert run.distance.m == pytest.approx(100 * STEP_M, rel=0.01)
    assert [(note.key, note.facts["count"]) for note in run.notes] == [("points_left_out", 1)]


COUNTED: dict[str, tuple[list[list[Point]], float]] = {
    "the turning point of a sparse track": (
        [[far(50.0, 0), far(50.02, 600), far(50.04, 1200), far(50.02, 1800), far(50.0, 2400)]],
        8896,
    ),
    "a piece that goes on elsewhere": ([[*stretch(51), *stretch(51, 50.05, 255)]], 100 * STEP_M + 5004),
    "a pause in another segment": ([stretch(51), stretch(51, 50.05, 255)], 100 * STEP_M),
    "without times nobody can say": ([[(50.0, 8.0, None), (50.005, 8.0, None), *stretch(51)]], 2 * 556 + 50 * STEP_M),
    "a clock that goes back": ([[*stretch(51), *stretch(51, 50.005, 100)]], 100 * STEP_M),
}


@pytest.mark.parametrize(("segments", "metres"), COUNTED.values(), ids=COUNTED)
def test_what_may_have_been_run_counts(segments: list[list[Point]], metres: float) -> None:
    (run,) = read(gpx(segments))
    assert getattr(run, "notes", ()) == ()
    measured = run.distance.m if hasattr(run, "distance") else None
    assert measured == pytest.approx(metres, rel=0.01)


@given(
    steps=st.lists(st.tuples(st.integers(-6, 6), st.integers(1, 30)), min_size=4, max_size=30),
    where=st.integers(0, 30),
    off=st.floats(0.2, 20),
)
def test_one_wrong_place_changes_no_distance(steps: list[tuple[int, int]], where: int, off: float) -> None:
    points: list[Point] = []
    latitude, seconds = 50.0, 0
    for more, after in steps:
        latitude, seconds = latitude + more / 100_000 * after, seconds + after
        points.append(far(round(latitude, 6), 2 * seconds))
    place = where % (len(points) + 1)
    at = points[place - 1][2] if place else points[0][2]
    spoilt = [*points[:place], (50.0 + off, 8.0, at), *points[place:]]
    clean, with_it = read(gpx([points])), read(gpx([spoilt]))
    assert [getattr(each, "distance", None) for each in with_it] == [getattr(each, "distance", None) for each in clean]
