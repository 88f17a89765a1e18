"""A person as joints: limbs of fixed lengths that reach where a pose puts hands and ankles, feet with toes that bend.

Points are in a scene of 320 by 190 units, ``y`` downwards. A pose gives hip, shoulder, ankles and hands; knees and
elbows follow from the lengths, on the side where the pose hints at them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, radians, sin, sqrt
from typing import Any

from api.pictures.drawing.svg import element
from api.pictures.exercises.palette import fill, line, lines, outlined

Point = tuple[float, float]

TRUNK, THIGH, SHIN, UPPER_ARM, FOREARM = 47.0, 42.0, 41.0, 29.0, 28.0
_HEAD, _NECK = 11.0, 20.0
_EDGE = 1.3
_STRETCH = 1.02
"""By how much a limb may be longer than it is, so that a pose need not be exact to the unit."""

_HEEL, _BALL, _TOE = (-6.5, 8.5), (16.0, 8.5), 10.0
"""Of a foot that points to the right, seen from its ankle; the toes go on from the ball."""


class ImpossiblePoseError(ValueError):
    """A pose asks a limb to reach farther than it is long."""


def reach(start: Point, end: Point, upper: float, lower: float, hint: Point) -> tuple[Point, Point, Point]:
    """Return start, middle joint and end of a limb; the middle joint is the possible one nearer to ``hint``.

    Raises ImpossiblePoseError when the end is out of reach.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    apart = hypot(dx, dy)
    if apart > (upper + lower) * _STRETCH or apart < abs(upper - lower):
        raise ImpossiblePoseError(f"{start} to {end} are {apart:.0f} apart, the limb is {upper + lower:.0f} long")
    along = (upper**2 - lower**2 + apart**2) / (2 * apart)
    out = sqrt(max(0.0, upper**2 - along**2))
    foot_x, foot_y = start[0] + along * dx / apart, start[1] + along * dy / apart
    sides = [(foot_x - way * out * dy / apart, foot_y + way * out * dx / apart) for way in (1, -1)]
    middle = min(sides, key=lambda side: hypot(side[0] - hint[0], side[1] - hint[1]))
    return start, middle, end


def draw_person(pose: Mapping[str, Any]) -> str:
    """Return a person; ``view: front`` shows the trunk from the front, else from the side."""
    parts = []
    for name, draw in (("far_arm", _arm), ("far_leg", _leg)):
        if name in pose:
            parts.append(draw(pose, pose[name], is_far=True))
    if "near_leg" in pose and not pose.get("leg_over_trunk"):
        parts.append(_leg(pose, pose["near_leg"], is_far=False))
    parts.append(_trunk(pose))
    if "near_leg" in pose and pose.get("leg_over_trunk"):
        parts.append(_leg(pose, pose["near_leg"], is_far=False))
    parts.append(_head(pose))
    if "near_arm" in pose:
        parts.append(_arm(pose, pose["near_arm"], is_far=False))
    return "".join(parts)


def _trunk(pose: Mapping[str, Any]) -> str:
    hip, shoulder = _point(pose["hip"]), _point(pose["shoulder"])
    if "outline" in pose:
        outline = [_point(corner) for corner in pose["outline"]]
        shirt = {**outlined("shirt", "edge", _EDGE * 2), "stroke_width": _EDGE * 2}
        return lines(outline, shirt, closed=True)
    neck = _between(shoulder, _head_of(pose), 0.55)
    return (
        lines([shoulder, neck], line("edge", 8 + 2 * _EDGE))
        + lines([shoulder, neck], line("skin", 8))
        + lines([shoulder, hip], line("edge", 19 + 2 * _EDGE))
        + lines([_between(shoulder, hip, 0.8), hip], line("shorts", 19))
        + lines([shoulder, _between(shoulder, hip, 0.78)], line("shirt", 19))
    )


def _head_of(pose: Mapping[str, Any]) -> Point:
    if "head" in pose:
        return _point(pose["head"])
    hip, shoulder = _point(pose["hip"]), _point(pose["shoulder"])
    size = hypot(shoulder[0] - hip[0], shoulder[1] - hip[1])
    return (
        shoulder[0] + (shoulder[0] - hip[0]) / size * _NECK,
        shoulder[1] + (shoulder[1] - hip[1]) / size * _NECK,
    )


def _head(pose: Mapping[str, Any]) -> str:
    """Return the head: its face looks along ``face``, an angle in degrees counter-clockwise from the right, or out."""
    x, y = _head_of(pose)
    face = pose.get("face", 0)
    skull = element("circle", cx=x, cy=y, r=_HEAD, **outlined("skin", "edge", _EDGE * 2))
    if face == "out":
        eyes = "".join(element("circle", cx=x + way * 4, cy=y - 1, r=1.3, **fill("edge")) for way in (-1, 1))
        mouth = lines([(x - 3, y + 5), (x + 3, y + 5)], line("edge", 1.4))
        cap = _cap(x, y, 90, 68)
        return skull + cap + eyes + mouth
    c, s = cos(radians(face)), -sin(radians(face))
    nose = [(x + c * out - s * side, y + s * out + c * side) for out, side in ((10, 3.5), (15, 0), (10, -2.5))]
    up = (s, -c) if pose.get("crown", "left") == "left" else (-s, c)
    eye = element("circle", cx=x + c * 5 + up[0] * 3, cy=y + s * 5 + up[1] * 3, r=1.3, **fill("edge"))
    turned = face + (135 if pose.get("crown", "left") == "left" else -135)
    return lines(nose, outlined("skin", "edge", _EDGE * 2), closed=True) + skull + _cap(x, y, turned, 75) + eye


def _cap(x: float, y: float, middle: float, half: float) -> str:
    """Return the hair: a segment of the head round an angle."""
    angles = [radians(middle - half + step * half / 6) for step in range(13)]
    points = [(x + _HEAD * cos(angle), y - _HEAD * sin(angle)) for angle in angles]
    return lines(points, outlined("hair", "edge", _EDGE), closed=True)


def _arm(pose: Mapping[str, Any], arm: Mapping[str, Any], *, is_far: bool) -> str:
    shoulder, elbow, hand = _joints(arm, pose["shoulder"], "hand", "elbow", UPPER_ARM, FOREARM)
    skin, sleeve = ("far-skin", "far-shirt") if is_far else ("skin", "shirt")
    half = _between(shoulder, elbow, 0.55)
    return (
        lines([shoulder, elbow, hand], line("edge", 8 + 2 * _EDGE))
        + lines([shoulder, elbow, hand], line(skin, 8))
        + lines([shoulder, half], line("edge", 10.5 + 2 * _EDGE))
        + lines([shoulder, half], line(sleeve, 10.5))
        + element("circle", cx=hand[0], cy=hand[1], r=5, **outlined(skin, "edge", _EDGE * 2))
    )


def _leg(pose: Mapping[str, Any], leg: Mapping[str, Any], *, is_far: bool) -> str:
    hip, knee, ankle = _joints(leg, pose["hip"], "ankle", "knee", THIGH, SHIN)
    skin = "far-skin" if is_far else "skin"
    half = _between(hip, knee, 0.62)
    calf = _tapered(knee, ankle, 5.6, 4.2)
    thigh = _tapered(hip, knee, 8.5, 5.8)
    foot_edge, foot_skin = _foot(ankle, leg, skin)
    return (
        foot_edge
        + lines(calf, line("edge", 2 * _EDGE + 1), closed=True)
        + lines(thigh, line("edge", 2 * _EDGE + 1), closed=True)
        + foot_skin
        + lines(calf, outlined(skin, skin, 1), closed=True)
        + lines(thigh, outlined(skin, skin, 1), closed=True)
        + lines(_tapered(hip, half, 9.5, 8.4), outlined("shorts", "edge", _EDGE), closed=True)
    )


def _foot(ankle: Point, leg: Mapping[str, Any], skin: str) -> tuple[str, str]:
    """Return a foot's edge and its skin; ``sole``: degrees, toes up is positive; ``toes`` bend at the ball."""
    if "front" in leg:
        x, y = ankle
        width, height = leg["front"]
        shape = {"cx": x, "cy": y + height, "rx": width, "ry": height}
        return element("ellipse", **shape, **outlined(skin, "edge", 2 * _EDGE)), ""
    way = -1 if leg.get("points") == "left" else 1
    sole, toes = radians(leg.get("sole", 0)), radians(leg.get("sole", 0) + leg.get("toes", 0))

    def to(x: float, y: float) -> Point:
        return ankle[0] + way * (x * cos(sole) + y * sin(sole)), ankle[1] - x * sin(sole) + y * cos(sole)

    ball = to(*_BALL)
    heel = to(*_HEEL)
    tip = (ball[0] + way * _TOE * cos(toes), ball[1] - _TOE * sin(toes))
    back = [ankle, heel, ball]
    rim = line("edge", 6 + 2 * _EDGE)
    edge = lines(back, rim, closed=True) + lines([ball, tip], rim)
    body = lines(back, outlined(skin, skin, 6), closed=True) + lines([ball, tip], line(skin, 6))
    return edge, body


def _joints(
    limb: Mapping[str, Any], root: Sequence[float], end: str, middle: str, upper: float, lower: float
) -> tuple[Point, Point, Point]:
    start = _point(limb.get("from", root))
    # A limb that comes towards the reader looks shorter than it is: its joints are taken as they are given.
    if limb.get("foreshortened"):
        return start, _point(limb[middle]), _point(limb[end])
    return reach(start, _point(limb[end]), upper, lower, _point(limb[middle]))


def _tapered(start: Point, end: Point, first: float, last: float) -> list[Point]:
    """Return the outline of a limb between two joints, round at both ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    size = hypot(dx, dy) or 1
    ux, uy = dx / size, dy / size
    outline = []
    for (x, y), radius, turn in ((start, first, 90), (end, last, -90)):
        for step in range(9):
            c, s = cos(radians(turn + step * 22.5)), sin(radians(turn + step * 22.5))
            outline.append((x + radius * (ux * c - uy * s), y + radius * (uy * c + ux * s)))
    return outline


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _point(values: Sequence[float]) -> Point:
    x, y = values
    return float(x), float(y)
