"""A danger sign comes before any other advice: the answer that is care and nothing else (TRIAGE-08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from api.advice.core.answer import Action, Reason
from api.advice.core.answer import Answer as TypedAnswer
from api.advice.core.answer import LooseAnswer as Answer
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


TopicAnswer = TypeVar("TopicAnswer", bound=TypedAnswer)


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
