"""What stands round a person and what is drawn over one: floor, chair and wall, bands and arrows, a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, radians, sin
from typing import Any

from api.pictures.drawing.curves import Point, smooth
from api.pictures.drawing.svg import drawn, element
from api.pictures.exercises.palette import fill, line, lines, outlined

FLOOR = 180.0

_TIP, _TIP_ANGLE = 9.0, 150.0


def floor(part: Mapping[str, Any]) -> str:
    """Return the line of the floor."""
    y = part.get("y", FLOOR)
    return lines([(part.get("from", 8), y), (part.get("to", 312), y)], line("thing", 2))


def wall(part: Mapping[str, Any]) -> str:
    """Return a wall from ``x`` to the right."""
    return element("rect", x=part["x"], y=6, width=14, height=FLOOR - 6, **fill("thing"))


def block(part: Mapping[str, Any]) -> str:
    """Return a step, a box, a seat."""
    x, y, width, height = part["box"]
    return element("rect", x=x, y=y, width=width, height=height, rx=2, **fill("thing"))


def chair(part: Mapping[str, Any]) -> str:
    """Return a chair whose seat begins at ``x`` and looks to the right."""
    x, seat = part["x"], part.get("seat", 134)
    rods = [[(x, seat), (x + 48, seat)], [(x + 3, seat), (x + 3, FLOOR)], [(x + 45, seat), (x + 45, FLOOR)]]
    if part.get("back", True):
        rods.append([(x + 1, seat), (x - 6, seat - 56)])
    return "".join(lines(rod, line("thing", 4.5)) for rod in rods)


def disc(part: Mapping[str, Any]) -> str:
    """Return a ball, a marble, a roller seen from its end."""
    (x, y), name = part["at"], part.get("colour", "thing")
    return element("circle", cx=x, cy=y, r=part["radius"], **outlined(name, "ink", 1.4))


def cloth(part: Mapping[str, Any]) -> str:
    """Return a towel seen from its edge."""
    path = smooth(_points(part["points"]), closed=False)
    width = part.get("width", 5)
    return drawn([path], _same, **line("ink", width + 2)) + drawn([path], _same, **line("cloth", width))


def cup(part: Mapping[str, Any]) -> str:
    """Return a cup that stands at ``at``, the middle of its bottom."""
    (x, y), size = part["at"], part.get("size", 12)
    shape = [(x - size, y - 2.2 * size), (x - 0.7 * size, y), (x + 0.7 * size, y), (x + size, y - 2.2 * size)]
    return lines(shape, outlined("soft", "ink", 1.6), closed=True)


def guide(part: Mapping[str, Any]) -> str:
    """Return a line to keep to."""
    return lines(_points(part["points"]), {**line("thing", 2), "stroke_dasharray": "6 6"})


def feel(part: Mapping[str, Any]) -> str:
    """Return the band that marks where it is felt."""
    return drawn([smooth(_points(part["points"]), closed=False)], _same, **line("feel", part.get("width", 6)))


def arrow(part: Mapping[str, Any]) -> str:
    """Return an arrow through points, smooth where there are several; ``both``: to and fro."""
    points = _points(part["points"])
    tips = tip(points[-2], points[-1]) + (tip(points[1], points[0]) if part.get("both") else "")
    return drawn([smooth(points, closed=False)], _same, **line("move", 3.4)) + tips


def turn(part: Mapping[str, Any]) -> str:
    """Return an arrow round ``at`` from one angle to another, degrees clockwise from the right; ``flat`` narrows it."""
    (x, y), radius, narrow = part["at"], part["radius"], part.get("narrow", 1)
    start, end = part["from"], part["to"]
    angles = [radians(start + (end - start) * step / 24) for step in range(25)]
    places = [(x + narrow * radius * cos(angle), y + radius * sin(angle)) for angle in angles]
    return lines(places[:-1], line("move", 3.4)) + tip(places[-3], places[-1])


def pivot(part: Mapping[str, Any]) -> str:
    """Return the mark of a joint round which something turns."""
    x, y = part["at"]
    ring = element("circle", cx=x, cy=y, r=7, **line("move", 2.4))
    return ring + element("circle", cx=x, cy=y, r=2.4, **fill("move"))


def tip(before: Point, end: Point) -> str:
    """Return the tip of an arrow that comes from ``before``; its nose is a little beyond ``end``."""
    dx, dy = end[0] - before[0], end[1] - before[1]
    size = hypot(dx, dy) or 1
    dx, dy = dx / size * _TIP, dy / size * _TIP
    wings = []
    for angle in (_TIP_ANGLE, -_TIP_ANGLE):
        c, s = cos(radians(angle)), sin(radians(angle))
        wings.append((end[0] + dx * c - dy * s, end[1] + dx * s + dy * c))
    nose = (end[0] + dx / 2, end[1] + dy / 2)
    return lines([nose, *wings], fill("move"), closed=True)


def _points(values: Sequence[Sequence[float]]) -> list[Point]:
    return [(float(x), float(y)) for x, y in values]


def _same(point: Point) -> Point:
    return point
