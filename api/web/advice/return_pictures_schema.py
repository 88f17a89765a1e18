"""Which facts the calendar and the chart of a way back are drawn from: those of ``drawn_from``, in a query string."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.advice.core.distance import Distance
from api.advice.return_to_run.plan import CONTINUOUS_FIRST, PlanAsked
from api.advice.return_to_run.request import FIRST_SESSIONS, GROUNDS
from api.advice.return_to_run.weeks import GROW, STEPS, PlanFacts
from api.web.advice.return_to_run_schema import MOST_MINUTES, MOST_WEEKS, USUAL_KM, USUAL_MI, WEEK_KM, WEEK_MI
from api.web.fields.dates import StrictDate
from api.web.fields.query import QueryFlag, QueryNumber, QueryWords
from api.web.fields.strict import RequestSchema

CALENDAR_PATH, CHART_PATH = "/v1/advice/return-to-run.ics", "/v1/advice/return-to-run/chart.svg"


def _distance(between: tuple[float, float], description: str, example: float | None = None) -> QueryNumber:
    metadata: dict[str, Any] = {"description": description}
    return QueryNumber(
        low=between[0], high=between[1], metadata=metadata if example is None else {**metadata, "example": example}
    )


def _count(most: int, description: str) -> fields.Integer:
    return fields.Integer(strict=False, validate=validate.Range(0, most), metadata={"description": description})


def _word(choices: tuple[str, ...], description: str) -> fields.String:
    return fields.String(validate=validate.OneOf(choices), metadata={"description": description})


class ReturnChartQuery(RequestSchema):
    """The facts of a plan; `drawn_from` of an answer holds them."""

    usual_weekly_km = _distance(USUAL_KM, "The usual week, in kilometres; or give miles.", 30)
    usual_weekly_mi = _distance(USUAL_MI, "The usual week, in miles.")
    gate_passed = QueryFlag(
        required=True, metadata={"description": "Every check of the gate was a clear yes.", "example": True}
    )
    weeks_done = _count(MOST_WEEKS, "Weeks run so far.")
    last_week_km = _distance(WEEK_KM, "The week to go on from, in kilometres; or give miles.")
    last_week_mi = _distance(WEEK_MI, "The week to go on from, in miles.")
    step = _word(STEPS, "Whether the next week grows, repeats the last or steps back.")
    longest_continuous_minutes = _count(MOST_MINUTES, "The longest jog so far without a break.")
    first_sessions = _word(FIRST_SESSIONS, "How the first outings are run.")
    bone_stress_injury = QueryFlag(
        metadata={"description": "It was a bone stress injury; the gentler steps too while not known."}
    )
    clinician_clearance = QueryFlag(metadata={"description": "A clinician has cleared the runner to run."})
    surfaces_available = QueryWords(
        GROUNDS, metadata={"description": "What there is to run on, with commas between.", "example": "grass,treadmill"}
    )
    start_on = StrictDate(
        metadata={"description": "The day on which the first week shown begins.", "example": "2026-09-07"}
    )


class ReturnCalendarQuery(ReturnChartQuery):
    """The same; a calendar needs the day to start on."""

    start_on = StrictDate(
        required=True,
        metadata={"description": "The day on which the first week shown begins.", "example": "2026-09-07"},
    )


def to_plan(query: dict[str, Any]) -> PlanAsked:
    """Answer the plan of a query that was checked: one usual week, and at most one last week."""
    usual, last = distance_of(query, "usual_weekly"), distance_of(query, "last_week")
    surfaces, bone_stress = query.get("surfaces_available"), query.get("bone_stress_injury")
    facts = PlanFacts(
        usual=usual or Distance(0),
        weeks_done=query.get("weeks_done") or 0,
        last=last,
        step=query.get("step") or GROW,
        careful=bone_stress is not False,
        injured=bone_stress is True,
        continuous=query.get("first_sessions") == CONTINUOUS_FIRST,
        longest_minutes=query.get("longest_continuous_minutes"),
    )
    return PlanAsked(
        facts,
        query.get("start_on"),
        tuple(dict.fromkeys(surfaces.split(","))) if surfaces else None,
        miles_first=query.get("usual_weekly_mi") is not None,
        told_of_bone_stress=bone_stress is not None,
    )


def distance_of(query: dict[str, Any], name: str) -> Distance | None:
    """Answer the distance given as ``<name>_km`` or ``<name>_mi``."""
    for unit in ("km", "mi"):
        value = query.get(f"{name}_{unit}")
        if value is not None:
            return Distance.of(value, unit)
    return None
