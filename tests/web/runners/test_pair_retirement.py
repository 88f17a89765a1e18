"""Retirement from the log: distance, pace and pain come from the runs, the most urgent pair first, at the same cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from api.services.runs.pair_wear import wear_of_pair
from api.storage.database.engines import Database
from api.storage.runners.pair_days import pair_days
from api.storage.runners.runs import runs
from tests.support.accounts import Account
from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made
from tests.support.statements import statements

DAY = date(2026, 9, 1)
AS_OF = {"as_of": DAY.isoformat()}
TRAINER = {"foam": "eva", "kind": "trainer"}


def run_weekly(client: FlaskClient, pair_id: str, km: float, weeks: int = 8, **facts: object) -> None:
    """Log a run on every seventh day up to the day of the question."""
    for week in range(weeks):
        a_run(client, pair_id, date=str(DAY - timedelta(weeks=week)), distance={"km": km}, **facts)


def asked(client: FlaskClient, pair_id: str) -> dict:
    return made(client.get(f"/v1/pairs/{pair_id}/retirement", query_string=AS_OF), 200)


def test_the_log_gives_distance_and_date(client: FlaskClient) -> None:
    pair_id = a_pair(client, starting_distance={"km": 400}, nickname="Blue", **TRAINER)
    run_weekly(client, pair_id, 10)
    view = asked(client, pair_id)
    assert faults_in(view, "PairRetirement") == []
    assert (view["pair_id"], view["name"], view["verdict"], view["distance"]["km"]) == (pair_id, "Blue", "keep", 480)
    assert (view["forecast"]["certainty"], view["judged_as"]["as_of"]) == ("high", "2026-09-01")
    left = view["limits"]["retire_by"]["km"] - 480
    expected = DAY + timedelta(days=left / (80 / 50))
    assert abs((date.fromisoformat(view["forecast"]["retire_on"]) - expected).days) <= 1


def test_the_same_facts_give_the_stateless_answer(client: FlaskClient) -> None:
    pair_id = a_pair(client, a_runner(client, body_mass_kg=72), starting_distance={"km": 560}, feel="flat", **TRAINER)
    body = {"distance": {"km": 560}, "body_mass_kg": 72, "feel": "flat", "pairs_in_use": 1, **TRAINER, **AS_OF}
    stateless = made(client.post("/v1/advice/retirement", json=body), 200)
    view = asked(client, pair_id)
    for name in ("verdict", "life_used", "limits", "ok_for", "forecast", "actions"):
        assert view[name] == stateless[name], name


def test_a_day_in_the_past_sees_only_the_runs_up_to_it(client: FlaskClient) -> None:
    pair_id = a_pair(client)
    a_run(client, pair_id, date="2026-09-01")
    a_run(client, pair_id, date="2026-09-02")
    assert asked(client, pair_id)["distance"]["km"] == 10


def test_pain_in_the_log_moves_the_limits_forward(client: FlaskClient) -> None:
    pair_id = a_pair(client, a_runner(client, health_consent=True), starting_distance={"km": 500}, **TRAINER)
    run_weekly(client, pair_id, 5, pain_level=0)
    before = asked(client, pair_id)
    a_run(client, pair_id, date=str(DAY), distance={"km": 1}, pain_level=4)
    after = asked(client, pair_id)
    assert after["limits"]["retire_by"]["km"] < before["limits"]["retire_by"]["km"]
    assert "forefoot_pain" in {missing["field"] for missing in asked(client, a_pair(client))["missing"]}


def test_a_foot_that_hurts_counts_for_every_pair_of_its_runner(client: FlaskClient) -> None:
    runner = a_runner(client, health_consent=True)
    trainer = a_pair(client, runner, starting_distance={"km": 500}, **TRAINER)
    racer = a_pair(client, runner, starting_distance={"km": 100}, foam="peba", kind="race")
    of_another = a_pair(client, starting_distance={"km": 100}, foam="peba", kind="race")
    fresh = asked(client, racer)["ok_for"]
    a_run(client, trainer, date=str(DAY), distance={"km": 1}, pain_level=2)
    assert fresh["race"] and not asked(client, racer)["ok_for"]["race"]
    assert asked(client, of_another)["ok_for"] == fresh


def test_an_unknown_start_is_never_called_good(client: FlaskClient) -> None:
    view = asked(client, a_pair(client, starting_distance=None))
    assert (view["distance"], view["life_used"], view["verdict"]) == (None, None, "plan_replacement")
    assert view["distance_at_least"] is None and faults_in(view, "PairRetirement") == []


def test_what_is_on_record_of_an_unknown_start_is_never_milder_than_a_new_pair(client: FlaskClient) -> None:
    unknown, new = (a_pair(client, starting_distance=start, **TRAINER) for start in (None, {"km": 0}))
    for pair_id in (unknown, new):
        run_weekly(client, pair_id, 40, weeks=5)
    view, of_new = asked(client, unknown), asked(client, new)
    assert faults_in(view, "PairRetirement") == []
    assert (view["distance"], view["distance_at_least"]["km"], of_new["distance_at_least"]) == (None, 200, None)
    assert (view["verdict"], of_new["verdict"]) == ("plan_replacement", "keep")
    assert (view["life_used"], view["remaining"]) == (of_new["life_used"], of_new["remaining"])
    for day in ("plan_on", "earliest", "retire_on", "latest"):
        assert view["forecast"][day] <= of_new["forecast"][day]
    assert view["ok_for"] == {"easy": True, "speed": False, "race": False}
    assert "at least 200 km (124 mi)" in view["summary"]
    answer = client.get(f"/v1/pairs/{unknown}/wear.svg", query_string=AS_OF)
    drawn = "".join(ElementTree.fromstring(answer.get_data()).itertext())  # noqa: S314 - made by ourselves
    assert "at least 200 km of 805 km run" in drawn and "at most about" in drawn


def test_a_long_record_of_an_unknown_start_retires_a_pair(client: FlaskClient) -> None:
    pair_id = a_pair(client, starting_distance=None, **TRAINER)
    run_weekly(client, pair_id, 190)
    view = asked(client, pair_id)
    assert (view["verdict"], view["life_used"], view["remaining"]["m"]) == ("retire", 1.88, 0)
    assert "at least 1520 km" in view["summary"] and view["forecast"]["retire_on"] == DAY.isoformat()


def test_own_limits_of_age_and_hours_are_stored_and_count(client: FlaskClient) -> None:
    limits = {"limit_age_months": 12, "limit_hours": 10}
    pair_id = a_pair(client, started_on="2025-09-02", **limits, **TRAINER)
    assert {name: made(client.get(f"/v1/pairs/{pair_id}"), 200)[name] for name in limits} == limits
    run_weekly(client, pair_id, 10, weeks=4, duration_s=3600)
    run_weekly(client, pair_id, 10, weeks=4)
    view = asked(client, pair_id)
    assert view["verdict"] == "plan_replacement" and view["forecast"]["retire_on"] <= "2026-09-02"
    assert [due["limit"] for due in view["forecast"]["by"]] == ["age", "hours", "distance"]
    # Four of eight runs have a time: the others count at the same speed, eight hours in all.
    made(client.patch(f"/v1/pairs/{pair_id}", json={"limit_hours": 8}), 200)
    assert "8 hours" in asked(client, pair_id)["summary"] and asked(client, pair_id)["verdict"] == "retire"
    made(client.patch(f"/v1/pairs/{pair_id}", json={"limit_hours": None, "limit_age_months": None}), 200)
    assert asked(client, pair_id)["verdict"] == "keep"


def test_an_age_that_nobody_stated_counts_from_the_first_run(client: FlaskClient) -> None:
    pair_id = a_pair(client, limit_age_months=12, **TRAINER)
    a_run(client, pair_id, date="2025-08-01")
    assert asked(client, pair_id)["verdict"] == "retire"
    untimed = a_pair(client, limit_hours=5, **TRAINER)
    a_run(client, untimed)
    assert "hours" in {missing["field"] for missing in asked(client, untimed)["missing"]}


def test_a_retired_pair_has_no_date_and_is_not_listed(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    pair_id = a_pair(client, runner_id, **TRAINER)
    run_weekly(client, pair_id, 10)
    client.patch(f"/v1/pairs/{pair_id}", json={"retired_on": "2026-09-01"})
    assert (asked(client, pair_id)["forecast"], asked(client, pair_id)["retired_on"]) == (None, "2026-09-01")
    assert made(client.get(f"/v1/runners/{runner_id}/retirement"), 200) == {"items": []}


def test_the_most_urgent_pair_comes_first_with_its_date(client: FlaskClient) -> None:
    runner_id = a_runner(client, units="imperial")
    fresh = a_pair(client, runner_id, nickname="fresh", **TRAINER)
    finished = a_pair(client, runner_id, nickname="finished", starting_distance={"mi": 480}, **TRAINER)
    soon = a_pair(client, runner_id, nickname="soon", starting_distance={"mi": 300}, **TRAINER)
    for pair_id in (fresh, finished, soon):
        run_weekly(client, pair_id, 12)
    body = made(client.get(f"/v1/runners/{runner_id}/retirement", query_string=AS_OF), 200)
    assert faults_in(body, "RunnerRetirement") == []
    assert [(item["name"], item["verdict"]) for item in body["items"]] == [
        ("finished", "retire"),
        ("soon", "plan_replacement"),
        ("fresh", "keep"),
    ]
    dates = [item["forecast"] and item["forecast"]["retire_on"] for item in body["items"]]
    assert dates[0] == DAY.isoformat() < dates[1]


def test_a_shoe_of_the_catalogue_tells_foam_and_kind(client: FlaskClient) -> None:
    shoe = {"brand": "Own", "model": "Racer", "category": "race", "midsole_foam": "PEBA"}
    shoe_id = made(client.post("/v1/shoes", json=shoe))["id"]
    runner_id = a_runner(client)
    pair_id = a_pair(client, runner_id, shoe_id=shoe_id, description=None)
    judged_as = asked(client, pair_id)["judged_as"]
    assert (judged_as["foam"], judged_as["kind"], judged_as["as_of"]) == ("peba", "race", AS_OF["as_of"])
    assert made(client.get(f"/v1/pairs/{pair_id}"), 200)["name"] == "Own Racer"
    made(client.patch(f"/v1/shoes/{shoe_id}", json={"category": "road"}), 200)
    assert asked(client, pair_id)["judged_as"]["kind"] == "trainer"
    assert client.delete(f"/v1/shoes/{shoe_id}").status_code == 204
    shown = made(client.get(f"/v1/pairs/{pair_id}"), 200)
    assert (shown["shoe_id"], shown["name"]) == (None, "Own Racer")
    assert asked(client, pair_id)["judged_as"]["kind"] is None


def test_another_accounts_shoe_is_no_shoe(client: FlaskClient, other_client: FlaskClient) -> None:
    theirs = made(other_client.post("/v1/shoes", json={"brand": "B", "model": "M", "category": "road"}))["id"]
    runner_id = a_runner(client)
    refused = [
        made(client.post(f"/v1/runners/{runner_id}/pairs", json={"shoe_id": shoe_id}), 422)["errors"]
        for shoe_id in (theirs, "shoe_00000000000000000000")
    ]
    assert refused[0] == refused[1]


def test_the_picture_says_what_the_advice_says(client: FlaskClient) -> None:
    pair_id = a_pair(client, starting_distance={"km": 400}, nickname="Blue <1>", **TRAINER)
    run_weekly(client, pair_id, 10)
    answer = client.get(f"/v1/pairs/{pair_id}/wear.svg", query_string=AS_OF)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    drawn = "".join(ElementTree.fromstring(answer.get_data()).itertext())  # noqa: S314 - made by ourselves
    assert "Blue <1>" in drawn
    assert asked(client, pair_id)["summary"] in drawn
    assert "480 km" in drawn


@pytest.mark.parametrize(
    "facts", [{}, {"starting_distance": None}, {"retired_on": "2026-09-01"}, {"started_on": "2026-08-01"}]
)
def test_a_pair_without_runs_is_drawn_too(client: FlaskClient, facts: dict) -> None:
    assert client.get(f"/v1/pairs/{a_pair(client, **facts)}/wear.svg", query_string=AS_OF).status_code == 200


def test_a_hundred_thousand_runs_ask_for_no_more_than_ten(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    from api.rulebook.load import shipped_rulebook

    pair_id = a_pair(client, a_runner(client, health_consent=True), **TRAINER)
    run_weekly(client, pair_id, 1, pain_level=0)
    runner_id = made(client.get(f"/v1/pairs/{pair_id}"), 200)["runner_id"]
    now = datetime.now(UTC)
    place = {"account_id": account.id, "pair_id": pair_id}
    blank = {
        "runner_id": runner_id,
        "source": "api",
        "distance_um": 1,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    old = [DAY - timedelta(days=100 + number) for number in range(2000)]
    with released_database.writing() as tx:
        tx.execute(
            insert(runs),
            [{**place, **blank, "id": f"run_{day}_{n}", "day": day} for day in old for n in range(5)],
        )
        tx.execute(insert(pair_days), [{**place, "day": day, "distance_um": 5, "run_count": 5} for day in old])
    with statements(released_database) as seen, released_database.reading() as db:
        wear = wear_of_pair(
            db, account.id, pair_id, shipped_rulebook(), datetime.combine(DAY, datetime.min.time(), UTC), None
        )
    assert wear is not None
    assert 1 <= len(seen) <= 3
    assert len([statement for statement, _ in seen if "FROM runs" in statement and "LIMIT" not in statement]) == 0


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "2024-02-29", "9999-12-31"])
@pytest.mark.parametrize("runs", [0, 2])
def test_no_day_is_too_far_away(client: FlaskClient, day: str, runs: int) -> None:
    pair_id = a_pair(client, **TRAINER)
    run_weekly(client, pair_id, 10, weeks=runs)
    runner = client.get(f"/v1/pairs/{pair_id}").json["runner_id"]
    asked_of = (f"pairs/{pair_id}/retirement", f"pairs/{pair_id}/wear.svg", f"pairs/{pair_id}/wear.png")
    for path in (*asked_of, f"runners/{runner}/retirement", f"runners/{runner}/training-load"):
        assert (path, client.get(f"/v1/{path}?as_of={day}").status_code) == (path, 200)
