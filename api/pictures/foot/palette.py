"""The colours of the picture of a pad: written on each shape, so that every viewer shows them.

A style sheet only overrides them on a dark screen; paper and viewers that know no style sheet keep the attributes.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.pictures.drawing.chart_svg import policy_for

LIGHT_AND_DARK: Mapping[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#14181f"),
    "ink": ("#1c2430", "#eef2f7"),
    "soft": ("#565f6d", "#aeb8c6"),
    "skin": ("#f7e4d6", "#473830"),
    "print": ("#ecccb4", "#5f473b"),
    "edge": ("#8a5f45", "#c79f86"),
    "pad": ("#7fb2d8", "#3f87bd"),
    "pad-line": ("#0f4c78", "#b5defc"),
    "sore": ("#d32f2f", "#ff5a4f"),
    "band": ("#7a4fc0", "#b79cf0"),
    "range": ("#14853f", "#63d993"),
}
"""Name -> colour in light and on a dark screen."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

STYLE = (
    "@media screen and (prefers-color-scheme:dark){"
    + "".join(f".fill-{name}{{fill:{dark}}}.line-{name}{{stroke:{dark}}}" for name, (_, dark) in LIGHT_AND_DARK.items())
    + "}"
)

CONTENT_SECURITY_POLICY = policy_for(STYLE)
"""Under which the picture is served: its own style sheet, known by its hash, and nothing else."""

Style = Mapping[str, str | float]


def fill(name: str, opacity: float = 1) -> dict[str, str | float]:
    """Return the attributes of a filled shape."""
    style: dict[str, str | float] = {"class_": f"fill-{name}", "fill": LIGHT_AND_DARK[name][0]}
    return style if opacity == 1 else {**style, "fill_opacity": opacity}


def line(name: str, width: float, dashes: str = "") -> dict[str, str | float]:
    """Return the attributes of a line with round ends."""
    style: dict[str, str | float] = {
        "class_": f"line-{name}",
        "fill": "none",
        "stroke": LIGHT_AND_DARK[name][0],
        "stroke_width": width,
        "stroke_linecap": "round",
        "stroke_linejoin": "round",
    }
    return {**style, "stroke_dasharray": dashes} if dashes else style


def outlined(name: str, edge: str, width: float) -> dict[str, str | float]:
    """Return the attributes of a filled shape with an edge."""
    return {**line(edge, width), "class_": f"fill-{name} line-{edge}", "fill": LIGHT_AND_DARK[name][0]}
