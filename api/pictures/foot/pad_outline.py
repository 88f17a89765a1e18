"""The outline of a pad on its foot: teardrop behind the heads, or a dancer's pad round the head that hangs free.

Points are (across, along) in millimetres, as in ``foot_outline``. The front edge runs along the arc of the heads.
"""

from __future__ import annotations

from typing import NamedTuple

from api.advice.foot.ball_line import HEADS
from api.advice.met_pad.kind import CUT_OUT
from api.advice.met_pad.placement import Placement
from api.pictures.drawing.curves import Path, Point, smooth
from api.pictures.foot.outline import FootShape

_FLAT = 0.60
"""Up to which share of its half width the front edge runs along the heads before it rounds off."""

_ROUNDING = 0.26
"""How far the corners of the front edge would fall back at full width: a share of the pad's length."""

_FRONT = (-0.88, -0.78, -0.6, -0.35, 0.0, 0.35, 0.6, 0.78, 0.88)
"""Where the front edge is drawn: shares of the half width."""

_SIDES = ((0.19, 0.97), (0.31, 1.0), (0.46, 0.94), (0.61, 0.82), (0.75, 0.66), (0.87, 0.47), (0.96, 0.25))
"""Down the sides of a teardrop: how far back, and how broad still, as shares of length and half width."""


class HeadLine(NamedTuple):
    """The arc through the heads: along the foot at any place across it, straight on beyond the outermost heads."""

    heads: tuple[Point, ...]

    def at(self, across: float) -> float:
        """Answer how far from the heel the arc runs at this place across the foot."""
        for (x0, y0), (x1, y1) in zip(self.heads, self.heads[1:], strict=False):
            if across <= x1:
                return y0 if across <= x0 else y0 + (y1 - y0) * (across - x0) / (x1 - x0)
        (x0, y0), (x1, y1) = self.heads[-2:]
        return y1 + (y1 - y0) * (across - x1) / (x1 - x0)


def shape_of(placed: Placement) -> FootShape:
    """Answer the foot that a placement was made for, ready to be drawn."""
    heads = tuple(zip(placed.across_mm, placed.line.heads, strict=True))
    return FootShape(placed.line.foot_length_mm, placed.breadth.breadth_mm, heads, placed.drawn_from.get("arch"))


def head_line(foot: FootShape, behind_mm: float = 0, *, inner: float = 0.06, outer: float = 0.94) -> Path:
    """Answer the arc of the heads, or a line ``behind_mm`` behind it, across the ball (shares of its breadth)."""
    arc = HeadLine(foot.heads)
    low, high = inner * foot.breadth_mm, outer * foot.breadth_mm
    places = [low, *(x for x, _ in foot.heads if low < x < high), high]
    return smooth([(x, arc.at(x) - behind_mm) for x in places], closed=False)


def pad_outline(placed: Placement) -> Path:
    """Answer the outline of the pad where it lies."""
    foot = shape_of(placed)
    if placed.pattern.kind == CUT_OUT:
        return _dancers_pad(placed, foot)
    return _teardrop(placed, foot)


def _teardrop(placed: Placement, foot: FootShape) -> Path:
    inner, outer = placed.pad_across_mm
    middle, half = (inner + outer) / 2, (outer - inner) / 2
    arc, behind = HeadLine(foot.heads), placed.window.target_mm
    long = placed.pad.length_mm or 0

    def front(out: float) -> Point:
        rounded = max(0.0, abs(out) - _FLAT) / (1 - _FLAT)
        across = middle + out * half
        return across, arc.at(across) - behind - _ROUNDING * long * rounded**2

    def side(back: float, out: float) -> Point:
        # The slant of the front edge fades towards the tail, which points along the metatarsals.
        slant = (arc.at(middle + out * half) - arc.at(middle)) * (1 - back)
        return middle + out * half, arc.at(middle) - behind - back * long + slant

    right = [side(back, wide) for back, wide in _SIDES]
    left = [side(back, -wide) for back, wide in reversed(_SIDES)]
    return smooth([*(front(out) for out in _FRONT), *right, side(1.0, 0.0), *left])


def thickest_line(placed: Placement) -> Path | None:
    """Answer the ridge where a teardrop is thickest, parallel to its front edge; ``None`` for an even pad."""
    behind = placed.pad.thickest_behind_mm
    if behind is None:
        return None
    foot = shape_of(placed)
    arc = HeadLine(foot.heads)
    inner, outer = placed.pad_across_mm
    middle, half = (inner + outer) / 2, (outer - inner) / 2
    share = 1 - behind / (placed.pad.length_mm or behind)
    places = [middle + out * half for out in (-0.55, -0.28, 0.0, 0.28, 0.55)]
    back = arc.at(middle) - placed.window.target_mm - behind
    return smooth([(x, back + (arc.at(x) - arc.at(middle)) * share) for x in places], closed=False)


def _dancers_pad(placed: Placement, foot: FootShape) -> Path:
    """Answer the pad round a head that hangs free: under the other heads, open towards the edge of the foot."""
    first_free = placed.pattern.free_head == HEADS[0]
    tail_mm = foot.heads[2][1] + placed.material_ahead_mm - (placed.pad.length_mm or 0)
    drawn = _round_the_first if first_free else _round_the_fifth
    return smooth(drawn(placed, foot, tail_mm))


def _round_the_first(placed: Placement, foot: FootShape, tail: float) -> list[Point]:
    low, high = placed.pad_across_mm
    (free_x, free_y), (next_x, next_y), *_, (last_x, last_y) = foot.heads
    edge, ahead = free_y - placed.window.target_mm, placed.material_ahead_mm
    wall, share = (free_x + next_x) / 2, foot.breadth_mm / 100
    return [
        (low + 1 * share, edge - 6 * share),
        (low + 4 * share, edge - 1 * share),
        (free_x, edge),
        (wall - 5 * share, edge + 2 * share),
        (wall - 0.5 * share, free_y - 1 * share),
        (wall + 2 * share, next_y + ahead - 3 * share),
        (next_x - 3 * share, next_y + ahead),
        *((x, y + ahead) for x, y in foot.heads[2:4]),
        (last_x - 2 * share, last_y + ahead),
        (high - 1 * share, last_y - 4 * share),
        (high - 3 * share, last_y - 15 * share),
        (84 * share, tail + 20 * share),
        (73 * share, tail + 6 * share),
        (57 * share, tail),
        (41 * share, tail + 4 * share),
        (28 * share, tail + 16 * share),
        (19 * share, tail + 32 * share),
        (low + 8 * share, edge - 20 * share),
    ]


def _round_the_fifth(placed: Placement, foot: FootShape, tail: float) -> list[Point]:
    low, high = placed.pad_across_mm
    (first_x, first_y), *_, (next_x, next_y), (free_x, free_y) = foot.heads
    edge, ahead = free_y - placed.window.target_mm, placed.material_ahead_mm
    wall, share = (free_x + next_x) / 2, foot.breadth_mm / 100
    return [
        (high - 1 * share, edge - 6 * share),
        (high - 3 * share, edge - 1 * share),
        (free_x, edge),
        (wall + 5 * share, edge + 2 * share),
        (wall + 0.5 * share, free_y - 1 * share),
        (wall - 1.5 * share, next_y + ahead - 5 * share),
        (next_x + 2 * share, next_y + ahead - 0.5 * share),
        *((x, y + ahead) for x, y in reversed(foot.heads[1:3])),
        (first_x + 2 * share, first_y + ahead),
        (low + 1 * share, first_y + 1 * share),
        (low + 1 * share, first_y - 10 * share),
        (low + 6 * share, first_y - 28 * share),
        (22 * share, tail + 24 * share),
        (31 * share, tail + 6 * share),
        (48 * share, tail),
        (66 * share, tail + 2 * share),
        (79 * share, tail + 12 * share),
        (high - 7 * share, edge - 20 * share),
    ]
