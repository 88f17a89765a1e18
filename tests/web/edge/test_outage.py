"""While the database is away, what needs none is answered, and all else ends in time with 503 and Retry-After.

Teeth: without the remembered key every advice is 503; without the deadline a request waits for its key, its connection
and its statement, one after the other; without the contact every thread waits for a server that stands still.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api.storage.database.engines import Database, deadline
from api.storage.database.postgres import GRACE_SECONDS
from tests.support.accounts import new_account
from tests.support.apps import client_of
from tests.support.databases import Databases, url_of
from tests.support.openapi import Operation, examples_of, operations, spec_of_code
from tests.support.proxy import Wire, wire_to
from tests.web.conftest import probe_app
from tests.web.edge.test_errors import problem

TIMEOUT = 1.0
HURTS = {"symptoms": {"hurts_at_night": True}}
AT_MOST = TIMEOUT + GRACE_SECONDS + 0.5
"""The time-out, the moment by which the server may come before us, and what a busy machine may add."""

STATELESS = re.compile(r"/v1/(advice|rules|documents|exercises|questions)(/|\.|$)")
EXAMPLES_IN_PATH = {"rule_id": "FIT-01", "exercise_id": "short_foot"}
PUBLIC = ("/healthz", "/openapi.json", "/openapi.yaml", "/docs", "/problems/unavailable")


@pytest.fixture
def wire(databases: Databases) -> Iterator[Wire]:
    with wire_to(url_of(databases.released("postgresql"))) as opened:
        yield opened


@pytest.fixture
def service(wire: Wire, databases: Databases) -> Iterator[tuple[Flask, FlaskClient]]:
    """The service behind the wire, and a client whose key it has not seen yet."""
    database = databases.released("postgresql")
    moment = datetime.now(UTC)
    app = probe_app(database, lambda: moment, database_url=wire.url, database_timeout_seconds=TIMEOUT)
    yield app, client_of(app, new_account(database).key)
    wire.thaw()
    app.extensions["forefoot"].database.dispose()


def stateless() -> list[Operation]:
    return [each for each in operations(spec_of_code()) if STATELESS.match(each.path)]


def sent(client: FlaskClient, operation: Operation) -> Any:
    path = operation.path
    for name, value in EXAMPLES_IN_PATH.items():
        path = path.replace("{" + name + "}", value)
    media = operation.json_body()
    body = {} if media is None else {"json": examples_of(spec_of_code(), media)[0]}
    query = {
        each["name"]: str(each["schema"]["example"]).lower()
        if each["schema"]["type"] == "boolean"
        else each["schema"]["example"]
        for each in operation.parameters_in("query")
        if "example" in each["schema"]
    }
    return client.open(path, method=operation.method.upper(), query_string=query, **body)


@pytest.mark.row("E1")
def test_what_needs_no_database_is_answered_without_it(service: tuple[Flask, FlaskClient], wire: Wire) -> None:
    app, client = service
    wanted = stateless()
    assert len(wanted) > 20
    before = {each.name: sent(client, each) for each in wanted}
    assert {name: answer.status_code for name, answer in before.items()} == dict.fromkeys(before, 200)
    wire.cut()
    for operation in wanted:
        answer, then = sent(client, operation), before[operation.name]
        assert answer.status_code == 200, (operation.name, answer.get_data(as_text=True))
        if answer.mimetype != "application/json" or b"as_last_read" not in answer.data:
            assert answer.data == then.data, operation.name
    assert [app.test_client().get(path).status_code for path in PUBLIC] == [200] * len(PUBLIC)
    problem(app.test_client().get("/readyz"), 503, "unavailable")


def test_shoes_are_advised_on_as_they_were_and_the_answer_says_so(
    service: tuple[Flask, FlaskClient], wire: Wire
) -> None:
    client = service[1]
    for path, within in (("shoes", None), ("shoes/check", None), ("consultation", "shoes")):
        operation = next(each for each in stateless() if each.path == f"/v1/advice/{path}")
        then = sent(client, operation).get_json()
        wire.cut()
        now = sent(client, operation).get_json()
        part = now if within is None else now[within]
        assert part.pop("catalogue") == "as_last_read"
        assert now == then
        wire.mend()
        assert "catalogue" not in sent(client, operation).get_json()


def test_a_stores_stock_is_not_guessed(service: tuple[Flask, FlaskClient], wire: Wire) -> None:
    client = service[1]
    store = client.post("/v1/stores", json={"name": "A shop"}).get_json()["id"]
    body = {"use": "road", "store_id": store}
    assert client.post("/v1/advice/shoes", json=body).status_code == 200
    wire.cut()
    problem(client.post("/v1/advice/shoes", json=body), 503, "unavailable")


def test_a_key_that_was_never_seen_is_told_to_come_again(service: tuple[Flask, FlaskClient], wire: Wire) -> None:
    wire.cut()
    response = service[1].post("/v1/advice/triage", json=HURTS)
    problem(response, 503, "unavailable")
    assert response.headers["Retry-After"]


@contextmanager
def done_within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_a_request_ends_in_time_when_the_server_stands_still(service: tuple[Flask, FlaskClient], wire: Wire) -> None:
    client = service[1]
    runner = client.post("/v1/runners", json={}).get_json()["id"]
    calls = [
        lambda: client.get(f"/v1/runners/{runner}"),
        lambda: client.post("/v1/runners", json={}, headers={"Idempotency-Key": "a-key-while-it-stands-still"}),
        lambda: client.delete(f"/v1/runners/{runner}"),
        lambda: client.get("/readyz"),
    ]
    wire.freeze()
    for call in calls:
        with done_within(AT_MOST):
            response = call()
        problem(response, 503, "unavailable")
        assert response.headers["Retry-After"]
    with done_within(AT_MOST):
        assert client.post("/v1/advice/triage", json=HURTS).status_code == 200
    wire.thaw()
    assert client.get(f"/v1/runners/{runner}").status_code == 200


def test_waits_of_one_request_are_counted_together(service: tuple[Flask, FlaskClient], wire: Wire) -> None:
    client, other_program = service[1], Database(wire.url, pool_size=1)
    runner = client.post("/v1/runners", json={}).get_json()["id"]
    with other_program.writing() as tx:
        tx.execute(text("LOCK TABLE runners IN ACCESS EXCLUSIVE MODE"))
        # It waited for a thread as long as it may wait for the database: only the moment of grace is left.
        deadline.note_arrival(time.monotonic() - TIMEOUT)
        with done_within(AT_MOST - TIMEOUT):
            problem(client.get(f"/v1/runners/{runner}"), 503, "unavailable")
        with done_within(AT_MOST):
            problem(client.get(f"/v1/runners/{runner}"), 503, "unavailable")
    other_program.dispose()
    assert client.get(f"/v1/runners/{runner}").status_code == 200


def test_one_thread_asks_a_server_that_stands_still_and_nobody_else_waits(
    service: tuple[Flask, FlaskClient], wire: Wire
) -> None:
    database: Database = service[0].extensions["forefoot"].database
    assert service[1].get("/v1/runners").status_code == 200
    wire.freeze()
    problem(service[1].get("/v1/runners"), 503, "unavailable")
    asking = threading.Thread(target=service[1].get, args=("/v1/runners",))
    asking.start()
    while not database._contact._asking.locked():
        time.sleep(0.001)
    with done_within(TIMEOUT / 2):
        problem(service[1].get("/v1/runners"), 503, "unavailable")
    assert asking.is_alive()
    wire.thaw()
    asking.join()
    assert service[1].get("/v1/runners").status_code == 200


def test_a_database_without_tables_is_unavailable_and_says_what_to_do(databases: Databases, tmp_path: object) -> None:
    client = client_of(probe_app(databases.released("sqlite"), database_url=f"sqlite:///{tmp_path}/none.db"), "x" * 30)
    for path in ("/v1/rules", "/v1/runners"):
        refusal = problem(client.get(path), 503, "unavailable")
        assert "forefoot release" in refusal["detail"]
