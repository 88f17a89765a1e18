"""What counts how much in a shoe's score: the weights of FIT-09, shifted by the foot as FIT-10 says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from api.advice.core.rules import Rulebook
from api.advice.shoes.answer import CRITERIA
from api.advice.shoes.card import Card, Kind
from api.advice.shoes.person import PROFILES_REMEMBERED, Profile
from api.advice.shoes.width import Wearing


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a person's shoes are scored: points for each part, as hundredths of all points that can be earned."""

    toe_box: float
    forefoot_cushioning: float
    width: float
    steadiness: float
    walking: bool
    of_kind: PointsByKind

    def scores(self, shoes: Iterable[tuple[int, Card, Wearing, object]]) -> list[float]:
        """Return the scores of shoes in the width in which each is worn: up to 100, not rounded, lower than 0 for bad.

        One loop over thousands of shoes, so all that can be is looked up before it.
        """
        toe_box, cushioning, width = self.toe_box, self.forefoot_cushioning, self.width
        of_kind = self.of_kind
        if self.walking:
            return [
                toe_box * wearing.toe_box_points
                + cushioning * card.walking_cushioning_points
                + width * wearing.width_points
                + self.steadiness * (card.steadiness or 0)
                + of_kind[card.kind]
                for _, card, wearing, _ in shoes
            ]
        return [
            toe_box * wearing.toe_box_points
            + cushioning * card.cushioning_points
            + width * wearing.width_points
            + of_kind[card.kind]
            for _, card, wearing, _ in shoes
        ]


class PointsByKind(dict[Kind, float]):
    """What shoes of a kind earn and lose for being of it, worked out when the kind is first met."""

    def __init__(self, scaled: Mapping[str, float], profile: Profile, book: Rulebook) -> None:
        super().__init__()
        arch, plate = arch_points(profile.arches, book), plate_points(book)
        # What is not known of a shoe is in none of these tables and earns nothing.
        self._arch = {name: scaled["arch_support"] * points for name, points in arch.items()}
        self._plate = {name: scaled["plate"] * points for name, points in plate.items()}
        self._rocker = scaled["rocker"]
        self._room_for_insole = scaled["room_for_insole"]
        self._minimalist_penalty = _minimalist_penalty(profile, book)

    def __missing__(self, kind: Kind) -> float:
        points = self._arch.get(kind.structure or "", 0) + self._plate.get(kind.plate or "", 0) - kind.penalty
        if kind.rocker:
            points += self._rocker
        if kind.takes_insole:
            points += self._room_for_insole
        if kind.minimal:
            points -= self._minimalist_penalty
        self[kind] = points
        return points


@lru_cache(maxsize=PROFILES_REMEMBERED)
def scoring_for(profile: Profile, book: Rulebook) -> Scoring:
    """Return how this person's shoes are scored, from weights (FIT-09, FIT-10) and points (FIT-14 .. FIT-16)."""
    weights = weights_of(profile, book)
    scale = book.number("FIT-09", "whole_points") / sum(weights.values())
    scaled = {name: weight * scale for name, weight in weights.items()}
    return Scoring(
        scaled["toe_box"],
        scaled["forefoot_cushioning"],
        scaled["width"],
        scaled["steadiness"],
        profile.walking,
        PointsByKind(scaled, profile, book),
    )


@lru_cache(maxsize=PROFILES_REMEMBERED)
def weights_of(profile: Profile, book: Rulebook) -> Mapping[str, float]:
    """Return the weight of each criterion, 0 for what cannot be judged of this foot or does not concern it."""
    rule = "FIT-21" if profile.walking else "FIT-09"
    weights = {name: book.number(rule, f"{name}_points") for name in CRITERIA}
    for name, shift in _shifts(profile):
        weights[name] *= book.number("FIT-10", shift)
    for name in _left_out(profile):
        weights[name] = 0
    return MappingProxyType(weights)


@lru_cache(maxsize=64)
def arch_points(arches: tuple[str, ...], book: Rulebook) -> Mapping[str, float]:
    """Return the points of each structure for a person's arches, the lower ones where they differ (FIT-14)."""
    if not arches:
        return MappingProxyType({})
    return MappingProxyType(
        {
            structure: min(book.number("FIT-14", f"{arch}_{structure}_fraction") for arch in arches)
            for structure in ("stability", "built_in", "neutral")
        }
    )


@lru_cache(maxsize=8)
def plate_points(book: Rulebook) -> Mapping[str, float]:
    """Return the points of each kind of plate (FIT-15)."""
    return MappingProxyType(
        {plate: book.number("FIT-15", f"{plate}_fraction") for plate in ("none", "rock", "other", "carbon")}
    )


def _minimalist_penalty(profile: Profile, book: Rulebook) -> float:
    """Return what a minimalist shoe loses for a person who is shown one at all (FIT-16)."""
    if profile.experience == "transitioning":
        return book.number("FIT-16", "transitioning_points")
    return 0 if profile.race else book.number("FIT-16", "established_points")


def _shifts(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield criterion and figure of FIT-10 for everything about this foot that shifts a weight."""
    if profile.bunion:
        yield "toe_box", "bunion_toe_box_ratio"
        yield "arch_support", "bunion_arch_support_ratio"
    if profile.hammertoe:
        yield "toe_box", "hammertoe_toe_box_ratio"
        yield "forefoot_cushioning", "hammertoe_forefoot_cushioning_ratio"
    if profile.between_toes:
        yield "toe_box", "between_toes_toe_box_ratio"
    if profile.callus:
        yield "forefoot_cushioning", "callus_forefoot_cushioning_ratio"
    if "high" in profile.arches:
        yield "forefoot_cushioning", "high_arch_forefoot_cushioning_ratio"
    if "low" in profile.arches:
        yield "arch_support", "low_arch_arch_support_ratio"
    if profile.foot == "narrow":
        yield "width", "narrow_foot_width_ratio"
    if profile.rocker == "first":
        yield "rocker", "first_head_rocker_ratio"


def _left_out(profile: Profile) -> Iterator[str]:
    if profile.foot is None:
        yield "width"
    if not profile.arches:
        yield "arch_support"
    if profile.rocker in ("no", "refused"):
        yield "rocker"
    if not (profile.sore or profile.has_structure):
        yield "room_for_insole"
