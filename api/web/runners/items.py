"""Insoles and pads of a runner: things beside a pair, with a mileage of their own from the runs of their pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields, validate, validates_schema

from api.advice.core.distance import NOTHING, Distance
from api.advice.core.wording import DistanceText
from api.advice.retirement.items import ITEM_LIMITS, ITEM_VERDICTS
from api.services.documents import document_of, served, values_of
from api.services.runs.items import SpanError, WornItem, change_item, item_to_change, keep_item, worn
from api.storage.database.records import fresh
from api.storage.runners.items import ITEM_KINDS, MOST_SPANS, Item, ItemRow, ItemSpan, delete_item, item_of, list_items
from api.storage.runners.pairs import MOST_MONTHS, MOST_PRICE
from api.storage.runners.runners import IMPERIAL, RunnerRow, lock_runner, runner_row
from api.storage.runners.wearers import today_in
from api.web.catalogue.shoes_schema import CURRENCY, CURRENCY_FAULT
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import MERGE_PATCH_TYPE, Blueprint, leads_to
from api.web.edge.conditional import CREATED_HEADERS, NO_STORE, check_if_match, conditional, created, etag_of
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid
from api.web.edge.paging import after_of, page_response
from api.web.edge.patch import patched
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, note_runner, transaction, writes
from api.web.fields.distance import DistanceField, DistanceSchema, LimitInSchema
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictChoice,
    StrictDate,
    StrictInteger,
    StrictList,
    StrictNumber,
    StrictString,
    one_line,
)
from api.web.fields.together import price_and_currency
from api.web.runners.pairs_schema import CostSchema
from api.web.runners.serialize import cost_of
from api.web.shop.stores_schema import PageQuery

blueprint = Blueprint(
    "insoles and pads", __name__, url_prefix="/v1", description="Insoles and pads, with a mileage of their own."
)

_DISTANCES = ("starting_distance", "limit")


class ItemSpanSchema(RequestSchema):
    """Days on which an item is in a pair, both ends included."""

    pair_id = StrictString(
        min_length=1, max_length=40, required=True, metadata={"description": "A pair of the runner."}
    )
    since = StrictDate(data_key="from", required=True)
    until = StrictDate(data_key="to", allow_none=True, metadata={"description": "`null`: it is still in it."})


class ItemFields(RequestSchema):
    """The facts of an insole or a pad."""

    kind = StrictChoice(ITEM_KINDS)
    name = one_line(80, "What the runner calls it.")
    started_on = StrictDate(allow_none=True, metadata={"description": "The first day in use."})
    starting_distance = DistanceField(
        "What it had run before; nothing if left out. `null`: not known.", allow_none=True
    )
    limit = DistanceField("The runner's own limit for it.", LimitInSchema, allow_none=True)
    limit_age_months = StrictInteger(low=1, high=MOST_MONTHS, allow_none=True)
    price = StrictNumber(low=0, high=MOST_PRICE, allow_none=True, metadata={"description": "In `currency`."})
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT))
    retired_on = StrictDate(allow_none=True, metadata={"description": "The last day in use."})
    worn_in = StrictList(
        fields.Nested(ItemSpanSchema),
        max_length=MOST_SPANS,
        metadata={"description": "In which pairs it is on which days; every run of the pair on them counts for it."},
    )


class ItemRequestSchema(ItemFields):
    """An insole or a pad."""

    kind = StrictChoice(ITEM_KINDS, required=True)
    name = one_line(80, "What the runner calls it.", required=True)

    refused = price_and_currency()

    @validates_schema(skip_on_field_errors=False)
    def _fields_agree(self, data: Mapping[str, Any], **_: Any) -> None:
        for one, other in (("price", "currency"), ("currency", "price")):
            if data.get(one) is not None and data.get(other) is None:
                raise ValidationError(f"Needed beside {one}.", other)


class ItemPatchSchema(ItemFields):
    """A merge patch to an insole or a pad: absent leaves, ``null`` removes. ``worn_in`` is replaced whole."""


class ItemSchema(ResponseSchema):
    """An insole or a pad with what was run with it."""

    id = fields.String(required=True)
    runner_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ITEM_KINDS))
    name = fields.String(required=True)
    started_on = fields.Date(required=True, allow_none=True)
    starting_distance = fields.Nested(DistanceSchema, required=True, allow_none=True)
    recorded_distance = fields.Nested(
        DistanceSchema, required=True, metadata={"description": "The exact sum of the runs in its pairs on its days."}
    )
    total_distance = fields.Nested(DistanceSchema, required=True, allow_none=True)
    run_count = fields.Integer(required=True)
    limit = fields.Nested(DistanceSchema, required=True, allow_none=True)
    limit_age_months = fields.Integer(required=True, allow_none=True)
    price = fields.Float(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    retired_on = fields.Date(required=True, allow_none=True)
    worn_in = fields.List(fields.Nested(ItemSpanSchema), required=True)
    verdict = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf((*ITEM_VERDICTS, None)),
        metadata={"description": "By the nearest of the runner's own limits; null without one."},
    )
    life_used = fields.Float(required=True, allow_none=True)
    nearest_limit = fields.String(required=True, allow_none=True, validate=validate.OneOf((*ITEM_LIMITS, None)))
    summary = fields.String(required=True, metadata={"description": "The same in words."})
    cost = fields.Nested(CostSchema, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class ItemListSchema(ResponseSchema):
    """Insoles and pads of a runner, oldest first."""

    items = fields.List(fields.Nested(ItemSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


ITEM_REQUEST = {
    "kind": "insole",
    "name": "Cork insoles",
    "started_on": "2026-08-01",
    "limit": {"km": 500},
    "price": 40,
    "currency": "USD",
}
ITEM = {
    "id": "item_5n6b0d7c2m9k4v1x3q8z",
    "runner_id": "runner_7c2m9k4v1x8q3z5n6b0d",
    **ITEM_REQUEST,
    "starting_distance": {"km": 0.0, "mi": 0.0, "m": 0.0},
    "recorded_distance": {"km": 100.0, "mi": 62.137119223733395, "m": 100000.0},
    "total_distance": {"km": 100.0, "mi": 62.137119223733395, "m": 100000.0},
    "run_count": 10,
    "limit": {"km": 500.0, "mi": 310.68559611866697, "m": 500000.0},
    "limit_age_months": None,
    "retired_on": None,
    "worn_in": [{"pair_id": "pair_3q8z5n6b0d7c2m9k4v1x", "from": "2026-08-01", "to": None}],
    "verdict": "keep",
    "life_used": 0.2,
    "nearest_limit": "distance",
    "summary": "It has run 100 km (62 mi) of the 500 km (311 mi) you set for it.",
    "cost": {"per_km": 0.4, "per_mi": 0.6437, "currency": "USD"},
    "created_at": "2026-08-01T08:00:00+00:00",
    "updated_at": "2026-08-01T08:00:00+00:00",
}
_request = ItemRequestSchema()


@blueprint.route("/runners/<runner_id>/items")
@blueprint.doc(tags=["insoles and pads"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, ItemListSchema, example={"items": [ITEM], "next_cursor": None})
@needs("runners:read")
def list_items_view(query: dict[str, Any], runner_id: str) -> Response:
    """List the insoles and pads of a runner, oldest first, with what was run with each."""
    list_name = f"items of {runner_id}"
    after, limit = after_of(query, list_name), query["limit"]
    since = None if after is None else (datetime.fromisoformat(after[0]), str(after[1]))
    with parts().database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
        if runner is None:
            raise Problem("not_found")
        found = list_items(db, account_id(), runner_id, since, limit + 1)
    shown = found[:limit]
    last = [shown[-1].row.created_at.isoformat(), shown[-1].row.id] if len(found) > limit else None
    return page_response([_out(item, runner) for item in shown], query, list_name, last)


@blueprint.route("/runners/<runner_id>/items", methods=["POST"])
@blueprint.doc(tags=["insoles and pads"])
@blueprint.arguments(_request, example=ITEM_REQUEST)
@blueprint.response(201, ItemSchema, example=ITEM, headers=CREATED_HEADERS)
@leads_to("item_id", show="get_item", change="change_item", delete="delete_item")
@needs("runners:write")
@creates
def create_item(body: dict[str, Any], runner_id: str) -> Response:
    """Add an insole or a pad. It counts every run of the pairs it is in (`worn_in`), on the days it is in them."""
    runner = lock_runner(transaction(), account_id(), runner_id)
    if runner is None:
        raise Problem("not_found")
    body.setdefault("starting_distance", NOTHING)
    whose = {"account_id": account_id(), "runner_id": runner_id}
    row = fresh(ItemRow, "item", parts().now(), {**whose, **values_of(ItemRow, body)})
    try:
        item = keep_item(transaction(), row, _spans(body.get("worn_in") or ()))
    except SpanError as fault:
        raise _refused(fault) from None
    note_runner(runner_id)
    return created(_out(item, runner), f"/v1/items/{row.id}", _etag(item))


@blueprint.route("/items/<item_id>")
@blueprint.doc(tags=["insoles and pads"])
@blueprint.response(200, ItemSchema, example=ITEM)
@blueprint.alt_response(304, description="You have the current version.")
@needs("runners:read")
def get_item(item_id: str) -> Response:
    """Show an insole or a pad with what was run with it."""
    with parts().database.reading() as db:
        item = item_of(db, account_id(), item_id)
        runner = None if item is None else runner_row(db, account_id(), item.row.runner_id)
    if item is None or runner is None:
        raise Problem("not_found")
    return conditional(_etag(item), lambda: _out(item, runner), NO_STORE)


@blueprint.route("/items/<item_id>", methods=["PATCH"])
@blueprint.doc(tags=["insoles and pads"])
@blueprint.arguments(ItemPatchSchema(), content_type=MERGE_PATCH_TYPE, example={"limit": {"km": 600}})
@blueprint.response(200, ItemSchema, example=ITEM)
@needs("runners:write")
@writes
def change_item_view(body: dict[str, Any], item_id: str) -> Response:
    """Change an insole or a pad, by a JSON Merge Patch: put it into another pair, give it a limit, retire it."""
    before, runner = _held(item_id)
    document = patched(document_of(before.row), _request, whole=_DISTANCES, apart=("worn_in",))
    wanted = replace(before.row, **values_of(ItemRow, document))
    spans = before.spans if "worn_in" not in body else _spans(body["worn_in"])
    try:
        item = change_item(transaction(), before, wanted, spans, parts().now())
    except SpanError as fault:
        raise _refused(fault) from None
    return json_response(_out(item, runner), headers={"ETag": _etag(item)})


@blueprint.route("/items/<item_id>", methods=["DELETE"])
@blueprint.doc(tags=["insoles and pads"])
@blueprint.response(204)
@needs("runners:write")
@writes
def delete_item_view(item_id: str) -> Response:
    """Delete an insole or a pad. The runs stay."""
    delete_item(transaction(), _held(item_id)[0].row)
    return Response(status=204)


def _held(item_id: str) -> tuple[Item, RunnerRow]:
    """Return an item that is to be changed and its runner, locked, at the version the client holds."""
    found = item_to_change(transaction(), account_id(), item_id)
    if found is None:
        raise Problem("not_found")
    check_if_match(_etag(found[0]))
    return found


def _etag(item: Item) -> str:
    # What was run with it changes without it.
    return etag_of(item.row.version, item.recorded_um, item.run_count)


def _spans(sent: Iterable[Mapping[str, Any]]) -> tuple[ItemSpan, ...]:
    return tuple(
        ItemSpan(number, span["pair_id"], span["since"], span.get("until")) for number, span in enumerate(sent, start=1)
    )


def _refused(fault: SpanError) -> Problem:
    code = "unknown" if fault.field == "pair_id" else "invalid"
    return invalid(f"/worn_in/{fault.number}/{fault.field}", fault.message, code)


def _out(item: Item, runner: RunnerRow) -> dict[str, Any]:
    used = worn(item, today_in(runner.time_zone, parts().now()))
    recorded = Distance(item.recorded_um)
    return {
        **served(item.row),
        "recorded_distance": recorded.as_dict(),
        "total_distance": None if used.total is None else used.total.as_dict(),
        "run_count": item.run_count,
        "worn_in": [{"pair_id": span.pair_id, "from": span.since, "to": span.until} for span in item.spans],
        "verdict": used.wear.verdict,
        "life_used": used.wear.life_used,
        "nearest_limit": used.wear.nearest_limit,
        "summary": _summary(used, runner.units == IMPERIAL),
        "cost": cost_of(item.row.price, item.row.currency, used.total),
    }


def _summary(used: WornItem, imperial: bool) -> str:
    wording, row = parts().rulebook.wording, used.item.row
    if used.wear.verdict is None:
        return wording.text("items.no_limit")
    key = f"items.{used.wear.verdict}_{used.wear.nearest_limit}"
    months = row.limit_age_months or 0
    reached, limit = used.reached, used.limit
    return wording.text(
        key,
        reached=DistanceText(reached, miles_first=imperial, at_least=used.total is None),
        limit=None if limit is None else DistanceText(limit, miles_first=imperial),
        used=int((used.wear.life_used or 0) * months),
        months=months,
    )
