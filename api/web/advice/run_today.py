"""May I run today?"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.advice.core.answer import Answer
from api.advice.core.rules import Rulebook
from api.advice.run_today.advise import advise
from api.rulebook.load import shipped_rulebook
from api.web.advice.response import advice_response, example_of
from api.web.advice.retirement import known_of_shoe
from api.web.advice.run_today_schema import EXAMPLE, RunTodayAnswerSchema, RunTodayRequestSchema, to_request
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.marks import may_find_nothing
from api.web.edge.parts import parts

blueprint = Blueprint("run today", __name__, url_prefix="/v1/advice", description="May I run today?")

REQUEST = RunTodayRequestSchema()


def _answer(body: dict[str, Any], book: Rulebook, today: date, foam: str | None, kind: str | None) -> Answer:
    return advise(to_request(body, foam, kind), book, as_of=body.get("as_of") or today)


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(_answer(REQUEST.load(EXAMPLE), book, date.min, None, None), book)


@blueprint.route("/run-today", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, RunTodayAnswerSchema, example=_example_answer)
@needs("advice")
@may_find_nothing
def advise_run_today(body: dict[str, Any]) -> Response:
    """Say whether to run today, easy only or not at all, within which limits, in what, and what to do instead.

    Danger signs come first. What is not known never clears a run, and an overdue pair is kept out of it. Nothing about
    the person is stored or logged.
    """
    foam, kind = known_of_shoe((body.get("pair") or {}).get("shoe_id"))
    return advice_response(_answer(body, parts().rulebook, parts().now().date(), foam, kind))
