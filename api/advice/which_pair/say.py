"""What speaks for a pair, in sentences: the strongest of what was weighed, each with its rule."""

from __future__ import annotations

import math
from collections.abc import Mapping

from api.advice.core.rules import Rulebook
from api.advice.which_pair.answer import Because
from api.advice.which_pair.evidence import (
    DISTANCE,
    GEAR,
    GROUND,
    KIND,
    LATELY,
    MEASURES,
    PACE,
    TRAIL,
    TURN,
    USUAL,
    WEEKDAY,
)
from api.advice.which_pair.request import Candidate, WhichPair, kind_of_run

CODES = {
    LATELY: "worn_lately",
    DISTANCE: "distance",
    PACE: "pace",
    KIND: "kind_of_run",
    GROUND: "ground",
    TURN: "its_turn",
    WEEKDAY: "weekday",
    GEAR: "gear_of_source",
    USUAL: "usual_pair",
}
ONLY = "PAIR-10"


def because(pair: Candidate, speaks: Mapping[str, float], question: WhichPair, book: Rulebook) -> tuple[Because, ...]:
    """Return what speaks for a pair, the strongest first."""
    in_use = [other for other in question.pairs if other.can_be(question.outing.day)]
    if len(in_use) == 1:
        return (Because("only_pair", book.sentence(ONLY, "only_pair"), ONLY),)
    least, most = book.number(ONLY, "least_ratio"), int(book.number(ONLY, "most_reasons"))
    true = (rule for rule in CODES if speaks[rule] >= least and _holds(rule, pair, question, book))
    strongest = sorted(true, key=lambda rule: -speaks[rule])
    return tuple(Because(CODES[rule], _sentence(rule, pair, question, book), rule) for rule in strongest[:most])


def _holds(rule: str, pair: Candidate, question: WhichPair, book: Rulebook) -> bool:
    """Return whether a sentence would be true: a run like no other speaks most for the pair that it is least unlike."""
    measure = dict(MEASURES).get(rule)
    asked = None if measure is None else measure(question.outing)
    if measure is None or asked is None:
        return True
    near = math.log(1 + book.number(ONLY, "about_the_same_fraction"))
    worn = (measure(run.outing) for run in question.worn if run.pair_id == pair.id)
    return any(other is not None and abs(other - asked) <= near for other in worn)


def _sentence(rule: str, pair: Candidate, question: WhichPair, book: Rulebook) -> str:
    outing = question.outing
    if rule == LATELY:
        # The runs known are those nearest to the day.
        inside = sum(run.pair_id == pair.id for run in question.worn)
        return book.sentence(LATELY, "default", inside=inside, runs=len(question.worn))
    if rule == KIND:
        return book.sentence(KIND, str(outing.effort))
    if rule == GROUND:
        return book.sentence(GROUND, "trail" if outing.surface == TRAIL else "default")
    if rule == USUAL:
        kind = kind_of_run(outing)
        return book.sentence(USUAL, kind if kind is not None and kind in pair.usual_for else "default")
    return book.sentence(rule)
