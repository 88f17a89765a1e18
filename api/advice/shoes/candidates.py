"""All cards in order, and how each kind of person divides them: what suits the foot, and what is left out for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.shoes.card import Card, PublicShoe, card_of
from api.advice.shoes.exclusions import left_out_for
from api.advice.shoes.request import Wearer
from api.advice.shoes.shoe import Shoe
from api.advice.shoes.width import Wearing, WidthFigures, wear, width_figures

KINDS_REMEMBERED = 64
"""How many kinds of person a shelf keeps divided; it is worked out anew for others."""


class Suited(NamedTuple):
    """A shoe that suits: its place on the shelf, which breaks ties, and the width in which it is worn."""

    place: int
    card: Card
    worn: Wearing


class Division(NamedTuple):
    """A shelf divided for a kind of person: what suits, in shelf order, and what is left out, by reason."""

    suited: tuple[Suited, ...]
    left_out: dict[str, tuple[Card, ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Cards in order of brand, model and id. Kinds of person are few, so that what follows for each is remembered."""

    cards: tuple[Card, ...]
    figures: WidthFigures
    _divisions: dict[Wearer, Division] = field(default_factory=dict, compare=False, repr=False)

    def divided(self, wearer: Wearer) -> Division:
        """Answer what suits this kind of person and what is left out for them (FIT-11, FIT-12, FIT-17)."""
        division = self._divisions.get(wearer)
        if division is None:
            if len(self._divisions) >= KINDS_REMEMBERED:
                self._divisions.clear()
            division = self._divisions[wearer] = self._divide(wearer)
        return division

    def _divide(self, wearer: Wearer) -> Division:
        suited = []
        left_out: dict[str, list[Card]] = {}
        for place, card in enumerate(self.cards):
            worn = wear(card.sample, wearer.foot, wearer.sore, self.figures)
            reason = left_out_for(card, worn, wearer)
            if reason is None:
                suited.append(Suited(place, card, worn))
            else:
                left_out.setdefault(reason, []).append(card)
        return Division(tuple(suited), {reason: tuple(cards) for reason, cards in left_out.items()})

    def joined(self, other: Shelf) -> Shelf:
        """Answer one shelf of both, for instance of the shared catalogue and of an account's own shoes."""
        return Shelf(tuple(sorted((*self.cards, *other.cards), key=_in_order)), self.figures)


def prepare(shoes: Iterable[tuple[Shoe, PublicShoe]], book: Rulebook) -> Shelf:
    """Answer the shelf of these shoes, each as the advice sees it and as it is served, in whatever order they come."""
    cards = (card_of(shoe, public, book) for shoe, public in shoes)
    return Shelf(tuple(sorted(cards, key=_in_order)), width_figures(book))


def _in_order(card: Card) -> tuple[str, str, str]:
    return card.order
