"""How shoes fitted those who bought them: a count of each outcome by store, shoe, size and width, of nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from api.advice.shoes.request import OUTCOMES, FitCounts
from api.storage.catalogue.shoes import sorted_text
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import WIDTH_NOT_STATED, size_text
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, table_of


@dataclass(frozen=True, slots=True)
class FitFeedbackRow(Row):
    """Counts of one shoe in one size and width; ``width`` is a class or WIDTH_NOT_STATED."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    store_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    line_key: Annotated[str, Stored(sorted_text(160), key=True)]
    shoe_account_id: Annotated[str, Stored(String(40), shown=False)]
    shoe_id: Annotated[str, Stored(sorted_text(80))]
    size_system: Annotated[str, Stored(String(12))]
    size_value: Annotated[float, Stored(Float)]
    width: Annotated[str, Stored(String(12))]
    bought: Annotated[int, Stored(Integer)]
    fits: Annotated[int, Stored(Integer)]
    too_short: Annotated[int, Stored(Integer)]
    too_long: Annotated[int, Stored(Integer)]
    too_narrow: Annotated[int, Stored(Integer)]
    too_wide: Annotated[int, Stored(Integer)]
    returned: Annotated[int, Stored(Integer)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]


fit_feedback = table_of(
    "fit_feedback",
    FitFeedbackRow,
    ForeignKeyConstraint(["account_id", "store_id"], ["stores.account_id", "stores.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["shoe_account_id", "shoe_id"], ["shoes.account_id", "shoes.id"], ondelete="CASCADE"),
    CheckConstraint(f"shoe_account_id = account_id OR shoe_account_id = '{SHARED}'", name="shoe_is_visible"),
    Index("ix_fit_feedback_of_shoe", "shoe_account_id", "shoe_id"),
)

_WRITE = Statements(fit_feedback, FitFeedbackRow)
_INSERT = insert(fit_feedback)
_IN_STORE = (
    fit_feedback.c.account_id == bindparam("account_id"),
    fit_feedback.c.store_id == bindparam("store_id"),
)
_ALL = select(*_WRITE.columns).where(*_IN_STORE)
_ONE = _ALL.where(fit_feedback.c.line_key == bindparam("line_key"))
_FIRST = _ALL.order_by(fit_feedback.c.line_key).limit(bindparam("page_size"))
_NEXT = _FIRST.where(fit_feedback.c.line_key > bindparam("after", type_=String))
_COUNT = (
    update(fit_feedback)
    .where(
        fit_feedback.c.account_id == bindparam("b_account_id"),
        fit_feedback.c.store_id == bindparam("b_store_id"),
        fit_feedback.c.line_key == bindparam("b_line_key"),
    )
    .values(
        {name: getattr(fit_feedback.c, name) + bindparam(f"more_{name}", type_=Integer) for name in OUTCOMES}
        | {"updated_at": bindparam("now", type_=UtcDateTime)}
    )
)
_ERASE = delete(fit_feedback).where(*_IN_STORE)
_ERASE_SHOE = _ERASE.where(fit_feedback.c.shoe_id == bindparam("shoe_id"))
_TOTALS = (
    select(
        fit_feedback.c.shoe_id,
        fit_feedback.c.width,
        *(func.sum(getattr(fit_feedback.c, name)).label(name) for name in OUTCOMES),
    )
    .where(fit_feedback.c.account_id == bindparam("account_id"))
    .group_by(fit_feedback.c.shoe_id, fit_feedback.c.width)
)


def line_key_of(shoe_id: str, system: str, value: float, width: str | None) -> str:
    """Return the key of the counts of a shoe in a size and width."""
    return f"{shoe_id}:{size_text(system, value)}:{width or WIDTH_NOT_STATED}"


def count_fit(tx: Connection, row: FitFeedbackRow) -> FitFeedbackRow:
    """Add the counts of a row to what is stored under its key and return that; call it under the account's lock."""
    named = {"account_id": row.account_id, "store_id": row.store_id, "line_key": row.line_key}
    if tx.execute(_ONE, named).first() is None:
        tx.execute(_INSERT, row.as_dict())
    else:
        values = {f"b_{name}": value for name, value in named.items()}
        values |= {f"more_{name}": getattr(row, name) for name in OUTCOMES} | {"now": row.updated_at}
        tx.execute(_COUNT, values)
    stored = _WRITE.first(tx.execute(_ONE, named))
    return stored or row


def list_fit_feedback(
    db: Connection, account_id: str, store_id: str, after: str | None, limit: int
) -> list[FitFeedbackRow]:
    """Return at most ``limit`` counts of a store behind a key, by shoe, size and width."""
    values: dict[str, object] = {"account_id": account_id, "store_id": store_id, "page_size": limit}
    if after is None:
        return list(_WRITE.rows(db.execute(_FIRST, values)))
    return list(_WRITE.rows(db.execute(_NEXT, {**values, "after": after})))


def erase_fit_feedback(tx: Connection, account_id: str, store_id: str, shoe_id: str | None) -> None:
    """Erase the counts of a store, of one shoe or of all."""
    values = {"account_id": account_id, "store_id": store_id}
    if shoe_id is None:
        tx.execute(_ERASE, values)
    else:
        tx.execute(_ERASE_SHOE, {**values, "shoe_id": shoe_id})


def fit_totals(db: Connection, account_id: str) -> dict[tuple[str, str | None], FitCounts]:
    """Return the counts of all stores of an account together, by shoe and width class (``None``: not stated)."""
    return {
        (str(shoe_id), None if width == WIDTH_NOT_STATED else str(width)): FitCounts(*map(int, counts))
        for shoe_id, width, *counts in db.execute(_TOTALS, {"account_id": account_id})
    }
