"""What to do instead of running, as far as the foot allows it: cycling, swimming and the like (RUN-08, RUN-14)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.triage.advise import Triage

ALL_LEFT_OUT = frozenset({"off_foot"})
"""Measures of triage under which no other sport is named."""

OFF_FEET_ONLY = frozenset({"no_running", "imaging"})
"""Measures under which a bone may be hurt, so that nothing is named in which the foot carries weight."""


def alternatives(triage: Triage, book: Rulebook, *, open_skin: bool = False) -> list[dict[str, Any]]:
    """Answer the sports that remain, ready for JSON: ``activity``, ``text``, ``rules``; none while advice is withheld.

    ``open_skin``: broken skin was told elsewhere than in the symptoms.
    """
    said, measures = triage.said, triage.measures
    if triage.withheld or said.fever or measures & ALL_LEFT_OUT:
        return []
    dry = bool(said.open_wound or open_skin)
    return [dict(each) for each in _named(bool(measures & OFF_FEET_ONLY), dry, book)]


@lru_cache(maxsize=32)
def _named(off_feet: bool, dry: bool, book: Rulebook) -> tuple[dict[str, Any], ...]:
    left_out: set[str] = set()
    if off_feet:
        left_out.update(book.words("RUN-14", "on_the_feet"))
    if dry:
        left_out |= in_water(book)
    return tuple(
        {"activity": activity, "text": book.sentence("RUN-14", activity), "rules": ["RUN-08", "RUN-14"]}
        for activity in book.words("RUN-08", "activities")
        if activity not in left_out
    )


def in_water(book: Rulebook) -> frozenset[str]:
    """Answer the sports that need whole skin on the foot."""
    return frozenset(book.words("RUN-14", "in_water"))
