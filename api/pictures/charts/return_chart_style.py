"""The colours of the chart of a way back: on a light screen, a dark one, and paper."""

from __future__ import annotations

from api.pictures.drawing.chart_svg import policy_for

_LIGHT = (
    "--paper:#ffffff;--ink:#1b2430;--soft:#55616e;--grid:#e1e6eb;"
    "--walk:#0a5aa8;--run:#0a5aa8;--ceiling:#8a5a00;--usual:#0b6b3a;--flat:#6b4fa0"
)
_DARK = (
    "--paper:#10161d;--ink:#e9eef3;--soft:#a7b3bf;--grid:#2a343f;"
    "--walk:#6db5ff;--run:#6db5ff;--ceiling:#f0b849;--usual:#6fd79b;--flat:#c3aaf5"
)

STYLE = (
    f"svg{{{_LIGHT};font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
    "font-size:11px}"
    f"@media (prefers-color-scheme:dark){{svg{{{_DARK}}}}}"
    f"@media print{{svg{{{_LIGHT}}}}}"
    ".paper{fill:var(--paper)}"
    "text{fill:var(--ink);stroke:var(--paper);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}"
    ".name{font-size:15px;font-weight:600}.soft{fill:var(--soft)}.head{font-weight:600}"
    ".right{text-anchor:end}.middle{text-anchor:middle}"
    ".grid{stroke:var(--grid);stroke-width:1}"
    ".walk{fill:var(--walk);fill-opacity:.28;stroke:var(--walk);stroke-width:1.4;stroke-dasharray:3 2}"
    ".run{fill:var(--run);fill-opacity:.85;stroke:var(--run);stroke-width:1.4}"
    ".ceiling{fill:none;stroke:var(--ceiling);stroke-width:2}"
    ".usual{stroke:var(--usual);stroke-width:1.8;stroke-dasharray:7 4}"
    ".flat{stroke:var(--flat);stroke-width:3}"
    ".ceiling-name{fill:var(--ceiling)}.usual-name{fill:var(--usual);font-weight:600}.flat-name{fill:var(--flat)}"
)

CONTENT_SECURITY_POLICY = policy_for(STYLE)
"""Under which the chart is served: its own style sheet, known by its hash, and nothing else."""
