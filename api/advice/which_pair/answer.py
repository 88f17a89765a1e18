"""Which pair was it: the pairs in order of their probability, each with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Code, RuleId, Sentence
from api.advice.core.describe import Range


@dataclass(frozen=True, slots=True)
class Because:
    """Something that speaks for a pair."""

    code: Code
    text: Sentence
    rule: RuleId


@dataclass(frozen=True, slots=True)
class Likely:
    """A pair that a run may have been in."""

    pair_id: str
    name: Annotated[str, "How the runner calls the pair."]
    probability: Annotated[float, Range(0, 1), "Of all the runner's pairs; together they make 1."]
    because: Annotated[tuple[Because, ...], "What speaks for it, the strongest first."]
