"""Insoles and pads: their mileage is exact from the runs of their pairs; pairs that take another's place."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made, pair_of
from tests.web.edge.test_errors import problem
from tests.web.runners.test_runner_runs import ids, sent


def an_item(client: FlaskClient, runner: str, status: int = 201, **facts: Any) -> dict[str, Any]:
    return made(client.post(f"/v1/runners/{runner}/items", json={"kind": "insole", "name": "Cork", **facts}), status)


def item_now(client: FlaskClient, item: str) -> dict[str, Any]:
    return made(client.get(f"/v1/items/{item}"), 200)


def test_an_item_counts_the_runs_of_its_pair_on_its_days(client: FlaskClient) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner)
    runs = [a_run(client, pair, date=f"2026-09-{day:02}")["id"] for day in range(1, 11)]
    span = {"pair_id": pair, "from": "2026-09-04", "to": "2026-09-07"}
    item = an_item(
        client, runner, worn_in=[span], starting_distance={"km": 5}, limit={"km": 50}, price=20, currency="EUR"
    )
    assert faults_in(item, "Item") == []
    assert (item["recorded_distance"]["km"], item["total_distance"]["km"], item["run_count"]) == (40, 45, 4)
    assert (item["verdict"], item["life_used"], item["nearest_limit"]) == ("keep", 0.9, "distance")
    assert item["summary"] == "It has run 45 km (28 mi) of the 50 km (31 mi) you set for it."
    assert item["cost"] == {"per_km": 0.4444, "per_mi": 0.7153, "currency": "EUR"}
    etag = client.get(f"/v1/items/{item['id']}").headers["ETag"]
    client.patch(f"/v1/runs/{runs[4]}", json={"distance": {"km": 20}})
    client.delete(f"/v1/runs/{runs[5]}")
    after = client.get(f"/v1/items/{item['id']}", headers={"If-None-Match": etag})
    assert (after.status_code, after.get_json()["recorded_distance"]["km"]) == (200, 40)
    client.patch(f"/v1/runs/{runs[9]}", json={"date": "2026-09-05"})
    assert item_now(client, item["id"])["verdict"] == "replace"
    assert item_now(client, item["id"])["summary"].startswith("Replace it")


def test_an_item_moves_from_pair_to_pair(client: FlaskClient) -> None:
    runner = a_runner(client)
    one, other = a_pair(client, runner), a_pair(client, runner)
    for day in range(1, 11):
        a_run(client, one, date=f"2026-09-{day:02}")
        a_run(client, other, date=f"2026-09-{day:02}", distance={"km": 1})
    item = an_item(client, runner, kind="pad", worn_in=[{"pair_id": one, "from": "2026-09-01"}])
    assert item["recorded_distance"]["km"] == 100
    moved = [{"pair_id": one, "from": "2026-09-01", "to": "2026-09-05"}, {"pair_id": other, "from": "2026-09-06"}]
    patch = made(client.patch(f"/v1/items/{item['id']}", json={"worn_in": moved}), 200)
    assert (patch["recorded_distance"]["km"], patch["worn_in"][1]["to"]) == (55, None)
    retired = made(client.patch(f"/v1/items/{item['id']}", json={"retired_on": "2026-09-08"}), 200)
    assert retired["recorded_distance"]["km"] == 53
    assert client.delete(f"/v1/pairs/{other}").status_code == 204
    assert item_now(client, item["id"])["recorded_distance"]["km"] == 50
    assert client.delete(f"/v1/items/{item['id']}").status_code == 204
    assert pair_of(client, one)["run_count"] == 10
    problem(client.get(f"/v1/items/{item['id']}"), 404, "not_found")


def test_without_a_limit_nobody_says_when_it_is_finished(client: FlaskClient) -> None:
    item = an_item(client, a_runner(client))
    assert (item["verdict"], item["life_used"]) == (None, None)
    assert item["summary"] == "You set no limit for it, and no source gives one."
    old = an_item(client, a_runner(client), started_on="2020-01-01", limit_age_months=12)
    assert (old["verdict"], old["nearest_limit"]) == ("replace", "age")


@pytest.mark.parametrize(
    ("spans", "pointer"),
    [
        ([{"pair_id": "foreign", "from": "2026-09-01"}], "/worn_in/0/pair_id"),
        ([{"pair_id": "own", "from": "2026-09-02", "to": "2026-09-01"}], "/worn_in/0/to"),
        (
            [{"pair_id": "own", "from": "2026-09-01"}, {"pair_id": "own", "from": "2026-10-01", "to": "2026-10-02"}],
            "/worn_in/1/from",
        ),
        ([{"pair_id": "own"}], "/worn_in/0/from"),
    ],
)
def test_days_that_cannot_be_are_named(client: FlaskClient, spans: list[dict[str, Any]], pointer: str) -> None:
    runner = a_runner(client)
    known = {"own": a_pair(client, runner), "foreign": a_pair(client)}
    body = [{**span, "pair_id": known[span["pair_id"]]} for span in spans]
    result = an_item(client, runner, 422, worn_in=body)
    assert result["errors"][0]["pointer"] == pointer
    assert made(client.get(f"/v1/runners/{runner}/items"), 200)["items"] == []


@pytest.mark.parametrize("seed", range(2))
def test_the_mileage_of_an_item_is_the_sum_of_its_runs(client: FlaskClient, seed: int) -> None:
    dice, runner = random.Random(seed), a_runner(client)
    pairs = [a_pair(client, runner) for _ in range(2)]
    start = date(2026, 8, 1)
    spans = []
    for pair in pairs:
        day = start + timedelta(days=dice.randint(0, 8))
        for _ in range(2):
            end = day + timedelta(days=dice.randint(0, 5))
            spans.append((pair, day, end))
            day = end + timedelta(days=dice.randint(1, 4))
    worn_in = [{"pair_id": pair, "from": str(since), "to": str(until)} for pair, since, until in spans]
    item = an_item(client, runner, worn_in=worn_in)["id"]
    for number in range(25):
        day = start + timedelta(days=dice.randint(0, 25))
        a_run(client, dice.choice(pairs), date=str(day), distance={"m": 1000 + number})
    runs = made(client.get(f"/v1/runners/{runner}/runs?limit=100"), 200)["items"]
    for run in dice.sample(runs, 8):
        client.patch(f"/v1/runs/{run['id']}", json={"pair_id": dice.choice([*pairs, None])})
    shown = made(client.get(f"/v1/runners/{runner}/runs?limit=100"), 200)["items"]
    inside = [
        run["distance"]["m"]
        for run in shown
        if any(run["pair_id"] == pair and str(since) <= run["date"] <= str(until) for pair, since, until in spans)
    ]
    answer = item_now(client, item)
    assert (answer["recorded_distance"]["m"], answer["run_count"]) == (sum(inside), len(inside))


def test_items_are_paged(client: FlaskClient) -> None:
    runner = a_runner(client)
    made_ids = [an_item(client, runner, name=f"Item {number}")["id"] for number in range(3)]
    first = made(client.get(f"/v1/runners/{runner}/items?limit=2"), 200)
    rest = made(client.get(f"/v1/runners/{runner}/items?limit=2&cursor={first['next_cursor']}"), 200)
    assert set(ids(first["items"]) + ids(rest["items"])) == set(made_ids)


def test_a_successor_takes_the_place_of_a_pair_with_its_roles(client: FlaskClient) -> None:
    runner = a_runner(client)
    old = a_pair(
        client, runner, nickname="Old", roles=["easy", "long"], default_for=["easy"], limit={"km": 640}, limit_hours=80
    )
    for day in range(1, 9):
        a_run(client, old, date=f"2026-08-{day:02}", distance={"km": 9})
    a_pair(client, runner, nickname="Other")
    new = a_pair(client, runner, nickname="New", replaces=old, limit_hours=90, started_on="2026-08-20")
    shown = pair_of(client, new)
    assert (shown["replaces"], shown["roles"], shown["default_for"]) == (old, ["easy", "long"], ["easy"])
    assert (shown["limit"]["km"], shown["limit_hours"], pair_of(client, old)["default_for"]) == (640, 90, [])
    client.patch(f"/v1/pairs/{old}", json={"retired_on": "2026-08-19"})
    run = sent(client, runner, distance={"km": 9}, date="2026-08-21")
    assert run["likely"][0]["pair_id"] == new
    client.delete(f"/v1/pairs/{old}")
    assert pair_of(client, new)["replaces"] is None
    body = {"description": "x", "replaces": a_pair(client)}
    refusal = problem(client.post(f"/v1/runners/{runner}/pairs", json=body), 422, "invalid_input")
    assert refusal["errors"][0]["pointer"] == "/replaces"


def test_a_pair_costs_what_its_price_comes_to(client: FlaskClient) -> None:
    pair = a_pair(client, price=150, currency="USD")
    assert pair_of(client, pair)["cost"] is None
    a_run(client, pair, distance={"km": 100})
    assert pair_of(client, pair)["cost"] == {"per_km": 1.5, "per_mi": 2.414, "currency": "USD"}


def test_the_runs_of_a_pair_show_for_whatever_took_its_place_at_last(client: FlaskClient) -> None:
    runner = a_runner(client)
    first = a_pair(client, runner, nickname="First")
    other = a_pair(client, runner, nickname="Other")
    for day in range(1, 9):
        a_run(client, first, date=f"2026-08-{day:02}", distance={"km": 9})
    a_run(client, other, date="2026-08-09", distance={"km": 21})
    second = a_pair(client, runner, nickname="Second", replaces=first)
    third = a_pair(client, runner, nickname="Third", replaces=second)
    for pair in (first, second):
        client.patch(f"/v1/pairs/{pair}", json={"retired_on": "2026-08-10"})
    likely = sent(client, runner, distance={"km": 9}, date="2026-08-12")["likely"]
    assert [each["pair_id"] for each in likely] == [third, other]
