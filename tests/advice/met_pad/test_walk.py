"""Whatever is felt, in whatever order: the walk ends, treads no place twice, stays in range, pushes through nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.advice.foot.feet import Foot
from api.advice.met_pad import adjustment as met_pad_adjustment
from api.advice.met_pad.adjustment import ADJUSTMENTS, ENDS, FEELS, AdjustmentRequest
from api.advice.met_pad.advise import PadRequest, advise
from api.advice.met_pad.request import GivenTried
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from tests.advice.met_pad.inputs import given_placement
from tests.support.served import shown

BOOK = shipped_rulebook()

LONGEST_WALK = 9
"""Six places fit into 10.6 mm at 2 mm or more apart; then the second help, then an end."""

levels = st.one_of(st.none(), st.integers(0, 6))
days = st.one_of(st.none(), st.integers(0, 40))
feels = st.lists(st.tuples(st.sampled_from(FEELS), days, levels), min_size=30, max_size=30)
starts = st.one_of(st.floats(0, 10.6), st.sampled_from([0.0, 5.0, 7.0, 10.0, 10.6]))


def walk(
    start: dict[str, Any],
    felt: list[tuple[str, int | None, int | None]],
    *,
    pain_free_days: int | None = None,
    through_keeping: bool = False,
) -> list[dict[str, Any]]:
    """Return every answer given on a walk, passing back what was tried as a client does, until one ends it."""
    placement, answers = start, []
    tried: tuple[GivenTried, ...] = ()
    for feel, worn, level in felt:
        asked = AdjustmentRequest(
            given_placement(placement),
            feel,
            worn,
            pain_free_days=pain_free_days,
            tried=tried,
            symptoms=Symptoms(pain_level=level),
        )
        answer = shown(met_pad_adjustment.advise(asked, BOOK), BOOK)
        answers.append(answer)
        if answer["ends"] and not (through_keeping and answer["verdict"] == "keep"):
            break
        placement = answer["placement"]
        tried = tuple(
            GivenTried(
                place["behind_ball_mm"], place["feel"], place["days_tried"], place["pain_level"], place["advised"]
            )
            for place in answer["tried"]
        )
    return answers


@given(starts, feels)
def test_every_walk_ends_soon(start: float, felt: list[tuple[str, int | None, int | None]]) -> None:
    answers = walk({"behind_ball_mm": {"target": start}}, felt)
    assert answers[-1]["verdict"] in ENDS
    assert len(answers) <= LONGEST_WALK
    assert all(answer["verdict"] in ADJUSTMENTS and answer["verdict"] not in ENDS for answer in answers[:-1])


@given(starts, feels)
def test_no_place_is_trodden_twice_and_none_lies_outside(
    start: float, felt: list[tuple[str, int | None, int | None]]
) -> None:
    places = [start]
    for answer in walk({"behind_ball_mm": {"target": start}}, felt):
        if answer["verdict"] not in ("move_forward", "move_back"):
            assert answer["move_mm"] == 0
            continue
        here, there = places[-1], answer["placement"]["behind_ball_mm"]["target"]
        assert 0 <= there <= 10.6
        assert answer["move_mm"] >= 2 - 0.05
        assert (there < here) is (answer["verdict"] == "move_forward")
        assert all(abs(there - place) >= 2 - 0.05 for place in places)
        places.append(there)


@given(starts, feels)
def test_nobody_is_sent_nearer_to_the_heads_than_a_place_that_hurt(
    start: float, felt: list[tuple[str, int | None, int | None]]
) -> None:
    here, hurt = start, []
    for (feel, _, _), answer in zip(felt, walk({"behind_ball_mm": {"target": start}}, felt), strict=False):
        if feel in ("worse", "new_pain", "pressure_under_pad"):
            hurt.append(here)
            assert answer["verdict"] in ("move_back", "take_out", "see_professional_first")
        if answer["placement"] is not None:
            here = answer["placement"]["behind_ball_mm"]["target"]
            assert all(here >= place for place in hurt)


@given(starts)
def test_worse_without_end_is_out_after_two_places(start: float) -> None:
    answers = walk({"behind_ball_mm": {"target": start}}, [("worse", 1, None)] * 10)
    assert answers[-1]["verdict"] == "take_out" and len(answers) <= 2


@given(starts, st.sampled_from(["same", "pain_in_front", "pebble_still_there"]))
def test_no_change_without_end_is_a_professional(start: float, feel: str) -> None:
    answers = walk({"behind_ball_mm": {"target": start}}, [(feel, None, None)] * 20)
    assert [answer["verdict"] for answer in answers[-2:]] == ["combine", "see_professional_first"]


@given(starts)
def test_a_walk_that_helps_can_end_in_leaving_the_pad_out(start: float) -> None:
    answers = walk({"behind_ball_mm": {"target": start}}, [("same", 3, None), ("better", 28, 0)], pain_free_days=28)
    assert answers[-1]["verdict"] == "phase_out"


@given(st.floats(-20, 40), feels)
def test_a_pad_outside_the_range_is_moved_in_left_out_or_kept_if_it_helps(
    start: float, felt: list[tuple[str, int | None, int | None]]
) -> None:
    answers = walk({"behind_ball_mm": {"target": start}}, felt)
    assert answers[-1]["verdict"] in ENDS
    for answer in answers:
        if answer["verdict"] in ("move_forward", "move_back"):
            assert 0 <= answer["placement"]["behind_ball_mm"]["target"] <= 10.6


@given(st.floats(220, 310), st.booleans(), feels)
def test_a_placement_as_served_can_be_walked_with_its_figures_moving_together(
    length: float, measured: bool, felt: list[tuple[str, int | None, int | None]]
) -> None:
    foot = Foot(length_mm=length, heel_to_ball_mm=0.74 * length if measured else None)
    sore = Symptoms(pain_sites=("mth_2",))
    served = shown(advise(PadRequest(foot=foot, side="left", symptoms=sore), BOOK), BOOK)["placement"]
    for answer in walk(served, felt):
        placed = answer["placement"]
        if placed is None:
            continue
        ball = placed["ball_line_from_heel_mm"]["estimate"]
        behind, front = placed["behind_ball_mm"]["target"], placed["front_edge_from_heel_mm"]
        assert abs(ball - front["target"] - behind) <= 0.25
        assert front["low"] - 0.25 <= front["target"] <= front["high"] + 0.25
        moved = behind - served["behind_ball_mm"]["target"]
        assert abs(served["thickest_point_from_heel_mm"] - placed["thickest_point_from_heel_mm"] - moved) <= 0.25
        for before, now in zip(served["at_heads"], placed["at_heads"], strict=True):
            assert now["head_from_heel_mm"] == before["head_from_heel_mm"]
            assert abs(before["front_edge_from_heel_mm"] - now["front_edge_from_heel_mm"] - moved) <= 0.25


@given(starts, feels)
def test_a_place_that_was_better_is_gone_back_to_before_the_pad_comes_out(
    start: float, felt: list[tuple[str, int | None, int | None]]
) -> None:
    """Once something helped, only hurt at that very place or a new pain takes the pad out or ends the search."""
    better: list[float] = []
    position = start
    result = [(feel, worn, None) for feel, worn, _ in felt]
    for (feel, _, _), answer in zip(
        result, walk({"behind_ball_mm": {"target": start}}, result, through_keeping=True), strict=False
    ):
        if feel == "better":
            better = [*(place for place in better if place != position), position]
        elif feel in ("worse", "pressure_under_pad", "new_pain"):
            better = [place for place in better if place != position]
        if better and abs(better[-1] - position) >= 2 and feel != "new_pain":
            assert answer["verdict"] not in ("take_out", "see_professional_first", "combine")
            assert answer["verdict"] == "keep" or answer["placement"]["behind_ball_mm"]["target"] in better[-1:]
        if answer["placement"] is not None:
            position = answer["placement"]["behind_ball_mm"]["target"]


@given(starts, feels)
def test_also_a_walk_that_goes_on_after_keeping_ends(
    start: float, felt: list[tuple[str, int | None, int | None]]
) -> None:
    moves = [
        answer["placement"]["behind_ball_mm"]["target"]
        for answer in walk({"behind_ball_mm": {"target": start}}, felt, through_keeping=True)
        if answer["verdict"] in ("move_forward", "move_back")
    ]
    # Six places at most, and each that was better gone back to once after another was tried.
    assert len(moves) <= 12
    assert all(one != other for one, other in pairwise(moves))


@given(st.floats(2.5, 10.6), feels)
def test_the_pad_never_comes_close_to_a_line_that_is_only_predicted(
    start: float, felt: list[tuple[str, int | None, int | None]]
) -> None:
    placement = {"behind_ball_mm": {"target": start}, "ball_line_from_heel_mm": {"basis": "predicted"}}
    for answer in walk(placement, felt):
        if answer["placement"] is not None:
            assert answer["placement"]["behind_ball_mm"]["target"] >= 2.5


@given(starts, st.integers(0, 1000), st.one_of(st.none(), st.integers(0, 10)), st.one_of(st.none(), st.integers(0, 40)))
def test_the_pad_is_left_out_only_after_days_without_pain(
    start: float, worn: int, level: int | None, pain_free: int | None
) -> None:
    placement = {"behind_ball_mm": {"target": start}}
    (answer,) = walk(placement, [("better", worn, level)], pain_free_days=pain_free)[:1]
    left_out = pain_free is not None and pain_free >= 28 and level == 0
    assert (answer["verdict"] == "phase_out") is (left_out and answer["care"] is None)
