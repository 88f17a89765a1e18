"""Shoe sizes and widths: from the length of a foot to the size in every system, and back.

Lengths are lengths of the *foot* in millimetres, on the Brannock scale (SIZE-01); our own choices are in SIZE-06.
Widths are classes (narrow, standard, wide, extra_wide, xx_wide); letters mean different widths by sex (SIZE-04).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated

from api.advice.core.describe import Field, Unit
from api.advice.core.rules import Rulebook
from api.advice.core.wording import ShoeSize
from api.advice.foot.charts import HALVES, charts, eu_label, maker_of, us_size_of_eu
from api.advice.foot.feet import SIZE_SYSTEMS, WIDTH_CLASSES, WIDTHS_OF_FEET, StatedSize

SCALE_OF_SEX = {"male": "men", "female": "women"}
SEX_OF_SYSTEM = {"us_men": "male", "us_women": "female"}
"""Systems whose number already says for which sex the shoe is made."""

_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Sizes:
    """One size in every system; ``None`` where a scale has no number, or where no size is known."""

    us_men: float | None = None
    us_women: float | None = None
    uk: float | None = None
    uk_low: float | None = None
    uk_high: float | None = None
    eu: float | None = None
    eu_low: float | None = None
    eu_high: float | None = None
    mondopoint: float | None = None

    def by_system(self) -> dict[str, float]:
        """Return the size by system, of the systems that have a number for it."""
        sizes = {system: getattr(self, system) for system in SIZE_SYSTEMS}
        return {system: size for system, size in sizes.items() if size is not None}

    def on_boxes(self, book: Rulebook) -> tuple[tuple[str, float], ...]:
        """Return (system, number) of every box that may hold this size, thirds as the nearest half."""
        step = book.number("SIZE-01", "step_size")
        fixed = [(name, size) for name, size in self.by_system().items() if name not in ("uk", "eu")]
        return (
            *fixed,
            *_between("uk", self.uk_low, self.uk_high, step),
            *_between("eu", self.eu_low, self.eu_high, step),
        )


def _between(system: str, low: float | None, high: float | None, step: float) -> tuple[tuple[str, float], ...]:
    if low is None or high is None:
        return ()
    first, last = round(low / step), round(high / step)
    return tuple((system, number * step) for number in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class WidthLetters:
    """The letters of one width class."""

    men: Annotated[str | None, Field("width"), "On men's shoes."]
    women: Annotated[str | None, Field("width"), "On women's shoes."]


@dataclass(frozen=True, slots=True)
class InsideLength:
    """How long a shoe should be inside, in millimetres (rule SIZE-03)."""

    low: Annotated[float, Unit("mm"), "Wanted from."]
    high: Annotated[float, Unit("mm"), "Wanted to."]
    tolerated_low: Annotated[float, Unit("mm")]
    tolerated_high: Annotated[float, Unit("mm")]


@dataclass(frozen=True, slots=True)
class _Scale:
    """The figures of SIZE-01 and SIZE-06, read once: lengths in millimetres, ``offset`` and ``step`` in sizes."""

    size_mm: float
    offset: float
    step: float
    above_men: Mapping[str, float]
    uk_below_men: tuple[float, float]
    mondopoint_step: float
    covered_to: float
    smallest: float


@lru_cache(maxsize=8)
def _scale(book: Rulebook) -> _Scale:
    return _Scale(
        size_mm=book.number("SIZE-01", "inch_mm") / book.number("SIZE-01", "sizes_in_an_inch"),
        offset=book.number("SIZE-01", "offset_size"),
        step=book.number("SIZE-01", "step_size"),
        above_men=MappingProxyType(
            {
                "us_men": 0,
                "us_women": book.number("SIZE-01", "women_above_men_size"),
                "uk": -book.number("SIZE-01", "uk_below_men_size"),
            }
        ),
        uk_below_men=(book.number("SIZE-08", "uk_below_men_least"), book.number("SIZE-08", "uk_below_men_most")),
        mondopoint_step=book.number("SIZE-01", "mondopoint_step_mm"),
        covered_to=book.number("SIZE-06", "covered_to_mm"),
        smallest=book.number("SIZE-06", "smallest_on_scale_size"),
    )


def foot_length_of(stated: StatedSize, sex: str | None, book: Rulebook) -> float:
    """Return the length in millimetres of the foot that a size is made for (SIZE-01, European sizes SIZE-08).

    Where the sex is not known a European number is read on both scales, and the longer foot counts (SIZE-06).
    """
    scale, value = _scale(book), stated.value
    if stated.system == "mondopoint":
        return value
    if stated.system == "eu":
        scales = SCALE_OF_SEX.values() if sex is None else (SCALE_OF_SEX[sex],)
        return max(_length(f"us_{name}", us_size_of_eu(value, name, book), scale) for name in scales)
    return _length(stated.system, value, scale)


def _length(system: str, value: float, scale: _Scale) -> float:
    return (value - scale.above_men[system] + scale.offset) * scale.size_mm


def size_of(system: str, length_mm: float, book: Rulebook) -> float | None:
    """Return the smallest size of a system that covers a foot of this length; ``None`` where the scale has no number.

    US and UK sizes go in halves, Mondopoint in its own step; a foot that is over by no more than can be measured counts
    as covered (SIZE-06).
    """
    scale = _scale(book)
    if system == "mondopoint":
        return _up_to(length_mm - scale.covered_to, scale.mondopoint_step)
    size = _men_size(length_mm, scale) + scale.above_men[system]
    return size if size >= scale.smallest else None


def _men_size(length_mm: float, scale: _Scale) -> float:
    """Return the US men's size that covers a foot, also below the first number of the scale."""
    return _up_to((length_mm - scale.covered_to) / scale.size_mm - scale.offset, scale.step)


def sizes_of(length_mm: float, sex: str | None, book: Rulebook) -> Sizes:
    """Return the size that covers a foot of this length in every system (SIZE-01, SIZE-08).

    Where the sex is not known the European range spans both scales.
    """
    scale = _scale(book)
    men = _men_size(length_mm, scale)
    kinds = SCALE_OF_SEX.values() if sex is None else (SCALE_OF_SEX[sex],)
    labels = [eu_label(men + scale.above_men[f"us_{kind}"], kind, book) for kind in kinds]
    uk = size_of("uk", length_mm, book)
    least, most = scale.uk_below_men
    return Sizes(
        us_men=size_of("us_men", length_mm, book),
        us_women=size_of("us_women", length_mm, book),
        uk=uk,
        uk_low=None if uk is None else men - most,
        uk_high=None if uk is None else men - least,
        eu=labels[0].typical,
        eu_low=min(label.low for label in labels),
        eu_high=max(label.high for label in labels),
        mondopoint=size_of("mondopoint", length_mm, book),
    )


def is_on_box(brand: str, system: str, number: float, sizes: Sizes, sex: str | None, book: Rulebook) -> bool:
    """Return whether a box of a brand that bears this number, one of ``sizes.on_boxes``, holds the size (SIZE-08).

    European numbers are compared as halves. A maker whose chart was not read may print any number of the range.
    """
    maker = maker_of(brand, book)
    if system != "eu" or maker is None:
        return True
    step = book.number("SIZE-01", "step_size")
    kinds = SCALE_OF_SEX.values() if sex is None else (SCALE_OF_SEX[sex],)
    us_sizes = {kind: getattr(sizes, f"us_{kind}") for kind in kinds}
    printed = {
        round(charts(book)[kind][maker].label(size) / step) * step
        for kind, size in us_sizes.items()
        if size is not None and maker in charts(book)[kind]
    }
    return number in printed or not printed


def on_mens_last(sizes: Sizes, book: Rulebook) -> Sizes:
    """Return a size as unisex shoes bear it, built on the men's last, with the European number of its chart."""
    if sizes.us_men is None:
        return replace(sizes, eu=None, eu_low=None, eu_high=None)
    label = eu_label(sizes.us_men, SCALE_OF_SEX["male"], book)
    return replace(sizes, eu=label.typical, eu_low=label.low, eu_high=label.high)


def width_worn_by(width: str, sex: str | None, book: Rulebook) -> str:
    """Return the class that a width of a unisex shoe, a men's by its letter, is for somebody of a sex (SIZE-04)."""
    letter = width_letter(width, "male", book)
    if sex != "female" or letter is None:
        return width
    return _class_on(SCALE_OF_SEX[sex], letter, book) or width


def is_number(on_box: float, size: float | None) -> bool:
    """Return whether a box bears a size, thirds being kept as the nearest half; one that is not known may be any."""
    return size is None or round(on_box * HALVES) == round(size * HALVES)


def is_longer_size(length_mm: float, than_mm: float, book: Rulebook) -> bool:
    """Return whether a foot of one length needs a longer size than a foot of another."""
    scale = _scale(book)
    return _men_size(length_mm, scale) > _men_size(than_mm, scale)


def with_stated(sizes: Sizes, stated: StatedSize) -> Sizes:
    """Return the sizes with the one that a customer named, as it was named and within its range."""
    system, value = stated.system, stated.value
    named: dict[str, float] = {system: value}
    if system in ("uk", "eu"):
        low, high = getattr(sizes, f"{system}_low"), getattr(sizes, f"{system}_high")
        named |= {f"{system}_low": min(value, low or value), f"{system}_high": max(value, high or value)}
    return replace(sizes, **named)


def sizes_apart(length_mm: float, other_mm: float, book: Rulebook) -> float:
    """Return how many full US sizes lie between two lengths of feet, never negative (SIZE-01)."""
    return abs(length_mm - other_mm) / _scale(book).size_mm


def toe_room(length_mm: float, book: Rulebook) -> InsideLength:
    """Return the inside length that a foot wants, and what is still tolerated (SIZE-03)."""
    return InsideLength(
        *(
            round(length_mm + book.number("SIZE-03", figure), 1)
            for figure in ("wanted_low_mm", "wanted_high_mm", "tolerated_low_mm", "tolerated_high_mm")
        )
    )


def width_letter(width_class: str, sex: str | None, book: Rulebook) -> str | None:
    """Return the letter a width class is usually sold under for this sex; ``None`` where the sex is not known."""
    scale = SCALE_OF_SEX.get(sex or "")
    if scale is None:
        return None
    letters = book.value("SIZE-04", f"{scale}_{width_class}_letters")
    return str(letters[0]) if isinstance(letters, tuple) else None


def width_letters(width_class: str, book: Rulebook) -> WidthLetters:
    """Return the letter of a width class for men and for women (SIZE-04)."""
    return WidthLetters(**{scale: width_letter(width_class, sex, book) for sex, scale in SCALE_OF_SEX.items()})


def with_letter(word: str, letter: str | None) -> str:
    """Return a width as a word with its letter behind it: a letter alone means another width to men than to women."""
    return f"{word} ({letter})" if word and letter else word or letter or ""


def width_of_box(width: str, sex: str | None, book: Rulebook) -> str | None:
    """Return the class that a box of this width has at least; ``None`` if that cannot be known without the sex.

    2E is wide for men and extra wide for women: a pair of which nobody knows for whom it is made is taken for wide.
    """
    return next(iter(_classes_of(width, sex, book)), None)


def width_needed(width: str, sex: str | None, book: Rulebook) -> str | None:
    """Return the class that somebody needs who wears this width, the wider one where the sex is not known.

    ``None`` for a letter that may also be the standard: D is standard for men and wide for women.
    """
    return next(reversed(_classes_of(width, sex, book)), None)


def width_on_scale(width: str, of_sex: str | None, sex: str | None, book: Rulebook) -> str | None:
    """Return the class that somebody of a sex needs who wears this width in a shoe made for ``of_sex`` (SIZE-04).

    The letter is the same on both scales, the class is not: a man's D is as wide as a woman's. A letter that the other
    scale lacks keeps its class. ``None`` as in ``width_needed``.
    """
    if sex is None or of_sex in (None, sex):
        return width_needed(width, of_sex or sex, book)
    letter = width_letter(width, of_sex, book) if width in WIDTH_CLASSES else width
    across = None if letter is None else width_needed(letter, sex, book)
    return across or width_needed(width, of_sex, book)


_WIDER_THAN_STANDARD = WIDTH_CLASSES[WIDTH_CLASSES.index("standard") + 1 :]


def _classes_of(width: str, sex: str | None, book: Rulebook) -> tuple[str, ...]:
    """Return the classes that a class or letter may mean, the narrowest first: one where the sex is known.

    None where one of several is the standard or less: nothing then follows from the letter.
    """
    if width in WIDTH_CLASSES:
        return (width,)
    scales = [SCALE_OF_SEX[sex]] if sex in SCALE_OF_SEX else SCALE_OF_SEX.values()
    found = {_class_on(scale, width, book) for scale in scales}
    classes = tuple(width_class for width_class in WIDTH_CLASSES if width_class in found)
    return () if len(classes) > 1 and classes[0] not in _WIDER_THAN_STANDARD else classes


def _class_on(scale: str, letter: str, book: Rulebook) -> str | None:
    for width_class in WIDTH_CLASSES:
        letters = book.value("SIZE-04", f"{scale}_{width_class}_letters")
        if isinstance(letters, tuple) and letter in letters:
            return width_class
    return None


def name_size(sizes: Sizes, sex: str | None, book: Rulebook, system: str | None = None) -> str:
    """Return a size as people name it, in the system of the customer first: ``US men's 9 (EU 42-43)``.

    ``system`` is the one in which the customer named a size; without it that of the language's market leads (SIZE-10).
    """
    kind = {"female": "women", "male": "men"}.get(sex or "", "both")
    needed = sizes.us_women if kind == "women" else sizes.us_men
    eu = name_eu(sizes, book)
    if needed is None:
        return eu
    text = book.wording.text
    leading = system or ("eu" if book.wording.language in book.words("SIZE-10", "eu_languages") else "us")
    if leading.startswith("us") or (leading == "uk" and sizes.uk is None):
        return text(f"sizes.size_{kind}", us_men=sizes.us_men, us_women=sizes.us_women, eu=eu)
    american = text(f"sizes.us_{kind}", us_men=sizes.us_men, us_women=sizes.us_women)
    first = eu if leading == "eu" else text(f"sizes.named_{leading}", value=ShoeSize(getattr(sizes, leading)))
    return text("sizes.size_first", first=first, second=american)


def name_box(system: str, value: float, width: str | None, book: Rulebook) -> str:
    """Return what stands on a box as people name it: ``US men's 9, wide``."""
    key, fact = (system, system) if system in SEX_OF_SYSTEM else (f"named_{system}", "value")
    size = book.wording.text(f"sizes.{key}", **{fact: ShoeSize(value)})
    if width is None:
        return size
    return book.wording.text("sizes.size_and_width", size=size, width=name_width(width, book))


def name_eu(sizes: Sizes, book: Rulebook) -> str:
    """Return a European size as boxes have it: the range over makers' charts, ``EU 43-44``."""
    low, high = ShoeSize(sizes.eu_low or 0), ShoeSize(sizes.eu_high or 0)
    return book.wording.text("sizes.eu" if low == high else "sizes.eu_range", low=low, high=high)


def name_width(width: str, book: Rulebook) -> str:
    """Return a width class, or a letter, as people name it."""
    return book.wording.text(f"sizes.width_{width}") if width in WIDTHS_OF_FEET else width


def _up_to(value: float, step: float) -> float:
    return math.ceil(value / step - _HAIR) * step
