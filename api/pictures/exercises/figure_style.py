"""The colours of the exercise drawings: on a light screen, a dark one, and paper."""

from __future__ import annotations

from api.pictures.drawing.chart_svg import policy_for

_LIGHT = (
    "--paper:#ffffff;--ink:#1b2430;--body:#2f5d86;--far:#8fb0cc;--skin:#e9c9a8;--edge:#8a6543;--thing:#6b7682;"
    "--soft:#d8dee4;--move:#b3261e;--feel:#f08c1b"
)
_DARK = (
    "--paper:#10161d;--ink:#e9eef3;--body:#7fb2e0;--far:#3f6485;--skin:#d9b48f;--edge:#5d432b;--thing:#9aa6b2;"
    "--soft:#2f3a45;--move:#ff6a5e;--feel:#ffc24d"
)

STYLE = (
    f"svg{{{_LIGHT};font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}}"
    f"@media (prefers-color-scheme:dark){{svg{{{_DARK}}}}}"
    f"@media print{{svg{{{_LIGHT}}}}}"
    ".paper{fill:var(--paper)}"
    ".name{fill:var(--ink);font-size:16px;font-weight:600}"
    ".key{fill:var(--ink);font-size:11.5px}"
    "path{fill:none;stroke-linecap:round;stroke-linejoin:round}"
    ".leg,.arm,.trunk{stroke:var(--body)}.leg{stroke-width:11}.arm{stroke-width:8}.trunk{stroke-width:16}"
    ".leg-rim{stroke:var(--paper);stroke-width:15}.arm-rim{stroke:var(--paper);stroke-width:11.5}"
    ".guide{stroke:var(--thing);stroke-width:2;stroke-dasharray:6 6}"
    ".foot{stroke:var(--body);stroke-width:7}.head{fill:var(--body)}"
    ".far .leg,.far .arm,.far .foot{stroke:var(--far)}"
    ".thing{stroke:var(--thing);stroke-width:4}.solid{fill:var(--thing)}.ground{stroke:var(--thing);stroke-width:2}"
    ".wall{fill:var(--soft)}.cloth{stroke:var(--thing);stroke-width:5}"
    ".move{stroke:var(--move);stroke-width:3.4}.tip{fill:var(--move)}"
    ".feel{stroke:var(--feel);stroke-width:6}"
    ".lens{fill:var(--paper);stroke:var(--soft);stroke-width:2.5}"
    ".skin{fill:var(--skin);stroke:var(--edge);stroke-width:2.4}"
    ".toe-edge{stroke:var(--edge);stroke-width:17.8}.toe{stroke:var(--skin);stroke-width:13}"
    ".hand-edge{stroke:var(--paper);stroke-width:14}.hand{stroke:var(--body);stroke-width:10}"
)

CONTENT_SECURITY_POLICY = policy_for(STYLE)
"""Under which a drawing is served: its own style sheet, known by its hash, and nothing else."""
