"""The picture as SVG: sound, silent of scripts, readable aloud, coloured in every viewer, mirrored by side."""

from __future__ import annotations

import re
from math import dist
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.feet import Foot
from api.advice.met_pad.advise import PadPosition, PadRequest, positions_of
from api.advice.triage.request import PAIN_SITES, Symptoms
from api.pictures.drawing.svg import element, number, words
from api.pictures.foot.diagram import diagram
from api.pictures.foot.labels import wrapped
from api.pictures.foot.outline import head_radius
from api.pictures.foot.pad_outline import pad_outline, shape_of
from api.pictures.foot.palette import STYLE
from api.pictures.paper.pdf import text_width
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = [
    pytest.param("left", Foot(262.5, 195, 100), ("mth_2", "mth_3"), id="left, measured"),
    pytest.param("right", Foot(215, None, 78, "high"), ("web_3_4",), id="right, small and narrow, between toes"),
    pytest.param("right", Foot(315, None, 131, "low"), ("mth_4",), id="right, long and broad"),
    pytest.param("left", Foot(270, 200, 103), ("mth_1",), id="left, dancer's pad"),
    pytest.param("right", Foot(270, 200, 103), ("mth_5", "heel"), id="right, fifth head"),
]


def placed_on(side: str | None, foot: Foot, sites: tuple[str, ...]) -> PadPosition:
    return positions_of(PadRequest(foot=foot, side=side, symptoms=Symptoms(pain_sites=sites)), BOOK)[0]


def tree_of(side: str, foot: Foot, sites: tuple[str, ...]) -> ElementTree.Element:
    return ElementTree.fromstring(diagram(placed_on(side, foot, sites), sites, BOOK))  # noqa: S314 - our own


def texts(tree: ElementTree.Element) -> list[str]:
    return [(each.text or "").replace("\u00a0", " ") for each in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize(("side", "foot", "sites"), SHAPES)
def test_it_is_an_image_with_a_title_and_a_description(side: str, foot: Foot, sites: tuple[str, ...]) -> None:
    tree = tree_of(side, foot, sites)
    assert tree.tag == f"{SVG}svg" and tree.get("role") == "img"
    named = (tree.get("aria-labelledby") or "").split()
    assert named == [tree[0].get("id"), tree[1].get("id")]
    assert (tree[0].tag, tree[1].tag) == (f"{SVG}title", f"{SVG}desc")
    text = tree[1].text or ""
    assert text.startswith(f"{side.title()} foot") and "Sore spots" in text and "behind" in text


@pytest.mark.parametrize(("side", "foot", "sites"), SHAPES)
def test_nothing_in_it_runs_or_is_fetched(side: str, foot: Foot, sites: tuple[str, ...]) -> None:
    drawn = diagram(placed_on(side, foot, sites), sites, BOOK)
    assert not re.search(r"<script|<foreignObject|<image|<use|href|url\(|@import|\son[a-z]+=|style=", drawn, re.I)
    assert drawn.count("http") == 1


@pytest.mark.parametrize(("side", "foot", "sites"), SHAPES)
def test_everything_lies_within_the_frame(side: str, foot: Foot, sites: tuple[str, ...]) -> None:
    tree = tree_of(side, foot, sites)
    _, _, width, height = map(float, (tree.get("viewBox") or "").split())
    for path in tree.iter(f"{SVG}path"):
        numbers = list(map(float, re.findall(r"-?\d+(?:\.\d+)?", path.get("d") or "")))
        if "H" not in (path.get("d") or ""):
            assert all(-1 <= x <= width + 1 for x in numbers[::2])
            assert all(-1 <= y <= height + 1 for y in numbers[1::2])
    for text in tree.iter(f"{SVG}text"):
        size, x, y = (float(text.get(name) or 0) for name in ("font-size", "x", "y"))
        long = 0.56 * size * len(text.text or "")
        left = x - {"end": long, "middle": long / 2}.get(text.get("text-anchor") or "start", 0)
        assert left >= -3 and left + long <= width + 3, text.text
        assert size <= y <= height


@pytest.mark.parametrize(("side", "foot", "sites"), SHAPES)
def test_words_do_not_run_into_each_other(side: str, foot: Foot, sites: tuple[str, ...]) -> None:
    rows: dict[float, float] = {}
    for text in tree_of(side, foot, sites).iter(f"{SVG}text"):
        if text.get("text-anchor") != "middle":
            y, size = float(text.get("y") or 0), float(text.get("font-size") or 0)
            assert all(abs(y - other) >= 0.8 * min(size, rows[other]) for other in rows), text.text
            rows[y] = size


@pytest.mark.parametrize(("side", "foot", "sites"), SHAPES)
def test_text_can_be_read_on_a_screen_of_320_pixels(side: str, foot: Foot, sites: tuple[str, ...]) -> None:
    tree = tree_of(side, foot, sites)
    width = float((tree.get("viewBox") or "").split()[2])
    pixels = [float(text.get("font-size") or 0) * 320 / width for text in tree.iter(f"{SVG}text")]
    assert min(pixels) >= 8
    assert sum(size >= 10.5 for size in pixels) >= 12


def test_figures_are_in_millimetres_and_inches() -> None:
    found = " | ".join(texts(tree_of("left", Foot(262.5, 195, 100), ("mth_2",))))
    for answer in (
        "Left foot, the sole seen from below",
        "big toe",
        "195 mm = 7 5/8 in",
        "193 to 197 mm",
        "190 mm = 7 1/2 in",
        "5 mm behind the heads",
        "behind the second toe",
        "166 mm = 6 1/2 in",
        "60 × 52 × 6 mm",
        "0 to 10.6 mm behind",
        "Where it hurts",
    ):
        assert answer in found, answer


def test_rules_are_named_only_where_they_are_asked_for() -> None:
    position = placed_on("left", Foot(262.5, 195, 100), ("mth_2",))
    plain, cited = (diagram(position, ("mth_2",), BOOK, rules=rules) for rules in (False, True))
    assert not re.search(r"[A-Z]-\d\d\b", plain)
    rules = set(re.findall(r"\b[A-Z]+-\d\d\b", cited))
    assert {"FOOT-03", "PADPLACE-01", "PADPLACE-13"} <= rules <= BOOK.rules.keys() and len(rules) >= 10


def test_a_cut_out_names_its_own_reference_point() -> None:
    found = " | ".join(texts(tree_of("left", Foot(270, 200, 103), ("mth_1",))))
    assert "Edge of the cut-out" in found and "10 mm behind head 1" in found and "8 to 10.6 mm behind" in found
    assert "Thickest point" not in found
    assert "Dancer's pad, cut out under head 1" in found and "left version" in found


def test_the_other_side_is_the_mirror_image_with_the_same_figures() -> None:
    left, right = (tree_of(side, Foot(262.5, 195, 100), ("mth_2",)) for side in ("left", "right"))
    assert texts(left)[1:] == texts(right)[1:]
    width = float((left.get("viewBox") or "").split()[2])
    for name in ("fill-pad line-pad-line", "fill-skin line-edge", "line-pad-line"):
        there, back = (_path(tree, name) for tree in (left, right))
        assert [round(width - x, 1) for x, _ in there] == pytest.approx([x for x, _ in back], abs=0.11)
        assert [y for _, y in there] == pytest.approx([y for _, y in back], abs=0.02)


def _path(tree: ElementTree.Element, name: str) -> list[tuple[float, float]]:
    path = next(each for each in tree.iter(f"{SVG}path") if each.get("class") == name)
    numbers = list(map(float, re.findall(r"-?\d+(?:\.\d+)?", path.get("d") or "")))
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_one_unit_is_a_millimetre_of_the_foot() -> None:
    skin = _path(tree_of("left", Foot(262.5, 195, 100), ("mth_2",)), "fill-skin line-edge")
    assert max(y for _, y in skin) - min(y for _, y in skin) == pytest.approx(262.5, abs=1.5)
    assert max(x for x, _ in skin) - min(x for x, _ in skin) == pytest.approx(100, abs=2)


@pytest.mark.parametrize(("side", "foot", "sites"), SHAPES)
def test_every_shape_has_its_colour_whatever_becomes_of_the_style_sheet(
    side: str, foot: Foot, sites: tuple[str, ...]
) -> None:
    tree = tree_of(side, foot, sites)
    for shape in (each for each in tree.iter() if each.tag.rpartition("}")[2] in ("path", "rect", "circle", "text")):
        assert re.fullmatch("#[0-9a-f]{6}|none", shape.get("fill") or ""), shape.attrib
        assert shape.get("fill") != "none" or re.fullmatch("#[0-9a-f]{6}", shape.get("stroke") or "")
    assert "var(" not in STYLE and STYLE.startswith("@media screen and (prefers-color-scheme:dark)")
    known = set(re.findall(r"\.((?:fill|line)-[a-z-]+)\{", STYLE))
    assert {name for shape in tree.iter() for name in (shape.get("class") or "").split()} <= known


def _boxes(tree: ElementTree.Element, wider: float) -> list[tuple[str, float, float, float, float]]:
    """Return every line of words with its box, in Helvetica or in a font that is ``wider``."""
    boxes = []
    for text in tree.iter(f"{SVG}text"):
        line = (text.text or "").replace("\u00a0", " ")
        size, x, y = (float(text.get(name) or 0) for name in ("font-size", "x", "y"))
        wide = wider * text_width(line, size, bold=text.get("font-weight") == "600")
        left = x - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor") or "start", 0)
        boxes.append((line, left, y - 0.74 * size, left + wide, y + 0.2 * size))
    return boxes


@given(
    st.floats(150, 350),
    st.one_of(st.none(), st.floats(0.705, 0.775)),
    st.one_of(st.none(), st.floats(0.34, 0.44)),
    st.sampled_from(["left", "right"]),
    st.sampled_from([site for site in PAIN_SITES if site not in ("heel", "midfoot")]),
    st.sampled_from([1, 1.17]),
)
def test_no_words_touch_each_other_or_the_frame(
    length: float, share: float | None, broad: float | None, side: str, site: str, wider: float
) -> None:
    foot = Foot(length, None if share is None else share * length, None if broad is None else broad * length)
    tree = tree_of(side, foot, (site,))
    _, _, width, height = map(float, (tree.get("viewBox") or "").split())
    boxes = _boxes(tree, wider)
    for nth, (line, left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and right <= width and top >= 0 and bottom <= height, line
        for other, left_, top_, right_, bottom_ in boxes[nth + 1 :]:
            apart = right <= left_ or right_ <= left or bottom <= top_ or bottom_ <= top
            assert apart, (line, other)


@pytest.mark.parametrize("length", range(150, 351, 10))
@pytest.mark.parametrize("sites", [("mth_2",), ("web_2_3",), ("web_3_4",), ("mth_1",), ("mth_5",)])
@pytest.mark.parametrize("measured", [True, False])
def test_the_gap_between_heads_and_pad_is_seen(length: int, sites: tuple[str, ...], measured: bool) -> None:
    position = placed_on("left", Foot(length, 0.74 * length if measured else None), sites)
    foot, gap = shape_of(position), position.window.target_mm
    pad = pad_outline(position).along(4)
    behind = position.pattern.covers if position.pattern.free_head is None else position.pattern.spares
    for head in behind:
        middle = foot.heads[int(head[-1]) - 1]
        assert min(dist(middle, point) for point in pad) > head_radius(foot, gap) + 0.35


def test_without_a_side_nothing_is_drawn() -> None:
    with pytest.raises(ValueError, match="left or the right"):
        diagram(placed_on(None, Foot(262.5), ("mth_2",)), (), BOOK)


def test_text_and_attributes_are_escaped() -> None:
    assert words("a < b & c", 1, 2, class_="x") == '<text x="1" y="2" class="x">a &lt; b &amp; c</text>'
    assert element("a", title='"<"') == "<a title='\"&lt;\"'/>"
    assert [number(value) for value in (1.0, 1.204, 0.0, -2.5)] == ["1", "1.2", "0", "-2.5"]


def test_lines_break_between_words_only() -> None:
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("extraordinary", 5) == ["extraordinary"]
    assert wrapped("", 5) == []
