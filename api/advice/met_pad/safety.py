"""When nobody fits a pad by themselves (PADPLACE-09), and whose foot is too young for one (PADPLACE-19)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from api.advice.core.answer import Care, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.met_pad.figures import figures_of
from api.advice.triage.advise import Triage
from api.advice.triage.red_flags import LEVELS
from api.advice.triage.request import Symptoms

SOON = "soon"

_SIGNS = {
    "FLAG-03": "inflamed",
    "SAFE-02.inflamed": "inflamed",
    "SAFE-03": "inflamed",
    "TRIAGE-05": "inflamed",
    "FLAG-04": "fracture",
    "FLAG-07": "fracture",
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

_TOLD = {"diabetes": "diabetes", "neuropathy": "neuropathy", "open_wound": "open_wound", "fever": "infection"}
"""What a person may tell -> why no pad is fitted."""

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

_TOLD_OF_ASKED = attrgetter(*ASKED)


def reasons_against(triage: Triage, book: Rulebook) -> tuple[Reason, ...]:
    """Answer why no pad may be fitted by oneself, once each; nothing where none of PADPLACE-09 was told."""
    occasions = [occasion for name, occasion in _TOLD.items() if getattr(triage.said, name)]
    occasions += [_SIGNS[found.sign.key] for found in triage.findings if found.sign.key in _SIGNS]
    return tuple(
        Reason("PADPLACE-09", book.sentence("PADPLACE-09", occasion), "against")
        for occasion in dict.fromkeys(occasions)
    )


def care_with(triage: Triage, rules: Sequence[str]) -> Care:
    """Answer the care that triage calls for, or a visit soon, resting on ``rules`` besides."""
    found = triage.care
    if found is None:
        return Care(LEVELS[SOON], SOON, tuple(rules))
    return Care(found.level, found.timeframe, tuple(dict.fromkeys((*found.rules, *rules))))


def unasked(said: Symptoms) -> list[str]:
    """Answer what PADPLACE-09 turns on and nobody told."""
    return [name for name, told in zip(ASKED, _TOLD_OF_ASKED(said), strict=True) if told is None]


def questions(said: Symptoms, book: Rulebook) -> tuple[Missing, ...]:
    """Answer what to ask before a pad is fitted: the most dangerous first, at most as many as TRIAGE-11 allows."""
    return _asked(tuple(unasked(said)), book)


@lru_cache(maxsize=512)
def _asked(names: tuple[str, ...], book: Rulebook) -> tuple[Missing, ...]:
    most = round(book.number("TRIAGE-11", "questions_for_each_level"))
    return tuple(Missing(f"symptoms.{name}", book.sentence("TRIAGE-11", name)) for name in names[:most])


def not_grown(lengths_mm: Iterable[float | None], book: Rulebook) -> float | None:
    """Answer the length of a foot that is most likely a child's (PADPLACE-19); ``None`` where there is none."""
    shortest = figures_of(book).shortest_mm
    return min((length for length in lengths_mm if length is not None and length < shortest), default=None)
