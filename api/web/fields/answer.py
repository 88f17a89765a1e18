"""How every advice answers: the fields all topics share; a topic extends ``AnswerSchema`` by verdicts and details."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.core.answer import INDICATORS, SUMMARY_MAX_CHARACTERS, Action, Care, Conflict, Missing, Reason
from api.advice.core.rules import RuleCard
from api.web.fields.derive import response_schema
from api.web.fields.strict import ResponseSchema

RULE_ID = r"^[A-Z]+-[0-9]{2}$"
CODE = r"^[a-z][a-z0-9_]*$"


def text(description: str | None = None, *, required: bool = True, **kwargs: Any) -> fields.String:
    """Return a field for a text that is not empty."""
    metadata = {"description": description} if description else {}
    return fields.String(required=required, validate=validate.Length(min=1), metadata=metadata, **kwargs)


def choice(choices: tuple[str, ...], description: str, *, allow_none: bool = False) -> fields.String:
    """Return a field for one word of a closed list."""
    return fields.String(
        required=True,
        validate=validate.OneOf(choices),
        allow_none=allow_none,
        metadata={"description": description},
    )


def code(description: str) -> fields.String:
    """Return a field for a stable code, for machines."""
    return fields.String(required=True, validate=validate.Regexp(CODE), metadata={"description": description})


def rule_ids(description: str, *, at_least: int = 0) -> fields.List[Any]:
    """Return a field for a list of rule ids."""
    return fields.List(
        fields.String(validate=validate.Regexp(RULE_ID), metadata={"example": "FLAG-01"}),
        required=True,
        validate=validate.Length(min=at_least) if at_least else None,
        metadata={"description": description},
    )


def list_of(schema: type[ResponseSchema], description: str) -> fields.List[Any]:
    """Return a field for a list of objects."""
    return fields.List(fields.Nested(schema), required=True, metadata={"description": description})


ActionSchema, ReasonSchema = response_schema(Action), response_schema(Reason)
MissingSchema, ConflictSchema = response_schema(Missing), response_schema(Conflict)
CareSchema, RuleCardSchema = response_schema(Care), response_schema(RuleCard)


class AnswerSchema(ResponseSchema):
    """What every advice answers. Topics narrow ``verdict`` to their own closed list."""

    verdict = code("The decision.")
    indicator = choice(INDICATORS, "How loudly to show it.")
    summary = fields.String(
        required=True,
        validate=validate.Length(min=1, max=SUMMARY_MAX_CHARACTERS),
        metadata={"description": "One line for a kiosk screen."},
    )
    care = fields.Nested(
        CareSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Present when a professional is needed, else null."},
    )
    actions = list_of(ActionSchema, "What to do, in order, worst first.")
    reasons = list_of(ReasonSchema, "Why.")
    missing = list_of(MissingSchema, "What was not known and would sharpen or change the answer; ask in this order.")
    conflicts = list_of(ConflictSchema, "Where sources disagree and which was followed.")
    rules = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(RuleCardSchema),
        required=True,
        metadata={"description": "Every rule cited in this answer, once, by id."},
    )
    rulebook_version = text("The rulebook this answer was made with.")
    disclaimer = text()
