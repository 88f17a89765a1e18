"""How training load is asked for from a runner's log, and how it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from api.advice.core.distance import Distance
from api.advice.training.advise import STRESSORS
from api.web.advice.training_schema import TrainingAnswerSchema
from api.web.fields.dates import StrictDate
from api.web.fields.distance import MOST_KM, MOST_MI
from api.web.fields.query import QueryFlag, QueryNumber
from api.web.fields.strict import RequestSchema

NOTHING_NEW = "none"
PLANNED = ("planned_week", "planned_longest_run")


def _distance(unit: str, most: float, description: str, example: float) -> QueryNumber:
    return QueryNumber(low=0, high=most, metadata={"description": f"{description}, in {unit}.", "example": example})


class StressorsField(fields.String):
    """Words of the closed list, joined with commas; ``none`` says that nothing is new."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "invalid": f"Must be none, or some of {', '.join(STRESSORS)}, joined with commas."
    }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value == NOTHING_NEW:
            return ()
        words = tuple(dict.fromkeys(str(value).split(",")))
        if not set(words) <= set(STRESSORS):
            raise self.make_error("invalid", input=value)
        return words


class RunnerLoadQuery(RequestSchema):
    """On which day to judge, and what is planned for its week."""

    as_of = StrictDate(
        metadata={
            "description": "The day to judge on, with the runs up to it; today in UTC if left out.",
            "example": "2026-09-01",
        }
    )
    planned_week_km = _distance("km", MOST_KM, "All that is planned for the week of that day", 42)
    planned_week_mi = _distance("mi", MOST_MI, "The same instead", 26)
    planned_longest_run_km = _distance("km", MOST_KM, "The longest run that is planned", 14)
    planned_longest_run_mi = _distance("mi", MOST_MI, "The same instead", 9)
    new_stressors = StressorsField(
        metadata={
            "description": "What is new in that week, joined with commas; `none` says that nothing is.",
            "maxLength": len(",".join(STRESSORS)),
            "pattern": f"^(none|({'|'.join(STRESSORS)})(,({'|'.join(STRESSORS)}))*)$",
            "example": "speed",
        }
    )
    illness = QueryFlag(metadata={"description": "The runner comes from an illness."})
    returning = QueryFlag(metadata={"description": "Coming back to running after forefoot pain."})

    @validates_schema
    def _one_unit(self, data: Mapping[str, Any], **_: Any) -> None:
        for name in PLANNED:
            if f"{name}_km" in data and f"{name}_mi" in data:
                raise ValidationError("Give kilometres or miles, not both.", f"{name}_mi")


class RunnerLoadSchema(TrainingAnswerSchema):
    """The training load of a runner, from the log."""

    runner_id = fields.String(required=True)


def planned_of(query: Mapping[str, Any], name: str) -> Distance | None:
    """Answer a planned distance of a query, or None."""
    for unit in ("km", "mi"):
        value = query.get(f"{name}_{unit}")
        if value is not None:
            return Distance.of(value, unit)
    return None
