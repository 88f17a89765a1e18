"""The way back as a picture: a bar for each week, the usual distance, and where it stays flat.

Pure: everything drawn is passed in. Readable on a phone and on paper, in light and in dark, and without colours: bars
of weeks with walking breaks are pale with a broken edge, those of unbroken runs are full, and every line has its own
pattern and its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.plan import PlannedWeek
from api.advice.return_to_run.show import PlanToShow
from api.pictures.charts.axes import Box, Values
from api.pictures.charts.return_chart_facts import ReturnTexts
from api.pictures.charts.style import RETURN_STYLE as STYLE
from api.pictures.drawing.chart_svg import chart, straight
from api.pictures.drawing.svg import element, words

WIDTH, HEIGHT = 360, 346
BOX = Box(left=40, top=82, right=350, bottom=262)
ROOM_ABOVE = 1.15
USUAL_SHOWN_UP_TO = 2.2
BAR_PART = 0.68
MAX_TICKS = 6
LEGEND_TOP, LEGEND_BOX, LEGEND_STEP = 334, 11, 112
FLAT_BELOW = 44
DATE_WIDTH, DIGIT_WIDTH, VALUE_WIDTH, VALUE_HEIGHT = 44, 8, 24, 12
FEWEST_SLOTS = 4
WALK, RUN = "walk", "run"


def draw_return(shown: PlanToShow, book: Rulebook) -> bytes:
    """Return the chart as SVG."""
    texts = ReturnTexts(shown, book)
    values = Values(BOX, 0, _top(texts))
    drawn = [
        element("rect", width=WIDTH, height=HEIGHT, **STYLE("paper")),
        words(texts.name, 10, 22, **STYLE("name")),
        words(texts.headline, 10, 40, **STYLE("soft")),
        words(texts.axis, 10, BOX.top - 22, **STYLE("head")),
        *_grid(values),
        *_usual(texts, values),
        *_bars(texts, values),
        *_distances(texts, values),
        *_flat(texts),
        *_legend(texts),
    ]
    whole = [element("g", *drawn, **STYLE.text)]
    return chart(WIDTH, HEIGHT, whole, title=texts.name, description=texts.in_words, style=STYLE.sheet)


def _top(texts: ReturnTexts) -> float:
    # A usual distance far above would press the bars flat; it is then in the headline alone.
    highest = max(texts.value(week.distance) for week in texts.weeks)
    usual = texts.value(texts.shown.facts.usual)
    return max(1.0, highest, usual if usual <= highest * USUAL_SHOWN_UP_TO else 0) * ROOM_ABOVE


def _slot(texts: ReturnTexts) -> float:
    return (BOX.right - BOX.left) / max(len(texts.weeks), FEWEST_SLOTS)


def _grid(values: Values) -> Iterator[str]:
    for tick in values.ticks(MAX_TICKS):
        y = values.y(tick)
        yield straight([(BOX.left, y), (BOX.right, y)], **STYLE("grid"))
        yield words(f"{tick:.0f}", BOX.left - 6, y + 4, **STYLE("soft", "right"))


def _bars(texts: ReturnTexts, values: Values) -> Iterator[str]:
    slot, dates = _slot(texts), texts.starts
    dated = ceil(DATE_WIDTH / slot)
    for index, week in enumerate(texts.weeks):
        left, top = BOX.left + index * slot + slot * (1 - BAR_PART) / 2, values.y(texts.value(week.distance))
        middle = _middle(index, texts)
        height = max(0.5, BOX.bottom - top)
        yield element("rect", x=left, y=top, width=slot * BAR_PART, height=height, **STYLE(_kind(week)))
        if index % 2 == 0 or slot >= len(str(week.number)) * DIGIT_WIDTH:
            yield words(str(week.number), middle, BOX.bottom + 15, **STYLE("soft", "middle"))
        if dates and index % dated == 0 and middle + DATE_WIDTH / 2 <= WIDTH:
            yield words(dates[index], middle, BOX.bottom + 29, **STYLE("soft", "middle"))
    yield words(texts.text("chart_week"), 2, BOX.bottom + 15, **STYLE("soft"))


def _distances(texts: ReturnTexts, values: Values) -> Iterator[str]:
    """Yield the distance of each bar that has room for it: above it, and within it near the usual line."""
    valued, last = ceil(VALUE_WIDTH / _slot(texts)), len(texts.weeks) - 1
    line = values.y(texts.value(texts.shown.facts.usual))
    for index, week in enumerate(texts.weeks):
        top = values.y(texts.value(week.distance))
        near = abs(line - top) < VALUE_HEIGHT + 4
        value = texts.short_value(week.distance)
        fits = not near or _slot(texts) * BAR_PART >= len(value) * DIGIT_WIDTH
        if (last - index) % valued == 0 and fits:
            look = "bar-inside" if near and _kind(week) == RUN else "bar-name"
            place = top + VALUE_HEIGHT if near else top - 4
            yield words(value, _middle(index, texts), place, **STYLE(look, "middle"))


def _middle(index: int, texts: ReturnTexts) -> float:
    return BOX.left + (index + 0.5) * _slot(texts)


def _kind(week: PlannedWeek) -> str:
    return WALK if week.walks else RUN


def _usual(texts: ReturnTexts, values: Values) -> Iterator[str]:
    usual = texts.value(texts.shown.facts.usual)
    if usual > values.high:
        return
    y = values.y(usual)
    yield straight([(BOX.left, y), (BOX.right, y)], **STYLE("usual"))
    yield words(texts.usual, BOX.left + 4, y - 5, **STYLE("usual-name"))


def _flat(texts: ReturnTexts) -> Iterator[str]:
    flat = sum(1 for week in texts.weeks if not week.hills)
    if flat:
        y = BOX.bottom + FLAT_BELOW
        end = BOX.left + flat * _slot(texts)
        yield straight([(BOX.left, y), (end, y)], **STYLE("flat"))
        yield words(texts.text("chart_flat"), end + 5, y + 4, **STYLE("flat-name"))


def _legend(texts: ReturnTexts) -> Iterator[str]:
    x = 10.0
    kinds = {_kind(week) for week in texts.weeks}
    for kind in (WALK, RUN):
        if kind in kinds:
            size = {"width": LEGEND_BOX, "height": LEGEND_BOX}
            yield element("rect", x=x, y=LEGEND_TOP - 9, **size, **STYLE(kind))
            yield words(texts.text(f"chart_{kind}"), x + 17, LEGEND_TOP, **STYLE("soft"))
            x += LEGEND_STEP
    yield words(texts.text("chart_soft_ground"), x, LEGEND_TOP, **STYLE("soft"))
