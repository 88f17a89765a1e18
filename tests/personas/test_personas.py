"""Forty and more written people get the answer that a podiatrist, a coach or a fitter would give them.

Each is asked over HTTP, on the shared catalogue, as a client asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.advice.questionnaire.advise import TOPICS
from api.pictures.paper.slip import COLUMNS, MAX_LINES
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import Case, check
from tests.personas.reading import Persona, Question, personas

RULE_ID = re.compile(r'"([A-Z]{2,}-\d\d)"')

ANSWERS: dict[str, list[Mapping[str, Any]]] = {}
"""Persona -> what was answered, so that the rules are counted without asking anybody twice."""


def ask(client: FlaskClient, question: Question, kept: Mapping[str, str], *, paper: bool = False) -> Any:
    body = _filled(question.request, kept)
    if question.place is not None:
        body["placement"] = _answered(client, "met-pad", question.place)["placement"]
    if question.advice.startswith("GET "):
        answer = client.get(_filled(question.advice.removeprefix("GET "), kept))
        assert answer.status_code == 200, answer.json
        return answer.json
    if paper:
        return client.post(f"/v1/advice/{question.advice}", json=body, headers={"Accept": "text/plain"}).text
    return _answered(client, question.advice, body)


def _filled(value: Any, kept: Mapping[str, str]) -> Any:
    """Return a value with the ids that were kept in place of their names in braces."""
    text = json.dumps(value)
    for name, kept_id in kept.items():
        text = text.replace(f"{{{name}}}", kept_id)
    return json.loads(text)


def _answered(client: FlaskClient, advice: str, body: Mapping[str, Any]) -> Any:
    include = {} if advice == "shoes/check" else {"include": "all"}
    answer = client.post(f"/v1/advice/{advice}", query_string=include, json=body)
    assert answer.status_code == 200, answer.json
    return answer.json


def answers_of(client: FlaskClient, persona: Persona) -> list[Mapping[str, Any]]:
    if persona.name not in ANSWERS:
        kept: dict[str, str] = {}
        for made in persona.before:
            answer = client.post(_filled(made["post"], kept), json=_filled(made["body"], kept))
            assert answer.status_code in (200, 201), answer.json
            if "keep" in made:
                kept[made["keep"]] = answer.json["id"]
        ANSWERS[persona.name] = [ask(client, question, kept) for question in persona.asks]
    return ANSWERS[persona.name]


@pytest.fixture
def backend() -> str:
    """One database is enough: no persona stores anything."""
    return "sqlite"


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_they_are_answered_as_professionals_would(client: FlaskClient, persona: Persona) -> None:
    for question, answer in zip(persona.asks, answers_of(client, persona), strict=True):
        for reader, expected in question.expect.items():
            check(Case(f"{persona.name}, {question.advice}, the {reader}", question.request, expected), answer)


@pytest.mark.parametrize(
    ("persona", "question"),
    [
        pytest.param(persona, question, id=persona.name)
        for persona in personas()
        for question in persona.asks
        if question.advice == "consultation"
    ],
)
def test_the_slip_of_a_consultation_fits_its_paper(client: FlaskClient, persona: Persona, question: Question) -> None:
    paper = ask(client, question, {}, paper=True)
    lines = paper.splitlines()
    assert all(len(line) <= COLUMNS for line in lines)
    if answers_of(client, persona)[persona.asks.index(question)]["care"] is None:
        assert len(lines) <= MAX_LINES
    whole_text = " ".join(paper.split()).lower()
    wanted = question.slip or {}
    assert [text for text in wanted.get("says", ()) if text.lower() not in whole_text] == []
    assert [text for text in wanted.get("does_not_say", ()) if text.lower() in whole_text] == []
    missing = answers_of(client, persona)[persona.asks.index(question)]["missing"]
    _, heading, below = whole_text.partition("still to answer")
    assert not heading or any(entry["question"].lower() in below for entry in missing)
    assert [entry["why"] for entry in missing if entry["why"] and entry["why"].lower() in below] == []
    assert not _empty_sections(lines), "a section has a heading and nothing below it"


def _empty_sections(lines: list[str]) -> list[str]:
    rule = "-" * COLUMNS
    return [
        heading
        for above, heading, below in zip(lines, lines[1:], [*lines[2:], rule], strict=False)
        if above == rule and below == rule
    ]


def test_there_are_at_least_forty_and_each_is_described() -> None:
    assert len(personas()) >= 40


def test_every_rule_acts_for_somebody(client: FlaskClient) -> None:
    cited = {rule for persona in personas() for answer in answers_of(client, persona) for rule in _rules_in(answer)}
    seen = {*TOPICS, "met_pad_adjustment"}
    rules = {rule.id for rule in shipped_rulebook().rules.values() if seen & set(rule.used_by)}
    assert sorted(rules - cited) == []


def _rules_in(answer: Mapping[str, Any]) -> Iterator[str]:
    yield from RULE_ID.findall(json.dumps(answer))
