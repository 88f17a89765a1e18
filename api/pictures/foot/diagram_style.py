"""The colours of the picture: one style sheet for a light page, a dark page and paper."""

from __future__ import annotations

import base64
import hashlib

_LIGHT = (
    "--paper:#fff;--ink:#1c2430;--soft:#565f6d;--skin:#f7e4d6;--print:#ecccb4;--edge:#8a5f45;--pad:#2f7fb8;"
    "--pad-line:#0f4c78;--sore:#d32f2f;--band:#7a4fc0;--range:#14853f"
)
_DARK = (
    "--paper:#14181f;--ink:#eef2f7;--soft:#aeb8c6;--skin:#473830;--print:#5f473b;--edge:#c79f86;--pad:#3f97d6;"
    "--pad-line:#b5defc;--sore:#ff5a4f;--band:#b79cf0;--range:#63d993"
)

STYLE = (
    f".f{{{_LIGHT};font-family:system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}}"
    f"@media (prefers-color-scheme:dark){{.f{{{_DARK}}}}}"
    f"@media print{{.f{{{_LIGHT}}}}}"
    ".paper{fill:var(--paper)}.ink{fill:var(--ink)}.soft{fill:var(--soft)}.bold{font-weight:600}"
    ".edge{fill:var(--skin);stroke:var(--edge);stroke-width:1.8;stroke-linejoin:round}.skin{fill:var(--skin)}"
    ".print{fill:var(--print)}.pad{fill:var(--pad);fill-opacity:.6;stroke:var(--pad-line);stroke-width:1}"
    ".ridge{fill:none;stroke:var(--pad-line);stroke-width:1.1;stroke-dasharray:.2 2.4;stroke-linecap:round}"
    ".front{fill:none;stroke:var(--pad-line);stroke-width:2.2;stroke-linecap:round}"
    ".head{fill:var(--paper);fill-opacity:.72;stroke:var(--ink);stroke-width:.7}"
    ".line{fill:none;stroke:var(--ink);stroke-width:.9;stroke-dasharray:4 2}"
    ".band{fill:var(--band);fill-opacity:.2}.bar{fill-opacity:.75}"
    ".range{fill:var(--range);fill-opacity:.32}.range.bar{fill-opacity:.8}"
    ".sore{fill:var(--sore);fill-opacity:.6}"
    ".lead{fill:none;stroke:var(--soft);stroke-width:.6}.scale{fill:none;stroke:var(--ink);stroke-width:.9}"
)
"""The whole style sheet of the picture."""

STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy names to allow this style sheet and no other."""
