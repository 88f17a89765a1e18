"""How shoes advice is asked for and how it answers."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.shoes.advise import EXPERIENCES, USES, VERDICTS, ShoesFacts
from api.advice.shoes.criteria import CRITERION_VERDICTS
from api.advice.shoes.exclusions import REASONS
from api.advice.shoes.fit import SIZE_BASES
from api.advice.shoes.fit_width import WIDTH_BASES
from api.advice.shoes.relax import CHANGES
from api.advice.shoes.weights import CRITERIA
from api.advice.triage.request import Symptoms
from api.web.catalogue.shoes_schema import ShoeCardSchema
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.feet import FEET_EXAMPLE, WIDTHS, FeetField, SizeField, sex_field
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictList,
    StrictNumber,
    StrictString,
)
from api.web.fields.symptoms import SymptomsField

MOST_SHOES = 50
MOST_BRANDS = 50
HIGHEST_PRICE = 1_000_000

EXAMPLE: dict[str, Any] = {
    "feet": FEET_EXAMPLE,
    "sex": "male",
    "use": "road",
    "in_recovery": False,
    "minimalist_experience": "none",
    "max_price": 200,
    "limit": 3,
    "symptoms": {"pain_level": 4, "pain_sites": ["mth_2"], "hurts_at_night": False, "hurts_at_rest": False},
}


class ShoesAdviceRequestSchema(RequestSchema):
    """Who asks for shoes. Leave out, or send ``null`` for, what is not known: it never means no."""

    feet = FeetField()
    sex = sex_field()
    size = SizeField()
    use = StrictChoice(USES, allow_none=True, metadata={"description": "Only shoes made for this."})
    in_recovery = StrictBoolean(allow_none=True, metadata={"description": "Coming back from a forefoot injury."})
    minimalist_experience = StrictChoice(
        EXPERIENCES,
        allow_none=True,
        metadata={
            "description": "Whether the feet are used to minimalist shoes; not known counts as not used to them."
        },
    )
    max_price = StrictNumber(
        low=0,
        low_open=True,
        high=HIGHEST_PRICE,
        allow_none=True,
        metadata={"description": "In the currency of each shoe; a shoe of unknown price is left out."},
    )
    brands = StrictList(
        StrictString(min_length=1, max_length=80),
        max_length=MOST_BRANDS,
        allow_none=True,
        metadata={"description": "Only these brands, in any case; an empty list is no wish."},
    )
    store_id = StrictString(
        min_length=1,
        max_length=100,
        allow_none=True,
        metadata={"description": "Only what this store of yours has in this size."},
    )
    limit = StrictInteger(
        low=1, high=MOST_SHOES, allow_none=True, metadata={"description": "At most so many shoes; 10 if not said."}
    )
    symptoms = SymptomsField()


def to_facts(body: dict[str, Any]) -> ShoesFacts:
    """Answer the facts of a request as ``ShoesAdviceRequestSchema`` read it; ``store_id`` is the caller's part."""
    told = {name: value for name, value in body.items() if name != "store_id"}
    told["symptoms"] = told.get("symptoms") or Symptoms()
    if told.get("brands") is not None:
        told["brands"] = tuple(told["brands"])
    return ShoesFacts(**told)


def _number(description: str) -> fields.Float:
    return fields.Float(required=True, allow_none=True, metadata={"description": description})


def _figure_or_word(description: str) -> fields.Raw:
    """Answer a field for a figure or a word, whichever a criterion has."""
    return fields.Raw(
        required=True, allow_none=True, metadata={"type": ["number", "string"], "description": description}
    )


class WidthLettersSchema(ResponseSchema):
    """The letters of one width class."""

    men = choice(WIDTHS, "On men's shoes.", allow_none=True)
    women = choice(WIDTHS, "On women's shoes.", allow_none=True)


class SizeShownSchema(ResponseSchema):
    """One size in every system, with a width."""

    us_men = _number("Null where the scale has no number.")
    us_women = _number("Null where the scale has no number.")
    uk = _number("Null where the scale has no number.")
    eu = _number("In Paris points, by the last.")
    mondopoint = _number("In millimetres.")
    width = choice(WIDTHS, "The letter, where the sex is known.", allow_none=True)
    width_class = choice(WIDTH_CLASSES, "The width as a class.", allow_none=True)
    width_letters = fields.Nested(
        WidthLettersSchema, required=True, allow_none=True, metadata={"description": "The letter for either sex."}
    )


class InsideLengthSchema(ResponseSchema):
    """How long a shoe should be inside, in millimetres (rule SIZE-03)."""

    low = fields.Float(required=True, metadata={"description": "Wanted from."})
    high = fields.Float(required=True, metadata={"description": "Wanted to."})
    tolerated_low = fields.Float(required=True)
    tolerated_high = fields.Float(required=True)


class FitSchema(ResponseSchema):
    """What the feet ask of a shoe."""

    length_mm = _number("The longer foot, if it was measured.")
    size_basis = choice(SIZE_BASES, "What the size rests on; null where no size is known.", allow_none=True)
    width_class = choice(WIDTH_CLASSES, "How wide the foot is for its length.", allow_none=True)
    width_basis = choice(WIDTH_BASES, "What the width rests on.", allow_none=True)
    size = fields.Nested(SizeShownSchema, required=True, allow_none=True)
    inside_length_mm = fields.Nested(InsideLengthSchema, required=True, allow_none=True)


class CriterionSchema(ResponseSchema):
    """How a shoe does in one respect."""

    criterion = choice(CRITERIA, "What was looked at.")
    verdict = choice(CRITERION_VERDICTS, "`unknown`: nobody measured it, or the foot is not known.")
    value = _figure_or_word("The figure of this shoe, or what it is.")
    unit = choice(("mm", "SA"), "Of value and threshold, where they are figures.", allow_none=True)
    threshold = _figure_or_word("From here on it is good; for the width, the width of the foot.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class CautionSchema(ResponseSchema):
    """What to watch with a shoe."""

    code = code("Stable, for machines.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class RecommendationSchema(ResponseSchema):
    """A shoe that suits, in the size and width to try."""

    shoe = fields.Nested(ShoeCardSchema, required=True)
    size = fields.Nested(SizeShownSchema, required=True)
    score = fields.Integer(
        required=True,
        validate=validate.Range(0, 100),
        metadata={"description": "Points earned of those that could be; what nobody measured earns none (FIT-09)."},
    )
    criteria = list_of(CriterionSchema, "What the score rests on, most important first.")
    cautions = list_of(CautionSchema, "What to watch.")


class ExcludedShoeSchema(ResponseSchema):
    """A shoe that was left out."""

    id = text()
    brand = text()
    model = text()


class ExcludedReasonSchema(ResponseSchema):
    """Shoes left out for one reason."""

    reason = choice(tuple(REASONS), "Why; a shoe counts under the first reason found.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)
    count = fields.Integer(required=True, validate=validate.Range(min=1))
    examples = list_of(ExcludedShoeSchema, "The first few, by brand and model.")


class ExcludedSchema(ResponseSchema):
    """What was left out, and why."""

    count = fields.Integer(required=True, validate=validate.Range(min=0))
    by_reason = list_of(ExcludedReasonSchema, "By reason.")


class RelaxSchema(ResponseSchema):
    """A wish that could be given up."""

    change = choice((*CHANGES.values(), "all"), "Which wish.")
    gains = fields.Integer(
        required=True, validate=validate.Range(min=1), metadata={"description": "How many shoes come back."}
    )
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class ShoesAnswerSchema(AnswerSchema):
    """Which shoes suit this foot, in which size and width, and why."""

    verdict = choice(VERDICTS, "`see_professional_first`: shoes, if any, are support until the visit.")
    fit = fields.Nested(FitSchema, required=True, metadata={"description": "What the feet ask of a shoe."})
    recommendations = list_of(RecommendationSchema, "Best first; empty when care comes today or now.")
    excluded = fields.Nested(ExcludedSchema, required=True, metadata={"description": "What was left out, and why."})
    relax = list_of(RelaxSchema, "What to give up when fewer than three shoes are left, most rewarding first.")
