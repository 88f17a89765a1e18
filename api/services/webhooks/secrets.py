"""Secrets of webhooks, as Standard Webhooks writes them: made once, shown once, two of them valid while one takes over.

They are kept sealed, as the credentials of feeds are.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from api.services.shop.sealed import Seal
from api.storage.webhooks.webhooks import WebhookRow

PREFIX = "whsec_"
_BYTES = 32
BOTH_VALID = timedelta(hours=24)
"""How long messages are signed with the old secret too, once there is a new one."""


def new_secret() -> str:
    """Return a fresh secret: 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def rotated(row: WebhookRow, secret: str, seal: Seal, now: datetime) -> WebhookRow:
    """Return a webhook with a new secret, the one that it had valid for another day; raises UnsealableError."""
    return replace(row, secret=seal.close(secret), old_secret=row.secret, old_secret_until=now + BOTH_VALID)


def valid_secrets(row: WebhookRow, seal: Seal, at: datetime) -> Sequence[str]:
    """Return the secrets that a message is signed with, the newest first; raises UnsealableError."""
    sealed = [row.secret]
    if row.old_secret is not None and row.old_secret_until is not None and at < row.old_secret_until:
        sealed.append(row.old_secret)
    return [str(seal.open(secret)) for secret in sealed]
