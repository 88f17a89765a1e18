"""Who is asking, whether they may, and whether not too often.

Every route is closed unless it is marked ``@public`` or ``@needs(scope)``. No key, no answer: an app with a route that
bears no mark refuses to start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, TypeVar

from flask import request

from api.storage.accounts.accounts import OF_WHOLE_ACCOUNT, SCOPES, KeyRow
from api.storage.database.engines import acting
from api.storage.runners.store_runners import OF_RUNNERS, belongs_to_store
from api.web.edge.context import Parts, Visit, parts, visit
from api.web.edge.errors import Problem

View = TypeVar("View", bound=Callable[..., Any])

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="forefoot"'}
_FAILED_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="forefoot", error="invalid_token"'}
_FAILURES = "failed-key:"
_STRANGERS = "signed-address:"


def public(view: View) -> View:
    """Mark a view that answers without a key."""
    view.forefoot_scope = None  # type: ignore[attr-defined]
    return view


def counted(view: View) -> View:
    """Mark a public view that opens by its own address and costs more than a look: it is counted by address."""
    view.forefoot_counted = True  # type: ignore[attr-defined]
    return view


def needs(scope: str) -> Callable[[View], View]:
    """Mark a view with the scope that a key must carry. Stands directly above the function, below ``@blp`` lines."""
    if scope not in SCOPES:
        raise ValueError(f"unknown scope {scope}")

    def mark(view: View) -> View:
        view.forefoot_scope = scope  # type: ignore[attr-defined]
        return view

    return mark


def caller() -> KeyRow:
    """Return the key that this request was made with."""
    key = visit().key
    if key is None:
        raise LookupError("a public view asked who is calling")
    return key


def account_id() -> str:
    """Return the account on whose behalf this request is made."""
    return caller().account_id


def check_store(store_id: str) -> None:
    """Refuse, as if it did not exist, a store other than the one the key is limited to."""
    limited_to = caller().store_id
    if limited_to is not None and limited_to != store_id:
        raise Problem("not_found")


def scope_of(view: View) -> str | None:
    """Return the scope of a view, None for a public one; raises LookupError for a view without a mark."""
    try:
        found: str | None = view.forefoot_scope  # type: ignore[attr-defined]
    except AttributeError:
        raise LookupError(f"{view.__module__}.{view.__name__} is neither public nor behind a scope") from None
    return found


def check_caller(environ: Mapping[str, Any], scope: str, now: Visit, built: Parts) -> KeyRow:
    """Find the key, count the request, check the scope, and return the key.

    Raises Problem 401, 403 or 429, StorageUnavailableError.
    """
    key = now.key = _live_key(environ, now, built)
    acting.account = key.account_id
    _count(key.id, now, built)
    if scope not in key.scopes:
        raise Problem("missing_scope", f"This operation needs a key with the scope {scope}.")
    if key.store_id is not None and scope in OF_WHOLE_ACCOUNT:
        raise Problem("missing_scope", OF_WHOLE_ACCOUNT[scope])
    return key


def check_runner(key: KeyRow, path_values: Mapping[str, Any], built: Parts) -> None:
    """Refuse, as if it did not exist, to the key of a store what is not about a runner of that store.

    It stands before every view, so that a new one with such an id in its path is closed without a word of its own.
    Raises Problem 404, StorageUnavailableError.
    """
    if key.store_id is None:
        return
    for kind in OF_RUNNERS & path_values.keys():
        with built.database.reading() as db:
            if not belongs_to_store(db, key.account_id, key.store_id, kind, str(path_values[kind])):
                raise Problem("not_found")


def _live_key(environ: Mapping[str, Any], now: Visit, built: Parts) -> KeyRow:
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Problem("no_key", headers=_CHALLENGE)
    row = built.keys.find(token)
    if row is None or not row.is_live(built.now()):
        # Guesses are counted by address and after the look-up: somebody else's guesses never shut out a good key.
        _count(_FAILURES + address_of(environ, built.settings.trusted_proxies), now, built)
        raise Problem("invalid_key", headers=_FAILED_CHALLENGE)
    return row


def address_of(environ: Mapping[str, Any], proxies: Sequence[str]) -> str:
    """Return the address that a request came from; a header about it is believed of a named proxy alone.

    The proxy that is nearest to us adds the last address: the last one that is no proxy of ours is the client.
    """
    address: str = environ.get("REMOTE_ADDR", "")
    if address not in proxies:
        return address
    for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        try:
            address = str(ip_address(hop.strip()))
        except ValueError:
            break
        if address not in proxies:
            break
    return address


def count_stranger(environ: Mapping[str, Any], now: Visit, built: Parts) -> None:
    """Count a request that comes without a key, by address; raises Problem 429."""
    _count(_STRANGERS + address_of(environ, built.settings.trusted_proxies), now, built)


def count_visitor(what: str) -> None:
    """Count what somebody without a key does, by address; raise Problem 429 when it was too often."""
    now, built = visit(), parts()
    left = built.visitor_limit.take(f"{what}:{address_of(request.environ, built.settings.trusted_proxies)}")
    if not left.passed:
        now.left = left
        raise Problem("too_many_requests", headers={"Retry-After": str(left.reset_seconds)})


def _count(who: str, now: Visit, built: Parts) -> None:
    left = now.left = built.rate_limit.take(who)
    if not left.passed:
        raise Problem("too_many_requests", headers={"Retry-After": str(left.reset_seconds)})
