"""The plan of a way back as a calendar file and as a chart, from the facts in the address: those of ``drawn_from``."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.ladder import GROW, INJURED, OPEN, RULED_OUT, STEPS
from api.advice.return_to_run.plan import PlanFacts, plan_of
from api.advice.return_to_run.request import CONTINUOUS_FIRST, FIRST_SESSIONS, GROUNDS
from api.advice.return_to_run.show import PlanToShow
from api.pictures.charts.return_chart import draw_return
from api.pictures.charts.style import RETURN_STYLE
from api.pictures.drawing.png import png
from api.pictures.paper.calendars import CONTENT_TYPE, calendar_of, return_calendar
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import NO_STORE
from api.web.edge.context import parts
from api.web.edge.errors import invalid
from api.web.edge.signed_addresses import opens_signed
from api.web.fields.query import PNG_SCHEMA, PNG_TYPE, QueryFlag, QueryNumber, QueryWords, width_px
from api.web.fields.strict import RequestSchema, StrictDate, StrictNumber

CALENDAR_PATH, CHART_PATH = "/v1/advice/return-to-run.ics", "/v1/advice/return-to-run/chart.svg"

USUAL_KM, USUAL_MI, USUAL_M = (2, 250), (1.2427, 155.343), (2_000, 250_000)
"""Usual weeks that a plan is made for."""
WEEK_KM, WEEK_MI, WEEK_M = (0.1, 500), (0.0625, 310), (100, 500_000)
MAX_WEEKS, MAX_WEEKS_OFF, MAX_MINUTES = 104, 520, 600


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


def _distance(between: tuple[float, float], description: str, example: float | None = None) -> QueryNumber:
    metadata: dict[str, Any] = {"description": description}
    return QueryNumber(
        low=between[0], high=between[1], metadata=metadata if example is None else {**metadata, "example": example}
    )


def _count(most: int, description: str, example: int) -> fields.Integer:
    metadata = {"description": description, "example": example}
    return fields.Integer(strict=False, validate=validate.Range(0, most), metadata=metadata)


def _word(choices: tuple[str, ...], description: str, example: str) -> fields.String:
    return fields.String(validate=validate.OneOf(choices), metadata={"description": description, "example": example})


class ReturnChartQuery(RequestSchema):
    """The facts of a plan; `drawn_from` of an answer holds them."""

    usual_weekly_km = _distance(USUAL_KM, "The usual week, in kilometres; or give miles.", 30)
    usual_weekly_mi = _distance(USUAL_MI, "The usual week, in miles.")
    gate_passed = QueryFlag(
        required=True,
        metadata={
            "description": "Every check of the gate was a clear yes.",
            "example": True,
            "enum": [True],
        },
    )
    weeks_off = _distance((0, MAX_WEEKS_OFF), "Weeks without running before week 1.", 3)
    weeks_done = _count(MAX_WEEKS, "Weeks run so far.", 2)
    last_week_km = _distance(WEEK_KM, "The week to go on from, in kilometres; or give miles.", 9)
    last_week_mi = _distance(WEEK_MI, "The week to go on from, in miles.")
    step = _word(
        STEPS, "Whether the next week takes the whole step, less of it, repeats the last or steps back to it.", "grow"
    )
    longest_continuous_minutes = _count(MAX_MINUTES, "The longest jog so far without a break.", 10)
    first_sessions = _word(FIRST_SESSIONS, "How the first outings are run.", "walk_run")
    bone_stress_injury = QueryFlag(
        metadata={
            "description": "It was a bone stress injury; the plan begins more gently while that is not known.",
            "example": False,
        }
    )
    clinician_clearance = QueryFlag(
        metadata={"description": "A clinician has cleared the runner to run.", "example": True}
    )
    surfaces_available = QueryWords(
        GROUNDS, metadata={"description": "What there is to run on, with commas between.", "example": "grass,treadmill"}
    )
    start_on = StrictDate(
        metadata={"description": "The day on which the first week shown begins.", "example": "2026-09-07"}
    )


class ReturnImageQuery(ReturnChartQuery):
    """The facts of a plan, and how wide its chart is."""

    width_px = width_px()


class ReturnCalendarQuery(ReturnChartQuery):
    """The same; a calendar needs the day to start on."""

    start_on = StrictDate(
        required=True,
        metadata={"description": "The day on which the first week shown begins.", "example": "2026-09-07"},
    )


def to_plan(query: dict[str, Any], book: Rulebook) -> PlanToShow:
    """Return the plan of a query that was checked: one usual week, and at most one last week."""
    usual, last = distance_of(query, "usual_weekly"), distance_of(query, "last_week")
    surfaces = query.get("surfaces_available")
    facts = PlanFacts(
        usual=usual or Distance(0),
        weeks_done=query.get("weeks_done") or 0,
        last=last,
        step=query.get("step") or GROW,
        bone={None: OPEN, True: INJURED, False: RULED_OUT}[query.get("bone_stress_injury")],
        continuous=query.get("first_sessions") == CONTINUOUS_FIRST,
        longest_minutes=query.get("longest_continuous_minutes"),
        weeks_off=query.get("weeks_off"),
    )
    return PlanToShow(
        plan_of(facts, book),
        facts,
        query.get("start_on"),
        tuple(dict.fromkeys(surfaces.split(","))) if surfaces else None,
        miles_first=query.get("usual_weekly_mi") is not None,
    )


def distance_of(query: dict[str, Any], name: str) -> Distance | None:
    """Return the distance given as ``<name>_km`` or ``<name>_mi``."""
    for unit in ("km", "mi"):
        value = query.get(f"{name}_{unit}")
        if value is not None:
            return Distance.of(value, unit)
    return None


blueprint = Blueprint("return to run pictures", __name__, url_prefix="/v1/advice")


@blueprint.route("/return-to-run.ics")
@blueprint.doc(tags=["return to run"])
@blueprint.arguments(ReturnCalendarQuery(), location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/calendar", description="The calendar file.")
@opens_signed
@needs("advice")
def get_return_to_run_calendar(query: dict[str, Any]) -> Response:
    """Write the plan as a calendar file (iCalendar), a run an entry, all day.

    `calendar_url` of an answer is such an address. A newer file with the same days replaces the entries of the older.
    """
    book = parts().rulebook
    made = calendar_of(
        book.wording.text("return_to_run.chart_name"), return_calendar(_plan(query), book), parts().now()
    )
    headers = {"Content-Disposition": 'inline; filename="return-to-run.ics"', "Cache-Control": NO_STORE}
    return Response(made, content_type=CONTENT_TYPE, headers=headers)


@blueprint.route("/return-to-run/chart.svg")
@blueprint.doc(tags=["return to run"])
@blueprint.arguments(ReturnChartQuery(), location="query")
@blueprint.response(200, {"type": "string"}, content_type="image/svg+xml", description="The chart.")
@opens_signed
@needs("advice")
def get_return_to_run_chart_svg(query: dict[str, Any]) -> Response:
    """Draw the weeks of the plan with their distances and the usual one, as SVG.

    For light and dark pages and for paper; its description can be read aloud. `chart_url` of an answer is such an
    address.
    """
    drawn = draw_return(_plan(query), parts().rulebook)
    headers = {"Content-Security-Policy": RETURN_STYLE.policy, "Cache-Control": NO_STORE}
    return Response(drawn, content_type="image/svg+xml; charset=utf-8", headers=headers)


@blueprint.route("/return-to-run/chart.png")
@blueprint.doc(tags=["return to run"])
@blueprint.arguments(ReturnImageQuery(), location="query")
@blueprint.response(200, PNG_SCHEMA, content_type=PNG_TYPE, description="The chart in pixels.")
@opens_signed
@needs("advice")
def get_return_to_run_chart_png(query: dict[str, Any]) -> Response:
    """Draw the weeks of the plan as PNG. `chart_url` of an answer with `.png` in place of `.svg` is such an address."""
    image = png(draw_return(_plan(query), parts().rulebook).decode(), round(query["width_px"]))
    return Response(image, content_type=PNG_TYPE, headers={"Cache-Control": NO_STORE})


def _plan(query: dict[str, Any]) -> PlanToShow:
    """Return the plan of a query; raise Problem 422 for facts that give none, a gate that is not passed among them."""
    for name in ("usual_weekly", "last_week"):
        if query.get(f"{name}_km") is not None and query.get(f"{name}_mi") is not None:
            raise invalid(f"{name}_mi", "Give kilometres or miles, not both.")
    if query.get("usual_weekly_km") is None and query.get("usual_weekly_mi") is None:
        raise invalid("usual_weekly_km", "Give the usual week in kilometres or in miles.")
    _check_last_week(query)
    book = parts().rulebook
    if not query["gate_passed"]:
        raise invalid("gate_passed", book.sentence("RETURN-01", "wait"))
    if query.get("bone_stress_injury") and not query.get("clinician_clearance"):
        raise invalid("clinician_clearance", book.sentence("TRAIN-06", "clear_first"))
    return to_plan(query, book)


def _check_last_week(query: dict[str, Any]) -> None:
    given = distance_of(query, "last_week") is not None
    if query.get("weeks_done") and not given:
        raise invalid("last_week_km", "Give the week to go on from.")
    if given and not query.get("weeks_done"):
        raise invalid("weeks_done", "Give how many weeks were run, this one included.")
