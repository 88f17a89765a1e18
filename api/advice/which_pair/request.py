"""What is known of a run whose pair nobody named, of the pairs it may have been in, and of the runs around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Outing:
    """A run: its day, how far and how fast, of which kind, over what, and what its source calls the shoes.

    ``order`` puts runs of one day behind each other; ``None`` is not known.
    """

    day: date
    distance_km: float
    order: str = ""
    speed_kmh: float | None = None
    effort: str | None = None
    surface: str | None = None
    gear: tuple[str, str] | None = None

    @property
    def place(self) -> tuple[date, str]:
        """Where it stands among others, the earlier first."""
        return self.day, self.order


@dataclass(frozen=True, slots=True)
class Worn:
    """A run of which it is known in which pair it was."""

    pair_id: str
    outing: Outing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that a run may have been in: what it is made for, what the runner uses it for."""

    id: str
    name: str
    kind: str | None = None
    roles: tuple[str, ...] = ()
    usual_for: tuple[str, ...] = ()
    started_on: date | None = None
    retired_on: date | None = None

    def can_be(self, day: date) -> bool:
        """Return whether it was in use on a day, as far as that is known."""
        begun = self.started_on is None or self.started_on <= day
        return begun and (self.retired_on is None or self.retired_on >= day)


@dataclass(frozen=True, slots=True)
class WhichPair:
    """The question: in which of these pairs was a run, with the runs that are known around it."""

    outing: Outing
    pairs: tuple[Candidate, ...]
    worn: tuple[Worn, ...]

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each pair."""
        return {pair.id: pair.name for pair in self.pairs}


def kind_of_run(outing: Outing) -> str | None:
    """Return what kind of run it was, in the words of the roles of pairs; None where it is not known."""
    return "trail" if outing.surface == "trail" else outing.effort
