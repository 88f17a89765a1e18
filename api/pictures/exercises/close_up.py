"""A foot seen close from its inner side, hands that hold it, and prints on the floor; units are those of its window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, radians, sin
from typing import Any

from api.pictures.drawing.curves import Point, smooth
from api.pictures.drawing.svg import drawn, element
from api.pictures.exercises.palette import fill, line, lines, outlined

_EDGE = 1.5
_OUTLINE = (
    (-13, -6), (-21, 6), (-26, 20), (-22, 33), (-9, 38), (8, 36), (24, 33), (40, 35), (54, 38), (66, 37),
    (71, 29), (66, 20), (50, 10), (32, -2), (19, -12),
)  # fmt: skip
_ARCH = {5: 0.5, 6: 1.0, 7: 0.6}
"""Points of the outline that a lifted arch raises, and by which share of its height."""

_BALL: Point = (62, 29)
_BONES = (15.0, 12.0)
_SHIN_LENGTH = 150.0


def foot(pose: Mapping[str, Any]) -> str:
    """Return a foot with its toes to the right, its ankle at ``at``.

    ``turned`` tilts it about the ankle (degrees, toes up is positive), ``toes`` are the angles of the two bones of the
    toes against the sole (up is positive), ``arch`` lifts the arch, ``shin`` is the angle at which the shin leaves,
    counter-clockwise from the right. ``ghost`` draws the outline alone: where the foot was, or will be.
    """
    (at_x, at_y), turned = pose["at"], radians(pose.get("turned", 0))
    scale = pose.get("scale", 1.0)

    def to(point: Point) -> Point:
        x, y = point[0] * scale, point[1] * scale
        return at_x + x * cos(turned) + y * sin(turned), at_y - x * sin(turned) + y * cos(turned)

    arch = pose.get("arch", 0)
    outline = [(float(x), y - arch * _ARCH.get(index, 0)) for index, (x, y) in enumerate(_OUTLINE)]
    body = smooth(outline)
    shin = _shin((at_x, at_y), radians(pose.get("shin", 90)), scale)
    toe = [to(point) for point in _toe(pose.get("toes", (0, 0)))]
    other = [to((x - 4, y - 5)) for x, y in _toe(pose.get("toes", (0, 0)))]
    if pose.get("ghost"):
        dashes: dict[str, str | float] = {**line("thing", 1.6), "stroke_dasharray": "5 4"}
        return drawn([body], to, **dashes) + lines(toe, dashes)
    width = 14 * scale
    edges = drawn([body], to, **line("edge", 2 * _EDGE)) + lines(shin, line("edge", 2 * _EDGE), closed=True)
    behind = lines(other, line("edge", width + 2 * _EDGE)) + lines(other, line("far-skin", width))
    toes = lines(toe, line("edge", width + 2 * _EDGE))
    skin = drawn([body], to, **fill("skin")) + lines(shin, fill("skin"), closed=True)
    ankle = drawn([smooth([(-6, -4), (1, -9), (7, -3), (0, 2)], closed=False)], to, **line("edge", 1.2))
    return behind + edges + toes + skin + lines(toe, line("skin", width)) + _nail(toe, scale) + ankle


def _toe(angles: Sequence[float]) -> list[Point]:
    bones = [_BALL]
    for angle, length in zip(angles, _BONES, strict=True):
        x, y = bones[-1]
        bones.append((x + length * cos(radians(angle)), y - length * sin(radians(angle))))
    return bones


def _nail(toe: Sequence[Point], scale: float) -> str:
    (x, y), (end_x, end_y) = toe[-2], toe[-1]
    size = hypot(end_x - x, end_y - y)
    ux, uy = (end_x - x) / size, (end_y - y) / size
    up = (uy, -ux)
    start = (end_x - 3 * ux * scale + 5 * up[0] * scale, end_y - 3 * uy * scale + 5 * up[1] * scale)
    end = (end_x + 4 * ux * scale + 3.5 * up[0] * scale, end_y + 4 * uy * scale + 3.5 * up[1] * scale)
    return lines([start, end], line("edge", 1.4))


def _shin(at: Point, angle: float, scale: float) -> list[Point]:
    """Return the outline of the shin: slim above the ankle, wider towards the calf."""
    ux, uy = cos(angle), -sin(angle)
    back, front = [], []
    for along, behind, before in ((-6, 14, 16), (14, 13, 14), (45, 17, 17), (80, 24, 20), (_SHIN_LENGTH, 26, 22)):
        x, y = at[0] + ux * along * scale, at[1] + uy * along * scale
        back.append((x + uy * behind * scale, y - ux * behind * scale))
        front.append((x - uy * before * scale, y + ux * before * scale))
    return [*back, *reversed(front)]


def hand(pose: Mapping[str, Any]) -> str:
    """Return a forearm in its sleeve, a palm, a thumb and fingers; each finger is a list of points from the palm on."""
    start, palm = pose["arm"], pose["palm"]
    parts = [lines([start, palm], line("edge", 19 + 2 * _EDGE)), lines([start, palm], line("far-skin", 19))]
    cuff = _share(start, palm, 0.42)
    parts += [lines([start, cuff], line("edge", 24 + 2 * _EDGE)), lines([start, cuff], line("shirt", 24))]
    palm_shape = {"cx": palm[0], "cy": palm[1], "r": pose.get("size", 12)}
    parts.append(element("circle", **palm_shape, **outlined("far-skin", "edge", 2 * _EDGE)))
    for finger in pose["fingers"]:
        points = [palm, *finger]
        parts.append(lines(points, line("edge", 8.5 + 2 * _EDGE)) + lines(points, line("far-skin", 8.5)))
    palm_inside = {**palm_shape, "r": pose.get("size", 12) - _EDGE}
    return "".join(parts) + element("circle", **palm_inside, **fill("far-skin"))


def finger(part: Mapping[str, Any]) -> str:
    """Return a finger or a thumb in front of what it holds."""
    points = [(float(x), float(y)) for x, y in part["points"]]
    return lines(points, line("edge", 8.5 + 2 * _EDGE)) + lines(points, line("far-skin", 8.5))


def footprint(pose: Mapping[str, Any]) -> str:
    """Return the print of a bare foot seen from above: its heel at ``at``, its toes to the right."""
    (at_x, at_y), way = pose["at"], -1 if pose.get("left") else 1

    def to(point: Point) -> Point:
        return at_x + point[0], at_y + way * point[1]

    outline = [(0, 0), (5, -9), (20, -8), (36, -5), (50, -12), (58, -8), (58, 6), (50, 12), (30, 11), (12, 9), (4, 7)]
    sole = drawn([smooth([(float(x), float(y)) for x, y in outline])], to, **outlined("skin", "edge", 2 * _EDGE))
    toes = ((65, -7, 5.2), (67, 0.5, 3.7), (65.5, 6, 3.2), (62.5, 10.5, 2.8), (58, 14, 2.6))
    return sole + "".join(
        element("circle", cx=to((x, y))[0], cy=to((x, y))[1], r=radius, **outlined("skin", "edge", 2 * _EDGE))
        for x, y, radius in toes
    )


def _share(start: Sequence[float], end: Sequence[float], share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
