"""How training load is asked for and how it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.advice.core.answer import CERTAINTIES
from api.advice.core.distance import Distance, speaks_miles
from api.advice.training.advise import (
    CHECK_VERDICTS,
    CHECKS,
    EVIDENCE,
    FOOT_STRIKES,
    STRESSORS,
    SURFACES,
    VERDICTS,
    Ground,
    TrainingRequest,
)
from api.web.fields.answer import AnswerSchema, choice, list_of, rule_ids, text
from api.web.fields.distance import DistanceField, DistanceSchema
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictList,
    StrictNumber,
)
from api.web.fields.symptoms import SymptomsField

MOST_WEEKS = 104
MOST_RUNS_A_WEEK = 50
MOST_DAYS = 36_500
MOST_SPM = 400
LOWEST_BMI, HIGHEST_BMI = 8, 120
UNITS = ("km", "runs_per_week", "count", "days", "spm")

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


def _flag(description: str) -> StrictBoolean:
    return StrictBoolean(allow_none=True, metadata={"description": description})


def _whole(high: int, description: str) -> StrictInteger:
    return StrictInteger(low=0, high=high, allow_none=True, metadata={"description": description})


def _runs(description: str) -> StrictNumber:
    return StrictNumber(low=0, high=MOST_RUNS_A_WEEK, allow_none=True, metadata={"description": description})


class GroundSchema(RequestSchema):
    """How many runs a week go over one surface."""

    surface = StrictChoice(
        SURFACES,
        required=True,
        metadata={"description": "`road` stands for concrete or asphalt where nobody knows which."},
    )
    usual_runs_per_week = _runs("As a rule up to now.")
    planned_runs_per_week = _runs("In the planned week; as usual if left out.")


class TrainingRequestSchema(RequestSchema):
    """What is known of a training week. Leave out, or send ``null`` for, what is not known: it never means no."""

    recent_weeks = StrictList(
        DistanceField("A week."),
        max_length=MOST_WEEKS,
        allow_none=True,
        metadata={"description": "The distance of each of the last weeks, oldest first; a week without a run is 0."},
    )
    planned_week = DistanceField("All that is planned for the week in question.", allow_none=True)
    longest_run_last_30_days = DistanceField("The longest single run of the last 30 days.", allow_none=True)
    planned_longest_run = DistanceField("The longest single run that is planned.", allow_none=True)
    new_stressors = StrictList(
        StrictChoice(STRESSORS),
        max_length=len(STRESSORS),
        allow_none=True,
        metadata={"description": "What is new in the planned week. An empty list says that nothing is."},
    )
    surfaces = StrictList(
        fields.Nested(GroundSchema),
        max_length=len(SURFACES),
        allow_none=True,
        metadata={"description": "Every surface that is run on, each once; what is not listed is not run on."},
    )
    cadence_spm = StrictNumber(
        low=0, low_open=True, high=MOST_SPM, allow_none=True, metadata={"description": "Steps a minute, both feet."}
    )
    overstriding = _flag("The foot lands well ahead of the hips.")
    foot_strike = StrictChoice(FOOT_STRIKES, allow_none=True, metadata={"description": "What meets the ground first."})
    downhill = _flag("There is downhill running in it.")
    days_off = _whole(MOST_DAYS, "Whole days without a run, up to now.")
    illness = _flag("The runner comes from an illness.")
    cross_training_days = _whole(7, "Days a week with another sport.")
    bmi = StrictNumber(
        low=LOWEST_BMI, high=HIGHEST_BMI, allow_none=True, metadata={"description": "Body mass index, in kg per m²."}
    )
    new_runner = _flag("New to running.")
    returning = _flag("Coming back to running after forefoot pain.")
    symptoms = SymptomsField()

    @validates_schema
    def _names_each_surface_once(self, data: Mapping[str, Any], **_: Any) -> None:
        seen: set[str] = set()
        for index, ground in enumerate(data.get("surfaces") or ()):
            if ground["surface"] in seen:
                raise ValidationError({"surfaces": {index: {"surface": ["This surface was named before."]}}})
            seen.add(ground["surface"])


class CheckSchema(ResponseSchema):
    """One check: what was measured, against what, and what came of it."""

    check = choice(CHECKS, "What was checked.")
    verdict = choice(CHECK_VERDICTS, "What came of it; `unknown` where something is missing, which is never `ok`.")
    value = fields.Float(required=True, allow_none=True, metadata={"description": "What was measured."})
    unit = choice(UNITS, "The unit of `value`, `threshold` and `target`.", allow_none=True)
    threshold = fields.Float(
        required=True, allow_none=True, metadata={"description": "Where the check begins to warn."}
    )
    target = fields.Float(required=True, allow_none=True, metadata={"description": "Steps a minute to try."})
    text = text("For people.")
    decides = fields.Boolean(
        required=True, metadata={"description": "Whether it decides on the verdict, or only helps."}
    )
    evidence = choice(EVIDENCE, "How well it is supported.")
    rules = rule_ids("The rules behind it.", at_least=1)


class AtMostSchema(ResponseSchema):
    """The most that is in order."""

    at_most = fields.Nested(DistanceSchema, required=True)


class JudgedGroundSchema(ResponseSchema):
    """Runs a week on one surface."""

    surface = choice(SURFACES, "The surface.")
    usual_runs_per_week = fields.Float(required=True, allow_none=True)
    planned_runs_per_week = fields.Float(required=True, allow_none=True)


def _maybe_distance(description: str) -> fields.Nested:
    return fields.Nested(DistanceSchema, required=True, allow_none=True, metadata={"description": description})


class JudgedOnSchema(ResponseSchema):
    """The facts that the answer rests on; null where one is not known."""

    recent_weeks = list_of(DistanceSchema, "Oldest first; empty if not known.")
    usual_week = _maybe_distance("What the planned week is measured against.")
    week_so_far = _maybe_distance("What is run in the present week, from a log.")
    planned_week = _maybe_distance("As asked.")
    longest_run_last_30_days = _maybe_distance("As told, or from a log.")
    planned_longest_run = _maybe_distance("As asked.")
    new_stressors = fields.List(
        fields.String(validate=validate.OneOf(STRESSORS)),
        required=True,
        metadata={"description": "As told, and as the planned distances show."},
    )
    days_off = fields.Integer(required=True, allow_none=True)
    cadence_spm = fields.Float(required=True, allow_none=True)
    surfaces = list_of(JudgedGroundSchema, "As told, or from a log; empty if not known.")


class LogSeenSchema(ResponseSchema):
    """How far back a log goes, and how sure that makes the answer."""

    as_of = fields.Date(required=True)
    first_run_on = fields.Date(required=True, allow_none=True)
    last_run_on = fields.Date(required=True, allow_none=True)
    whole_weeks = fields.Integer(required=True, metadata={"description": "Weeks from Monday to Sunday that are over."})
    certainty = choice(CERTAINTIES, "How sure the usual week is.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class TrainingAnswerSchema(AnswerSchema):
    """Whether a week of training is too much, and how much would be in order."""

    verdict = choice(VERDICTS, "Whether the plan is in order.")
    checks = list_of(CheckSchema, "Every check; none where advice is withheld.")
    suggested_week = fields.Nested(
        AtMostSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null where too little is known, or where running waits."},
    )
    suggested_longest_run = fields.Nested(AtMostSchema, required=True, allow_none=True)
    judged_on = fields.Nested(JudgedOnSchema, required=True)
    log = fields.Nested(
        LogSeenSchema, required=True, allow_none=True, metadata={"description": "Null where no log was read."}
    )


PLAIN = (
    *("planned_week", "longest_run_last_30_days", "planned_longest_run", "cadence_spm", "overstriding", "foot_strike"),
    *("downhill", "days_off", "illness", "cross_training_days", "bmi", "new_runner", "returning", "symptoms"),
)


def to_training(body: Mapping[str, Any]) -> TrainingRequest:
    """Answer the question of a request; sentences speak in the unit of the first distance that was sent."""
    weeks, stressors, surfaces = body.get("recent_weeks"), body.get("new_stressors"), body.get("surfaces")
    told: list[Distance | None] = [body.get("planned_week"), *(weeks or ()), body.get("planned_longest_run")]
    plain: dict[str, Any] = {name: body.get(name) for name in PLAIN}
    return TrainingRequest(
        **plain,
        recent_weeks=tuple(weeks) if weeks else None,
        new_stressors=None if stressors is None else tuple(stressors),
        surfaces=None if surfaces is None else tuple(map(_ground, surfaces)),
        miles_first=speaks_miles(*told, body.get("longest_run_last_30_days")),
    )


def _ground(told: Mapping[str, Any]) -> Ground:
    return Ground(told["surface"], told.get("usual_runs_per_week"), told.get("planned_runs_per_week"))
