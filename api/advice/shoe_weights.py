"""What counts how much in a shoe's score: the weights of FIT-09, shifted by the foot as FIT-10 says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from api.advice.rules import Rulebook
from api.advice.shoe_card import Card, Kind
from api.advice.shoe_facts import Person
from api.advice.shoe_width import Wearing

CRITERIA = ("toe_box", "forefoot_cushioning", "width", "arch_support", "rocker", "room_for_insole", "plate")


@dataclass(frozen=True, slots=True)
class Scoring:
    """How this person's shoes are scored: points for each part, as hundredths of all points that can be earned.

    The four tables hold the points for what is known of a shoe; what is not known has none.
    """

    toe_box: float
    forefoot_cushioning: float
    width: float
    arch_support: Mapping[str | None, float]
    rocker: Mapping[bool | None, float]
    room_for_insole: Mapping[bool | None, float]
    plate: Mapping[str | None, float]
    minimalist_penalty: float
    carbon_penalty: float

    def scores(self, shoes: Iterable[tuple[int, Card, Wearing]]) -> list[float]:
        """Answer the scores of shoes in the width in which each is worn: up to 100, not rounded, lower than 0 for bad.

        One loop over thousands of shoes, so all that can be is looked up before it.
        """
        toe_box, cushioning, width = self.toe_box, self.forefoot_cushioning, self.width
        of_kind = _OnFirstSight(self._points_of_kind)
        return [
            toe_box * worn.toe_box_points
            + cushioning * card.cushioning_points
            + width * worn.width_points
            + of_kind[card.kind]
            for _, card, worn in shoes
        ]

    def _points_of_kind(self, kind: Kind) -> float:
        points = (
            self.arch_support.get(kind.structure, 0)
            + self.rocker.get(kind.rocker, 0)
            + self.room_for_insole.get(kind.takes_insole, 0)
            + self.plate.get(kind.plate, 0)
            - kind.penalty
        )
        if kind.minimal:
            points -= self.minimalist_penalty
        return points - self.carbon_penalty if kind.plate == "carbon" else points


class _OnFirstSight(dict[Kind, float]):
    """Points by kind, worked out when a kind is first met."""

    def __init__(self, work_out: Callable[[Kind], float]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, kind: Kind) -> float:
        points = self[kind] = self._work_out(kind)
        return points


def scoring_for(person: Person, weights: dict[str, float], book: Rulebook) -> Scoring:
    """Answer how this person's shoes are scored, from weights (FIT-09, FIT-10) and points (FIT-14 .. FIT-16)."""
    scale = book.number("FIT-09", "whole_points") / sum(weights.values())
    scaled = {name: weight * scale for name, weight in weights.items()}
    return Scoring(
        toe_box=scaled["toe_box"],
        forefoot_cushioning=scaled["forefoot_cushioning"],
        width=scaled["width"],
        arch_support={
            name: scaled["arch_support"] * points for name, points in arch_points(person.arches, book).items()
        },
        rocker={True: scaled["rocker"]},
        room_for_insole={True: scaled["room_for_insole"]},
        plate={name: scaled["plate"] * points for name, points in plate_points(person.sore, book).items()},
        minimalist_penalty=_minimalist_penalty(person, book),
        carbon_penalty=book.number("FIT-16", "carbon_sore_points") if person.sore else 0,
    )


def weights_of(person: Person, book: Rulebook) -> dict[str, float]:
    """Answer the weight of each criterion, 0 for what cannot be judged of this foot or does not concern it."""
    weights = dict(_unshifted(book))
    for name, shift in _shifts(person):
        weights[name] *= book.number("FIT-10", shift)
    for name in _left_out(person):
        weights[name] = 0
    return weights


@lru_cache(maxsize=8)
def _unshifted(book: Rulebook) -> Mapping[str, float]:
    return {name: book.number("FIT-09", f"{name}_points") for name in CRITERIA}


@lru_cache(maxsize=64)
def arch_points(arches: tuple[str, ...], book: Rulebook) -> Mapping[str, float]:
    """Answer the points of each structure for a person's arches, the lower ones where they differ (FIT-14)."""
    if not arches:
        return {}
    return {
        structure: min(book.number("FIT-14", f"{arch}_{structure}_fraction") for arch in arches)
        for structure in ("stability", "built_in", "neutral")
    }


@lru_cache(maxsize=16)
def plate_points(sore: bool, book: Rulebook) -> Mapping[str, float]:
    """Answer the points of each kind of plate (FIT-15)."""
    carbon = "carbon_sore_fraction" if sore else "carbon_fraction"
    names = {"none": "none_fraction", "rock": "rock_fraction", "other": "other_fraction", "carbon": carbon}
    return {plate: book.number("FIT-15", name) for plate, name in names.items()}


def _minimalist_penalty(person: Person, book: Rulebook) -> float:
    """Answer what a minimalist shoe loses for a person who is shown one at all (FIT-16)."""
    if person.facts.minimalist_experience == "transitioning":
        return book.number("FIT-16", "transitioning_points")
    return 0 if person.facts.use == "race" else book.number("FIT-16", "established_points")


def _shifts(person: Person) -> Iterator[tuple[str, str]]:
    """Answer criterion and figure of FIT-10 for everything about this foot that shifts a weight."""
    if person.bunion:
        yield "toe_box", "bunion_toe_box_ratio"
        yield "arch_support", "bunion_arch_support_ratio"
    if person.hammertoe:
        yield "toe_box", "hammertoe_toe_box_ratio"
        yield "forefoot_cushioning", "hammertoe_forefoot_cushioning_ratio"
    if person.between_toes:
        yield "toe_box", "between_toes_toe_box_ratio"
    if person.callus:
        yield "forefoot_cushioning", "callus_forefoot_cushioning_ratio"
    if "high" in person.arches:
        yield "forefoot_cushioning", "high_arch_forefoot_cushioning_ratio"
    if "low" in person.arches:
        yield "arch_support", "low_arch_arch_support_ratio"
    if person.fit.width.width_class == "narrow":
        yield "width", "narrow_foot_width_ratio"
    if person.first_head_only:
        yield "rocker", "first_head_rocker_ratio"


def _left_out(person: Person) -> Iterator[str]:
    if person.fit.width.width_class is None:
        yield "width"
    if not person.arches:
        yield "arch_support"
    if not person.rocker_counts:
        yield "rocker"
    if not (person.sore or person.has_structure):
        yield "room_for_insole"
