"""JSON files of one training each: Nike Run Club, Polar Flow and the app of Suunto."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from api.integrations.readers.cells import distance_of, instant_of, iso_time, recorded_on_foot
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    short,
)
from api.integrations.readers.sports import NAMES, Sport
from api.integrations.readers.trainings import suunto_sport
from api.integrations.reasons import why

_UNITS = {"km": "km", "mi": "mi", "m": "m"}
_MULTISPORT = "2"
_ISO_DURATION = re.compile(r"P(?:T(?:([0-9.]+)H)?(?:([0-9.]+)M)?(?:([0-9.]+)S)?)", re.IGNORECASE)
_FURTHEST_OFFSET = timedelta(hours=14)
_OF_ONE = ("startTime", "distance", "duration", "distanceMeters", "durationMillis", "sport")
"""What the training says for its only exercise, where that does not."""


def all_in(content: Any) -> list[Any]:
    """Return the trainings of these services in a JSON file: itself, or those in its list."""
    if _reader_of(content) is not None:
        return [content]
    listed = content
    if isinstance(content, Mapping):
        listed = next((value for value in content.values() if isinstance(value, list)), [])
    return [entry for entry in listed if _reader_of(entry) is not None] if isinstance(listed, list) else []


def is_one(names: Collection[str]) -> bool:
    """Return whether fields of these names are those of a training, or of the log of one."""
    return (
        _reader_of(dict.fromkeys(names, ())) is not None or {"exercises", "startTime"} <= {*names} or "Header" in names
    )


def read(name: str, content: Any, options: ReadOptions) -> Iterator[Record]:
    """Yield the records of a file; raises QuestionError where a training names no sport."""
    reader = _reader_of(content)
    return iter(()) if reader is None else reader(name, content, options)


def _reader_of(content: Any) -> Any:
    if not isinstance(content, Mapping):
        return None
    if "summaries" in content and "start_epoch_ms" in content:
        return _nike
    log = content.get("DeviceLog")
    if isinstance(log, Mapping) and isinstance(log.get("Header"), Mapping):
        return _suunto
    if isinstance(content.get("exercises"), list) and "startTime" in content:
        return _polar
    return None


@dataclass(frozen=True, slots=True)
class _Session:
    """What a file says of a training, as it stands there; ``start`` reads its start."""

    source: str
    sport: str
    start: Callable[[], datetime]
    distance: Any
    duration_s: float | None
    unit: str = "m"
    id: str = ""


def _record(session: _Session, place: str, options: ReadOptions) -> Record:
    if not session.sport and options.kind is None:
        raise QuestionError("kind", why("kind_not_in_track"))
    return recorded_on_foot(session.sport, place, options, lambda sport: _run(session, place, sport))


def _run(session: _Session, place: str, sport: Sport) -> RunRecord:
    started_at = session.start()
    run_id = short(session.id or f"{started_at.isoformat()} {sport.kind}")
    distance = distance_of(_number(session.distance), session.unit)
    return RunRecord(place, session.source, run_id, started_at, distance, sport.kind, session.duration_s, sport.surface)


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RecordFaultError(why("distance_is_no_number"))
    try:
        return Decimal(str(value).strip())
    except ArithmeticError:
        raise RecordFaultError(why("distance_is_no_number")) from None


def _nike(name: str, content: Mapping[str, Any], options: ReadOptions) -> Iterator[Record]:
    if content.get("delete_indicator") is True:
        yield Unread(name, "skipped", why("deleted_there"))
        return
    listed = content["summaries"] if isinstance(content["summaries"], list) else []
    totals = {
        entry.get("metric"): entry.get("value")
        for entry in listed
        if isinstance(entry, Mapping) and entry.get("summary") == "total"
    }
    metrics = content.get("metrics")
    units = {
        entry.get("type"): str(entry.get("unit", "")).lower()
        for entry in (metrics if isinstance(metrics, list) else [])
        if isinstance(entry, Mapping)
    }
    session = _Session(
        "nike",
        str(content.get("type") or ""),
        lambda: _instant(content["start_epoch_ms"]),
        totals.get("distance"),
        _seconds_of(content.get("active_duration_ms"), 1000),
        _UNITS.get(units.get("distance", "km"), "km"),
        str(content.get("id") or ""),
    )
    yield _record(session, name, options)


def _instant(value: Any) -> datetime:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise RecordFaultError(why("session_without_start"))
    return instant_of(value)


def _seconds_of(value: Any, parts: int = 1) -> float | None:
    return value / parts if isinstance(value, int | float) and not isinstance(value, bool) else None


def _polar(name: str, content: Mapping[str, Any], options: ReadOptions) -> Iterator[Record]:
    """Yield each exercise: several are an outing of several sports."""
    exercises = [entry for entry in content["exercises"] if isinstance(entry, Mapping)]
    if not exercises:
        yield Unread(name, "skipped", why("no_training_in_it"))
    alone = content if len(exercises) == 1 else {}
    for count, exercise in enumerate(exercises, start=1):
        values = {**{field: alone.get(field) for field in _OF_ONE}, **exercise}
        offset = _first(values, content, ("timezoneOffset", "timeZoneOffset", "timezoneOffsetMinutes"))
        start = _polar_start(values.get("startTime"), offset)
        duration = _iso_duration(values.get("duration")) or _seconds_of(values.get("durationMillis"), 1000)
        distance = _first(values, {}, ("distance", "distanceMeters"))
        found = _Session("polar", _polar_sport(values.get("sport")), start, distance, duration)
        yield _record(found, f"{name}, exercise {count}", options)


def _first(values: Mapping[str, Any], others: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """Return the first value under these names, in one mapping or in the other."""
    return next((found for part in (values, others) for name in names if (found := part.get(name)) is not None), None)


def _polar_sport(sport: Any) -> str:
    """Return the name of a sport; newer exports have Polar's number of it alone."""
    if isinstance(sport, Mapping):
        number = str(sport.get("id") or "")
        sport = sport.get("name") or NAMES["polar"].get(number, number)
    return str(sport or "")


def _polar_start(text: Any, minutes: Any) -> Callable[[], datetime]:
    def start() -> datetime:
        at = iso_time(str(text or ""))
        if at.tzinfo is not None or not isinstance(minutes, int) or isinstance(minutes, bool):
            return at
        offset = timedelta(minutes=minutes)
        return at if abs(offset) > _FURTHEST_OFFSET else at.replace(tzinfo=timezone(offset))

    return start


def _iso_duration(value: Any) -> float | None:
    match = _ISO_DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return _seconds_of(value)
    try:
        hours, minutes, rest = (float(part or 0) for part in match.groups())
    except ValueError:
        return None
    return hours * 3600 + minutes * 60 + rest


def _suunto(name: str, content: Mapping[str, Any], options: ReadOptions) -> Iterator[Record]:
    """Yield the training, or each leg of one of several sports, whose header has no distance."""
    header = content["DeviceLog"]["Header"]
    if str(header.get("ActivityType")) == _MULTISPORT:
        yield from _suunto_legs(name, content["DeviceLog"], options)
        return
    called = suunto_sport(header.get("ActivityType"), header.get("Activity"))
    duration = _seconds_of(header.get("Duration"))
    session = _Session("suunto", called, lambda: _time_in(header), header.get("Distance"), duration)
    yield _record(session, name, options)


def _time_in(header: Mapping[str, Any]) -> datetime:
    return iso_time(str(header.get("DateTime") or ""))


def _suunto_legs(name: str, log: Mapping[str, Any], options: ReadOptions) -> Iterator[Record]:
    windows = log.get("Windows")
    inner = [
        entry["Window"] if isinstance(entry, Mapping) and isinstance(entry.get("Window"), Mapping) else entry
        for entry in (windows if isinstance(windows, list) else [])
    ]
    legs = [entry for entry in inner if isinstance(entry, Mapping) and _leg_sport(entry)]
    if not legs:
        yield Unread(name, "skipped", why("legs_not_in_it"))
    passed = 0.0
    for count, leg in enumerate(legs, start=1):
        duration = _seconds_of(leg.get("Duration"))
        start = _leg_start(log["Header"], leg, passed)
        passed += duration or 0.0
        session = _Session("suunto", _leg_sport(leg), start, leg.get("Distance"), duration)
        yield _record(session, f"{name}, leg {count}", options)


def _leg_sport(leg: Mapping[str, Any]) -> str:
    kind = str(leg.get("Type") or "Activity").lower()
    code = leg.get("ActivityType", leg.get("ActivityId", leg.get("ActivityID")))
    return suunto_sport(code, leg.get("Activity")) if kind == "activity" and code is not None else ""


def _leg_start(header: Mapping[str, Any], leg: Mapping[str, Any], passed: float) -> Callable[[], datetime]:
    own = next((leg[field] for field in ("DateTime", "StartTime") if isinstance(leg.get(field), str)), None)
    return lambda: iso_time(own) if own else _time_in(header) + timedelta(seconds=passed)
