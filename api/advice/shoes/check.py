"""Does this one shoe suit, and why is it, or is it not, among the shoes that do (FIT-24)?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.advice.core.answer import AGAINST, SUMMARY_MAX_CHARACTERS, Action, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.foot.sizes import name_box, name_width
from api.advice.shoes.answer import (
    CARE_FIRST,
    DOES_NOT_SUIT,
    REASONS,
    SUITS,
    TRY_ON,
    Box,
    Caution,
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
    feedback_on,
    rank,
    score_of,
    shown_score,
    size_to_try,
)
from api.advice.shoes.request import InStock, ShoeCheckRequest
from api.advice.shoes.say import care_first, cautions_of, missing_for, race_waits, trying_on
from api.advice.shoes.width import wear
from api.advice.triage.judge import Triage, care_only, judge


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found of one shoe: as it can be had, why it is left out, its score and rank among those that suit.

    ``would_suit``: nothing speaks against it but where it is or what box is in the hand; ``short``: in what it falls
    short, of a shoe that is not left out (FIT-27).
    """

    sought: Sought
    left_out_by: tuple[str, ...]
    suits: bool
    would_suit: bool
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
    looked = _look(card, ranking, person, wishes, book, candidates, in_hand=request)
    answer = _answer(card, looked, person, triage, wishes, book)
    beside = [(other, _look(other, ranking, person, wishes, book, candidates)) for other in others]
    compared = [_compared(*viewed, book) for viewed in ((card, looked), *beside)] if beside else []
    compared.sort(key=lambda one: (_VERDICTS.index(one.verdict), -(one.score or 0)))
    return replace(answer, compared=tuple(compared) or None, stock_as_of=request.stock_as_of)


_VERDICTS = (SUITS, TRY_ON, DOES_NOT_SUIT)

_BOXES = frozenset({"box_of_other_size", "box_of_other_width"})
_NOT_THIS_PAIR = _BOXES | {"not_in_stock"}
"""Reasons against a pair, or for its absence, and none against the model."""


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
    card: Card,
    ranking: Ranking,
    person: Person,
    wishes: Wishes,
    book: Rulebook,
    candidates: Candidates,
    *,
    in_hand: ShoeCheckRequest | None = None,
) -> _Looked:
    wearing = wear(card.sample, person.wearer.foot, person.wearer.sore, candidates.figures)
    sought = wishes.sought(card, wearing)
    had = sought or Sought(wearing, None)
    found = set(_against(card, had, sought, person, wishes, book))
    if in_hand is not None and in_hand.box is not None:
        had, of_box = _box(card, had, in_hand, person, candidates)
        # The pair in the hand is there, whatever the store's list says.
        found = (found | of_box) if of_box else found - {"not_in_stock"}
    left_out_by = tuple(reason for reason in REASONS if reason in found)
    scoring = scoring_for(person.profile, book)
    shoe = Left(0, card, had.wearing, had.offer)
    points = score_of(shoe, scoring, wishes, book)
    lower = min(*scoring.scores([shoe]), points)
    would_suit = not found - _NOT_THIS_PAIR and person.is_foot_known and suits(card, had.wearing, lower, person, book)
    fitting = would_suit and not left_out_by
    short = None if left_out_by else falls_short(card, had.wearing, lower, person, book)
    # What is left out keeps its points, to show how near it comes; what is there to be tried on has none.
    score = points if fitting or (left_out_by and card.measured) else None
    place, of = None, ranking.suit
    if score is not None and not left_out_by:
        place, of = _place(card, score, ranking, book)
    view = judge_for(person.profile, book).view(card, had.wearing)
    return _Looked(had, left_out_by, fitting, would_suit, short, score, place, of, view)


def _box(
    card: Card, had: Sought, request: ShoeCheckRequest, person: Person, candidates: Candidates
) -> tuple[Sought, set[str]]:
    """Return a shoe as it stands in the box in the hand, and why that box is not for this person, where it is not."""
    if not request.box_is_of_size:
        return had, {"box_of_other_size"}
    width = None if request.box is None else request.box.width_class
    this = replace(request, stock={card.id: (InStock(width),)})
    worn = Wishes(this, person.wearer, person.fit.sizes, candidates.figures).sought(card, had.wearing)
    if worn is None:
        return had, {"box_of_other_width"} if had.wearing.fits else set()
    return had._replace(wearing=worn.wearing), set()


def _against(
    card: Card, had: Sought, sought: Sought | None, person: Person, wishes: Wishes, book: Rulebook
) -> Iterator[str]:
    yield from reasons_against(card, had.wearing, person.wearer)
    if person.fit.is_below_adult_sizes(book):
        yield "adult_sizes_only"
    if wishes.is_made(card) is False:
        yield "size_not_made"
    yield from wishes.unmet(card, sought)


def _place(card: Card, score: float, ranking: Ranking, book: Rulebook) -> tuple[int, int]:
    """Return the rank of a shoe that suits and among how many: its own in the list, or the one it would share (FIT-22).

    One that the list lacks, because the store's stock does not know of the pair in the hand, counts among them.
    """
    within = book.number("FIT-22", "tie_points")
    tops: dict[int, float] = {}
    for ranked in ranking.best:
        if card.id in (ranked.left.card.id, ranked.left.card.measured_as):
            return ranked.rank, ranking.suit
        tops[ranked.rank] = max(ranked.score, tops.get(ranked.rank, ranked.score))
    rank_ = next((rank_ for rank_, top in tops.items() if top - score < within), len(ranking.best) + 1)
    return rank_, ranking.suit + 1


def _answer(
    card: Card, looked: _Looked, person: Person, triage: Triage, wishes: Wishes, book: Rulebook
) -> ShoeCheckAnswer:
    verdict = _verdict(looked)
    box = person.request.box if isinstance(person.request, ShoeCheckRequest) else None
    against = tuple(_reason(code, person, box, book) for code in looked.left_out_by)
    reasons = (*triage.reasons, *against, *person.fit.reasons)
    cautions = (
        *shortfall_caution(looked.short, book),
        *cautions_of(card, looked.sought.wearing, looked.sought.offer, looked.view.cautions, person, wishes, book),
    )
    feedback = feedback_on(card, looked.sought.wearing, wishes, book)
    named = [*(() if feedback is None else feedback.rules), *_rules_named(looked, cautions)]
    of_shoe = _summary(card, looked, verdict, against, person, book)
    return ShoeCheckAnswer(
        verdict=verdict if triage.care is None else CARE_FIRST,
        indicator="warning" if looked.left_out_by or triage.care or person.wearer.race_waits else "info",
        summary=triage.summary(book) or of_shoe,
        of_shoe=of_shoe,
        actions=(*care_first(triage, book), *_actions(looked, person, book)),
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
        box=box,
        also_cites=("FIT-24", *person.fit.also_cites, *named),
    )


def _rules_named(looked: _Looked, cautions: Sequence[Caution]) -> Iterator[str]:
    yield from (rule for code in looked.left_out_by for rule in RULES_BEHIND[code][2])
    yield from (rule for criterion in looked.view.criteria for rule in criterion.rules)
    yield from (rule for caution in cautions for rule in caution.rules)


def _reason(code: str, person: Person, box: Box | None, book: Rulebook) -> Reason:
    occasion = f"{code}_{person.wearer.use}" if code == "other_use" else code
    name = None if box is None else name_box(box.system, box.value, box.width_class, book)
    text = book.sentence("FIT-24", occasion, limit=person.request.max_price, box=name)
    return Reason(RULES_BEHIND[code][0], text, AGAINST)


def _actions(looked: _Looked, person: Person, book: Rulebook) -> Iterator[Action]:
    if person.wearer.race_waits:
        yield race_waits(person, book)
    against = frozenset(looked.left_out_by)
    if against - _NOT_THIS_PAIR:
        yield Action("ask_for_shoes_that_suit", book.sentence("FIT-24", "instead"), ("FIT-24",))
        return
    if against & _BOXES:
        yield Action("ask_for_other_box", book.sentence("FIT-24", "other_box", size=_size(person, book)), ("FIT-24",))
    if "not_in_stock" in against:
        occasion = "order" if looked.would_suit else "instead"
        code = "ask_to_order" if looked.would_suit else "ask_for_shoes_that_suit"
        yield Action(code, book.sentence("FIT-24", occasion), ("FIT-24", "FIT-13"))
        return
    yield from person.fit.actions
    yield from trying_on(person.request.use, book)


def _size(person: Person, book: Rulebook) -> str:
    """Return the size and width that a person's feet ask for, as they are named."""
    fit = person.fit
    if fit.width.width_class is None:
        return fit.size_name(book)
    width = name_width(fit.width.width_class, book)
    return book.wording.text("sizes.size_and_width", size=fit.size_name(book), width=width)


def _summary(
    card: Card, looked: _Looked, verdict: str, against: tuple[Reason, ...], person: Person, book: Rulebook
) -> str:
    """Return the verdict on the shoe in one line; without its name where that would make it too long."""
    name = f"{card.name.brand} {card.name.model}"
    if against and not (looked.would_suit and looked.left_out_by == ("not_in_stock",)):
        whole = book.wording.text("shoes.shoe_and_reason", shoe=name, reason=against[0].text)
        return whole if len(whole) <= SUMMARY_MAX_CHARACTERS else against[0].text
    facts = {"score": shown_score(looked.score or 0, book), "place": looked.place, "of": looked.of}
    rule, occasion = _verdict_in_words(card, looked, person)
    whole = book.sentence(rule, occasion, shoe=name, **facts)
    if len(whole) <= SUMMARY_MAX_CHARACTERS:
        return whole
    occasion = "try_on" if occasion.startswith("try_on") else occasion
    return book.sentence(rule, f"{occasion}_short", **facts)


def _verdict_in_words(card: Card, looked: _Looked, person: Person) -> tuple[str, str]:
    """Return rule and occasion of the sentence on a shoe that is not left out."""
    if looked.left_out_by:
        return "FIT-24", "would_suit"
    if looked.suits:
        return "FIT-24", "suits_for_now" if person.wearer.race_waits else "suits"
    if looked.short is not None:
        return "FIT-27", f"one_{looked.short}"
    if is_known(card, looked.sought.wearing) and not person.is_foot_known:
        return "FIT-27", "one_foot_unknown"
    if card.measured:
        occasions = {"narrow_foot_unknown": "ask_foot", "narrower": "narrower"}
        return "FIT-24", occasions.get(looked.sought.wearing.match, "ask_width")
    if card.sample.toe_box is not None:
        return "FIT-24", "try_on_cushioning"
    return "FIT-24", "try_on" if card.cushioning is None else "try_on_toe_box"
