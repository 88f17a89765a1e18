"""Where a metatarsal pad goes on this foot, which pad, how it is fitted and worn; danger signs come before any pad.

Rules PAD-01 .. PAD-14, PADSTUDY-01 .. PADSTUDY-08, PADPLACE-01 .. PADPLACE-23, and those of feet and sizes. Every
distance names its reference point: the front edge of the pad, behind the line of the heads (PADPLACE-10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.advice.core.answer import Action, Care, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.foot.ball_line import ball_line, breadth_of
from api.advice.met_pad.fitting import millimetres, procedure, told
from api.advice.met_pad.kind import CUT_OUT, MIXED, WEB, Pattern, insole_place, pad_of, pattern_of, soft_insole
from api.advice.met_pad.missing import missing_for
from api.advice.met_pad.placement import RULES_OF_EVERY_PLACEMENT, Placement, as_dict, place_pad
from api.advice.met_pad.request import AskedFoot, ContradictionError, PadRequest, asked_feet
from api.advice.met_pad.safety import care_with, not_grown, reasons_against
from api.advice.met_pad.say import Standing, situation_of, standing_words
from api.advice.met_pad.say_measured import actions_of, reasons_of, summary_of
from api.advice.triage.advise import Triage, judge
from api.advice.triage.care_first import care_alone

__all__ = ["VERDICTS", "ContradictionError", "PadRequest", "advise", "placements_of"]

VERDICTS = ("place_pad", "other_support_first", "see_professional_first")

_NOTHING: Mapping[str, Any] = {
    "placement": None,
    "placements": [],
    "pad": None,
    "procedure": [],
    "insole": None,
    "wear": None,
    "alternatives": [],
}


def advise(asked: PadRequest, book: Rulebook) -> Answer:
    """Answer where the pad goes on each foot asked about, or why another support or a professional comes first.

    Raises ImpossibleMeasurementError for a heel-to-ball length that no such foot has (FOOT-03) and ContradictionError
    for facts that name two different sides (PADPLACE-23).
    """
    feet = asked_feet(asked, book)
    pattern = pattern_of(asked.symptoms.pain_sites, book)
    placed = _placements(asked, feet, pattern, book)
    triage = judge(asked.symptoms, book)
    against = reasons_against(triage, book)
    if triage.withheld:
        return care_alone(triage, "see_professional_first", book, _NOTHING, reasons=against)
    if against:
        return _not_by_oneself(triage, against, "PADPLACE-09", book)
    child = not_grown((each.foot.length_mm for each in feet), book)
    if child is not None:
        said = book.sentence("PADPLACE-19", "child", length=millimetres(child))
        return _not_by_oneself(triage, (Reason("PADPLACE-19", said, "against"),), "PADPLACE-19", book)
    if not pattern.covers:
        return _no_place(asked, pattern, triage, book)
    return _with_pad(asked, feet, pattern, placed, triage, book)


def placements_of(asked: PadRequest, book: Rulebook, *, behind_mm: float | None = None) -> tuple[Placement, ...]:
    """Answer one placement for each foot whose ball line is known; none where the pain leaves no place for a pad.

    ``behind_mm`` puts the front edge elsewhere than by default. Raises as ``advise`` does.
    """
    feet = asked_feet(asked, book)
    pattern = pattern_of(asked.symptoms.pain_sites, book)
    return _placements(asked, feet, pattern, book, behind_mm=behind_mm)


def _placements(
    asked: PadRequest,
    feet: tuple[AskedFoot, ...],
    pattern: Pattern,
    book: Rulebook,
    *,
    behind_mm: float | None = None,
) -> tuple[Placement, ...]:
    place = insole_place(asked.insole, asked.use)
    placed = []
    for each in feet:
        # Before the pattern is looked at: a measure that cannot be is refused whatever else is said.
        line = ball_line(each.foot, asked.sex, asked.size, each.field, book)
        if line is not None and pattern.covers:
            breadth = breadth_of(each.foot, line, asked.sex, book)
            pad = pad_of(pattern, line, breadth, place, chronic=asked.chronic, book=book)
            placed.append(
                place_pad(
                    each.side, each.sore, pattern, line, breadth, pad, each.facts(asked), book, behind_mm=behind_mm
                )
            )
    return tuple(placed)


def _with_pad(
    asked: PadRequest,
    feet: tuple[AskedFoot, ...],
    pattern: Pattern,
    placed: tuple[Placement, ...],
    triage: Triage,
    book: Rulebook,
) -> Answer:
    first = next((each for each in placed if each.side == feet[0].side), None)
    standing = standing_words(situation_of(asked, feet, pattern), book)
    care = _care(asked, pattern, triage)
    details = _details(asked, first, placed, standing, book)
    verdict = "other_support_first" if pattern.kind == CUT_OUT else "place_pad"
    words = told(first, book) if first else None
    why = tuple(reasons_of(first, book)) if first else ()
    return Answer(
        verdict=verdict if triage.care is None else "see_professional_first",
        indicator="info" if care is None else "warning",
        summary=triage.summary(book) or summary_of(first, words, book),
        actions=(
            *triage.actions(book),
            *standing.first_actions,
            *actions_of(first, words, placed, book),
            *standing.last_actions,
        ),
        reasons=(*triage.reasons, *standing.first_reasons, *why, *standing.last_reasons),
        missing=tuple(missing_for(asked, feet, pattern, placed, book)),
        conflicts=standing.conflicts,
        care=care,
        details=details,
        also_cites=(
            *_rules_of(placed),
            *_rules_in(details["procedure"]),
            *standing.rules,
        ),
    )


def _details(
    asked: PadRequest, first: Placement | None, placed: tuple[Placement, ...], standing: Standing, book: Rulebook
) -> dict[str, Any]:
    place = insole_place(asked.insole, asked.use)
    served = [{**as_dict(each), "pad": each.pad.as_dict()} for each in placed]
    mine = None if first is None else served[placed.index(first)]
    return {
        "placement": mine,
        "placements": served,
        "pad": mine["pad"] if mine else None,
        "procedure": procedure(first, place, book),
        "insole": standing.insole,
        "wear": standing.wear,
        "alternatives": standing.alternatives,
    }


def _care(asked: PadRequest, pattern: Pattern, triage: Triage) -> Care | None:
    """Answer the care called for; pain between the toes with numb toes calls for a visit as well (PADPLACE-05)."""
    if pattern.kind == WEB and asked.symptoms.numbness_or_tingling == "comes_and_goes":
        return care_with(triage, ("PADPLACE-05",))
    return triage.care


def _rules_of(placed: tuple[Placement, ...]) -> Iterator[str]:
    for each in placed:
        yield from each.line.rules
        yield from each.pad.rules
    if placed:
        yield from RULES_OF_EVERY_PLACEMENT


def _rules_in(parts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        yield from part["rules"]


def _no_place(asked: PadRequest, pattern: Pattern, triage: Triage, book: Rulebook) -> Answer:
    """Answer another support, where any pad would press on a sore place or the pain is not under the ball."""
    insole = soft_insole(book) if pattern.kind == MIXED else None
    standing = standing_words(situation_of(asked, (), pattern), book)
    return Answer(
        verdict="other_support_first" if triage.care is None else "see_professional_first",
        indicator="info" if triage.care is None else "warning",
        summary=triage.summary(book) or book.sentence("PADPLACE-17", f"{pattern.kind}_summary"),
        actions=(*triage.actions(book), *standing.last_actions),
        reasons=(*triage.reasons, *standing.first_reasons),
        missing=tuple(missing_for(asked, (), pattern, (), book)),
        conflicts=standing.conflicts,
        care=triage.care,
        details={**_NOTHING, "pad": insole.as_dict() if insole else None, "alternatives": standing.alternatives},
        also_cites=(
            *(insole.rules if insole else ()),
            *_rules_in(standing.alternatives),
        ),
    )


def _not_by_oneself(triage: Triage, against: Iterable[Reason], rule: str, book: Rulebook) -> Answer:
    """Answer that no pad is fitted by oneself here, and why (PADPLACE-09, PADPLACE-19)."""
    first = Action("professional_before_pad", book.sentence(rule, "first"), (rule,))
    return Answer(
        verdict="see_professional_first",
        indicator="warning",
        summary=triage.summary(book) or book.sentence(rule, "summary"),
        actions=(*triage.actions(book), first),
        reasons=(*triage.reasons, *against),
        missing=triage.questions(book).missing,
        conflicts=conflicts_of((rule,), book),
        care=care_with(triage, (rule,)),
        details=_NOTHING,
    )
