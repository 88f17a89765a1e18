"""Finds shoes by name despite typos, in memory: each word of the query against the words of all names.

Distances come from rapidfuzz, so the answer is the same on every database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from api.services.catalogue.shoe_names import normalize_name

_ALIKE = 75
_BEGINS_ALIKE = 90
_SAME = 100
_FOUND = 60
_MOST_WORDS = 8
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Name:
    """A shoe's name as it is searched and, among equally good finds, ordered: the newest first, then by name."""

    id: str
    brand: str
    model: str
    release_year: int | None
    brand_key: str
    model_key: str


@dataclass(frozen=True, slots=True, order=True)
class Find:
    """A shoe found; finds sort best first. The fields are the sort key of a page of finds."""

    worse_by: int
    older_by: int
    brand_key: str
    model_key: str
    id: str

    def as_key(self) -> list[int | str]:
        return [self.worse_by, self.older_by, self.brand_key, self.model_key, self.id]


class ShoeIndex:
    """The words of some shoes' names, and which shoes each stands in."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = list(names)
        self._shoes_of: dict[str, set[int]] = {}
        for place, name in enumerate(self._names):
            for word in _words_of(name):
                self._shoes_of.setdefault(word, set()).add(place)
        self._vocabulary = sorted(self._shoes_of)

    def find(self, query: str) -> list[Find]:
        """Return the shoes whose names are like ``query``, best first; an exact word beats a similar one."""
        words = normalize_name(query).split()[:_MOST_WORDS]
        if not words:
            return []
        points: dict[int, float] = {}
        for word in words:
            for place, alike in self._alike(word).items():
                points[place] = points.get(place, 0) + alike
        return sorted(
            self._find(place, total / len(words)) for place, total in points.items() if total / len(words) >= _FOUND
        )

    def _alike(self, word: str) -> dict[int, float]:
        """Return by shoe how well its best word matches; numbers match only as they begin."""
        best: dict[int, float] = {}
        for known, alike in self._similar(word):
            for place in self._shoes_of[known]:
                best[place] = max(best.get(place, 0), alike)
        return best

    def _similar(self, word: str) -> Iterable[tuple[str, float]]:
        for known in self._vocabulary:
            if known == word:
                yield known, _SAME
            elif known.startswith(word):
                yield known, _BEGINS_ALIKE
        if not any(letter.isdigit() for letter in word):
            for known, alike, _ in process.extract(
                word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None
            ):
                yield known, alike

    def _find(self, place: int, points: float) -> Find:
        name = self._names[place]
        worse_by = round((_SAME - points) * _TENTHS)
        return Find(worse_by, -(name.release_year or 0), name.brand_key, name.model_key, name.id)


def _words_of(name: Name) -> set[str]:
    """Return the words of a name, and each two neighbours as one: people write ``newbalance`` and ``gel nimbus``."""
    words = normalize_name(f"{name.brand} {name.model}").split()
    return {*words, *(first + second for first, second in pairwise(words))}
