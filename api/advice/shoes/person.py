"""What of a person matters when shoes are ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from api.advice.foot.feet import Foot
from api.advice.shoes.fit import FitResult, sides_of
from api.advice.shoes.request import ShoesAdviceRequest
from api.advice.triage.judge import Triage
from api.advice.triage.request import PAIN_SITES

RACE, INSTEAD_OF_RACE = "race", "road"
WALKING_USES = ("everyday", "home")
ESTABLISHED = "established"
PREPARED = frozenset({"transitioning", ESTABLISHED})
HEADS = frozenset(site for site in PAIN_SITES if site.startswith("mth_"))
FIRST_HEAD = frozenset({"mth_1"})
BETWEEN_TOES = frozenset(site for site in PAIN_SITES if site.startswith("web_"))
AWAY_FROM_FOREFOOT = frozenset({"heel", "midfoot"})

PROFILES_REMEMBERED = 64
"""For how many profiles weights and words are cached; they are worked out anew for others."""


class Wearer(NamedTuple):
    """All that decides which shoes suit a person at all, whatever their score.

    ``foot``: width class, if known; ``prepared``: the feet are used to minimalist shoes, or on the way there;
    ``well``: it is known that nothing hurts and the foot is not in recovery; ``race_waits``: a racing shoe was asked
    for by a foot that is not, which gets road shoes without a plate (FIT-17).
    """

    foot: str | None
    sore: bool
    prepared: bool
    use: str | None
    sex: str | None
    race_waits: bool = False
    well: bool = True

    @property
    def may_be_sore(self) -> bool:
        """Whether nobody knows that the foot is well, nor that it is not."""
        return not self.sore and not self.well


class Profile(NamedTuple):
    """All of a person that decides how a shoe scores and what is shown of it. Profiles are few, so they are cache keys.

    ``foot``: width class, if known; ``sore``: the forefoot hurts or the person is recovering; ``arches`` are
    those that are known; ``rocker`` says whether a rolling sole counts: ``no``, ``refused`` (the heel hurts too),
    ``first`` (less) or ``yes``; ``walking``: the shoe is for standing and walking; ``numb``:
    diabetes or neuropathy; ``hurts``: the forefoot does now.
    """

    foot: str | None
    foot_measured: bool
    sore: bool
    arches: tuple[str, ...]
    bunion: bool
    hammertoe: bool
    callus: bool
    between_toes: bool
    rocker: str
    experience: str | None
    race: bool
    walking: bool = False
    numb: bool = False
    hurts: bool = False

    @property
    def has_structure(self) -> bool:
        """Whether the foot has a shape that orthotics, pads or a supportive shoe may help (SHOE-10)."""
        return self.bunion or self.hammertoe or "low" in self.arches or "high" in self.arches


@dataclass(frozen=True, slots=True)
class Person:
    """What matters of a person when shoes are ranked.

    ``hurts``: whether the forefoot does; ``shape_known``: somebody looked at the toes.
    """

    request: ShoesAdviceRequest
    fit: FitResult
    hurts: bool | None
    shape_known: bool
    profile: Profile
    wearer: Wearer

    @property
    def is_foot_known(self) -> bool:
        """Whether anything is known of the foot that a shoe could be matched to; a wish is nothing of it (FIT-27)."""
        profile = self.profile
        shape = bool(profile.arches) or profile.bunion or profile.hammertoe or profile.callus or self.shape_known
        felt = self.hurts is not None or profile.sore or profile.numb
        return self.fit.sizes is not None or profile.foot is not None or felt or shape


def person_of(request: ShoesAdviceRequest, fit: FitResult, triage: Triage) -> Person:
    """Return what matters of this person; a shape of one foot counts, because the shoes of a pair are alike."""
    feet = [foot for _, foot in sides_of(request.feet)]
    hurts = triage.facts["pain"]
    sites = frozenset(request.symptoms.pain_sites or ())
    if hurts and sites and sites <= AWAY_FROM_FOREFOOT:
        hurts = False
    sore = bool(hurts or request.in_recovery)
    well = hurts is False and request.in_recovery is False
    race_waits = not well and request.use == RACE
    profile = _profile(request, fit, feet, sore, bool(hurts), race=well and request.use == RACE)
    return Person(
        request=request,
        fit=fit,
        hurts=hurts,
        shape_known=any(None not in (foot.bunion, foot.hammertoe, foot.callus) for foot in feet),
        profile=profile,
        wearer=Wearer(
            foot=profile.foot,
            sore=sore,
            # Experience that is not known is none.
            prepared=profile.experience in PREPARED,
            use=INSTEAD_OF_RACE if race_waits else request.use,
            sex=request.sex,
            race_waits=race_waits,
            well=well,
        ),
    )


def _profile(
    request: ShoesAdviceRequest, fit: FitResult, feet: Sequence[Foot], sore: bool, hurts: bool, *, race: bool
) -> Profile:
    symptoms = request.symptoms
    sites = frozenset(symptoms.pain_sites or ())
    return Profile(
        foot=fit.width.width_class,
        foot_measured=fit.width.basis == "measured",
        sore=sore,
        arches=tuple(sorted({foot.arch for foot in feet if foot.arch is not None})),
        bunion=any(foot.bunion for foot in feet),
        hammertoe=any(foot.hammertoe for foot in feet),
        callus=any(foot.callus for foot in feet),
        between_toes=not BETWEEN_TOES.isdisjoint(sites),
        rocker=_rocker(sites),
        experience=request.minimalist_experience,
        race=race,
        walking=request.use in WALKING_USES,
        numb=bool(symptoms.diabetes or symptoms.neuropathy),
        hurts=hurts,
    )


def _rocker(sites: frozenset[str]) -> str:
    """Return whether a rolling sole counts for pain at these sites (FIT-06)."""
    heads = sites & HEADS
    if not heads:
        return "no"
    if "heel" in sites:
        return "refused"
    return "first" if heads == FIRST_HEAD else "yes"
