"""The rulebook over HTTP: every rule and every source that an advice may cite, and how they are shown."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from api.advice.core.rules import BASES, DESIGNS, UnknownRuleError
from api.rulebook.load import AREAS, TOPICS
from api.rulebook.pages import shipped_pages
from api.rulebook.sources import KINDS
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import PUBLIC, conditional, conditional_in_language, etag_of
from api.web.edge.context import language
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_fields, page_response
from api.web.fields.strict import RequestSchema, ResponseSchema


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


blueprint = Blueprint("rules", __name__, url_prefix="/v1", description="The rules and sources behind every advice.")

RulesQuery = RequestSchema.from_dict(
    {
        "area": fields.String(validate=validate.OneOf(AREAS), metadata={"description": "Only rules of this area."}),
        "basis": fields.String(validate=validate.OneOf(BASES), metadata={"description": "Only rules on this basis."}),
        **page_fields(),
    },
    name="RulesQuery",
)

_EXAMPLE = shipped_pages().rule("FIT-01")


@blueprint.route("/rules")
@blueprint.arguments(RulesQuery(), location="query")
@blueprint.response(200, RuleListSchema, example={"items": [_EXAMPLE], "next_cursor": None})
@needs("advice")
def list_rules(query: dict[str, Any]) -> Response:
    """List the rules.

    In order of their ids. Each has its figures with units, its references, and where sources disagree.
    """
    after = after_of(query, "rules")
    pages = shipped_pages(language()).rules(query.get("area"), query.get("basis"))
    rest = [page for page in pages if after is None or page["id"] > after[0]]
    shown = rest[: query["limit"]]
    last = [shown[-1]["id"]] if len(rest) > len(shown) else None
    return page_response(shown, query, "rules", last)


@blueprint.route("/rules/<rule_id>")
@blueprint.response(200, RuleSchema, example=_EXAMPLE)
@blueprint.alt_response(304, description="You have the current version.")
@needs("advice")
def get_rule(rule_id: str) -> Response:
    """Show one rule.

    Its statement in our words, figures with units, references, conflicts, and the advice that uses it.
    """
    try:
        page = shipped_pages(language()).rule(rule_id)
    except UnknownRuleError:
        raise Problem("not_found") from None
    return conditional_in_language(rule_id, shipped_pages().version, body=lambda: page)


@blueprint.route("/documents")
@blueprint.response(200, DocumentListSchema, example={"items": [shipped_pages().documents()[0]], "next_cursor": None})
@blueprint.alt_response(304, description="You have the current version.")
@needs("advice")
def list_documents() -> Response:
    """List the documents, studies, guidelines and data sets that rules refer to."""
    body = {"items": list(shipped_pages().documents()), "next_cursor": None}
    return conditional(etag_of("documents", shipped_pages().version), lambda: body, PUBLIC)
