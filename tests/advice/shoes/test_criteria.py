"""What counts how much: the weights of every kind of foot, and the points a kind of shoe earns and loses."""

from __future__ import annotations

from typing import Any

import pytest

from api.advice.shoes.card import Kind
from api.advice.shoes.criteria import arch_points, plate_points, scoring_for, weights_of
from api.advice.shoes.person import Profile
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
NOBODY = Profile(
    foot=None,
    foot_measured=False,
    sore=False,
    arches=(),
    bunion=False,
    hammertoe=False,
    callus=False,
    between_toes=False,
    rocker="no",
    experience=None,
    race=False,
)
KNOWN = NOBODY._replace(foot="standard", arches=("normal",))
BARE = {
    "toe_box": 30,
    "forefoot_cushioning": 30,
    "width": 0,
    "arch_support": 0,
    "steadiness": 0,
    "rocker": 0,
    "room_for_insole": 0,
    "plate": 4,
}


@pytest.mark.parametrize(
    ("profile", "change"),
    [
        ({}, {}),
        ({"foot": "standard"}, {"width": 15}),
        ({"foot": "wide"}, {"width": 15}),
        ({"foot": "narrow"}, {"width": 22.5}),
        ({"arches": ("normal",)}, {"arch_support": 10}),
        ({"arches": ("low",)}, {"arch_support": 20, "room_for_insole": 5}),
        ({"arches": ("high",)}, {"arch_support": 10, "forefoot_cushioning": 45, "room_for_insole": 5}),
        ({"arches": ("high", "low")}, {"arch_support": 20, "forefoot_cushioning": 45, "room_for_insole": 5}),
        ({"bunion": True}, {"toe_box": 45, "room_for_insole": 5}),
        ({"bunion": True, "arches": ("normal",)}, {"toe_box": 45, "arch_support": 15, "room_for_insole": 5}),
        ({"hammertoe": True}, {"toe_box": 37.5, "forefoot_cushioning": 37.5, "room_for_insole": 5}),
        ({"callus": True}, {"forefoot_cushioning": 36}),
        ({"between_toes": True}, {"toe_box": 37.5}),
        ({"rocker": "yes"}, {"rocker": 8}),
        ({"rocker": "first"}, {"rocker": 4}),
        ({"sore": True}, {"room_for_insole": 5}),
    ],
)
def test_a_foot_shifts_what_counts(profile: dict[str, Any], change: dict[str, float]) -> None:
    assert weights_of(NOBODY._replace(**profile), BOOK) == pytest.approx({**BARE, **change})


@pytest.mark.parametrize(
    ("arches", "stability", "built_in", "neutral"),
    [
        (("low",), 1, 1, 0.4),
        (("normal",), 0.5, 1, 1),
        (("high",), 0.4, 1, 1),
        (("high", "low"), 0.4, 1, 0.4),
        (("low", "normal"), 0.5, 1, 0.4),
    ],
)
def test_each_structure_earns_by_the_arch_it_suits_least(
    arches: tuple[str, ...], stability: float, built_in: float, neutral: float
) -> None:
    assert arch_points(arches, BOOK) == {"stability": stability, "built_in": built_in, "neutral": neutral}


def test_without_a_known_arch_no_structure_earns() -> None:
    assert arch_points((), BOOK) == {}


def test_a_carbon_plate_earns_half() -> None:
    assert plate_points(BOOK) == {"none": 1, "rock": 1, "other": 0.7, "carbon": 0.5}


def test_for_walking_steadiness_counts_and_cushioning_less() -> None:
    weights = weights_of(KNOWN._replace(walking=True), BOOK)
    assert weights["steadiness"] > weights["arch_support"]
    assert weights["forefoot_cushioning"] < weights_of(KNOWN, BOOK)["forefoot_cushioning"]


def kind(**change: Any) -> Kind:
    plain: dict[str, Any] = {
        "structure": "neutral",
        "rocker": None,
        "takes_insole": None,
        "plate": "none",
        "minimal": False,
        "racer": False,
        "penalty": 0,
    }
    return Kind(**{**plain, **change})


@pytest.mark.parametrize(
    ("profile", "shoe", "points"),
    [
        # All weights of KNOWN together are 89: toe box 30, cushioning 30, width 15, arch 10, plate 4.
        ({}, {}, 14 / 89 * 100),
        ({}, {"structure": "stability"}, 9 / 89 * 100),
        # All weights without the arch are 79, and a stability shoe needs a reason.
        ({"arches": ()}, {"structure": "stability"}, 4 / 79 * 100 - 5),
        ({}, {"structure": None}, 4 / 89 * 100),
        ({}, {"plate": "other"}, 12.8 / 89 * 100),
        ({}, {"plate": "carbon"}, 12 / 89 * 100),
        ({}, {"plate": None}, 10 / 89 * 100),
        ({}, {"penalty": 8}, 14 / 89 * 100 - 8),
        ({}, {"minimal": True}, 14 / 89 * 100 - 15),
        ({"experience": "established"}, {"minimal": True}, 14 / 89 * 100 - 15),
        ({"experience": "established", "race": True}, {"minimal": True}, 14 / 89 * 100),
        ({"experience": "transitioning", "race": True}, {"minimal": True}, 14 / 89 * 100 - 30),
        ({"sore": True}, {"takes_insole": True}, 19 / 94 * 100),
        ({"sore": True}, {"takes_insole": False}, 14 / 94 * 100),
        ({"rocker": "yes"}, {"rocker": True}, 22 / 97 * 100),
        ({"rocker": "yes"}, {"rocker": False}, 14 / 97 * 100),
        ({"rocker": "no"}, {"rocker": True, "takes_insole": True}, 14 / 89 * 100),
    ],
)
def test_a_kind_of_shoe_earns_and_loses(profile: dict[str, Any], shoe: dict[str, Any], points: float) -> None:
    assert scoring_for(KNOWN._replace(**profile), BOOK).of_kind[kind(**shoe)] == pytest.approx(points)


def test_the_figures_share_the_hundred_with_the_kind() -> None:
    scoring = scoring_for(KNOWN, BOOK)
    whole = scoring.toe_box + scoring.forefoot_cushioning + scoring.width + scoring.of_kind[kind()]
    assert whole == pytest.approx(100)
    assert scoring.toe_box == pytest.approx(30 / 89 * 100)
    assert scoring.width == pytest.approx(15 / 89 * 100)
