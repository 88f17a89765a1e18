"""What to do about a week of training, what to ask, and the one line for a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from api.advice.core.answer import Action, Missing
from api.advice.core.distance import NOTHING, Distance
from api.advice.core.rules import Rulebook
from api.advice.training.answer import (
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
    UNKNOWN,
    VARIETY,
    WEEKLY,
    Check,
)
from api.advice.training.ground import impact_names, impacts_of
from api.advice.training.load import as_limit, as_run, former_week, longest_of, planned_week, week_of, weekly_increase
from api.advice.training.request import FOREFOOT, TrainingRequest
from api.advice.training.stressors import stressor_names, stressors_of
from api.advice.training.suggest import Suggestion

Facts = Mapping[str, object]


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
    request: TrainingRequest, checks: Sequence[Check], within: Suggestion, book: Rulebook
) -> tuple[Action, ...]:
    """Return what to do, what decides first; where nothing warns, that the plan may go ahead."""
    facts = facts_of(request, checks, within, book)
    steps = [
        action
        for check in (*_deciding(checks), *_helping(checks, book))
        for action in _steps(check, request, within, facts, book)
    ]
    if request.returning:
        steps.append(Action("ask_way_back", book.sentence("LOAD-17", "way_back"), ("LOAD-17",)))
    if all(check.verdict == OK for check in checks if check.decides):
        occasion = "begin" if week_of(request, book).from_nothing else "go_ahead"
        return (Action("go_ahead", book.sentence("LOAD-11", occasion), ("LOAD-11",)), *steps)
    return tuple(steps)


def _deciding(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.warns and check.decides]


def _helping(checks: Sequence[Check], book: Rulebook) -> list[Check]:
    """Return the few that are named of those that only help; pain that keeps coming back first."""
    helps = [check for check in checks if check.warns and not check.decides]
    helps.sort(key=lambda check: check.check != GAIT)
    return helps[: round(book.number("LOAD-11", "helps_told"))]


def _steps(
    check: Check, request: TrainingRequest, within: Suggestion, facts: Facts, book: Rulebook
) -> Iterator[Action]:
    if check.check == LANDING:
        yield from _landing(request, book)
        return
    step = _step_of(check, request, within, book)
    if check.check == SINGLE_RUN:
        facts = {**facts, "limit": _limit(within.longest_run, request)}
    yield Action(
        step.code, book.sentence(step.rule, step.occasion, **facts), tuple(dict.fromkeys((step.rule, *check.rules)))
    )


def _step_of(check: Check, request: TrainingRequest, within: Suggestion, book: Rulebook) -> _Step:
    """Return what to do where this check warns; a race is not shortened, and after a break the week has a figure."""
    if check.check == WEEKLY and request.race:
        return _Step("ease_race_week", "LOAD-20", "rest_of_week")
    if check.check == WEEKLY and _holds(check):
        return _Step("hold_week", "LOAD-09", "hold")
    if check.check == SINGLE_RUN and request.race:
        return _Step("race_is_long", "LOAD-20", "longer")
    if check.check == TIME_OFF and within.week is not None and not weekly_increase(request, book).warns:
        return _Step("rebuild_easy_running", "LOAD-19", "rebuild_to")
    if check.check == TIME_OFF and week_of(request, book).from_nothing and former_week(request, book) == NOTHING:
        return _Step("rebuild_easy_running", "LOAD-05", "begin_easy")
    return STEPS[check.check]


def _landing(request: TrainingRequest, book: Rulebook) -> Iterator[Action]:
    if request.overstriding:
        yield Action("shorten_stride", book.sentence("FORM-01", "shorter"), ("FORM-01",))
    if request.foot_strike == FOREFOOT:
        yield Action("land_softer", book.sentence("FORM-02", "softer"), ("FORM-02",))


def _holds(check: Check) -> bool:
    """Return whether the week is within its ceiling and warned of all the same: after a jump."""
    return check.value is not None and check.threshold is not None and check.value <= check.threshold


def _limit(distance: Distance | None, request: TrainingRequest) -> object:
    return "" if distance is None else as_limit(distance, request)


def facts_of(request: TrainingRequest, checks: Sequence[Check], within: Suggestion, book: Rulebook) -> Facts:
    """Return what sentences on this plan may name."""
    week, planned = week_of(request, book), planned_week(request)
    targets = [check.target for check in checks if check.check == CADENCE]
    return {
        "planned": as_run(planned or NOTHING, request),
        "usual": as_run(week.usual or NOTHING, request),
        "last": as_run(week.last, request),
        "longest": as_run(request.longest_run_last_30_days or NOTHING, request),
        "limit": _limit(within.week, request),
        "stressors": stressor_names(stressors_of(request, book), book),
        "impacts": impact_names(impacts_of(request, book), book),
        "allowed": book.number("LOAD-15", "moved_allowed_per_week"),
        "target": targets[0] if targets else None,
    }


SUMMARIES: Mapping[str, str] = {
    ONE_STRESSOR: "LOAD-02",
    TERRAIN: "LOAD-04",
    TIME_OFF: "LOAD-05",
    NEW_AND_HEAVY: "TRAIN-07",
    IMPACT: "LOAD-08",
}


def summary_of(
    verdict: str, request: TrainingRequest, checks: Sequence[Check], within: Suggestion, book: Rulebook, *, hurts: bool
) -> str:
    """Return the plan in one line: what decided, else the pain, else that too little is known."""
    facts = facts_of(request, checks, within, book)
    if verdict == OK:
        occasion = "start_summary" if week_of(request, book).from_nothing else "ok_summary"
        return book.sentence("LOAD-11", occasion, **facts)
    worst = next((check for check in checks if check.verdict == verdict and check.decides), None)
    # Of a race week the race speaks first: it is what fills the week.
    worst = next((check for check in checks if request.race and check.check == SINGLE_RUN and check.warns), worst)
    if hurts and (worst is None or verdict != TOO_MUCH):
        return book.sentence("LOAD-17", "sore_summary")
    if worst is not None:
        return _summary(worst, request, facts, within, book)
    if not fine_so_far(checks):
        return book.sentence("LOAD-11", "unknown_summary")
    fine, unknown = [check for check in checks if _is_decided(check)], _open(checks)
    return book.sentence("LOAD-11", "open_summary", fine=_names(fine, book), open=_names(unknown, book))


def _summary(worst: Check, request: TrainingRequest, facts: Facts, within: Suggestion, book: Rulebook) -> str:
    if worst.check == WEEKLY and _holds(worst):
        return book.sentence("LOAD-09", "hold_summary", **facts)
    if worst.check in (WEEKLY, TIME_OFF) and week_of(request, book).after_break and within.week is not None:
        return book.sentence("LOAD-19", "summary", **facts)
    if worst.check == WEEKLY:
        rule = "LOAD-09" if week_of(request, book).from_nothing else "LOAD-01"
        return book.sentence(rule, "summary" if worst.verdict == TOO_MUCH else "over_summary", **facts)
    if worst.check == SINGLE_RUN:
        run = as_run(request.planned_longest_run or NOTHING, request)
        occasion = "empty_summary" if longest_of(request) == NOTHING else "summary"
        rule = "LOAD-20" if request.race and occasion == "summary" else "TRAIN-01"
        limit = _limit(within.longest_run, request)
        return book.sentence(rule, occasion, **{**facts, "planned": run, "limit": limit})
    return book.sentence(SUMMARIES[worst.check], "summary", **facts)


def fine_so_far(checks: Sequence[Check]) -> bool:
    """Return whether everything that decides and could be judged is in order, and something could."""
    decided = [check for check in checks if _is_decided(check)]
    return bool(decided) and all(check.verdict == OK for check in decided)


def _is_decided(check: Check) -> bool:
    applies = check.check != NEW_AND_HEAVY or check.value is not None
    return check.decides and check.verdict != UNKNOWN and applies


def _open(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.decides and check.verdict == UNKNOWN]


def _names(checks: Sequence[Check], book: Rulebook) -> tuple[str, ...]:
    return tuple(book.sentence("LOAD-12", check.check) for check in checks)


SETTLED_BY = {TERRAIN: "new_stressors", NEW_AND_HEAVY: "new_runner", TIME_OFF: "days_off"}
"""Checks with several open questions of which one settles them."""


def missing_of(
    request: TrainingRequest, checks: Sequence[Check], book: Rulebook, *, pain_known: bool
) -> tuple[Missing, ...]:
    """Return what was not known: what decides first, then what would help.

    Where everything judged is in order, only the few questions that decide are left.
    """
    ordered = sorted(checks, key=lambda check: CHECKS.index(check.check))
    fields = dict.fromkeys(field for check in _open(ordered) for field in _deciding_fields(check))
    if not pain_known:
        fields["symptoms.pain_level"] = None
    fields.update(dict.fromkeys(field for check in ordered if check.decides for field in check.asks))
    fields.update(dict.fromkeys(field for check in ordered for field in check.asks))
    chosen = list(fields)
    if fine_so_far(checks) and _open(checks):
        chosen = chosen[: round(book.number("LOAD-11", "questions_when_fine"))]
    return tuple(Missing(field, _why(field, book)) for field in chosen)


def _deciding_fields(check: Check) -> Sequence[str]:
    one = SETTLED_BY.get(check.check)
    return (one,) if one in check.asks else check.asks


def _why(field: str, book: Rulebook) -> str:
    return book.sentence("LOAD-11", f"missing_{field.removeprefix('symptoms.')}")
