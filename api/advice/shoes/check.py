"""Does this one shoe suit, and why is it, or is it not, among the shoes that do (FIT-24)?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.advice.core.answer import AGAINST, SUMMARY_MAX_CHARACTERS, Action, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.shoes.answer import (
    CARE_FIRST,
    DOES_NOT_SUIT,
    REASONS,
    SUITS,
    TRY_ON,
    Compared,
    ComparedShoe,
    ShoeCheckAnswer,
)
from api.advice.shoes.card import Card
from api.advice.shoes.criteria import View, judge_for, scoring_for
from api.advice.shoes.exclusions import (
    RULES_BEHIND,
    Sought,
    Wishes,
    falls_short,
    is_known,
    reasons_against,
    shortfall_caution,
    suits,
)
from api.advice.shoes.fit import judge_fit
from api.advice.shoes.person import Person, person_of
from api.advice.shoes.ranking import (
    Candidates,
    Left,
    Ranking,
    cautions_of,
    feedback_on,
    rank,
    score_of,
    shown_score,
    size_to_try,
)
from api.advice.shoes.request import ShoeCheckRequest
from api.advice.shoes.say import care_first, missing_for, trying_on
from api.advice.shoes.width import wear
from api.advice.triage.judge import Triage, care_only, judge


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found of one shoe: as it can be had, why it is left out, its score and rank among those that suit.

    ``short``: in what it falls short, of a shoe that is not left out (FIT-27).
    """

    sought: Sought
    left_out_by: tuple[str, ...]
    suits: bool
    short: str | None
    score: float | None
    place: int | None
    of: int
    view: View


def check(
    request: ShoeCheckRequest, card: Card, candidates: Candidates, book: Rulebook, others: Sequence[Card] = ()
) -> ShoeCheckAnswer:
    """Return whether one shoe suits a person, among the ``candidates``; beside it stand the ``others``.

    Raise ImpossibleMeasurementError for a heel-to-ball length that no foot has (FOOT-03).
    """
    triage = judge(request.symptoms, book)
    fit = judge_fit(request.feet, request.sex, request.size, book)
    if triage.withheld:
        withheld = Action("shoes_withheld", book.sentence("FIT-19", "withheld"), ("FIT-19",))
        also = fit.also_cites
        served = fit.served(book)
        return care_only(ShoeCheckAnswer, triage, CARE_FIRST, book, actions=(withheld,), also_cites=also, fit=served)
    person = person_of(request, fit, triage)
    wishes = Wishes(request, person.wearer, fit.sizes, candidates.figures)
    ranking = rank(candidates, person, wishes, scoring_for(person.profile, book), len(candidates.cards), book)
    looked = _look(card, ranking, person, wishes, book, candidates)
    answer = _answer(card, looked, person, triage, wishes, book)
    beside = [(other, _look(other, ranking, person, wishes, book, candidates)) for other in others]
    compared = [_compared(*viewed, book) for viewed in ((card, looked), *beside)] if beside else []
    compared.sort(key=lambda one: (_VERDICTS.index(one.verdict), -(one.score or 0)))
    return replace(answer, compared=tuple(compared) or None, stock_as_of=request.stock_as_of)


_VERDICTS = (SUITS, TRY_ON, DOES_NOT_SUIT)


def _compared(card: Card, looked: _Looked, book: Rulebook) -> Compared:
    score = None if looked.score is None else shown_score(looked.score, book)
    left_out, offer = looked.left_out_by, looked.sought.offer
    shoe = ComparedShoe(card.id or None, card.name.brand, card.name.model)
    return Compared(shoe, _verdict(looked), score, looked.place, left_out, offer, looked.view.criteria)


def _verdict(looked: _Looked) -> str:
    if looked.left_out_by:
        return DOES_NOT_SUIT
    return SUITS if looked.suits else TRY_ON


def _look(
    card: Card, ranking: Ranking, person: Person, wishes: Wishes, book: Rulebook, candidates: Candidates
) -> _Looked:
    wearing = wear(card.sample, person.wearer.foot, person.wearer.sore, candidates.figures)
    sought = wishes.sought(card, wearing)
    found = set(_against(card, sought or Sought(wearing, None), sought, person, wishes, book))
    left_out_by = tuple(reason for reason in REASONS if reason in found)
    scoring = scoring_for(person.profile, book)
    had = sought or Sought(wearing, None)
    shoe = Left(0, card, had.wearing, had.offer)
    points = score_of(shoe, scoring, wishes, book)
    lower = min(*scoring.scores([shoe]), points)
    fitting = not left_out_by and person.is_foot_known and suits(card, had.wearing, lower, person, book)
    short = None if left_out_by else falls_short(card, had.wearing, lower, person, book)
    # What is left out keeps its points, to show how near it comes; what is there to be tried on has none.
    score = points if fitting or (left_out_by and card.measured) else None
    place = None if left_out_by or score is None else _place(card, score, ranking, book)
    view = judge_for(person.profile, book).view(card, had.wearing)
    return _Looked(had, left_out_by, fitting, short, score, place, ranking.suit, view)


def _against(
    card: Card, had: Sought, sought: Sought | None, person: Person, wishes: Wishes, book: Rulebook
) -> Iterator[str]:
    yield from reasons_against(card, had.wearing, person.wearer)
    if person.fit.is_below_adult_sizes(book):
        yield "adult_sizes_only"
    if wishes.is_made(card) is False:
        yield "size_not_made"
    yield from wishes.unmet(card, sought)


def _place(card: Card, score: float, ranking: Ranking, book: Rulebook) -> int:
    """Return the rank of a shoe that suits: its own in the list, or the one it would share (FIT-22)."""
    within = book.number("FIT-22", "tie_points")
    tops: dict[int, float] = {}
    for ranked in ranking.best:
        if card.id in (ranked.left.card.id, ranked.left.card.measured_as):
            return ranked.rank
        tops[ranked.rank] = max(ranked.score, tops.get(ranked.rank, ranked.score))
    return next((rank_ for rank_, top in tops.items() if top - score < within), len(ranking.best) + 1)


def _answer(
    card: Card, looked: _Looked, person: Person, triage: Triage, wishes: Wishes, book: Rulebook
) -> ShoeCheckAnswer:
    verdict = _verdict(looked)
    against = tuple(_reason(code, person, book) for code in looked.left_out_by)
    reasons = (*triage.reasons, *against, *person.fit.reasons)
    cautions = (
        *shortfall_caution(looked.short, book),
        *cautions_of(card, looked.sought.offer, looked.view.cautions, person, wishes, book),
    )
    feedback = feedback_on(card, looked.sought.wearing, wishes, book)
    named = [] if feedback is None else [*feedback.rules]
    named += [rule for code in looked.left_out_by for rule in RULES_BEHIND[code][2]]
    named += [rule for criterion in looked.view.criteria for rule in criterion.rules]
    named += [rule for caution in cautions for rule in caution.rules]
    return ShoeCheckAnswer(
        verdict=verdict if triage.care is None else CARE_FIRST,
        indicator="info" if not looked.left_out_by and triage.care is None else "warning",
        summary=triage.summary(book) or _summary(card, looked, verdict, against, person, book),
        actions=(*care_first(triage, book), *_actions(verdict, person, book)),
        reasons=reasons,
        missing=tuple(missing_for(person, triage, book)),
        conflicts=conflicts_of((*(reason.rule for reason in reasons), *named), book),
        care=triage.care,
        fit=person.fit.served(book),
        shoe=card.served,
        size=size_to_try(looked.sought.wearing, person, book),
        left_out_by=looked.left_out_by,
        score=None if looked.score is None else shown_score(looked.score, book),
        place=looked.place,
        of=looked.of,
        offer=looked.sought.offer,
        measured_as=card.measured_as,
        criteria=looked.view.criteria,
        cautions=cautions,
        fit_feedback=feedback,
        also_cites=("FIT-24", *person.fit.also_cites, *named),
    )


def _reason(code: str, person: Person, book: Rulebook) -> Reason:
    occasion = f"{code}_{person.wearer.use}" if code == "other_use" else code
    text = book.sentence("FIT-24", occasion, limit=person.request.max_price)
    return Reason(RULES_BEHIND[code][0], text, AGAINST)


def _actions(verdict: str, person: Person, book: Rulebook) -> tuple[Action, ...]:
    if verdict == DOES_NOT_SUIT:
        return (Action("ask_for_shoes_that_suit", book.sentence("FIT-24", "instead"), ("FIT-24",)),)
    return (*person.fit.actions, *trying_on(person.request.use, book))


def _summary(
    card: Card, looked: _Looked, verdict: str, against: tuple[Reason, ...], person: Person, book: Rulebook
) -> str:
    """Return the verdict on the shoe in one line; without its name where that would make it too long."""
    name = f"{card.name.brand} {card.name.model}"
    if against:
        whole = book.wording.text("shoes.shoe_and_reason", shoe=name, reason=against[0].text)
        return whole if len(whole) <= SUMMARY_MAX_CHARACTERS else against[0].text
    facts = {"score": shown_score(looked.score or 0, book), "place": looked.place, "of": looked.of}
    rule, occasion = _verdict_in_words(card, looked, person)
    whole = book.sentence(rule, occasion, shoe=name, **facts)
    return whole if len(whole) <= SUMMARY_MAX_CHARACTERS else book.sentence(rule, f"{occasion}_short", **facts)


def _verdict_in_words(card: Card, looked: _Looked, person: Person) -> tuple[str, str]:
    """Return rule and occasion of the sentence on a shoe that is not left out."""
    if looked.suits:
        return "FIT-24", "suits"
    if looked.short is not None:
        return "FIT-27", f"one_{looked.short}"
    if is_known(card, looked.sought.wearing) and not person.is_foot_known:
        return "FIT-27", "one_foot_unknown"
    return "FIT-24", "ask_width" if card.measured else "try_on"
