"""How self-care is asked for and how it is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.self_care.advise import VERDICTS, SelfCareRequest
from api.advice.self_care.progress import READINGS
from api.advice.self_care.request import MEDICINE_CAUTIONS, WORK
from api.advice.triage.request import Symptoms
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictBoolean, StrictChoice, StrictInteger, StrictList
from api.web.fields.symptoms import EXAMPLE as SYMPTOMS_EXAMPLE
from api.web.fields.symptoms import SymptomsField

PAIN_MOST = 10

EXAMPLE: dict[str, Any] = {
    "symptoms": SYMPTOMS_EXAMPLE,
    "medicine_cautions": ["asthma"],
    "work": "standing",
    "cold_sensitivity": False,
    "pain_level_before": 6,
}


class SelfCareRequestSchema(RequestSchema):
    """How the foot is. Leave out, or send ``null`` for, what is not known: it never means no."""

    symptoms = SymptomsField()
    medicine_cautions = StrictList(
        StrictChoice(MEDICINE_CAUTIONS),
        max_length=len(MEDICINE_CAUTIONS),
        allow_none=True,
        metadata={
            "description": "What speaks against painkillers: all that apply; an empty list says that none does, null "
            "that nobody asked."
        },
    )
    work = StrictChoice(WORK, allow_none=True, metadata={"description": "What the feet mostly do at work."})
    cold_sensitivity = StrictBoolean(
        allow_none=True,
        metadata={"description": "Skin that suffers from cold or gets little blood, as with Raynaud's."},
    )
    pain_level_before = StrictInteger(
        low=0,
        high=PAIN_MOST,
        allow_none=True,
        metadata={"description": "How strong the pain was when self-care began, 0 to 10."},
    )


def to_request(body: dict[str, Any]) -> SelfCareRequest:
    """Answer the facts of a request body; cautions as a tuple without repeats."""
    cautions = body.get("medicine_cautions")
    return SelfCareRequest(
        symptoms=body.get("symptoms") or Symptoms(),
        medicine_cautions=None if cautions is None else tuple(dict.fromkeys(cautions)),
        work=body.get("work"),
        cold_sensitivity=body.get("cold_sensitivity"),
        pain_level_before=body.get("pain_level_before"),
    )


class SelfCareSpanSchema(ResponseSchema):
    """From ``low`` to ``high``."""

    low = fields.Integer(required=True, validate=validate.Range(min=1))
    high = fields.Integer(required=True, validate=validate.Range(min=1))


def _span(description: str) -> fields.Nested:
    return fields.Nested(SelfCareSpanSchema, required=True, allow_none=True, metadata={"description": description})


class SelfCareMeasureSchema(ResponseSchema):
    """One measure of the plan."""

    measure = code("Stable, for machines.")
    how = text("How it is done, with its condition first where a fact is not known.")
    minutes = _span("How long at a time; null where no time is known.")
    times_a_day = _span("How often a day; null where no number is known.")
    days = _span("For how many days; null where it goes on while it hurts.")
    checks = fields.List(
        fields.String(validate=validate.Length(min=1)),
        required=True,
        metadata={"description": "Fields of the request that were not known and could rule it out."},
    )
    rules = rule_ids("The rules behind it.", at_least=1)


class SelfCareLeftOutSchema(ResponseSchema):
    """One measure that is not planned."""

    measure = code("Stable, for machines.")
    why = text("Why it is left out.")
    rules = rule_ids("The rules behind it.", at_least=1)


class SelfCareProgressSchema(ResponseSchema):
    """Whether the pain has changed since self-care began."""

    before = fields.Integer(required=True, validate=validate.Range(0, PAIN_MOST))
    now = fields.Integer(required=True, validate=validate.Range(0, PAIN_MOST))
    reading = choice(READINGS, "Too small a change to be noticed is no change.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class SelfCareAnswerSchema(AnswerSchema):
    """What to do at home, and what to leave out."""

    verdict = choice(VERDICTS, "Self-care, or a professional first; safe measures stay until the visit.")
    plan = list_of(SelfCareMeasureSchema, "What to do; empty when advice is withheld.")
    left_out = list_of(SelfCareLeftOutSchema, "What is not advised, and why.")
    progress = fields.Nested(
        SelfCareProgressSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null while one of the two pain levels is not known."},
    )
    review_after_days = fields.Integer(
        required=True,
        allow_none=True,
        validate=validate.Range(min=1),
        metadata={"description": "When to look again; null when a professional is needed or nothing was told."},
    )
