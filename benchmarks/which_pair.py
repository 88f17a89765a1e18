"""How often the likeliest pair is the right one, and whether the probabilities mean what they say.

``python -m benchmarks.which_pair`` prints both for generated runners that the weights were not fitted on, on the last
weeks of each log, held back; and, as a second check, for years in which habits drift, on months held back all through
them, beside what the pair of the last run and the pair most worn would have guessed. ``--fit`` fits the weights anew,
on other runners, by the likelihood of the pairs worn.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from api.advice.which_pair.advise import WhichPair, rank
from api.advice.which_pair.evidence import RULES, USUAL, evidence_of
from api.rulebook.load import shipped_rulebook
from tests.support.rotations import START, a_runner, log_of
from tests.support.seasons import a_year

AROUND = 80
"""How many runs the service looks at."""

WEEKS, HELD_BACK = 26, 4
SIZES = (2, 3, 4, 5)
LEAST_WEIGHT = 0.3
"""Evidence that the rest makes needless in made-up logs may count in real ones."""

Case = tuple[list[list[float]], int]
"""What each rule says for each pair, and which of the pairs was worn."""

SLIPS = (0.02, 0.03, 0.04, 0.05, 0.06)
PULL = 2.0
ROUNDS = 40
FITTED_ON, TRIED_ON = range(60), range(1000, 1060)


@dataclass
class Score:
    """What came of some runners: runs, first guesses right, first two right, and probabilities by tenth."""

    runs: int
    first: float
    first_two: float
    tenths: dict[int, tuple[int, float, float]]


def questions(seeds: Sequence[int], size: int) -> Iterator[tuple[WhichPair, str]]:
    """Yield each run of the held-back weeks with what was known by then, and the pair that was worn."""
    for seed in seeds:
        runner = a_runner(random.Random(seed * 10 + size), size)  # noqa: S311 - made-up runners
        log = list(log_of(runner, WEEKS))
        last = START + timedelta(weeks=WEEKS - HELD_BACK)
        known = [worn for worn in log if worn.outing.day < last][-AROUND:]
        for worn in log:
            if worn.outing.day >= last:
                yield WhichPair(worn.outing, tuple(runner.pairs.values()), tuple(known)), worn.pair_id
                known = [*known, worn][-AROUND:]


def questions_of_years(seeds: Sequence[int], size: int) -> Iterator[tuple[WhichPair, str]]:
    """Yield the same for years that drift, of every fourth month; what came before is known, but no run after."""
    for seed in seeds:
        runner, log = a_year(random.Random(seed * 10 + size), size)  # noqa: S311 - made-up runners
        for place, worn in enumerate(log):
            if (worn.outing.day - START).days // 28 % 4 == HELD_BACK - 1:
                known = tuple(log[max(0, place - AROUND) : place])
                yield WhichPair(worn.outing, tuple(runner.pairs.values()), known), worn.pair_id


def simple_guesses(asked: Iterable[tuple[WhichPair, str]]) -> tuple[float, float]:
    """Return how often the pair of the last run, and the one most worn of those known, were right."""
    last, most, runs = 0, 0, 0
    for question, worn in asked:
        pairs = [run.pair_id for run in question.worn]
        runs += 1
        last += pairs[-1:] == [worn]
        most += bool(pairs) and max(set(pairs), key=pairs.count) == worn
    return last / runs, most / runs


def score(asked: Iterable[tuple[WhichPair, str]]) -> Score:
    """Return how good the guesses are."""
    book = shipped_rulebook()
    runs = first = first_two = 0
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for question, worn in asked:
        ranked = rank(question, book)
        runs += 1
        first += ranked[0].pair.id == worn
        first_two += worn in [each.pair.id for each in ranked[:2]]
        for each in ranked:
            tenths.setdefault(min(9, int(each.probability * 10)), []).append((each.probability, each.pair.id == worn))
    table = {
        tenth: (len(held), sum(chance for chance, _ in held) / len(held), sum(right for _, right in held) / len(held))
        for tenth, held in sorted(tenths.items())
    }
    return Score(runs, first / runs, first_two / runs, table)


def fitted() -> dict[str, float]:
    """Return the weights that make the pairs that were worn likeliest; what a runner says himself keeps its weight."""
    book, data = shipped_rulebook(), []
    for size in SIZES:
        for question, worn in questions(FITTED_ON, size):
            pairs = tuple(pair for pair in question.pairs if pair.can_be(question.outing.day))
            evidence = evidence_of(question, pairs, book)
            rows = [[evidence[rule][pair.id] for rule in RULES] for pair in pairs]
            data.append((rows, [pair.id for pair in pairs].index(worn)))
    return min((_fitted(data, slip) for slip in SLIPS), key=lambda found: found[0])[1]


def _fitted(data: Sequence[Case], slip: float) -> tuple[float, dict[str, float]]:
    """Return how unlikely the pairs that were worn remain at best, and the weights by which, with slips so common."""
    weights, steps, before = [1.0] * len(RULES), [0.05] * len(RULES), [0.0] * len(RULES)
    loss = math.inf
    for _ in range(ROUNDS):
        loss, slopes = _loss(weights, data, slip)
        for number, slope in enumerate(slopes):
            # Steps grow while they lead on, and shrink where they went too far.
            steps[number] *= 1.2 if slope * before[number] > 0 else 0.5 if slope * before[number] < 0 else 1
            weights[number] = max(LEAST_WEIGHT, weights[number] - math.copysign(min(steps[number], 0.3), slope))
            weights[number] = 1.0 if RULES[number] == USUAL else weights[number]
        before = slopes
    return loss, {**dict(zip(RULES, weights, strict=True)), "slip": slip}


def _loss(weights: Sequence[float], data: Sequence[Case], slip: float) -> tuple[float, list[float]]:
    slopes = [PULL * (weight - 1) for weight in weights]
    loss = sum(PULL / 2 * (weight - 1) ** 2 for weight in weights)
    for rows, worn in data:
        sums = [sum(weight * value for weight, value in zip(weights, row, strict=True)) for row in rows]
        powers = [math.exp(value - max(sums)) for value in sums]
        whole = sum(powers)
        share = powers[worn] / whole
        chance = (1 - slip) * share + slip / len(rows)
        loss -= math.log(chance)
        for number in range(len(weights)):
            expected = sum(power / whole * row[number] for power, row in zip(powers, rows, strict=True))
            slopes[number] += (1 - slip) * share / chance * (expected - rows[worn][number])
    return loss, slopes


def main() -> None:
    """Print the table, or the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights anew and print them")
    if parser.parse_args().fit:
        for rule, weight in fitted().items():
            print(f"{rule}  {weight:.2f}")
        return
    scores = {size: score(questions(TRIED_ON, size)) for size in SIZES}
    print("| pairs | runs | first guess right | right among the first two |\n|---|---|---|---|")
    for size, each in scores.items():
        print(f"| {size} | {each.runs:,} | {each.first:.1%} | {each.first_two:.1%} |")
    _print_tenths(scores[4])
    years = {size: score(questions_of_years(TRIED_ON, size)) for size in SIZES}
    print("\n| pairs | runs | first guess right | right among the first two | pair of the last run | most worn |")
    print("|---|---|---|---|---|---|")
    for size, each in years.items():
        last, most = simple_guesses(questions_of_years(TRIED_ON, size))
        print(f"| {size} | {each.runs:,} | {each.first:.1%} | {each.first_two:.1%} | {last:.1%} | {most:.1%} |")
    _print_tenths(years[4])


def _print_tenths(of: Score) -> None:
    print("\n| probability, four pairs | guesses | said on average | was right |\n|---|---|---|---|")
    for tenth, (count, mean, right) in of.tenths.items():
        print(f"| {tenth / 10:.1f} to {tenth / 10 + 0.1:.1f} | {count:,} | {mean:.1%} | {right:.1%} |")


if __name__ == "__main__":
    main()
