"""Which fields beyond the level of care would change the advice that the interview is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from api.advice.core.rules import Rulebook
from api.advice.interview.request import CONSULTATION, MET_PAD, RETIREMENT, SHOES, TRIAGE, Interview
from api.advice.interview.screens import IN_RECOVERY
from api.advice.met_pad.advise import advise as place_pad
from api.advice.retirement.advise import advise as judge_pair
from api.advice.shoes.request import NOT_TO_RUN_IN
from api.advice.triage.judge import Triage, judge

PADS = (MET_PAD, CONSULTATION)


def wanted_fields(known: Interview, triage: Triage, book: Rulebook) -> Iterator[str]:
    """Yield the fields that would change what is advised, beyond who should look at the foot."""
    if known.purpose == TRIAGE:
        return
    if known.purpose == RETIREMENT:
        pair = judge_pair(known.answers.retirement, book, as_of=date.min)
        yield from (missing.field for missing in pair.missing)
        return
    if known.purpose in PADS and triage.has_complaint and _pad_is_possible(known, triage, book):
        yield from _about_pad(known, triage, book)
        yield from _about_size(known)
    elif known.purpose != MET_PAD:
        yield from _about_size(known)
    yield from _about_shoes(known, triage)


def _about_shoes(known: Interview, triage: Triage) -> Iterator[str]:
    if known.purpose in (SHOES, CONSULTATION) and known.answers.shoes.use is None:
        yield "use"
    if _recovery_counts(known, triage):
        yield IN_RECOVERY


def _recovery_counts(known: Interview, triage: Triage) -> bool:
    """Return whether the way back counts: for shoes while nothing hurts, for a run in any case."""
    if known.purpose not in (SHOES, CONSULTATION) or known.answers.shoes.in_recovery is not None:
        return False
    runs = known.answers.shoes.use not in NOT_TO_RUN_IN
    return runs and not triage.running_waits and (known.purpose == CONSULTATION or triage.facts["pain"] is not True)


def may_want(known: Interview, triage: Triage) -> Iterator[str]:
    """Yield what ``wanted_fields`` yields now or after some answers."""
    answers, unknown = known.answers, known.symptoms.sent_as_null
    if known.purpose == RETIREMENT:
        yield from ("distance", "feel", "kind", "weekly_distance", "inspection.tilts")
    is_well = triage.facts["pain"] is False and triage.facts["numb_at_all"] is False and not triage.has_complaint
    if known.purpose in PADS and not is_well:
        yield from ("symptoms.pain_sites",) if not known.symptoms.pain_sites and "pain_sites" not in unknown else ()
        yield from ("symptoms.pain_side",) if known.symptoms.pain_side is None and "pain_side" not in unknown else ()
        yield from ("insole",) if answers.pad.insole is None else ()
    if known.purpose in (SHOES, *PADS):
        yield from _about_size(known)
    yield from _about_shoes(known, triage)


def _pad_is_possible(known: Interview, triage: Triage, book: Rulebook) -> bool:
    """Return whether a pad is fitted once it is known where it hurts, also beside a visit that can wait some days."""
    sore = known.symptoms if known.symptoms.pain_sites else replace(known.symptoms, pain_sites=("mth_2",))
    pad = replace(known.answers.pad, symptoms=sore)
    return bool(place_pad(pad, book, triage=judge(sore, book, known.feet)).procedure)


def _about_pad(known: Interview, triage: Triage, book: Rulebook) -> Iterator[str]:
    symptoms = known.symptoms
    if not symptoms.pain_sites and "pain_sites" not in symptoms.sent_as_null:
        yield "symptoms.pain_sites"
    if symptoms.pain_side is None and "pain_side" not in symptoms.sent_as_null:
        yield "symptoms.pain_side"
    pad = place_pad(known.answers.pad, book, triage=triage)
    if any(missing.field == "insole" for missing in pad.missing):
        yield "insole"


def _about_size(known: Interview) -> Iterator[str]:
    if known.answers.shoes.size is None and not _measured(known):
        yield "size"
    elif known.answers.shoes.sex is None:
        yield "sex"


def _measured(known: Interview) -> bool:
    feet = (known.feet.left, known.feet.right) if known.feet is not None else (known.answers.pad.foot,)
    return any(foot is not None and foot.length_mm is not None for foot in feet)
