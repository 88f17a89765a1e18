"""What a person asks of a shoe, and what of it matters when shoes are ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from api.advice.feet import Feet, StatedSize
from api.advice.fit import Fit, sides_of
from api.advice.symptoms import Symptoms
from api.advice.triage import Triage

USES = ("road", "trail", "race", "everyday", "home")
EXPERIENCES = ("none", "transitioning", "established")
PREPARED = frozenset({"transitioning", "established"})
AWAY_FROM_FOREFOOT = frozenset({"heel", "midfoot"})

Stock = Mapping[str, frozenset[str]]
"""Shoe id -> the widths in stock in the person's size; a width that is no class is one that the store did not state."""


@dataclass(frozen=True, slots=True)
class ShoesFacts:
    """What a request may say. ``None`` means *not known* or *no wish*; ``max_price`` in the currency of the shoes.

    ``stock`` limits the answer to what a store has in the person's size (see ``Stock``).
    """

    feet: Feet | None = None
    sex: str | None = None
    size: StatedSize | None = None
    use: str | None = None
    in_recovery: bool | None = None
    minimalist_experience: str | None = None
    max_price: float | None = None
    brands: tuple[str, ...] | None = None
    limit: int | None = None
    stock: Stock | None = None
    symptoms: Symptoms = field(default_factory=Symptoms)


class Wearer(NamedTuple):
    """All that decides which shoes suit a person at all, whatever their score.

    ``foot``: width class, if known; ``prepared``: the feet are used to minimalist shoes, or on the way there.
    """

    foot: str | None
    sore: bool
    prepared: bool
    use: str | None
    sex: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """What matters of a person when shoes are ranked.

    ``hurts``: whether the forefoot does; ``sore``: it does, or the person is coming back from an injury. ``arches`` are
    those that are known, ``heads`` the metatarsal heads that hurt; ``shape_told``: somebody looked at the toes.
    """

    facts: ShoesFacts
    fit: Fit
    hurts: bool | None
    sore: bool
    arches: tuple[str, ...]
    bunion: bool
    hammertoe: bool
    callus: bool
    shape_told: bool
    heads: frozenset[str]
    between_toes: bool
    heel_hurts: bool

    @property
    def wearer(self) -> Wearer:
        """What decides which shoes suit this person at all; experience that is not known is none."""
        facts = self.facts
        prepared = facts.minimalist_experience in PREPARED
        return Wearer(self.fit.width.width_class, self.sore, prepared, facts.use, facts.sex)

    @property
    def rocker_counts(self) -> bool:
        """Whether a rolling sole is a plus: pain under a metatarsal head, and none in the heel (FIT-06)."""
        return bool(self.heads) and not self.heel_hurts

    @property
    def first_head_only(self) -> bool:
        """Whether the first head is the only one that hurts, where a rolling sole does less (FIT-06)."""
        return self.heads == {"mth_1"}

    @property
    def has_structure(self) -> bool:
        """Whether the foot has a shape that orthotics, pads or a supportive shoe may help (SHOE-10)."""
        return self.bunion or self.hammertoe or "low" in self.arches or "high" in self.arches


def person_of(facts: ShoesFacts, fit: Fit, triage: Triage) -> Person:
    """Answer what matters of this person; a shape of one foot counts, because the shoes of a pair are alike."""
    feet = [foot for _, foot in sides_of(facts.feet)]
    sites = frozenset(facts.symptoms.pain_sites or ())
    hurts = triage.facts["pain"]
    if hurts and sites and sites <= AWAY_FROM_FOREFOOT:
        hurts = False
    return Person(
        facts=facts,
        fit=fit,
        hurts=hurts,
        sore=bool(hurts or facts.in_recovery),
        arches=tuple(sorted({foot.arch for foot in feet if foot.arch is not None})),
        bunion=any(foot.bunion for foot in feet),
        hammertoe=any(foot.hammertoe for foot in feet),
        callus=any(foot.callus for foot in feet),
        shape_told=any(None not in (foot.bunion, foot.hammertoe, foot.callus) for foot in feet),
        heads=frozenset(site for site in sites if site.startswith("mth_")),
        between_toes=any(site.startswith("web_") for site in sites),
        heel_hurts="heel" in sites,
    )
