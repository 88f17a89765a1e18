"""At which distance a pair is planned for, retired and worn out, and until when it may race.

Rules RETIRE-02, RETIRE-05, WEAR-05, WEAR-06, WEAR-10, WEAR-13.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.retirement.request import WornPair

KG_PER_LB = 0.45359237
"""The pound, by definition."""

PRACTICE, RACING, BODY_WEIGHT, OWN, ABSOLUTE = "practice", "racing", "body_weight", "own", "absolute"
"""What decided the retirement distance."""


class LimitFigures(NamedTuple):
    """The rulebook's distances."""

    plan_from: Distance
    retire_by: Distance
    race_plan_from: Distance
    race_retire_by: Distance
    worn_out: Distance
    miles_times_pounds: float
    ageing_share: float
    new_until: Distance
    measured_until: Distance


@dataclass(frozen=True, slots=True)
class Limits:
    """The distances that count for one pair.

    ``advised`` is the retirement distance that we advise, ``retire_by`` the one that counts (an own limit, or pain,
    moves it); ``decided_by`` says why it lies there. From ``ageing_from`` on doubt decides. Speed work, races and easy
    runs end at ``speed_until``, ``race_until`` and ``easy_until``.
    """

    ageing_from: Distance
    plan_from: Distance
    retire_by: Distance
    worn_out: Distance
    advised: Distance
    speed_until: Distance
    race_until: Distance
    easy_until: Distance
    decided_by: str
    pain_brought_forward: bool = False


@lru_cache(maxsize=8)
def limit_figures(book: Rulebook) -> LimitFigures:
    """Answer the distances of this rulebook."""

    def miles(rule: str, name: str) -> Distance:
        return Distance.of(book.number(rule, name), "mi")

    return LimitFigures(
        miles("WEAR-06", "plan_from_mi"),
        miles("WEAR-06", "retire_by_mi"),
        miles("WEAR-06", "race_plan_from_mi"),
        miles("WEAR-06", "race_retire_by_mi"),
        miles("RETIRE-02", "worn_out_distance_mi"),
        book.number("WEAR-05", "limit_by_body_weight_mi_lb"),
        book.number("WEAR-13", "ageing_from_fraction"),
        miles("WEAR-18", "new_until_mi"),
        miles("WEAR-01", "late_distance_mi"),
    )


def peba_or_race(pair: WornPair) -> bool:
    """Answer whether the figures of racing shoes and PEBA foam concern this pair."""
    return pair.kind == "race" or pair.foam == "peba"


def racing_pair(pair: WornPair) -> bool:
    """Answer whether the pair itself retires with its racing life: a racing shoe, or PEBA foam of unknown kind."""
    return pair.kind == "race" or (pair.foam == "peba" and pair.kind is None)


def surely_no_racer(pair: WornPair) -> bool:
    """Answer whether foam and kind are known and neither is a racing shoe's."""
    return pair.kind not in (None, "race") and pair.foam not in (None, "peba")


def limits_of(pair: WornPair, book: Rulebook) -> Limits:
    """Answer the limits of this pair; forefoot pain has moved them forward if there is any."""
    figures = limit_figures(book)
    by_weight = _by_body_weight(pair, figures)
    trainer_end = min(figures.retire_by, by_weight)
    advised = min(figures.race_retire_by, by_weight) if racing_pair(pair) else trainer_end
    retire_by = advised if pair.limit is None else min(pair.limit, figures.worn_out)
    advised_or_shorter = min(advised, retire_by)
    limits = Limits(
        ageing_from=Distance(int(advised_or_shorter.micrometres * figures.ageing_share)),
        plan_from=_plan_from(pair, retire_by, figures),
        retire_by=retire_by,
        worn_out=figures.worn_out,
        advised=advised,
        speed_until=advised_or_shorter,
        race_until=advised_or_shorter if surely_no_racer(pair) else min(figures.race_retire_by, advised_or_shorter),
        easy_until=trainer_end if pair.limit is None else retire_by,
        decided_by=_decided_by(pair, advised, by_weight, figures),
    )
    return _with_pain(limits) if pair.forefoot_pain else limits


def _by_body_weight(pair: WornPair, figures: LimitFigures) -> Distance:
    if pair.body_mass_kg is None:
        return figures.worn_out
    return Distance.of(figures.miles_times_pounds * KG_PER_LB / pair.body_mass_kg, "mi")


def _plan_from(pair: WornPair, retire_by: Distance, figures: LimitFigures) -> Distance:
    usual = figures.race_plan_from if peba_or_race(pair) else figures.plan_from
    in_time = retire_by.micrometres * figures.race_plan_from.micrometres // figures.race_retire_by.micrometres
    return min(usual, Distance(in_time))


def _decided_by(pair: WornPair, advised: Distance, by_weight: Distance, figures: LimitFigures) -> str:
    if pair.limit is not None:
        return OWN if pair.limit <= figures.worn_out else ABSOLUTE
    if advised == by_weight:
        return BODY_WEIGHT
    return RACING if racing_pair(pair) else PRACTICE


def _with_pain(limits: Limits) -> Limits:
    return replace(
        limits, plan_from=limits.ageing_from, retire_by=limits.plan_from, easy_until=limits.plan_from,
        pain_brought_forward=True,
    )  # fmt: skip
