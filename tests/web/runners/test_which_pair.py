"""Which shoes was it: proposed with reasons, taken only where the runner said so, asked by a link that needs no key."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.logbook import a_pair, a_run, a_runner, faults_in, made, metres, pair_of
from tests.support.rotations import a_runner as made_up_runner
from tests.support.rotations import log_of
from tests.support.statements import statements
from tests.web.conftest import MakeApp
from tests.web.runners.test_runner_runs import ids, listed, placed, sent

SURE = 0.9


def a_rotation(client: FlaskClient, runner: str) -> tuple[str, str]:
    """Make a pair of easy runs and one of long runs, with a log that shows it."""
    easy = a_pair(client, runner, nickname="Easy <one>", roles=["easy"])
    long = a_pair(client, runner, nickname="Long one", roles=["long"])
    for week in range(4):
        for day in (1, 3, 5):
            date = f"2026-08-{week * 7 + day:02}"
            a_run(client, easy, date=date, distance={"km": 8 + day / 10}, duration_s=2900)
        a_run(client, long, date=f"2026-08-{week * 7 + 7:02}", distance={"km": 22 + week}, duration_s=8300)
    return easy, long


def test_the_likeliest_pair_is_proposed_with_reasons_and_not_taken(client: FlaskClient) -> None:
    runner = a_runner(client)
    easy, long = a_rotation(client, runner)
    run = sent(client, runner, distance={"km": 24}, duration_s=8700)
    assert faults_in(run, "RunnerRun") == []
    assert (run["pair_id"], [each["pair_id"] for each in run["likely"]]) == (None, [long, easy])
    assert run["likely"][0]["probability"] > SURE
    assert "distance" in [reason["code"] for reason in run["likely"][0]["because"]]
    assert sum(each["probability"] for each in run["likely"]) == pytest.approx(1, abs=0.01)
    waiting = listed(client, runner, likely="true")
    assert waiting[0]["likely"] == run["likely"]
    assert "likely" not in listed(client, runner)[0]


def test_it_is_taken_from_the_runners_own_threshold_on(client: FlaskClient) -> None:
    runner = a_runner(client, assign_above_probability=SURE)
    easy, long = a_rotation(client, runner)
    before = metres(client, long)
    run = sent(client, runner, distance={"km": 24}, duration_s=8700, external_id="a")
    assert (run["pair_id"], run["pair_probability"]) == (long, run["likely"][0]["probability"])
    assert (run["ask"], metres(client, long)) == (None, before + 24_000)
    unclear = sent(client, runner, distance={"km": 14}, date="2026-09-02")
    assert (unclear["pair_id"], unclear["pair_probability"]) == (None, None)
    assert unclear["ask"]["url"]
    confirmed = placed(client, runner, assign=[{"pair_id": long, "run_ids": [run["id"]]}])
    assert (confirmed["assigned"], metres(client, long)) == (1, before + 24_000)
    assert client.get(f"/v1/runs/{run['id']}").get_json()["pair_probability"] is None
    assert sent(client, runner, 200, distance={"km": 24}, external_id="a")["pair_id"] == long
    assert metres(client, easy) > 0


def test_without_any_pair_nothing_is_proposed(client: FlaskClient) -> None:
    run = sent(client, a_runner(client, assign_above_probability=0.5))
    assert (run["pair_id"], run["likely"], run["ask"]) == (None, [], None)


def test_gear_that_nobody_named_is_learnt_from_what_the_runner_chose(client: FlaskClient) -> None:
    runner = a_runner(client)
    easy, long = a_rotation(client, runner)
    first = sent(client, runner, gear_ref="g7", distance={"km": 8}, duration_s=2900)
    assert first["likely"][0]["pair_id"] == easy
    placed(client, runner, assign=[{"pair_id": long, "run_ids": [first["id"]]}])
    again = sent(client, runner, gear_ref="g7", distance={"km": 8}, duration_s=2900, date="2026-09-02")
    assert again["likely"][0]["pair_id"] == long
    assert again["likely"][0]["because"][0]["code"] == "gear_of_source"


def test_a_shoe_of_the_catalogue_tells_that_its_pair_is_for_trails(client: FlaskClient) -> None:
    shoe = {"brand": "Own", "model": "Trailer", "category": "trail"}
    shoe_id = made(client.post("/v1/shoes", json=shoe))["id"]
    runner = a_runner(client)
    other, trailer = a_pair(client, runner), a_pair(client, runner, shoe_id=shoe_id, description=None)
    for surface, likelier in (("trail", trailer), ("road", other)):
        likely = sent(client, runner, surface=surface, external_id=surface)["likely"]
        assert (likely[0]["pair_id"], likely[0]["probability"] > likely[1]["probability"]) == (likelier, True)


def test_a_run_of_no_known_hour_takes_its_turn_as_the_first_of_its_day(client: FlaskClient) -> None:
    runner = a_runner(client)
    one, other = a_pair(client, runner), a_pair(client, runner)
    for day in range(1, 15):
        a_run(client, (one, other)[day % 2], date=f"2026-08-{day:02}", started_at=f"2026-08-{day:02}T06:00:00Z")
    a_run(client, other, date="2026-08-15", started_at="2026-08-15T06:00:00Z")
    first = sent(client, runner, date="2026-08-15", distance={"km": 10.1})["likely"]
    later = sent(client, runner, date="2026-08-15", distance={"km": 10.2}, started_at="2026-08-15T17:00:00Z")["likely"]
    assert (first[0]["pair_id"], later[0]["pair_id"]) == (other, one)


def page(client: FlaskClient, run: dict[str, Any]) -> tuple[str, str]:
    path = urlsplit(run["ask"]["url"]).path
    return path, client.get(path).text


def test_the_link_asks_and_a_button_answers(anonymous: FlaskClient, client: FlaskClient) -> None:
    runner = a_runner(client)
    easy, long = a_rotation(client, runner)
    run = sent(client, runner, distance={"km": 14})
    path, html = page(anonymous, run)
    assert "Easy &lt;one&gt;" in html and "<one>" not in html
    assert "14 km" in html and "1 September 2026" in html
    for method in (anonymous.get, anonymous.head, anonymous.options):
        method(path)
        method(f"{path}?pair={long}")
    assert ids(listed(client, runner)) == [run["id"]]
    before = metres(client, long)
    answer = anonymous.post(path, data={"pair": long})
    assert (answer.status_code, "Noted: Long one" in answer.text) == (200, True)
    assert metres(client, long) == before + 14_000
    assert anonymous.post(path, data={"pair": long}).status_code == 200
    assert metres(client, long) == before + 14_000
    anonymous.post(path, data={"pair": easy})
    assert (metres(client, long), listed(client, runner)) == (before, [])
    anonymous.post(path, data={"pair": "ignore"})
    assert client.get(f"/v1/runs/{run['id']}").get_json()["ignored"] is True
    answer = anonymous.post(path, data={"pair": "none"})
    assert "none of these pairs" in answer.text
    assert "value='none' aria-pressed='true'" in answer.text and "value='ignore' aria-pressed" not in answer.text
    kept = client.get(f"/v1/runs/{run['id']}").get_json()
    assert (kept["no_pair"], kept["ignored"], kept["pair_id"]) == (True, False, None)
    assert listed(client, runner) == []


def test_the_page_holds_one_run_and_lets_nothing_else_through(anonymous: FlaskClient, client: FlaskClient) -> None:
    runner = a_runner(client, external_ref="secret-ref", body_mass_kg=71.25)
    a_rotation(client, runner)
    foreign, run = a_pair(client), sent(client, runner, distance={"km": 14})
    other = sent(client, runner, distance={"km": 3.21}, date="2026-09-03")
    path, html = page(anonymous, run)
    for secret in (runner, other["id"], "3.21", "secret-ref", "71.25", "km)"):
        assert secret not in html.replace("14 km (8.7 mi)", "")
    answer = anonymous.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for choice in (foreign, "pair_0", "", "x" * 5000):
        assert anonymous.post(path, data={"pair": choice}).status_code == 422
    assert len(listed(client, runner)) == 2


@pytest.mark.parametrize("change", ["cut", "turned", "longer", "another"])
def test_a_link_that_was_not_made_here_opens_nothing(anonymous: FlaskClient, client: FlaskClient, change: str) -> None:
    runner = a_runner(client)
    a_rotation(client, runner)
    path, _ = page(anonymous, sent(client, runner, distance={"km": 14}))
    token = path.removeprefix("/r/")
    wrong = {"cut": token[:-1], "turned": token[::-1], "longer": token + "A", "another": "a" * 5000}[change]
    for answer in (anonymous.get(f"/r/{wrong}"), anonymous.post(f"/r/{wrong}", data={"pair": "none"})):
        assert (answer.status_code, "no longer valid" in answer.text) == (404, True)


def test_a_link_expires_and_goes_with_its_run(anonymous: FlaskClient, client: FlaskClient, make_app: MakeApp) -> None:
    runner = a_runner(client)
    a_rotation(client, runner)
    run = sent(client, runner, distance={"km": 14})
    path, _ = page(anonymous, run)
    in_a_fortnight = make_app(now=lambda: datetime.now(UTC) + timedelta(days=15)).test_client()
    assert in_a_fortnight.get(path).status_code == 404
    assert in_a_fortnight.post(path, data={"pair": "none"}).status_code == 404
    client.delete(f"/v1/runs/{run['id']}")
    assert anonymous.get(path).status_code == 404


def test_a_made_up_runners_held_back_runs_are_guessed_through_the_service(client: FlaskClient) -> None:
    made_up = made_up_runner(random.Random(4), 4)
    runner = a_runner(client)
    pairs = {pair.id: a_pair(client, runner, nickname=pair.name) for pair in made_up.pairs.values()}
    log = [worn for worn in log_of(made_up, 10) if worn.pair_id in pairs]
    right = asked = 0
    for number, worn in enumerate(log):
        run = {
            "date": worn.outing.day.isoformat(),
            "distance": {"km": round(worn.outing.distance_km, 2)},
            "duration_s": round(worn.outing.distance_km / (worn.outing.speed_kmh or 10) * 3600),
        }
        if number < len(log) - 12:
            a_run(client, pairs[worn.pair_id], **run)
        else:
            answer = sent(client, runner, **run)
            asked += 1
            right += answer["likely"][0]["pair_id"] == pairs[worn.pair_id]
            placed(client, runner, assign=[{"pair_id": pairs[worn.pair_id], "run_ids": [answer["id"]]}])
    assert (asked, right >= 9) == (12, True)


def test_logging_in_a_pair_costs_no_statement_more(app: Flask, client: FlaskClient) -> None:

    runner = a_runner(client, assign_above_probability=SURE)
    easy, _ = a_rotation(client, runner)
    with statements(app.extensions["forefoot"].database) as found:
        a_run(client, easy, date="2026-09-05")
    result = [statement for statement, _ in found if not statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT"))]
    assert len(result) <= 7, result
    assert pair_of(client, easy)["run_count"] == 13


def brought(client: FlaskClient, runner: str, rows: list[str], query: str = "") -> dict[str, Any]:
    file = "\n".join(["date,distance_km,duration,external_id", *rows])
    path = f"/v1/runners/{runner}/imports?kind=run{query}"
    answer = client.post(path, data=file, content_type="text/csv")
    return made(answer, 200 if "dry_run" in query else 201)


def test_an_import_without_shoes_takes_the_likeliest_pair_only_from_the_threshold_on(client: FlaskClient) -> None:
    runner = a_runner(client)
    easy, long = a_rotation(client, runner)
    before = {pair: pair_of(client, pair)["run_count"] for pair in (easy, long)}
    rows = [f"2026-09-0{day},8.{day},0:48:20,e{day}" for day in range(1, 6)] + [
        "2026-09-06,24,2:25:00,long",
        "2026-09-07,14,1:20:00,?",
    ]
    undone = brought(client, runner, rows)
    assert {row["pair_id"] for row in undone["items"]} == {None}
    assert client.delete(f"/v1/imports/{undone['id']}").status_code == 204
    client.patch(f"/v1/runners/{runner}", json={"assign_above_probability": SURE})
    preview = brought(client, runner, rows, "&dry_run=true")
    assert pair_of(client, easy)["run_count"] == before[easy]
    result = brought(client, runner, rows)
    taken = [row["pair_id"] for row in result["items"]]
    assert taken == [easy] * 5 + [long, None] == [row["pair_id"] for row in preview["items"]]
    assert "is the likeliest pair" in result["items"][0]["reason"]
    assert {pair: pair_of(client, pair)["run_count"] for pair in (easy, long)} == {
        easy: before[easy] + 5,
        long: before[long] + 1,
    }
    shown = listed(client, runner, easy)[0]
    assert shown["pair_probability"] >= SURE
    assert len(listed(client, runner)) == 1
    assert client.delete(f"/v1/imports/{result['id']}").status_code == 204
    assert {pair: pair_of(client, pair)["run_count"] for pair in (easy, long)} == before


def test_gear_that_no_pair_is_called_by_is_taken_for_no_other_and_waits_for_its_own(client: FlaskClient) -> None:
    runner = a_runner(client, assign_above_probability=SURE)
    _, long = a_rotation(client, runner)
    before = metres(client, long)
    run = sent(client, runner, gear_ref="new-one", distance={"km": 24}, duration_s=8700)
    assert (run["pair_id"], [note["code"] for note in run["notes"]]) == (None, ["unknown_gear"])
    assert run["likely"][0]["probability"] > SURE
    pair = a_pair(client, runner, external_ref="new-one")
    assert (pair_of(client, pair)["run_count"], metres(client, long)) == (1, before)


def test_gear_that_was_learnt_is_taken_from_the_threshold_on(client: FlaskClient) -> None:
    runner = a_runner(client, assign_above_probability=SURE)
    _, long = a_rotation(client, runner)
    first = sent(client, runner, gear_ref="g7", distance={"km": 24}, duration_s=8700)
    placed(client, runner, assign=[{"pair_id": long, "run_ids": [first["id"]]}])
    again = sent(client, runner, gear_ref="g7", distance={"km": 24}, duration_s=8700, date="2026-09-02")
    assert (again["pair_id"], again["pair_probability"] > SURE) == (long, True)
