"""Which shoe may follow a pair: what suits first, each with what is alike in it and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Code, RuleId, Sentence
from api.advice.core.describe import OneOf, Range

ALIKE, DIFFERENT, UNKNOWN = LIKENESSES = ("alike", "different", "unknown")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing compared between the old shoe and the new one."""

    criterion: Code
    likeness: Annotated[str, OneOf(LIKENESSES)]
    text: Annotated[str | None, "For people; null where nobody measured one of the two."]
    rule: RuleId


@dataclass(frozen=True, slots=True)
class Follower:
    """A shoe that may follow."""

    shoe_id: str
    successor: Annotated[bool, "The same maker's model of the same name with the next number."]
    alike: Annotated[
        float | None, Range(0, 1), "Of what can be compared, how much is as in the old pair; null where nothing can."
    ]
    comparisons: Annotated[tuple[Comparison, ...], "What is alike and what is not, the weightiest first."]


@dataclass(frozen=True, slots=True)
class ReplacementAnswer:
    """The shoes that may follow a pair: those that suit first."""

    summary: Sentence
    rule: RuleId
    followers: tuple[Follower, ...]
