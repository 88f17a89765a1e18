"""All cards in order, how each kind of person divides them, and the shoes ranked for one person, best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.shoes.answer import (
    BY_ESTIMATE,
    MEASURED,
    NOT_MEASURED,
    Caution,
    Offer,
    Recommendation,
    ScoreEstimate,
    ServedShoe,
    SizeShown,
    TryOn,
)
from api.advice.shoes.card import Card, card_of
from api.advice.shoes.criteria import Judge, Scoring
from api.advice.shoes.exclusions import Wishes, falls_short, is_known, left_out_for, shortfall_caution
from api.advice.shoes.feedback import FitFeedback, served_feedback
from api.advice.shoes.person import Person, Wearer
from api.advice.shoes.say import asks_for_size, cautions_of
from api.advice.shoes.shoe import Shoe
from api.advice.shoes.width import MUST_ASK, Wearing, WidthFigures, wear, width_figures

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

    def card(self, shoe_id: str) -> Card | None:
        """Return the card of a shoe, ``None`` if it is not among the candidates."""
        return next((card for card in self.cards if card.id == shoe_id), None)

    def of_brand(self, brand: str) -> list[Card]:
        """Return the cards of a brand, by its key."""
        return [card for card in self.cards if card.brand == brand]

    def cards_of(self, ids: Collection[str]) -> dict[str, Card]:
        """Return the cards of these shoes by their ids."""
        return {card.id: card for card in self.cards if card.id in ids}

    def joined(self, other: Candidates) -> Candidates:
        """Return the candidates of both, for instance of the shared catalogue and of an account's own shoes."""
        return Candidates(tuple(sorted((*self.cards, *other.cards), key=_in_order)), self.figures)


def prepare(shoes: Iterable[tuple[Shoe, ServedShoe]], book: Rulebook) -> Candidates:
    """Return the candidates of these shoes, each as the advice sees it and as it is served, whatever their order."""
    cards = (card_of(shoe, served, book) for shoe, served in shoes)
    return Candidates(tuple(sorted(cards, key=_in_order)), width_figures(book))


def _in_order(card: Card) -> tuple[str, str, str]:
    return card.order


class Left(NamedTuple):
    """A shoe that is left for a person: its place among the candidates, the width it is worn in, its price."""

    place: int
    card: Card
    wearing: Wearing
    offer: Offer | None


class Ranked(NamedTuple):
    """A shoe with its rank and its score, not rounded; shoes of one rank are equally good (FIT-22)."""

    rank: int
    score: float
    left: Left


class Ranking(NamedTuple):
    """The best shoes, those to try on that are not known to suit, how many of each, and what is left out, by reason.

    ``tied``: how many share the first rank; ``short``: how many of those to try on fall short (FIT-27);
    ``unsized``: of how many of either it is not known whether they are made in a rare size.
    """

    best: tuple[Ranked, ...]
    try_on: tuple[Left, ...]
    suit: int
    to_try: int
    tied: int
    short: int
    unsized: tuple[int, int]
    left_out: Mapping[str, Sequence[Card]]


def rank(
    candidates: Candidates, person: Person, wishes: Wishes, scoring: Scoring, limit: int, book: Rulebook
) -> Ranking:
    """Return the best ``limit`` candidates. A shoe has one reason for being left out, the first found.

    What is not known to suit is apart and never ahead of what is (FIT-20).
    """
    division = candidates.divided(person.wearer)
    left, unmet = _as_wished(division.suited, wishes)
    points = scoring.scores(left)
    scored = _with_feedback(left, points, wishes, book)
    suiting: list[int] = []
    trying: list[int] = []
    short: set[int] = set()
    for place, (shoe, own) in enumerate(zip(left, points, strict=True)):
        # The counts of customers lift no shoe over the floor, and press it under (FIT-26).
        lower = min(own, scored[place])
        if not is_known(shoe.card, shoe.wearing):
            trying.append(place)
        elif falls_short(shoe.card, shoe.wearing, lower, person, book) is None:
            suiting.append(place)
        else:
            trying.append(place)
            short.add(shoe.place)
    fitting, rest = [left[place] for place in suiting], [left[place] for place in trying]
    best, tied = _best(fitting, [scored[place] for place in suiting], person, limit, book)
    shown = limit if not fitting else min(limit, int(book.number("FIT-20", "shown_beside")))
    guessed = dict(zip((shoe.place for shoe in rest), _guessed(rest, scoring), strict=True))
    rest.sort(key=lambda shoe: (shoe.place in short, -guessed[shoe.place], shoe.place))
    unsized = (0, 0)
    if asks_for_size(person, wishes, book):
        unsized = (_unsized(fitting, wishes), _unsized(rest, wishes))
    left_out = {**division.left_out, **unmet}
    return Ranking(best, tuple(rest[:shown]), len(fitting), len(rest), tied, len(short), unsized, left_out)


def _with_feedback(shoes: Sequence[Left], scores: list[float], wishes: Wishes, book: Rulebook) -> list[float]:
    """Return the scores of shoes, moved by what customers made of them where the store counts that (FIT-26)."""
    feedback = wishes.feedback
    if feedback is None or not feedback.is_evidence:
        return scores
    added = (feedback.points(shoe.card.id, shoe.wearing.width, book) for shoe in shoes)
    return [score + points for score, points in zip(scores, added, strict=True)]


def score_of(shoe: Left, scoring: Scoring, wishes: Wishes, book: Rulebook) -> float:
    """Return the score of one shoe, as it would have in the list."""
    return _with_feedback([shoe], scoring.scores([shoe]), wishes, book)[0]


def shown_score(score: float, book: Rulebook) -> int:
    """Return a score as it is shown: whole points, within what scores can be."""
    return min(max(0, round(score)), int(book.number("FIT-09", "whole_points")))


def feedback_on(card: Card, wearing: Wearing, wishes: Wishes, book: Rulebook) -> FitFeedback | None:
    """Return what customers made of a shoe in the width in which it is worn, ``None`` without reports (FIT-26)."""
    return None if wishes.feedback is None else served_feedback(wishes.feedback, card.id, wearing.width, book)


def size_to_try(wearing: Wearing, person: Person, book: Rulebook) -> SizeShown:
    """Return the size of the pair to try, with its width, and with none where that must be asked."""
    return person.fit.size_in(None if wearing.match in MUST_ASK else wearing.width, book)


def _guessed(shoes: Sequence[Left], scoring: Scoring) -> list[float]:
    """Return what orders unmeasured shoes: the middle of what is estimated, else what is known of them (FIT-25)."""
    known = scoring.scores(shoes)
    guesses = (scoring.estimates(shoe.card, shoe.wearing) for shoe in shoes)
    return [guess[1] if guess else points for guess, points in zip(guesses, known, strict=True)]


def _unsized(shoes: Sequence[Left], wishes: Wishes) -> int:
    return sum(wishes.is_made(shoe.card) is None for shoe in shoes)


def _as_wished(suited: Sequence[Suited], wishes: Wishes) -> tuple[list[Left], dict[str, tuple[Card, ...]]]:
    """Return what meets the wishes, each model once and as it can be had, and what does not, by reason."""
    wished = []
    unmet: dict[str, list[Card]] = {}
    for place, card, wearing in suited:
        if wishes.is_made(card) is False:
            unmet.setdefault("size_not_made", []).append(card)
            continue
        sought = wishes.sought(card, wearing)
        reason = next(wishes.unmet(card, sought), None)
        if reason is not None or sought is None:
            unmet.setdefault(reason or "not_in_stock", []).append(card)
        else:
            wished.append(Left(place, card, sought.wearing, sought.offer))
    own = {shoe.card.measured_as for shoe in wished} - {None}
    if own:
        wished = [shoe for shoe in wished if shoe.card.id not in own]
    return wished, {reason: tuple(cards) for reason, cards in unmet.items()}


def _best(
    shoes: Sequence[Left], scores: Sequence[float], person: Person, limit: int, book: Rulebook
) -> tuple[tuple[Ranked, ...], int]:
    """Return the best ``limit`` shoes, and how many share the first rank.

    Those that lie closer than the score can tell are ordered by price (FIT-22).
    """
    within = book.number("FIT-22", "tie_points")
    if person.profile.numb:
        scores = _tall_ones_behind(shoes, scores, within)
    # sorted is stable: equal scores keep the candidates' order, whatever the order in which the shoes once came.
    order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
    best: list[Ranked] = []
    start = tied_first = 0
    while start < len(order) and len(best) < limit:
        top = scores[order[start]]
        end = next((end for end in range(start, len(order)) if top - scores[order[end]] >= within), len(order))
        tied = _cheapest_first([(scores[place], shoes[place]) for place in order[start:end]])
        best += [Ranked(start + 1, score, shoe) for score, shoe in tied]
        tied_first = tied_first or end
        start = end
    return tuple(best[:limit]), tied_first


def _tall_ones_behind(shoes: Sequence[Left], scores: Sequence[float], within: float) -> list[float]:
    """Return the scores with those of tall soles kept clearly below the best other one (FIT-21)."""
    others = [score for shoe, score in zip(shoes, scores, strict=True) if not shoe.card.tall]
    if not others:
        return list(scores)
    most = max(others) - within
    return [min(score, most) if shoe.card.tall else score for shoe, score in zip(shoes, scores, strict=True)]


def _cheapest_first(tied: list[tuple[float, Left]]) -> list[tuple[float, Left]]:
    """Return shoes that are equally good by price, unknown prices last; as they come where currencies differ."""
    if len({shoe.offer.currency for _, shoe in tied if shoe.offer is not None}) > 1:
        return tied
    return sorted(tied, key=lambda one: (one[1].offer is None, one[1].offer.price if one[1].offer else 0, one[1].place))


def recommendations_of(
    best: Iterable[Ranked],
    person: Person,
    wishes: Wishes,
    judge: Judge,
    book: Rulebook,
    *,
    pad_on_insole: bool = False,
) -> tuple[Recommendation, ...]:
    """Return the ranked shoes with the size to try, score, criteria and cautions.

    ``pad_on_insole``: a pad is stuck on the insole, which is worn on the foot where the insole stays in (CONSULT-03).
    """
    on_foot = (_pad_on_foot(book),) if pad_on_insole else ()
    out = []
    for rank_, score, (_, card, wearing, offer) in best:
        view = judge.view(card, wearing)
        stays_in = card.kind.takes_insole is False
        out.append(
            Recommendation(
                shoe=card.served,
                size=size_to_try(wearing, person, book),
                rank=rank_,
                score=shown_score(score, book),
                basis=MEASURED,
                offer=offer,
                takes_insert=card.takes_insert,
                measured_as=card.measured_as,
                criteria=view.criteria,
                cautions=(
                    *cautions_of(card, wearing, offer, view.cautions, person, wishes, book),
                    *(on_foot if stays_in else ()),
                ),
                name=card.name,
                fit_feedback=feedback_on(card, wearing, wishes, book),
            )
        )
    return tuple(out)


def _pad_on_foot(book: Rulebook) -> Caution:
    return Caution("pad_on_foot", book.sentence("CONSULT-03", "fixed"), ("CONSULT-03", "PADPLACE-16"))


def tries_of(
    shoes: Iterable[Left], person: Person, wishes: Wishes, judge: Judge, scoring: Scoring, book: Rulebook
) -> tuple[TryOn, ...]:
    """Return the shoes to try on, with what is known and what is estimated of them, and in what they fall short."""
    out = []
    for shoe in shoes:
        _, card, wearing, offer = shoe
        view = judge.view(card, wearing)
        lower = min(*scoring.scores([shoe]), score_of(shoe, scoring, wishes, book))
        short = shortfall_caution(falls_short(card, wearing, lower, person, book), book)
        guess = None if card.measured else score_estimate(scoring.estimates(card, wearing), book)
        unmeasured = NOT_MEASURED if guess is None else BY_ESTIMATE
        out.append(
            TryOn(
                shoe=card.served,
                size=size_to_try(wearing, person, book),
                score=guess,
                basis=MEASURED if card.measured else unmeasured,
                offer=offer,
                takes_insert=card.takes_insert,
                measured_as=card.measured_as,
                criteria=view.criteria,
                cautions=(*short, *cautions_of(card, wearing, offer, view.cautions, person, wishes, book)),
                name=card.name,
                fit_feedback=feedback_on(card, wearing, wishes, book),
            )
        )
    return tuple(out)


def score_estimate(scores: tuple[float, float, float] | None, book: Rulebook) -> ScoreEstimate | None:
    """Return the estimate of a score, within what scores can be."""
    if scores is None:
        return None
    low, middle, high = (shown_score(score, book) for score in scores)
    return ScoreEstimate(middle, low, high)
