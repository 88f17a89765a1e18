"""When and how to run again: the gate, the first outings, the weeks, and what the foot's answer makes of them.

Danger signs come first, then the gate (RETURN-01, TRAIN-06), then the answers of the foot (RETURN-08, RETURN-20).
A plan is given only where running may go on; it goes on from what was really run. Nothing here reads a clock.
"""

from __future__ import annotations

from api.advice.core.answer import conflicts_behind
from api.advice.core.distance import NOTHING
from api.advice.core.rules import Rulebook
from api.advice.return_to_run.answer import (
    CONTINUE,
    FULL_TRAINING,
    NOT_READY,
    RUNNING,
    START,
    STOP,
    GateCheck,
    NextSession,
    PlanWeek,
    ReturnToRunAnswer,
    WayBack,
)
from api.advice.return_to_run.gate import Gate, gate_of
from api.advice.return_to_run.plan import Plan, plan_of, reached
from api.advice.return_to_run.request import Checks, ReturnToRunRequest
from api.advice.return_to_run.response import Judgement, judge_return, plan_facts
from api.advice.return_to_run.say import actions_of, after_each_run, expected, missing_of, reasons_of, summary_of
from api.advice.return_to_run.show import PlanToShow, drawn_from, rules_of, served_plan
from api.advice.triage.judge import Triage, care_only, judge
from api.advice.triage.request import Symptoms

NOT_OF_THE_PLAN = frozenset({"RETURN-02", "TRAIN-04", "EX-15", "SHOE-05"})
"""Rules whose conflicts are left out: of two the other side says the same (TRAIN-06, RETURN-05), of two they are about
exercises and racing shoes."""

CALM = frozenset({START, CONTINUE, FULL_TRAINING})


def advise(request: ReturnToRunRequest, book: Rulebook) -> ReturnToRunAnswer:
    """Return the advice on coming back to running; ``plan`` is ``None`` unless running may go on.

    Rules of the area ``return_to_run``, RUN-08, EX-15, SHOE-05, PAD-14, TRAIN-04, and those of triage.
    """
    care = judge(request.symptoms or Symptoms(), book)
    gate = gate_of(request, care, book)
    if care.withheld:
        verdict = STOP if request.under_way else NOT_READY
        checks = gate.served(book)
        cited = tuple(rule for check in checks for rule in check.rules)
        return care_only(ReturnToRunAnswer, care, verdict, book, also_cites=cited, gate=checks)
    judgement = judge_return(request, gate, care, book)
    shown = plan_to_show(request, judgement, book) if judgement.verdict in RUNNING else None
    return _answer(request, gate, care, judgement, shown, book)


def gate_before_running(care: Triage, book: Rulebook, checks: Checks = Checks()) -> tuple[GateCheck, ...]:  # noqa: B008
    """Return the four checks of everyday movement (RETURN-01) for somebody who does not run yet, with what is known."""
    request = ReturnToRunRequest(NOTHING, checks, bone_stress_injury=False)
    return gate_of(request, care, book).served(book)


def way_back(care: Triage, checks: Checks, book: Rulebook) -> WayBack:
    """Return whether somebody on the way back may begin to run; nobody does while a professional has to look."""
    gate = gate_before_running(care, book, checks)
    ready = all(check.passed for check in gate) and not care.running_waits
    occasion = "gate_passed" if ready else "not_ready"
    return WayBack(START if ready else NOT_READY, book.sentence("RETURN-01", f"{occasion}_summary"), gate)


def plan_to_show(request: ReturnToRunRequest, judgement: Judgement, book: Rulebook) -> PlanToShow:
    """Return the plan that a judgement calls for."""
    facts = plan_facts(request, judgement, book)
    return PlanToShow(
        plan_of(facts, book), facts, request.start_on, request.surfaces_available, miles_first=request.miles_first
    )


def _answer(
    request: ReturnToRunRequest,
    gate: Gate,
    care: Triage,
    judgement: Judgement,
    shown: PlanToShow | None,
    book: Rulebook,
) -> ReturnToRunAnswer:
    plan = served_plan(shown, _due_week(request, shown.plan, book), book) if shown else None
    reasons = (*care.reasons, *reasons_of(request, gate, judgement, shown, book))
    looks = care.daily_look(book)
    actions = (*care.actions(book), *looks, *actions_of(gate, judgement, shown, book, rests=_rests(care)))
    checks, expect, readings = (
        gate.served(book),
        expected(request.usual_weekly_distance, judgement, shown, book),
        after_each_run(book),
    )
    behind = (*(check.rules for check in checks), *(part.rules for part in expect), *(part.rules for part in readings))
    named = (*(rules_of(plan) if plan else ()), *(rule for rules in behind for rule in rules))
    asks = care.questions.missing if care.findings else ()
    return ReturnToRunAnswer(
        verdict=judgement.verdict,
        indicator="info" if judgement.verdict in CALM else "warning",
        summary=care.summary(book) or summary_of(gate, judgement, shown, book),
        actions=actions,
        reasons=reasons,
        missing=(*asks, *missing_of(request, gate, judgement, book)),
        conflicts=conflicts_behind(actions, reasons, book, also=named, not_named=NOT_OF_THE_PLAN),
        care=care.care,
        gate=checks,
        plan=plan,
        next_session=_next_session(plan.weeks[0]) if plan else None,
        expect=expect,
        after_each_run=readings,
        drawn_from=drawn_from(shown) if shown else None,
        also_cites=named,
    )


def _rests(care: Triage) -> bool:
    """Return whether the foot is neither trained nor loaded otherwise before somebody has looked (SESSION-01)."""
    return bool(care.exercises_wait or care.symptoms.fever or care.symptoms.open_wound)


def _due_week(request: ReturnToRunRequest, plan: Plan, book: Rulebook) -> int | None:
    """Return the week in which the usual distance was reached, else the one in which it is due."""
    usual, begun = request.usual_weekly_distance, plan.weeks[0].number - 1
    runs = enumerate(request.weeks_done if begun else (), start=1)
    there = next((number for number, week in runs if reached(week.distance, usual, book)), None)
    return plan.due_week if there is None else there


def _next_session(week: PlanWeek) -> NextSession:
    first = week.sessions[0]
    return NextSession(**{name: getattr(first, name) for name in first.__slots__}, week=week.week)
