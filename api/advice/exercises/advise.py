"""Which exercises for this foot, today and in the weeks to come: danger signs first, then a day in three sessions.

Rules of the area ``exercises`` (EX-01 .. EX-15, MOVE-.., SESSION-.., TRAIN-08 .. TRAIN-10), CARE-07, RISK-01, SHOE-14,
and those of triage. Nothing here reads a clock; no answer promises that exercises prevent an injury (TRAIN-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from api.advice.core.answer import LooseAnswer as Answer
from api.advice.core.answer import Missing, Reason
from api.advice.core.conflicts import conflicts_behind
from api.advice.core.rules import Rulebook
from api.advice.exercises.library import EQUIPMENT, LEVELS
from api.advice.exercises.plan import (
    DAY_RULE,
    MAINTENANCE,
    PAINFUL,
    SLOTS,
    STAGES,
    SessionLengthError,
    Setting,
    day_of,
    days_of_week,
    first_day,
    session_lengths,
)
from api.advice.exercises.progression import progression
from api.advice.exercises.say import actions_at_rest, actions_of, missing_of, reasons_of, shown, stop_signs
from api.advice.exercises.stage import feels_everything, reasons_to_rest, stage_of
from api.advice.triage.advise import Triage, judge
from api.advice.triage.care_first import care_alone
from api.advice.triage.questions import Questions
from api.advice.triage.request import Symptoms

__all__ = ["EQUIPMENT", "LEVELS", "STAGES", "VERDICTS", "ExercisesRequest", "SessionLengthError", "advise"]

MAINTAIN, START, REST_FIRST = "maintain", "start", "rest_first"
VERDICTS = (MAINTAIN, START, REST_FIRST)
"""From the most permissive to the strictest."""

CALENDAR_PATH = "/v1/advice/exercises.ics"

NOT_TOLD = frozenset({"CARE-07", "TRAIN-08", "TRAIN-09", "TRAIN-10"})
"""Rules whose conflicts are left to the other side, which tells the same: EX-01, EX-15."""

OF_EVERY_PLAN = ("EX-13", "EX-14", "EX-15", "SESSION-06", "SESSION-10", "SESSION-11")


@dataclass(frozen=True, slots=True)
class ExercisesRequest:
    """What a plan is asked for with; ``None`` is not known. ``week`` counts from 1."""

    symptoms: Symptoms = field(default_factory=Symptoms)
    minutes_per_session: int | None = None
    level: str | None = None
    stage: str | None = None
    equipment: tuple[str, ...] | None = None
    week: int = 1
    start_on: date | None = None


class Plan(NamedTuple):
    """A day's sessions and what changes after it, as they are served, and the rules of its exercises."""

    sessions: Mapping[str, list[dict[str, Any]]]
    progression: list[dict[str, Any]]
    rules: tuple[str, ...]


def advise(asked: ExercisesRequest, book: Rulebook) -> Answer:
    """Answer the day's plan, or that the foot rests first.

    Besides: ``planned_for``, ``sessions``, ``session_minutes``, ``days_of_week``, ``progression``, ``maintenance``,
    ``stop_if``, ``when_calm`` and ``calendar_url``. Raises SessionLengthError for a session that EX-13 does not know.
    """
    triage = judge(asked.symptoms, book)
    setting = setting_of(asked, stage_of(asked.stage, triage, book), book)
    first_day(setting, book)
    against = reasons_to_rest(triage, book)
    if triage.withheld:
        return care_alone(triage, REST_FIRST, book, _nothing(asked, setting, None), also_cites=("SESSION-01",))
    if against:
        return _at_rest(asked, setting, against, triage, book)
    return _planned(asked, setting, triage, book)


def setting_of(asked: ExercisesRequest, stage: str, book: Rulebook) -> Setting:
    """Answer what the plan turns on; what is not known is taken in its most cautious sense."""
    shortest, _ = session_lengths(book)
    return Setting(
        stage=stage,
        level=asked.level or LEVELS[0],
        minutes=shortest if asked.minutes_per_session is None else asked.minutes_per_session,
        equipment=frozenset(asked.equipment or ()),
        full_feeling=feels_everything(asked.symptoms),
    )


def _planned(asked: ExercisesRequest, setting: Setting, triage: Triage, book: Rulebook) -> Answer:
    plan = _plan(setting, asked.week, book)
    rules = plan.rules
    care = bool(triage.findings)
    reasons = (*triage.reasons, *reasons_of(asked.stage, setting, triage, book))
    questions = triage.questions(book)
    asks = questions.could_change
    actions = (*triage.actions(book, asks=asks), *actions_of(setting, asked.symptoms, book, care=care, asks=asks))
    return Answer(
        verdict=MAINTAIN if setting.stage == MAINTENANCE else START,
        indicator="warning" if care else "info",
        summary=triage.summary(book) or _summary(setting, book),
        actions=actions,
        reasons=reasons,
        missing=_missing(asked, triage, questions, book),
        conflicts=conflicts_behind(actions, reasons, book, also=rules, not_told=NOT_TOLD),
        care=triage.care,
        details=_details(asked, setting, plan, book),
        also_cites=(*rules, *OF_EVERY_PLAN, DAY_RULE[MAINTENANCE], "SESSION-07", "SESSION-09"),
    )


@lru_cache(maxsize=256)
def _plan(setting: Setting, week: int, book: Rulebook) -> Plan:
    """Answer what is the same for everybody with this plan in this week; it is shared: read it, do not change it."""
    day = day_of(setting, week, book)
    rules = dict.fromkeys(rule for slot in SLOTS for entry in day[slot] for rule in entry.exercise.rules)
    sessions = {slot: [shown(entry, book) for entry in day[slot]] for slot in SLOTS}
    return Plan(sessions, progression(setting, week, book), tuple(rules))


def _at_rest(
    asked: ExercisesRequest, setting: Setting, against: tuple[Reason, ...], triage: Triage, book: Rulebook
) -> Answer:
    occasion = "when_seen" if triage.findings else "when_calm"
    reasons = (*triage.reasons, *against)
    actions = (*triage.actions(book), *actions_at_rest(occasion, book))
    calm = {
        "text": book.sentence("SESSION-01", occasion),
        "exercises": _gentle_codes(setting, book),
        "rules": ["SESSION-01", "SESSION-03", "EX-14"],
    }
    return Answer(
        verdict=REST_FIRST,
        indicator="warning",
        summary=triage.summary(book) or book.sentence("SESSION-01", "summary"),
        actions=actions,
        reasons=reasons,
        missing=_missing(asked, triage, triage.questions(book), book),
        conflicts=conflicts_behind(actions, reasons, book, not_told=NOT_TOLD),
        care=triage.care,
        details=_nothing(asked, setting, calm),
        also_cites=("SESSION-01", "SESSION-03", "EX-14"),
    )


def _gentle_codes(setting: Setting, book: Rulebook) -> list[str]:
    """Answer the exercises that a plan begins with once the pain has calmed."""
    calm = Setting(PAINFUL, setting.level, setting.minutes)
    return list(dict.fromkeys(entry.exercise.code for slot in SLOTS for entry in day_of(calm, 1, book)[slot]))


def _missing(asked: ExercisesRequest, triage: Triage, questions: Questions, book: Rulebook) -> tuple[Missing, ...]:
    told = asked.equipment is not None
    return missing_of(triage, questions, stage=asked.stage, level=asked.level, equipment_told=told, book=book)


def _summary(setting: Setting, book: Rulebook) -> str:
    days = len(days_of_week(setting.stage, book))
    return book.sentence("SESSION-02", f"{setting.stage}_summary", minutes=setting.minutes, days=days)


def _details(asked: ExercisesRequest, setting: Setting, plan: Plan, book: Rulebook) -> dict[str, Any]:
    return {
        "planned_for": _planned_for(asked, setting),
        "sessions": plan.sessions,
        "session_minutes": dict.fromkeys(SLOTS, setting.minutes),
        "days_of_week": list(days_of_week(setting.stage, book)),
        "progression": plan.progression,
        "maintenance": _maintenance(book),
        "stop_if": stop_signs(book),
        "when_calm": None,
        "calendar_url": calendar_url(setting, asked.week, asked.start_on),
    }


def _nothing(asked: ExercisesRequest, setting: Setting, calm: Mapping[str, Any] | None) -> dict[str, Any]:
    """Answer the fields of an answer without a plan."""
    return {
        "planned_for": _planned_for(asked, setting) | {"stage": None},
        "sessions": {slot: [] for slot in SLOTS},
        "session_minutes": dict.fromkeys(SLOTS, 0),
        "days_of_week": [],
        "progression": [],
        "maintenance": None,
        "stop_if": [],
        "when_calm": calm,
        "calendar_url": None,
    }


def _planned_for(asked: ExercisesRequest, setting: Setting) -> dict[str, Any]:
    return {
        "stage": setting.stage,
        "level": setting.level,
        "minutes_per_session": setting.minutes,
        "equipment": [each for each in EQUIPMENT if each in setting.equipment],
        "week": asked.week,
    }


def _maintenance(book: Rulebook) -> dict[str, Any]:
    days = days_of_week(MAINTENANCE, book)
    return {"days_per_week": len(days), "text": book.sentence("SESSION-05", "plan"), "rules": ["EX-15", "SESSION-05"]}


def calendar_url(setting: Setting, week: int, start_on: date | None) -> str:
    """Answer where the same plan is had as a calendar; the address tells of the plan, not of the person."""
    asked: dict[str, Any] = {
        "stage": setting.stage,
        "level": setting.level,
        "minutes_per_session": setting.minutes,
        "week": week,
    }
    if setting.equipment:
        asked["equipment"] = ",".join(each for each in EQUIPMENT if each in setting.equipment)
    if setting.full_feeling:
        asked["all_exercises"] = "true"
    if start_on is not None:
        asked["start_on"] = start_on.isoformat()
    return f"{CALENDAR_PATH}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"
