"""Fits the estimates of unmeasured road shoes on the measured catalogue, and tries them on shoes that are held out.

``python -m benchmarks.estimates`` prints the trial; with ``--write`` the figures go to seed_data/estimates.csv. A make
is told apart only as far as its shoes carry it: its mean is drawn towards that of all makes.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from api.config import seed_folder
from api.integrations.feeds.estimates import (
    BASES,
    COLUMNS,
    FILE,
    INTERVAL,
    REACH,
    SHOCK_ABSORPTION,
    STACK,
    TOE_BOX,
    Estimates,
    estimates_of,
)
from api.integrations.feeds.seed_catalogue import read_seed
from api.integrations.feeds.vocabulary import brand_key

SHRINKAGE = 2
"""A make counts as if so many more of its shoes lay at the mean of all makes."""
STATED_OFFSET_MM, STATED_SD_MM = 3.0, 1.0
"""How much more a maker states than a laboratory measures: our own figure, until both are known of enough shoes."""
TOP = 10
_DIGITS = 4


@dataclass(frozen=True)
class Measured:
    """A road shoe of which everything is known that is estimated."""

    brand: str
    stack_mm: float
    price: float
    shock_absorption: float
    toe_box: float


def measured_shoes() -> list[Measured]:
    """Return the measured road shoes of the seed catalogue."""
    found = []
    for record in read_seed(seed_folder()).records.values():
        figures = record["figures"]
        absorbed, toe_box, stack = (figures[name] for name in (SHOCK_ABSORPTION, TOE_BOX, "forefoot_stack_mm"))
        if record["category"] != "road" or not absorbed or not toe_box or not stack or not record["price"]:
            continue
        if toe_box["method"] == "gel_mold" and stack["method"] == "lab" and record["currency"] == "USD":
            brand = brand_key(record["brand"])
            found.append(Measured(brand, stack["value"], record["price"], absorbed["value"], toe_box["value"]))
    return found


def fitted(shoes: Sequence[Measured]) -> list[tuple[str, str, str, float]]:
    """Return the rows of the file of figures."""
    rows: list[tuple[str, str, str, float]] = []
    for figure, value in ((SHOCK_ABSORPTION, _shock_absorption), (TOE_BOX, _toe_box)):
        for basis, terms in BASES.items():
            if figure == TOE_BOX and terms:
                continue
            line = _line(shoes, terms, value)
            misses = [value(shoe) - _at(_line(_but(shoes, shoe), terms, value), terms, shoe) for shoe in shoes]
            line["sd"] = _reach_of(misses) / REACH
            rows += [(figure, basis, name, round(number, _DIGITS)) for name, number in line.items()]
    rows += [(STACK, "stated", "offset_mm", STATED_OFFSET_MM), (STACK, "stated", "sd_mm", STATED_SD_MM)]
    return rows


def _reach_of(misses: Sequence[float]) -> float:
    """Return how far an interval has to reach to hold its share of the shoes that were left out of the fit."""
    ordered = sorted(abs(miss) for miss in misses)
    place = INTERVAL * (len(ordered) + 1) - 1
    low = min(int(place), len(ordered) - 2)
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (place - low)


def _shock_absorption(shoe: Measured) -> float:
    return shoe.shock_absorption


def _toe_box(shoe: Measured) -> float:
    return shoe.toe_box


def _but(shoes: Sequence[Measured], left_out: Measured) -> list[Measured]:
    return [shoe for shoe in shoes if shoe is not left_out]


def _terms(shoe: Measured, terms: Sequence[str]) -> list[float]:
    return [{"stack": shoe.stack_mm, "price": shoe.price}[term] for term in terms]


def _at(line: dict[str, float], terms: Sequence[str], shoe: Measured) -> float:
    slopes = sum(line[term] * known for term, known in zip(terms, _terms(shoe, terms), strict=True))
    return line["intercept"] + slopes + line.get(f"brand:{shoe.brand}", 0)


def _line(shoes: Sequence[Measured], terms: Sequence[str], value: Callable[[Measured], float]) -> dict[str, float]:
    solved = _least_squares([[1.0, *_terms(shoe, terms)] for shoe in shoes], [value(shoe) for shoe in shoes])
    line = dict(zip(("intercept", *terms), solved, strict=True))
    misses: dict[str, list[float]] = {}
    for shoe in shoes:
        misses.setdefault(shoe.brand, []).append(value(shoe) - _at(line, terms, shoe))
    return line | {f"brand:{brand}": sum(of) / (len(of) + SHRINKAGE) for brand, of in sorted(misses.items())}


def _least_squares(rows: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """Return the solution of the normal equations, by elimination: there are three unknowns at most."""
    size = len(rows[0])
    wanted = [sum(row[i] * value for row, value in zip(rows, values, strict=True)) for i in range(size)]
    table = [[*(sum(row[i] * row[j] for row in rows) for j in range(size)), wanted[i]] for i in range(size)]
    for i in range(size):
        table[i] = [number / table[i][i] for number in table[i]]
        for j in range(size):
            if j != i:
                table[j] = [number - table[j][i] * own for number, own in zip(table[j], table[i], strict=True)]
    return [row[-1] for row in table]


@dataclass(frozen=True)
class Trial:
    """How estimates did on shoes that were held out: the means of many draws."""

    covered: float
    spearman: float
    top_found: float


def trial(shoes: Sequence[Measured], draws: int = 20) -> Trial:
    """Return how well a price list is put in order of which half has no height and the rest states 3 mm too much."""
    without = [estimates(fitted(_but(shoes, shoe))) for shoe in shoes]
    covered, orders, tops = [], [], []
    truth = [shoe.shock_absorption for shoe in shoes]
    for draw in range(draws):
        draws_of = random.Random(draw)  # noqa: S311 - the same draws every time
        stating = set(draws_of.sample(range(len(shoes)), len(shoes) // 2))
        guesses = []
        for place, (shoe, known) in enumerate(zip(shoes, without, strict=True)):
            height = shoe.stack_mm + STATED_OFFSET_MM if place in stating else None
            guess = known.of(SHOCK_ABSORPTION, shoe.brand, stack_mm=height, stated=True, price=shoe.price)
            assert guess is not None
            guesses.append(guess)
            covered.append(guess.low <= shoe.shock_absorption <= guess.high)
        values = [guess.value for guess in guesses]
        orders.append(_spearman(values, truth))
        tops.append(len(_best(values) & _best(truth)))
    return Trial(fmean(covered), fmean(orders), fmean(tops))


def toe_boxes_covered(shoes: Sequence[Measured]) -> float:
    """Return in which share of held-out shoes the interval holds the measured toe box."""
    guesses = [(shoe, estimates(fitted(_but(shoes, shoe))).of(TOE_BOX, shoe.brand)) for shoe in shoes]
    return fmean(guess is not None and guess.low <= shoe.toe_box <= guess.high for shoe, guess in guesses)


def estimates(rows: Sequence[tuple[str, str, str, float]]) -> Estimates:
    """Return the estimates that these rows of figures make."""
    return estimates_of(dict(zip(COLUMNS, map(str, row), strict=True)) for row in rows)


def _best(values: Sequence[float]) -> set[int]:
    return set(sorted(range(len(values)), key=lambda place: -values[place])[:TOP])


def _spearman(values: Sequence[float], others: Sequence[float]) -> float:
    first, second = _ranks(values), _ranks(others)
    count = len(values)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / (count * (count**2 - 1))


def _ranks(values: Sequence[float]) -> list[int]:
    ranks = [0] * len(values)
    for rank, place in enumerate(sorted(range(len(values)), key=lambda place: values[place])):
        ranks[place] = rank
    return ranks


def as_csv(rows: Sequence[tuple[str, str, str, float]]) -> str:
    """Return the file of figures."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    return text.getvalue()


def main() -> None:
    """Print the trial; with ``--write`` write the figures."""
    shoes = measured_shoes()
    done = trial(shoes)
    print(f"{len(shoes)} measured road shoes, each held out once; half without a stated height, the rest +3 mm")
    print(f"80 % intervals hold {done.covered:.1%} (cushioning), {toe_boxes_covered(shoes):.1%} (toe box)")
    print(f"order against the measured order: Spearman {done.spearman:.2f}; of the top ten {done.top_found:.1f} found")
    if "--write" in sys.argv[1:]:
        (seed_folder() / FILE).write_text(as_csv(fitted(shoes)), encoding="utf-8")


if __name__ == "__main__":
    main()
