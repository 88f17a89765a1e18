"""Which danger signs are there, and what they call for: what every other topic asks first.

The level is the most urgent of all findings (TRIAGE-01); what is not known counts neither as yes nor as no. This
module is how other topics reach triage, besides its request and its answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from api.advice.core.answer import CARE_LEVELS, FOR, Action, Answer, Care, Reason, conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet
from api.advice.triage.answer import NOT_ENOUGH_KNOWN, SELF_CARE, Questions
from api.advice.triage.deciding import SEEN, Deciding, deciding_fields, fixed_findings, seen_may_decide
from api.advice.triage.facts import any_answer, any_complaint, contradictions_in, facts_of, named, truth
from api.advice.triage.questions import open_questions
from api.advice.triage.red_flags import (
    CAUSES,
    LEVELS,
    ROUTINE,
    SELF_CARE_RANK,
    SIGNS,
    SOON,
    TODAY,
    Finding,
    Sign,
    rank_of,
)
from api.advice.triage.request import Symptoms
from api.advice.triage.say import (
    UNLOADED_FIRST,
    care_actions,
    days_to_review,
    look_again,
    look_at_soles,
    one_line,
    outside_forefoot,
    visit_to_plan,
)

__all__ = ["Triage", "care_only", "judge", "self_care_summary"]


@dataclass(frozen=True)
class Triage:
    """What the symptoms call for: ``findings`` are ordered worst first, ``undecided`` are signs not ruled out yet.

    Without slots, so that what every topic of a consultation asks again is found out once.
    """

    symptoms: Symptoms
    feet: Feet | None
    facts: Mapping[str, bool | None]
    findings: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    book: Rulebook = field(repr=False)
    is_reported: bool = False
    """Whether a consultation reports the findings at its top, so that no part repeats them."""

    @property
    def rank(self) -> int:
        """How urgent: 0 for self-care, else the place of the timeframe, 1 (routine) to 5 (now)."""
        return self.findings[0].rank if self.findings else SELF_CARE_RANK

    @property
    def verdict(self) -> str:
        """One of ``answer.VERDICTS``."""
        if self.findings:
            return self.findings[0].level
        return SELF_CARE if self.anything_known else NOT_ENOUGH_KNOWN

    @property
    def timeframe(self) -> str | None:
        """How soon a professional has to look, one of ``core.answer.TIMEFRAMES``; ``None`` for self-care."""
        return self.findings[0].timeframe if self.findings else None

    @property
    def withheld(self) -> bool:
        """Whether advice on running, pads, exercises and self-care is withheld (TRIAGE-08)."""
        return self.rank >= TODAY

    @cached_property
    def measures(self) -> frozenset[str]:
        """What the findings ask for until someone has looked, of ``say.MEASURES``: ``no_running``, ``no_pad``, ..."""
        return frozenset(measure for finding in self.findings for measure in finding.sign.measures)

    @property
    def unload_first(self) -> bool:
        """Whether a bone may be hurt, so that the foot is not loaded before somebody has looked."""
        return not UNLOADED_FIRST.isdisjoint(self.measures)

    @property
    def exercises_wait(self) -> bool:
        """Whether exercises and stretches wait for the visit: a bone may be hurt, or the foot feels less."""
        return self.unload_first or "no_exercises" in self.measures

    @property
    def bone_suspected(self) -> bool:
        """Whether a stress fracture or a broken bone is possible (SAFE-07, FLAG-07, FLAG-04 after more training)."""
        return "bone" in self.measures

    @property
    def easy_only(self) -> bool:
        """Whether running is at most short and easy until the visit, without being ruled out (TRIAGE-01)."""
        return "easy_only" in self.measures and not self.running_waits and not self.pauses

    @cached_property
    def pauses(self) -> bool:
        """Whether the pain alone keeps the runner from running: sharp, electric, flared up, above TRAIN-05 (RUN-07)."""
        level = self.symptoms.pain_level
        strong = level is not None and level > self.book.number("TRAIN-05", "may_go_on_max_pain")
        return bool(strong or self.facts["sharp"] or self.facts["electric"] or self.symptoms.flare_up_elsewhere)

    @property
    def routine(self) -> bool:
        """Whether the visit has no hurry: shoes, pad, plan and spans of days stay as they are (TRIAGE-01)."""
        return self.timeframe == ROUTINE

    @property
    def running_waits(self) -> bool:
        """Whether there is no run before somebody has looked: any care but an unhurried visit (TRIAGE-08)."""
        return bool(self.findings) and not self.routine

    @cached_property
    def has_complaint(self) -> bool:
        """Whether anything is wrong with the foot: a pain, an early sign of it, or a danger sign.

        Without one there is no pad, no rest, no cooling, no visit and no day to look again.
        """
        return bool(self.findings) or any_complaint(self.symptoms, dict(self.facts))

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
        lasted = self.facts["self_care_consider"] and self.facts["not_known_to_improve"]
        return bool(lasted and not self.looked_at and self.has_complaint)

    @property
    def visit_due_unless_better(self) -> bool:
        """Whether the pain has lasted so long that a visit is due, unless it is getting better, which is not known."""
        unknown = self.facts["lasted_long"] and self.facts["no_better"] is None
        return bool(unknown and not self.looked_at and self.has_complaint)

    @property
    def looked_at(self) -> bool:
        """Whether a professional has looked at this pain and it has not become worse since (TRIAGE-14)."""
        return self.symptoms.seen_by_professional == "same_or_better"

    @property
    def red_flags(self) -> tuple[str, ...]:
        """The rules of all findings, once each, worst first."""
        return tuple(dict.fromkeys(finding.sign.rule for finding in self.findings))

    @cached_property
    def care(self) -> Care | None:
        """The level of care, how soon, and the rules that call for it; ``None`` for self-care."""
        if not self.findings:
            return None
        level = self.findings[0].level
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
        return care_actions(self, book, asks=asks) if self.findings and not self.is_reported else ()

    def summary(self, book: Rulebook) -> str | None:
        """Return the worst finding in one line for a kiosk screen; ``None`` for self-care, or where it is reported."""
        if not self.findings or (self.is_reported and not self.withheld):
            return None
        worst = self.findings[0]
        return book.sentence("TRIAGE-01", f"{worst.timeframe}_summary", finding=worst.short)

    def review_after_days(self, book: Rulebook) -> int | None:
        """Return in how many days to look again; ``None`` where a visit takes its place or there is no complaint."""
        if self.findings or not self.has_complaint:
            return None
        return days_to_review(self, book)

    def caught_at_once(self, book: Rulebook) -> bool:
        """Return whether a mild pain without sharpness began today (RUN-09)."""
        level = self.symptoms.pain_level
        mild = level is not None and level <= book.number("TRAIN-05", "may_go_on_max_pain")
        return self.symptoms.days_since_onset == 0 and mild and not self.facts["sharp"] and not self.findings

    def rest_days(self, book: Rulebook) -> tuple[int, int] | None:
        """Return for how many days running is left out, at least and at most; the one figure of every topic.

        RUN-07 after a flare-up, sharp pain or pain above TRAIN-05; else the first days of CONSULT-05 that are still
        to come. ``None`` where nothing is wrong, where those days are over, also because the pain has lasted far
        longer (TRIAGE-20), and where a visit decides; an unhurried one decides only for whom no pause holds.
        """
        if self.running_waits or not self.has_complaint:
            return None
        if self.pauses:
            return round(book.number("RUN-07", "back_off_min_days")), round(book.number("RUN-07", "back_off_max_days"))
        if self.findings or self.facts["lasted_long"]:
            return None
        left = round(book.number("CONSULT-05", "rest_first_days")) - (self.symptoms.days_of_self_care or 0)
        return (left, left) if left > 0 else None

    @property
    def no_better(self) -> bool:
        """Whether the foot is known not to get better, or care or the pain have lasted without a known improvement."""
        return bool(self.facts["not_improving"] or self.warned or self.visit_due_unless_better)

    @property
    def feels_less(self) -> bool:
        """Whether feeling in the foot may be dulled, so that no pain says little (TRIAGE-15)."""
        return bool(self.facts["diabetes"] or self.facts["neuropathy"])

    @property
    def first_steps(self) -> str:
        """Which first steps fit: without ice where an answer speaks against it (CARE-09)."""
        no_ice = self.feels_less or self.facts["numb_at_all"] or self.facts["open_wound"]
        return "first_steps_no_ice" if no_ice else "first_steps"

    def visit_to_plan(self, book: Rulebook) -> tuple[Action, ...]:
        """Return the visit to plan where self-care or the pain has lasted long; nothing where one is called for."""
        return () if self.findings else tuple(visit_to_plan(self, book))

    def daily_look(self, book: Rulebook) -> tuple[Action, ...]:
        """Return the daily look at both soles where nothing hurts and feeling may be dulled (TRIAGE-15)."""
        return tuple(look_at_soles(self, book))

    def look_again(self, book: Rulebook) -> tuple[Action, ...]:
        """Return when to look again, counted from where the person is."""
        return tuple(look_again(self, book))

    def contradictions(self, book: Rulebook) -> tuple[Reason, ...]:
        """Return one reason for each pair of answers that do not fit together; nothing where it is urgent."""
        quiet = self.withheld or self.is_reported
        return () if quiet else named(contradictions_in(self.symptoms, self.facts), book)

    def as_reported(self) -> Triage:
        """Return the same judgement with its findings reported elsewhere, so that no part repeats them."""
        reported = replace(self, is_reported=True)
        # What is asked does not hang on it, and is not found out twice.
        vars(reported)["questions"] = self.questions
        return reported

    @cached_property
    def questions(self) -> Questions:
        """What to ask, what could raise the level first (TRIAGE-11)."""
        return open_questions(self.symptoms, self.feet, self.findings, self.undecided, self.facts, self.book)

    def deciding(self, book: Rulebook) -> dict[str, Deciding]:
        """Return every field of the symptoms that can still change the level of care or its time, by name."""
        return deciding_fields(self.symptoms, self.feet, self.findings, self.undecided, self.facts, book)

    def may_decide(self, book: Rulebook) -> dict[str, Deciding]:
        """Return every field that decides now, or may where other answers bring a finding or take one away."""
        fixed = fixed_findings(self.findings, self.symptoms, self.facts)
        later = deciding_fields(self.symptoms, self.feet, fixed, self.undecided, self.facts, book)
        if seen_may_decide(self.undecided, fixed, self.symptoms):
            later[SEEN] = Deciding(SEEN, TODAY, None, ())
        return later | self.deciding(book)


def judge(symptoms: Symptoms, book: Rulebook, feet: Feet | None = None) -> Triage:
    """Return the danger signs in the symptoms; a bunion or hammertoe of ``feet`` is a toe that drifts.

    Rules FLAG-01..10, SAFE-01..10, TRIAGE-01..07, TRIAGE-10, TRIAGE-14, TRIAGE-16, TRIAGE-17, TRIAGE-20.
    """
    facts = facts_of(symptoms, book, feet)
    looked_at = symptoms.seen_by_professional == "same_or_better"
    there: list[Finding] = []
    undecided: list[Finding] = []
    for finding in findings_of(book):
        if looked_at and finding.sign.settled:
            continue
        held = truth(finding.sign.when, facts)
        if held:
            there.append(worded(finding, facts, book))
        elif held is None:
            undecided.append(finding)
    return Triage(symptoms, feet, MappingProxyType(facts), worst_first(there), tuple(undecided), book)


@lru_cache(maxsize=8)
def findings_of(book: Rulebook) -> tuple[Finding, ...]:
    """Return what each sign means when it is there, in this rulebook's words and times.

    The most dangerous level first, within a level in the order of ``SIGNS``. Sentences that list what was reported are
    empty until ``worded`` fills them.
    """
    findings = [_finding(sign, book) for sign in SIGNS]
    return tuple(sorted(findings, key=lambda finding: -CARE_LEVELS.index(finding.level)))


def _finding(sign: Sign, book: Rulebook) -> Finding:
    timeframe = str(book.value(*sign.time))
    words = {} if sign.names else {"full": book.sentence(sign.rule, sign.occasion), "short": _short(sign, book)}
    return Finding(
        sign,
        timeframe,
        rank_of(timeframe),
        Reason(sign.rule, words.get("full", ""), FOR),
        words.get("short", ""),
        (sign.rule, *sign.also_cites),
        LEVELS[timeframe],
    )


def _short(sign: Sign, book: Rulebook, **facts: object) -> str:
    occasion = "short" if sign.occasion == "default" else f"{sign.occasion}_short"
    return book.sentence(sign.rule, occasion, **facts)


def worded(finding: Finding, facts: Mapping[str, bool | None], book: Rulebook) -> Finding:
    """Return a finding whose sentences list what was reported, and nothing else that the sign might have been."""
    sign = finding.sign
    if not sign.names:
        return finding
    listed = {
        fact: tuple(dict.fromkeys(book.sentence(rule, f"name_{term}") for term in terms if facts[term]))
        for fact, rule, terms in sign.names
    }
    reason = Reason(sign.rule, book.sentence(sign.rule, sign.occasion, **listed), FOR)
    return replace(finding, reason=reason, short=_short(sign, book, **listed))


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by urgency and by how serious their cause is, without those that others already say."""
    there = list(findings)
    keys = {finding.sign.key for finding in there}
    remaining = [finding for finding in there if keys.isdisjoint(finding.sign.yields_to)]
    remaining.sort(key=lambda finding: (-finding.rank, CAUSES.index(finding.sign.cause)))
    return tuple(remaining)


def self_care_summary(triage: Triage, book: Rulebook, *, asks: bool) -> str:
    """Return the summary where nothing calls for a professional; ``asks``: an answer could still change that."""
    return one_line(triage, book, asks=asks)


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
        missing=triage.questions.missing,
        conflicts=conflicts_of((reason.rule for reason in against), book),
        care=triage.care,
        also_cites=also_cites,
        **details,
    )
