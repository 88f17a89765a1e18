"""Which exercises there are, and which of them today."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.core.rules import UnknownRuleError
from api.advice.exercises.advise import advise
from api.advice.exercises.library import exercise_of, library
from api.advice.exercises.say import card
from api.rulebook.load import shipped_rulebook
from api.web.advice.exercise_library_schema import ExerciseListSchema, ExerciseSchema
from api.web.advice.exercises_schema import EXAMPLE, ExercisesAnswerSchema, ExercisesRequestSchema, to_request
from api.web.advice.response import advice_response, example_of
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import PUBLIC, conditional, etag_of
from api.web.edge.errors import Problem
from api.web.edge.parts import parts

blueprint = Blueprint("exercises", __name__, url_prefix="/v1", description="Exercises for foot, calf and hip.")

REQUEST = ExercisesRequestSchema()

_CARD = card(exercise_of("wall_calf_stretch", shipped_rulebook()), shipped_rulebook())


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(to_request(REQUEST.load(EXAMPLE)), book), book)


@blueprint.route("/advice/exercises", methods=["POST"])
@blueprint.arguments(REQUEST, example=EXAMPLE)
@blueprint.response(200, ExercisesAnswerSchema, example=_example_answer)
@needs("advice")
def advise_exercises(body: dict[str, Any]) -> Response:
    """Plan a day's exercises in three short sessions, or say that the foot rests first.

    Stretches in the morning, strength at mid-day, balance or mobility in the evening, each within its minutes and with
    what is at hand. While it hurts, gentle stretches only. Nothing about the person is stored or logged.
    """
    return advice_response(advise(to_request(body), parts().rulebook))


@blueprint.route("/exercises")
@blueprint.response(200, ExerciseListSchema, example={"items": [_CARD], "next_cursor": None})
@blueprint.alt_response(304, description="You have the current version.")
@needs("advice")
def list_exercises() -> Response:
    """List the exercises.

    Each with its purpose, steps, how much of it to begin with, what it needs, how it grows and when to stop.
    """
    book = parts().rulebook
    body = {"items": [card(exercise, book) for exercise in library(book).values()], "next_cursor": None}
    return conditional(etag_of("exercises", book.version), lambda: body, PUBLIC)


@blueprint.route("/exercises/<exercise_id>")
@blueprint.response(200, ExerciseSchema, example=_CARD)
@blueprint.alt_response(304, description="You have the current version.")
@needs("advice")
def get_exercise(exercise_id: str) -> Response:
    """Show one exercise.

    Its purpose, steps, how much of it to begin with, what it needs, how it grows and when to stop.
    """
    book = parts().rulebook
    try:
        shown = card(exercise_of(exercise_id, book), book)
    except UnknownRuleError:
        raise Problem("not_found") from None
    return conditional(etag_of(exercise_id, book.version), lambda: shown, PUBLIC)
