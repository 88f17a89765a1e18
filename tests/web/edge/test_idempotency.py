"""Sent again, counted once: an Idempotency-Key and its effect are kept together or not at all."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from api.storage.accounts.idempotency import idempotency_keys
from api.storage.database.engines import Database
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.web.conftest import MakeApp
from tests.web.edge.test_errors import problem
from tests.web.probe import GATE, names_of

KEY = "0123456789abcdef"


def make(
    client: FlaskClient,
    name: str = "made a",
    *,
    key: str | None = KEY,
    path: str = "/v1/probe/made",
    **more: Any,
) -> TestResponse:
    headers: Mapping[str, str] = {} if key is None else {"Idempotency-Key": key}
    return client.post(path, json={"name": name, **more}, headers=headers)


def kept_keys(database: Database) -> int:
    with database.reading() as db:
        return int(db.execute(select(func.count()).select_from(idempotency_keys)).scalar_one())


def test_the_same_request_again_has_one_effect_and_the_same_answer(
    probe: FlaskClient, released_database: Database
) -> None:
    first, second, third = (make(probe) for _ in range(3))
    assert first.status_code == 201
    assert names_of(released_database) == ["made a"]
    for again in (second, third):
        assert (again.status_code, again.get_data()) == (201, first.get_data())
        for name in ("Content-Type", "Location", "ETag"):
            assert again.headers[name] == first.headers[name]
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
        assert "X-Passing" not in again.headers
    assert "Idempotency-Replayed" not in first.headers
    assert kept_keys(released_database) == 1


def test_without_a_key_each_request_counts(probe: FlaskClient, released_database: Database) -> None:
    assert [make(probe, key=None).status_code for _ in range(2)] == [201, 201]
    assert names_of(released_database) == ["made a", "made a"]
    assert kept_keys(released_database) == 0


def test_the_same_key_with_another_body_is_refused(probe: FlaskClient, released_database: Database) -> None:
    first = make(probe)
    problem(make(probe, "made b"), 422, "key_reused")
    assert names_of(released_database) == ["made a"]
    assert make(probe).get_data() == first.get_data()


def test_a_body_is_the_same_only_byte_for_byte(probe: FlaskClient) -> None:
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json"}
    assert probe.post("/v1/probe/made", data='{"name": "made a"}', headers=headers).status_code == 201
    problem(probe.post("/v1/probe/made", data='{"name":  "made a"}', headers=headers), 422, "key_reused")


def test_the_query_is_part_of_the_request(probe: FlaskClient) -> None:
    path = "/v1/probe/also-made"
    assert make(probe, path=f"{path}?limit=5").status_code == 201
    problem(make(probe, path=f"{path}?limit=6"), 422, "key_reused")
    assert make(probe, path=f"{path}?limit=5").headers["Idempotency-Replayed"] == "true"


def test_a_key_belongs_to_one_path(probe: FlaskClient, released_database: Database) -> None:
    assert make(probe).status_code == 201
    assert "Idempotency-Replayed" not in make(probe, path="/v1/probe/also-made").headers
    assert names_of(released_database) == ["made a", "made a"]


def test_a_key_belongs_to_one_credential_of_one_account(
    planted: Flask, probe: FlaskClient, released_database: Database, account: Account, other_account: Account
) -> None:
    second_key = client_of(planted, new_key(released_database, account.id).secret)
    other = client_of(planted, other_account.key)
    answers = [make(client) for client in (probe, second_key, other)]
    assert len({answer.get_data() for answer in answers}) == 3
    assert names_of(released_database) == ["made a"] * 3


@pytest.mark.parametrize(
    "key",
    ["x" * 16, "x" * 255, "0a1b-2c3d ~!#$%&'()*+,/:;<=>?@[]^_`{|}", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
)
def test_a_key_has_16_to_255_characters(probe: FlaskClient, key: str) -> None:
    first, quoted = make(probe, key=key), make(probe, key=f'"{key}"')
    assert first.status_code == 201
    assert quoted.get_data() == first.get_data()


@pytest.mark.parametrize(
    "key",
    ["", "x", "x" * 15, "x" * 256, '"' + "x" * 15 + '"', '"' + "x" * 256 + '"', "é" * 20, "x" * 20 + "\x7f", '""'],
)
def test_another_key_is_refused_by_the_name_of_its_header(
    probe: FlaskClient, released_database: Database, key: str
) -> None:
    body = problem(make(probe, key=key), 422, "invalid_input")
    assert [error["header"] for error in body["errors"]] == ["Idempotency-Key"]
    assert names_of(released_database) == []


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"unknown": 1}, 422),
        ({"name": None}, 422),
        ({"then": "problem"}, 409),
        ({"then": "return a problem"}, 409),
        ({"then": "raise"}, 500),
    ],
    ids=str,
)
def test_a_request_that_failed_leaves_nothing_and_can_be_put_right(
    probe: FlaskClient, released_database: Database, more: dict[str, Any], status: int
) -> None:
    assert make(probe, **more).status_code == status
    assert names_of(released_database) == []
    assert kept_keys(released_database) == 0
    assert make(probe).status_code == 201
    assert names_of(released_database) == ["made a"]


@pytest.mark.parametrize("path", ["/v1/probe/made", "/v1/probe/written"])
@pytest.mark.parametrize("then", ["raise", "problem", "return a problem"])
def test_nothing_is_half_written(probe: FlaskClient, released_database: Database, path: str, then: str) -> None:
    assert make(probe, key=None, path=path, then=then).status_code in (409, 500)
    assert names_of(released_database) == []
    assert make(probe, key=None, path=path).status_code == 201
    assert names_of(released_database) == ["made a"]


def test_an_answer_is_kept_through_a_restart(
    make_app: MakeApp, probe: FlaskClient, released_database: Database, account: Account
) -> None:
    first = make(probe)
    restarted = client_of(make_app(), account.key)
    assert make(restarted).get_data() == first.get_data()
    assert names_of(released_database) == ["made a"]


def test_the_second_of_two_at_once_is_told_to_wait_or_waits(
    backend: str, probe: FlaskClient, planted: Flask, account: Account, released_database: Database
) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(make, probe, then="wait")
        assert GATE.reached.wait(10)
        second = pool.submit(make, client_of(planted, account.key), then="wait")
        if backend == "postgresql":
            refused = second.result(10)
            problem(refused, 409, "in_flight")
            assert refused.headers["Retry-After"] == "1"
        else:
            with pytest.raises(TimeoutError):
                second.result(0.3)
        GATE.opened.set()
        answer = first.result(10)
        assert answer.status_code == 201
        if backend == "sqlite":
            assert second.result(10).get_data() == answer.get_data()
    assert make(probe, then="wait").get_data() == answer.get_data()
    assert names_of(released_database) == ["made a"]


def test_another_key_need_not_wait_on_a_server(
    backend: str, probe: FlaskClient, planted: Flask, account: Account
) -> None:
    if backend == "sqlite":
        return
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(make, probe, then="wait")
        assert GATE.reached.wait(10)
        assert make(client_of(planted, account.key), "made b", key="another key, just as good").status_code == 201
        GATE.opened.set()
        assert first.result(10).status_code == 201


def test_of_many_at_once_one_counts(planted: Flask, account: Account, released_database: Database) -> None:
    start = threading.Barrier(6)

    def send(_: int) -> TestResponse:
        client = client_of(planted, account.key)
        start.wait()
        return make(client)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    made = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert made and len({answer.get_data() for answer in made}) == 1
    assert names_of(released_database) == ["made a"]


def test_a_key_is_kept_thirty_days_and_swept_away_without_a_restart(
    make_app: MakeApp, released_database: Database, account: Account
) -> None:
    instant = datetime(2026, 3, 1, tzinfo=UTC)

    def now() -> datetime:
        return instant

    client = client_of(make_app(now=now), account.key)
    first = make(client)
    instant += timedelta(days=30)
    assert make(client).get_data() == first.get_data()
    assert make(client, "made b", key="another key, just as good").status_code == 201
    assert kept_keys(released_database) == 2
    instant += timedelta(hours=1, microseconds=1)
    make(client, "made c", key="a third key, just as good")
    assert kept_keys(released_database) == 2
    assert make(client).get_data() != first.get_data()
