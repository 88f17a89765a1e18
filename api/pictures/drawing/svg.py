"""Writing SVG: elements with escaped text and attributes, and lines as path data; no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

from api.pictures.drawing.curves import Path, Point

Mapped = Callable[[Point], Point]


def number(value: float) -> str:
    """Return a coordinate as short as a hundredth of a millimetre allows."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, *children: str, **attributes: str | float) -> str:
    """Return an element round children that are markup already; ``stroke_width`` is written as stroke-width."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def words(text: str, x: float, y: float, **attributes: str | float) -> str:
    """Return a line of text with its baseline at ``y``."""
    return element("text", escape(text), x=x, y=y, **attributes)


def data(path: Path, to: Mapped) -> str:
    """Return the path data of a line, its points carried over by ``to``."""
    mapped = path.mapped(to)
    parts = [f"M{_pair(mapped.start)}"]
    parts += [f"C{_pair(one)} {_pair(two)} {_pair(end)}" for one, two, end in mapped.segments]
    return "".join(parts) + ("Z" if path.closed else "")


def drawn(paths: Iterable[Path], to: Mapped, **attributes: str | float) -> str:
    """Return lines as one path element."""
    return element("path", d="".join(data(path, to) for path in paths), **attributes)


def between(one: Path, other: Path, to: Mapped, **attributes: str | float) -> str:
    """Return the area between two open lines."""
    there, back = one.along(), other.along()[::-1]
    places = " L".join(_pair(to(point)) for point in (*there, *back))
    return element("path", d=f"M{places}Z", **attributes)


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
