"""Turns cells into values, and the rows of an export into records.

A table of ours takes plain numbers, yes and no, lists and texts. The exports of other services write distances in
either notation, durations, days and times of day, each in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from api.advice.core.distance import Distance, DistanceError
from api.integrations.readers.run_record import (
    FIRST_YEAR,
    LAST_YEAR,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    checked,
)
from api.integrations.readers.sports import Sport, sport_named
from api.integrations.readers.table import ExportRow
from api.integrations.reasons import Reason, ReasonedError, why

MISSING = frozenset({"", "--", "-", "n/a"})
_EXPORTED_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,15})?(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
_WITH_COMMA = re.compile(r"[0-9]{1,12},[0-9]{1,15}")
_GROUPS = {".": re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), ",": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")}
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,6}))?")
_ENGLISH = re.compile(
    r"([A-Z][a-z]{2,8})\.? ([0-9]{1,2}), ([0-9]{4}),? (?:at )?([0-9]{1,2}):([0-9]{2}):([0-9]{2}) ?([AP]M)?",
    re.IGNORECASE,
)
_GERMAN = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}),? ([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BLANKS = re.compile(r"\s+")
_SHOWN = 40
_QUOTED_NAME = 60

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,15})?")
_THOUSANDS_OR_NOT = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_FORMULA_STARTS = ("=", "+", "-", "@")


class CellFaultError(ReasonedError, ValueError):
    """A cell does not hold what its column is for; the reason says what would be right."""


def number_cell(cell: str) -> float:
    """Return a number; a decimal comma counts as a point. Raises CellFaultError.

    ``1,234`` may be over a thousand or a little over one: it is refused rather than guessed. A point is always
    decimal.
    """
    if not _PLAIN_NUMBER.fullmatch(cell):
        raise CellFaultError(why("cell_is_no_plain_number"))
    if _THOUSANDS_OR_NOT.fullmatch(cell):
        raise CellFaultError(why("cell_is_ambiguous"))
    value = float(cell.replace(",", "."))
    return int(value) if value.is_integer() else value


def whole_number_cell(cell: str) -> int:
    """Return a whole number; raises CellFaultError."""
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", cell):
        raise CellFaultError(why("cell_is_no_whole_number"))
    return int(cell)


def yes_no_cell(cell: str) -> bool:
    """Return yes or no; raises CellFaultError."""
    try:
        return _YES_NO[cell.lower()]
    except KeyError:
        raise CellFaultError(why("cell_is_no_yes_or_no")) from None


def text_cell(cell: str) -> str:
    """Return a text; raises CellFaultError for one that a spreadsheet would run as a formula."""
    if cell.startswith(_FORMULA_STARTS):
        raise CellFaultError(why("cell_is_a_formula", sign=cell[0]))
    return cell


def list_cell(cell: str) -> list[str]:
    """Return the parts of a cell such as ``standard|wide``; raises CellFaultError."""
    return [text_cell(part.strip()) for part in cell.split("|") if part.strip()]


# Exports of other services


def number(cell: str) -> Decimal | None:
    """Return a number as programs write it, None for a missing one; raises RecordFaultError."""
    if cell.strip().lower() in MISSING:
        return None
    if not _EXPORTED_NUMBER.fullmatch(cell.strip()):
        raise RecordFaultError(why("no_number", cell=cell[:_SHOWN]))
    return Decimal(cell.strip())


def decimal_mark(cells: Iterable[str]) -> str | None:
    """Return which of ``.`` and ``,`` a column has before decimals, None when nothing tells; both: RecordFaultError."""
    found = set()
    for cell in cells:
        point, comma = cell.rfind("."), cell.rfind(",")
        if point >= 0 and comma >= 0:
            found.add("." if point > comma else ",")
        elif point >= 0 or comma >= 0:
            mark = "." if point >= 0 else ","
            other = "," if mark == "." else "."
            decimals = len(cell) - max(point, comma) - 1
            if cell.count(mark) > 1:
                found.add(other)
            elif decimals != len("000") or cell.startswith("0"):
                found.add(mark)
    if len(found) > 1:
        raise RecordFaultError(why("decimal_marks_are_mixed"))
    return found.pop() if found else None


def localised_number(cell: str, mark: str | None) -> Decimal | None:
    """Return a number with thousands marks or not, None for a missing one; ``mark`` as ``decimal_mark`` found it."""
    cell = cell.strip()
    if cell.lower() in MISSING or cell.isdigit():
        return number(cell)
    if mark is None:
        raise RecordFaultError(why("number_is_ambiguous", cell=cell[:_SHOWN]))
    thousands = "," if mark == "." else "."
    if _GROUPS[mark].fullmatch(cell):
        cell = cell.replace(thousands, "")
    elif mark == "," and not _WITH_COMMA.fullmatch(cell):
        raise RecordFaultError(why("no_number", cell=cell[:_SHOWN]))
    return number(cell.replace(",", ".") if mark == "," else cell)


def distance_of(value: Decimal | float | None, unit: str) -> Distance:
    """Return a distance, nothing where none is given; raises RecordFaultError."""
    try:
        return Distance.of(0 if value is None else value, unit)
    except (DistanceError, ArithmeticError):
        raise RecordFaultError(why("no_distance_of", value=str(value)[:_SHOWN], unit=unit)) from None


def seconds(cell: str) -> float | None:
    """Return a duration such as ``26:11``, ``1:02:03`` or ``1571.5`` in seconds; raises RecordFaultError."""
    cell = cell.strip()
    match = _CLOCK.fullmatch(cell)
    if match is None:
        value = number(cell)
        return None if value is None else float(value)
    hours, minutes, rest, part = match.groups()
    if int(rest) >= 60 or (hours is not None and int(minutes) >= 60):
        raise RecordFaultError(why("no_duration", cell=cell))
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(rest) + float(f"0.{part or 0}")


def strava_time(cell: str) -> datetime:
    """Return the instant that a Strava export means, which is UTC; raises RecordFaultError.

    Newer files part the time from AM or PM by a narrow no-break space.
    """
    text = _BLANKS.sub(" ", cell).strip()
    english, german = _ENGLISH.fullmatch(text), _GERMAN.fullmatch(text)
    try:
        if english:
            month = _MONTHS.index(english[1][:3].lower()) + 1
            hour = _hour(int(english[4]), english[7])
            return datetime(int(english[3]), month, int(english[2]), hour, int(english[5]), int(english[6]), tzinfo=UTC)
        if german:
            day, month, year, hour, minute, second = map(int, german.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return iso_time(text).replace(tzinfo=UTC)
    except ValueError:
        raise _no_time(cell) from None


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.upper() == "PM" else 0)


def iso_time(cell: str) -> datetime:
    """Return a time such as ``2026-03-28 08:33:29``, with its offset if it names one; raises RecordFaultError."""
    text = cell.strip()
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _no_time(cell)
    try:
        at = datetime.fromisoformat(re.sub(r" (?=[+-][0-9]{2}:?[0-9]{2}$)", "", text))
    except ValueError:
        raise _no_time(cell) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise _no_time(cell)
    return at


def _no_time(cell: str) -> RecordFaultError:
    return RecordFaultError(why("no_such_time", cell=cell[:_SHOWN]))


def records_of(
    rows: Iterable[ExportRow], make: Callable[[ExportRow, str], Record], file_name: str = ""
) -> Iterator[Record]:
    """Yield what ``make`` makes of each row and its place; its RecordFaultError becomes a failed record."""
    for row in rows:
        place = f"{file_name}, line {row.line}" if file_name else f"line {row.line}"
        if row.fault is not None:
            yield Unread(place, "failed", row.fault)
            continue
        try:
            record = make(row, place)
            yield checked(record) if isinstance(record, RunRecord) else record
        except RecordFaultError as fault:
            yield Unread(place, "failed", fault.reason)


def on_foot(name: str, place: str) -> Sport | Unread:
    """Return the sport of this name, or that it wears out no running shoes."""
    sport = sport_named(name)
    if sport is not None:
        return sport
    return Unread(place, "skipped", not_on_foot(name[:_QUOTED_NAME]))


def not_on_foot(name: str) -> Reason:
    """Return why an activity of this name is skipped: it wears out no running shoes."""
    return why("not_on_foot", sport=name) if name else why("no_sport")
