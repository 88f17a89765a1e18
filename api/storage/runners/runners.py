"""Runners of an account: who wears the pairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Float,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    tuple_,
)

from api.storage.database.engines import UtcDateTime
from api.storage.database.errors import ConflictError
from api.storage.database.records import Row, Statements, Stored, table_of

METRIC, IMPERIAL = UNITS = ("metric", "imperial")


@dataclass(frozen=True, slots=True)
class RunnerRow(Row):
    """A runner as stored; ``health_consent`` says whether pain may be stored.

    ``foot_profile`` is a JSON text, ``time_zone`` an IANA name.
    """

    account_id: Annotated[
        str, Stored(ForeignKey("accounts.id", ondelete="CASCADE"), key=True, shown=False, exported=False)
    ]
    id: Annotated[str, Stored(String(40), key=True)]
    external_ref: Annotated[str | None, Stored(String(120), sent=True)]
    units: Annotated[str, Stored(String(8), sent=True, choices=UNITS, empty=METRIC)]
    body_mass_kg: Annotated[float | None, Stored(Float, sent=True)]
    foot_profile: Annotated[str | None, Stored(Text, sent=True, json=True)]
    health_consent: Annotated[bool | None, Stored(Boolean, sent=True)]
    time_zone: Annotated[str | None, Stored(String(64), sent=True)]
    assign_above_probability: Annotated[float | None, Stored(Float, sent=True, most=1)]
    subscription_key: Annotated[str | None, Stored(String(40), shown=False, exported=False)]
    store_id: Annotated[str | None, Stored(String(40), fixed=True, shown=False, exported=False)]
    version: Annotated[int, Stored(BigInteger, shown=False, exported=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]


runners = table_of(
    "runners",
    RunnerRow,
    UniqueConstraint("account_id", "external_ref"),
    Index("ix_runners_account_id_created_at_id", "account_id", "created_at", "id"),
    Index("ix_runners_of_store", "account_id", "store_id", "created_at", "id"),
)


_WRITE = Statements(runners, RunnerRow)
_ONE = select(*_WRITE.columns).where(runners.c.account_id == bindparam("account_id"), runners.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update(key_share=True)
_FIRST = (
    select(*_WRITE.columns)
    .where(runners.c.account_id == bindparam("account_id"))
    .order_by(runners.c.created_at, runners.c.id)
    .limit(bindparam("page_size"))
)
_BEHIND = tuple_(runners.c.created_at, runners.c.id) > tuple_(
    bindparam("at", type_=UtcDateTime), bindparam("id", type_=String)
)
_OF_STORE = runners.c.store_id == bindparam("store_id")
_WITH_REF = runners.c.external_ref == bindparam("external_ref")
_REF = select(runners.c.id, runners.c.store_id).where(
    runners.c.account_id == bindparam("account_id"), runners.c.external_ref == bindparam("external_ref")
)
_DELETE = delete(runners).where(runners.c.account_id == bindparam("b_account_id"), runners.c.id == bindparam("b_id"))


def runner_row(db: Connection, account_id: str, runner_id: str) -> RunnerRow | None:
    """Return a runner of this account, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": runner_id}))


def lock_runner(tx: Connection, account_id: str, runner_id: str) -> RunnerRow | None:
    """Return a runner, whom no other transaction changes or logs for until this one ends; None without one."""
    return _WRITE.first(tx.execute(_LOCKED, {"account_id": account_id, "id": runner_id}))


def list_runners(
    db: Connection,
    account_id: str,
    after: tuple[datetime, str] | None,
    limit: int,
    store_id: str | None = None,
    external_ref: str | None = None,
) -> list[RunnerRow]:
    """Return at most ``limit`` runners behind (created_at, id), oldest first; of one store or of one reference only, if
    it is given.
    """
    values: dict[str, object] = {"account_id": account_id, "page_size": limit}
    query = _FIRST
    if external_ref is not None:
        query, values = query.where(_WITH_REF), {**values, "external_ref": external_ref}
    if store_id is not None:
        query, values = query.where(_OF_STORE), {**values, "store_id": store_id}
    if after is not None:
        query, values = query.where(_BEHIND), {**values, "at": after[0], "id": after[1]}
    return list(_WRITE.rows(db.execute(query, values)))


def check_ref_is_free(tx: Connection, row: RunnerRow) -> None:
    """Raise ConflictError if another runner has this external_ref; it names that one, but for one of another store."""
    if row.external_ref is None:
        return
    found = tx.execute(_REF, {"account_id": row.account_id, "external_ref": row.external_ref}).first()
    if found is not None and found[0] != row.id:
        raise ref_taken(found[0] if row.store_id in (None, found[1]) else None)


def ref_taken(by: str | None = None) -> ConflictError:
    """Return the error for an external_ref that another runner has."""
    existing = None if by is None else ("runners", by)
    return ConflictError("/external_ref", "Another runner has this external_ref.", existing)


def add_runner(tx: Connection, row: RunnerRow) -> None:
    """Store a new runner; raises IntegrityError for an external_ref that is taken."""
    _WRITE.add(tx, [row])


def replace_runner(tx: Connection, row: RunnerRow, version: int) -> None:
    """Store a runner in place of the one at ``version``; raises StaleVersionError, IntegrityError."""
    _WRITE.replace(tx, row, version)


def delete_runner(tx: Connection, account_id: str, runner_id: str) -> None:
    """Delete a runner with all pairs and runs, those kept as a mark of a deletion included."""
    tx.execute(_DELETE, {"b_account_id": account_id, "b_id": runner_id})
