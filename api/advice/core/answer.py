"""The shape of every advice: a verdict, what to do, why, what was missing, and whom to see.

A topic extends ``Answer`` by what it says besides. Everything in an answer is immutable, and is described where it
stands: the web layer makes its schemas and its encoders from these classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import (
    CODE,
    INTERNAL,
    REASONS,
    RULE_ID,
    Items,
    Length,
    Metadata,
    OneOf,
    Pattern,
    on_request,
)

INDICATORS = ("info", "warning", "critical")

DISCLAIMER_RULE = "FLAG-12"
"""The rule behind every advice: it is advice, never a diagnosis."""

FOR, AGAINST, NEUTRAL = "for", "against", "neutral"
EFFECTS = (FOR, AGAINST, NEUTRAL)
SUMMARY_MAX_CHARACTERS = 140

CARE_LEVELS = ("see_professional", "same_day", "emergency")
"""Levels of care, mildest first; no care is ``None``."""

TIMEFRAMES = ("routine", "soon", "within_days", "today", "now")
"""How soon a professional looks, mildest first."""

CERTAINTIES = ("low", "medium", "high")
"""How sure an estimate is."""

RuleId = Annotated[str, Pattern(RULE_ID), Metadata("example", "FLAG-01")]
RuleIds = tuple[RuleId, ...]
SomeRules = Annotated[RuleIds, Items(1), "The rules behind it."]
Code = Annotated[str, Pattern(CODE), "Stable, for machines."]
Sentence = Annotated[str, Length(1), "For people."]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    code: Code
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one rule applied to these facts."""

    rule: Annotated[str, Pattern(RULE_ID), Metadata("example", "FLAG-04")]
    text: Annotated[str, Length(1)]
    effect: Annotated[str, OneOf(EFFECTS), "Whether it speaks for the verdict, against it, or neither."]


LEVEL, ADVICE, DETAIL = "level", "advice", "detail"
COULD_CHANGE = (LEVEL, ADVICE, DETAIL)
"""What an answer could change, the most decisive first."""

QUESTION_KINDS = ("choice", "choices", "yes_no", "scale", "number", "size", "foot_map", "date", "distance", "list")

ChoiceValue = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    value: Annotated[ChoiceValue, "What to send: a word, a number, or true or false; in a list where `kind` is plural."]
    text: Sentence


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that was not known and would sharpen or change the answer, as a question.

    A topic gives ``field``, ``why`` and ``could_change``; ``core.questions.asked`` adds how it is asked.
    """

    field: Annotated[str, Length(1), "The field of the request, dotted."]
    why: Annotated[str, Length(1), "What it would change."]
    could_change: Annotated[
        str,
        OneOf(COULD_CHANGE),
        "`level`: one of the choices raises the level of care or brings it forward; `advice`: what is advised; "
        "`detail`: how exactly.",
    ] = ADVICE
    question: Annotated[str, Length(1), "The question, ready to be asked."] = ""
    kind: Annotated[str, OneOf(QUESTION_KINDS), "How it is answered."] = "yes_no"
    choices: Annotated[
        tuple[Choice, ...], "What can be answered; examples at the deciding values where a number is asked for."
    ] = ()
    alarming: Annotated[ChoiceValue | None, "The choice that is the bad one; null where none is."] = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where sources disagree on this answer, and which was followed."""

    rules: Annotated[RuleIds, Items(1), "The rules concerned."]
    text: Annotated[str, Length(1)]


@dataclass(frozen=True, slots=True)
class Care:
    """A professional is needed."""

    level: Annotated[str, OneOf(CARE_LEVELS), "Who, from mild to urgent. From `same_day` on other advice is withheld."]
    timeframe: Annotated[
        str,
        OneOf(TIMEFRAMES),
        "How soon: `now` (emergency), `today` (same_day), `within_days`, `soon` and `routine` (see_professional). "
        "Rule TRIAGE-01 holds the days.",
    ]
    rules: Annotated[RuleIds, Items(1), "The rules that call for it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every advice says. A topic narrows ``verdict`` to its own closed list and adds fields of its own."""

    verdict: Annotated[str, Pattern(CODE), "The decision."]
    indicator: Annotated[str, OneOf(INDICATORS), "How loudly to show it."]
    summary: Annotated[str, Length(1, SUMMARY_MAX_CHARACTERS), "One line for a kiosk screen."]
    care: Annotated[Care | None, "Present when a professional is needed, else null."] = None
    actions: Annotated[tuple[Action, ...], "What to do, in order, worst first."] = ()
    reasons: Annotated[tuple[Reason, ...], on_request(REASONS), "Why; with `include=reasons`."] = ()
    missing: Annotated[
        tuple[Missing, ...], "What was not known and would sharpen or change the answer; ask in this order."
    ] = ()
    conflicts: Annotated[tuple[Conflict, ...], "Where sources disagree and which was followed."] = ()
    also_cites: Annotated[RuleIds, INTERNAL] = ()

    def cited(self) -> RuleIds:
        """Return every rule id this advice rests on, once, care first."""
        return tuple(dict.fromkeys(self._citations()))

    def _citations(self) -> Iterable[str]:
        if self.care is not None:
            yield from self.care.rules
        for action in self.actions:
            yield from action.rules
        for reason in self.reasons:
            yield reason.rule
        for conflict in self.conflicts:
            yield from conflict.rules
        yield from self.also_cites
