"""How the way back to running is asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from api.advice.core.distance import speaks_miles
from api.advice.return_to_run.request import (
    DAILY_CHECKS,
    FIRST_SESSIONS,
    GROUNDS,
    NOT_CHECKED,
    RESPONSES,
    Checks,
    ReturnRequest,
    WeekDone,
)
from api.web.fields.dates import StrictDate
from api.web.fields.distance import DistanceField
from api.web.fields.strict import RequestSchema, StrictBoolean, StrictChoice, StrictInteger, StrictList, StrictNumber
from api.web.fields.symptoms import SymptomsField

USUAL_KM, USUAL_MI, USUAL_M = (2, 250), (1.2427, 155.343), (2_000, 250_000)
"""Usual weeks that a plan is made for."""
WEEK_KM, WEEK_MI, WEEK_M = (0.1, 500), (0.0625, 310), (100, 500_000)
MOST_WEEKS, MOST_RUNS, MOST_MINUTES, MOST_PAIN = 104, 21, 600, 10

EXAMPLE: dict[str, Any] = {
    "usual_weekly_distance": {"km": 30},
    "checks": dict.fromkeys(DAILY_CHECKS, True),
    "weeks_done": [
        {"distance": {"km": 1.95}, "worst_response": "none", "runs": 3},
        {"distance": {"km": 3.1}, "worst_response": "fading_soreness", "longest_continuous_minutes": 2, "runs": 3},
    ],
    "last_response": "none",
    "bone_stress_injury": False,
    "start_on": "2026-09-07",
    "surfaces_available": ["grass", "treadmill", "road"],
    "symptoms": {"pain_level": 0, "swelling": False, "diabetes": False},
}


def _flag(description: str) -> StrictBoolean:
    return StrictBoolean(allow_none=True, metadata={"description": description})


def _word(choices: tuple[str, ...], description: str) -> StrictChoice:
    return StrictChoice(choices, allow_none=True, metadata={"description": description})


def _whole(low: int, high: int, description: str) -> StrictInteger:
    return StrictInteger(low=low, high=high, allow_none=True, metadata={"description": description})


def _number(between: tuple[float, float], description: str) -> StrictNumber:
    return StrictNumber(low=between[0], high=between[1], metadata={"description": description})


class UsualWeekInSchema(RequestSchema):
    """A usual week of 2 to 250 km, in one unit."""

    km = _number(USUAL_KM, "In kilometres.")
    mi = _number(USUAL_MI, "In miles of exactly 1609.344 m.")
    m = _number(USUAL_M, "In metres.")


class WeekRunInSchema(RequestSchema):
    """What was run in a week, in one unit."""

    km = _number(WEEK_KM, "In kilometres.")
    mi = _number(WEEK_MI, "In miles of exactly 1609.344 m.")
    m = _number(WEEK_M, "In metres.")


class ChecksSchema(RequestSchema):
    """Which movements are free of pain; leave out what nobody tried. Anything but a clear yes is not passed."""

    barefoot_walking = _flag("Walking barefoot at home is free of pain.")
    stairs = _flag("Stairs, up and down, are free of pain.")
    light_hops = _flag("A few light hops on the spot are free of pain.")
    calf_raise = _flag("A calf raise is free of pain.")
    pain_free_walk_30_min = _flag("30 minutes of walking are free of pain; asked for after a bone stress injury.")


class WeekDoneSchema(RequestSchema):
    """One week that was really run."""

    distance = DistanceField("What the week's runs covered, walking breaks included.", WeekRunInSchema, required=True)
    worst_response = _word(RESPONSES, "The worst answer of the foot in that week.")
    longest_continuous_minutes = _whole(0, MOST_MINUTES, "The longest jog without a break, in minutes.")
    pain_free = _flag("Every run of the week was free of pain.")
    runs = _whole(1, MOST_RUNS, "How many runs there were.")


class ReturnToRunRequestSchema(RequestSchema):
    """What is known of a runner coming back. Leave out, or send ``null`` for, what is not known: it never means yes."""

    usual_weekly_distance = DistanceField(
        "What was run in a usual week before the pain; 2 to 250 km.", UsualWeekInSchema, required=True
    )
    checks = fields.Nested(
        ChecksSchema, allow_none=True, metadata={"description": "Everyday movement: what is free of pain."}
    )
    weeks_done = StrictList(
        fields.Nested(WeekDoneSchema),
        max_length=MOST_WEEKS,
        allow_none=True,
        metadata={
            "description": "The weeks run since running began again, oldest first; the plan goes on from them. After a "
            "stop send those up to the last that went well."
        },
    )
    last_response = _word(RESPONSES, "How the foot answered the last run, that night and the next morning.")
    last_pain_level = _whole(0, MOST_PAIN, "The worst pain during the last run, 0 to 10.")
    bone_stress_injury = _flag("It was a bone stress injury of a metatarsal.")
    clinician_clearance = _flag("A clinician has cleared the runner to run.")
    start_on = StrictDate(
        allow_none=True, metadata={"description": "The day on which the first week shown begins; no dates without it."}
    )
    surfaces_available = StrictList(
        StrictChoice(GROUNDS),
        max_length=len(GROUNDS),
        allow_none=True,
        metadata={"description": "What there is to run on."},
    )
    first_sessions = _word(FIRST_SESSIONS, "How the first outings are run; walk-run if left out.")
    symptoms = SymptomsField()


def to_request(told: dict[str, Any]) -> ReturnRequest:
    """Answer the facts of a request body."""
    usual, checks = told["usual_weekly_distance"], told.get("checks")
    available = told.get("surfaces_available")
    return ReturnRequest(
        usual_weekly_distance=usual,
        symptoms=told.get("symptoms"),
        checks=Checks(**checks) if checks else NOT_CHECKED,
        weeks_done=tuple(WeekDone(**week) for week in told.get("weeks_done") or ()),
        last_response=told.get("last_response"),
        last_pain_level=told.get("last_pain_level"),
        bone_stress_injury=told.get("bone_stress_injury"),
        clinician_clearance=told.get("clinician_clearance"),
        start_on=told.get("start_on"),
        surfaces_available=None if available is None else tuple(dict.fromkeys(available)),
        first_sessions=told.get("first_sessions"),
        miles_first=speaks_miles(usual),
    )
