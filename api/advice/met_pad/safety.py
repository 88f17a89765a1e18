"""Who needs no pad (PADPLACE-24), fits none by themselves (PADPLACE-09), or is too young for one (PADPLACE-19)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from api.advice.core.answer import AGAINST, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.met_pad.figures import figures_of
from api.advice.triage.judge import Triage
from api.advice.triage.request import Symptoms

_SIGNS = {
    "FLAG-03": "inflamed",
    "SAFE-02.inflamed": "inflamed",
    "SAFE-03": "inflamed",
    "TRIAGE-05": "inflamed",
    "FLAG-04.night": "fracture",
    "FLAG-04.rest": "fracture",
    "FLAG-04.not_eased": "fracture",
    "FLAG-04.load": "fracture",
    "FLAG-07": "fracture",
    "FLAG-07.severe": "fracture",
    "SAFE-05.steps": "fracture",
    "SAFE-05.sole_bruise": "fracture",
    "SAFE-07.shaft": "fracture",
    "SAFE-07.stricter": "fracture",
    "SAFE-01.deformed": "fracture",
    "TRIAGE-02.tender_bone": "fracture",
    "TRIAGE-02.painful_step": "fracture",
    "FLAG-05": "numb",
    "SAFE-10": "numb",
    "SAFE-01.numb_foot": "numb",
}
"""Danger signs of triage -> why no pad is fitted; FLAG-03 and FLAG-04 name a possible fracture themselves."""

_CONDITIONS = {"diabetes": "diabetes", "neuropathy": "neuropathy", "open_wound": "open_wound", "fever": "infection"}
"""Conditions of a person -> why no pad is fitted."""

ASKED = (
    "diabetes",
    "neuropathy",
    "open_wound",
    "fever",
    "swelling",
    "heat",
    "redness",
    "hot_stuck_joint",
    "bone_tenderness",
    "one_painful_step",
    "hurts_at_night",
    "hurts_at_rest",
    "numbness_or_tingling",
)
"""What has to be known before a pad is fitted, in the order in which it is asked."""

_ANSWERS = attrgetter(*ASKED)

COMPLAINTS = (
    "pebble_feeling",
    "hurts_at_push_off",
    "hurts_to_walk",
    "hurts_at_rest",
    "hurts_at_night",
    "one_painful_step",
    "worse_despite_rest",
)
"""Symptoms that are a complaint whatever level of pain was given."""

_hurts = attrgetter(*COMPLAINTS)


def has_complaint(symptoms: Symptoms) -> bool:
    """Return whether anything hurts, or is known to have hurt: without a complaint no pad is placed (PADPLACE-24).

    A level of 0 is no pain, whatever place of an earlier pain is named beside it.
    """
    if any(_hurts(symptoms)) or symptoms.pain_level:
        return True
    if symptoms.pain_level == 0:
        return False
    numb = symptoms.numbness_or_tingling not in (None, "none")
    return bool(symptoms.pain_sites or symptoms.pain_kinds or symptoms.pain_side or symptoms.days_since_onset or numb)


def reasons_against(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Return why no pad may be fitted by oneself, each reason once; nothing where nothing of PADPLACE-09 is known."""
    occasions = [occasion for name, occasion in _CONDITIONS.items() if getattr(triage.symptoms, name)]
    occasions += [_SIGNS[finding.sign.key] for finding in triage.findings if finding.sign.key in _SIGNS]
    return tuple(
        Reason("PADPLACE-09", book.sentence("PADPLACE-09", occasion), AGAINST) for occasion in dict.fromkeys(occasions)
    )


class SelfFitting(NamedTuple):
    """Whether a person may fit a pad: the ``reasons`` against it, and the symptoms it turns on that are ``unknown``."""

    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]


def self_fitting(triage: Triage, book: Rulebook) -> SelfFitting:
    """Return what speaks against fitting a pad by oneself, and what is not known of it (PADPLACE-09)."""
    return SelfFitting(reasons_against(triage, book), tuple(unasked(triage.symptoms)))


def unasked(symptoms: Symptoms) -> list[str]:
    """Return what PADPLACE-09 turns on and nobody answered."""
    return [name for name, value in zip(ASKED, _ANSWERS(symptoms), strict=True) if value is None]


def questions(symptoms: Symptoms, book: Rulebook) -> tuple[Missing, ...]:
    """Return what to ask before a pad is fitted: the most dangerous first, at most as many as TRIAGE-11 allows."""
    return _questions(tuple(unasked(symptoms)), book)


@lru_cache(maxsize=512)
def _questions(names: tuple[str, ...], book: Rulebook) -> tuple[Missing, ...]:
    limit = round(book.number("TRIAGE-11", "questions_for_each_level"))
    return tuple(Missing(f"symptoms.{name}", book.sentence("TRIAGE-11", name)) for name in names[:limit])


def not_grown(lengths_mm: Iterable[float | None], book: Rulebook) -> float | None:
    """Return the length of a foot that is most likely a child's (PADPLACE-19); ``None`` where there is none."""
    shortest = figures_of(book).shortest_mm
    return min((length for length in lengths_mm if length is not None and length < shortest), default=None)
