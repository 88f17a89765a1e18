"""Is a professional needed, and how soon?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.triage.advise import advise
from api.advice.triage.answer import TriageAnswer
from api.advice.triage.request import TriageRequest
from api.rulebook.load import shipped_rulebook
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.response import advice_response, example_of
from api.web.fields import feet as feet_fields  # noqa: F401 - fills the fields that a request with feet needs
from api.web.fields.derive import answer_schema, request_schema
from api.web.fields.symptoms import EXAMPLE

blueprint = Blueprint("triage", __name__, url_prefix="/v1/advice", description="Who should look at this foot?")

REQUEST = request_schema(TriageRequest)()


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load({"symptoms": EXAMPLE}), book), book)


@blueprint.route("/triage", methods=["POST"])
@blueprint.asks(REQUEST, example={"symptoms": EXAMPLE})
@blueprint.response(200, answer_schema(TriageAnswer), example=_example_answer)
@needs("advice")
def advise_triage(body: TriageRequest) -> Response:
    """Say whether a professional is needed, and how soon.

    Danger signs first; unknown answers never count as no.
    """
    return advice_response(advise(body, parts().rulebook))
