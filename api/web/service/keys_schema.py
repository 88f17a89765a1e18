"""How an API key is shown."""

from __future__ import annotations

from marshmallow import fields, validate

from api.storage.accounts.accounts import SCOPES
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
