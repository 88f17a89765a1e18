"""Addresses of an account to which events are sent: what each wants to hear, and the secrets it is signed with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from sqlalchemy import BigInteger, Connection, ForeignKey, String, Text, bindparam, func, select

from api.storage.catalogue.shoes import sorted_text
from api.storage.database.engines import UtcDateTime, version_after
from api.storage.database.records import Row, Statements, Stored, table_of

PLAN_REPLACEMENT, RETIRE, IMPORT_FINISHED = "pair.plan_replacement", "pair.retire", "import.finished"
FEED_FAILED, FEED_RECOVERED, RUN_NEEDS_PAIR = "feed.failed", "feed.recovered", "run.needs_pair"
TEST = "webhook.test"
EVENTS = {
    PLAN_REPLACEMENT: "A pair has come near its end.",
    RETIRE: "A pair has come to its end.",
    IMPORT_FINISHED: "A file of a runner has been imported.",
    FEED_FAILED: "A feed that was well until then could not be pulled.",
    FEED_RECOVERED: "A feed that had failed was pulled again.",
    RUN_NEEDS_PAIR: "A run waits for somebody to say in which pair it was run.",
}
"""What can be heard of."""

OF_PAIRS = frozenset({PLAN_REPLACEMENT, RETIRE})
"""Events that nobody's request causes at once: they are found by looking at the pairs."""

BY_OWNER, BY_RECEIVER = "by_owner", "gone"
REASONS = (BY_OWNER, BY_RECEIVER)
"""Why a webhook is disabled: its owner wanted it so, or the receiver answered 410."""


@dataclass(frozen=True, slots=True)
class WebhookRow(Row):
    """A webhook as stored: ``secret`` and ``old_secret`` are sealed, ``events`` words.

    ``old_secret`` is valid beside the other until ``old_secret_until``. ``pairs_since`` is when it began to want events
    of pairs: what a pair had come to before is no event.
    """

    account_id: Annotated[str, Stored(ForeignKey("accounts.id", ondelete="CASCADE"), key=True, shown=False)]
    id: Annotated[str, Stored(sorted_text(40), key=True)]
    url: Annotated[str, Stored(String(500))]
    description: Annotated[str | None, Stored(String(200))]
    events: Annotated[str, Stored(String(400), words=True)]
    secret: Annotated[str, Stored(Text, shown=False)]
    old_secret: Annotated[str | None, Stored(Text, shown=False)]
    old_secret_until: Annotated[datetime | None, Stored(UtcDateTime)]
    disabled_at: Annotated[datetime | None, Stored(UtcDateTime)]
    disabled_reason: Annotated[str | None, Stored(String(12))]
    pairs_since: Annotated[datetime | None, Stored(UtcDateTime, shown=False)]
    version: Annotated[int, Stored(BigInteger, shown=False)]
    created_at: Annotated[datetime, Stored(UtcDateTime, fixed=True)]
    updated_at: Annotated[datetime, Stored(UtcDateTime)]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The types of events that it hears of."""
        return tuple(self.events.split())


webhooks = table_of("webhooks", WebhookRow)

_WRITE = Statements(webhooks, WebhookRow)
_OF_ACCOUNT = select(*_WRITE.columns).where(webhooks.c.account_id == bindparam("account_id"))
_ALL = _OF_ACCOUNT.order_by(webhooks.c.id)
_ONE = _OF_ACCOUNT.where(webhooks.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update(key_share=True)
_IN_USE = select(webhooks.c.id, webhooks.c.events).where(
    webhooks.c.account_id == bindparam("account_id"), webhooks.c.disabled_at.is_(None)
)
_WATCHING = (
    select(webhooks.c.account_id, func.min(webhooks.c.pairs_since))
    .where(webhooks.c.pairs_since.is_not(None), webhooks.c.disabled_at.is_(None))
    .group_by(webhooks.c.account_id)
    .order_by(webhooks.c.account_id)
)


def webhooks_of(db: Connection, account_id: str) -> list[WebhookRow]:
    """Return the webhooks of an account, in the order of their ids."""
    return list(_WRITE.rows(db.execute(_ALL, {"account_id": account_id})))


def webhook_row(db: Connection, account_id: str, webhook_id: str) -> WebhookRow | None:
    """Return a webhook of this account, or None."""
    return _WRITE.first(db.execute(_ONE, {"account_id": account_id, "id": webhook_id}))


def lock_webhook(tx: Connection, account_id: str, webhook_id: str) -> WebhookRow | None:
    """Return a webhook that no other transaction changes until this one ends, or None."""
    return _WRITE.first(tx.execute(_LOCKED, {"account_id": account_id, "id": webhook_id}))


def subscribers_of(db: Connection, account_id: str, event: str) -> list[str]:
    """Return the ids of the webhooks of an account that are subscribed to an event now."""
    return [row[0] for row in db.execute(_IN_USE, {"account_id": account_id}) if event in row[1].split()]


def accounts_watching_pairs(db: Connection) -> list[tuple[str, datetime]]:
    """Return the accounts that want to hear of their pairs, each with when that began."""
    return [(account_id, since) for account_id, since in db.execute(_WATCHING)]


def add_webhook(tx: Connection, row: WebhookRow) -> None:
    """Store a new webhook."""
    _WRITE.add(tx, [row])


def replace_webhook(tx: Connection, row: WebhookRow, now: datetime) -> WebhookRow:
    """Store a webhook read at ``row.version`` and return it as it is now; raises StaleVersionError."""
    new = replace(row, version=version_after(row.version, now), updated_at=now)
    _WRITE.replace(tx, new, row.version)
    return new


def delete_webhook(tx: Connection, row: WebhookRow) -> None:
    """Delete a webhook with all that waits for it; raises StaleVersionError if it was changed since."""
    _WRITE.delete(tx, row, row.version)
