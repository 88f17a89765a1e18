"""The rulebook over HTTP: every rule and every source that an advice may cite."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from api.advice.core.rules import BASES, UnknownRuleError
from api.rulebook.load import AREAS
from api.rulebook.pages import shipped_pages
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import PUBLIC, conditional, conditional_in_language, etag_of
from api.web.edge.context import language
from api.web.edge.errors import Problem
from api.web.edge.paging import after_of, page_fields, page_response
from api.web.fields.strict import RequestSchema
from api.web.service.rules_schema import DocumentListSchema, RuleListSchema, RuleSchema

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
