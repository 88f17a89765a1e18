"""In which pair was a run that nobody put into one? Every kind of evidence is weighed, and the weights are data.

Pure: what is known comes in, pairs with probabilities and what speaks for them go out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from api.advice.core.rules import Rulebook
from api.advice.which_pair.answer import Likely
from api.advice.which_pair.evidence import RULES, Logs, evidence_of
from api.advice.which_pair.request import Candidate, Outing, WhichPair, Worn
from api.advice.which_pair.say import because

__all__ = ["Candidate", "Likely", "Outing", "Ranked", "WhichPair", "Worn", "likeliest", "rank"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A pair, its probability, and what each rule adds to its chance beside the other pairs, as a logarithm."""

    pair: Candidate
    probability: float
    speaks: Mapping[str, float]


def rank(question: WhichPair, book: Rulebook) -> list[Ranked]:
    """Return the pairs that the run may have been in, the likeliest first; none where no pair was in use that day."""
    pairs = tuple(pair for pair in question.pairs if pair.can_be(question.outing.day))
    if not pairs:
        return []
    weighed = _weighed(evidence_of(question, pairs, book), book)
    sums = {pair.id: sum(logs[pair.id] for logs in weighed.values()) for pair in pairs}
    slip = book.number("PAIR-10", "slip_fraction")
    chances = {pair_id: (1 - slip) * share + slip / len(pairs) for pair_id, share in _shares(sums).items()}
    ranked = [Ranked(pair, chances[pair.id], _speaks(weighed, chances, pair.id)) for pair in pairs]
    return sorted(ranked, key=lambda entry: (-entry.probability, entry.pair.id))


def likeliest(question: WhichPair, book: Rulebook) -> tuple[Likely, ...]:
    """Return the pairs in order of their probability, each with what speaks for it."""
    ranked = rank(question, book)
    decimals = int(book.number("PAIR-10", "decimals"))
    return tuple(
        Likely(
            entry.pair.id,
            entry.pair.name,
            round(entry.probability, decimals),
            because(entry.pair, entry.speaks, question, book),
        )
        for entry in ranked
    )


def _weighed(evidence: Mapping[str, Logs], book: Rulebook) -> dict[str, dict[str, float]]:
    weights = {rule: book.number(rule, "weight_ratio") for rule in RULES}
    return {
        rule: {pair_id: weights[rule] * value for pair_id, value in logs.items()} for rule, logs in evidence.items()
    }


def _shares(sums: Mapping[str, float]) -> dict[str, float]:
    highest = max(sums.values())
    powers = {pair_id: math.exp(value - highest) for pair_id, value in sums.items()}
    whole = sum(powers.values())
    return {pair_id: power / whole for pair_id, power in powers.items()}


def _speaks(weighed: Mapping[str, Logs], chances: Mapping[str, float], pair_id: str) -> dict[str, float]:
    """Return how much more each rule says for a pair than for the others, each of which counts by its chance."""
    others = {other: chance for other, chance in chances.items() if other != pair_id}
    whole = sum(others.values())
    if not whole:
        return dict.fromkeys(weighed, 0.0)
    return {
        rule: logs[pair_id] - sum(chance * logs[other] for other, chance in others.items()) / whole
        for rule, logs in weighed.items()
    }
