"""A key may make so many requests in a window, is told how many are left, and is let in again afterwards."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage

from api.storage.database.engines import Database
from api.web.edge.rate_limit import IN_PROCESS, Left, RateLimit, Windows
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.support.redis import given_uri, running_redis
from tests.web.conftest import MakeApp
from tests.web.edge.test_errors import problem

pytestmark = pytest.mark.http_alone


class Clock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_requests_of_a_window_are_counted_down_and_then_refused() -> None:
    clock = Clock()
    limit = RateLimit("3/minute", IN_PROCESS, clock)
    assert [limit.take("a") for _ in range(4)] == [
        Left(True, 2, 60),
        Left(True, 1, 60),
        Left(True, 0, 60),
        Left(False, 0, 60),
    ]
    clock.now += 59.2
    assert limit.take("a") == Left(False, 0, 1)
    clock.now += 0.8
    assert limit.take("a") == Left(True, 2, 60)


def test_each_is_counted_alone() -> None:
    limit = RateLimit("1/minute", IN_PROCESS)
    assert [limit.take(who).passed for who in ("a", "b", "a", "b")] == [True, True, False, False]


def test_threads_together_pass_no_more_than_the_limit() -> None:
    limit = RateLimit("100/minute", IN_PROCESS)
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda _: limit.take("a").passed, range(400)))
    assert sum(passed) == 100


def test_old_windows_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.web.edge.rate_limit._MOST_WINDOWS", 10)
    clock = Clock()
    windows = Windows(60, clock)
    for each in range(10):
        windows.count(f"old {each}")
    clock.now += 60
    windows.count("kept")
    assert windows.count("kept")[0] == 2
    assert set(windows._windows) == {"kept"}


def test_more_callers_than_can_be_remembered_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.web.edge.rate_limit._MOST_WINDOWS", 10)
    windows = Windows(60, Clock())
    for each in range(1000):
        windows.count(str(each))
    assert len(windows._windows) <= 10


@pytest.mark.parametrize("limit", ["", "many", "5", "5/fortnight", "-5/minute"])
def test_a_limit_that_cannot_be_read_is_refused_at_the_start(limit: str) -> None:
    with pytest.raises(ValueError, match=r"rate limit|granularity"):
        RateLimit(limit, IN_PROCESS)


def test_a_storage_nobody_knows_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigurationError):
        RateLimit("5/minute", "abacus://localhost")


# Shared storage


class Fragile(MemoryStorage):
    """A storage of the library that is there or is not, as a shared one can be."""

    STORAGE_SCHEME = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(wrap_exceptions=True)
        self.is_down = False
        self.asked = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ConnectionError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self.asked += 1
        if self.is_down:
            raise ConnectionError("refused")
        return int(super().incr(key, expiry, amount))


def test_workers_with_a_shared_storage_count_together() -> None:
    storage = Fragile()
    workers = [RateLimit("3/minute", storage) for _ in range(2)]
    assert [workers[each % 2].take("a").passed for each in range(4)] == [True, True, True, False]
    left = workers[0].take("b")
    assert (left.remaining, left.reset_seconds) == (2, 60)


def test_while_the_shared_storage_is_down_each_worker_counts_for_itself() -> None:
    clock, storage = Clock(), Fragile()
    limit = RateLimit("2/minute", storage, clock)
    storage.is_down = True
    assert [limit.take("a").passed for _ in range(3)] == [True, True, False]
    assert storage.asked == 1, "a storage that is down is not asked by every request"
    storage.is_down = False
    clock.now += 5.0
    assert limit.take("a").passed
    assert storage.asked == 2


def test_a_fault_that_is_not_an_outage_of_the_storage_is_not_hidden() -> None:
    class Broken(Fragile):
        STORAGE_SCHEME = None  # type: ignore[assignment]

        def incr(self, key: str, expiry: float, amount: int = 1) -> int:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        RateLimit("2/minute", Broken()).take("a")
    assert issubclass(StorageError, Exception)


# Over HTTP

FIELDS = re.compile(r'"default";r=(\d+);t=(\d+)')


def left_of(response: Any) -> tuple[int, int]:
    found = FIELDS.fullmatch(response.headers["RateLimit"])
    assert found is not None
    return int(found[1]), int(found[2])


def test_answers_say_what_is_left_as_structured_fields(make_app: MakeApp, account: Account) -> None:
    client = client_of(make_app(rate_limit="3/minute"), account.key)
    for remaining in (2, 1, 0):
        response = client.get("/v1/probe/plain")
        assert response.status_code == 200
        assert response.headers["RateLimit-Policy"] == '"default";q=3;w=60'
        left, resets_in = left_of(response)
        assert left == remaining
        assert 1 <= resets_in <= 60
        assert "Retry-After" not in response.headers
    refused = client.get("/v1/probe/plain")
    problem(refused, 429, "too_many_requests")
    assert left_of(refused)[0] == 0
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Policy"] == '"default";q=3;w=60'


def test_each_key_has_its_own_limit(make_app: MakeApp, released_database: Database, account: Account) -> None:
    app = make_app(rate_limit="1/minute")
    other = new_key(released_database, account.id).secret
    statuses = [client_of(app, key).get("/v1/probe/plain").status_code for key in (account.key, other, account.key)]
    assert statuses == [200, 200, 429]


def test_errors_count_too(make_app: MakeApp, account: Account) -> None:
    client = client_of(make_app(rate_limit="1/minute"), account.key)
    assert left_of(client.get("/v1/probe/plain?x=1"))[0] == 0
    problem(client.get("/v1/probe/plain"), 429, "too_many_requests")


def test_guessing_keys_is_limited_by_address_and_shuts_out_no_good_key(make_app: MakeApp, account: Account) -> None:
    app = make_app(rate_limit="3/minute")
    guesses = [client_of(app, f"ff_guess-{each}").get("/v1/probe/plain") for each in range(5)]
    assert [guess.status_code for guess in guesses] == [401, 401, 401, 429, 429]
    assert "Retry-After" in guesses[-1].headers
    elsewhere = client_of(app, "ff_guess").get("/v1/probe/plain", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert elsewhere.status_code == 401
    assert client_of(app, account.key).get("/v1/probe/plain").status_code == 200


def test_an_address_is_believed_from_a_named_proxy_alone(make_app: MakeApp) -> None:
    """Teeth: with the header believed of everybody the second client would have a window for each name it invents."""

    def guesses(app: Flask, proxy: str, *clients: str) -> list[int]:
        sent = [{"REMOTE_ADDR": proxy, "HTTP_X_FORWARDED_FOR": client} for client in clients]
        return [client_of(app, "ff_guess").get("/v1/probe/plain", environ_overrides=each).status_code for each in sent]

    app = make_app(rate_limit="1/minute", trusted_proxies=("192.0.2.1", "192.0.2.2"))
    assert guesses(app, "192.0.2.9", "198.51.100.1", "198.51.100.2") == [401, 429]
    assert guesses(app, "192.0.2.1", "198.51.100.1", "198.51.100.2", "198.51.100.1") == [401, 401, 429]
    # What a client wrote itself stands before what the proxy added; a chain of our own proxies is walked back.
    assert guesses(app, "192.0.2.1", "203.0.113.7, 198.51.100.2", "198.51.100.3, 192.0.2.2") == [429, 401]
    assert guesses(app, "192.0.2.1", "203.0.113.8, no address", "") == [401, 429]


def test_open_pages_are_not_limited(make_app: MakeApp) -> None:
    client = make_app(rate_limit="1/minute").test_client()
    for _ in range(5):
        response = client.get("/healthz")
        assert response.status_code == 200
        assert "RateLimit" not in response.headers


def test_an_outage_of_the_shared_storage_sends_nobody_away(make_app: MakeApp, account: Account) -> None:
    app: Flask = make_app(rate_limit="2/minute")
    storage = Fragile()
    storage.is_down = True
    built = app.extensions["forefoot"]
    object.__setattr__(built, "rate_limit", RateLimit("2/minute", storage))
    client = client_of(app, account.key)
    assert [client.get("/v1/probe/plain").status_code for _ in range(3)] == [200, 200, 429]


# A real Redis


@pytest.fixture(scope="module")
def redis_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis that other tests may use too."""
    given = given_uri()
    if given is not None:
        yield given
    else:
        with running_redis(tmp_path_factory.mktemp("redis")) as server:
            yield server.uri


def caller() -> str:
    """Name a caller whom nobody counted before."""
    return uuid.uuid4().hex


def test_workers_count_together_in_redis(redis_uri: str) -> None:
    workers = [RateLimit("5/minute", redis_uri) for _ in range(2)]
    who = caller()
    left = [workers[number % 2].take(who) for number in range(6)]
    assert [(one.passed, one.remaining) for one in left] == [(True, 4 - number) for number in range(5)] + [(False, 0)]
    assert all(1 <= one.reset_seconds <= 60 for one in left)
    assert workers[0].take(caller()).remaining == 4


def test_many_threads_pass_no_more_than_the_limit_in_redis(redis_uri: str) -> None:
    workers, who = [RateLimit("50/minute", redis_uri) for _ in range(4)], caller()
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda number: workers[number % 4].take(who).passed, range(120)))
    assert sum(passed) == 50


def test_a_window_ends_in_redis(redis_uri: str) -> None:
    limit, who = RateLimit("1/second", redis_uri), caller()
    assert [limit.take(who).passed for _ in range(2)] == [True, False]
    until = time.monotonic() + 30
    while not limit.take(who).passed:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_redis_that_goes_and_comes_back_sends_nobody_away(tmp_path: Path) -> None:
    clock, who = Clock(), caller()
    with running_redis(tmp_path) as server:
        limit = RateLimit("2/minute", server.uri, clock)
        assert limit.take(who).remaining == 1
        server.stop()
        assert [limit.take(who).passed for _ in range(3)] == [True, True, False], "each worker counts for itself"
        server.start()
        clock.now += 5.0
        assert limit.take(who).remaining == 1, "it is empty, and counts again"


def test_the_service_counts_in_redis_over_http(make_app: MakeApp, account: Account, redis_uri: str) -> None:
    apps = [make_app(rate_limit="3/minute", rate_limit_storage=redis_uri) for _ in range(2)]
    statuses = [client_of(apps[number % 2], account.key).get("/v1/probe/plain").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]
