"""The ground: how it changes, how varied and how hard it is. Rules LOAD-04, LOAD-06, LOAD-08, LOAD-15, TRAIN-04."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from api.advice.core.rules import Rulebook
from api.advice.training.answer import (
    CAUTION,
    COUNT,
    IMPACT,
    OK,
    RUNS_PER_WEEK,
    TERRAIN,
    TOO_MUCH,
    VARIETY,
    Check,
)
from api.advice.training.checks import Measure, make_check, unknown
from api.advice.training.load import begins
from api.advice.training.request import CONCRETE, NEW_SURFACE, UNNAMED, Ground, TrainingRequest


def terrain_change(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether runs move to other ground too quickly; value and threshold in runs a week.

    A change needs something to change from: who begins, or has no usual run, moves nothing.
    """
    allowed = book.number("LOAD-15", "moved_allowed_per_week")
    by_ground = _moved_to(request.surfaces or ())
    moved = float(sum(by_ground.values()))
    beginner = begins(request)
    named = NEW_SURFACE in (request.new_stressors or ()) and not beginner
    settled = request.new_stressors is not None or beginner or _both_known(request.surfaces)
    rules = ("LOAD-04", "LOAD-15")
    measure = Measure(moved, RUNS_PER_WEEK, float(allowed))
    if moved <= allowed and not named:
        if not settled:
            asks = ("surfaces", "new_stressors") if not request.surfaces else ("new_stressors",)
            return unknown(TERRAIN, asks, "LOAD-04", book)
        occasion = "begins" if beginner else "steady"
        return make_check(TERRAIN, OK, book.sentence("LOAD-04", occasion), rules, book, measure)
    if moved <= allowed:
        how_many = () if _both_known(request.surfaces) else ("surfaces",)
        return make_check(TERRAIN, CAUTION, book.sentence("LOAD-04", "named"), rules, book, asks=how_many)
    harder = not set(by_ground) <= set(book.words("LOAD-15", "soft"))
    verdict = TOO_MUCH if harder and moved > book.number("LOAD-15", "moved_caution_per_week") else CAUTION
    text = book.sentence("LOAD-04", "slowly", moved=round(moved, 1))
    return make_check(TERRAIN, verdict, text, rules, book, measure)


def _moved_to(grounds: Sequence[Ground]) -> dict[str, Fraction]:
    """Return the ground that runs move to, with how many a week: more than its share of the usual runs would be.

    Where something is not known, every further run on a ground counts. Exact, so that equal shares move nothing.
    """
    known = [
        (ground.surface, Fraction(ground.usual_runs_per_week), Fraction(ground.planned_runs_per_week))
        for ground in grounds
        if ground.usual_runs_per_week is not None and ground.planned_runs_per_week is not None
    ]
    usual_total, planned_total = sum(usual for _, usual, _ in known), sum(planned for _, _, planned in known)
    if len(known) < len(grounds):
        more = {surface: planned - usual for surface, usual, planned in known}
    elif usual_total:
        more = {surface: planned - planned_total * usual / usual_total for surface, usual, planned in known}
    else:
        more = {}
    return {surface: runs for surface, runs in more.items() if runs > 0}


def _both_known(grounds: tuple[Ground, ...] | None) -> bool:
    return bool(grounds) and all(
        ground.planned_runs_per_week is not None and ground.usual_runs_per_week is not None for ground in grounds or ()
    )


def surface_variety(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether some runs are on soft ground; value and threshold in runs a week."""
    least = book.number("LOAD-06", "soft_surface_min_per_week")
    soft_ground = book.words("LOAD-15", "soft")
    grounds = [ground for ground in request.surfaces or () if ground.surface in soft_ground]
    soft = float(sum(ground.runs or 0 for ground in grounds))
    if soft < least and (not _all_listed(request) or any(ground.runs is None for ground in grounds)):
        return unknown(VARIETY, ("surfaces",), "LOAD-06", book)
    if soft >= least:
        verdict, text = OK, book.sentence("LOAD-06", "varied", soft=round(soft, 1))
    else:
        verdict, text = CAUTION, f"{book.sentence('LOAD-06', 'none')} {book.sentence('TRAIN-04', 'grass')}"
    measure = Measure(soft, RUNS_PER_WEEK, float(least))
    return make_check(VARIETY, verdict, text, ("LOAD-06", "LOAD-15", "TRAIN-04"), book, measure)


def _all_listed(request: TrainingRequest) -> bool:
    return bool(request.surfaces) and request.surfaces_complete


def impact(request: TrainingRequest, book: Rulebook) -> Check:
    """Return whether things that multiply the impact come together; value and threshold are counts."""
    multiplied, allowed = impacts_of(request, book), book.number("LOAD-15", "impacts_allowed")
    rules, measure = ("LOAD-08", "LOAD-15"), Measure(float(len(multiplied)), COUNT, float(allowed))
    if len(multiplied) > allowed:
        text = book.sentence("LOAD-08", "heavy", impacts=impact_names(multiplied, book))
        return make_check(IMPACT, CAUTION, text, rules, book, measure)
    asks = [] if request.new_stressors is not None else ["new_stressors"]
    if mostly_concrete(request, book) is None and len(multiplied) == allowed:
        asks.append("surfaces")
    if asks:
        return unknown(IMPACT, asks, "LOAD-08", book)
    return make_check(IMPACT, OK, book.sentence("LOAD-08", "light"), rules, book, measure)


def impacts_of(request: TrainingRequest, book: Rulebook) -> tuple[str, ...]:
    """Return what is known to multiply the impact on the forefoot in this plan."""
    multiply = book.words("LOAD-15", "multiply")
    new = tuple(stressor for stressor in multiply if stressor in (request.new_stressors or ()))
    return (*new, CONCRETE) if mostly_concrete(request, book) else new


def impact_names(impacts: Iterable[str], book: Rulebook) -> tuple[str, ...]:
    """Return what multiplies the impact as a sentence names it."""
    return tuple(book.sentence("LOAD-15", name) for name in impacts)


def mostly_concrete(request: TrainingRequest, book: Rulebook) -> bool | None:
    """Return whether most runs are on concrete; ``None`` where that is not known."""
    grounds = request.surfaces
    if not grounds or any(ground.runs is None for ground in grounds):
        return None
    total = sum(ground.runs or 0 for ground in grounds)
    concrete, perhaps = (
        sum(ground.runs or 0 for ground in grounds if ground.surface in surfaces)
        for surfaces in ((CONCRETE,), (CONCRETE, *UNNAMED))
    )
    share = book.number("LOAD-15", "most_over_fraction")
    if request.surfaces_complete and concrete > total * share:
        return True
    return False if request.surfaces_complete and perhaps <= total * share else None
