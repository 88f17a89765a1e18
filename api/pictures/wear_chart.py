"""A pair's wear as a picture: distance over time with its limits and its date, and below it the cushioning left.

Pure: everything drawn is passed in. Readable on a phone and on paper, in light and in dark, and without colours, since
every line has its own pattern and its name beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element

from api.advice.distance import Distance
from api.pictures.chart_axes import Box, Days, Values, short_date
from api.pictures.svg import add, path, picture, written
from api.pictures.wear_chart_style import STYLE
from api.pictures.wear_facts import DateAhead, Wear, headline, in_words, road_ahead, shown_days, steps_of

WIDTH, HEIGHT = 360, 448
DISTANCE_BOX = Box(left=44, top=68, right=350, bottom=272)
CUSHION_BOX = Box(left=44, top=320, right=350, bottom=400)
LABEL_HEIGHT = 13
ROOM_FOR_DATE = 170
FOOTNOTE = "A study's figures for the distance, not measured on this pair."
LONGEST_NAME = 38


def draw_wear(wear: Wear) -> bytes:
    """Answer the chart as SVG."""
    root = picture(WIDTH, HEIGHT, title=f"Wear of {wear.name}", description=in_words(wear), style=STYLE)
    add(root, "rect", class_="paper", width=WIDTH, height=HEIGHT)
    name = wear.name if len(wear.name) <= LONGEST_NAME else wear.name[: LONGEST_NAME - 1].rstrip() + "…"
    add(root, "text", name, class_="name", x=10, y=22)
    add(root, "text", headline(wear), class_="soft", x=10, y=40)
    first, last = shown_days(wear)
    steps = steps_of(wear, first)
    _draw_distance(root, wear, Days(DISTANCE_BOX, first, last), steps)
    _draw_cushioning(root, wear, Days(CUSHION_BOX, first, last), steps)
    return written(root)


def _draw_distance(root: Element, wear: Wear, days: Days, steps: Sequence[tuple[date, Distance]]) -> None:
    box = days.box
    top = max(wear.measured(distance) for distance in (wear.worn_out, wear.retire_by, wear.reached)) * 1.1
    values = Values(box, 0, top)
    add(root, "text", f"Distance in {'miles' if wear.miles else 'km'}", class_="head", x=10, y=box.top - 7)
    _draw_grid(root, days, values, [(tick, f"{tick:.0f}") for tick in values.ticks(7)])
    _draw_today(root, wear, days)
    if wear.ahead is not None:
        _draw_ahead(root, wear, wear.ahead, days, values)
    _draw_limits(root, wear, values)
    line = [(days.x(day), values.y(wear.measured(distance))) for day, distance in steps]
    if line:
        add(root, "path", class_="run", d=path(line))
        add(root, "circle", class_="now", cx=line[-1][0], cy=line[-1][1], r=4)


def _draw_limits(root: Element, wear: Wear, values: Values) -> None:
    box = values.box
    below: float = box.bottom
    for kind, words, limit in (
        ("plan", "plan", wear.plan_from),
        ("end", "retire", wear.retire_by),
        ("worn", "worn out", wear.worn_out),
    ):
        y = values.y(wear.measured(limit))
        if kind == "worn" and limit == wear.retire_by:
            continue
        add(root, "path", class_=kind, d=path([(box.left, y), (box.right, y)]))
        # The name stands above its line; where the line below is too near for that, beside the other's.
        crowded = below - y < LABEL_HEIGHT
        x = box.left + (118 if crowded else 4)
        add(root, "text", f"{words} {wear.said(limit)}", class_=f"{kind}-name", x=x, y=y - 4)
        below = y


def _draw_ahead(root: Element, wear: Wear, ahead: DateAhead, days: Days, values: Values) -> None:
    box = days.box
    clip = add(add(root, "clipPath", id="ahead"), "rect")
    clip.attrib.update(
        x=str(box.left), y=str(box.top), width=str(box.right - box.left), height=str(box.bottom - box.top)
    )
    start = (days.x(wear.last_day), values.y(wear.measured(wear.reached)))
    end = values.y(wear.measured(wear.retire_by))
    group = add(root, "g", clip_path="url(#ahead)")
    span = [start, (days.x(ahead.earliest), end), (days.x(ahead.latest), end)]
    add(group, "path", class_="span", d=path(span, closed=True))
    due = days.x(ahead.retire_on)
    add(group, "path", class_="ahead", d=path([start, (due, end)]))
    if due <= box.right:
        add(root, "circle", class_="due", cx=due, cy=end, r=4)
    if box.left + ROOM_FOR_DATE <= due <= box.right:
        add(root, "text", f"due {short_date(ahead.retire_on)}", class_="end-name right", x=due + 4, y=end - 8)


def _draw_today(root: Element, wear: Wear, days: Days) -> None:
    box, x = days.box, days.x(wear.last_day)
    add(root, "path", class_="today", d=path([(x, box.top), (x, box.bottom)]))
    words = "today" if wear.ended_on is None else "retired"
    add(root, "text", words, class_="soft right", x=x - 3, y=box.bottom - 5)


def _draw_grid(root: Element, days: Days, values: Values, ticks: Sequence[tuple[float, str]]) -> None:
    box = days.box
    for value, words in ticks:
        y = values.y(value)
        add(root, "path", class_="grid", d=path([(box.left, y), (box.right, y)]))
        add(root, "text", words, class_="soft right", x=box.left - 6, y=y + 4)
    for day, words in days.ticks(7):
        x = days.x(day)
        add(root, "path", class_="grid", d=path([(x, box.bottom), (x, box.bottom + 4)]))
        if box.left + 8 <= x <= box.right - 8:
            add(root, "text", words, class_="soft middle", x=x, y=box.bottom + 16)


def _draw_cushioning(root: Element, wear: Wear, days: Days, steps: Sequence[tuple[date, Distance]]) -> None:
    box = days.box
    left = wear.cushion(wear.reached)
    words = f"Cushioning left: about {left.estimate:.0%} ({left.low:.0%} to {left.high:.0%})"
    add(root, "text", words, class_="head", x=10, y=box.top - 10)
    values = Values(box, 0.4, 1)
    _draw_grid(root, days, values, [(share, f"{share:.0%}") for share in (0.4, 0.6, 0.8, 1)])
    _draw_band(root, wear, steps, days, values, "band", "run")
    if wear.ahead is not None and steps:
        _draw_band(root, wear, road_ahead(wear, wear.ahead, days.last), days, values, "band-ahead", "ahead")
    add(root, "text", FOOTNOTE, class_="soft", x=10, y=HEIGHT - 10)


def _draw_band(
    root: Element,
    wear: Wear,
    road: Sequence[tuple[date, Distance]],
    days: Days,
    values: Values,
    band: str,
    line: str,
) -> None:
    left = [(days.x(day), wear.cushion(distance)) for day, distance in road]
    if not left:
        return
    edge = [(x, values.y(share.high)) for x, share in left] + [(x, values.y(share.low)) for x, share in reversed(left)]
    add(root, "path", class_=band, d=path(edge, closed=True))
    add(root, "path", class_=line, d=path([(x, values.y(share.estimate)) for x, share in left]))
