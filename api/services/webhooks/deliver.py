"""Deliver what waits: each message until its receiver takes it, at most for three days.

A lease lets one process alone send a message; what came of it is stored before the lease ends. A process that dies in
between leaves a message that is sent once more, under the same id: at least once, never lost.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.integrations.webhooks.send import DELIVERED as TAKEN
from api.integrations.webhooks.send import GONE, SECRET_LOST, Message, Sender, Sent
from api.services.shop.sealed import Seal, UnsealableError
from api.services.webhooks.secrets import valid_secrets
from api.storage.database.engines import Database, acting, new_id
from api.storage.webhooks.deliveries import (
    DELIVERED,
    FAILED,
    PENDING,
    AttemptRow,
    DeliveryRow,
    due_deliveries,
    forget_deliveries,
    settle_delivery,
    take_delivery,
)
from api.storage.webhooks.webhooks import BY_RECEIVER, WebhookRow, lock_webhook, replace_webhook, webhook_row

_HOUR = timedelta(hours=1)
BACK_OFF = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), 2 * _HOUR, 5 * _HOUR, 10 * _HOUR),
    *(14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
)
"""How long is waited after each attempt that failed, as Standard Webhooks proposes: 75 hours and a half in all."""
JITTER = 0.1
"""By how much of itself a wait is made longer or shorter, so that receivers are not met by all at once."""
LONGEST_RETRY_AFTER = 24 * _HOUR

LEASE = timedelta(seconds=120)
"""More than an attempt can take, the look-up of a name included."""
KEPT = timedelta(days=30)
"""How long a message that came to its end is listed."""
_THREADS, _CANDIDATES = 8, 16


@dataclass(frozen=True, slots=True)
class Delivered:
    """One attempt that was made: of which message, what came of it, and whether it is the last."""

    row: DeliveryRow
    attempt: AttemptRow


class Deliverer:
    """Sends what is due; any number of them may work on one database."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        seal: Seal,
        now: Callable[[], datetime],
        *,
        threads: int = _THREADS,
        dice: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._database, self._sender, self._seal, self._now = database, sender, seal, now
        self._threads, self._dice = threads, dice

    def deliver_due(self) -> list[Delivered]:
        """Send all that is due and return each attempt; a slow receiver keeps only its own messages waiting."""
        if self._threads == 1:
            return self._work()
        with ThreadPoolExecutor(self._threads) as pool:
            works = [pool.submit(self._work) for _ in range(self._threads)]
        return [done for work in works for done in work.result()]

    def forget_old(self) -> None:
        """Forget messages that came to their end long ago."""
        with acting.for_every_account(), self._database.writing() as tx:
            forget_deliveries(tx, self._now() - KEPT)

    def _work(self) -> list[Delivered]:
        done = []
        with acting.for_every_account():
            while (taken := self._take()) is not None:
                attempted = self._attempt(*taken)
                if attempted is not None:
                    done.append(attempted)
        return done

    def _take(self) -> tuple[DeliveryRow, WebhookRow] | None:
        """Take one message that is due, with its webhook."""
        now = self._now()
        with self._database.reading() as db:
            found = due_deliveries(db, now, _CANDIDATES)
        for row in found:
            lease, until = new_id("lease"), now + LEASE
            with self._database.writing() as tx:
                if not take_delivery(tx, row, lease, now, until):
                    continue
                webhook = webhook_row(tx, row.account_id, row.webhook_id)
            # Disabled or deleted in this very moment it waits, and its lease runs out.
            if webhook is not None and webhook.disabled_at is None:
                return replace(row, lease=lease, lease_until=until), webhook
        return None

    def _attempt(self, row: DeliveryRow, webhook: WebhookRow) -> Delivered | None:
        at, began = self._now(), time.monotonic()
        sent = self._sent(row, webhook, at)
        duration_ms = round((time.monotonic() - began) * 1000)
        attempt = AttemptRow(row.account_id, row.id, row.tries + 1, at, sent.outcome, sent.status, duration_ms)
        after = self._after(row, sent)
        with self._database.writing() as tx:
            if not settle_delivery(tx, after, attempt):
                return None
            if sent.outcome == GONE:
                held = lock_webhook(tx, webhook.account_id, webhook.id)
                if held is not None and held.disabled_at is None and held.url == webhook.url:
                    replace_webhook(tx, replace(held, disabled_at=at, disabled_reason=BY_RECEIVER), at)
        return Delivered(after, attempt)

    def _sent(self, row: DeliveryRow, webhook: WebhookRow, at: datetime) -> Sent:
        try:
            secrets = valid_secrets(webhook, self._seal, at)
        except UnsealableError:
            return Sent(SECRET_LOST)
        return self._sender.send(webhook.url, Message(row.id, row.body), secrets, at)

    def _after(self, row: DeliveryRow, sent: Sent) -> DeliveryRow:
        now, round_tries = self._now(), row.round_tries + 1
        row = replace(row, tries=row.tries + 1, round_tries=round_tries)
        if sent.outcome == TAKEN:
            return replace(row, status=DELIVERED, next_at=None, finished_at=now)
        if sent.outcome == GONE or round_tries > len(BACK_OFF):
            return replace(row, status=FAILED, next_at=None, finished_at=now)
        wait = BACK_OFF[round_tries - 1] * self._dice(1 - JITTER, 1 + JITTER)
        if sent.retry_after_seconds is not None:
            wait = max(wait, min(timedelta(seconds=sent.retry_after_seconds), LONGEST_RETRY_AFTER))
        return replace(row, status=PENDING, next_at=now + wait)
