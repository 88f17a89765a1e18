"""Everything for one customer in one call: the kiosk's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, request

from api.advice.consultation.advise import Consultation, advise, consult
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.rules import Rulebook
from api.pictures.paper.slip import slip
from api.rulebook.load import shipped_rulebook
from api.services.shop.advise import consult_in_store
from api.storage.catalogue.stores import UnknownStoreError
from api.web.advice.consultation_schema import EXAMPLE, ConsultationAnswerSchema, ConsultationRequestSchema, to_request
from api.web.advice.met_pad import with_pictures
from api.web.advice.response import advice_response, example_of
from api.web.advice.run_today import pair_completed
from api.web.advice.shoes import example_candidates
from api.web.edge.auth import account_id, check_store, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.errors import Problem
from api.web.edge.marks import may_find_nothing
from api.web.edge.parts import parts
from api.web.edge.visit import cite
from api.web.fields.encode import plain, served

blueprint = Blueprint(
    "consultation", __name__, url_prefix="/v1/advice", description="Everything for one customer in one call."
)

REQUEST = ConsultationRequestSchema()
SLIP_TYPE = "text/plain"


def _whole(asked: ConsultationRequest, given: Consultation, book: Rulebook) -> Answer:
    return advise(asked, replace(given, met_pad=with_pictures(given.met_pad)), book)


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    asked = to_request(REQUEST.load(EXAMPLE))
    shelf = example_candidates(book)
    return example_of(_whole(asked, consult(asked, shelf, book, as_of=date(2026, 9, 1)), book), book)


@blueprint.route("/consultation", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, ConsultationAnswerSchema, example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_consultation(body: dict[str, Any]) -> Response:
    """Say everything at once: who should look at the foot, shoes, pad, care at home, today's run and exercises.

    The parts agree with each other: what one rules out, no other advises. With `Accept: text/plain` the answer is a
    slip of 42 columns for a receipt printer. Nothing about the person is stored or logged.
    """
    answer = _answer(body)
    if request.accept_mimetypes.best_match(("application/json", SLIP_TYPE)) != SLIP_TYPE:
        response = advice_response(answer)
    else:
        cite(answer.cited())
        told = slip(plain(served(answer, parts().rulebook)))
        response = Response(told, content_type=f"{SLIP_TYPE}; charset=utf-8")
    response.vary.add("Accept")
    return response


def _answer(body: dict[str, Any]) -> Answer:
    store_id = body.get("store_id")
    if store_id is not None:
        check_store(store_id)
    asked, built = to_request(body), parts()
    asked = replace(asked, run_today=pair_completed(asked.run_today))
    as_of = body.get("as_of") or built.now().date()
    with built.database.reading() as db:
        try:
            given = consult_in_store(db, built.shelves, account_id(), asked, built.rulebook, as_of)
        except UnknownStoreError:
            raise Problem("not_found") from None
    return _whole(asked, given, built.rulebook)
