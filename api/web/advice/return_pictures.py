"""The plan of a way back as a calendar file and as a chart, from the facts in the address."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import Response

from api.advice.return_to_run.show import PlanToShow
from api.pictures.charts.return_chart import draw_return
from api.pictures.charts.style import RETURN_STYLE
from api.pictures.paper.calendars import CONTENT_TYPE, calendar_of, return_calendar
from api.web.advice.return_pictures_schema import ReturnCalendarQuery, ReturnChartQuery, distance_of, to_plan
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import NO_STORE
from api.web.edge.context import parts
from api.web.edge.errors import Problem

blueprint = Blueprint(
    "return to run pictures", __name__, url_prefix="/v1/advice", description="The way back, in a calendar and drawn."
)


@blueprint.route("/return-to-run.ics")
@blueprint.arguments(ReturnCalendarQuery(), location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/calendar", description="The calendar file.")
@needs("advice")
def export_return_to_run(query: dict[str, Any]) -> Response:
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
@blueprint.arguments(ReturnChartQuery(), location="query")
@blueprint.response(200, {"type": "string"}, content_type="image/svg+xml", description="The chart.")
@needs("advice")
def draw_return_to_run(query: dict[str, Any]) -> Response:
    """Draw the weeks of the plan with their distances and the usual one, as SVG.

    For light and dark pages and for paper; its description can be read aloud. `chart_url` of an answer is such an
    address.
    """
    drawn = draw_return(_plan(query), parts().rulebook)
    headers = {"Content-Security-Policy": RETURN_STYLE.policy, "Cache-Control": NO_STORE}
    return Response(drawn, content_type="image/svg+xml; charset=utf-8", headers=headers)


def _plan(query: dict[str, Any]) -> PlanToShow:
    """Return the plan of a query; raise Problem 422 for facts that give none, a gate that is not passed among them."""
    for name in ("usual_weekly", "last_week"):
        if query.get(f"{name}_km") is not None and query.get(f"{name}_mi") is not None:
            _refuse(f"{name}_mi", "Give kilometres or miles, not both.")
    if query.get("usual_weekly_km") is None and query.get("usual_weekly_mi") is None:
        _refuse("usual_weekly_km", "Give the usual week in kilometres or in miles.")
    _check_last_week(query)
    book = parts().rulebook
    if not query["gate_passed"]:
        _refuse("gate_passed", book.sentence("RETURN-01", "wait"))
    if query.get("bone_stress_injury") and not query.get("clinician_clearance"):
        _refuse("clinician_clearance", book.sentence("TRAIN-06", "clear_first"))
    return to_plan(query, book)


def _check_last_week(query: dict[str, Any]) -> None:
    given = distance_of(query, "last_week") is not None
    if query.get("weeks_done") and not given:
        _refuse("last_week_km", "Give the week to go on from.")
    if given and not query.get("weeks_done"):
        _refuse("weeks_done", "Say how many weeks were run, this one included.")


def _refuse(parameter: str, detail: str) -> NoReturn:
    raise Problem("invalid_input", detail, errors=[{"parameter": parameter, "detail": detail, "code": "invalid"}])
