"""Does a professional have to look at this foot, and how soon? Danger signs come before any other advice.

``judge`` finds the danger signs; here the whole answer is made of them.
"""

from __future__ import annotations

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Conflict, Reason, conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.triage.answer import VERDICTS, Likeness, Questions, TriageAnswer, VisitPart
from api.advice.triage.judge import Triage, judge, self_care_summary
from api.advice.triage.request import TriageRequest
from api.advice.triage.say import expected_at_visit, resemblances, steps_by_oneself

__all__ = ["VERDICTS", "Triage", "advise", "judge"]


def advise(request: TriageRequest, book: Rulebook, *, triage: Triage | None = None) -> TriageAnswer:
    """Return the whole triage advice: level and time, what to do, why, what is not known, what the pain resembles.

    Besides: ``red_flags`` (rules), ``resembles`` (never "is"), ``review_after_days`` (self-care only) and
    ``expect_at_visit``. ``triage``: the symptoms as they were judged already. Rules of the area ``triage``; FORM-05
    when the pain keeps coming back.
    """
    triage = triage or judge(request.symptoms, book, request.feet)
    questions = triage.questions
    if triage.findings:
        return _to_a_professional(triage, questions, book)
    return _by_oneself(triage, questions, book)


def _to_a_professional(triage: Triage, questions: Questions, book: Rulebook) -> TriageAnswer:
    actions = (
        *triage.actions(book, asks=questions.could_change),
        *_until_then(triage, book),
        *_gait_analysis(triage, book),
    )
    reasons = (*triage.reasons, *_context(triage, AGAINST, book))
    visit = expected_at_visit(triage, book)
    # Beside an urgent finding a harmless likeness reads as an all-clear.
    alike = () if triage.withheld else resemblances(triage.symptoms, triage.facts, book)
    return TriageAnswer(
        verdict=triage.verdict,
        indicator="critical" if triage.withheld else "warning",
        summary=str(triage.summary(book)),
        actions=actions,
        reasons=reasons,
        missing=questions.missing,
        conflicts=_conflicts(triage, actions, reasons, book),
        care=triage.care,
        red_flags=triage.red_flags,
        resembles=alike,
        expect_at_visit=visit,
        also_cites=_cited_in((*alike, *visit)),
    )


def _by_oneself(triage: Triage, questions: Questions, book: Rulebook) -> TriageAnswer:
    actions = (*steps_by_oneself(triage, book, asks=questions.could_change), *_gait_analysis(triage, book))
    reasons = _context(triage, FOR, book)
    if triage.warned:
        reasons = (Reason("FLAG-01", book.sentence("FLAG-01", "consider"), AGAINST), *reasons)
    alike = resemblances(triage.symptoms, triage.facts, book)
    urged = triage.warned or triage.visit_due_unless_better
    return TriageAnswer(
        verdict=triage.verdict,
        indicator="warning" if urged else "info",
        summary=self_care_summary(triage, book, asks=questions.could_change),
        actions=actions,
        reasons=reasons,
        missing=questions.missing,
        conflicts=_conflicts(triage, actions, reasons, book),
        resembles=alike,
        review_after_days=triage.review_after_days(book),
        also_cites=_cited_in(alike),
    )


def _until_then(triage: Triage, book: Rulebook) -> tuple[Action, ...]:
    """Return what helps until an unhurried visit, which ends nothing that is being done."""
    if not triage.routine:
        return ()
    return (Action("next_advice", book.sentence("TRIAGE-09", "next_advice"), ("TRIAGE-09",)),)


def _conflicts(
    triage: Triage, actions: tuple[Action, ...], reasons: tuple[Reason, ...], book: Rulebook
) -> tuple[Conflict, ...]:
    """Return the conflicts behind the answer; how long self-care may last is past for a pain that has lasted longer."""
    settled = ("FLAG-01",) if triage.facts["lasted_long"] and not triage.facts["self_care_consider"] else ()
    return conflicts_behind(actions, reasons, book, not_named=settled)


def _gait_analysis(triage: Triage, book: Rulebook) -> tuple[Action, ...]:
    if not triage.symptoms.recurring or triage.withheld:
        return ()
    return (Action("have_gait_analysed", book.sentence("TRIAGE-13", "gait_analysis"), ("FORM-05", "TRIAGE-13")),)


def _context(triage: Triage, effect: str, book: Rulebook) -> tuple[Reason, ...]:
    """Return what calms (``effect``: for self-care, or against a visit) and what lies outside; nothing when urgent."""
    if triage.withheld:
        return ()
    reasons = []
    if triage.symptoms.eases_off_feet:
        reasons.append(Reason("SIGN-05", book.sentence("SIGN-05"), effect))
    if triage.symptoms.improving:
        reasons.append(Reason("FLAG-01", book.sentence("FLAG-01", "improving"), effect))
    reasons += triage.contradictions(book)
    if triage.outside_forefoot:
        reasons.append(Reason("TRIAGE-12", book.sentence("TRIAGE-12"), NEUTRAL))
    return tuple(reasons)


def _cited_in(parts: tuple[Likeness | VisitPart, ...]) -> tuple[str, ...]:
    return tuple(rule for part in parts for rule in part.rules)
