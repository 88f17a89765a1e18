"""What devices, apps and spreadsheets make of files: read as it was meant, or named, and never lost without a word."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from api.integrations.readers.cells import localised_number
from api.integrations.readers.run_record import RunRecord, Unread
from tests.integrations.export_help import one_run, read, runs
from tests.integrations.readers.test_pauses import paused_tcx
from tests.support.exports.others import fit, gpx, tcx

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
SESSION = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 10000.0, "total_elapsed_time": 3600}


@pytest.mark.parametrize(
    "written",
    ["{}T{}Z", "{}t{}z", "{} {}", "{} {}z", "{}T{}+00:00", "{}T{}.000z"],
    ids=lambda text: text.format("", ""),
)
@pytest.mark.parametrize("day", ["2026-09-20", "2026/09/20"])
def test_times_of_points_are_read_as_programs_write_them(written: str, day: str) -> None:
    times = (written.format(day, clock) for clock in ("14:12:12", "14:18:12"))
    first, last = times
    run = one_run(gpx([[(52.0, 13.0, first), (52.01, 13.0, last)]]))
    assert (run.started_at, run.duration_s) == (AT, 360)


@pytest.mark.parametrize("distance", ["-5000", "NaN", "five"])
def test_a_lap_of_no_possible_length_leaves_it_to_the_points(distance: str) -> None:
    whole = tcx([(5000, 1500)])
    body = whole.replace(
        b"<DistanceMeters>5000</DistanceMeters>", f"<DistanceMeters>{distance}</DistanceMeters>".encode(), 1
    )
    run = one_run(body)
    assert run.distance.m == 5000
    assert [note.key for note in run.notes] == ["no_number", "summed_up_from_points"]
    alone = paused_tcx([(0, 5000.0, 1500)]).replace(b"5000.0", distance.encode())
    (record,) = read(alone)
    assert isinstance(record, Unread)
    assert record.status == "failed"


@pytest.mark.parametrize("written", ["00:25:00", "25:00", "1500", "1500,0", "PT"])
def test_the_time_of_a_lap_is_read_in_words_too(written: str) -> None:
    body = paused_tcx([(0, 5000.0, 1500)]).replace(b">1500<", f">{written}<".encode())
    assert one_run(body).duration_s == (None if written == "PT" else 1500)


def test_a_chained_fit_file_keeps_what_stands_before_a_part_that_is_cut_off() -> None:
    later = fit([{**SESSION, "start_time": AT + timedelta(hours=3)}])
    run, fault = read(fit([SESSION]) + later[:-10])
    assert isinstance(run, RunRecord)
    assert isinstance(fault, Unread)
    assert (run.distance.m, fault.status, fault.reason.key) == (10000, "failed", "fit_is_cut_off")
    assert fault.place == "file, part 2"


@pytest.mark.parametrize("start", [0, 1000, -1, 5e11, 1e20])
def test_an_instant_of_a_clock_that_was_never_set_is_no_start(start: float) -> None:
    total = {"metric": "distance", "summary": "total", "value": 10.0}
    nike = {"id": "a", "type": "run", "start_epoch_ms": start, "summaries": [total]}
    (record,) = read(json.dumps(nike).encode())
    assert isinstance(record, Unread)
    assert (record.status, record.reason.key) == ("failed", "no_time")


def test_ids_that_a_spreadsheet_rounded_make_no_two_activities_one() -> None:
    rows = "".join(f'1.23457E+10,"Sep {day}, 2026, 2:12:12 PM",x,Run,5.00,5000\n' for day in (20, 21))
    body = f"Activity ID,Activity Date,Activity Name,Activity Type,Distance,Distance\n{rows}".encode()
    assert len({run.external_id for run in runs(body)}) == 2


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12 500", 12500), ("12\u202f500,5", 12500.5), ("12\u00a0500", 12500), ("1\u2019024.5", 1024.5), ("1'024", 1024)],
)
def test_blanks_and_apostrophes_group_thousands(cell: str, number: float) -> None:
    assert float(localised_number(cell) or 0) == number


@pytest.mark.parametrize("missing", ["–", "—", "−", "--", "-", ""])
def test_every_dash_is_a_missing_value(missing: str) -> None:
    body = f"date,type,distance_km,duration,cadence_spm\n2026-08-20,Run,10,{missing},{missing}\n".encode()
    assert (one_run(body).duration_s, one_run(body).cadence_spm) == (None, None)


def test_a_cell_that_names_its_unit_has_it() -> None:
    cells = [
        ("10.5 km", 10500),
        ("6.2 mi", 9977.9328),
        ("800m", 800),
        ("1 mile", 1609.344),
        ("5", 5000),
        ("2,5 Km", 2500),
    ]
    rows = "".join(f'2026-08-{day:02},Run,"{cell}"\n' for day, (cell, _) in enumerate(cells, start=1))
    columns = {"date": "Day", "type": "Sport", "distance": "Length"}
    found = runs(f"Day,Sport,Length\n{rows}".encode(), unit="km", columns=columns)
    assert [round(run.distance.m, 4) for run in found] == [metres for _, metres in cells]


def test_a_file_that_was_packed_twice_is_unpacked_twice() -> None:
    assert one_run(gzip.compress(gzip.compress(fit([SESSION])))).distance.m == 10000


def test_upright_strokes_part_columns() -> None:
    assert one_run(b"date|type|distance_km\n2026-08-20|Run|10\n").distance.km == 10
