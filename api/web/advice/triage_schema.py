"""How triage is asked and how it answers."""

from __future__ import annotations

from marshmallow import fields, validate

from api.advice.triage.advise import VERDICTS
from api.advice.triage.likeness import CONDITIONS, MATCHES
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.strict import RequestSchema, ResponseSchema
from api.web.fields.symptoms import SymptomsField


class TriageRequestSchema(RequestSchema):
    """What is known of the pain; ``{"symptoms": {}}`` asks which questions to begin with."""

    symptoms = SymptomsField(required=True)


class LikenessSchema(ResponseSchema):
    """A condition that the pain resembles; never a diagnosis."""

    condition = choice(CONDITIONS, "What it resembles.")
    match = choice(MATCHES, "`signs`: signs of it were told; `not_excluded`: it cannot be set aside yet.")
    because = fields.List(text(), required=True, validate=validate.Length(min=1))
    rules = rule_ids("The rules behind it.", at_least=1)


class VisitPartSchema(ResponseSchema):
    """What a visit will be like."""

    code = code("`examination` or `treatment`.")
    text = text()
    rules = rule_ids("The rules behind it.", at_least=1)


class TriageAnswerSchema(AnswerSchema):
    """Whether a professional has to look, and how soon."""

    verdict = choice(VERDICTS, "The level of care, the same as `care.level` where a professional is needed.")
    red_flags = rule_ids("The rules of all danger signs found, worst first.")
    resembles = list_of(LikenessSchema, "What the pain resembles; empty when it is urgent.")
    review_after_days = fields.Integer(
        required=True,
        allow_none=True,
        validate=validate.Range(min=1),
        metadata={"description": "When to look again; null when a professional is needed or nothing was told."},
    )
    expect_at_visit = list_of(VisitPartSchema, "What the visit will be like; empty for self-care and emergencies.")
