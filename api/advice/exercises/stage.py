"""Whether exercises may be done at all, for which stage they are planned, and whether the feet feel enough for all.

Rules SESSION-01, SESSION-02, SESSION-08, over the findings of triage. What is not known is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import Reason
from api.advice.core.rules import Rulebook
from api.advice.exercises.plan import MAINTENANCE, PAINFUL, RECOVERING, STAGES
from api.advice.triage.advise import Triage
from api.advice.triage.request import Symptoms
from api.advice.triage.visit import UNLOADED_FIRST


def reasons_to_rest(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Answer why the exercises wait, once each; nothing where they need not (SESSION-01)."""
    occasions = tuple(_occasions_to_rest(triage, book))
    return tuple(Reason("SESSION-01", book.sentence("SESSION-01", each), "against") for each in occasions)


def _occasions_to_rest(triage: Triage, book: Rulebook) -> Iterator[str]:
    said = triage.said
    if not UNLOADED_FIRST.isdisjoint(triage.measures):
        yield "looked_at"
    if triage.facts["sharp"]:
        yield "sharp"
    if said.pain_level is not None and said.pain_level >= book.number("SESSION-01", "rest_from_pain"):
        yield "strong"
    if said.open_wound:
        yield "open_skin"
    if said.fever:
        yield "fever"


def stage_of(asked: str | None, triage: Triage, book: Rulebook) -> str:
    """Answer the stage a plan is made for: the stricter of the one asked for and what the pain allows (SESSION-02)."""
    named = asked or (RECOVERING if triage.facts["pain"] is False else PAINFUL)
    return min(named, _allowed(triage, book), key=STAGES.index)


def _allowed(triage: Triage, book: Rulebook) -> str:
    if triage.findings:
        return PAINFUL
    hurts, level = triage.facts["pain"], triage.said.pain_level
    if hurts is False:
        return MAINTENANCE
    if hurts is None:
        return RECOVERING
    mild = level is not None and level <= book.number("SESSION-02", "mild_up_to_pain")
    return RECOVERING if mild and triage.facts["sharp"] is False else PAINFUL


def feels_less(said: Symptoms) -> bool:
    """Answer whether something was told that may dull the feeling of a foot (SESSION-08)."""
    return bool(said.diabetes or said.neuropathy or said.numbness_or_tingling not in (None, "none"))


def feels_everything(said: Symptoms) -> bool:
    """Answer whether the feet are known to feel everything: all that could dull it was asked and denied."""
    return said.diabetes is False and said.neuropathy is False and said.numbness_or_tingling == "none"
