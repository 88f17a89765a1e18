"""Has it got better since self-care began? Two pain levels, compared as TRAIN-11 says."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.self_care.request import SelfCareRequest

READINGS = ("better", "same", "worse")


def progress_of(asked: SelfCareRequest, book: Rulebook) -> dict[str, Any] | None:
    """Answer the reading ready for JSON: ``before`` and ``now`` (0-10), ``reading``, ``text``, ``rules``.

    ``None`` while one of the two levels is not known.
    """
    before, now = asked.pain_level_before, asked.symptoms.pain_level
    if before is None or now is None:
        return None
    reading = _reading(before, now, book)
    text = book.sentence("TRAIN-11", reading, before=before, now=now)
    return {"before": before, "now": now, "reading": reading, "text": text, "rules": ["TRAIN-11", "CARE-08"]}


def _reading(before: int, now: int, book: Rulebook) -> str:
    noticed = _noticed_points(book)
    if before - now >= noticed:
        return "better"
    return "worse" if now - before >= noticed else "same"


@lru_cache(maxsize=8)
def _noticed_points(book: Rulebook) -> float:
    """Answer the smallest change that people notice, in points of the scale from 0 to 10."""
    share = book.number("TRAIN-11", "smallest_change_max_mm") / book.number("TRAIN-11", "scale_length_mm")
    return share * book.number("CARE-08", "worst_pain")
