"""Which shoes suit this foot, in which size and width, and why; danger signs come before any shoe.

``prepare`` makes the candidates once; ``advise`` answers one person, ``check`` looks at one shoe. Rules SHOE-01 ..
SHOE-15, FIT-01 .. FIT-24, and those of the feet and sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from api.advice.core.answer import AGAINST, NEUTRAL, SUMMARY_MAX_CHARACTERS, Action, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.foot.sizes import name_width
from api.advice.shoes.answer import (
    CARE_FIRST,
    DISCONTINUED,
    NOT_ENOUGH_KNOWN,
    NOT_NOW,
    NOTHING_FITS,
    RECOMMENDED,
    TRY_ON,
    Excluded,
    Found,
    Recommendation,
    Relax,
    ShoesAnswer,
    ToOrder,
    TryOn,
)
from api.advice.shoes.card import Card, unknown_shoe
from api.advice.shoes.check import check
from api.advice.shoes.criteria import judge_for, scoring_for
from api.advice.shoes.exclusions import Wishes, excluded_of, relaxations
from api.advice.shoes.feedback import shop_feedback
from api.advice.shoes.fit import FitResult, judge_fit
from api.advice.shoes.person import Person, person_of
from api.advice.shoes.ranking import Candidates, Ranking, prepare, rank, recommendations_of, shown_score, tries_of
from api.advice.shoes.request import InStock, ShoesAdviceRequest
from api.advice.shoes.say import actions_for, care_first, danger_questions, missing_for, reasons_for
from api.advice.shoes.shoe import later_versions
from api.advice.shoes.width import UNPROVEN, wear
from api.advice.triage.judge import Triage, care_only, judge

__all__ = [
    "Candidates",
    "Card",
    "NextPair",
    "ShoesAdviceRequest",
    "advise",
    "check",
    "is_made",
    "judge_fit",
    "next_pair",
    "prepare",
    "shop_feedback",
    "stores_that_have",
    "unknown_shoe",
]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was chosen for a person: shoes, what was left out, what to relax, and the rules behind the criteria."""

    recommendations: tuple[Recommendation, ...]
    try_on: tuple[TryOn, ...]
    found: Found
    excluded: Excluded
    relax: tuple[Relax, ...]
    judged_by: tuple[str, ...]

    @property
    def has_feedback(self) -> bool:
        """Whether customers reported something of a shoe that is shown."""
        shown: Iterable[Recommendation | TryOn] = (*self.recommendations, *self.try_on)
        return any(entry.fit_feedback is not None for entry in shown)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules named within the parts of the answer."""
        shown: Iterable[Recommendation | TryOn] = (*self.recommendations, *self.try_on)
        cautions = (caution for entry in shown for caution in entry.cautions)
        parts: Iterable[tuple[str, ...]] = (
            *(caution.rules for caution in cautions),
            *(entry.rules for entry in self.excluded.by_reason),
            *(entry.rules for entry in self.relax),
        )
        return tuple(rule for rules in parts for rule in rules)


def advise(
    request: ShoesAdviceRequest, candidates: Candidates, book: Rulebook, *, triage: Triage | None = None
) -> ShoesAnswer:
    """Return the candidates that suit a person, best first, with size, width, reasons and what was left out.

    ``triage``: the symptoms as they were judged already. Raise ImpossibleMeasurementError for a heel-to-ball length
    that no foot has (FOOT-03).
    """
    triage = triage or judge(request.symptoms, book)
    fit = judge_fit(request.feet, request.sex, request.size, book)
    if triage.withheld:
        return _withheld(triage, fit, book)
    person = person_of(request, fit, triage)
    if fit.is_below_adult_sizes(book):
        return _too_short(person, triage, candidates, book)
    wishes = Wishes(request, person.wearer, fit.sizes, candidates.figures)
    limit = request.limit or int(book.number("FIT-09", "shown_at_most"))
    ranking = rank(candidates, person, wishes, scoring_for(person.profile, book), limit, book)
    choice = _choose(ranking, candidates, request, person, wishes, book)
    answer = _answer(person, triage, choice, _summary(ranking, person, book), book)
    if request.stock is None:
        return answer
    to_order = _to_order(ranking, candidates, request, person, book) or None
    return replace(answer, to_order=to_order, stock_as_of=request.stock_as_of)


def _choose(
    ranking: Ranking,
    candidates: Candidates,
    request: ShoesAdviceRequest,
    person: Person,
    wishes: Wishes,
    book: Rulebook,
) -> _Choice:
    judge = judge_for(person.profile, book)
    few = ranking.suit + ranking.to_try < book.number("FIT-18", "few_below")
    for_any_use = candidates.divided(person.wearer._replace(use=None, race_waits=False)).suited if few else ()
    return _Choice(
        recommendations_of(ranking.best, person, wishes, judge, book, pad_on_insole=request.pad_on_insole),
        tries_of(ranking.try_on, person, wishes, judge, scoring_for(person.profile, book), book),
        _found(ranking, person),
        excluded_of(ranking.left_out, person, book),
        relaxations([(suited.card, suited.wearing) for suited in for_any_use], person, wishes, book),
        judge.rules if ranking.best or ranking.try_on else (),
    )


def _found(ranking: Ranking, person: Person) -> Found:
    """Return how many shoes are left: none suits a foot of which nothing is known (FIT-27)."""
    suit = ranking.suit if person.is_foot_known else 0
    return Found(suit, ranking.suit + ranking.to_try - suit, sum(ranking.unsized))


def _to_order(
    ranking: Ranking, candidates: Candidates, request: ShoesAdviceRequest, person: Person, book: Rulebook
) -> tuple[ToOrder, ...]:
    """Return the best shoes that the store would have to order, where it has few that suit (FIT-13)."""
    if ranking.suit >= book.number("FIT-18", "few_below"):
        return ()
    anywhere = Wishes(replace(request, stock=None), person.wearer, person.fit.sizes, candidates.figures)
    shown = int(book.number("FIT-13", "to_order_shown"))
    in_stock = {ranked.left.card.id for ranked in ranking.best}
    whole = rank(candidates, person, anywhere, scoring_for(person.profile, book), shown + len(in_stock), book)
    found = [ranked for ranked in whole.best if ranked.left.card.id not in in_stock][:shown]
    return tuple(ToOrder(ranked.left.card.name, shown_score(ranked.score, book)) for ranked in found)


def stores_that_have(
    request: ShoesAdviceRequest,
    shoe_id: str,
    stores: Mapping[str, tuple[InStock, ...]],
    candidates: Candidates,
    book: Rulebook,
) -> dict[str, int | None]:
    """Return the stores that have a shoe in a width that suits this person, with how many pairs."""
    card = candidates.card(shoe_id)
    if card is None:
        return {}
    fit = judge_fit(request.feet, request.sex, request.size, book)
    person = person_of(request, fit, judge(request.symptoms, book))
    wearing = wear(card.sample, person.wearer.foot, person.wearer.sore, candidates.figures)
    found: dict[str, int | None] = {}
    for store_id, lines in stores.items():
        wishes = Wishes(replace(request, stock={card.id: lines}), person.wearer, fit.sizes, candidates.figures)
        sought = wishes.sought(card, wearing)
        if sought is not None and sought.wearing.match not in UNPROVEN:
            counted = [line.quantity for line in sought.lines]
            found[store_id] = None if None in counted else sum(count or 0 for count in counted)
    return found


class NextPair(NamedTuple):
    """The shoe that may follow a pair that is worn, and whether it is the same maker's next version of it."""

    shoe: Recommendation
    is_successor: bool = False


def next_pair(
    worn: str | None, wanted: ShoesAdviceRequest, answer: ShoesAnswer, candidates: Candidates, book: Rulebook
) -> NextPair | None:
    """Return what may follow a shoe: its next version where that suits, else the best that is still made (FIT-16).

    However far down either stands among those that suit.
    """
    suiting = answer.recommendations
    if not suiting:
        return None
    card = None if worn is None else candidates.card(worn)
    later = [] if card is None else later_versions(card.name, [one.name for one in candidates.of_brand(card.brand)])
    shown = {one.name.id for one in suiting}
    is_short = not any(map(is_made, suiting)) or (later and not any(name.id in shown for name in later))
    if is_short and answer.found.suit > len(suiting):
        suiting = advise(replace(wanted, limit=answer.found.suit), candidates, book).recommendations
    made = {one.name.id: one for one in suiting if is_made(one)}
    following = next((made[name.id] for name in later if name.id in made), None)
    if following is not None:
        return NextPair(following, is_successor=True)
    return NextPair(next(iter(made.values()), answer.recommendations[0]))


def is_made(shoe: Recommendation) -> bool:
    """Return whether nothing says that a model is no longer made (FIT-16)."""
    return all(caution.code != DISCONTINUED for caution in shoe.cautions)


def _answer(person: Person, triage: Triage, choice: _Choice, summary: str, book: Rulebook) -> ShoesAnswer:
    alone = not triage.running_waits
    verdict = _verdict(person, alone, choice)
    left_out_sore = any(entry.reason == "minimalist_while_sore" for entry in choice.excluded.by_reason)
    reasons = (*triage.reasons, *person.fit.reasons, *reasons_for(person.profile, left_out_sore, book))
    if len({entry.rank for entry in choice.recommendations}) < len(choice.recommendations):
        reasons = (*reasons, Reason("FIT-22", book.sentence("FIT-22", "equally_good"), NEUTRAL))
    actions = (
        *care_first(triage, book),
        *actions_for(person, alone, bool(choice.recommendations or choice.try_on), book),
    )
    behind = (*(reason.rule for reason in reasons), *(rule for action in actions for rule in action.rules))
    return ShoesAnswer(
        verdict=verdict,
        indicator="info" if verdict in (RECOMMENDED, TRY_ON, NOT_ENOUGH_KNOWN) else "warning",
        summary=triage.summary(book) or summary,
        actions=actions,
        reasons=reasons,
        missing=tuple(missing_for(person, triage, book)),
        conflicts=conflicts_of((*behind, *choice.rules), book),
        care=triage.care,
        fit=person.fit.served(book),
        recommendations=choice.recommendations,
        try_on=choice.try_on,
        found=choice.found,
        score_within=book.number("FIT-22", "tie_points"),
        excluded=choice.excluded,
        relax=choice.relax,
        also_cites=(
            *person.fit.also_cites,
            *choice.judged_by,
            *(("FIT-09", "FIT-10", "FIT-22", "FIT-27") if choice.recommendations else ()),
            *(("FIT-20", "FIT-27") if choice.try_on else ()),
            *(("FIT-26",) if choice.has_feedback else ()),
            *(("FIT-25",) if any(entry.score is not None for entry in choice.try_on) else ()),
            *(("FIT-17",) if verdict == NOT_NOW else ()),
            *(("FIT-23",) if any(entry.measured_as for entry in choice.recommendations) else ()),
            *choice.rules,
        ),
    )


def _verdict(person: Person, alone: bool, choice: _Choice) -> str:
    if not alone:
        return CARE_FIRST
    if person.wearer.race_waits:
        return NOT_NOW
    if choice.recommendations:
        return RECOMMENDED if person.is_foot_known else NOT_ENOUGH_KNOWN
    return TRY_ON if choice.try_on else NOTHING_FITS


def _withheld(triage: Triage, fit: FitResult, book: Rulebook) -> ShoesAnswer:
    """Return care and nothing else: no shoe is shown while a professional is needed now or today (FIT-19)."""
    withheld = Action("shoes_withheld", book.sentence("FIT-19", "withheld"), ("FIT-19",))
    also = fit.also_cites
    return care_only(ShoesAnswer, triage, CARE_FIRST, book, actions=(withheld,), also_cites=also, fit=fit.served(book))


def _too_short(person: Person, triage: Triage, candidates: Candidates, book: Rulebook) -> ShoesAnswer:
    """Return that no adult model is made in so small a size (SIZE-07)."""
    reason = Reason("SIZE-07", book.sentence("SIZE-07", "short", size=person.fit.size_name(book)), AGAINST)
    actions = [*care_first(triage, book)]
    actions.append(Action("look_at_junior_models", book.sentence("SIZE-07", "junior"), ("SIZE-07",)))
    if person.hurts is not False:
        actions.append(Action("have_growing_feet_seen", book.sentence("SIZE-07", "child"), ("SIZE-07",)))
    return ShoesAnswer(
        verdict=CARE_FIRST if triage.running_waits else NOTHING_FITS,
        indicator="warning",
        summary=triage.summary(book) or book.sentence("FIT-09", "nothing_short"),
        actions=tuple(actions),
        reasons=(*triage.reasons, *person.fit.reasons, reason),
        missing=(*danger_questions(triage, book), *person.fit.missing),
        conflicts=conflicts_of((reason.rule for reason in (*triage.reasons, *person.fit.reasons)), book),
        care=triage.care,
        fit=person.fit.served(book),
        excluded=excluded_of({"adult_sizes_only": candidates.cards}, person, book),
        also_cites=(*person.fit.also_cites, *(("SIZE-07",) if candidates.cards else ())),
    )


def _summary(ranking: Ranking, person: Person, book: Rulebook) -> str:
    """Return size, number and the best shoe in one line; without its name where that would make it too long."""
    fit = person.fit
    left = [*(best.left for best in ranking.best), *ranking.try_on]
    shoes = [shoe.card.name for shoe in left]
    race = _race_waits_for(person)
    if not shoes:
        return book.sentence("FIT-17", f"{race}_nothing") if race else book.sentence("FIT-09", "nothing")
    size = fit.size_name(book) or book.sentence("FIT-09", "size_unknown")
    if fit.width.width_class is not None and fit.sizes is not None:
        size = book.wording.text("sizes.size_and_width", size=size, width=name_width(fit.width.width_class, book))
    asks = ranking.unsized[0]
    known = person.is_foot_known
    found = (ranking.suit or ranking.to_try) if known else ranking.suit + ranking.to_try
    facts = {"size": size, "found": found, "asks": asks, "tied": ranking.tied}
    rule, occasion = _found_in_words(ranking, person, race)
    whole = book.sentence(rule, occasion, best=f"{shoes[0].brand} {shoes[0].model}", **facts)
    return whole if len(whole) <= SUMMARY_MAX_CHARACTERS else book.sentence(rule, f"{occasion}_short", **facts)


def _race_waits_for(person: Person) -> str | None:
    """Return why a racing shoe waits, as occasions of sentences are named; ``None`` where it does not."""
    if not person.wearer.race_waits:
        return None
    if person.wearer.may_be_sore:
        return "race_open"
    return "race_sore" if person.hurts else "race_recovering"


def _found_in_words(ranking: Ranking, person: Person, race: str | None) -> tuple[str, str]:
    """Return rule and occasion of the sentence on what was found."""
    if ranking.best and not person.is_foot_known:
        return "FIT-27", "foot_unknown"
    if not ranking.best:
        if ranking.short == ranking.to_try and not race:
            return "FIT-27", "try"
        return "FIT-20", f"{race}_try" if race else "try"
    if race:
        return "FIT-17", race
    asks = ranking.unsized[0]
    if not asks:
        return "FIT-22" if ranking.tied > 1 else "FIT-09", "suit"
    return "FIT-09", "suit_ask_all" if asks == ranking.suit else "suit_ask"
