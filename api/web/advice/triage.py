"""Is a professional needed, and how soon?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.triage.advise import advise
from api.rulebook.load import shipped_rulebook
from api.web.advice.response import advice_response, example_of
from api.web.advice.triage_schema import TriageAnswerSchema, TriageRequestSchema
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.parts import parts
from api.web.fields.symptoms import EXAMPLE

blueprint = Blueprint("triage", __name__, url_prefix="/v1/advice", description="Who should look at this foot?")

REQUEST = TriageRequestSchema()


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load({"symptoms": EXAMPLE})["symptoms"], book), book)


@blueprint.route("/triage", methods=["POST"])
@blueprint.arguments(REQUEST, example={"symptoms": EXAMPLE})
@blueprint.response(200, TriageAnswerSchema, example=_example_answer)
@needs("advice")
def advise_triage(body: dict[str, Any]) -> Response:
    """Say whether a professional is needed, and how soon.

    Danger signs first; unknown answers never count as no. Nothing about the person is stored or logged.
    """
    return advice_response(advise(body["symptoms"], parts().rulebook))
