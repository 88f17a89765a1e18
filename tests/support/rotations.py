"""Runners made up, with rotations of a few pairs: which pair was worn on each run, with the slips of life.

Made from habits that runners tell of and not from the model that is to guess: a pair for each kind of run, two pairs in
turn, a pair for a weekday; watches that know the pace, apps that sometimes know the kind or the ground; a pair that is
replaced; days on which the wrong pair stands at the door.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from api.advice.which_pair.advise import Candidate, Outing, Worn

START = date(2025, 3, 3)
KINDS = ("easy", "long", "speed", "race", "trail")
SLIPS = (0.0, 0.02, 0.04, 0.1)
"""How often runners grab another pair than the habit says."""


@dataclass
class Runner:
    """A runner's habits: what each weekday brings, how fast and far each kind is, which pairs serve it."""

    dice: random.Random
    week: dict[int, str]
    easy_kmh: float
    easy_km: float
    serves: dict[str, list[str]]
    pairs: dict[str, Candidate]
    tells_kind: float
    tells_ground: float
    tells_gear: float
    slip: float
    turn: dict[str, int] = field(default_factory=dict)

    def outing(self, day: date, kind: str) -> Outing:
        """Return a run of a kind as a source tells of it."""
        dice = self.dice
        km = {"easy": 1.0, "long": 2.1, "speed": 1.05, "race": dice.choice([0.6, 1.2, 2.3]), "trail": 1.4}[kind]
        speed = {"easy": 1.0, "long": 0.97, "speed": 1.17, "race": 1.27, "trail": 0.82}[kind]
        result = kind if kind != "trail" and dice.random() < self.tells_kind else None
        ground = ("trail" if kind == "trail" else "road") if dice.random() < self.tells_ground else None
        return Outing(
            day,
            max(1.5, self.easy_km * km * dice.lognormvariate(0, 0.12)),
            speed_kmh=self.easy_kmh * speed * dice.lognormvariate(0, 0.025),
            effort=result,
            surface=ground,
        )

    def pick(self, kind: str) -> str:
        """Return the pair of a run: by habit, in turn where two serve, and now and then another."""
        serving = self.serves[kind]
        if self.dice.random() < self.slip:
            return self.dice.choice(sorted(pair.id for pair in self.pairs.values() if pair.retired_on is None))
        turn = self.turn[kind] = self.turn.get(kind, -1) + 1
        return serving[turn % len(serving)]


def a_runner(dice: random.Random, size: int = 4) -> Runner:
    """Return a runner with a rotation of so many pairs (two to five)."""
    two_in_turn = dice.random() < 0.4
    jobs: list[tuple[str, ...]] = {
        2: [("easy", "long", "trail"), ("speed", "race")],
        3: [("easy", "trail"), ("long",), ("speed", "race")],
        4: [("easy",), ("long", "easy2"), ("speed", "race"), ("trail",)]
        if two_in_turn
        else [("easy",), ("long",), ("speed", "race"), ("trail",)],
        5: [("easy",), ("long",), ("speed",), ("race",), ("trail",)],
    }[size]
    serves: dict[str, list[str]] = {kind: [] for kind in KINDS}
    pairs = {}
    says_usual = dice.random() < 0.2
    says_roles = dice.random() < 0.5
    for number, job in enumerate(jobs):
        pair_id = f"pair_{number}"
        for kind in job:
            serves[kind.rstrip("2")].append(pair_id)
        kinds = tuple(kind.rstrip("2") for kind in job)
        made_for = "trail" if kinds == ("trail",) else "race" if "race" in kinds else "trainer"
        knows_kind = dice.random() < 0.5
        pairs[pair_id] = Candidate(
            pair_id,
            f"Pair {number}",
            kind=made_for if knows_kind else None,
            roles=kinds if says_roles else (),
            usual_for=kinds if says_usual and not two_in_turn else (),
        )
    days = dice.sample(range(5), dice.choice([2, 3, 4]))
    week = dict.fromkeys(days, "easy") | {6: "long"}
    week[days[0]] = "speed"
    if serves["trail"] and dice.random() < 0.8:
        week[5] = "trail"
    return Runner(
        dice,
        week,
        dice.uniform(8.5, 13),
        dice.uniform(5, 11),
        serves,
        pairs,
        dice.choice([0, 0, 0.5, 1]),
        dice.choice([0, 0.5, 1]),
        dice.choice([0, 0, 0, 0.4]),
        dice.choice(SLIPS),
    )


def replaced(runner: Runner, day: date) -> None:
    """Retire one of the pairs and put a new one in its place, from a day on."""
    old = runner.dice.choice(sorted(runner.pairs))
    new = replace(runner.pairs[old], id=f"{old}_new", name=f"{runner.pairs[old].name}, new", started_on=day)
    runner.pairs[old] = replace(runner.pairs[old], retired_on=day - timedelta(days=1))
    runner.pairs[new.id] = new
    for serving in runner.serves.values():
        serving[:] = [new.id if pair_id == old else pair_id for pair_id in serving]


def log_of(runner: Runner, weeks: int) -> Iterator[Worn]:
    """Yield the runs of some weeks, oldest first, each with the pair that was worn."""
    dice = runner.dice
    new_on = dice.randint(10, weeks * 7 - 35) if dice.random() < 0.3 else None
    for number in range(weeks * 7):
        day = START + timedelta(days=number)
        if number == new_on:
            replaced(runner, day)
        kind = runner.week.get(day.weekday())
        if kind is None or dice.random() < 0.1:
            if dice.random() > 0.08:
                continue
            kind = "easy"
        if kind == "long" and dice.random() < 0.12:
            kind = "race"
        elif dice.random() < 0.08:
            kind = dice.choice(["easy", "long", "speed"])
        pair_id = runner.pick(kind)
        named = runner.pairs[pair_id].name if dice.random() < runner.tells_gear else None
        gear = None if named is None else ("watch", named if dice.random() > runner.slip else "Pair 0")
        yield Worn(pair_id, replace(runner.outing(day, kind), order=f"{number:05}", gear=gear))
