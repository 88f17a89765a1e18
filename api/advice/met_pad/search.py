"""The next step of a pad that is being adjusted: keep it, move it a little, add to it, take it out, or see someone.

A walk along the safe range that never treads one place twice, never comes nearer than a place that felt worse or
pressed, and so ends. It remembers nothing: what was tried comes with the question. Rules PADPLACE-02, PADPLACE-08,
PADPLACE-18, PADPLACE-20, TRAIN-11; distances are the front edge behind the ball line, in millimetres.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from api.advice.core.rules import Rulebook

FEELS = ("better", "same", "worse", "pressure_under_pad", "pain_in_front", "pebble_still_there", "new_pain")
VERDICTS = ("keep", "move_forward", "move_back", "take_out", "combine", "phase_out", "see_professional_first")
ENDS = frozenset({"keep", "take_out", "phase_out", "see_professional_first"})
"""Verdicts after which no further place is tried."""

_TOO_FAR_FORWARD = frozenset({"worse", "pressure_under_pad"})
_NOT_ENOUGH = frozenset({"same", "pain_in_front", "pebble_still_there"})


class Tried(NamedTuple):
    """One place that was worn: how far behind the line, how it felt, for how many days, and what was advised then."""

    behind_mm: float
    feel: str
    days: int | None = None
    pain_level: int | None = None
    advised: str | None = None


class Range(NamedTuple):
    """Between which distances behind the line this pad may lie, and where it usually goes, in millimetres."""

    nearest_mm: float
    farthest_mm: float
    usual_mm: float


class Next(NamedTuple):
    """What to do: the verdict, where the front edge lies then, and why (an occasion of the wordings)."""

    verdict: str
    behind_mm: float
    why: str


class _Figures(NamedTuple):
    step_mm: float
    step_min_mm: float
    judge_days: float
    phase_out_days: float
    without_gain_days: float
    noticed_points: float


@lru_cache(maxsize=8)
def _figures(book: Rulebook) -> _Figures:
    number = book.number
    scale = number("TRAIN-11", "scale_length_mm")
    return _Figures(
        number("PADPLACE-20", "step_mm"),
        number("PADPLACE-02", "step_min_mm"),
        number("PADPLACE-18", "judge_after_days"),
        number("PADPLACE-18", "phase_out_after_days"),
        number("PADPLACE-20", "without_gain_days"),
        number("TRAIN-11", "smallest_change_min_mm") / scale * number("PADPLACE-20", "worst_pain"),
    )


def felt(now: Tried, before: tuple[Tried, ...], book: Rulebook) -> tuple[str, str | None]:
    """Answer how the pad is to be read, and the occasion to say so where pain levels contradict the word (TRAIN-11).

    An improvement since the first level that is too small to be noticed counts as no change, a rise since the last
    level that is noticed as worse.
    """
    levels = [each.pain_level for each in before if each.pain_level is not None]
    if not levels or now.pain_level is None:
        return now.feel, None
    noticed = _figures(book).noticed_points
    if now.feel == "better" and levels[0] - now.pain_level < noticed:
        return "same", "less_than_noticed"
    if now.feel in _NOT_ENOUGH and now.pain_level - levels[-1] >= noticed:
        return "worse", "more_pain"
    return now.feel, None


def next_step(
    now: Tried, before: tuple[Tried, ...], between: Range, book: Rulebook, *, chronic: bool | None = None
) -> Next:
    """Answer what to do with a pad that lies and feels as ``now`` says, after all that was tried ``before``."""
    figures = _figures(book)
    here = now.behind_mm
    if now.feel == "better":
        done = now.days is not None and now.days >= figures.phase_out_days and not chronic
        return Next("phase_out", here, "phase_out") if done else Next("keep", here, "keep_on")
    if now.feel == "new_pain":
        again = any(each.feel == "new_pain" for each in before)
        return Next("see_professional_first", here, "new_pain_again") if again else Next("take_out", here, "new_pain")
    if now.feel != "worse" and _in_vain(now, before, figures):
        return Next("see_professional_first", here, "too_slow")
    if not between.nearest_mm <= here <= between.farthest_mm:
        return _into_range(now, before, between, figures)
    if now.feel in _TOO_FAR_FORWARD:
        return _back_or_out(now, before, between, figures)
    return _nearer_or_more(now, before, between, figures)


def _in_vain(now: Tried, before: tuple[Tried, ...], figures: _Figures) -> bool:
    """Answer whether all was tried long enough without a gain; a place whose days are not known adds none."""
    if any(each.feel == "better" for each in before):
        return False
    return sum(each.days or 0 for each in (*before, now)) >= figures.without_gain_days


def _into_range(now: Tried, before: tuple[Tried, ...], between: Range, figures: _Figures) -> Next:
    """Answer the usual place for a pad that lies outside its range, unless it was there before; then it comes out."""
    usual = between.usual_mm
    if not _is_new(usual, before, figures) or any(usual <= bound for bound in _bounds(before)):
        return Next("take_out", now.behind_mm, "no_room")
    return Next("move_back" if usual > now.behind_mm else "move_forward", usual, "outside")


def _back_or_out(now: Tried, before: tuple[Tried, ...], between: Range, figures: _Figures) -> Next:
    worse = now.feel == "worse"
    if worse and any(each.feel in ("worse", "new_pain") for each in before):
        return Next("take_out", now.behind_mm, "worse_again")
    back = _back(now, before, between, figures)
    if back is None:
        return Next("take_out", now.behind_mm, "no_room")
    return Next("move_back", back, "worse" if worse else "pressing")


def _nearer_or_more(now: Tried, before: tuple[Tried, ...], between: Range, figures: _Figures) -> Next:
    if now.days is not None and now.days < figures.judge_days:
        return Next("keep", now.behind_mm, "too_early")
    if any(each.advised == "combine" for each in before):
        return Next("see_professional_first", now.behind_mm, "combined_in_vain")
    forward = _forward(now, before, between, figures)
    if forward is not None:
        return Next("move_forward", forward, "not_enough")
    back = _back(now, before, between, figures)
    if back is not None:
        return Next("move_back", back, "no_room_forward")
    return Next("combine", now.behind_mm, "combine")


def _bounds(before: tuple[Tried, ...]) -> list[float]:
    """Answer the places that felt worse or pressed: none at them or nearer to the heads is tried again."""
    return [each.behind_mm for each in before if each.feel in _TOO_FAR_FORWARD or each.feel == "new_pain"]


def _forward(now: Tried, before: tuple[Tried, ...], between: Range, figures: _Figures) -> float | None:
    goal = max([now.behind_mm - figures.step_mm, between.nearest_mm, *_bounds(before)])
    return goal if _is_new(goal, (*before, now), figures) else None


def _back(now: Tried, before: tuple[Tried, ...], between: Range, figures: _Figures) -> float | None:
    goal = min(now.behind_mm + figures.step_mm, between.farthest_mm)
    behind_all = all(goal > bound for bound in _bounds(before))
    return goal if behind_all and _is_new(goal, (*before, now), figures) else None


def _is_new(goal: float, tried: tuple[Tried, ...], figures: _Figures) -> bool:
    """Answer whether a place is a whole step away, to a tenth of a millimetre, from every place that was tried."""
    return all(round(abs(goal - each.behind_mm), 1) >= figures.step_min_mm for each in tried)
