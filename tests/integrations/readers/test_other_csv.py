"""Garmin's web table, Runkeeper, Intervals.icu, ShoeCycle, and tables with a column map."""

from __future__ import annotations

from datetime import datetime

import pytest

from api.advice.core.distance import Distance
from api.integrations.readers.run_record import QuestionError
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read, runs, unread
from tests.support.exports import csv_bytes
from tests.support.exports.others import INTERVALS_HEADER, RUNKEEPER_HEADER, garmin_csv, named_csv
from tests.support.reasons import refused

GARMIN = {"Activity Type": "Running", "Date": "2026-08-20 07:15:23", "Distance": "10.05", "Time": "00:50:10"}
AT = datetime(2026, 8, 20, 7, 15, 23)  # noqa: DTZ001 - a wall clock


def test_garmin_is_asked_for_its_unit_and_never_guessed() -> None:
    with pytest.raises(QuestionError) as question:
        read(garmin_csv([GARMIN]))
    assert question.value.parameter == "unit"


def test_a_time_that_garmin_left_out_is_missing() -> None:
    assert one_run(garmin_csv([{**GARMIN, "Time": "--:--:--"}]), unit="km").duration_s is None


@pytest.mark.parametrize("unit", ["km", "mi"])
def test_garmin_reads_in_the_unit_told(unit: str) -> None:
    run = one_run(garmin_csv([{**GARMIN, "Avg Run Cadence": "172"}]), unit=unit)
    assert run.distance == Distance.of(10.05, unit)
    assert (run.started_at, run.duration_s, run.cadence_spm, run.shoe) == (AT, 3010, 172, None)


@pytest.mark.parametrize(
    ("cells", "km"),
    [
        (["1,024.00", "5.00"], None),
        (["7,00", "0,2"], [7, 0.2]),
        (["7,00", "10,125"], [7, 10.125]),
        (["7.00", "10.125"], [7, 10.125]),
        (["5", "7"], [5, 7]),
    ],
)
def test_garmin_writes_points_or_commas(cells: list[str], km: list[float] | None) -> None:
    body = garmin_csv([{**GARMIN, "Distance": cell, "Time": "--"} for cell in cells])
    if km is None:
        assert "1024 km" in unread(body, unit="km")[0][1]
    else:
        assert [each.distance.km for each in runs(body, unit="km")] == km


@pytest.mark.parametrize(("cell", "km"), [("1,024", 1.024), ("1.024", 1.024), ("2,81", 2.81), ("5.01", 5.01)])
@pytest.mark.parametrize("others", [[], ["4.23"], ["4,23"], ["1,850.00"]])
def test_each_cell_is_read_for_itself_whatever_else_is_in_the_file(cell: str, km: float, others: list[str]) -> None:
    """A thousand kilometres is no run: one mark alone is decimal."""
    records = read(garmin_csv([{**GARMIN, "Distance": each, "Time": "--"} for each in (cell, *others)]), unit="km")
    assert records[0].distance.km == km  # type: ignore[union-attr]


def test_garmin_missing_cells_are_not_known() -> None:
    run = one_run(garmin_csv([{**GARMIN, "Time": "--"}]), unit="km")
    assert (run.duration_s, run.cadence_spm) == (None, None)
    assert unread(garmin_csv([{**GARMIN, "Distance": "--"}]), unit="km") == [("skipped", "It has no distance.")]


@pytest.mark.parametrize(("kind", "surface"), [("Treadmill Running", "treadmill"), ("Running", None)])
def test_garmin_surfaces(kind: str, surface: str | None) -> None:
    assert one_run(garmin_csv([{**GARMIN, "Activity Type": kind}]), unit="km").surface == surface


RUNKEEPER = {
    "Activity Id": "abc",
    "Date": "2026-03-28 08:33:29",
    "Type": "Running",
    "Distance (km)": "5.02",
    "Duration": "26:11",
}


def test_runkeeper_names_its_unit_in_the_header() -> None:
    run = one_run(named_csv(RUNKEEPER_HEADER, [RUNKEEPER]))
    assert (run.distance, run.duration_s, run.external_id) == (Distance.of(5.02, "km"), 26 * 60 + 11, "abc")
    miles = [name.replace("(km)", "(mi)") for name in RUNKEEPER_HEADER]
    row = {**RUNKEEPER, "Distance (mi)": "3.1", "Duration": "1:02:03"}
    run = one_run(named_csv(miles, [row]))
    assert (run.distance, run.duration_s) == (Distance.of(3.1, "mi"), 3723)


def test_intervals_is_in_metres_and_local_time() -> None:
    row = {"id": "i1", "start_date_local": "2026-03-28T08:33:29", "type": "TrailRun", "distance": "5012.3"}
    run = one_run(named_csv(INTERVALS_HEADER, [{**row, "moving_time": "1500", "elapsed_time": "1600"}]))
    assert (run.distance, run.duration_s, run.surface) == (Distance.of(5012.3, "m"), 1600, "trail")
    assert run.started_at == datetime(2026, 3, 28, 8, 33, 29)  # noqa: DTZ001
    assert run.external_id == "i1"


SHOECYCLE = b"Run Date, Distance\n03-28-2026, 5.00\n03-28-2026, 5.00\n03-29-2026, 3.10\n"


def test_shoecycle_asks_for_the_unit_and_keeps_two_alike_runs_of_a_day() -> None:
    with pytest.raises(QuestionError):
        read(SHOECYCLE)
    read_once = runs(SHOECYCLE, unit="mi")
    assert [each.distance.mi for each in read_once] == [5, 5, 3.1]
    assert len({each.external_id for each in read_once}) == 3
    assert not any(each.time_is_known for each in read_once)
    assert read_once == runs(SHOECYCLE, unit="mi")


def test_a_us_day_is_month_first_and_real() -> None:
    assert unread(b"Run Date, Distance\n28-03-2026, 5.00\n", unit="km")[0][0] == "failed"


def test_a_table_of_ones_own_is_read_by_a_map() -> None:
    body = csv_bytes(
        ("Tag", "Strecke", "Schuh"), [("28.03.2026", "5,5", "Rot"), ("2026-03-29 07:00:00", "6,25", "")], ";"
    )
    columns = {"date": "Tag", "distance": "strecke", "shoe": "Schuh"}
    first, second = runs(body, columns=columns, unit="km")
    assert (first.distance, first.shoe, first.time_is_known) == (Distance.of(5.5, "km"), "Rot", False)
    assert (second.shoe, second.time_is_known, second.started_at.hour) == (None, True, 7)
    with pytest.raises(QuestionError):
        read(body, columns=columns)


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"date": "Tag", "distance": "km"}, "no column"),
        ({"date": "Tag", "weight": "Strecke"}, "none of"),
        ({"distance": "Strecke"}, "date"),
        ({"date": "Tag"}, "exactly one"),
        ({"date": "Tag", "distance": "Strecke", "distance_km": "Strecke"}, "exactly one"),
        ({"date": "Tag", "distance": "twice"}, "more than one"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(columns: dict[str, str], part: str) -> None:
    with refused(FileFaultError, part):
        read(csv_bytes(("Tag", "Strecke", "twice", "twice"), [("2026-03-28", "5", "", "")]), columns=columns, unit="km")


def test_our_own_names_need_no_map_and_carry_their_unit() -> None:
    body = csv_bytes(("date", "distance_mi", "duration", "external_id"), [("2026-03-28", "26.2", "3:59:59", "x")])
    run = one_run(body)
    assert (run.distance.sent, run.duration_s, run.external_id) == ((26.2, "mi"), 14399, "x")


def test_a_date_of_two_meanings_is_not_guessed() -> None:
    with pytest.raises(QuestionError) as question:
        read(csv_bytes(("date", "distance_km"), [("03/04/2026", "5")]))
    assert question.value.parameter == "date_order"
