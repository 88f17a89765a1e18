"""What an exercise plan is asked for with. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from api.advice.core.describe import Field, OneOf, Range
from api.advice.triage.request import Symptoms

LEVELS = ("beginner", "intermediate", "advanced")

EQUIPMENT = ("towel", "marbles", "ball", "step", "foam_roller")
"""What has to be named; a wall, a chair and the floor are always there (SESSION-10)."""

PAINFUL, RECOVERING, MAINTENANCE = "painful", "recovering", "maintenance"
STAGES = (PAINFUL, RECOVERING, MAINTENANCE)
"""From the strictest to the most permissive."""


@dataclass(frozen=True, slots=True)
class ExercisesRequest:
    """What is known of the foot and of what can be done. Leave out, or send ``null`` for, what is not known."""

    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."] = field(
        default_factory=Symptoms
    )
    minutes_per_session: Annotated[int | None, Field("session_minutes"), "Minutes of each of the three sessions."] = (
        None
    )
    level: Annotated[str | None, OneOf(LEVELS), "How used to exercise the person is."] = None
    stage: Annotated[str | None, OneOf(STAGES), "How far the foot has come."] = None
    equipment: Annotated[
        tuple[Annotated[str, OneOf(EQUIPMENT)], ...] | None,
        "What is at hand; a wall, a chair and the floor count as always there.",
    ] = None
    week: Annotated[int, Range(1, 104), "Week of the plan; 1 if left out."] = 1
    start_on: Annotated[
        date | None, Field("plan_date"), "The first day of this week of the plan, for the calendar."
    ] = None
