"""``forefoot import``: stores a file for a runner, tells what failed, asks what the file does not say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from api import cli
from api.storage.database import Database
from tests.support.databases import url_of
from tests.support.exports.others import garmin_csv
from tests.support.exports.strava import Activity, export

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
    code, told = forefoot(tmp_path, STRAVA, "--runner", runner, "--dry-run")
    assert (code, metres(client, runner)) == (0, [])
    assert "2 created, 0 updated, 0 skipped, 1 failed (dry run" in told
    code, told = forefoot(tmp_path, STRAVA, "--runner", runner)
    assert "2 created, 0 updated, 0 skipped, 1 failed  import_" in told
    assert "activities.csv, line 3: 42.195 km in 600 s is faster" in told
    assert (code, metres(client, runner)) == (0, [5000.0])
    assert "0 created, 0 updated, 2 skipped, 1 failed" in forefoot(tmp_path, STRAVA, "--runner", runner)[1]
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
        (b"<html/>", (), "neither GPX"),
        (STRAVA, ("--pair", "pair_none"), "no pair"),
    ],
)
def test_what_stands_in_the_way_is_said_in_a_line(
    runner: str, tmp_path: Path, body: bytes, words: tuple[str, ...], part: str
) -> None:
    code, told = forefoot(tmp_path, body, "--runner", runner, *words)
    assert (code, part in told) == (1, True)
