"""Six customers of a shop: what they come for and what they answer, by the values of the choices in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Customer:
    """What a customer wants; what they choose by question, and as a healthy person would where nothing is named."""

    purpose: str
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sites: tuple[str, ...] = ("mth_2",)
    foot: int = 0
    """0 the left, 1 the right, 2 both."""
    pain: int = 3
    sees: tuple[str, ...] = ("shoes", "pad", "today", "run", "take-home")
    """The parts of the result."""
    sees_not: tuple[str, ...] = ()


SORE = {"state": ("pain",)}
CUSTOMERS = {
    "sore ball of the foot": Customer("consultation", SORE, sites=("mth_2", "mth_3"), pain=4),
    "only wants shoes": Customer("shoes", sees=("shoes", "today", "take-home"), sees_not=("pad", "run")),
    "danger sign": Customer(
        "consultation",
        {"danger": ("cold_or_pale_foot",)},
        sees=("care", "take-home"),
        sees_not=("shoes", "pad", "run", "exercises"),
    ),
    "diabetic": Customer(
        "consultation",
        {**SORE, "about": ("diabetes",)},
        foot=2,
        pain=2,
        sees=("care", "shoes", "pad", "take-home"),
    ),
    "coming back": Customer(
        "consultation", {**SORE, "about": ("seen_by_professional=same_or_better",)}, sites=("mth_3",), foot=1, pain=1
    ),
    "where does the pad go": Customer("met_pad", SORE, sites=("mth_1",), foot=2, sees=("pad", "take-home")),
}
