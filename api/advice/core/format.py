"""How the sentences on training name distances, shares and lists."""

from __future__ import annotations

from collections.abc import Sequence

from api.advice.core.distance import MICROMETRES, Distance

TENTHS = MICROMETRES["m"] * 100


def ceiling_aloud(distance: Distance, *, miles_first: bool = False) -> str:
    """Answer a distance that is a limit, ``43.5 km (27 mi)``: the first in tenths and never rounded up, to be kept."""
    unit, value, other = ("mi", distance.km, "km") if miles_first else ("km", distance.mi, "mi")
    return f"{_tenths(distance.micrometres * MICROMETRES['km'] // MICROMETRES[unit])} {unit} ({_shown(value)} {other})"


def distance_aloud(distance: Distance, *, miles_first: bool = False) -> str:
    """Answer a distance that was run or is planned, in tenths."""
    km, mi = (f"{_shown(distance.km)} km", f"{_shown(distance.mi)} mi")
    return f"{mi} ({km})" if miles_first else f"{km} ({mi})"


def listed(words: Sequence[str]) -> str:
    """Answer words as a sentence lists them: ``hills, speed and new shoes``."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def number_aloud(value: float) -> str:
    """Answer a number in tenths, without an empty tenth."""
    return _shown(value)


def _shown(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _tenths(of_a_kilometre: int) -> str:
    whole, tenth = divmod(of_a_kilometre // TENTHS, MICROMETRES["km"] // TENTHS)
    return f"{whole}.{tenth}" if tenth else str(whole)
