"""Reading and writing on both databases: what a transaction keeps, and how it ends when nobody answers."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from api.storage.accounts.accounts import accounts, add_account, add_key, list_accounts
from api.storage.accounts.secrets import service_secrets
from api.storage.database.engines import Database
from api.storage.database.errors import StorageUnavailableError
from tests.support.databases import Databases, url_of
from tests.support.proxy import Wire, wire_to

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TIMEOUT = 1.0
AT_MOST = 4.8


def names(db: Connection) -> list[str]:
    return [name for _, name in list_accounts(db)]


@contextmanager
def unavailable_within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    with pytest.raises(StorageUnavailableError):
        yield
    assert time.monotonic() - began < seconds


@pytest.fixture
def hasty(database: Database) -> Iterator[Database]:
    """The same database through connections that give up after a second."""
    opened = Database(url_of(database), timeout_seconds=TIMEOUT, pool_size=2)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_database(databases: Databases) -> Database:
    return databases.empty("sqlite")


@pytest.fixture
def hasty_sqlite(sqlite_database: Database) -> Iterator[Database]:
    opened = Database(url_of(sqlite_database), timeout_seconds=TIMEOUT, pool_size=2)
    yield opened
    opened.dispose()


@pytest.fixture
def wire(postgres_database: Database) -> Iterator[Wire]:
    with wire_to(url_of(postgres_database)) as wire:
        yield wire


@pytest.fixture
def hasty_postgres(wire: Wire) -> Iterator[Database]:
    opened = Database(wire.url, timeout_seconds=TIMEOUT, pool_size=2)
    yield opened
    opened.dispose()


def test_a_normal_exit_keeps_what_was_written(database: Database) -> None:
    with database.writing() as tx:
        add_account(tx, "kept", NOW)
    with database.reading() as db:
        assert names(db) == ["kept"]


def test_an_exception_undoes_what_was_written(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        add_account(tx, "undone", NOW)
        raise ZeroDivisionError
    with database.reading() as db:
        assert names(db) == []
    with database.writing() as tx:
        add_account(tx, "after", NOW)
    with database.reading() as db:
        assert names(db) == ["after"]


def test_a_reader_does_not_see_what_is_not_committed(database: Database) -> None:
    with database.writing() as tx:
        add_account(tx, "not yet", NOW)
        with database.reading() as db:
            assert names(db) == []


def test_a_reader_sees_each_commit_at_once(database: Database) -> None:
    with database.reading() as db:
        assert names(db) == []
        with database.writing() as tx:
            add_account(tx, "new", NOW)
        assert names(db) == ["new"]


def test_a_fault_of_the_statement_is_not_called_unavailable(database: Database) -> None:
    for statement in ("SELECT FROM WHERE", "SELECT * FROM no_such_table"):
        with pytest.raises(DBAPIError), database.reading() as db:
            db.execute(text(statement))


def test_a_row_of_nobody_is_refused_and_not_called_unavailable(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as tx:
        add_key(
            tx,
            "acc_nobody",
            key_hash="0" * 64,
            hint="",
            name="x",
            scopes=[],
            store_id=None,
            expires_at=None,
            now=NOW,
        )


def test_instants_come_back_in_utc(database: Database) -> None:
    given = datetime(2026, 3, 1, 1, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-7)))
    with database.writing() as tx:
        account = add_account(tx, "x", given)
    with database.reading() as db:
        read = db.execute(select(accounts.c.created_at).where(accounts.c.id == account)).scalar_one()
    assert read == given
    assert read.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive"), database.writing() as tx:
        add_account(tx, "x", datetime(2026, 3, 1))  # noqa: DTZ001 - the point of the test


def test_writers_of_many_threads_all_get_their_turn(database: Database) -> None:
    opened = Database(url_of(database), pool_size=4)

    def write(thread: int) -> None:
        for each in range(10):
            with opened.writing() as tx:
                add_account(tx, f"{thread}-{each}", NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    opened.dispose()
    with database.reading() as db:
        assert sorted(names(db)) == sorted(f"{thread}-{each}" for thread in range(8) for each in range(10))


def test_a_pool_without_a_free_connection_says_so_in_time(database: Database) -> None:
    opened = Database(url_of(database), timeout_seconds=TIMEOUT, pool_size=1)
    with opened.reading(), unavailable_within(AT_MOST), opened.reading():
        pass
    with opened.reading() as db:
        assert names(db) == []
    opened.dispose()


# SQLite


def test_sqlite_is_durable_and_keeps_references(sqlite_database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    for opened in (sqlite_database.reading, sqlite_database.writing):
        with opened() as connection:
            assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted


def test_a_sqlite_write_holds_the_lock_from_its_beginning(sqlite_database: Database) -> None:
    locked = pytest.raises(sqlite3.OperationalError, match="locked")
    with closing(_other_program(sqlite_database)) as other, sqlite_database.writing(), locked:
        other.execute("BEGIN IMMEDIATE")


def test_another_program_that_keeps_the_lock_is_waited_for_but_not_long(hasty_sqlite: Database) -> None:
    with closing(_other_program(hasty_sqlite)) as other:
        other.execute("BEGIN IMMEDIATE")
        with unavailable_within(AT_MOST), hasty_sqlite.writing():
            pass
        with hasty_sqlite.reading() as db:
            assert names(db) == []
        other.execute("ROLLBACK")
    with hasty_sqlite.writing() as tx:
        add_account(tx, "then", NOW)


def test_a_short_lock_of_another_program_is_waited_out(sqlite_database: Database) -> None:
    with closing(_other_program(sqlite_database)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, lambda: other.execute("COMMIT"))
        timer.start()
        with sqlite_database.writing() as tx:
            add_account(tx, "then", NOW)
        timer.join()


def test_a_writer_in_this_process_is_waited_for_but_not_long(hasty_sqlite: Database) -> None:
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with hasty_sqlite.writing():
            inside.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(10)
    with unavailable_within(AT_MOST), hasty_sqlite.writing():
        pass
    leave.set()
    holder.join()
    with hasty_sqlite.writing() as tx:
        add_account(tx, "then", NOW)


_HOLD_FOR_EVER = """
import sys, time
from datetime import UTC, datetime
from api.storage.accounts.accounts import add_account
from api.storage.database.engines import Database

with Database(sys.argv[1]).writing() as tx:
    add_account(tx, "half-written", datetime.now(UTC))
    print("inside", flush=True)
    time.sleep(60)
"""


def test_a_writer_of_another_process_is_waited_for_and_leaves_nothing_when_killed(hasty: Database) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD_FOR_EVER, url_of(hasty)], stdout=subprocess.PIPE, env={**os.environ}
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"inside\n"
        if hasty.dialect == "sqlite":
            with unavailable_within(AT_MOST), hasty.writing():
                pass
    finally:
        holder.kill()
        holder.wait()
    with hasty.writing() as tx:
        add_account(tx, "then", NOW)
    with hasty.reading() as db:
        assert names(db) == ["then"]


def test_a_full_disk_refuses_writes_and_still_reads(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/full.db", pool_size=1)
    with database.writing() as tx:
        accounts.create(tx)
    with database.reading() as db:
        pages = db.execute(text("PRAGMA page_count")).scalar()
    _limit_pages(database, pages)
    with unavailable_within(AT_MOST), database.writing() as tx:
        for each in range(1000):
            add_account(tx, f"{each:0200}", NOW)
    with database.reading() as db:
        assert db.execute(select(func.count()).select_from(accounts)).scalar() == 0
    _limit_pages(database, 1000)
    with database.writing() as tx:
        add_account(tx, "room again", NOW)
    database.dispose()


def _limit_pages(database: Database, pages: int | None) -> None:
    with database.writer.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def test_a_database_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    database = Database(f"sqlite:///{tmp_path}/folder.db")
    with unavailable_within(AT_MOST), database.reading():
        pass


def test_a_file_that_is_no_database_is_a_fault_and_not_called_unavailable(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, however long one looks at it " * 100)
    with pytest.raises(DBAPIError), Database(f"sqlite:///{tmp_path}/text.db").reading():
        pass


def _other_program(database: Database) -> sqlite3.Connection:
    assert database.url.database is not None
    return sqlite3.connect(database.url.database, timeout=0, isolation_level=None, check_same_thread=False)


# PostgreSQL


def test_a_day_as_text_is_read_however_the_server_writes_days(postgres_database: Database) -> None:
    name = make_url(url_of(postgres_database)).database
    with postgres_database.writing() as tx:
        tx.execute(text(f'ALTER DATABASE "{name}" SET datestyle = German'))
    try:
        opened = Database(url_of(postgres_database))
        with opened.reading() as db:
            assert db.execute(text("SELECT CAST(DATE '2026-11-02' AS VARCHAR)")).scalar() == "2026-11-02"
        opened.dispose()
    finally:
        with postgres_database.writing() as tx:
            tx.execute(text(f'ALTER DATABASE "{name}" RESET datestyle'))


def test_a_locked_row_is_waited_for_but_not_long(postgres_database: Database, hasty_postgres: Database) -> None:
    with postgres_database.writing() as tx:
        add_account(tx, "a", NOW)
    change = accounts.update().values(name="b")
    with postgres_database.writing() as tx:
        tx.execute(change)
        with unavailable_within(AT_MOST), hasty_postgres.writing() as late:
            late.execute(change)


def test_a_statement_without_end_is_ended(hasty_postgres: Database) -> None:
    with unavailable_within(AT_MOST), hasty_postgres.reading() as db:
        db.execute(text("SELECT pg_sleep(30)"))


def test_connections_that_the_server_closed_are_replaced(postgres_database: Database, hasty_postgres: Database) -> None:
    for opened in (hasty_postgres.reading, hasty_postgres.writing):
        with opened() as connection:
            connection.execute(text("SELECT 1"))
    with postgres_database.reading() as db:
        ended = db.execute(
            text(
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).scalar()
    assert ended is not None and ended >= 2
    with hasty_postgres.writing() as tx:
        add_account(tx, "healed", NOW)
    with hasty_postgres.reading() as db:
        assert names(db) == ["healed"]


def test_a_server_that_is_gone_is_unavailable_at_once_and_comes_back(wire: Wire, hasty_postgres: Database) -> None:
    with hasty_postgres.reading() as db:
        assert names(db) == []
    wire.cut()
    for opened in (hasty_postgres.reading, hasty_postgres.writing):
        with unavailable_within(2.0), opened() as connection:
            connection.execute(text("SELECT 1"))
    wire.mend()
    with hasty_postgres.writing() as tx:
        add_account(tx, "back", NOW)


@pytest.mark.parametrize("known", [False, True], ids=["no connection yet", "a connection in the pool"])
def test_a_server_that_stands_still_is_unavailable_in_time_and_comes_back(
    wire: Wire, hasty_postgres: Database, known: bool
) -> None:
    if known:
        with hasty_postgres.reading() as db:
            assert names(db) == []
    wire.freeze()
    with unavailable_within(AT_MOST), hasty_postgres.reading() as db:
        db.execute(text("SELECT 1"))
    wire.thaw()
    with hasty_postgres.reading() as db:
        assert names(db) == []


def test_a_server_that_stops_in_a_transaction_keeps_nothing_of_it(wire: Wire, hasty_postgres: Database) -> None:
    with unavailable_within(AT_MOST), hasty_postgres.writing() as tx:
        add_account(tx, "half-written", NOW)
        wire.freeze()
        add_account(tx, "never arrives", NOW)
    wire.thaw()
    _wait_until(lambda: _names_through(hasty_postgres) == [])
    with hasty_postgres.writing() as tx:
        add_account(tx, "after", NOW)
    with hasty_postgres.reading() as db:
        assert names(db) == ["after"]


def _names_through(database: Database) -> list[str]:
    with database.reading() as db:
        return names(db)


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    "change", [{"port": 1}, {"database": "no_such_database"}, {"host": "host.invalid"}], ids=lambda change: str(change)
)
def test_a_server_that_cannot_be_reached_is_unavailable(wire: Wire, change: dict[str, object]) -> None:
    url = make_url(wire.url).set(**change)  # type: ignore[arg-type]
    with unavailable_within(AT_MOST), Database(url.render_as_string(hide_password=False)).reading():
        pass


def test_a_statement_that_only_one_database_refuses_is_no_outage(postgres_database: Database) -> None:
    # A NUL and a text too long are the client's fault and must not look like an outage.
    for value in ("a\0b", "x" * 500):
        with pytest.raises(DBAPIError), postgres_database.writing() as tx:
            tx.execute(insert(service_secrets).values(name=value, value="x", created_at=NOW))
