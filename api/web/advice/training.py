"""Is this week of training too much? From what is known of it, and from a runner's own log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields, validates_schema

from api.advice.core.distance import Distance
from api.advice.training.advise import advise
from api.advice.training.answer import RunnerLoad, TrainingAnswer
from api.advice.training.request import STRESSORS, SURFACES, Ground, TrainingRequest
from api.rulebook.load import shipped_rulebook
from api.services.runs.runner_load import Plan, load_of_runner
from api.storage.runners.runners import runner_row
from api.storage.runners.wearers import today_in
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, IncludeQuery, include_as
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.response import advice_response, example_of
from api.web.fields.derive import FIELDS, ObjectField, answer_schema, request_schema
from api.web.fields.distance import MOST_KM, MOST_MI
from api.web.fields.query import QueryFlag, QueryNumber
from api.web.fields.strict import StrictDate, TupleField

blueprint = Blueprint("training load", __name__, url_prefix="/v1", description="Is this week of training too much?")

NOTHING_NEW = "none"
PLANNED = ("planned_week", "planned_longest_run")

EXAMPLE = {
    "recent_weeks": [{"km": 36}, {"km": 38}, {"km": 40}, {"km": 40}],
    "planned_week": {"km": 47},
    "longest_run_last_30_days": {"km": 14},
    "planned_longest_run": {"km": 16},
    "new_stressors": ["speed"],
    "surfaces": [
        {"surface": "asphalt", "usual_runs_per_week": 4, "planned_runs_per_week": 3},
        {"surface": "trail", "usual_runs_per_week": 0, "planned_runs_per_week": 1},
    ],
    "cadence_spm": 160,
    "overstriding": False,
    "foot_strike": "heel",
    "downhill": False,
    "days_off": 1,
    "illness": False,
    "cross_training_days": 1,
    "bmi": 24,
    "new_runner": False,
    "returning": False,
    "symptoms": {"pain_level": 0, "recurring": False},
}


class GroundsField(TupleField):
    """The surfaces that are run on, each named once."""

    def __init__(self, **how: Any) -> None:
        super().__init__(ObjectField(Ground), max_length=len(SURFACES), distinct=False, **how)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        grounds = super().deserialize(value, attr, data, **kwargs)
        seen: set[str] = set()
        for index, ground in enumerate(grounds or ()):
            if ground.surface in seen:
                raise ValidationError({index: {"surface": ["This surface was named before."]}})
            seen.add(ground.surface)
        return grounds


FIELDS["grounds"] = GroundsField

REQUEST = request_schema(TrainingRequest)()


def _distance(unit: str, most: float, description: str, example: float) -> QueryNumber:
    return QueryNumber(low=0, high=most, metadata={"description": f"{description}, in {unit}.", "example": example})


class StressorsField(fields.String):
    """Words of the closed list, joined with commas; ``none`` means that nothing is new."""

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


class RunnerLoadQuery(IncludeQuery):
    """On which day to judge, and what is planned for its week."""

    as_of = StrictDate(
        metadata={
            "description": "The day to judge on, with the runs up to it; today in the runner's zone if left out.",
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


def planned_of(query: Mapping[str, Any], name: str) -> Distance | None:
    """Return a planned distance of a query, or None."""
    for unit in ("km", "mi"):
        value = query.get(f"{name}_{unit}")
        if value is not None:
            return Distance.of(value, unit)
    return None


QUERY = RunnerLoadQuery()


def _example() -> dict[str, Any]:
    book = shipped_rulebook()
    return example_of(advise(REQUEST.load(EXAMPLE), book), book)


def _example_of_log() -> dict[str, Any]:
    seen = {
        "as_of": "2026-09-01",
        "first_run_on": "2026-05-04",
        "last_run_on": "2026-08-31",
        "whole_weeks": 4,
        "certainty": "high",
        "text": shipped_rulebook().sentence("LOAD-18", "high"),
        "rules": ["LOAD-18"],
    }
    return {"runner_id": "runner_7h2k9m4c8x1v5b3n6q0z", **_example(), "log": seen}


@blueprint.route("/advice/training-load", methods=["POST"])
@blueprint.asks(REQUEST, example=EXAMPLE)
@blueprint.response(200, answer_schema(TrainingAnswer), example=_example)
@needs("advice")
def advise_training_load(body: TrainingRequest) -> Response:
    """Say whether a planned week of training is too much, and how much would be in order.

    Each check says how well it is supported. What is not known is named and never counts in favour of a plan. Nothing
    about the person is stored or logged.
    """
    return advice_response(advise(body, parts().rulebook))


@blueprint.route("/runners/<runner_id>/training-load")
@blueprint.doc(tags=["training load"])
@blueprint.arguments(QUERY, location="query")
@blueprint.response(200, answer_schema(RunnerLoad), example=_example_of_log)
@needs("runners:read")
def get_runner_training_load(query: dict[str, Any], runner_id: str) -> Response:
    """Say whether a week is too much for a runner, from the log and what is planned.

    The weeks are those from Monday to Sunday that are over; the present one counts apart, by what is planned or by what
    is run so far. The answer says how sure the log is.
    """
    include_as(query)
    built = parts()
    plan = Plan(
        week=planned_of(query, "planned_week"),
        longest_run=planned_of(query, "planned_longest_run"),
        new_stressors=query.get("new_stressors"),
        illness=query.get("illness"),
        returning=query.get("returning"),
    )
    with built.database.reading() as db:
        runner = runner_row(db, account_id(), runner_id)
        if runner is None:
            raise Problem("not_found")
        answer = load_of_runner(
            db, runner, plan, built.rulebook, query.get("as_of") or today_in(runner.time_zone, built.now())
        )
    return advice_response(answer)
