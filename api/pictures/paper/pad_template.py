"""The paper template of a pad, at true scale: to print, cut out, lay on the insole and draw round.

It shows the foot from above, as one looks into the shoe. A foot too long for the paper takes a second sheet for the
toes, joined by a line and two crosses that stand on both. Everything is in millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.foot.measures import HEADS
from api.advice.met_pad.advise import PadPosition
from api.pictures.drawing.curves import Point, bounds, straight
from api.pictures.foot.labels import labels_of, length_text, text
from api.pictures.foot.outline import FootShape, envelope, heads, inner_on_the_left, sole, toes, view
from api.pictures.foot.pad_outline import head_line, pad_outline, shape_of, thickest_line
from api.pictures.paper.pad_template_words import Column, write_column
from api.pictures.paper.pdf import PAPERS, Mapped, Pen, Sheet, document, text_width

__all__ = ["PAPERS", "template"]

MARGIN = 8.0
HEEL_Y = 24.0
"""How far above the lower edge of the paper the heel line lies."""

FOOT_X = 12.0
_JOIN_BELOW_TOP = 10.0
_JOIN_ON_SECOND = 40.0
_CLEAR_OF_BALL, _CLEAR_OF_PAD = 7.0, 12.0
"""How far a join stays in front of the ball line, or behind the pad."""

_CLEAR_OF_WORDS = 7.0
"""How far words stay from a join."""

_TICKS_MM = 10

CUT = Pen(0.5, (4, 2))
WINDOW = Pen(0.6, (2.5, 1.2))
GUIDE = Pen(0.25, (5, 1.5, 0.6, 1.5), 0.25)
SKIN = Pen(0.5, (), 0.6)
FAINT = Pen(0.2, (), 0.6)
SOLID = Pen(0.35)
JOIN = Pen(0.3, (1.2, 1.2))


class _Layout(NamedTuple):
    """How a foot lies on its sheets: the map to the first, and how far from the heel they join (``None``: one sheet).

    ``pad_on_second``: the paper is too short for heel and ball, so that the pad lies on the second sheet.
    """

    to: Mapped
    foot: FootShape
    join_mm: float | None
    pad_on_second: bool


class _Part(NamedTuple):
    """One sheet's share of the foot: the map to it, the heights it is drawn between, and where it joins."""

    sheet: Sheet
    to: Mapped
    low: float
    high: float
    join: float

    def holds(self, point: Point) -> bool:
        """Whether a point of the foot is drawn on this sheet."""
        return self.low <= self.to(point)[1] <= self.high - 4


def template(position: PadPosition, paper: str, book: Rulebook) -> bytes:
    """Return the template of one placement as a PDF on ``a4`` or ``letter``; raise ValueError without a side."""
    side = position.side
    if side is None:
        raise ValueError("a template is cut for the left or the right foot")
    foot = shape_of(position)
    layout = _layout(side, position, foot, paper)
    first = Sheet(paper)
    parts = [_Part(first, layout.to, 0.0, _top(layout, first), HEEL_Y + (layout.join_mm or -HEEL_Y))]
    if layout.join_mm is not None:
        parts.append(_second(layout, paper))
    for part in parts:
        _draw_foot(part, position, foot)
        _name_parts(part, position, foot, book)
        _rulers(part.sheet, book)
    _heel_line(first, foot, book)
    _dimensions(parts[-1] if layout.pad_on_second else parts[0], position, layout, book)
    column = Column(FOOT_X + foot.breadth_mm + 21, first.width - MARGIN - 13, first.height - MARGIN, MARGIN)
    write_column(first, column, position, labels_of(position, foot, book), book)
    if len(parts) > 1:
        _join(parts, layout, side, book)
    return document([part.sheet for part in parts], text(book, f"template_document_{side}"))


def _layout(side: str, position: PadPosition, foot: FootShape, paper: str) -> _Layout:
    turn = view(foot.breadth_mm, inner_on_the_left=inner_on_the_left(side, from_below=False))

    def to(point: Point) -> Point:
        x, y = turn(point)
        return FOOT_X + x, HEEL_Y + y

    room = PAPERS[paper][1] - MARGIN - HEEL_Y
    if foot.length_mm <= room:
        return _Layout(to, foot, None, False)
    join = room - _JOIN_BELOW_TOP
    if join >= foot.ball_mm + _CLEAR_OF_BALL:
        return _Layout(to, foot, join, False)
    _, _, tail, _ = bounds([pad_outline(position)])
    return _Layout(to, foot, tail - _CLEAR_OF_PAD, True)


def _top(layout: _Layout, sheet: Sheet) -> float:
    return sheet.height if layout.join_mm is None else HEEL_Y + layout.join_mm + _JOIN_BELOW_TOP


def _second(layout: _Layout, paper: str) -> _Part:
    """Return the share of the second sheet, its join line a little above the lower edge."""
    join = layout.join_mm or 0

    def to(point: Point) -> Point:
        x, y = layout.to(point)
        return x, y - HEEL_Y - join + _JOIN_ON_SECOND

    sheet = Sheet(paper)
    return _Part(sheet, to, _JOIN_ON_SECOND, sheet.height, _JOIN_ON_SECOND)


def _draw_foot(part: _Part, position: PadPosition, foot: FootShape) -> None:
    """Draw outline, toes, heads and pad, cut off where this sheet's share of the foot ends."""
    sheet, to = part.sheet, part.to
    sheet.clip((0, part.low), (sheet.width, part.high))
    for skin in (sole(foot), *toes(foot)):
        sheet.path(skin, to, SKIN)
    for skin in (sole(foot), *toes(foot)):
        sheet.path(skin, to, fill_grey=1)
    sheet.path(envelope(foot), to, CUT)
    sheet.path(pad_outline(position), to, WINDOW, fill_grey=0.9)
    ridge = thickest_line(position)
    if ridge is not None:
        sheet.path(ridge, to, Pen(0.4, (0.4, 1.2)))
    sheet.path(head_line(foot), to, GUIDE)
    for head in heads(foot, position.window.target_mm):
        sheet.path(head, to, FAINT, fill_grey=1)
    across, along = _edge_point(position, foot)
    sheet.path(straight([(across, 0), (across, along)]), to, FAINT)
    sheet.unclip()


def _edge_point(position: PadPosition, foot: FootShape) -> Point:
    """Return where the front edge is labelled: behind the toe that the instructions name."""
    return foot.heads[HEADS.index(position.at_head)][0], position.front_edge_mm


def _name_parts(part: _Part, position: PadPosition, foot: FootShape, book: Rulebook) -> None:
    """Write the numbers of the heads and what is to be cut, where they lie on this sheet."""
    for number, middle in enumerate(foot.heads, 1):
        x, y = part.to(middle)
        if part.holds(middle):
            part.sheet.words(str(number), (x - 0.9, y - 1.1), 3.2, grey=0.35)
    # Clear of the join, which may lie anywhere among the toes.
    toe = foot.at(0.2, 0.92 if abs(part.to(foot.at(0.2, 0.92))[1] - part.join) > _CLEAR_OF_WORDS else 0.86)
    if part.holds(toe):
        name = text(book, "big_toe")
        x, y = part.to(toe)
        part.sheet.words(name, (x - text_width(name, 3.2) / 2, y), 3.2, grey=0.35)
    left, right, back, front = bounds([pad_outline(position)])
    middle = ((left + right) / 2, (back + front) / 2)
    x, y = part.to(middle)
    if part.holds(middle):
        for nth, line in enumerate((text(book, "window_1"), text(book, "window_2"))):
            part.sheet.words(line, (x - text_width(line, 3.2) / 2, y - 2 - 4 * nth), 3.2, grey=0.2)


def _heel_line(sheet: Sheet, foot: FootShape, book: Rulebook) -> None:
    """Draw the heel line, and say what is cut beside the window."""
    sheet.line([(FOOT_X - 4, HEEL_Y), (FOOT_X + foot.breadth_mm + 18, HEEL_Y)], SOLID)
    sheet.words(text(book, "heel_line"), (FOOT_X, HEEL_Y - 4), 3.1, bold=True)
    sheet.words(text(book, "cut_round"), (FOOT_X + foot.breadth_mm * 0.5, HEEL_Y + 14), 3, grey=0.3, turned=True)


def _dimensions(part: _Part, position: PadPosition, layout: _Layout, book: Rulebook) -> None:
    """Draw beside the foot how far from the heel line, or from the join, the front edge and the ball line lie."""
    foot, sheet = layout.foot, part.sheet
    edge, ball = _edge_point(position, foot), foot.heads[0]
    start = layout.join_mm if layout.pad_on_second and layout.join_mm else 0.0
    _, bottom = part.to((0, start))
    beside = FOOT_X + foot.breadth_mm
    name = "edge_of_cut_out" if position.is_cut_out else "edge_of_pad"
    for nth, (point, key) in enumerate(((edge, name), (ball, "ball_line_at"))):
        x, y = part.to(point)
        x = beside - 2 if point is ball else x
        at = beside + 7 + 8 * nth
        sheet.line([(x, y), (at + 2, y)], FAINT)
        sheet.line([(at, bottom), (at, y)], SOLID)
        for end, way in ((bottom, 1), (y, -1)):
            sheet.line([(at - 1, end + 2.4 * way), (at, end), (at + 1, end + 2.4 * way)], SOLID)
        words = text(book, key, length=length_text(point[1], book, exact=True))
        if start:
            words = text(book, "from_heel_and_join", text=words, mm=Tenths(point[1] - start))
        sheet.words(words, (at - 2.0, bottom + (4 if start else 26)), 3.2 if not start else 2.7, turned=True)


def _rulers(sheet: Sheet, book: Rulebook) -> None:
    """Draw the two rulers that show whether the print is true: 100 mm upright, 4 in across."""
    upright = book.number("PADPLACE-22", "check_ruler_mm")
    x = sheet.width - MARGIN - 2
    sheet.line([(x, HEEL_Y), (x, HEEL_Y + upright)], SOLID)
    for nth in range(int(upright) // _TICKS_MM + 1):
        y = HEEL_Y + nth * _TICKS_MM
        sheet.line([(x - (3 if nth % 5 == 0 else 1.8), y), (x, y)], SOLID)
    sheet.words(text(book, "check_mm", mm=upright), (x - 3.8, HEEL_Y + upright / 2 - 9), 3, turned=True)
    number, inch = book.number("PADPLACE-22", "check_ruler_in"), book.number("SIZE-01", "inch_mm")
    y = MARGIN + 2
    sheet.line([(FOOT_X, y), (FOOT_X + number * inch, y)], SOLID)
    for nth in range(int(number) * 2 + 1):
        x = FOOT_X + nth * inch / 2
        sheet.line([(x, y), (x, y + (3 if nth % 2 == 0 else 1.8))], SOLID)
    sheet.words(text(book, "check_in", inches=number), (FOOT_X + number * inch + 2, y), 3)


def _join(parts: Sequence[_Part], layout: _Layout, side: str, book: Rulebook) -> None:
    """Draw on both sheets the line and the two crosses at which they are joined, and say how."""
    foot, join = layout.foot, layout.join_mm or 0
    for part, key in zip(parts, ("join_first", "join_second"), strict=True):
        _, y = part.to((0, join))
        part.sheet.line([(FOOT_X - 8, y), (FOOT_X + foot.breadth_mm + 8, y)], JOIN)
        for name, share in (("A", 0.2), ("B", 0.8)):
            x = FOOT_X + share * foot.breadth_mm
            part.sheet.line([(x - 4, y), (x + 4, y)], SOLID)
            part.sheet.line([(x, y - 4), (x, y + 4)], SOLID)
            part.sheet.words(name, (x + 1.2, y + 1.2), 4, bold=True)
        part.sheet.words(text(book, key), (FOOT_X + 0.2 * foot.breadth_mm + 7, y + 1.2), 2.8, grey=0.2)
    what = "pad" if layout.pad_on_second else "toes"
    sheet = parts[1].sheet
    sheet.words(text(book, f"second_{side}_{what}"), (FOOT_X, 26), 4.4, bold=True)
    sheet.words(text(book, "join_how_pad" if layout.pad_on_second else "join_how"), (FOOT_X, 19), 3.5)
