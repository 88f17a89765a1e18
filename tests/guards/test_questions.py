"""Every question can be answered as its field is described, and every field with a closed list names all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.advice.core.answer import (
    CHOICE,
    CHOICES,
    COULD_CHANGE,
    FOOT_MAP,
    NUMBER,
    QUESTION_KINDS,
    SCALE,
    YES_NO,
    Missing,
    as_questions,
    kind_of,
    question_path,
)
from api.rulebook.load import shipped_languages, shipped_rulebook
from tests.advice.answers import ASK, answers

BOOK = shipped_rulebook()


@cache
def described() -> Mapping[str, dict[str, Any]]:
    """Return the description of every field that some advice can be asked with, by its path."""
    spec = yaml.load(Path("openapi.yaml").read_text(), Loader=yaml.CSafeLoader)
    fields: dict[str, dict[str, Any]] = {}
    for path, operations in spec["paths"].items():
        if path.startswith("/v1/advice/") and "post" in operations:
            body = operations["post"]["requestBody"]["content"]["application/json"]["schema"]
            for name, field in _fields(body, spec):
                fields.setdefault(question_path(name), field)
    return fields


def _fields(schema: Mapping[str, Any], spec: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    whole = _resolved(schema, spec)
    for name, field in whole.get("properties", {}).items():
        inner = _resolved(field, spec)
        if "items" in inner:
            inner["items"] = _resolved(inner["items"], spec)
        yield f"{prefix}{name}", inner
        yield from _fields(inner, spec, f"{prefix}{name}.")
        yield from _fields(inner.get("items", {}), spec, f"{prefix}{name}.")


def _resolved(schema: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    choices = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(choices) == 1:
        schema = choices[0]
    if "$ref" in schema:
        return _resolved(spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]], spec)
    return dict(schema)


def _closed_list(field: Mapping[str, Any]) -> list[str]:
    words = field.get("enum") or field.get("items", {}).get("enum") or []
    return [word for word in words if word is not None]


def questions() -> list[str]:
    return [
        key for key in (key.removeprefix("questions.") for key in BOOK.wording.keys("questions.")) if "=" not in key
    ]


NO_FIELDS = ("yes", "no")
COMING = ("weeks_off", "pain_free_days", "distance_at_least", "limit_age_months", "limit_hours")
"""Worded before the field is there; each leaves this list when it comes."""


@pytest.mark.parametrize("path", [path for path in questions() if path not in NO_FIELDS])
def test_a_question_is_asked_for_a_field_and_offers_what_the_field_takes(path: str) -> None:
    field = described().get(path)
    if field is None:
        assert path in COMING
        return
    (question,) = as_questions([Missing(path, "why")], BOOK)
    offered = [choice.value for choice in question.choices]
    types = field.get("type", [])
    if question.kind in (CHOICE, CHOICES, FOOT_MAP):
        assert offered == _closed_list(field)
        assert ("array" in types) == (question.kind in (CHOICES, FOOT_MAP))
    elif question.kind == YES_NO:
        assert "boolean" in types and offered == [True, False]
    elif question.kind in (NUMBER, SCALE):
        assert {"integer", "number"} & set(types)
    assert question.alarming is None or question.alarming in offered


@pytest.mark.parametrize("language", shipped_languages())
def test_every_question_that_a_case_asks_is_worded(language: str) -> None:
    book = shipped_rulebook(language)
    for topic in ASK:
        for name, answer in answers(topic):
            for missing in answer.get("missing", ()):
                question = book.wording.text(f"questions.{question_path(missing['field'])}")
                assert question.endswith("?"), (topic, name, question)
                assert missing["kind"] in QUESTION_KINDS


@pytest.mark.parametrize("topic", ASK)
def test_what_could_change_the_most_is_asked_first_and_each_field_once(topic: str) -> None:
    for name, answer in answers(topic):
        order = [COULD_CHANGE.index(missing["could_change"]) for missing in answer.get("missing", ())]
        fields = [missing["field"] for missing in answer.get("missing", ())]
        assert order == sorted(order), name
        assert len(set(fields)) == len(fields), name


def test_a_question_without_a_choice_is_put_as_yes_or_no() -> None:
    assert kind_of("symptoms.fever") == YES_NO
    (question,) = as_questions([Missing("symptoms.fever", "why")], BOOK)
    assert [choice.text for choice in question.choices] == ["Yes", "No"]
