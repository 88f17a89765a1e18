"""How the charts look: on a light screen, a dark one, on paper, and in viewers that know no style sheet.

Every element carries the colours of a light screen as attributes; the style sheet repeats them by class and overrides
them on a dark screen. Variables of style sheets are left out, since a viewer that does not know them draws all black.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from api.pictures.drawing.chart_svg import policy_for

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
FONT_SIZE = "11px"

Look = Mapping[str, str]
"""Attribute -> value; ``@run`` is the colour of that name."""

_SHARED: Mapping[str, Look] = {
    "paper": {"fill": "@paper"},
    "name": {"font-size": "15px", "font-weight": "600"},
    "soft": {"fill": "@soft"},
    "head": {"font-weight": "600"},
    "right": {"text-anchor": "end"},
    "middle": {"text-anchor": "middle"},
    "grid": {"stroke": "@grid", "stroke-width": "1"},
}
_SHARED_LIGHT = {"paper": "#ffffff", "ink": "#1b2430", "soft": "#55616e", "grid": "#e1e6eb"}
_SHARED_DARK = {"paper": "#10161d", "ink": "#e9eef3", "soft": "#a7b3bf", "grid": "#2a343f"}


@dataclass(frozen=True)
class ChartStyle:
    """The colours of a chart on light and dark screens, and the look of each class of its elements."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    looks: Mapping[str, Look]

    def __call__(self, *classes: str) -> dict[str, Any]:
        """Return the attributes of an element of these classes, as ``element`` takes them."""
        painted = {
            name.replace("-", "_"): self._value(value, self.light)
            for one in classes
            for name, value in self.looks[one].items()
        }
        return {"class_": " ".join(classes), **painted}

    @property
    def text(self) -> dict[str, str]:
        """The attributes of a group of elements whose texts have no look of their own."""
        return {"fill": self.light["ink"], "font_family": FONT, "font_size": FONT_SIZE}

    @cached_property
    def sheet(self) -> str:
        """The style sheet."""
        return (
            f"svg{{font-family:{FONT};font-size:{FONT_SIZE}}}"
            "text{stroke-width:3px;stroke-linejoin:round;paint-order:stroke}"
            f"{self._rules(self.light)}@media screen and (prefers-color-scheme:dark){{{self._rules(self.dark)}}}"
        )

    @cached_property
    def policy(self) -> str:
        """The Content-Security-Policy under which the chart is served: its own style sheet and nothing else."""
        return policy_for(self.sheet)

    def _rules(self, palette: Mapping[str, str]) -> str:
        """Return the rule of each class; of a dark palette the colours alone."""
        text = f"text{{fill:{palette['ink']};stroke:{palette['paper']}}}"
        return text + "".join(
            f".{name}{{{';'.join(self._declarations(look, palette))}}}"
            for name, look in self.looks.items()
            if palette is self.light or any(value.startswith("@") for value in look.values())
        )

    def _declarations(self, look: Look, palette: Mapping[str, str]) -> list[str]:
        return [
            f"{name}:{self._value(value, palette)}"
            for name, value in look.items()
            if palette is self.light or value.startswith("@")
        ]

    @staticmethod
    def _value(value: str, palette: Mapping[str, str]) -> str:
        return palette[value[1:]] if value.startswith("@") else value


def _line(colour: str, width: str, dashes: str = "") -> dict[str, str]:
    return {"stroke": f"@{colour}", "stroke-width": width, **({"stroke-dasharray": dashes} if dashes else {})}


WEAR_STYLE = ChartStyle(
    light={**_SHARED_LIGHT, "run": "#0a5aa8", "plan": "#8a5a00", "end": "#b3261e", "worn": "#55616e"},
    dark={**_SHARED_DARK, "run": "#6db5ff", "plan": "#f0b849", "end": "#ff8a80", "worn": "#a7b3bf"},
    looks={
        **_SHARED,
        "run": {"fill": "none", **_line("run", "2.2"), "stroke-linejoin": "round"},
        "ahead": {"fill": "none", **_line("run", "1.8", "5 4")},
        "span": {"fill": "@run", "fill-opacity": ".16"},
        "band": {"fill": "@run", "fill-opacity": ".22"},
        "band-ahead": {"fill": "@run", "fill-opacity": ".1"},
        "now": {"fill": "@run"},
        "due": {"fill": "@paper", **_line("end", "2")},
        "today": _line("soft", "1", "2 3"),
        "plan": _line("plan", "1.5", "7 4"),
        "end": _line("end", "1.8"),
        "worn": _line("worn", "1.5", "1.5 3.5"),
        "plan-name": {"fill": "@plan"},
        "end-name": {"fill": "@end", "font-weight": "600"},
        "worn-name": {"fill": "@worn"},
    },
)

RETURN_STYLE = ChartStyle(
    light={
        **_SHARED_LIGHT,
        **{"walk": "#0a5aa8", "run": "#0a5aa8", "usual": "#0b6b3a", "flat": "#6b4fa0"},
    },
    dark={
        **_SHARED_DARK,
        **{"walk": "#6db5ff", "run": "#6db5ff", "usual": "#6fd79b", "flat": "#c3aaf5"},
    },
    looks={
        **_SHARED,
        "walk": {"fill": "@walk", "fill-opacity": ".28", **_line("walk", "1.4", "3 2")},
        "run": {"fill": "@run", "fill-opacity": ".85", **_line("run", "1.4")},
        "usual": _line("usual", "1.8", "7 4"),
        "flat": _line("flat", "3"),
        "bar-name": {"fill": "@run"},
        "bar-inside": {"fill": "@paper", "stroke": "none"},
        "usual-name": {"fill": "@usual", "font-weight": "600"},
        "flat-name": {"fill": "@flat"},
    },
)
