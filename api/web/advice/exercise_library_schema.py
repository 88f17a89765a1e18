"""How a plan is asked for as a calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from marshmallow import fields, validate

from api.advice.exercises.answer import SLOTS
from api.advice.exercises.plan import Setting
from api.advice.exercises.request import EQUIPMENT, LEVELS, PAINFUL, STAGES
from api.web.fields.exercises import LONGEST, SHORTEST, WHY_REFUSED, PlanDate
from api.web.fields.query import QueryFlag, QueryWords, width_px
from api.web.fields.strict import RequestSchema

LAST_WEEK = 104
MOST_CALENDAR_WEEKS = 26

_HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class QueryHour(fields.String):
    """A time of day as ``07:30``."""

    default_error_messages = {"invalid": "Must be a time of day such as 07:30."}  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": _HOUR, "maxLength": 5, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(_HOUR, value):
            raise self.make_error("invalid", input=value)
        return time.fromisoformat(value)


def _described(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


def _one_of(choices: tuple[str, ...], description: str, example: str) -> fields.String:
    return fields.String(validate=validate.OneOf(choices), metadata=_described(description, example=example))


def _whole(low: int, high: int, description: str, example: int, error: str | None = None) -> fields.Integer:
    return fields.Integer(
        strict=False,
        validate=validate.Range(low, high, error=error),
        metadata=_described(description, example=example),
    )


class ImageQuery(RequestSchema):
    """How wide the drawing is."""

    width_px = width_px()


class CalendarQuery(RequestSchema):
    """Which plan the calendar holds; `calendar_url` of an answer is such an address. It reveals nothing of the foot."""

    stage = _one_of(STAGES, "As in the answer's `planned_for`; `painful` if left out.", "recovering")
    level = _one_of(LEVELS, "The same; `beginner` if left out.", "beginner")
    minutes_per_session = _whole(SHORTEST, LONGEST, "Minutes of each of the three sessions.", 12, WHY_REFUSED)
    equipment = QueryWords(
        EQUIPMENT, metadata=_described("What is at hand, with commas between.", example="towel,ball")
    )
    all_exercises = QueryFlag(
        metadata=_described("Also those that press on the sole; left out by default.") | {"example": True}
    )
    free_standing = QueryFlag(
        metadata=_described("With `all_exercises`, in time standing without support; with it by default.")
        | {"example": False}
    )
    light_strength = QueryFlag(
        metadata=_described("While it hurts mildly: at mid-day strength done sitting or lying; left out by default.")
        | {"example": True}
    )
    upright = QueryFlag(
        metadata=_described("Nothing that is done lying on the back or the front; both are in by default.")
        | {"example": False}
    )
    week = _whole(1, LAST_WEEK, "Week of the plan that the calendar begins with.", 1)
    weeks = _whole(1, MOST_CALENDAR_WEEKS, "How many weeks the calendar holds; 4 if left out.", 4)
    start_on = PlanDate(metadata=_described("Its first day; today in UTC if left out.", example="2026-09-07"))
    morning_at = QueryHour(metadata=_described("When the morning session begins.", example="07:30"))
    midday_at = QueryHour(metadata=_described("When the mid-day session begins.", example="12:30"))
    evening_at = QueryHour(metadata=_described("When the evening session begins.", example="19:00"))


def to_setting(query: Mapping[str, Any]) -> Setting:
    """Return the plan that is asked for; what was left out is taken in its most cautious sense."""
    return Setting(
        stage=query.get("stage") or PAINFUL,
        level=query.get("level") or LEVELS[0],
        minutes=query.get("minutes_per_session") or SHORTEST,
        equipment=frozenset((query.get("equipment") or "").split(",")).intersection(EQUIPMENT),
        full_feeling=bool(query.get("all_exercises")),
        free_standing=bool(query.get("free_standing")),
        light_strength=bool(query.get("light_strength")),
        upright=bool(query.get("upright")),
    )


def to_hours(query: Mapping[str, Any]) -> dict[str, time]:
    """Return the hours that were wished for, by session."""
    return {slot: query[f"{slot}_at"] for slot in SLOTS if query.get(f"{slot}_at") is not None}
