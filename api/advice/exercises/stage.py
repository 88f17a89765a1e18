"""Whether exercises may be done at all, for which stage they are planned, and whether the feet feel enough for all.

Rules SESSION-01, SESSION-02, SESSION-08, over the findings of triage. What is not known is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import AGAINST, Reason
from api.advice.core.rules import Rulebook
from api.advice.exercises.request import MAINTENANCE, PAINFUL, RECOVERING, STAGES
from api.advice.triage.judge import Triage
from api.advice.triage.request import Symptoms


def reasons_to_rest(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Return why the exercises wait, once each; nothing where they need not (SESSION-01)."""
    occasions = tuple(_occasions_to_rest(triage, book))
    return tuple(Reason("SESSION-01", book.sentence("SESSION-01", occasion), AGAINST) for occasion in occasions)


def _occasions_to_rest(triage: Triage, book: Rulebook) -> Iterator[str]:
    symptoms = triage.symptoms
    if triage.unload_first:
        yield "looked_at"
    if triage.facts["sharp"]:
        yield "sharp"
    if symptoms.pain_level is not None and symptoms.pain_level >= book.number("SESSION-01", "rest_from_pain"):
        yield "strong"
    if symptoms.open_wound:
        yield "open_skin"
    if symptoms.fever:
        yield "fever"


def stage_of(wished: str | None, triage: Triage, book: Rulebook) -> str:
    """Return the stage a plan is made for: the stricter of the one wished for and what the pain allows (SESSION-02)."""
    named = wished or (RECOVERING if triage.facts["pain"] is False else PAINFUL)
    return min(named, _allowed(triage, book), key=STAGES.index)


def _allowed(triage: Triage, book: Rulebook) -> str:
    if triage.findings:
        return PAINFUL
    hurts, level = triage.facts["pain"], triage.symptoms.pain_level
    if hurts is False:
        return MAINTENANCE
    if hurts is None:
        return RECOVERING
    mild = level is not None and level <= book.number("SESSION-02", "mild_up_to_pain")
    return RECOVERING if mild and triage.facts["sharp"] is False else PAINFUL


def feels_less(symptoms: Symptoms) -> bool:
    """Return whether anything known may dull the feeling of a foot (SESSION-08)."""
    return bool(symptoms.diabetes or symptoms.neuropathy or symptoms.numbness_or_tingling not in (None, "none"))


def feels_everything(symptoms: Symptoms) -> bool:
    """Return whether the feet are known to feel everything: all that could dull it is ruled out."""
    return symptoms.diabetes is False and symptoms.neuropathy is False and symptoms.numbness_or_tingling == "none"
