"""When is a pair of shoes finished?"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.advice.core.answer import Answer
from api.advice.core.rules import Rulebook
from api.advice.retirement.advise import advise
from api.advice.retirement.pace import pace_of_week
from api.rulebook.load import shipped_rulebook
from api.services.catalogue.shoe_wear import foam_and_kind_of
from api.web.advice.response import advice_response, example_of
from api.web.advice.retirement_schema import EXAMPLE, RetirementAnswerSchema, RetirementRequestSchema, to_pair
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.errors import Problem
from api.web.edge.marks import may_find_nothing
from api.web.edge.parts import parts

blueprint = Blueprint("retirement", __name__, url_prefix="/v1/advice", description="When is a pair finished?")

REQUEST = RetirementRequestSchema()


def _answer(body: dict[str, Any], book: Rulebook, today: date, foam: str | None, kind: str | None) -> Answer:
    weekly = body.get("weekly_distance")
    return advise(
        to_pair(body, foam, kind),
        book,
        as_of=body.get("as_of") or today,
        pace=None if weekly is None else pace_of_week(weekly, book),
        symptoms=body.get("symptoms"),
    )


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    answer = _answer(REQUEST.load(EXAMPLE), book, date.min, None, None)
    return example_of(answer, book)


@blueprint.route("/retirement", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, RetirementAnswerSchema, example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_retirement(body: dict[str, Any]) -> Response:
    """Say whether a pair is kept, planned for or retired, for which runs it serves, and when it is due.

    Figures in kilometres, miles and metres. What is not known is named and never counts in favour of a pair. Nothing
    about the person is stored or logged.
    """
    foam, kind = known_of_shoe(body.get("shoe_id"))
    return advice_response(_answer(body, parts().rulebook, parts().now().date(), foam, kind))


def known_of_shoe(shoe_id: str | None) -> tuple[str | None, str | None]:
    """Answer foam and kind of a shoe of the catalogue; raises Problem("not_found") for one that is not there."""
    if shoe_id is None:
        return None, None
    with parts().database.reading() as db:
        found = foam_and_kind_of(db, account_id(), shoe_id)
    if found is None:
        raise Problem("not_found")
    return found
