"""Where a named site of pain lies on the drawn foot."""

from __future__ import annotations

from api.pictures.drawing.curves import Path, Point, ellipse
from api.pictures.foot.outline import HEAD_RADII, PULP, TOES, FootShape

_SORE_MM, _RING_MM = 5.0, 3.4
"""How large a sore spot is drawn, and how far it stands out round a head."""


def spot(foot: FootShape, site: str) -> Point:
    """Answer where a site of pain lies on the foot: ``mth_2``, ``web_3_4``, ``toe_1``, ``midfoot``, ``heel``."""
    kind, _, where = site.partition("_")
    if kind == "mth":
        return foot.heads[int(where) - 1]
    if kind == "web":
        one, two = (foot.heads[int(each) - 1] for each in where.split("_"))
        return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2 + 0.03 * foot.length_mm
    if kind == "toe":
        base_x, base_y, tip_x, tip_y, _ = TOES[int(where) - 1]
        base, tip = foot.at(base_x, base_y), foot.at(tip_x, tip_y)
        return base[0] + (tip[0] - base[0]) * PULP, base[1] + (tip[1] - base[1]) * PULP
    return foot.at(0.44, 0.10) if kind == "heel" else foot.at(0.55, 0.45)


def sore_spot(foot: FootShape, site: str) -> Path:
    """Answer the outline of a sore spot: a ring round a head, a spot elsewhere."""
    kind, _, where = site.partition("_")
    if kind != "mth":
        return ellipse(spot(foot, site), _SORE_MM, _SORE_MM)
    across, along = HEAD_RADII[int(where) - 1]
    radii = across * foot.breadth_mm + _RING_MM, along * foot.length_mm + _RING_MM
    return ellipse(spot(foot, site), *radii)
