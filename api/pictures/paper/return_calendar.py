"""The runs of a way back as entries of a calendar."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.figures import figures_of
from api.advice.return_to_run.ladder import Drill
from api.advice.return_to_run.plan import PlanAsked
from api.advice.return_to_run.shown import session_text, short_text, soft_grounds
from api.advice.return_to_run.weeks import Plan, PlannedWeek
from api.pictures.paper.calendar import Appointment

NAME = "Back to running"


def appointments_of(plan: Plan, asked: PlanAsked, book: Rulebook) -> Iterator[Appointment]:
    """Answer one entry for each run that has a date; its text says what to do, where, and how to read the morning."""
    figures = figures_of(book)
    for index, week in enumerate(plan.weeks):
        for day, drill in zip(week.runs.days, week.runs.drills, strict=True):
            on = asked.day(index, day, figures.week_days)
            if on is not None:
                title = book.sentence("RETURN-02", "calendar", week=week.number, session=short_text(drill, book))
                text = _text(drill, plan.weeks[index], asked, book)
                yield Appointment(f"return-to-run-{on.isoformat()}", on, title, text)


def _text(drill: Drill, week: PlannedWeek, asked: PlanAsked, book: Rulebook) -> str:
    ground = "choose" if soft_grounds(asked.surfaces_available, book) else "none_available"
    parts = [session_text(drill, asked, book), book.sentence("RETURN-05", ground)]
    if not week.hills:
        parts.append(book.sentence("RETURN-06", "flat"))
    parts += [book.sentence("RETURN-13", "during"), book.sentence("RETURN-04", "watch")]
    return "\n".join(parts)
