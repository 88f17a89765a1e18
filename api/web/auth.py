"""Who is asking, and whether they may. Every route is closed unless it is marked ``@public`` or ``@needs(scope)``.

No key, no answer: an app with a route that bears no mark refuses to start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from api.storage.accounts import KeyRow
from api.storage.key_format import SCOPES
from api.web.errors import Problem
from api.web.parts import parts

View = TypeVar("View", bound=Callable[..., Any])

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="forefoot"'}
_FAILED_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="forefoot", error="invalid_token"'}
_FAILURES = "failed-key:"


def public(view: View) -> View:
    """Mark a view that answers without a key."""
    view.forefoot_scope = None  # type: ignore[attr-defined]
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
    """Answer the key that this request was made with."""
    key: KeyRow = g.key
    return key


def account_id() -> str:
    """Answer the account on whose behalf this request is made."""
    return caller().account_id


def check_store(store_id: str) -> None:
    """Refuse, as if it did not exist, a store other than the one the key is limited to."""
    limited_to = caller().store_id
    if limited_to is not None and limited_to != store_id:
        raise Problem("not_found")


def scope_of(endpoint: str) -> str | None:
    """Answer the scope of an endpoint, None for a public one; raises LookupError for a view without a mark."""
    view: Any = current_app.view_functions[endpoint]
    try:
        found: str | None = view.forefoot_scope
    except AttributeError:
        raise LookupError(f"{endpoint} is neither public nor behind a scope") from None
    return found


def check_caller() -> None:
    """Before each request: find the key, count the request, check the scope. Raises Problem 401, 403 or 429."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    scope = scope_of(request.endpoint)
    if scope is None:
        return
    key = _key_of_request()
    g.key = key
    left = parts().rate_limit.take(key.id)
    g.rate_left = left
    if not left.passed:
        raise Problem("too_many_requests", headers={"Retry-After": str(left.reset_seconds)})
    if scope not in key.scopes:
        raise Problem("missing_scope", f"This operation needs a key with the scope {scope}.")


def _key_of_request() -> KeyRow:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Problem("no_key", headers=_CHALLENGE)
    row = parts().keys.find(token)
    if row is None or not row.is_live(parts().now()):
        left = parts().rate_limit.take(_FAILURES + (request.remote_addr or ""))
        if not left.passed:
            raise Problem("too_many_requests", headers={"Retry-After": str(left.reset_seconds)})
        raise Problem("invalid_key", headers=_FAILED_CHALLENGE)
    return row


def check_every_route_is_marked(app: Flask) -> None:
    """Refuse to start with a route that is neither public nor behind a scope; raises LookupError naming it."""
    with app.app_context():
        for rule in app.url_map.iter_rules():
            scope_of(rule.endpoint)
