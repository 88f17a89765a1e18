"""In which width a model suits a foot: every class of foot against every class of model and what it is sold in."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.advice.foot.feet import WIDTH_CLASSES, WIDTHS_OF_FEET
from api.advice.shoes.shoe import TOE_BOX_CLASSES
from api.advice.shoes.width import UNPROVEN, Sample, wear, width_figures
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
        ("wide", False, "wide", ("standard",), ("standard", "narrower", 0, "good", 0.9)),
        ("wide", False, "average", ("standard",), None),
        ("wide", False, "average", ("standard", "extra_wide"), ("extra_wide", "spare", 0.4, "fair", 0.25 / 0.9)),
        ("wide", False, "average", None, ("wide", "ask", 0, "fair", 0.5)),
        ("wide", True, "average", None, ("wide", "ask", 0, "fair", 0.5)),
        ("wide", True, "narrow", None, None),
        ("wide", False, "narrow", None, ("wide", "ask", 0, "poor", 0)),
        ("wide", False, "wide", None, ("wide", "ask", 0, "good", 0.9)),
        ("wide", False, None, ("standard",), None),
        ("extra_wide", False, "average", ALL, ("extra_wide", "own_width", 1, "good", 0.875)),
        ("extra_wide", False, "narrow", ("standard", "wide"), None),
        ("extra_wide", False, "average", ("standard", "wide"), None),
        ("extra_wide", False, "wide", ("standard", "wide"), ("wide", "narrower", 0, "good", 0.95)),
        ("extra_wide", False, "wide", ("standard",), None),
        ("extra_wide", False, "very_wide", ("standard",), None),
        ("extra_wide", False, "wide", None, ("extra_wide", "ask", 0, "good", 0.9)),
        ("extra_wide", False, None, ("standard", "wide"), None),
        ("xx_wide", False, "narrow", ALL, ("xx_wide", "own_width", 1, "good", 0.875)),
        ("xx_wide", False, "average", ("wide", "extra_wide"), None),
        ("xx_wide", False, "wide", ("wide", "extra_wide"), ("extra_wide", "narrower", 0, "good", 0.975)),
        ("xx_wide", False, "average", None, ("xx_wide", "ask", 0, "fair", 0.5)),
        ("wider_than_made", False, "average", ALL, None),
        ("wider_than_made", False, "very_wide", ALL, ("xx_wide", "narrower", 0, "good", 1)),
        ("wider_than_made", False, "very_wide", None, ("xx_wide", "ask", 0, "good", 1)),
        ("wider_than_made", False, None, None, ("xx_wide", "ask", 0, "unknown", 0)),
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
    st.sampled_from([None, *WIDTHS_OF_FEET]),
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
        assert WIDTH_CLASSES.index(worn.width) <= WIDTHS_OF_FEET.index(foot or "standard") + 1
    if toe_box is None and worn.fits:
        assert (worn.toe_box_verdict, worn.toe_box_points) == ("unknown", 0)


SAMPLES = st.builds(
    lambda toe_box, widths: Sample(toe_box, POINTS[toe_box], widths),
    st.sampled_from([None, *TOE_BOX_CLASSES]),
    st.one_of(st.none(), st.sets(st.sampled_from(WIDTH_CLASSES), min_size=1).map(lambda sold: tuple(sorted(sold)))),
)


@given(SAMPLES, st.sampled_from(WIDTHS_OF_FEET), st.booleans())
def test_no_foot_is_served_by_a_width_narrower_than_its_own(sample: Sample, foot: str, sore: bool) -> None:
    worn = wear(sample, foot, sore, FIGURES)
    if worn.fits and worn.match not in UNPROVEN:
        assert WIDTH_CLASSES.index(worn.width) >= WIDTHS_OF_FEET.index(foot)
    if worn.fits and WIDTH_CLASSES.index(worn.width) < WIDTHS_OF_FEET.index(foot):
        assert worn.match == "narrower" or sample.widths is None
        assert worn.width_points == 0


def _favour(sample: Sample, foot: str, sore: bool) -> int:
    """Return how favourably a model is seen: 2 it serves the foot, 1 it may be tried on or asked for, 0 it is not."""
    worn = wear(sample, foot, sore, FIGURES)
    return 0 if not worn.fits else 1 if worn.match in UNPROVEN else 2


@given(
    st.sampled_from([None, *TOE_BOX_CLASSES]),
    st.sampled_from(WIDTH_CLASSES),
    st.sampled_from(WIDTHS_OF_FEET),
    st.sampled_from(WIDTHS_OF_FEET),
    st.booleans(),
)
def test_a_broader_foot_is_never_seen_more_favourably_in_a_width_that_is_not_too_wide(
    toe_box: str | None, width: str, one: str, other: str, sore: bool
) -> None:
    # A width below the foot's own is one too many for a narrower foot, and no matter of breadth.
    narrower, broader = sorted((one, other), key=WIDTHS_OF_FEET.index)
    assume(WIDTHS_OF_FEET.index(narrower) >= WIDTH_CLASSES.index(width))
    sample = Sample(toe_box, POINTS[toe_box], (width,))
    assert _favour(sample, broader, sore) <= _favour(sample, narrower, sore)
