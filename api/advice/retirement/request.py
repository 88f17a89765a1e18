"""What is known of a pair of shoes and of its runner. ``None`` means *not known*, never *no*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.advice.core.distance import Distance
from api.advice.shoes.shoe import Shoe

FOAMS = ("eva", "tpu", "peba")
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


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at the pair found."""

    creased_midsole: bool | None = None
    tilts: bool | None = None
    outsole_through: bool | None = None

    @property
    def clean(self) -> bool:
        """Whether everything was looked at and nothing was found."""
        return self.creased_midsole is False and self.tilts is False and self.outsole_through is False


NOT_LOOKED_AT = Inspection()


@dataclass(frozen=True, slots=True)
class WornPair:
    """A pair in use.

    ``distance`` is all it has run, the starting distance included; ``limit`` the runner's own. ``pairs_in_use`` counts
    the runner's pairs, this one included. ``miles_first`` says in which unit sentences speak first.
    """

    distance: Distance | None = None
    foam: str | None = None
    kind: str | None = None
    body_mass_kg: float | None = None
    feel: str | None = None
    inspection: Inspection = NOT_LOOKED_AT
    forefoot_pain: bool | None = None
    limit: Distance | None = None
    pairs_in_use: int | None = None
    miles_first: bool = False


def foam_named(midsole_foam: str | None) -> str | None:
    """Answer the foam (of ``FOAMS``) that a maker's description names in plain words; a trade name tells nothing."""
    if midsole_foam is None:
        return None
    return next((foam for foam, word in _FOAM_NAMED if word.search(midsole_foam)), None)


def foam_and_kind(shoe: Shoe) -> tuple[str | None, str | None]:
    """Answer what the catalogue knows of a shoe that wear depends on: its foam and the kind of pair."""
    return foam_named(shoe.midsole_foam), KIND_OF_CATEGORY.get(shoe.category)
