"""What to do about a week of training, what to ask, and the one line for a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from api.advice.core.answer import Action, Missing
from api.advice.core.distance import NOTHING, Distance
from api.advice.core.format import ceiling_aloud, distance_aloud
from api.advice.core.rules import Rulebook, plain
from api.advice.training.checks import (
    CADENCE,
    CHECKS,
    CROSS_TRAINING,
    DOWNHILL,
    GAIT,
    IMPACT,
    LANDING,
    NEW_AND_HEAVY,
    OK,
    ONE_STRESSOR,
    SINGLE_RUN,
    TERRAIN,
    TIME_OFF,
    TOO_MUCH,
    VARIETY,
    WEEKLY,
    Check,
    decides,
)
from api.advice.training.request import FOREFOOT, TrainingRequest
from api.advice.training.stressors import stressors_aloud, stressors_of
from api.advice.training.suggest import Suggestion
from api.advice.training.surfaces import impacts_aloud, impacts_of
from api.advice.training.weekly import planned_week, week_of


class _Step(NamedTuple):
    code: str
    rule: str
    occasion: str


STEPS: Mapping[str, _Step] = {
    WEEKLY: _Step("lower_week", "LOAD-01", "lower"),
    SINGLE_RUN: _Step("shorten_longest_run", "TRAIN-01", "shorten"),
    ONE_STRESSOR: _Step("choose_one_stressor", "LOAD-02", "choose"),
    TERRAIN: _Step("change_ground_slowly", "LOAD-04", "move_slowly"),
    TIME_OFF: _Step("rebuild_easy_running", "LOAD-05", "rebuild"),
    NEW_AND_HEAVY: _Step("start_short", "TRAIN-07", "start"),
    IMPACT: _Step("soften_impact", "LOAD-08", "soften"),
    VARIETY: _Step("vary_ground", "LOAD-06", "vary"),
    CROSS_TRAINING: _Step("swap_a_run", "LOAD-07", "swap"),
    CADENCE: _Step("try_quicker_steps", "TRAIN-12", "step"),
    DOWNHILL: _Step("run_downhill_lightly", "FORM-04", "light"),
    GAIT: _Step("have_gait_looked_at", "FORM-05", "look"),
}
"""What to do where a check warns; landing has two steps of its own."""


def actions_of(
    asked: TrainingRequest, checks: Sequence[Check], within: Suggestion, book: Rulebook
) -> tuple[Action, ...]:
    """Answer what to do, what decides first; where nothing warns, that the plan may go ahead."""
    facts = facts_of(asked, checks, within, book)
    steps = [
        action
        for check in (*_deciding(checks, book), *_helping(checks, book))
        for action in _steps(check, asked, within, facts, book)
    ]
    if asked.returning:
        steps.append(Action("ask_way_back", book.sentence("LOAD-17", "way_back"), ("LOAD-17",)))
    if all(check.verdict == OK for check in checks if decides(check.check, book)):
        return (Action("go_ahead", book.sentence("LOAD-11", "go_ahead"), ("LOAD-11",)), *steps)
    return tuple(steps)


def _deciding(checks: Sequence[Check], book: Rulebook) -> list[Check]:
    return [check for check in checks if check.warns and decides(check.check, book)]


def _helping(checks: Sequence[Check], book: Rulebook) -> list[Check]:
    """Answer the few that are told of those that only help; pain that keeps coming back first."""
    helps = [check for check in checks if check.warns and not decides(check.check, book)]
    helps.sort(key=lambda check: check.check != GAIT)
    return helps[: round(book.number("LOAD-11", "helps_told"))]


def _steps(
    check: Check, asked: TrainingRequest, within: Suggestion, facts: Mapping[str, str], book: Rulebook
) -> Iterator[Action]:
    if check.check == LANDING:
        yield from _landing(asked, book)
        return
    step = STEPS[check.check]
    if check.check == WEEKLY and _holds(check):
        step = _Step("hold_week", "LOAD-09", "hold")
    limit = {WEEKLY: within.week, SINGLE_RUN: within.longest_run}.get(check.check)
    said = {**facts, "limit": _limit(limit, asked)}
    yield Action(
        step.code, book.sentence(step.rule, step.occasion, **said), tuple(dict.fromkeys((step.rule, *check.rules)))
    )


def _landing(asked: TrainingRequest, book: Rulebook) -> Iterator[Action]:
    if asked.overstriding:
        yield Action("shorten_stride", book.sentence("FORM-01", "shorter"), ("FORM-01",))
    if asked.foot_strike == FOREFOOT:
        yield Action("land_softer", book.sentence("FORM-02", "softer"), ("FORM-02",))


def _holds(check: Check) -> bool:
    """Answer whether the week is within its ceiling and warned of all the same: after a jump."""
    return check.value is not None and check.threshold is not None and check.value <= check.threshold


def _limit(distance: Distance | None, asked: TrainingRequest) -> str:
    return "" if distance is None else ceiling_aloud(distance, miles_first=asked.miles_first)


def facts_of(asked: TrainingRequest, checks: Sequence[Check], within: Suggestion, book: Rulebook) -> dict[str, str]:
    """Answer what sentences on this plan may name."""
    week, planned = week_of(asked, book), planned_week(asked)
    cadence = next((check for check in checks if check.check == CADENCE), None)
    first = asked.miles_first
    return {
        "planned": distance_aloud(planned or NOTHING, miles_first=first),
        "usual": distance_aloud(week.usual or NOTHING, miles_first=first),
        "last": distance_aloud(week.last, miles_first=first),
        "longest": distance_aloud(asked.longest_run_last_30_days or NOTHING, miles_first=first),
        "limit": _limit(within.week, asked),
        "stressors": stressors_aloud(stressors_of(asked, book), book),
        "impacts": impacts_aloud(impacts_of(asked, book), book),
        "allowed": plain(book.number("LOAD-15", "moved_allowed_per_week")),
        "target": plain(cadence.target) if cadence is not None and cadence.target is not None else "",
    }


SUMMARIES: Mapping[str, str] = {
    ONE_STRESSOR: "LOAD-02",
    TERRAIN: "LOAD-04",
    TIME_OFF: "LOAD-05",
    NEW_AND_HEAVY: "TRAIN-07",
    IMPACT: "LOAD-08",
}


def summary_of(
    verdict: str, asked: TrainingRequest, checks: Sequence[Check], within: Suggestion, book: Rulebook, *, hurts: bool
) -> str:
    """Answer the plan in one line: what decided, else the pain, else that too little is known."""
    facts = facts_of(asked, checks, within, book)
    if verdict == OK:
        return book.sentence("LOAD-11", "ok_summary", **facts)
    worst = next((c for c in checks if c.verdict == verdict and decides(c.check, book)), None)
    if hurts and (worst is None or verdict != TOO_MUCH):
        return book.sentence("LOAD-17", "sore_summary")
    if worst is None:
        return book.sentence("LOAD-11", "unknown_summary")
    return _summary(worst, asked, facts, within, book)


def _summary(worst: Check, asked: TrainingRequest, facts: Mapping[str, str], within: Suggestion, book: Rulebook) -> str:
    if worst.check == WEEKLY and _holds(worst):
        return book.sentence("LOAD-09", "hold_summary", **facts)
    if worst.check == WEEKLY:
        return book.sentence("LOAD-01", "summary" if worst.verdict == TOO_MUCH else "over_summary", **facts)
    if worst.check == SINGLE_RUN:
        run = distance_aloud(asked.planned_longest_run or NOTHING, miles_first=asked.miles_first)
        return book.sentence(
            "TRAIN-01", "summary", **{**facts, "planned": run, "limit": _limit(within.longest_run, asked)}
        )
    return book.sentence(SUMMARIES[worst.check], "summary", **facts)


def missing_of(
    asked: TrainingRequest, checks: Sequence[Check], book: Rulebook, *, pain_known: bool
) -> tuple[Missing, ...]:
    """Answer what was not known: what decides first, then what would help."""
    ordered = sorted(checks, key=lambda check: CHECKS.index(check.check))
    fields = dict.fromkeys(field for check in ordered if decides(check.check, book) for field in check.asks)
    if not pain_known:
        fields["symptoms" if asked.symptoms is None else "symptoms.pain_level"] = None
    fields.update(dict.fromkeys(field for check in ordered for field in check.asks))
    return tuple(Missing(field, _why(field, book)) for field in fields)


def _why(field: str, book: Rulebook) -> str:
    name = {"symptoms.pain_level": "symptoms", "symptoms.recurring": "recurring"}.get(field, field)
    return book.sentence("LOAD-11", f"missing_{name}")
