"""When is a pair of shoes finished?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from flask import Response
from marshmallow import validates_schema

from api.advice.retirement.advise import advise
from api.advice.retirement.answer import RetirementAnswer
from api.advice.retirement.request import RetirementRequest, WornPair
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.shoe_wear import foam_and_kind_of
from api.web.catalogue.shoes import UNKNOWN_SHOE
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, may_find_nothing
from api.web.edge.context import parts
from api.web.edge.errors import unknown
from api.web.edge.response import advice_response, example_of
from api.web.fields.derive import answer_schema, request_schema
from api.web.fields.pair import WHOLE_OR_AT_LEAST, check_distances

blueprint = Blueprint("retirement", __name__, url_prefix="/v1/advice", description="When is a pair finished?")


class RetirementRequestSchema(request_schema(RetirementRequest)):  # type: ignore[misc]
    """What is known of a pair, and of its runner."""

    refused = WHOLE_OR_AT_LEAST

    @validates_schema
    def _one_distance(self, data: Mapping[str, Any], **_: Any) -> None:
        check_distances(data.get("distance"), data.get("distance_at_least"))


REQUEST = RetirementRequestSchema()

EXAMPLE = {
    "distance": {"km": 560},
    "foam": "eva",
    "kind": "trainer",
    "body_mass_kg": 72,
    "feel": "springy",
    "inspection": {"creased_midsole": False, "tilts": False, "outsole_through": False},
    "forefoot_pain": False,
    "weekly_distance": {"km": 35},
    "as_of": "2026-09-01",
}

Pair = TypeVar("Pair", bound=WornPair)


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), book, as_of=date.min), book)


@blueprint.route("/retirement", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(RetirementAnswer), example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_retirement(body: RetirementRequest) -> Response:
    """Say whether a pair is kept, planned for or retired, for which runs it serves, and when it is due.

    Figures in kilometres, miles and metres. What is not known is named and never counts in favour of a pair. Nothing
    about the person is stored or logged.
    """
    built = parts()
    return advice_response(advise(with_shoe(body), built.rulebook, as_of=built.now().date()))


def with_shoe(pair: Pair, pointer: str = "") -> Pair:
    """Return the pair with what the catalogue knows of its shoe.

    Raise Problem("not_found") for an unknown one; ``pointer`` is where the pair stands in the body.
    """
    if pair.shoe_id is None:
        return pair
    with parts().database.reading() as db:
        known = foam_and_kind_of(db, account_id(), pair.shoe_id)
    if known is None:
        raise unknown(f"{pointer}/shoe_id", UNKNOWN_SHOE)
    return pair.completed(*known)
