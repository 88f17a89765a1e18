"""Note that something happened, in the transaction in which it does: a message for each webhook that subscribed to it.

A message is thin: what happened, when, and ids. Whoever is to know more asks the API with a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection

from api.storage.database.engines import new_id
from api.storage.webhooks.deliveries import PENDING, DeliveryRow, add_deliveries
from api.storage.webhooks.watched_pairs import forget_looks
from api.storage.webhooks.webhooks import OF_PAIRS, TEST, WebhookRow, subscribers_of, webhooks_of

CAUSES = ("run_logged", "run_imported", "limit_changed", "pair_changed", "runner_changed", "day_passed")
"""Why a pair crossed a line. Of a runner it is only reported that something changed."""


def note_event(
    tx: Connection,
    account_id: str,
    event: str,
    ids: Mapping[str, str],
    now: datetime,
    *,
    runner_id: str | None = None,
) -> None:
    """Write the messages about an event; nothing where no webhook subscribed to it."""
    webhooks = subscribers_of(tx, account_id, event)
    if not webhooks:
        return
    data = dict(ids) if runner_id is None else {**ids, "runner_id": runner_id}
    add_deliveries(tx, [_message((account_id, webhook), event, data, now, runner_id) for webhook in webhooks])


def note_test(tx: Connection, webhook: WebhookRow, now: datetime) -> DeliveryRow:
    """Write a message that only shows that a webhook works, and return it."""
    row = _message((webhook.account_id, webhook.id), TEST, {"webhook_id": webhook.id}, now, None)
    add_deliveries(tx, [row])
    return row


def _message(
    to: tuple[str, str], event: str, ids: Mapping[str, str], now: datetime, runner_id: str | None
) -> DeliveryRow:
    at = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return DeliveryRow(
        account_id=to[0],
        id=new_id("msg"),
        webhook_id=to[1],
        event=event,
        body=orjson.dumps({"type": event, "timestamp": at, "data": ids}).decode(),
        runner_id=runner_id,
        status=PENDING,
        tries=0,
        round_tries=0,
        next_at=now,
        lease=None,
        lease_until=None,
        created_at=now,
        finished_at=None,
    )


def listening(tx: Connection, row: WebhookRow, events: Sequence[str], now: datetime) -> WebhookRow:
    """Return a webhook that is subscribed to these events from now on.

    Where it is the account's first one on pairs, how they stood the last time is forgotten: it receives what happens
    from now on, not what happened while there was no subscription.
    """
    of_pairs = not OF_PAIRS.isdisjoint(events)
    since = (row.pairs_since or now) if of_pairs else None
    others = (other for other in webhooks_of(tx, row.account_id) if other.id != row.id)
    if of_pairs and row.pairs_since is None and all(other.pairs_since is None for other in others):
        forget_looks(tx, row.account_id)
    return replace(row, events=" ".join(events), pairs_since=since)
