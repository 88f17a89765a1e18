"""What the chart of a way back says: its unit, its headline, its dates, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.plan import PlanAsked
from api.advice.return_to_run.shown import session_text
from api.advice.return_to_run.weeks import Plan, PlannedWeek
from api.pictures.charts.axes import MONTHS

DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Measure:
    """The unit of the chart and the usual distance in it."""

    asked: PlanAsked
    usual: Distance

    def value(self, distance: Distance) -> float:
        """Answer a distance in the unit of the chart."""
        return distance.mi if self.asked.miles_first else distance.km

    def said(self, distance: Distance) -> str:
        """Answer a distance with its unit, with one decimal below ten."""
        value = self.value(distance)
        shown = f"{value:.0f}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0")
        return f"{shown} {'mi' if self.asked.miles_first else 'km'}"


def measure_of(plan: Plan, asked: PlanAsked) -> Measure:
    """Answer how distances of this plan are drawn and said."""
    return Measure(asked, asked.facts.usual)


def headline(plan: Plan, measure: Measure) -> str:
    """Answer the line below the name: the weeks shown and when the usual distance is due."""
    first, last = plan.weeks[0], plan.weeks[-1]
    shown = f"Week {first.number}" if len(plan.weeks) == 1 else f"Weeks {first.number} to {last.number}"
    if plan.due_week is None:
        return f"{shown} · usual {measure.said(measure.usual)} a week"
    return f"{shown} · usual {measure.said(measure.usual)} due in about week {plan.due_week}"


def starts(plan: Plan, asked: PlanAsked) -> list[str]:
    """Answer the first day of each week as the chart writes it; nothing unless all have one."""
    days = [asked.day(index, 1, DAYS_IN_A_WEEK) for index in range(len(plan.weeks))]
    return [f"{day.day} {MONTHS[day.month - 1]}" for day in days if day is not None] if all(days) else []


def _runs_in_words(week: PlannedWeek, measure: Measure, book: Rulebook) -> str:
    later = session_text(week.runs.drill, measure.asked, book)
    if week.runs.first is None:
        return f"Week {week.number}: {len(week.runs.days)} times: {later}"
    first = session_text(week.runs.first, measure.asked, book)
    return f"Week {week.number}: first: {first} Then {len(week.runs.days) - 1} times: {later}"


def in_words(plan: Plan, measure: Measure, book: Rulebook) -> str:
    """Answer what the chart shows to those who cannot see it."""
    first, last = plan.weeks[0], plan.weeks[-1]
    said = [
        f"{headline(plan, measure)}.",
        _runs_in_words(first, measure, book),
    ]
    if last is not first:
        said.append(_runs_in_words(last, measure, book))
    steps = "; ".join(
        f"week {week.number} {measure.said(week.distance)}, at most {measure.said(week.ceiling)}" for week in plan.weeks
    )
    said.append(f"{steps[:1].upper()}{steps[1:]}.")
    flat = [str(week.number) for week in plan.weeks if not week.hills]
    if flat:
        said.append(f"No hills in week {' and '.join(flat)}.")
    said.append("Soft ground all along.")
    return " ".join(said)
