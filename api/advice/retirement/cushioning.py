"""How much cushioning is left after a distance: a band, never a point. Rules WEAR-01, WEAR-02, WEAR-11."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook


class Cushioning(NamedTuple):
    """Shares of the cushioning of a new pair, 0-1; ``low`` <= ``estimate`` <= ``high``."""

    estimate: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Answer the band as it is served, in hundredths."""
        return {
            "estimate": percent(self.estimate) / 100,
            "low": percent(self.low) / 100,
            "high": percent(self.high) / 100,
        }


class _Curve(NamedTuple):
    """``floor + loss * exp(-miles / decay)``."""

    floor: float
    loss: float
    decay_mi: float

    def at(self, miles: float) -> float:
        return self.floor + self.loss * math.exp(-miles / self.decay_mi)


class _Figures(NamedTuple):
    people: _Curve
    machine: _Curve
    least_loss: float
    other_most_loss: float
    other_least_loss: float


@lru_cache(maxsize=8)
def _figures(book: Rulebook) -> _Figures:
    def of_people(name: str) -> float:
        return book.number("WEAR-01", name)

    def ours(name: str) -> float:
        return book.number("WEAR-11", name)

    return _Figures(
        _Curve(of_people("curve_floor_fraction"), of_people("curve_loss_fraction"), of_people("curve_decay_mi")),
        _Curve(ours("most_worn_floor_fraction"), ours("most_worn_loss_fraction"), ours("most_worn_decay_mi")),
        ours("least_loss_ratio"),
        ours("other_foam_most_loss_ratio"),
        ours("other_foam_least_loss_ratio"),
    )


def cushioning_left(distance: Distance, foam: str | None, book: Rulebook) -> Cushioning:
    """Answer what is left of a new pair's cushioning after ``distance``.

    Measured on EVA; for another ``foam``, or one that is not known (``None``), the band is wider.
    """
    figures = _figures(book)
    miles = distance.mi
    estimate, worst = figures.people.at(miles), figures.machine.at(miles)
    if foam == "eva":
        return Cushioning(estimate, worst, 1 - (1 - estimate) * figures.least_loss)
    return Cushioning(
        estimate, 1 - (1 - worst) * figures.other_most_loss, 1 - (1 - estimate) * figures.other_least_loss
    )


def percent(share: float) -> int:
    """Answer a share in whole per cent."""
    return round(share * 100)
