"""The outline of a pad on its foot: teardrop behind the heads, or a dancer's pad round the head that hangs free.

Points are (across, along) in millimetres, as in ``outline``. The front edge runs along the arc of the heads; a teardrop
bends outwards all round, a dancer's pad everywhere but at its one cut-out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import atan2, cos, degrees, dist, pi, radians, sin
from typing import NamedTuple

from api.advice.foot.measures import HEADS
from api.advice.met_pad.advise import PadPosition
from api.pictures.drawing.curves import Path, Point, smooth
from api.pictures.foot.outline import FootShape

_FLAT = 0.70
"""Up to which share of its half width the front edge of a teardrop runs along the heads before it rounds off."""

_WIDEST = 0.34
"""Where along a teardrop it is widest: a share of its length, from the front edge."""

_TAPER = 0.72
"""How a teardrop narrows towards its tail: 0.5 would be half an ellipse, 1 would end in a point."""

_DEGREES = 7.5
"""How far apart the points of a round corner are."""

_APART = 0.007
"""How far apart the points of an outline are: a share of the foot's length."""

_STEPS = 24
"""How many points each quarter of an outline has."""


class HeadLine(NamedTuple):
    """The arc through the heads: along the foot at any place across it, straight on beyond the outermost heads."""

    heads: tuple[Point, ...]

    def at(self, across: float) -> float:
        """Return how far from the heel the arc runs at this place across the foot."""
        for (x0, y0), (x1, y1) in zip(self.heads, self.heads[1:], strict=False):
            if across <= x1:
                return y0 if across <= x0 else y0 + (y1 - y0) * (across - x0) / (x1 - x0)
        (x0, y0), (x1, y1) = self.heads[-2:]
        return y1 + (y1 - y0) * (across - x1) / (x1 - x0)


def shape_of(position: PadPosition) -> FootShape:
    """Return the foot that a pad was placed on, ready to be drawn."""
    heads = tuple(zip(position.across_mm, position.line.heads, strict=True))
    return FootShape(position.line.foot_length_mm, position.breadth.breadth_mm, heads, position.drawn_from.arch)


def head_line(foot: FootShape, behind_mm: float = 0, *, inner: float = 0.06, outer: float = 0.94) -> Path:
    """Return the arc of the heads, or a line ``behind_mm`` behind it, across the ball (shares of its breadth)."""
    arc = HeadLine(foot.heads)
    low, high = inner * foot.breadth_mm, outer * foot.breadth_mm
    places = [low, *(x for x, _ in foot.heads if low < x < high), high]
    return smooth([(x, arc.at(x) - behind_mm) for x in places], closed=False)


def pad_outline(position: PadPosition) -> Path:
    """Return the outline of the pad where it lies."""
    foot = shape_of(position)
    return _dancers_pad(position, foot) if position.is_cut_out else _teardrop(position, foot)


class _Teardrop(NamedTuple):
    """A teardrop before it is drawn: its middle across, half its width, the line of its front edge, its tail."""

    middle: float
    half: float
    arc: HeadLine
    behind: float
    tail: float

    def front(self, out: float) -> float:
        """Return how far from the heel the front edge would run at a share of the half width."""
        return self.arc.at(self.middle + out * self.half) - self.behind

    def point(self, out: float, back: float) -> Point:
        """Return a point at a share of the half width and of the way back to the tail.

        The slant of the front edge fades towards the tail, which points along the metatarsals.
        """
        along = self.front(out) * (1 - back) + self.tail * back
        return self.middle + out * self.half, along


def _teardrop_of(position: PadPosition, foot: FootShape) -> _Teardrop:
    inner, outer = position.pad_across_mm
    covered = [foot.heads[HEADS.index(head)] for head in position.pattern.covers]
    # Level towards the big toe, straight on towards the little toe: the arc there belongs to heads that are left out.
    arc = HeadLine(((covered[0][0] - foot.breadth_mm, covered[0][1]), *covered))
    tail = position.front_edge_mm - position.pad.length_mm
    return _Teardrop((inner + outer) / 2, (outer - inner) / 2, arc, position.window.target_mm, tail)


def _teardrop(position: PadPosition, foot: FootShape) -> Path:
    drop = _teardrop_of(position, foot)
    heads = [(x - drop.middle) / drop.half for x, _ in foot.heads]
    flat = sorted({-_FLAT, 0.0, _FLAT, *(out for out in heads if abs(out) < _FLAT)})
    corner = [pi / 2 * step / _STEPS for step in range(1, _STEPS + 1)]
    round_off = [(_FLAT + (1 - _FLAT) * sin(turn), _WIDEST * (1 - cos(turn))) for turn in corner]
    side = [_narrowing(step / _STEPS) for step in range(1, _STEPS)]
    right = [*round_off, *side]
    points = [
        *(drop.point(out, 0) for out in flat),
        *(drop.point(out, back) for out, back in right),
        drop.point(0, 1),
        *(drop.point(-out, back) for out, back in reversed(right)),
    ]
    return smooth(evenly(outer_hull(points), foot.length_mm))


def _narrowing(share: float) -> tuple[float, float]:
    """Return a point on the side of a teardrop behind its widest part, as shares of half width and length."""
    turn = pi / 2 * share
    return cos(turn) ** (2 * _TAPER), _WIDEST + (1 - _WIDEST) * sin(turn)


def outer_hull(points: Sequence[Point]) -> list[Point]:
    """Return the points round all others, clockwise: what is drawn through them bends outwards everywhere."""
    ordered = sorted(set(points))
    upper, lower = _chain(ordered), _chain(ordered[::-1])
    return [*upper[:-1], *lower[:-1]]


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for x, y in points:
        while len(chain) > 1:
            (x0, y0), (x1, y1) = chain[-2:]
            if (x1 - x0) * (y - y1) - (y1 - y0) * (x - x1) < 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain


def thickest_line(position: PadPosition) -> Path | None:
    """Return the ridge where a teardrop is thickest, along its front edge; ``None`` for an even pad."""
    thickest = position.thickest_mm
    if thickest is None:
        return None
    drop = _teardrop_of(position, shape_of(position))
    back = (position.front_edge_mm - thickest) / position.pad.length_mm
    ahead = thickest - drop.point(_out_of(drop, position), back)[1]
    outs = (-0.55, -0.28, 0.0, 0.28, 0.55)
    return smooth([(x, y + ahead) for x, y in (drop.point(out, back) for out in outs)], closed=False)


def _out_of(drop: _Teardrop, position: PadPosition) -> float:
    return (position.across_mm[HEADS.index(position.at_head)] - drop.middle) / drop.half


def _dancers_pad(position: PadPosition, foot: FootShape) -> Path:
    """Return the pad round a head that hangs free: under the other heads, open towards the edge of the foot."""
    side = _Side(foot, position.pattern.free_head == HEADS[0])
    return smooth([side.point(*point) for point in evenly(list(_round_the_free_head(position, side)), foot.length_mm)])


def evenly(points: Sequence[Point], length_mm: float) -> list[Point]:
    """Return points evenly along a closed line: a smooth line through uneven ones would bulge at their corners."""
    ends = [*points[1:], points[0]]
    sizes = [dist(one, other) for one, other in zip(points, ends, strict=True)]
    step = sum(sizes) / round(sum(sizes) / (_APART * length_mm))
    spaced, left = [], 0.0
    for one, other, size in zip(points, ends, sizes, strict=True):
        while left < size - 1e-9:
            share = left / size
            spaced.append((one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share))
            left += step
        left -= size
    return spaced


class _Side(NamedTuple):
    """The foot as it is seen from the head that hangs free: its edge of the foot is 0, the other edge the breadth."""

    foot: FootShape
    first: bool

    def heads(self) -> tuple[Point, ...]:
        """Return the heads from the free one across."""
        heads = self.foot.heads if self.first else tuple(reversed(self.foot.heads))
        return tuple((x if self.first else self.foot.breadth_mm - x, y) for x, y in heads)

    def point(self, across: float, along: float) -> Point:
        """Return a point of the foot for one seen from the free head."""
        return (across if self.first else self.foot.breadth_mm - across), along


class _Disc(NamedTuple):
    """A round corner of a pad: its middle and its radii."""

    x: float
    y: float
    across: float
    along: float

    def at(self, direction: float) -> Point:
        """Return the point in a direction in degrees: 0 is across, 90 towards the toes."""
        turn = radians(direction)
        return self.x + self.across * cos(turn), self.y + self.along * sin(turn)

    def arc(self, start: float, end: float) -> list[Point]:
        """Return the points from one direction to another, both included."""
        count = max(1, round(abs(end - start) / _DEGREES))
        return [self.at(start + (end - start) * nth / count) for nth in range(count + 1)]

    def round(self) -> list[Point]:
        """Return points all round it."""
        return [self.at(direction) for direction in range(0, 360, 5)]


def _round_the_free_head(position: PadPosition, side: _Side) -> Iterator[Point]:
    """Yield the outline clockwise, seen from the free head: the cut-out first, then round all that is covered."""
    (free_x, _), (next_x, next_y), *others = side.heads()
    low, high = position.pad_across_mm
    share, ahead, edge = side.foot.breadth_mm / 100, position.material_ahead_mm, position.front_edge_mm
    front = max(y for _, y in side.foot.heads) + ahead
    tail = front - position.pad.length_mm
    wall = (free_x + next_x) / 2 + share
    corner = next_x - wall
    beside = _Disc(next_x, next_y + ahead - corner, corner, corner)
    round_off = 0.9 * (free_x - low)
    near = _Disc(low + round_off, edge - round_off, round_off, round_off)
    last_y = others[-1][1]
    rest = [
        *(_Disc(x, y + ahead - 7 * share, 7 * share, 7 * share) for x, y in others),
        _Disc(high - 9 * share, last_y - 9 * share, 9 * share, 9 * share),
        _Disc((56 if side.first else 44) * share, tail + 15 * share, 23 * share, 15 * share),
    ]
    # The cut-out: behind the free head, round a hollow corner, and up beside it.
    hollow = min(7 * share, 0.7 * (wall - free_x))
    yield from ((low + round_off, edge), (free_x, edge), (wall - hollow, edge))
    yield from _Disc(wall - hollow, edge + hollow, hollow, hollow).arc(-82.5, -7.5)
    body = outer_hull([point for disc in (beside, near, *rest) for point in disc.round()])
    first = min(nth for nth, point in enumerate(body) if point in beside.round())
    yield from beside.arc(180, degrees(atan2(body[first][1] - beside.y, body[first][0] - beside.x)))[:-1]
    for point in (*body[first:], *body[:first]):
        if not (point in near.round() and point[1] > near.y):
            yield point
    yield from near.arc(180, 112.5)
