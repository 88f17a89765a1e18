"""The sentences and formats of one language, as advice sees them; made outside advice and handed in.

``api.rulebook.wording`` holds the one implementation. A sentence is whole in every language: facts are handed over as
values, and the wording of the language formats them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Protocol

from api.advice.core.distance import Distance

NO_FORMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence with ``{placeholders}``; where a count decides on its form, ``forms`` by CLDR's plural categories.

    ``count`` names the fact that is counted; ``forms`` is empty for a sentence of a single form, which is ``text``.
    """

    text: str
    count: str | None = None
    forms: Mapping[str, str] = field(default_factory=lambda: NO_FORMS)


@dataclass(frozen=True, slots=True)
class Or:
    """Words of which any one will do, as a fact of a sentence: ``grass, track or treadmill``."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tenths:
    """A number formatted to one decimal, without an empty one: 7.5, 8."""

    value: float


@dataclass(frozen=True, slots=True)
class ShoeSize:
    """A size as a box shows it, in halves or thirds: 43.5, 42 2/3."""

    value: float


@dataclass(frozen=True, slots=True)
class Money:
    """A price; a currency that nobody stated is left out: 119.90."""

    value: float
    currency: str | None


@dataclass(frozen=True, slots=True)
class DistanceText:
    """A distance in the units of the language, the person's own first: 805 km (500 mi).

    Whole from ten on and else to one decimal; with ``tenths`` always to one decimal. A ``limit`` is to one decimal and
    its first number is never rounded up, so that who keeps to it stays within the distance. ``at_least`` marks a lower
    bound: at least 805 km (500 mi).
    """

    distance: Distance
    miles_first: bool = False
    tenths: bool = False
    limit: bool = False
    at_least: bool = False


class Wording(Protocol):
    """Sentences and formats of ``language``, a code such as ``en``.

    A fact may be a text, a number, a day, a tuple of words (listed with *and*), ``Or``, ``Tenths``,
    ``ShoeSize`` or ``DistanceText``.
    """

    language: str

    def fill(self, template: Template, facts: Mapping[str, object], formatted: Mapping[str, str] = ...) -> str:
        """Return the sentence with ``facts`` and texts ``formatted`` before; raise KeyError where one is lacking."""

    def text(self, key: str, /, **facts: object) -> str:
        """Return a text that belongs to no rule, by ``<file>.<key>``; raise UnknownWordingError."""

    def template(self, key: str, /) -> Template:
        """Return the same text with its placeholders; raise UnknownWordingError."""

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Return the keys of all texts that begin so, in the order of their file."""

    def format(self, value: object) -> str:
        """Return one fact as it is written in a sentence."""

    def number(self, value: float, decimals: int = 10) -> str:
        """Return a number with at most so many decimals, without empty ones."""

    def day(self, day: date) -> str:
        """Return a day of the calendar, such as 1 September 2026."""

    def short_day(self, day: date) -> str:
        """Return a day of the calendar with its month shortened, such as 3 Nov 2026."""

    def day_of_month(self, day: date) -> str:
        """Return a day without its year, such as 3 Nov."""

    def month(self, day: date) -> str:
        """Return the month of a day, shortened: Nov."""


class UnknownWordingError(LookupError):
    """A text was asked for that no wording file holds."""
