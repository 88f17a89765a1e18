"""Which exercises for this foot, today and in the weeks to come: danger signs first, then a day in three sessions.

Rules of the area ``exercises`` (EX-01 .. EX-15, MOVE-.., SESSION-.., TRAIN-08 .. TRAIN-10), CARE-07, RISK-01, SHOE-14,
and those of triage. Nothing here reads a clock; no answer promises that exercises prevent an injury (TRAIN-10).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.answer import Reason, conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.exercises.answer import (
    MAINTAIN,
    REST_FIRST,
    SLOTS,
    START,
    ExercisesAnswer,
    Maintenance,
    PlannedFor,
    Progression,
    SessionMinutes,
    Sessions,
    WhenCalm,
)
from api.advice.exercises.plan import (
    DAY_RULE,
    Setting,
    day_of,
    days_of_week,
    feels_everything,
    first_day,
    is_mild,
    reasons_to_rest,
    session_lengths,
    stage_of,
    why_supported,
)
from api.advice.exercises.request import EQUIPMENT, LEVELS, MAINTENANCE, PAINFUL, ExercisesRequest
from api.advice.exercises.say import (
    actions_at_rest,
    actions_of,
    amount,
    card,
    missing_of,
    progression,
    reasons_of,
    sessions_of,
    stop_signs,
)
from api.advice.triage.judge import Triage, care_only, judge

__all__ = ["advise", "amount", "calendar_url", "card"]

CALENDAR_PATH = "/v1/advice/exercises.ics"

NOT_SHOWN = frozenset({"CARE-07", "TRAIN-08", "TRAIN-09", "TRAIN-10"})
"""Rules whose conflicts are left to the other side, which shows the same: EX-01, EX-15."""

OF_EVERY_PLAN = ("EX-13", "EX-14", "EX-15", "SESSION-06", "SESSION-10", "SESSION-11")


class _Plan(NamedTuple):
    """A day's sessions, what changes after it, and the rules of its exercises."""

    sessions: Sessions
    progression: tuple[Progression, ...]
    rules: tuple[str, ...]


def advise(request: ExercisesRequest, book: Rulebook, *, triage: Triage | None = None) -> ExercisesAnswer:
    """Return the day's plan, or that the foot rests first.

    ``triage``: the symptoms as they were judged already. Raise SessionLengthError for a session that EX-13 does not
    know.
    """
    triage = triage or judge(request.symptoms, book)
    setting = _setting(request, triage, book)
    first_day(setting, book)
    against = reasons_to_rest(triage, book)
    if triage.withheld:
        planned_for = _planned_for(request, setting, None)
        return care_only(ExercisesAnswer, triage, REST_FIRST, book, also_cites=("SESSION-01",), planned_for=planned_for)
    if against:
        return _at_rest(request, setting, against, triage, book)
    return _planned(request, setting, triage, book)


def waiting(book: Rulebook) -> frozenset[str]:
    """Return the codes of the exercises that wait while the foot hurts; self-care keeps to the same (SESSION-03)."""
    return frozenset(book.words("SESSION-03", "waits"))


def _setting(request: ExercisesRequest, triage: Triage, book: Rulebook) -> Setting:
    """Return what the plan turns on; what is not known is taken in its most cautious sense."""
    shortest, _ = session_lengths(book)
    stage = stage_of(request.stage, triage, book)
    return Setting(
        stage=stage,
        level=request.level or LEVELS[0],
        minutes=shortest if request.minutes_per_session is None else request.minutes_per_session,
        equipment=frozenset(request.equipment or ()),
        full_feeling=feels_everything(request.symptoms),
        free_standing=stage != PAINFUL and why_supported(request.symptoms, book) is None,
        light_strength=stage == PAINFUL and is_mild(triage, book),
        upright=bool(request.symptoms.pregnant),
    )


def _planned(request: ExercisesRequest, setting: Setting, triage: Triage, book: Rulebook) -> ExercisesAnswer:
    plan = _plan(setting, request.week, book)
    reasons = (*triage.reasons, *reasons_of(request.stage, setting, triage, book))
    questions = triage.questions
    asks = questions.could_change
    actions = (*triage.actions(book, asks=asks), *actions_of(setting, triage, book, asks=asks))
    return ExercisesAnswer(
        verdict=MAINTAIN if setting.stage == MAINTENANCE else START,
        indicator="warning" if triage.findings else "info",
        summary=triage.summary(book) or _summary(setting, book),
        actions=actions,
        reasons=reasons,
        missing=missing_of(request, triage, questions, book),
        conflicts=conflicts_behind(actions, reasons, book, also=plan.rules, not_named=NOT_SHOWN),
        care=triage.care,
        planned_for=_planned_for(request, setting, setting.stage),
        sessions=plan.sessions,
        session_minutes=SessionMinutes(**dict.fromkeys(SLOTS, setting.minutes)),
        days_of_week=days_of_week(setting.stage, book),
        progression=plan.progression,
        maintenance=_maintenance(book),
        stop_if=stop_signs(book),
        calendar_url=calendar_url(setting, request.week, request.start_on),
        also_cites=(*plan.rules, *OF_EVERY_PLAN, DAY_RULE[MAINTENANCE], "SESSION-07", "SESSION-09"),
    )


@lru_cache(maxsize=256)
def _plan(setting: Setting, week: int, book: Rulebook) -> _Plan:
    """Return what is the same for everybody with this plan in this week."""
    sessions = sessions_of(setting, week, book)
    rules = dict.fromkeys(rule for slot in SLOTS for exercise in sessions.of(slot) for rule in exercise.rules)
    return _Plan(sessions, progression(setting, week, book), tuple(rules))


def _at_rest(
    request: ExercisesRequest, setting: Setting, against: tuple[Reason, ...], triage: Triage, book: Rulebook
) -> ExercisesAnswer:
    occasion = "when_seen" if triage.findings else "when_calm"
    reasons = (*triage.reasons, *against)
    actions = (*triage.actions(book), *actions_at_rest(occasion, book))
    return ExercisesAnswer(
        verdict=REST_FIRST,
        indicator="warning",
        summary=triage.summary(book) or book.sentence("SESSION-01", "seen_summary" if triage.findings else "summary"),
        actions=actions,
        reasons=reasons,
        missing=missing_of(request, triage, triage.questions, book),
        conflicts=conflicts_behind(actions, reasons, book, not_named=NOT_SHOWN),
        care=triage.care,
        planned_for=_planned_for(request, setting, None),
        when_calm=WhenCalm(
            text=book.sentence("SESSION-01", occasion),
            exercises=_gentle_codes(setting, book),
            rules=("SESSION-01", "SESSION-03", "EX-14"),
        ),
        also_cites=("SESSION-01", "SESSION-03", "EX-14"),
    )


def _gentle_codes(setting: Setting, book: Rulebook) -> tuple[str, ...]:
    """Return the exercises that a plan begins with once the pain has calmed."""
    day = day_of(Setting(PAINFUL, setting.level, setting.minutes), 1, book)
    return tuple(dict.fromkeys(entry.exercise.code for slot in SLOTS for entry in day[slot]))


def _summary(setting: Setting, book: Rulebook) -> str:
    days = len(days_of_week(setting.stage, book))
    occasion = "mild" if setting.mild else setting.stage
    return book.sentence("SESSION-02", f"{occasion}_summary", minutes=setting.minutes, days=days)


def _planned_for(request: ExercisesRequest, setting: Setting, stage: str | None) -> PlannedFor:
    return PlannedFor(
        stage=stage,
        requested_stage=request.stage,
        level=setting.level,
        minutes_per_session=setting.minutes,
        equipment=tuple(thing for thing in EQUIPMENT if thing in setting.equipment),
        week=request.week,
    )


def _maintenance(book: Rulebook) -> Maintenance:
    days = days_of_week(MAINTENANCE, book)
    return Maintenance(len(days), book.sentence("SESSION-05", "plan"), ("EX-15", "SESSION-05"))


def calendar_url(setting: Setting, week: int, start_on: date | None) -> str:
    """Return where the same plan is had as a calendar; the address says nothing of the person."""
    query: dict[str, object] = {
        "stage": setting.stage,
        "level": setting.level,
        "minutes_per_session": setting.minutes,
        "week": week,
    }
    if setting.equipment:
        query["equipment"] = ",".join(thing for thing in EQUIPMENT if thing in setting.equipment)
    if setting.mild:
        query["light_strength"] = "true"
    if setting.full_feeling:
        query["all_exercises"] = "true"
    if setting.free_standing:
        query["free_standing"] = "true"
    if setting.upright:
        query["upright"] = "true"
    if start_on is not None:
        query["start_on"] = start_on.isoformat()
    return f"{CALENDAR_PATH}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
