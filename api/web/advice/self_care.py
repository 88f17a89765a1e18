"""What can be done at home for a sore forefoot?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.self_care.advise import advise
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.self_care.request import SelfCareRequest
from api.rulebook.load import shipped_rulebook
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.response import advice_response, example_of
from api.web.fields.derive import answer_schema, request_schema
from api.web.fields.symptoms import EXAMPLE as SYMPTOMS_EXAMPLE

blueprint = Blueprint("self-care", __name__, url_prefix="/v1/advice", description="What can be done at home?")

REQUEST = request_schema(SelfCareRequest)()

EXAMPLE: dict[str, Any] = {
    "symptoms": SYMPTOMS_EXAMPLE,
    "medicine_cautions": ["asthma"],
    "work": "standing",
    "cold_sensitivity": False,
    "pain_level_before": 6,
}


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), book), book)


@blueprint.route("/self-care", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(SelfCareAnswer), example=_example_answer)
@needs("advice")
def advise_self_care(body: SelfCareRequest) -> Response:
    """Say what to do at home, for how long and how often, what to leave out and why, and when to judge it.

    Danger signs come first. No medicine is named beside a reason against it, and never a product or a dose. Nothing
    about the person is stored or logged.
    """
    return advice_response(advise(body, parts().rulebook))
