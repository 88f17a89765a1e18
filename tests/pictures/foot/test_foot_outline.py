"""The drawn foot: as long and broad as the foot, its ball where it is, its parts where anatomy has them."""

from __future__ import annotations

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.feet import ARCHES, Foot
from api.advice.met_pad.advise import PadPosition, PadRequest, positions_of
from api.advice.triage.request import PAIN_SITES, Symptoms
from api.pictures.drawing.curves import bounds, ellipse, smooth, straight
from api.pictures.foot.outline import (
    FootShape,
    envelope,
    heads,
    inner_on_the_left,
    print_of,
    sole,
    sore_spot,
    spot,
    toes,
    view,
)
from api.pictures.foot.pad_outline import HeadLine, head_line, outer_hull, pad_outline, shape_of, thickest_line
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
PATTERNS = (("mth_3",), ("web_2_3",), ("web_3_4",), ("mth_1",), ("mth_5",))


def placement(length: float, share: float | None, breadth: float | None, sites: tuple[str, ...]) -> PadPosition:
    foot = Foot(length, None if share is None else share * length, breadth)
    asked = PadRequest(foot=foot, side="left", symptoms=Symptoms(pain_sites=sites))
    return positions_of(asked, BOOK)[0]


@st.composite
def placements(draw: st.DrawFn) -> PadPosition:
    length = draw(st.floats(210, 320))
    share = draw(st.one_of(st.none(), st.floats(0.705, 0.775)))
    # Broad and narrow as feet are: a share of the length.
    breadth = draw(st.one_of(st.none(), st.floats(0.35, 0.43).map(lambda part: part * length)))
    return placement(length, share, breadth, draw(st.sampled_from(PATTERNS)))


def inside(point: tuple[float, float], outline: list[tuple[float, float]]) -> bool:
    """Whether a point lies within a closed line, by counting crossings."""
    x, y = point
    found = False
    for (x0, y0), (x1, y1) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            found = not found
    return found


@given(placements())
def test_the_foot_is_as_long_and_broad_as_it_was_measured(placed: PadPosition) -> None:
    foot = shape_of(placed)
    low, high, heel, tip = bounds([sole(foot), *toes(foot)])
    assert heel == pytest.approx(0, abs=0.5)
    assert tip == pytest.approx(foot.length_mm, abs=0.5)
    assert low == pytest.approx(0, abs=0.5)
    assert high == pytest.approx(foot.breadth_mm, abs=0.012 * foot.breadth_mm)
    low, high, heel, tip = bounds([envelope(foot)])
    assert (heel, tip) == (pytest.approx(0, abs=0.5), pytest.approx(foot.length_mm, abs=1.5))


@given(placements())
def test_heads_toes_and_hollow_lie_where_anatomy_has_them(placed: PadPosition) -> None:
    foot = shape_of(placed)
    across, along = [x for x, _ in foot.heads], [y for _, y in foot.heads]
    assert across == sorted(across) and along == sorted(along, reverse=True)
    assert along[0] == along[1] > along[2] > along[3] > along[4]
    skin = sole(foot).along()
    assert all(inside(middle, skin) for middle in foot.heads)
    tips = [max(y for _, y in toe.along()) for toe in toes(foot)]
    assert tips == sorted(tips, reverse=True)
    assert all(tip > foot.ball_mm for tip in tips[:4])
    # The sole is narrowest, from the inner side, between heel and ball: that is the arch.
    waist = [x for x, y in skin if 0.38 < y / foot.length_mm < 0.50 and x < foot.breadth_mm / 2]
    heel = [x for x, y in skin if 0.10 < y / foot.length_mm < 0.20 and x < foot.breadth_mm / 2]
    assert min(waist) > min(heel)


def test_a_high_arch_leaves_a_larger_hollow_than_a_low_one() -> None:
    foot = shape_of(placement(262.5, None, 100, ("mth_3",)))
    narrowest = {}
    for arch in ARCHES:
        points = print_of(FootShape(foot.length_mm, foot.breadth_mm, foot.heads, arch)).along()
        narrowest[arch] = max(x for x, y in points if 105 < y < 125 and x < 80)
    assert narrowest["low"] < narrowest["normal"] < narrowest["high"]


@given(placements())
def test_the_pad_lies_on_the_foot_behind_the_sore_head_and_under_no_spared_one(placed: PadPosition) -> None:
    foot, pad = shape_of(placed), pad_outline(placed).along()
    skin = sole(foot).along()
    assert sum(inside(point, skin) for point in pad) >= 0.97 * len(pad)
    for name in placed.pattern.spares:
        assert not inside(foot.heads[int(name[-1]) - 1], pad)
    for name in placed.pattern.covers:
        middle = foot.heads[int(name[-1]) - 1]
        if placed.pattern.free_head is None:
            # Behind the heads: the pad begins behind each of them.
            assert not inside(middle, pad)
            assert inside((middle[0], placed.front_edge_at(name) - 4), pad)
        elif name not in ("mth_1", "mth_5"):
            assert inside(middle, pad)


@given(placements())
def test_the_drawn_front_edge_is_the_told_one(placed: PadPosition) -> None:
    head = placed.at_head
    across = placed.across_mm[int(head[-1]) - 1]
    near = [y for x, y in pad_outline(placed).along(60) if abs(x - across) < 0.1]
    assert max(near) == pytest.approx(placed.front_edge_mm, abs=0.2)


@given(placements())
def test_the_drawn_pad_has_its_told_length_and_breadth(placed: PadPosition) -> None:
    low, high, back, front = bounds([pad_outline(placed)])
    assert high - low == pytest.approx(placed.pad.width_mm, rel=0.05)
    assert front - back == pytest.approx(placed.pad.length_mm, rel=0.06)


@given(placements())
def test_a_pad_bends_outwards_but_for_its_one_cut_out(placed: PadPosition) -> None:
    pad = pad_outline(placed).points()[:-1]
    hull = outer_hull(pad)
    deep = [_depth(point, hull) > 0.5 for point in pad]
    hollows = sum(now and not before for before, now in zip([deep[-1], *deep], deep, strict=False))
    assert hollows == (0 if placed.pattern.free_head is None else 1)


@given(placements())
def test_no_part_of_a_teardrop_is_under_a_head_that_is_left_out(placed: PadPosition) -> None:
    low, high = placed.pad_across_mm
    if placed.pattern.free_head is None:
        first, fifth = (share * placed.breadth.breadth_mm for share in (0.265, 0.785))
        assert first - 1e-6 <= low < high <= fifth + 1e-6
        assert placed.pad.length_mm > placed.pad.width_mm
        assert 45 <= placed.pad.length_mm <= 65


@given(placements())
def test_the_ridge_lies_within_the_pad_and_an_even_pad_has_none(placed: PadPosition) -> None:
    ridge = thickest_line(placed)
    assert (ridge is None) is (placed.pattern.free_head is not None)
    if ridge is not None:
        pad = pad_outline(placed).along()
        assert all(inside(point, pad) for point in ridge.along())


def test_the_arc_of_heads_passes_through_them_and_on() -> None:
    foot = shape_of(placement(262.5, None, 100, ("mth_3",)))
    arc = HeadLine(foot.heads)
    assert [arc.at(x) for x, _ in foot.heads] == pytest.approx([y for _, y in foot.heads])
    assert arc.at(-5) == foot.heads[0][1]
    assert arc.at(95) < foot.heads[4][1]
    assert [y for _, y in head_line(foot, 5).points()][1:6] == pytest.approx([y - 5 for _, y in foot.heads])


@given(placements(), st.sampled_from(PAIN_SITES))
def test_every_site_of_pain_is_on_the_foot(placed: PadPosition, site: str) -> None:
    foot = shape_of(placed)
    skin = [part.along() for part in (sole(foot), *toes(foot))]
    assert any(inside(spot(foot, site), part) for part in skin)
    low, high, back, front = bounds([sore_spot(foot, site, placed.window.target_mm)])
    x, y = spot(foot, site)
    assert low < x < high and back < y < front


@pytest.mark.parametrize(
    ("side", "from_below", "inner_left"),
    [("left", True, True), ("right", True, False), ("left", False, False), ("right", False, True)],
)
def test_the_big_toe_is_on_the_inner_side_seen_from_below_and_from_above(
    side: str, from_below: bool, inner_left: bool
) -> None:
    assert inner_on_the_left(side, from_below=from_below) is inner_left


def test_mirroring_keeps_every_distance() -> None:
    there, back = (view(100, inner_on_the_left=left) for left in (True, False))
    assert there((14, 195)) == (14, 195) and back((14, 195)) == (86, 195)


def test_heads_are_drawn_round_their_middles() -> None:
    foot = shape_of(placement(262.5, None, 100, ("mth_3",)))
    sizes = []
    for path, (x, y) in zip(heads(foot, 5), foot.heads, strict=True):
        low, high, back, front = bounds([path])
        assert ((low + high) / 2, (back + front) / 2) == (pytest.approx(x, abs=0.01), pytest.approx(y, abs=0.01))
        sizes.append(high - low)
    assert sizes == pytest.approx([sizes[0]] * 5)


def test_curves_pass_through_their_points() -> None:
    corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert smooth(corners).points() == [*corners, corners[0]]
    assert smooth(corners, closed=False).points() == corners
    assert straight(corners, closed=True).points() == [*corners, corners[0]]
    assert bounds([ellipse((5, 5), 3, 2)]) == pytest.approx((2, 8, 3, 7), abs=0.01)


def _depth(point: tuple[float, float], hull: list[tuple[float, float]]) -> float:
    """Return how far in mm a point lies within a hull that bends outwards everywhere."""
    (x, y), ends = point, [*hull[1:], hull[0]]
    return min(
        abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / dist((x0, y0), (x1, y1))
        for (x0, y0), (x1, y1) in zip(hull, ends, strict=True)
    )
