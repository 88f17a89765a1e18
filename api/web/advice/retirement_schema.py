"""How retirement is asked for and how it answers."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.core.distance import speaks_miles
from api.advice.retirement.pace import CERTAINTIES
from api.advice.retirement.request import FEELS, FOAMS, KINDS, NOT_LOOKED_AT, Inspection, WornPair
from api.advice.retirement.verdict import VERDICTS
from api.web.fields.answer import AnswerSchema, choice, code, rule_ids, text
from api.web.fields.dates import StrictDate
from api.web.fields.distance import DistanceField, DistanceSchema, LimitInSchema
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictNumber,
    StrictString,
)
from api.web.fields.symptoms import SymptomsField

UNKNOWN_FOAM = "unknown"
LIGHTEST_KG, HEAVIEST_KG = 20, 350
MOST_PAIRS = 1000

EXAMPLE = {
    "distance": {"km": 560},
    "foam": "eva",
    "kind": "trainer",
    "body_mass_kg": 72,
    "feel": "springy",
    "inspection": {"creased_midsole": False, "tilts": False, "outsole_through": False},
    "forefoot_pain": False,
    "weekly_distance": {"km": 35},
    "as_of": "2026-09-01",
}


def _flag(description: str) -> StrictBoolean:
    return StrictBoolean(allow_none=True, metadata={"description": description})


def _word(choices: tuple[str, ...], description: str) -> StrictChoice:
    return StrictChoice(choices, allow_none=True, metadata={"description": description})


class InspectionSchema(RequestSchema):
    """What a look at the pair found; leave out what nobody looked at."""

    creased_midsole = _flag("There are deep creases in the side of the midsole.")
    tilts = _flag("A shoe leans to one side when it stands on a table.")
    outsole_through = _flag("The outsole is worn through to the foam.")


class RetirementRequestSchema(RequestSchema):
    """What is known of a pair. Leave out, or send ``null`` for, what is not known: it never means no."""

    distance = DistanceField("All that this pair has run.", allow_none=True)
    shoe_id = StrictString(
        max_length=100,
        min_length=1,
        allow_none=True,
        metadata={"description": "A shoe of the catalogue: tells foam and kind where the request does not."},
    )
    foam = _word((*FOAMS, UNKNOWN_FOAM), "The foam of the midsole.")
    kind = _word(KINDS, "What the pair is made for.")
    body_mass_kg = StrictNumber(
        low=LIGHTEST_KG, high=HEAVIEST_KG, allow_none=True, metadata={"description": "The runner's weight."}
    )
    feel = _word(FEELS, "How the foam feels.")
    inspection = fields.Nested(InspectionSchema, allow_none=True)
    forefoot_pain = _flag("The forefoot hurts.")
    limit = DistanceField("The runner's own limit for this pair.", LimitInSchema, allow_none=True)
    weekly_distance = DistanceField("What is run in this pair in a usual week.", allow_none=True)
    as_of = StrictDate(
        allow_none=True, metadata={"description": "The day to judge the pair on; today in UTC if left out."}
    )
    pairs_in_use = StrictInteger(
        low=1, high=MOST_PAIRS, allow_none=True, metadata={"description": "Pairs the runner uses, this one included."}
    )
    symptoms = SymptomsField()


class CushioningSchema(ResponseSchema):
    """Shares of a new pair's cushioning: a band, never a point."""

    estimate = fields.Float(required=True, validate=validate.Range(0, 1))
    low = fields.Float(required=True, validate=validate.Range(0, 1))
    high = fields.Float(required=True, validate=validate.Range(0, 1))


class LimitsSchema(ResponseSchema):
    """The distances that count for this pair."""

    plan_from = fields.Nested(DistanceSchema, required=True, metadata={"description": "Plan the next pair from here."})
    retire_by = fields.Nested(DistanceSchema, required=True, metadata={"description": "Retire the pair here."})
    worn_out = fields.Nested(DistanceSchema, required=True, metadata={"description": "No pair goes on past this."})
    race_until = fields.Nested(DistanceSchema, required=True, metadata={"description": "Races in this pair end here."})
    easy_until = fields.Nested(
        DistanceSchema,
        required=True,
        metadata={"description": "Easy runs end here, unless the pair is checked and sound."},
    )


class OkForSchema(ResponseSchema):
    """Which runs the pair is cleared for; what is not known never clears."""

    easy = fields.Boolean(required=True)
    speed = fields.Boolean(required=True)
    race = fields.Boolean(required=True)


class ForecastSchema(ResponseSchema):
    """On which date the pair is due."""

    plan_on = fields.Date(required=True, metadata={"description": "When to have the next pair in mind."})
    retire_on = fields.Date(required=True, metadata={"description": "When the pair is due, at the usual pace."})
    earliest = fields.Date(required=True)
    latest = fields.Date(required=True)
    certainty = choice(CERTAINTIES, "How sure the date is.")
    because = fields.List(code("For machines."), required=True, metadata={"description": "What makes it less sure."})
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class JudgedAsSchema(ResponseSchema):
    """The facts this answer rests on that the request may have left open."""

    foam = choice(FOAMS, "As sent, else as the catalogue tells; null if not known.", allow_none=True)
    kind = choice(KINDS, "As sent, else as the catalogue tells; null if not known.", allow_none=True)
    as_of = fields.Date(required=True)


class RetirementAnswerSchema(AnswerSchema):
    """Whether a pair is kept, and until when."""

    verdict = choice(VERDICTS, "What to do with the pair.")
    life_used = fields.Float(
        required=True,
        allow_none=True,
        validate=validate.Range(min=0),
        metadata={"description": "Share of the retirement distance that is run; 1 and more is past it."},
    )
    cushioning_left = fields.Nested(CushioningSchema, required=True, allow_none=True)
    limits = fields.Nested(LimitsSchema, required=True)
    remaining = fields.Nested(
        DistanceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What is left until the pair retires; null while its distance is not known."},
    )
    ok_for = fields.Nested(OkForSchema, required=True)
    forecast = fields.Nested(
        ForecastSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null without a weekly distance, beyond three years, or when advice is withheld."},
    )
    judged_as = fields.Nested(JudgedAsSchema, required=True)


def to_pair(body: dict[str, Any], foam: str | None = None, kind: str | None = None) -> WornPair:
    """Answer the pair of a request; ``foam`` and ``kind`` are what the catalogue tells where the request does not."""
    stated_foam = body.get("foam")
    inspection = body.get("inspection")
    return WornPair(
        distance=body.get("distance"),
        foam=foam if stated_foam in (None, UNKNOWN_FOAM) else stated_foam,
        kind=body.get("kind") or kind,
        body_mass_kg=body.get("body_mass_kg"),
        feel=body.get("feel"),
        inspection=Inspection(**inspection) if inspection else NOT_LOOKED_AT,
        forefoot_pain=body.get("forefoot_pain"),
        limit=body.get("limit"),
        pairs_in_use=body.get("pairs_in_use"),
        miles_first=speaks_miles(body.get("distance"), body.get("weekly_distance"), body.get("limit")),
    )
