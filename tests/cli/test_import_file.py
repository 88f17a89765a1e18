"""``forefoot import``: stores a file for a runner, tells what failed, asks what the file does not say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from api.cli import commands as cli
from api.cli.import_file import import_command
from api.services.imports.import_runs import SILENT_FOR
from api.storage.database.engines import Database
from tests.support.databases import url_of
from tests.support.exports import zip_bytes
from tests.support.exports.others import garmin_csv, tcx
from tests.support.exports.strava import Activity, export, many
from tests.support.pauses import Clock, KilledError, Pauses, pause_imports

LATER = SILENT_FOR + timedelta(seconds=1)
AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
STRAVA = export([Activity(1, AT, 5000, gear="A B"), Activity(2, AT, 42195, 600, gear="A B")], [("", "A", "B")])


@pytest.fixture
def runner(client: FlaskClient, released_database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A runner in the database that the command uses."""
    monkeypatch.setenv("DATABASE_URL", url_of(released_database))
    return str(client.post("/v1/runners", json={}).json["id"])


def forefoot(tmp_path: Path, body: bytes, *words: str) -> tuple[int, str]:
    file = tmp_path / "export.bin"
    file.write_bytes(body)
    done = CliRunner().invoke(cli.main, ["import", str(file), *words], catch_exceptions=False)
    return done.exit_code, done.output


def metres(client: FlaskClient, runner: str) -> list[float]:
    items = client.get(f"/v1/runners/{runner}/pairs").json["items"]
    return [each["recorded_distance"]["m"] for each in items]


def test_a_file_is_stored_once_and_its_failures_are_told(client: FlaskClient, runner: str, tmp_path: Path) -> None:
    code, output = forefoot(tmp_path, STRAVA, "--runner", runner, "--dry-run")
    assert (code, metres(client, runner)) == (0, [])
    assert "2 created, 0 updated, 0 skipped, 1 failed (dry run" in output
    assert "2026-09-20 5.00 km run in A B (activities.csv, line 2)" in output
    code, output = forefoot(tmp_path, STRAVA, "--runner", runner)
    assert "2 created, 0 updated, 0 skipped, 1 failed  import_" in output
    assert "activities.csv, line 3: 42 km (26 mi) in 10 minutes is faster" in output
    assert (code, metres(client, runner)) == (0, [5000.0])
    output = forefoot(tmp_path, STRAVA, "--runner", runner)[1]
    assert "0 created, 0 updated, 2 skipped, 1 failed" in output
    assert "1 skipped: You have this pair already." in output and "1 skipped: It is logged already." in output
    assert metres(client, runner) == [5000.0]


def test_the_unit_is_asked_for_and_taken(client: FlaskClient, runner: str, tmp_path: Path) -> None:
    pair = client.post(f"/v1/runners/{runner}/pairs", json={"description": "Mine"}).json["id"]
    body = garmin_csv([{"Activity Type": "Running", "Date": "2026-08-20 07:15:23", "Distance": "1"}])
    code, told = forefoot(tmp_path, body, "--runner", runner, "--pair", pair)
    assert (code, "--unit" in told, metres(client, runner)) == (1, True, [0.0])
    assert forefoot(tmp_path, body, "--runner", runner, "--pair", pair, "--unit", "mi")[0] == 0
    assert metres(client, runner) == [1609.344]


@pytest.mark.parametrize(
    ("body", "words", "part"),
    [
        (STRAVA, ("--runner", "runner_nobody"), "no runner"),
        (b"<feed/>", (), "none that is read"),
        (STRAVA, ("--pair", "pair_none"), "no pair"),
    ],
)
def test_what_stands_in_the_way_is_said_in_a_line(
    runner: str, tmp_path: Path, body: bytes, words: tuple[str, ...], part: str
) -> None:
    code, told = forefoot(tmp_path, body, "--runner", runner, *words)
    assert (code, part in told) == (1, True)


def test_the_zone_and_the_columns_can_be_told(client: FlaskClient, runner: str, tmp_path: Path) -> None:
    body = b"Tag;Strecke;Schuh\n2026-03-28 23:30;5,5;Rot\n"
    words = ("--runner", runner, "--unit", "km", "--column-map", '{"date":"Tag","distance":"Strecke","shoe":"Schuh"}')
    code, told = forefoot(tmp_path, body, *words, "--time-zone", "America/New_York")
    assert (code, "2 created" in told, metres(client, runner)) == (0, True, [5500.0])
    pair = client.get(f"/v1/runners/{runner}/pairs").json["items"][0]["id"]
    shown = client.get(f"/v1/pairs/{pair}/runs").json["items"][0]
    assert (shown["date"], shown["started_at"]) == ("2026-03-28", "2026-03-29T03:30:00+00:00")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--time-zone", "Mars/Base"), "Europe/Berlin"),
        (("--column-map", "[]"), "JSON object"),
        (("--column-map", '{"weight":"x"}'), "May name only"),
    ],
)
def test_an_option_that_is_not_right_is_refused_by_name(
    runner: str, tmp_path: Path, words: tuple[str, ...], part: str
) -> None:
    code, told = forefoot(tmp_path, STRAVA, "--runner", runner, *words)
    assert (code, words[0] in told, part in told) == (2, True, True)


def test_an_import_that_broke_off_is_completed_and_its_progress_is_told(
    client: FlaskClient, runner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause_imports(monkeypatch, 3, Pauses(kill_after=2))
    body, clock = export(many(10, ["A B"], 1000)), Clock()
    clocked = import_command(cli._released_database, clock)
    monkeypatch.setitem(cli.main.commands, "import", clocked)
    with pytest.raises(KilledError):
        forefoot(tmp_path, body, "--runner", runner)
    assert metres(client, runner) == [6000.0]
    clock.ahead += LATER
    code, told = forefoot(tmp_path, body, "--runner", runner)
    assert (code, "11 created, 0 updated, 0 skipped, 0 failed" in told) == (0, True)
    assert metres(client, runner) == [10_000.0]


def test_where_no_bar_is_seen_lines_say_how_far_it_is(
    runner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cli.import_file.SECONDS_A_LINE", 0.0)
    tracks = {f"{9 - day}.tcx": tcx([(5000, 1800)], at=f"2026-09-0{day}T06:00:00Z") for day in range(1, 5)}
    body = zip_bytes({**tracks, "more.zip": zip_bytes({"a.tcx": tcx([(5000, 1800)], at="2026-09-09T06:00:00Z")})})
    output = forefoot(tmp_path, body, "--runner", runner)[1]
    percents = [int(line.split()[1]) for line in output.splitlines() if line.startswith("Reading:")]
    assert percents == sorted(percents) and len(set(percents)) == 5 and 85 < percents[-1] <= 100
    assert "5 created" in output and "Storing: 100 %, 5 records" in output


def test_our_own_export_comes_back(client: FlaskClient, runner: str, tmp_path: Path) -> None:
    forefoot(tmp_path, STRAVA, "--runner", runner)
    body = bytes(client.get(f"/v1/runners/{runner}/export").get_data())
    copy = str(client.post("/v1/runners", json={}).json["id"])
    assert "2 created, 0 updated, 0 skipped, 0 failed" in forefoot(tmp_path, body, "--runner", copy)[1]
    assert "0 created, 0 updated, 2 skipped, 0 failed" in forefoot(tmp_path, body, "--runner", copy)[1]
    assert metres(client, copy) == metres(client, runner) == [5000.0]
