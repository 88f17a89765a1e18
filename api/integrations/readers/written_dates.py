"""Days with a month's name, or in the order of a country, as services write for people: ``20 окт. 2026 г., 14:12``.

They are those of the Unicode CLDR, in which most services write. Only what has one meaning is read: a day with strokes,
of which either number may be the month, is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from api.integrations.readers.sports import NAMES, fold, month_named

_CLOCK = re.compile(
    r"(?P<day>.*[0-9.,日г])[, ]+(?:at |om |kl\.? |à |o |às |alle ore )?(?:(?P<before>[^\W\d]{2}) ?)?"
    r"(?P<hour>[0-9]{1,2})(?:[:.]| h )(?P<minute>[0-9]{2})(?:(?:[:.]| min )(?P<second>[0-9]{2})(?: s)?)?"
    r"(?: ?(?P<after>[^\W\d]\.? ?[^\W\d]\.?))?"
)
_MONTH_FIRST = re.compile(r"([^\W\d]{3,12})\.? ([0-9]{1,2}),? ([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.? (?:de )?([^\W\d]{3,12})\.? (?:de )?([0-9]{4})(?: г\.?)?")
_NUMBERS_DAY_FIRST = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_NUMBERS_YEAR_FIRST = re.compile(r"([0-9]{4})(?:年|/|\. ?)([0-9]{1,2})(?:月|/|\. ?)([0-9]{1,2})(?:日|\.)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})\. ([^\W\d]{3,12})\.? ([0-9]{1,2})\.?")
_BLANKS = re.compile(r"\s+")
_HALVES = {fold(word): half for half, words in NAMES["halves"].items() for word in words}
_NOON = 12

Day = tuple[int, int, int]


def written_time(text: str) -> tuple[datetime, bool] | None:
    """Return the wall clock that a text means, and whether it has a time of day; None if it is written otherwise.

    Raises ValueError for a day or an hour that does not exist.
    """
    text = _BLANKS.sub(" ", text).strip()
    clock = _CLOCK.fullmatch(text)
    day = _day(clock["day"].rstrip(", ") if clock else text)
    if day is None:
        return None
    if clock is None:
        return datetime(*day), False  # noqa: DTZ001 - a day, in no zone
    hour = hour_of(int(clock["hour"]), clock["before"] or clock["after"])
    return datetime(*day, hour, int(clock["minute"]), int(clock["second"] or 0)), True  # noqa: DTZ001 - a wall clock


def _day(text: str) -> Day | None:
    for pattern, order in _FORMS:
        if match := pattern.fullmatch(text):
            return order(*match.groups())
    return None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str, str, str], Day]], ...] = (
    (_MONTH_FIRST, lambda month, day, year: (int(year), _month(month), int(day))),
    (_DAY_FIRST, lambda day, month, year: (int(year), _month(month), int(day))),
    (_NUMBERS_DAY_FIRST, lambda day, month, year: (int(year), int(month), int(day))),
    (_NUMBERS_YEAR_FIRST, lambda year, month, day: (int(year), int(month), int(day))),
    (_YEAR_FIRST, lambda year, month, day: (int(year), _month(month), int(day))),
)


def _month(name: str) -> int:
    month = month_named(name)
    if month is None:
        raise ValueError(name)
    return month


def hour_of(hour: int, called: str | None) -> int:
    """Return an hour of the day from one of a half that is called so, as ``PM``; raise ValueError for no such hour."""
    if called is None:
        return hour
    half = _HALVES.get(fold(re.sub(r"[. ]", "", called)))
    if half is None or not 1 <= hour <= _NOON:
        raise ValueError(called)
    return hour % _NOON + (_NOON if half == "pm" else 0)
