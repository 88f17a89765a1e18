"""The account's API keys: made, listed and revoked. A key's secret is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate
from sqlalchemy import Connection

from api.services.keys import make_key
from api.storage.accounts.accounts import (
    OF_WHOLE_ACCOUNT,
    SCOPES,
    KeyRow,
    key_of_account,
    list_keys_of_account,
    revoke_key,
)
from api.storage.catalogue.stores import store_row
from api.web.edge.auth import account_id, caller, needs
from api.web.edge.blueprint import Blueprint, leads_to
from api.web.edge.conditional import CREATED_HEADERS, NO_STORE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid
from api.web.edge.paging import after_of, page_fields, page_response
from api.web.edge.transaction import creates, keeps_without, transaction, writes
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictChoice,
    StrictInstant,
    StrictString,
    TupleField,
    one_line,
)


class KeySchema(ResponseSchema):
    """An API key, without its secret."""

    id = fields.String(required=True, metadata={"example": "key_3k9t2m4x8v7q1z5n6b0c"})
    name = fields.String(required=True, metadata={"description": "What the key is for.", "example": "kiosk, Main St"})
    hint = fields.String(required=True, metadata={"description": "How the key begins.", "example": "ff_x7Qa"})
    scopes = fields.List(fields.String(validate=validate.OneOf(sorted(SCOPES))), required=True)
    store_id = fields.String(required=True, allow_none=True, metadata={"description": "The one store it serves."})
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    revoked_at = fields.DateTime(required=True, allow_none=True)


class MadeKeySchema(KeySchema):
    """An API key that was just made."""

    secret = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The key itself, shown this once; null where the request is sent again."},
    )


class KeyRequestSchema(RequestSchema):
    """What a key is to be for. It never may do more, nor lasts longer, than the key that makes it."""

    name = one_line(200, "What the key is for.", required=True)
    scopes = TupleField(
        StrictChoice(tuple(SCOPES)),
        required=True,
        min_length=1,
        max_length=len(SCOPES),
        distinct=True,
        metadata={"description": "What it may do."},
    )
    store_id = StrictString(
        allow_none=True, min_length=1, max_length=80, metadata={"description": "The one store it serves."}
    )
    expires_at = StrictInstant(
        allow_none=True, metadata={"description": "When it ends; with the key that makes it, or never, if left out."}
    )


_key_request = KeyRequestSchema()

PageQuery = RequestSchema.from_dict(page_fields(), name="PageQuery")

KEY = {
    "id": "key_3k9t2m4x8v7q1z5n6b0c",
    "name": "kiosk, Main St",
    "hint": "ff_x7Qa",
    "scopes": ["advice", "catalogue:read"],
    "store_id": None,
    "created_at": "2026-08-01T09:30:00+00:00",
    "expires_at": None,
    "revoked_at": None,
}


class KeyListSchema(ResponseSchema):
    """Keys of the account, oldest first."""

    items = fields.List(fields.Nested(KeySchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


blueprint = Blueprint("keys", __name__, url_prefix="/v1/keys", description="The account's API keys.")


@blueprint.route("")
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, KeyListSchema, example={"items": [KEY], "next_cursor": None})
@needs("keys:manage")
def list_keys(query: dict[str, Any]) -> Response:
    """List the account's API keys, oldest first.

    Revoked and expired keys are listed too. A key's secret is stored only as a hash and is never shown.
    """
    after, limit = after_of(query, "keys"), query["limit"]
    since = None if after is None else (datetime.fromisoformat(after[0]), str(after[1]))
    with parts().database.reading() as db:
        rows = list_keys_of_account(db, account_id(), since, limit + 1)
    shown = rows[:limit]
    last = _place(shown[-1]) if len(rows) > limit else None
    return page_response([_key_out(row) for row in shown], query, "keys", last)


def _place(row: KeyRow) -> list[str]:
    """Return where a key stands among those of its account."""
    return [row.created_at.isoformat(timespec="microseconds"), row.id]


@blueprint.route("", methods=["POST"])
@blueprint.arguments(_key_request, example={"name": "kiosk, Main St", "scopes": ["advice", "catalogue:read"]})
@blueprint.response(201, MadeKeySchema, example={**KEY, "secret": "ff_x7Qa..."}, headers=CREATED_HEADERS)
@leads_to("key_id", show="get_key", revoke="delete_key")
@needs("keys:manage")
@creates
def create_key(body: dict[str, Any]) -> Response:
    """Make an API key.

    Its secret is in this answer alone: what is kept is a hash. It may do at most what the key of this request may, and
    ends with it at the latest. A key of one store sees that store and the runners added with it.
    """
    own, now = caller(), parts().now()
    _check(body, own, now)
    made = make_key(
        transaction(),
        own.account_id,
        name=body["name"],
        now=now,
        scopes=body["scopes"],
        store_id=body.get("store_id"),
        expires_at=body.get("expires_at") or own.expires_at,
    )
    shown = {**_key_out(_key_named(transaction(), made.id)), "secret": made.secret}
    response = created(shown, f"/v1/keys/{made.id}", etag_of(made.id))
    return keeps_without("secret", shown, response)


@blueprint.route("/<key_id>")
@blueprint.response(200, KeySchema, example=KEY)
@blueprint.alt_response(304, description="You have the current version.")
@needs("keys:manage")
def get_key(key_id: str) -> Response:
    """Show one API key, without its secret."""
    with parts().database.reading() as db:
        found = _key_named(db, key_id)
    return conditional(_etag(found), lambda: _key_out(found), NO_STORE)


def _check(body: Mapping[str, Any], own: KeyRow, now: datetime) -> None:
    """Refuse a key that could do more than the key that makes it; raises Problem 403, 422."""
    more = sorted(set(body["scopes"]) - own.scopes)
    if more:
        raise Problem("missing_scope", f"This key cannot give what it has not itself: {', '.join(more)}.")
    store_id, ends = body.get("store_id"), body.get("expires_at")
    for scope in OF_WHOLE_ACCOUNT:
        if store_id is not None and scope in body["scopes"]:
            raise invalid("/scopes", f"A key of one store cannot have the scope {scope}.")
    if store_id is not None and store_row(transaction(), own.account_id, store_id) is None:
        raise invalid("/store_id", "You have no store of this id.", "unknown")
    if ends is not None and ends <= now:
        raise invalid("/expires_at", "Lies in the past.")
    if ends is not None and own.expires_at is not None and ends > own.expires_at:
        raise invalid("/expires_at", "Lies after the end of the key that makes it.")


@blueprint.route("/<key_id>", methods=["DELETE"])
@blueprint.response(204)
@needs("keys:manage")
@writes
def delete_key(key_id: str) -> Response:
    """Revoke an API key.

    It stops working at once on the host that answers, and within seconds on every other. It stays listed as
    revoked.
    """
    was_live = revoke_key(transaction(), account_id(), key_id, parts().now())
    check_if_match(etag_of(key_id) if was_live else _etag(_key_named(transaction(), key_id)))
    parts().keys.forget()
    return Response(status=204)


def _key_named(db: Connection, key_id: str) -> KeyRow:
    found = key_of_account(db, account_id(), key_id)
    if found is None:
        raise Problem("not_found")
    return found


def _etag(row: KeyRow) -> str:
    return etag_of(row.id) if row.revoked_at is None else etag_of(row.id, "revoked")


def _key_out(row: KeyRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "hint": row.hint,
        "scopes": sorted(row.scopes),
        "store_id": row.store_id,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "revoked_at": row.revoked_at,
    }
