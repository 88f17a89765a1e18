"""The sentences of one language, read from wording/<language>/*.yaml, and its formats, from the CLDR through Babel.

Two kinds of page: ``rules`` (what a person reads of a topic, by rule and occasion) and ``texts`` (everything else a
person meets: pictures, slips, problems, reports), reached as ``<file>.<key>``. A sentence whose form depends on a
count is written as ``{count: days, one: ..., other: ...}``, with the plural categories that the CLDR names for the
language. What is not understood is refused by name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from api.advice.core.distance import MICROMETRES
from api.advice.core.wording import DistanceText, Money, Or, ShoeSize, Template, Tenths, UnknownWordingError
from api.rulebook.errors import RulebookError
from api.rulebook.templates import placeholders, read_template
from api.rulebook.yaml_strict import mapping_of, read_yaml, text_of

LOCALES = {"en": "en_GB", "de": "de_DE", "es": "es_ES", "fr": "fr_FR"}
"""Language -> the locale whose numbers, dates and lists it uses; further languages stand for themselves."""

MAX_DECIMALS = 10
NEAR_A_THIRD = 0.06
"""In thirds: 42.67 and 42.66 are written as 42 2/3."""
WHOLE_FROM = 10
"""From this many kilometres or miles on a distance is shown without decimals."""

FIRST = re.compile(r"1\b")

NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleWording:
    """What a person reads of one rule: its title, its sentences by occasion, its conflicts by key."""

    title: str
    sentences: Mapping[str, Template]
    conflicts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pages:
    """All pages of one language: ``rules`` by area and rule id, ``texts`` by ``<file>.<key>``, and their digest."""

    language: str
    rules: Mapping[str, Mapping[str, RuleWording]]
    texts: Mapping[str, Template]
    digest: str


def read_pages(folder: Path) -> Pages:
    """Return every page in ``folder``, named for its language; raise RulebookError naming the file and the fault."""
    language = folder.name
    plurals = plural_categories(language)
    rules: dict[str, Mapping[str, RuleWording]] = {}
    texts: dict[str, Template] = {}
    content = hashlib.sha256()
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise RulebookError(f"wording/{language}: holds no page")
    for path in paths:
        where = f"wording/{language}/{path.name}"
        page = mapping_of(read_yaml(path), where, allowed={"language", "area", "rules", "texts"}, required={"language"})
        if page["language"] != language:
            raise RulebookError(f"{where}: language {page['language']!r} is not the folder's name")
        if "rules" in page:
            if page.get("area") != path.stem:
                raise RulebookError(f"{where}: area {page.get('area')!r} is not the file's name")
            rules[path.stem] = _rules(page["rules"], where, plurals)
        for key, entry in mapping_of(page.get("texts", {}), f"{where}: texts").items():
            texts[f"{path.stem}.{key}"] = read_template(entry, f"{where}: {key}", plurals)
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return Pages(language, rules, texts, content.hexdigest())


def plural_categories(language: str) -> frozenset[str]:
    """Return the plural categories that the CLDR has for a language: one and other in English."""
    return frozenset({*locale_of(language).plural_form.tags, "other"})


@lru_cache(maxsize=8)
def locale_of(language: str) -> Locale:
    """Return the locale of a language; raise RulebookError for a language that nobody knows."""
    try:
        return Locale.parse(LOCALES.get(language, language))
    except (ValueError, LookupError) as fault:
        raise RulebookError(f"wording/{language}: {fault}") from fault


def _rules(value: object, where: str, plurals: frozenset[str]) -> dict[str, RuleWording]:
    out = {}
    for rule_id, entry in mapping_of(value, f"{where}: rules").items():
        place = f"{where}: {rule_id}"
        given = mapping_of(entry, place, allowed={"title", "sentences", "conflicts"}, required={"title"})
        sentences = mapping_of(given.get("sentences", {}), f"{place}: sentences")
        conflicts = mapping_of(given.get("conflicts", {}), f"{place}: conflicts")
        out[rule_id] = RuleWording(
            title=text_of(given["title"], f"{place}: title"),
            sentences={
                key: read_template(text, f"{place}: sentence {key}", plurals) for key, text in sentences.items()
            },
            conflicts={key: text_of(text, f"{place}: {key}") for key, text in conflicts.items()},
        )
    return out


class BabelWording:
    """The formats and texts of one language; implements ``api.advice.core.wording.Wording``."""

    def __init__(self, language: str, texts: Mapping[str, Template] | None = None) -> None:
        self.language = language
        self._locale = locale_of(language)
        self._texts = texts or {}

    def fill(self, template: Template, facts: Mapping[str, object], formatted: Mapping[str, str] = NO_TEXTS) -> str:
        """Return the sentence with ``facts`` and texts ``formatted`` before; raise KeyError where one is lacking."""
        text = template.text
        if template.count is not None:
            counted = facts[template.count]
            if not isinstance(counted, int | float):
                raise TypeError(f"{template.count} is counted and is not a number: {counted!r}")
            text = template.forms.get(self._locale.plural_form(counted), text)
        if "{" not in text:
            return text
        return text.format_map(_Facts(self, facts, formatted))

    def text(self, key: str, /, **facts: object) -> str:
        """Return a text that belongs to no rule, by ``<file>.<key>``; raise UnknownWordingError."""
        return self.fill(self.template(key), facts)

    def template(self, key: str, /) -> Template:
        """Return the same text with its placeholders; raise UnknownWordingError."""
        try:
            return self._texts[key]
        except KeyError:
            raise UnknownWordingError(f"no text {key} in {self.language}") from None

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Return the keys of all texts that begin so, in the order of their file."""
        return tuple(key for key in self._texts if key.startswith(prefix))

    def format(self, value: object) -> str:
        """Return one fact as a sentence writes it: texts as they are, numbers, days and lists as the language does."""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return self.text("words.yes" if value else "words.no")
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, Tenths):
            return self.number(value.value, 1)
        if isinstance(value, Money | ShoeSize):
            return self._price(value) if isinstance(value, Money) else self._shoe_size(value.value)
        if isinstance(value, DistanceText):
            return self._distance(value)
        if isinstance(value, tuple):
            return format_list([self.format(item) for item in value], locale=self._locale)
        if isinstance(value, Or):
            return format_list([self.format(word) for word in value.words], style="or", locale=self._locale)
        if isinstance(value, date):
            return self.day(value)
        return str(value)

    def _price(self, price: Money) -> str:
        if price.currency is None:
            return format_decimal(price.value, format="0.00", locale=self._locale)
        return format_currency(price.value, price.currency, locale=self._locale)

    def number(self, value: float, decimals: int = MAX_DECIMALS) -> str:
        """Return a number with at most so many decimals, without empty ones."""
        return _number(float(value), decimals, self._locale)

    def _shoe_size(self, size: float) -> str:
        whole, part = divmod(size, 1)
        third = next((number for number in (1, 2) if abs(part * 3 - number) < NEAR_A_THIRD), None)
        if third is None:
            return self.number(size, 2)
        return f"{self.number(whole)} {third}/3"

    def _distance(self, fact: DistanceText) -> str:
        units = ("mi", "km") if fact.miles_first else ("km", "mi")
        shown = {unit: _shown_in(unit, fact) for unit in units}
        if fact.limit:
            shown[units[0]] = _floor_tenths(units[0], fact), 1
        numbers = {unit: self.number(*value) for unit, value in shown.items()}
        key = "words.miles_and_km" if fact.miles_first else "words.km_and_miles"
        text = self.text(key, miles=round(*shown["mi"]), **numbers)
        return self.text("words.at_least", distance=text) if fact.at_least else text

    def day(self, day: date) -> str:
        """Return a day of the calendar, such as 1 September 2026."""
        return self._first(day, _long_day(day, self._locale))

    def short_day(self, day: date) -> str:
        """Return a day of the calendar with its month shortened, such as 3 Nov 2026."""
        return self._first(day, str(format_date(day, "medium", locale=self._locale)))

    def day_of_month(self, day: date) -> str:
        """Return a day without its year, such as 3 Nov."""
        return self._first(day, str(format_skeleton("MMMd", day, locale=self._locale)))

    def _first(self, day: date, text: str) -> str:
        """Return a day as it was formatted, the first of a month as the language says it, which the CLDR does not."""
        return self.text("words.first_of_month") + text[1:] if day.day == 1 and FIRST.match(text) else text

    def month(self, day: date) -> str:
        """Return the month of a day, shortened: Nov."""
        return str(format_date(day, "LLL", locale=self._locale))


class _Facts:
    """The facts of a sentence; one is formatted when the sentence names it."""

    def __init__(self, wording: BabelWording, facts: Mapping[str, object], formatted: Mapping[str, str]) -> None:
        self._wording, self._facts, self._formatted = wording, facts, formatted

    def __getitem__(self, name: str) -> str:
        if name in self._facts:
            return self._wording.format(self._facts[name])
        return self._formatted[name]


def _shown_in(unit: str, fact: DistanceText) -> tuple[float, int]:
    """Return a distance in a unit and how many decimals are shown."""
    value = fact.distance.micrometres / MICROMETRES[unit]
    whole = not (fact.tenths or fact.limit) and round(value) >= WHOLE_FROM
    return value, 0 if whole else 1


def _floor_tenths(unit: str, fact: DistanceText) -> float:
    tenths = 10
    return fact.distance.micrometres * tenths // MICROMETRES[unit] / tenths


@lru_cache(maxsize=4096)
def _long_day(day: date, locale: Locale) -> str:
    return str(format_date(day, "long", locale=locale))


@lru_cache(maxsize=4096)
def _number(value: float, decimals: int, locale: Locale) -> str:
    pattern = f"0.{'#' * decimals}" if decimals else "0"
    return str(format_decimal(value, format=pattern, locale=locale))


def placeholders_of(template: Template, where: str) -> frozenset[str]:
    """Return every placeholder of a sentence in all its forms, with what it counts."""
    forms: Iterable[str] = template.forms.values() if template.forms else (template.text,)
    named = {name for form in forms for name in placeholders(form, where)}
    return frozenset(named | ({template.count} if template.count else set()))
