"""What an advice on coming back to running says: the gate, the weeks with their runs, how to read the foot."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated

from api.advice.core.answer import Answer, Code, Sentence, SomeRules
from api.advice.core.describe import DRAWN_FROM, LEFT_OUT_WHEN_NONE, Length, OneOf, Range, on_request
from api.advice.core.distance import Distance
from api.advice.return_to_run.ladder import KINDS, STEPS
from api.advice.return_to_run.request import CLEARANCE, DAILY_CHECKS, FIRST_SESSIONS, GROUNDS, LONG_WALK

NOT_READY, START, CONTINUE, HOLD = "not_ready", "start", "continue", "hold"
STEP_BACK, STOP, FULL_TRAINING = "step_back", "stop", "full_training"
VERDICTS = (NOT_READY, START, CONTINUE, HOLD, STEP_BACK, STOP, FULL_TRAINING)

STRICTNESS = (FULL_TRAINING, CONTINUE, START, HOLD, STEP_BACK, NOT_READY, STOP)
"""From the most permissive to the strictest."""

RUNNING = frozenset({START, CONTINUE, HOLD, STEP_BACK, FULL_TRAINING})
"""Verdicts with a plan."""

CHECKS = (*DAILY_CHECKS, LONG_WALK, CLEARANCE)
Grounds = tuple[Annotated[str, OneOf(GROUNDS)], ...]
Count = Annotated[int, Range(0)]
Positive = Annotated[int, Range(1)]


@dataclass(frozen=True, slots=True)
class GateCheck:
    """One check before the first run."""

    check: Annotated[str, OneOf(CHECKS), "Which check."]
    passed: Annotated[bool | None, "Null while not known, which does not count as passed."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class WayBack:
    """Whether running may begin again (RETURN-01); the plan is the topic's own."""

    verdict: Annotated[str, OneOf((NOT_READY, START)), "`start` once every check is a clear yes."]
    summary: Sentence
    gate: Annotated[tuple[GateCheck, ...], "The four checks of everyday movement."]


@dataclass(frozen=True, slots=True)
class Session:
    """One run."""

    day: Annotated[Positive, "Day of the plan's week, 1 to 7."]
    date: Annotated[datetime.date | None, "The date; null without `start_on`."]
    kind: Annotated[str, OneOf(KINDS), "Jogging and walking in turn, or jogging without a break."]
    jog_minutes: Annotated[Positive, "Minutes of jogging in a round."]
    walk_minutes: Annotated[Count, "Minutes of walking in a round; 0 for a run without a break."]
    rounds: Annotated[Positive, "How often."]
    walk_before_minutes: Annotated[Count, "Minutes of walking before the first round, to warm up."]
    walk_after_minutes: Annotated[Count, "Minutes of walking after the last round."]
    minutes: Annotated[Positive, "Minutes in all."]
    distance: Annotated[Distance, "The distance to cover, walking included; the minutes cover it or a little less."]
    surfaces: Annotated[Grounds, "Soft ground to run on, best first, of what there is."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class NextSession(Session):
    """The run that comes next, with its week."""

    week: Annotated[Positive, "The week since running began."]


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """One week."""

    week: Annotated[Positive, "Counted since running began again."]
    starts_on: Annotated[datetime.date | None, "Its first day; null without `start_on`."]
    distance: Annotated[Distance, "What its runs add up to."]
    ceiling: Annotated[Distance, "The most that may be run in it."]
    sessions: Annotated[tuple[Session, ...], "Its runs."]
    cross_training: Annotated[Count, "How many sessions of other sport."]
    cross_training_days: Annotated[tuple[int, ...], "On which days."]
    hills: Annotated[bool, "Whether hills may come back, little by little."]
    own_week: Annotated[bool, "Whether the runner shapes the week, and its runs are one example (RETURN-26)."]
    note: Annotated[str | None, Length(1), "For people; null where there is nothing to add."]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """The weeks ahead."""

    weeks: Annotated[tuple[PlanWeek, ...], "At most 16."]
    usual_weekly_distance: Distance
    usual_distance_due_in_week: Annotated[
        int | None,
        "The week in which the usual distance is due, if all goes well, or was reached; null past 400 weeks.",
    ]
    cross_training_activities: tuple[Annotated[Code, "Other sport."], ...]
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Expectation:
    """What to expect; an example, not a promise."""

    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class Reading(Expectation):
    """How to read the foot after a run."""

    when: Annotated[Code, "`during`, `that_night`, `next_morning`, `next_day`, `after_a_day`, `any_time`."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFrom:
    """The facts of the plan, as its calendar and its chart take them in the query; no symptom is among them."""

    usual_weekly_km: Annotated[float | None, LEFT_OUT_WHEN_NONE, "The usual week."] = None
    usual_weekly_mi: Annotated[float | None, LEFT_OUT_WHEN_NONE, "The usual week."] = None
    gate_passed: bool
    weeks_off: Annotated[float | None, "Weeks without running before week 1."]
    weeks_done: Annotated[Count, "Weeks run so far."]
    last_week_km: Annotated[float | None, LEFT_OUT_WHEN_NONE, "The week to go on from."] = None
    last_week_mi: Annotated[float | None, LEFT_OUT_WHEN_NONE, "The week to go on from."] = None
    step: Annotated[
        str,
        OneOf(STEPS),
        "Whether the next week takes the whole step, less of it, repeats the last or steps back to it.",
    ]
    longest_continuous_minutes: int | None
    first_sessions: Annotated[str | None, OneOf(FIRST_SESSIONS), "As asked for."]
    bone_stress_injury: bool | None
    clinician_clearance: bool | None
    surfaces_available: Annotated[Grounds | None, "As sent."]
    start_on: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToRunAnswer(Answer):
    """Whether running may begin or go on, and how."""

    verdict: Annotated[str, OneOf(VERDICTS), "What to do about running."]
    gate: Annotated[tuple[GateCheck, ...], "What has to be a clear yes before the first run."] = ()
    plan: Annotated[ReturnPlan | None, "Null unless running may go on."] = None
    next_session: NextSession | None = None
    expect: Annotated[tuple[Expectation, ...], "What to expect."] = ()
    after_each_run: Annotated[tuple[Reading, ...], "How to read the run, the night and the morning."] = ()
    drawn_from: Annotated[DrawnFrom | None, on_request(DRAWN_FROM), "With `include=drawn_from`."] = None
    calendar_url: Annotated[
        str | None, "The plan as a calendar file (iCalendar); null without a plan or without `start_on`."
    ] = None
    chart_url: Annotated[str | None, "The plan as a chart (SVG); null without a plan."] = None
