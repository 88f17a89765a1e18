"""Classes of toe box and cushioning at every cut-off; a better figure never means a lower class or fewer points."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.advice.shoes.shoe import (
    CUSHIONING_CLASSES,
    TOE_BOX_CLASSES,
    Shoe,
    ball_is_roomy,
    cushioning_points,
    forefoot_cushioning_class,
    points_at,
    toe_box_class,
    toe_box_points,
)
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import Case, check, each_case
from tests.advice.shoes.inputs import PLAIN

BOOK = shipped_rulebook()
METHODS = st.sampled_from(["gel_mold", "caliper"])
WIDTHS = st.floats(60, 110)


def shoe_of(given: Any) -> Shoe:
    toe_box, toe_method = given.get("toe_box", [None, None])
    ball, ball_method = given.get("ball", [None, None])
    return Shoe(
        id="x",
        brand="x",
        model="x",
        category="road",
        toe_box_width_mm=toe_box,
        toe_box_width_method=toe_method,
        ball_width_mm=ball,
        ball_width_method=ball_method,
        forefoot_shock_absorption_sa=given.get("shock_absorption"),
        forefoot_stack_mm=given.get("stack"),
        forefoot_stack_method=given.get("stack_method", "lab"),
        heel_stack_mm=given.get("heel_stack"),
        midsole_softness=given.get("softness"),
    )


@each_case("shoe_classes")
def test_case(case: Case) -> None:
    shoe = shoe_of(case.given)
    answer = {"toe_box": toe_box_class(shoe, BOOK), "cushioning": forefoot_cushioning_class(shoe, BOOK)}
    check(case, answer)


@given(METHODS, WIDTHS, st.floats(0, 20), METHODS, WIDTHS)
def test_a_wider_toe_box_is_never_of_a_lower_class_nor_worth_less(
    method: str, width: float, more: float, ball_method: str, ball: float
) -> None:
    shoe = replace(
        PLAIN, toe_box_width_mm=width, toe_box_width_method=method, ball_width_mm=ball, ball_width_method=ball_method
    )
    wider = replace(shoe, toe_box_width_mm=width + more)
    before, after = toe_box_class(shoe, BOOK), toe_box_class(wider, BOOK)
    assert before is not None
    assert after is not None
    assert TOE_BOX_CLASSES.index(after) >= TOE_BOX_CLASSES.index(before)
    assert (toe_box_points(wider, BOOK) or 0) >= (toe_box_points(shoe, BOOK) or 0)


@given(st.one_of(st.none(), st.floats(50, 150)), st.floats(0, 60), st.floats(0, 20))
def test_more_cushioning_is_never_of_a_lower_class_nor_worth_less(
    absorbed: float | None, stack: float, more: float
) -> None:
    shoe = replace(PLAIN, forefoot_shock_absorption_sa=absorbed, forefoot_stack_mm=stack)
    better = replace(
        shoe,
        forefoot_shock_absorption_sa=None if absorbed is None else absorbed + more,
        forefoot_stack_mm=stack + more,
    )
    before, after = forefoot_cushioning_class(shoe, BOOK), forefoot_cushioning_class(better, BOOK)
    assert before is not None
    assert after is not None
    assert CUSHIONING_CLASSES.index(after) >= CUSHIONING_CLASSES.index(before)
    assert (cushioning_points(better, BOOK) or 0) >= (cushioning_points(shoe, BOOK) or 0)


@given(WIDTHS, WIDTHS)
def test_a_ball_that_nobody_measured_never_beats_one_that_is_known(toe_box: float, ball: float) -> None:
    known = replace(PLAIN, toe_box_width_mm=toe_box, ball_width_mm=ball)
    unknown = replace(known, ball_width_mm=None)
    assert (toe_box_points(unknown, BOOK) or 0) <= (toe_box_points(known, BOOK) or 0)


@pytest.mark.parametrize(
    ("width", "method", "points"),
    [
        (71.1, "gel_mold", 0),
        (71.2, "gel_mold", 0.25 / 0.9),
        (72.0, "gel_mold", 0.375 / 0.9),
        (72.8, "gel_mold", 0.5 / 0.9),
        (74.0, "gel_mold", 0.75 / 0.9),
        (75.65, "gel_mold", 0.825 / 0.9),
        (77.3, "gel_mold", 1),
        (90.0, "gel_mold", 1),
        (76.8, "caliper", 0.25 / 0.9),
        (78.3, "caliper", 0.5 / 0.9),
        (81.8, "caliper", 1),
    ],
)
def test_points_follow_the_position_among_measured_shoes(width: float, method: str, points: float) -> None:
    shoe = replace(PLAIN, toe_box_width_mm=width, toe_box_width_method=method)
    assert toe_box_points(shoe, BOOK) == pytest.approx(points)


@pytest.mark.parametrize(
    ("absorbed", "stack", "points"),
    [
        (96.9, 40, 0),
        (97, 10, 0.25 / 0.9),
        (103, 10, 0.375 / 0.9),
        (109, 10, 0.5 / 0.9),
        (120, 10, 0.75 / 0.9),
        (130, 10, 1),
        (None, 24.1, 0),
        (None, 24.2, 0.25 / 0.9),
        (None, 26.8, 0.5 / 0.9),
        (None, 30.3, 0.75 / 0.9),
        (None, 33.0, 1),
    ],
)
def test_cushioning_earns_by_shock_absorption_and_by_stack_only_without_it(
    absorbed: float | None, stack: float, points: float
) -> None:
    shoe = replace(PLAIN, forefoot_shock_absorption_sa=absorbed, forefoot_stack_mm=stack)
    assert cushioning_points(shoe, BOOK) == pytest.approx(points)


def test_nothing_measured_has_no_points_rather_than_none_earned() -> None:
    bare = replace(PLAIN, toe_box_width_mm=None, forefoot_shock_absorption_sa=None, forefoot_stack_mm=None)
    assert toe_box_points(bare, BOOK) is None
    assert cushioning_points(bare, BOOK) is None
    assert toe_box_points(replace(PLAIN, toe_box_width_method=None), BOOK) is None


def test_a_narrow_ball_holds_a_wide_toe_box_at_the_median() -> None:
    shoe = replace(PLAIN, toe_box_width_mm=80, ball_width_mm=93)
    assert toe_box_points(shoe, BOOK) == points_at("median", BOOK)
    assert ball_is_roomy(shoe, BOOK) is False
    assert ball_is_roomy(replace(shoe, ball_width_mm=None), BOOK) is None
