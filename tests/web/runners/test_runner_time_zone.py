"""The time zone of a runner: checked by name, kept, exported, and used where an import does not name one."""

from __future__ import annotations

import io
import zipfile

import orjson
import pytest
from flask.testing import FlaskClient

from tests.support.exports.others import garmin_csv, gpx
from tests.support.logbook import a_runner, made

ANY = "application/octet-stream"
EVENING = gpx([[(52.0, 13.0, "2026-08-21T03:15:00Z"), (52.045, 13.0, "2026-08-21T03:40:00Z")]])
"""A quarter past eight in the evening before, in Los Angeles."""


def test_it_is_kept_shown_changed_and_exported(client: FlaskClient) -> None:
    runner = a_runner(client, time_zone="America/Los_Angeles")
    assert made(client.get(f"/v1/runners/{runner}"), 200)["time_zone"] == "America/Los_Angeles"
    with zipfile.ZipFile(io.BytesIO(client.get(f"/v1/runners/{runner}/export").data)) as packed:
        assert orjson.loads(packed.read("runner.json"))["runner"]["time_zone"] == "America/Los_Angeles"
    assert made(client.patch(f"/v1/runners/{runner}", json={"time_zone": "Asia/Tokyo"}), 200)["time_zone"] == (
        "Asia/Tokyo"
    )
    assert made(client.patch(f"/v1/runners/{runner}", json={"time_zone": None}), 200)["time_zone"] is None


@pytest.mark.parametrize("zone", ["Berlin", "Europe/Atlantis", "../etc/passwd", "UTC+2", "", "x" * 65, 5])
def test_what_is_no_time_zone_is_refused_by_name(client: FlaskClient, zone: object) -> None:
    answer = client.post("/v1/runners", json={"time_zone": zone})
    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, "/time_zone")


def test_an_instant_counts_for_the_runners_own_day(client: FlaskClient) -> None:
    runner = a_runner(client, time_zone="America/Los_Angeles")
    rows = dry_run(client, runner, EVENING)
    assert [row["date"] for row in rows] == ["2026-08-20"]
    rows = dry_run(client, runner, EVENING, time_zone="UTC")
    assert [row["date"] for row in rows] == ["2026-08-21"]


def test_a_local_time_becomes_an_instant_so_that_the_run_is_known(client: FlaskClient) -> None:
    runner = a_runner(client, time_zone="America/Los_Angeles")
    made(client.post(f"/v1/runners/{runner}/imports", data=EVENING, content_type=ANY), 201)
    row = {"Activity Type": "Running", "Date": "2026-08-20 20:15:00", "Distance": "5.01", "Time": "00:25:00"}
    found = dry_run(client, runner, garmin_csv([row]), unit="km")
    assert [(each["status"], each["codes"]) for each in found] == [("skipped", ["same_run_from"])]
    made(client.patch(f"/v1/runners/{runner}", json={"time_zone": "America/New_York"}), 200)
    found = dry_run(client, runner, garmin_csv([row]), unit="km")
    assert [(each["status"], each["codes"]) for each in found] == [("skipped", ["same_run_hours_apart"])]


def dry_run(client: FlaskClient, runner: str, body: bytes, **query: str) -> list[dict[str, object]]:
    request = {**query, "dry_run": "true"}
    answer = client.post(f"/v1/runners/{runner}/imports", query_string=request, data=body, content_type=ANY)
    return list(made(answer, 200)["items"])
