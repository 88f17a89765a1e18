"""The drawing of an exercise, and a plan as a calendar file."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.core.rules import UnknownRuleError
from api.advice.exercises.library import exercise_of
from api.pictures.drawing.png import png
from api.pictures.exercises.figure import draw_exercise
from api.pictures.exercises.palette import CONTENT_SECURITY_POLICY
from api.pictures.paper.calendars import CONTENT_TYPE, calendar_of, exercise_calendar, hours_of
from api.web.advice.exercise_library_schema import CalendarQuery, ImageQuery, to_hours, to_setting
from api.web.edge.auth import needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.conditional import NO_STORE, PUBLIC
from api.web.edge.context import parts
from api.web.edge.errors import Problem
from api.web.edge.signed_addresses import opens_signed
from api.web.fields.query import PNG_SCHEMA, PNG_TYPE

blueprint = Blueprint("exercise pictures", __name__, url_prefix="/v1")

_SHARED = {"Cache-Control": PUBLIC, "Vary": "Authorization"}


@blueprint.route("/exercises/<exercise_id>/drawing.svg")
@blueprint.doc(tags=["exercises"])
@blueprint.response(200, {"type": "string"}, content_type="image/svg+xml", description="The drawing.")
@opens_signed
@needs("advice")
def get_exercise_drawing_svg(exercise_id: str) -> Response:
    """Draw one exercise: the position and, with an arrow, the movement, as SVG.

    For light and dark pages and for paper. Its description can be read aloud.
    """
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, **_SHARED}
    return Response(_drawn(exercise_id), content_type="image/svg+xml; charset=utf-8", headers=headers)


@blueprint.route("/exercises/<exercise_id>/drawing.png")
@blueprint.doc(tags=["exercises"])
@blueprint.arguments(ImageQuery(), location="query")
@blueprint.response(200, PNG_SCHEMA, content_type=PNG_TYPE, description="The drawing in pixels.")
@opens_signed
@needs("advice")
def get_exercise_drawing_png(query: dict[str, Any], exercise_id: str) -> Response:
    """Draw one exercise as PNG. `drawing_url` of an exercise with `.png` in place of `.svg` is such an address."""
    return Response(png(_drawn(exercise_id).decode(), round(query["width_px"])), content_type=PNG_TYPE, headers=_SHARED)


def _drawn(exercise_id: str) -> bytes:
    book = parts().rulebook
    try:
        return draw_exercise(exercise_of(exercise_id, book), book)
    except UnknownRuleError:
        raise Problem("not_found") from None


@blueprint.route("/advice/exercises.ics")
@blueprint.doc(tags=["exercises"])
@blueprint.arguments(CalendarQuery(), location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/calendar", description="The calendar file.")
@opens_signed
@needs("advice")
def get_exercises_calendar(query: dict[str, Any]) -> Response:
    """Make the plan a calendar file: three entries a day, each week as the plan has grown, as iCalendar.

    `calendar_url` of an answer is such an address. Times are local wherever the person is.
    """
    built = parts()
    book, now = built.rulebook, built.now()
    entries = exercise_calendar(
        to_setting(query),
        query.get("week") or 1,
        query.get("weeks") or int(book.number("SESSION-11", "calendar_weeks")),
        query.get("start_on") or now.date(),
        hours_of(to_hours(query), book),
        book,
    )
    made = calendar_of(book.sentence("SESSION-11", "calendar"), entries, now)
    headers = {"Content-Disposition": 'attachment; filename="exercises.ics"', "Cache-Control": NO_STORE}
    return Response(made, content_type=CONTENT_TYPE, headers=headers)
