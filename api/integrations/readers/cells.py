"""Turns cells into values, and the rows of an export into records.

A table of ours takes plain numbers, yes and no, lists and texts. The exports of other services write distances in
either notation, durations, days and times of day, each in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from api.advice.core.distance import Distance, DistanceError
from api.integrations.readers.run_record import (
    FIRST_CLOCK_YEAR,
    FIRST_YEAR,
    LAST_YEAR,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    checked,
)
from api.integrations.readers.sports import OTHER, Sport, sport_named
from api.integrations.readers.table import ExportRow
from api.integrations.reasons import Reason, ReasonedError, why

MISSING = frozenset({"", "--", "-", "–", "—", "−", "n/a"})
_EXPORTED_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,60})?(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
_SPACED_GROUPS = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’][0-9]{3})+(?:[.,][0-9]+)?")
_GROUPS = {".": re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), ",": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")}
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,6}))?")
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,4}) ?h ?([0-9]{1,2})", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?=[0-9])(?:([0-9]{1,4}) ?h(?:ours?|rs?)?)? ?(?:([0-9]{1,5}) ?(?:m|mins?|minutes?|['′’]))? ?"
    r"(?:([0-9]{1,6}(?:[.,][0-9]{1,6})?)(?(2) ?| ?(?=[s\"″”']))(?:s|secs?|seconds?|[\"″”]|'')?)?",
    re.IGNORECASE,
)
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


def localised_number(cell: str) -> Decimal | None:
    """Return a number in either notation, None for a missing one; raises RecordFaultError.

    Each cell is read for itself, so that a file reads the same however it is cut: the last of two marks is decimal,
    one mark that comes twice groups thousands, and a single one is decimal. Thousands of kilometres are no run. A blank
    or an apostrophe between digits groups thousands, too.
    """
    cell = cell.strip()
    if _SPACED_GROUPS.fullmatch(cell):
        cell = re.sub(r"[^0-9.,]", "", cell)
    if cell.lower() in MISSING or cell.isdigit():
        return number(cell)
    mark = "," if cell.rfind(",") > cell.rfind(".") else "."
    other = "." if mark == "," else ","
    if cell.count(mark) > 1:
        mark, other = other, mark
    if other in cell:
        if not _GROUPS[mark].fullmatch(cell):
            raise RecordFaultError(why("no_number", cell=cell[:_SHOWN]))
        cell = cell.replace(other, "")
    return number(cell.replace(",", "."))


def distance_of(value: Decimal | float | None, unit: str) -> Distance:
    """Return a distance, nothing where none is given; raises RecordFaultError."""
    try:
        return Distance.of(0 if value is None else value, unit)
    except (DistanceError, ArithmeticError):
        raise RecordFaultError(why("no_distance_of", value=str(value)[:_SHOWN], unit=unit)) from None


def seconds(cell: str) -> float | None:
    """Return a duration such as ``26:11``, ``1:02:03``, ``1h 2m 3s`` or ``1571.5`` in seconds, None for ``--:--:--``.

    Raises RecordFaultError.
    """
    cell = cell.strip()
    if not cell.strip("-:. "):
        return None
    match = _CLOCK.fullmatch(cell)
    if match is None and (words := _HOURS_AND_MINUTES.fullmatch(cell) or _IN_WORDS.fullmatch(cell)) is not None:
        parts = [float((part or "0").replace(",", ".")) for part in words.groups()]
        return sum(part * size for part, size in zip(parts, (3600, 60, 1), strict=False))
    if match is None:
        value = number(cell)
        return None if value is None else float(value)
    hours, minutes, rest, part = match.groups()
    if int(rest) >= 60 or (hours is not None and int(minutes) >= 60):
        raise RecordFaultError(why("no_duration", cell=cell))
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(rest) + float(f"0.{part or 0}")


def iso_time(cell: str) -> datetime:
    """Return a time such as ``2026-03-28 08:33:29``, with its offset if it names one; raises RecordFaultError."""
    text = cell.strip()
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _no_time(cell)
    try:
        at = datetime.fromisoformat(re.sub(r" (?=[+-][0-9]{2}:?[0-9]{2}$)", "", text.upper()))
    except ValueError:
        raise _no_time(cell) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise _no_time(cell)
    return at


def instant_of(milliseconds: float) -> datetime:
    """Return the instant so long after 1970 began; raises RecordFaultError for one of a clock that was never set."""
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        at = None
    if at is None or not FIRST_CLOCK_YEAR <= at.year <= LAST_YEAR:
        raise RecordFaultError(why("no_time", value=str(milliseconds)[:_SHOWN]))
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


def on_foot(name: str, place: str, options: ReadOptions) -> Sport | Unread:
    """Return the sport that a row of a table names, or that it wears out no running shoes, or that nobody knows it."""
    return _found(sport_named(name, options.sports), name, place, why("unknown_sport", sport=name[:_QUOTED_NAME]))


def track_on_foot(name: str, place: str, options: ReadOptions) -> Sport | Unread:
    """Return the sport of a recorded track: what it names, else, where nobody knows that name, what the sender says."""
    sport = sport_named(name, options.sports)
    if sport is None and isinstance(options.kind, str):
        sport = Sport(options.kind)
    return _found(sport, name, place, why("unknown_track", sport=name[:_QUOTED_NAME]))


def recorded_on_foot(name: str, place: str, options: ReadOptions, run: Callable[[Sport], RunRecord]) -> Record:
    """Return what ``run`` makes of a recorded sport on foot, or why it is no run, or why none can be made of it."""
    sport = track_on_foot(name, place, options)
    if isinstance(sport, Unread):
        return sport
    try:
        return checked(run(sport))
    except RecordFaultError as fault:
        return Unread(place, "failed", fault.reason)


def _found(sport: Sport | None, name: str, place: str, unknown: Reason) -> Sport | Unread:
    if sport is not None:
        return Unread(place, "skipped", why("not_on_foot", sport=name[:_QUOTED_NAME])) if sport.kind == OTHER else sport
    return Unread(place, "skipped", unknown if name else why("no_sport"))
