"""In which width a model suits a foot: every class of foot against every class of model and what it is sold in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.shoes.shoe import TOE_BOX_CLASSES
from api.advice.shoes.width import Sample, wear, width_figures
from api.rulebook.load import shipped_rulebook

FIGURES = width_figures(shipped_rulebook())
POINTS = {"narrow": 0.0, "average": 0.5, "wide": 0.9, "very_wide": 1.0, None: None}
ALL = WIDTH_CLASSES


@pytest.mark.parametrize(
    ("foot", "sore", "toe_box", "widths", "expected"),
    [
        # foot            model               what it is sold in        width, match, width points, toe verdict, points
        ("narrow", False, "average", ALL, ("narrow", "own_width", 1, "fair", 0.5)),
        ("narrow", True, "narrow", ALL, ("narrow", "own_width", 1, "poor", 0)),
        ("narrow", False, "narrow", ("standard",), ("standard", "roomy_enough", 0.65, "poor", 0)),
        ("narrow", False, "average", ("standard",), ("standard", "looser", 0.6, "fair", 0.5)),
        ("narrow", False, "wide", ("standard",), ("standard", "loose", 0.2, "good", 0.9)),
        ("narrow", False, "very_wide", ("standard",), ("standard", "loose", 0.2, "good", 1)),
        ("narrow", False, None, ("standard",), ("standard", "looser", 0.6, "unknown", 0)),
        ("narrow", False, "average", None, ("standard", "looser_unlisted", 0.6, "fair", 0.5)),
        ("narrow", False, "average", ("wide",), None),
        ("standard", False, "average", ALL, ("standard", "own_width", 1, "fair", 0.5)),
        ("standard", False, "very_wide", ALL, ("standard", "own_width", 1, "good", 1)),
        ("standard", False, "narrow", ALL, ("wide", "wider", 0.4, "fair", 0.25 / 0.9)),
        ("standard", False, "very_wide", ("wide",), ("wide", "spare", 0.4, "fair", 0.25 / 0.9)),
        ("standard", False, "average", ("extra_wide",), None),
        ("standard", False, "narrow", ("extra_wide",), None),
        ("standard", False, "narrow", ("standard",), None),
        ("standard", False, "narrow", ("narrow", "standard"), None),
        ("standard", False, "average", ("narrow",), None),
        ("standard", False, "average", None, ("standard", "roomy_enough", 0.65, "fair", 0.5)),
        ("standard", False, "narrow", None, ("standard", "not_known", 0, "poor", 0)),
        ("standard", True, "narrow", None, None),
        ("standard", False, None, ("standard",), ("standard", "not_known", 0, "unknown", 0)),
        ("standard", False, None, ("standard", "wide"), ("standard", "not_known", 0, "unknown", 0)),
        ("standard", False, None, None, ("standard", "not_known", 0, "unknown", 0)),
        ("wide", False, "average", ALL, ("wide", "own_width", 1, "good", 0.75)),
        ("wide", False, "narrow", ("wide",), ("wide", "own_width", 1, "good", 0.5)),
        ("wide", False, None, ("wide",), ("wide", "own_width", 1, "unknown", 0)),
        ("wide", False, "wide", ("standard",), ("standard", "roomy_enough", 0.65, "good", 0.9)),
        ("wide", False, "average", ("standard",), None),
        ("wide", False, "average", ("standard", "extra_wide"), ("extra_wide", "spare", 0.4, "fair", 0.25 / 0.9)),
        ("wide", False, "average", None, ("wide", "ask", 0, "fair", 0.5)),
        ("wide", True, "average", None, ("wide", "ask", 0, "fair", 0.5)),
        ("wide", True, "narrow", None, None),
        ("wide", False, "narrow", None, ("wide", "ask", 0, "poor", 0)),
        ("wide", False, "wide", None, ("standard", "roomy_enough", 0.65, "good", 0.9)),
        ("wide", False, None, ("standard",), None),
        ("extra_wide", False, "average", ALL, ("extra_wide", "own_width", 1, "good", 0.875)),
        ("extra_wide", False, "narrow", ("standard", "wide"), None),
        ("extra_wide", False, "average", ("standard", "wide"), None),
        ("extra_wide", False, "wide", ("standard", "wide"), ("wide", "roomy_enough", 0.65, "good", 0.95)),
        ("extra_wide", False, "wide", ("standard",), None),
        ("extra_wide", False, "very_wide", ("standard",), ("standard", "roomy_enough", 0.65, "good", 1)),
        ("extra_wide", False, "wide", None, ("extra_wide", "ask", 0, "good", 0.9)),
        ("extra_wide", False, None, ("standard", "wide"), None),
        (None, False, "narrow", ALL, ("standard", "foot_unknown", 0, "poor", 0)),
        (None, True, "narrow", ALL, ("wide", "wider_foot_unknown", 0.4, "fair", 0.25 / 0.9)),
        (None, True, "narrow", ("standard",), None),
        (None, True, "average", ("standard",), ("standard", "foot_unknown", 0, "fair", 0.5)),
        (None, True, None, ("standard",), ("standard", "foot_unknown", 0, "unknown", 0)),
        (None, True, None, ("standard", "wide"), ("standard", "foot_unknown", 0, "unknown", 0)),
        (None, False, "average", ("narrow",), ("narrow", "narrow_foot_unknown", 0, "fair", 0.5)),
    ],
)  # fmt: skip
def test_a_foot_wears_a_model(
    foot: str | None,
    sore: bool,
    toe_box: str | None,
    widths: tuple[str, ...] | None,
    expected: tuple[str, str, float, str, float] | None,
) -> None:
    worn = wear(Sample(toe_box, POINTS[toe_box], widths), foot, sore, FIGURES)
    assert worn.fits is (expected is not None)
    if expected is not None:
        width, match, width_points, verdict, points = expected
        assert (worn.width, worn.match, worn.toe_box_verdict) == (width, match, verdict)
        assert (worn.width_points, worn.toe_box_points) == (pytest.approx(width_points), pytest.approx(points))


@given(
    st.sampled_from([None, *WIDTH_CLASSES]),
    st.booleans(),
    st.sampled_from([None, *TOE_BOX_CLASSES]),
    st.one_of(st.none(), st.sets(st.sampled_from(WIDTH_CLASSES), min_size=1).map(lambda sold: tuple(sorted(sold)))),
)
def test_a_width_that_is_not_sold_is_only_ever_asked_for(
    foot: str | None, sore: bool, toe_box: str | None, widths: tuple[str, ...] | None
) -> None:
    worn = wear(Sample(toe_box, POINTS[toe_box], widths), foot, sore, FIGURES)
    assert 0 <= worn.width_points <= 1
    assert 0 <= worn.toe_box_points <= 1
    if not worn.fits:
        assert (worn.width_points, worn.toe_box_points) == (0, 0)
    elif widths is None:
        assert worn.width == "standard" or worn.match == "ask"
    else:
        assert worn.width in widths
        assert worn.match != "ask"
    if worn.fits:
        assert WIDTH_CLASSES.index(worn.width) <= WIDTH_CLASSES.index(foot or "standard") + 1
    if toe_box is None and worn.fits:
        assert (worn.toe_box_verdict, worn.toe_box_points) == ("unknown", 0)
