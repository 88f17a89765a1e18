"""Does a professional have to look at this foot, and how soon? Danger signs come before any other advice.

``judge`` finds the danger signs and is what every other topic asks first; ``advise`` makes the whole answer of them.
The level is the most urgent of all findings (TRIAGE-01); what is not known counts neither as yes nor as no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.advice.core.answer import Action, Care, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.triage.facts import Facts, facts_told, something_told
from api.advice.triage.first_steps import first_steps, one_line, review_after_days
from api.advice.triage.likeness import outside_forefoot, resemblances
from api.advice.triage.questions import Questions, open_questions
from api.advice.triage.red_flags import SELF_CARE_RANK, TODAY, Finding, findings_of, truth, worst_first
from api.advice.triage.request import Symptoms
from api.advice.triage.visit import care_actions, expected_at_visit

VERDICTS = ("emergency", "same_day", "see_professional", "self_care")


@dataclass(frozen=True, slots=True)
class Triage:
    """What the symptoms call for: ``findings`` stand worst first, ``undecided`` are signs not ruled out yet."""

    said: Symptoms
    facts: Facts
    findings: tuple[Finding, ...]
    undecided: tuple[Finding, ...]

    @property
    def rank(self) -> int:
        """How urgent: 0 for self-care, else the place of the timeframe, 1 (soon) to 4 (now)."""
        return self.findings[0].rank if self.findings else SELF_CARE_RANK

    @property
    def verdict(self) -> str:
        """One of ``VERDICTS``."""
        return self.findings[0].level if self.findings else "self_care"

    @property
    def timeframe(self) -> str | None:
        """How soon a professional has to look, one of ``red_flags.TIMEFRAMES``; ``None`` for self-care."""
        return self.findings[0].timeframe if self.findings else None

    @property
    def withheld(self) -> bool:
        """Whether advice on running, pads, exercises and self-care is withheld (TRIAGE-08)."""
        return self.rank >= TODAY

    @property
    def measures(self) -> frozenset[str]:
        """What the findings ask for until someone has looked, of ``visit.MEASURES``: ``no_running``, ``no_pad``, ..."""
        return frozenset(measure for finding in self.findings for measure in finding.sign.measures)

    @property
    def warned(self) -> bool:
        """Whether self-care has lasted long enough to plan a visit, without a known improvement (FLAG-01)."""
        return bool(self.facts["self_care_consider"] and self.facts["not_known_to_improve"])

    @property
    def red_flags(self) -> tuple[str, ...]:
        """The rules of all findings, once each, worst first."""
        return tuple(dict.fromkeys(finding.sign.rule for finding in self.findings))

    @property
    def care(self) -> Care | None:
        """The level of care, how soon, and the rules that call for it; ``None`` for self-care."""
        if not self.findings:
            return None
        level = self.verdict
        rules = dict.fromkeys(rule for found in self.findings if found.level == level for rule in found.rules)
        return Care(level, self.findings[0].timeframe, tuple(rules))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """One reason for each finding, worst first."""
        return tuple(finding.reason for finding in self.findings)

    def actions(self, book: Rulebook, *, asks: bool = False) -> tuple[Action, ...]:
        """Answer what to do until a professional has looked, worst first; nothing for self-care."""
        return care_actions(self.findings, book, asks=asks) if self.findings else ()

    def summary(self, book: Rulebook) -> str | None:
        """Answer the worst finding in one line for a kiosk screen; ``None`` for self-care."""
        if not self.findings:
            return None
        worst = self.findings[0]
        return book.sentence("TRIAGE-01", f"{worst.timeframe}_summary", finding=worst.short)

    def questions(self, book: Rulebook) -> Questions:
        """Answer what to ask, the most dangerous first (TRIAGE-11)."""
        return open_questions(self.findings, self.undecided, self.facts, book)


def judge(said: Symptoms, book: Rulebook) -> Triage:
    """Answer the danger signs in what was said. Rules FLAG-01..10, SAFE-01..10, TRIAGE-01..07, TRIAGE-10."""
    facts = facts_told(said, book)
    there: list[Finding] = []
    undecided: list[Finding] = []
    for finding in findings_of(book):
        held = truth(finding.sign.when, facts)
        if held:
            there.append(finding)
        elif held is None:
            undecided.append(finding)
    return Triage(said, facts, worst_first(there), tuple(undecided))


def advise(said: Symptoms, book: Rulebook) -> Answer:
    """Answer the whole triage advice: level and time, what to do, why, what is not known, what the pain resembles.

    Besides: ``red_flags`` (rules), ``resembles`` (never "is"), ``review_after_days`` (self-care only) and
    ``expect_at_visit``. Rules of the area ``triage``; FORM-05 when the pain keeps coming back.
    """
    triage = judge(said, book)
    questions = triage.questions(book)
    if triage.findings:
        return _to_a_professional(triage, questions, book)
    return _by_oneself(triage, questions, book)


def _to_a_professional(triage: Triage, questions: Questions, book: Rulebook) -> Answer:
    actions = (*triage.actions(book, asks=questions.could_change), *_gait_analysis(triage, book))
    reasons = (*triage.reasons, *_context(triage, "against", book))
    visit = expected_at_visit(triage.rank, book)
    # Beside an urgent finding a harmless likeness reads as an all-clear.
    alike = [] if triage.withheld else resemblances(triage.said, triage.facts, book)
    return Answer(
        verdict=triage.verdict,
        indicator="critical" if triage.withheld else "warning",
        summary=str(triage.summary(book)),
        actions=actions,
        reasons=reasons,
        missing=questions.missing,
        conflicts=conflicts_behind(actions, reasons, book),
        care=triage.care,
        details=_details(triage.red_flags, alike, None, visit),
        also_cites=_cited_in((*alike, *visit)),
    )


def _by_oneself(triage: Triage, questions: Questions, book: Rulebook) -> Answer:
    review = review_after_days(triage.said, triage.warned, book) if something_told(triage.said) else None
    steps = first_steps(review, book, warned=triage.warned, asks=questions.could_change)
    actions = (*steps, *_gait_analysis(triage, book))
    reasons = _context(triage, "for", book)
    if triage.warned:
        reasons = (Reason("FLAG-01", book.sentence("FLAG-01", "consider"), "against"), *reasons)
    alike = resemblances(triage.said, triage.facts, book)
    return Answer(
        verdict=triage.verdict,
        indicator="warning" if triage.warned else "info",
        summary=one_line(review, book, warned=triage.warned, asks=questions.could_change),
        actions=actions,
        reasons=reasons,
        missing=questions.missing,
        conflicts=conflicts_behind(actions, reasons, book),
        details=_details((), alike, review, []),
        also_cites=_cited_in(alike),
    )


def _gait_analysis(triage: Triage, book: Rulebook) -> tuple[Action, ...]:
    if not triage.said.recurring or triage.withheld:
        return ()
    return (Action("have_gait_analysed", book.sentence("TRIAGE-13", "gait_analysis"), ("FORM-05", "TRIAGE-13")),)


def _context(triage: Triage, effect: str, book: Rulebook) -> tuple[Reason, ...]:
    """Answer what calms (``effect``: for self-care, or against a visit) and what lies outside; nothing when urgent."""
    if triage.withheld:
        return ()
    reasons = []
    if triage.said.eases_off_feet:
        reasons.append(Reason("SIGN-05", book.sentence("SIGN-05"), effect))
    if triage.said.improving:
        reasons.append(Reason("FLAG-01", book.sentence("FLAG-01", "improving"), effect))
    if outside_forefoot(triage.said):
        reasons.append(Reason("TRIAGE-12", book.sentence("TRIAGE-12"), "neutral"))
    return tuple(reasons)


def _details(
    red_flags: Sequence[str], alike: list[dict[str, Any]], review: int | None, visit: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "red_flags": list(red_flags),
        "resembles": alike,
        "review_after_days": review,
        "expect_at_visit": visit,
    }


def _cited_in(parts: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(rule for part in parts for rule in part["rules"])
