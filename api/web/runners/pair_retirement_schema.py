"""How retirement advice from the log is asked for and how it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from marshmallow import fields

from api.advice.core.distance import Distance
from api.advice.retirement.answer import RetirementAnswer
from api.web.edge.blueprint import IncludeQuery
from api.web.fields.derive import answer_schema
from api.web.fields.strict import ResponseSchema, StrictDate


class AsOfQuery(IncludeQuery):
    """On which day to judge."""

    as_of = StrictDate(
        metadata={
            "description": "The day to judge on, with the runs up to it; today in UTC, with every run, if left out.",
            "example": "2026-09-01",
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRetirement(RetirementAnswer):
    """The retirement advice on one pair, from its log."""

    pair_id: str
    name: str
    distance: Annotated[Distance | None, "All that the pair has run; null while its starting distance is not known."]
    distance_at_least: Annotated[
        Distance | None,
        "What is on record of it while its starting distance is not known; null where that is known, or with nothing.",
    ]
    retired_on: date | None


PairRetirementSchema = answer_schema(PairRetirement)


class RunnerRetirementSchema(ResponseSchema):
    """The pairs that a runner has not retired, the most urgent first."""

    items = fields.List(fields.Nested(PairRetirementSchema), required=True)
