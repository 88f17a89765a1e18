"""Is the planned longest run too long after the month's longest? Rules TRAIN-01, LOAD-10, TRAIN-02."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from api.advice.core.distance import Distance
from api.advice.core.format import ceiling_aloud, distance_aloud
from api.advice.core.rules import Rulebook
from api.advice.training.checks import CAUTION, OK, SINGLE_RUN, TOO_MUCH, Check, unknown
from api.advice.training.request import TrainingRequest

RULES = ("TRAIN-01", "LOAD-10", "TRAIN-02")
WITHIN, START, SMALL, MODERATE, LARGE, EMPTY = "within", "start", "small", "moderate", "large", "empty"

VERDICT_OF_BAND = {WITHIN: OK, START: OK, SMALL: CAUTION, MODERATE: TOO_MUCH, LARGE: TOO_MUCH, EMPTY: TOO_MUCH}


class RunFigures(NamedTuple):
    """The rulebook's figures; shares in whole per cent."""

    small_percent: int
    moderate_percent: int
    large_percent: int
    start: Distance


@lru_cache(maxsize=8)
def run_figures(book: Rulebook) -> RunFigures:
    """Answer the figures of this rulebook."""
    small, moderate, large = (
        round(book.number("TRAIN-01", f"{band}_excess_over_fraction") * 100) for band in (SMALL, MODERATE, LARGE)
    )
    return RunFigures(small, moderate, large, Distance.of(book.number("LOAD-10", "start_run_km"), "km"))


def longest_allowed(longest: Distance, book: Rulebook) -> Distance:
    """Answer the longest run that is in order after the longest of the month."""
    figures = run_figures(book)
    return max(_more(longest, figures.small_percent), figures.start)


def band_of(planned: Distance, longest: Distance, book: Rulebook) -> str:
    """Answer in which band of TRAIN-01 a planned run lies: ``within`` and ``start`` are in order."""
    figures = run_figures(book)
    if planned <= _more(longest, figures.small_percent) and longest.micrometres:
        return WITHIN
    if planned <= figures.start:
        return START
    if not longest.micrometres:
        return EMPTY
    if planned <= _more(longest, figures.moderate_percent):
        return SMALL
    return MODERATE if planned <= _more(longest, figures.large_percent) else LARGE


def single_run(asked: TrainingRequest, book: Rulebook) -> Check:
    """Answer whether the planned longest run is too long; value and threshold in kilometres."""
    longest, planned = asked.longest_run_last_30_days, asked.planned_longest_run
    if longest is None or planned is None:
        asks = [name for name in ("longest_run_last_30_days", "planned_longest_run") if getattr(asked, name) is None]
        return unknown(SINGLE_RUN, asks, "TRAIN-01", book)
    allowed, band = longest_allowed(longest, book), band_of(planned, longest, book)
    said = {
        "planned": distance_aloud(planned, miles_first=asked.miles_first),
        "longest": distance_aloud(longest, miles_first=asked.miles_first),
        "limit": ceiling_aloud(allowed, miles_first=asked.miles_first),
    }
    text = book.sentence("TRAIN-01", band, **said)
    return Check(SINGLE_RUN, VERDICT_OF_BAND[band], text, RULES, value=planned.km, unit="km", threshold=allowed.km)


def _more(distance: Distance, percent: int) -> Distance:
    return Distance(distance.micrometres * (100 + percent) // 100)
