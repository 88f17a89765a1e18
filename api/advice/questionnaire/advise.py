"""What a topic can be asked with, as questions: how each is put, why it is asked, and what its answer could change.

Why is what the topic gives to somebody of whom nothing, or only a mild pain, is known; nothing is worded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.advice.consultation import advise as consultation
from api.advice.consultation.request import ConsultationRequest
from api.advice.core.answer import (
    ADVICE,
    COULD_CHANGE,
    LEVEL,
    QUESTION_KINDS,
    Choice,
    ChoiceValue,
    Missing,
    question_path,
    with_question,
)
from api.advice.core.describe import Length, OneOf
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.exercises import advise as exercises
from api.advice.exercises.request import ExercisesRequest
from api.advice.met_pad import advise as met_pad
from api.advice.met_pad.request import PadRequest
from api.advice.retirement import advise as retirement
from api.advice.retirement.request import RetirementRequest
from api.advice.return_to_run import advise as return_to_run
from api.advice.return_to_run.request import ReturnToRunRequest
from api.advice.risk import advise as risk
from api.advice.risk.request import RiskRequest
from api.advice.run_today import advise as run_today
from api.advice.run_today.request import RunTodayRequest
from api.advice.self_care import advise as self_care
from api.advice.self_care.request import SelfCareRequest
from api.advice.shoes import advise as shoes
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.training import advise as training
from api.advice.training.request import TrainingRequest
from api.advice.triage import advise as triage
from api.advice.triage.request import Symptoms, TriageRequest

ANY_DAY = date.min
SOME_WEEK = Distance.of(1, "km")
"""No question depends on the day or on the length of a usual week."""

Ask = Callable[[Symptoms, Rulebook], tuple[Missing, ...]]

TOPICS: Mapping[str, Ask] = {
    "triage": lambda pain, book: triage.advise(TriageRequest(pain), book).missing,
    "shoes": lambda pain, book: shoes.advise(ShoesAdviceRequest(symptoms=pain), shoes.prepare((), book), book).missing,
    "retirement": lambda pain, book: retirement.advise(RetirementRequest(), book, as_of=ANY_DAY).missing,
    "met_pad": lambda pain, book: met_pad.advise(PadRequest(symptoms=pain), book).missing,
    "self_care": lambda pain, book: self_care.advise(SelfCareRequest(symptoms=pain), book).missing,
    "run_today": lambda pain, book: run_today.advise(RunTodayRequest(symptoms=pain), book, as_of=ANY_DAY).missing,
    "exercises": lambda pain, book: exercises.advise(ExercisesRequest(symptoms=pain), book).missing,
    "return_to_run": lambda pain, book: return_to_run.advise(ReturnToRunRequest(SOME_WEEK), book).missing,
    "training": lambda pain, book: training.advise(TrainingRequest(), book).missing,
    "risk": lambda pain, book: risk.advise(RiskRequest(), book).missing,
    "consultation": lambda pain, book: tuple(_of_parts(pain, book)),
}
"""Topic -> what it asks of somebody with these symptoms of whom nothing else is known."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question that a topic can ask."""

    field: Annotated[str, Length(1), "The field of the request, dotted; of a list, of each of its entries."]
    question: Annotated[str, Length(1), "The question, ready to be asked."]
    kind: Annotated[str, OneOf(QUESTION_KINDS), "How it is answered."]
    choices: Annotated[
        tuple[Choice, ...], "What can be answered; examples at the deciding values where a number is asked for."
    ]
    alarming: Annotated[ChoiceValue | None, "The choice that is the bad one; null where none is."]
    why: Annotated[
        str | None, Length(1), "What it would change; null where that depends on what else is known: an advice says it."
    ]
    could_change: Annotated[
        str,
        OneOf(COULD_CHANGE),
        "The most that an answer could change: `level` of care, `advice`, or a `detail` of it.",
    ]


def questions_of(topic: str, fields: Iterable[str], book: Rulebook) -> tuple[Question, ...]:
    """Return the questions of a topic (of ``TOPICS``) for those of its fields that have one.

    What could change the level of care comes first.
    """
    open_to_all = _missing_of_unknown(topic, book)
    worded = frozenset(book.wording.keys("questions."))
    questions = (
        _question(open_to_all.get(field) or _bare(field, book), book)
        for field in fields
        if f"questions.{question_path(field)}" in worded
    )
    return tuple(sorted(questions, key=lambda question: COULD_CHANGE.index(question.could_change)))


def _missing_of_unknown(topic: str, book: Rulebook) -> Mapping[str, Missing]:
    found: dict[str, Missing] = {}
    mild = round(book.number("TRAIN-05", "may_go_on_max_pain"))
    for pain in (Symptoms(pain_level=mild), Symptoms()):
        for missing in TOPICS[topic](pain, book):
            found.setdefault(missing.field, missing)
    return found


def _of_parts(pain: Symptoms, book: Rulebook) -> Iterator[Missing]:
    """Yield what the parts of a consultation ask, of which the whole shows the weightiest alone."""
    request = ConsultationRequest(run_today=RunTodayRequest(symptoms=pain))
    yield from consultation.advise(request, shoes.prepare((), book), book, as_of=ANY_DAY).missing
    for topic in ("triage", "shoes", "met_pad", "self_care", "run_today", "exercises"):
        yield from TOPICS[topic](pain, book)


def _bare(field: str, book: Rulebook) -> Missing:
    """Return a question that no unknown person is asked, with the reason of triage where it is one of its questions."""
    name = field.removeprefix("symptoms.")
    of_triage = name != field and name in book.rule("TRIAGE-11").wordings
    return Missing(field, book.sentence("TRIAGE-11", name) if of_triage else "", ADVICE)


def _question(missing: Missing, book: Rulebook) -> Question:
    whole = with_question(missing, book)
    return Question(
        whole.field,
        whole.question,
        whole.kind,
        whole.choices,
        whole.alarming,
        whole.why or None,
        LEVEL if _may_raise(missing.field, book) else whole.could_change,
    )


def _may_raise(field: str, book: Rulebook) -> bool:
    """Whether an answer, alone or with others, can raise the level of care: TRIAGE-11 knows why it is asked."""
    name = field.removeprefix("symptoms.")
    return name != field and name in book.rule("TRIAGE-11").wordings
