"""All cards in order, how each kind of person divides them, and the shoes ranked for one person, best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.shoes.answer import Caution, Recommendation, ServedShoe, SizeShown
from api.advice.shoes.card import Card, card_of
from api.advice.shoes.criteria import Judge
from api.advice.shoes.exclusions import Wishes, left_out_for
from api.advice.shoes.person import Person, Wearer
from api.advice.shoes.shoe import Shoe
from api.advice.shoes.weights import Scoring
from api.advice.shoes.width import Wearing, WidthFigures, wear, width_figures

KINDS_REMEMBERED = 64
"""For how many kinds of person the division of the candidates is cached; it is worked out anew for others."""


class Suited(NamedTuple):
    """A shoe that suits: its place among the candidates, which breaks ties, and the width in which it is worn."""

    place: int
    card: Card
    wearing: Wearing


class Division(NamedTuple):
    """The candidates divided for a kind of person: what suits, in order, and what is left out, by reason."""

    suited: tuple[Suited, ...]
    left_out: Mapping[str, tuple[Card, ...]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cards in order of brand, model and id. Kinds of person are few, so that what follows for each is cached."""

    cards: tuple[Card, ...]
    figures: WidthFigures
    _divisions: dict[Wearer, Division] = field(default_factory=dict, compare=False, repr=False)

    def divided(self, wearer: Wearer) -> Division:
        """Return what suits this kind of person and what is left out for them (FIT-11, FIT-12, FIT-17)."""
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
            wearing = wear(card.sample, wearer.foot, wearer.sore, self.figures)
            reason = left_out_for(card, wearing, wearer)
            if reason is None:
                suited.append(Suited(place, card, wearing))
            else:
                left_out.setdefault(reason, []).append(card)
        by_reason = MappingProxyType({reason: tuple(cards) for reason, cards in left_out.items()})
        return Division(tuple(suited), by_reason)

    def joined(self, other: Candidates) -> Candidates:
        """Return the candidates of both, for instance of the shared catalogue and of an account's own shoes."""
        return Candidates(tuple(sorted((*self.cards, *other.cards), key=_in_order)), self.figures)


def prepare(shoes: Iterable[tuple[Shoe, ServedShoe]], book: Rulebook) -> Candidates:
    """Return the candidates of these shoes, each as the advice sees it and as it is served, whatever their order."""
    cards = (card_of(shoe, served, book) for shoe, served in shoes)
    return Candidates(tuple(sorted(cards, key=_in_order)), width_figures(book))


def _in_order(card: Card) -> tuple[str, str, str]:
    return card.order


class Ranked(NamedTuple):
    """A shoe with its score, not rounded, in the width in which it is worn."""

    score: float
    card: Card
    wearing: Wearing


class Ranking(NamedTuple):
    """The best shoes, how many there are in all, and what is left out, by reason, in order."""

    best: tuple[Ranked, ...]
    found: int
    left_out: Mapping[str, Sequence[Card]]


def rank(candidates: Candidates, person: Person, wishes: Wishes, scoring: Scoring, limit: int) -> Ranking:
    """Return the best ``limit`` candidates. A shoe has one reason for being left out, the first found."""
    division = candidates.divided(person.wearer)
    suited: Sequence[Suited] = division.suited
    left_out: dict[str, Sequence[Card]] = dict(division.left_out)
    if wishes.any:
        suited, unmet = _as_wished(suited, person, wishes)
        left_out.update(unmet)
    scores = scoring.scores(suited)
    # nlargest is stable: equal scores keep the candidates' order, whatever the order in which the shoes once came.
    order = nlargest(limit, range(len(scores)), key=scores.__getitem__)
    best = tuple(Ranked(scores[place], suited[place].card, suited[place].wearing) for place in order)
    return Ranking(best, len(scores), left_out)


def _as_wished(
    suited: Sequence[Suited], person: Person, wishes: Wishes
) -> tuple[list[Suited], dict[str, Sequence[Card]]]:
    """Return what meets the wishes, worn in a width that the store has, and what does not, by reason."""
    wished = []
    unmet: dict[str, list[Card]] = {}
    for place, card, wearing in suited:
        reason = next(wishes.unmet(card), None)
        if reason is not None:
            unmet.setdefault(reason, []).append(card)
        elif person.request.stock is None:
            wished.append(Suited(place, card, wearing))
        else:
            wished.append(Suited(place, card, wishes.wearing_from_stock(card) or wearing))
    return wished, {reason: tuple(cards) for reason, cards in unmet.items()}


def recommendations_of(
    best: Iterable[Ranked], person: Person, judge: Judge, book: Rulebook, *, pad_on_insole: bool = False
) -> tuple[Recommendation, ...]:
    """Return the ranked shoes with the size to try, score, criteria and cautions.

    ``pad_on_insole``: a pad is stuck on the insole, which is worn on the foot where the insole stays in (CONSULT-03).
    """
    on_foot = (_pad_on_foot(book),) if pad_on_insole else ()
    sizes: dict[str, SizeShown] = {}
    out = []
    for score, card, wearing in best:
        size = sizes.get(wearing.width)
        if size is None:
            size = sizes[wearing.width] = person.fit.size_in(wearing.width, book)
        view = judge.view(card, wearing)
        stays_in = card.kind.takes_insole is False
        out.append(
            Recommendation(
                shoe=card.served,
                size=size,
                score=max(0, round(score)),
                criteria=view.criteria,
                cautions=(*view.cautions, *on_foot) if stays_in else view.cautions,
                name=card.name,
            )
        )
    return tuple(out)


def _pad_on_foot(book: Rulebook) -> Caution:
    return Caution("pad_on_foot", book.sentence("CONSULT-03", "fixed"), ("CONSULT-03", "PADPLACE-16"))
