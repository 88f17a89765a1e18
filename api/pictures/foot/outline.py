"""The outline of a foot from its own measures: sole, toes, heads, arch. One geometry for the picture and the template.

Every point is (across, along) in millimetres: across from the inner edge of the foot at the ball towards the little
toe, along from the back of the heel towards the toes. A page mirrors it for the left or right foot and for a look from
below or from above. The proportions between measured points are drawn, not measured: a well-built foot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from api.pictures.drawing.curves import Path, Point, ellipse, smooth

BALL_SHARE = 0.74
"""Where the drawn proportions have the ball line; a foot whose ball lies elsewhere is stretched to its own."""

TOES = (
    # base across, base along, tip across, tip along, width: shares of breadth and length
    (0.178, 0.775, 0.205, 1.000, 0.296),
    (0.396, 0.775, 0.412, 0.985, 0.154),
    (0.552, 0.765, 0.548, 0.951, 0.135),
    (0.688, 0.735, 0.676, 0.910, 0.128),
    (0.836, 0.690, 0.800, 0.858, 0.148),
)

PULP = 0.77
"""Where along a toe its soft end lies."""

HEAD_RADIUS = 0.0105
"""How large a head is drawn, as a share of the foot's length: small, so that the gap to a pad behind it shows."""

SORE_RADIUS = 0.018
"""How large a sore spot is drawn where no head is, as a share of the foot's length."""

_ARCH_REACH = {"low": 0.30, "normal": 0.52, "high": 0.70}
"""How far the hollow of the arch reaches across the middle of the foot, from its inner edge: shares of breadth."""


class FootShape(NamedTuple):
    """The measures a foot is drawn from, in millimetres; ``heads`` as (across, along), big toe side first."""

    length_mm: float
    breadth_mm: float
    heads: tuple[Point, ...]
    arch: str | None = None

    @property
    def ball_mm(self) -> float:
        """The ball line from the heel, where the first head lies."""
        return self.heads[0][1]

    def at(self, across: float, along: float) -> Point:
        """Return the point at shares of breadth and length; along is stretched so that the ball lies where it is."""
        if along <= BALL_SHARE:
            return across * self.breadth_mm, along / BALL_SHARE * self.ball_mm
        beyond = (along - BALL_SHARE) / (1 - BALL_SHARE)
        return across * self.breadth_mm, self.ball_mm + beyond * (self.length_mm - self.ball_mm)


def sole(foot: FootShape) -> Path:
    """Return the outline of the sole without the toes: heel, arch, ball, outer edge."""
    fifth = foot.heads[-1][1] / foot.length_mm
    at = foot.at
    return smooth(
        [
            *_heel_and_arch(foot),
            at(0.026, 0.795),
            at(0.080, 0.832),
            at(0.210, 0.850),
            at(0.322, 0.868),
            at(0.430, 0.850),
            at(0.560, 0.822),
            at(0.700, 0.785),
            at(0.840, 0.735),
            _beside(foot, 0.950, fifth + 0.050),
            *_outer_edge(foot),
        ]
    )


def _heel_and_arch(foot: FootShape) -> list[Point]:
    """Return the inner side from the back of the heel to the ball."""
    at = foot.at
    return [
        at(0.440, 0.000),
        at(0.300, 0.012),
        at(0.175, 0.052),
        at(0.118, 0.120),
        at(0.125, 0.210),
        at(0.165, 0.320),
        at(0.195, 0.430),
        at(0.170, 0.540),
        at(0.085, 0.640),
        at(0.008, 0.715),
        at(0.000, 0.752),
    ]


def _outer_edge(foot: FootShape) -> list[Point]:
    """Return the outer side from the fifth head back to the heel."""
    fifth = foot.heads[-1][1] / foot.length_mm
    at = foot.at
    return [
        _beside(foot, 0.998, fifth + 0.005),
        _beside(foot, 0.995, fifth - 0.045),
        _beside(foot, 0.950, fifth - 0.130),
        at(0.890, 0.400),
        at(0.845, 0.290),
        at(0.800, 0.190),
        at(0.768, 0.115),
        at(0.705, 0.050),
        at(0.580, 0.012),
    ]


def _beside(foot: FootShape, across: float, along: float) -> Point:
    """Return a point at shares of breadth and length that follows the fifth head and not the ball line."""
    return across * foot.breadth_mm, along * foot.length_mm


def toes(foot: FootShape) -> tuple[Path, ...]:
    """Return the outlines of the five toes, the big toe first; each reaches back into the sole."""
    return tuple(_toe(foot, *share) for share in TOES)


def _toe(foot: FootShape, base_x: float, base_y: float, tip_x: float, tip_y: float, width: float) -> Path:
    base, tip = foot.at(base_x, base_y), foot.at(tip_x, tip_y)
    half = width * foot.breadth_mm / 2
    long = tip[1] - base[1]

    def at(along: float, out: float) -> Point:
        middle = base[0] + (tip[0] - base[0]) * along
        return middle + out * half, base[1] + along * long

    # A neck, then the pulp, then a rounded end.
    return smooth(
        [
            at(0.00, -0.93),
            at(0.40, -0.92),
            at(0.62, -0.97),
            at(0.80, -0.95),
            at(0.94, -0.60),
            at(1.00, 0.00),
            at(0.94, 0.60),
            at(0.80, 0.95),
            at(0.62, 0.97),
            at(0.40, 0.92),
            at(0.00, 0.93),
        ]
    )


def pulps(foot: FootShape) -> tuple[Path, ...]:
    """Return the soft ends of the toes that touch the ground, the big toe first."""
    found = []
    for base_x, base_y, tip_x, tip_y, width in TOES:
        base, tip = foot.at(base_x, base_y), foot.at(tip_x, tip_y)
        middle = (base[0] + (tip[0] - base[0]) * PULP, base[1] + (tip[1] - base[1]) * PULP)
        found.append(ellipse(middle, width * foot.breadth_mm * 0.37, (tip[1] - base[1]) * 0.165))
    return tuple(found)


def head_radius(foot: FootShape, gap_mm: float) -> float:
    """Return how large the heads are drawn, so that a pad ``gap_mm`` behind their middles does not touch them."""
    return min(HEAD_RADIUS * foot.length_mm, max(0.6 * gap_mm, 1.2))


def heads(foot: FootShape, gap_mm: float) -> tuple[Path, ...]:
    """Return the five heads of the metatarsals, as round spots clear of a pad ``gap_mm`` behind them."""
    radius = head_radius(foot, gap_mm)
    return tuple(ellipse(middle, radius, radius) for middle in foot.heads)


def spot(foot: FootShape, site: str) -> Point:
    """Return where a site of pain lies on the foot: ``mth_2``, ``web_3_4``, ``toe_1``, ``midfoot``, ``heel``."""
    kind, _, where = site.partition("_")
    if kind == "mth":
        return foot.heads[int(where) - 1]
    if kind == "web":
        one, two = (foot.heads[int(toe) - 1] for toe in where.split("_"))
        return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2 + 0.03 * foot.length_mm
    if kind == "toe":
        base_x, base_y, tip_x, tip_y, _ = TOES[int(where) - 1]
        base, tip = foot.at(base_x, base_y), foot.at(tip_x, tip_y)
        return base[0] + (tip[0] - base[0]) * PULP, base[1] + (tip[1] - base[1]) * PULP
    return foot.at(0.44, 0.10) if kind == "heel" else foot.at(0.55, 0.45)


def sore_spot(foot: FootShape, site: str, gap_mm: float) -> Path:
    """Return the outline of a sore spot: a ring round a head, clear of a pad behind it, or a spot elsewhere."""
    middle = spot(foot, site)
    radius = SORE_RADIUS * foot.length_mm
    if site.startswith("mth_"):
        radius = head_radius(foot, gap_mm) + min(0.008 * foot.length_mm, 0.3 * gap_mm)
    return ellipse(middle, radius, radius)


def print_of(foot: FootShape) -> Path:
    """Return what touches the ground when the foot stands: the sole with the hollow of the arch left out."""
    reach = _ARCH_REACH.get(foot.arch or "normal", _ARCH_REACH["normal"])
    fifth = foot.heads[-1][1] / foot.length_mm
    at = foot.at
    return smooth(
        [
            at(0.440, 0.022),
            at(0.300, 0.035),
            at(0.205, 0.080),
            at(0.178, 0.140),
            at(0.215, 0.220),
            at(reach * 0.80, 0.320),
            at(reach, 0.430),
            at(reach * 0.88, 0.540),
            at(0.175, 0.635),
            at(0.070, 0.700),
            at(0.052, 0.752),
            at(0.105, 0.795),
            at(0.250, 0.803),
            at(0.420, 0.800),
            at(0.560, 0.785),
            at(0.700, 0.752),
            at(0.830, 0.704),
            _beside(foot, 0.915, fifth + 0.030),
            _beside(foot, 0.952, fifth - 0.010),
            _beside(foot, 0.940, fifth - 0.060),
            at(0.880, 0.480),
            at(0.830, 0.360),
            at(0.780, 0.250),
            at(0.735, 0.150),
            at(0.670, 0.078),
            at(0.570, 0.034),
        ]
    )


def envelope(foot: FootShape) -> Path:
    """Return one smooth line round sole and toes, to cut along: the shape of an insole."""
    fifth = foot.heads[-1][1] / foot.length_mm
    at = foot.at
    return smooth(
        [
            *_heel_and_arch(foot),
            at(0.004, 0.830),
            at(0.020, 0.920),
            at(0.080, 0.984),
            at(0.205, 1.001),
            at(0.330, 1.001),
            at(0.475, 0.994),
            at(0.620, 0.962),
            at(0.765, 0.910),
            at(0.905, 0.820),
            _beside(foot, 0.985, fifth + 0.085),
            *_outer_edge(foot),
        ]
    )


def view(breadth_mm: float, *, inner_on_the_left: bool) -> Callable[[Point], Point]:
    """Return the map from the foot to a page with the toes up: the inner edge on the left or on the right."""

    def to(point: Point) -> Point:
        across, along = point
        return (across if inner_on_the_left else breadth_mm - across), along

    return to


def inner_on_the_left(side: str, *, from_below: bool) -> bool:
    """Return whether the big toe is on the left of a page with the toes up.

    Seen from below, as a sole is, a left foot has it on the left; seen from above, as an insole is, on the right.
    """
    return (side == "left") is from_below
