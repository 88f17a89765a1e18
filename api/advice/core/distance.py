"""Distances that add up exactly: kilometres, miles and metres in, all three out.

Kept as whole micrometres, because a mile (1609.344 m by definition) in thousandths comes out even there: a million
runs of 26.2 mi add up to the micrometre. What a client sent is kept beside it and comes back unchanged in its unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

MICROMETRES = {"km": 1_000_000_000, "mi": 1_609_344_000, "m": 1_000_000}
"""Whole micrometres in one of each unit."""

UNITS = tuple(MICROMETRES)
_SERVED = tuple(MICROMETRES.items())


class DistanceError(ValueError):
    """A distance was negative, not finite, or in an unknown unit."""


@dataclass(frozen=True, slots=True, order=True)
class Distance:
    """A distance of ``micrometres``, never negative. ``sent`` is (value, unit) as a client gave it, if one did.

    Two distances are equal when they are equally long, whatever the unit they were sent in.
    """

    micrometres: int
    sent: tuple[float, str] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, value: float | Decimal, unit: str) -> Distance:
        """Return ``value`` km, mi or m, remembering how it was sent; raises DistanceError.

        A float is taken for the decimal number that it is written as: 26.2 is exactly 26.2. What is finer than a
        micrometre is rounded.
        """
        if unit not in MICROMETRES:
            raise DistanceError(f"{unit!r} is no unit of distance")
        if not math.isfinite(value) or value < 0:
            raise DistanceError(f"{value!r} is no distance")
        exact = value if isinstance(value, int | Decimal) else Decimal(repr(value))
        return cls(round(exact * MICROMETRES[unit]), (float(value), unit))

    @property
    def km(self) -> float:
        """The distance in kilometres."""
        return self._in("km")

    @property
    def mi(self) -> float:
        """The distance in miles."""
        return self._in("mi")

    @property
    def m(self) -> float:
        """The distance in metres."""
        return self._in("m")

    def _in(self, unit: str) -> float:
        if self.sent is not None and self.sent[1] == unit:
            return self.sent[0]
        return self.micrometres / MICROMETRES[unit]

    def __add__(self, other: Distance) -> Distance:
        return Distance(self.micrometres + other.micrometres)

    def left_until(self, goal: Distance) -> Distance:
        """Return what is left from here to ``goal``; nothing once it is reached."""
        return Distance(max(0, goal.micrometres - self.micrometres))

    def in_units(self) -> dict[str, float]:
        """Return the distance as it is served: ``km``, ``mi`` and ``m``."""
        served = {unit: self.micrometres / size for unit, size in _SERVED}
        if self.sent is not None:
            served[self.sent[1]] = self.sent[0]
        return served

    # What still builds dicts by hand calls it so.
    as_dict = in_units


NOTHING = Distance(0)


def total(distances: Iterable[Distance]) -> Distance:
    """Return the exact sum."""
    return Distance(sum(distance.micrometres for distance in distances))


def speaks_miles(*distances: Distance | None) -> bool:
    """Return whether the first distance that a client sent came in miles."""
    first = next((distance for distance in distances if distance is not None and distance.sent is not None), None)
    return first is not None and first.sent is not None and first.sent[1] == "mi"
