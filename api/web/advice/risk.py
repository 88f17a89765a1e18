"""What makes forefoot pain more likely, and what can be changed?"""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.risk.advise import advise
from api.advice.risk.answer import RiskAnswer
from api.advice.risk.request import RiskRequest
from api.rulebook.load import shipped_rulebook
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.response import advice_response, example_of
from api.web.fields.derive import answer_schema, request_schema

blueprint = Blueprint(
    "risk factors", __name__, url_prefix="/v1/advice", description="What makes forefoot pain more likely?"
)

REQUEST = request_schema(RiskRequest)()

EXAMPLE = {
    "training": {
        "weekly_increase_fraction": 0.2,
        "speed_sessions_per_week": 1,
        "plyometrics": False,
        "concrete_most_runs": True,
        "hills": None,
    },
    "shoes": {"narrow_toe_box": True, "thin_forefoot": False, "worn_out": False, "fit_checked": True},
    "biomechanics": {"stiff_calves": True, "overpronation": True, "heavy_strike": False, "overstriding": False},
    "daily_life": {"stands_all_day": False, "barefoot_on_hard_floors": False, "bmi": 24},
    "feet": {"left": {"arch": "normal", "bunion": True, "hammertoe": False, "callus": False}},
    "symptoms": {"pain_level": 0},
}


def _example() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), book), book)


@blueprint.route("/risk-factors", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(RiskAnswer), example=_example)
@needs("advice")
def advise_risk_factors(body: RiskRequest) -> Response:
    """Name what loads the forefoot: training, shoes and movement first, with a step for each that can be changed.

    A factor is never called the cause of a pain. With too few answers it says so instead of calling the risk
    low.
    """
    return advice_response(advise(body, parts().rulebook))
