"""A pair's wear as a picture: distance over time with its limits and its date, and below it the cushioning left.

Pure: everything drawn is passed in. Readable on a phone and on paper, in light and in dark, and without colours, since
every line has its own pattern and its name beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from api.advice.core.answer import percent
from api.advice.core.distance import Distance
from api.pictures.charts.axes import Box, Days, Values
from api.pictures.charts.style import WEAR_STYLE as STYLE
from api.pictures.charts.wear_chart_facts import (
    DateAhead,
    Wear,
    headline,
    in_words,
    line_ahead,
    shares_of,
    shown_days,
    steps_of,
)
from api.pictures.drawing.chart_svg import chart, clean, straight
from api.pictures.drawing.svg import element, words

WIDTH, HEIGHT = 360, 448
DISTANCE_BOX = Box(left=44, top=68, right=350, bottom=272)
CUSHION_BOX = Box(left=44, top=320, right=350, bottom=400)
LABEL_HEIGHT = 13
ROOM_ABOVE = 1.1
ROOM_FOR_DATE = 170
MAX_NAME = 38


def draw_wear(wear: Wear) -> bytes:
    """Return the chart as SVG."""
    name = clean(wear.name)
    if len(name) > MAX_NAME:
        name = name[: MAX_NAME - 1].rstrip() + "…"
    first, last = shown_days(wear)
    steps = steps_of(wear, first)
    drawn = [
        element("rect", width=WIDTH, height=HEIGHT, **STYLE("paper")),
        words(name, 10, 22, **STYLE("name")),
        words(headline(wear), 10, 40, **STYLE("soft")),
        *_distance(wear, Days(DISTANCE_BOX, first, last, wear.wording), steps),
        *_cushioning(wear, Days(CUSHION_BOX, first, last, wear.wording), steps),
    ]
    whole = [element("g", *drawn, **STYLE.text)]
    title = wear.text("title", name=wear.name)
    return chart(WIDTH, HEIGHT, whole, title=title, description=in_words(wear), style=STYLE.sheet)


def _distance(wear: Wear, days: Days, steps: Sequence[tuple[date, Distance]]) -> Iterator[str]:
    box = days.box
    top = max(wear.measured(distance) for distance in (wear.worn_out, wear.retire_by, wear.reached)) * ROOM_ABOVE
    values = Values(box, 0, top)
    yield words(wear.text(f"distance_in_{wear.unit}"), 10, box.top - 7, **STYLE("head"))
    yield from _grid(days, values, [(tick, wear.wording.number(tick, 0)) for tick in values.ticks(7)])
    yield from _last_day(wear, days)
    if wear.ahead is not None:
        yield from _ahead(wear, wear.ahead, days, values)
    yield from _limits(wear, values)
    line = [(days.x(day), values.y(wear.measured(distance))) for day, distance in steps]
    if line:
        yield straight(line, **STYLE("run"))
        yield element("circle", cx=line[-1][0], cy=line[-1][1], r=4, **STYLE("now"))


def _limits(wear: Wear, values: Values) -> Iterator[str]:
    box = values.box
    below: float = box.bottom
    for kind, key, limit in (
        ("plan", "plan", wear.plan_from),
        ("end", "retire", wear.retire_by),
        ("worn", "worn_out", wear.worn_out),
    ):
        if kind == "worn" and limit == wear.retire_by:
            continue
        y = values.y(wear.measured(limit))
        yield straight([(box.left, y), (box.right, y)], **STYLE(kind))
        # The name is above its line; where the line below is too near for that, beside the other's.
        x = box.left + (118 if below - y < LABEL_HEIGHT else 4)
        yield words(wear.text(key, distance=limit), x, y - 4, **STYLE(f"{kind}-name"))
        below = y


def _ahead(wear: Wear, ahead: DateAhead, days: Days, values: Values) -> Iterator[str]:
    box = days.box
    plot = element("rect", x=box.left, y=box.top, width=box.right - box.left, height=box.bottom - box.top)
    yield element("clipPath", plot, id="plot")
    start = (days.x(wear.last_day), values.y(wear.measured(wear.reached)))
    end, due = values.y(wear.measured(wear.retire_by)), days.x(ahead.retire_on)
    span = straight([start, (days.x(ahead.earliest), end), (days.x(ahead.latest), end)], closed=True, **STYLE("span"))
    yield element("g", span, straight([start, (due, end)], **STYLE("ahead")), clip_path="url(#plot)")
    if due <= box.right:
        yield element("circle", cx=due, cy=end, r=4, **STYLE("due"))
    if box.left + ROOM_FOR_DATE <= due <= box.right:
        yield words(wear.text("due", day=ahead.retire_on), due + 4, end - 8, **STYLE("end-name", "right"))


def _last_day(wear: Wear, days: Days) -> Iterator[str]:
    box, x = days.box, days.x(wear.last_day)
    yield straight([(x, box.top), (x, box.bottom)], **STYLE("today"))
    yield words(
        wear.text("today" if wear.ended_on is None else "retired"), x - 3, box.bottom - 5, **STYLE("soft", "right")
    )


def _grid(days: Days, values: Values, ticks: Sequence[tuple[float, str]]) -> Iterator[str]:
    box = days.box
    for value, label in ticks:
        y = values.y(value)
        yield straight([(box.left, y), (box.right, y)], **STYLE("grid"))
        yield words(label, box.left - 6, y + 4, **STYLE("soft", "right"))
    for day, label in days.ticks(7):
        x = days.x(day)
        yield straight([(x, box.bottom), (x, box.bottom + 4)], **STYLE("grid"))
        if box.left + 8 <= x <= box.right - 8:
            yield words(label, x, box.bottom + 16, **STYLE("soft", "middle"))


def _cushioning(wear: Wear, days: Days, steps: Sequence[tuple[date, Distance]]) -> Iterator[str]:
    box = days.box
    key = "cushioning_at_most" if wear.at_least else "cushioning"
    yield words(wear.text(key, **shares_of(wear)), 10, box.top - 10, **STYLE("head"))
    values = Values(box, 0.4, 1)
    yield from _grid(
        days, values, [(share, wear.text("percent", number=percent(share))) for share in (0.4, 0.6, 0.8, 1)]
    )
    yield from _band(wear, steps, days, values, ("band", "run"))
    if wear.ahead is not None and steps:
        yield from _band(wear, line_ahead(wear, wear.ahead, days.last), days, values, ("band-ahead", "ahead"))
    yield words(wear.text("footnote"), 10, HEIGHT - 10, **STYLE("soft"))


def _band(
    wear: Wear, line: Sequence[tuple[date, Distance]], days: Days, values: Values, classes: tuple[str, str]
) -> Iterator[str]:
    left = [(days.x(day), wear.cushion(distance)) for day, distance in line]
    if not left:
        return
    edge = [(x, values.y(share.high)) for x, share in left] + [(x, values.y(share.low)) for x, share in reversed(left)]
    yield straight(edge, closed=True, **STYLE(classes[0]))
    yield straight([(x, values.y(share.estimate)) for x, share in left], **STYLE(classes[1]))
