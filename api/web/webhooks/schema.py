"""Webhooks and what was sent to them: as accounts send them, and as they are shown."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.integrations.webhooks.send import OUTCOMES
from api.storage.webhooks.deliveries import STATUSES
from api.storage.webhooks.webhooks import EVENTS, REASONS, RUN_NEEDS_PAIR, TEST
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictString,
    TupleField,
    one_line,
)
from api.web.shop.stores_schema import PageQuery

_URL = r"^https?://[!-~]+$"
_EVENTS = "What it hears of: " + " ".join(f"`{event}`: {words}" for event, words in EVENTS.items())


def _url(**kwargs: Any) -> StrictString:
    return StrictString(
        max_length=500,
        min_length=8,
        validate=validate.Regexp(_URL, error="Must be an address such as https://app.example/hooks."),
        metadata={"description": "Where events are sent, by POST: https, on the public internet."},
        **kwargs,
    )


def _events(**kwargs: Any) -> TupleField:
    return TupleField(
        StrictChoice(tuple(EVENTS)),
        min_length=1,
        max_length=len(EVENTS),
        distinct=True,
        metadata={"description": _EVENTS},
        **kwargs,
    )


_PURPOSE = "What it is for."


class WebhookRequestSchema(RequestSchema):
    """An address to which events are sent."""

    url = _url(required=True)
    events = _events(required=True)
    description = one_line(200, _PURPOSE, allow_none=True)
    enabled = StrictBoolean(load_default=True, metadata={"description": "While it is not, nothing is sent to it."})


class WebhookPatchSchema(RequestSchema):
    """A merge patch to a webhook: absent leaves, ``null`` removes."""

    url = _url()
    events = _events()
    description = one_line(200, _PURPOSE, allow_none=True)
    enabled = StrictBoolean(metadata={"description": "`true` enables it again, whoever disabled it."})


class WebhookSchema(ResponseSchema):
    """An address to which events are sent, without its secret."""

    id = fields.String(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(validate=validate.OneOf(tuple(EVENTS))), required=True)
    description = fields.String(required=True, allow_none=True)
    enabled = fields.Boolean(required=True)
    disabled_at = fields.DateTime(required=True, allow_none=True)
    disabled_reason = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(REASONS),
        metadata={"description": "`gone`: the receiver answered 410."},
    )
    old_secret_until = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "Until when the secret before this one is valid too."}
    )
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class WebhookWithSecretSchema(WebhookSchema):
    """A webhook with the secret that was just made for it."""

    secret = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What messages are signed with; shown this once, null where the request comes again."},
    )


class WebhookListSchema(ResponseSchema):
    """Webhooks of the account."""

    items = fields.List(fields.Nested(WebhookSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class DeliveriesQuery(PageQuery):  # type: ignore[valid-type, misc]
    """Which deliveries."""

    status = StrictChoice(STATUSES, metadata={"description": "Those of one status alone."})


class DeliveryRequestSchema(RequestSchema):
    """A message to send by hand."""

    event = StrictChoice((TEST,), required=True, metadata={"description": "A test: nothing happened."})


class AttemptSchema(ResponseSchema):
    """One attempt to deliver a message."""

    number = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    status = fields.Integer(required=True, allow_none=True, metadata={"description": "Of the receiver's answer."})
    duration_ms = fields.Integer(required=True)


class PayloadSchema(ResponseSchema):
    """What is sent: what happened, when, and ids; never a name or anything about health."""

    type = fields.String(required=True, validate=validate.OneOf((*EVENTS, TEST)))
    timestamp = fields.DateTime(required=True)
    data = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class DeliverySchema(ResponseSchema):
    """A message to a webhook, with every attempt to deliver it. Its id is the `webhook-id` of each attempt."""

    id = fields.String(required=True)
    webhook_id = fields.String(required=True)
    event = fields.String(required=True, validate=validate.OneOf((*EVENTS, TEST)))
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    payload = fields.Nested(PayloadSchema, required=True)
    attempts = fields.List(fields.Nested(AttemptSchema), required=True)
    next_attempt_at = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    finished_at = fields.DateTime(required=True, allow_none=True)


class DeliveryListSchema(ResponseSchema):
    """Messages to a webhook, the newest first."""

    items = fields.List(fields.Nested(DeliverySchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


WEBHOOK_REQUEST = {
    "url": "https://app.example/hooks/forefoot",
    "events": ["pair.plan_replacement", "pair.retire", RUN_NEEDS_PAIR],
    "description": "Push messages",
}
WEBHOOK = {
    "id": "webhook_7c2m9k4v1x8q3z5n6b0d",
    **WEBHOOK_REQUEST,
    "enabled": True,
    "disabled_at": None,
    "disabled_reason": None,
    "old_secret_until": None,
    "created_at": "2026-09-01T07:00:00Z",
    "updated_at": "2026-09-01T07:00:00Z",
}
SECRET = "whsec_..."  # noqa: S105 - an example
DELIVERY = {
    "id": "msg_1x8q3z5n6b0d7c2m9k4v",
    "webhook_id": "webhook_7c2m9k4v1x8q3z5n6b0d",
    "event": "pair.retire",
    "status": "pending",
    "payload": {
        "type": "pair.retire",
        "timestamp": "2026-09-01T17:40:02.114Z",
        "data": {
            "pair_id": "pair_3q8z5n6b0d7c2m9k4v1x",
            "cause": "run_logged",
            "run_id": "run_1x8q3z5n6b0d7c2m9k4v",
            "runner_id": "runner_7c2m9k4v1x8q3z5n6b0d",
        },
    },
    "attempts": [
        {"number": 1, "at": "2026-09-01T17:40:05Z", "outcome": "unavailable", "status": 503, "duration_ms": 84}
    ],
    "next_attempt_at": "2026-09-01T17:40:10Z",
    "created_at": "2026-09-01T17:40:02Z",
    "finished_at": None,
}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "schema": {"type": "string"}, "description": description}


MESSAGES = {
    "event": {
        "post": {
            "operationId": "receive_event",
            "tags": ["webhooks"],
            "summary": "What a webhook is sent, signed as Standard Webhooks 1.0 says.",
            "description": "At least once, and in any order: take each `webhook-id` once. `data` holds ids, and of a "
            "pair its `cause`.",
            "security": [],
            "parameters": [
                _header("webhook-id", "The same however often the message comes."),
                _header("webhook-timestamp", "Seconds since 1970; refuse one that is older than five minutes."),
                _header("webhook-signature", "`v1,` and Base64 of HMAC-SHA256, with a blank between several."),
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Payload"}}},
            },
            "responses": {
                "2XX": {"description": "Taken, within 20 seconds. Anything else is sent again."},
                "410": {"description": "Nothing more is wanted: the webhook is disabled."},
            },
        }
    }
}
"""What the service sends, for whoever makes a receiver from the description."""
