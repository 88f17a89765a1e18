"""The outline of a pad on its foot: teardrop behind the heads, or a dancer's pad round the head that hangs free.

Points are (across, along) in millimetres, as in ``outline``. The front edge runs along the arc of the heads; a teardrop
bends outwards all round, a dancer's pad everywhere but at its one cut-out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from typing import NamedTuple

from api.advice.foot.ball_line import HEADS
from api.advice.met_pad.advise import PadPosition
from api.pictures.drawing.curves import Path, Point, smooth
from api.pictures.foot.outline import FootShape

_FLAT = 0.70
"""Up to which share of its half width the front edge of a teardrop runs along the heads before it rounds off."""

_WIDEST = 0.34
"""Where along a teardrop it is widest: a share of its length, from the front edge."""

_TAPER = 0.72
"""How a teardrop narrows towards its tail: 0.5 would be half an ellipse, 1 would end in a point."""

_STEPS = 9
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
    return smooth(_hull(points))


def _narrowing(share: float) -> tuple[float, float]:
    """Return a point on the side of a teardrop behind its widest part, as shares of half width and length."""
    turn = pi / 2 * share
    return cos(turn) ** (2 * _TAPER), _WIDEST + (1 - _WIDEST) * sin(turn)


def _hull(points: Sequence[Point]) -> list[Point]:
    """Return the points that bend outwards, in their order: none lies in a hollow between its neighbours."""
    kept = list(points)
    hollow = True
    while hollow:
        hollow = False
        for nth in range(len(kept)):
            before, here, after = kept[nth - 1], kept[nth], kept[(nth + 1) % len(kept)]
            turn = (here[0] - before[0]) * (after[1] - here[1]) - (here[1] - before[1]) * (after[0] - here[0])
            if turn > 0:
                del kept[nth]
                hollow = True
                break
    return kept


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
    return smooth(list(_round_the_free_head(position, foot)))


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


def _round_the_free_head(position: PadPosition, foot: FootShape) -> Iterator[Point]:
    side = _Side(foot, position.pattern.free_head == HEADS[0])
    (free_x, _), (next_x, next_y), *others = side.heads()
    last_x, last_y = others[-1]
    low, high = position.pad_across_mm
    share, ahead = foot.breadth_mm / 100, position.material_ahead_mm
    edge = position.front_edge_mm
    tail = max(y for _, y in foot.heads) + ahead - position.pad.length_mm
    wall = (free_x + next_x) / 2 + 1 * share
    middle = foot.breadth_mm * 0.5
    # The cut-out, from the edge of the foot round the free head, then the front, the far side and the tail.
    yield side.point(low + 0.5 * share, edge - 7 * share)
    yield side.point(low + 3.5 * share, edge - 1.2 * share)
    yield side.point(free_x, edge)
    yield side.point(wall - 5.5 * share, edge + 1.2 * share)
    yield side.point(wall - 1 * share, edge + 6 * share)
    yield side.point(wall + 1 * share, next_y + ahead - 5 * share)
    yield side.point(next_x - 1 * share, next_y + ahead - 0.4 * share)
    for x, y in others[:-1]:
        yield side.point(x, y + ahead)
    yield side.point(last_x - 2 * share, last_y + ahead - (0.5 * share if side.first else 0))
    yield side.point(high - 1.5 * share, last_y - 3 * share)
    yield side.point(high, last_y - 14 * share)
    yield side.point(high - 5 * share, (last_y - 14 * share + tail) / 2)
    yield side.point(middle + 22 * share, tail + 6 * share)
    yield side.point(middle, tail)
    yield side.point(middle - 20 * share, tail + 6 * share)
    yield side.point(low + 9 * share, (edge + tail) / 2)
