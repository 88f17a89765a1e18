"""The service for gunicorn to serve, with one defect planted where ``FOREFOOT_PLANT`` names it.

``FOREFOOT_PAUSE`` names a file: while it is there, a write waits before its commit and says in ``<file>.held`` where.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy import Connection

from api.app import create_app
from api.config import settings_from_environment
from api.storage.database import engines, postgres
from api.storage.database.engines import Database
from api.web.edge import transaction
from api.web.edge.connections import GatheringWorker
from api.web.edge.worker import Worker

_really_writing = Database.writing


def waits_for_ever() -> None:
    """No wait for the database is bounded."""
    postgres._Patience.left = lambda _: None  # type: ignore[method-assign]


def every_fault_is_ours() -> None:
    """A database that went away is answered with 500."""
    engines.is_passing = lambda _: False  # type: ignore[attr-defined]


def answers_before_the_commit() -> None:
    """What is acknowledged is written a moment later."""

    @contextmanager
    def writing(self: Database) -> Iterator[Connection]:
        opened = _really_writing(self)
        tx = opened.__enter__()
        try:
            yield tx
        except BaseException:
            opened.__exit__(*sys.exc_info())
            raise
        threading.Thread(target=lambda: (time.sleep(0.4), opened.__exit__(None, None, None))).start()

    Database.writing = writing  # type: ignore[method-assign, assignment]


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


PLANTS = {
    plant.__name__: plant
    for plant in (
        waits_for_ever,
        every_fault_is_ours,
        answers_before_the_commit,
        the_run_is_committed_before_its_key,
        workers_end_at_once,
        the_port_stays_open,
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
if "FOREFOOT_PLANT" in os.environ:
    PLANTS[os.environ["FOREFOOT_PLANT"]]()
app = create_app(settings_from_environment())
