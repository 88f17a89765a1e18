"""Imports of a runner's files: what each did, row by row, and under which names the files know the runner's pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
)

from api.storage.errors import StaleVersionError
from api.storage.metadata import UtcDateTime, metadata

_AT_ONCE = 1000

imports = Table(
    "imports",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("runner_id", String(40), nullable=False),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
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

pair_names = Table(
    "pair_names",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("runner_id", String(40), primary_key=True),
    Column("source", String(40), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("pair_id", String(40), nullable=False),
    ForeignKeyConstraint(["account_id", "pair_id"], ["pairs.account_id", "pairs.id"], ondelete="CASCADE"),
    Index("ix_pair_names_of_pair", "account_id", "pair_id"),
)


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import as stored, with how many rows came to what."""

    account_id: str
    id: str
    runner_id: str
    created: int
    updated: int
    skipped: int
    failed: int
    version: int
    created_at: datetime

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


_COLUMNS = tuple(imports.c[name] for name in ImportRecord.__slots__)
_ROW_COLUMNS = tuple(import_rows.c[name] for name in ImportedRow.__slots__)
_ONE = select(*_COLUMNS).where(imports.c.account_id == bindparam("account_id"), imports.c.id == bindparam("id"))
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
_DELETE = delete(imports).where(
    imports.c.account_id == bindparam("b_account_id"),
    imports.c.id == bindparam("b_id"),
    imports.c.version == bindparam("b_version"),
)
_NAMES = select(pair_names.c.source, pair_names.c.name, pair_names.c.pair_id).where(
    pair_names.c.account_id == bindparam("account_id"), pair_names.c.runner_id == bindparam("runner_id")
)
_ADD, _ADD_ROWS, _ADD_NAMES = insert(imports), insert(import_rows), insert(pair_names)


def import_record(db: Connection, account_id: str, import_id: str) -> ImportRecord | None:
    """Answer an import of this account, or None."""
    row = db.execute(_ONE, {"account_id": account_id, "id": import_id}).first()
    return None if row is None else ImportRecord(*row)


def list_import_rows(db: Connection, account_id: str, import_id: str, after: int, limit: int) -> list[ImportedRow]:
    """Answer at most ``limit`` rows behind the number ``after``, in the order of the file."""
    values = {"account_id": account_id, "import_id": import_id, "after": after, "page_size": limit}
    return [ImportedRow(*row) for row in db.execute(_PAGE, values)]


def import_rows_with(db: Connection, account_id: str, import_id: str, status: str) -> list[ImportedRow]:
    """Answer every row that came to this status."""
    values = {"account_id": account_id, "import_id": import_id, "status": status}
    return [ImportedRow(*row) for row in db.execute(_WITH_STATUS, values)]


def add_import(tx: Connection, record: ImportRecord, rows: Sequence[ImportedRow]) -> None:
    """Store what an import did."""
    tx.execute(_ADD, record.as_dict())
    whose = {"account_id": record.account_id, "import_id": record.id}
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        tx.execute(_ADD_ROWS, [{**whose, **{name: getattr(row, name) for name in row.__slots__}} for row in some])


def delete_import(tx: Connection, record: ImportRecord) -> None:
    """Forget an import and its rows; raises StaleVersionError."""
    values = {"b_account_id": record.account_id, "b_id": record.id, "b_version": record.version}
    if tx.execute(_DELETE, values).rowcount == 0:
        raise StaleVersionError


def names_of_pairs(db: Connection, account_id: str, runner_id: str) -> dict[tuple[str, str], str]:
    """Answer the pair behind each (source, name) under which a file named one of the runner's pairs."""
    found = db.execute(_NAMES, {"account_id": account_id, "runner_id": runner_id})
    return {(source, name): pair_id for source, name, pair_id in found}


def add_names_of_pairs(tx: Connection, account_id: str, runner_id: str, names: dict[tuple[str, str], str]) -> None:
    """Store under which names files know pairs."""
    whose = {"account_id": account_id, "runner_id": runner_id}
    if names:
        tx.execute(
            _ADD_NAMES,
            [
                {**whose, "source": source, "name": name, "pair_id": pair_id}
                for (source, name), pair_id in names.items()
            ],
        )
