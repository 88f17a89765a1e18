"""Is this week of training too much? Danger signs first, then each check of the load, then what would help besides.

Rules of the area ``training``, RETURN-07, RETURN-11, and those of triage. No check says that a load made a foot hurt.
Nothing here reads a clock or a log: ``training_log`` makes the question from a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.advice.core.answer import Action, Reason
from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.conflicts import conflicts_of
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.training.checks import (
    CAUTION,
    CHECK_VERDICTS,
    CHECKS,
    EVIDENCE,
    NEW_AND_HEAVY,
    OK,
    TOO_MUCH,
    UNKNOWN,
    VERDICTS,
    Check,
    decides,
    strictest,
)
from api.advice.training.form import cadence, cross_training, downhill, gait_look, landing
from api.advice.training.log import LogSeen
from api.advice.training.request import FOOT_STRIKES, STRESSORS, SURFACES, Ground, TrainingRequest
from api.advice.training.say import actions_of, missing_of, summary_of
from api.advice.training.single_run import single_run
from api.advice.training.stressors import days_without_running, one_stressor, stressors_of, time_off
from api.advice.training.suggest import NOTHING_SUGGESTED, Suggestion, running_waits, sore, suggest
from api.advice.training.surfaces import impact, surface_variety, terrain_change
from api.advice.training.weekly import new_and_heavy, planned_week, week_of, weekly_increase
from api.advice.triage import advise as triage
from api.advice.triage.care_first import care_alone

__all__ = [
    "CHECKS",
    "CHECK_VERDICTS",
    "EVIDENCE",
    "FOOT_STRIKES",
    "STRESSORS",
    "SURFACES",
    "VERDICTS",
    "Ground",
    "TrainingRequest",
    "advise",
]

MAKERS = (
    *(weekly_increase, single_run, one_stressor, terrain_change, time_off, new_and_heavy, impact),
    *(surface_variety, cross_training, cadence, landing, downhill, gait_look),
)
"""The checks in the order of ``CHECKS``."""

NOT_TOLD = frozenset({"TRAIN-01", "TRAIN-02", "TRAIN-03", "TRAIN-12"})
"""Rules whose conflicts are left to the guide's rule, which tells the same: LOAD-01, FORM-03."""

INDICATORS = {OK: "info", CAUTION: "warning", TOO_MUCH: "warning"}


def advise(asked: TrainingRequest, book: Rulebook, *, log: LogSeen | None = None) -> Answer:
    """Answer whether the planned training is in order.

    Besides: ``checks``, ``suggested_week`` and ``suggested_longest_run`` (the most in order), ``judged_on`` (what it
    rests on) and ``log``: how sure these are where they come from a log.
    """
    care = triage.judge(asked.symptoms, book) if asked.symptoms is not None else None
    if care is not None and care.withheld:
        withheld = Reason("LOAD-17", book.sentence("LOAD-17", "withheld"), "neutral")
        details = _details(asked, (), NOTHING_SUGGESTED, log, book)
        return care_alone(care, TOO_MUCH, book, details, reasons=(withheld,), also_cites=_log_rules(log))
    checks = tuple(make(asked, book) for make in MAKERS)
    return _whole(asked, checks, suggest(asked, care, book), care, log, book)


def _whole(
    asked: TrainingRequest,
    checks: tuple[Check, ...],
    within: Suggestion,
    care: triage.Triage | None,
    log: LogSeen | None,
    book: Rulebook,
) -> Answer:
    verdict = _verdict(checks, care, book)
    actions = actions_of(asked, checks, within, book) if not running_waits(care) else ()
    reasons = (*_pain(care, book), *_reasons(verdict, checks, book))
    summary = summary_of(verdict, asked, checks, within, book, hurts=sore(care))
    if sore(care):
        actions = (_nothing_added(care, book), *(action for action in actions if action.code != "go_ahead"))
    if care is not None and care.findings:
        reasons, actions = (*care.reasons, *reasons), (*care.actions(book), *actions)
        summary = str(care.summary(book))
    also = tuple(rule for check in checks for rule in check.rules)
    return Answer(
        verdict=verdict,
        indicator=INDICATORS[verdict],
        summary=summary,
        actions=actions,
        reasons=reasons,
        missing=missing_of(asked, checks, book, pain_known=care is not None and care.facts["pain"] is not None),
        conflicts=conflicts_of(_disputed(checks), book),
        care=care.care if care is not None else None,
        details=_details(asked, checks, within, log, book),
        also_cites=(*also, "LOAD-11", "LOAD-12", *_log_rules(log)),
    )


def _disputed(checks: Sequence[Check]) -> tuple[str, ...]:
    """Answer the rules of the checks that were made whose disagreement is to be told."""
    made = dict.fromkeys(rule for check in checks if check.verdict != UNKNOWN for rule in check.rules)
    return tuple(rule for rule in made if rule not in NOT_TOLD)


def _verdict(checks: Sequence[Check], care: triage.Triage | None, book: Rulebook) -> str:
    """Answer the strictest of the checks that decide; a sore foot, or one to be looked at, is at least a caution."""
    decided = strictest(check.verdict for check in checks if decides(check.check, book))
    return strictest([decided, CAUTION if sore(care) else OK])


def _pain(care: triage.Triage | None, book: Rulebook) -> tuple[Reason, ...]:
    if not sore(care):
        return ()
    occasion = "care_first" if care is not None and care.findings else "sore"
    return (Reason("LOAD-17", book.sentence("LOAD-17", occasion), "for"),)


def _nothing_added(care: triage.Triage | None, book: Rulebook) -> Action:
    occasion = "care_first" if care is not None and care.findings else "hold"
    return Action("add_nothing", book.sentence("LOAD-17", occasion), ("LOAD-17",))


def _reasons(verdict: str, checks: Sequence[Check], book: Rulebook) -> tuple[Reason, ...]:
    """Answer what was found, what decides first; what does not decide is only told where it warns."""
    reasons = []
    for check in checks:
        if check.verdict == UNKNOWN or (check.check == NEW_AND_HEAVY and check.value is None):
            continue
        if decides(check.check, book):
            speaks_for = (check.verdict == OK) == (verdict == OK)
            reasons.append(Reason(check.rules[0], check.text, "for" if speaks_for else "against"))
        elif check.warns:
            reasons.append(Reason(check.rules[0], check.text, "neutral"))
    return tuple(reasons)


def _details(
    asked: TrainingRequest, checks: Sequence[Check], within: Suggestion, log: LogSeen | None, book: Rulebook
) -> dict[str, Any]:
    return {
        "checks": [check.as_dict(book) for check in checks],
        **within.as_dict(),
        "judged_on": _judged_on(asked, book),
        "log": None if log is None else log.as_dict(),
    }


def _judged_on(asked: TrainingRequest, book: Rulebook) -> dict[str, Any]:
    week = week_of(asked, book)
    return {
        "recent_weeks": [each.as_dict() for each in asked.recent_weeks or ()],
        "usual_week": _served(week.usual),
        "week_so_far": _served(asked.week_so_far),
        "planned_week": _served(planned_week(asked) if asked.planned_week is not None else None),
        "longest_run_last_30_days": _served(asked.longest_run_last_30_days),
        "planned_longest_run": _served(asked.planned_longest_run),
        "new_stressors": list(stressors_of(asked, book)),
        "days_off": days_without_running(asked) if asked.days_off is None else asked.days_off,
        "cadence_spm": asked.cadence_spm,
        "surfaces": [
            {"surface": each.surface, "usual_runs_per_week": each.usual, "planned_runs_per_week": each.planned}
            for each in asked.surfaces or ()
        ],
    }


def _served(distance: Distance | None) -> dict[str, float] | None:
    return None if distance is None else distance.as_dict()


def _log_rules(log: LogSeen | None) -> tuple[str, ...]:
    return () if log is None else ("LOAD-18",)
