"""Days as tables write them: as people do, or with strokes, where the day or the month may come first.

A spreadsheet that saves a table anew writes its days in the way of its own country. Which number is the day
shows in the column where one of its cells can be read in one way alone, else the sender states it; it is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from api.integrations.readers.cells import MISSING, iso_time
from api.integrations.readers.run_record import FIRST_YEAR, LAST_YEAR, QuestionError, ReadOptions, RecordFaultError
from api.integrations.readers.written_dates import hour_of, written_time
from api.integrations.reasons import why

DAY_FIRST, MONTH_FIRST = DATE_ORDERS = ("day_first", "month_first")

_CLOCK = r"(?:,?[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? ?([AaPp][Mm])?)?"
_STROKES = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})" + _CLOCK)
_ISO_CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{1,2}:")
_SHORT_HOUR = re.compile(r" (?=[0-9]:)")
_BLANKS = re.compile(r"\s+")
_MONTHS, _NOON = 12, 12
_SHOWN = 40

Times = Callable[[str], tuple[datetime, bool]]
"""Returns when a cell says that it was, and whether the time of day is known; raises RecordFaultError."""


def times_of(cells: Iterable[str], options: ReadOptions) -> Times:
    """Return how the days of a column are read; raises QuestionError where day and month could be one another.

    The first day of the column says in which way all are written: only strokes need a look at the rest.
    """
    days = (cell.strip() for cell in cells if cell.strip().lower() not in MISSING)
    first = next(days, "")
    if not _STROKES.fullmatch(first):
        return lambda cell: time_in(cell, options.date_order)
    order = _order_of([first, *days], options.date_order)
    return lambda cell: time_in(cell, order)


def _order_of(days: Iterable[str], stated: str | None) -> str | None:
    proven, unclear = set(), None
    for day in days:
        match = _STROKES.fullmatch(day)
        if match is None:
            continue
        one, other = int(match[1]), int(match[3])
        if one > _MONTHS >= other:
            proven.add(DAY_FIRST)
        elif other > _MONTHS >= one:
            proven.add(MONTH_FIRST)
        elif one != other:
            unclear = unclear or day
    if len(proven) == 1:
        return proven.pop()
    if stated is None and unclear is not None:
        raise QuestionError("date_order", why("date_has_two_meanings", cell=unclear[:_SHOWN]))
    return stated


def time_in(cell: str, order: str | None = None) -> tuple[datetime, bool]:
    """Return when a cell says that it was, and whether the time of day is known; raises RecordFaultError.

    ``order`` says which number with strokes is the day.
    """
    text = _BLANKS.sub(" ", cell).strip()
    try:
        if match := _STROKES.fullmatch(text):
            day, month = (match[3], match[1]) if order == MONTH_FIRST else (match[1], match[3])
            if order is None and day != month:
                raise ValueError(text)
            return _made(match[4], month, day, match.groups()[4:])
        if (written := written_time(text)) is not None and FIRST_YEAR <= written[0].year <= LAST_YEAR:
            return written
        return iso_time(_SHORT_HOUR.sub(" 0", text)), _ISO_CLOCK.match(text) is not None
    except ValueError:
        raise RecordFaultError(why("no_date", cell=cell[:_SHOWN])) from None


def _made(year: str, month: str, day: str, clock: tuple[str | None, ...]) -> tuple[datetime, bool]:
    hour, minute, second, half = clock
    hours = hour_of(int(hour or 0), half)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(year)
    at = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 - a clock
    return at, hour is not None
