"""The paper template, measured: every distance that is told is drawn at true scale on the page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from pypdf import PdfReader

from api.advice.foot.feet import Foot
from api.advice.met_pad.advise import PadPosition, PadRequest, positions_of
from api.advice.triage.request import Symptoms
from api.pictures.paper.pad_template import template
from api.pictures.paper.pdf import PAPERS, lines_of, text_width
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
MM = 25.4 / 72
TRUE = 0.01
"""How far a drawn distance may be off, in millimetres."""

Point = tuple[float, float]


@dataclass
class Page:
    """What is drawn on a page, in millimetres: lines as their points with dashes, words with their place."""

    width: float
    height: float
    lines: list[tuple[list[Point], tuple[float, ...]]] = field(default_factory=list)
    words: list[tuple[str, Point]] = field(default_factory=list)

    def said(self) -> str:
        return " ".join(text for text, _ in self.words)

    def straight(self) -> list[tuple[Point, Point]]:
        return [(line[0], line[-1]) for line, _ in self.lines if len(line) == 2]

    def upright(self, x_from: float = 0) -> list[tuple[float, float, float]]:
        found = [(a[0], min(a[1], b[1]), max(a[1], b[1])) for a, b in self.straight() if abs(a[0] - b[0]) < TRUE]
        return [line for line in found if line[0] >= x_from]

    def level(self) -> list[tuple[float, float, float]]:
        return [(a[1], min(a[0], b[0]), max(a[0], b[0])) for a, b in self.straight() if abs(a[1] - b[1]) < TRUE]

    def dashed(self, dashes: tuple[float, ...]) -> list[Point]:
        return next(line for line, drawn in self.lines if drawn == dashes and len(line) > 2)


def pages_of(pdf: bytes) -> list[Page]:
    """Read the drawn lines and words of each page, through every change of scale."""
    return [_read(page) for page in PdfReader(io.BytesIO(pdf)).pages]


def _read(page: Any) -> Page:
    box = page.mediabox
    found = Page(float(box.width) * MM, float(box.height) * MM)
    here: list[Point] = []
    dashes: tuple[float, ...] = ()

    def to(cm: list[float], x: float, y: float) -> Point:
        return (cm[0] * x + cm[2] * y + cm[4]) * MM, (cm[1] * x + cm[3] * y + cm[5]) * MM

    def operand(operator: bytes, args: list[Any], cm: list[float], tm: list[float]) -> None:
        nonlocal here, dashes
        numbers = [float(arg) for arg in args if isinstance(arg, (int, float)) or hasattr(arg, "as_numeric")]
        if operator == b"d":
            dashes = tuple(float(each) for each in args[0])
        elif operator == b"m":
            here = [to(cm, *numbers)]
        elif operator == b"l":
            here.append(to(cm, *numbers))
        elif operator == b"c":
            here.append(to(cm, *numbers[4:6]))
        elif operator in (b"S", b"B", b"f"):
            found.lines.append((here, dashes if operator != b"f" else (-1.0,)))
            here = []

    def text(words: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if words.strip():
            found.words.append((words.strip(), to(cm, tm[4], tm[5])))

    page.extract_text(visitor_operand_before=operand, visitor_text=text)
    return found


def placed_on(side: str | None, foot: Foot, *sites: str, insole: str | None = None) -> PadPosition:
    asked = PadRequest(foot=foot, side=side, insole=insole, symptoms=Symptoms(pain_sites=sites or None))
    return positions_of(asked, BOOK)[0]


SHORT = Foot(240, 178, 92)
LONG = Foot(310, None, 118)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_page_is_the_paper(paper: str) -> None:
    page = pages_of(template(placed_on("left", SHORT, "mth_2"), paper, BOOK))[0]
    assert (page.width, page.height) == pytest.approx(PAPERS[paper], abs=TRUE)
    assert PAPERS == {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("foot", [SHORT, LONG])
def test_the_check_rulers_are_100_mm_and_4_in(paper: str, foot: Foot) -> None:
    for page in pages_of(template(placed_on("left", foot, "mth_2"), paper, BOOK)):
        upright = [top - bottom for x, bottom, top in page.upright() if x > page.width - 15]
        assert max(upright) == pytest.approx(100, abs=TRUE)
        level = [right - left for y, left, right in page.level() if y < 15]
        assert max(level) == pytest.approx(101.6, abs=TRUE)
        assert "check: 100 mm" in page.said() and "check: 4 in" in page.said()


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("foot", "sites"),
    [
        (SHORT, ("mth_2",)),
        (LONG, ("mth_3",)),
        (Foot(250, None, 95), ("web_3_4",)),
        (Foot(270, 200, 103), ("mth_1",)),
        (Foot(270, 200, 103), ("mth_5",)),
    ],
    ids=str,
)
def test_front_edge_and_ball_line_are_drawn_where_they_are_told(
    paper: str, side: str, foot: Foot, sites: tuple[str, ...]
) -> None:
    placed = placed_on(side, foot, *sites)
    page = pages_of(template(placed, paper, BOOK))[0]
    (heel,) = [y for y, left, right in page.level() if right - left > placed.breadth.breadth_mm + 10 and y < 40]
    drawn = sorted(
        {round(top - heel, 2) for _, bottom, top in page.upright() if bottom == pytest.approx(heel, abs=TRUE)}
    )
    front, ball = placed.front_edge_at(placed.at_head), placed.line.estimate_mm
    assert [value for value in drawn if abs(value - front) < TRUE], (drawn, front)
    assert [value for value in drawn if abs(value - ball) < TRUE], (drawn, ball)
    text = page.said()
    assert f"{front:.1f}".removesuffix(".0") in text and f"{ball:.1f}".removesuffix(".0") in text


@pytest.mark.parametrize("side", ["left", "right"])
def test_outline_and_window_have_the_size_of_foot_and_pad(side: str) -> None:
    placed = placed_on(side, Foot(250, 185, 95), "mth_2")
    page = pages_of(template(placed, "a4", BOOK))[0]
    outline, window = page.dashed((4, 2)), page.dashed((2.5, 1.2))
    assert _extent(outline, 1) == pytest.approx(250, abs=1.5)
    assert _extent(outline, 0) == pytest.approx(95, abs=1.5)
    assert _extent(window, 0) == pytest.approx(placed.pad.width_mm, rel=0.05)
    heel = min(y for _, y in outline)
    assert max(y for _, y in window) - heel == pytest.approx(placed.front_edge_mm, abs=1.0)


def _extent(points: list[Point], axis: int) -> float:
    return max(point[axis] for point in points) - min(point[axis] for point in points)


def test_seen_from_above_the_big_toe_of_a_left_foot_is_on_the_right() -> None:
    for side, first_is_right in (("left", True), ("right", False)):
        page = pages_of(template(placed_on(side, SHORT, "mth_2"), "a4", BOOK))[0]
        place = {text: x for text, (x, _) in page.words if text in ("1", "5")}
        assert (place["1"] > place["5"]) is first_is_right


def test_the_other_foot_is_the_mirror_image() -> None:
    left, right = (
        pages_of(template(placed_on(side, SHORT, "mth_1"), "a4", BOOK))[0].dashed((2.5, 1.2))
        for side in ("left", "right")
    )
    total = left[0][0] + right[0][0]
    assert [total - x for x, _ in left] == pytest.approx([x for x, _ in right], abs=TRUE)
    assert [y for _, y in left] == pytest.approx([y for _, y in right], abs=TRUE)


def test_a_foot_that_fits_takes_one_sheet_and_a_longer_one_two() -> None:
    assert len(pages_of(template(placed_on("left", SHORT, "mth_2"), "a4", BOOK))) == 1
    assert len(pages_of(template(placed_on("left", Foot(262.5), "mth_2"), "a4", BOOK))) == 1
    assert len(pages_of(template(placed_on("left", Foot(262.5), "mth_2"), "letter", BOOK))) == 2
    assert len(pages_of(template(placed_on("left", LONG, "mth_2"), "a4", BOOK))) == 2


@pytest.mark.parametrize("paper", PAPERS)
def test_two_sheets_join_at_line_and_crosses_to_the_whole_foot(paper: str) -> None:
    placed = placed_on("right", LONG, "mth_2")
    first, second = pages_of(template(placed, paper, BOOK))
    crosses = [_crosses(page) for page in (first, second)]
    assert len(crosses[0]) == len(crosses[1]) == 2
    apart = [(b[0] - a[0], b[1] - a[1]) for a, b in crosses]
    assert apart[0] == pytest.approx(apart[1], abs=TRUE)
    # Laid cross on cross, the outline of one sheet is that of the other, and heel to toe the foot is whole.
    shift = crosses[0][0][1] - crosses[1][0][1]
    here, there = (page.dashed((4, 2)) for page in (first, second))
    assert [y + shift for _, y in there] == pytest.approx([y for _, y in here], abs=TRUE)
    assert [x for x, _ in there] == pytest.approx([x for x, _ in here], abs=TRUE)
    assert max(y for _, y in there) <= second.height - 5
    join = crosses[0][0][1] - min(y for _, y in here)
    assert placed.front_edge_mm < placed.line.estimate_mm < join
    assert {"A", "B"} <= {text for text, _ in first.words} & {text for text, _ in second.words}
    assert "sheet 2 of 2" in second.said() and "lay sheet 2 on this line" in first.said()


@pytest.mark.parametrize("foot", [Foot(345, None, 138), Foot(330, 256, 120)])
def test_a_pad_that_does_not_fit_the_first_sheet_is_whole_on_the_second(foot: Foot) -> None:
    placed = placed_on("left", foot, "mth_3")
    first, second = pages_of(template(placed, "letter", BOOK))
    (line,) = [y for y, left, right in second.level() if right - left > placed.breadth.breadth_mm + 10 and y > 30]
    window = second.dashed((2.5, 1.2))
    assert min(y for _, y in window) > line
    standing = [top - bottom for _, bottom, top in second.upright() if bottom == pytest.approx(line, abs=TRUE)]
    (heel,) = [y for y, left, right in first.level() if right - left > placed.breadth.breadth_mm + 10 and y < 40]
    join = _crosses(first)[0][1] - heel
    assert any(join + height == pytest.approx(placed.front_edge_mm, abs=2 * TRUE) for height in standing)
    assert any(join + height == pytest.approx(placed.line.estimate_mm, abs=2 * TRUE) for height in standing)
    assert "from the join" in second.said() and "with sheet 1 alone" not in second.said()


def _crosses(page: Page) -> list[Point]:
    level = [((left + right) / 2, y) for y, left, right in page.level() if right - left == pytest.approx(8, abs=TRUE)]
    upright = [(x, (low + high) / 2) for x, low, high in page.upright() if high - low == pytest.approx(8, abs=TRUE)]
    return sorted(a for a in level for b in upright if a == pytest.approx(b, abs=TRUE))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("foot", [SHORT, LONG, Foot(345, None, 138), Foot(211, None, 76)])
def test_nothing_is_written_or_cut_off_the_page(paper: str, foot: Foot) -> None:
    for page in pages_of(template(placed_on("left", foot, "mth_2"), paper, BOOK)):
        for text, (x, y) in page.words:
            assert 4 <= x <= page.width - 4 and 4 <= y <= page.height - 4, text


def test_three_sentences_the_side_and_the_warning_are_on_the_page() -> None:
    said = pages_of(template(placed_on("left", SHORT, "mth_2"), "a4", BOOK))[0].said()
    assert "LEFT FOOT" in said and "the LEFT shoe" in said
    assert re.findall(r"\b([123])\. [A-Z]", said) == ["1", "2", "3"]
    for part in (
        "Print at 100 %",
        "Cut along both bold dashed lines",
        "Draw round the cut-out window",
        "professional first",
    ):
        assert part in said
    assert "HEEL LINE" in said and "Seen from above" in said


@pytest.mark.parametrize(
    ("insole", "says"),
    [
        (None, "stick the pad there"),
        ("flat", "stick the pad there"),
        ("contoured", "to the underside"),
        ("orthotic", "bump built in"),
        ("fixed", "cushion of the sleeve"),
    ],
)
def test_the_last_sentence_says_what_is_done_with_this_insole(insole: str | None, says: str) -> None:
    placed = placed_on("right", SHORT, "mth_2", insole=insole)
    if insole is not None:
        assert placed.drawn_from.insole == insole
    assert says in pages_of(template(placed, "a4", BOOK))[0].said()


def test_the_page_has_room_for_a_name_and_says_which_rulebook_it_is_of() -> None:
    said = pages_of(template(placed_on("left", SHORT, "mth_2"), "a4", BOOK))[0].said()
    assert BOOK.version in said and not re.search(r"[A-Z]-\d\d\b", said)
    assert all(word in said for word in ("Name", "Date", "Shop", "big toe"))


def test_it_prints_unscaled_and_is_the_same_every_day() -> None:
    made = [template(placed_on("left", SHORT, "mth_2"), "a4", BOOK) for _ in range(2)]
    assert made[0] == made[1]
    reader = PdfReader(io.BytesIO(made[0]))
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert reader.metadata is not None and reader.metadata.title == "Metatarsal pad template, left foot"
    assert b"/JavaScript" not in made[0] and b"/URI" not in made[0]


def test_without_a_side_nothing_is_printed() -> None:
    with pytest.raises(ValueError, match="left or the right"):
        template(placed_on(None, SHORT, "mth_2"), "a4", BOOK)


def test_text_is_wrapped_by_the_widths_of_its_letters() -> None:
    assert text_width("ii", 10) < text_width("WW", 10)
    assert text_width("abc", 10) == pytest.approx((0.556 + 0.556 + 0.5) * 10)
    for line in lines_of("a sentence of several words that is longer than the column", 3, 30):
        assert text_width(line, 3) <= 30
    assert lines_of("unbreakable", 3, 1) == ["unbreakable"]
