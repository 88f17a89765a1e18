"""Exports of which only the places of things differ: the records of JSON files and tables by ``layouts.yaml``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from api.advice.core.distance import Distance
from api.integrations.readers.cells import distance_of, instant_of, on_foot, recorded_on_foot, records_of, seconds
from api.integrations.readers.dates import time_in
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    ShoeRecord,
    Unread,
    checked,
    short,
)
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import ExportRow, Header, read_export, read_header
from api.integrations.reasons import why

Layout = Mapping[str, Any]
Entry = Mapping[str, Any]

LAYOUTS: tuple[Layout, ...] = tuple(
    yaml.safe_load(Path(__file__).with_name("layouts.yaml").read_text(encoding="utf-8"))
)
_UNITS = {"mm": ("m", 1000), "m": ("m", 1), "km": ("km", 1), "mi": ("mi", 1)}
_UNIT_WORDS = {"mile": "mi", "miles": "mi", "mi": "mi", "kilometer": "km", "km": "km", "meter": "m", "m": "m"}
_SHORT_US = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{2}) ([0-9:]{8})")
_OFFSET = re.compile(r"(?:UTC)?([+-])([0-9]{2}):?([0-9]{2})")
_QUARTER, _FURTHEST_OFFSET = timedelta(minutes=15), timedelta(hours=14)
_KIND_OF_ENTRY = ("type", "metricName", "metric")
_DEEPEST = 3
_METRES_A_SECOND = (Decimal("0.05"), 30)
"""How fast people go on foot and on wheels, standing about included: a thousandth of it means kilometres."""
_LOOKED_AT = 200


def entries_in(content: Any, depth: int = 0) -> tuple[Layout, list[Entry]] | None:
    """Return the layout of the first record in a JSON file that has one, with all records beside it, else None."""
    if isinstance(content, list):
        merged = _merged(content)
        entries = [merged] if merged is not None else [entry for entry in content if isinstance(entry, Mapping)]
        layout = next((found for entry in entries if (found := layout_of(entry.keys()))), None)
        if layout is not None:
            return layout, entries
        inner: list[Any] = list(content[:1])
    elif isinstance(content, Mapping):
        if (layout := layout_of(content.keys())) is not None:
            return layout, [content]
        inner = [value for value in content.values() if isinstance(value, Mapping | list)]
    else:
        return None
    if depth == _DEEPEST:
        return None
    deeper = (entries_in(value, depth + 1) for value in inner)
    return next((found for found in deeper if found is not None), None)


def _merged(content: list[Any]) -> Entry | None:
    """Return one record of a list of fields, each in an object of its own, as Endomondo wrote them; None for others."""
    if not content or not all(isinstance(entry, Mapping) and len(entry) == 1 for entry in content):
        return None
    merged = {name: value for entry in content for name, value in entry.items()}
    return merged if len(merged) == len(content) > 1 else None


def layout_of(names: Any) -> Layout | None:
    """Return the layout that has its fields among these names."""
    return next(
        (
            layout
            for layout in LAYOUTS
            if all(any(name in names for name in needed.split("|")) for needed in layout["needs"])
        ),
        None,
    )


def as_table(content: Any) -> BinaryIO | None:
    """Return a list of records that nobody knows as a table, whose columns are asked about; None for anything else."""
    if not isinstance(content, list) or not content or not all(isinstance(entry, Mapping) for entry in content):
        return None
    names = dict.fromkeys(
        name for entry in content for name, value in entry.items() if not isinstance(value, Mapping | list)
    )
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, names, extrasaction="ignore")
    rows.writeheader()
    rows.writerows(content)
    return io.BytesIO(text.getvalue().encode())


def is_table(header: Header) -> bool:
    """Return whether a table has the columns of a layout."""
    return layout_of(header.names) is not None


def read_table(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Return a record for each row of such a table; raises FileFaultError, QuestionError."""
    layout = layout_of(read_header(file).names) or {}
    first = (_fields_of(row) for row in islice(read_export(file), _LOOKED_AT) if row.fault is None)
    unit = _unit(layout, first, options)

    def record(row: ExportRow, place: str) -> Record:
        return _record(layout, _fields_of(row), place, options, unit)

    return records_of(read_export(file), record)


def _fields_of(row: ExportRow) -> Entry:
    return dict(zip(row.header.names, row.cells, strict=False))


def read(name: str, layout: Layout, entries: list[Entry], options: ReadOptions) -> Iterator[Record]:
    """Yield a record for each entry of a JSON file; raises QuestionError where one alone names no sport."""
    unit = _unit(layout, entries[:_LOOKED_AT], options)
    for count, entry in enumerate(entries, start=1):
        place = f"{name}, activity {count}" if len(entries) > 1 else name
        try:
            record = _record(layout, entry, place, options, unit)
        except RecordFaultError as fault:
            record = Unread(place, "failed", fault.reason)
        yield record


def _unit(layout: Layout, entries: Iterable[Entry], options: ReadOptions) -> str | None:
    """Return the unit that the sender names where a copy of records in metres shows that it was reckoned anew."""
    if not layout.get("copied"):
        return None
    votes = [vote for entry in entries if (vote := _is_in_metres(layout, entry)) is not None]
    if not votes or 2 * sum(votes) >= len(votes):
        return None
    if options.unit is None:
        raise QuestionError("unit", why("unit_not_in_file"))
    return options.unit


def _is_in_metres(layout: Layout, entry: Entry) -> bool | None:
    """Return whether a distance can be metres by the speed that follows; None where that is not known."""
    rule = layout["distance"][0]
    try:
        distance, duration = _number(_at(entry, rule["field"])), _number(_first(entry, layout["duration"]["field"]))
    except (RecordFaultError, KeyError):
        return None
    if not distance or not duration:
        return None
    return _METRES_A_SECOND[0] <= distance / duration <= _METRES_A_SECOND[1]


def _record(layout: Layout, entry: Entry, place: str, options: ReadOptions, unit: str | None) -> Record:
    called = str(_first(entry, layout["sport"]) or "").strip()
    called = str(layout.get("sports", {}).get(int(called), called)) if called.isdigit() else called
    called, shoe = re.sub(r"_(v2|ws)$", "", called), _shoe_of(layout, entry, options)
    if not called:
        if options.kind is None:
            raise QuestionError("kind", why("kind_not_in_track"))
        return recorded_on_foot("", place, options, lambda sport: _run(layout, entry, place, sport, unit, shoe))
    sport = on_foot(called, place, options)
    return sport if isinstance(sport, Unread) else checked(_run(layout, entry, place, sport, unit, shoe))


def _shoe_of(layout: Layout, entry: Entry, options: ReadOptions) -> str | None:
    """Return the name of the shoe, or the key of one that is described beside the record."""
    keys = _first(entry, layout.get("shoe_keys", ())) or ()
    known = [key for key in keys if isinstance(key, str) and key in options.shoes] if isinstance(keys, list) else []
    if len(known) == 1:
        return known[0]
    name = _first(entry, layout.get("shoe", ()))
    return short(name) or None if isinstance(name, str) else None


def _run(layout: Layout, entry: Entry, place: str, sport: Sport, unit: str | None, shoe: str | None) -> RunRecord:
    started_at, is_known = _start(layout["start"], entry)
    duration = _duration(layout, entry, started_at)
    given = _first(entry, layout.get("id", ()))
    run = RunRecord(
        place,
        str(layout["source"]),
        short(str(given or f"{started_at.isoformat()} {sport.kind}")),
        started_at,
        _distance(layout, entry, unit),
        sport.kind,
        duration,
        sport.surface,
        shoe=shoe,
        time_is_known=is_known,
    )
    return run if given else replace(run, is_recording=True)


def shoe_in(name: str, content: Any) -> ShoeRecord | None:
    """Return the shoes that a file of an adidas Running account describes, None for any other file."""
    if not isinstance(content, Mapping) or content.get("equipment_type") != "shoe":
        return None
    key, called = (short(str(content.get(field) or "")) for field in ("id", "name"))
    return ShoeRecord(name, "runtastic", (key,), called or f"adidas Running {key}") if key else None


def _at(entry: Any, path: str) -> Any:
    """Return what is at a path, None where nothing is."""
    for part in path.split("/"):
        if isinstance(entry, Mapping):
            entry = entry.get(part)
        elif isinstance(entry, list) and part == "last":
            entry = entry[-1] if entry else None
        elif isinstance(entry, list):
            entry = next(
                (one for one in entry if isinstance(one, Mapping) and part in map(one.get, _KIND_OF_ENTRY)), None
            )
        else:
            return None
    return entry


def _first(entry: Entry, paths: Any) -> Any:
    """Return the first value of several paths that is neither missing nor empty."""
    for path in paths:
        for name in path.split("|"):
            value = _at(entry, name)
            if value not in (None, "", [], {}):
                return value
    return None


def _start(start: Mapping[str, Any], entry: Entry) -> tuple[datetime, bool]:
    """Return when it began, at the place as far as the record says it, and whether the time of day is known."""
    value = _first(entry, start["field"])
    local = _at(entry, start.get("local", ""))
    if value is None and isinstance(local, str):
        at, is_known = time_in(local)
        return at.replace(tzinfo=None), is_known
    if value is None:
        raise RecordFaultError(why("session_without_start"))
    if start.get("unit") == "ms":
        at, is_known = _instant(value), True
    else:
        at, is_known = _time(str(value).strip(), is_short_us=start.get("short_us", False))
    if at.tzinfo is None and start.get("is") == "utc":
        at = at.replace(tzinfo=UTC)
    offset = None if at.tzinfo is None else _offset(start, entry, local, at)
    return (at if offset is None else at.astimezone(timezone(offset))), is_known


def _time(text: str, *, is_short_us: bool) -> tuple[datetime, bool]:
    if is_short_us and (match := _SHORT_US.fullmatch(text)):
        text = f"20{match[3]}-{match[1]}-{match[2]} {match[4]}"
    if not text.endswith(" UTC"):
        return time_in(text)
    at, is_known = time_in(text.removesuffix(" UTC"))
    return at.replace(tzinfo=UTC), is_known


def _instant(value: Any) -> datetime:
    try:
        return instant_of(float(value))
    except (ValueError, TypeError):
        raise RecordFaultError(why("no_time", value=str(value)[:40])) from None


def _offset(start: Mapping[str, Any], entry: Entry, local: Any, at: datetime) -> timedelta | None:
    """Return the offset from UTC at the place, as far as the record says it believably."""
    found: timedelta | None = None
    if isinstance(local, str):
        # Strava marks the wall clock as UTC, which it is not.
        found = time_in(local)[0].replace(tzinfo=UTC) - at.astimezone(UTC)
    elif "offset" in start:
        value = _first(entry, [start["offset"]])
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = timedelta(seconds=value / start.get("per", 1))
        elif isinstance(value, str) and (match := _OFFSET.fullmatch(value.strip())):
            found = timedelta(hours=int(match[2]), minutes=int(match[3])) * (-1 if match[1] == "-" else 1)
    is_one = found is not None and abs(found) <= _FURTHEST_OFFSET and not found % _QUARTER
    return found if is_one else None


def _duration(layout: Layout, entry: Entry, started_at: datetime) -> float | None:
    rule = layout.get("duration", {})
    value = _first(entry, rule.get("field", ()))
    if value is not None:
        number = seconds(str(value).removeprefix("1970-01-01 ").removesuffix("s"))
        return None if number is None else number * rule.get("seconds", 1) / rule.get("per", 1)
    end = _at(entry, layout.get("end", ""))
    if not isinstance(end, str) or started_at.tzinfo is None:
        return None
    ended_at = time_in(end)[0]
    return (ended_at.replace(tzinfo=ended_at.tzinfo or UTC) - started_at).total_seconds()


def _distance(layout: Layout, entry: Entry, stated: str | None) -> Distance:
    for rule in layout["distance"]:
        value = _number(_first(entry, [rule["field"]]))
        if not value:
            continue
        named = str(_at(entry, rule.get("unit_in", "")) or "")
        unit = stated or rule.get("unit") or _UNIT_WORDS.get(named.lower())
        if unit is None:
            raise RecordFaultError(why("unknown_unit", unit=short(named)[:40]))
        in_unit, parts = _UNITS[unit]
        return distance_of(value / parts, in_unit)
    return Distance.of(0, "m")


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool) or str(value).strip() == "":
        return None
    try:
        number = Decimal(str(value).strip())
    except ArithmeticError:
        raise RecordFaultError(why("distance_is_no_number")) from None
    if not number.is_finite():
        raise RecordFaultError(why("distance_is_no_number"))
    return number
