"""What an advice on risk factors says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Code, Sentence, SomeRules
from api.advice.core.describe import Items, OneOf

LOW, SOME, MANY = "low", "some", "many"
VERDICTS = (LOW, SOME, MANY)
"""From the most permissive to the strictest."""

TRAINING, SHOES, BIOMECHANICS, STRUCTURE, DAILY_LIFE = "training", "shoes", "biomechanics", "structure", "daily_life"
GROUPS = (TRAINING, SHOES, BIOMECHANICS, STRUCTURE, DAILY_LIFE)

FACTORS = (
    *("quick_increase", "speed_work", "plyometrics", "concrete", "hills"),
    *("narrow_toe_box", "thin_forefoot", "worn_out", "fit_not_checked", "everyday_shoes"),
    *("stiff_calves", "heavy_strike", "overstriding", "forefoot_strike", "weak_hips", "overpronation", "supination"),
    *("callus", "high_arch", "low_arch", "bunion", "hammertoe"),
    *("standing", "barefoot_at_home", "body_weight"),
)
"""Every factor, by group."""


@dataclass(frozen=True, slots=True)
class FactorAction:
    """One thing to do about a factor."""

    code: Code
    text: Sentence


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that loads the forefoot."""

    factor: Annotated[str, OneOf(FACTORS), "What it is."]
    group: Annotated[str, OneOf(GROUPS), "Where it belongs."]
    changeable: Annotated[bool, "Whether the person can change it."]
    text: Sentence
    actions: Annotated[tuple[FactorAction, ...], Items(1), "What to do about it."]
    rules: SomeRules


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAnswer(Answer):
    """What loads the forefoot of this person, and what to do about it."""

    verdict: Annotated[str, OneOf(VERDICTS), "How many risk factors there are; `low` needs enough answers."]
    factors: Annotated[
        tuple[Factor, ...], "Training, shoes and movement first; within a group the changeable ones first."
    ] = ()
