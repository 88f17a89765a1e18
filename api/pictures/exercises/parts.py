"""What exercise drawings are made of: a person as joints, things round it, arrows, and a foot seen close.

Points are in a scene of 320 by 190 units with the floor at ``FLOOR``; every part answers markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians, sin

from api.pictures.drawing.chart_svg import straight
from api.pictures.drawing.curves import Point, smooth
from api.pictures.drawing.svg import drawn, element

FLOOR = 180.0
WIDTH = 320.0

Line = Sequence[Point]

_HEAD = 12.0
_TIP = 9.0
_TIP_ANGLE = 150.0
_BEHIND_ANKLE = 0.4
_TOE_BONE = 12.0


def ground(y: float = FLOOR, start: float = 8, end: float = WIDTH - 8) -> str:
    """Answer the line of the floor."""
    return straight([(start, y + 3), (end, y + 3)], class_="ground")


def wall(x: float) -> str:
    """Answer a wall from ``x`` to the right."""
    return element("rect", class_="wall", x=x, y=18, width=14, height=FLOOR - 15)


def chair(x: float, *, seat: float = 132, back: bool = True) -> str:
    """Answer a chair whose seat begins at ``x`` and looks to the right."""
    lines = [[(x, seat), (x + 46, seat)], [(x + 3, seat), (x + 3, FLOOR)], [(x + 43, seat), (x + 43, FLOOR)]]
    if back:
        lines.append([(x + 1, seat), (x - 5, seat - 54)])
    return "".join(straight(line, class_="thing") for line in lines)


def block(x: float, y: float, width: float, height: float) -> str:
    """Answer a step or a box."""
    return element("rect", class_="solid", x=x, y=y, width=width, height=height, rx=2)


def disc(at: Point, radius: float, class_: str = "solid") -> str:
    """Answer a ball, a roller seen from its end, a marble."""
    return element("circle", class_=class_, cx=at[0], cy=at[1], r=radius)


def cloth(points: Line) -> str:
    """Answer a towel seen from its edge."""
    return drawn([smooth(list(points), closed=False)], lambda point: point, class_="cloth")


def trunk(shoulder: Point, hip: Point, head: Point) -> str:
    """Answer trunk and head."""
    neck = straight([shoulder, head], class_="arm")
    return straight([shoulder, hip], class_="trunk") + neck + disc(head, _HEAD, "head")


def arm(*joints: Point) -> str:
    """Answer an arm: shoulder, elbow, hand; a rim sets it off from what lies behind."""
    return straight(joints, class_="arm-rim") + straight(joints, class_="arm")


def leg(hip: Point, knee: Point, ankle: Point, toe: Point) -> str:
    """Answer a leg with its foot; the heel lies behind the ankle, a rim sets it off from what lies behind."""
    heel = (ankle[0] - _BEHIND_ANKLE * (toe[0] - ankle[0]), ankle[1] - _BEHIND_ANKLE * (toe[1] - ankle[1]))
    bones, sole = [hip, knee, ankle], [heel, toe]
    rim = straight(bones, class_="leg-rim") + straight(sole, class_="arm-rim")
    return rim + straight(bones, class_="leg") + straight(sole, class_="foot")


def far(*parts: str) -> str:
    """Answer limbs on the other side of the body."""
    return element("g", *parts, class_="far")


def feel(*points: Point) -> str:
    """Answer the band that marks where it is felt."""
    return straight(points, class_="feel")


def arrow(*points: Point, both: bool = False) -> str:
    """Answer an arrow through points, smooth where there are several; ``both``: to and fro."""
    line = straight(points, class_="move")
    if len(points) > 2:
        line = drawn([smooth(list(points), closed=False)], lambda point: point, class_="move")
    tips = _tip(points[-2], points[-1]) + (_tip(points[1], points[0]) if both else "")
    return line + tips


def turn(centre: Point, radius: float, start: float, end: float, *, flat: float = 1) -> str:
    """Answer an arrow round ``centre`` from one angle to another, in degrees clockwise from the right."""
    steps = 24
    angles = [radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    places = [(centre[0] + radius * cos(each), centre[1] + flat * radius * sin(each)) for each in angles]
    return straight(places[:-1], class_="move") + _tip(places[-4], places[-1])


def _tip(before: Point, end: Point) -> str:
    dx, dy = end[0] - before[0], end[1] - before[1]
    size = hypot(dx, dy) or 1
    dx, dy = dx / size * _TIP, dy / size * _TIP
    wings = []
    for angle in (_TIP_ANGLE, -_TIP_ANGLE):
        c, s = cos(radians(angle)), sin(radians(angle))
        wings.append((end[0] + dx * c - dy * s, end[1] + dx * s + dy * c))
    nose = (end[0] + dx / 2, end[1] + dy / 2)
    return straight([nose, *wings], closed=True, class_="tip")


def lens(centre: Point, radius: float, *parts: str) -> str:
    """Answer a round window; ``parts`` are drawn over it."""
    return disc(centre, radius, "lens") + "".join(parts)


def foot(at: Point, *, turned: float = 0, toes: Sequence[float] = (0, 0), arch: float = 0, shin: float = 90) -> str:
    """Answer a foot seen close from its inner side, toes to the right, its ankle at ``at``.

    ``turned`` tilts the foot about the ankle (degrees, toes up is positive); ``toes`` are the angles of the two bones
    of a toe, up is positive; ``arch`` lifts the arch; ``shin`` is the angle at which the shin leaves.
    """
    outline = [(-17, -6), (-19, 10), (-23, 22), (-17, 31), (-4, 30), (12, 25 - arch), (30, 27 - arch / 3), (47, 31)]
    outline += [(57, 24), (52, 13), (34, 4), (16, -8)]

    def to(point: Point) -> Point:
        c, s = cos(radians(turned)), sin(radians(turned))
        return (at[0] + point[0] * c + point[1] * s, at[1] - point[0] * s + point[1] * c)

    shank = (at[0] - 44 * cos(radians(shin)), at[1] - 44 * sin(radians(shin)))
    bones = [(54.0, 22.0)]
    for angle in toes:
        x, y = bones[-1]
        bones.append((x + _TOE_BONE * cos(radians(angle)), y - _TOE_BONE * sin(radians(angle))))
    toe = [to(bone) for bone in bones]
    body = drawn([smooth(outline)], to, class_="skin")
    return _shin(at, shank) + straight(toe, class_="toe-edge") + body + straight(toe, class_="toe")


def _shin(at: Point, end: Point) -> str:
    dx, dy = end[0] - at[0], end[1] - at[1]
    size = hypot(dx, dy)
    side = (-dy / size * 17, dx / size * 17)
    corners = [
        (at[0] + side[0], at[1] + side[1]),
        (end[0] + side[0], end[1] + side[1]),
        (end[0] - side[0], end[1] - side[1]),
        (at[0] - side[0], at[1] - side[1]),
    ]
    return straight(corners, class_="skin")


def footprint(at: Point) -> str:
    """Answer the print of a foot seen from above, its heel at ``at``, toes to the right."""
    outline = [(0, 0), (5, -10), (22, -8), (42, -13), (56, -9), (61, 1), (54, 10), (36, 11), (20, 9), (6, 10)]
    return drawn(
        [smooth([(float(x), float(y)) for x, y in outline])], lambda p: (at[0] + p[0], at[1] + p[1]), class_="skin"
    )


def guide(*points: Point) -> str:
    """Answer a line to keep to."""
    return straight(points, class_="guide")


def hand(*points: Point) -> str:
    """Answer fingers that hold or draw, ending at the last point."""
    return straight(points, class_="hand-edge") + straight(points, class_="hand")
