"""Webhooks of an account: where its events are sent, which, and with which secret they are signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response

from api.config import seal_secret
from api.services.shop.sealed import Seal, UnsealableError
from api.services.webhooks.events import listening
from api.services.webhooks.secrets import new_secret, rotated
from api.storage.accounts.accounts import lock_account
from api.storage.database.engines import new_id, version_after
from api.storage.database.errors import ConflictError
from api.storage.webhooks.webhooks import (
    BY_OWNER,
    WebhookRow,
    add_webhook,
    delete_webhook,
    lock_webhook,
    replace_webhook,
    webhook_row,
    webhooks_of,
)
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to
from api.web.edge.conditional import CREATED_HEADERS, PRIVATE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid
from api.web.edge.outgoing import check_callable
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import patched
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, keeps_without, transaction, writes
from api.web.shop.stores_schema import PageQuery
from api.web.webhooks.schema import (
    SECRET,
    WEBHOOK,
    WEBHOOK_REQUEST,
    WebhookListSchema,
    WebhookPatchSchema,
    WebhookRequestSchema,
    WebhookSchema,
    WebhookWithSecretSchema,
)

MOST_WEBHOOKS = 100
_SENT = ("url", "events", "description", "enabled")

blueprint = Blueprint("webhooks", __name__, url_prefix="/v1/webhooks", description="Events sent to an app or a shop.")

_request = WebhookRequestSchema()


@blueprint.route("")
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, WebhookListSchema, example={"items": [WEBHOOK], "next_cursor": None})
@needs("webhooks:manage")
def list_webhooks(query: dict[str, Any]) -> Response:
    """List the addresses to which your events are sent."""
    after, limit = after_of(query, "webhooks"), query["limit"]
    with parts().database.reading() as db:
        rows = [row for row in webhooks_of(db, account_id()) if after is None or row.id > after[0]]
    shown = rows[:limit]
    last = [shown[-1].id] if len(rows) > limit else None
    return page_response([_out(row) for row in shown], query, "webhooks", last)


@blueprint.route("", methods=["POST"])
@blueprint.arguments(_request, example=WEBHOOK_REQUEST)
@blueprint.response(201, WebhookWithSecretSchema, example={**WEBHOOK, "secret": SECRET}, headers=CREATED_HEADERS)
@leads_to(
    "webhook_id",
    show="get_webhook",
    change="change_webhook",
    delete="delete_webhook",
    test="create_webhook_delivery",
    deliveries="list_webhook_deliveries",
)
@needs("webhooks:manage")
@creates
def create_webhook(body: dict[str, Any]) -> Response:
    """Add an address to which events are sent, signed as Standard Webhooks 1.0 says.

    Its secret is in this answer alone. What happens from now on is sent, thin: type and ids, to be asked for with a
    key. A message that is not answered with 2xx within 20 seconds is sent again, under the same `webhook-id`, for three
    days. Send a test to see that it works.
    """
    tx, now, secret = transaction(), parts().now(), new_secret()
    lock_account(tx, account_id())
    if len(webhooks_of(tx, account_id())) >= MOST_WEBHOOKS:
        raise ConflictError("", f"The account has {MOST_WEBHOOKS} webhooks, which is the most it may have.")
    row = WebhookRow(
        account_id=account_id(),
        id=new_id("webhook"),
        url="",
        description=None,
        events="",
        secret=_sealed(secret),
        old_secret=None,
        old_secret_until=None,
        disabled_at=None,
        disabled_reason=None,
        pairs_since=None,
        version=version_after(None, now),
        created_at=now,
        updated_at=now,
    )
    row = _as_wanted(row, body)
    add_webhook(tx, row)
    shown = {**_out(row), "secret": secret}
    return keeps_without("secret", shown, created(shown, f"/v1/webhooks/{row.id}", etag_of(row.id, row.version)))


@blueprint.route("/<webhook_id>")
@blueprint.response(200, WebhookSchema, example=WEBHOOK)
@blueprint.alt_response(304, description="You have the current version.")
@needs("webhooks:manage")
def get_webhook(webhook_id: str) -> Response:
    """Show one webhook, without its secret."""
    with parts().database.reading() as db:
        row = webhook_row(db, account_id(), webhook_id)
    if row is None:
        raise Problem("not_found")
    return conditional(etag_of(row.id, row.version), lambda: _out(row), PRIVATE)


@blueprint.route("/<webhook_id>", methods=["PATCH"])
@blueprint.arguments(WebhookPatchSchema(), content_type=MERGE_PATCH_TYPE, example={"enabled": False})
@blueprint.response(200, WebhookSchema, example=WEBHOOK)
@needs("webhooks:manage")
@writes
def change_webhook(body: dict[str, Any], webhook_id: str) -> Response:
    """Change a webhook, by a JSON Merge Patch.

    While it is disabled what waits for it waits on, and what happens meanwhile is not kept for it.
    """
    lock_account(transaction(), account_id())
    before = _held(webhook_id)
    shown = _out(before)
    row = _as_wanted(before, patched({name: shown[name] for name in _SENT}, _request))
    if row != before:
        row = replace_webhook(transaction(), row, parts().now())
    return json_response(_out(row), headers={"ETag": etag_of(row.id, row.version)})


@blueprint.route("/<webhook_id>", methods=["DELETE"])
@blueprint.response(204)
@needs("webhooks:manage")
@writes
def delete_webhook_view(webhook_id: str) -> Response:
    """Delete a webhook with its secret and all that was or is to be sent to it."""
    delete_webhook(transaction(), _held(webhook_id))
    return Response(status=204)


@blueprint.route("/<webhook_id>/rotate-secret", methods=["POST"])
@blueprint.response(200, WebhookWithSecretSchema, example={**WEBHOOK, "secret": SECRET})
@needs("webhooks:manage")
@writes
def create_webhook_secret(webhook_id: str) -> Response:
    """Make a new secret for a webhook. For 24 hours messages are signed with the old one too.

    The new one is in this answer alone. Asked for again within that day, the secret before the newest stays valid, no
    older one.
    """
    before, secret = _held(webhook_id), new_secret()
    _sealed(secret)
    row = replace_webhook(transaction(), rotated(before, secret, _seal(), parts().now()), parts().now())
    return json_response({**_out(row), "secret": secret}, headers={"ETag": etag_of(row.id, row.version)})


def _held(webhook_id: str) -> WebhookRow:
    """Return a webhook that is to be changed, locked, at the version the client holds."""
    row = lock_webhook(transaction(), account_id(), webhook_id)
    if row is None:
        raise Problem("not_found")
    check_if_match(etag_of(row.id, row.version))
    return row


def _as_wanted(row: WebhookRow, body: dict[str, Any]) -> WebhookRow:
    """Return a webhook as a body says; raises Problem 422 for an address that must not be called."""
    built = parts()
    if body["url"] != row.url:
        check_callable(body["url"], allow_private=built.settings.webhooks_allow_private)
    row = replace(row, url=body["url"], description=body.get("description"))
    row = listening(transaction(), row, body["events"], built.now())
    if body["enabled"]:
        return replace(row, disabled_at=None, disabled_reason=None)
    return row if row.disabled_at is not None else replace(row, disabled_at=built.now(), disabled_reason=BY_OWNER)


def _sealed(secret: str) -> str:
    try:
        return _seal().close(secret)
    except UnsealableError:
        detail = "No secret can be kept here: the service has none to encrypt it under (FOREFOOT_SECRET)."
        raise invalid("", detail) from None


def _seal() -> Seal:
    return Seal.under(seal_secret(parts().settings))


def _out(row: WebhookRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": row.url,
        "events": list(row.wanted),
        "description": row.description,
        "enabled": row.disabled_at is None,
        "disabled_at": row.disabled_at,
        "disabled_reason": row.disabled_reason,
        "old_secret_until": row.old_secret_until,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }
