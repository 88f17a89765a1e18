"""The picture of a pad on its foot: the sole seen from below, with heads, sore spots, bands and dimensions, as SVG.

One unit of the drawing is a millimetre of the foot. Text grows with the drawing, so that it can be read on a screen 320
pixels wide; colours follow a light or dark page and paper. No script, no link, nothing from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from api.advice.core.rules import Rulebook
from api.advice.foot.ball_line import HEADS
from api.advice.met_pad.kind import CUT_OUT
from api.advice.met_pad.placement import Placement
from api.pictures.drawing.curves import Path, Point, straight
from api.pictures.drawing.svg import Mapped, between, drawn, element, words
from api.pictures.foot.diagram_style import STYLE
from api.pictures.foot.labels import SIDE_WORDS, Label, describe, entries, labels_of, wrapped
from api.pictures.foot.outline import FootShape, heads, inner_on_the_left, print_of, pulps, sole, toes, view
from api.pictures.foot.pad_outline import head_line, pad_outline, shape_of, thickest_line
from api.pictures.foot.spots import sore_spot

_LEAST_WIDTH, _COLUMN, _MARGIN = 206.0, 0.49, 4.0
"""The drawing's width in millimetres at least, the share of it for the figures, the space round everything."""

_TEXT, _SMALL, _LEADING = 0.0345, 0.0290, 1.26
_WIDE = 0.60
"""How wide a letter is at most on average, as a share of its size: fonts that people have differ."""


class _Page(NamedTuple):
    """Where things go: the map from the foot, the width, and on which side of the foot the figures stand."""

    to: Mapped
    width: float
    foot: FootShape
    figures_right: bool

    @property
    def text(self) -> float:
        """The size of ordinary words."""
        return self.width * _TEXT

    @property
    def small(self) -> float:
        """The size of rule ids."""
        return self.width * _SMALL

    @property
    def column(self) -> float:
        """The breadth of the column of figures."""
        return self.width * _COLUMN

    @property
    def outwards(self) -> int:
        """The direction from the foot to the words of the figures."""
        return 1 if self.figures_right else -1

    @property
    def scale_x(self) -> float:
        """The upright scale along which the figures are read."""
        return self.width - self.column + 1 if self.figures_right else self.column - 1

    @property
    def words_x(self) -> float:
        """Where the words of the figures touch the scale."""
        return self.scale_x + 6 * self.outwards

    def fits(self, size: float, from_x: float) -> int:
        """Answer how many letters of a size fit between ``from_x`` and the right margin."""
        return int((self.width - from_x - 2) / (size * _WIDE))


def diagram(placed: Placement, sites: Sequence[str], book: Rulebook) -> str:
    """Answer the picture of one placement as an SVG document; ``sites`` are the sore spots.

    Raises ValueError for a placement without a side: a picture is of a left or a right foot.
    """
    side = placed.side
    if side is None:
        raise ValueError("a picture is drawn for the left or the right foot")
    foot = shape_of(placed)
    page = _page_for(side, foot)
    labels = labels_of(placed, foot, book)
    notes, bottom = _legend(placed, page, sites, book)
    name = f"pad-{side}"
    heading = f"{SIDE_WORDS[side]}: the sole, seen from below"
    return element(
        "svg",
        element("title", escape(f"{SIDE_WORDS[side]}: where the metatarsal pad goes"), id=f"{name}-title"),
        element("desc", escape(describe(placed, labels, sites, book)), id=f"{name}-desc"),
        element("style", STYLE),
        element("rect", class_="paper", x=0, y=0, width=page.width, height=bottom),
        words(heading, _MARGIN, page.text * 1.4, class_="ink bold", font_size=page.text),
        *_foot(placed, page, sites),
        *_scale(placed, page, labels),
        *_figures(page, labels),
        *notes,
        xmlns="http://www.w3.org/2000/svg",
        class_="f",
        viewBox=f"0 0 {page.width:.1f} {bottom:.1f}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        lang="en",
    )


def _page_for(side: str, foot: FootShape) -> _Page:
    width = max(_LEAST_WIDTH, (foot.breadth_mm + _MARGIN + 1) / (1 - _COLUMN))
    top = width * _TEXT * 2.4
    inner_left = inner_on_the_left(side, from_below=True)
    turn = view(foot.breadth_mm, inner_on_the_left=inner_left)
    # The figures stand on the inner side, where heel to ball is measured.
    shift = width - foot.breadth_mm - _MARGIN if inner_left else _MARGIN

    def to(point: Point) -> Point:
        x, y = turn(point)
        return x + shift, top + foot.length_mm - y

    return _Page(to, width, foot, not inner_left)


def _foot(placed: Placement, page: _Page, sites: Sequence[str]) -> Iterator[str]:
    foot, to = page.foot, page.to
    skin = (sole(foot), *toes(foot))
    yield drawn(skin, to, class_="edge")
    yield drawn(skin, to, class_="skin")
    yield drawn((print_of(foot), *pulps(foot)), to, class_="print")
    line, window = placed.line, placed.window
    ahead, behind = line.high_mm - line.estimate_mm, line.estimate_mm - line.low_mm
    yield between(head_line(foot, -ahead), head_line(foot, behind), to, class_="band")
    yield drawn((pad_outline(placed),), to, class_="pad")
    low, high = _reach(placed, 0.05)
    near, far = (_edge(placed, foot, behind, low, high) for behind in (window.nearest_mm, window.farthest_mm))
    yield between(near, far, to, class_="range")
    ridge = thickest_line(placed)
    if ridge is not None:
        yield drawn((ridge,), to, class_="ridge")
    if sites:
        yield drawn((sore_spot(foot, site) for site in sites), to, class_="sore")
    yield drawn((head_line(foot),), to, class_="line")
    yield drawn(heads(foot), to, class_="head")
    low, high = _reach(placed, 0.035)
    yield drawn((_edge(placed, foot, window.target_mm, low, high),), to, class_="front")
    yield from _numbers(page)


def _reach(placed: Placement, more: float) -> tuple[float, float]:
    """Answer between which shares of the breadth the front edge runs behind its heads, and ``more`` beyond them."""
    pattern = placed.pattern
    names = (pattern.free_head,) if pattern.free_head else (pattern.covers[0], pattern.covers[-1])
    middles = [placed.across_mm[HEADS.index(name)] / placed.breadth.breadth_mm for name in names]
    more = more * 2 if pattern.kind == CUT_OUT else more
    return middles[0] - more, middles[-1] + more


def _edge(placed: Placement, foot: FootShape, behind_mm: float, low: float, high: float) -> Path:
    """Answer the line so far behind the heads: along their arc, or straight behind the one that hangs free."""
    free = placed.pattern.free_head
    if free is None:
        return head_line(foot, behind_mm, inner=low, outer=high)
    along = foot.heads[HEADS.index(free)][1] - behind_mm
    return straight([(low * foot.breadth_mm, along), (high * foot.breadth_mm, along)])


def _numbers(page: _Page) -> Iterator[str]:
    for number, middle in enumerate(page.foot.heads, 1):
        x, y = page.to(middle)
        size = page.small * 0.9
        yield words(str(number), x, y + size * 0.36, class_="ink bold", font_size=size, text_anchor="middle")


def _here(point: Point) -> Point:
    return point


def _scale(placed: Placement, page: _Page, labels: Sequence[Label]) -> Iterator[str]:
    """Answer the upright scale from the heel to the ball line, with the bands of the line and of the range on it."""
    x, line, window = page.scale_x, placed.line, placed.window
    heel = page.to((0, 0))
    down = labels[1].at[1] + window.target_mm
    spans = (("band", line.low_mm, line.high_mm), ("range", down - window.farthest_mm, down - window.nearest_mm))
    for nth, (name, low, high) in enumerate(spans):
        (_, bottom), (_, top) = page.to((0, low)), page.to((0, high))
        at = x - (3.4 - 3.4 * nth if page.figures_right else 3.4 * nth)
        yield element("rect", class_=f"{name} bar", x=at, y=top, width=3.4, height=bottom - top)
    yield drawn((straight([(x, heel[1]), (x, page.to(labels[0].at)[1])]),), _here, class_="scale")
    back = page.to((page.foot.breadth_mm * 0.44, 0))
    yield drawn((straight([back, (x + 2 * page.outwards, heel[1])]),), _here, class_="lead")
    yield _beside(page, "Back of the heel: 0", heel[1] + page.text * 0.1, "ink", page.text)


def _figures(page: _Page, labels: Sequence[Label]) -> Iterator[str]:
    """Answer the words of the figures beside the scale, each led to from its place on the foot."""
    free = page.text * 2.6
    step, small = page.text * _LEADING, page.small * _LEADING
    for label in labels:
        x, y = page.to(label.at)
        rules = wrapped(", ".join(label.rules), int((page.column - 11) / (page.small * _WIDE)))
        height = step * (1 + len(label.lines)) + small * len(rules)
        block = max(y - (height + page.text if label is labels[0] else step * 0.6), free)
        free = block + height + page.text * 0.5
        knee = page.scale_x + 4.5 * page.outwards
        led = straight([(x, y), (page.scale_x, y), (knee, block + step * 0.45)])
        yield drawn((led,), _here, class_="lead")
        yield _beside(page, label.title, block + page.text * 0.85, "ink bold", page.text)
        y = block + page.text * 0.85
        for line in label.lines:
            y += step
            yield _beside(page, line, y, "ink", page.text)
        for line in rules:
            y += small
            yield _beside(page, line, y, "soft", page.small)


def _beside(page: _Page, line: str, y: float, name: str, size: float) -> str:
    anchor = "start" if page.figures_right else "end"
    return words(line, page.words_x, y, class_=name, font_size=size, text_anchor=anchor)


def _legend(placed: Placement, page: _Page, sites: Sequence[str], book: Rulebook) -> tuple[list[str], float]:
    """Answer the legend below the foot and where it ends."""
    y = page.to((0, 0))[1] + page.text * 2.7
    out = []
    for entry in entries(placed, sites, book):
        out.append(_swatch(entry.mark, y - page.text * 0.35))
        for line in wrapped(entry.text, page.fits(page.text, 17)):
            out.append(words(line, 17, y, class_="ink", font_size=page.text))
            y += page.text * _LEADING
        for line in wrapped(", ".join(entry.rules), page.fits(page.small, 17)):
            out.append(words(line, 17, y - page.text * 0.1, class_="soft", font_size=page.small))
            y += page.small * _LEADING
        y += page.text * 0.3
    return out, y


def _swatch(mark: str, y: float) -> str:
    if mark in ("pad", "band", "range"):
        return element("rect", class_=mark, x=_MARGIN, y=y - 3, width=10, height=6)
    if mark in ("head", "sore"):
        return element("circle", class_=mark, cx=9, cy=y, r=3.6)
    return element("path", class_=mark, d=f"M{_MARGIN:.0f} {y:.2f}H14")
