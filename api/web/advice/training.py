"""Is this week of training too much? From what is told, and from a runner's own log."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.training.advise import advise
from api.rulebook.load import shipped_rulebook
from api.services.runs.runner_load import Plan, load_of_runner
from api.storage.runners.runners import runner_row
from api.web.advice.response import advice_response, example_of
from api.web.advice.runner_load_schema import RunnerLoadQuery, RunnerLoadSchema, planned_of
from api.web.advice.training_schema import EXAMPLE, TrainingAnswerSchema, TrainingRequestSchema, to_training
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.errors import Problem
from api.web.edge.json import json_response
from api.web.edge.parts import parts
from api.web.edge.visit import cite
from api.web.fields.encode import served

blueprint = Blueprint("training_load", __name__, url_prefix="/v1", description="Is this week of training too much?")

REQUEST = TrainingRequestSchema()
QUERY = RunnerLoadQuery()


def _example() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(to_training(REQUEST.load(EXAMPLE)), book), book)


def _example_of_log() -> dict[str, Any]:
    seen = {
        "as_of": "2026-09-01",
        "first_run_on": "2026-05-04",
        "last_run_on": "2026-08-31",
        "whole_weeks": 4,
        "certainty": "high",
        "text": shipped_rulebook().sentence("LOAD-18", "high"),
        "rules": ["LOAD-18"],
    }
    return {"runner_id": "runner_7h2k9m4c8x1v5b3n6q0z", **_example(), "log": seen}


@blueprint.route("/advice/training-load", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, TrainingAnswerSchema, example=_example)
@needs("advice")
def advise_training_load(body: dict[str, Any]) -> Response:
    """Say whether a planned week of training is too much, and how much would be in order.

    Each check says how well it is supported. What is not known is named and never counts in favour of a plan. Nothing
    about the person is stored or logged.
    """
    return advice_response(advise(to_training(body), parts().rulebook))


@blueprint.route("/runners/<runner_id>/training-load")
@blueprint.doc(tags=["runners"])
@blueprint.arguments(QUERY, location="query")
@blueprint.response(200, RunnerLoadSchema, example=_example_of_log)
@needs("runners:read")
def get_runner_training_load(query: dict[str, Any], runner_id: str) -> Response:
    """Say the same of a runner's own log, with what is planned for the week.

    The weeks are those from Monday to Sunday that are over; the present one counts apart, by what is planned or by what
    is run so far. The answer says how sure the log is.
    """
    built = parts()
    plan = Plan(
        week=planned_of(query, "planned_week"),
        longest_run=planned_of(query, "planned_longest_run"),
        new_stressors=query.get("new_stressors"),
        illness=query.get("illness"),
        returning=query.get("returning"),
    )
    with built.database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
        if runner is None:
            raise Problem("not_found")
        answer = load_of_runner(db, runner, plan, built.rulebook, query.get("as_of") or built.now().date())
    cite(answer.cited())
    return json_response({"runner_id": runner_id, **served(answer, built.rulebook)})
