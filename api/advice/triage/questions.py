"""What to ask next: only answers that could make the advice more urgent or more exact, the most dangerous first.

TRIAGE-11. For each level of care above the present one: first what completes a sign that was known in part, then a few
questions that would open a sign; last what caution assumed, and what would tell likenesses apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType

from api.advice.core.answer import Missing
from api.advice.core.rules import Rulebook
from api.advice.triage.answer import Questions
from api.advice.triage.facts import CAUTIOUS, FIELD_OF
from api.advice.triage.red_flags import SELF_CARE_RANK, TODAY, Finding

__all__ = ["Questions", "open_questions"]

LIKENESS_FIELDS = {"pain_sites": "between_toes", "pain_kinds": "sharp"}
"""Questions that tell likenesses apart -> a term that is not known exactly while the question is open."""

_LEVEL = attrgetter("level")

Facts = Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class _QuestionTexts:
    """``missing`` by field, and how many at most are asked for each level."""

    most: int
    missing: Mapping[str, Missing]


@lru_cache(maxsize=8)
def _question_texts(book: Rulebook) -> _QuestionTexts:
    fields = book.rule("TRIAGE-11").wordings
    missing = {field: Missing(f"symptoms.{field}", book.sentence("TRIAGE-11", field)) for field in fields}
    return _QuestionTexts(int(book.number("TRIAGE-11", "questions_for_each_level")), MappingProxyType(missing))


def open_questions(
    findings: Sequence[Finding], undecided: Sequence[Finding], facts: Facts, book: Rulebook
) -> Questions:
    """Return what to ask. ``findings``: worst first; ``undecided``: signs neither there nor ruled out."""
    texts = _question_texts(book)
    rank = findings[0].rank if findings else SELF_CARE_RANK
    # Below the same day a sign as urgent as the present one is worth completing: it makes the advice more exact.
    least = rank if rank < TODAY else rank + 1
    worth = [found for found in undecided if found.rank >= least]
    fields: dict[str, None] = {}
    for _, at_level in groupby(worth, _LEVEL):
        _ask_for_level(at_level, facts, rank, fields, texts.most)
    if rank < TODAY:
        _ask_what_was_assumed(findings, facts, fields)
        fields.update((field, None) for field, term in LIKENESS_FIELDS.items() if facts[term] is None)
    could_change = any(found.rank > rank for found in worth)
    return Questions(tuple(map(texts.missing.__getitem__, fields)), could_change)


def _ask_for_level(undecided: Iterable[Finding], facts: Facts, rank: int, fields: dict[str, None], most: int) -> None:
    """Add what completes the signs known in part, then what opens others while fewer than ``most`` were added."""
    before = len(fields)
    opening = []
    for found in undecided:
        if any(map(facts.__getitem__, found.sign.told_by)):
            for group in found.sign.when:
                fields.update(dict.fromkeys(_unknown(group, facts)))
        elif found.rank > rank:
            opening.append(found)
    for found in opening:
        if len(fields) - before >= most:
            return
        for field in _unknown(found.sign.when[0], facts):
            if field not in fields:
                fields[field] = None
                break


def _unknown(group: tuple[str, ...], facts: Facts) -> list[str]:
    """Return the fields that a group waits for: none when one of its terms is true."""
    fields = []
    for term in group:
        held = facts[term]
        if held:
            return []
        if held is None:
            fields.append(FIELD_OF.get(term, term))
    return fields


def _ask_what_was_assumed(findings: Sequence[Finding], facts: Facts, fields: dict[str, None]) -> None:
    """Add what caution took for true in a finding or, before there is one, in the warning of FLAG-01."""
    terms = [term for found in findings for term in found.sign.assumes]
    if facts["self_care_consider"]:
        terms.append("not_known_to_improve")
    for term in terms:
        if facts[CAUTIOUS[term]] is None:
            fields[FIELD_OF[term]] = None
