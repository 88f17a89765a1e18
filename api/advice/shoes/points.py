"""How far up a shoe stands among measured shoes, as points from 0 to 1: the more room and cushioning, the more.

A position is the share of measured shoes below it (FIT-04): nothing in the bottom quarter, then straight lines through
the bottom quarter, the median, the top quarter and the top tenth, which earns all points (FIT-09).
"""

from __future__ import annotations

from collections.abc import Sequence

from api.advice.core.rules import Rulebook
from api.advice.shoes.classes import SCALE_OF_METHOD, ball_is_roomy
from api.advice.shoes.shoe import Shoe

_TOE_BOX = ("toe_box_narrow", "toe_box_median", "toe_box_wide", "toe_box_very_wide")
_SHOCK_ABSORPTION = (
    "shock_absorption_poor_sa",
    "shock_absorption_median_sa",
    "shock_absorption_high_sa",
    "shock_absorption_top_tenth_sa",
)
_STACK = ("stack_poor_mm", "stack_median_mm", "stack_top_quarter_mm", "stack_top_tenth_mm")
_SHARES = ("bottom_quarter", "median", "top_quarter", "top_tenth")


def toe_box_points(shoe: Shoe, book: Rulebook) -> float | None:
    """Answer the points of the measured toe box, ``None`` if it was not measured by a known method (FIT-01).

    With a ball that is narrow, or not known to be roomy, no more than a median toe box earns.
    """
    scale = SCALE_OF_METHOD.get(shoe.toe_box_width_method or "")
    if scale is None or shoe.toe_box_width_mm is None:
        return None
    limits = [book.number("FIT-01", f"{name}_{scale}_mm") for name in _TOE_BOX]
    points = _points(shoe.toe_box_width_mm, limits, book)
    return points if ball_is_roomy(shoe, book) else min(points, points_at("median", book))


def cushioning_points(shoe: Shoe, book: Rulebook) -> float | None:
    """Answer the points of the cushioning under the forefoot: by shock absorption, else by stack (FIT-02)."""
    for figure, names in ((shoe.forefoot_shock_absorption_sa, _SHOCK_ABSORPTION), (shoe.forefoot_stack_mm, _STACK)):
        if figure is not None:
            return _points(figure, [book.number("FIT-02", name) for name in names], book)
    return None


def points_at(position: str, book: Rulebook) -> float:
    """Answer the points of a shoe that stands at ``bottom_quarter``, ``median``, ``top_quarter`` or ``top_tenth``."""
    return book.number("FIT-04", f"{position}_fraction") / book.number("FIT-04", "top_tenth_fraction")


def _points(figure: float, limits: Sequence[float], book: Rulebook) -> float:
    if figure < limits[0]:
        return 0
    shares = [points_at(position, book) for position in _SHARES]
    for low, high, from_points, to_points in zip(limits, limits[1:], shares, shares[1:], strict=False):
        if figure < high:
            return from_points + (to_points - from_points) * (figure - low) / (high - low)
    return shares[-1]
