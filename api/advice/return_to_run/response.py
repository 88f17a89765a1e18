"""What the answer of the foot makes of the plan: go on, repeat, step back or stop.

Rules RETURN-07, RETURN-08, RETURN-10, RETURN-13, RETURN-20, TRAIN-05.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.rules import Rulebook
from api.advice.return_to_run.figures import figures_of
from api.advice.return_to_run.gate import Gate
from api.advice.return_to_run.request import (
    ELSEWHERE,
    FADING,
    LINGERING,
    NO_PAIN,
    RESPONSES,
    SHARP,
    ReturnRequest,
    WeekDone,
)
from api.advice.return_to_run.weeks import grew_too_fast
from api.advice.triage.advise import Triage

NOT_READY, START, CONTINUE, HOLD = "not_ready", "start", "continue", "hold"
STEP_BACK, STOP, FULL_TRAINING = "step_back", "stop", "full_training"
VERDICTS = (NOT_READY, START, CONTINUE, HOLD, STEP_BACK, STOP, FULL_TRAINING)

STRICTNESS = (FULL_TRAINING, CONTINUE, START, HOLD, STEP_BACK, NOT_READY, STOP)
"""From the most permissive to the strictest."""

RUNNING = frozenset({START, CONTINUE, HOLD, STEP_BACK, FULL_TRAINING})
"""Verdicts with a plan."""

VERDICT_OF_RESPONSE = {
    NO_PAIN: CONTINUE,
    FADING: CONTINUE,
    ELSEWHERE: STEP_BACK,
    LINGERING: STOP,
    SHARP: STOP,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and what it rests on. ``response`` is the latest answer of the foot, ``None`` if not known."""

    verdict: str
    response: str | None
    too_much_pain: bool
    week_was_worse: bool
    grew_too_fast: bool


def judge_return(asked: ReturnRequest, gate: Gate, care: Triage, book: Rulebook) -> Judgement:
    """Answer the verdict: the strictest of what danger signs, the gate and the answers of the foot call for."""
    week = asked.last_week
    response = asked.last_response or (week.worst_response if week else None)
    worse = asked.last_response is not None and week is not None and _not_fine(week)
    pain = _too_much_pain(asked, book)
    fast = _grew_too_fast(asked, book)
    calls = [CONTINUE if asked.under_way else START]
    if asked.under_way:
        calls.append(HOLD if response is None else VERDICT_OF_RESPONSE[response])
    if fast:
        calls.append(HOLD)
    if asked.under_way and (pain or worse):
        calls.append(STEP_BACK)
    if care.findings or gate.failed:
        calls.append(STOP if asked.under_way else NOT_READY)
    if not gate.passed:
        calls.append(NOT_READY)
    verdict = max(calls, key=STRICTNESS.index)
    if verdict == CONTINUE and ready_for_full_training(asked, book):
        verdict = FULL_TRAINING
    return Judgement(verdict, response, pain, worse, fast)


def ready_for_full_training(asked: ReturnRequest, book: Rulebook) -> bool:
    """Answer whether the last week held 30 unbroken minutes on every second day without pain, and the last run none."""
    week, figures = asked.last_week, figures_of(book)
    if week is None or week.longest_continuous_minutes is None or week.runs is None:
        return False
    far = week.longest_continuous_minutes >= figures.goal_minutes and week.runs >= figures.few_runs
    painless = week.pain_free is True and week.worst_response == NO_PAIN and not asked.last_pain_level
    return far and painless and asked.last_response == NO_PAIN


def _not_fine(week: WeekDone) -> bool:
    return week.worst_response is not None and RESPONSES.index(week.worst_response) > RESPONSES.index(FADING)


def _too_much_pain(asked: ReturnRequest, book: Rulebook) -> bool:
    told = (asked.last_pain_level, asked.symptoms.pain_level if asked.symptoms else None)
    return any(level is not None and level > book.number("TRAIN-05", "may_go_on_max_pain") for level in told)


def _grew_too_fast(asked: ReturnRequest, book: Rulebook) -> bool:
    before, last = asked.week_before, asked.last_week
    return before is not None and last is not None and grew_too_fast(before.distance, last.distance, figures_of(book))
