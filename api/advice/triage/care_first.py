"""Care and nothing else, for topics whose own fields have no types yet; goes with the last of them (TRIAGE-08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.advice.core.answer import Action, LooseAnswer, Reason
from api.advice.core.rules import Rulebook
from api.advice.triage.judge import Triage, care_only

__all__ = ["care_alone", "care_only"]


def care_alone(
    triage: Triage,
    verdict: str,
    book: Rulebook,
    details: Mapping[str, Any],
    *,
    actions: Iterable[Action] = (),
    reasons: Iterable[Reason] = (),
    also_cites: tuple[str, ...] = (),
) -> LooseAnswer:
    """Return care and nothing else; ``details`` are the topic's own fields, empty. See ``judge.care_only``."""
    return care_only(
        LooseAnswer,
        triage,
        verdict,
        book,
        actions=actions,
        reasons=reasons,
        also_cites=also_cites,
        details=details,
    )
