"""When and how to run again?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response

from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.advise import advise
from api.rulebook.load import shipped_rulebook
from api.web.advice.response import advice_response, example_of, query_of
from api.web.advice.return_answers_schema import ReturnToRunAnswerSchema
from api.web.advice.return_pictures_schema import CALENDAR_PATH, CHART_PATH
from api.web.advice.return_to_run_schema import EXAMPLE, ReturnToRunRequestSchema, to_request
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.parts import parts

blueprint = Blueprint("return to run", __name__, url_prefix="/v1/advice", description="When and how to run again?")

REQUEST = ReturnToRunRequestSchema()


def with_addresses(answer: Answer) -> Answer:
    """Answer the advice with the addresses of its calendar and its chart; ``None`` where there is no plan or no day."""
    facts = answer.details["drawn_from"]
    query = f"?{query_of(facts)}" if facts else ""
    dated = bool(facts and facts["start_on"])
    addresses = {
        "calendar_url": f"{CALENDAR_PATH}{query}" if dated else None,
        "chart_url": f"{CHART_PATH}{query}" if facts else None,
    }
    return replace(answer, details={**answer.details, **addresses})


def _answer(body: Mapping[str, Any], book: Rulebook) -> Answer:
    return with_addresses(advise(to_request(dict(body)), book))


@blueprint.route("/return-to-run", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(
    200,
    ReturnToRunAnswerSchema,
    example=lambda: example_of(_answer(REQUEST.load(EXAMPLE), shipped_rulebook()), shipped_rulebook()),
)
@needs("advice")
def advise_return_to_run(body: dict[str, Any]) -> Response:
    """Say whether running may begin or go on, and plan the weeks back to the usual distance.

    Every check of the gate has to be a clear yes; the plan goes on from what was really run and from how the foot
    answered. Distances in kilometres, miles and metres. Nothing about the person is stored or logged.
    """
    return advice_response(_answer(body, parts().rulebook))
