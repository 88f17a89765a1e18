"""At which distance, age and hours a pair is planned for, retired and worn out, and what cushioning is left.

Months are counted by the calendar: a pair started on 31 January is a month old on the last day of February. Rules
RETIRE-02, RETIRE-05, WEAR-01, WEAR-02, WEAR-05, WEAR-06, WEAR-10, WEAR-11, WEAR-13, WEAR-19.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.answer import percent
from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.advice.core.units import MONTHS_A_YEAR
from api.advice.retirement.answer import AGE, HOURS, Cushioning, Limits
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
    ageing_fraction: float
    new_until: Distance
    measured_until: Distance
    edge_lost_by: Distance


@lru_cache(maxsize=8)
def limit_figures(book: Rulebook) -> LimitFigures:
    """Return the distances of this rulebook."""

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
        Distance.of(book.number("WEAR-04", "edge_lost_by_km"), "km"),
    )


def peba_or_race(pair: WornPair) -> bool:
    """Return whether the figures of racing shoes and PEBA foam concern this pair."""
    return pair.kind == "race" or pair.foam == "peba"


def racing_pair(pair: WornPair) -> bool:
    """Return whether the pair itself retires with its racing life: a racing shoe, or PEBA foam of unknown kind."""
    return pair.kind == "race" or (pair.foam == "peba" and pair.kind is None)


def surely_no_racer(pair: WornPair) -> bool:
    """Return whether foam and kind are known and neither is a racing shoe's."""
    return pair.kind not in (None, "race") and pair.foam not in (None, "peba")


def limits_of(pair: WornPair, book: Rulebook) -> Limits:
    """Return the limits of this pair; forefoot pain has moved them forward if there is any."""
    figures = limit_figures(book)
    by_weight = _by_body_weight(pair, figures)
    trainer_end = min(figures.retire_by, by_weight)
    advised = min(figures.race_retire_by, by_weight) if racing_pair(pair) else trainer_end
    retire_by = advised if pair.limit is None else min(pair.limit, figures.worn_out)
    advised_or_shorter = min(advised, retire_by)
    limits = Limits(
        ageing_from=Distance(int(advised_or_shorter.micrometres * figures.ageing_fraction)),
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
        limits,
        plan_from=limits.ageing_from,
        retire_by=limits.plan_from,
        speed_until=min(limits.speed_until, limits.plan_from),
        race_until=min(limits.race_until, limits.plan_from),
        easy_until=limits.plan_from,
        pain_brought_forward=True,
    )


class _Curve(NamedTuple):
    """``floor + loss * exp(-miles / decay)``."""

    floor: float
    loss: float
    decay_mi: float

    def at(self, miles: float) -> float:
        return self.floor + self.loss * math.exp(-miles / self.decay_mi)


class _CushioningFigures(NamedTuple):
    people: _Curve
    machine: _Curve
    least_loss: float
    other_most_loss: float
    other_least_loss: float


@lru_cache(maxsize=8)
def _cushioning_figures(book: Rulebook) -> _CushioningFigures:
    def of_people(name: str) -> float:
        return book.number("WEAR-01", name)

    def ours(name: str) -> float:
        return book.number("WEAR-11", name)

    return _CushioningFigures(
        _Curve(of_people("curve_floor_fraction"), of_people("curve_loss_fraction"), of_people("curve_decay_mi")),
        _Curve(ours("most_worn_floor_fraction"), ours("most_worn_loss_fraction"), ours("most_worn_decay_mi")),
        ours("least_loss_ratio"),
        ours("other_foam_most_loss_ratio"),
        ours("other_foam_least_loss_ratio"),
    )


def cushioning_left(distance: Distance, foam: str | None, book: Rulebook, *, at_least: bool = False) -> Cushioning:
    """Return what is left of a new pair's cushioning after ``distance``.

    Measured on EVA; for another ``foam``, or one that is not known (``None``), the band is wider. Where the distance is
    a lower bound (``at_least``), the estimate and the upper edge are the most that may be left.
    """
    figures = _cushioning_figures(book)
    miles = distance.mi
    estimate, worst = figures.people.at(miles), figures.machine.at(miles)
    if at_least:
        # Nobody knows how much more was run, so no part of the loss is out of the question.
        worst = figures.machine.floor
    if foam == "eva":
        return Cushioning(estimate, worst, 1 - (1 - estimate) * figures.least_loss)
    return Cushioning(
        estimate, 1 - (1 - worst) * figures.other_most_loss, 1 - (1 - estimate) * figures.other_least_loss
    )


def rounded(left: Cushioning) -> Cushioning:
    """Return the band in hundredths, as it is served."""
    return Cushioning(percent(left.estimate) / 100, percent(left.low) / 100, percent(left.high) / 100)


WITHIN, NEAR, OVER = "within", "near", "over"
"""Where a pair is beside an own limit of age or hours: planning begins at the share of WEAR-10."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """An own limit of age or hours: how much of ``limit`` is ``used``, in whole months or in hours, and the stage."""

    kind: str
    used: float
    limit: float
    stage: str


def own_limits(pair: WornPair, as_of: date, book: Rulebook) -> tuple[OwnLimit, ...]:
    """Return the own limits of age and hours whose use is known."""
    return tuple(_own_limits(pair, as_of, book))


def _own_limits(pair: WornPair, as_of: date, book: Rulebook) -> Iterator[OwnLimit]:
    if pair.limit_age_months is not None and pair.started_on is not None:
        plan_on, due_on = dates_by_age(pair.started_on, pair.limit_age_months, book)
        stage = OVER if as_of >= due_on else NEAR if as_of >= plan_on else WITHIN
        yield OwnLimit(AGE, months_between(pair.started_on, as_of), pair.limit_age_months, stage)
    if pair.limit_hours is not None and pair.hours is not None:
        near = pair.limit_hours * planning_share(book)
        stage = OVER if pair.hours >= pair.limit_hours else NEAR if pair.hours >= near else WITHIN
        yield OwnLimit(HOURS, pair.hours, pair.limit_hours, stage)


def planning_share(book: Rulebook) -> float:
    """Return the share of an own limit from which a replacement is planned (WEAR-10)."""
    figures = limit_figures(book)
    return figures.race_plan_from.micrometres / figures.race_retire_by.micrometres


def dates_by_age(started_on: date, months: int, book: Rulebook) -> tuple[date, date]:
    """Return on which day a replacement is planned and on which an own limit of age is reached."""
    due_on = months_later(started_on, months)
    return started_on + timedelta(days=int((due_on - started_on).days * planning_share(book))), due_on


def is_new(pair: WornPair, book: Rulebook) -> bool:
    """Return whether a pair is still being broken in (WEAR-18)."""
    return pair.distance is not None and pair.distance < limit_figures(book).new_until


def has_aged(pair: WornPair, as_of: date, book: Rulebook) -> bool:
    """Return whether a pair is so old that its foam is pressed before a race, however little it has run (WEAR-19)."""
    months = int(book.number("WEAR-19", "press_from_months"))
    return pair.started_on is not None and as_of >= months_later(pair.started_on, months)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months on, or the last of that month; at the latest the last day there is."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    if day.year + years > date.max.year:
        return date.max
    _, last = monthrange(day.year + years, month + 1)
    return date(day.year + years, month + 1, min(day.day, last))


def months_between(first: date, last: date) -> int:
    """Return how many whole months lie between two days; none where the first comes later."""
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    whole = months if months_later(first, max(0, months)) <= last else months - 1
    return max(0, whole)
