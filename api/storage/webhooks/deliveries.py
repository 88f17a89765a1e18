"""Messages on their way to receivers, written in the transaction of their event, and each attempt at one.

Whoever sends a message holds its lease: two processes do not send the same one at once, and when one dies another takes
over as soon as the lease has run out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from api.storage.catalogue.shoes import sorted_text
from api.storage.database.engines import UtcDateTime
from api.storage.database.records import Row, Statements, Stored, table_of
from api.storage.webhooks.webhooks import webhooks

PENDING, DELIVERED, FAILED = "pending", "delivered", "failed"
STATUSES = (PENDING, DELIVERED, FAILED)
MOST_AT_ONCE = 2
"""How many messages are on their way to one receiver at a time: a slow one shall not keep the others waiting."""


@dataclass(frozen=True, slots=True)
class DeliveryRow(Row):
    """A message to one receiver. ``body`` is what is sent, to the byte; ``round_tries`` are the attempts since it was
    made or sent again by hand; ``runner_id`` is the runner it is about, so that it goes with the runner.
    """

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    id: Annotated[str, Stored(sorted_text(40), key=True)]
    webhook_id: Annotated[str, Stored(sorted_text(40), fixed=True, shown=False)]
    event: Annotated[str, Stored(String(40), fixed=True)]
    body: Annotated[str, Stored(Text, fixed=True)]
    runner_id: Annotated[str | None, Stored(String(40), fixed=True, shown=False)]
    status: Annotated[str, Stored(String(12))]
    tries: Annotated[int, Stored(Integer)]
    round_tries: Annotated[int, Stored(Integer, shown=False)]
    next_at: Annotated[datetime | None, Stored(UtcDateTime)]
    lease: Annotated[str | None, Stored(String(40), shown=False)]
    lease_until: Annotated[datetime | None, Stored(UtcDateTime, shown=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    finished_at: Annotated[datetime | None, Stored(UtcDateTime)]


@dataclass(frozen=True, slots=True)
class AttemptRow(Row):
    """One attempt at a message: what came of it, the status of the answer, and how long it took."""

    account_id: Annotated[str, Stored(String(40), key=True, shown=False)]
    delivery_id: Annotated[str, Stored(sorted_text(40), key=True, shown=False)]
    number: Annotated[int, Stored(Integer, key=True)]
    at: Annotated[datetime, Stored(UtcDateTime)]
    outcome: Annotated[str, Stored(String(20))]
    status: Annotated[int | None, Stored(Integer)]
    duration_ms: Annotated[int, Stored(Integer)]


webhook_deliveries = table_of(
    "webhook_deliveries",
    DeliveryRow,
    ForeignKeyConstraint(["account_id", "webhook_id"], ["webhooks.account_id", "webhooks.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["account_id", "runner_id"], ["runners.account_id", "runners.id"], ondelete="CASCADE"),
    Index("ix_webhook_deliveries_of_webhook", "account_id", "webhook_id", "created_at", "id"),
    Index("ix_webhook_deliveries_of_runner", "account_id", "runner_id"),
    Index("ix_webhook_deliveries_next_at", "next_at"),
    Index("ix_webhook_deliveries_finished_at", "finished_at"),
)
webhook_attempts = table_of(
    "webhook_attempts",
    AttemptRow,
    ForeignKeyConstraint(
        ["account_id", "delivery_id"], ["webhook_deliveries.account_id", "webhook_deliveries.id"], ondelete="CASCADE"
    ),
)

_d = webhook_deliveries.c
_WRITE = Statements(webhook_deliveries, DeliveryRow)
_ATTEMPTS = Statements(webhook_attempts, AttemptRow)
_NOW = bindparam("now", type_=UtcDateTime)
_FREE = or_(_d.lease_until.is_(None), _d.lease_until <= _NOW)
_ON_THEIR_WAY = webhook_deliveries.alias("on_their_way")
_BUSY = (
    select(func.count())
    .where(
        _ON_THEIR_WAY.c.account_id == _d.account_id,
        _ON_THEIR_WAY.c.webhook_id == _d.webhook_id,
        _ON_THEIR_WAY.c.next_at.is_not(None),
        _ON_THEIR_WAY.c.lease_until > _NOW,
    )
    .scalar_subquery()
)
_DUE = (
    select(*_WRITE.columns)
    .join(webhooks, (webhooks.c.account_id == _d.account_id) & (webhooks.c.id == _d.webhook_id))
    .where(_d.next_at <= _NOW, _FREE, webhooks.c.disabled_at.is_(None), _BUSY < MOST_AT_ONCE)
    .order_by(_d.next_at, _d.id)
    .limit(bindparam("most"))
)
_TAKE = (
    update(webhook_deliveries)
    .where(_d.account_id == bindparam("b_account_id"), _d.id == bindparam("b_id"), _d.next_at <= _NOW, _FREE)
    .values(lease=bindparam("b_lease"), lease_until=bindparam("b_until"))
)
_SETTLE = (
    update(webhook_deliveries)
    .where(_d.account_id == bindparam("b_account_id"), _d.id == bindparam("b_id"), _d.lease == bindparam("b_lease"))
    .values(
        status=bindparam("b_status"),
        tries=bindparam("b_tries"),
        round_tries=bindparam("b_round_tries"),
        next_at=bindparam("b_next_at"),
        finished_at=bindparam("b_finished_at"),
        lease=None,
        lease_until=None,
    )
)
_AGAIN = (
    update(webhook_deliveries)
    .where(_d.account_id == bindparam("b_account_id"), _d.id == bindparam("b_id"))
    .values(status=PENDING, round_tries=0, next_at=bindparam("b_now"), finished_at=None)
)
_ONE = select(*_WRITE.columns).where(
    _d.account_id == bindparam("account_id"), _d.webhook_id == bindparam("webhook_id"), _d.id == bindparam("id")
)
_NEWEST = (
    select(*_WRITE.columns)
    .where(_d.account_id == bindparam("account_id"), _d.webhook_id == bindparam("webhook_id"))
    .order_by(_d.created_at.desc(), _d.id.desc())
    .limit(bindparam("page_size"))
)
_OLDER = tuple_(_d.created_at, _d.id) < tuple_(bindparam("at", type_=UtcDateTime), bindparam("after_id", type_=String))
_WITH_STATUS = _d.status == bindparam("status")
_OF_DELIVERIES = (
    select(*_ATTEMPTS.columns)
    .where(
        webhook_attempts.c.account_id == bindparam("account_id"),
        webhook_attempts.c.delivery_id.in_(bindparam("delivery_ids", expanding=True)),
    )
    .order_by(webhook_attempts.c.delivery_id, webhook_attempts.c.number)
)
_FORGET = delete(webhook_deliveries).where(_d.finished_at < bindparam("before", type_=UtcDateTime))
_FORGET_HELD = delete(webhook_deliveries).where(
    _d.next_at < bindparam("before", type_=UtcDateTime), _d.created_at < bindparam("before", type_=UtcDateTime)
)


def add_deliveries(tx: Connection, rows: Sequence[DeliveryRow]) -> None:
    """Store new messages, in the transaction of their event."""
    _WRITE.add(tx, rows)


def delivery_row(db: Connection, account_id: str, webhook_id: str, delivery_id: str) -> DeliveryRow | None:
    """Return a message to a webhook of this account, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "webhook_id": webhook_id, "id": delivery_id}))


def list_deliveries(
    db: Connection, account_id: str, webhook_id: str, after: tuple[datetime, str] | None, limit: int, status: str | None
) -> list[DeliveryRow]:
    """Return at most ``limit`` messages behind (created_at, id), the newest first; of one status only, if given."""
    query, values = _NEWEST, {"account_id": account_id, "webhook_id": webhook_id, "page_size": limit}
    if status is not None:
        query, values = query.where(_WITH_STATUS), {**values, "status": status}
    if after is not None:
        query, values = query.where(_OLDER), {**values, "at": after[0], "after_id": after[1]}
    return list(_WRITE.rows(db.execute(query, values)))


def attempts_of(db: Connection, rows: Sequence[DeliveryRow]) -> dict[str, list[AttemptRow]]:
    """Return the attempts at messages of one account, by the id of each, the first first."""
    found: dict[str, list[AttemptRow]] = {row.id: [] for row in rows}
    if rows:
        values = {"account_id": rows[0].account_id, "delivery_ids": list(found)}
        for attempt in _ATTEMPTS.rows(db.execute(_OF_DELIVERIES, values)):
            found[attempt.delivery_id].append(attempt)
    return found


def due_deliveries(db: Connection, now: datetime, most: int) -> list[DeliveryRow]:
    """Return messages of every account whose time has come and that nobody is sending, the longest due first."""
    return list(_WRITE.rows(db.execute(_DUE, {"now": now, "most": most})))


def take_delivery(tx: Connection, row: DeliveryRow, lease: str, now: datetime, until: datetime) -> bool:
    """Take a message to send it; return False where another was quicker."""
    values = {"b_account_id": row.account_id, "b_id": row.id, "now": now, "b_lease": lease, "b_until": until}
    return tx.execute(_TAKE, values).rowcount > 0


def settle_delivery(tx: Connection, row: DeliveryRow, attempt: AttemptRow) -> bool:
    """Store what came of an attempt under its lease; return False if the message is gone, or another's by now."""
    values = {
        "b_account_id": row.account_id,
        "b_id": row.id,
        "b_lease": row.lease,
        "b_status": row.status,
        "b_tries": row.tries,
        "b_round_tries": row.round_tries,
        "b_next_at": row.next_at,
        "b_finished_at": row.finished_at,
    }
    if tx.execute(_SETTLE, values).rowcount == 0:
        return False
    _ATTEMPTS.add(tx, [attempt])
    return True


def send_again(tx: Connection, row: DeliveryRow, now: datetime) -> None:
    """Let a message be sent again at once, under its old id, and as often as a new one."""
    tx.execute(_AGAIN, {"b_account_id": row.account_id, "b_id": row.id, "b_now": now})


def forget_deliveries(tx: Connection, before: datetime) -> None:
    """Forget messages that came to their end before, or that a disabled webhook has kept waiting since then."""
    tx.execute(_FORGET, {"before": before})
    tx.execute(_FORGET_HELD, {"before": before})
