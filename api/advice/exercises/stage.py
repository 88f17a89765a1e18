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
    if triage.exercises_wait:
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
    hurts = triage.facts["pain"]
    if hurts is False:
        return MAINTENANCE
    return RECOVERING if hurts is None or is_mild(triage, book) else PAINFUL


def is_mild(triage: Triage, book: Rulebook) -> bool:
    """Return whether the pain is known to be mild and not sharp, or there is none, and nobody has to look at it."""
    level = triage.symptoms.pain_level
    if triage.findings or triage.facts["pain"] is None:
        return False
    if triage.facts["pain"] is False:
        return True
    return level is not None and level <= book.number("SESSION-02", "mild_up_to_pain") and not _may_be_sharp(triage)


def _may_be_sharp(triage: Triage) -> bool:
    return triage.facts["sharp"] is not False


def why_not_followed(wished: str | None, stage: str, triage: Triage, book: Rulebook) -> str | None:
    """Return the occasion of SESSION-02 that explains why the stage that was sent is not followed; else ``None``."""
    if wished is None or wished == stage:
        return None
    if triage.findings:
        return "later_care"
    if stage == RECOVERING:
        return "not_yet_maintenance"
    level = triage.symptoms.pain_level
    if level is None:
        return "later_level_open"
    return "later_too_strong" if level > book.number("SESSION-02", "mild_up_to_pain") else "later_kind_open"


def feels_less(symptoms: Symptoms) -> bool:
    """Return whether anything known may dull the feeling of a foot (SESSION-08)."""
    return bool(symptoms.diabetes or symptoms.neuropathy or symptoms.numbness_or_tingling not in (None, "none"))


def feels_everything(symptoms: Symptoms) -> bool:
    """Return whether the feet are known to feel everything: all that could dull it is ruled out."""
    return symptoms.diabetes is False and symptoms.neuropathy is False and symptoms.numbness_or_tingling == "none"
