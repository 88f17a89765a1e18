"""The shelf ranked for one person, best first, and what is left out, by reason."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from typing import Any, NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.shoes.candidates import Shelf, Suited
from api.advice.shoes.card import Card
from api.advice.shoes.criteria import Judge
from api.advice.shoes.exclusions import Wishes
from api.advice.shoes.request import Person
from api.advice.shoes.weights import Scoring
from api.advice.shoes.width import Wearing


class Ranked(NamedTuple):
    """A shoe with its score, not rounded, in the width in which it is worn."""

    score: float
    card: Card
    worn: Wearing


class Ranking(NamedTuple):
    """The best shoes, how many there are in all, and what is left out, by reason, in shelf order."""

    best: list[Ranked]
    found: int
    left_out: dict[str, Sequence[Card]]


def rank(shelf: Shelf, person: Person, wishes: Wishes, scoring: Scoring, limit: int) -> Ranking:
    """Answer the best ``limit`` shoes of a shelf. A shoe has one reason for being left out, the first found."""
    division = shelf.divided(person.wearer)
    suited: Sequence[Suited] = division.suited
    left_out: dict[str, Sequence[Card]] = dict(division.left_out)
    if wishes.any:
        suited, unmet = _as_wished(suited, person, wishes)
        left_out.update(unmet)
    scores = scoring.scores(suited)
    # nlargest is stable: equal scores keep shelf order, whatever the order in which the shoes once came.
    order = nlargest(limit, range(len(scores)), key=scores.__getitem__)
    best = [Ranked(scores[place], suited[place].card, suited[place].worn) for place in order]
    return Ranking(best, len(scores), left_out)


def _as_wished(
    suited: Sequence[Suited], person: Person, wishes: Wishes
) -> tuple[list[Suited], dict[str, Sequence[Card]]]:
    """Answer what meets the wishes, worn in a width that the store has, and what does not, by reason."""
    kept = []
    unmet: dict[str, list[Card]] = {}
    for place, card, worn in suited:
        reason = next(wishes.unmet(card), None)
        if reason is not None:
            unmet.setdefault(reason, []).append(card)
        elif person.facts.stock is None:
            kept.append(Suited(place, card, worn))
        else:
            kept.append(Suited(place, card, wishes.worn_from_stock(card) or worn))
    return kept, {reason: tuple(cards) for reason, cards in unmet.items()}


def as_recommendations(best: list[Ranked], person: Person, judge: Judge, book: Rulebook) -> list[dict[str, Any]]:
    """Answer the ranked shoes as they are served: the shoe, the size to try, score, criteria and cautions."""
    sizes: dict[str, dict[str, Any]] = {}
    out = []
    for score, card, worn in best:
        size = sizes.get(worn.width)
        if size is None:
            size = sizes[worn.width] = person.fit.size_in(worn.width, book)
        criteria, cautions = judge.view(card, worn)
        out.append(
            {
                "shoe": card.public,
                "size": size,
                "score": max(0, round(score)),
                "criteria": criteria,
                "cautions": cautions,
            }
        )
    return out
