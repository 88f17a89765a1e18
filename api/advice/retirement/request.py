"""What is known of a pair of shoes and of its runner. ``None`` means *not known*, never *no*."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Self

from api.advice.core.describe import INTERNAL, Field, Length, OneOf, Range, Unit
from api.advice.core.distance import Distance, speaks_miles
from api.advice.triage.request import Symptoms

FOAMS = ("eva", "tpu", "peba")
UNKNOWN_FOAM = "unknown"
KINDS = ("trainer", "race", "trail", "minimalist")
FEELS = ("springy", "flat", "unsure")

KIND_OF_CATEGORY = {"road": "trainer", "trail": "trail", "race": "race", "minimalist": "minimalist"}
"""Category of the catalogue -> kind of pair; shoes made for walking or recovery are of no kind known here."""

_FOAM_NAMED = (
    ("peba", re.compile(r"\bpeba(x)?\b", re.IGNORECASE)),
    ("tpu", re.compile(r"\b(a-)?tpu\b", re.IGNORECASE)),
    ("eva", re.compile(r"\b(cm)?eva\b", re.IGNORECASE)),
)
"""The foam that wears out first comes first, for midsoles of several."""

YesNo = bool | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at the pair found; leave out what nobody looked at."""

    creased_midsole: Annotated[YesNo, "There are deep creases in the side of the midsole."] = None
    tilts: Annotated[YesNo, "A shoe leans to one side when it stands on a table."] = None
    outsole_through: Annotated[YesNo, "The outsole is worn through to the foam."] = None

    @property
    def clean(self) -> bool:
        """Whether everything was looked at and nothing was found."""
        return self.creased_midsole is False and self.tilts is False and self.outsole_through is False


NOT_LOOKED_AT = Inspection()


@dataclass(frozen=True, slots=True)
class WornPair:
    """A pair in use. ``imperial`` is whether its runner counts in miles, where that is on record."""

    distance: Annotated[Distance | None, "All that this pair has run."] = None
    distance_at_least: Annotated[
        Distance | None,
        "What of it is on record, in place of `distance` where nobody knows how far the pair had run before.",
    ] = None
    shoe_id: Annotated[
        str | None,
        Length(1, 100),
        "A shoe of the catalogue: foam and kind are taken from it where the request leaves them out.",
    ] = None
    foam: Annotated[str | None, OneOf((*FOAMS, UNKNOWN_FOAM)), "The foam of the midsole."] = None
    kind: Annotated[str | None, OneOf(KINDS), "What the pair is made for."] = None
    body_mass_kg: Annotated[float | None, Range(20, 350), "The runner's weight."] = None
    feel: Annotated[str | None, OneOf(FEELS), "How the foam feels."] = None
    inspection: Inspection = NOT_LOOKED_AT
    forefoot_pain: Annotated[YesNo, "The forefoot hurts."] = None
    limit: Annotated[Distance | None, Field("distance_from_one_km"), "The runner's own limit for this pair."] = None
    limit_age_months: Annotated[
        int | None, Unit("months"), Range(1, 240), "The runner's own limit of age; the nearest of the limits decides."
    ] = None
    limit_hours: Annotated[
        float | None, Unit("hours"), Range(1, 10_000), "The runner's own limit of hours run in this pair."
    ] = None
    started_on: Annotated[date | None, "The first day in use."] = None
    hours: Annotated[float | None, Unit("hours"), Range(0, 100_000), "All the hours run in this pair."] = None
    imperial: Annotated[bool | None, INTERNAL] = None

    @property
    def miles_first(self) -> bool:
        """Whether sentences name miles first: the runner's choice, else the unit of the first distance sent."""
        return speaks_miles(*self.distances) if self.imperial is None else self.imperial

    @property
    def reached(self) -> Distance | None:
        """What the pair has run at least: all of it where that is known, else what is on record."""
        return self.distance if self.distance is not None else self.distance_at_least

    @property
    def distances(self) -> tuple[Distance | None, ...]:
        """The distances that may have been sent, the one that decides on the unit of sentences first."""
        return self.distance, self.distance_at_least, self.limit

    def completed(self, foam: str | None = None, kind: str | None = None) -> Self:
        """Return the pair with the ``foam`` and ``kind`` that the catalogue knows, where it names none itself."""
        own_foam = None if self.foam == UNKNOWN_FOAM else self.foam
        return replace(self, foam=own_foam or foam, kind=self.kind or kind)


@dataclass(frozen=True, slots=True)
class RetirementRequest(WornPair):
    """What is known of a pair. Leave out, or send ``null`` for, what is not known: it never means no."""

    weekly_distance: Annotated[Distance | None, "What is run in this pair in a usual week."] = None
    as_of: Annotated[date | None, "The day to judge the pair on; today in UTC if left out."] = None
    pairs_in_use: Annotated[int | None, Range(1, 1000), "Pairs the runner uses, this one included."] = None
    symptoms: Annotated[Symptoms | None, "What is known of the pain; red flags are judged first."] = None

    @property
    def distances(self) -> tuple[Distance | None, ...]:
        """The distances that may have been sent, the one that decides on the unit of sentences first."""
        return self.distance, self.distance_at_least, self.weekly_distance, self.limit


def foam_named(midsole_foam: str | None) -> str | None:
    """Return the foam (of ``FOAMS``) that a maker's description names in plain words; a trade name names none."""
    if midsole_foam is None:
        return None
    return next((foam for foam, word in _FOAM_NAMED if word.search(midsole_foam)), None)


def foam_and_kind(midsole_foam: str | None, category: str | None) -> tuple[str | None, str | None]:
    """Return what the catalogue knows of a shoe that wear depends on: its foam and the kind of pair."""
    return foam_named(midsole_foam), KIND_OF_CATEGORY.get(category or "")
