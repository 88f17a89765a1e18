"""Is an insole or a pad finished? Only the runner's own limits say so: no source gives a distance or an age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.advice.core.distance import Distance
from api.advice.retirement.limits import months_between, months_later

KEEP_ITEM, REPLACE_ITEM = ITEM_VERDICTS = ("keep", "replace")
DISTANCE, AGE = ITEM_LIMITS = ("distance", "age")


@dataclass(frozen=True, slots=True)
class ItemWear:
    """How much of its nearest limit is used, which limit that is, and what follows; nothing without a limit."""

    verdict: str | None = None
    life_used: float | None = None
    nearest_limit: str | None = None


def judge_item(
    reached: Distance | None, limit: Distance | None, started_on: date | None, age_months: int | None, as_of: date
) -> ItemWear:
    """Return the wear of an item by the nearest of its own limits; what is not known does not count."""
    used: list[tuple[float, str]] = []
    if reached is not None and limit is not None and limit.micrometres:
        used.append((reached.micrometres / limit.micrometres, DISTANCE))
    if started_on is not None and age_months is not None and age_months:
        whole = months_later(started_on, age_months) <= as_of
        used.append((max(months_between(started_on, as_of) / age_months, 1.0 if whole else 0.0), AGE))
    if not used:
        return ItemWear()
    most, nearest = max(used)
    return ItemWear(REPLACE_ITEM if most >= 1 else KEEP_ITEM, most, nearest)
