"""Which exercises there are, and which of them today."""

from __future__ import annotations

from typing import Any

from flask import Response

import api.web.fields.exercises  # noqa: F401 - the kinds of field that the request names
from api.advice.core.rules import UnknownRuleError
from api.advice.exercises.advise import advise, card
from api.advice.exercises.answer import Exercise, ExerciseList, ExercisesAnswer
from api.advice.exercises.library import exercise_of, library
from api.advice.exercises.request import ExercisesRequest
from api.rulebook.load import shipped_rulebook
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import conditional_in_language
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.response import advice_response, example_of, plain
from api.web.fields.derive import answer_schema, request_schema, response_schema

blueprint = Blueprint("exercises", __name__, url_prefix="/v1", description="Exercises for foot, calf and hip.")

EXAMPLE = {
    "symptoms": {
        "pain_level": 2,
        "pain_sites": ["mth_2"],
        "pain_kinds": ["ache"],
        "numbness_or_tingling": "none",
        "diabetes": False,
        "neuropathy": False,
    },
    "minutes_per_session": 12,
    "level": "beginner",
    "stage": "recovering",
    "equipment": ["towel", "ball"],
    "week": 3,
    "start_on": "2026-09-07",
}

REQUEST = request_schema(ExercisesRequest)()

ExerciseSchema = response_schema(Exercise)


def _example_card() -> dict[str, Any]:
    book = shipped_rulebook()
    shown: dict[str, Any] = plain(card(exercise_of("wall_calf_stretch", book), book))
    return shown


def _example_list() -> dict[str, Any]:
    return {"items": [_example_card()], "next_cursor": None}


def _example_answer() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), book), book)


@blueprint.route("/advice/exercises", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(ExercisesAnswer), example=_example_answer)
@needs("advice")
def advise_exercises(body: ExercisesRequest) -> Response:
    """Plan a day's exercises in three short sessions, or say that the foot rests first.

    Stretches in the morning, strength at mid-day, balance or mobility in the evening, each within its minutes and with
    what is at hand. While it hurts, gentle stretches only.
    """
    return advice_response(advise(body, parts().rulebook))


@blueprint.route("/exercises")
@blueprint.response(200, response_schema(ExerciseList), example=_example_list)
@blueprint.alt_response(304, description="You have the current version.")
@needs("advice")
def list_exercises() -> Response:
    """List the exercises.

    Each with its purpose, steps, how much of it to begin with, what it needs, how it grows and when to stop.
    """
    book = parts().rulebook
    body = ExerciseList(tuple(card(exercise, book) for exercise in library(book).values()))
    return conditional_in_language("exercises", book.version, body=lambda: body)


@blueprint.route("/exercises/<exercise_id>")
@blueprint.response(200, ExerciseSchema, example=_example_card)
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
    return conditional_in_language(exercise_id, book.version, body=lambda: shown)
