"""Runs of a runner: sent without a pair or by the app's own gear id, listed, put into pairs many at once, ignored."""

from __future__ import annotations

import random
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.storage.database.engines import Database
from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made, metres, pair_of
from tests.web.edge.test_errors import problem
from tests.web.runners.test_runs import days_of

PATCH = "application/merge-patch+json"
RUN = {"date": "2026-09-01", "distance": {"km": 10}}


def sent(client: FlaskClient, runner: str, status: int = 201, **facts: Any) -> dict[str, Any]:
    return made(client.post(f"/v1/runners/{runner}/runs", json={**RUN, **facts}), status)


def placed(client: FlaskClient, runner: str, status: int = 200, **facts: Any) -> Any:
    answer = client.patch(f"/v1/runners/{runner}/runs", json=facts, content_type=PATCH)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def listed(client: FlaskClient, runner: str, pair: str = "none", **facts: Any) -> list[dict[str, Any]]:
    found, cursor = [], None
    while True:
        query = {"pair": pair, "limit": 7, **facts, **({"cursor": cursor} if cursor else {})}
        page = made(client.get(f"/v1/runners/{runner}/runs", query_string=query), 200)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def ids(runs: list[dict[str, Any]]) -> list[str]:
    return [run["id"] for run in runs]


def test_a_run_goes_into_the_pair_that_the_app_means(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner, external_ref="g1")
    run = sent(client, runner, gear_ref="g1", external_id="a")
    assert (run["pair_id"], run["gear_ref"], run["notes"]) == (pair, "g1", [])
    assert faults_in(run, "RunnerRun") == []
    assert sent(client, runner, 200, gear_ref="g1", external_id="a")["duplicate"] is True
    assert metres(client, pair) == 10_000


def test_a_run_of_unknown_gear_waits_in_no_pair_and_the_answer_says_so(client: FlaskClient) -> None:
    runner = a_runner(client)
    run = sent(client, runner, gear_ref="g2", external_id="a")
    assert (run["pair_id"], [note["code"] for note in run["notes"]]) == (None, ["unknown_gear"])
    assert ids(listed(client, runner)) == [run["id"]]
    pair = a_pair(client, runner, external_ref="g2")
    assert (metres(client, pair), listed(client, runner)) == (10_000, [])


def test_a_pair_that_takes_on_a_reference_takes_in_what_waited_for_it(client: FlaskClient) -> None:
    runner = a_runner(client)
    for day in range(1, 10):
        sent(client, runner, gear_ref="g", date=f"2026-09-{day:02}")
    sent(client, runner, gear_ref="another")
    pair = a_pair(client, runner)
    answer = client.patch(f"/v1/pairs/{pair}", json={"external_ref": "g", "retired_on": "2026-09-07"})
    assert (made(answer, 200)["run_count"], answer.headers["ETag"]) == (
        7,
        client.get(f"/v1/pairs/{pair}").headers["ETag"],
    )
    assert metres(client, pair) == 70_000
    assert len(listed(client, runner)) == 3


def test_a_run_sent_again_goes_into_the_pair_that_is_known_by_now(client: FlaskClient) -> None:
    runner = a_runner(client)
    first = sent(client, runner, external_id="a")
    assert (first["pair_id"], first["notes"]) == (None, [])
    pair = a_pair(client, runner, external_ref="g1")
    again = sent(client, runner, 200, external_id="a", gear_ref="g1")
    assert (again["id"], again["pair_id"], again["duplicate"]) == (first["id"], pair, True)
    assert metres(client, pair) == 10_000


def test_a_retired_pair_takes_no_later_run_and_the_answer_says_so(client: FlaskClient) -> None:
    runner = a_runner(client)
    a_pair(client, runner, external_ref="g1", retired_on="2026-08-30")
    run = sent(client, runner, gear_ref="g1")
    assert (run["pair_id"], [note["code"] for note in run["notes"]]) == (None, ["gear_is_retired"])


def test_a_name_that_a_file_taught_is_known(client: FlaskClient) -> None:
    runner = a_runner(client)
    file = "Activity ID,Activity Date,Activity Type,Distance,Activity Gear\n" + (
        '1,"Aug 3, 2026, 6:00:00 AM",Run,5,Blue Shoe\n'
    )
    answer = made(
        client.post(f"/v1/runners/{runner}/imports?time_zone=UTC&unit=km", data=file, content_type="text/csv")
    )
    pair = next(row["pair_id"] for row in answer["items"] if row["run_id"])
    assert sent(client, runner, gear_ref="blue  shoe", source="strava")["pair_id"] == pair
    assert sent(client, runner, gear_ref="blue  shoe", date="2026-09-02")["pair_id"] is None


def test_of_a_name_that_grows_without_its_case_the_first_120_letters_count(client: FlaskClient) -> None:
    runner = a_runner(client)
    # Without case each of these letters is two.
    name = "ß" * 60
    file = "Activity ID,Activity Date,Activity Type,Distance,Activity Gear\n" + "".join(
        f'{day},"Aug {day}, 2026, 6:00:00 AM",Run,5,{name}{more}\n' for day, more in ((3, "A"), (4, "B"))
    )
    answer = made(
        client.post(f"/v1/runners/{runner}/imports?time_zone=UTC&unit=km", data=file, content_type="text/csv")
    )
    (pair,) = {row["pair_id"] for row in answer["items"] if row["run_id"]}
    assert sent(client, runner, gear_ref=name, source="strava", distance={"km": 12})["pair_id"] == pair


def test_references_are_found_and_no_two_pairs_of_a_runner_share_one(client: FlaskClient) -> None:
    one, other = a_runner(client, external_ref="ann"), a_runner(client, external_ref="bob")
    first, second = a_pair(client, one, external_ref="g1"), a_pair(client, other, external_ref="g1")
    found = made(client.get("/v1/runners?external_ref=ann"), 200)["items"]
    assert ids(found) == [one]
    assert made(client.get("/v1/runners?external_ref=nobody"), 200)["items"] == []
    assert set(ids(made(client.get("/v1/pairs?external_ref=g1"), 200)["items"])) == {first, second}
    body = {"description": "x", "external_ref": "g1"}
    refused = client.post(f"/v1/runners/{one}/pairs", json=body)
    refusal = problem(refused, 409, "conflict")
    assert refusal["existing"] == {"id": first, "href": f"/v1/pairs/{first}"}
    assert refused.headers["Location"] == f"/v1/pairs/{first}"
    taken = client.post("/v1/runners", json={"external_ref": "ann"})
    assert problem(taken, 409, "conflict")["existing"] == {"id": one, "href": f"/v1/runners/{one}"}
    third = a_pair(client, one, external_ref="g2")
    problem(client.patch(f"/v1/pairs/{third}", json={"external_ref": "g1"}), 409, "conflict")


def test_pairs_of_all_runners_are_paged(client: FlaskClient) -> None:
    made_ids = {a_pair(client, external_ref=f"g{number}") for number in range(5)}
    found, cursor = [], None
    while True:
        page = made(client.get("/v1/pairs", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}), 200)
        found += ids(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert (len(found), set(found)) == (5, made_ids)


def test_runs_are_listed_over_all_pairs_and_filtered(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    inside = [a_run(client, pair, date=f"2026-08-{day:02}", effort="long") for day in range(1, 11)]
    outside = [sent(client, runner, date=f"2026-09-{day:02}", surface="trail") for day in range(1, 11)]
    assert ids(listed(client, runner, "any")) == ids(outside[::-1]) + ids(inside[::-1])
    assert ids(listed(client, runner)) == ids(outside[::-1])
    assert ids(listed(client, runner, pair)) == ids(inside[::-1])
    assert len(listed(client, runner, "any", **{"from": "2026-08-05", "to": "2026-09-04"})) == 10
    assert len(listed(client, runner, "any", effort="long")) == 10
    assert len(listed(client, runner, "any", surface="trail")) == 10
    assert listed(client, runner, a_pair(client)) == []
    problem(client.get("/v1/runners/runner_0/runs"), 404, "not_found")


def test_many_are_assigned_taken_out_and_ignored_at_once(client: FlaskClient, released_database: Database) -> None:
    runner = a_runner(client)
    one, other = a_pair(client, runner), a_pair(client, runner, starting_distance={"km": 1})
    runs = ids([sent(client, runner, date=f"2026-09-{day:02}") for day in range(1, 11)])
    wanted = {"assign": [{"pair_id": one, "run_ids": runs[:4]}, {"pair_id": other, "run_ids": runs[4:6]}]}
    answer = placed(client, runner, **wanted, ignore=runs[6:8])
    assert faults_in(answer, "PlacedRuns") == []
    assert [answer[name] for name in ("assigned", "taken_out", "ignored", "unchanged")] == [6, 0, 2, 0]
    assert {pair["pair_id"]: pair["recorded_distance"]["m"] for pair in answer["pairs"]} == {one: 40_000, other: 20_000}
    again = placed(client, runner, **wanted, ignore=runs[6:8])
    assert (again["unchanged"], again["assigned"], again["pairs"]) == (8, 0, [])
    assert ids(listed(client, runner)) == runs[:7:-1]
    moved = placed(client, runner, assign=[{"pair_id": None, "run_ids": runs[:2]}], ignore=[runs[4]])
    assert (moved["taken_out"], moved["ignored"]) == (2, 1)
    assert (metres(client, one), metres(client, other)) == (20_000, 10_000)
    assert (
        days_of(released_database, other).values() == {(10_000_000_000, 1)}
        or len(days_of(released_database, other)) == 1
    )
    assert placed(client, runner, stop_ignoring=[runs[4]])["taken_out"] == 1
    assert runs[4] in ids(listed(client, runner))


def test_runs_in_no_pair_are_assigned_by_their_days(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair, other = a_pair(client, runner), a_pair(client, runner)
    a_run(client, other, date="2026-09-05")
    for day in range(1, 11):
        sent(client, runner, date=f"2026-09-{day:02}", effort="easy" if day % 2 else "long")
    span = {"pair_id": pair, "from": "2026-09-03", "to": "2026-09-08", "effort": "easy"}
    assert placed(client, runner, assign=[span])["assigned"] == 3
    assert placed(client, runner, assign=[span])["assigned"] == 0
    assert (metres(client, pair), metres(client, other)) == (30_000, 10_000)


def test_one_fault_and_nothing_is_changed_each_is_named(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair, retired = a_pair(client, runner), a_pair(client, runner, retired_on="2026-08-30")
    foreign = a_pair(client)
    runs = ids([sent(client, runner), sent(client, runner, date="2026-09-02")])
    theirs = sent(client, a_runner(client))["id"]
    wanted = [
        {"pair_id": pair, "run_ids": [runs[0], theirs, "run_0"]},
        {"pair_id": foreign, "run_ids": [runs[1]]},
        {"pair_id": retired, "run_ids": [runs[1]]},
        {"pair_id": None, "run_ids": [runs[0]]},
    ]
    answer = placed(client, runner, 422, assign=wanted)
    assert [(entry["pointer"], entry["code"]) for entry in answer["errors"]] == [
        *(("/assign/0/run_ids/1", "unknown"), ("/assign/0/run_ids/2", "unknown"), ("/assign/1/pair_id", "unknown")),
        *(("/assign/2/run_ids/0", "conflict"), ("/assign/3/run_ids/0", "invalid")),
    ]
    assert len(listed(client, runner)) == 2
    assert metres(client, pair) == 0
    assert placed(client, runner, 409, assign=[wanted[2]])["errors"][0]["code"] == "conflict"


@pytest.mark.parametrize("field", ["ignore", "no_pair", "stop_ignoring"])
def test_a_run_that_is_not_the_runner_s_is_named_where_it_stands(client: FlaskClient, field: str) -> None:
    runner = a_runner(client)
    answer = placed(client, runner, 422, **{field: [sent(client, runner)["id"], "run_0"]})
    assert [entry["pointer"] for entry in answer["errors"]] == [f"/{field}/1"]


@pytest.mark.parametrize(
    ("entry", "pointer"),
    [
        ({"pair_id": "pair_1"}, "/assign/0/run_ids"),
        ({"pair_id": "pair_1", "run_ids": ["run_1"], "from": "2026-09-01"}, "/assign/0/run_ids"),
        ({"pair_id": None, "from": "2026-09-01"}, "/assign/0/pair_id"),
        ({"run_ids": ["run_1"]}, "/assign/0/pair_id"),
    ],
)
def test_runs_are_named_in_one_way(client: FlaskClient, entry: dict[str, Any], pointer: str) -> None:
    answer = placed(client, a_runner(client), 422, assign=[entry])
    assert answer["errors"][0]["pointer"] == pointer


def test_a_run_is_taken_out_and_ignored_by_itself(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    run = a_run(client, pair)["id"]
    out = made(client.patch(f"/v1/runs/{run}", json={"pair_id": None}), 200)
    assert (out["pair_id"], metres(client, pair)) == (None, 0)
    made(client.patch(f"/v1/runs/{run}", json={"pair_id": pair}), 200)
    ignored = made(client.patch(f"/v1/runs/{run}", json={"ignored": True}), 200)
    assert (ignored["ignored"], ignored["pair_id"], metres(client, pair)) == (True, None, 0)
    kept = made(client.patch(f"/v1/runs/{run}", json={"distance": {"km": 5}}), 200)
    assert (kept["ignored"], kept["pair_id"]) == (True, None)
    problem(client.patch(f"/v1/runs/{run}", json={"ignored": True, "pair_id": pair}), 422, "invalid_input")
    assert made(client.patch(f"/v1/runs/{run}", json={"pair_id": pair}), 200)["ignored"] is False
    assert metres(client, pair) == 5_000


def test_a_run_in_none_of_the_pairs_counts_and_waits_for_none(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner, external_ref="gear-1")
    run = sent(client, runner, distance={"km": 30}, date="2026-09-20", external_id="barefoot")["id"]
    asked = f"/v1/runners/{runner}/training-load?as_of=2026-09-21&planned_week_km=30"
    before = made(client.get(asked), 200)
    answer = placed(client, runner, no_pair=[run])
    assert faults_in(answer, "PlacedRuns") == []
    assert [answer[name] for name in ("assigned", "taken_out", "ignored", "no_pair", "unchanged")] == [0, 0, 0, 1, 0]
    assert placed(client, runner, no_pair=[run])["unchanged"] == 1
    assert made(client.get(asked), 200) == before
    assert listed(client, runner) == []
    (kept,) = listed(client, runner, pair="any", likely="true")
    assert (kept["no_pair"], kept["likely"], kept["ask"]) == (True, [], None)
    # An app that sends it again with its shoes does not know better than the runner.
    again = sent(client, runner, 200, distance={"km": 30}, date="2026-09-20", external_id="barefoot", gear_ref="gear-1")
    assert (again["pair_id"], again["no_pair"], metres(client, pair)) == (None, True, 0)
    assert placed(client, runner, stop_ignoring=[run])["taken_out"] == 1
    assert ids(listed(client, runner)) == [run]


def test_a_run_is_said_to_be_in_none_by_itself_and_comes_back_so_with_its_export(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    run = a_run(client, pair)["id"]
    path = f"/v1/runs/{run}"
    out = made(client.patch(path, json={"no_pair": True}), 200)
    assert (out["no_pair"], out["pair_id"], out["ignored"], metres(client, pair)) == (True, None, False, 0)
    assert made(client.patch(path, json={"distance": {"km": 5}}), 200)["no_pair"] is True
    for both in ({"no_pair": True, "pair_id": pair}, {"no_pair": True, "ignored": True}):
        problem(client.patch(path, json=both), 422, "invalid_input")
    other = a_runner(client)
    export = client.get(f"/v1/runners/{runner}/export").data
    made(client.post(f"/v1/runners/{other}/imports", data=export, content_type="application/octet-stream"), 201)
    assert [run["no_pair"] for run in listed(client, other, pair="any")] == [True]
    ignored = made(client.patch(path, json={"ignored": True}), 200)
    assert (ignored["ignored"], ignored["no_pair"]) == (True, False)
    made(client.patch(path, json={"no_pair": True}), 200)
    taken = made(client.patch(path, json={"pair_id": pair}), 200)
    assert (taken["no_pair"], taken["ignored"], metres(client, pair)) == (False, False, 5_000)
    made(client.patch(path, json={"no_pair": True}), 200)
    assert made(client.patch(path, json={"no_pair": False}), 200)["no_pair"] is False
    assert ids(listed(client, runner)) == [run]


def test_an_ignored_run_is_no_training(client: FlaskClient) -> None:
    runner = a_runner(client)
    run = sent(client, runner, distance={"km": 30}, date="2026-09-20")["id"]
    asked = f"/v1/runners/{runner}/training-load?as_of=2026-09-21&planned_week_km=30"
    with_it = made(client.get(asked), 200)
    placed(client, runner, ignore=[run])
    assert made(client.get(asked), 200) != with_it


def test_a_pain_level_that_is_not_kept_is_told(client: FlaskClient) -> None:
    runner = a_runner(client)
    run = sent(client, runner, pain_level=3)
    assert (run["pain_level"], [note["code"] for note in run["notes"]]) == (None, ["no_health_consent"])
    in_pair = a_run(client, a_pair(client, runner), date="2026-09-02", pain_level=3)
    assert [note["field"] for note in in_pair["notes"]] == ["pain_level"]
    willing = a_runner(client, health_consent=True)
    assert sent(client, willing, pain_level=3)["notes"] == []


def test_the_usual_pair_for_a_kind_of_run_is_one(client: FlaskClient) -> None:
    runner = a_runner(client)
    one = a_pair(client, runner, default_for=["easy", "long"])
    other = a_pair(client, runner, default_for=["long", "race"])
    assert (pair_of(client, one)["default_for"], pair_of(client, other)["default_for"]) == (["easy"], ["long", "race"])
    client.patch(f"/v1/pairs/{one}", json={"default_for": ["race"]})
    assert (pair_of(client, one)["default_for"], pair_of(client, other)["default_for"]) == (["race"], ["long"])


@pytest.mark.parametrize("seed", range(3))
def test_totals_are_the_sum_of_the_runs_whatever_is_done(
    client: FlaskClient, released_database: Database, seed: int
) -> None:
    dice, runner = random.Random(seed), a_runner(client)
    pairs = [a_pair(client, runner, external_ref=f"g{number}") for number in range(3)]
    runs: list[str] = []
    for step in range(40):
        do = dice.choice(["send", "assign", "ignore", "count", "patch", "delete"]) if runs else "send"
        some = dice.sample(runs, min(len(runs), dice.randint(1, 4)))
        if do == "send":
            gear = {"gear_ref": f"g{dice.randint(0, 3)}"} if dice.random() < 0.6 else {}
            run = sent(client, runner, date=f"2026-08-{dice.randint(1, 28):02}", distance={"m": step + 1.5}, **gear)
            runs.append(run["id"])
        elif do == "assign":
            placed(client, runner, assign=[{"pair_id": dice.choice([None, *pairs]), "run_ids": some}])
        elif do in ("ignore", "count"):
            placed(client, runner, **{"ignore" if do == "ignore" else "stop_ignoring": some})
        elif do == "patch":
            change = dice.choice([{"distance": {"mi": 1.25}}, {"date": "2026-08-03"}, {"pair_id": dice.choice(pairs)}])
            made(client.patch(f"/v1/runs/{some[0]}", json=change), 200)
        else:
            assert client.delete(f"/v1/runs/{some[0]}").status_code == 204
            runs.remove(some[0])
    shown = listed(client, runner, "any")
    assert set(ids(shown)) == set(runs)
    for pair in pairs:
        inside = [run for run in shown if run["pair_id"] == pair]
        micrometres = sum(round(run["distance"]["m"] * 1_000_000) for run in inside)
        answer = pair_of(client, pair)
        assert (answer["run_count"], round(answer["recorded_distance"]["m"] * 1_000_000)) == (len(inside), micrometres)
        assert sum(um for um, _ in days_of(released_database, pair).values()) == micrometres
    assert not any(run["ignored"] and run["pair_id"] for run in shown)


@pytest.mark.parametrize("seed", range(4))
def test_runs_of_a_day_are_listed_by_their_start_on_pages_of_any_size(client: FlaskClient, seed: int) -> None:
    dice, runner = random.Random(seed), a_runner(client)
    pair = a_pair(client, runner)
    minutes = dice.sample(range(0, 1440, 13), 30)
    keys: dict[float, tuple[str, str]] = {}
    table = ["Date,Kilometres"]
    for number, minute in enumerate(minutes):
        day, clock = f"2026-09-0{dice.randint(1, 3)}", f"{minute // 60:02d}:{minute % 60:02d}:07"
        km = 3 + number * 0.5
        keys[km * 1000] = day, clock
        if number % 3 == 0:
            table.append(f"{day} {clock},{km}")
        elif number % 10 == 1:
            keys[km * 1000] = day, ""
            a_run(client, pair, date=day, distance={"km": km})
        else:
            start = f"{day}T{clock}{dice.choice(('', '.25'))}+00:00"
            a_run(client, pair, date=day, started_at=start, distance={"km": km})
    query = {"pair_id": pair, "column_map": '{"date": "Date", "distance": "Kilometres"}', "unit": "km"}
    query |= {"time_zone": "unknown", "kind": "run"}
    path = f"/v1/runners/{runner}/imports"
    made(client.post(path, query_string=query, data="\n".join(table), content_type="text/csv"))
    for where, limit in ((f"/v1/runners/{runner}/runs", dice.randint(1, 9)), (f"/v1/pairs/{pair}/runs", 50)):
        found, cursor = [], None
        while not found or cursor:
            request = {"limit": limit, **({"cursor": cursor} if cursor else {})}
            page = made(client.get(where, query_string=request), 200)
            found += page["items"]
            cursor = page["next_cursor"]
        assert len(set(ids(found))) == len(found) == 30
        shown = [keys[run["distance"]["m"]] for run in found]
        assert shown == sorted(keys.values(), reverse=True)
        alone = [(run["date"], run["id"]) for run in found if not keys[run["distance"]["m"]][1]]
        assert alone == sorted(alone, reverse=True)
