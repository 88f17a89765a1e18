"""One change of a part of a consultation for the sake of another, and how a part is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was changed in a ``part``: a code for machines, why, and the rules behind it."""

    part: str
    code: str
    text: str
    rules: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"part": self.part, "code": self.code, "text": self.text, "rules": list(self.rules)}


def with_details(part: Answer, **details: Any) -> Answer:
    """Answer a part with some of its own fields replaced."""
    return replace(part, details={**part.details, **details})


def without_measure(
    self_care: Answer, measure: str, code: str, rule: str, occasion: str, book: Rulebook
) -> tuple[Answer, list[Agreed]]:
    """Answer care at home without one measure, for the reason in ``rule``, and the change; none if not planned."""
    kept = [each for each in self_care.details["plan"] if each["measure"] != measure]
    if len(kept) == len(self_care.details["plan"]):
        return self_care, []
    text = book.sentence(rule, occasion)
    left_out = {"measure": measure, "why": text, "rules": [rule]}
    told = with_details(self_care, plan=kept, left_out=[*self_care.details["left_out"], left_out])
    return told, [Agreed("self_care", code, text, (rule,))]
