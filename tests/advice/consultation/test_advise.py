"""Consultation: the golden cases."""

from __future__ import annotations

from typing import Any

from tests.advice.cases import Case, check, each_case
from tests.advice.consultation.inputs import answered


@each_case("consultation")
def test_consultation(case: Case) -> None:
    check(case, answered(case.given))


NO = dict.fromkeys(
    (
        *("hurts_at_push_off", "hurts_to_walk", "hurts_at_rest", "hurts_at_night", "swelling", "diabetes", "heat"),
        *("toe_deformity", "cold_or_pale_foot", "sudden_numb_foot", "deformity_after_injury", "hot_stuck_joint"),
        *("calf_swelling", "cannot_walk_four_steps", "sole_bruising", "redness", "neuropathy", "fever", "open_wound"),
    ),
    False,
)
ACHES = {"pain_level": 3, "pain_sites": ["mth_2", "mth_3"], "pain_side": "left", "hurts_at_push_off": True}
ANSWERED = {
    **{"pain_level": 1, "pain_sites": ["mth_2"], "pain_side": "left", "pain_kinds": ["ache"], "eases_off_feet": True},
    **{"numbness_or_tingling": "none", "bone_tenderness": "none", "days_since_onset": 2},
}
WORN_OUT = {"distance": {"km": 900}, "foam": "eva", "kind": "trainer"}
PARTS = ("shoes", "met_pad", "self_care", "run_today", "exercises")


def asked_for_much(**more: Any) -> Any:
    feet = {"left": {"length_mm": 262, "breadth_mm": 104}, "right": {"length_mm": 261, "breadth_mm": 103}}
    return answered({"symptoms": ACHES, "feet": feet, "sex": "male", "insole": "flat", **more})


def test_twelve_things_to_do_in_all() -> None:
    found = asked_for_much(pair=WORN_OUT, planned={"minutes": 30})
    assert len(found["actions"]) + sum(len(found[part]["actions"]) for part in PARTS) == 12


def test_two_things_to_do_come_before_the_pair_where_it_hurts() -> None:
    found = asked_for_much(pair=WORN_OUT, planned={"minutes": 30})
    assert [action["code"] for action in found["actions"]].index("replace_pair") == 2


def test_six_questions_where_fewer_decide() -> None:
    found = answered({"symptoms": {**NO, **ANSWERED}})
    assert [question["could_change"] for question in found["missing"]] == ["level"] * 3 + ["advice"] * 3


def test_three_shoes_where_more_suit() -> None:
    shelf = [
        "roomy",
        "roomy_wide",
        "last_roomy",
        "four_widths",
        "sold_wide",
        "soft",
        "rolling",
        "stable",
        "wide_sample",
    ]
    found = answered({"symptoms": {**NO, **ANSWERED}, "shelf": shelf})
    assert len(found["shoes"]["recommendations"]) == 3
    assert len(answered({"symptoms": {**NO, **ANSWERED}, "shelf": shelf, "limit": 4})["shoes"]["recommendations"]) == 4
