"""What an advice on self-care says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Code, Sentence, SomeRules
from api.advice.core.describe import ALONE, INTERNAL, REASONS, Length, OneOf, Range, on_request

SELF_CARE, PROFESSIONAL, NOT_ENOUGH_KNOWN = "self_care", "see_professional_first", "not_enough_known"
VERDICTS = (SELF_CARE, NOT_ENOUGH_KNOWN, PROFESSIONAL)
"""From the most permissive to the strictest."""

BETTER, SAME, WORSE = "better", "same", "worse"
READINGS = (BETTER, SAME, WORSE)


@dataclass(frozen=True, slots=True)
class SelfCareSpan:
    """From ``low`` to ``high``."""

    low: Annotated[int, Range(1)]
    high: Annotated[int, Range(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCareMeasure:
    """One measure of the plan."""

    measure: Code
    how: Annotated[str, Length(1), "How it is done, with its condition where a fact is not known."]
    minutes: Annotated[SelfCareSpan | None, "How long at a time; null where no time is known."] = None
    times_a_day: Annotated[SelfCareSpan | None, "How often a day; null where no number is known."] = None
    days: Annotated[SelfCareSpan | None, "For how many days; null where it goes on while it hurts."] = None
    checks: Annotated[
        tuple[Annotated[str, Length(1)], ...],
        "Fields of the request that were not known and could rule it out.",
    ] = ()
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class SelfCareLeftOut:
    """One measure that is not planned."""

    measure: Code
    why: Annotated[str, Length(1), "Why it is left out."]
    rules: SomeRules
    minds_a_condition: Annotated[bool, INTERNAL] = False
    """Whether ``why`` warns of a condition that was reported: it then stands in the short media as well."""


@dataclass(frozen=True, slots=True)
class SelfCareProgress:
    """Whether the pain has changed since self-care began."""

    before: Annotated[int, Range(0, 10)]
    now: Annotated[int, Range(0, 10)]
    reading: Annotated[str, OneOf(READINGS), "Too small a change to be noticed is no change."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Alternative:
    """A sport that remains while running waits."""

    activity: Code
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCareAnswer(Answer):
    """What to do at home, and what to leave out."""

    verdict: Annotated[
        str,
        OneOf(VERDICTS),
        "Self-care, or a professional first; safe measures stay until the visit. "
        "`not_enough_known` where nothing was answered about a pain.",
    ]
    plan: Annotated[tuple[SelfCareMeasure, ...], "What to do; empty when advice is withheld."] = ()
    left_out: Annotated[tuple[SelfCareLeftOut, ...], on_request(ALONE, REASONS), "What is not advised, and why."] = ()
    progress: Annotated[SelfCareProgress | None, "Null while one of the two pain levels is not known."] = None
    review_after_days: Annotated[
        int | None, Range(1), "When to look again; null when a professional is needed or nothing is known."
    ] = None
