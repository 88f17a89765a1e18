"""What an interview answers: the next question, or the advice that it ends with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from api.advice.core.answer import (
    COULD_CHANGE,
    QUESTION_KINDS,
    TIMEFRAMES,
    Action,
    Care,
    ChoiceValue,
    Code,
    RuleIds,
    Sentence,
)
from api.advice.core.describe import TRACE, Field, Length, OneOf, Range, on_request

KINDS = (*QUESTION_KINDS, "checklist")
"""How a question is answered; a ``checklist`` by ticking what is so, or nothing of it."""

Patch = Annotated[Mapping[str, Any], Field("answers_patch")]


@dataclass(frozen=True, slots=True)
class InterviewChoice:
    """One answer that can be chosen, and what choosing it, or leaving it, adds to ``answers``."""

    value: Annotated[ChoiceValue, "Names the choice; what to send for `field` where the question has one."]
    text: Sentence
    answers: Annotated[Patch, "What to merge into `answers` when this is chosen."]
    otherwise: Annotated[Patch, "Of a checklist: what to merge, before that, when this is not chosen."]
    picture_url: Annotated[str | None, Length(1), "A picture of it, or null."] = None


@dataclass(frozen=True, slots=True)
class InterviewQuestion:
    """The question whose answer could change most."""

    id: Annotated[Code, "Send it back in `asked`, and in `skipped` where it is not answered."]
    field: Annotated[str | None, "The field of `answers`, dotted; null where one question answers several."]
    fields: Annotated[tuple[Annotated[str, Length(1)], ...], "Every field that it answers."]
    text: Sentence
    help: Annotated[str | None, Length(1), "How to find the answer, or null."]
    kind: Annotated[str, OneOf(KINDS), "How it is answered; of a `checklist` any number of choices, also none."]
    choices: Annotated[tuple[InterviewChoice, ...], "What can be answered; of a `number` spans, with values to send."]
    none_text: Annotated[str | None, Length(1), "Of a checklist: the words for none of them."]
    unit: Annotated[str | None, Length(1), "Of a number."]
    low: Annotated[float | None, "The least that can be sent, of a scale or a number."]
    high: Annotated[float | None, "The most."]
    why: Annotated[Sentence, "Why it is asked."]
    could_change: Annotated[str, OneOf(COULD_CHANGE), "What an answer could change: `level` of care, or `advice`."]


@dataclass(frozen=True, slots=True)
class InterviewProgress:
    """How far the interview is."""

    asked: Annotated[int, Range(0), "Questions put so far."]
    at_most_left: Annotated[int, Range(0), "Questions that can still come, this one included."]


@dataclass(frozen=True, slots=True)
class InterviewStop:
    """An emergency ends the interview at once."""

    care: Care
    summary: Sentence
    actions: Annotated[tuple[Action, ...], "What to do now, worst first."]


@dataclass(frozen=True, slots=True)
class ConsideredQuestion:
    """A question that could come next, and what speaks for it."""

    question: Code
    could_change: Annotated[str, OneOf(COULD_CHANGE)]
    up_to: Annotated[str | None, OneOf(TIMEFRAMES), "The most urgent care that an answer could lead to."]
    fields: Annotated[tuple[str, ...], "Which of its fields can still change something."]
    rules: Annotated[RuleIds, "The rules behind it."]


@dataclass(frozen=True, slots=True)
class InterviewAnswer:
    """The next question until nothing that is open could change the answer; then the advice."""

    done: bool
    question: Annotated[InterviewQuestion | None, "Null when it is done."]
    progress: InterviewProgress
    stop: Annotated[InterviewStop | None, "Present when an emergency ended it, else null."]
    advice: Annotated[
        Any, Field("advice_of_purpose"), "Of the purpose, as its own address answers it; null until it is done."
    ] = None
    trace: Annotated[
        tuple[ConsideredQuestion, ...],
        on_request(TRACE),
        "The questions that could come, the chosen one first; with `include=trace`.",
    ] = ()
