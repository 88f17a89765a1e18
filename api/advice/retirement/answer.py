"""What an advice on a pair of shoes holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from api.advice.core.answer import CERTAINTIES, Answer, Sentence, SomeRules
from api.advice.core.describe import CODE, INTERNAL, OneOf, Pattern, Range
from api.advice.core.distance import Distance
from api.advice.retirement.request import FOAMS, KINDS

KEEP, PLAN, RETIRE = "keep", "plan_replacement", "retire"
VERDICTS = (KEEP, PLAN, RETIRE)
"""From the most permissive to the strictest."""

Share = Annotated[float, Range(0, 1)]


@dataclass(frozen=True, slots=True)
class Cushioning:
    """Shares of a new pair's cushioning: a band, never a point."""

    estimate: Share
    low: Share
    high: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The distances that count for this pair.

    ``advised`` is the retirement distance that we advise, ``retire_by`` the one that counts (an own limit, or pain,
    moves it); ``decided_by`` names what set it. From ``ageing_from`` on doubt decides. Speed work, races and easy
    runs end at ``speed_until``, ``race_until`` and ``easy_until``.
    """

    plan_from: Annotated[Distance, "Plan the next pair from here."]
    retire_by: Annotated[Distance, "Retire the pair here."]
    worn_out: Annotated[Distance, "No pair goes on past this."]
    race_until: Annotated[Distance, "Races in this pair end here."]
    easy_until: Annotated[Distance, "Easy runs end here, unless the pair is checked and sound."]
    ageing_from: Annotated[Distance, INTERNAL]
    advised: Annotated[Distance, INTERNAL]
    speed_until: Annotated[Distance, INTERNAL]
    decided_by: Annotated[str, INTERNAL]
    pain_brought_forward: Annotated[bool, INTERNAL] = False


@dataclass(frozen=True, slots=True)
class OkFor:
    """Which runs the pair is cleared for; what is not known never clears."""

    easy: bool
    speed: bool
    race: bool


DISTANCE, AGE, HOURS = "distance", "age", "hours"
LIMIT_KINDS = (DISTANCE, AGE, HOURS)
"""By what a pair can be due: the distance it has run, and the runner's own limits of age and hours."""

EXACT, AT_LEAST = "exact", "at_least"

FOR_NOTHING = OkFor(easy=False, speed=False, race=False)


@dataclass(frozen=True, slots=True)
class DueBy:
    """On which date one of the limits is reached."""

    limit: Annotated[str, OneOf(LIMIT_KINDS), "Which limit."]
    plan_on: Annotated[date, "When to have the next pair in mind."]
    retire_on: Annotated[date, "When the limit is reached, at the usual pace."]


@dataclass(frozen=True, slots=True)
class Forecast:
    """On which date the pair is due, by the nearest of its limits."""

    plan_on: Annotated[date, "When to have the next pair in mind."]
    retire_on: Annotated[date, "When the pair is due, at the usual pace."]
    earliest: date
    latest: date
    certainty: Annotated[str, OneOf(CERTAINTIES), "How sure the date is."]
    because: Annotated[tuple[Annotated[str, Pattern(CODE), "For machines."], ...], "What makes it less sure."]
    by: Annotated[tuple[DueBy, ...], "Each limit that has a date, the nearest first; empty for a pair that is due."]
    text: Sentence
    rules: SomeRules


@dataclass(frozen=True, slots=True)
class JudgedAs:
    """The facts this answer rests on that the request may have left open."""

    foam: Annotated[str | None, OneOf(FOAMS), "As sent, else from the catalogue; null if not known."]
    kind: Annotated[str | None, OneOf(KINDS), "As sent, else from the catalogue; null if not known."]
    as_of: date
    distance: Annotated[Distance | None, "What the pair has run, or has run at least; null if nothing is known of it."]
    distance_is: Annotated[
        str | None,
        OneOf((EXACT, AT_LEAST)),
        "`at_least`: a lower bound. Then `life_used` is at least and `remaining` at most what they name.",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementAnswer(Answer):
    """Whether a pair is kept, and until when."""

    verdict: Annotated[str, OneOf(VERDICTS), "What to do with the pair."]
    life_used: Annotated[
        float | None,
        Range(0),
        "Share of the retirement distance that is run (at least, see `judged_as`); 1 and more is past it.",
    ]
    cushioning_left: Cushioning | None
    limits: Limits
    remaining: Annotated[
        Distance | None,
        "What is left until the pair retires, or is left at most; null while nothing is known of its distance.",
    ]
    ok_for: OkFor
    forecast: Annotated[
        Forecast | None, "Null without a weekly distance, beyond three years, or when advice is withheld."
    ] = None
    judged_as: JudgedAs
