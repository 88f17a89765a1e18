"""Which activities wear out shoes, and what columns are called: the names of ``names.yaml``.

A name that is not listed is never taken for a run by its look: the German for cross-country skiing ends like running.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

_SEPARATORS = re.compile(r"[\W_]+")
NAMES: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sport:
    """``kind`` is run, walk, hike or other; ``surface`` what the name says of the ground, if it does."""

    kind: str
    surface: str | None = None


def fold(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain_name(name: str) -> str:
    """Return a name without case, accents and separators: ``TrailRun``, ``trail_running`` and ``Trail Run`` meet."""
    return _SEPARATORS.sub("", fold(name))


def source_name(source: str) -> str:
    """Return what people call a source; an app behind Apple Health is named beside it."""
    service, _, app = source.partition(".")
    name = str(NAMES["sources"].get(service, service))
    return f"{name} ({app})" if app else name


def listed_sports() -> Iterator[tuple[str, str, Sport]]:
    """Yield (language, name, sport) of every name that is known."""
    for key, languages in NAMES["sports"].items():
        kind, _, surface = key.partition(" ")
        for language, names in languages.items():
            for name in names:
                yield language, name, Sport(kind, surface or None)


_BY_NAME = {plain_name(name): sport for _, name, sport in listed_sports()}


def sport_named(name: str, answers: Mapping[str, str] | None = None) -> Sport | None:
    """Return the sport that an export means by this name, None where nobody knows.

    ``answers`` are the kinds that the sender gave to names that are not known; they never change a known one.
    """
    plain = plain_name(name)
    known = _BY_NAME.get(plain)
    if known is None and answers:
        answer = next((kind for called, kind in answers.items() if plain_name(called) == plain), None)
        known = None if answer is None else Sport(answer)
    return known


@cache
def names_in(language: str) -> frozenset[str]:
    """Return every name of a column or sport in a language, in small letters, with its accents."""
    columns = [NAMES[service].get(language, {}).values() for service in ("garmin", "strava", "runkeeper")]
    names = [
        *NAMES["sport_columns"].get(language, ()),
        *(name for listed, name, _ in listed_sports() if listed == language),
    ]
    for called in chain.from_iterable(columns):
        names.extend([called] if isinstance(called, str) else called)
    return frozenset(unicodedata.normalize("NFC", name.casefold()) for name in names)


_SPORT_COLUMNS = frozenset(plain_name(name) for names in NAMES["sport_columns"].values() for name in names)


def sport_column(header: Sequence[str], values_of: Sequence[Collection[str]]) -> int | None:
    """Return the column of a table that names sports, None if none does.

    It has a header that means it in some language, or half or more of its distinct values are sports.
    """
    for position, name in enumerate(header):
        if plain_name(name) in _SPORT_COLUMNS:
            return position
    for position, values in enumerate(values_of):
        distinct = {plain_name(value) for value in values if value.strip()}
        if distinct and 2 * sum(value in _BY_NAME for value in distinct) >= len(distinct):
            return position
    return None


def columns_of(service: str, header: Sequence[str], required: Collection[str]) -> dict[str, str] | None:
    """Return the header's own names of a service's columns in the first language that has all required ones."""
    by_fold = {fold(name): name for name in header}
    for names in NAMES[service].values():
        found: dict[str, str] = {}
        for field, called in names.items():
            for name in [called] if isinstance(called, str) else called:
                if field not in found and fold(name) in by_fold:
                    found[field] = by_fold[fold(name)]
        if set(required) <= found.keys():
            return found
    return None


_MONTHS = sorted(
    {(fold(month), number) for months in NAMES["months"].values() for number, month in enumerate(months, start=1)},
    key=lambda month: -len(month[0]),
)


@lru_cache(maxsize=1000)
def month_named(name: str) -> int | None:
    """Return the number of a month by its short or long name in any language that exports write."""
    folded = fold(name)
    return next((number for month, number in _MONTHS if folded.startswith(month)), None)
