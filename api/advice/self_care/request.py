"""What is asked when someone wants to know what to do at home. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.advice.triage.request import Symptoms

WORK = ("standing", "walking", "sitting")

MEDICINE_CAUTIONS = (
    "stomach_ulcer",
    "bowel_disease",
    "kidney_disease",
    "liver_disease",
    "heart_disease",
    "stroke",
    "high_blood_pressure",
    "blood_thinner",
    "asthma",
    "allergy_to_painkillers",
    "pregnancy",
    "breastfeeding",
    "under_18",
    "over_65",
    "other_medicines",
    "broken_skin",
)
"""Reasons against a painkiller against inflammation, CARE-12 and CARE-13."""


@dataclass(frozen=True, slots=True)
class SelfCareRequest:
    """How the foot is and what self-care has to mind.

    ``medicine_cautions``: of ``MEDICINE_CAUTIONS``; ``None`` if nobody asked, ``()`` if none was reported. ``work`` is
    one of ``WORK``. ``cold_sensitivity``: the skin suffers from cold or gets little blood. ``pain_level_before`` (0-10)
    is the level when self-care began; the level now stands in ``symptoms``.
    """

    symptoms: Symptoms = field(default_factory=Symptoms)
    medicine_cautions: tuple[str, ...] | None = None
    work: str | None = None
    cold_sensitivity: bool | None = None
    pain_level_before: int | None = None
