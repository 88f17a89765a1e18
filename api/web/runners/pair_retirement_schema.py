"""How retirement advice from the log is asked for and how it answers."""

from __future__ import annotations

from marshmallow import fields

from api.web.advice.retirement_schema import RetirementAnswerSchema
from api.web.fields.dates import StrictDate
from api.web.fields.distance import DistanceSchema
from api.web.fields.strict import RequestSchema, ResponseSchema


class AsOfQuery(RequestSchema):
    """On which day to judge."""

    as_of = StrictDate(
        metadata={
            "description": "The day to judge on, with the runs up to it; today in UTC, with every run, if left out.",
            "example": "2026-09-01",
        }
    )


class PairRetirementSchema(RetirementAnswerSchema):
    """The retirement advice on one pair, from its log."""

    pair_id = fields.String(required=True)
    name = fields.String(required=True)
    distance = fields.Nested(
        DistanceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "All that the pair has run; null while its starting distance is not known."},
    )
    retired_on = fields.Date(required=True, allow_none=True)


class RunnerRetirementSchema(ResponseSchema):
    """The pairs that a runner has not retired, the most urgent first."""

    items = fields.List(fields.Nested(PairRetirementSchema), required=True)
