"""How the way back to running answers: the gate, the weeks with their runs, and how to read the foot."""

from __future__ import annotations

from marshmallow import fields, validate

from api.advice.return_to_run.ladder import KINDS
from api.advice.return_to_run.request import CLEARANCE, DAILY_CHECKS, FIRST_SESSIONS, GROUNDS, LONG_WALK
from api.advice.return_to_run.response import VERDICTS
from api.advice.return_to_run.weeks import STEPS
from api.web.fields.answer import AnswerSchema, choice, code, list_of, rule_ids, text
from api.web.fields.distance import DistanceSchema
from api.web.fields.strict import ResponseSchema


class GateCheckSchema(ResponseSchema):
    """One check before the first run."""

    check = choice((*DAILY_CHECKS, LONG_WALK, CLEARANCE), "Which check.")
    passed = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Null while not known, which does not count as passed."},
    )
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


def _count(description: str, low: int = 0) -> fields.Integer:
    return fields.Integer(required=True, validate=validate.Range(min=low), metadata={"description": description})


def _day_or_null(description: str) -> fields.Date:
    return fields.Date(required=True, allow_none=True, metadata={"description": description})


class SessionSchema(ResponseSchema):
    """One run."""

    day = _count("Day of the plan's week, 1 to 7.", 1)
    date = _day_or_null("The date; null without `start_on`.")
    kind = choice(KINDS, "Jogging and walking in turn, or jogging without a break.")
    jog_minutes = _count("Minutes of jogging in a round.", 1)
    walk_minutes = _count("Minutes of walking in a round; 0 for a run without a break.")
    rounds = _count("How often.", 1)
    minutes = _count("Minutes in all.", 1)
    distance = fields.Nested(
        DistanceSchema, required=True, metadata={"description": "The distance covered, walking included."}
    )
    surfaces = fields.List(
        fields.String(validate=validate.OneOf(GROUNDS)),
        required=True,
        metadata={"description": "Soft ground to run on, best first, of what there is."},
    )
    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class NextSessionSchema(SessionSchema):
    """The run that comes next, with its week."""

    week = _count("The week since running began.", 1)


class PlanWeekSchema(ResponseSchema):
    """One week."""

    week = _count("Counted since running began again.", 1)
    starts_on = _day_or_null("Its first day; null without `start_on`.")
    distance = fields.Nested(DistanceSchema, required=True, metadata={"description": "What its runs add up to."})
    ceiling = fields.Nested(DistanceSchema, required=True, metadata={"description": "The most that may be run in it."})
    sessions = list_of(SessionSchema, "Its runs.")
    cross_training = _count("How many sessions of other sport.")
    cross_training_days = fields.List(fields.Integer(), required=True, metadata={"description": "On which days."})
    hills = fields.Boolean(required=True, metadata={"description": "Whether hills may come back, little by little."})
    note = text("For people; null where there is nothing to add.", allow_none=True)
    rules = rule_ids("The rules behind it.", at_least=1)


class ReturnPlanSchema(ResponseSchema):
    """The weeks ahead."""

    weeks = list_of(PlanWeekSchema, "At most 16.")
    usual_weekly_distance = fields.Nested(DistanceSchema, required=True)
    usual_distance_due_in_week = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The week in which the usual distance is due, if all goes well; null past 400 weeks."},
    )
    cross_training_activities = fields.List(code("Other sport."), required=True)
    rules = rule_ids("The rules behind it.", at_least=1)


class ExpectationSchema(ResponseSchema):
    """What to expect; an example, not a promise."""

    text = text("For people.")
    rules = rule_ids("The rules behind it.", at_least=1)


class ReadingSchema(ExpectationSchema):
    """How to read the foot after a run."""

    when = code("`during`, `that_night`, `next_morning`, `next_day`, `after_a_day`, `any_time`.")


class DrawnFromSchema(ResponseSchema):
    """The facts of the plan, as its calendar and its chart take them in the query; no symptom is among them."""

    usual_weekly_km = fields.Float(metadata={"description": "The usual week."})
    usual_weekly_mi = fields.Float(metadata={"description": "The usual week."})
    gate_passed = fields.Boolean(required=True)
    weeks_done = _count("Weeks run so far.")
    last_week_km = fields.Float(allow_none=True, metadata={"description": "The week to go on from."})
    last_week_mi = fields.Float(allow_none=True, metadata={"description": "The week to go on from."})
    step = choice(STEPS, "Whether the next week grows, repeats the last or steps back.")
    longest_continuous_minutes = fields.Integer(required=True, allow_none=True)
    first_sessions = choice(FIRST_SESSIONS, "As asked for.", allow_none=True)
    bone_stress_injury = fields.Boolean(required=True, allow_none=True)
    clinician_clearance = fields.Boolean(required=True, allow_none=True)
    surfaces_available = fields.List(
        fields.String(validate=validate.OneOf(GROUNDS)),
        required=True,
        allow_none=True,
        metadata={"description": "As told."},
    )
    start_on = fields.Date(required=True, allow_none=True)


def _address(description: str) -> fields.String:
    return fields.String(required=True, allow_none=True, metadata={"description": description})


class ReturnToRunAnswerSchema(AnswerSchema):
    """Whether running may begin or go on, and how."""

    verdict = choice(VERDICTS, "What to do about running.")
    gate = list_of(GateCheckSchema, "What has to be a clear yes before the first run.")
    plan = fields.Nested(
        ReturnPlanSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null unless running may go on."},
    )
    next_session = fields.Nested(NextSessionSchema, required=True, allow_none=True)
    expect = list_of(ExpectationSchema, "What to expect.")
    after_each_run = list_of(ReadingSchema, "How to read the run, the night and the morning.")
    drawn_from = fields.Nested(DrawnFromSchema, required=True, allow_none=True)
    calendar_url = _address("The plan as a calendar file (iCalendar); null without a plan or without `start_on`.")
    chart_url = _address("The plan as a chart (SVG); null without a plan.")
