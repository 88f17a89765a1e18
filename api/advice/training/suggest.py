"""How much would be in order: the week and the longest run that the checks allow.

Rules LOAD-09, LOAD-10, LOAD-17, LOAD-19.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.training.load import after_break, longest_allowed, longest_of, week_of
from api.advice.training.request import TrainingRequest
from api.advice.triage.advise import Triage


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The most that is in order; ``None`` where it is not known, or where running waits."""

    week: Distance | None = None
    longest_run: Distance | None = None


NOTHING_SUGGESTED = Suggestion()


def sore(care: Triage | None) -> bool:
    """Return whether the foot is known to hurt, or a professional should look at it."""
    return care is not None and bool(care.findings or care.facts["pain"])


def running_waits(care: Triage | None) -> bool:
    """Return whether a professional should look at the foot first; until then running is left out (TRIAGE-08)."""
    return care is not None and care.running_waits


def suggest(request: TrainingRequest, care: Triage | None, book: Rulebook) -> Suggestion:
    """Return how much is in order. Nothing is added to a sore foot, after a jump, or straight after a break."""
    if running_waits(care):
        return NOTHING_SUGGESTED
    week = _week(request, book, hurts=sore(care))
    run = _longest_run(request, book, hurts=sore(care))
    if week is not None and run is not None:
        run = min(run, week)
    return Suggestion(week, run)


def _week(request: TrainingRequest, book: Rulebook, *, hurts: bool) -> Distance | None:
    week = week_of(request, book)
    if week.after_break:
        return week.ceiling
    return week.usual if week.usual is None or hurts or week.held_from is not None else week.ceiling


def _longest_run(request: TrainingRequest, book: Rulebook, *, hurts: bool) -> Distance | None:
    longest = longest_of(request)
    if longest is None or (hurts and not after_break(request, book)):
        return longest
    return longest_allowed(longest, request, book)
