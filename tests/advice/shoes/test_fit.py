"""Size and width of a person by golden cases, and what must hold for every pair of feet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.feet import SIZE_SYSTEMS, WIDTHS_OF_FEET, Feet, Foot, StatedSize
from api.advice.foot.measures import ImpossibleMeasurementError
from api.advice.shoes.fit import judge_fit
from api.rulebook.load import shipped_rulebook
from api.web.edge.response import plain
from tests.advice.cases import Case, check, each_case
from tests.advice.shoes.inputs import request_of

BOOK = shipped_rulebook()
LENGTHS = st.floats(195, 340)
SEXES = st.sampled_from([None, "male", "female"])


def answer_of(given: Any) -> dict[str, Any]:
    """Return the fit of a case as it is served, with what was said of it, or what was refused."""
    request = request_of(given)
    try:
        fit = judge_fit(request.feet, request.sex, request.size, BOOK)
    except ImpossibleMeasurementError as refusal:
        return {"refused": {"field": refusal.field, "message": refusal.message}}
    cited = [*(reason.rule for reason in fit.reasons), *fit.also_cites]
    return {
        "refused": None,
        "fit": plain(fit.served(BOOK)),
        "reasons": plain(fit.reasons),
        "missing": plain(fit.missing),
        "rules": dict.fromkeys(cited),
    }


@each_case("sizes")
def test_case(case: Case) -> None:
    check(case, answer_of(case.given))


@given(LENGTHS, LENGTHS, SEXES)
def test_the_size_is_that_of_the_longer_foot_whichever_side_it_is_on(one: float, two: float, sex: str | None) -> None:
    alone = judge_fit(Feet(Foot(max(one, two)), Foot(max(one, two))), sex, None, BOOK)
    pair = judge_fit(Feet(Foot(one), Foot(two)), sex, None, BOOK)
    swapped = judge_fit(Feet(Foot(two), Foot(one)), sex, None, BOOK)
    assert pair.sizes == swapped.sizes == alone.sizes
    assert pair.length_mm == max(one, two)


@given(LENGTHS, st.floats(0.70, 0.78), SEXES)
def test_an_arch_length_never_makes_the_size_smaller(length: float, share: float, sex: str | None) -> None:
    by_length = judge_fit(Feet(Foot(length)), sex, None, BOOK)
    try:
        arched = judge_fit(Feet(Foot(length, heel_to_ball_mm=length * share)), sex, None, BOOK)
    except ImpossibleMeasurementError:
        return
    assert by_length.sizes is not None
    assert arched.sizes is not None
    for system in SIZE_SYSTEMS:
        assert (arched.sizes.by_system().get(system) or 0) >= (by_length.sizes.by_system().get(system) or 0)


@given(LENGTHS, st.floats(60, 150), st.floats(0, 30), SEXES)
def test_a_broader_foot_is_never_in_a_narrower_class(
    length: float, breadth: float, more: float, sex: str | None
) -> None:
    narrower = judge_fit(Feet(Foot(length, breadth_mm=breadth)), sex, None, BOOK).width.width_class
    broader = judge_fit(Feet(Foot(length, breadth_mm=breadth + more)), sex, None, BOOK).width.width_class
    if narrower is not None and broader is not None:
        assert WIDTHS_OF_FEET.index(broader) >= WIDTHS_OF_FEET.index(narrower)


@given(LENGTHS, st.floats(60, 150), SEXES)
def test_the_other_foot_can_only_widen_the_pair(length: float, breadth: float, sex: str | None) -> None:
    usual = Foot(length, breadth_mm=40 + 0.225 * length)
    pair = judge_fit(Feet(usual, Foot(length, breadth_mm=breadth)), sex, None, BOOK).width.width_class
    alone = judge_fit(Feet(usual), sex, None, BOOK).width.width_class
    assert pair is not None
    assert alone is not None
    assert WIDTHS_OF_FEET.index(pair) >= WIDTHS_OF_FEET.index(alone)


@given(LENGTHS, st.floats(0.5, 1.0))
def test_a_heel_to_ball_length_is_taken_exactly_between_0_70_and_0_78(length: float, share: float) -> None:
    foot = Foot(length, heel_to_ball_mm=length * share)
    ratio = length * share / length
    if 0.70 <= ratio <= 0.78:
        judge_fit(Feet(right=foot), None, None, BOOK)
        return
    with pytest.raises(ImpossibleMeasurementError, match="measure both again") as refusal:
        judge_fit(Feet(right=foot), None, None, BOOK)
    assert refusal.value.field == "feet.right.heel_to_ball_mm"


@given(st.sampled_from(SIZE_SYSTEMS), st.integers(2, 30), SEXES)
def test_a_stated_size_comes_back_unchanged(system: str, halves: int, sex: str | None) -> None:
    value = {"eu": 30 + halves / 2, "mondopoint": 200.0 + halves * 5}.get(system, halves / 2)
    fit = judge_fit(None, sex, StatedSize(system, value), BOOK)
    assert fit.sizes is not None
    assert fit.sizes.by_system()[system] == value
    assert fit.basis == "stated_size"
    assert fit.length_mm is None
