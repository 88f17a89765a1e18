"""When and how to run again?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.advise import advise
from api.advice.return_to_run.answer import ReturnToRunAnswer
from api.advice.return_to_run.request import DAILY_CHECKS, ReturnToRunRequest
from api.rulebook.load import shipped_rulebook
from api.web.advice.return_pictures import CALENDAR_PATH, CHART_PATH, UsualWeekInSchema, WeekRunInSchema
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.response import advice_response, example_of, plain, query_of
from api.web.fields.derive import FIELDS, answer_schema, request_schema
from api.web.fields.distance import DistanceField

blueprint = Blueprint("return to run", __name__, url_prefix="/v1/advice", description="When and how to run again?")

FIELDS["usual_week"] = lambda metadata, **how: DistanceField(metadata["description"], UsualWeekInSchema, **how)
FIELDS["week_run"] = lambda metadata, **how: DistanceField(metadata["description"], WeekRunInSchema, **how)

REQUEST = request_schema(ReturnToRunRequest)()

EXAMPLE: dict[str, Any] = {
    "usual_weekly_distance": {"km": 30},
    "checks": dict.fromkeys(DAILY_CHECKS, True),
    "weeks_done": [
        {"distance": {"km": 9.5}, "worst_response": "none", "runs": 3},
        {"distance": {"km": 11.1}, "worst_response": "none", "longest_continuous_minutes": 2, "runs": 3},
    ],
    "last_response": "none",
    "bone_stress_injury": False,
    "start_on": "2026-09-07",
    "surfaces_available": ["grass", "treadmill", "road"],
    "symptoms": {"pain_level": 0, "swelling": False, "diabetes": False},
}


def with_addresses(answer: ReturnToRunAnswer) -> ReturnToRunAnswer:
    """Return the advice with the addresses of its calendar and chart; ``None`` where there is no plan or no day."""
    facts = answer.drawn_from
    if facts is None:
        return answer
    query = query_of(plain(facts))
    calendar = f"{CALENDAR_PATH}?{query}" if facts.start_on is not None else None
    return replace(answer, calendar_url=calendar, chart_url=f"{CHART_PATH}?{query}")


def _answer(body: ReturnToRunRequest, book: Rulebook) -> ReturnToRunAnswer:
    return with_addresses(advise(body, book))


def _example() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(_answer(REQUEST.load(EXAMPLE), book), book)


@blueprint.route("/return-to-run", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(ReturnToRunAnswer), example=_example)
@needs("advice")
def advise_return_to_run(body: ReturnToRunRequest) -> Response:
    """Say whether running may begin or go on, and plan the weeks back to the usual distance.

    Every check of the gate has to be a clear yes; the plan goes on from what was really run and from how the foot
    answered. Distances in kilometres, miles and metres.
    """
    return advice_response(_answer(body, parts().rulebook))
