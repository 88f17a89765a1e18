"""One check of training: what was measured, against what, and what came of it. Rules LOAD-11, LOAD-12."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from api.advice.core.rules import Rulebook

OK, CAUTION, TOO_MUCH, UNKNOWN = "ok", "caution", "too_much", "unknown"
VERDICTS = (OK, CAUTION, TOO_MUCH)
"""From the most permissive to the strictest."""

CHECK_VERDICTS = (*VERDICTS, UNKNOWN)
STRONG, MODERATE, WEAK, PRACTICE = "strong", "moderate", "weak", "practice"
EVIDENCE = (STRONG, MODERATE, WEAK, PRACTICE)

WEEKLY, SINGLE_RUN, ONE_STRESSOR, TERRAIN, TIME_OFF = (
    *("weekly_increase", "single_run", "one_stressor", "terrain_change", "time_off"),
)
NEW_AND_HEAVY, IMPACT = "new_and_heavy", "impact"
VARIETY, CROSS_TRAINING, CADENCE, LANDING, DOWNHILL, GAIT = (
    *("surface_variety", "cross_training", "cadence", "landing", "downhill", "gait_look"),
)
CHECKS = (
    *(WEEKLY, SINGLE_RUN, ONE_STRESSOR, TERRAIN, TIME_OFF, NEW_AND_HEAVY, IMPACT),
    *(VARIETY, CROSS_TRAINING, CADENCE, LANDING, DOWNHILL, GAIT),
)


@dataclass(frozen=True, slots=True)
class Check:
    """``verdict`` is one of ``CHECK_VERDICTS``; ``value`` and ``threshold`` stand in ``unit``, where there is a figure.

    ``asks`` are the fields that are not known and would settle or sharpen it; ``rules`` name the one that speaks first.
    """

    check: str
    verdict: str
    text: str
    rules: tuple[str, ...]
    value: float | None = None
    unit: str | None = None
    threshold: float | None = None
    target: float | None = None
    asks: tuple[str, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether it found something."""
        return self.verdict in (CAUTION, TOO_MUCH)

    def as_dict(self, book: Rulebook) -> dict[str, Any]:
        """Answer the check as it is served."""
        return {
            "check": self.check,
            "verdict": self.verdict,
            "value": self.value,
            "unit": self.unit,
            "threshold": self.threshold,
            "target": self.target,
            "text": self.text,
            "decides": decides(self.check, book),
            "evidence": evidence(self.check, book),
            "rules": list(self.rules),
        }


def unknown(check: str, asks: Sequence[str], rule: str, book: Rulebook, text: str | None = None) -> Check:
    """Answer a check that cannot be made because ``asks`` are not known."""
    said = book.sentence("LOAD-11", f"missing_{asks[0]}") if text is None else text
    return Check(check, UNKNOWN, said, (rule,), asks=tuple(asks))


def strictest(verdicts: Iterable[str]) -> str:
    """Answer the strictest of some verdicts; what is not known is no better than a caution."""
    ranked = (CAUTION if verdict == UNKNOWN else verdict for verdict in verdicts)
    return max(ranked, key=VERDICTS.index, default=OK)


def decides(check: str, book: Rulebook) -> bool:
    """Answer whether a check decides on the verdict (LOAD-11)."""
    return check in _words("LOAD-11", "decide", book)


def evidence(check: str, book: Rulebook) -> str:
    """Answer how well a check is supported (LOAD-12)."""
    grades = (grade for grade in (MODERATE, WEAK) if check in _words("LOAD-12", grade, book))
    return next(grades, PRACTICE)


@lru_cache(maxsize=64)
def _words(rule: str, name: str, book: Rulebook) -> frozenset[str]:
    return frozenset(book.words(rule, name))
