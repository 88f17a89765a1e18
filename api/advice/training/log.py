"""What a running log shows of a runner's training. Rule LOAD-18. The day of the question is passed in.

Weeks run from Monday to Sunday, as ISO 8601 counts them; only those that are over before the day count as recent weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from api.advice.core.answer import CERTAINTIES
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.training.answer import LogSeen
from api.advice.training.request import Ground, TrainingRequest
from api.advice.triage.request import Symptoms

LOW, MEDIUM, HIGH = CERTAINTIES


@dataclass(frozen=True, slots=True)
class DayOnGround:
    """What was run on one day on one surface (``None``: not logged): in all, the longest run, how many runs."""

    day: date
    surface: str | None
    distance_um: int
    longest_um: int
    runs: int


@dataclass(frozen=True, slots=True)
class TrainingLog:
    """A log from ``log_from(as_of)`` to ``as_of``; ``first_run_on`` and ``last_run_on`` look back over all of it."""

    days: tuple[DayOnGround, ...]
    first_run_on: date | None = None
    last_run_on: date | None = None
    cadences_spm: tuple[float, ...] = ()
    pain_level: int | None = None


def log_from(as_of: date, book: Rulebook) -> date:
    """Return the first day whose runs count as recent on the day ``as_of``."""
    weeks = _days_back(_monday(as_of), _most_weeks(book) * DAYS_A_WEEK)
    return min(weeks, _days_back(as_of, _month(book) - 1))


def weeks_from(as_of: date, last_run_on: date | None, book: Rulebook) -> date:
    """Return the first day whose runs make up the weeks: after a break also those before it (LOAD-19)."""
    recent = log_from(as_of, book)
    weeks = _weeks_shown(as_of, last_run_on, book)
    return min(recent, _days_back(_monday(as_of), weeks * DAYS_A_WEEK))


def _weeks_shown(as_of: date, last_run_on: date | None, book: Rulebook) -> int:
    """Return how many weeks are counted: the recent ones, and after a break as many up to the last run.

    A week further back than three quarters of a year says nothing of the usual one any more.
    """
    most = _most_weeks(book)
    since = 0 if last_run_on is None else (_monday(as_of) - _monday(last_run_on)).days // DAYS_A_WEEK
    weeks = max(most, since + most - 1)
    return weeks if since <= book.number("LOAD-18", "looks_back_weeks") else most


def request_of_log(
    log: TrainingLog, as_of: date, book: Rulebook, *, planned_week: Distance | None = None,
    planned_longest_run: Distance | None = None, prefers_miles: bool | None = None,
) -> tuple[TrainingRequest, LogSeen]:  # fmt: skip
    """Return what is known from a log on the day ``as_of``, and how sure the log is."""
    days = [day for day in log.days if day.day <= as_of]
    weeks = _whole_weeks(days, log, as_of, book)
    month = [day.longest_um for day in days if day.day > as_of - timedelta(days=_month(book))]
    known = log.first_run_on is not None
    surfaces, complete = _surfaces(days, log.first_run_on, as_of, book)
    request = TrainingRequest(
        recent_weeks=tuple(map(Distance, weeks)) or None,
        planned_week=planned_week,
        week_so_far=Distance(_between(days, _monday(as_of), as_of)) if known else None,
        longest_run_last_30_days=Distance(max(month, default=0)) if known else None,
        planned_longest_run=planned_longest_run,
        surfaces=surfaces,
        surfaces_complete=complete,
        cadence_spm=float(median(log.cadences_spm)) if log.cadences_spm else None,
        days_off=None if log.last_run_on is None else max(0, (as_of - log.last_run_on).days - 1),
        symptoms=None if log.pain_level is None else Symptoms(pain_level=log.pain_level),
        prefers_miles=prefers_miles,
    )
    return request, _seen(log, len(weeks), bool(month), as_of, book)


def _seen(log: TrainingLog, weeks: int, lately: bool, as_of: date, book: Rulebook) -> LogSeen:
    certainty = HIGH if weeks >= book.number("LOAD-18", "sure_from_weeks") else MEDIUM
    if weeks < book.number("LOAD-18", "rough_below_weeks") or not lately:
        certainty = LOW
    text = book.sentence("LOAD-18", certainty)
    return LogSeen(
        as_of=as_of,
        first_run_on=log.first_run_on,
        last_run_on=log.last_run_on,
        whole_weeks=weeks,
        certainty=certainty,
        text=text,
    )


def _whole_weeks(days: Sequence[DayOnGround], log: TrainingLog, as_of: date, book: Rulebook) -> list[int]:
    """Return the micrometres of each week that is over, oldest first, from the week of the first run on."""
    if log.first_run_on is None:
        return []
    monday, first = _monday(as_of), _monday(log.first_run_on)
    count = min(_weeks_shown(as_of, log.last_run_on, book), (monday - first).days // DAYS_A_WEEK)
    starts = [monday - timedelta(weeks=back) for back in range(count, 0, -1)]
    return [_between(days, start, start + timedelta(days=DAYS_A_WEEK - 1)) for start in starts]


def _between(days: Iterable[DayOnGround], first: date, last: date) -> int:
    return sum(day.distance_um for day in days if first <= day.day <= last)


def _surfaces(
    days: Sequence[DayOnGround], first_run_on: date | None, as_of: date, book: Rulebook
) -> tuple[tuple[Ground, ...] | None, bool]:
    """Return the runs a week on each surface, and whether every run has its surface."""
    if first_run_on is None:
        return None, False
    span = max(DAYS_A_WEEK, min(_most_weeks(book) * DAYS_A_WEEK, (as_of - first_run_on).days + 1))
    recent = [day for day in days if (as_of - day.day).days < span]
    counts: dict[str, int] = {}
    for day in recent:
        if day.surface is not None:
            counts[day.surface] = counts.get(day.surface, 0) + day.runs
    complete = all(day.surface is not None for day in recent)
    grounds = tuple(Ground(surface, counts[surface] * DAYS_A_WEEK / span) for surface in sorted(counts))
    return grounds or None, complete


def _most_weeks(book: Rulebook) -> int:
    return round(book.number("LOAD-18", "sure_from_weeks"))


def _month(book: Rulebook) -> int:
    return round(book.number("LOAD-18", "silent_days"))


def _monday(day: date) -> date:
    return _days_back(day, day.weekday())


def _days_back(day: date, days: int) -> date:
    """Return the day so many days before, or the first day that the calendar has."""
    return date.fromordinal(max(1, day.toordinal() - days))
