"""The figures of the way back, drawn from the rulebook once: RETURN-02, 03, 06, 07, 10, 12, 15 to 18, TRAIN-06."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Minutes are whole minutes of jogging unless named otherwise; ``minute`` is what one covers, shares are exact.

    There is one for each rulebook; two are the same only if they are one object.
    """

    walk_minutes: int
    first_walk_run_minutes: int
    first_continuous_minutes: int
    week1_low: Fraction
    week1_high: Fraction
    no_hills_weeks: int
    growth: Fraction
    small_below: Distance
    small_step: Distance
    step_share: Fraction
    careful_step_share: Fraction
    minute: Distance
    walked_minute: Distance
    rungs: tuple[int, ...]
    rung_weeks: int
    careful_rung_weeks: int
    kept_share: Fraction
    shortest_run: int
    longest_run: int
    goal_minutes: int
    few_runs: int
    many_runs: int
    run_days: tuple[tuple[int, ...], ...]
    other_days: tuple[tuple[int, ...], ...]
    week_days: int
    shown_weeks: int
    counted_weeks: int


@lru_cache(maxsize=8)
def figures_of(book: Rulebook) -> Figures:
    """Answer the figures of this rulebook. ``run_days`` and ``other_days`` are indexed by the number of runs."""
    jog, rounds = _whole(book, "RETURN-02", "jog_min"), _whole(book, "RETURN-02", "rounds")
    return Figures(
        walk_minutes=_whole(book, "RETURN-02", "walk_min"),
        first_walk_run_minutes=min(jog * rounds, _whole(book, "TRAIN-06", "first_session_max_jog_minutes")),
        first_continuous_minutes=_whole(book, "RETURN-02", "alternative_max_minutes"),
        week1_low=_exact(book, "RETURN-03", "week1_min_fraction"),
        week1_high=_exact(book, "RETURN-03", "week1_max_fraction"),
        no_hills_weeks=_whole(book, "RETURN-06", "no_hills_weeks"),
        growth=_exact(book, "RETURN-07", "max_weekly_increase_fraction"),
        small_below=Distance.of(book.number("RETURN-07", "small_week_below_mi_per_week"), "mi"),
        small_step=Distance.of(book.number("RETURN-07", "small_week_max_increase_mi"), "mi"),
        step_share=_exact(book, "RETURN-15", "after_injury_step_fraction"),
        careful_step_share=_exact(book, "RETURN-15", "after_bone_stress_step_fraction"),
        minute=Distance.of(book.number("RETURN-16", "one_minute_easy_m"), "m"),
        walked_minute=Distance.of(book.number("RETURN-16", "one_minute_walk_m"), "m"),
        rungs=_several(book, "RETURN-17", "unbroken_jog_minutes"),
        rung_weeks=_whole(book, "RETURN-17", "one_rung_weeks"),
        careful_rung_weeks=_whole(book, "RETURN-17", "one_rung_after_bone_stress_weeks"),
        kept_share=_exact(book, "RETURN-17", "kept_of_a_run_min_fraction"),
        shortest_run=_whole(book, "RETURN-18", "shortest_run_minutes"),
        longest_run=_whole(book, "RETURN-18", "longest_run_minutes"),
        goal_minutes=_whole(book, "RETURN-10", "continuous_min_minutes"),
        few_runs=_whole(book, "RETURN-12", "phase1_runs"),
        many_runs=_whole(book, "RETURN-12", "phase2_runs"),
        run_days=_run_days(book),
        other_days=_other_days(book),
        week_days=_whole(book, "RETURN-18", "one_week_days"),
        shown_weeks=_whole(book, "RETURN-22", "shown_weeks"),
        counted_weeks=_whole(book, "RETURN-22", "counted_weeks"),
    )


def _run_days(book: Rulebook) -> tuple[tuple[int, ...], ...]:
    names = ("one_run_on_days", "two_runs_on_days", "three_runs_on_days", "four_runs_on_days")
    return ((), *(_several(book, "RETURN-18", name) for name in names))


def _other_days(book: Rulebook) -> tuple[tuple[int, ...], ...]:
    two, beside_two, one = (
        _several(book, "RETURN-18", name)
        for name in ("two_others_on_days", "two_others_beside_two_runs_on_days", "one_other_on_days")
    )
    return (two, two, beside_two, two, one)


def _whole(book: Rulebook, rule: str, name: str) -> int:
    return int(book.number(rule, name))


def _exact(book: Rulebook, rule: str, name: str) -> Fraction:
    # A figure means the decimal number it is written as: kilometres and miles then agree to the micrometre.
    return Fraction(repr(book.number(rule, name)))


def _several(book: Rulebook, rule: str, name: str) -> tuple[int, ...]:
    value = book.value(rule, name)
    return tuple(int(item) for item in value) if isinstance(value, tuple) else ()
