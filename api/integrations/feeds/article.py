"""One article of a feed, as the feed has it: nothing is understood yet, and what is missing is empty or ``None``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from api.integrations.feeds.vocabulary import AVAILABLE, GENDERS, NOT_AVAILABLE, folded
from api.integrations.reasons import Reason

LONGEST_TITLE, LONGEST_NAME, LONGEST_SKU = 255, 120, 80
MOST_PIECES, MOST_PRICE = 100_000, 1_000_000
_PRICE = re.compile(r"([A-Z]{3})?\s*([0-9][0-9.,' ]{0,14})\s*([A-Z]{3})?")
_SIGNS = {
    **{"\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY", "\u5186": "JPY", "\u20a9": "KRW", "FR.": "CHF", "SFR": "CHF"},
    **{"R$": "BRL", "ZŁ": "PLN", "KČ": "CZK"},
}
_WITHOUT_CENTS = frozenset({"JPY", "KRW"})
_NO_CURRENCY = re.compile(r"\bKR\b\.?|\(?\u7a0e\u8fbc(?:\u307f)?\)?")
"""Crowns are those of three countries; a tax that is in the price is none."""
_DOLLARS = re.compile(r"(?:\b(?:US|CA|AU|NZ|C|A))?\$")
_NO_CENTS = re.compile(r"[.,:]\s*(?:-{1,2}|[\u2013\u2014])")
_THOUSANDS = re.compile(r"(?<=[0-9])[' ](?=[0-9]{3}(?![0-9]))")
_ONE_MARK = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,4}))?")
_BOTH_MARKS = re.compile(r"([0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?:[.,]([0-9]{1,2}))?")
_OF_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_UNIT = re.compile(
    r"(?<=[0-9])\s*(?:STK|STCK|STÜCK|PCS?|PIECES?|PAIRS?|PAAR|SZT|PZ|UDS?|STUKS?|ST|\u500b|\u70b9|\u8db3)\.?$"
)
_WHOLE = re.compile(r"-?[0-9]{1,9}(?:[.,]0+)?")
_THREE_BEHIND = re.compile(r"0*[1-9][0-9]{0,2}[.,][0-9]{3}")
_SOME = re.compile(r"(?:>=?|\u2265)\s*[0-9]{1,6}|[0-9]{1,6}\s*\+|" + _THREE_BEHIND.pattern)
_COUNT_SIGNS = {**dict.fromkeys("\u25cb\u25ef\u25ce", "IN STOCK"), **dict.fromkeys("\u00d7\u2715\u2716", "SOLD OUT")}
_CHILDREN = ("newborn", "neugeborene", "nouveau ne", "recien nacido")
_MARKS = re.compile(r"<[^>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Article:
    """What can be bought by itself: one size of one model in one colour.

    ``own_id`` is the feed's own number of it; ``quantity`` is ``None`` where the feed only says ``available``.
    """

    number: int
    line: int | None = None
    title: str = ""
    vendor: str = ""
    kind: str = ""
    tags: str = ""
    options: tuple[tuple[str, str], ...] = ()
    size: str = ""
    size_system: str = ""
    width: str = ""
    gender: str = ""
    color: str = ""
    season: str = ""
    sku: str = ""
    gtin: str = ""
    mpn: str = ""
    own_id: str = ""
    price: float | None = None
    list_price: float | None = None
    currency: str | None = None
    quantity: int | None = None
    available: bool | None = None
    condition: str = ""
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    unread_price: bool = False
    fault: Reason | None = None

    @property
    def is_broken(self) -> bool:
        """Whether not even its cells could be told apart, as in a file that was cut off."""
        return self.fault is not None and not self.title

    def at(self, now: datetime) -> Article:
        """Return the article with the price that counts now: a sale that is over or to come is none."""
        begun = self.sale_from is None or self.sale_from <= now
        if self.list_price is None or (begun and (self.sale_until is None or now <= self.sale_until)):
            return self
        return replace(self, price=self.list_price, list_price=None, sale_from=None, sale_until=None)


def text_of(value: Any, longest: int = LONGEST_TITLE) -> str:
    """Return a value of a feed as a text on one line, without marks of HTML and cut to a length."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return " ".join(_MARKS.sub(" ", str(value)).replace("\0", " ").split())[:longest].strip()


def price_of(value: Any) -> tuple[float | None, str | None]:
    """Return price and currency of ``129,95``, ``1.129,95 \u20ac`` or ``129.95 USD``; nothing for what is no price.

    A dollar sign names no currency: it is that of a dozen countries.
    """
    text = _NO_CURRENCY.sub(" ", _NO_CENTS.sub("", unicodedata.normalize("NFKC", text_of(value)).upper()))
    for sign, code in _SIGNS.items():
        text = text.replace(sign, f" {code} ")
    match = _PRICE.fullmatch(_DOLLARS.sub(" ", text).strip())
    if match is None:
        return None, None
    currency = match[1] or match[3]
    number = _THOUSANDS.sub("", match[2].strip())
    price = _without_cents(number) if currency in _WITHOUT_CENTS else _amount(number)
    return (None, None) if price is None or price > MOST_PRICE else (price, currency)


def _without_cents(text: str) -> float | None:
    """Return the number of ``16,500`` yen, where a mark can only be one of thousands."""
    return float(re.sub("[.,]", "", text)) if _OF_THOUSANDS.fullmatch(text) else _amount(text)


def _amount(text: str) -> float | None:
    """Return the number of ``1149.95``, ``1.149,95`` or ``1,149``; ``None`` for what can be read in two ways."""
    both = _BOTH_MARKS.fullmatch(text)
    if both is not None and both[3] is None and len(re.findall("[.,]", text)) == 1:
        return None
    if both is not None:
        mark, cents = both["mark"], both[3]
        if cents is not None and text[-len(cents) - 1] == mark:
            return None
        return float(f"{both[1].replace(mark, '')}.{cents or 0}")
    one = _ONE_MARK.fullmatch(text)
    return None if one is None else float(f"{one[1]}.{one[2] or 0}")


def instant_of(value: Any) -> datetime | None:
    """Return the instant of a text of ISO 8601, in UTC where it names no zone; ``None`` for what is none."""
    try:
        found = datetime.fromisoformat(value.strip())
    except (AttributeError, ValueError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def gender_or_age(gender: str, age: str) -> str:
    """Return the age group where it is one of children, in whichever language, else the sex."""
    word = folded(age)
    return age if word in _CHILDREN or GENDERS["child"].search(word) else gender


def is_unread(value: Any, price: float | None) -> bool:
    """Return whether something stands where a price should, and is none."""
    return price is None and bool(text_of(value))


def quantity_of(value: Any) -> int | None:
    """Return how many there are, none for a negative count; ``None`` for what is no whole number.

    ``1,000`` is none: it is a thousand here, and one with its decimals there.
    """
    text = _count_in(value)
    if _THREE_BEHIND.fullmatch(text):
        return None
    if folded(text) in NOT_AVAILABLE:
        return 0
    return min(max(int(float(text.replace(",", "."))), 0), MOST_PIECES) if _WHOLE.fullmatch(text) else None


def _count_in(value: Any) -> str:
    """Return the text of a count without the unit behind it; shops of Japan mark what is there with a circle."""
    text = text_of(value)
    if text.isdecimal() and text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return _COUNT_SIGNS.get(text, _UNIT.sub("", text.upper()))


def is_some(value: Any) -> bool:
    """Return whether a count says that there are some, and not how many: ``>5``, ``10+``, ``1,000``, ``in stock``."""
    text = _count_in(value)
    return _SOME.fullmatch(text) is not None or folded(text) in AVAILABLE


def objects_of(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; one object alone counts as a list of it, as some feeds write it."""
    found = value if isinstance(value, list) else [value]
    return [entry for entry in found if isinstance(entry, dict)]
