"""The next step of a pad that is being adjusted: keep it, move it a little, add to it, take it out, or see someone.

A walk along the safe range that tries no place twice but one: the place that was better than all others, which is gone
back to before the pad comes out or a professional looks. It never comes nearer than a place that felt worse or pressed,
never swings to and fro, and so ends. What was tried comes with the question. Rules PADPLACE-02, PADPLACE-08,
PADPLACE-18, PADPLACE-20, TRAIN-11; distances are the front edge behind the ball line, in millimetres.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from api.advice.core.rules import Rulebook

ENDS = frozenset({"keep", "take_out", "phase_out", "see_professional_first"})
"""Verdicts after which no further place is tried."""

TOO_EARLY = "too_early"
"""Why a pad is kept that was worn too shortly to be judged: the search goes on from there."""

_TOO_FAR_FORWARD = frozenset({"worse", "pressure_under_pad"})
_NOT_ENOUGH = frozenset({"same", "pain_in_front", "pebble_still_there"})
_HURTS = _TOO_FAR_FORWARD | {"new_pain"}


class Place(NamedTuple):
    """One place that was worn: how far behind the line, how it felt, for how many days, and what was advised then."""

    behind_mm: float
    feel: str
    days: int | None = None
    pain_level: int | None = None
    advised: str | None = None


class Reach(NamedTuple):
    """Between which distances behind the line this pad may lie, and where it usually goes, in millimetres.

    ``predicted``: the line is not measured, and the pad may not come as near to it.
    """

    nearest_mm: float
    farthest_mm: float
    usual_mm: float
    predicted: bool = False


class Next(NamedTuple):
    """What to do: the verdict, where the front edge lies then, and why (an occasion of the wordings).

    ``measure``: the ball line should be measured before the pad comes nearer to the heads.
    """

    verdict: str
    behind_mm: float
    why: str
    measure: bool = False


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


def read_feel(now: Place, before: tuple[Place, ...], book: Rulebook) -> tuple[str, str | None]:
    """Return how the pad is to be read, and the occasion to say so where pain levels contradict the word (TRAIN-11).

    An improvement since the first level that is too small to be noticed counts as no change, a rise since the last
    level that is noticed as worse, and no change without any pain as better.
    """
    if now.feel == "same" and now.pain_level == 0:
        return "better", "no_pain_left"
    levels = [place.pain_level for place in before if place.pain_level is not None]
    if not levels or now.pain_level is None:
        return now.feel, None
    noticed = _figures(book).noticed_points
    if now.feel == "better" and levels[0] - now.pain_level < noticed and now.pain_level > 0:
        return "same", "less_than_noticed"
    if now.feel in _NOT_ENOUGH and now.pain_level - levels[-1] >= noticed:
        return "worse", "more_pain"
    return now.feel, None


def next_step(
    now: Place,
    before: tuple[Place, ...],
    reach: Reach,
    book: Rulebook,
    *,
    chronic: bool | None = None,
    pain_free_days: int | None = None,
) -> Next:
    """Return what to do with a pad that lies and feels as ``now``, after all that was tried ``before``."""
    figures = _figures(book)
    position = now.behind_mm
    if now.feel == "better":
        calm = (pain_free_days or 0) >= figures.phase_out_days and now.pain_level == 0 and not chronic
        return Next("phase_out", position, "phase_out") if calm else Next("keep", position, "keep_on")
    if now.feel == "new_pain":
        again = any(place.feel == "new_pain" for place in before)
        why = "new_pain_again" if again else "new_pain"
        return Next("see_professional_first" if again else "take_out", position, why)
    if now.feel != "worse" and _in_vain(now, before, figures):
        return Next("see_professional_first", position, "too_slow")
    inside = reach.nearest_mm <= position <= reach.farthest_mm
    if inside and now.feel in _NOT_ENOUGH and now.days is not None and now.days < figures.judge_days:
        return Next("keep", position, TOO_EARLY)
    best = _best((*before, now), reach, book)
    if best is not None and not _same(best, position, figures):
        return Next("move_back" if best > position else "move_forward", best, "better_there")
    if not inside:
        return _into_range(now, before, reach, figures)
    if now.feel in _TOO_FAR_FORWARD:
        return _back_or_out(now, before, reach, figures)
    returned = best is not None and _returned(best, before, figures)
    return _nearer_or_more(now, before, reach, figures, returned=returned)


def _best(before: tuple[Place, ...], reach: Reach, book: Rulebook) -> float | None:
    """Return the place that was better than all others; none where it hurt there later, or none was better.

    Of several the one with the least pain, and of equals the last.
    """
    read = [place._replace(feel=read_feel(place, before[:nth], book)[0]) for nth, place in enumerate(before)]
    hurt = {place.behind_mm for place in read if place.feel in _HURTS}
    better = [
        place
        for place in reversed(read)
        if place.feel == "better"
        and place.behind_mm not in hurt
        and reach.nearest_mm <= place.behind_mm <= reach.farthest_mm
    ]
    if not better:
        return None
    known = [place for place in better if place.pain_level is not None]
    return min(known, key=lambda place: place.pain_level or 0).behind_mm if known else better[0].behind_mm


def _same(one: float, other: float, figures: _Figures) -> bool:
    return round(abs(one - other), 1) < figures.step_min_mm


def _returned(best: float, before: tuple[Place, ...], figures: _Figures) -> bool:
    """Return whether another place was tried after the best one, so that the pad has come back to it."""
    first = next(nth for nth, place in enumerate(before) if place.behind_mm == best)
    return any(not _same(best, place.behind_mm, figures) for place in before[first + 1 :])


def _in_vain(now: Place, before: tuple[Place, ...], figures: _Figures) -> bool:
    """Return whether all was tried long enough without a gain; a place whose days are not known adds none."""
    if any(place.feel == "better" for place in before):
        return False
    return sum(place.days or 0 for place in (*before, now)) >= figures.without_gain_days


def _into_range(now: Place, before: tuple[Place, ...], reach: Reach, figures: _Figures) -> Next:
    """Return the usual place for a pad that lies outside its range, unless it was there before; then it comes out."""
    usual = reach.usual_mm
    if not _is_new(usual, before, figures) or any(usual <= bound for bound in _bounds(before)):
        return Next("take_out", now.behind_mm, "no_room")
    return Next("move_back" if usual > now.behind_mm else "move_forward", usual, "outside")


def _back_or_out(now: Place, before: tuple[Place, ...], reach: Reach, figures: _Figures) -> Next:
    worse = now.feel == "worse"
    if worse and any(place.feel in ("worse", "new_pain") for place in before):
        return Next("take_out", now.behind_mm, "worse_again")
    back = _back(now, before, reach, figures, beyond=True)
    if back is None:
        return Next("take_out", now.behind_mm, "no_room")
    return Next("move_back", back, "worse" if worse else "pressing")


def _nearer_or_more(now: Place, before: tuple[Place, ...], reach: Reach, figures: _Figures, *, returned: bool) -> Next:
    if any(place.advised == "combine" for place in before):
        return Next("see_professional_first", now.behind_mm, "combined_in_vain")
    if returned:
        return Next("combine", now.behind_mm, "combine")
    forward = _forward(now, before, reach, figures)
    if forward is not None:
        return Next("move_forward", forward, "not_enough")
    # A measured line would let the pad come nearer than an estimate does.
    measure = reach.predicted and not _bounds(before)
    back = _back(now, before, reach, figures, beyond=False)
    if back is not None:
        return Next("move_back", back, "no_room_forward", measure)
    return Next("combine", now.behind_mm, "combine", measure)


def _bounds(before: tuple[Place, ...]) -> list[float]:
    """Return the places that felt worse or pressed: none at them or nearer to the heads is tried again."""
    return [place.behind_mm for place in before if place.feel in _HURTS]


def _forward(now: Place, before: tuple[Place, ...], reach: Reach, figures: _Figures) -> float | None:
    goal = max([now.behind_mm - figures.step_mm, reach.nearest_mm, *_bounds(before)])
    return goal if _is_new(goal, (*before, now), figures) else None


def _back(now: Place, before: tuple[Place, ...], reach: Reach, figures: _Figures, *, beyond: bool) -> float | None:
    """Return a place one step farther back that is new, ``beyond`` also behind places that were tried."""
    tried = (*before, now)
    farther = sorted({place.behind_mm for place in tried if place.behind_mm > now.behind_mm}) if beyond else []
    bounds = _bounds(before)
    for start in (now.behind_mm, *farther):
        goal = min(start + figures.step_mm, reach.farthest_mm)
        if goal > now.behind_mm and all(goal > bound for bound in bounds) and _is_new(goal, tried, figures):
            return goal
    return None


def _is_new(goal: float, tried: tuple[Place, ...], figures: _Figures) -> bool:
    """Return whether a place is a whole step away, to a tenth of a millimetre, from every place that was tried."""
    return all(round(abs(goal - place.behind_mm), 1) >= figures.step_min_mm for place in tried)
