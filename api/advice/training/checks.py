"""How a check of training is made, which decide, and how well each is supported. Rules LOAD-11, LOAD-12."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from api.advice.core.rules import Rulebook
from api.advice.training.answer import CAUTION, MODERATE, OK, PRACTICE, UNKNOWN, VERDICTS, WEAK, Check


@dataclass(frozen=True, slots=True)
class Measure:
    """What a check measured: ``value`` against ``threshold``, both in ``unit``."""

    value: float | None
    unit: str
    threshold: float
    target: float | None = None


def make_check(
    kind: str,
    verdict: str,
    text: str,
    rules: Sequence[str],
    book: Rulebook,
    measure: Measure | None = None,
    *,
    asks: Sequence[str] = (),
) -> Check:
    """Return a check of this kind; ``rules`` name the one that decides first."""
    return Check(
        check=kind,
        verdict=verdict,
        value=measure.value if measure else None,
        unit=measure.unit if measure else None,
        threshold=measure.threshold if measure else None,
        target=measure.target if measure else None,
        text=text,
        decides=kind in _words("LOAD-11", "decide", book),
        evidence=_evidence(kind, book),
        rules=tuple(rules),
        asks=tuple(asks),
    )


def unknown(kind: str, asks: Sequence[str], rule: str, book: Rulebook) -> Check:
    """Return a check that cannot be made because ``asks`` are not known."""
    return make_check(kind, UNKNOWN, book.sentence("LOAD-11", f"missing_{asks[0]}"), (rule,), book, asks=asks)


def strictest(verdicts: Iterable[str]) -> str:
    """Return the strictest of some verdicts; what is not known is no better than a caution."""
    ranked = (CAUTION if verdict == UNKNOWN else verdict for verdict in verdicts)
    return max(ranked, key=VERDICTS.index, default=OK)


def _evidence(kind: str, book: Rulebook) -> str:
    grades = (grade for grade in (MODERATE, WEAK) if kind in _words("LOAD-12", grade, book))
    return next(grades, PRACTICE)


@lru_cache(maxsize=64)
def _words(rule: str, name: str, book: Rulebook) -> frozenset[str]:
    return frozenset(book.words(rule, name))
