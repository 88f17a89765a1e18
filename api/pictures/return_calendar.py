"""The runs of a way back as entries of a calendar."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.return_figures import figures_of
from api.advice.return_plan import PlanAsked
from api.advice.return_shown import session_text, short_text, soft_grounds
from api.advice.return_weeks import Plan
from api.advice.rules import Rulebook
from api.pictures.calendar import Appointment

NAME = "Back to running"


def appointments_of(plan: Plan, asked: PlanAsked, book: Rulebook) -> Iterator[Appointment]:
    """Answer one entry for each run that has a date; its text says what to do, where, and how to read the morning."""
    figures = figures_of(book)
    for index, week in enumerate(plan.weeks):
        short = short_text(week.runs.drill, book)
        for day in week.runs.days:
            on = asked.day(index, day, figures.week_days)
            if on is not None:
                title = book.sentence("RETURN-02", "calendar", week=week.number, session=short)
                yield Appointment(f"return-to-run-{on.isoformat()}", on, title, _text(plan, index, asked, book))


def _text(plan: Plan, index: int, asked: PlanAsked, book: Rulebook) -> str:
    week = plan.weeks[index]
    ground = "choose" if soft_grounds(asked.surfaces_available, book) else "none_available"
    parts = [session_text(week.runs.drill, asked, book), book.sentence("RETURN-05", ground)]
    if not week.hills:
        parts.append(book.sentence("RETURN-06", "flat"))
    parts += [book.sentence("RETURN-13", "during"), book.sentence("RETURN-04", "watch")]
    return "\n".join(parts)
