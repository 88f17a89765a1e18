"""How rules and their sources are shown."""

from __future__ import annotations

from marshmallow import fields, validate

from api.advice.core.rules import BASES, DESIGNS
from api.rulebook.load import AREAS, TOPICS
from api.rulebook.sources import KINDS
from api.web.fields.strict import ResponseSchema


class ParameterSchema(ResponseSchema):
    """One figure of a rule."""

    name = fields.String(required=True, metadata={"example": "toe_box_wide_gel_mm"})
    value = fields.Raw(required=True, metadata={"description": "A number, text, or list of them.", "example": 74.0})
    unit = fields.String(required=True, metadata={"example": "mm"})


class RuleReferenceSchema(ResponseSchema):
    """Where a rule is stated."""

    source = fields.String(required=True, metadata={"description": "Id of the source.", "example": "runner-guide"})
    document = fields.String(required=True, allow_none=True, metadata={"description": "The same, for a document."})
    title = fields.String(required=True)
    section = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    second_hand = fields.Boolean(required=True, metadata={"description": "Seen only as quoted by others."})
    design = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(DESIGNS),
        metadata={"description": "How a study compares, where known."},
    )
    people = fields.String(required=True, allow_none=True, metadata={"description": "Who was studied, and how many."})


class RuleConflictSchema(ResponseSchema):
    """Where sources disagree, and what is followed."""

    text = fields.String(required=True)
    rules = fields.List(fields.String(), required=True)


class RuleSchema(ResponseSchema):
    """One rule, in our words."""

    id = fields.String(required=True, metadata={"example": "SHOE-01"})
    area = fields.String(required=True, validate=validate.OneOf(AREAS))
    title = fields.String(required=True)
    basis = fields.String(required=True, validate=validate.OneOf(BASES))
    says = fields.String(required=True, metadata={"description": "The rule as a statement."})
    parameters = fields.List(fields.Nested(ParameterSchema), required=True)
    references = fields.List(fields.Nested(RuleReferenceSchema), required=True)
    conflicts = fields.List(fields.Nested(RuleConflictSchema), required=True)
    used_by = fields.List(
        fields.String(validate=validate.OneOf(TOPICS)),
        required=True,
        metadata={"description": "Advice topics that use the rule."},
    )


class RuleListSchema(ResponseSchema):
    """A page of rules."""

    items = fields.List(fields.Nested(RuleSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class DocumentSchema(ResponseSchema):
    """One source that rules refer to."""

    id = fields.String(required=True, metadata={"example": "landorf-2020"})
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    title = fields.String(required=True)
    publisher = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)
    people = fields.String(required=True, allow_none=True, metadata={"description": "Who was studied."})
    design = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(DESIGNS),
        metadata={"description": "How a study compares, as far as it is known."},
    )
    note = fields.String(required=True, allow_none=True)
    sections = fields.List(fields.String(), required=True)
    second_hand = fields.Boolean(required=True)
    rules = fields.List(fields.String(), required=True, metadata={"description": "Ids of rules that refer to it."})


class DocumentListSchema(ResponseSchema):
    """All sources."""

    items = fields.List(fields.Nested(DocumentSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
