"""May I run today?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response

from api.advice.run_today.advise import advise
from api.advice.run_today.answer import RunTodayAnswer
from api.advice.run_today.request import RunTodayRequest
from api.rulebook.load import shipped_rulebook
from api.web.advice.retirement import with_shoe
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint, may_find_nothing
from api.web.edge.context import parts
from api.web.edge.response import advice_response, example_of
from api.web.fields import pair  # noqa: F401 - brings the check of a pair
from api.web.fields.derive import answer_schema, request_schema

blueprint = Blueprint("run today", __name__, url_prefix="/v1/advice", description="May I run today?")

REQUEST = request_schema(RunTodayRequest)()

EXAMPLE: dict[str, Any] = {
    "symptoms": {
        "pain_level": 2,
        "pain_sites": ["mth_2"],
        "pain_kinds": ["ache"],
        "hurts_to_walk": False,
        "hurts_at_rest": False,
        "hurts_at_night": False,
        "eases_off_feet": True,
        "swelling": False,
        "diabetes": False,
    },
    "pair": {"distance": {"km": 320}, "foam": "eva", "kind": "trainer", "feel": "springy"},
    "planned": {"minutes": 45, "effort": "easy", "surface": "road", "hills": False},
    "hot_spot_in_run": False,
    "worse_in_run": False,
    "flare_up": False,
    "as_of": "2026-09-01",
}


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), book, as_of=date.min), book)


@blueprint.route("/run-today", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(RunTodayAnswer), example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_run_today(body: RunTodayRequest) -> Response:
    """Say whether to run today, easy only or not at all, within which limits, in what, and what to do instead.

    Danger signs come first. What is not known never clears a run, and an overdue pair is kept out of it. Nothing about
    the person is stored or logged.
    """
    built = parts()
    if body.pair is not None:
        body = replace(body, pair=with_shoe(body.pair, "/pair"))
    return advice_response(advise(body, built.rulebook, as_of=built.now().date()))
