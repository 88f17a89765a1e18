"""A pair that comes near its end, or to it, is told of once a crossing, with its cause."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from api.rulebook.load import shipped_rulebook
from api.services.webhooks import watch_pairs as module
from api.services.webhooks.watch_pairs import watch_pairs
from api.storage.database.engines import Database, acting
from api.storage.webhooks.deliveries import webhook_deliveries
from api.storage.webhooks.watched_pairs import watched_pairs
from tests.support.accounts import Account
from tests.support.logbook import a_pair, a_run, a_runner, made

BOOK = shipped_rulebook()
MERGE = "application/merge-patch+json"
LIMIT = {"limit": {"km": 500}}


@pytest.fixture
def listening(client: FlaskClient) -> str:
    body = {"url": "https://app.example/", "events": ["pair.plan_replacement", "pair.retire"]}
    return str(made(client.post("/v1/webhooks", json=body))["id"])


def look(database: Database, **later: float) -> int:
    return watch_pairs(database, BOOK, datetime.now(UTC) + timedelta(**later))


def told(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Return what was told, and forget it."""
    with acting.for_every_account(), database.writing() as tx:
        d = webhook_deliveries.c
        found = [json.loads(body) for body in tx.execute(select(d.body).order_by(d.created_at, d.id)).scalars()]
        tx.execute(text("DELETE FROM webhook_deliveries"))
    return [(each["type"], each["data"]) for each in found]


def run(client: FlaskClient, pair: str, km: float, day: date | None = None) -> str:
    day = day or datetime.now(UTC).date()
    return str(a_run(client, pair, date=day.isoformat(), distance={"km": km})["id"])


def test_each_crossing_is_told_once_with_the_run_that_caused_it(
    client: FlaskClient, released_database: Database, listening: str
) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner, starting_distance={"km": 100}, **LIMIT)
    look(released_database)
    assert told(released_database) == []
    run(client, pair, 50)
    look(released_database)
    assert told(released_database) == []
    planned = run(client, pair, 320)
    assert look(released_database) == 1
    ids = {"pair_id": pair, "runner_id": runner}
    assert told(released_database) == [("pair.plan_replacement", {**ids, "cause": "run_logged", "run_id": planned})]
    run(client, pair, 1)
    assert look(released_database) == look(released_database) == 0
    retired = run(client, pair, 60)
    assert look(released_database) == 1
    assert told(released_database) == [("pair.retire", {**ids, "cause": "run_logged", "run_id": retired})]
    run(client, pair, 60)
    assert look(released_database) == 0
    # Back, and over the line once more: another crossing.
    assert client.delete(f"/v1/runs/{retired}").status_code == 204
    assert client.patch(f"/v1/pairs/{pair}", json={"limit": {"km": 900}}, content_type=MERGE).status_code == 200
    assert look(released_database) == 0
    assert client.patch(f"/v1/pairs/{pair}", json=LIMIT, content_type=MERGE).status_code == 200
    assert look(released_database) == 1
    ((event, data),) = told(released_database)
    assert (event, data) == ("pair.retire", {**ids, "cause": "limit_changed"})


def test_both_lines_at_once_are_one_event(client: FlaskClient, released_database: Database, listening: str) -> None:
    pair = a_pair(client, starting_distance={"km": 10}, **LIMIT)
    run(client, pair, 490)
    look(released_database)
    assert [event for event, _ in told(released_database)] == ["pair.retire"]


def test_a_file_is_named_where_it_caused_it(client: FlaskClient, released_database: Database, listening: str) -> None:
    runner = a_runner(client)
    pair = a_pair(client, runner, starting_distance={"km": 470}, **LIMIT)
    look(released_database)
    told(released_database)
    day = datetime.now(UTC).date().isoformat()
    table = f"date,distance_km\n{day},42\n".encode()
    answer = client.post(f"/v1/runners/{runner}/imports?pair_id={pair}", data=table, content_type="text/csv")
    imported = made(answer)["id"]
    look(released_database)
    ((event, data),) = told(released_database)
    assert (event, data["cause"], data["import_id"]) == ("pair.retire", "run_imported", imported)


def test_a_day_that_passes_is_a_cause(client: FlaskClient, released_database: Database, listening: str) -> None:
    started = datetime.now(UTC).date() - timedelta(days=30)
    pair = a_pair(client, started_on=started.isoformat(), starting_distance={"km": 10}, limit_age_months=14)
    look(released_database)
    assert told(released_database) == []
    look(released_database, days=1)
    look(released_database, days=420)
    events = told(released_database)
    assert [(event, data["pair_id"], data["cause"]) for event, data in events] == [("pair.retire", pair, "day_passed")]
    look(released_database, days=421)
    assert told(released_database) == []


def test_the_day_that_passes_is_the_runners_own(
    client: FlaskClient, released_database: Database, listening: str
) -> None:
    far = ["Pacific/Kiritimati", "Pacific/Pago_Pago"]
    started = date(2026, 1, 31).isoformat()
    pairs = [
        a_pair(
            client,
            a_runner(client, time_zone=zone),
            **{"started_on": started, "starting_distance": {"km": 10}, "limit_age_months": 36},
        )
        for zone in far
    ]
    base = datetime(2028, 1, 1, 12, tzinfo=UTC)
    watch_pairs(released_database, BOOK, base)
    due: dict[str, datetime] = {}
    told(released_database)
    for hours in range(0, 24 * 400):
        if len(due) == len(pairs):
            break
        now = base + timedelta(hours=hours)
        if hours % 24 not in (0, 23):
            continue
        watch_pairs(released_database, BOOK, now)
        for event, data in told(released_database):
            if event == "pair.retire":
                due[data["pair_id"]] = now
    assert due[pairs[0]] < due[pairs[1]]


def test_a_change_of_the_pair_or_its_runner_is_a_cause(
    client: FlaskClient, released_database: Database, listening: str
) -> None:
    pair = a_pair(client, starting_distance={"km": 100}, **LIMIT)
    look(released_database)
    client.patch(f"/v1/pairs/{pair}", json={"starting_distance": {"km": 501}}, content_type=MERGE)
    look(released_database)
    assert [data["cause"] for _, data in told(released_database)] == ["pair_changed"]


def test_what_was_so_before_anybody_listened_is_no_news(client: FlaskClient, released_database: Database) -> None:
    old = a_pair(client, starting_distance={"km": 600}, **LIMIT)
    body = {"url": "https://app.example/", "events": ["pair.retire"]}
    made(client.post("/v1/webhooks", json=body))
    new = a_pair(client, starting_distance={"km": 600}, **LIMIT)
    look(released_database)
    assert [data["pair_id"] for _, data in told(released_database)] == [new]
    run(client, old, 5)
    look(released_database)
    assert told(released_database) == []


def test_what_happened_while_nobody_listened_is_not_told_later(
    client: FlaskClient, released_database: Database, listening: str
) -> None:
    pair = a_pair(client, starting_distance={"km": 100}, **LIMIT)
    look(released_database)
    assert client.delete(f"/v1/webhooks/{listening}").status_code == 204
    run(client, pair, 450)
    assert look(released_database) == 0
    made(client.post("/v1/webhooks", json={"url": "https://app.example/", "events": ["pair.retire"]}))
    look(released_database)
    assert told(released_database) == []


def test_a_pair_in_no_use_is_not_told_of(client: FlaskClient, released_database: Database, listening: str) -> None:
    today = datetime.now(UTC).date().isoformat()
    a_pair(client, starting_distance={"km": 600}, retired_on=today, **LIMIT)
    look(released_database)
    assert told(released_database) == []


def test_two_that_look_at_once_tell_it_once(
    client: FlaskClient, released_database: Database, listening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = a_pair(client, starting_distance={"km": 100}, **LIMIT)
    look(released_database)
    run(client, pair, 450)
    stale = module.pairs_to_look_at
    again: list[bool] = []

    def between(*asked: Any) -> Any:
        found = stale(*asked)
        if not again:
            again.append(True)
            look(released_database)
        return found

    monkeypatch.setattr(module, "pairs_to_look_at", between)
    assert look(released_database) == 0
    assert [event for event, _ in told(released_database)] == ["pair.retire"]


def test_logging_a_run_writes_nothing_for_it(
    client: FlaskClient, released_database: Database, account: Account, listening: str
) -> None:
    pair = a_pair(client, starting_distance={"km": 100}, **LIMIT)
    run(client, pair, 450)
    with acting.for_every_account(), released_database.reading() as db:
        written = [db.execute(select(table)).all() for table in (watched_pairs, webhook_deliveries)]
    assert written == [[], []]


def test_a_run_that_waits_a_file_and_a_feed_are_told_of_in_their_own_transaction(
    client: FlaskClient, released_database: Database
) -> None:
    body = {"url": "https://app.example/", "events": ["run.needs_pair", "import.finished"]}
    made(client.post("/v1/webhooks", json=body))
    runner = a_runner(client)
    a_pair(client, runner)
    outing = {"date": "2026-09-01", "distance": {"km": 10}, "source": "watch", "external_id": "41", "gear_ref": "g1"}
    logged = made(client.post(f"/v1/runners/{runner}/runs", json=outing))
    assert told(released_database) == [("run.needs_pair", {"run_id": logged["id"], "runner_id": runner})]
    assert client.post(f"/v1/runners/{runner}/runs", json=outing).status_code == 200
    assert told(released_database) == []
    answer = client.post(
        f"/v1/runners/{runner}/imports", data=b"date,distance_km\n2026-08-01,12\n", content_type="text/csv"
    )
    assert told(released_database) == [("import.finished", {"import_id": made(answer)["id"], "runner_id": runner})]
