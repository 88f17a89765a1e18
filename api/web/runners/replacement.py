"""Which shoe may follow a pair: from the catalogue, or from what a store has in the runner's size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response
from marshmallow import fields, validate

from api.advice.core.describe import Field, Range
from api.advice.replacement.answer import Comparison
from api.advice.retirement.answer import VERDICTS
from api.advice.shoes.answer import Offer, ServedShoe, SizeShown
from api.rulebook.load import shipped_rulebook
from api.services.shop.replacement import Follows, Replacement, replacement_of
from api.storage.catalogue.stores import UnknownStoreError
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import cite, parts
from api.web.edge.errors import Problem, unknown
from api.web.edge.response import dumps, json_response
from api.web.fields.derive import response_schema
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictString

blueprint = Blueprint("replacement", __name__, url_prefix="/v1")

MOST_SHOWN, USUAL_SHOWN = 20, 5


class ReplacementQuery(RequestSchema):
    """Where to look, and how many to show."""

    store_id = StrictString(
        min_length=1, max_length=100, metadata={"description": "Only what this store of yours has in the size."}
    )
    limit = fields.Integer(
        load_default=USUAL_SHOWN,
        validate=validate.Range(1, MOST_SHOWN),
        metadata={"description": "How many shoes at most."},
    )


@dataclass(frozen=True, slots=True)
class ReplacementShoe:
    """A shoe that may follow, in the size to try."""

    shoe: Annotated[ServedShoe, Field("shoe_card")]
    size: SizeShown
    offer: Annotated[Offer | None, "The price; null where nobody knows it."]
    measured: Annotated[bool, "Whether it is known to suit, by measured figures; else it is to be tried on."]
    successor: Annotated[bool, "The same maker's model of the same name with the next number."]
    alike: Annotated[
        float | None, Range(0, 1), "Of what can be compared, how much is as in the old pair; null where nothing can."
    ]
    comparisons: Annotated[tuple[Comparison, ...], "What is alike and what is not, the weightiest first."]


class OldShoeSchema(ResponseSchema):
    """The shoe that is compared with."""

    shoe_id = fields.String(required=True)
    name = fields.String(required=True)


class ReplacementSchema(ResponseSchema):
    """What may follow a pair."""

    pair_id = fields.String(required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    due_on = fields.Date(required=True, allow_none=True)
    summary = fields.String(required=True)
    compared_with = fields.Nested(
        OldShoeSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The shoe of the pair; null where it is not known."},
    )
    store_id = fields.String(required=True, allow_none=True)
    items = fields.List(fields.Nested(response_schema(ReplacementShoe)), required=True)


def _example() -> dict[str, Any]:
    return {
        "pair_id": "pair_3q8z5n6b0d7c2m9k4v1x",
        "verdict": "retire",
        "due_on": "2026-09-01",
        "summary": shipped_rulebook().sentence("REPLACE-01", "nothing"),
        "compared_with": {"shoe_id": "brooks-ghost-17", "name": "Brooks Ghost 17"},
        "store_id": None,
        "items": [],
    }


@blueprint.route("/pairs/<pair_id>/replacement")
@blueprint.doc(tags=["pairs"])
@blueprint.arguments(ReplacementQuery(), location="query")
@blueprint.response(200, ReplacementSchema, example=_example)
@needs("runners:read")
def get_pair_replacement(query: dict[str, Any], pair_id: str) -> Response:
    """Propose what may follow a pair: shoes that fit the runner and are made for the same runs, its successor first.

    Then the most like it; what is only to be tried on comes last.
    Each is compared with the old one: toe box, cushioning under the forefoot, drop, stability, plate. With `store_id`
    only what that store has in the size.
    """
    built, store_id = parts(), query.get("store_id")
    if store_id is not None:
        check_store(store_id)
    with built.database.reading() as db:
        try:
            found = replacement_of(db, built.shelves, account_id(), pair_id, store_id, built.rulebook, built.now())
        except UnknownStoreError:
            raise unknown("store_id", "You have no store of this id.") from None
    if found is None:
        raise Problem("not_found")
    cite((found.answer.rule,))
    body = _out(found, store_id, query["limit"])
    return json_response(dumps(body), headers={"Cache-Control": "no-store"})


def _out(found: Replacement, store_id: str | None, limit: int) -> dict[str, Any]:
    forecast, old = found.wear.advice.answer.forecast, found.old
    return {
        "pair_id": found.wear.log.pair.id,
        "verdict": found.wear.advice.judgement.verdict,
        "due_on": None if forecast is None else forecast.retire_on,
        "summary": found.answer.summary,
        "compared_with": None if old is None else {"shoe_id": old.id, "name": f"{old.brand} {old.model}"},
        "store_id": store_id,
        "items": [_shown(follows) for follows in found.follows[:limit]],
    }


def _shown(follows: Follows) -> ReplacementShoe:
    fit, follower = follows.fit, follows.follower
    return ReplacementShoe(
        fit.shoe, fit.size, fit.offer, follows.suits, follower.successor, follower.alike, follower.comparisons
    )
