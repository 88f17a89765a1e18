"""Training load over HTTP: what is told, and what a runner's log tells, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from api.storage.database.engines import Database
from api.storage.runners.runs import runs
from api.web.advice.training import EXAMPLE
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made
from tests.support.statements import statements

PATH = "/v1/advice/training-load"
AS_OF = {"as_of": "2026-09-01"}
"""A Tuesday."""


def advice(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    return made(client.post(PATH, query_string={"include": "all"}, json=body), 200)


def of_log(client: FlaskClient, runner_id: str, **facts: Any) -> dict[str, Any]:
    return made(client.get(f"/v1/runners/{runner_id}/training-load", query_string={**AS_OF, **facts}), 200)


def verdicts(answer: dict[str, Any]) -> dict[str, str]:
    return {check["check"]: check["verdict"] for check in answer["checks"]}


def four_weeks(client: FlaskClient, pair_id: str, **facts: Any) -> None:
    """Log a run of 10 km on every Monday and Thursday of the four weeks before the week of the question."""
    for week in range(1, 5):
        for day in (date(2026, 8, 31), date(2026, 9, 3)):
            a_run(client, pair_id, date=str(day - timedelta(weeks=week)), **facts)


def test_a_plan_is_judged_check_by_check(client: FlaskClient) -> None:
    answer = advice(client, EXAMPLE)
    assert (answer["verdict"], answer["indicator"]) == ("caution", "warning")
    found = verdicts(answer)
    assert found["weekly_increase"] == "caution" and found["single_run"] == "caution"
    assert answer["suggested_week"]["at_most"]["km"] == 44
    assert answer["log"] is None
    assert answer["judged_on"]["surfaces"][1] == EXAMPLE["surfaces"][1]  # type: ignore[index]
    assert faults_in(answer, "TrainingAnswer") == []


def test_nothing_told_is_a_caution_with_questions(client: FlaskClient) -> None:
    for body in ({}, {"recent_weeks": [], "surfaces": []}, dict.fromkeys(EXAMPLE)):
        answer = advice(client, body)
        assert answer["verdict"] == "caution" and answer["missing"][0]["field"] == "recent_weeks"
        assert set(verdicts(answer).values()) == {"unknown"}


def test_what_was_sent_comes_back_in_its_unit_and_miles_speak_first(client: FlaskClient) -> None:
    answer = advice(client, {"recent_weeks": [{"mi": 26.2}], "planned_week": {"mi": 30.1}})
    assert answer["judged_on"]["planned_week"]["mi"] == 30.1
    assert "30.1 mi (48.4 km)" in answer["summary"]


def test_the_same_question_is_answered_alike_to_the_byte(client: FlaskClient) -> None:
    assert (
        client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
        == client.post(PATH, query_string={"include": "all"}, json=EXAMPLE).data
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"recent_weeks": {"km": 5}}, "/recent_weeks"),
        ({"recent_weeks": [{"km": 5}, {"km": -5}]}, "/recent_weeks/1/km"),
        ({"recent_weeks": [{"km": 5}] * 105}, "/recent_weeks"),
        ({"planned_week": {"km": 5, "mi": 3}}, "/planned_week"),
        ({"new_stressors": ["rain"]}, "/new_stressors/0"),
        ({"surfaces": [{"usual_runs_per_week": 1}]}, "/surfaces/0/surface"),
        ({"surfaces": [{"surface": "grass"}, {"surface": "grass"}]}, "/surfaces/1/surface"),
        ({"surfaces": [{"surface": "grass", "usual": 1}]}, "/surfaces/0/usual"),
        ({"foot_strike": "toe"}, "/foot_strike"),
        ({"overstriding": "no"}, "/overstriding"),
        ({"cross_training_days": 8}, "/cross_training_days"),
        ({"cadence_spm": 0}, "/cadence_spm"),
        ({"bmi": 7}, "/bmi"),
        ({"symptoms": {"fever": 1}}, "/symptoms/fever"),
        ({"planed_week": {"km": 5}}, "/planed_week"),
    ],
)
def test_a_wrong_field_is_pointed_at(client: FlaskClient, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(PATH, query_string={"include": "all"}, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]  # type: ignore[index]


def test_a_danger_sign_withholds_the_plan(client: FlaskClient) -> None:
    answer = advice(client, {**EXAMPLE, "symptoms": {"cold_or_pale_foot": True}})
    assert answer["care"]["level"] == "emergency" and answer["indicator"] == "critical"
    assert (answer["verdict"], answer["checks"], answer["suggested_week"]) == ("too_much", [], None)


def test_advice_needs_a_key_with_its_scope(
    app: Flask, anonymous: FlaskClient, released_database: Database, account: Account
) -> None:
    assert anonymous.post(PATH, json={}).status_code == 401
    other = new_key(released_database, account.id, scopes=["catalogue:read"])
    assert client_of(app, other.secret).post(PATH, json={}).status_code == 403


def test_the_log_gives_weeks_longest_run_cadence_and_ground(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    pair_id, other_pair = a_pair(client, runner_id), a_pair(client, runner_id)
    four_weeks(client, pair_id, surface="trail", cadence_spm=164)
    a_run(client, other_pair, date="2026-08-29", distance={"km": 12}, surface="road", cadence_spm=170)
    a_run(client, other_pair, date="2026-08-31", distance={"km": 5}, surface="road")
    answer = of_log(client, runner_id)
    assert faults_in(answer, "RunnerLoad") == []
    result = answer["judged_on"]
    assert [week["km"] for week in result["recent_weeks"]] == [20, 20, 20, 32]
    assert (result["week_so_far"]["km"], result["usual_week"]["km"]) == (5, 32)
    assert (result["longest_run_last_30_days"]["km"], result["cadence_spm"], result["days_off"]) == (12, 164, 0)
    assert {each["surface"]: each["usual_runs_per_week"] for each in result["surfaces"]} == {"trail": 1.75, "road": 0.5}
    assert (answer["log"]["certainty"], answer["log"]["whole_weeks"]) == ("high", 4)
    assert answer["log"]["first_run_on"] == "2026-08-03"
    assert answer["verdict"] == "caution" and answer["missing"][0]["field"] == "planned_week"


def test_with_the_plan_told_a_log_can_be_enough(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    four_weeks(client, a_pair(client, runner_id))
    plan = {"planned_longest_run_km": 10, "new_stressors": "none", "illness": "false", "returning": "false"}
    fits = of_log(client, runner_id, planned_week_km=21, **plan)
    assert fits["verdict"] == "ok" and fits["actions"][0]["code"] == "go_ahead"
    in_miles = of_log(client, runner_id, planned_week_mi=20, **plan)
    assert in_miles["verdict"] == "too_much" and in_miles["judged_on"]["planned_week"]["mi"] == 20
    hard = of_log(client, runner_id, planned_week_km=21, **{**plan, "new_stressors": "hills,speed"})
    assert verdicts(hard)["one_stressor"] == "too_much"


def test_the_stateless_advice_says_the_same_of_the_same_facts(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    four_weeks(client, a_pair(client, runner_id))
    logged = of_log(client, runner_id, planned_week_km=24, planned_longest_run_km=12, new_stressors="none")
    facts = {
        "recent_weeks": [{"km": 20}] * 4,
        "planned_week": {"km": 24},
        "longest_run_last_30_days": {"km": 10},
        "planned_longest_run": {"km": 12},
        "new_stressors": [],
        "days_off": 4,
    }
    stateless = advice(client, facts)
    for name in ("verdict", "summary", "suggested_week", "suggested_longest_run", "actions", "checks"):
        assert logged[name] == stateless[name], name


def test_only_runs_up_to_the_day_count_and_a_deleted_one_does_not(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    pair_id = a_pair(client, runner_id)
    a_run(client, pair_id, date="2026-09-02", distance={"km": 30})
    gone = a_run(client, pair_id, date="2026-08-26", distance={"km": 30}, external_id="watch-1", source="watch")
    assert client.delete(f"/v1/runs/{gone['id']}").status_code == 204
    answer = of_log(client, runner_id)
    assert answer["log"]["first_run_on"] is None and answer["judged_on"]["recent_weeks"] == []
    assert of_log(client, runner_id, as_of="2026-09-02")["judged_on"]["week_so_far"]["km"] == 30


def test_pain_in_the_log_counts_only_with_consent(client: FlaskClient) -> None:
    for consent in (True, False):
        runner_id = a_runner(client, health_consent=consent)
        pair_id = a_pair(client, runner_id)
        a_run(client, pair_id, date="2026-08-26", pain_level=3)
        answer = of_log(client, runner_id)
        assert ("add_nothing" in [action["code"] for action in answer["actions"]]) is consent


def test_a_runner_of_miles_hears_miles_first(client: FlaskClient) -> None:
    runner_id = a_runner(client, units="imperial")
    four_weeks(client, a_pair(client, runner_id), distance={"mi": 10})
    assert "30 mi (48.3 km)" in of_log(client, runner_id, planned_week_mi=30)["summary"]


def test_a_runner_that_is_not_there_is_not_found(client: FlaskClient, other_client: FlaskClient) -> None:
    runner_id = a_runner(client)
    assert other_client.get(f"/v1/runners/{runner_id}/training-load").status_code == 404
    assert client.get("/v1/runners/runner_none/training-load").status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"as_of": "yesterday"}, "as_of"),
        ({"planned_week_km": "-1"}, "planned_week_km"),
        ({"planned_week_km": "5", "planned_week_mi": "3"}, "planned_week_mi"),
        ({"new_stressors": "rain"}, "new_stressors"),
        ({"new_stressors": "none,speed"}, "new_stressors"),
        ({"illness": "no"}, "illness"),
    ],
)
def test_a_wrong_parameter_is_pointed_at(client: FlaskClient, query: dict[str, str], parameter: str) -> None:
    answer = client.get(f"/v1/runners/{a_runner(client)}/training-load", query_string=query)
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]  # type: ignore[index]


def test_the_first_and_last_days_of_the_calendar_can_be_asked_for(client: FlaskClient) -> None:
    runner_id = a_runner(client)
    a_run(client, a_pair(client, runner_id))
    for day in ("0001-01-01", "9999-12-31"):
        assert of_log(client, runner_id, as_of=day)["log"]["as_of"] == day


def test_a_long_log_asks_for_no_more_than_a_short_one(
    client: FlaskClient, released_database: Database, account: Account
) -> None:
    from api.rulebook.load import shipped_rulebook
    from api.services.runs.runner_load import Plan, load_of_runner
    from api.storage.runners.runner_runs import ground_days
    from api.storage.runners.runners import runner_row

    runner_id = a_runner(client, health_consent=True)
    pair_id = a_pair(client, runner_id)
    four_weeks(client, pair_id)
    now, day = datetime.now(UTC), date(2026, 9, 1)
    blank = {"source": "api", "distance_um": 1, "version": 1, "created_at": now, "updated_at": now}
    place = {"account_id": account.id, "runner_id": runner_id, "pair_id": None}
    old = [day - timedelta(days=100 + number) for number in range(2000)]
    with released_database.writing() as tx:
        tx.execute(insert(runs), [{**place, **blank, "id": f"run_{each}", "day": each} for each in old])
    with released_database.reading() as db:
        runner = runner_row(db, account.id, runner_id)
        assert runner is not None
    with statements(released_database) as seen, released_database.reading() as db:
        answer = load_of_runner(db, runner, Plan(), shipped_rulebook(), day)
        assert len(ground_days(db, account.id, runner_id, date(2026, 8, 1), day)) == 8
    assert answer.log is not None and answer.log.first_run_on == old[-1]
    assert len([statement for statement, _ in seen if "FROM runs" in statement]) == 6
    if released_database.url.get_backend_name() == "sqlite":
        with released_database.reading() as db:
            for statement, _ in seen:
                if "FROM runs" in statement:
                    plan = str(db.execute(text(f"EXPLAIN QUERY PLAN {_with_values(statement)}")).all())
                    assert "ix_runs_of_runner_by_day" in plan and "SCAN" not in plan, plan


def _with_values(statement: str) -> str:
    return statement.replace("?", "'x'")
