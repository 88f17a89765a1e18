"""Send one message to a receiver of webhooks, signed as Standard Webhooks 1.0 says, and return what came of it.

No redirect is followed, nothing of an answer but its status and ``Retry-After`` is read, and the whole takes at most
``WHOLE_SECONDS``, however slowly the receiver writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
from standardwebhooks.webhooks import Webhook
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from api.integrations.public_net import AddressError, Resolve, address_of, resolve, session_to

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 20.0
_AGENT = "Forefoot-Webhooks"

DELIVERED, GONE, REDIRECTED, REFUSED, UNAVAILABLE = "delivered", "gone", "redirected", "refused", "unavailable"
TOO_SLOW, UNREACHABLE, TLS_FAILED, ADDRESS_REFUSED = "too_slow", "unreachable", "tls_failed", "address_refused"
SECRET_LOST = "secret_lost"  # noqa: S105 - an outcome
OUTCOMES = (
    *(DELIVERED, GONE, REDIRECTED, REFUSED, UNAVAILABLE, TOO_SLOW, UNREACHABLE, TLS_FAILED, ADDRESS_REFUSED),
    SECRET_LOST,
)
"""What can come of an attempt."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the id that stays the same over retries, and the very bytes that are signed."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of an attempt; ``retry_after_seconds`` is what the receiver asks for."""

    outcome: str
    status: int | None = None
    retry_after_seconds: float | None = None


def signed_headers(message: Message, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """Return the three headers of Standard Webhooks, with a signature for each secret that is valid."""
    signatures = [Webhook(secret).sign(message.id, at.astimezone(UTC), message.body) for secret in secrets]
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


class Sender:
    """Sends to public addresses by https; ``allow_private`` is for receivers in one's own net, and for http there."""

    def __init__(
        self, *, allow_private: bool = False, resolve: Resolve = resolve, whole_seconds: float = WHOLE_SECONDS
    ) -> None:
        self._allow_private, self._resolve, self._whole = allow_private, resolve, whole_seconds

    def send(self, url: str, message: Message, secrets: Sequence[str], at: datetime) -> Sent:
        """Return what came of one attempt; never raises for what a receiver does."""
        try:
            address = address_of(url, self._resolve, allow_private=self._allow_private)
        except AddressError as fault:
            return Sent(ADDRESS_REFUSED if fault.is_refused else UNREACHABLE)
        parts = urlsplit(url)
        session, pinned = session_to(address, parts.hostname or "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": _AGENT,
            "Host": parts.netloc,
            **signed_headers(message, secrets, at),
        }
        try:
            with session, pinned.within(self._whole):
                response = session.post(
                    url,
                    data=message.body.encode(),
                    headers=headers,
                    timeout=(min(CONNECT_SECONDS, self._whole), self._whole),
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    # A connection that was ended looks like the end of the headers.
                    return Sent(TOO_SLOW) if pinned.ran_out else _sent(response)
        except requests.exceptions.SSLError:
            return Sent(TOO_SLOW if pinned.ran_out else TLS_FAILED)
        except (requests.RequestException, HTTPError, OSError, ValueError) as fault:
            return Sent(TOO_SLOW if pinned.ran_out or isinstance(fault, requests.Timeout) else UNREACHABLE)


def _sent(response: requests.Response) -> Sent:
    status = response.status_code
    if 200 <= status < 300:
        return Sent(DELIVERED, status)
    if status == 410:
        return Sent(GONE, status)
    if 300 <= status < 400:
        return Sent(REDIRECTED, status)
    outcome = REFUSED if 400 <= status < 500 else UNAVAILABLE
    return Sent(outcome, status, _retry_after(response.headers.get("Retry-After")))


def _retry_after(given: str | None) -> float | None:
    if given is None:
        return None
    try:
        return Retry().parse_retry_after(given)
    except HTTPError:
        return None
