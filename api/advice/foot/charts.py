"""Which European number makers print beside a US size, and which US size a European number means (SIZE-08).

The charts differ, so a label is a range over them, with the value that most of them give. Between the sizes that a
chart was read at it is taken as a straight line, and beyond them as continuing at the same slope.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from statistics import median
from types import MappingProxyType

from api.advice.core.rules import Rulebook

HALVES, THIRDS = 2, 3
_NEAR = 0.02
"""How far a number is from the half or third it stands for: 42.67 for 42 2/3."""

_SCALES = ("men", "women")


@dataclass(frozen=True, slots=True)
class Label:
    """The European number of one US size: what most charts give, and the lowest and highest of them."""

    typical: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One maker's chart: European numbers beside US sizes, in halves or in thirds."""

    us: tuple[float, ...]
    eu: tuple[float, ...]

    @property
    def parts(self) -> int:
        """In how many parts a size is divided: 2 or 3."""
        return THIRDS if any(abs(value * HALVES - round(value * HALVES)) > _NEAR for value in self.eu) else HALVES

    def at(self, us_size: float) -> float:
        """Return the number at a US size, not rounded where the chart was not read there."""
        us, eu = self.us, self.eu
        if us_size in us:
            return eu[us.index(us_size)]
        slope = (eu[-1] - eu[0]) / (us[-1] - us[0])
        if us_size < us[0]:
            return eu[0] - slope * (us[0] - us_size)
        if us_size > us[-1]:
            return eu[-1] + slope * (us_size - us[-1])
        after = next(place for place, size in enumerate(us) if size > us_size)
        share = (us_size - us[after - 1]) / (us[after] - us[after - 1])
        return eu[after - 1] + share * (eu[after] - eu[after - 1])

    def label(self, us_size: float) -> float:
        """Return the number that a box of this size bears, as a half or a third with two decimals."""
        return round(round(self.at(us_size) * self.parts) / self.parts, 2)


@lru_cache(maxsize=8)
def charts(book: Rulebook) -> Mapping[str, Mapping[str, Chart]]:
    """Return the charts by scale (``men``, ``women``) and maker."""
    found: dict[str, dict[str, Chart]] = {scale: {} for scale in _SCALES}
    for scale in _SCALES:
        us = _numbers(f"{scale}_us", book)
        for maker in book.words("SIZE-08", f"{scale}_makers"):
            found[scale][maker] = Chart(us, _numbers(f"{scale}_{maker}", book))
    return MappingProxyType({scale: MappingProxyType(by_maker) for scale, by_maker in found.items()})


def _numbers(name: str, book: Rulebook) -> tuple[float, ...]:
    values = book.value("SIZE-08", name)
    return tuple(float(value) for value in values) if isinstance(values, tuple) else ()


def maker_of(brand: str, book: Rulebook) -> str | None:
    """Return the maker whose chart holds for a brand, ``None`` where no chart was read."""
    maker = brand.strip().casefold().replace(" ", "_")
    return maker if maker in charts(book)["men"] else None


@lru_cache(maxsize=512)
def eu_label(us_size: float, scale: str, book: Rulebook) -> Label:
    """Return the European number beside a US size of a scale, ``men`` or ``women``."""
    known = charts(book)[scale].values()
    printed = [chart.label(us_size) for chart in known]
    middle, counted = median(printed), Counter(printed)
    if any(us_size not in chart.us for chart in known):
        typical = round(middle * HALVES) / HALVES
    else:
        most = max(counted.values())
        usual = [label for label in counted if counted[label] == most]
        typical = min(usual, key=lambda label: (abs(label - middle), label))
    return Label(typical, min(printed), max(printed))


@lru_cache(maxsize=512)
def us_size_of_eu(value: float, scale: str, book: Rulebook) -> float:
    """Return the US size that a European number is read as; a larger number is never read as a smaller size.

    A number that no box bears is taken for the nearest one that a box does.
    """
    return min(_readings(scale, book), key=lambda reading: abs(reading[0] - value))[1]


@lru_cache(maxsize=8)
def _readings(scale: str, book: Rulebook) -> tuple[tuple[float, float], ...]:
    """Return each European number, in halves and thirds, with the US size it is read as, smallest number first."""
    first, last, step = (book.number("SIZE-08", f"{name}_us") for name in ("lowest", "highest", "step"))
    sizes = [first + place * step for place in range(round((last - first) / step) + 1)]
    labels = {size: eu_label(size, scale, book) for size in sizes}
    lowest, highest = int(labels[first].low), int(labels[last].high) + 1
    numbers = sorted(
        {round(part / parts, 2) for parts in (HALVES, THIRDS) for part in range(lowest * parts, highest * parts + 1)}
    )
    larger = accumulate((_read(number, labels, scale, book) for number in numbers), max)
    return tuple(zip(numbers, larger, strict=True))


def _read(number: float, labels: Mapping[float, Label], scale: str, book: Rulebook) -> float:
    """Return the size a number is read as, of those whose range holds it.

    The size that is itself named by this number wins, so that what we name reads back the same; else the one in the
    middle, of two that of more charts, and never beyond the sizes that the numbers on either side name.
    """
    held = [size for size in labels if _holds(labels[size], number)]
    if not held:
        return min(labels, key=lambda size: (abs(labels[size].typical - number), -size))
    named = [size for size in held if abs(labels[size].typical - number) <= _NEAR]
    middle = (held[0] + held[-1]) / 2
    agreeing = {size: _agreeing(size, number, scale, book) for size in held}
    chosen = min(named or held, key=lambda size: (abs(size - middle), -agreeing[size], -size))
    if named:
        return chosen
    below = max((size for size in labels if labels[size].typical < number), default=chosen)
    above = min((size for size in labels if labels[size].typical > number), default=chosen)
    return min(max(chosen, below), above)


def _holds(label: Label, value: float) -> bool:
    return label.low - _NEAR <= value <= label.high + _NEAR


def _agreeing(us_size: float, value: float, scale: str, book: Rulebook) -> int:
    """Return how many charts give this number at this size."""
    return sum(abs(chart.label(us_size) - value) <= _NEAR for chart in charts(book)[scale].values())
