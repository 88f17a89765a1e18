"""May I run today? Danger signs first, then the foot, then the pair: run, an easy run at most, or no run.

Rules RUN-01 .. RUN-15, TRAIN-04, TRAIN-05, RETIRE-06, PADSTUDY-06, PADPLACE-07, FLAG-07 and FLAG-09 (pain in walking,
found by triage). Nothing here reads a clock: ``as_of`` is passed in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.advice.core.answer import conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.met_pad.advise import self_fitting
from api.advice.run_today.answer import (
    EASY,
    NO,
    RUN,
    PairTodayAnswer,
    RunActivity,
    RunDays,
    RunLimits,
    RunPlanChange,
    RunStop,
    RunTodayAnswer,
    RunWorn,
)
from api.advice.run_today.request import RunTodayRequest
from api.advice.run_today.say import actions_of, missing_of, no_run_before_care, reasons_of, stop_if, summary_of, wear
from api.advice.run_today.verdict import Judgement, judge, limits_of, planned_run, symptoms_of
from api.advice.self_care.advise import alternatives
from api.advice.triage.judge import Triage, care_only

__all__ = ["advise", "symptoms_of"]

INDICATORS = {RUN: "info", EASY: "warning", NO: "warning"}

NOT_REPEATED = frozenset({"PADSTUDY-06", "PADPLACE-07"})
"""Rules whose conflicts are left to RUN-05, which names the same."""

PAIN_SCALE = frozenset({"TRAIN-05"})
"""The rule whose conflict bears on a run that pain may go along with, and on no other answer."""


def advise(request: RunTodayRequest, book: Rulebook, *, as_of: date, triage: Triage | None = None) -> RunTodayAnswer:
    """Return whether this person may run on the day of the request, else on ``as_of``, and within which limits.

    ``triage``: the symptoms as they were judged already.
    """
    judgement = judge(request, book, as_of=request.as_of or as_of, triage=triage)
    if judgement.triage.withheld:
        return care_only(RunTodayAnswer, judgement.triage, NO, book, actions=(no_run_before_care(book),))
    return _answer(judgement, book)


def _answer(judgement: Judgement, book: Rulebook) -> RunTodayAnswer:
    triage, limits = judgement.triage, limits_of(judgement, book)
    active = _alternatives(judgement, book)
    stops, worn = stop_if(judgement, book), wear(judgement, _no_pad(judgement, book), book)
    planned = planned_run(judgement, limits, book)
    actions, reasons = actions_of(judgement, book, active=bool(active)), reasons_of(judgement, book)
    changes = planned.changes if planned is not None else ()
    parts: tuple[RunActivity | RunStop | RunWorn | RunPlanChange, ...] = (*active, *stops, *worn, *changes)
    also = tuple(rule for part in parts for rule in part.rules)
    quiet = NOT_REPEATED if judgement.verdict == EASY else NOT_REPEATED | PAIN_SCALE
    return RunTodayAnswer(
        verdict=judgement.verdict,
        indicator="warning" if judgement.shoe else INDICATORS[judgement.verdict],
        summary=summary_of(judgement, book),
        actions=actions,
        reasons=reasons,
        missing=missing_of(judgement, book),
        conflicts=conflicts_behind(
            actions,
            reasons,
            book,
            also=also,
            not_named=quiet,
        ),
        care=triage.care,
        limits=limits,
        alternatives=active,
        back_off_days=_back_off(judgement, book),
        stop_if=stops,
        wear=worn,
        pair=_pair(judgement, limits),
        planned=planned,
        also_cites=also,
    )


def _no_pad(judgement: Judgement, book: Rulebook) -> bool:
    if judgement.request.pad_is_placed is not None:
        return not judgement.request.pad_is_placed
    return bool(self_fitting(judgement.triage, book).reasons)


def _alternatives(judgement: Judgement, book: Rulebook) -> tuple[RunActivity, ...]:
    if judgement.verdict == RUN:
        return ()
    named = alternatives(judgement.triage, book)
    return tuple(RunActivity(sport.activity, sport.text, sport.rules) for sport in named)


def _back_off(judgement: Judgement, book: Rulebook) -> RunDays | None:
    if judgement.rests_first:
        return RunDays(judgement.request.rest_days_left, judgement.request.rest_days_left)
    if not judgement.paused:
        return None
    low, high = (round(book.number("RUN-07", name)) for name in ("back_off_min_days", "back_off_max_days"))
    return RunDays(low, high)


def _pair(judgement: Judgement, limits: RunLimits) -> PairTodayAnswer | None:
    """Return what the pair is good for today: nothing faster than the body may run."""
    if judgement.pair is None:
        return None
    pair = judgement.pair
    of_pair = pair.ok_for
    ok_for = replace(of_pair, speed=of_pair.speed and limits.speed_work, race=of_pair.race and limits.race)
    return PairTodayAnswer(pair.verdict, ok_for, judgement.in_this_pair)
