"""The training load of a runner from the log: its weeks, longest run, ground, cadence and last reported pain.

Reads the days of a few weeks and the two ends of the log, so it costs the same however long the log is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.training.advise import advise
from api.advice.training.answer import RunnerLoad
from api.advice.training.log import DayOnGround, TrainingLog, log_from, request_of_log, weeks_from
from api.storage.runners.runner_runs import cadences_between, first_and_last_day, ground_days, last_pain_of_runner
from api.storage.runners.runners import IMPERIAL, RunnerRow


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for the week, ``None`` is not known."""

    week: Distance | None = None
    longest_run: Distance | None = None
    new_stressors: tuple[str, ...] | None = None
    illness: bool | None = None
    returning: bool | None = None


def load_of_runner(db: Connection, runner: RunnerRow, plan: Plan, book: Rulebook, as_of: date) -> RunnerLoad:
    """Return the advice on a runner's training as of a day, from the runs up to it."""
    request, seen = request_of_log(
        _log(db, runner, book, as_of),
        as_of,
        book,
        planned_week=plan.week,
        planned_longest_run=plan.longest_run,
        prefers_miles=runner.units == IMPERIAL,
    )
    whole = replace(request, new_stressors=plan.new_stressors, illness=plan.illness, returning=plan.returning)
    answer = advise(whole, book, log=seen)
    return RunnerLoad(runner_id=runner.id, **{field.name: getattr(answer, field.name) for field in fields(answer)})


def _log(db: Connection, runner: RunnerRow, book: Rulebook, as_of: date) -> TrainingLog:
    window = (runner.account_id, runner.id, log_from(as_of, book), as_of)
    first, last = first_and_last_day(db, runner.account_id, runner.id, as_of)
    since = weeks_from(as_of, last, book)
    return TrainingLog(
        days=tuple(DayOnGround(*row) for row in ground_days(db, runner.account_id, runner.id, since, as_of)),
        first_run_on=first,
        last_run_on=last,
        cadences_spm=tuple(cadences_between(db, *window)),
        pain_level=last_pain_of_runner(db, *window) if runner.health_consent else None,
    )
