"""What speaks for each pair: one logarithm of a likelihood for each kind of evidence and each pair.

Each is made from the runs around the one in question, near ones counting more (PAIR-01), with a little of what is known
without them: what the pairs are used for. What nobody knows says nothing: 0 for all pairs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from api.advice.core.rules import Rulebook
from api.advice.which_pair.request import Candidate, Outing, WhichPair, Worn, kind_of_run

LATELY, DISTANCE, PACE, KIND, GROUND, TURN, WEEKDAY, GEAR, USUAL = RULES = (
    *("PAIR-01", "PAIR-02", "PAIR-03", "PAIR-04", "PAIR-05"),
    *("PAIR-06", "PAIR-07", "PAIR-08", "PAIR-09"),
)
"""The rule behind each kind of evidence."""

TRAIL = "trail"
RACE, SPEED = "race", "speed"
EVERY_OTHER = "everyday"
_NOTHING = 0.0

Logs = Mapping[str, float]
Density = Callable[[float], float]


def _logarithm(measured: float | None) -> float | None:
    """Return the logarithm of a distance or a speed; None where none was measured, or none that can be."""
    return math.log(measured) if measured and math.isfinite(measured) else None


def _log_distance(outing: Outing) -> float | None:
    return _logarithm(outing.distance_km)


def _log_speed(outing: Outing) -> float | None:
    return _logarithm(outing.speed_kmh)


MEASURES = ((DISTANCE, _log_distance), (PACE, _log_speed))
"""How runs are compared, by the rule that says how near two of them are."""


@dataclass(frozen=True)
class Around:
    """The runs around the one in question, each with how much it counts, and the pairs it may have been in."""

    question: WhichPair
    pairs: tuple[Candidate, ...]
    book: Rulebook

    @cached_property
    def worn(self) -> tuple[tuple[Worn, float], ...]:
        """The runs in these pairs and how much each counts, by how near it is."""
        known, day = {pair.id for pair in self.pairs}, self.question.outing.day
        half_life = self.book.number(LATELY, "half_life_days")
        return tuple(
            (run, math.exp(-math.log(1 + 1) * abs((run.outing.day - day).days) / half_life))
            for run in self.question.worn
            if run.pair_id in known
        )

    @cached_property
    def shares(self) -> Logs:
        """How much of the running lately was in each pair: from 0 to 1, none of them 0."""
        prior = self.book.number(LATELY, "prior_runs")
        sums = self.sums(lambda _: True)
        whole = sum(sums.values()) + prior
        return {pair_id: (worn + prior / len(self.pairs)) / whole for pair_id, worn in sums.items()}

    @cached_property
    def _measures(self) -> tuple[tuple[float, Callable[[Outing], float | None], float], ...]:
        """What is known of the run in question, how it is measured, and over which width it is alike."""
        found = ((measure(self.question.outing), measure, rule) for rule, measure in MEASURES)
        return tuple(
            (value, measure, self.book.number(rule, "bandwidth_ratio"))
            for value, measure, rule in found
            if value is not None
        )

    @cached_property
    def _alike_within(self) -> float:
        return self.book.number(TURN, "alike_ratio")

    def is_alike(self, other: Outing) -> bool:
        """Return whether another run was about as far and as fast, as far as that is known."""
        apart = _NOTHING
        for value, measure, width in self._measures:
            measured = measure(other)
            if measured is not None:
                apart += ((value - measured) / width) * ((value - measured) / width)
        return apart <= self._alike_within

    def sums(self, counts: Callable[[Worn], bool | float]) -> dict[str, float]:
        """Return how much was run in each pair of the runs that count."""
        found = {pair.id: _NOTHING for pair in self.pairs}
        for run, weight in self.worn:
            found[run.pair_id] += weight * counts(run)
        return found

    def shared(self, sums: Mapping[str, float], prior: float, before: Mapping[str, float]) -> Logs:
        """Return the logarithm of how much more than before each pair was worn, with ``prior`` runs as before."""
        whole = sum(sums.values()) + prior
        return {
            pair_id: math.log((sums[pair_id] + prior * before[pair_id]) / whole / before[pair_id]) for pair_id in sums
        }


def evidence_of(question: WhichPair, pairs: tuple[Candidate, ...], book: Rulebook) -> dict[str, Logs]:
    """Return the logarithms of each kind of evidence, by rule and pair."""
    around = Around(question, pairs, book)
    return {
        LATELY: {pair_id: math.log(share) for pair_id, share in around.shares.items()},
        DISTANCE: _alike(around, DISTANCE, _log_distance),
        PACE: _alike(around, PACE, _log_speed),
        KIND: _kind(around),
        GROUND: _ground(around),
        TURN: _turn(around),
        WEEKDAY: _weekday(around),
        GEAR: _gear(around),
        USUAL: _usual(around),
    }


def _alike(around: Around, rule: str, measure: Callable[[Outing], float | None]) -> Logs:
    """Return how common runs of this measure are in each pair, beside how common they are in all of them."""
    at = measure(around.question.outing)
    values = ((run.pair_id, measure(run.outing), weight) for run, weight in around.worn)
    measured = [(pair_id, value, weight) for pair_id, value, weight in values if value is not None]
    if at is None or not measured:
        return _silent(around)
    width, prior = around.book.number(rule, "bandwidth_ratio"), around.book.number(rule, "prior_runs")
    near = {pair.id: _NOTHING for pair in around.pairs}
    all_of = dict(near)
    for pair_id, value, weight in measured:
        near[pair_id] += weight * _bell((value - at) / width)
        all_of[pair_id] += weight
    floor = around.book.number(rule, "floor_ratio")
    usual = sum(near.values()) / sum(all_of.values()) + floor
    return {pair_id: math.log((near[pair_id] + prior * usual) / (all_of[pair_id] + prior) / usual) for pair_id in near}


def _bell(distance: float) -> float:
    return math.exp(-distance * distance / 2)


def _kind(around: Around) -> Logs:
    effort = around.question.outing.effort
    if effort is None:
        return _silent(around)
    return _of_word(around, KIND, effort, lambda outing: outing.effort, lambda pair: _fits(pair, effort, around.book))


def _fits(pair: Candidate, effort: str, book: Rulebook) -> float:
    """Return how often a pair is worn for a kind of run, beside one of which nothing is known."""
    words = {*pair.roles, *((pair.kind,) if pair.kind in (RACE, TRAIL) else ())}
    if not words or words == {TRAIL}:
        return 1
    fast = effort in (RACE, SPEED) and bool(words & {RACE, SPEED})
    named = effort in words or EVERY_OTHER in words
    return book.number(KIND, "named_ratio") if named or fast else book.number(KIND, "not_named_ratio")


def _ground(around: Around) -> Logs:
    surface = around.question.outing.surface
    if surface is None:
        return _silent(around)
    on_trail = surface == TRAIL

    def fits(pair: Candidate) -> float:
        for_trail = pair.kind == TRAIL or TRAIL in pair.roles
        if not for_trail and pair.kind is None and not pair.roles:
            return 1
        return around.book.number(GROUND, "named_ratio" if for_trail == on_trail else "not_named_ratio")

    return _of_word(
        around, GROUND, on_trail, lambda outing: None if outing.surface is None else outing.surface == TRAIL, fits
    )


def _of_word(
    around: Around, rule: str, word: object, read: Callable[[Outing], object], fits: Callable[[Candidate], float]
) -> Logs:
    """Return how common a word is in each pair beside how common it is in all, what the pair is for counting first."""
    prior = around.book.number(rule, "prior_runs")
    known = around.sums(lambda run: read(run.outing) is not None)
    same = around.sums(lambda run: read(run.outing) == word)
    usual = (sum(same.values()) + prior) / (sum(known.values()) + prior + prior)
    return {
        pair.id: math.log((same[pair.id] / usual + prior * fits(pair)) / (known[pair.id] + prior))
        for pair in around.pairs
    }


def _turn(around: Around) -> Logs:
    """Return which pair follows the one worn for the last run alike, as such runs followed each other."""
    outing = around.question.outing
    alike = sorted(
        (entry for entry in around.worn if around.is_alike(entry[0].outing)), key=lambda entry: entry[0].outing.place
    )
    last = _last_before(alike, outing)
    if last is None:
        return _silent(around)
    followed = {pair.id: _NOTHING for pair in around.pairs}
    for (before, _), (after, weight) in pairwise(alike):
        if before.pair_id == last:
            followed[after.pair_id] += weight
    worn = {pair.id: _NOTHING for pair in around.pairs}
    for run, weight in alike:
        worn[run.pair_id] += weight
    prior = around.book.number(TURN, "prior_runs")
    whole = sum(worn.values()) + prior
    usual = {pair_id: (value + prior * around.shares[pair_id]) / whole for pair_id, value in worn.items()}
    return around.shared(followed, prior, usual)


def _last_before(ordered: Iterable[tuple[Worn, float]], outing: Outing) -> str | None:
    last = None
    for run, _ in ordered:
        if run.outing.place >= outing.place:
            break
        last = run.pair_id
    return last


def _weekday(around: Around) -> Logs:
    weekday = around.question.outing.day.weekday()
    same = around.sums(lambda run: run.outing.day.weekday() == weekday)
    return around.shared(same, around.book.number(WEEKDAY, "prior_runs"), around.shares)


def _gear(around: Around) -> Logs:
    gear = around.question.outing.gear
    if gear is None:
        return _silent(around)
    same = around.sums(lambda run: run.outing.gear == gear)
    return around.shared(same, around.book.number(GEAR, "prior_runs"), around.shares)


def _usual(around: Around) -> Logs:
    kind = kind_of_run(around.question.outing)
    usual = usual_pair(around.pairs, kind)
    if usual is None:
        return _silent(around)
    name = "named_ratio" if kind in usual.usual_for else "everyday_ratio"
    strength = math.log(around.book.number(USUAL, name))
    return {pair.id: strength if pair is usual else _NOTHING for pair in around.pairs}


def usual_pair(pairs: Sequence[Candidate], kind: str | None) -> Candidate | None:
    """Return the pair that is the usual one for a kind of run, else the one for any other run, else None."""
    for word in (kind, EVERY_OTHER):
        for pair in pairs:
            if word is not None and word in pair.usual_for:
                return pair
    return None


def _silent(around: Around) -> Logs:
    return {pair.id: _NOTHING for pair in around.pairs}
