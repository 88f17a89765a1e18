"""A run with pauses: its distance and duration are those of its laps, its span is from its start to its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integrations.export_help import one_run
from tests.support.exports.others import garmin_csv

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)


def paused_tcx(laps: list[tuple[int, float, int]], points: list[int] | None = None, at: datetime = AT) -> bytes:
    """Return an activity of laps (pause before it, metres, seconds) with a point at each of these seconds of all."""
    after, parts = 0, []
    for pause, metres, seconds in laps:
        after += pause
        parts.append(
            f'<Lap StartTime="{at + timedelta(seconds=after):%Y-%m-%dT%H:%M:%SZ}"><TotalTimeSeconds>{seconds}'
            f"</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters></Lap>"
        )
        after += seconds
    times = (at + timedelta(seconds=second) for second in points or ())
    track = "".join(f"<Trackpoint><Time>{time:%Y-%m-%dT%H:%M:%SZ}</Time></Trackpoint>" for time in times)
    if points:
        parts[-1] = parts[-1].replace("</Lap>", f"<Track>{track}</Track></Lap>")
    activity = f'<Activity Sport="Running"><Id>{at:%Y-%m-%dT%H:%M:%SZ}</Id>{"".join(parts)}</Activity>'
    return f"<TrainingCenterDatabase><Activities>{activity}</Activities></TrainingCenterDatabase>".encode()


LAPS = st.lists(
    st.tuples(st.integers(0, 3600), st.integers(100, 5000), st.integers(300, 3600)), min_size=1, max_size=12
)


@given(LAPS)
def test_pauses_between_laps_belong_to_the_span_alone(laps: list[tuple[int, int, int]]) -> None:
    laps = [(0, *laps[0][1:]), *laps[1:]]
    laps = [(pause, min(metres, seconds * 5), seconds) for pause, metres, seconds in laps]
    run = one_run(paused_tcx([(pause, float(metres), seconds) for pause, metres, seconds in laps]))
    assert run.distance.m == sum(metres for _, metres, _ in laps)
    assert run.duration_s == sum(seconds for _, _, seconds in laps)
    assert run.elapsed_s == sum(pause + seconds for pause, _, seconds in laps)


@pytest.mark.parametrize(
    ("points", "elapsed"),
    [
        ([0, 600, 2400, 3000], 3000),
        # A pause within a lap shows in the points alone; a clock that was set anew says nothing.
        ([0, 10], 1800),
        ([0, 600, 90_000_000], None),
        ([-600_000_000, 600], 1800),
    ],
)
def test_pauses_within_a_lap_show_in_its_points(points: list[int], elapsed: int | None) -> None:
    run = one_run(paused_tcx([(0, 5000.0, 1800)], points))
    assert (run.started_at, run.duration_s, run.elapsed_s) == (AT, 1800, elapsed)


def test_without_the_time_of_any_lap_the_points_say_how_long_it_took() -> None:
    body = paused_tcx([(0, 5000.0, 1800)], [0, 1700]).replace(b"<TotalTimeSeconds>1800</TotalTimeSeconds>", b"")
    assert one_run(body).duration_s == 1700


@pytest.mark.parametrize(
    ("time", "elapsed", "took"),
    [
        ("00:25:00", "01:05:00", (1500, 3900)),
        ("00:25:00", "00:25:00", (1500, None)),
        ("00:25:00", "--", (1500, None)),
        ("00:25:00", "soon", (1500, None)),
        ("--", "00:30:00", (1800, None)),
    ],
)
def test_a_table_tells_timer_and_clock_apart(time: str, elapsed: str, took: tuple[float, float | None]) -> None:
    row = {"Activity Type": "Running", "Date": "2026-08-20 07:15:20", "Distance": "5.00", "Time": time}
    run = one_run(garmin_csv([{**row, "Elapsed Time": elapsed}]), unit="km")
    assert (run.duration_s, run.elapsed_s) == took
