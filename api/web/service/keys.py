"""The account's API keys: listed and revoked. Keys are made on the command line, where their secret is shown once."""

from __future__ import annotations

from flask import Response
from marshmallow import fields, validate

from api.storage.accounts.accounts import SCOPES, KeyRow, keys_of_account, revoke_key
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import check_if_match, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.response import json_response
from api.web.edge.transaction import transaction, writes
from api.web.fields.strict import ResponseSchema


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
    """All keys of the account."""

    items = fields.List(fields.Nested(KeySchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


blueprint = Blueprint("keys", __name__, url_prefix="/v1/keys", description="The account's API keys.")


@blueprint.route("")
@blueprint.response(200, KeyListSchema, example={"items": [KEY], "next_cursor": None})
@needs("keys:manage")
def list_keys() -> Response:
    """List the account's API keys.

    Revoked and expired keys are listed too. A key's secret is stored only as a hash and is never shown.
    """
    with parts().database.reading() as db:
        rows = keys_of_account(db, account_id())
    return json_response({"items": [_key_out(row) for row in rows], "next_cursor": None})


@blueprint.route("/<key_id>", methods=["DELETE"])
@blueprint.response(204)
@needs("keys:manage")
@writes
def revoke_api_key(key_id: str) -> Response:
    """Revoke an API key.

    It stops working at once on the host that answers, and within seconds on every other.
    """
    if not revoke_key(transaction(), account_id(), key_id, parts().now()):
        raise Problem("not_found")
    check_if_match(etag_of(key_id))
    parts().keys.forget()
    return Response(status=204)


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
