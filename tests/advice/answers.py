"""What the golden cases of a topic are answered: one place that knows how each topic is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from api.advice.triage.advise import advise as triage_advise
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import read_cases
from tests.advice.consultation.inputs import answered as consultation_answered
from tests.advice.exercises.inputs import answered as exercises_answered
from tests.advice.met_pad.inputs import adjustment_answered, pad_answered
from tests.advice.replacement.inputs import answered as replacement_answered
from tests.advice.retirement.inputs import answered as retirement_answered
from tests.advice.return_to_run.inputs import answered as return_answered
from tests.advice.risk.inputs import answered as risk_answered
from tests.advice.run_today.inputs import answered as run_today_answered
from tests.advice.self_care.inputs import answered as self_care_answered
from tests.advice.shoes.inputs import answer_of as shoes_answered
from tests.advice.training.inputs import answered as training_answered
from tests.advice.triage.inputs import triage_request
from tests.advice.which_pair.inputs import answered as which_pair_answered
from tests.support.served import shown

Given = Mapping[str, Any]
Answered = Mapping[str, Any]


def _triage(given: Given) -> Answered:
    book = shipped_rulebook()
    return shown(triage_advise(triage_request(given), book), book)


def _shoes(given: Given) -> Answered:
    return shoes_answered(given, shipped_rulebook())


ASK: Mapping[str, Callable[[Given], Answered]] = {
    "triage": _triage,
    "shoes": _shoes,
    "retirement": retirement_answered,
    "met_pad": pad_answered,
    "met_pad_adjustment": adjustment_answered,
    "training": training_answered,
    "risk": risk_answered,
    "run_today": run_today_answered,
    "exercises": exercises_answered,
    "self_care": self_care_answered,
    "return_to_run": return_answered,
    "consultation": consultation_answered,
    "which_pair": which_pair_answered,
    "replacement": replacement_answered,
}
"""Topic -> how one case's ``given`` is answered. A new topic joins here, else its rules count as uncovered."""


def answers(topic: str) -> Iterator[tuple[str, Answered]]:
    """Yield (name of the case, answer as served) for every golden case of a topic; raises KeyError if nobody asks."""
    for case in read_cases(topic):
        yield case.name, ASK[topic](case.given)
