"""Takes a title apart as shops write it: brand, words of the model, sex, width, size, colour and season.

``Brooks Ghost 17 Men's 2E - Black/White (SS26)`` is the Ghost 17 of Brooks, for men, in 2E, black and white. What is
not understood stays among the words of the model, where it keeps the match from being certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from api.integrations.feeds.article import LONGEST_TITLE
from api.integrations.feeds.label import (
    CHILD,
    FEMALE,
    MALE,
    UNISEX,
    Label,
    labelled_size,
    plain,
    read_label,
    read_width,
    without_width,
)
from api.integrations.feeds.vocabulary import (
    BRAND,
    BRANDS,
    COLOR_NAMES,
    COLORS,
    GENDERS,
    NOISE,
    NOISE_WORDS,
    SHORTENED,
    SPELLINGS,
    VARIANTS,
    folded,
)

_SEASON = re.compile(
    r"\b(?:(?:SS|S/S|FW|F/W|AW|A/W|HO|SP|FA|H)[ '-]?(?:20)?\d\d"
    r"|(?:SPRING|SUMMER|FALL|AUTUMN|WINTER|HOLIDAY)[ /-]*(?:20)?\d\d"
    r"|20[12]\d(?: MODEL| COLLECTION)?)\b"
)
_PRICE = re.compile(r"[-\u2013]?\s*(?:\d{1,2}\s*% OFF|SAVE \d{1,2}\s*%|[$\u20ac\u00a3]\s?\d+(?:\.\d\d)?)")
_TWO_COLORS = re.compile(r"(?<=[A-Z])\s+/\s+(?=[A-Z])")
_PLUS = re.compile(r"(?<=[A-Z0-9])\+(?!\w)")
_SIZE_AT_END = re.compile(r"(?<=\d)\s+([MW]\s?\d{1,2}(?:\.5)?(?:\s+(?:[246]E|E{1,4}|[BD]|[24]A|WIDE))?)\s*$")
_SEGMENT = re.compile(r"\s+[-\u2013\u2014|]\s+|\s*[|;]\s*|,\s+|\s-(?=\S)|\s*[()\[\]]\s*|:\s+|\s+/\s+")
_LETTERS_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_LETTER_MODEL = re.compile(r"\b([MWU])(\d{3,4})\s?V(\d{1,2})\b")
"""As New Balance writes it: ``M1080V15`` is the 1080 v15 for men, and no style code."""
_COLOR_WORD = "|".join(sorted((name.upper() for name in COLORS - VARIANTS), key=len, reverse=True))
_SIZE_TO_END = (
    r"(?P<size>\d{1,2}(?:\.\d{1,2})?(?:\s*\(?(?:[246]E|E{2,4}|[BD]|[24]A|(?:(?:X|EXTRA)[ -]?)?WIDE|NARROW)\)?)?)"
    rf"(?:[\s/,-]+(?:{_COLOR_WORD})(?!\w))*\s*$"
)
_SEX_WORD = r"(?:MEN'?S?|WOMEN'?S?|WMNS?|[MW]'?S|HERREN|DAMEN|HOMME|FEMME|HOMBRE|MUJER)"
_SIZE_BEHIND_SEX = re.compile(rf"(?<!\d)\d{{1,2}}(?![\d.]).*\b{_SEX_WORD}\b.*?\s{_SIZE_TO_END}")
_SIZE_BEHIND_VERSION = re.compile(rf"(?<!\d)\d{{1,2}}\s+{_SIZE_TO_END}")
"""A size at the very end of a title that names a version before it: ``Ghost 17 Mens 10.5 2E``, ``Clifton 10 11.5``."""
_SIZE_BEHIND_COLOR = re.compile(rf"(?<!\d)\d{{1,2}}(?:[\s/]+(?:{_COLOR_WORD}))+\s+{_SIZE_TO_END}")
_STYLE_CODE = re.compile(
    r"\b(?:[0-9]{6}\s[0-9][A-Z]\s?[0-9]{3}|[A-Z]{1,4}[0-9]{4,}[A-Z0-9]*|[MWU][0-9]{3,4}[A-Z]{1,2}[0-9]{1,2}|[A-Z][0-9][A-Z]{2}[0-9]{4,}|[0-9]{6,}[A-Z0-9]*|[A-Z0-9]{4,}-[0-9]{3}|[0-9]{4}[A-Z][0-9]{3})(?:[-.][A-Z0-9]+)*\b"
)
_COLORS_BEHIND = re.compile(r"\s(?=[A-Z]+/[A-Z])")
_EDGES = " -\u2013\u2014|/,;:"
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]+)[\"\u201d]")
_COLOUR_SIGN = re.compile(r"\w/\s?\w")


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart; ``words`` are those of the model, ``more`` those of segments that may name a colour."""

    brand: str | None
    words: tuple[str, ...]
    more: tuple[str, ...]
    label: Label
    color: str | None
    season: str | None
    variant: bool

    @property
    def is_for_children(self) -> bool:
        """Whether it is a children's shoe."""
        return self.label.sex == CHILD


@lru_cache(maxsize=4096)
def read_title(title: str, vendor: str = "", color: str = "") -> Title:
    """Return what a title says; ``vendor`` and ``color`` are what other fields say of brand and colour.

    No shop's system keeps longer titles than LONGEST_TITLE; of a longer one the rest is not read, and it is no
    certain match, for the rest might make another model of it.
    """
    if len(title) > LONGEST_TITLE:
        begun = read_title(title[:LONGEST_TITLE].rpartition(" ")[0], vendor[:LONGEST_TITLE], color[:LONGEST_TITLE])
        return replace(begun, more=(*begun.more, _NOT_READ))
    text = _PLUS.sub(" PLUS", _TWO_COLORS.sub("/", plain(title)))
    season = _SEASON.search(text)
    text = _PRICE.sub(" ", _SEASON.sub(" ", text))
    text = _STYLE_CODE.sub(" ", _LETTER_MODEL.sub(r"\1 \2 V\3", text))
    if color.strip():
        text = _without(text, plain(color))
    label, text = labelled_size(text)
    if label.size is None and (match := _SIZE_AT_END.search(text)) is not None:
        label, text = read_label(match[1]), text[: match.start()]
    if label.size is None:
        label, text = _size_at_end(text, label)
    brand = brand_of(vendor) or _brand_in(text)
    segments = _segments(text)
    parts = [_segment(part, brand) for part in segments]
    sex = label.sex or _sex_of(folded(text)) or next((part.sex for part in parts if part.sex is not None), None)
    widths = [width for width in (label.width, *(part.width for part in parts)) if width is not None]
    # A letter says more than the word beside it: 2E is wide for men and extra wide for women.
    width = next((width for width in widths if width[-1:].isupper()), next(iter(widths), None))
    size = label.size or next((part.size for part in parts if part.size is not None), None)
    main, more, colour = _split(parts)
    words, sex, width = _single_letter(_without_short_brand(main, brand), sex, width)
    return Title(
        brand=brand,
        words=words,
        more=more,
        label=Label(size, label.system, width, sex),
        color=color.strip() or colour,
        season=season[0] if season else None,
        variant=any(word in VARIANTS for word in (*words, *more)),
    )


def _size_at_end(text: str, label: Label) -> tuple[Label, str]:
    """Return the size at the very end of a title that names a version before it, and the text without it."""
    for pattern in (_SIZE_BEHIND_SEX, _SIZE_BEHIND_VERSION, _SIZE_BEHIND_COLOR):
        match = pattern.search(text)
        found = Label() if match is None else read_label(match["size"])
        if match is not None and found.size is not None and found.size >= _SMALLEST_US:
            return found, f"{text[: match.start('size')]} {text[match.end('size') :]}"
    return label, text


def _segments(text: str) -> list[str]:
    """Return the parts of a title: the model first; what is in quotes, and words with a slash, are names of colours."""
    quoted = [f"{name}/{name}" for name in _QUOTED.findall(text)]
    parts = (part.strip(_EDGES) for part in _SEGMENT.split(_QUOTED.sub(" ", text)))
    found = [part for part in parts if part]
    return [*_COLORS_BEHIND.split(found[0].strip(), maxsplit=1), *found[1:], *quoted] if found else quoted


def brand_of(text: str) -> str | None:
    """Return the brand that a vendor's name is, ``None`` for one that is not known."""
    return BRANDS.get(folded(text))


def _brand_in(text: str) -> str | None:
    """Return the brand that a title names first, ``None`` if it names none; ``on`` alone only where it begins."""
    for match in BRAND.finditer(_without_sex(text)):
        if match[0] != "on" or match.start() == 0:
            return BRANDS[match[0]]
    return None


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment: its words that may be of the model, whether it reads as a colour, its text, width and size."""

    words: tuple[str, ...]
    is_color: bool
    text: str
    width: str | None
    size: float | None
    sex: str | None = None


def _segment(text: str, brand: str | None) -> _Part:
    label = read_label(text) if _ONLY_SIZE.fullmatch(text.strip()) else Label()
    if label.size is not None and (label.width is not None or label.size >= _SMALLEST_BARE or label.size % 1):
        return _Part((), False, text, label.width, label.size)
    if text.strip() in _SEX_SEGMENTS:
        return _Part((), False, text, None, None, _SEX_SEGMENTS[text.strip()])
    words = words_of(COLOR_NAMES.sub(" white ", folded(without_width(text))), brand)
    known = _COLOUR_SIGN.search(text) is not None or any(word in COLORS - VARIANTS for word in words)
    return _Part(words, known and _may_be_color(words), text, read_width(text), None)


def _may_be_color(words: Sequence[str]) -> bool:
    return bool(words) and not any(word.isdigit() or word in VARIANTS - COLORS for word in words)


_ON = re.compile(r"(?<!\w)on(?: running)?(?!\w)")
_NOT_READ = "\u2026"
_ONLY_SIZE = re.compile(r"[\d.]+\s*(?:\(?[A-Z0-9]{1,4}\)?|WIDE|NARROW)?")
_SMALLEST_BARE = 34
_SMALLEST_US = 4


def words_of(text: str, brand: str | None) -> tuple[str, ...]:
    """Return the words of a name as they are compared: without brand, sex and noise, numbers apart from letters."""
    text = _without_sex(text)
    if brand == "on":
        text = _ON.sub(" ", text)
    elif brand is not None and brand in SPELLINGS:
        text = SPELLINGS[brand].sub(" ", text)
    text = NOISE.sub(" ", text)
    words: list[str] = []
    for word in _LETTERS_DIGITS.sub(" ", text).split():
        if word not in NOISE_WORDS:
            words.extend(SHORTENED.get(word, (word,)))
    return _without_version_letters(words)


def _without_sex(text: str) -> str:
    text = folded(text)
    for pattern in GENDERS.values():
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _without_version_letters(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without the ``v`` of ``v14`` and the ``0`` of ``2.0``, and numbers without leading zeros."""
    kept: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word == "v" and following.isdigit():
            continue
        if word == "0" and kept and kept[-1].isdigit():
            continue
        kept.append(word.lstrip("0") or "0" if word.isdigit() else word)
    return tuple(kept)


def _split(parts: Sequence[_Part]) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Return the words of the model, those of further segments, and the colour that segments name."""
    first = next((place for place, part in enumerate(parts) if part.words), len(parts))
    main = parts[first].words if first < len(parts) else ()
    more: list[str] = []
    colors: list[str] = []
    for part in parts[first + 1 :]:
        if part.is_color or (colors and _may_be_color(part.words)):
            colors.append(part.text.strip().title())
        else:
            more.extend(part.words)
    return main, tuple(more), " / ".join(colors) or None


def _without_short_brand(words: tuple[str, ...], brand: str | None) -> tuple[str, ...]:
    """Return the words without a first one that shortens the brand: ``BRK`` of Brooks, ``Sauc`` of Saucony."""
    if brand is None or len(words) < 2 or not _SHORTEST_BRAND <= len(words[0]) < len(brand):
        return words
    letters = iter(brand)
    is_short = words[0][0] == brand[0] and all(letter in letters for letter in words[0])
    return words[1:] if is_short else words


def _single_letter(
    words: tuple[str, ...], sex: str | None, width: str | None
) -> tuple[tuple[str, ...], str | None, str | None]:
    """Read a single letter before or behind the model.

    Before it names the sex; behind it the sex where none is named, else the width. A last ``W`` alone may be either.
    What names colours behind it is no part of the model.
    """
    letter = next((place for place, word in enumerate(words) if place > 1 and word in (*_SEX_LETTERS, "u")), len(words))
    if all(word in COLORS - VARIANTS for word in words[letter + 1 :]):
        words = words[: letter + 1]
    if len(words) > 1 and words[0] in _SEX_LETTERS:
        return words[1:], sex or _SEX_LETTERS[words[0]], width
    if len(words) > 2 and words[-1] == "u":
        return words[:-1], sex or UNISEX, width
    if len(words) < 2 or words[-1] not in _SEX_LETTERS:
        return words, sex, width
    if words[-1] == "m":
        return words[:-1], sex or MALE, width
    return words[:-1], sex, width or ("wide" if sex in (MALE, UNISEX) else None)


_SHORTEST_BRAND = 3
_SEX_LETTERS = {"m": MALE, "w": FEMALE}
_SEX_SEGMENTS = {"M": MALE, "W": FEMALE, "U": UNISEX}


@lru_cache(maxsize=4096)
def sex_of(text: str) -> str | None:
    """Return the sex that a tag, a type or a gender column names; ``None`` for none or several."""
    return _sex_of(folded(text))


def _sex_of(text: str) -> str | None:
    found = [sex for sex, pattern in GENDERS.items() if pattern.search(text)]
    if CHILD in found:
        return CHILD
    if UNISEX in found or {MALE, FEMALE} <= set(found):
        return UNISEX
    return found[0] if found else None


def _without(text: str, color: str) -> str:
    """Return a text without a colour that another field names, whole or by its parts."""
    for name in (color, color.replace("/", " / "), color.replace(" / ", "/")):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return text
