"""What keeps ice, a wrap or medicines off a foot: present, ruled out, or not known (``None``). CARE-09, CARE-13."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from types import MappingProxyType

from api.advice.core.rules import Rulebook
from api.advice.self_care.request import MEDICINE_CAUTIONS, SelfCareRequest
from api.advice.triage.judge import Triage

AGAINST_ICE = ("diabetes", "neuropathy", "numb", "open_skin", "poor_blood")
AGAINST_WRAP = (*AGAINST_ICE, "inflamed", "both_swollen")
AGAINST_MEDICINES = ("diabetes", "open_skin")
"""What of the foot speaks against a painkiller besides the reported reasons."""

ASKED_BY = MappingProxyType(
    {
        "diabetes": ("symptoms.diabetes",),
        "neuropathy": ("symptoms.neuropathy",),
        "numb": ("symptoms.numbness_or_tingling",),
        "open_skin": ("symptoms.open_wound",),
        "poor_blood": ("cold_sensitivity",),
        "inflamed": ("symptoms.heat", "symptoms.redness"),
        "both_swollen": ("symptoms.both_feet_swollen",),
    }
)
"""Danger -> the fields of the request that settle it."""

Dangers = Mapping[str, bool | None]


def dangers_of(request: SelfCareRequest, triage: Triage) -> Dangers:
    """Return every danger of ``AGAINST_WRAP``: present, ruled out, or not known."""
    symptoms = request.symptoms
    return {
        "diabetes": symptoms.diabetes,
        "neuropathy": symptoms.neuropathy,
        "numb": triage.facts["numb_at_all"],
        "open_skin": open_skin(request),
        "poor_blood": request.cold_sensitivity,
        "inflamed": _either(symptoms.heat, symptoms.redness),
        "both_swollen": symptoms.both_feet_swollen,
    }


def open_skin(request: SelfCareRequest) -> bool | None:
    """Return whether the skin is open, by the foot's own answer or as a reason against medicines; one yes decides."""
    if request.symptoms.open_wound or "broken_skin" in (request.medicine_cautions or ()):
        return True
    # Whoever named other reasons against medicines may not have thought of the foot: only its own no counts as no.
    return request.symptoms.open_wound


def cautions_of(request: SelfCareRequest, book: Rulebook) -> tuple[str, ...]:
    """Return the reported reasons against medicines, those of foot, age and pregnancy included, in order."""
    reported = set(request.medicine_cautions or ())
    age = request.symptoms.age_years
    if age is not None and age < book.number("CARE-13", "adult_from_years"):
        reported.add("under_18")
    if age is not None and age > book.number("CARE-12", "over_years"):
        reported.add("over_65")
    if request.symptoms.pregnant:
        reported.add("pregnancy")
    if request.symptoms.open_wound:
        reported.add("broken_skin")
    found = [caution for caution in MEDICINE_CAUTIONS if caution in reported]
    return (*found, *(("diabetes",) if request.symptoms.diabetes else ()))


def checks_of(request: SelfCareRequest, dangers: Dangers, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields of the request that would settle these dangers and have no answer yet."""
    open_ones = (field for name in names if dangers[name] is None for field in ASKED_BY[name])
    return tuple(field for field in open_ones if attrgetter(field)(request) is None)


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False
