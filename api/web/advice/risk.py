"""What makes forefoot pain more likely, and what can be changed?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.risk.advise import advise
from api.rulebook.load import shipped_rulebook
from api.web.advice.response import advice_response, example_of
from api.web.advice.risk_schema import EXAMPLE, RiskAnswerSchema, RiskRequestSchema, to_risk
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.parts import parts

blueprint = Blueprint(
    "risk_factors", __name__, url_prefix="/v1/advice", description="What makes forefoot pain more likely?"
)

REQUEST = RiskRequestSchema()


def _example() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(to_risk(REQUEST.load(EXAMPLE)), book), book)


@blueprint.route("/risk-factors", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, RiskAnswerSchema, example=_example())
@needs("advice")
def advise_risk_factors(body: dict[str, Any]) -> Response:
    """Name what loads the forefoot: training, shoes and movement first, with a step for each that can be changed.

    A factor is never called the cause of a pain. With too little told the answer says so instead of calling the risk
    low. Nothing about the person is stored or logged.
    """
    return advice_response(advise(to_risk(body), parts().rulebook))
