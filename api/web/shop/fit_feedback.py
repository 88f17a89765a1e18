"""How shoes fitted those who bought them: counts that a store keeps, of nobody's name."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import ValidationError, fields

from api.advice.foot.feet import WIDTH_CLASSES, StatedSize
from api.advice.foot.sizes import SEX_OF_SYSTEM, width_of_box
from api.advice.shoes.request import OUTCOMES
from api.storage.catalogue.fit_feedback import (
    FitFeedbackRow,
    count_fit,
    erase_fit_feedback,
    line_key_of,
    list_fit_feedback,
)
from api.storage.catalogue.shoes import shoe_row
from api.storage.catalogue.states import lock_catalogue
from api.storage.catalogue.stock import WIDTH_NOT_STATED
from api.storage.catalogue.stores import store_row
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import unconditional
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_response
from api.web.edge.response import json_response
from api.web.edge.transaction import creates, transaction, writes
from api.web.fields.derive import TYPES
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictChoice, StrictInteger, StrictString
from api.web.shop.stores_schema import PageQuery

MOST_AT_ONCE = 1000

blueprint = Blueprint("fit feedback", __name__, url_prefix="/v1/stores")


class FitFeedbackRequestSchema(RequestSchema):
    """What became of some pairs of one shoe in one size; nothing of the people who wore them."""

    shoe_id = StrictString(
        required=True, min_length=1, max_length=80, metadata={"description": "The shoe, shared or your own."}
    )
    size = TYPES[StatedSize](required=True, metadata={"description": "As labelled."})
    outcome = StrictChoice(
        OUTCOMES,
        required=True,
        metadata={
            "description": "`fits` and the four faults say how it fitted; `bought` and `returned` say nothing of that."
        },
    )
    count = StrictInteger(
        low=1, high=MOST_AT_ONCE, load_default=1, metadata={"description": "Of how many pairs; one if left out."}
    )


_COUNTS = {name: fields.Integer(required=True) for name in OUTCOMES}
_SIZE = ResponseSchema.from_dict(
    {"system": fields.String(required=True), "value": fields.Float(required=True)}, name="FitFeedbackSize"
)
FitFeedbackLineSchema = ResponseSchema.from_dict(
    {
        "id": fields.String(required=True, metadata={"description": "Within its store."}),
        "shoe_id": fields.String(required=True),
        "size": fields.Nested(_SIZE, required=True),
        "width_class": StrictChoice(
            WIDTH_CLASSES, required=True, allow_none=True, metadata={"description": "Null where the label had none."}
        ),
        **_COUNTS,
        "updated_at": fields.DateTime(required=True),
    },
    name="FitFeedbackLine",
)
FitFeedbackListSchema = ResponseSchema.from_dict(
    {
        "items": fields.List(fields.Nested(FitFeedbackLineSchema), required=True),
        "next_cursor": fields.String(required=True, allow_none=True),
    },
    name="FitFeedbackList",
)
EraseQuery = RequestSchema.from_dict(
    {
        "shoe_id": StrictString(
            min_length=1, max_length=80, metadata={"description": "Of this shoe alone; of all if left out."}
        )
    },
    name="FitFeedbackQuery",
)

REQUEST = {
    "shoe_id": "hoka-clifton-10",
    "size": {"system": "us_men", "value": 9.5, "width": "2E"},
    "outcome": "too_narrow",
}
LINE = {
    "id": "hoka-clifton-10:us_men:9.5:wide",
    "shoe_id": "hoka-clifton-10",
    "size": {"system": "us_men", "value": 9.5},
    "width_class": "wide",
    **dict.fromkeys(OUTCOMES, 0),
    "too_narrow": 1,
    "updated_at": "2026-09-01T08:00:00Z",
}


@blueprint.route("/<store_id>/fit-feedback")
@blueprint.doc(tags=["stores"])
@blueprint.arguments(PageQuery(), location="query")
@blueprint.response(200, FitFeedbackListSchema, example={"items": [LINE], "next_cursor": None})
@needs("stores:read")
def list_fit_feedback_view(query: dict[str, Any], store_id: str) -> Response:
    """List how shoes fitted those who bought them in a store: counts by shoe, size and width."""
    check_store(store_id)
    list_name = f"fit feedback of {store_id}"
    after, limit = after_of(query, list_name), query["limit"]
    with parts().database.reading() as db:
        if store_row(db, account_id(), store_id) is None:
            raise Problem("not_found")
        rows = list_fit_feedback(db, account_id(), store_id, None if after is None else after[0], limit + 1)
    shown = rows[:limit]
    last = [shown[-1].line_key] if len(rows) > limit else None
    return page_response([_line_out(row) for row in shown], query, list_name, last)


@blueprint.route("/<store_id>/fit-feedback", methods=["POST"])
@blueprint.doc(tags=["stores"])
@blueprint.arguments(FitFeedbackRequestSchema(), example=REQUEST)
@blueprint.response(200, FitFeedbackLineSchema, example=LINE)
@needs("stores:write")
@creates
def create_fit_feedback(body: dict[str, Any], store_id: str) -> Response:
    """Count what became of a pair, or of several: bought, reported to fit or not, returned. The counts as they are now.

    Nothing of a person is asked or kept. What customers of all your stores reported is shown with a shoe in the advice
    for one of your stores, and counts in its score only where the store says so (`fit_evidence`, FIT-26). With an
    Idempotency-Key a call that comes again is counted once.
    """
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    if store_row(transaction(), account_id(), store_id) is None:
        raise Problem("not_found")
    shoe = shoe_row(transaction(), account_id(), body["shoe_id"])
    if shoe is None:
        raise ValidationError("There is no such shoe in the catalogue.", "shoe_id")
    size: StatedSize = body["size"]
    width = _width_class(size)
    counts = {name: body["count"] if name == body["outcome"] else 0 for name in OUTCOMES}
    row = FitFeedbackRow(
        account_id(),
        store_id,
        line_key_of(shoe.id, size.system, size.value, width),
        shoe.account_id,
        shoe.id,
        size.system,
        size.value,
        width or WIDTH_NOT_STATED,
        **counts,
        updated_at=parts().now(),
    )
    return json_response(_line_out(count_fit(transaction(), row)))


@blueprint.route("/<store_id>/fit-feedback", methods=["DELETE"])
@blueprint.doc(tags=["stores"])
@blueprint.arguments(EraseQuery(), location="query")
@blueprint.response(204)
@needs("stores:write")
@writes
@unconditional
def erase_fit_feedback_view(query: dict[str, Any], store_id: str) -> Response:
    """Erase what a store counted, of one shoe or of all."""
    check_store(store_id)
    lock_catalogue(transaction(), account_id())
    if store_row(transaction(), account_id(), store_id) is None:
        raise Problem("not_found")
    erase_fit_feedback(transaction(), account_id(), store_id, query.get("shoe_id"))
    return Response(status=204)


def _width_class(size: StatedSize) -> str | None:
    if size.width is None:
        return None
    found = width_of_box(size.width, SEX_OF_SYSTEM.get(size.system), parts().rulebook)
    if found is None:
        detail = "This letter means another width for women and men: name the class."
        raise ValidationError({"size": {"width": [detail]}})
    return found


def _line_out(row: FitFeedbackRow) -> dict[str, Any]:
    return {
        "id": row.line_key,
        "shoe_id": row.shoe_id,
        "size": {"system": row.size_system, "value": row.size_value},
        "width_class": None if row.width == WIDTH_NOT_STATED else row.width,
        **{name: getattr(row, name) for name in OUTCOMES},
        "updated_at": row.updated_at,
    }
