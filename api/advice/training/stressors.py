"""What is new this week, and is it too much at once? Rules LOAD-02, LOAD-03, LOAD-05, LOAD-13, LOAD-14, RETURN-11."""

from __future__ import annotations

from api.advice.core.distance import NOTHING, Distance
from api.advice.core.rules import Rulebook
from api.advice.training.answer import CAUTION, COUNT, DAYS, OK, ONE_STRESSOR, TIME_OFF, TOO_MUCH, Check
from api.advice.training.checks import Measure, make_check, strictest, unknown
from api.advice.training.load import (
    Week,
    after_break,
    begins,
    days_without_running,
    former_week,
    longest_allowed,
    longest_of,
    planned_week,
    run_figures,
    week_of,
)
from api.advice.training.request import DISTANCE, LONG_RUN, SPEED, STRESSORS, TrainingRequest


def stressors_of(request: TrainingRequest, book: Rulebook) -> tuple[str, ...]:
    """Return what is new: as sent, and as the planned distances show; a longer week and long run count as one."""
    new = set(request.new_stressors or ())
    week, planned = week_of(request, book), planned_week(request)
    if week.usual is not None and planned is not None and planned > week.usual:
        new.add(DISTANCE)
    longest, run = longest_of(request), request.planned_longest_run
    if longest is not None and run is not None and run > longest:
        new.add(LONG_RUN)
    if {DISTANCE, LONG_RUN} <= new:
        new.remove(LONG_RUN)
    return tuple(stressor for stressor in STRESSORS if stressor in new)


def stressor_names(stressors: tuple[str, ...], book: Rulebook) -> tuple[str, ...]:
    """Return stressors as a sentence names them."""
    return tuple(book.sentence("LOAD-13", stressor) for stressor in stressors)


def one_stressor(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether at most one thing is new; value and threshold are counts."""
    new = stressors_of(request, book)
    allowed = round(book.number("LOAD-13", "allowed_at_once"))
    if len(new) <= allowed and request.new_stressors is None:
        return unknown(ONE_STRESSOR, ["new_stressors"], "LOAD-02", book)
    verdict, rules = _verdict(new, request, book)
    if verdict == OK:
        text = book.sentence("LOAD-02", "one")
    else:
        text = book.sentence("LOAD-02", "several", stressors=stressor_names(new, book))
    if "LOAD-03" in rules:
        text = f"{text} {book.sentence('LOAD-03')}"
    asks = ["new_stressors"] if request.new_stressors is None else []
    if "RETURN-11" in rules and request.returning is None and not begins(request):
        asks.append("returning")
    measure = Measure(float(len(new)), COUNT, float(allowed))
    return make_check(ONE_STRESSOR, verdict, text, rules, book, measure, asks=asks)


def _verdict(new: tuple[str, ...], request: TrainingRequest, book: Rulebook) -> tuple[str, tuple[str, ...]]:
    rules = ["LOAD-02", "LOAD-13"]
    trio = set(book.words("LOAD-13", "named_trio")) <= set(new)
    both = SPEED in new and not set(book.words("LOAD-13", "volume")).isdisjoint(new)
    if trio:
        rules.insert(1, "LOAD-03")
    if both and request.returning is not False:
        rules.insert(1, "RETURN-11")
    if trio or len(new) >= book.number("LOAD-13", "too_many_from") or (both and request.returning):
        return TOO_MUCH, tuple(rules)
    return CAUTION if len(new) > book.number("LOAD-13", "allowed_at_once") else OK, tuple(rules)


def time_off(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether a break lies behind, and whether the plan respects it; value and threshold in days."""
    days, limit = days_without_running(request), book.number("LOAD-14", "break_from_days")
    measure = Measure(None if days is None else float(days), DAYS, float(limit))
    rules: tuple[str, ...] = ("LOAD-05", "LOAD-14")
    if after_break(request, book):
        rules = (*rules, "LOAD-19")
        hard = _too_hard(request, book)
        verdict = strictest([CAUTION, TOO_MUCH if hard else OK])
        ran = former_week(request, book) > NOTHING or request.recent_weeks is None
        text = book.sentence("LOAD-05", ("too_hard" if ran else "too_hard_to_begin") if hard else "rested")
        asks = () if request.new_stressors is not None or hard else ("new_stressors",)
        return make_check(TIME_OFF, verdict, text, rules, book, measure, asks=asks)
    asks = ("illness",) if request.illness is None else ()
    if begins(request):
        return make_check(TIME_OFF, OK, book.sentence("LOAD-05", "begins"), rules, book, measure, asks=asks)
    if days is None:
        return unknown(TIME_OFF, ("days_off", *asks), "LOAD-05", book)
    return make_check(TIME_OFF, OK, book.sentence("LOAD-05", "running"), rules, book, measure, asks=asks)


def _too_hard(request: TrainingRequest, book: Rulebook) -> bool:
    if request.race or not set(book.words("LOAD-14", "hard")).isdisjoint(request.new_stressors or ()):
        return True
    week, planned = week_of(request, book), planned_week(request)
    longest, run = longest_of(request), request.planned_longest_run
    too_far = planned is not None and week.usual is not None and planned > _most_after_break(week)
    furthest = max(longest or NOTHING, run_figures(book).start, longest_allowed(longest or NOTHING, request, book))
    return too_far or (longest is not None and run is not None and run > furthest + run_figures(book).rounding)


def _most_after_break(week: Week) -> Distance:
    # A first week after none at all is longer than nothing, and yet a start.
    return week.ceiling if week.from_nothing else week.too_much_over
