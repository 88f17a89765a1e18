"""What is asked when someone wants to know what to do at home. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from api.advice.core.describe import INTERNAL, OneOf, Range
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
"""Reasons against an anti-inflammatory painkiller, CARE-12 and CARE-13."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the other parts of a consultation advise, so that care at home agrees with them (CONSULT-04, CONSULT-05).

    ``pad``: whether one is placed; ``stretches``: whether exercises are advised; ``rest``: why there is none,
    ``rested`` or ``not_sore``. ``None`` where nothing is known of the part.
    """

    pad: bool | None = None
    stretches: bool | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class SelfCareRequest:
    """How the foot is. Leave out, or send ``null`` for, what is not known: it never means no."""

    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."] = field(
        default_factory=Symptoms
    )
    medicine_cautions: Annotated[
        tuple[Annotated[str, OneOf(MEDICINE_CAUTIONS)], ...] | None,
        "What speaks against painkillers: all that apply; an empty list says that none does, null that nobody asked.",
    ] = None
    work: Annotated[str | None, OneOf(WORK), "What the feet mostly do at work."] = None
    cold_sensitivity: Annotated[bool | None, "Skin that suffers from cold or gets little blood, as with Raynaud's."] = (
        None
    )
    pain_level_before: Annotated[int | None, Range(0, 10), "How strong the pain was when self-care began, 0 to 10."] = (
        None
    )
    elsewhere: Annotated[Elsewhere, INTERNAL] = Elsewhere()
