"""What is new this week, and is it too much at once? Rules LOAD-02, LOAD-03, LOAD-05, LOAD-13, LOAD-14, RETURN-11."""

from __future__ import annotations

from api.advice.core.distance import NOTHING
from api.advice.core.format import listed
from api.advice.core.rules import Rulebook
from api.advice.core.units import DAYS_A_WEEK
from api.advice.training.checks import CAUTION, OK, ONE_STRESSOR, TIME_OFF, TOO_MUCH, Check, strictest, unknown
from api.advice.training.request import DISTANCE, LONG_RUN, SPEED, STRESSORS, TrainingRequest
from api.advice.training.single_run import run_figures
from api.advice.training.weekly import planned_week, week_of


def stressors_of(asked: TrainingRequest, book: Rulebook) -> tuple[str, ...]:
    """Answer what is new: as told, and what the planned distances show; a longer week and long run count as one."""
    new = set(asked.new_stressors or ())
    week, planned = week_of(asked, book), planned_week(asked)
    if week.usual is not None and planned is not None and planned > week.usual:
        new.add(DISTANCE)
    longest, run = asked.longest_run_last_30_days, asked.planned_longest_run
    if longest is not None and run is not None and run > longest:
        new.add(LONG_RUN)
    if {DISTANCE, LONG_RUN} <= new:
        new.remove(LONG_RUN)
    return tuple(stressor for stressor in STRESSORS if stressor in new)


def stressors_aloud(stressors: tuple[str, ...], book: Rulebook) -> str:
    """Answer stressors as a sentence lists them."""
    return listed([book.sentence("LOAD-13", stressor) for stressor in stressors])


def one_stressor(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether at most one thing is new; value and threshold are counts."""
    new = stressors_of(asked, book)
    allowed = round(book.number("LOAD-13", "allowed_at_once"))
    if len(new) <= allowed and asked.new_stressors is None:
        return unknown(ONE_STRESSOR, ["new_stressors"], "LOAD-02", book)
    verdict, rules = _judged(new, asked, book)
    occasion, said = ("one", {}) if verdict == OK else ("several", {"stressors": stressors_aloud(new, book)})
    text = book.sentence("LOAD-02", occasion, **said)
    if "LOAD-03" in rules:
        text = f"{text} {book.sentence('LOAD-03')}"
    asks = ["new_stressors"] if asked.new_stressors is None else []
    if "RETURN-11" in rules and asked.returning is None:
        asks.append("returning")
    return Check(
        ONE_STRESSOR,
        verdict,
        text,
        rules,
        value=float(len(new)),
        unit="count",
        threshold=float(allowed),
        asks=tuple(asks),
    )


def _judged(new: tuple[str, ...], asked: TrainingRequest, book: Rulebook) -> tuple[str, tuple[str, ...]]:
    rules = ["LOAD-02", "LOAD-13"]
    trio = set(book.words("LOAD-13", "named_trio")) <= set(new)
    both = SPEED in new and not set(book.words("LOAD-13", "volume")).isdisjoint(new)
    if trio:
        rules.insert(1, "LOAD-03")
    if both:
        rules.insert(1, "RETURN-11")
    if trio or len(new) >= book.number("LOAD-13", "too_many_from") or (both and asked.returning):
        return TOO_MUCH, tuple(rules)
    return CAUTION if len(new) > book.number("LOAD-13", "allowed_at_once") else OK, tuple(rules)


def days_without_running(asked: TrainingRequest) -> int | None:
    """Answer the days off: as told, and never fewer than the weeks without a kilometre at the end hold."""
    empty = 0
    for week in reversed(asked.recent_weeks or ()):
        if week > NOTHING:
            break
        empty += DAYS_A_WEEK
    return max(empty, asked.days_off or 0) if empty else asked.days_off


def after_break(asked: TrainingRequest, book: Rulebook) -> bool:
    """Answer whether it is known that a break or an illness lies behind (LOAD-14)."""
    days = days_without_running(asked)
    return bool(asked.illness) or (days is not None and days >= book.number("LOAD-14", "break_from_days"))


def time_off(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether a break lies behind, and whether the plan respects it; value and threshold in days."""
    days, limit = days_without_running(asked), book.number("LOAD-14", "break_from_days")
    value = None if days is None else float(days)
    if after_break(asked, book):
        hard = _too_hard(asked, book)
        verdict = strictest([CAUTION, TOO_MUCH if hard else OK])
        text = book.sentence("LOAD-05", "too_hard" if hard else "rested")
        asks = () if asked.new_stressors is not None or hard else ("new_stressors",)
        return Check(TIME_OFF, verdict, text, ("LOAD-05", "LOAD-14"), value, "days", float(limit), asks=asks)
    asks = ("illness",) if asked.illness is None else ()
    if days is None:
        return unknown(TIME_OFF, ("days_off", *asks), "LOAD-05", book)
    text = book.sentence("LOAD-05", "running")
    return Check(TIME_OFF, OK, text, ("LOAD-05", "LOAD-14"), value, "days", float(limit), asks=asks)


def _too_hard(asked: TrainingRequest, book: Rulebook) -> bool:
    if not set(book.words("LOAD-14", "hard")).isdisjoint(asked.new_stressors or ()):
        return True
    # A first week after none at all is longer than nothing, and yet a start.
    week, planned = week_of(asked, book), planned_week(asked)
    longest, run = asked.longest_run_last_30_days, asked.planned_longest_run
    longer_week = planned is not None and week.usual is not None and planned > max(week.usual, week.ceiling)
    return longer_week or (longest is not None and run is not None and run > max(longest, run_figures(book).start))
