"""Requests at speed: each answer is right, none is lost, and how fast that was, as a ratio to a bare Flask route.

How fast is printed. Processor time and the fastest answer are compared with figures so generous that a busy machine
keeps them: both routes share it, and a request that works or waits in vain does not keep them.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import psutil
import pytest
import requests
from sqlalchemy import make_url

from benchmarks.load import Request, processor_seconds, receive
from benchmarks.logbook import new_pair
from benchmarks.requests_vs_bare_flask import BARE, BARE_SERVER
from benchmarks.stock_lines import filled_store
from tests.scorecard.harness import Running, Sender, copy_of, release_on, served, some_pairs
from tests.scorecard.test_faults import released, url  # noqa: F401
from tests.support.counter import count_up, log_under_load
from tests.support.postgres import fresh_database, run_folder
from tests.support.scorecard import IS_FULL, Note, seconds
from tests.support.service import KEY, Service, running

pytestmark = pytest.mark.long(minutes=1)

VARIANTS, RUNS = (200_000, 1_000_000) if IS_FULL else (4_000, 20_000)
CONNECTIONS, WRITERS = 16, 8
WORK_AT_MOST, WAIT_AT_MOST = 20, 60
"""How often the processor time and the fastest answer of the bare route; a usual request takes two to eight of each."""

ALONE = 30
"""Requests one after the other, of which the fastest waited for nobody."""

Found = list[str]
Server = Running | Service


@dataclass
class Rate:
    """How requests were answered, within which times, and the processor time that all of them took together."""

    answered: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    wall_seconds: float = 0.0
    processor_seconds: float = 0.0

    @property
    def work(self) -> float:
        """Processor time of one request."""
        return self.processor_seconds / len(self.times)

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.wall_seconds

    @property
    def slowest_hundredth(self) -> float:
        return quantiles(self.times, n=100)[-1]

    def add(self, other: Rate) -> None:
        self.answered += other.answered
        self.times += other.times
        self.wall_seconds += other.wall_seconds
        self.processor_seconds += other.processor_seconds


Asked = tuple[bytes, bytes]
"""A request as it goes over the wire, and the body that answers it."""


def expected(service_url: str, asked: Sequence[Request]) -> list[Asked]:
    where = urlsplit(service_url)
    found = []
    for request in asked:
        message = request.as_bytes(where.netloc)
        with socket.create_connection((where.hostname, where.port), timeout=60) as connection:
            connection.sendall(message)
            answer = receive(connection)
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:600]
        found.append((message, answer.partition(b"\r\n\r\n")[2]))
    return found


def rate_of(service: Server, asked: Sequence[Asked], for_seconds: float) -> Rate:
    """Ask over 16 kept connections, each another of the requests."""
    workers = psutil.Process(service.process.pid).children()
    before = processor_seconds(workers)
    began = time.perf_counter()
    until = began + for_seconds
    whole = Rate()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for rate in [pool.submit(_ask, service.url, asked[n % len(asked)], until) for n in range(CONNECTIONS)]:
            whole.add(rate.result())
    whole.wall_seconds = time.perf_counter() - began
    whole.processor_seconds = processor_seconds(workers) - before
    return whole


def _ask(service_url: str, asked: Asked, until: float = inf, times: int = 1_000_000) -> Rate:
    where, rate = urlsplit(service_url), Rate()
    with socket.create_connection((where.hostname, where.port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until and len(rate.times) < times:
            try:
                connection.sendall(asked[0])
                answer = receive(connection)
            except (OSError, RuntimeError):
                rate.answered["no answer"] += 1
                break
            head, _, body = answer.partition(b"\r\n\r\n")
            status = head[9:12].decode()
            how = "right" if status == "200" and body == asked[1] else "of another" if status == "200" else status
            rate.answered[how] += 1
            rate.times.append(time.perf_counter() - began)
    return rate


def fastest(service: Server, asked: Asked) -> float:
    """Return how long the fastest of some requests took that were asked one after the other."""
    return min(_ask(service.url, asked, times=ALONE).times)


@dataclass
class Compared:
    """Our rate, and how it stands to that of the bare route: its rate by ours, processor time, fastest answer."""

    ours: Rate
    slower: float
    work: float
    wait: float


def beside_bare(service: Server, bare: Server, asked: Sequence[Request], for_seconds: float) -> Compared:
    """Measure both by turns, since what else the machine does changes."""
    ours, yardstick = Rate(), Rate()
    mine, other = expected(service.url, asked), expected(bare.url, [BARE])
    for _ in range(3):
        yardstick.add(rate_of(bare, other, for_seconds / 9))
        ours.add(rate_of(service, mine, for_seconds / 3))
    wait = fastest(service, mine[0]) / fastest(bare, other[0])
    return Compared(ours, yardstick.per_second / ours.per_second, ours.work / yardstick.work, wait)


# A1: reading and advising


def kinds(service: Service, variants: int, runs: int) -> dict[str, list[Request]]:
    """Fill the database, and return what is asked of it, by its kind."""
    store, headers = filled_store(service, variants), service.headers
    own = [new_pair(service, count) for count in (runs, 10, 0)]
    feet = [{"length_mm": 240 + 3 * n, "breadth_mm": 100} for n in range(CONNECTIONS)]
    hurts = [{"pain_level": n % 7, "pain_sites": ["mth_2"], "days_since_onset": n} for n in range(CONNECTIONS)]
    return {
        "triage": [Request("POST", "/v1/advice/triage", headers, {"symptoms": each}) for each in hurts],
        "pair": [Request("GET", f"/v1/pairs/{pair}", headers) for pair in own],
        "retirement": [Request("GET", f"/v1/pairs/{pair}/retirement", headers) for pair in own],
        "search": [Request("GET", f"/v1/shoes?q={letter}&limit=10", headers) for letter in "abcdefghij"],
        "shoes": [
            Request("POST", "/v1/advice/shoes", headers, {"feet": {"left": foot}, "store_id": store}) for foot in feet
        ],
    }


@contextmanager
def both(url: str, folder: Path, plant: str | None = None) -> Iterator[tuple[Running, Service]]:  # noqa: F811
    """Give the service, and a bare one with as many workers."""
    with (
        served(url, folder, plant=plant) as service,
        running(BARE_SERVER, {"WEB_CONCURRENCY": "2"}, folder, "/bare") as bare,
    ):
        yield service, bare


def wrong_in(kind: str, found: Compared) -> Found:
    wrong = [f"{kind}: {count} {how}" for how, count in found.ours.answered.items() if how != "right"]
    if found.work > WORK_AT_MOST:
        wrong.append(f"{kind}: as much work as {found.work:.0f} bare requests")
    if found.wait > WAIT_AT_MOST:
        wrong.append(f"{kind}: waits as long as {found.wait:.0f} bare requests")
    return wrong


@pytest.mark.row("A1")
def test_at_speed_each_answer_is_right(url: str, tmp_path: Path, note: Note) -> None:  # noqa: F811
    wrong, answered, slowest = [], Counter[str](), None
    with both(url, tmp_path) as (service, bare):
        asked = kinds(Service(service.url, KEY, service.process, service.output, url), VARIANTS, RUNS)
        for kind, those in asked.items():
            found = beside_bare(service, bare, those, seconds(2, 60))
            wrong += wrong_in(kind, found)
            answered += found.ours.answered
            slowest = found if slowest is None or found.work > slowest.work else slowest
    assert slowest is not None
    on = f"of the slowest kind on {make_url(url).get_backend_name()}"
    note(variants=VARIANTS, runs=RUNS, answers=answered.total(), wrong=answered.total() - answered["right"])
    note(**{f"work {on} in bare requests": slowest.work, f"bare requests a second by those {on}": slowest.slower})
    note(**{f"slowest hundredth {on} in ms": slowest.ours.slowest_hundredth * 1000})
    assert wrong == []


@pytest.mark.teeth("A1")
@pytest.mark.parametrize(
    ("plant", "word"),
    [("every_request_sleeps", "waits"), ("every_request_computes", "work"), ("an_answer_goes_to_another", "another")],
)
def test_what_is_slow_or_mixed_up_is_noticed(plant: str, word: str, released: Path, tmp_path: Path) -> None:  # noqa: F811
    url = copy_of(released, tmp_path)  # noqa: F811
    with both(url, tmp_path, plant) as (service, bare):
        asked = kinds(Service(service.url, KEY, service.process, service.output, url), 100, 100)
        wrong = wrong_in("pair", beside_bare(service, bare, asked["pair"], 3))
    assert any(word in line for line in wrong), wrong


# A2: logging runs


def logged_at_speed(url: str, folder: Path, plant: str | None = None) -> tuple[Found, dict[str, float]]:  # noqa: F811
    """Log runs with eight writers, count them, and compare the rate with that of the same client at the bare route."""
    with both(url, folder, plant) as (service, bare):
        send = Sender(service, timeout=60)
        pair_ids = some_pairs(send)
        lasts = seconds(4, 60)
        tally = log_under_load(send, pair_ids, writers=WRITERS, seconds=lasts, at_once=1)
        found = count_up(send, pair_ids, tally)
        yardstick = asked_bare(bare, lasts / 4)
    found += [f"{count} answers with {status}" for status, count in tally.statuses.items() if status != 201]
    if tally.unanswered or len(tally.acknowledged) != len(tally.sent):
        found.append(f"{len(tally.acknowledged)} of {len(tally.sent)} acknowledged, {tally.unanswered} unanswered")
    by_bare = f"bare requests a second by runs on {make_url(url).get_backend_name()}"
    rate = len(tally.acknowledged) / lasts
    counts = {"acknowledged": len(tally.acknowledged), "lost or doubled": len(found)}
    return found, {**counts, "errors": tally.unanswered, by_bare: yardstick / rate}


def asked_bare(bare: Service, for_seconds: float) -> float:
    """Return how often in a second the bare route answers as many threads of the same client."""
    until = time.monotonic() + for_seconds

    def ask(_: int) -> int:
        count = 0
        with requests.Session() as session:
            while time.monotonic() < until:
                count += session.get(f"{bare.url}/bare", timeout=60).status_code == 200
        return count

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(ask, range(WRITERS))) / for_seconds


@pytest.mark.row("A2")
def test_every_run_that_is_logged_at_speed_is_there_once(url: str, tmp_path: Path, note: Note) -> None:  # noqa: F811
    found, counts = logged_at_speed(url, tmp_path)
    note(**counts)
    assert found == []


@pytest.mark.teeth("A2")
def test_a_total_that_is_read_and_written_back_is_noticed(tmp_path: Path, worker_id: str) -> None:
    with fresh_database(f"{run_folder().name}_{worker_id}_speed".replace("-", "_")) as made:
        found, _ = logged_at_speed(release_on(made), tmp_path, "a_total_is_read_and_written_back")
    assert any("says" in line for line in found), found
