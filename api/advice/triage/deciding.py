"""Which questions can still change the level of care or how soon it is, and by which signs.

Unlike ``questions``, which chooses a few to ask, this leaves out nothing: when no field is left here, no answer
changes who has to look and when. TRIAGE-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet
from api.advice.triage.facts import CAUTIOUS, FIELD_OF
from api.advice.triage.questions import excluded_by
from api.advice.triage.red_flags import SELF_CARE_RANK, Finding
from api.advice.triage.request import Symptoms

SEEN = "seen_by_professional"

ALSO_WITHOUT_PAIN = frozenset({"bone_tenderness", "cannot_walk_four_steps", "sole_bruising"})
"""Signs of an injury, which count also where nothing hurts at the moment."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A question that can change the level: the most urgent timeframe it can lead to, its rank, and the rules."""

    field: str
    rank: int
    timeframe: str | None
    rules: tuple[str, ...]


def deciding_fields(
    symptoms: Symptoms,
    feet: Feet | None,
    findings: Sequence[Finding],
    undecided: Sequence[Finding],
    facts: Mapping[str, bool | None],
    book: Rulebook,
) -> dict[str, Deciding]:
    """Return the fields of the symptoms that can still change the level of care, the most urgent first.

    A field raises it as part of a sign that is neither there nor ruled out and more urgent than what is there; it
    lowers it where the most urgent findings rest on caution, or end once a professional has looked.
    """
    rank = findings[0].rank if findings else SELF_CARE_RANK
    closed = (excluded_by(symptoms, feet, facts, book) - ALSO_WITHOUT_PAIN) | symptoms.sent_as_null
    found: dict[str, Deciding] = {}
    for finding in sorted(undecided, key=lambda finding: -finding.rank):
        if finding.rank > rank and _is_possible(finding, facts, closed):
            for field in _open_in(finding, facts):
                _add(found, field, finding)
    worst = [finding for finding in findings if finding.rank == rank]
    lowering = [list(_lowering(finding, symptoms, facts)) for finding in worst]
    if all(lowering):
        for finding, fields in zip(worst, lowering, strict=True):
            for field in fields:
                _add(found, field, finding)
    return {field: deciding for field, deciding in found.items() if field not in closed}


def seen_may_decide(undecided: Sequence[Finding], fixed: Sequence[Finding], symptoms: Symptoms) -> bool:
    """Return whether a sign may still come that ends once a professional has looked."""
    rank = fixed[0].rank if fixed else SELF_CARE_RANK
    unknown = symptoms.seen_by_professional is None and SEEN not in symptoms.sent_as_null
    return unknown and any(finding.sign.settled and finding.rank > rank for finding in undecided)


def fixed_findings(
    findings: Sequence[Finding], symptoms: Symptoms, facts: Mapping[str, bool | None]
) -> tuple[Finding, ...]:
    """Return the findings that no further answer takes away."""
    return tuple(finding for finding in findings if not any(_lowering(finding, symptoms, facts)))


def _add(found: dict[str, Deciding], field: str, finding: Finding) -> None:
    known = found.get(field)
    if known is None:
        found[field] = Deciding(field, finding.rank, finding.timeframe, finding.rules)
    else:
        rules = tuple(dict.fromkeys((*known.rules, *finding.rules)))
        found[field] = Deciding(field, known.rank, known.timeframe, rules)


def _open_in(finding: Finding, facts: Mapping[str, bool | None]) -> Iterator[str]:
    """Yield the questions that a sign still waits for, those it takes for granted included."""
    for group in finding.sign.when:
        if any(facts[term] and term not in CAUTIOUS for term in group):
            continue
        for term in group:
            if facts[CAUTIOUS.get(term, term)] is None:
                yield FIELD_OF.get(term, term)


def _is_possible(finding: Finding, facts: Mapping[str, bool | None], closed: frozenset[str]) -> bool:
    """Return whether answers that are still open could bring a sign about."""
    return all(
        any(facts[term] or (facts[term] is None and FIELD_OF.get(term, term) not in closed) for term in group)
        for group in finding.sign.when
    )


def _lowering(finding: Finding, symptoms: Symptoms, facts: Mapping[str, bool | None]) -> Iterator[str]:
    """Yield the questions of which an answer takes a finding away."""
    if finding.sign.settled and symptoms.seen_by_professional is None:
        yield SEEN
    for term in finding.sign.assumes:
        if facts[CAUTIOUS[term]] is None:
            yield FIELD_OF[term]
