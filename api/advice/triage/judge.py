"""Which danger signs are there, and what they call for: what every other topic asks first.

The level is the most urgent of all findings (TRIAGE-01); what is not known counts neither as yes nor as no. This
module is how other topics reach triage, besides its request and its answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from api.advice.core.answer import Action, Answer, Care, Reason
from api.advice.core.conflicts import conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.triage.answer import Questions
from api.advice.triage.facts import any_answer, facts_of
from api.advice.triage.likeness import outside_forefoot
from api.advice.triage.questions import open_questions
from api.advice.triage.red_flags import (
    LEVELS,
    SELF_CARE_RANK,
    SOON,
    TODAY,
    Finding,
    findings_of,
    truth,
    worst_first,
)
from api.advice.triage.request import Symptoms
from api.advice.triage.say import UNLOADED_FIRST, care_actions, days_to_review, one_line

__all__ = ["Triage", "care_only", "judge", "self_care_summary"]


@dataclass(frozen=True, slots=True)
class Triage:
    """What the symptoms call for: ``findings`` are ordered worst first, ``undecided`` are signs not ruled out yet."""

    symptoms: Symptoms
    facts: Mapping[str, bool | None]
    findings: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    is_reported: bool = False
    """Whether a consultation reports the findings at its top, so that no part repeats them."""

    @property
    def said(self) -> Symptoms:
        """The symptoms; goes when every topic calls them so."""
        return self.symptoms

    @property
    def rank(self) -> int:
        """How urgent: 0 for self-care, else the place of the timeframe, 1 (soon) to 4 (now)."""
        return self.findings[0].rank if self.findings else SELF_CARE_RANK

    @property
    def verdict(self) -> str:
        """One of ``answer.VERDICTS``."""
        return self.findings[0].level if self.findings else "self_care"

    @property
    def timeframe(self) -> str | None:
        """How soon a professional has to look, one of ``core.answer.TIMEFRAMES``; ``None`` for self-care."""
        return self.findings[0].timeframe if self.findings else None

    @property
    def withheld(self) -> bool:
        """Whether advice on running, pads, exercises and self-care is withheld (TRIAGE-08)."""
        return self.rank >= TODAY

    @property
    def measures(self) -> frozenset[str]:
        """What the findings ask for until someone has looked, of ``say.MEASURES``: ``no_running``, ``no_pad``, ..."""
        return frozenset(measure for finding in self.findings for measure in finding.sign.measures)

    @property
    def unload_first(self) -> bool:
        """Whether a bone may be hurt, so that the foot is not loaded before somebody has looked."""
        return not UNLOADED_FIRST.isdisjoint(self.measures)

    @property
    def anything_known(self) -> bool:
        """Whether any question about the pain was answered; empty lists answer nothing."""
        return any_answer(self.symptoms)

    @property
    def outside_forefoot(self) -> bool:
        """Whether all pain that was named is behind the forefoot (TRIAGE-12)."""
        return outside_forefoot(self.symptoms)

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

    def care_with(self, rules: Sequence[str]) -> Care:
        """Return the care that the findings call for, or a visit soon, resting on ``rules`` as well."""
        care = self.care
        if care is None:
            return Care(LEVELS[SOON], SOON, tuple(rules))
        return Care(care.level, care.timeframe, tuple(dict.fromkeys((*care.rules, *rules))))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """One reason for each finding, worst first."""
        return () if self.is_reported else tuple(finding.reason for finding in self.findings)

    def actions(self, book: Rulebook, *, asks: bool = False) -> tuple[Action, ...]:
        """Return what to do until a professional has looked, worst first; nothing for self-care."""
        return care_actions(self.findings, book, asks=asks) if self.findings and not self.is_reported else ()

    def summary(self, book: Rulebook) -> str | None:
        """Return the worst finding in one line for a kiosk screen; ``None`` for self-care, or where it is reported."""
        if not self.findings or (self.is_reported and not self.withheld):
            return None
        worst = self.findings[0]
        return book.sentence("TRIAGE-01", f"{worst.timeframe}_summary", finding=worst.short)

    def review_after_days(self, book: Rulebook) -> int | None:
        """Return in how many days to look again; ``None`` where a visit takes its place or nothing is known."""
        if self.findings or not self.anything_known:
            return None
        return days_to_review(self.symptoms, self.warned, book)

    def questions(self, book: Rulebook) -> Questions:
        """Return what to ask, the most dangerous first (TRIAGE-11)."""
        return open_questions(self.findings, self.undecided, self.facts, book)


def judge(symptoms: Symptoms, book: Rulebook) -> Triage:
    """Return the danger signs in the symptoms. Rules FLAG-01..10, SAFE-01..10, TRIAGE-01..07, TRIAGE-10."""
    facts = facts_of(symptoms, book)
    there: list[Finding] = []
    undecided: list[Finding] = []
    for finding in findings_of(book):
        held = truth(finding.sign.when, facts)
        if held:
            there.append(finding)
        elif held is None:
            undecided.append(finding)
    return Triage(symptoms, MappingProxyType(facts), worst_first(there), tuple(undecided))


def self_care_summary(triage: Triage, book: Rulebook, *, asks: bool) -> str:
    """Return the summary where nothing calls for a professional; ``asks``: an answer could still change that."""
    return one_line(triage.review_after_days(book), book, warned=triage.warned, asks=asks)


TopicAnswer = TypeVar("TopicAnswer", bound=Answer)


def care_only(
    kind: type[TopicAnswer],
    triage: Triage,
    verdict: str,
    book: Rulebook,
    *,
    actions: Iterable[Action] = (),
    reasons: Iterable[Reason] = (),
    also_cites: tuple[str, ...] = (),
    **details: Any,
) -> TopicAnswer:
    """Return care and nothing else, as a topic's ``kind`` of answer: its own advice is withheld (TRIAGE-08).

    ``triage`` has findings. ``details`` are the topic's own fields where empty is not their default; ``actions`` and
    ``reasons`` say what is withheld and follow those of the danger sign.
    """
    against = (*triage.reasons, *reasons)
    return kind(
        verdict=verdict,
        indicator="critical",
        summary=str(triage.summary(book)),
        actions=(*triage.actions(book), *actions),
        reasons=against,
        missing=triage.questions(book).missing,
        conflicts=conflicts_of((reason.rule for reason in against), book),
        care=triage.care,
        also_cites=also_cites,
        **details,
    )
