"""Is this week of training too much? Danger signs first, then each check of the load, then what would help besides.

Rules of the area ``training``, RETURN-07, RETURN-11, and those of triage. No check says that a load made a foot hurt.
Nothing here reads a clock or a log: ``log`` makes the request from a log.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Missing, Reason, conflicts_of
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.training.answer import (
    CAUTION,
    NEW_AND_HEAVY,
    OK,
    TOO_MUCH,
    UNKNOWN,
    AtMost,
    Check,
    JudgedGround,
    JudgedOn,
    LogSeen,
    TrainingAnswer,
)
from api.advice.training.checks import strictest
from api.advice.training.form import cadence, cross_training, downhill, gait_look, landing
from api.advice.training.ground import impact, surface_variety, terrain_change
from api.advice.training.load import (
    after_break,
    days_without_running,
    new_and_heavy,
    planned_week,
    single_run,
    week_of,
    weekly_increase,
)
from api.advice.training.request import TrainingRequest
from api.advice.training.say import actions_of, fine_so_far, missing_of, summary_of
from api.advice.training.stressors import one_stressor, stressors_of, time_off
from api.advice.training.suggest import Suggestion, running_waits, sore, suggest
from api.advice.triage import advise as triage
from api.advice.triage.judge import care_only

MAKERS = (
    *(weekly_increase, single_run, one_stressor, terrain_change, time_off, new_and_heavy, impact),
    *(surface_variety, cross_training, cadence, landing, downhill, gait_look),
)
"""The checks in the order of ``CHECKS``."""

NOT_SHOWN = frozenset({"TRAIN-01", "TRAIN-02", "TRAIN-03", "TRAIN-12"})
"""Rules whose conflicts are left to the guide's rule, which shows the same: LOAD-01, FORM-03."""

INDICATORS = {OK: "info", CAUTION: "warning", TOO_MUCH: "warning"}


def advise(request: TrainingRequest, book: Rulebook, *, log: LogSeen | None = None) -> TrainingAnswer:
    """Return whether the planned training is in order, and the most that is; ``log`` says how sure a log is."""
    care = triage.judge(request.symptoms, book) if request.symptoms is not None else None
    if care is not None and care.withheld:
        return care_only(
            TrainingAnswer,
            care,
            TOO_MUCH,
            book,
            reasons=(Reason("LOAD-17", book.sentence("LOAD-17", "withheld"), NEUTRAL),),
            also_cites=_log_rules(log),
            judged_on=_judged_on(request, book),
            log=log,
        )
    checks = tuple(make(request, book) for make in MAKERS)
    return _answer(request, checks, suggest(request, care, book), care, log, book)


def grows_quickly(request: TrainingRequest, book: Rulebook) -> bool | None:
    """Return whether the planned week is too big a step after the usual one; ``None`` where that is not known."""
    check = weekly_increase(request, book)
    return None if check.verdict == UNKNOWN else check.warns


def _answer(
    request: TrainingRequest,
    checks: tuple[Check, ...],
    within: Suggestion,
    care: triage.Triage | None,
    log: LogSeen | None,
    book: Rulebook,
) -> TrainingAnswer:
    verdict = _verdict(checks, care)
    if request.race and no_race(request, care, book):
        verdict = TOO_MUCH
    actions = actions_of(request, checks, within, book) if not running_waits(care) else ()
    reasons = (*_pain(care, book), *_reasons(verdict, checks, only_warnings=running_waits(care)))
    summary = summary_of(verdict, request, checks, within, book, hurts=sore(care))
    if request.race and not running_waits(care) and no_race(request, care, book):
        actions = (Action("no_race", book.sentence("LOAD-20", "none"), ("LOAD-20",)), *actions)
    if sore(care):
        actions = (_nothing_added(care, book), *(action for action in actions if action.code != "go_ahead"))
    if care is not None and care.findings:
        reasons, actions = (*care.reasons, *reasons), (*care.actions(book), *actions)
        summary = str(care.summary(book))
    also = tuple(rule for check in checks for rule in check.rules)
    return TrainingAnswer(
        verdict=verdict,
        indicator="info" if fine_so_far(checks) and not sore(care) else INDICATORS[verdict],
        summary=summary,
        actions=actions,
        reasons=reasons,
        missing=_missing(request, checks, care, book),
        conflicts=conflicts_of(_disputed(checks), book),
        care=care.care if care is not None else None,
        checks=checks,
        suggested_week=_at_most(within.week),
        suggested_longest_run=_at_most(within.longest_run),
        judged_on=_judged_on(request, book),
        log=log,
        also_cites=(*also, "LOAD-11", "LOAD-12", *_log_rules(log)),
    )


def _missing(
    request: TrainingRequest, checks: Sequence[Check], care: triage.Triage | None, book: Rulebook
) -> tuple[Missing, ...]:
    """Return what to ask: of the week, or, where running waits, what could bring the visit forward."""
    if care is not None and running_waits(care):
        return care.questions.missing
    return missing_of(request, checks, book, pain_known=care is not None and care.facts["pain"] is not None)


def _disputed(checks: Sequence[Check]) -> tuple[str, ...]:
    """Return the rules of the checks that were made whose disagreement is to be shown."""
    made = dict.fromkeys(rule for check in checks if check.verdict != UNKNOWN for rule in check.rules)
    return tuple(rule for rule in made if rule not in NOT_SHOWN)


def no_race(request: TrainingRequest, care: triage.Triage | None, book: Rulebook) -> bool:
    """Return whether there is no race now: the foot hurts, is on its way back, or a break lies behind (LOAD-20)."""
    return sore(care) or bool(request.returning) or after_break(request, book)


def _verdict(checks: Sequence[Check], care: triage.Triage | None) -> str:
    """Return the strictest of the checks that decide. A sore foot is at least a caution; where it waits, too much."""
    decided = strictest(check.verdict for check in checks if check.decides)
    return strictest([decided, TOO_MUCH if running_waits(care) else CAUTION if sore(care) else OK])


def _pain(care: triage.Triage | None, book: Rulebook) -> tuple[Reason, ...]:
    if not sore(care):
        return ()
    occasion = "looked_at_first" if running_waits(care) else "sore"
    return (Reason("LOAD-17", book.sentence("LOAD-17", occasion), FOR),)


def _nothing_added(care: triage.Triage | None, book: Rulebook) -> Action:
    occasion = "care_first" if running_waits(care) else "hold"
    return Action("add_nothing", book.sentence("LOAD-17", occasion), ("LOAD-17",))


def _reasons(verdict: str, checks: Sequence[Check], *, only_warnings: bool) -> tuple[Reason, ...]:
    """Return what was found, what decides first; what does not decide is only named where it warns.

    Where running waits (``only_warnings``) nothing that is in order speaks for a plan.
    """
    reasons = []
    for check in checks:
        if check.verdict == UNKNOWN or (check.check == NEW_AND_HEAVY and check.value is None):
            continue
        if only_warnings and not check.warns:
            continue
        if check.decides:
            speaks_for = (check.verdict == OK) == (verdict == OK)
            reasons.append(Reason(check.rules[0], check.text, FOR if speaks_for else AGAINST))
        elif check.warns:
            reasons.append(Reason(check.rules[0], check.text, NEUTRAL))
    return tuple(reasons)


def _judged_on(request: TrainingRequest, book: Rulebook) -> JudgedOn:
    return JudgedOn(
        recent_weeks=request.recent_weeks or (),
        usual_week=week_of(request, book).usual,
        week_so_far=request.week_so_far,
        planned_week=planned_week(request) if request.planned_week is not None else None,
        longest_run_last_30_days=request.longest_run_last_30_days,
        planned_longest_run=request.planned_longest_run,
        new_stressors=stressors_of(request, book),
        days_off=days_without_running(request) if request.days_off is None else request.days_off,
        cadence_spm=request.cadence_spm,
        surfaces=tuple(
            JudgedGround(ground.surface, ground.usual_runs_per_week, ground.planned_runs_per_week)
            for ground in request.surfaces or ()
        ),
    )


def _at_most(distance: Distance | None) -> AtMost | None:
    return None if distance is None else AtMost(distance)


def _log_rules(log: LogSeen | None) -> tuple[str, ...]:
    return () if log is None else ("LOAD-18",)
