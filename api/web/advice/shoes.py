"""Which shoes suit this foot, in which size and width, and why?"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Response
from marshmallow import ValidationError

from api.advice.core.rules import Rulebook
from api.advice.shoes.advise import Candidates, advise, check, prepare
from api.advice.shoes.answer import ShoeCheckAnswer, ShoesAnswer
from api.advice.shoes.request import NamedShoe, ShoeCheckRequest, ShoesAdviceRequest
from api.integrations.feeds.gtin import GtinFaultError
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.own_record import record_from
from api.services.catalogue.shoe_record import new_row, record_of, shoe_card, shoe_of
from api.services.shop.advise import UnknownShoeError, check_shoe, on_catalogue, recommend_shoes
from api.storage.catalogue.stores import UnknownStoreError
from api.web.catalogue import shoes_schema  # noqa: F401 - brings the description of a shoe
from api.web.catalogue.shoe_examples import SHOE_REQUEST
from api.web.catalogue.shoes import UNKNOWN_GTIN, UNKNOWN_SHOE
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint, may_find_nothing
from api.web.edge.context import parts
from api.web.edge.errors import Problem, invalid, unknown
from api.web.edge.response import advice_response, example_of
from api.web.fields.derive import TYPES, ObjectField, answer_schema, part_schema, request_schema
from api.web.fields.feet import FEET_EXAMPLE
from api.web.fields.together import alone, both, none_of

blueprint = Blueprint("shoe advice", __name__, url_prefix="/v1/advice", description="Which shoes suit this foot?")

REQUEST = request_schema(ShoesAdviceRequest)()

EXAMPLE: dict[str, Any] = {
    "feet": FEET_EXAMPLE,
    "sex": "male",
    "use": "road",
    "in_recovery": False,
    "minimalist_experience": "none",
    "max_price": 200,
    "limit": 3,
    "symptoms": {"pain_level": 4, "pain_sites": ["mth_2"], "hurts_at_night": False, "hurts_at_rest": False},
}


def example_candidates(book: Rulebook) -> Candidates:
    """Return the one shoe that the examples of the API description show."""
    row = new_row(
        "acc_1", "shoe_3k9t2m4x8v7q1z5n6b0c", record_from(SHOE_REQUEST), book, datetime(2026, 1, 1, tzinfo=UTC)
    )
    return prepare([(shoe_of(row.id, record_of(row)), shoe_card(row))], book)


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), example_candidates(book), book), book)


@blueprint.route("/shoes", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(ShoesAnswer), example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_shoes(body: ShoesAdviceRequest) -> Response:
    """Rank shoes for a person, in their size and width, with the reasons for each.

    Danger signs come before any shoe. With `store_id`, only what that store has in this size. A figure that nobody
    measured is `unknown`, never a pass.
    """
    return advice_response(answer_of(body))


def answer_of(body: ShoesAdviceRequest) -> ShoesAnswer:
    """Return ranked shoes for a person; raise Problem("not_found") for a store that is not there."""
    if body.store_id is not None:
        check_store(body.store_id)
    built = parts()
    try:
        return on_catalogue(
            built.database,
            lambda db: recommend_shoes(db, built.shelves, account_id(), body, built.rulebook),
            only_now=body.store_id is not None,
        )
    except UnknownStoreError:
        raise unknown("/store_id", "You have no store of this id.") from None


def _check_named(shoe: NamedShoe) -> None:
    """Refuse a shoe that is named in no way, in half of one or in several."""
    if (shoe.brand is None) != (shoe.model is None):
        raise ValidationError({"model" if shoe.model is None else "brand": ["Brand and model go together."]})
    ways = [way for way in (shoe.id, shoe.gtin, shoe.model) if way is not None]
    if len(ways) != 1:
        raise ValidationError({"id": ["Name the shoe in one way: by id, by gtin, or by brand and model."]})


part_schema(NamedShoe).refused = (
    none_of("id", "gtin", "model"),
    *(alone("brand", "model"), alone("model", "brand")),
    *(both("id", "gtin"), both("id", "model"), both("gtin", "model")),
)
TYPES[NamedShoe] = partial(ObjectField, NamedShoe, check=_check_named)
CHECK_REQUEST = request_schema(ShoeCheckRequest)()
CHECK_EXAMPLE: dict[str, Any] = {
    "shoe": {"brand": SHOE_REQUEST["brand"], "model": SHOE_REQUEST["model"]},
    **{name: value for name, value in EXAMPLE.items() if name != "limit"},
}


def _example_check() -> dict[str, Any]:
    book = shipped_rulebook()
    candidates = example_candidates(book)
    return example_of(check(CHECK_REQUEST.load(CHECK_EXAMPLE), candidates.cards[0], candidates, book), book)


@blueprint.route("/shoes/check", methods=["POST"])
@blueprint.arguments(CHECK_REQUEST, example=CHECK_EXAMPLE)
@blueprint.response(200, answer_schema(ShoeCheckAnswer), example=_example_check)
@needs("advice")
@may_find_nothing
def advise_shoe_check(body: ShoeCheckRequest) -> Response:
    """Look at one shoe, such as the one in the customer's hand: does it suit, and why, or why not?

    Named by id, by bar code, or by brand and model. Every reason against it is given, and its place among those that
    suit. A brand and model in no catalogue are to be tried on; an id or a bar code that nobody knows is a 404, and
    the model may then be asked for.
    """
    if body.store_id is not None:
        check_store(body.store_id)
    built = parts()
    try:
        answer = on_catalogue(
            built.database,
            lambda db: check_shoe(db, built.shelves, account_id(), body, built.rulebook),
            only_now=body.store_id is not None or body.shoe.gtin is not None,
        )
    except UnknownStoreError:
        raise Problem("not_found") from None
    except UnknownShoeError:
        raise _unknown_shoe(body.shoe) from None
    except GtinFaultError as fault:
        raise invalid("/shoe/gtin", str(fault)) from None
    return advice_response(answer)


def _unknown_shoe(named: NamedShoe) -> Problem:
    if named.id is not None:
        return unknown("/shoe/id", UNKNOWN_SHOE)
    return unknown("/shoe/gtin", UNKNOWN_GTIN)
