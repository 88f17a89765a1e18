"""Estimates of what nobody measured of a road shoe: from the figures of ``seed_data/estimates.csv``.

A shop knows make and price of a shoe, sometimes the height that its maker states. ``benchmarks.estimates`` fits the
figures on the measured catalogue and tries them on shoes that were held out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

from api.advice.shoes.shoe import Estimate
from api.integrations.feeds.vocabulary import brand_key

FILE = "estimates.csv"
COLUMNS = ("figure", "basis", "name", "value")
SHOCK_ABSORPTION, TOE_BOX, STACK = "forefoot_shock_absorption_sa", "toe_box_width_mm", "stack"
BASES = {"stack+price": ("stack", "price"), "price": ("price",), "stack": ("stack",), "make": ()}
"""What is known besides the make, the most telling first -> the terms of its line."""

INTERVAL = 0.8
REACH = NormalDist().inv_cdf((1 + INTERVAL) / 2)
_BRAND = "brand:"


@dataclass(frozen=True, slots=True)
class Estimates:
    """The figures by what is estimated and what it rests on."""

    figures: Mapping[tuple[str, str], Mapping[str, float]]

    def of(
        self,
        figure: str,
        brand: str,
        *,
        stack_mm: float | None = None,
        stated: bool = False,
        price: float | None = None,
    ) -> Estimate | None:
        """Return an estimate; ``stated``: a maker states the height, on another scale than the laboratory's.

        ``price`` is the list price in US dollars.
        """
        known = {"stack": stack_mm, "price": price}
        for basis, terms in BASES.items():
            line = self.figures.get((figure, basis))
            if line is None or any(known[term] is None for term in terms):
                continue
            height = self.figures[STACK, "stated"]
            value = line["intercept"] + line.get(f"{_BRAND}{brand_key(brand)}", 0)
            spread = line["sd"] ** 2
            for term in terms:
                value += line[term] * ((known[term] or 0) - (height["offset_mm"] if term == "stack" and stated else 0))
                if term == "stack" and stated:
                    spread += (line[term] * height["sd_mm"]) ** 2
            reach = REACH * spread**0.5
            return Estimate(round(value, 1), round(value - reach, 1), round(value + reach, 1))
        return None


def read_estimates(folder: Path) -> Estimates:
    """Return the figures in ``folder``; raises ValueError for a file that is not sound."""
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        return estimates_of(csv.DictReader(file))


def estimates_of(rows: Iterable[Mapping[str, str]]) -> Estimates:
    """Return the figures of these rows."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows:
        found.setdefault((row["figure"], row["basis"]), {})[row["name"]] = float(row["value"])
    return Estimates(found)
