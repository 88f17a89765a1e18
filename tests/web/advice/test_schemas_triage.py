"""What a triage request may hold, and that every triage answer holds to its description."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any

import jsonschema
import pytest

from api.advice.triage import advise as triage
from api.advice.triage.answer import TriageAnswer
from api.advice.triage.request import Symptoms, TriageRequest
from api.rulebook.load import shipped_rulebook
from api.web.advice.triage import REQUEST
from api.web.fields.derive import answer_schema, part_schema
from api.web.fields.symptoms import EXAMPLE
from tests.advice.cases import Case, each_case
from tests.support.served import shown
from tests.support.shapes import described

BOOK = shipped_rulebook()


INTERNAL = {"sent_as_null", "pain_elsewhere", "early_sign_elsewhere", "flare_up_elsewhere"}
QUESTIONS = {field.name for field in fields_of(Symptoms)} - INTERNAL


def test_every_question_of_the_advice_can_be_answered_and_no_other() -> None:
    assert set(part_schema(Symptoms)().fields) == QUESTIONS


def test_every_question_is_optional_nullable_and_explained() -> None:
    properties = described(REQUEST)["components"]["schemas"]["Symptoms"]["properties"]
    for name, schema in properties.items():
        assert "null" in schema["type"], name
        assert schema["description"].endswith("."), name


def test_what_was_sent_is_handed_over_and_the_rest_is_not_known() -> None:
    symptoms = REQUEST.load({"symptoms": EXAMPLE}).symptoms
    assert symptoms == Symptoms(**{k: tuple(v) if isinstance(v, list) else v for k, v in EXAMPLE.items()})
    assert symptoms.fever is None and symptoms.hurts_at_night is False


def test_null_equals_absent_but_for_what_was_asked_in_vain() -> None:
    sent = REQUEST.load({"symptoms": dict.fromkeys(QUESTIONS)})
    assert sent == TriageRequest(Symptoms(sent_as_null=frozenset(QUESTIONS)))
    assert REQUEST.load({"symptoms": {}}) == TriageRequest(Symptoms())
    assert triage.advise(sent, BOOK).verdict == triage.advise(TriageRequest(Symptoms()), BOOK).verdict


def test_a_site_named_twice_counts_once() -> None:
    symptoms = REQUEST.load({"symptoms": {"pain_sites": ["mth_3", "mth_2", "mth_3"]}}).symptoms
    assert symptoms.pain_sites == ("mth_3", "mth_2")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, {"symptoms"}),
        ({"symptoms": None}, {"symptoms"}),
        ({"symptoms": []}, {"symptoms"}),
        ({"symptoms": "none"}, {"symptoms"}),
        ({"symptoms": {}, "sympton": 1}, {"sympton"}),
        ([], {"_schema"}),
    ],
)
def test_a_body_of_another_shape_is_refused(body: Any, where: set[str]) -> None:
    assert set(REQUEST.validate(body)) == where


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fevr", True),
        ("fever", "true"),
        ("fever", 1),
        ("pain_level", -1),
        ("pain_level", 11),
        ("pain_level", 3.5),
        ("pain_level", "3"),
        ("pain_level", True),
        ("days_of_self_care", -1),
        ("days_of_self_care", 10**20),
        ("morning_stiffness_minutes", 1441),
        ("consistent_exercises_weeks", -1),
        ("pain_sites", "mth_2"),
        ("pain_sites", ["mth_6"]),
        ("pain_sites", [None]),
        ("pain_sites", ["mth_2"] * 17),
        ("pain_kinds", ["dull"]),
        ("pain_side", "middle"),
        ("numbness_or_tingling", "sometimes"),
        ("bone_tenderness", "talus"),
        ("bone_tenderness", False),
    ],
)
def test_a_wrong_answer_is_refused_by_name(name: str, value: Any) -> None:
    faults = REQUEST.validate({"symptoms": {name: value, "heat": True, "redness": 5}})
    assert set(faults["symptoms"]) == {name, "redness"}


@each_case("triage")
def test_every_answer_holds_to_its_description(case: Case) -> None:
    symptoms = REQUEST.load(dict(case.given)).symptoms
    jsonschema.validate(case.given, _REQUEST_DESCRIBED)
    jsonschema.validate(shown(triage.advise(TriageRequest(symptoms), BOOK), BOOK), _ANSWER_DESCRIBED)


_REQUEST_DESCRIBED = described(REQUEST)
_ANSWER_DESCRIBED = described(answer_schema(TriageAnswer))


def test_the_description_is_not_too_loose() -> None:
    answer = shown(triage.advise(TriageRequest(Symptoms(hurts_at_night=True)), BOOK), BOOK)
    for fault in (
        {"summary": "x" * 141},
        {"verdict": "fine"},
        {"indicator": "loud"},
        {"care": {"level": "see_professional"}},
        {"actions": [{"code": "x", "text": "y", "rules": []}]},
        {"review_after_days": 0},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer, **fault}, _ANSWER_DESCRIBED)
    # Reasons and rule cards come when they are asked for.
    for name in answer.keys() - {"reasons", "rules"}:
        lacking = {key: value for key, value in answer.items() if key != name}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(lacking, _ANSWER_DESCRIBED)
