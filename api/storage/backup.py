"""A whole database in one file and back, the same form for SQLite and PostgreSQL.

The file is gzip over lines of JSON: a head (form, revision of the schema, instant), for each table its columns and then
its rows, and an end with the number of rows of each table. Everything is read at one instant while others go on
writing. It holds whatever the database holds, health answers of runners and hashes of keys included.
"""

from __future__ import annotations

import base64
import gzip
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, func, insert, select, text

from api.storage.database.engines import Database
from api.storage.database.migrate import is_at_head, knows, migrate, revision_of
from api.storage.migrations.tables import metadata
from api.storage.runners.pairs import pairs
from api.storage.runners.runs import runs

FORM = "forefoot-backup"
FORM_VERSION = 1
_PRIVATE = 0o600
_ROWS_AT_ONCE = 2_000
_COMPRESSION = 3


class BackupError(ValueError):
    """A backup that cannot be written, read or restored; ``code`` says why, ``facts`` fill its sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the instant it shows, the revision of its schema, the number of rows of each table."""

    taken_at: datetime
    revision: str
    rows: Mapping[str, int]

    @property
    def row_count(self) -> int:
        """Return how many rows it holds in all."""
        return sum(self.rows.values())


def write_backup(database: Database, path: Path, now: datetime) -> Backup:
    """Write the database to a new file that only its owner may read, and read it once more before it gets its name.

    Raises BackupError if the file exists or the schema is not this version's.
    """
    if path.exists():
        raise BackupError("file_exists", file=str(path))
    part = path.with_name(path.name + ".part")
    try:
        with _new_private_file(part) as raw, gzip.GzipFile("", "wb", _COMPRESSION, raw, mtime=0) as out:
            written = _write(database, out, now)
        if read_backup(part) != written:
            raise BackupError("damaged", file=str(path))
        part.rename(path)
        _keep_name(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return written


def read_backup(path: Path) -> Backup:
    """Return what a backup holds after reading the whole of it; raise BackupError if it is cut short or damaged."""
    return _read(path, lambda _, rows: sum(len(some) for some in rows))


def restore_backup(database: Database, path: Path) -> Backup:
    """Fill an empty database from a backup of this version or an older one, and bring it to this version's schema.

    All or nothing. Raises BackupError if the database holds anything, if the file is damaged or from a newer version,
    or if a pair's total is not the sum of its runs.
    """
    revision = read_backup(path).revision
    if not knows(revision):
        raise BackupError("newer_version", revision=revision)
    _check_is_empty(database)
    migrate(database, revision)
    with database.writing() as tx:
        if database.dialect == "postgresql":
            tx.execute(text("SET LOCAL statement_timeout = 0"))
        tables = _tables_of(tx)
        backup = _read(path, lambda name, rows: _fill(tx, tables, name, rows))
        _check_totals(tx)
    migrate(database)
    return backup


def _write(database: Database, out: gzip.GzipFile, now: datetime) -> Backup:
    rows: dict[str, int] = {}
    with database.snapshot() as db:
        if database.dialect == "postgresql":
            # A policy that hides rows from this role fails the backup instead of leaving them out.
            db.execute(text("SET LOCAL row_security = off"))
            db.execute(text("SET LOCAL statement_timeout = 0"))
            db.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        revision = revision_of(db)
        if revision is None or not is_at_head(db):
            raise BackupError("not_released")
        _check_totals(db)
        out.write(_line({"form": FORM, "version": FORM_VERSION, "revision": revision, "taken_at": now.isoformat()}))
        for table in metadata.sorted_tables:
            out.write(_line({"table": table.name, "columns": [column.name for column in table.columns]}))
            rows[name := str(table.name)] = 0
            found = db.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table))
            for some in found.partitions():
                out.writelines(_line([_sent(value) for value in row]) for row in some)
                rows[name] += len(some)
        out.write(_line({"end": rows}))
    return Backup(now, revision, rows)


def _check_totals(db: Connection) -> None:
    """Raise BackupError unless the total of each pair is the sum of its runs."""
    of_pair = (runs.c.account_id == pairs.c.account_id) & (runs.c.pair_id == pairs.c.id)
    total = select(func.coalesce(func.sum(runs.c.distance_um), 0)).where(of_pair).scalar_subquery()
    wrong = db.execute(select(pairs.c.id).where(pairs.c.recorded_um != total).limit(1)).scalar()
    if wrong is not None:
        raise BackupError("wrong_total", pair=wrong)


def _sent(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


Take = Callable[[str, Iterator[list[dict[str, Any]]]], int]


def _read(path: Path, take: Take) -> Backup:
    """Hand each table's rows to ``take``, some at a time, and return what the file says it holds."""
    try:
        with gzip.open(path, "rb") as lines:
            return _read_lines(path, iter(lines), take)
    except FileNotFoundError:
        raise BackupError("no_file", file=str(path)) from None
    except (OSError, EOFError, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as fault:
        if isinstance(fault, BackupError):
            raise
        raise BackupError("damaged", file=str(path)) from fault


def _read_lines(path: Path, lines: Iterator[bytes], take: Take) -> Backup:
    head = orjson.loads(next(lines, b"null"))
    if not isinstance(head, dict) or head.get("form") != FORM or head.get("version") != FORM_VERSION:
        raise BackupError("not_a_backup", file=str(path))
    counted: dict[str, int] = {}
    entry = orjson.loads(next(lines))
    while "table" in entry:
        name, columns = entry["table"], entry["columns"]
        last: list[Any] = []
        counted[name] = take(name, _rows(lines, columns, last))
        entry = last[0]
    if entry["end"] != counted or next(lines, None) is not None:
        raise BackupError("damaged", file=str(path))
    return Backup(datetime.fromisoformat(head["taken_at"]), head["revision"], counted)


def _rows(lines: Iterator[bytes], columns: list[str], last: list[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of one table, some at a time; put the entry that ends them into ``last``."""
    some: list[dict[str, Any]] = []
    for line in lines:
        entry = orjson.loads(line)
        if isinstance(entry, dict):
            last.append(entry)
            break
        some.append(dict(zip(columns, entry, strict=True)))
        if len(some) == _ROWS_AT_ONCE:
            yield some
            some = []
    else:
        raise EOFError
    if some:
        yield some


def _fill(tx: Connection, tables: Mapping[str, Table], name: str, rows: Iterator[list[dict[str, Any]]]) -> int:
    if name not in tables:
        raise KeyError(name)
    table = tables[name]
    read = {column.name: reader for column in table.columns if (reader := _reader_of(column.type)) is not None}
    count = 0
    for some in rows:
        for row in some:
            for column, reader in read.items():
                if row[column] is not None:
                    row[column] = reader(row[column])
        tx.execute(insert(table), some)
        count += len(some)
    return count


def _reader_of(kind: object) -> Callable[[Any], object] | None:
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return None


def _tables_of(tx: Connection) -> dict[str, Table]:
    # The tables as they are at the revision of the backup, which may be older than those of this version.
    found = MetaData()
    found.reflect(tx)
    return dict(found.tables)


def _check_is_empty(database: Database) -> None:
    with database.reading() as db:
        for table in _tables_of(db).values():
            if table.name != "alembic_version" and db.execute(select(func.count()).select_from(table)).scalar():
                raise BackupError("not_empty", table=table.name)


@contextmanager
def _new_private_file(path: Path) -> Iterator[IO[bytes]]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
        os.fchmod(number, _PRIVATE)
    except OSError as fault:
        raise BackupError("cannot_write", file=str(path.parent), why=fault.strerror or "") from fault
    with os.fdopen(number, "wb") as file:
        yield file
        file.flush()
        os.fsync(number)


def _keep_name(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
