"""What an address must be that a client wants the service to call: one check for feeds and webhooks."""

from __future__ import annotations

from api.integrations.public_net import looks_callable
from api.web.edge.errors import invalid

_ON_THE_INTERNET = "Must be an https address on the public internet, without a user in it."
_OR_IN_OWN_NET = (
    "Must be an https address on the public internet, or an address of your own net (RFC 1918, fc00::/7 or loopback), "
    "without a user in it."
)


def check_callable(url: str, *, allow_private: bool) -> None:
    """Raise Problem 422 for a ``url`` that is seen by its form not to be callable.

    A user in it is refused too: it would be kept in the open and shown, where a credential is sealed.
    """
    if not looks_callable(url, allow_private=allow_private):
        raise invalid("/url", _OR_IN_OWN_NET if allow_private else _ON_THE_INTERNET)
