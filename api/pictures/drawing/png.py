"""A picture as PNG, for whatever shows no SVG: label printers, documents, apps; its letters are of a font that is ours.

Only colours written on the shapes are seen, those of a light page; style sheets for dark screens are not.
"""

from __future__ import annotations

from pathlib import Path

import resvg_py

WIDTHS = (100, 2000)
"""How many pixels wide a picture may be asked for, at least and at most."""

WIDTH = 800

_FONTS = [str(path) for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf"))]
_FAMILY = "DejaVu Sans"


def png(svg: str, width: int = WIDTH) -> bytes:
    """Return an SVG picture as PNG, ``width`` pixels wide and as high as it then is."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=_FONTS,
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
        )
    )
