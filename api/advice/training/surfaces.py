"""The ground: how it changes, how varied and how hard it is. Rules LOAD-04, LOAD-06, LOAD-08, LOAD-15, TRAIN-04."""

from __future__ import annotations

from collections.abc import Iterable

from api.advice.core.format import listed, number_aloud
from api.advice.core.rules import Rulebook
from api.advice.training.checks import CAUTION, IMPACT, OK, TERRAIN, TOO_MUCH, VARIETY, Check, unknown
from api.advice.training.request import CONCRETE, NEW_SURFACE, UNNAMED, Ground, TrainingRequest


def terrain_change(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether runs move to other ground too quickly; value and threshold in runs a week."""
    allowed = book.number("LOAD-15", "moved_allowed_per_week")
    moved = _moved(asked.surfaces or ())
    told = asked.new_stressors is not None and NEW_SURFACE in asked.new_stressors
    settled = asked.new_stressors is not None or _both_known(asked.surfaces)
    rules = ("LOAD-04", "LOAD-15")
    if moved <= allowed and not told:
        if not settled:
            asks = ("surfaces", "new_stressors") if not asked.surfaces else ("new_stressors",)
            return unknown(TERRAIN, asks, "LOAD-04", book)
        steady = book.sentence("LOAD-04", "steady")
        return Check(TERRAIN, OK, steady, rules, value=moved, unit="runs_per_week", threshold=float(allowed))
    verdict = TOO_MUCH if moved > book.number("LOAD-15", "moved_caution_per_week") else CAUTION
    if moved <= allowed:
        how_many = () if _both_known(asked.surfaces) else ("surfaces",)
        return Check(TERRAIN, CAUTION, book.sentence("LOAD-04", "named"), rules, asks=how_many)
    text = book.sentence("LOAD-04", "slowly", moved=number_aloud(moved))
    return Check(TERRAIN, verdict, text, rules, value=moved, unit="runs_per_week", threshold=float(allowed))


def _moved(grounds: Iterable[Ground]) -> float:
    return float(
        sum(
            max(0, ground.planned - ground.usual)
            for ground in grounds
            if ground.planned is not None and ground.usual is not None
        )
    )


def _both_known(grounds: tuple[Ground, ...] | None) -> bool:
    return bool(grounds) and all(g.planned is not None and g.usual is not None for g in grounds or ())


def surface_variety(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether some runs are on soft ground; value and threshold in runs a week."""
    least = book.number("LOAD-06", "soft_surface_min_per_week")
    soft_ground = book.words("LOAD-15", "soft")
    grounds = [ground for ground in asked.surfaces or () if ground.surface in soft_ground]
    soft = float(sum(ground.runs or 0 for ground in grounds))
    rules = ("LOAD-06", "LOAD-15", "TRAIN-04")
    if soft < least and (not _all_listed(asked) or any(ground.runs is None for ground in grounds)):
        return unknown(VARIETY, ("surfaces",), "LOAD-06", book)
    if soft >= least:
        text = book.sentence("LOAD-06", "varied", soft=number_aloud(soft))
        return Check(VARIETY, OK, text, rules, value=soft, unit="runs_per_week", threshold=float(least))
    text = f"{book.sentence('LOAD-06', 'none')} {book.sentence('TRAIN-04', 'grass')}"
    return Check(VARIETY, CAUTION, text, rules, value=soft, unit="runs_per_week", threshold=float(least))


def _all_listed(asked: TrainingRequest) -> bool:
    return bool(asked.surfaces) and asked.surfaces_complete


def impact(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether things that multiply the impact come together; value and threshold are counts."""
    found, allowed = impacts_of(asked, book), book.number("LOAD-15", "impacts_allowed")
    count = float(len(found))
    rules = ("LOAD-08", "LOAD-15")
    if len(found) > allowed:
        text = book.sentence("LOAD-08", "heavy", impacts=impacts_aloud(found, book))
        return Check(IMPACT, CAUTION, text, rules, count, "count", float(allowed))
    asks = [] if asked.new_stressors is not None else ["new_stressors"]
    if mostly_concrete(asked, book) is None and len(found) == allowed:
        asks.append("surfaces")
    if asks:
        return unknown(IMPACT, asks, "LOAD-08", book)
    return Check(IMPACT, OK, book.sentence("LOAD-08", "light"), rules, count, "count", float(allowed))


def impacts_of(asked: TrainingRequest, book: Rulebook) -> tuple[str, ...]:
    """Answer what is known to multiply the impact on the forefoot in this plan."""
    multiply = book.words("LOAD-15", "multiply")
    found = tuple(stressor for stressor in multiply if stressor in (asked.new_stressors or ()))
    return (*found, CONCRETE) if mostly_concrete(asked, book) else found


def impacts_aloud(found: Iterable[str], book: Rulebook) -> str:
    """Answer what multiplies the impact as a sentence lists it."""
    return listed([book.sentence("LOAD-15", name) for name in found])


def mostly_concrete(asked: TrainingRequest, book: Rulebook) -> bool | None:
    """Answer whether most runs are on concrete; ``None`` where that is not known."""
    grounds = asked.surfaces
    if not grounds or any(ground.runs is None for ground in grounds):
        return None
    total = sum(ground.runs or 0 for ground in grounds)
    concrete, perhaps = (
        sum(ground.runs or 0 for ground in grounds if ground.surface in surfaces)
        for surfaces in ((CONCRETE,), (CONCRETE, *UNNAMED))
    )
    share = book.number("LOAD-15", "most_over_fraction")
    if asked.surfaces_complete and concrete > total * share:
        return True
    return False if asked.surfaces_complete and perhaps <= total * share else None
