"""Runners of an account: who wears the pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from api.storage.database.errors import ConflictError, StaleVersionError
from api.storage.database.metadata import UtcDateTime, metadata

runners = Table(
    "runners",
    metadata,
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("external_ref", String(120), nullable=True),
    Column("units", String(8), nullable=False),
    Column("body_mass_kg", Float, nullable=True),
    Column("foot_profile", Text, nullable=True),
    Column("health_consent", Boolean, nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("account_id", "external_ref"),
    Index("ix_runners_account_id_created_at_id", "account_id", "created_at", "id"),
)


@dataclass(frozen=True, slots=True)
class RunnerRow:
    """A runner as stored; ``foot_profile`` is a JSON text, ``health_consent`` says whether pain may be stored."""

    account_id: str
    id: str
    external_ref: str | None
    units: str
    body_mass_kg: float | None
    foot_profile: str | None
    health_consent: bool | None
    version: int
    created_at: datetime
    updated_at: datetime

    def as_dict(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


_CHANGING = ("external_ref", "units", "body_mass_kg", "foot_profile", "health_consent", "version", "updated_at")
_COLUMNS = tuple(runners.c[name] for name in RunnerRow.__slots__)
_ONE = select(*_COLUMNS).where(runners.c.account_id == bindparam("account_id"), runners.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update(key_share=True)
_FIRST = (
    select(*_COLUMNS)
    .where(runners.c.account_id == bindparam("account_id"))
    .order_by(runners.c.created_at, runners.c.id)
    .limit(bindparam("page_size"))
)
_NEXT = _FIRST.where(
    tuple_(runners.c.created_at, runners.c.id)
    > tuple_(bindparam("at", type_=UtcDateTime), bindparam("id", type_=String))
)
_REF = select(runners.c.id).where(
    runners.c.account_id == bindparam("account_id"), runners.c.external_ref == bindparam("external_ref")
)
_THIS = (runners.c.account_id == bindparam("b_account_id"), runners.c.id == bindparam("b_id"))
_THIS_VERSION = (*_THIS, runners.c.version == bindparam("b_version"))
_INSERT = insert(runners)
_REPLACE = update(runners).where(*_THIS_VERSION).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(runners).where(*_THIS)


def runner_row(db: Connection, account_id: str, runner_id: str) -> RunnerRow | None:
    """Return a runner of this account, or None."""
    row = db.execute(_ONE, {"account_id": account_id, "id": runner_id}).first()
    return None if row is None else RunnerRow(*row)


def lock_runner(tx: Connection, account_id: str, runner_id: str) -> RunnerRow | None:
    """Return a runner, whom no other transaction changes or logs for until this one ends; None without one."""
    row = tx.execute(_LOCKED, {"account_id": account_id, "id": runner_id}).first()
    return None if row is None else RunnerRow(*row)


def list_runners(db: Connection, account_id: str, after: tuple[datetime, str] | None, limit: int) -> list[RunnerRow]:
    """Return at most ``limit`` runners behind (created_at, id), oldest first."""
    values: dict[str, object] = {"account_id": account_id, "page_size": limit}
    if after is None:
        return [RunnerRow(*row) for row in db.execute(_FIRST, values)]
    return [RunnerRow(*row) for row in db.execute(_NEXT, {**values, "at": after[0], "id": after[1]})]


def runner_with_ref(db: Connection, account_id: str, external_ref: str) -> str | None:
    """Return the id of the runner with this external_ref, or None."""
    return db.execute(_REF, {"account_id": account_id, "external_ref": external_ref}).scalar()


def check_ref_is_free(tx: Connection, row: RunnerRow) -> None:
    """Raise ConflictError if another runner has this external_ref."""
    if row.external_ref is None:
        return
    found = runner_with_ref(tx, row.account_id, row.external_ref)
    if found is not None and found != row.id:
        raise ref_taken()


def ref_taken() -> ConflictError:
    """Return the error for an external_ref that another runner has."""
    return ConflictError("/external_ref", "Another runner has this external_ref.")


def add_runner(tx: Connection, row: RunnerRow) -> None:
    """Store a new runner; raises IntegrityError for an external_ref that is taken."""
    tx.execute(_INSERT, row.as_dict())


def replace_runner(tx: Connection, row: RunnerRow, version: int) -> None:
    """Store a runner in place of the one at ``version``; raises StaleVersionError, IntegrityError."""
    values = {**row.as_dict(), "b_account_id": row.account_id, "b_id": row.id, "b_version": version}
    if tx.execute(_REPLACE, values).rowcount == 0:
        raise StaleVersionError


def delete_runner(tx: Connection, account_id: str, runner_id: str) -> None:
    """Delete a runner with all pairs and runs, those kept as a mark of a deletion included."""
    tx.execute(_DELETE, {"b_account_id": account_id, "b_id": runner_id})
