"""How risk factors are asked for and how they answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from api.advice.risk.advise import FACTORS, GROUPS, VERDICTS, DailyLife, Footwear, Habits, Movement, RiskRequest
from api.web.advice.training_schema import HIGHEST_BMI, LOWEST_BMI, MOST_WEEKS
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.distance import DistanceField
from api.web.fields.feet import FeetField
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictBoolean, StrictInteger, StrictList, StrictNumber
from api.web.fields.symptoms import SymptomsField

MOST_SESSIONS = 21
HOURS_A_DAY = 24
MOST_INCREASE = 100

EXAMPLE = {
    "training": {
        "weekly_increase_fraction": 0.2,
        "speed_sessions_per_week": 1,
        "plyometrics": False,
        "concrete_most_runs": True,
        "hills": None,
    },
    "shoes": {"narrow_toe_box": True, "thin_forefoot": False, "worn_out": False, "fit_checked": True},
    "biomechanics": {"stiff_calves": True, "overpronation": True, "heavy_strike": False, "overstriding": False},
    "daily_life": {"stands_all_day": False, "barefoot_on_hard_floors": False, "bmi": 24},
    "feet": {"left": {"arch": "normal", "bunion": True, "hammertoe": False, "callus": False}},
    "symptoms": {"pain_level": 0},
}


def _flag(description: str) -> StrictBoolean:
    return StrictBoolean(allow_none=True, metadata={"description": description})


class HabitsSchema(RequestSchema):
    """How a person trains. The growth of the week is told as a share, or by the weeks and the planned one."""

    weekly_increase_fraction = StrictNumber(
        low=-1,
        high=MOST_INCREASE,
        allow_none=True,
        metadata={"description": "By what share the week grows: 0.2 for 20 % more than the week before."},
    )
    recent_weeks = StrictList(
        DistanceField("A week."),
        max_length=MOST_WEEKS,
        allow_none=True,
        metadata={"description": "The distance of each of the last weeks, oldest first."},
    )
    planned_week = DistanceField("All that is planned for the week.", allow_none=True)
    speed_sessions_per_week = StrictInteger(
        low=0, high=MOST_SESSIONS, allow_none=True, metadata={"description": "Speed sessions a week."}
    )
    plyometrics = _flag("There is jump training, or other sport with repeated hard landings.")
    concrete_most_runs = _flag("Most runs are on concrete.")
    hills = _flag("There is regular hill running.")


class FootwearSchema(RequestSchema):
    """What is worn."""

    narrow_toe_box = _flag("The running shoes are tight at the toes.")
    thin_forefoot = _flag("There is little cushioning under the ball of the foot.")
    worn_out = _flag("The running shoes are worn out.")
    fit_checked = _flag("Somebody measured the feet and checked the fit.")
    heels_at_work = _flag("Heels, narrow dress shoes or flip-flops are worn for hours.")


class MovementSchema(RequestSchema):
    """How the person moves."""

    stiff_calves = _flag("The calves are stiff, or the Achilles tendon is tight.")
    heavy_strike = _flag("The steps are heavy and loud.")
    overstriding = _flag("The foot lands well ahead of the hips.")
    forefoot_strike = _flag("The front of the foot lands first.")
    weak_hips = _flag("The hips are weak, or drop to one side.")
    overpronation = _flag("The foot rolls far inward.")
    supination = _flag("The foot rolls outward.")


class DailyLifeSchema(RequestSchema):
    """What the day asks of the feet."""

    standing_hours_per_day = StrictNumber(
        low=0, high=HOURS_A_DAY, allow_none=True, metadata={"description": "Hours of standing a day."}
    )
    stands_all_day = _flag("The person stands for most of the day.")
    hard_floor = _flag("The floor that is stood on is hard.")
    barefoot_on_hard_floors = _flag("At home the person walks barefoot on hard floors.")
    bmi = StrictNumber(
        low=LOWEST_BMI, high=HIGHEST_BMI, allow_none=True, metadata={"description": "Body mass index, in kg per m²."}
    )


class RiskRequestSchema(RequestSchema):
    """What is known of a person. Leave out, or send ``null`` for, what is not known: it never means no."""

    training = fields.Nested(HabitsSchema, allow_none=True)
    shoes = fields.Nested(FootwearSchema, allow_none=True)
    biomechanics = fields.Nested(MovementSchema, allow_none=True)
    daily_life = fields.Nested(DailyLifeSchema, allow_none=True)
    feet = FeetField("How the feet are built: arch, bunion, hammertoe and callus count here.")
    symptoms = SymptomsField()


class FactorActionSchema(ResponseSchema):
    """One thing to do about a factor."""

    code = code("Stable, for machines.")
    text = text("For people.")


class FactorSchema(ResponseSchema):
    """One thing that loads the forefoot."""

    factor = choice(FACTORS, "What it is.")
    group = choice(GROUPS, "Where it belongs.")
    changeable = fields.Boolean(required=True, metadata={"description": "Whether the person can change it."})
    text = text("For people.")
    actions = fields.List(
        fields.Nested(FactorActionSchema),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "What to do about it."},
    )
    rules = rule_ids("The rules behind it.", at_least=1)


class RiskAnswerSchema(AnswerSchema):
    """What loads the forefoot of this person, and what to do about it."""

    verdict = choice(VERDICTS, "How many risk factors there are; `low` needs enough to be told.")
    factors = list_of(FactorSchema, "Training, shoes and movement first; within a group the changeable ones first.")


def to_risk(body: Mapping[str, Any]) -> RiskRequest:
    """Answer the question of a request."""
    training = dict(body.get("training") or {})
    if training.get("recent_weeks") is not None:
        training["recent_weeks"] = tuple(training["recent_weeks"])
    return RiskRequest(
        training=Habits(**training),
        shoes=Footwear(**(body.get("shoes") or {})),
        biomechanics=Movement(**(body.get("biomechanics") or {})),
        daily_life=DailyLife(**(body.get("daily_life") or {})),
        feet=body.get("feet"),
        symptoms=body.get("symptoms"),
    )
