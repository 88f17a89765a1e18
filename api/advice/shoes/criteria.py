"""What a shoe is judged by for one person: what counts how much, a verdict by criterion with its rules, and cautions.

The weights of a score are those of FIT-09, shifted by the foot as FIT-10 says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.sizes import name_width
from api.advice.shoes.answer import CRITERIA, ESTIMATED, FAIR, GOOD, POOR, UNKNOWN, Caution, Criterion, Interval
from api.advice.shoes.card import Card, Kind, Shown
from api.advice.shoes.person import PREPARED, PROFILES_REMEMBERED, Profile
from api.advice.shoes.shoe import ROOMY_TOE_BOXES
from api.advice.shoes.width import LOOSE, LOOSER, MUST_ASK, NARROW_NOT_LISTED, UNPROVEN, Wearing


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

    def estimates(self, card: Card, wearing: Wearing) -> tuple[float, float, float] | None:
        """Return what an unmeasured shoe would score at the low ends, middles and high ends of what is estimated.

        ``None`` where something that counts can neither be read nor estimated (FIT-25).
        """
        toe_box, cushioning = card.estimated.get("toe_box"), card.estimated.get("forefoot_cushioning")
        if (toe_box is None and card.sample.toe_box is None) or (cushioning is None and card.cushioning is None):
            return None
        rest = self.width * wearing.width_points + self.of_kind[card.kind]
        if self.walking:
            rest += self.steadiness * (card.steadiness or 0)
        known, measured = wearing.toe_box_points, card.cushioning_points
        room = toe_box.points if toe_box else (known, known, known)
        soft = cushioning.points if cushioning else (measured, measured, measured)
        low, middle, high = (
            rest + self.toe_box * one + self.forefoot_cushioning * other for one, other in zip(room, soft, strict=True)
        )
        return low, middle, high


class PointsByKind(dict[Kind, float]):
    """What shoes of a kind earn and lose for being of it, worked out when the kind is first met."""

    def __init__(self, scaled: Mapping[str, float], profile: Profile, book: Rulebook) -> None:
        super().__init__()
        arch, plate = arch_points(profile.arches, book), plate_points(book)
        # What is not known of a shoe is in none of these tables and earns nothing.
        self._arch = {name: scaled["arch_support"] * points for name, points in arch.items()}
        if not profile.arches:
            # A shoe that steers a foot needs a reason, which an arch that nobody looked at is not.
            self._arch["stability"] = -book.number("FIT-14", "unknown_arch_stability_points")
        self._plate = {name: scaled["plate"] * points for name, points in plate.items()}
        self._rocker = scaled["rocker"]
        self._room_for_insole = scaled["room_for_insole"]
        self._minimalist_penalty = _minimalist_penalty(profile, book)

    def __missing__(self, kind: Kind) -> float:
        points = self._arch.get(kind.structure or "", 0) + self._plate.get(kind.plate or "", 0) - kind.penalty
        points += (self._rocker if kind.rocker else 0) + (self._room_for_insole if kind.takes_insole else 0)
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


_CUSHIONING_VERDICTS = {"poor": POOR, "fair": FAIR, "good": GOOD, "high": GOOD, None: UNKNOWN}
_YES_NO = {True: GOOD, False: POOR, None: UNKNOWN}
_NOT_WIDER = ("narrow", "standard")

VIEWS_REMEMBERED = 64
"""For how many shoes a judge caches its words; what leads the ranking for a profile is mostly the same."""


class View(NamedTuple):
    """The view of a shoe for one person."""

    criteria: tuple[Criterion, ...]
    cautions: tuple[Caution, ...]


@lru_cache(maxsize=PROFILES_REMEMBERED)
def judge_for(profile: Profile, book: Rulebook) -> Judge:
    """Return the judge of a profile."""
    return Judge(profile, book)


class Judge:
    """Says what a shoe is to people of one profile; what many shoes share is worded once."""

    def __init__(self, profile: Profile, book: Rulebook) -> None:
        self._profile = profile
        self._weights = weights_of(profile, book)
        self._book = book
        self._rules = _rules_by_criterion(profile)
        self._widths: dict[tuple[str, str], Criterion] = {}
        self._kinds: dict[Kind, tuple[Criterion, ...]] = {}
        self._views: dict[tuple[Card, str, str], View] = {}
        self.rules = tuple(rule for name, rules in self._rules.items() if self._is_shown(name) for rule in rules)
        """Every rule that the criteria name."""

    def view(self, card: Card, wearing: Wearing) -> View:
        """Return criteria and cautions of a shoe in the width in which it is worn."""
        key = (card, wearing.width, wearing.match)
        view = self._views.get(key)
        if view is None:
            if len(self._views) >= VIEWS_REMEMBERED:
                self._views.clear()
            view = self._views[key] = View(self.criteria(card, wearing), self.cautions(card, wearing))
        return view

    def criteria(self, card: Card, wearing: Wearing) -> tuple[Criterion, ...]:
        """Return the verdict on a shoe by criterion, most important first, without what does not concern this foot."""
        cushioning = _CUSHIONING_VERDICTS[card.cushioning]
        return (
            self._guess("toe_box", card)
            or self._criterion("toe_box", wearing.toe_box_verdict, self._toe_box(card, wearing)),
            self._guess("forefoot_cushioning", card)
            or self._criterion("forefoot_cushioning", cushioning, card.shown["forefoot_cushioning"]),
            self._width(wearing),
            *self._steadiness(card),
            *self._of_kind(card),
        )

    def cautions(self, card: Card, wearing: Wearing) -> tuple[Caution, ...]:
        """Return what to watch with a shoe: width first, then what is not known, then the kind of shoe."""
        return (*self._width_cautions(wearing), *self._unknown(card), *self._kind_cautions(card), *card.cautions)

    def _is_shown(self, name: str) -> bool:
        """Return whether a criterion is shown; width and arch are, also where the foot is not known, to show that."""
        return name not in ("steadiness", "rocker", "room_for_insole") or self._weights[name] > 0

    def _guess(self, name: str, card: Card) -> Criterion | None:
        """Return what is estimated of a figure that nobody measured, ``None`` if nothing is (FIT-25)."""
        guess = card.estimated.get(name)
        if guess is None:
            return None
        shown, rules = guess.shown, (*self._rules[name], "FIT-25")
        interval = Interval(guess.low, guess.high)
        return Criterion(
            name, ESTIMATED, shown.value, shown.unit, shown.threshold, shown.text, rules, guess.probability, interval
        )

    def _criterion(self, name: str, verdict: str, shown: Shown) -> Criterion:
        return Criterion(name, verdict, shown.value, shown.unit, shown.threshold, shown.text, self._rules[name])

    def _toe_box(self, card: Card, wearing: Wearing) -> Shown:
        shown = card.shown["toe_box"]
        proven = wearing.match not in UNPROVEN and wearing.toe_box_verdict != UNKNOWN
        if not proven or not wearing.fits or wearing.width in _NOT_WIDER or wearing.match == "wider_foot_unknown":
            return shown
        in_width = "roomier_in_width" if card.sample.toe_box in ROOMY_TOE_BOXES else "in_width"
        occasion = {"wider": "one_wider", "spare": "more_than_asked"}.get(wearing.match, in_width)
        more = self._book.sentence("FIT-01", occasion, width=name_width(wearing.width, self._book))
        return replace(shown, text=f"{shown.text} {more}")

    def _width(self, wearing: Wearing) -> Criterion:
        key = (wearing.match, wearing.width)
        criterion = self._widths.get(key)
        if criterion is None:
            foot = self._profile.foot
            text = self._width_in_words(wearing)
            criterion = self._widths[key] = Criterion(
                "width", _width_verdict(wearing, foot), wearing.width, None, foot, text, self._rules["width"]
            )
        return criterion

    def _width_in_words(self, wearing: Wearing) -> str:
        foot, match = self._profile.foot, wearing.match
        if not wearing.fits and foot is not None:
            return self._book.sentence("FIT-24", "too_wide" if match == "too_wide" else "too_narrow")
        words = {"roomy_enough": f"roomy_enough_{foot}", "spare": "wider", "excluded": "foot_unknown"}
        return self._book.sentence("FIT-04", words.get(match, match), width=name_width(wearing.width, self._book))

    def _steadiness(self, card: Card) -> Iterator[Criterion]:
        if self._is_shown("steadiness"):
            yield self._criterion("steadiness", self._grade(card.steadiness), card.shown["steadiness"])

    def _of_kind(self, card: Card) -> tuple[Criterion, ...]:
        """Return the criteria that rest on the kind of shoe alone: arch support, shape of the sole, insole, plate."""
        criteria = self._kinds.get(card.kind)
        if criteria is None:
            verdicts = self._verdicts_of_kind(card.kind)
            criteria = self._kinds[card.kind] = tuple(
                self._criterion(name, verdict, card.shown[name])
                for name, verdict in verdicts.items()
                if self._is_shown(name)
            )
        return criteria

    def _verdicts_of_kind(self, kind: Kind) -> dict[str, str]:
        arch = arch_points(self._profile.arches, self._book).get(kind.structure or "")
        plate = plate_points(self._book).get(kind.plate or "")
        return {
            "arch_support": self._grade(arch),
            "rocker": _YES_NO[kind.rocker],
            "room_for_insole": _YES_NO[kind.takes_insole],
            "plate": self._grade(plate),
        }

    def _grade(self, points: float | None) -> str:
        if points is None:
            return UNKNOWN
        if points >= self._book.number("FIT-14", "good_from_fraction"):
            return GOOD
        return FAIR if points >= self._book.number("FIT-14", "fair_from_fraction") else POOR

    def _width_cautions(self, wearing: Wearing) -> Iterator[Caution]:
        match = wearing.match
        asked = "narrow" if match in NARROW_NOT_LISTED else wearing.width if match in MUST_ASK else None
        if asked is not None:
            text = self._book.sentence("FIT-04", "ask_first", width=name_width(asked, self._book))
            yield Caution("ask_for_width", text, ("FIT-04",))
        if match == "narrower":
            yield Caution("narrower_than_foot", self._book.sentence("FIT-11", "sides"), ("FIT-04", "FIT-11"))
        if match in ("wider", "spare", "wider_foot_unknown") or match in LOOSER or match in LOOSE:
            yield Caution("may_be_loose", self._book.sentence("FIT-11", "heel"), ("FIT-04", "FIT-11"))

    def _unknown(self, card: Card) -> Iterator[Caution]:
        if not self._profile.sore:
            return
        if card.sample.toe_box is None:
            yield Caution("toe_box_unknown", self._book.sentence("FIT-01", "feel"), ("SHOE-01", "FIT-01"))
        if card.cushioning is None:
            rules = ("SHOE-02", "FIT-02", *(("FIT-08",) if card.shown["forefoot_cushioning"].value is not None else ()))
            yield Caution("cushioning_unknown", self._book.sentence("FIT-02", "press"), rules)

    def _kind_cautions(self, card: Card) -> Iterator[Caution]:
        sentence = self._book.sentence
        if card.kind.minimal:
            occasion = self._profile.experience if self._profile.experience in PREPARED else "transitioning"
            yield Caution("minimalist", sentence("SHOE-04", occasion), ("SHOE-04", "FIT-16"))
            yield Caution("minimalist_risk", sentence("FIT-05", "minimalist"), ("FIT-05",))
        if card.kind.plate == "carbon":
            yield Caution("carbon_plate", sentence("FIT-07", "carbon"), ("FIT-07", "FIT-15"))
        if card.tall and self._profile.numb:
            yield Caution("tall_sole", sentence("FIT-21", "numb"), ("FIT-21",))


def _width_verdict(wearing: Wearing, foot: str | None) -> str:
    if foot is None:
        return UNKNOWN
    if wearing.match in ("own_width", "roomy_enough"):
        return GOOD
    if wearing.match in LOOSE or wearing.match in ("narrower", "excluded", "too_wide"):
        return POOR
    return FAIR if wearing.match in ("wider", "spare") or wearing.match in LOOSER else UNKNOWN


def _rules_by_criterion(profile: Profile) -> Mapping[str, tuple[str, ...]]:
    """Return the rules each verdict rests on, those that this foot brings in included."""
    rules = {
        "toe_box": ["SHOE-01", "FIT-01", "FIT-08"],
        "forefoot_cushioning": ["SHOE-02", "FIT-02"],
        "width": ["FIT-04", "FIT-11"],
        "steadiness": ["FIT-21"],
        "arch_support": ["SHOE-03", "FIT-14"],
        "rocker": ["FIT-06"],
        "room_for_insole": ["SHOE-11"],
        "plate": ["FIT-07", "FIT-15"],
    }
    if profile.bunion:
        rules["toe_box"].append("SHOE-08")
        rules["arch_support"].append("SHOE-08")
    if profile.hammertoe:
        rules["toe_box"].append("SHOE-09")
        rules["forefoot_cushioning"].append("SHOE-09")
    if "high" in profile.arches:
        rules["forefoot_cushioning"].append("SHOE-06")
        rules["arch_support"].append("SHOE-06")
    if "low" in profile.arches:
        rules["arch_support"].append("SHOE-07")
    if profile.foot_measured:
        rules["width"].append("FOOT-07")
    return MappingProxyType({name: tuple(ids) for name, ids in rules.items()})
