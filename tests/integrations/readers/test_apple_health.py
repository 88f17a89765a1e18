"""Apple Health: every unit and clock that phones write, triathlons by their legs, treadmills."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.run_record import RunRecord, Unread
from tests.integrations.export_help import one_run, read, runs, unread
from tests.support.exports.others import health, workout

AT = "2026-04-20 18:00:00 +0200"
METRES = {"km": "1000", "mi": "1609.344", "m": "1", "yd": "0.9144", "ft": "0.3048", "cm": "0.01", "in": "0.0254"}


@pytest.mark.parametrize("unit", METRES)
@pytest.mark.parametrize("where", ["attribute", "child"])
@given(st.decimals("0.01", "99.99", places=2), st.sampled_from(".,"))
def test_every_unit_of_length_is_read_with_either_mark(unit: str, where: str, metres: Decimal, mark: str) -> None:
    written = (metres * 100 / Decimal(METRES[unit])).quantize(Decimal("0.0001"))
    run = one_run(health([workout(AT, **{where: (str(written).replace(".", mark), unit)})]))
    assert run.distance.m == pytest.approx(float(written * Decimal(METRES[unit])), abs=0.000_01)


def test_a_unit_of_another_kind_is_named() -> None:
    ((status, reason),) = unread(health([workout(AT, child=("5", "furlong"))]))
    assert (status, "furlong" in reason) == ("failed", True)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-04-20 18:00:00 +0200", (18, 2)),
        ("2026-04-20 18:00:00 -0930", (18, -9.5)),
        ("2026-04-20 18:00:00 +0545", (18, 5.75)),
        ("2026-04-20 18:00:00 +1400", (18, 14)),
        ("2026-04-20 6:00:00 PM +0200", (18, 2)),
        ("2026-04-20 6:00:00\u202fpm +0200", (18, 2)),
        ("2026-04-20 6:00:00 a.m. +0000", (6, 0)),
        ("2026-04-20 12:00:00 AM +0000", (0, 0)),
        ("2026-04-20 下午6:00:00 +0800", None),
        ("2026-04-20 18:00:00", None),
        ("2026-04-20 16:00:00 PM +0000", None),
    ],
)
def test_times_are_instants_of_any_offset_and_either_clock(written: str, at: tuple[float, float] | None) -> None:
    (record,) = read(health([workout(written, child=("5", "km"))]))
    if at is None:
        assert isinstance(record, Unread)
        assert record.status == "failed"
    else:
        assert isinstance(record, RunRecord)
        assert record.started_at == datetime(2026, 4, 20, tzinfo=UTC) + timedelta(hours=at[0] - at[1])
        assert record.started_at.utcoffset() == timedelta(hours=at[1])


@pytest.mark.parametrize("kind", ["Running", "Walking"])
def test_a_workout_indoors_was_on_a_treadmill(kind: str) -> None:
    outdoors = workout(AT, kind, child=("5", "km"))
    indoors = outdoors.replace(b'key="HKIndoorWorkout" value="0"', b'key="HKIndoorWorkout" value="1"')
    assert [run.surface for run in runs(health([outdoors, indoors]))] == [None, "treadmill"]


KINDS = {"swim": "Swimming", "bike": "Cycling", "run": "WalkingRunning", "walk": "WalkingRunning"}


def triathlon(*legs: tuple[str, int], named: bool = False) -> bytes:
    """Return a triathlon of legs (what, metres) of ten minutes each; a leg says its sport in no export seen so far."""
    parts = []
    for number, (what, metres) in enumerate(legs):
        begin, end = (f"2026-04-20 10:{10 * minute:02}:00 +0200" for minute in (number, number + 1))
        called = {"run": "Running", "walk": "Transition", "swim": "Swimming", "bike": "Cycling"}[what]
        name = f'workoutActivityType="HKWorkoutActivityType{called}" ' if named else ""
        parts.append(
            f'<WorkoutActivity uuid="{number}" {name}startDate="{begin}" endDate="{end}" duration="9,5" '
            f'durationUnit="min"><WorkoutStatistics type="HKQuantityTypeIdentifierDistance{KINDS[what]}" '
            f'startDate="{begin}" endDate="{end}" sum="{metres}" unit="m"/></WorkoutActivity>'
        )
    whole = workout("2026-04-20 10:00:00 +0200", "SwimBikeRun", duration_min=60).replace(
        b"</Workout>", "".join(parts).encode() + b"</Workout>"
    )
    return health([whole])


SWIM, T, BIKE, RUN = ("swim", 1500), ("walk", 300), ("bike", 40_000), ("run", 6_000)


@pytest.mark.parametrize(
    ("legs", "found"),
    [
        ((SWIM, T, BIKE, T, RUN), [(5, 6_000)]),
        ((SWIM, BIKE, RUN), [(3, 6_000)]),
        ((SWIM, T, BIKE, RUN), [(4, 6_000)]),
        ((RUN, T, BIKE, T, ("run", 5000)), [(1, 6_000), (5, 5000)]),
        ((RUN, BIKE, ("run", 5000)), [(1, 6_000), (3, 5000)]),
        ((SWIM, T, RUN), [(3, 6_000)]),
        ((BIKE, RUN), [(2, 6_000)]),
        ((SWIM, T, BIKE), []),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_the_runs_of_a_triathlon_count(
    legs: tuple[tuple[str, int], ...], found: list[tuple[int, int]], named: bool
) -> None:
    records = read(triathlon(*legs, named=named))
    legs_found = [(record.place, record.distance.m) for record in records if isinstance(record, RunRecord)]
    assert legs_found == [(f"workout 1, leg {number}", metres) for number, metres in found]
    for record in records:
        if isinstance(record, RunRecord):
            minutes = 10 * (int(record.place[-1]) - 1)
            assert record.started_at == datetime(2026, 4, 20, 8, minutes, tzinfo=UTC)
            assert (record.duration_s, record.kind, record.source) == (570, "run", "apple_health.watch")
        else:
            assert isinstance(record, Unread)
            assert record.reason.key == "not_on_foot"


def test_a_triathlon_without_legs_counts_by_its_distance_on_foot() -> None:
    whole = health([workout("2026-04-20 10:00:00 +0200", "SwimBikeRun", child=("10", "km"), duration_min=180)])
    assert (one_run(whole).distance.km, one_run(whole).duration_s) == (10, None)
    later = whole.replace(
        b'WalkingRunning" startDate="2026-04-20 10:00:00 +0200" endDate="2026-04-20 10:00:00 +0200"',
        b'WalkingRunning" startDate="2026-04-20 12:00:00 +0200" endDate="2026-04-20 12:50:00 +0200"',
    )
    run = one_run(later)
    assert (run.started_at, run.duration_s) == (datetime(2026, 4, 20, 10, tzinfo=UTC), 3000)
