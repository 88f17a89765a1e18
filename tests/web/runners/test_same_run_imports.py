"""One run counts once in imports: local times beside instants, activities edited elsewhere; what a dry run shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.integrations.readers.test_pauses import paused_tcx
from tests.support.exports.others import fit, garmin_csv, gpx
from tests.support.exports.strava import Activity, export
from tests.support.logbook import a_pair, a_run, a_runner, made, metres, pair_of

ANY = "application/octet-stream"
AT = datetime(2026, 8, 20, 5, 15, tzinfo=UTC)
TRACK = gpx([[(52.0, 13.0, "2026-08-20T05:15:00Z"), (52.045, 13.0, "2026-08-20T05:40:00Z")]])
TRACK_KM = 5.004
ROW = {"Activity Type": "Running", "Date": "2026-08-20 07:15:20", "Distance": str(TRACK_KM), "Time": "00:25:00"}
TABLE = garmin_csv([ROW])
RUN = Activity(17, AT, 5000, gear="Hoka Mach 6")


def imported(client: FlaskClient, runner: str, body: bytes, status: int = 201, **query: str) -> dict[str, Any]:
    path = f"/v1/runners/{runner}/imports"
    return made(client.post(path, query_string=query, data=body, content_type=ANY), status)


def results(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(row["status"], row["reason"]) for row in answer["items"]]


@pytest.mark.parametrize("first", ["track", "table"])
def test_a_zone_is_asked_for_where_it_decides(client: FlaskClient, first: str) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    files = [(TRACK, {"pair_id": pair}), (TABLE, {"pair_id": pair, "unit": "km"})]
    (body, query), (later, later_query) = files if first == "track" else files[::-1]
    imported(client, runner, body, **query)
    for dry_run in ("true", "false"):
        refusal = imported(client, runner, later, 422, **later_query, dry_run=dry_run)
        assert [(each["parameter"], each["code"]) for each in refusal["errors"]] == [("time_zone", "needed")]
    answer = imported(client, runner, later, **later_query, time_zone="unknown")
    assert results(answer)[0][0] == "skipped"
    assert "whole number of hours apart" in str(results(answer)[0][1])
    assert pair_of(client, pair)["run_count"] == 1


def test_no_zone_is_asked_for_where_none_decides(client: FlaskClient) -> None:
    runner = a_runner(client)
    imported(client, runner, TRACK)
    row = {**ROW, "Distance": "12.00"}
    assert results(imported(client, runner, garmin_csv([row]), unit="km"))[0][0] == "created"


def test_both_clocks_of_a_watch_meet_a_table_without_a_question(client: FlaskClient) -> None:
    runner = a_runner(client)
    session = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 5004.0}
    imported(client, runner, TABLE, unit="km", time_zone="Europe/Berlin")
    again = imported(client, runner, fit([{**session, "total_elapsed_time": 1500}]))
    assert results(again)[0][0] == "skipped"


def test_two_runs_of_one_length_some_hours_apart_stay_two(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    imported(client, runner, TRACK, pair_id=pair)
    rows = [ROW, {**ROW, "Date": "2026-08-20 10:15:20"}]
    answer = imported(client, runner, garmin_csv(rows), unit="km", pair_id=pair, time_zone="unknown")
    assert [status for status, _ in results(answer)] == ["skipped", "created"]
    assert pair_of(client, pair)["run_count"] == 2


def test_an_activity_that_was_edited_is_corrected_with_every_total(client: FlaskClient) -> None:
    runner = a_runner(client)
    imported(client, runner, export([RUN, replace(RUN, id=18, at=AT.replace(day=21))]))
    pair = client.get(f"/v1/runners/{runner}/pairs").get_json()["items"][0]["id"]
    edited = replace(RUN, metres=5400, seconds=1900, at=AT.replace(day=19))
    answer = imported(client, runner, export([edited]))
    assert results(answer)[-1] == ("updated", "It was changed where it comes from, and now says the same here.")
    assert (metres(client, pair), pair_of(client, pair)["run_count"]) == (10400, 2)
    run = made(client.get(f"/v1/runs/{answer['items'][-1]['run_id']}"), 200)
    assert (run["date"], run["distance"]["m"], run["duration_s"]) == ("2026-08-19", 5400, 1900)
    assert results(imported(client, runner, export([edited])))[-1][0] == "skipped"
    # Undoing the later import takes no run out of its pair.
    assert client.delete(f"/v1/imports/{answer['id']}").status_code == 204
    assert (metres(client, pair), pair_of(client, pair)["run_count"]) == (10400, 2)


def test_a_correction_made_here_is_not_undone_by_a_file(client: FlaskClient) -> None:
    runner = a_runner(client)
    answer = imported(client, runner, export([RUN]))
    run = next(row["run_id"] for row in answer["items"] if row["run_id"])
    made(client.patch(f"/v1/runs/{run}", json={"distance": {"km": 4.2}}), 200)
    assert results(imported(client, runner, export([RUN])))[-1][0] == "skipped"
    again = imported(client, runner, export([replace(RUN, metres=5400)]))
    assert results(again)[-1] == (
        "skipped",
        "It was changed where it comes from, and corrected here: the correction stays.",
    )
    assert made(client.get(f"/v1/runs/{run}"), 200)["distance"]["km"] == 4.2


def test_a_run_that_an_app_logged_is_not_changed_by_an_import(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    a_run(client, pair, source="strava", external_id="17", date="2026-08-20", distance={"m": 5000})
    imported(client, runner, export([replace(RUN, metres=9000)]))
    assert metres(client, pair) == 5000


def test_a_dry_run_shows_what_would_be_stored(client: FlaskClient) -> None:
    runner = a_runner(client)
    rows = imported(client, runner, export([RUN]), 200, dry_run="true")["items"]
    shoe, run = rows if rows[0].get("kind") is None else rows[::-1]
    assert (run["started_at"], run["date"], run["distance"]["m"], run["kind"]) == (
        "2026-08-20T05:15:00+00:00",
        "2026-08-20",
        5000,
        "run",
    )
    assert (run["run_id"], run["pair_id"], run["pair_name"]) == (None, None, "Hoka Mach 6")
    assert shoe["status"] == "created"
    imported(client, runner, export([RUN]))
    (again,) = (row for row in imported(client, runner, export([RUN]), 200, dry_run="true")["items"] if row["run_id"])
    assert (again["status"], again["pair_name"]) == ("skipped", "Hoka Mach 6")
    assert again["pair_id"] is not None


def test_undoing_an_import_keeps_the_names_that_it_taught(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner, description="Hoka Mach 6")
    answer = imported(client, runner, export([RUN], [("", "Hoka", "Mach 6")]))
    assert client.delete(f"/v1/imports/{answer['id']}").status_code == 204
    assert pair_of(client, pair)["run_count"] == 0
    made(client.patch(f"/v1/pairs/{pair}", json={"description": "My daily ones"}), 200)
    imported(client, runner, export([RUN], [("", "Hoka", "Mach 6")]))
    assert pair_of(client, pair)["run_count"] == 1


def test_a_day_alone_is_a_question_and_no_answer(client: FlaskClient) -> None:
    runner = a_runner(client)
    imported(client, runner, TRACK)
    rows = b"date,distance_km\n2026-08-20,5.01\n2026-08-20,5.2\n2026-08-21,5.01\n"
    answer = imported(client, runner, rows, kind="run")
    asks = "A run from GPX on that day was as long. If it is the same, delete one of them."
    assert results(answer) == [("created", asks), ("created", None), ("created", None)]


@pytest.mark.parametrize("first", ["whole", "cut"])
def test_a_copy_of_what_came_after_a_pause_is_the_same_run(client: FlaskClient, first: str) -> None:
    """The timer alone ran for 30 minutes, of which the copy has none: by the clock it lies wholly within the run."""
    whole = paused_tcx([(0, 3000.0, 900), (2700, 3000.0, 900)], at=AT)
    cut = paused_tcx([(0, 2900.0, 870)], at=AT + timedelta(seconds=3630))
    runner = a_runner(client)
    bodies = [whole, cut] if first == "whole" else [cut, whole]
    statuses = [results(imported(client, runner, body))[0][0] for body in bodies]
    assert statuses == ["created", "skipped"]
    # After the end it is another one.
    later = paused_tcx([(0, 2900.0, 870)], at=AT + timedelta(seconds=4600))
    assert results(imported(client, runner, later))[0][0] == "created"


def test_the_span_of_a_run_with_pauses_comes_back_with_its_export(client: FlaskClient) -> None:
    runner = a_runner(client)
    imported(client, runner, paused_tcx([(0, 3000.0, 900), (2700, 3000.0, 900)], at=AT))
    export = client.get(f"/v1/runners/{runner}/export").data
    other = a_runner(client)
    imported(client, other, export)
    cut = paused_tcx([(0, 2900.0, 870)], at=AT + timedelta(seconds=3630))
    assert results(imported(client, other, cut))[0][0] == "skipped"
