"""The shape every advice answers in: a verdict, what to do, why, what was missing, and who to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.advice.core.rules import Rulebook

INDICATORS = ("info", "warning", "critical")
EFFECTS = ("for", "against", "neutral")
SUMMARY_MAX_CHARACTERS = 140

CARE_LEVELS = ("see_professional", "same_day", "emergency")
"""Levels of care, mildest first; no care is ``None``."""

WITHHELD_AT = frozenset({"emergency", "same_day"})
"""At these levels running, pad, exercise and shoe advice is withheld."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: a stable ``code`` for machines, a sentence for people, the rules behind it."""

    code: str
    text: str
    rules: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "text": self.text, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one rule applied to these facts, and whether it speaks for, against or neither."""

    rule: str
    text: str
    effect: str

    def as_dict(self) -> dict[str, Any]:
        return {"rule": self.rule, "text": self.text, "effect": self.effect}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that was not known (a request field by dotted name) and what it would sharpen or change."""

    field: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        return {"field": self.field, "why": self.why}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where sources disagree on this answer, and which was followed."""

    rules: tuple[str, ...]
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {"rules": list(self.rules), "text": self.text}


@dataclass(frozen=True, slots=True)
class Care:
    """A professional is needed: the level, how soon, and the rules that say so."""

    level: str
    timeframe: str
    rules: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"level": self.level, "timeframe": self.timeframe, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Answer:
    """One advice. ``details`` holds what a topic says besides, ready for JSON; ``also_cites`` the rules named in it."""

    verdict: str
    indicator: str
    summary: str
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    care: Care | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    also_cites: tuple[str, ...] = ()

    def cited(self) -> tuple[str, ...]:
        """Answer every rule id this advice rests on, once, care first."""
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

    def as_dict(self, book: Rulebook) -> dict[str, Any]:
        """Answer the whole advice as it is served; raises UnknownRuleError if it cites a rule that does not exist."""
        return {
            "verdict": self.verdict,
            "indicator": self.indicator,
            "summary": self.summary,
            "care": self.care.as_dict() if self.care else None,
            "actions": [action.as_dict() for action in self.actions],
            **self.details,
            "reasons": [reason.as_dict() for reason in self.reasons],
            "missing": [missing.as_dict() for missing in self.missing],
            "conflicts": [conflict.as_dict() for conflict in self.conflicts],
            "rules": book.cards((*self.cited(), "FLAG-12")),
            "rulebook_version": book.version,
            "disclaimer": book.sentence("FLAG-12", "disclaimer"),
        }
