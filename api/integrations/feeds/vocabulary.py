"""The words of ``vocabulary.yaml``, ready to be looked up. All are folded: small letters without accents and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from api.integrations.readers.sports import fold

_WORDS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("vocabulary.yaml").read_text(encoding="utf-8"))
_JAPANESE: Mapping[str, str] = {
    unicodedata.normalize("NFKC", word): latin for word, latin in _WORDS["japanese"].items()
}
_JAPANESE_WORD = re.compile("|".join(map(re.escape, sorted(_JAPANESE, key=len, reverse=True))))
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "đ": "d", "Đ": "D"})
"""Letters that no decomposition of Unicode takes an accent from."""
_NOT_WORD = re.compile(r"[^\w]+|_+")
_APOSTROPHE = re.compile("['\u2018\u2019`]")

BRANDS: Mapping[str, str] = {
    spelling: brand for brand, others in _WORDS["brands"].items() for spelling in (brand, *others)
}
"""Spelling of a brand -> the brand as it is compared."""
FAMILIES: Mapping[str, frozenset[str]] = {brand: frozenset(words) for brand, words in _WORDS["families"].items()}
SHORTENED: Mapping[str, tuple[str, ...]] = {
    short: tuple(word for text in whole for word in text.split()) for short, whole in _WORDS["shortened"].items()
}
OF_CATEGORY: Mapping[str, frozenset[str]] = {name: frozenset(words) for name, words in _WORDS["of_category"].items()}
VARIANTS: frozenset[str] = frozenset(_WORDS["variants"])
COLORS: frozenset[str] = frozenset(name for name in _WORDS["colors"] if " " not in name)
CATEGORIES: Mapping[str, tuple[str, ...]] = {name: tuple(words) for name, words in _WORDS["categories"].items()}
NOISE_WORDS: frozenset[str] = frozenset(name for name in _WORDS["noise"] if " " not in name)


def in_latin(text: str) -> str:
    """Return a text with what Japanese shops write in Latin letters, each word by itself."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text.translate(_LETTERS))
    return _JAPANESE_WORD.sub(lambda found: f" {_JAPANESE[found[0]]} ", text)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a text in small letters without accents and signs: ``Gel-Nimbus 27`` becomes ``gel nimbus 27``."""
    return _NOT_WORD.sub(" ", _APOSTROPHE.sub("", fold(in_latin(text)))).strip()


def brand_key(text: str) -> str:
    """Return a brand as it is compared, whatever its spelling; one that is not known as it is written."""
    name = folded(text)
    return BRANDS.get(name, name)


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds one of some folded words or phrases in a folded text, the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


COLOR_NAMES = whole_words(name for name in _WORDS["colors"] if " " in name)
NOISE = whole_words(name for name in _WORDS["noise"] if " " in name)
NOT_SHOES = re.compile(
    rf"{whole_words(_WORDS['not_shoes']).pattern}|(?<!\w)\w*(?:{'|'.join(_WORDS['not_shoes_endings'])})(?!\w)"
)
NOT_SHOES_UNLESS_SIZED = whole_words(_WORDS["not_shoes_unless_sized"])
SHOE_WORDS = whole_words(_WORDS["shoe_words"])
NOT_SHOE_MAKERS: frozenset[str] = frozenset(_WORDS["not_shoe_makers"])
AVAILABLE: frozenset[str] = frozenset(_WORDS["available"])
NOT_AVAILABLE: frozenset[str] = frozenset(_WORDS["not_available"])
SECOND_HAND: frozenset[str] = frozenset(_WORDS["second_hand"])
SECOND_HAND_WORDS = whole_words(SECOND_HAND)
NOT_SIZES: frozenset[str] = frozenset(_WORDS["not_sizes"])
GENDERS: Mapping[str, re.Pattern[str]] = {sex: whole_words(words) for sex, words in _WORDS["genders"].items()}
COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {name: tuple(words) for name, words in _WORDS["column_names"].items()}
RACING_LINES: Mapping[str, re.Pattern[str]] = {
    brand: whole_words(lines) for brand, lines in _WORDS["racing_lines"].items()
}
BRAND = whole_words(BRANDS)
SPELLINGS: Mapping[str, re.Pattern[str]] = {
    brand: whole_words(spelling for spelling, named in BRANDS.items() if named == brand)
    for brand in dict.fromkeys(BRANDS.values())
}
"""Brand -> what finds any of its spellings."""
