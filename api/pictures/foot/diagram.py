"""The picture of a pad on its foot: the sole seen from below, with heads, sore spots, bands and dimensions, as SVG.

One unit of the drawing is a millimetre of the foot. Text grows with the drawing, so that it can be read on a screen 320
pixels wide; colours follow a light or dark page and paper. No script, no link, nothing from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from api.advice.core.rules import Rulebook
from api.advice.foot.measures import HEADS
from api.advice.met_pad.advise import PadPosition
from api.pictures.drawing.curves import Path, Point, straight
from api.pictures.drawing.svg import Mapped, between, drawn, element, words
from api.pictures.foot.labels import (
    Label,
    describe,
    entries,
    head_number,
    labels_of,
    text,
    wrapped,
)
from api.pictures.foot.outline import (
    FootShape,
    heads,
    inner_on_the_left,
    print_of,
    pulps,
    sole,
    sore_spot,
    toes,
    view,
)
from api.pictures.foot.pad_outline import HeadLine, head_line, pad_outline, shape_of, thickest_line
from api.pictures.foot.palette import FONT, STYLE, fill, line, outlined

MIN_WIDTH, COLUMN, MARGIN = 206.0, 0.49, 4.0
"""The drawing's width in millimetres at least, the share of it for the figures, the space round everything."""

PIXELS = 3
"""How many pixels of a page one unit takes where nothing else is asked for."""

_TEXT, _SMALL, _LEADING = 0.0345, 0.0290, 1.26
_WIDE = 0.60
"""How wide a letter is at most on average, as a share of its size: fonts that people have differ."""


class _Page(NamedTuple):
    """Where things go: the map from the foot, the width, and on which side of the foot the figures are."""

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
        """The size of the numbers of the heads, of rule ids and of dimensions."""
        return self.width * _SMALL

    @property
    def column(self) -> float:
        """The breadth of the column of figures."""
        return self.width * COLUMN

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
        """Return how many letters of a size fit between ``from_x`` and the right margin."""
        return int((self.width - from_x - 2) / (size * _WIDE))


def diagram(position: PadPosition, sites: Sequence[str], book: Rulebook, *, rules: bool = False) -> str:
    """Return the picture of one placement as an SVG document; ``sites`` are the sore spots.

    ``rules`` writes the ids of the rules beside the figures. Raise ValueError for a placement without a side: a picture
    is of a left or a right foot.
    """
    side = position.side
    if side is None:
        raise ValueError("a picture is drawn for the left or the right foot")
    foot = shape_of(position)
    page = _page_for(side, foot)
    labels = labels_of(position, foot, book)
    legend, bottom = _legend(position, page, sites, book, rules=rules)
    name = f"pad-{side}"
    return element(
        "svg",
        element("title", escape(title_of(position, book)), id=f"{name}-title"),
        element("desc", escape(describe(position, labels, sites, book)), id=f"{name}-desc"),
        element("style", STYLE),
        element("rect", **fill("paper"), x=0, y=0, width=page.width, height=bottom),
        *_heading(position, page, book),
        *_foot(position, page, sites, book),
        *_scale(position, page, labels, book),
        *_figures(page, labels, rules=rules),
        *legend,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {page.width:.1f} {bottom:.1f}",
        width=round(page.width * PIXELS),
        height=round(bottom * PIXELS),
        font_family=FONT,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        lang=book.wording.language,
    )


def title_of(position: PadPosition, book: Rulebook) -> str:
    """Return what the picture is of: the foot, and a pad that is cut out by its name."""
    if position.is_cut_out:
        return text(book, f"title_cut_out_{position.side}", head=head_number(position.at_head))
    return text(book, f"title_{position.side}")


def _heading(position: PadPosition, page: _Page, book: Rulebook) -> Iterator[str]:
    """Yield what it shows and from where it is seen, in letters of one size."""
    pad = (
        text(book, "heading_cut_out", head=head_number(position.at_head))
        if position.is_cut_out
        else text(book, "heading_pad")
    )
    yield _words(page, text(book, f"heading_{position.side}"), MARGIN, page.text * 1.4, page.text, bold=True)
    yield _words(page, pad, MARGIN, page.text * 2.75, page.text, bold=True)


def _page_for(side: str, foot: FootShape) -> _Page:
    width = max(MIN_WIDTH, (foot.breadth_mm + MARGIN + 1) / (1 - COLUMN))
    top = width * _TEXT * 4.6
    inner_left = inner_on_the_left(side, from_below=True)
    turn = view(foot.breadth_mm, inner_on_the_left=inner_left)
    # The figures are on the inner side, where heel to ball is measured.
    shift = width - foot.breadth_mm - MARGIN if inner_left else MARGIN

    def to(point: Point) -> Point:
        x, y = turn(point)
        return x + shift, top + foot.length_mm - y

    return _Page(to, width, foot, not inner_left)


def _foot(position: PadPosition, page: _Page, sites: Sequence[str], book: Rulebook) -> Iterator[str]:
    foot, to, gap = page.foot, page.to, position.window.target_mm
    skin = (sole(foot), *toes(foot))
    yield drawn(skin, to, **outlined("skin", "edge", 1.8))
    yield drawn(skin, to, **fill("skin"))
    yield drawn((print_of(foot), *pulps(foot)), to, **fill("print"))
    known, window = position.line, position.window
    ahead, behind = known.high_mm - known.estimate_mm, known.estimate_mm - known.low_mm
    yield between(head_line(foot, -ahead), head_line(foot, behind), to, **fill("band", 0.2))
    yield drawn((pad_outline(position),), to, **outlined("pad", "pad-line", 1), fill_opacity=0.85)
    low, high = _reach(position, 0.05)
    near, far = (_edge(position, foot, behind, low, high) for behind in (window.nearest_mm, window.farthest_mm))
    yield between(near, far, to, **fill("range", 0.32))
    ridge = thickest_line(position)
    if ridge is not None:
        yield drawn((ridge,), to, **line("pad-line", 1.1, ".2 2.4"))
    yield drawn((head_line(foot),), to, **line("ink", 0.7, "4 2"))
    if sites:
        yield drawn((sore_spot(foot, site, gap) for site in sites), to, **fill("sore", 0.75))
    yield drawn(heads(foot, gap), to, **outlined("paper", "ink", 0.7))
    low, high = _reach(position, 0.035)
    yield drawn((_edge(position, foot, window.target_mm, low, high),), to, **line("pad-line", 2))
    yield from _numbers(page)
    yield from _gap(position, page, book)
    x, y = to(foot.at(0.19, 0.985))
    yield _words(page, text(book, "big_toe"), x, y - page.text * 0.9, page.small, anchor="middle")


def _reach(position: PadPosition, more: float) -> tuple[float, float]:
    """Return between which shares of the breadth the front edge runs behind its heads, and ``more`` beyond them."""
    pattern = position.pattern
    names = (pattern.free_head,) if pattern.free_head else (pattern.covers[0], pattern.covers[-1])
    middles = [position.across_mm[HEADS.index(name)] / position.breadth.breadth_mm for name in names]
    more = more * 2 if position.is_cut_out else more
    return middles[0] - more, middles[-1] + more


def _edge(position: PadPosition, foot: FootShape, behind_mm: float, low: float, high: float) -> Path:
    """Return the line so far behind the heads: along their arc, or straight behind the one that hangs free."""
    free = position.pattern.free_head
    if free is None:
        return head_line(foot, behind_mm, inner=low, outer=high)
    along = foot.heads[HEADS.index(free)][1] - behind_mm
    return straight([(low * foot.breadth_mm, along), (high * foot.breadth_mm, along)])


def _numbers(page: _Page) -> Iterator[str]:
    """Yield the numbers of the heads, in front of them, clear of the line through their middles."""
    size = page.small * 0.9
    for number, middle in enumerate(page.foot.heads, 1):
        x, y = page.to(middle)
        yield _words(page, str(number), x, y - 0.026 * page.foot.length_mm, size, bold=True, anchor="middle")


def _gap(position: PadPosition, page: _Page, book: Rulebook) -> Iterator[str]:
    """Yield the distance from the heads to the pad, drawn where it is: between two of them, or behind the free one."""
    foot, behind = page.foot, position.window.target_mm
    if position.is_cut_out:
        across, top = foot.heads[HEADS.index(position.at_head)]
    else:
        one, two = (foot.heads[HEADS.index(head)] for head in position.pattern.covers[:2])
        across = (one[0] + two[0]) / 2
        top = HeadLine(foot.heads).at(across)
    x, y = page.to((across, top))
    for end in (y, y + behind):
        yield drawn((straight([(x - 1.6, end), (x + 1.6, end)]),), _as_is, **line("ink", 0.6))
    yield drawn((straight([(x, y), (x, y + behind)]),), _as_is, **line("ink", 0.6))
    size, dimension = page.small * 0.95, text(book, "gap", behind=behind)
    # Bold, and with the widest of letters.
    half = len(dimension) * size * 0.42
    x = min(max(x, half), page.width - half)
    yield _words(page, dimension, x, y + behind + size * 1.15, size, bold=True, anchor="middle")


def _as_is(point: Point) -> Point:
    return point


def _scale(position: PadPosition, page: _Page, labels: Sequence[Label], book: Rulebook) -> Iterator[str]:
    """Yield the upright scale from the heel to the ball line, with the bands of the line and of the range on it."""
    x, known, window = page.scale_x, position.line, position.window
    heel = page.to((0, 0))
    head = labels[1].at[1] + window.target_mm
    spans = (("band", known.low_mm, known.high_mm), ("range", head - window.farthest_mm, head - window.nearest_mm))
    for nth, (name, low, high) in enumerate(spans):
        (_, bottom), (_, top) = page.to((0, low)), page.to((0, high))
        at = x - (3.4 - 3.4 * nth if page.figures_right else 3.4 * nth)
        yield element("rect", **fill(name, 0.75), x=at, y=top, width=3.4, height=bottom - top)
    yield drawn((straight([(x, heel[1]), (x, page.to(labels[0].at)[1])]),), _as_is, **line("ink", 0.9))
    back = page.to((page.foot.breadth_mm * 0.44, 0))
    yield drawn((straight([back, (x + 2 * page.outwards, heel[1])]),), _as_is, **line("soft", 0.6))
    yield _beside(page, text(book, "heel"), heel[1] + page.text * 0.1, page.text)


def _figures(page: _Page, labels: Sequence[Label], *, rules: bool) -> Iterator[str]:
    """Yield the words of the figures beside the scale, each led to from its place on the foot."""
    step, small = page.text * _LEADING, page.small * _LEADING
    blocks = []
    for label in labels:
        cited = wrapped(", ".join(label.rules), int((page.column - 11) / (page.small * _WIDE))) if rules else []
        blocks.append((label, cited, step * (1 + len(label.lines)) + small * len(cited)))
    tops = _tops(page, [(page.to(label.at)[1], height) for label, _, height in blocks])
    for (label, cited, _), top in zip(blocks, tops, strict=True):
        x, y = page.to(label.at)
        knee = page.scale_x + 4.5 * page.outwards
        led = straight([(x, y), (page.scale_x, y), (knee, top + step * 0.45)])
        yield drawn((led,), _as_is, **line("soft", 0.6))
        y = top + page.text * 0.85
        yield _beside(page, label.title, y, page.text, bold=True)
        for words_ in label.lines:
            y += step
            yield _beside(page, words_, y, page.text)
        for words_ in cited:
            y += small
            yield _beside(page, words_, y, page.small, colour="soft")


def _tops(page: _Page, wanted: Sequence[tuple[float, float]]) -> list[float]:
    """Return where each block begins: its title level with its place, moved as little as keeps blocks apart."""
    gap, level = page.text * 0.6, page.text * _LEADING * 0.55
    tops = [y - level for y, _ in wanted]
    # From the middle one outwards: the first gives way upwards, the others downwards.
    if len(tops) > 1:
        tops[0] = min(tops[0], tops[1] - wanted[0][1] - gap)
        tops[0] = max(tops[0], page.text * 3.4)
    for nth in range(1, len(tops)):
        tops[nth] = max(tops[nth], tops[nth - 1] + wanted[nth - 1][1] + gap)
    return tops


def _words(
    page: _Page,
    words_: str,
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    colour: str = "ink",
    anchor: str = "start",
) -> str:
    weight: dict[str, str | float] = {"font_weight": 600} if bold else {}
    anchored: dict[str, str | float] = {} if anchor == "start" else {"text_anchor": anchor}
    return words(words_, x, y, **fill(colour), font_size=size, **weight, **anchored)


def _beside(page: _Page, words_: str, y: float, size: float, *, bold: bool = False, colour: str = "ink") -> str:
    anchor = "start" if page.figures_right else "end"
    return _words(page, words_, page.words_x, y, size, bold=bold, colour=colour, anchor=anchor)


def _legend(
    position: PadPosition, page: _Page, sites: Sequence[str], book: Rulebook, *, rules: bool
) -> tuple[list[str], float]:
    """Return the legend below the foot and where it ends."""
    y = page.to((0, 0))[1] + page.text * 2.7
    out = []
    for entry in entries(position, sites, book):
        out.append(_swatch(entry.mark, y - page.text * 0.35))
        for words_ in wrapped(entry.text, page.fits(page.text, 17)):
            out.append(_words(page, words_, 17, y, page.text))
            y += page.text * _LEADING
        for words_ in wrapped(", ".join(entry.rules), page.fits(page.small, 17)) if rules else ():
            out.append(_words(page, words_, 17, y - page.text * 0.1, page.small, colour="soft"))
            y += page.small * _LEADING
        y += page.text * 0.3
    return out, y


def _swatch(mark: str, y: float) -> str:
    if mark == "pad":
        return element(
            "rect", **outlined("pad", "pad-line", 1), fill_opacity=0.85, x=MARGIN, y=y - 3, width=10, height=6
        )
    if mark in ("band", "range"):
        return element("rect", **fill(mark, 0.4), x=MARGIN, y=y - 3, width=10, height=6)
    if mark == "sore":
        return element("circle", **fill("sore", 0.75), cx=9, cy=y, r=3.6)
    styles = {"front": line("pad-line", 2), "ridge": line("pad-line", 1.1, ".2 2.4"), "line": line("ink", 0.7, "4 2")}
    return element("path", **styles[mark], d=f"M{MARGIN:.0f} {y:.2f}H14")
