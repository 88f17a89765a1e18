"""What keeps ice and a wrap off a foot: each danger is there, ruled out, or not known (``None``). Rule CARE-09."""

from __future__ import annotations

from collections.abc import Mapping

from api.advice.self_care.request import SelfCareRequest
from api.advice.triage.advise import Triage

AGAINST_ICE = ("diabetes", "neuropathy", "numb", "open_skin", "poor_blood")
AGAINST_WRAP = (*AGAINST_ICE, "inflamed", "both_swollen")

ASKED_BY = {
    "diabetes": ("symptoms.diabetes",),
    "neuropathy": ("symptoms.neuropathy",),
    "numb": ("symptoms.numbness_or_tingling",),
    "open_skin": ("symptoms.open_wound",),
    "poor_blood": ("cold_sensitivity",),
    "inflamed": ("symptoms.heat", "symptoms.redness"),
    "both_swollen": ("symptoms.both_feet_swollen",),
}
"""Danger -> the fields of the request that settle it."""

Dangers = Mapping[str, bool | None]


def dangers_of(asked: SelfCareRequest, triage: Triage) -> Dangers:
    """Answer every danger of ``AGAINST_WRAP``: there, ruled out, or not known."""
    said = asked.symptoms
    return {
        "diabetes": said.diabetes,
        "neuropathy": said.neuropathy,
        "numb": triage.facts["numb_at_all"],
        "open_skin": open_skin(asked),
        "poor_blood": asked.cold_sensitivity,
        "inflamed": _either(said.heat, said.redness),
        "both_swollen": said.both_feet_swollen,
    }


def open_skin(asked: SelfCareRequest) -> bool | None:
    """Answer whether the skin is open, told of the foot or as a reason against medicines; one yes is enough."""
    cautions = asked.medicine_cautions
    told = None if cautions is None else "broken_skin" in cautions
    if told or asked.symptoms.open_wound:
        return True
    # Whoever named other reasons against medicines may not have thought of the foot: only its own no counts as no.
    return asked.symptoms.open_wound


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False
