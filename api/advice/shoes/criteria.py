"""What is said of a recommended shoe to one person: a verdict by criterion with figure and rules, and cautions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.sizes import name_width
from api.advice.shoes.answer import FAIR, GOOD, POOR, UNKNOWN, Caution, Criterion
from api.advice.shoes.card import Card, Kind, Shown
from api.advice.shoes.person import PREPARED, PROFILES_REMEMBERED, Profile
from api.advice.shoes.weights import arch_points, plate_points, weights_of
from api.advice.shoes.width import Wearing

_CUSHIONING_VERDICTS = {"poor": POOR, "fair": FAIR, "good": GOOD, "high": GOOD, None: UNKNOWN}
_YES_NO = {True: GOOD, False: POOR, None: UNKNOWN}

VIEWS_REMEMBERED = 64
"""For how many shoes a judge caches its words; what leads the ranking for a profile is mostly the same."""


class View(NamedTuple):
    """What is said of a shoe to one person."""

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
        self.rules = tuple(rule for name, rules in self._rules.items() if self._is_judged(name) for rule in rules)
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
            self._criterion("toe_box", wearing.toe_box_verdict, self._toe_box(card, wearing)),
            self._criterion("forefoot_cushioning", cushioning, card.shown["forefoot_cushioning"]),
            self._width(wearing),
            *self._steadiness(card),
            *self._of_kind(card),
        )

    def cautions(self, card: Card, wearing: Wearing) -> tuple[Caution, ...]:
        """Return what to watch with a shoe: width first, then what is not known, then the kind of shoe."""
        return (*self._width_cautions(wearing), *self._unknown(card), *self._kind_cautions(card), *card.cautions)

    def _is_judged(self, name: str) -> bool:
        """Return whether a criterion is shown; width and arch are, also where the foot is not known, to show that."""
        return name not in ("steadiness", "rocker", "room_for_insole") or self._weights[name] > 0

    def _criterion(self, name: str, verdict: str, shown: Shown) -> Criterion:
        return Criterion(name, verdict, shown.value, shown.unit, shown.threshold, shown.text, self._rules[name])

    def _toe_box(self, card: Card, wearing: Wearing) -> Shown:
        shown = card.shown["toe_box"]
        proven = wearing.match not in ("ask", "not_known") and wearing.toe_box_verdict != UNKNOWN
        if not proven or wearing.width in ("standard", "narrow"):
            return shown
        occasion = "one_wider" if wearing.match == "wider" else "in_width"
        more = self._book.sentence("FIT-01", occasion, width=name_width(wearing.width, self._book))
        return replace(shown, text=f"{shown.text} {more}")

    def _width(self, wearing: Wearing) -> Criterion:
        key = (wearing.match, wearing.width)
        criterion = self._widths.get(key)
        if criterion is None:
            foot = self._profile.foot
            occasion = f"{wearing.match}_{foot}" if wearing.match == "roomy_enough" else wearing.match
            text = self._book.sentence("FIT-04", occasion, width=name_width(wearing.width, self._book))
            criterion = self._widths[key] = Criterion(
                "width", _width_verdict(wearing), wearing.width, None, foot, text, self._rules["width"]
            )
        return criterion

    def _steadiness(self, card: Card) -> Iterator[Criterion]:
        if self._is_judged("steadiness"):
            yield self._criterion("steadiness", self._grade(card.steadiness), card.shown["steadiness"])

    def _of_kind(self, card: Card) -> tuple[Criterion, ...]:
        """Return the criteria that rest on the kind of shoe alone: arch support, shape of the sole, insole, plate."""
        criteria = self._kinds.get(card.kind)
        if criteria is None:
            verdicts = self._verdicts_of_kind(card.kind)
            criteria = self._kinds[card.kind] = tuple(
                self._criterion(name, verdict, card.shown[name])
                for name, verdict in verdicts.items()
                if self._is_judged(name)
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
        if match == "ask":
            text = self._book.sentence("FIT-04", "ask_first", width=name_width(wearing.width, self._book))
            yield Caution("ask_for_width", text, ("FIT-04",))
        elif match in ("wider", "looser", "loose"):
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


def _width_verdict(wearing: Wearing) -> str:
    if wearing.match in ("own_width", "roomy_enough"):
        return GOOD
    if wearing.match == "loose":
        return POOR
    return FAIR if wearing.match in ("looser", "wider") else UNKNOWN


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
