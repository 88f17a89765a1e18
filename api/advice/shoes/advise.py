"""Which shoes suit this foot, in which size and width, and why; danger signs come before any shoe.

``prepare`` makes the shelf once; ``advise`` answers one person. Rules SHOE-01 .. SHOE-15, FIT-01 .. FIT-19, and those
of the feet and sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.advice.core.answer import SUMMARY_MAX_CHARACTERS, Action, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.shoes.candidates import Shelf, prepare
from api.advice.shoes.criteria import judge_for
from api.advice.shoes.exclusions import Wishes, excluded_as_served
from api.advice.shoes.fit import Fit, judge_fit
from api.advice.shoes.ranking import Ranking, as_recommendations, rank
from api.advice.shoes.relax import relaxations
from api.advice.shoes.request import EXPERIENCES, USES, Person, ShoesFacts, Stock, person_of
from api.advice.shoes.say import actions_for, danger_questions, missing_for, reasons_for
from api.advice.shoes.weights import scoring_for
from api.advice.triage.advise import Triage, judge
from api.advice.triage.care_first import care_alone

__all__ = ["EXPERIENCES", "USES", "VERDICTS", "Shelf", "ShoesFacts", "Stock", "advise", "judge_fit", "prepare"]

VERDICTS = ("recommended", "nothing_fits", "see_professional_first")


def advise(facts: ShoesFacts, shelf: Shelf, book: Rulebook) -> Answer:
    """Answer the shoes of a shelf that suit a person, best first, with size, width, reasons and what was left out.

    Raises ImpossibleMeasurementError for a heel-to-ball length that no foot has (FOOT-03).
    """
    triage = judge(facts.symptoms, book)
    fit = judge_fit(facts.feet, facts.sex, facts.size, book)
    if triage.withheld:
        return _withheld(triage, fit, book)
    person = person_of(facts, fit, triage)
    if fit.is_below_adult_sizes(book):
        return _too_short(person, triage, shelf, book)
    wishes = Wishes(person, shelf.figures)
    limit = facts.limit or int(book.number("FIT-09", "shown_at_most"))
    ranking = rank(shelf, person, wishes, scoring_for(person.profile, book), limit)
    views = judge_for(person.profile, book)
    few = ranking.found < book.number("FIT-18", "few_below")
    details = {
        "fit": fit.as_dict(book),
        "recommendations": as_recommendations(ranking.best, person, views, book),
        "excluded": excluded_as_served(ranking.left_out, person, book),
        "relax": relaxations(shelf, person, wishes, book) if few else [],
    }
    summary = _summary(ranking, fit, book)
    return _answer(person, triage, details, views.rules if ranking.best else (), summary, book)


def _answer(
    person: Person, triage: Triage, details: dict[str, Any], judged: Iterable[str], summary: str, book: Rulebook
) -> Answer:
    found = bool(details["recommendations"])
    alone = triage.care is None
    left_out_sore = any(entry["reason"] == "minimalist_while_sore" for entry in details["excluded"]["by_reason"])
    reasons = (*triage.reasons, *person.fit.reasons, *reasons_for(person.profile, left_out_sore, book))
    actions = (*_care_first(triage, book), *actions_for(person, alone, book))
    rules_in_details = tuple(_rules_in(details))
    said = (*(reason.rule for reason in reasons), *(rule for action in actions for rule in action.rules))
    return Answer(
        verdict="see_professional_first" if not alone else "recommended" if found else "nothing_fits",
        indicator="info" if alone and found else "warning",
        summary=triage.summary(book) or summary,
        actions=actions,
        reasons=reasons,
        missing=tuple(missing_for(person, _dangers_open(triage), book)),
        conflicts=conflicts_of((*said, *rules_in_details), book),
        care=triage.care,
        details=details,
        also_cites=(*person.fit.also_cites, *judged, *(("FIT-09", "FIT-10") if found else ()), *rules_in_details),
    )


def _withheld(triage: Triage, fit: Fit, book: Rulebook) -> Answer:
    """Answer care and nothing else: no shoe is shown while a professional is needed now or today (FIT-19)."""
    withheld = Action("shoes_withheld", book.sentence("FIT-19", "withheld"), ("FIT-19",))
    details = {
        "fit": fit.as_dict(book),
        "recommendations": [],
        "excluded": {"count": 0, "by_reason": []},
        "relax": [],
    }
    return care_alone(triage, "see_professional_first", book, details, actions=(withheld,), also_cites=fit.also_cites)


def _too_short(person: Person, triage: Triage, shelf: Shelf, book: Rulebook) -> Answer:
    """Answer that no adult model is made in so small a size (SIZE-07)."""
    reason = Reason("SIZE-07", book.sentence("SIZE-07", "short", size=person.fit.said()), "against")
    actions = [*_care_first(triage, book)]
    actions.append(Action("look_at_junior_models", reason.text, ("SIZE-07",)))
    if person.hurts is not False:
        actions.append(Action("have_growing_feet_seen", book.sentence("SIZE-07", "child"), ("SIZE-07",)))
    alone = triage.care is None
    left_out = {"adult_sizes_only": list(shelf.cards)}
    return Answer(
        verdict="nothing_fits" if alone else "see_professional_first",
        indicator="warning",
        summary=triage.summary(book) or book.sentence("FIT-09", "nothing_short"),
        actions=tuple(actions),
        reasons=(*triage.reasons, *person.fit.reasons, reason),
        missing=(*danger_questions(_dangers_open(triage), book), *person.fit.missing),
        conflicts=conflicts_of((reason.rule for reason in (*triage.reasons, *person.fit.reasons)), book),
        care=triage.care,
        details={
            "fit": person.fit.as_dict(book),
            "recommendations": [],
            "excluded": excluded_as_served(left_out, person, book),
            "relax": [],
        },
        also_cites=person.fit.also_cites,
    )


def _care_first(triage: Triage, book: Rulebook) -> tuple[Action, ...]:
    if triage.care is None:
        return ()
    until_then = Action("support_until_seen", book.sentence("FIT-19", "until_then"), ("FIT-19",))
    return (*triage.actions(book, asks=False), until_then)


def _dangers_open(triage: Triage) -> bool:
    """Answer whether a danger sign worse than what was found could still be there."""
    return any(sign.rank > triage.rank for sign in triage.undecided)


def _rules_in(details: Mapping[str, Any]) -> Iterator[str]:
    for recommendation in details["recommendations"]:
        for caution in recommendation["cautions"]:
            yield from caution["rules"]
    for entry in (*details["excluded"]["by_reason"], *details["relax"]):
        yield from entry["rules"]


def _summary(ranking: Ranking, fit: Fit, book: Rulebook) -> str:
    """Answer size, number and the best shoe in one line; without its name where that would make it too long."""
    if not ranking.best:
        return book.sentence("FIT-09", "nothing")
    size = fit.said() or book.sentence("FIT-09", "size_unknown")
    width = fit.width.width_class
    if width is not None and fit.sizes is not None:
        size = f"{size}, {width.replace('_', ' ')}"
    card = ranking.best[0].card
    occasion = "one" if ranking.found == 1 else "several"
    facts = {"size": size, "found": ranking.found}
    whole = book.sentence("FIT-09", occasion, best=f"{card.name['brand']} {card.name['model']}", **facts)
    return whole if len(whole) <= SUMMARY_MAX_CHARACTERS else book.sentence("FIT-09", f"{occasion}_short", **facts)
