"""Imports of a runner's files over HTTP: right totals, a row for each record, twice changes nothing, undone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.exports.others import fit, garmin_csv, gpx, health, tcx, workout
from tests.support.exports.strava import Activity, export, many

AT = datetime(2026, 9, 20, 22, 30, tzinfo=UTC)
ZIP = "application/zip"
ANY = "application/octet-stream"


@pytest.fixture
def runner(client: FlaskClient) -> str:
    """A runner without anything."""
    return str(client.post("/v1/runners", json={}).json["id"])


def send(client: FlaskClient, runner: str, body: bytes, query: str = "", kind: str = ANY) -> Any:
    return client.post(f"/v1/runners/{runner}/imports{query}", data=body, content_type=kind)


def sent(client: FlaskClient, runner: str, body: bytes, query: str = "") -> dict[str, Any]:
    answer = send(client, runner, body, query)
    assert answer.status_code == 201, answer.text
    report: dict[str, Any] = answer.json
    return report


def pairs(client: FlaskClient, runner: str) -> dict[str, tuple[float, int]]:
    """Return metres and runs of each pair by its name."""
    items = client.get(f"/v1/runners/{runner}/pairs?limit=100").json["items"]
    return {each["name"]: (each["recorded_distance"]["m"], each["run_count"]) for each in items}


def counts(report: dict[str, Any]) -> list[int]:
    return [report["counts"][name] for name in ("created", "updated", "skipped", "failed")]


STRAVA = export(
    [
        Activity(1, AT, 5000.5, gear="Hoka Mach 6"),
        Activity(2, AT.replace(day=21), 10000.25, gear="HOKA  mach 6"),
        Activity(3, AT.replace(day=22), 7000, gear="Old Retired Shoe"),
        Activity(4, AT.replace(day=23), 3000),
        Activity(5, AT.replace(day=24), 40000, gear="Bike", kind="Ride"),
        Activity(6, AT.replace(day=25), 2000, kind="Walk"),
        Activity(7, AT.replace(day=26), 2500, gear="Hoka Mach 6", kind="Walk"),
        Activity(8, AT.replace(day=27), 42195, 600, gear="Hoka Mach 6"),
    ],
    [("", "Hoka", "Mach 6"), ("Unused", "On", "Cloud")],
)
STRAVA_PAIRS = {"Hoka Mach 6": (17500.75, 3), "Old Retired Shoe": (7000.0, 1), "Unused": (0.0, 0)}


def test_a_strava_export_fills_the_pairs_it_names(client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, STRAVA)
    assert pairs(client, runner) == STRAVA_PAIRS
    assert counts(report) == [2 + 1 + 5, 0, 2, 1]
    assert [each["row"] for each in report["items"]] == list(range(1, 12))
    failed = [each for each in report["items"] if each["status"] == "failed"]
    assert [("faster" in each["reason"], each["place"]) for each in failed] == [(True, "activities.csv, line 9")]


def test_a_second_time_changes_nothing(client: FlaskClient, runner: str) -> None:
    first = sent(client, runner, STRAVA)
    report = sent(client, runner, STRAVA)
    assert report["id"] != first["id"]
    assert counts(report)[:2] == [0, 0]
    assert pairs(client, runner) == STRAVA_PAIRS


def test_undoing_takes_all_of_it_back_and_it_can_come_again(client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, STRAVA)
    path = f"/v1/imports/{report['id']}"
    assert client.delete(path).status_code == 204
    assert pairs(client, runner) == {}
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    assert counts(sent(client, runner, STRAVA)) == counts(report)
    assert pairs(client, runner) == STRAVA_PAIRS


def test_undoing_keeps_what_came_otherwise(client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, STRAVA)
    pair = next(each["pair_id"] for each in report["items"] if each["status"] == "created" and each["run_id"])
    own = {"date": "2026-09-01", "distance": {"km": 4}}
    assert client.post(f"/v1/pairs/{pair}/runs", json=own).status_code == 201
    client.delete(f"/v1/imports/{report['id']}")
    assert pairs(client, runner) == {"Hoka Mach 6": (4000.0, 1)}


def test_a_stale_undo_is_refused(client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, STRAVA)
    path = f"/v1/imports/{report['id']}"
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    etag = client.get(path).headers["ETag"]
    assert client.delete(path, headers={"If-Match": etag}).status_code == 204


def test_a_dry_run_tells_the_same_and_stores_nothing(client: FlaskClient, runner: str) -> None:
    answer = send(client, runner, STRAVA, "?dry_run=true", ZIP)
    assert (answer.status_code, answer.json["id"], answer.json["status"]) == (200, None, "dry_run")
    assert pairs(client, runner) == {}
    report = sent(client, runner, STRAVA)
    assert answer.json["counts"] == report["counts"]
    assert [each["reason"] for each in answer.json["items"]] == [each["reason"] for each in report["items"]]


def test_a_dry_run_shows_day_distance_and_sport_of_what_would_be_stored(client: FlaskClient, runner: str) -> None:
    body = b"date,distance_km,duration,type\n2026-08-01,10.5,52:30,Running\n"
    (row,) = send(client, runner, body, "?dry_run=true").json["items"]
    assert (row["date"], row["distance"]["km"], row["duration_s"], row["kind"]) == ("2026-08-01", 10.5, 3150, "run")
    assert (row["status"], row["run_id"]) == ("created", None)
    (stored,) = sent(client, runner, body)["items"]
    assert stored["run_id"] is not None


def test_a_dry_run_names_no_id_that_is_only_to_come(client: FlaskClient, runner: str) -> None:
    body = b"date,distance_km,shoe\n2026-08-01,4,New thing\n2026-08-02,4,New thing\n"
    rows = send(client, runner, body, "?dry_run=true").json["items"]
    assert [(row["pair_id"], row["pair_name"]) for row in rows] == 3 * [(None, "New thing")]
    pair_id = sent(client, runner, body)["items"][0]["pair_id"]
    rows = send(client, runner, body.replace(b"-08-", b"-07-"), "?dry_run=true").json["items"]
    assert {row["pair_id"] for row in rows} == {pair_id}


def test_a_walk_counts_in_the_pair_that_is_named_or_in_the_one_for_walking(client: FlaskClient, runner: str) -> None:
    body = b"date,distance_km,type\n2026-08-01,4,Hiking\n"
    assert [row["status"] for row in sent(client, runner, body)["items"]] == ["skipped"]
    pair = client.post(f"/v1/runners/{runner}/pairs", json={"description": "Boots", "roles": ["walking"]}).json["id"]
    assert [(row["status"], row["pair_id"]) for row in sent(client, runner, body)["items"]] == [("created", pair)]


def test_the_rows_are_paged_in_order(client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, export(many(130, ["A B"])))
    path, rows, cursor = f"/v1/imports/{report['id']}", report["items"], report["next_cursor"]
    assert len(rows) == 50
    while cursor is not None:
        page = client.get(path, query_string={"cursor": cursor}).json
        rows, cursor = rows + page["items"], page["next_cursor"]
    assert [each["row"] for each in rows] == list(range(1, 132))
    assert client.get(path).json["counts"]["created"] == 131


@pytest.mark.parametrize("runs_of_a_pair", [200, pytest.param(2500, marks=pytest.mark.long(minutes=1))])
def test_many_activities_add_up(client: FlaskClient, runner: str, runs_of_a_pair: int) -> None:
    gear = ["Hoka Mach 6", "On Cloud", "Altra Torin", "Saucony Ride"]
    report = sent(client, runner, export(many(4 * runs_of_a_pair, gear)))
    assert counts(report) == [4 * runs_of_a_pair + 4, 0, 0, 0]
    assert pairs(client, runner) == dict.fromkeys(gear, (10_000.5 * runs_of_a_pair, runs_of_a_pair))


def test_the_same_run_by_three_roads_counts_once(client: FlaskClient, runner: str) -> None:
    session = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 5010.0}
    first = sent(client, runner, fit([session]))
    assert counts(first) == [1, 0, 0, 0]
    strava = sent(client, runner, export([Activity(1, AT, 5000, gear="A B")]))
    assert counts(strava) == [1, 1, 0, 0]
    assert pairs(client, runner) == {"A B": (5010.0, 1)}
    assert counts(sent(client, runner, tcx([(4990, 1500)], at="2026-09-20T22:30:30Z"))) == [0, 0, 1, 0]
    client.delete(f"/v1/imports/{strava['id']}")
    assert pairs(client, runner) == {}
    assert counts(sent(client, runner, export([Activity(1, AT, 5000, gear="A B")]))) == [1, 1, 0, 0]
    client.delete(f"/v1/imports/{first['id']}")
    assert pairs(client, runner) == {"A B": (0.0, 0)}
    assert counts(sent(client, runner, tcx([(4990, 1500)], at="2026-09-20T22:30:30Z"))) == [1, 0, 0, 0]


def test_two_apps_of_one_health_export_count_a_run_once(client: FlaskClient, runner: str) -> None:
    rows = [workout("2026-04-20 23:30:00 +0200", child=("5", "km"), app=app) for app in ("Watch", "Strava")]
    report = sent(client, runner, health(rows))
    assert counts(report) == [1, 0, 1, 0]
    assert report["items"][1]["reason"] == "The same run came from Apple Health (watch) already."


def test_a_deleted_run_stays_deleted(client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, STRAVA)
    run = next(each["run_id"] for each in report["items"] if each["run_id"])
    client.delete(f"/v1/runs/{run}")
    again = sent(client, runner, STRAVA)
    assert counts(again)[:2] == [0, 0]
    assert "stays deleted" in " ".join(each["reason"] or "" for each in again["items"])
    assert pairs(client, runner)["Hoka Mach 6"] == (12500.25, 2)


def test_runs_without_shoes_go_where_the_sender_says(client: FlaskClient, runner: str) -> None:
    pair = client.post(f"/v1/runners/{runner}/pairs", json={"description": "Mine"}).json["id"]
    report = sent(client, runner, tcx([(1000, 300)]))
    assert [each["pair_id"] for each in report["items"]] == [None]
    assert counts(sent(client, runner, tcx([(1000, 300)]), f"?pair_id={pair}")) == [0, 1, 0, 0]
    assert pairs(client, runner) == {"Mine": (1000.0, 1)}
    answer = send(client, runner, tcx([(1000, 300)]), "?pair_id=pair_nobodys")
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "pair_id")


def test_a_pair_is_known_by_its_names_and_once_known_by_any(client: FlaskClient, runner: str) -> None:
    pair = client.post(f"/v1/runners/{runner}/pairs", json={"description": "hoka MACH 6"}).json["id"]
    sent(client, runner, STRAVA)
    assert pairs(client, runner)["hoka MACH 6"] == (17500.75, 3)
    client.patch(f"/v1/pairs/{pair}", json={"nickname": "Blue"}, content_type="application/merge-patch+json")
    later = export([Activity(9, AT.replace(day=28), 1000, gear="Hoka Mach 6")], [("", "Hoka", "Mach 6")])
    assert counts(sent(client, runner, later)) == [1, 0, 1, 0]
    assert pairs(client, runner)["Blue"] == (18500.75, 4)


def test_a_shoe_that_could_be_two_pairs_is_not_guessed(client: FlaskClient, runner: str) -> None:
    for _ in range(2):
        client.post(f"/v1/runners/{runner}/pairs", json={"description": "Hoka Mach 6"})
    report = sent(client, runner, export([Activity(1, AT, 5000, gear="Hoka Mach 6")], [("", "Hoka", "Mach 6")]))
    assert counts(report) == [0, 0, 0, 2]
    assert {"More than one of your pairs" in each["reason"] for each in report["items"]} == {True}


def test_a_retired_pair_counts_no_later_run(client: FlaskClient, runner: str) -> None:
    body = {"description": "Hoka Mach 6", "retired_on": "2026-09-20"}
    client.post(f"/v1/runners/{runner}/pairs", json=body)
    report = sent(client, runner, STRAVA)
    assert pairs(client, runner)["Hoka Mach 6"] == (5000.5, 1)
    reasons = {each["place"]: each["reason"] for each in report["items"]}
    assert "retired on 2026-09-20" in reasons["activities.csv, line 3"]


@pytest.mark.parametrize(("zone", "day"), [("", "2026-09-20"), ("?time_zone=Europe/Berlin", "2026-09-21")])
def test_an_instant_counts_for_the_runners_own_day(client: FlaskClient, runner: str, zone: str, day: str) -> None:
    report = sent(client, runner, export([Activity(1, AT, 5000)]), zone)
    shown = client.get(f"/v1/runs/{report['items'][0]['run_id']}").json
    assert (shown["date"], shown["started_at"]) == (day, "2026-09-20T22:30:00+00:00")


def test_a_wall_clock_becomes_an_instant_only_with_a_zone(client: FlaskClient, runner: str) -> None:
    body = garmin_csv([{"Activity Type": "Running", "Date": "2026-08-20 07:15:23", "Distance": "26.2"}])
    report = sent(client, runner, body, "?unit=mi&dry_run=false")
    shown = client.get(f"/v1/runs/{report['items'][0]['run_id']}").json
    assert (shown["date"], shown["started_at"], shown["distance"]["mi"]) == ("2026-08-20", None, 26.2)
    client.delete(f"/v1/imports/{report['id']}")
    report = sent(client, runner, body, "?unit=mi&time_zone=America/New_York")
    shown = client.get(f"/v1/runs/{report['items'][0]['run_id']}").json
    assert (shown["date"], shown["started_at"]) == ("2026-08-20", "2026-08-20T11:15:23+00:00")


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        (garmin_csv([{"Activity Type": "Running", "Date": "2026-08-20 07:15:23", "Distance": "10"}]), "unit"),
        (gpx([[(52, 13, "2026-09-20T14:12:12Z")]], None), "kind"),
    ],
)
def test_what_the_file_does_not_say_is_asked(client: FlaskClient, runner: str, body: bytes, parameter: str) -> None:
    answer = send(client, runner, body)
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, parameter)
    assert client.get(f"/v1/runners/{runner}/pairs").json["items"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?unit=yards", 422),
        ("?time_zone=Mars/Base", 422),
        ("?time_zone=../etc/passwd", 422),
        ("?column_map=[]", 422),
        ('?column_map={"weight":"x"}', 422),
        ("?dry_run=1", 422),
        ("?who=me", 400),
    ],
)
def test_a_parameter_that_is_not_right_is_refused(client: FlaskClient, runner: str, query: str, status: int) -> None:
    assert send(client, runner, STRAVA, query).status_code == status


def test_a_column_map_reads_any_table(client: FlaskClient, runner: str) -> None:
    columns = json.dumps({"date": "Tag", "distance": "Strecke", "shoe": "Schuh"})
    answer = client.post(
        f"/v1/runners/{runner}/imports",
        query_string={"column_map": columns, "unit": "km"},
        data=b"Tag;Strecke;Schuh\n2026-03-28;5,5;Rot\n",
        content_type="text/csv",
    )
    assert answer.status_code == 201
    assert pairs(client, runner) == {"Rot": (5500.0, 1)}


def test_a_file_of_another_type_or_kind_is_refused(client: FlaskClient, runner: str) -> None:
    assert send(client, runner, STRAVA, kind="image/png").status_code == 415
    answer = send(client, runner, b"<html></html>")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")


def test_a_run_of_the_future_fails(client: FlaskClient, runner: str) -> None:
    report = sent(
        client, runner, export([Activity(1, AT.replace(year=2100), 5000), Activity(2, AT.replace(year=1969), 5)])
    )
    assert counts(report) == [0, 0, 0, 2]


def test_another_account_sees_no_import(client: FlaskClient, other_client: FlaskClient, runner: str) -> None:
    report = sent(client, runner, STRAVA)
    assert other_client.get(f"/v1/imports/{report['id']}").status_code == 404
    assert other_client.delete(f"/v1/imports/{report['id']}").status_code == 404
    assert send(other_client, runner, STRAVA).status_code == 404
    assert pairs(client, runner) == STRAVA_PAIRS


@pytest.mark.parametrize(
    ("language", "first", "again"),
    [
        ("en", "Would be stored: 1 new", "Done, and nothing is new: 1 left out"),
        ("de", "Gespeichert würde: 1 neu", "Fertig, und nichts ist neu: 1 ausgelassen"),
        ("es", "Se guardaría esto. Nuevos: 1", "Listo, y no hay nada nuevo. Omitidos: 1"),
        ("fr", "Voici ce qui serait enregistré. Nouveaux", "Terminé, et rien n'est nouveau. Laissés de côté"),
    ],
)
def test_a_sentence_sums_the_report_up(client: FlaskClient, language: str, first: str, again: str) -> None:
    path = f"/v1/runners/{client.post('/v1/runners', json={}).json['id']}/imports"
    sent = {"data": b"date,distance_km\n2026-09-20,10\n", "content_type": "text/csv"}
    spoken = {"headers": {"Accept-Language": language}}
    tried = client.post(path, query_string={"dry_run": "true", "kind": "run"}, **sent, **spoken).json["summary"]
    client.post(path, query_string={"kind": "run"}, **sent)
    changed = {**sent, "data": b"date,distance_km\n\n2026-09-20,10\n"}
    result = client.post(path, query_string={"kind": "run"}, **changed, **spoken).json["summary"]
    assert (first in tried, again in result) == (True, True), (tried, result)
