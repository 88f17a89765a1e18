"""Every question of a topic is served with its choices, leaf fields alone, in the language asked for."""

from __future__ import annotations

from typing import Any

import pytest

from api.advice.core.answer import COULD_CHANGE, question_path
from api.advice.questionnaire.advise import TOPICS
from api.rulebook.load import shipped_rulebook
from api.web.service.questions import REQUESTS, fields_of
from tests.advice.answers import ASK, answers

GROUPS = {"symptoms", "feet", "foot", "left", "right", "pair", "planned", "inspection", "checks", "weeks_done"}


def ask(client: Any, topic: str) -> list[dict[str, Any]]:
    answer = client.get("/v1/questions", query_string={"topic": topic})
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


@pytest.mark.parametrize("topic", TOPICS)
def test_every_question_of_a_topic_asks_one_field_of_its_request(client: Any, topic: str) -> None:
    items = ask(client, topic)
    fields = [item["field"] for item in items]
    assert len(set(fields)) == len(fields)
    assert set(fields) <= set(fields_of(REQUESTS[topic]))
    assert not {field.rpartition(".")[2] for field in fields} & GROUPS
    order = [COULD_CHANGE.index(item["could_change"]) for item in items]
    assert order == sorted(order)
    for item in items:
        values = [choice["value"] for choice in item["choices"]]
        assert item["question"].endswith("?"), item["field"]
        assert item["kind"] not in ("choice", "choices", "yes_no", "foot_map") or len(values) > 1, item["field"]
        assert item["alarming"] is None or item["alarming"] in values, item["field"]


@pytest.mark.parametrize("topic", TOPICS)
def test_whatever_a_case_of_the_topic_is_asked_is_listed(client: Any, topic: str) -> None:
    assert topic in ASK
    listed = {question_path(item["field"]) for item in ask(client, topic)}
    for name, answer in answers(topic):
        seen = {question_path(missing["field"]) for missing in answer.get("missing", ())}
        assert seen <= listed, (name, seen - listed)


def test_questions_say_why_as_the_advice_does(client: Any) -> None:
    fever = next(item for item in ask(client, "triage") if item["field"] == "symptoms.fever")
    assert fever["why"] == shipped_rulebook().sentence("TRIAGE-11", "fever")
    assert (fever["kind"], fever["alarming"], fever["could_change"]) == ("yes_no", True, "level")
    assert fever["choices"] == [{"value": True, "text": "Yes"}, {"value": False, "text": "No"}]


def test_an_unknown_topic_is_refused_by_name(client: Any) -> None:
    answer = client.get("/v1/questions?topic=weather")
    assert answer.status_code == 422
    assert "topic" in str(answer.json["errors"])


def test_who_has_the_questions_need_not_fetch_them_again(client: Any) -> None:
    first = client.get("/v1/questions?topic=shoes")
    again = client.get("/v1/questions?topic=shoes", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.headers["Content-Language"] == "en"
