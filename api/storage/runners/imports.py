"""Imports of a runner's files: how far each is, and what it did, row by row.

Whoever writes an import holds its ``claim``: progress is stored only under it, so that a worker that was thought dead
and taken over from cannot go on beside its successor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from api.storage.database.bulk import insert_rows
from api.storage.database.errors import StaleVersionError
from api.storage.database.metadata import UtcDateTime, metadata

RUNNING, DONE, INTERRUPTED = "running", "done", "interrupted"

_AT_ONCE = 1000

imports = Table(
    "imports",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("runner_id", String(40), nullable=False),
    # The defaults are for a worker of the version before, which knows only finished imports.
    Column("status", String(12), nullable=False, server_default=DONE),
    Column("records", Integer, nullable=False, server_default="0"),
    Column("records_done", Integer, nullable=False, server_default="0"),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=True),
    Column("claim", String(40), nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("alive_at", UtcDateTime, nullable=True),
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    Index("ix_imports_of_runner", "account_id", "runner_id"),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("import_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("place", String(200), nullable=False),
    Column("status", String(8), nullable=False),
    Column("run_id", String(40), nullable=True),
    Column("pair_id", String(40), nullable=True),
    Column("reason", String(400), nullable=True),
    ForeignKeyConstraint(["account_id", "import_id"], ["imports.account_id", "imports.id"], ondelete="CASCADE"),
)


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import as stored: how many records of the file are done, and how many rows came to what.

    ``fingerprint`` tells whether a file is the same again; ``alive_at`` is the last sign of life of its writer.
    """

    account_id: str
    id: str
    runner_id: str
    status: str
    records: int
    records_done: int
    created: int
    updated: int
    skipped: int
    failed: int
    fingerprint: str | None
    claim: str | None
    version: int
    created_at: datetime
    alive_at: datetime | None

    @property
    def rows(self) -> int:
        """How many rows its report has."""
        return self.created + self.updated + self.skipped + self.failed

    def as_dict(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of one record of a file: the run or the pair concerned, why it was skipped or failed."""

    number: int
    place: str
    status: str
    run_id: str | None = None
    pair_id: str | None = None
    reason: str | None = None


_FIXED = ("account_id", "id", "runner_id", "created_at")
_COLUMNS = tuple(imports.c[name] for name in ImportRecord.__slots__)
_ROW_COLUMNS = tuple(import_rows.c[name] for name in ImportedRow.__slots__)
_ONE = select(*_COLUMNS).where(imports.c.account_id == bindparam("account_id"), imports.c.id == bindparam("id"))
_ALIKE = (
    select(*_COLUMNS)
    .where(
        imports.c.account_id == bindparam("account_id"),
        imports.c.runner_id == bindparam("runner_id"),
        imports.c.fingerprint == bindparam("fingerprint"),
        imports.c.status != DONE,
    )
    .order_by(imports.c.created_at, imports.c.id)
)
_OF_IMPORT = (
    import_rows.c.account_id == bindparam("account_id"),
    import_rows.c.import_id == bindparam("import_id"),
)
_PAGE = (
    select(*_ROW_COLUMNS)
    .where(*_OF_IMPORT, import_rows.c.number > bindparam("after", type_=Integer))
    .order_by(import_rows.c.number)
    .limit(bindparam("page_size"))
)
_WITH_STATUS = (
    select(*_ROW_COLUMNS).where(*_OF_IMPORT, import_rows.c.status == bindparam("status")).order_by(import_rows.c.number)
)
_THIS_VERSION = (
    imports.c.account_id == bindparam("b_account_id"),
    imports.c.id == bindparam("b_id"),
    imports.c.version == bindparam("b_version"),
)
_REPLACE = (
    update(imports)
    .where(*_THIS_VERSION)
    .values({name: bindparam(name) for name in ImportRecord.__slots__ if name not in _FIXED})
)
_DELETE = delete(imports).where(*_THIS_VERSION)
_ADD, _ADD_ROWS = insert(imports), insert(import_rows)


def import_record(db: Connection, account_id: str, import_id: str) -> ImportRecord | None:
    """Return an import of this account, or None."""
    row = db.execute(_ONE, {"account_id": account_id, "id": import_id}).first()
    return None if row is None else ImportRecord(*row)


def unfinished_imports(db: Connection, account_id: str, runner_id: str, fingerprint: str) -> list[ImportRecord]:
    """Return the imports of this very file for a runner that never came to their end, oldest first."""
    values = {"account_id": account_id, "runner_id": runner_id, "fingerprint": fingerprint}
    return [ImportRecord(*row) for row in db.execute(_ALIKE, values)]


def list_import_rows(db: Connection, account_id: str, import_id: str, after: int, limit: int) -> list[ImportedRow]:
    """Return at most ``limit`` rows behind the number ``after``, in the order of the file."""
    values = {"account_id": account_id, "import_id": import_id, "after": after, "page_size": limit}
    return [ImportedRow(*row) for row in db.execute(_PAGE, values)]


def import_rows_with(db: Connection, account_id: str, import_id: str, status: str) -> list[ImportedRow]:
    """Return every row that came to this status."""
    values = {"account_id": account_id, "import_id": import_id, "status": status}
    return [ImportedRow(*row) for row in db.execute(_WITH_STATUS, values)]


def add_import(tx: Connection, record: ImportRecord) -> None:
    """Store a new import, of which nothing is done yet."""
    tx.execute(_ADD, record.as_dict())


def replace_import(tx: Connection, before: ImportRecord, after: ImportRecord) -> None:
    """Store how far an import is in place of what was there; raises StaleVersionError."""
    values = {**after.as_dict(), "b_account_id": before.account_id, "b_id": before.id, "b_version": before.version}
    if tx.execute(_REPLACE, values).rowcount == 0:
        raise StaleVersionError


def add_import_rows(tx: Connection, record: ImportRecord, rows: Sequence[ImportedRow]) -> None:
    """Store more rows of an import's report, numbered on from those it has."""
    whose = {"account_id": record.account_id, "import_id": record.id}
    told = [replace(row, number=number) for number, row in enumerate(rows, start=record.rows + 1)]
    for start in range(0, len(told), _AT_ONCE):
        some = told[start : start + _AT_ONCE]
        insert_rows(tx, _ADD_ROWS, [{**whose, **{name: getattr(row, name) for name in row.__slots__}} for row in some])


def delete_import(tx: Connection, record: ImportRecord) -> None:
    """Forget an import and its rows; raises StaleVersionError."""
    values = {"b_account_id": record.account_id, "b_id": record.id, "b_version": record.version}
    if tx.execute(_DELETE, values).rowcount == 0:
        raise StaleVersionError
