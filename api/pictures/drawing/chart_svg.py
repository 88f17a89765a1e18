"""What a chart needs beside plain SVG: its frame with a title and words for those who cannot see, and its own style."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from api.pictures.drawing.svg import element, number

NAMESPACE = "http://www.w3.org/2000/svg"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def chart(width: float, height: float, drawn: Sequence[str], *, title: str, description: str, style: str) -> bytes:
    """Return a whole picture that scales to its place; ``drawn`` is markup, title and description are words."""
    return element(
        "svg",
        element("title", escape(clean(title)), id="title"),
        element("desc", escape(clean(description)), id="desc"),
        element("style", escape(style)),
        *drawn,
        xmlns=NAMESPACE,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_labelledby="title desc",
    ).encode()


def straight(points: Iterable[tuple[float, float]], *, closed: bool = False, **attributes: str | float) -> str:
    """Return straight lines through points."""
    corners = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{corners}{'Z' if closed else ''}", **attributes)


def clean(text: str) -> str:
    """Return the text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def policy_for(style: str) -> str:
    """Return the Content-Security-Policy under which a picture with this style sheet, and nothing else, is shown."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
