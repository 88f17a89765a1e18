"""Every question of a topic, for a page that asks them itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from flask import Response
from marshmallow import Schema, fields, validate

from api.advice.core.describe import Items
from api.advice.questionnaire.advise import TOPICS, Question, questions_of
from api.rulebook.load import ENGLISH, shipped_rulebook
from api.web.advice import (
    consultation,
    exercises,
    met_pad,
    retirement,
    return_to_run,
    risk,
    run_today,
    self_care,
    shoes,
    training,
    triage,
)
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import conditional_in_language
from api.web.edge.context import language, parts
from api.web.edge.response import plain
from api.web.fields.derive import response_schema
from api.web.fields.strict import RequestSchema, TupleField

blueprint = Blueprint("questions", __name__, url_prefix="/v1", description="What each advice can ask.")

REQUESTS: Mapping[str, RequestSchema] = {
    topic.__name__.rpartition(".")[2]: topic.REQUEST
    for topic in (
        *(triage, shoes, retirement, met_pad, self_care, run_today, exercises, return_to_run, training, risk),
        consultation,
    )
}
"""Topic -> the schema of its request, whose fields the questions ask for."""

QuestionsQuery = RequestSchema.from_dict(
    {
        "topic": fields.String(
            required=True,
            validate=validate.OneOf(tuple(TOPICS)),
            metadata={"description": "The questions of this topic.", "example": "triage"},
        ),
    },
    name="QuestionsQuery",
)


@dataclass(frozen=True, slots=True)
class QuestionList:
    """All the questions of a topic."""

    items: Annotated[tuple[Question, ...], Items(1), "What could change the level of care first."]
    next_cursor: Annotated[str | None, "Always null: the list is whole."] = None


def fields_of(schema: Schema, prefix: str = "") -> Iterator[str]:
    """Yield the fields of a request that one answer can fill, dotted; of a list of objects, those of its entries."""
    for name, field in schema.load_fields.items():
        inner = field.inner if isinstance(field, TupleField) else field
        yield f"{prefix}{name}"
        if isinstance(inner, fields.Nested):
            yield from fields_of(inner.schema, f"{prefix}{name}.")


@cache
def _questions(topic: str, spoken: str) -> Any:
    listed = QuestionList(questions_of(topic, fields_of(REQUESTS[topic]), shipped_rulebook(spoken)))
    return plain(listed, frozenset())


def _example() -> Any:
    return {"items": _questions("triage", ENGLISH)["items"][:2], "next_cursor": None}


@blueprint.route("/questions")
@blueprint.arguments(QuestionsQuery(), location="query")
@blueprint.response(200, response_schema(QuestionList), example=_example)
@blueprint.alt_response(304, description="You have the current version.")
@needs("advice")
def list_questions(query: dict[str, Any]) -> Response:
    """List all the questions of a topic.

    Each with its choices, the alarming one, why it is asked and what it could change. An advice asks, as `missing`,
    those of them whose answer would change what it advises.
    """
    topic, spoken = query["topic"], language()
    name = f"questions-{topic}"
    return conditional_in_language(name, parts().rulebook.version, body=lambda: _questions(topic, spoken))
