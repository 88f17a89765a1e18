"""What an exercises request may hold, and that every exercises answer holds to its description."""

from __future__ import annotations

from datetime import date

import jsonschema
import pytest

from api.advice.exercises.answer import ExercisesAnswer
from api.advice.exercises.library import library
from api.advice.exercises.request import ExercisesRequest
from api.advice.exercises.say import card
from api.web.advice.exercises import EXAMPLE, REQUEST, ExerciseSchema
from api.web.edge.response import plain
from api.web.fields.derive import answer_schema
from tests.advice.cases import Case, each_case
from tests.advice.exercises.inputs import BOOK, answered
from tests.support.shapes import described, faults

_REQUEST_DESCRIBED = described(REQUEST)
_ANSWER_DESCRIBED = described(answer_schema(ExercisesAnswer))


@each_case("exercises")
def test_a_case_is_a_request_and_its_answer_holds_to_the_description(case: Case) -> None:
    jsonschema.validate(case.given, _REQUEST_DESCRIBED)
    jsonschema.validate(answered(case.given), _ANSWER_DESCRIBED)


def test_every_exercise_holds_to_its_description() -> None:
    for exercise in library(BOOK).values():
        assert faults(ExerciseSchema(), plain(card(exercise, BOOK))) == []


def test_the_description_is_not_too_loose() -> None:
    answer = dict(answered(EXAMPLE))
    jsonschema.validate(answer, _ANSWER_DESCRIBED)
    first = answer["sessions"]["morning"][0]
    for fault in (
        {"verdict": "maybe"},
        {"sessions": {**answer["sessions"], "morning": [{**first, "exercise": "burpee"}]}},
        {"sessions": {**answer["sessions"], "morning": [{**first, "repeats": 0}]}},
        {"sessions": {**answer["sessions"], "morning": None}},
        {"session_minutes": {"morning": 10}},
        {"days_of_week": [0]},
        {"planned_for": {**answer["planned_for"], "stage": "cured"}},
        {"when_calm": {"text": "Later."}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER_DESCRIBED)
    for name in answer.keys() - {"reasons", "rules", "progression", "maintenance", "stop_if"}:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in answer.items() if key != name}, _ANSWER_DESCRIBED)


def test_null_equals_absent() -> None:
    nothing = dict.fromkeys(REQUEST.fields)
    jsonschema.validate(nothing, _REQUEST_DESCRIBED)
    assert REQUEST.load(nothing) == REQUEST.load({}) == ExercisesRequest()


def test_what_was_sent_is_handed_over() -> None:
    found = REQUEST.load({**EXAMPLE, "equipment": ["ball", "ball", "towel"]})
    assert found.equipment == ("ball", "towel") and found.start_on == date(2026, 9, 7)
    assert (found.minutes_per_session, found.level, found.stage, found.week) == (12, "beginner", "recovering", 3)
    assert found.symptoms.pain_level == 2 and found.symptoms.diabetes is False
