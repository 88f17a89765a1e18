"""How a day's exercises are asked for and how they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from api.advice.exercises.advise import EQUIPMENT, LEVELS, STAGES, VERDICTS, ExercisesRequest
from api.advice.exercises.dose import HOLD, REPEATS, VARIANT
from api.advice.exercises.library import CODES, KINDS, VARIANTS
from api.advice.exercises.plan import SLOTS, session_lengths
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from api.web.fields.answer import AnswerSchema, choice, list_of, rule_ids, text
from api.web.fields.dates import StrictDate
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictChoice, StrictInteger, StrictList
from api.web.fields.symptoms import SymptomsField

LAST_WEEK = 104
DAYS_OF_A_WEEK = 7

_DAY = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"
SHORTEST, LONGEST = session_lengths(shipped_rulebook())
WHY_REFUSED = shipped_rulebook().sentence("SESSION-06", "refused", shortest=SHORTEST, longest=LONGEST)

EXAMPLE = {
    "symptoms": {
        "pain_level": 2,
        "pain_sites": ["mth_2"],
        "pain_kinds": ["ache"],
        "numbness_or_tingling": "none",
        "diabetes": False,
        "neuropathy": False,
    },
    "minutes_per_session": 12,
    "level": "beginner",
    "stage": "recovering",
    "equipment": ["towel", "ball"],
    "week": 3,
    "start_on": "2026-09-07",
}


class SessionMinutes(StrictInteger):
    """How long a session lasts: what EX-13 allows; another length is refused with its reason."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(low=SHORTEST, high=LONGEST, **kwargs)
        self.validators = [validate.Range(SHORTEST, LONGEST, error=WHY_REFUSED)]


class PlanDate(StrictDate):
    """A day of this century: a plan is for now."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": _DAY, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(_DAY, value):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def described(description: str, **more: Any) -> dict[str, Any]:
    """Answer the metadata of a field with this description."""
    return {"description": description, **more}


class ExercisesRequestSchema(RequestSchema):
    """What is known of the foot and of what can be done. Leave out, or send ``null`` for, what is not known."""

    symptoms = SymptomsField()
    minutes_per_session = SessionMinutes(allow_none=True, metadata=described("Minutes of each of the three sessions."))
    level = StrictChoice(LEVELS, allow_none=True, metadata=described("How used to exercise the person is."))
    stage = StrictChoice(STAGES, allow_none=True, metadata=described("How far the foot has come."))
    equipment = StrictList(
        StrictChoice(EQUIPMENT),
        max_length=len(EQUIPMENT),
        allow_none=True,
        metadata=described("What is at hand; a wall, a chair and the floor count as always there."),
    )
    week = StrictInteger(low=1, high=LAST_WEEK, allow_none=True, metadata=described("Week of the plan; 1 if left out."))
    start_on = PlanDate(
        allow_none=True, metadata=described("The first day of this week of the plan, for the calendar.")
    )


def to_request(body: Mapping[str, Any]) -> ExercisesRequest:
    """Answer what is asked for; equipment as a tuple without repeats."""
    equipment = body.get("equipment")
    return ExercisesRequest(
        symptoms=body.get("symptoms") or Symptoms(),
        minutes_per_session=body.get("minutes_per_session"),
        level=body.get("level"),
        stage=body.get("stage"),
        equipment=None if equipment is None else tuple(dict.fromkeys(equipment)),
        week=body.get("week") or 1,
        start_on=body.get("start_on"),
    )


def number(description: str, *, least: float = 0, allow_none: bool = False) -> fields.Float:
    """Answer a field for a number from ``least`` on."""
    return fields.Float(
        required=True, allow_none=allow_none, validate=validate.Range(min=least), metadata=described(description)
    )


def count(description: str, *, least: int = 1) -> fields.Integer:
    """Answer a field for a whole number from ``least`` on."""
    return fields.Integer(required=True, validate=validate.Range(min=least), metadata=described(description))


def texts(description: str) -> fields.List[Any]:
    """Answer a field for a list of texts that are not empty."""
    inner = fields.String(validate=validate.Length(min=1))
    return fields.List(inner, required=True, metadata=described(description))


class SessionExerciseSchema(ResponseSchema):
    """One exercise of a session: how much of it, how it is done, and where it is drawn."""

    exercise = choice(CODES, "Its id in the library.")
    title = text("Its name for people.")
    kind = choice(KINDS, "What it trains.")
    amount = text("How much of it, for people.")
    hold_s = number("How long each repeat is held, in seconds; null for a movement.", allow_none=True)
    repeats = count("Repeats in each set.")
    sets = count("Sets.")
    each_side = fields.Boolean(required=True, metadata=described("On both sides, one after the other."))
    minutes = number("Its share of the session, getting into place and pauses included.")
    variant = choice(VARIANTS, "Which kind of it, where there are several.", allow_none=True)
    steps = texts("How it is done, in order.")
    stop_if = text("When to stop it.")
    drawing_url = text("Where it is drawn, as SVG.")
    rules = rule_ids("The rules behind it.", at_least=1)


SessionsSchema = ResponseSchema.from_dict(
    {slot: list_of(SessionExerciseSchema, f"What is done in the {slot}.") for slot in SLOTS}, name="Sessions"
)
SessionMinutesSchema = ResponseSchema.from_dict(
    {slot: count("Minutes; 0 without a session.", least=0) for slot in SLOTS}, name="SessionMinutes"
)


class GrownExerciseSchema(ResponseSchema):
    """One exercise as it is from a week on."""

    exercise = choice(CODES, "Its id in the library.")
    title = text("Its name for people.")
    amount = text("How much of it from then on, for people.")
    variant = choice(VARIANTS, "Which kind of it from then on, where there are several.", allow_none=True)


class ProgressionSchema(ResponseSchema):
    """What changes with a week."""

    week = count("From this week on.")
    session = choice(SLOTS, "The session that changes.")
    kind = choice((REPEATS, HOLD, VARIANT), "What changes in it.")
    change = text("For people.")
    exercises = list_of(GrownExerciseSchema, "The exercises that change, as they are from then on.")
    rules = rule_ids("The rules behind it.", at_least=1)


class MaintenanceSchema(ResponseSchema):
    """What to keep doing once nothing hurts."""

    days_per_week = count("Days of a week with the three sessions.")
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class StopSchema(ResponseSchema):
    """When to stop."""

    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class WhenCalmSchema(ResponseSchema):
    """What may be done once the pain has calmed."""

    text = text("For people.")
    exercises = fields.List(
        fields.String(validate=validate.OneOf(CODES)), required=True, metadata=described("Ids in the library.")
    )
    rules = rule_ids("The rules behind it.", at_least=1)


class PlannedForSchema(ResponseSchema):
    """What the plan was made for, in place of what the request left open."""

    stage = choice(
        STAGES, "The stricter of the stage asked for and what the pain allows; null at rest.", allow_none=True
    )
    level = choice(LEVELS, "As sent, else beginner.")
    minutes_per_session = count("As sent, else as short as sessions are.")
    equipment = fields.List(fields.String(validate=validate.OneOf(EQUIPMENT)), required=True)
    week = count("As sent, else 1.")


class ExercisesAnswerSchema(AnswerSchema):
    """Three sessions for a day and how they grow, or the advice to rest first."""

    verdict = choice(VERDICTS, "Whether to begin, to go on, or to rest first.")
    planned_for = fields.Nested(PlannedForSchema, required=True)
    sessions = fields.Nested(SessionsSchema, required=True, metadata=described("Empty while the foot rests."))
    session_minutes = fields.Nested(SessionMinutesSchema, required=True)
    days_of_week = fields.List(
        fields.Integer(validate=validate.Range(1, DAYS_OF_A_WEEK)),
        required=True,
        metadata=described("On which days of a week, counted from its first; every day while the foot recovers."),
    )
    progression = list_of(ProgressionSchema, "What changes in the weeks ahead, one thing at a time.")
    maintenance = fields.Nested(MaintenanceSchema, required=True, allow_none=True)
    stop_if = list_of(StopSchema, "When to stop any exercise.")
    when_calm = fields.Nested(
        WhenCalmSchema, required=True, allow_none=True, metadata=described("What comes after the rest; else null.")
    )
    calendar_url = text("The same plan as a calendar; null while the foot rests.", allow_none=True)
