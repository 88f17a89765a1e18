"""The service for gunicorn to serve, with one defect planted where ``FOREFOOT_PLANT`` names it.

``FOREFOOT_PAUSE`` names a file: while it is there, a write waits before its commit and says in ``<file>.held`` where.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from flask import Response, request
from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy import Connection, update

from api.app import create_app
from api.config import settings_from_environment
from api.services.runs import log_run
from api.storage.database import engines, migrate, postgres, sqlite
from api.storage.database.engines import Database
from api.storage.database.errors import StorageUnavailableError
from api.storage.database.prepared import Prepared
from api.storage.runners import wearers
from api.storage.runners.pairs import pair_row, pairs
from api.web.edge import transaction
from api.web.edge.connections import GatheringWorker
from api.web.edge.rate_limit import Windows
from api.web.edge.worker import Worker
from api.web.shop import stores

_really_writing = Database.writing


def waits_for_ever() -> None:
    """No wait for the database is bounded."""
    postgres._Patience.left = lambda _: None  # type: ignore[method-assign]


def every_fault_is_ours() -> None:
    """A database that went away is answered with 500."""
    engines.is_passing = lambda _: False  # type: ignore[attr-defined]


def a_full_disk_is_our_fault() -> None:
    """That there is no space is answered with 500."""
    engines.is_for_want_of_space = lambda _: False  # type: ignore[attr-defined]
    every_fault_is_ours()


def answers_before_the_commit() -> None:
    """What is acknowledged is written a moment later."""
    _write_ending_in(
        lambda opened: threading.Thread(target=lambda: (time.sleep(0.4), opened.__exit__(None, None, None))).start()
    )


def a_failed_commit_is_swallowed() -> None:
    """What could not be written is acknowledged all the same."""

    def commit(opened: AbstractContextManager[Connection]) -> None:
        with suppress(StorageUnavailableError):
            opened.__exit__(None, None, None)

    _write_ending_in(commit)


def _write_ending_in(commit: Callable[[AbstractContextManager[Connection]], None]) -> None:
    """Let every transaction that did not fail end in another way."""

    @contextmanager
    def writing(self: Database) -> Iterator[Connection]:
        opened = _really_writing(self)
        tx = opened.__enter__()
        try:
            yield tx
        except BaseException:
            opened.__exit__(*sys.exc_info())
            raise
        commit(opened)

    Database.writing = writing  # type: ignore[method-assign, assignment]


def commits_are_not_synced() -> None:
    """SQLite leaves it to the system when a commit comes to the disk."""
    sqlite._PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")  # type: ignore[assignment]


def limits_go_by_the_wall_clock() -> None:
    """The windows of the limits end by the clock of the day."""
    really = Windows.__init__
    Windows.__init__ = lambda self, seconds, _=None: really(self, seconds, time.time)  # type: ignore[method-assign]


def the_run_is_committed_before_its_key() -> None:
    """The effect and the idempotency key are two transactions."""
    keep = transaction.keep_answer

    def keep_apart(tx: Connection, *given: Any, **named: Any) -> None:
        raw = tx.connection.dbapi_connection
        assert raw is not None
        raw.commit()
        if tx.dialect.name == "sqlite":
            tx.exec_driver_sql("BEGIN IMMEDIATE")
        keep(tx, *given, **named)

    transaction.keep_answer = keep_apart  # type: ignore[attr-defined]


def workers_end_at_once() -> None:
    """A worker that is told to end drops what it is doing."""
    Worker.handle_exit = lambda *_: os._exit(0)  # type: ignore[method-assign]


def the_port_stays_open() -> None:
    """A worker that ends goes on taking connections."""
    GatheringWorker.set_accept_enabled = ThreadWorker.set_accept_enabled  # type: ignore[method-assign]


def a_read_forgets_the_account() -> None:
    """A store is found by its id alone."""
    really = stores.store_row

    def anybodys(db: Connection, _account_id: str, store_id: str) -> Any:
        owner = db.exec_driver_sql("SELECT account_id FROM stores WHERE id = ?", (store_id,)).scalar()
        return really(db, owner or "", store_id)

    stores.store_row = anybodys  # type: ignore[attr-defined]


def an_answer_leaves_its_schema() -> None:
    """A list is answered with a number where its items stand."""
    _after_each.append(lambda answer: answer.set_data(answer.get_data().replace(b'"items":[', b'"items":1,"x":[')))


def what_keeps_the_schema_is_refused() -> None:
    """A runner with a mass is refused, though it keeps the description."""

    def refuse(answer: Response) -> None:
        if b"body_mass_kg" in request.get_data() and answer.status_code == 201:
            answer.status_code = 422

    _after_each.append(refuse)


def every_answer_is_kept() -> None:
    """Each answer stays in memory, with as much again."""
    kept: list[bytes] = []
    _after_each.append(lambda answer: kept.append(answer.get_data() + b"x" * 100_000))


def every_request_sleeps() -> None:
    """Each request takes a fifth of a second more."""
    _after_each.append(lambda _: time.sleep(0.2))


def every_request_computes() -> None:
    """Each request takes a fiftieth of a second of the processor more."""

    def compute(_: Response) -> None:
        until = time.thread_time() + 0.02
        while time.thread_time() < until:
            pass

    _after_each.append(compute)


def an_answer_goes_to_another() -> None:
    """Every fiftieth request is answered with what was answered before it."""
    answers = [b""]
    numbers = count(1)

    def mix_up(answer: Response) -> None:
        before, answers[0] = answers[0], answer.get_data()
        if next(numbers) % 50 == 0:
            answer.set_data(before)

    _after_each.append(mix_up)


def a_total_is_read_and_written_back() -> None:
    """The total of a pair is read, added to and written, and no lock is held meanwhile."""

    def write_back(tx: Any, account_id: str, pair_id: str, more_um: int, more_runs: int, now: Any, *, day: Any) -> bool:
        row = pair_row(tx, account_id, pair_id)
        assert row is not None
        time.sleep(0.005)
        values = {"recorded_um": row.recorded_um + more_um, "run_count": row.run_count + more_runs}
        tx.execute(update(pairs).where(pairs.c.account_id == account_id, pairs.c.id == pair_id).values(values))
        return True

    unlocked = wearers._LOCKING.with_for_update(read=True, of=wearers.runners, key_share=True)
    wearers._LOCKED = Prepared(unlocked)
    log_run.count_in_pair = write_back  # type: ignore[attr-defined]


_after_each: list[Callable[[Response], None]] = []


def _changed(answer: Response) -> Response:
    for change in _after_each:
        change(answer)
    return answer


PLANTS = {
    plant.__name__: plant
    for plant in (
        waits_for_ever,
        every_fault_is_ours,
        answers_before_the_commit,
        the_run_is_committed_before_its_key,
        workers_end_at_once,
        the_port_stays_open,
        a_read_forgets_the_account,
        every_answer_is_kept,
        an_answer_leaves_its_schema,
        what_keeps_the_schema_is_refused,
        a_full_disk_is_our_fault,
        a_failed_commit_is_swallowed,
        commits_are_not_synced,
        limits_go_by_the_wall_clock,
        every_request_sleeps,
        every_request_computes,
        an_answer_goes_to_another,
        a_total_is_read_and_written_back,
    )
}


def _pause_before_commits(file: Path) -> None:
    @contextmanager
    def writing(self: Database) -> Iterator[Connection]:
        with _really_writing(self) as tx:
            yield tx
            if file.exists():
                file.with_suffix(".held").write_text(str(os.getpid()))
                while file.exists():
                    time.sleep(0.02)

    Database.writing = writing  # type: ignore[method-assign, assignment]


if "FOREFOOT_PAUSE" in os.environ:
    _pause_before_commits(Path(os.environ["FOREFOOT_PAUSE"]))
if "FOREFOOT_MIGRATIONS" in os.environ:
    migrate.MIGRATIONS = Path(os.environ["FOREFOOT_MIGRATIONS"])
if "FOREFOOT_PLANT" in os.environ:
    PLANTS[os.environ["FOREFOOT_PLANT"]]()
app = create_app(settings_from_environment())
app.after_request(_changed)
