"""Why a runner may run, repeat, step back or wait: the reasons of the way back, weightiest first."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.answer import Reason
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.gate import Gate
from api.advice.return_to_run.request import FADING, NO_PAIN, ReturnRequest
from api.advice.return_to_run.response import CONTINUE, FULL_TRAINING, RUNNING, STEP_BACK, STOP, Judgement
from api.advice.return_to_run.weeks import Plan


def reasons_of(
    asked: ReturnRequest, gate: Gate, judged: Judgement, plan: Plan | None, book: Rulebook
) -> tuple[Reason, ...]:
    """Answer the reasons: the gate, the answers of the foot, then what shapes the plan."""
    return (
        *_gate(asked, gate, book),
        *_answers(asked, judged, book),
        *(_plan(asked, judged, plan, book) if plan is not None else ()),
    )


def _gate(asked: ReturnRequest, gate: Gate, book: Rulebook) -> Iterator[Reason]:
    if any(check.contradicted for check in gate.checks):
        yield Reason("RETURN-23", book.sentence("RETURN-23", "contradicted"), "against")
    if any(check.passed is False for check in gate.daily):
        yield Reason("RETURN-01", book.sentence("RETURN-01", "not_passed"), "against")
        if asked.under_way:
            yield Reason("RETURN-20", book.sentence("RETURN-20", "daily_pain"), "against")
    elif any(check.passed is None for check in gate.daily):
        yield Reason("RETURN-01", book.sentence("RETURN-01", "not_known"), "against")
    else:
        yield Reason("RETURN-01", book.sentence("RETURN-01", "passed"), "for")
    if not all(check.passed for check in gate.after_bone_stress):
        yield Reason("TRAIN-06", book.sentence("TRAIN-06", "gate_reason"), "against")


def _answers(asked: ReturnRequest, judged: Judgement, book: Rulebook) -> Iterator[Reason]:
    if judged.response is not None:
        effect = "for" if judged.response in (NO_PAIN, FADING) else "against"
        yield Reason("RETURN-08", book.sentence("RETURN-08", judged.response), effect)
        if judged.verdict in (STEP_BACK, STOP):
            yield Reason("RETURN-13", book.sentence("RETURN-13", "reason"), "against")
    elif asked.under_way:
        yield Reason("RETURN-20", book.sentence("RETURN-20", "unknown_response"), "against")
    if judged.week_was_worse:
        yield Reason("RETURN-20", book.sentence("RETURN-08", "week_was_worse"), "against")
    if asked.under_way and judged.too_much_pain:
        yield Reason("TRAIN-05", book.sentence("TRAIN-05", "too_much"), "against")
    elif asked.last_pain_level and judged.verdict == CONTINUE:
        yield Reason("TRAIN-05", book.sentence("TRAIN-05", "may_go_on"), "for")
    if judged.grew_too_fast:
        yield Reason("RETURN-07", book.sentence("RETURN-07", "grew_too_fast"), "against")
    if judged.verdict == FULL_TRAINING:
        yield Reason("RETURN-10", book.sentence("RETURN-10", "ready"), "for")


def _plan(asked: ReturnRequest, judged: Judgement, plan: Plan, book: Rulebook) -> Iterator[Reason]:
    first = plan.weeks[0]
    if first.number == 1:
        yield Reason("RETURN-03", book.sentence("RETURN-03", "reason"), "neutral")
    if first.number == 1:
        occasion = "careful" if asked.bone_stress_injury else "reason"
        yield Reason("RETURN-19", book.sentence("RETURN-19", occasion), "neutral")
    if not judged.grew_too_fast and judged.verdict in RUNNING:
        yield Reason("RETURN-07", book.sentence("RETURN-07", "reason"), "neutral")
    yield Reason("RETURN-15", book.sentence("RETURN-15", "reason"), "neutral")
    yield Reason("RETURN-16", book.sentence("RETURN-16", "reason"), "neutral")
    if any(week.runs.drill.walk_minutes for week in plan.weeks):
        yield Reason("RETURN-17", book.sentence("RETURN-17", "reason"), "neutral")
    if len(first.runs.days) == 1:
        yield Reason("RETURN-18", book.sentence("RETURN-18", "fewer_runs"), "neutral")
    if asked.bone_stress_injury is None:
        yield Reason("RETURN-21", book.sentence("RETURN-21", "reason"), "neutral")
