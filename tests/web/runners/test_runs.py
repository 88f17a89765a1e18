"""Runs: counted once by every road, exact in every total, corrected, moved, deleted; pairs retired and brought back."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.storage.database.engines import Database
from api.storage.runners.pair_days import pair_days
from api.storage.runners.runs import runs
from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made, metres, pair_of, runs_in

BEGUN = "2026-09-01T18:30:00+02:00"
RUN = {"date": "2026-09-01", "distance": {"km": 10}, "started_at": BEGUN}
DETAILS: dict[str, st.SearchStrategy[Any]] = {
    "date": st.sampled_from(["2026-09-01", "2026-09-02"]),
    "started_at": st.sampled_from([BEGUN, "2026-09-01T16:30:00Z", "2026-09-01T19:30:00+02:00"]),
    "distance": st.sampled_from([{"km": 10}, {"km": 12.5}]),
    "duration_s": st.sampled_from([3000, 3600.5]),
    "surface": st.sampled_from(["road", "trail"]),
    "effort": st.sampled_from(["easy", "long"]),
    "cadence_spm": st.sampled_from([170, 180]),
    "pain_level": st.sampled_from([0, 4]),
}


def days_of(database: Database, pair_id: str) -> dict[date, tuple[int, int]]:
    """Return day -> (micrometres, runs) as they are kept for the forecast."""
    statement = select(pair_days.c.day, pair_days.c.distance_um, pair_days.c.run_count)
    with database.reading() as db:
        return {day: (um, count) for day, um, count in db.execute(statement.where(pair_days.c.pair_id == pair_id))}


def test_what_is_shown_holds_to_the_description(client: FlaskClient) -> None:
    runner = made(client.post("/v1/runners", json={"units": "imperial", "foot_profile": {"sex": "female"}}))
    pair_id = a_pair(client, runner["id"], starting_distance={"mi": 26.2}, size={"system": "eu", "value": 43})
    run = a_run(client, pair_id, distance={"mi": 26.2}, duration_s=3600)
    assert faults_in(runner, "Runner") == []
    assert faults_in(pair_of(client, pair_id), "Pair") == []
    assert faults_in(run, "LoggedRun") == []
    assert (run["distance"]["mi"], run["distance"]["m"]) == (26.2, 42164.8128)
    assert pair_of(client, pair_id)["starting_distance"]["mi"] == 26.2


def test_sent_in_miles_it_reads_in_miles(client: FlaskClient) -> None:
    run = a_run(client, a_pair(client), distance={"mi": 26.2})
    assert client.get(f"/v1/runs/{run['id']}").get_json()["distance"]["mi"] == 26.2
    changed = client.patch(f"/v1/runs/{run['id']}", json={"distance": {"km": 42.195}}).get_json()
    assert (changed["distance"]["km"], changed["distance"]["mi"]) == (42.195, 42195 / 1609.344)


def test_the_start_stands_apart_from_what_is_recorded(client: FlaskClient) -> None:
    pair_id = a_pair(client, starting_distance={"km": 120})
    a_run(client, pair_id)
    shown = pair_of(client, pair_id)
    assert [shown[f"{name}_distance"]["km"] for name in ("starting", "recorded", "total")] == [120, 10, 130]
    client.patch(f"/v1/pairs/{pair_id}", json={"starting_distance": {"mi": 1}})
    assert pair_of(client, pair_id)["starting_distance"]["mi"] == 1
    unknown = made(client.patch(f"/v1/pairs/{pair_id}", json={"starting_distance": None}), 200)
    assert (unknown["starting_distance"], unknown["total_distance"]) == (None, None)
    assert unknown["recorded_distance"]["km"] == 10


def test_left_out_a_start_is_nothing_and_null_is_not_known(client: FlaskClient) -> None:
    assert pair_of(client, a_pair(client))["starting_distance"]["m"] == 0
    assert pair_of(client, a_pair(client, starting_distance=None))["starting_distance"] is None


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param({"external_id": "a"}, {"external_id": "a"}, True, id="the same id of the same source"),
        pytest.param({"external_id": "a"}, {"external_id": "a", "distance": {"km": 3}}, True, id="it stays as it was"),
        pytest.param({"external_id": "a"}, {"external_id": "b"}, True, id="two ids of one source, one start"),
        pytest.param(
            {"external_id": "a", "source": "watch"}, {"external_id": "a", "source": "phone"}, True, id="one start"
        ),
        pytest.param({"external_id": "a"}, {}, True, id="once with an id, once without"),
        pytest.param({}, {}, True, id="twice without an id"),
        pytest.param({}, {"started_at": "2026-09-01T16:32:00Z"}, True, id="two minutes apart, in another zone"),
        pytest.param({}, {"started_at": "2026-09-01T18:32:01+02:00"}, False, id="more than two minutes apart"),
        pytest.param({}, {"distance": {"km": 10.52}}, True, id="within five per cent of the later"),
        pytest.param({}, {"distance": {"km": 10.6}}, False, id="more than that apart"),
        pytest.param(
            {"duration_s": 3000}, {"duration_s": 1800, "distance": {"km": 6}, "external_id": "b"}, True, id="one outing"
        ),
        pytest.param(
            {"duration_s": 60}, {"duration_s": 60, "started_at": "2026-09-01T16:31:00Z"}, False, id="one after another"
        ),
        pytest.param({"started_at": None}, {"started_at": None}, False, id="one day and distance alone tell nothing"),
    ],
)
def test_one_run_counts_once(client: FlaskClient, first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    pair_id = a_pair(client)
    one = a_run(client, pair_id, **{**RUN, **first})
    two = a_run(client, pair_id, 200 if same else 201, **{**RUN, **second})
    assert (two["id"] == one["id"], two["duplicate"]) == (same, same)
    assert len(runs_in(client, pair_id)) == (1 if same else 2)
    assert metres(client, pair_id) == sum(run["distance"]["m"] for run in runs_in(client, pair_id))
    if same:
        notes = two.pop("notes")
        assert {**one, "duplicate": True} == {**two, "notes": []}
        logged, sent = {**RUN, **first}, {**RUN, **second}
        other = {name for name in sent if name not in ("external_id", "source") and sent[name] != logged.get(name)}
        assert {(note["field"], note["code"]) for note in notes} == {(name, "kept_as_logged") for name in other}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example has a runner of its own
@given(
    first=st.fixed_dictionaries({}, optional=DETAILS),
    second=st.fixed_dictionaries({}, optional=DETAILS),
    consent=st.booleans(),
)
def test_each_field_that_a_known_run_keeps_is_named(
    client: FlaskClient, first: dict[str, Any], second: dict[str, Any], consent: bool
) -> None:
    pair_id = a_pair(client, a_runner(client, health_consent=consent))
    logged = a_run(client, pair_id, **{**RUN, **first}, external_id="a")
    again = a_run(client, pair_id, 200, **{**RUN, **second}, external_id="a")
    notes = {note["field"]: note["code"] for note in again["notes"]}
    for name in DETAILS:
        sent = {**RUN, **second}.get(name)
        is_kept = sent is None or sent == (again[name] if name != "distance" else {"km": again[name]["km"]})
        if name == "started_at" and sent is not None:
            is_kept = datetime.fromisoformat(sent) == datetime.fromisoformat(again[name])
        assert (name in notes) == (not is_kept), name
    assert {**logged, "duplicate": True, "notes": []} == {**again, "notes": []}
    assert ("no_health_consent" in notes.values()) == ("pain_level" in second and not consent)


def test_a_run_in_another_pair_is_the_same_run(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    one, two = a_pair(client, runner_id), a_pair(client, runner_id)
    first = a_run(client, one, **RUN, external_id="a")
    assert a_run(client, two, 200, **RUN, external_id="a")["id"] == first["id"]
    assert a_run(client, two, 200, **RUN)["id"] == first["id"]
    assert metres(client, two) == 0


def test_another_runner_runs_alike(client: FlaskClient) -> None:
    a_run(client, a_pair(client), **RUN, external_id="a")
    a_run(client, a_pair(client), **RUN, external_id="a")


def test_a_second_road_stays_known_when_the_run_is_corrected(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    first = a_run(client, pair_id, **RUN, external_id="a", source="watch")
    a_run(client, pair_id, 200, **RUN, external_id="b", source="phone")
    client.patch(f"/v1/runs/{first['id']}", json={"distance": {"km": 20}})
    assert a_run(client, pair_id, 200, **RUN, external_id="b", source="phone")["distance"]["km"] == 20
    assert metres(client, pair_id) == 20_000


@pytest.mark.parametrize("source", ["watch", "phone"])
def test_a_late_retry_does_not_bring_a_deleted_run_back(client: FlaskClient, source: str) -> None:
    pair_id = a_pair(client)
    first = a_run(client, pair_id, **RUN, external_id="a", source="watch")
    a_run(client, pair_id, 200, **RUN, external_id="a", source="phone")
    assert client.delete(f"/v1/runs/{first['id']}").status_code == 204
    refused = a_run(client, pair_id, 409, **RUN, external_id="a", source=source)
    assert refused["errors"][0]["pointer"] == "/external_id"
    assert client.get(f"/v1/runs/{first['id']}").status_code == 404
    assert (runs_in(client, pair_id), metres(client, pair_id)) == ([], 0)


def test_nothing_is_left_of_a_deleted_run_but_its_id(client: FlaskClient, released_database: Database) -> None:
    pair_id = a_pair(client)
    run = a_run(client, pair_id, **RUN, external_id="a", duration_s=9, effort="race", surface="road")
    client.delete(f"/v1/runs/{run['id']}")
    with released_database.reading() as db:
        row = db.execute(select(runs).where(runs.c.id == run["id"])).mappings().one()
    kept = {"account_id", "id", "runner_id", "source", "external_id", "version", "created_at", "updated_at"}
    assert {name for name, value in row.items() if value} == kept | {"deleted_at"}


def test_a_million_metres_to_the_micrometre(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    for number in range(30):
        a_run(client, pair_id, distance={"mi": 26.2} if number % 2 else {"km": 0.1}, external_id=str(number))
    assert metres(client, pair_id) == (15 * 42_164_812_800 + 15 * 100_000_000) / 1_000_000


def test_every_total_follows_every_change(client: FlaskClient, released_database: Database) -> None:
    """The model is the plain sum of the listed runs, for two pairs and for each day of theirs."""
    dice = random.Random(7)
    runner_id = a_runner(client)
    ids = [a_pair(client, runner_id), a_pair(client, runner_id)]
    known: list[str] = []
    for number in range(60):
        facts = {"date": str(date(2026, 9, 1) + timedelta(days=dice.randrange(4)))}
        facts |= {"distance": {dice.choice(["km", "mi"]): dice.randrange(1, 3000) / 100}}
        choice = dice.random()
        if choice < 0.5 or not known:
            known.append(a_run(client, dice.choice(ids), **facts, external_id=str(number))["id"])
        elif choice < 0.85:
            moved = {"pair_id": dice.choice(ids)} if dice.random() < 0.5 else {}
            part = dict(dice.sample(sorted(facts.items()), dice.randrange(3)))
            made(client.patch(f"/v1/runs/{dice.choice(known)}", json={**part, **moved}), 200)
        else:
            assert client.delete(f"/v1/runs/{known.pop(dice.randrange(len(known)))}").status_code == 204
    for pair_id in ids:
        listed = runs_in(client, pair_id, limit=7)
        assert metres(client, pair_id) == pytest.approx(sum(run["distance"]["m"] for run in listed), abs=1e-6)
        assert pair_of(client, pair_id)["run_count"] == len(listed)
        by_day: dict[date, tuple[int, int]] = {}
        for run in listed:
            um, count = by_day.get(date.fromisoformat(run["date"]), (0, 0))
            here = um + round(run["distance"]["m"] * 1_000_000)
            by_day[date.fromisoformat(run["date"])] = (here, count + 1)
        assert days_of(released_database, pair_id) == by_day
    assert {run["id"] for pair_id in ids for run in runs_in(client, pair_id)} == set(known)


def test_a_run_moves_only_to_a_pair_of_its_runner(
    client: FlaskClient, other_client: FlaskClient, released_database: Database
) -> None:
    pair_id = a_pair(client)
    run = a_run(client, pair_id)
    refusals = []
    for elsewhere in (a_pair(client), a_pair(other_client), "pair_00000000000000000000"):
        refused = made(client.patch(f"/v1/runs/{run['id']}", json={"pair_id": elsewhere}), 422)
        refusals.append({name: value for name, value in refused.items() if name != "instance"})
    assert refusals[0] == refusals[1] == refusals[2]
    assert metres(client, pair_id) == 10_000


def test_a_retired_pair_counts_no_later_run_and_keeps_its_history(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    run = a_run(client, pair_id, date="2026-09-01")
    retired = made(
        client.patch(f"/v1/pairs/{pair_id}", json={"retired_on": "2026-09-10", "retired_reason": "Flat"}), 200
    )
    assert (retired["retired_on"], retired["retired_reason"]) == ("2026-09-10", "Flat")
    a_run(client, pair_id, 409, date="2026-09-11")
    assert client.patch(f"/v1/runs/{run['id']}", json={"date": "2026-09-11"}).status_code == 409
    a_run(client, pair_id, date="2026-09-10")
    assert (len(runs_in(client, pair_id)), metres(client, pair_id)) == (2, 20_000)
    back = made(client.patch(f"/v1/pairs/{pair_id}", json={"retired_on": None, "retired_reason": None}), 200)
    assert (back["retired_on"], back["retired_reason"]) == (None, None)
    a_run(client, pair_id, date="2026-09-11")
    assert metres(client, pair_id) == 30_000


def test_a_pair_is_not_retired_before_its_last_run(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    a_run(client, pair_id, date="2026-09-05")
    refused = made(client.patch(f"/v1/pairs/{pair_id}", json={"retired_on": "2026-09-04"}), 409)
    assert "2026-09-05" in refused["detail"]
    made(client.patch(f"/v1/pairs/{pair_id}", json={"retired_on": "2026-09-05"}), 200)


def test_a_deleted_pair_takes_its_runs_along_for_good(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    pair_id, other = a_pair(client, runner_id), a_pair(client, runner_id)
    one, two = a_run(client, pair_id, external_id="a"), a_run(client, pair_id)
    assert client.delete(f"/v1/pairs/{pair_id}").status_code == 204
    gone = [client.get(f"/v1/runs/{run['id']}").status_code for run in (one, two)]
    assert (gone, client.get(f"/v1/pairs/{pair_id}").status_code) == ([404, 404], 404)
    a_run(client, other, 409, external_id="a")


def test_pain_is_stored_only_with_consent(client: FlaskClient, released_database: Database) -> None:
    runner_id = a_runner(client, health_consent=False)
    pair_id = a_pair(client, runner_id)
    assert a_run(client, pair_id, pain_level=3)["pain_level"] is None
    made(client.patch(f"/v1/runners/{runner_id}", json={"health_consent": True}), 200)
    headers = {"Idempotency-Key": "a-key-of-sixteen-characters"}
    body = {"date": "2026-09-02", "distance": {"km": 5}, "pain_level": 4}
    run = made(client.post(f"/v1/pairs/{pair_id}/runs", json=body, headers=headers))
    assert run["pain_level"] == 4
    made(client.patch(f"/v1/runners/{runner_id}", json={"health_consent": None}), 200)
    assert client.get(f"/v1/runs/{run['id']}").get_json()["pain_level"] is None
    again = client.post(f"/v1/pairs/{pair_id}/runs", json=body, headers=headers)
    assert (again.status_code, again.get_json()["pain_level"]) == (201, None)
    assert client.patch(f"/v1/runs/{run['id']}", json={"pain_level": 2}).get_json()["pain_level"] is None


def test_consent_is_taken_back_while_an_import_that_is_kept_for_a_retry_goes_on(client: FlaskClient) -> None:
    runner_id = a_runner(client, health_consent=True)
    headers = {"Idempotency-Key": "a-key-of-sixteen-characters", "Prefer": "respond-async"}
    file = "date,distance_km\n2026-09-01,5\n"
    going_on = client.post(f"/v1/runners/{runner_id}/imports", data=file, content_type="text/csv", headers=headers)
    assert going_on.status_code == 202
    assert client.patch(f"/v1/runners/{runner_id}", json={"health_consent": False}).status_code == 200


def test_a_stale_change_is_refused(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    etag = client.get(f"/v1/pairs/{pair_id}").headers["ETag"]
    assert client.get(f"/v1/pairs/{pair_id}", headers={"If-None-Match": etag}).status_code == 304
    run = a_run(client, pair_id)
    assert client.get(f"/v1/pairs/{pair_id}").headers["ETag"] != etag
    assert client.patch(f"/v1/pairs/{pair_id}", json={"nickname": "x"}, headers={"If-Match": etag}).status_code == 412
    stale = client.get(f"/v1/runs/{run['id']}").headers["ETag"]
    client.patch(f"/v1/runs/{run['id']}", json={"effort": "easy"})
    assert client.delete(f"/v1/runs/{run['id']}", headers={"If-Match": stale}).status_code == 412


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"distance": {"km": 5}}, "/date"),
        ({"date": "2999-01-01", "distance": {"km": 5}}, "/date"),
        ({"date": "1969-12-31", "distance": {"km": 5}}, "/date"),
        ({"date": "2026-09-01", "distance": {"km": 0}}, "/distance/km"),
        ({"date": "2026-09-01", "distance": {"km": 1001}}, "/distance/km"),
        ({"date": "2026-09-01", "distance": {"km": 5, "mi": 3}}, "/distance"),
        ({"date": "2026-09-03", "started_at": "2026-09-01T18:00:00Z", "distance": {"km": 5}}, "/date"),
        ({"started_at": "2026-09-01T18:00:00", "distance": {"km": 5}}, "/started_at"),
        ({"date": "2026-09-01", "distance": {"km": 5}, "source": "My Watch"}, "/source"),
    ],
)
def test_what_is_no_run_is_refused_by_its_field(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    refused = made(client.post(f"/v1/pairs/{a_pair(client)}/runs", json=body), 422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]


def test_a_moment_alone_gives_the_day_where_it_was_run(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    run = made(
        client.post(
            f"/v1/pairs/{pair_id}/runs", json={"started_at": "2026-09-01T23:30:00-05:00", "distance": {"km": 5}}
        )
    )
    assert (run["date"], run["started_at"]) == ("2026-09-01", "2026-09-02T04:30:00+00:00")


def test_a_list_grows_without_repeating_or_missing(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    there = {a_run(client, pair_id, date=f"2026-09-{day:02d}")["id"] for day in range(2, 12)}
    first = made(client.get(f"/v1/pairs/{pair_id}/runs?limit=4"), 200)
    a_run(client, pair_id, date="2026-09-20")
    a_run(client, pair_id, date="2026-09-01")
    second = made(client.get(f"/v1/pairs/{pair_id}/runs?limit=100&cursor={first['next_cursor']}"), 200)
    listed = [run["id"] for run in (*first["items"], *second["items"])]
    assert len(listed) == len(set(listed)) == 11
    assert there <= set(listed)


def test_nothing_of_a_runner_is_cached(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    pair_id = a_pair(client, runner_id)
    run = a_run(client, pair_id)
    for path in (
        *("/v1/runners", f"/v1/runners/{runner_id}", f"/v1/runners/{runner_id}/pairs", f"/v1/pairs/{pair_id}"),
        *(f"/v1/pairs/{pair_id}/runs", f"/v1/runs/{run['id']}", f"/v1/pairs/{pair_id}/retirement"),
        *(f"/v1/runners/{runner_id}/retirement", f"/v1/pairs/{pair_id}/wear.svg", f"/v1/runners/{runner_id}/export"),
    ):
        answer = client.get(path)
        assert (path, answer.status_code, answer.headers["Cache-Control"]) == (path, 200, "no-store")
