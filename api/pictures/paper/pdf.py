"""Sheets of paper in true millimetres: lines, words and measures on a PDF page whose unit is the millimetre.

The origin is the lower left corner. Fonts are the Helvetica that every viewer has; nothing is embedded, nothing dated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

import pydyf

from api.pictures.drawing.curves import Path, Point

Mapped = Callable[[Point], Point]

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of a sheet in millimetres."""

_POINTS_IN_A_MILLIMETRE = 72 / 25.4
_BOLD_WIDER = 1.07
_OTHER_WIDTH = 0.556
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTH_OF = {chr(32 + nth): int(width) / 1000 for nth, width in enumerate(_WIDTHS.split())}
"""How wide Helvetica sets each letter, as a share of its size (Adobe's font metrics)."""


def text_width(text: str, size_mm: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is set, in millimetres."""
    wide = sum(_WIDTH_OF.get(letter, _OTHER_WIDTH) for letter in text) * size_mm
    return wide * _BOLD_WIDER if bold else wide


def lines_of(text: str, size_mm: float, width_mm: float, *, bold: bool = False) -> list[str]:
    """Return the text in lines no wider than ``width_mm``; a single word may be."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size_mm, bold=bold) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Pen(NamedTuple):
    """How a line is drawn: width and dashes in millimetres, grey from 0 (black) to 1."""

    width: float = 0.3
    dashes: tuple[float, ...] = ()
    grey: float = 0.0


class Sheet:
    """One page. Everything is given in millimetres."""

    def __init__(self, paper: str | tuple[float, float]) -> None:
        """``paper``: one of ``PAPERS``, or width and height in millimetres."""
        self.width, self.height = PAPERS[paper] if isinstance(paper, str) else paper
        self.stream = pydyf.Stream(compress=True)
        self.stream.set_matrix(_POINTS_IN_A_MILLIMETRE, 0, 0, _POINTS_IN_A_MILLIMETRE, 0, 0)

    def line(self, points: Sequence[Point], pen: Pen = Pen()) -> None:  # noqa: B008 - a constant
        """Draw straight lines from point to point."""
        self._begin(pen)
        self.stream.move_to(*_floats(points[0]))
        for point in points[1:]:
            self.stream.line_to(*_floats(point))
        self.stream.stroke()
        self.stream.pop_state()

    def path(self, path: Path, to: Mapped, pen: Pen | None = None, *, fill_grey: float | None = None) -> None:
        """Draw a curved line, or fill what it encloses, or both; ``to`` carries its points over to the page."""
        mapped = path.mapped(to)
        self._begin(pen or Pen(), fill_grey)
        self.stream.move_to(*_floats(mapped.start))
        for one, two, end in mapped.segments:
            self.stream.curve_to(*_floats(one), *_floats(two), *_floats(end))
        if mapped.closed:
            self.stream.close()
        if fill_grey is not None and pen is not None:
            self.stream.fill_and_stroke()
        elif fill_grey is not None:
            self.stream.fill()
        else:
            self.stream.stroke()
        self.stream.pop_state()

    def words(
        self,
        text: str,
        at: Point,
        size: float,
        *,
        bold: bool = False,
        even: bool = False,
        grey: float = 0.0,
        turned: bool = False,
    ) -> None:
        """Write one line of text, its baseline beginning at a point.

        ``turned`` upwards along the page; ``even`` with letters of one width, 0.6 of the size.
        """
        self.stream.push_state()
        self.stream.set_color_rgb(grey, grey, grey)
        self.stream.begin_text()
        self.stream.set_font_size("M" if even else "B" if bold else "R", size)
        slope = (0.0, 1.0, -1.0, 0.0) if turned else (1.0, 0.0, 0.0, 1.0)
        self.stream.set_text_matrix(*slope, *_floats(at))
        self.stream.show_text_string(text.encode("cp1252", "replace"))
        self.stream.end_text()
        self.stream.pop_state()

    def clip(self, low: Point, high: Point) -> None:
        """Let nothing be drawn outside a box until ``unclip``."""
        self.stream.push_state()
        self.stream.rectangle(*_floats(low), *_floats((high[0] - low[0], high[1] - low[1])))
        self.stream.clip()
        self.stream.end()

    def unclip(self) -> None:
        """End the box of ``clip``."""
        self.stream.pop_state()

    def _begin(self, pen: Pen, fill_grey: float | None = None) -> None:
        self.stream.push_state()
        self.stream.set_line_width(pen.width)
        self.stream.set_dash(pen.dashes, 0)
        self.stream.set_line_join(1)
        self.stream.set_color_rgb(pen.grey, pen.grey, pen.grey, stroke=True)
        if fill_grey is not None:
            self.stream.set_color_rgb(fill_grey, fill_grey, fill_grey)


def _floats(point: Sequence[float]) -> tuple[float, ...]:
    # Written with six decimals by the library: far finer than a printer.
    return tuple(float(round(value, 4)) for value in point)


def document(sheets: Sequence[Sheet], title: str) -> bytes:
    """Return the sheets as a PDF that asks viewers to print it unscaled."""
    pdf = pydyf.PDF()
    pdf.info["Title"] = pydyf.String(title)
    pdf.catalog["Lang"] = pydyf.String("en")
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"PrintScaling": "/None", "DisplayDocTitle": "true"})
    fonts = pydyf.Dictionary({"R": _font("Helvetica"), "B": _font("Helvetica-Bold"), "M": _font("Courier")})
    for sheet in sheets:
        pdf.add_object(sheet.stream)
        box = [0, 0, sheet.width * _POINTS_IN_A_MILLIMETRE, sheet.height * _POINTS_IN_A_MILLIMETRE]
        pdf.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": pdf.pages.reference,
                    "MediaBox": pydyf.Array(box),
                    "Contents": sheet.stream.reference,
                    "Resources": pydyf.Dictionary({"Font": fonts}),
                }
            )
        )
    out = BytesIO()
    pdf.write(out, version=b"1.7")
    return out.getvalue()


def _font(name: str) -> pydyf.Dictionary:
    return pydyf.Dictionary(
        {"Type": "/Font", "Subtype": "/Type1", "BaseFont": f"/{name}", "Encoding": "/WinAnsiEncoding"}
    )
