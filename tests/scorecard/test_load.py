"""A backup, an upgrade, a crowd of connections and a long mixed load: nothing is lost, dropped or kept.

No time is asserted: a slow machine does less in the same while, and that is all.
"""

from __future__ import annotations

import re
import shutil
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from alembic import command
from sqlalchemy import Connection, func, insert, make_url, select, update

from api.storage.backup import restore_backup, write_backup
from api.storage.database import migrate as migrations
from api.storage.database.engines import Database
from api.storage.runners.pairs import pairs
from api.storage.runners.runs import runs
from tests.scorecard.harness import Outcome, OwnPostgres, Running, Sender, copy_of, counted_while, served, some_pairs
from tests.scorecard.test_faults import faults_of, own_postgres, released, url  # noqa: F401
from tests.support.counter import Send, Tally, count_up
from tests.support.postgres import fresh_database, run_folder
from tests.support.scorecard import IS_FULL, Note, seconds
from tests.support.service import KEY

pytestmark = pytest.mark.long(minutes=1)

SHORT, FULL = 5.0, 30.0
PATIENCE_SECONDS = 60
Found = list[str]


# B18: a backup


@pytest.fixture
def empty_url(backend: str, tmp_path: Path, worker_id: str) -> Iterator[str]:
    """An empty database of the same kind."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.db'}"
    else:
        with fresh_database(f"{run_folder().name}_{worker_id}_restored".replace("-", "_")) as made:
            yield made


def by_our_backup(source: str, target: str, folder: Path) -> None:
    database = Database(source, pool_size=2)
    write_backup(database, folder / "copy.forefoot", datetime.now(UTC))
    database.dispose()
    database = Database(target, pool_size=2)
    restore_backup(database, folder / "copy.forefoot")
    database.dispose()


def by_copying_the_file_alone(source: str, target: str, _: Path) -> None:
    """What SQLite has in its log is not there."""
    shutil.copy(str(make_url(source).database), str(make_url(target).database))


class Heard:
    """Sends requests, and notes which runs were acknowledged."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.acknowledged: set[str] = set()

    def __call__(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any] | None:
        answer = self._send(method, path, body, headers)
        if answer is not None and answer[0] == 201 and path.endswith("/runs"):
            self.acknowledged.add(body["external_id"])
        return answer


def backed_up(url: str, target: str, folder: Path, copied: Callable[[str, str, Path], None]) -> tuple[Found, Outcome]:  # noqa: F811
    """Copy the database while runs are logged, and count in the copy what was acknowledged before."""
    before: set[str] = set()
    with served(url, folder) as service:
        heard = Heard(Sender(service))

        def happens() -> None:
            before.update(heard.acknowledged)
            copied(url, target, folder)

        outcome = counted_while(heard, happens, seconds=seconds(SHORT, FULL))
    acknowledged = {
        external_id: ids for external_id, ids in outcome.tally.acknowledged.items() if external_id in before
    }
    with served(target, folder) as service:
        then = Tally(sent=outcome.tally.sent, acknowledged=defaultdict(set, acknowledged))
        found = count_up(Sender(service), outcome.pair_ids, then)
    return [*found, *faults_of(outcome, allowed={200, 201, 409})], Outcome(outcome.tally, found, outcome.pair_ids)


@pytest.mark.row("B18")
def test_a_backup_under_load_holds_what_was_acknowledged(
    url: str,  # noqa: F811
    empty_url: str,
    tmp_path: Path,
    note: Note,
) -> None:
    found, outcome = backed_up(url, empty_url, tmp_path, by_our_backup)
    note(backups=1, **outcome.counts())
    assert found == []


@pytest.mark.teeth("B18")
def test_a_copy_without_the_log_is_noticed(released: Path, tmp_path: Path) -> None:  # noqa: F811
    target = f"sqlite:///{tmp_path / 'copied.db'}"
    with pytest.raises(AssertionError):
        assert backed_up(copy_of(released, tmp_path), target, tmp_path, by_copying_the_file_alone)[0] == []


RUNS = 1_000_000 if IS_FULL else 20_000


@pytest.mark.row("B18")
def test_many_runs_are_backed_up_and_restored(url: str, empty_url: str, tmp_path: Path, note: Note) -> None:  # noqa: F811
    with served(url, tmp_path) as service:
        (pair, *_) = some_pairs(Sender(service))
        logged = Sender(service)("POST", f"/v1/pairs/{pair}/runs", {"date": "2026-09-01", "distance": {"m": 1}}, {})
        assert logged is not None and logged[0] == 201
    multiply_runs(url, RUNS)
    began = time.monotonic()
    by_our_backup(url, empty_url, tmp_path)
    note(runs=RUNS, **{"seconds to back up and restore": round(time.monotonic() - began)})
    restored = Database(empty_url)
    with restored.reading() as db:
        assert db.execute(select(func.count()).select_from(runs)).scalar_one() == RUNS
    restored.dispose()


TEN_YEARS = 3_650


def multiply_runs(url: str, count: int) -> None:  # noqa: F811
    """Copy the only run until there are so many, over the days of ten years, and set its pair's total to their sum."""
    database = Database(url)
    with database.writing() as tx:
        if database.dialect == "postgresql":
            tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
        (one,) = tx.execute(select(runs)).mappings()
        for first in range(1, count, 5_000):
            numbers = range(first, min(count, first + 5_000))
            copies = [
                {
                    **one,
                    "id": f"run_{n:020}",
                    "external_id": f"copied-{n}",
                    "day": one["day"] - timedelta(n % TEN_YEARS),
                }
                for n in numbers
            ]
            tx.execute(insert(runs), copies)
        tx.execute(update(pairs).values(recorded_um=one["distance_um"] * count).where(pairs.c.id == one["pair_id"]))
    database.dispose()


# B17: an upgrade while two versions serve, and back

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    {up}


def downgrade():
    {down}
"""
ONLY_ADDS = {
    "up": 'op.add_column("runs", sa.Column("weather", sa.String(20), nullable=True))',
    "down": 'op.drop_column("runs", "weather")',
}
RENAMES = {
    "up": 'op.alter_column("runs", "distance_um", new_column_name="length_um")',
    "down": 'op.alter_column("runs", "length_um", new_column_name="distance_um")',
}


@contextmanager
def next_version(folder: Path, steps: Mapping[str, str]) -> Iterator[Path]:
    """Give the migrations of this version and one more, which this process knows in this block."""
    made = shutil.copytree(migrations.MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    text = NEXT.format(head=migrations.head_revision(), **steps)
    (made / "versions" / "9999_next.py").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", made)
        yield made


def upgraded_and_back(url: str, folder: Path, steps: Mapping[str, str] = ONLY_ADDS) -> tuple[Found, Outcome]:  # noqa: F811
    """Migrate under load, let the next version serve beside this one, end it, and undo the migration."""
    found: Found = []
    with served(url, folder) as this:
        send = Sender(this)

        def happens() -> None:
            database = Database(url)
            with next_version(folder, steps) as made:
                migrations.migrate(database)
                with served(url, folder, FOREFOOT_MIGRATIONS=str(made)) as following:
                    send.also = [following]
                    ready = {requests.get(f"{each.url}/readyz", timeout=60).status_code for each in (this, following)}
                    found.extend(f"/readyz says {status}" for status in ready - {200})
                    time.sleep(seconds(1.5, 10))
                    send.also = []
                    time.sleep(1)
                with database.preparing() as connection:
                    undo(connection)
            database.dispose()

        outcome = counted_while(send, happens, seconds=seconds(SHORT, FULL))
    return [*found, *faults_of(outcome, allowed={200, 201, 409})], outcome


def undo(connection: Connection) -> None:
    config = migrations._config()
    config.attributes["connection"] = connection
    command.downgrade(config, "-1")
    connection.commit()


@pytest.mark.row("B17")
def test_an_upgrade_under_load_and_back_fails_no_request(url: str, tmp_path: Path, note: Note) -> None:  # noqa: F811
    found, outcome = upgraded_and_back(url, tmp_path)
    note(upgrades=1, **outcome.counts())
    assert found == []


@pytest.mark.teeth("B17")
def test_a_migration_that_renames_is_noticed(own_postgres: OwnPostgres, tmp_path: Path) -> None:  # noqa: F811
    assert upgraded_and_back(own_postgres.url, tmp_path, RENAMES)[0] != []


# A4: many connections at once

MANY, FEW = 400, 16
REQUEST = f"GET /v1/rules?limit=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nConnection: close\r\n\r\n"


def asked_at_once(service: Running, count: int) -> Counter[str]:
    """Open so many connections, then send a request on each; return how many were answered how."""
    where = urlsplit(service.url)
    opened = [socket.create_connection((where.hostname, where.port), timeout=PATIENCE_SECONDS) for _ in range(count)]
    answered: Counter[str] = Counter()
    try:
        for each in opened:
            with suppress(OSError):
                each.sendall(REQUEST.encode())
        for each in opened:
            answered[answer_on(each)] += 1
    finally:
        for each in opened:
            each.close()
    return answered


def answer_on(connection: socket.socket) -> str:
    received = b""
    with suppress(OSError):
        while part := connection.recv(65_536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if not head.startswith(b"HTTP/1.1 ") or length is None or len(body) != int(length[1]):
        return "no answer"
    status = head[9:12].decode()
    return f"{status} without Retry-After" if status in ("429", "503") and b"etry-After" not in head else status


def crowded(service: Running) -> tuple[Found, int]:
    many, few = asked_at_once(service, MANY), asked_at_once(service, FEW)
    found = [f"{count} of {MANY}: {how}" for how, count in many.items() if how not in ("200", "429", "503")]
    return found + [f"afterwards {count} of {FEW}: {how}" for how, count in few.items() if how != "200"], many["200"]


@pytest.mark.row("A4")
def test_a_crowd_is_answered_and_leaves_nothing_behind(released: Path, tmp_path: Path, note: Note) -> None:  # noqa: F811
    with served(copy_of(released, tmp_path), tmp_path) as service:
        rounds = [crowded(service) for _ in range(int(seconds(1, 10)))]
    note(connections=MANY * len(rounds), answered=sum(answered for _, answered in rounds))
    assert [fault for found, _ in rounds for fault in found] == []


@pytest.mark.teeth("A4")
def test_a_server_that_drops_a_crowd_is_noticed(released: Path, tmp_path: Path) -> None:  # noqa: F811
    with served(copy_of(released, tmp_path), tmp_path, GUNICORN_CMD_ARGS="--worker-connections 20") as service:
        assert crowded(service)[0] != []


# A3: a long mixed load

WARM_UP, ROUNDS = (250, 3) if not IS_FULL else (20_000, 10)
GROWTH = 1.05


def mixed(service: Running, requests_in_all: int) -> Counter[int]:
    """Log runs, search, advise, draw and read, with eight threads; return the statuses."""
    send = Sender(service, timeout=PATIENCE_SECONDS)
    (pair, *_) = some_pairs(send)
    hurts = {"symptoms": {"pain_level": 4, "pain_sites": ["mth_2"], "days_since_onset": 12}}

    def ask(number: int) -> int:
        kinds: Sequence[tuple[str, str, Any]] = (
            ("POST", f"/v1/pairs/{pair}/runs", {"date": "2026-09-01", "distance": {"m": number + 1}}),
            ("POST", "/v1/advice/triage", hurts),
            ("POST", "/v1/advice/consultation", {**hurts, "feet": {"left": {"length_mm": 240 + number % 60}}}),
            ("GET", f"/v1/shoes?q={'abcdefghij'[number % 10]}", None),
            ("GET", f"/v1/pairs/{pair}/retirement", None),
            ("GET", f"/v1/pairs/{pair}", None),
        )
        method, path, body = kinds[number % len(kinds)]
        answer = send(method, path, body, {})
        return 0 if answer is None else answer[0]

    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(ask, range(requests_in_all)))


def grown(service: Running) -> tuple[Found, Counter[int]]:
    answered = mixed(service, WARM_UP * 2)
    first = footprint(service)
    for _ in range(ROUNDS):
        answered += mixed(service, WARM_UP)
    last = footprint(service)
    found = [f"{count} answers with {status}" for status, count in answered.items() if status not in (200, 201)]
    if last[0] > first[0] * GROWTH:
        found.append(f"memory grew from {first[0]} to {last[0]} bytes")
    if last[1] > first[1] + 8:
        found.append(f"descriptors grew from {first[1]} to {last[1]}")
    return found, answered


def footprint(service: Running) -> tuple[int, int]:
    """Return the memory and the open files of all workers once nobody asks any more."""
    time.sleep(1)
    return sum(each.memory_info().rss for each in service.workers), sum(each.num_fds() for each in service.workers)


@pytest.mark.row("A3")
def test_a_mixed_load_leaves_nothing_behind(released: Path, tmp_path: Path, note: Note) -> None:  # noqa: F811
    with served(copy_of(released, tmp_path), tmp_path) as service:
        found, answered = grown(service)
    note(requests=answered.total())
    assert found == []


@pytest.mark.teeth("A3")
def test_answers_that_are_kept_are_noticed(released: Path, tmp_path: Path) -> None:  # noqa: F811
    with served(copy_of(released, tmp_path), tmp_path, plant="every_answer_is_kept") as service:
        assert grown(service)[0] != []
