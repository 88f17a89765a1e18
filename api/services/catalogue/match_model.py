"""Finds the model that the title of an article names, or says how like it is: a match is certain, likely or none.

Certain is a title whose every word is accounted for: the words of one model and nothing that could make it another one.
A word that nobody knows, a version that is missing, or a typo that might be a name, is for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz

from api.integrations.feeds.title import Title, words_of
from api.integrations.feeds.vocabulary import COLORS, FAMILIES, OF_CATEGORY, VARIANTS, brand_key, folded
from api.storage.catalogue.shoes import ShoeName
from api.storage.catalogue.states import SHARED

CERTAIN_SCORE = 90
"""From here on a match counts without a person; below it is listed for one."""
LIKELY_SCORE = 70
"""From here on a model is worth showing to a person."""
MOST_CANDIDATES = 5

_ALIKE = 85
_LONG_ENOUGH = 5
_WHOLE = 100
_TYPO = 95
_UNSURE = 85
_NO_WORD_LEFT = 89
_YEAR = re.compile(r"20[12][0-9]")


class Candidate(NamedTuple):
    """A shoe that a title may mean: owner, id, and a score from 0 to 100."""

    owner: str
    shoe_id: str
    score: int


@dataclass(frozen=True)
class Model:
    """A model as titles are compared with it: ``needed`` words tell it apart within its brand."""

    owner: str
    id: str
    brand: str
    words: tuple[str, ...]
    from_feed: bool = False
    category: str = ""

    @cached_property
    def idle(self) -> frozenset[str]:
        """Words that say of this model only what it is anyway: ``Trail`` behind a trail shoe."""
        return OF_CATEGORY.get(self.category, frozenset()) - self.needed

    @cached_property
    def needed(self) -> frozenset[str]:
        """The words without those that a family shares."""
        family = FAMILIES.get(self.brand, frozenset())
        return frozenset(word for word in self.words if word not in family) or frozenset(self.words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(word for word in self.needed if word.isdigit())


class ModelMatcher:
    """The shoes an account can see, by brand.

    Its own come before the shared ones of the same name; what stands for a model of a feed comes behind both.
    """

    def __init__(self, names: Iterable[ShoeName]) -> None:
        self._by_brand: dict[str, list[Model]] = {}
        for name in sorted(names, key=lambda name: name.account_id == SHARED):
            brand = brand_key(name.brand_key)
            words = words_of(_plain_key(name.model_key), brand)
            kept = tuple(word for word in words if not _YEAR.fullmatch(word))
            model = Model(name.account_id, name.id, brand, kept, name.from_feed, name.category)
            self._by_brand.setdefault(brand, []).append(model)

    def category_of_line(self, title: Title) -> str | None:
        """Return the category of the models that bear the same name with another version, ``None`` for several."""
        named = set(title.words) | set(title.more)
        lines: dict[int, set[str]] = {}
        for model in self._by_brand.get(title.brand or "", ()):
            line = model.needed - model.numbers
            if line and not model.from_feed and line <= named:
                lines.setdefault(len(line), set()).add(model.category)
        longest = lines[max(lines)] if lines else set()
        return next(iter(longest)) if len(longest) == 1 else None

    def find(self, title: Title) -> list[Candidate]:
        """Return the models that a title may mean, best first; a certain one stands alone."""
        if title.is_for_children:
            return []
        if title.brand is not None:
            models: Iterable[Model] = self._by_brand.get(title.brand, ())
        else:
            models = (model for brand in self._by_brand.values() for model in brand)
        scored = [(score, model) for model in models if (score := _score(title, model)) >= LIKELY_SCORE]
        scored.sort(key=lambda found: -found[0])
        return _decided(scored, has_brand=title.brand is not None)


def _decided(scored: Sequence[tuple[int, Model]], *, has_brand: bool) -> list[Candidate]:
    certain = [(score, model) for score, model in scored if score >= CERTAIN_SCORE]
    best = [model for score, model in certain if score == certain[0][0]]
    best = [model for model in best if not model.from_feed] or best
    own = [model for model in best if model.owner != SHARED]
    one = own if len(own) == 1 and len(best) <= 2 else best
    if len(one) == 1 and (has_brand or certain[0][0] == _WHOLE):
        return [Candidate(one[0].owner, one[0].id, certain[0][0])]
    unsure = [Candidate(model.owner, model.id, min(score, CERTAIN_SCORE - 1)) for score, model in scored]
    return unsure[:MOST_CANDIDATES]


def _score(title: Title, model: Model) -> int:
    family = FAMILIES.get(model.brand, frozenset())
    behind = [word for word in title.more if word not in model.needed and word not in model.idle]
    named = (*title.words, *(word for word in title.more if word in model.needed))
    words = [word for word in named if word in model.needed or not (word in family or word in model.idle)]
    extra = [word for word in words if word not in model.needed]
    lacking = [word for word in model.needed if word not in words]
    typo = _typo(extra, lacking)
    if typo is not None:
        extra.remove(typo[0])
        lacking.remove(typo[1])
    if "".join(words) == "".join(word for word in model.words if word in model.needed):
        extra, lacking = [], []
    numbers = {word for word in (*words, *behind) if word.isdigit()}
    if (numbers and numbers != model.numbers) or any(word in VARIANTS for word in (*extra, *behind)):
        return 0
    if lacking and set(lacking) != model.numbers:
        return _alike(words, model)
    if lacking:
        return min(_NO_WORD_LEFT, _alike(words, model))
    if any(word not in COLORS for word in (*extra, *behind)):
        return _UNSURE
    return _WHOLE if typo is None else _TYPO


def _typo(extra: Sequence[str], lacking: Sequence[str]) -> tuple[str, str] | None:
    """Return the one word that is spelt wrongly and what it should be."""
    for word in extra:
        for wanted in lacking:
            if min(len(word), len(wanted)) >= _LONG_ENOUGH and fuzz.ratio(word, wanted) >= _ALIKE:
                return word, wanted
    return None


def _alike(words: Sequence[str], model: Model) -> int:
    """Return how like a title is to a model whose words it does not all name."""
    return min(_UNSURE, int(fuzz.token_sort_ratio(" ".join(words), " ".join(sorted(model.needed)))))


def _plain_key(key: str) -> str:
    """Return the words of a sort key, whose numbers are padded with zeros."""
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in folded(key).split())
