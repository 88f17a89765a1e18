"""What was sent to a webhook: each message with its attempts, one to test with, and one sent again by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from flask import Response
from sqlalchemy import Connection

from api.services.webhooks.events import note_test
from api.storage.database.errors import ConflictError
from api.storage.webhooks.deliveries import (
    AttemptRow,
    DeliveryRow,
    attempts_of,
    delivery_row,
    list_deliveries,
    send_again,
)
from api.storage.webhooks.webhooks import TEST, lock_webhook, webhook_row
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, leads_to, may_conflict
from api.web.edge.conditional import CREATED_HEADERS, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction, writes
from api.web.webhooks.schema import (
    DELIVERY,
    DeliveriesQuery,
    DeliveryListSchema,
    DeliveryRequestSchema,
    DeliverySchema,
)

blueprint = Blueprint("webhook_deliveries", __name__, url_prefix="/v1/webhooks")


@blueprint.route("/<webhook_id>/deliveries")
@blueprint.doc(tags=["webhooks"])
@blueprint.arguments(DeliveriesQuery(), location="query")
@blueprint.response(200, DeliveryListSchema, example={"items": [DELIVERY], "next_cursor": None})
@needs("webhooks:manage")
def list_webhook_deliveries(query: dict[str, Any], webhook_id: str) -> Response:
    """List what was sent to a webhook, or waits for it, the newest first, with every attempt and what came of it.

    What came to its end is listed for 30 days. What is about a runner goes with the runner.
    """
    list_name = f"deliveries of {webhook_id}"
    after, limit = after_of(query, list_name), query["limit"]
    since = None if after is None else (datetime.fromisoformat(after[0]), str(after[1]))
    with parts().database.reading() as db:
        if webhook_row(db, account_id(), webhook_id) is None:
            raise Problem("not_found")
        rows = list_deliveries(db, account_id(), webhook_id, since, limit + 1, query.get("status"))
        shown = _all_out(db, rows[:limit])
    last = [rows[limit - 1].created_at.isoformat(), rows[limit - 1].id] if len(rows) > limit else None
    return page_response(shown, query, list_name, last)


@blueprint.route("/<webhook_id>/deliveries", methods=["POST"])
@blueprint.doc(tags=["webhooks"])
@blueprint.arguments(DeliveryRequestSchema(), example={"event": TEST})
@blueprint.response(201, DeliverySchema, example={**DELIVERY, "attempts": []}, headers=CREATED_HEADERS)
@leads_to("delivery_id", show="get_webhook_delivery")
@needs("webhooks:manage")
@creates
def create_webhook_delivery(body: dict[str, Any], webhook_id: str) -> Response:
    """Send a test to a webhook. It is on its way when the next messages are; ask for it to see what came of it."""
    webhook = lock_webhook(transaction(), account_id(), webhook_id)
    if webhook is None:
        raise Problem("not_found")
    if webhook.disabled_at is not None:
        raise ConflictError("", "The webhook is disabled. Enable it first.")
    row = note_test(transaction(), webhook, parts().now())
    return created(_out(row, ()), f"/v1/webhooks/{webhook_id}/deliveries/{row.id}", etag_of(row.id, row.tries))


@blueprint.route("/<webhook_id>/deliveries/<delivery_id>")
@blueprint.doc(tags=["webhooks"])
@blueprint.response(200, DeliverySchema, example=DELIVERY)
@needs("webhooks:manage")
def get_webhook_delivery(webhook_id: str, delivery_id: str) -> Response:
    """Show one message to a webhook, with every attempt and what came of it."""
    with parts().database.reading() as db:
        row = delivery_row(db, account_id(), webhook_id, delivery_id)
        if row is None:
            raise Problem("not_found")
        (shown,) = _all_out(db, [row])
    return json_response(shown)


@blueprint.route("/<webhook_id>/deliveries/<delivery_id>/replay", methods=["POST"])
@blueprint.doc(tags=["webhooks"])
@blueprint.response(200, DeliverySchema, example=DELIVERY)
@needs("webhooks:manage")
@may_conflict
@writes
def create_webhook_replay(webhook_id: str, delivery_id: str) -> Response:
    """Send a message again, whatever came of it before: under its old id, at once, and for three days if need be."""
    webhook = lock_webhook(transaction(), account_id(), webhook_id)
    row = delivery_row(transaction(), account_id(), webhook_id, delivery_id)
    if webhook is None or row is None:
        raise Problem("not_found")
    if webhook.disabled_at is not None:
        raise ConflictError("", "The webhook is disabled. Enable it first.")
    send_again(transaction(), row, parts().now())
    row = delivery_row(transaction(), account_id(), webhook_id, delivery_id)
    if row is None:
        raise Problem("not_found")
    (shown,) = _all_out(transaction(), [row])
    return json_response(shown)


def _all_out(db: Connection, rows: Sequence[DeliveryRow]) -> list[dict[str, Any]]:
    attempts = attempts_of(db, rows)
    return [_out(row, attempts[row.id]) for row in rows]


def _out(row: DeliveryRow, attempts: Sequence[AttemptRow]) -> dict[str, Any]:
    return {
        "id": row.id,
        "webhook_id": row.webhook_id,
        "event": row.event,
        "status": row.status,
        "payload": orjson.loads(row.body),
        "attempts": [
            {
                "number": attempt.number,
                "at": attempt.at,
                "outcome": attempt.outcome,
                "status": attempt.status,
                "duration_ms": attempt.duration_ms,
            }
            for attempt in attempts
        ],
        "next_attempt_at": row.next_at,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }
