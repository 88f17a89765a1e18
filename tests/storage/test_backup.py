"""A backup holds everything at one instant, whoever writes meanwhile, and comes back whole or not at all."""

from __future__ import annotations

import gzip
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from api.storage.accounts.accounts import accounts
from api.storage.backup import BackupError, read_backup, restore_backup, write_backup
from api.storage.database.engines import Database
from api.storage.database.migrate import is_at_head, migrate
from api.storage.migrations.tables import metadata
from api.storage.runners.pairs import pairs
from tests.support.logbook import a_pair, a_run, metres, runs_in
from tests.support.postgres import fresh_database

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def another_database(backend: str, tmp_path: Path, worker_id: str) -> Iterator[Database]:
    """A database without any table."""
    with _another(backend, tmp_path, worker_id) as made:
        yield made


@contextmanager
def _another(backend: str, folder: Path, worker: str) -> Iterator[Database]:
    if backend == "sqlite":
        database = Database(f"sqlite:///{folder / 'restored.db'}", pool_size=2)
        yield database
        database.dispose()
    else:
        with fresh_database(f"restored_{worker}") as url:
            database = Database(url, pool_size=2)
            yield database
            database.dispose()


def rows_of(database: Database) -> dict[str, list[Any]]:
    with database.reading() as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def fault_of(code: str, act: Any) -> dict[str, object]:
    with pytest.raises(BackupError) as caught:
        act()
    assert caught.value.code == code
    return caught.value.facts


def test_everything_comes_back(
    client: FlaskClient, released_database: Database, another_database: Database, tmp_path: Path
) -> None:
    pair = a_pair(client)
    a_run(client, pair, distance={"mi": 3.1}, pain_level=2, external_id="watch-1")
    a_run(client, pair, distance={"km": 10.005}, started_at="2026-09-01T06:00:00Z")
    file = tmp_path / "copy.forefoot"
    written = write_backup(released_database, file, NOW)
    assert restore_backup(another_database, file) == written == read_backup(file)
    assert rows_of(another_database) == rows_of(released_database)
    with another_database.reading() as db:
        assert is_at_head(db)


def test_what_is_written_meanwhile_is_not_half_in_it(
    client: FlaskClient, released_database: Database, another_database: Database, tmp_path: Path
) -> None:
    pair = a_pair(client)
    before = [a_run(client, pair)["id"] for _ in range(5)]
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            a_run(client, pair)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        write_backup(released_database, tmp_path / "copy", NOW)
    finally:
        stop.set()
        writer.join()
    total_now = metres(client, pair)
    restore_backup(another_database, tmp_path / "copy")
    with another_database.reading() as db:
        total = db.execute(select(pairs.c.recorded_um).where(pairs.c.id == pair)).scalar_one() / 1_000_000
    assert 5 * 10_000 <= total <= total_now
    assert {run["id"] for run in runs_in(client, pair)} >= set(before)


def test_only_the_owner_may_read_it(database: Database, tmp_path: Path) -> None:
    write_backup(database, tmp_path / "new" / "copy", NOW)
    assert stat.S_IMODE((tmp_path / "new" / "copy").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["copy"]


def test_a_file_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    fault_of("file_exists", lambda: write_backup(database, tmp_path / "copy", NOW))
    assert (tmp_path / "copy").read_text() == "mine"


def test_a_database_that_holds_something_is_left_alone(
    released_database: Database, client: FlaskClient, tmp_path: Path
) -> None:
    a_pair(client)
    write_backup(released_database, tmp_path / "copy", NOW)
    before = rows_of(released_database)
    fault_of("not_empty", lambda: restore_backup(released_database, tmp_path / "copy"))
    assert rows_of(released_database) == before


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_restores_nothing(
    kept: float, released_database: Database, another_database: Database, tmp_path: Path
) -> None:
    write_backup(released_database, tmp_path / "copy", NOW)
    content = (tmp_path / "copy").read_bytes()
    (tmp_path / "cut").write_bytes(content[: int(len(content) * kept)])
    fault_of("damaged", lambda: restore_backup(another_database, tmp_path / "cut"))
    lines = gzip.decompress(content).splitlines(keepends=True)
    (tmp_path / "short").write_bytes(gzip.compress(b"".join(lines[: int(len(lines) * kept)])))
    fault_of("damaged", lambda: restore_backup(another_database, tmp_path / "short"))
    (tmp_path / "lacking").write_bytes(gzip.compress(b"".join(lines[:-2] + lines[-1:])))
    fault_of("damaged", lambda: restore_backup(another_database, tmp_path / "lacking"))
    with another_database.preparing() as db:
        assert not db.dialect.has_table(db, "accounts")


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"", mtime=0), gzip.compress(b'{"form": "other"}\n', mtime=0)],
    ids=["empty", "no gzip", "gzip of nothing", "another form"],
)
def test_another_file_is_no_backup(content: bytes, database: Database, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(BackupError) as caught:
        restore_backup(database, tmp_path / "copy")
    assert caught.value.code in ("not_a_backup", "damaged")


def test_a_file_that_is_not_there(database: Database, tmp_path: Path) -> None:
    fault_of("no_file", lambda: restore_backup(database, tmp_path / "copy"))


def test_a_backup_of_a_newer_version_is_refused(database: Database, tmp_path: Path) -> None:
    write_backup(database, tmp_path / "copy", NOW)
    lines = gzip.decompress((tmp_path / "copy").read_bytes())
    revision = read_backup(tmp_path / "copy").revision
    (tmp_path / "newer").write_bytes(gzip.compress(lines.replace(f'"{revision}"'.encode(), b'"9999"')))
    assert fault_of("newer_version", lambda: restore_backup(database, tmp_path / "newer")) == {"revision": "9999"}


def test_a_backup_of_an_older_schema_comes_to_this_one(
    another_database: Database, backend: str, tmp_path: Path
) -> None:
    older = "0005"
    migrate(another_database, older)
    head = f'{{"form":"forefoot-backup","version":1,"revision":"{older}","taken_at":"2026-01-01T00:00:00+00:00"}}'
    table = '{"table":"accounts","columns":["id","name","created_at"]}'
    row = '["acct_old","Old shop","2025-12-31T23:59:59.000001+00:00"]'
    text = "\n".join([head, table, row, '{"end":{"accounts":1}}', ""])
    (tmp_path / "old").write_bytes(gzip.compress(text.encode()))
    assert restore_backup(another_database, tmp_path / "old").rows == {"accounts": 1}
    with another_database.reading() as db:
        assert is_at_head(db)
        made = db.execute(select(accounts.c.created_at).where(accounts.c.id == "acct_old")).scalar_one()
    assert made == datetime(2025, 12, 31, 23, 59, 59, 1, tzinfo=UTC)


def test_a_total_that_is_no_sum_is_found(client: FlaskClient, released_database: Database, tmp_path: Path) -> None:
    pair = a_pair(client)
    a_run(client, pair)
    with released_database.writing() as tx:
        tx.execute(update(pairs).where(pairs.c.id == pair).values(recorded_um=pairs.c.recorded_um + 1))
    assert fault_of("wrong_total", lambda: write_backup(released_database, tmp_path / "copy", NOW)) == {"pair": pair}
    assert not (tmp_path / "copy").exists()


def test_a_database_without_a_schema_is_not_backed_up(another_database: Database, tmp_path: Path) -> None:
    fault_of("not_released", lambda: write_backup(another_database, tmp_path / "copy", NOW))
    assert list(tmp_path.glob("copy*")) == []


def test_more_rows_than_are_read_at_once(database: Database, another_database: Database, tmp_path: Path) -> None:
    many = [
        {"id": f"acct_{number:05}", "name": "x" * 200, "created_at": NOW + timedelta(seconds=number)}
        for number in range(4_321)
    ]
    with database.writing() as tx:
        tx.execute(insert(accounts), many)
    assert write_backup(database, tmp_path / "copy", NOW).rows["accounts"] == 4_321
    restore_backup(another_database, tmp_path / "copy")
    assert rows_of(another_database) == rows_of(database)
