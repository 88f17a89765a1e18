"""The way back as a picture: a bar for each week, the ceiling above it, the usual distance, and where it stays flat.

Pure: everything drawn is passed in. Readable on a phone and on paper, in light and in dark, and without colours: bars
of walk-run weeks are pale with a broken edge, those of unbroken runs are full, and every line has its own pattern and
its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.plan import PlanAsked
from api.advice.return_to_run.weeks import Plan, PlannedWeek
from api.pictures.charts.axes import Box, Values
from api.pictures.charts.return_chart_facts import Measure, headline, in_words, measure_of, starts
from api.pictures.charts.style import RETURN_STYLE
from api.pictures.drawing.chart_svg import chart, straight
from api.pictures.drawing.svg import element, words

WIDTH, HEIGHT = 360, 346
BOX = Box(left=40, top=82, right=350, bottom=262)
ROOM_ABOVE = 1.15
USUAL_SHOWN_UP_TO = 2.2
BAR_SHARE = 0.68
MOST_TICKS = 6
LEGEND_TOP = 334
FLAT_BELOW = 44
DATE_WIDTH, DIGIT_WIDTH = 44, 8


def draw_return(plan: Plan, asked: PlanAsked, book: Rulebook) -> bytes:
    """Answer the chart as SVG."""
    measure = measure_of(plan, asked)
    values = Values(BOX, 0, _top(plan, measure))
    drawn = [
        element("rect", class_="paper", width=WIDTH, height=HEIGHT),
        words("Back to running", 10, 22, class_="name"),
        words(headline(plan, measure), 10, 40, class_="soft"),
        words(f"Distance in a week, in {'miles' if asked.miles_first else 'km'}", 10, BOX.top - 22, class_="head"),
        *_grid(values),
        *_bars(plan, asked, measure, values),
        *_usual(measure, values),
        *_ceiling(plan, measure, values),
        *_flat(plan),
        *_legend(plan),
    ]
    return chart(
        WIDTH,
        HEIGHT,
        drawn,
        title="Back to running",
        description=in_words(plan, measure, book),
        style=RETURN_STYLE.sheet,
    )


def _top(plan: Plan, measure: Measure) -> float:
    # Half of a long usual week, the ceiling of week 1, would press the bars flat, and so would a usual distance far
    # above; the one then ends at the top of the chart, the other is told in words alone.
    highest = max(measure.value(week.distance if week.number == 1 else week.ceiling) for week in plan.weeks)
    usual = measure.value(measure.usual)
    return max(1.0, highest, usual if usual <= highest * USUAL_SHOWN_UP_TO else 0) * ROOM_ABOVE


def _slot(plan: Plan) -> float:
    return (BOX.right - BOX.left) / max(len(plan.weeks), 4)


def _grid(values: Values) -> Iterator[str]:
    for tick in values.ticks(MOST_TICKS):
        y = values.y(tick)
        yield straight([(BOX.left, y), (BOX.right, y)], class_="grid")
        yield words(f"{tick:.0f}", BOX.left - 6, y + 4, class_="soft right")


def _bars(plan: Plan, asked: PlanAsked, measure: Measure, values: Values) -> Iterator[str]:
    slot, dates = _slot(plan), starts(plan, asked)
    every = ceil(DATE_WIDTH / slot)
    for index, week in enumerate(plan.weeks):
        left, top = BOX.left + index * slot + slot * (1 - BAR_SHARE) / 2, values.y(measure.value(week.distance))
        middle = BOX.left + (index + 0.5) * slot
        yield element(
            "rect", class_=_kind(week), x=left, y=top, width=slot * BAR_SHARE, height=max(0.5, BOX.bottom - top)
        )
        if index % 2 == 0 or slot >= len(str(week.number)) * DIGIT_WIDTH:
            yield words(str(week.number), middle, BOX.bottom + 15, class_="soft middle")
        if dates and index % every == 0 and middle + DATE_WIDTH / 2 <= WIDTH:
            yield words(dates[index], middle, BOX.bottom + 29, class_="soft middle")
    yield words("week", BOX.left - 6, BOX.bottom + 15, class_="soft right")


def _kind(week: PlannedWeek) -> str:
    return "walk" if week.runs.drill.walk_minutes else "run"


def _ceiling(plan: Plan, measure: Measure, values: Values) -> Iterator[str]:
    slot, points = _slot(plan), []
    for index, week in enumerate(plan.weeks):
        y = values.y(min(measure.value(week.ceiling), values.high))
        points += [(BOX.left + index * slot, y), (BOX.left + (index + 1) * slot, y)]
    yield straight(points, class_="ceiling")
    yield words("ceiling", points[-1][0] - 2, points[-1][1] - 5, class_="ceiling-name right")


def _usual(measure: Measure, values: Values) -> Iterator[str]:
    usual = measure.value(measure.usual)
    if usual > values.high:
        return
    y = values.y(usual)
    yield straight([(BOX.left, y), (BOX.right, y)], class_="usual")
    yield words(f"usual {measure.said(measure.usual)}", BOX.left + 4, y - 5, class_="usual-name")


def _flat(plan: Plan) -> Iterator[str]:
    flat = sum(1 for week in plan.weeks if not week.hills)
    if flat:
        y = BOX.bottom + FLAT_BELOW
        yield straight([(BOX.left, y), (BOX.left + flat * _slot(plan), y)], class_="flat")
        yield words("no hills", BOX.left + flat * _slot(plan) + 5, y + 4, class_="flat-name")


def _legend(plan: Plan) -> Iterator[str]:
    x = 10.0
    kinds = {_kind(week) for week in plan.weeks}
    for kind, name in (("walk", "jog and walk"), ("run", "without a break")):
        if kind in kinds:
            yield element("rect", class_=kind, x=x, y=LEGEND_TOP - 9, width=11, height=11)
            yield words(name, x + 17, LEGEND_TOP, class_="soft")
            x += 112
    yield words("soft ground all along", x, LEGEND_TOP, class_="soft")
