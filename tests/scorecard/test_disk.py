"""The disk is full, fails or loses what was not synced, or the clock jumps, while runs are logged; then all is counted.

The embedded database alone: what PostgreSQL does with its disk is its own affair, and that the service leaves its
settings for that as they are is a row of its own below. A power cut is the worst one there can be: whatever no process
had synced is gone. That a disk keeps what it says it keeps cannot be tried on one machine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import make_url

from api.storage.database.engines import Database
from tests.scorecard.faulty import Faults, SmallDisk, small_disk
from tests.scorecard.harness import Outcome, Sender, copy_of, counted_while, served, some_pairs
from tests.scorecard.test_faults import faults_of, released  # noqa: F401
from tests.support.databases import Databases
from tests.support.scorecard import Note, seconds
from tests.support.service import KEY

pytestmark = pytest.mark.long(minutes=1)

SHORT, FULL = 5.0, 30.0
RECOVERS_WITHIN_SECONDS = 20.0
Found = list[str]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path) as made:
        yield made


@pytest.fixture
def url(disk: SmallDisk, released: Path) -> str:  # noqa: F811
    return copy_of(released, disk.folder)


# B9: no space


def filled_up(disk: SmallDisk, url: str, folder: Path, plant: str | None = None) -> tuple[Found, dict[str, int]]:
    found: Found = []
    with served(url, folder, plant=plant, **disk.faults.environment) as service:
        send = Sender(service)
        (pair, *_) = some_pairs(send)

        def happens() -> None:
            disk.fill()
            found.extend(while_it_is_full(send, pair))
            time.sleep(seconds(1, 6))
            disk.clear()

        outcome = counted_while(send, happens, seconds=seconds(SHORT, FULL))
        written = send("POST", "/v1/runners", {}, {})
        if written is None or written[0] != 201:
            found.append(f"with space again a write is answered {written}")
    if send.without_retry_after:
        found.append(f"{send.without_retry_after} answers with 503 and no Retry-After")
    return [*found, *faults_of(outcome, allowed={200, 201, 409, 503})], outcome.counts()


def while_it_is_full(send: Sender, pair: str) -> Iterator[str]:
    deadline = time.monotonic() + RECOVERS_WITHIN_SECONDS
    # The log of SQLite is written over again, so that some writes find the space that it has already.
    while (written := send("POST", "/v1/runners", {}, {})) is None or written[0] != 503:
        if time.monotonic() > deadline:
            yield f"without space a write is answered {written}"
            break
    read = send("GET", f"/v1/pairs/{pair}", None, {})
    if read is None or read[0] != 200:
        yield f"without space a read is answered {read}"


@pytest.mark.row("B9")
def test_a_full_disk_refuses_writes_and_is_got_over(disk: SmallDisk, url: str, tmp_path: Path, note: Note) -> None:
    found, counts = filled_up(disk, url, tmp_path)
    note(**counts, **{"disks mounted": int(disk.is_real)})
    assert found == []
    assert counts["refused with 503"] > 0


@pytest.mark.teeth("B9")
def test_a_full_disk_that_is_taken_for_our_fault_is_noticed(disk: SmallDisk, url: str, tmp_path: Path) -> None:
    assert filled_up(disk, url, tmp_path, "a_full_disk_is_our_fault")[0] != []


# B10: syncs that fail; B11: the power goes


def with_faults(faults: Faults, url: str, folder: Path, plant: str | None, happens: Any) -> tuple[Found, Outcome]:
    """Log runs while something happens, then cut the power, and go on with what is left on disk."""
    faults.start_with(url)
    left = faults.after_power_cut(url)
    with served(url, folder, plant=plant, **faults.environment) as service:

        def happens_before_the_cut() -> None:
            happens()
            time.sleep(random.uniform(1, 2))
            service.kill()
            service.environment = {**service.environment, "DATABASE_URL": left}
            service.start()

        outcome = counted_while(Sender(service), happens_before_the_cut, seconds=seconds(SHORT, FULL))
    found = faults_of(outcome, allowed={200, 201, 409, 503})
    return found if is_sound(left) else [*found, "the file is damaged"], outcome


def is_sound(url: str) -> bool:
    database = Database(url)
    with database.reading() as db:
        result = db.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    database.dispose()
    return bool(result == "ok")


@pytest.fixture
def faults(url: str, tmp_path: Path) -> Faults:
    return Faults(tmp_path / "shadow", Path(str(make_url(url).database)).parent)


def syncs_failed(faults: Faults, url: str, folder: Path, plant: str | None = None) -> tuple[Found, Outcome]:
    def happens() -> None:
        for _ in range(3):
            faults.syncs_fail(True)
            time.sleep(seconds(0.5, 3))
            faults.syncs_fail(False)
            time.sleep(seconds(0.5, 3))

    return with_faults(faults, url, folder, plant, happens)


@pytest.mark.row("B10")
def test_what_a_disk_would_not_sync_is_not_acknowledged(faults: Faults, url: str, tmp_path: Path, note: Note) -> None:
    found, outcome = syncs_failed(faults, url, tmp_path)
    note(**{**outcome.counts(), "violations": len(found)})
    assert found == []
    assert outcome.counts()["refused with 503"] > 0


@pytest.mark.teeth("B10")
def test_a_failed_commit_that_is_swallowed_is_noticed(faults: Faults, url: str, tmp_path: Path) -> None:
    assert syncs_failed(faults, url, tmp_path, "a_failed_commit_is_swallowed")[0] != []


def power_cut(faults: Faults, url: str, folder: Path, plant: str | None = None) -> tuple[Found, Outcome]:
    return with_faults(faults, url, folder, plant, lambda: None)


@pytest.mark.row("B11")
def test_what_was_acknowledged_outlives_a_power_cut(faults: Faults, url: str, tmp_path: Path, note: Note) -> None:
    found, outcome = power_cut(faults, url, tmp_path)
    note(**{**outcome.counts(), "violations": len(found)})
    assert found == []
    assert len(outcome.tally.acknowledged) > 5


@pytest.mark.row("B11")
def test_the_service_leaves_postgresql_as_durable_as_it_is(databases: Databases, note: Note) -> None:
    database = databases.released("postgresql")
    with database.writing() as tx:
        found = {
            name: (tx.exec_driver_sql(f"SHOW {name}").scalar_one(), source)
            for name, source in tx.exec_driver_sql(
                "SELECT name, source FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')"
            )
        }
    note(settings=len(found))
    # What the server's own file says is the operator's; a client or a session of ours has no say in it.
    assert len(found) == 3
    assert [name for name, (_, source) in found.items() if source in ("client", "session", "database", "user")] == []


@pytest.mark.teeth("B11")
def test_commits_that_are_not_synced_are_noticed(faults: Faults, url: str, tmp_path: Path) -> None:
    assert power_cut(faults, url, tmp_path, "commits_are_not_synced")[0] != []


# B14: the clock

MOMENTS = ("2027-12-31T23:59:58", "2028-02-29T23:59:58", "2027-03-28T00:59:58", "2027-10-31T00:59:58")
WINDOW_SECONDS = 2
REFUSALS_IN_A_ROW = 12


def off_by(moment: str) -> float:
    return (datetime.fromisoformat(moment).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()


def clock_jumps(faults: Faults, url: str, folder: Path, plant: str | None = None) -> tuple[Found, Outcome]:
    limit = {"FOREFOOT_RATE_LIMIT": f"1000000/{WINDOW_SECONDS} seconds"}
    with served(url, folder, plant=plant, **faults.environment, **limit) as service:

        def happens() -> None:
            for jump in (3600, -7200, *map(off_by, MOMENTS), 0):
                faults.clock_is_off_by(jump)
                time.sleep(seconds(0.8, 4))

        outcome = counted_while(Sender(service), happens, seconds=seconds(SHORT, FULL))
    found = faults_of(outcome, allowed={200, 201, 409})
    with served(url, folder, plant=plant, **faults.environment, FOREFOOT_RATE_LIMIT="3/2 seconds") as service:
        found += kept_out(service.url, faults)
    return found, outcome


def kept_out(url: str, faults: Faults) -> Iterator[str]:
    """A clock that is set back keeps nobody out for longer than the window of the limit."""

    def ask() -> requests.Response:
        return requests.get(f"{url}/v1/rules", headers={"Authorization": f"Bearer {KEY}"}, timeout=20)

    # Each worker counts for itself, so that one answer says nothing of the other worker.
    in_a_row = 0
    while in_a_row < REFUSALS_IN_A_ROW:
        in_a_row = in_a_row + 1 if ask().status_code == 429 else 0
    faults.clock_is_off_by(-7200)
    deadline = time.monotonic() + 2 * WINDOW_SECONDS
    let_in = 0
    while time.monotonic() < deadline:
        answer = ask()
        let_in += answer.status_code != 429
        if answer.status_code == 429 and int(answer.headers["Retry-After"]) > WINDOW_SECONDS:
            yield f"Retry-After is {answer.headers['Retry-After']}"
            break
        time.sleep(0.05)
    else:
        if not let_in:
            yield "the limit does not end"
    faults.clock_is_off_by(0)


@pytest.mark.row("B14")
def test_a_clock_that_jumps_changes_no_count(faults: Faults, url: str, tmp_path: Path, note: Note) -> None:
    found, outcome = clock_jumps(faults, url, tmp_path)
    note(jumps=len(MOMENTS) + 3, **{**outcome.counts(), "violations": len(found)})
    assert found == []


@pytest.mark.teeth("B14")
def test_limits_by_the_wall_clock_are_noticed(faults: Faults, url: str, tmp_path: Path) -> None:
    assert clock_jumps(faults, url, tmp_path, "limits_go_by_the_wall_clock")[0] != []
