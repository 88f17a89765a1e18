"""What an advice on the need for a professional says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Code, Missing, RuleIds, SomeRules
from api.advice.core.describe import Items, Length, OneOf, Range

SELF_CARE, NOT_ENOUGH_KNOWN = "self_care", "not_enough_known"
VERDICTS = ("emergency", "same_day", "see_professional", SELF_CARE, NOT_ENOUGH_KNOWN)

CONDITIONS = ("metatarsalgia", "mortons_neuroma", "stress_fracture", "joint_instability_or_bursitis")
MATCHES = ("signs", "not_excluded")


@dataclass(frozen=True, slots=True)
class Questions:
    """``missing``: what to ask, in order; ``could_change``: whether an answer could make the advice more urgent."""

    missing: tuple[Missing, ...]
    could_change: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """A condition that the pain resembles; never a diagnosis."""

    condition: Annotated[str, OneOf(CONDITIONS), "What it resembles."]
    match: Annotated[
        str, OneOf(MATCHES), "`signs`: signs of it were reported; `not_excluded`: it cannot be set aside yet."
    ]
    because: Annotated[tuple[Annotated[str, Length(1)], ...], Items(1)]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class VisitPart:
    """What a visit will be like."""

    code: Annotated[Code, "`examination`, `foot_check` or `treatment`."]
    text: Annotated[str, Length(1)]
    rules: SomeRules


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageAnswer(Answer):
    """Whether a professional has to look, and how soon."""

    verdict: Annotated[
        str,
        OneOf(VERDICTS),
        "The level of care, the same as `care.level` where a professional is needed; `not_enough_known` where nothing "
        "was answered.",
    ]
    red_flags: Annotated[RuleIds, "The rules of all danger signs found, worst first."] = ()
    resembles: Annotated[tuple[Likeness, ...], "What the pain resembles; empty when it is urgent."] = ()
    review_after_days: Annotated[
        int | None,
        Range(1),
        "When to look again; null when a professional is needed, and where nothing hurts or nothing is known.",
    ] = None
    expect_at_visit: Annotated[
        tuple[VisitPart, ...], "What the visit will be like; empty for self-care and emergencies."
    ] = ()
