"""When and how to run again: the gate, the first outings, the weeks, and what the foot's answer makes of them.

Danger signs come first, then the gate (RETURN-01, TRAIN-06), then the answers of the foot (RETURN-08, RETURN-20).
A plan is given only where running may go on; it goes on from what was really run. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_behind
from api.advice.core.distance import spoken
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.gate import Gate, gate_of
from api.advice.return_to_run.plan import PlanAsked, drawn_from, plan_asked
from api.advice.return_to_run.request import ReturnRequest
from api.advice.return_to_run.response import (
    FULL_TRAINING,
    HOLD,
    NOT_READY,
    RUNNING,
    START,
    STEP_BACK,
    STOP,
    VERDICTS,
    Judgement,
    judge_return,
)
from api.advice.return_to_run.say_actions import actions_of, after_each_run, expected, missing_of
from api.advice.return_to_run.say_reasons import reasons_of
from api.advice.return_to_run.shown import plan_shown, rules_of
from api.advice.return_to_run.weeks import Plan, plan_of
from api.advice.triage import advise as triage
from api.advice.triage.care_first import care_alone
from api.advice.triage.request import Symptoms

__all__ = ["VERDICTS", "ReturnRequest", "advise"]

TOLD_BY_OTHERS = frozenset({"RETURN-02", "TRAIN-04"})
"""Rules whose conflicts are left to the other side, which tells the same: TRAIN-06 and RETURN-05."""

CALM = frozenset({"start", "continue", FULL_TRAINING})
NOTHING_SAID = Symptoms()


def advise(asked: ReturnRequest, book: Rulebook) -> Answer:
    """Answer the advice on coming back to running.

    Besides: ``gate``, ``plan`` (``None`` unless running may go on), ``next_session``, ``expect``, ``after_each_run``
    and ``drawn_from``, the facts from which calendar and chart are drawn again. Rules of the area ``return_to_run``,
    RUN-08, EX-15, SHOE-05, PAD-14, TRAIN-04, and those of triage.
    """
    care = triage.judge(asked.symptoms or NOTHING_SAID, book)
    gate = gate_of(asked, care)
    if care.withheld:
        return _care_alone(asked, gate, care, book)
    judged = judge_return(asked, gate, care, book)
    if judged.verdict not in RUNNING:
        return _whole(asked, gate, care, judged, None, book)
    to_show = plan_asked(asked, judged, book)
    return _whole(asked, gate, care, judged, (to_show, plan_of(to_show.facts, book)), book)


def _care_alone(asked: ReturnRequest, gate: Gate, care: triage.Triage, book: Rulebook) -> Answer:
    verdict = STOP if asked.under_way else NOT_READY
    shown = _gate_shown(gate, book)
    return care_alone(care, verdict, book, _details(shown, None, [], [], None), also_cites=_cited(shown))


def _whole(
    asked: ReturnRequest,
    gate: Gate,
    care: triage.Triage,
    judged: Judgement,
    planned: tuple[PlanAsked, Plan] | None,
    book: Rulebook,
) -> Answer:
    to_show, plan = planned or (None, None)
    shown = plan_shown(plan, to_show, book) if plan and to_show else None
    reasons = (*care.reasons, *reasons_of(asked, gate, judged, plan, book))
    actions = (*care.actions(book), *actions_of(gate, judged, planned, book))
    checks, expect, reading = _gate_shown(gate, book), expected(to_show, plan, book), after_each_run(book)
    named = (*(rules_of(shown) if shown else ()), *_cited((*checks, *expect, *reading)))
    asks = care.questions(book).missing if care.findings else ()
    return Answer(
        verdict=judged.verdict,
        indicator="info" if judged.verdict in CALM else "warning",
        summary=care.summary(book) or _summary(gate, judged, planned, book),
        actions=actions,
        reasons=reasons,
        missing=(*asks, *missing_of(asked, gate, judged, book)),
        conflicts=conflicts_behind(actions, reasons, book, also=named, not_told=TOLD_BY_OTHERS),
        care=care.care,
        details=_details(checks, shown, expect, reading, to_show),
        also_cites=named,
    )


def _details(
    gate: list[dict[str, Any]],
    plan: dict[str, Any] | None,
    expect: list[dict[str, Any]],
    reading: list[dict[str, Any]],
    asked: PlanAsked | None,
) -> dict[str, Any]:
    first = plan["weeks"][0] if plan else None
    return {
        "gate": gate,
        "plan": plan,
        "next_session": {"week": first["week"], **first["sessions"][0]} if first else None,
        "expect": expect,
        "after_each_run": reading,
        "drawn_from": drawn_from(asked) if asked else None,
    }


def _gate_shown(gate: Gate, book: Rulebook) -> list[dict[str, Any]]:
    return [check.as_dict(book) for check in gate.checks]


def _summary(gate: Gate, judged: Judgement, planned: tuple[PlanAsked, Plan] | None, book: Rulebook) -> str:
    if planned is None:
        if judged.verdict == STOP:
            return book.sentence("RETURN-08", "stop_summary")
        if all(check.passed for check in gate.daily):
            return book.sentence("TRAIN-06", "clearance_summary")
        return book.sentence("RETURN-01", "not_ready_summary")
    asked, plan = planned
    first = plan.weeks[0]
    covered = spoken(first.distance, miles_first=asked.miles_first)
    if judged.verdict == FULL_TRAINING:
        return book.sentence("RETURN-10", "full_training_summary")
    if judged.verdict == STEP_BACK:
        return book.sentence("RETURN-13", "step_back_summary", covered=covered)
    if judged.verdict == HOLD:
        return book.sentence("RETURN-07", "hold_summary", covered=covered)
    if judged.verdict == START:
        count = len(first.runs.days)
        runs = book.sentence("RETURN-18", "one_run" if count == 1 else "several_runs", count=count)
        return book.sentence("RETURN-02", "start_summary", runs=runs, covered=covered, week=first.number)
    most = spoken(first.ceiling, miles_first=asked.miles_first)
    return book.sentence("RETURN-07", "continue_summary", week=first.number, covered=covered, ceiling_said=most)


def _cited(parts: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(rule for part in parts for rule in part["rules"])
