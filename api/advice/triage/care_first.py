"""A danger sign comes before any other advice: the answer that is care and nothing else (TRIAGE-08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.advice.core.answer import Action, Answer, Reason
from api.advice.core.conflicts import conflicts_of
from api.advice.core.rules import Rulebook
from api.advice.triage.advise import Triage


def care_alone(
    triage: Triage,
    verdict: str,
    book: Rulebook,
    details: Mapping[str, Any],
    *,
    actions: Iterable[Action] = (),
    reasons: Iterable[Reason] = (),
    also_cites: tuple[str, ...] = (),
) -> Answer:
    """Answer care and nothing else: a professional is needed now or today, and the topic's own advice is withheld.

    ``triage`` has findings. ``details`` are the topic's fields, empty; ``actions`` and ``reasons`` say what is
    withheld and stand after those of the danger sign.
    """
    against = (*triage.reasons, *reasons)
    return Answer(
        verdict=verdict,
        indicator="critical",
        summary=str(triage.summary(book)),
        actions=(*triage.actions(book), *actions),
        reasons=against,
        missing=triage.questions(book).missing,
        conflicts=conflicts_of((reason.rule for reason in against), book),
        care=triage.care,
        details=details,
        also_cites=also_cites,
    )
