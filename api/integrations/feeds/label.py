"""Reads size, width and sex out of what shops print: ``10.5W``, ``42 2/3``, ``M 9 / W 10.5``, ``UK 9``, ``10 D(M) US``.

What the text leaves open stays ``None``: a bare ``9`` names no system, for in half the world it is one size more.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from api.integrations.feeds.vocabulary import GENDERS, folded, in_latin
from api.integrations.readers.written_size import in_decimals

_REMEMBERED = 4096
"""How many labels are remembered: a feed repeats the same few."""

SYSTEMS = ("us", "us_men", "us_women", "uk", "eu", "mondopoint")
MALE, FEMALE, UNISEX, CHILD = "male", "female", "unisex", "child"

_MARKS = re.compile("[\u2122\u00ae\u00a9]")
_NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)"
_LONG_THIRD = re.compile(r"(?<![\d.])(\d{2})\.(3{3,}|6{2,}[67])(?!\d)")
_MONEY = re.compile(r"[$\u20ac\u00a3\u00a5%]")
_TWO = r"(?<![\d.A-Z])(\d{1,2}(?:\.\d{1,2})?)\s*[-\u2013/]\s*(\d{1,2}(?:\.\d{1,2})?)"
_SEVERAL = re.compile(rf"{_TWO}(?![\d.A-Z]|\s*[EA]{{1,4}}\b)")
_EDGE = r"(?![\d.]|[EA]{1,4}\b)"
_MEN, _WOMEN = r"(?:MEN'?S?|M|HERREN)", r"(?:WOMEN'?S?|WMNS?|W|DAMEN)"
_BOTH = (
    re.compile(rf"(?:US\s*)?\b{_MEN}\s*[:.-]?\s*{_NUMBER}\s*[/|,&+-]*\s*{_WOMEN}\s*[:.-]?\s*{_NUMBER}{_EDGE}"),
    re.compile(
        rf"(?:US\s*)?\b{_WOMEN}\s*[:.-]?\s*(?P<w>{_NUMBER})\s*[/|,&+-]*\s*{_MEN}\s*[:.-]?\s*(?P<m>{_NUMBER}){_EDGE}"
    ),
    re.compile(rf"{_NUMBER}\s*{_MEN}\s*[/|,&+-]*\s*{_NUMBER}\s*{_WOMEN}\b"),
)
_SYSTEM_WORDS = {
    "US": "us",
    "USA": "us",
    "UK": "uk",
    "EU": "eu",
    "EUR": "eu",
    "FR": "eu",
    "JP": "cm",
    "CM": "cm",
    "MM": "mm",
}
_BEFORE = re.compile(
    rf"\b(USA|US|UK|EUR|EU|FR|JP|CM|MM)(?:\s*(?:SIZE\b)?)\s*({_MEN}|{_WOMEN})?\s*[:.=-]?\s*{_NUMBER}{_EDGE}"
)
_AFTER = re.compile(rf"(?<![\d.]){_NUMBER}\s*(?:([A-Z0-9]{{1,4}})\s*\(?[A-Z]?\)?\s+)?\(?(USA|US|UK|EUR|EU|CM|MM)\b")
_OF_SEX = re.compile(rf"\b({_MEN}|{_WOMEN})\s*(?:SIZE)?\s*[:.-]?\s*{_NUMBER}{_EDGE}")
_SEX_BEHIND = re.compile(rf"(?<![\d.]){_NUMBER}\s*(MEN'?S?|WOMEN'?S?|WMNS?)\b")
_FRENCH = re.compile(r"\bT\.?\s?(?=(?:3[4-9]|4[0-9]|5[0-2])(?![0-9]))")
"""``T42``: taille 42."""
_BARE = re.compile(rf"(?<![\d.A-Z]){_NUMBER}{_EDGE}")
_SIZE_WORD = re.compile(
    r"\b(?:SIZE|SZ|STORLEK|STORRELSE|STR|ROZMIAR|R|VELIKOST|TAMANHO|GR(?:[O\u00d6]SSE|OESSE|\.)?|TAILLE|TALLA|POINTURE|N[U\u00da]MERO|TAGLIA|MAAT)\s*[:.]?\s*(\d{1,2}(?:\.\d{1,2})?\s*\(?(?:[246]E|E{1,4}|[BDWNM]|[24]A|WIDE)?\)?)(?![\w.])"
)
_CHILD = re.compile(r"(?<![\d.])\d{1,2}(?:\.5)?\s*(?:Y|C|K|YRS?|KIDS?|YOUTH|TODDLER|JUNIOR|JR)\b")
_LETTERS = {
    **{letters: f"{len(letters)}E" if len(letters) > 1 else "E" for letters in ("E", "EE", "EEE", "EEEE", "EEEEEE")},
    **{letters: letters for letters in ("2E", "3E", "4E", "5E", "6E", "2A", "4A", "B", "D")},
    **{"AA": "2A", "AAAA": "4A", "1B": "B", "1D": "D"},
}
_WIDE = "WIDE|WD|WEIT|BREIT|LARGE|LARGA|LARGO|ANCHO|ANCHA|BREED|BRED|BREDE|SZEROKIE|SZEROKA|SZEROKI"
_WIDTH_WORDS = (
    (
        re.compile(r"\b(?:(?:DOUBLE[ -]?EXTRA|XX)[ -]?WIDE|XXW)\b"),
        "xx_wide",
    ),
    (
        re.compile(
            rf"\b(?:(?:EXTRA|EKSTRA|X|SEHR|BARDZO|SUPER|TR[E\u00c8]S|MUY|MOLTO)[ -]?(?:{_WIDE})"
            r"|XW|WW|EW)\b"
        ),
        "extra_wide",
    ),
    (re.compile(rf"\b(?:{_WIDE})(?:[ -]?(?:FIT|WIDTH))?\b"), "wide"),
    (
        re.compile(
            r"\b(?:NARROW|SCHMAL|SLIM|ESTRECHO|ESTRECHA|ESTREITO|ESTREITA|STRETTA|SMALE?|W[A\u0104]SKI[EA]?)"
            r"(?:[ -]?(?:FIT|WIDTH))?\b"
        ),
        "narrow",
    ),
    (re.compile(r"(?<!\w)[E\u00c9]TROITE?\b"), "narrow"),
    (
        re.compile(
            r"\b(?:REGULAR|STANDARD|EST[A\u00c1]NDAR|MEDIUM|NORMAL|NORMALE|NORMAAL|MITTEL|MOYENNE?|MEDIO|MEDIA"
            r"|REG|STD|MED)(?:[ -]?(?:FIT|WIDTH))?\b"
        ),
        "standard",
    ),
)
_LETTER = re.compile(r"(?<![A-Z0-9.'])\(?(2E|3E|4E|5E|6E|2A|4A|E{1,4}|AA|AAAA|1?[BD])\)?(?:\s*\([MWN]\))?(?![A-Z0-9'])")
_BEHIND_NUMBER = {"W": "wide", "M": "standard", "N": "narrow", "R": "standard"}
_NO_WIDTH = frozenset(("", "-", "N/A", "NA", "NONE", "DEFAULT", "DEFAULT TITLE", "ONE WIDTH", "KEINE", "AUCUNE"))

_HIGHEST = {"us": 20.0, "uk": 19.0}
_EU, _MM, _CM = (15.0, 55.0), (150.0, 360.0), (15.0, 36.0)
_EU_BARE, _MM_BARE = (34.0, 52.5), (210.0, 330.0)


@dataclass(frozen=True, slots=True)
class Label:
    """What a label names; ``system`` is one of SYSTEMS, ``width`` a class or a letter."""

    size: float | None = None
    system: str | None = None
    width: str | None = None
    sex: str | None = None
    several: bool = False
    """Whether it names more than one size: ``42-46`` of socks, ``42/43`` of clogs."""
    also: tuple[float, str] | None = None
    """The same size on another scale: the European one of ``US 10 / EU 44``, the women's of ``M 9 / W 10.5``."""

    def over(self, other: Label) -> Label:
        """Return this label, completed by what another one names."""
        named = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) not in (None, False)}
        if "size" in named:
            named.setdefault("system", None)
        return replace(other, **named)


@lru_cache(maxsize=_REMEMBERED)
def read_label(text: str) -> Label:
    """Return what a size option or a size column names."""
    text = _FRENCH.sub("", plain(text))
    if _CHILD.search(text):
        return Label(sex=CHILD)
    if _MONEY.search(text) is not None:
        return Label()
    text, several = _one_of_two(text)
    if several:
        return Label(width=read_width(text), several=True)
    found, rest = _size(text)
    width = read_width(rest)
    # Of ``M 9 W 10.5`` the letters are the sexes of two sizes.
    if width is None and found.size is not None and found.sex != UNISEX:
        width = _width_behind(text, found)
    return replace(found, width=width, sex=found.sex or _sex_in(rest))


def plain(text: str) -> str:
    """Return a text in capitals, with fractions and commas as decimals: ``42 2/3`` becomes ``42.67``."""
    text = in_decimals(_MARKS.sub("", text))
    text = unicodedata.normalize("NFKC", in_latin(text)).upper().replace("\u2019", "'")
    text = re.sub(r"(?<=\d),(?=[05](?!\d))", ".", " ".join(text.split()))
    return _LONG_THIRD.sub(lambda found: f"{float(found[0]):.2f}", text)


def _one_of_two(text: str) -> tuple[str, bool]:
    """Return a text with the European one of two sizes, ``9/42.5``, and whether it names two of one scale."""
    match = _SEVERAL.search(text)
    if match is None or any(pattern.search(text) for pattern in _BOTH):
        return text, False
    european = [number for number in match.groups() if _EU_BARE[0] <= float(number) <= _EU_BARE[1]]
    if len(european) != 1:
        return text, True
    return f"{text[: match.start()]} EU {european[0]} {text[match.end() :]}", False


def width_of_option(text: str) -> tuple[str | None, bool]:
    """Return the width that an option or a column of widths names, and whether it names one that is not understood.

    There a single ``W``, ``M``, ``N`` or ``R`` is no sex.
    """
    plain_text = plain(text).strip(" ()")
    width = _BEHIND_NUMBER.get(plain_text) or read_width(text)
    return width, width is None and plain_text not in _NO_WIDTH


@lru_cache(maxsize=_REMEMBERED)
def read_width(text: str) -> str | None:
    """Return the width that a text names by word or letter, ``None`` for none or two different ones."""
    text = plain(text)
    words = []
    for pattern, name in _WIDTH_WORDS:
        if pattern.search(text):
            words.append(name)
            text = pattern.sub(" ", text)
    letters = {_LETTERS[found] for found in _LETTER.findall(text)}
    if len(letters) == 1:
        return letters.pop()
    return words[0] if len(words) == 1 and not letters else None


def without_width(text: str) -> str:
    """Return a plain text without the words and letters of a width."""
    for pattern, _ in _WIDTH_WORDS:
        text = pattern.sub(" ", text)
    return _LETTER.sub(" ", text)


def labelled_size(text: str) -> tuple[Label, str]:
    """Return the size that a title names together with its system, and the text without it.

    ``Ghost 17 Men's`` is no men's 17: beside a model's own number the sex does not make a size.
    """
    found, rest = _with_system(text)
    if found.size is None and (match := _SIZE_WORD.search(text)) is not None:
        return read_label(match[1]), _cut(text, match)
    return found, rest


def _size(text: str) -> tuple[Label, str]:
    found, rest = _labelled(text)
    if found.size is not None:
        return found, rest
    match = _BARE.search(text)
    if match is None:
        return Label(), text
    value, rest = float(match[1]), _cut(text, match)
    if _EU_BARE[0] <= value <= _EU_BARE[1]:
        return Label(value, "eu"), rest
    if _MM_BARE[0] <= value <= _MM_BARE[1]:
        return Label(value, "mondopoint"), rest
    return (Label(value), rest) if 0 < value < _EU_BARE[0] else (Label(), text)


def _labelled(text: str) -> tuple[Label, str]:
    found, rest = _with_system(text)
    if found.size is not None:
        return found, rest
    for pattern, sex, number in ((_OF_SEX, 1, 2), (_SEX_BEHIND, 2, 1)):
        match = pattern.search(text)
        if match is not None and 0 < float(match[number]) <= _HIGHEST["us"]:
            return Label(float(match[number]), sex=_sex(match[sex])), _cut(text, match)
    return Label(), text


def _with_system(text: str) -> tuple[Label, str]:
    for pattern in _BOTH:
        match = pattern.search(text)
        if match is not None:
            named = match.groupdict()
            men, women = (named["m"], named["w"]) if "m" in named else (match[1], match[2])
            return Label(float(men), "us_men", sex=UNISEX, also=(float(women), "us_women")), _cut(text, match)
    options = [*_before(text), *_after(text)]
    for system in ("us", "uk", "eu", "mondopoint"):
        for found, match in options:
            if found.system == system:
                others = (label for label, _ in options if system == "us" and label.system != "us")
                also = next(((label.size, label.system) for label in others if label.size and label.system), None)
                return replace(found, also=also), _without_systems(text, match)
    return Label(), text


def _before(text: str) -> list[tuple[Label, re.Match[str]]]:
    found = ((_of_system(match[1], match[3], match[2]), match) for match in _BEFORE.finditer(text))
    return [(label, match) for label, match in found if label is not None]


def _after(text: str) -> list[tuple[Label, re.Match[str]]]:
    found = ((_of_system(match[3], match[1], None), match) for match in _AFTER.finditer(text))
    return [(label, match) for label, match in found if label is not None]


def _of_system(word: str, number: str, sex: str | None) -> Label | None:
    system, value = _SYSTEM_WORDS[word], float(number)
    whose = None if sex is None else _sex(sex)
    if system == "cm":
        return Label(round(value * 10, 1), "mondopoint", sex=whose) if _CM[0] <= value <= _CM[1] else None
    if system == "mm":
        return Label(value, "mondopoint", sex=whose) if _MM[0] <= value <= _MM[1] else None
    if system == "eu":
        return Label(value, "eu", sex=whose) if _EU[0] <= value <= _EU[1] else None
    return Label(value, system, sex=whose) if 0 < value <= _HIGHEST[system] else None


def _sex_in(text: str) -> str | None:
    """Return the one sex that the words beside a size name: ``10.5 EE Men``."""
    found = [sex for sex, pattern in GENDERS.items() if pattern.search(folded(text))]
    return found[0] if len(found) == 1 else None


def _sex(word: str) -> str:
    return FEMALE if word.startswith(("W", "D")) else MALE


def _without_systems(text: str, match: re.Match[str]) -> str:
    """Return the text without any labelled size, but with a letter that stands between number and system."""
    between = match[2] if match.re is _AFTER and match[2] else ""
    return f"{_AFTER.sub(' ', _BEFORE.sub(' ', text))} {between}"


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _width_behind(text: str, found: Label) -> str | None:
    """Return the width of a single letter behind the number, as American boxes have it: ``10.5W``, ``9 M``."""
    number = f"{found.size:g}"
    match = re.search(rf"(?<![\d.]){re.escape(number)}\s*\(?([WMNR])\)?(?![A-Z0-9'])", text)
    return None if match is None else _BEHIND_NUMBER[match[1]]
