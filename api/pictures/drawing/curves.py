"""Smooth closed and open lines through points, as cubic Bézier segments that SVG and PDF both draw; millimetres."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

Point = tuple[float, float]
Segment = tuple[Point, Point, Point]

_SIXTH = 6.0
_CIRCLE = 0.5522847498
"""How far the handles of four Bézier segments stand out to make a circle of radius 1."""


class Path(NamedTuple):
    """A line: where it starts, its cubic segments (two handles and an end each), and whether it closes."""

    start: Point
    segments: tuple[Segment, ...]
    closed: bool = True

    def points(self) -> list[Point]:
        """Return the points the line runs through, its start first."""
        return [self.start, *(end for _, _, end in self.segments)]

    def mapped(self, to: Callable[[Point], Point]) -> Path:
        """Return the line with every point and handle carried over by ``to``."""
        segments = tuple((to(one), to(two), to(end)) for one, two, end in self.segments)
        return Path(to(self.start), segments, self.closed)

    def along(self, steps: int = 8) -> list[Point]:
        """Return points on the line, ``steps`` for each segment: for measuring, not for drawing."""
        found, point = [self.start], self.start
        for one, two, end in self.segments:
            found += [_on(point, one, two, end, step / steps) for step in range(1, steps + 1)]
            point = end
        return found


def _on(start: Point, one: Point, two: Point, end: Point, t: float) -> Point:
    a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
    return (
        a * start[0] + b * one[0] + c * two[0] + d * end[0],
        a * start[1] + b * one[1] + c * two[1] + d * end[1],
    )


def smooth(points: Sequence[Point], *, closed: bool = True) -> Path:
    """Return a smooth line through ``points`` (Catmull-Rom), closed or from the first to the last."""
    count = len(points)
    segments = []
    for index in range(count if closed else count - 1):
        before, start, end, after = (_at(points, index + step, closed) for step in (-1, 0, 1, 2))
        one = (start[0] + (end[0] - before[0]) / _SIXTH, start[1] + (end[1] - before[1]) / _SIXTH)
        two = (end[0] - (after[0] - start[0]) / _SIXTH, end[1] - (after[1] - start[1]) / _SIXTH)
        segments.append((one, two, end))
    return Path(points[0], tuple(segments), closed)


def _at(points: Sequence[Point], index: int, closed: bool) -> Point:
    if closed:
        return points[index % len(points)]
    return points[min(max(index, 0), len(points) - 1)]


def straight(points: Sequence[Point], *, closed: bool = False) -> Path:
    """Return straight lines from point to point."""
    ends = [*points[1:], *([points[0]] if closed else [])]
    return Path(points[0], tuple((end, end, end) for end in ends), closed)


def ellipse(middle: Point, across: float, along: float) -> Path:
    """Return an ellipse by its middle and its two radii."""
    x, y = middle
    a, b = across * _CIRCLE, along * _CIRCLE
    return Path(
        (x + across, y),
        (
            ((x + across, y + b), (x + a, y + along), (x, y + along)),
            ((x - a, y + along), (x - across, y + b), (x - across, y)),
            ((x - across, y - b), (x - a, y - along), (x, y - along)),
            ((x + a, y - along), (x + across, y - b), (x + across, y)),
        ),
    )


def bounds(paths: Sequence[Path]) -> tuple[float, float, float, float]:
    """Return the smallest box round the lines: least and greatest x, least and greatest y."""
    found = [point for path in paths for point in path.along()]
    across, along = [x for x, _ in found], [y for _, y in found]
    return min(across), max(across), min(along), max(along)
