"""Migrations: to the newest schema and back, whole or not at all, once however many hosts start."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from api.storage.database.engines import Database
from api.storage.database.migrate import _config, alone, head_revision, is_at_head, migrate
from api.storage.migrations.tables import metadata
from tests.support.postgres import fresh_database


@pytest.fixture
def fresh(backend: str, tmp_path: Path, worker_id: str) -> Iterator[Database]:
    """A database without any table."""
    if backend == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path}/fresh.db")
    else:
        with fresh_database(f"migrations_{worker_id}") as url:
            yield from _opened(url)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url, timeout_seconds=1.0, pool_size=3)
    yield database
    database.dispose()


def tables(database: Database) -> set[str]:
    with database.reading() as db:
        return set(inspect(db).get_table_names())


def at_head(database: Database) -> bool:
    with database.reading() as db:
        return is_at_head(db)


def test_a_fresh_database_is_not_ready_and_a_migrated_one_is(fresh: Database) -> None:
    assert not at_head(fresh)
    migrate(fresh)
    assert at_head(fresh)


def test_a_second_migration_changes_nothing(fresh: Database) -> None:
    migrate(fresh)
    with fresh.writing() as tx:
        tx.execute(text("INSERT INTO accounts (id, name, created_at) VALUES ('acc_1', 'x', '2026-01-01 00:00:00')"))
    migrate(fresh)
    with fresh.reading() as db:
        assert db.execute(text("SELECT id FROM accounts")).scalars().all() == ["acc_1"]


def test_an_older_schema_is_not_ready(fresh: Database) -> None:
    migrate(fresh)
    with fresh.writing() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert head_revision() != "0001"
    assert not at_head(fresh)


def test_the_migrations_make_what_the_code_declares(fresh: Database) -> None:
    migrate(fresh)
    with fresh.reading() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_can_be_taken_back(fresh: Database) -> None:
    migrate(fresh)
    with fresh.writer.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
    assert tables(fresh) == {"alembic_version"}
    migrate(fresh)
    assert at_head(fresh)


def test_a_migration_that_fails_leaves_nothing_half_done(fresh: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    create_table = Operations.create_table

    def fail_at_the_third(self: Operations, *args: Any, **kwargs: Any) -> Any:
        nonlocal made
        made += 1
        if made == 3:
            raise ZeroDivisionError
        return create_table(self, *args, **kwargs)

    monkeypatch.setattr(Operations, "create_table", fail_at_the_third)
    with pytest.raises(ZeroDivisionError):
        migrate(fresh)
    assert tables(fresh) <= {"alembic_version"}
    monkeypatch.undo()
    migrate(fresh)
    assert at_head(fresh)


def test_hosts_that_start_at_once_migrate_once(fresh: Database) -> None:
    def start(_: int) -> None:
        host = Database(fresh.url.render_as_string(hide_password=False), pool_size=2)
        with alone(host):
            migrate(host)
        host.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    assert at_head(fresh)


def test_a_host_waits_longer_for_another_than_a_request_would(backend: str, fresh: Database) -> None:
    if backend == "sqlite":
        return
    inside, leave = threading.Event(), threading.Event()

    def prepare() -> None:
        with alone(fresh):
            inside.set()
            leave.wait(10)

    first = threading.Thread(target=prepare)
    first.start()
    inside.wait(10)
    threading.Timer(1.8, leave.set).start()
    began = time.monotonic()
    with alone(fresh):
        migrate(fresh)
    assert time.monotonic() - began > 1.0
    first.join()
    assert at_head(fresh)


def test_a_failed_preparation_lets_the_next_host_in(fresh: Database) -> None:
    with pytest.raises(ZeroDivisionError), alone(fresh):
        raise ZeroDivisionError
    with alone(fresh):
        migrate(fresh)
    assert at_head(fresh)
