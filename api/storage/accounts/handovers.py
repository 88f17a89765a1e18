"""What customers took home: made documents, kept under a link for some days because somebody asked for it.

No request is stored, only what is shown. Whatever is past its time is neither served nor kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    bindparam,
    delete,
    select,
)

from api.storage.database.engines import UtcDateTime, new_id
from api.storage.database.records import Row, Statements, Stored, table_of


@dataclass(frozen=True, slots=True)
class HandoverRow(Row):
    """One customer's documents: until when they are kept, and in which language they are."""

    account_id: Annotated[str, Stored(ForeignKey("accounts.id", ondelete="CASCADE"), key=True, shown=False)]
    id: Annotated[str, Stored(String(40), key=True)]
    language: Annotated[str, Stored(String(8), fixed=True)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    expires_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]


@dataclass(frozen=True, slots=True)
class HandoverFileRow(Row):
    """One document: its name in the link, and what it is."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    handover_id: Annotated[str, Stored(String(40), key=True)]
    name: Annotated[str, Stored(String(60), key=True)]
    content_type: Annotated[str, Stored(String(80), fixed=True)]
    body: Annotated[bytes, Stored(LargeBinary, fixed=True)]


handovers = table_of("handovers", HandoverRow, Index("ix_handovers_expires_at", "expires_at"))
handover_files = table_of(
    "handover_files",
    HandoverFileRow,
    ForeignKeyConstraint(["account_id", "handover_id"], ["handovers.account_id", "handovers.id"], ondelete="CASCADE"),
)

_WRITE = Statements(handovers, HandoverRow)
_WRITE_FILES = Statements(handover_files, HandoverFileRow)
_ONE = select(*_WRITE.columns).where(
    handovers.c.account_id == bindparam("account_id"), handovers.c.id == bindparam("handover_id")
)
_ONE_FILE = select(*_WRITE_FILES.columns).where(
    handover_files.c.account_id == bindparam("account_id"),
    handover_files.c.handover_id == bindparam("handover_id"),
    handover_files.c.name == bindparam("name"),
)
_DELETE = delete(handovers).where(
    handovers.c.account_id == bindparam("whose"), handovers.c.id == bindparam("handover_id")
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document before it is stored."""

    name: str
    content_type: str
    body: bytes


def new_handover_id() -> str:
    """Return a fresh id."""
    return new_id("hand")


def add_handover(tx: Connection, row: HandoverRow, documents: Sequence[Document]) -> None:
    """Store the documents of one customer."""
    _WRITE.add(tx, [row])
    _WRITE_FILES.add(
        tx,
        [
            HandoverFileRow(row.account_id, row.id, document.name, document.content_type, document.body)
            for document in documents
        ],
    )


def handover_row(db: Connection, account_id: str, handover_id: str) -> HandoverRow | None:
    """Return what is known of one customer's documents, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "handover_id": handover_id}))


def handover_file(db: Connection, account_id: str, handover_id: str, name: str) -> HandoverFileRow | None:
    """Return one document, or None."""
    wanted = {"account_id": account_id, "handover_id": handover_id, "name": name}
    return _WRITE_FILES.first(db.execute(_ONE_FILE, wanted))


def delete_handover(tx: Connection, account_id: str, handover_id: str) -> bool:
    """Erase everything of one customer; return whether there was anything."""
    return tx.execute(_DELETE, {"whose": account_id, "handover_id": handover_id}).rowcount > 0


def forget_expired_handovers(tx: Connection, now: datetime) -> int:
    """Erase what is past its time and return how many customers' documents there were."""
    return tx.execute(delete(handovers).where(handovers.c.expires_at <= now)).rowcount
