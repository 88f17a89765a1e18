"""Imports of a runner's files: how far each is, and what it did, row by row.

Whoever writes an import holds its ``claim``: progress is stored only under it, so that a worker that was thought dead
and taken over from cannot go on beside its successor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    bindparam,
    insert,
    select,
)

from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, insert_rows, table_of

RUNNING, DONE, INTERRUPTED = "running", "done", "interrupted"

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ImportRecord(Row):
    """An import as stored: how many records of the file are done, and how many rows came to what.

    ``fingerprint`` identifies a file that comes again; ``alive_at`` is the last sign of life of its writer.
    """

    account_id: Annotated[str, Stored(String(40), key=True)]
    id: Annotated[str, Stored(String(40), key=True)]
    runner_id: Annotated[str, Stored(String(40), fixed=True)]
    # The defaults are for a worker of the version before, which knows only finished imports.
    status: Annotated[str, Stored(String(12), default=DONE)]
    records: Annotated[int, Stored(Integer, default="0", empty=0)]
    records_done: Annotated[int, Stored(Integer, default="0", empty=0)]
    created: Annotated[int, Stored(Integer, empty=0)]
    updated: Annotated[int, Stored(Integer, empty=0)]
    skipped: Annotated[int, Stored(Integer, empty=0)]
    failed: Annotated[int, Stored(Integer, empty=0)]
    fingerprint: Annotated[str | None, Stored(String(64))]
    claim: Annotated[str | None, Stored(String(40))]
    version: Annotated[int, Stored(BigInteger)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    alive_at: Annotated[datetime | None, Stored(UtcDateTime)]

    @property
    def rows(self) -> int:
        """How many rows its report has."""
        return self.created + self.updated + self.skipped + self.failed


@dataclass(frozen=True, slots=True)
class ImportedRow(Row):
    """What became of one record of a file: the run or the pair concerned, why it was skipped or failed.

    ``codes`` are those of the sentences of ``reason``, with blanks between.
    """

    number: Annotated[int, Stored(Integer, key=True)]
    place: Annotated[str, Stored(String(200))]
    status: Annotated[str, Stored(String(8))]
    run_id: Annotated[str | None, Stored(String(40))] = None
    pair_id: Annotated[str | None, Stored(String(40))] = None
    reason: Annotated[str | None, Stored(String(400))] = None
    codes: Annotated[str | None, Stored(String(200))] = None


imports = table_of(
    "imports",
    ImportRecord,
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    Index("ix_imports_of_runner", "account_id", "runner_id"),
)

import_rows = table_of(
    "import_rows",
    ImportedRow,
    Column("account_id", String(40), primary_key=True),
    Column("import_id", String(40), primary_key=True),
    ForeignKeyConstraint(["account_id", "import_id"], ["imports.account_id", "imports.id"], ondelete="CASCADE"),
)

_WRITE = Statements(imports, ImportRecord)
_ROW_COLUMNS = tuple(import_rows.c[name] for name in ImportedRow.__dataclass_fields__)
_ONE = select(*_WRITE.columns).where(imports.c.account_id == bindparam("account_id"), imports.c.id == bindparam("id"))
_ALIKE = (
    select(*_WRITE.columns)
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
_ADD_ROWS = insert(import_rows)


def import_record(db: Connection, account_id: str, import_id: str) -> ImportRecord | None:
    """Return an import of this account, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": import_id}))


def unfinished_imports(db: Connection, account_id: str, runner_id: str, fingerprint: str) -> list[ImportRecord]:
    """Return the imports of this very file for a runner that never came to their end, oldest first."""
    values = {"account_id": account_id, "runner_id": runner_id, "fingerprint": fingerprint}
    return list(_WRITE.rows(db.execute(_ALIKE, values)))


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
    _WRITE.add(tx, [record])


def replace_import(tx: Connection, before: ImportRecord, after: ImportRecord) -> None:
    """Store how far an import is in place of what was there; raises StaleVersionError."""
    _WRITE.replace(tx, after, before.version)


def add_import_rows(tx: Connection, record: ImportRecord, rows: Sequence[ImportedRow]) -> None:
    """Store more rows of an import's report, numbered on from those it has."""
    whose = {"account_id": record.account_id, "import_id": record.id}
    numbered = [replace(row, number=number) for number, row in enumerate(rows, start=record.rows + 1)]
    for start in range(0, len(numbered), _AT_ONCE):
        some = numbered[start : start + _AT_ONCE]
        insert_rows(tx, _ADD_ROWS, [{**whose, **row.as_dict()} for row in some])


def delete_import(tx: Connection, record: ImportRecord) -> None:
    """Forget an import and its rows; raises StaleVersionError."""
    _WRITE.delete(tx, record, record.version)
