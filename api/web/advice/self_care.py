"""What can be done at home for a sore forefoot?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.self_care.advise import advise
from api.rulebook.load import shipped_rulebook
from api.web.advice.response import advice_response, example_of
from api.web.advice.self_care_schema import EXAMPLE, SelfCareAnswerSchema, SelfCareRequestSchema, to_request
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.parts import parts

blueprint = Blueprint("self-care", __name__, url_prefix="/v1/advice", description="What can be done at home?")

REQUEST = SelfCareRequestSchema()


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(to_request(REQUEST.load(EXAMPLE)), book), book)


@blueprint.route("/self-care", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, SelfCareAnswerSchema, example=_example_answer)
@needs("advice")
def advise_self_care(body: dict[str, Any]) -> Response:
    """Say what to do at home, for how long and how often, what to leave out and why, and when to judge it.

    Danger signs come first. No medicine is named beside a reason against it, and never a product or a dose. Nothing
    about the person is stored or logged.
    """
    return advice_response(advise(to_request(body), parts().rulebook))
