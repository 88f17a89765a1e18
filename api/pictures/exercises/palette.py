"""The colours and lines of the exercise drawings: written on each shape, so that every viewer shows them.

A style sheet only overrides them on a dark screen; paper and viewers that know no style sheet keep the attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.pictures.drawing.chart_svg import policy_for, straight
from api.pictures.drawing.curves import Point

Style = Mapping[str, str | float]

LIGHT_AND_DARK = {
    "paper": ("#ffffff", "#10161d"),
    "ink": ("#1b2430", "#e9eef3"),
    "skin": ("#f0cfae", "#d9b48f"),
    "far-skin": ("#d8b08a", "#a9835f"),
    "edge": ("#5f4632", "#2b1c10"),
    "shirt": ("#3f7cac", "#6ba6d6"),
    "far-shirt": ("#2c5b82", "#4a7ea8"),
    "shorts": ("#24435f", "#3a6183"),
    "hair": ("#4a3527", "#2b1c10"),
    "thing": ("#8792a0", "#9aa6b2"),
    "soft": ("#e3e8ed", "#2f3a45"),
    "cloth": ("#7fae8b", "#8fc49d"),
    "move": ("#c2261c", "#ff6a5e"),
    "feel": ("#f39322", "#ffc24d"),
}
"""Name -> colour in light and on a dark screen."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

STYLE = (
    "@media screen and (prefers-color-scheme:dark){"
    + "".join(f".fill-{name}{{fill:{dark}}}.line-{name}{{stroke:{dark}}}" for name, (_, dark) in LIGHT_AND_DARK.items())
    + "}"
)

CONTENT_SECURITY_POLICY = policy_for(STYLE)
"""Under which a drawing is served: its own style sheet, known by its hash, and nothing else."""


def fill(name: str) -> dict[str, str | float]:
    """Return the attributes of a filled shape."""
    return {"class_": f"fill-{name}", "fill": LIGHT_AND_DARK[name][0]}


def line(name: str, width: float) -> dict[str, str | float]:
    """Return the attributes of a line with round ends."""
    return {
        "class_": f"line-{name}",
        "fill": "none",
        "stroke": LIGHT_AND_DARK[name][0],
        "stroke_width": width,
        "stroke_linecap": "round",
        "stroke_linejoin": "round",
    }


def outlined(name: str, edge: str, width: float) -> dict[str, str | float]:
    """Return the attributes of a filled shape with an edge."""
    return {**line(edge, width), "class_": f"fill-{name} line-{edge}", "fill": LIGHT_AND_DARK[name][0]}


def lines(points: Iterable[Point], style: Style, *, closed: bool = False) -> str:
    """Return straight lines through points in a style of this palette."""
    return straight(points, closed=closed, **style)
