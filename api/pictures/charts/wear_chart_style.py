"""The colours of the wear chart: on a light screen, a dark one, and paper."""

from __future__ import annotations

from api.pictures.drawing.chart_svg import policy_for

_LIGHT = (
    "--paper:#ffffff;--ink:#1b2430;--soft:#55616e;--grid:#e1e6eb;"
    "--run:#0a5aa8;--band:#0a5aa8;--plan:#8a5a00;--end:#b3261e;--worn:#55616e"
)
_DARK = (
    "--paper:#10161d;--ink:#e9eef3;--soft:#a7b3bf;--grid:#2a343f;"
    "--run:#6db5ff;--band:#6db5ff;--plan:#f0b849;--end:#ff8a80;--worn:#a7b3bf"
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
    ".run{fill:none;stroke:var(--run);stroke-width:2.2;stroke-linejoin:round}"
    ".ahead{fill:none;stroke:var(--run);stroke-width:1.8;stroke-dasharray:5 4}"
    ".span{fill:var(--band);fill-opacity:.16}"
    ".band{fill:var(--band);fill-opacity:.22}.band-ahead{fill:var(--band);fill-opacity:.1}"
    ".now{fill:var(--run)}"
    ".due{fill:var(--paper);stroke:var(--end);stroke-width:2}"
    ".today{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}"
    ".plan{stroke:var(--plan);stroke-width:1.5;stroke-dasharray:7 4}"
    ".end{stroke:var(--end);stroke-width:1.8}"
    ".worn{stroke:var(--worn);stroke-width:1.5;stroke-dasharray:1.5 3.5}"
    ".plan-name{fill:var(--plan)}.end-name{fill:var(--end);font-weight:600}.worn-name{fill:var(--worn)}"
)

CONTENT_SECURITY_POLICY = policy_for(STYLE)
"""Under which the chart is served: its own style sheet, known by its hash, and nothing else."""
