"""What is said of a recommended shoe to one person: a verdict by criterion with figure and rules, and cautions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.shoes.card import Card, Kind
from api.advice.shoes.request import PROFILES_REMEMBERED, Profile
from api.advice.shoes.weights import arch_points, plate_points, weights_of
from api.advice.shoes.width import Wearing

CRITERION_VERDICTS = ("good", "fair", "poor", "unknown")
_CUSHIONING_VERDICTS = {"poor": "poor", "fair": "fair", "good": "good", "high": "good", None: "unknown"}
_YES_NO = {True: "good", False: "poor", None: "unknown"}

Criterion = dict[str, Any]
Caution = Mapping[str, Any]


VIEWS_REMEMBERED = 64
"""For how many shoes a judge keeps its words; what leads the ranking for a profile is mostly the same."""


class View(NamedTuple):
    """What is said of a shoe to one person."""

    criteria: list[Criterion]
    cautions: list[Caution]


@lru_cache(maxsize=PROFILES_REMEMBERED)
def judge_for(profile: Profile, book: Rulebook) -> Judge:
    """Answer the judge of a profile."""
    return Judge(profile, book)


class Judge:
    """Says what a shoe is to people of one profile; what many shoes share is worded once."""

    def __init__(self, profile: Profile, book: Rulebook) -> None:
        self._profile = profile
        self._weights = weights_of(profile, book)
        self._book = book
        self._rules = _rules_by_criterion(profile)
        self._widths: dict[tuple[str, str], Criterion] = {}
        self._kinds: dict[Kind, list[Criterion]] = {}
        self._views: dict[tuple[Card, str, str], View] = {}
        self.rules = tuple(rule for name, rules in self._rules.items() if self._is_judged(name) for rule in rules)
        """Every rule that the criteria name."""

    def view(self, card: Card, worn: Wearing) -> View:
        """Answer criteria and cautions of a shoe in the width in which it is worn."""
        key = (card, worn.width, worn.match)
        view = self._views.get(key)
        if view is None:
            if len(self._views) >= VIEWS_REMEMBERED:
                self._views.clear()
            view = self._views[key] = View(self.criteria(card, worn), self.cautions(card, worn))
        return view

    def criteria(self, card: Card, worn: Wearing) -> list[Criterion]:
        """Answer the verdict on a shoe by criterion, most important first, without what does not concern this foot."""
        cushioning = _CUSHIONING_VERDICTS[card.cushioning]
        return [
            self._criterion("toe_box", worn.toe_box_verdict, self._toe_box(card, worn)),
            self._criterion("forefoot_cushioning", cushioning, card.shown["forefoot_cushioning"]),
            self._width(worn),
            *self._of_kind(card),
        ]

    def cautions(self, card: Card, worn: Wearing) -> list[Caution]:
        """Answer what to watch with a shoe: width first, then what is not known, then the kind of shoe."""
        return [*self._width_cautions(worn), *self._unknown(card), *self._kind_cautions(card), *card.cautions]

    def _is_judged(self, name: str) -> bool:
        """Whether a criterion is shown; width and arch are, also where the foot is not known, to say so."""
        return name not in ("rocker", "room_for_insole") or self._weights[name] > 0

    def _criterion(self, name: str, verdict: str, shown: Mapping[str, Any]) -> Criterion:
        return {"criterion": name, "verdict": verdict, **shown, "rules": self._rules[name]}

    def _toe_box(self, card: Card, worn: Wearing) -> Mapping[str, Any]:
        shown = card.shown["toe_box"]
        proven = worn.match not in ("ask", "not_known") and worn.toe_box_verdict != "unknown"
        if not proven or worn.width in ("standard", "narrow"):
            return shown
        occasion = "one_wider" if worn.match == "wider" else "in_width"
        more = self._book.sentence("FIT-01", occasion, width=_aloud(worn.width))
        return {**shown, "text": f"{shown['text']} {more}"}

    def _width(self, worn: Wearing) -> Criterion:
        key = (worn.match, worn.width)
        criterion = self._widths.get(key)
        if criterion is None:
            foot = self._profile.foot
            text = self._book.sentence("FIT-04", worn.match, width=_aloud(worn.width), foot=_aloud(foot or ""))
            shown = {"value": worn.width, "unit": None, "threshold": foot, "text": text}
            criterion = self._widths[key] = self._criterion("width", _width_verdict(worn), shown)
        return criterion

    def _of_kind(self, card: Card) -> list[Criterion]:
        """Answer the criteria that rest on the kind of shoe alone: arch support, shape of the sole, insole, plate."""
        criteria = self._kinds.get(card.kind)
        if criteria is None:
            verdicts = self._verdicts_of_kind(card.kind)
            criteria = self._kinds[card.kind] = [
                self._criterion(name, verdict, card.shown[name])
                for name, verdict in verdicts.items()
                if self._is_judged(name)
            ]
        return criteria

    def _verdicts_of_kind(self, kind: Kind) -> dict[str, str]:
        arch = arch_points(self._profile.arches, self._book).get(kind.structure or "")
        plate = plate_points(self._profile.sore, self._book).get(kind.plate or "")
        return {
            "arch_support": self._grade(arch),
            "rocker": _YES_NO[kind.rocker],
            "room_for_insole": _YES_NO[kind.takes_insole],
            "plate": self._grade(plate),
        }

    def _grade(self, points: float | None) -> str:
        if points is None:
            return "unknown"
        if points >= self._book.number("FIT-14", "good_from_fraction"):
            return "good"
        return "fair" if points >= self._book.number("FIT-14", "fair_from_fraction") else "poor"

    def _width_cautions(self, worn: Wearing) -> Iterator[Caution]:
        match = worn.match
        if match == "ask":
            said = self._book.sentence("FIT-04", "ask", width=_aloud(worn.width))
            yield {"code": "ask_for_width", "text": said, "rules": ["FIT-04"]}
        elif match in ("wider", "looser", "loose"):
            said = self._book.sentence("FIT-04", match, width=_aloud(worn.width))
            yield {"code": "may_be_loose", "text": said, "rules": ["FIT-04", "FIT-11"]}

    def _unknown(self, card: Card) -> Iterator[Caution]:
        if not self._profile.sore:
            return
        if card.sample.toe_box is None:
            yield {"code": "toe_box_unknown", "text": card.shown["toe_box"]["text"], "rules": ["SHOE-01", "FIT-01"]}
        if card.cushioning is None:
            said = card.shown["forefoot_cushioning"]["text"]
            yield {"code": "cushioning_unknown", "text": said, "rules": ["SHOE-02", "FIT-02"]}

    def _kind_cautions(self, card: Card) -> Iterator[Caution]:
        if card.kind.minimal:
            occasion = self._profile.experience or "transitioning"
            said = self._book.sentence("SHOE-04", occasion)
            yield {"code": "minimalist", "text": said, "rules": ["SHOE-04", "FIT-16"]}
            said = self._book.sentence("FIT-05", "minimalist")
            yield {"code": "minimalist_risk", "text": said, "rules": ["FIT-05"]}
        if card.kind.plate == "carbon":
            said = self._book.sentence("FIT-07", "carbon_sore" if self._profile.sore else "carbon")
            yield {"code": "carbon_plate", "text": said, "rules": ["FIT-07", "FIT-16"]}


def _width_verdict(worn: Wearing) -> str:
    if worn.match in ("own_width", "roomy_enough"):
        return "good"
    if worn.match == "loose":
        return "poor"
    return "fair" if worn.match in ("looser", "wider") else "unknown"


def _rules_by_criterion(profile: Profile) -> dict[str, list[str]]:
    """Answer the rules each verdict rests on, those that this foot brings in included."""
    rules = {
        "toe_box": ["SHOE-01", "FIT-01", "FIT-08"],
        "forefoot_cushioning": ["SHOE-02", "FIT-02"],
        "width": ["FIT-04", "FIT-11"],
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
    return rules


def _aloud(width: str) -> str:
    return width.replace("_", " ")
