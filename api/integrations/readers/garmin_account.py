"""Garmin's account export: gear with its retired status, and summarized activities in centimetres and milliseconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import orjson

from api.integrations.readers.cells import distance_of, instant_of, on_foot
from api.integrations.readers.run_record import (
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    ShoeRecord,
    Unread,
    checked,
    short,
)
from api.integrations.readers.table import MAX_RECORDS, FileFaultError
from api.integrations.reasons import why

SOURCE = "garmin"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CENTIMETRES = 100
_SHOES = "shoes"
_INSTANTS = ("startTimeGmt", "startTimeGMT", "beginTimestamp")
_DURATIONS = ("elapsedDuration", "duration", "movingDuration")
_FURTHEST_OFFSET = timedelta(hours=14)


_BOM = b"\xef\xbb\xbf"
_NOT_A_NUMBER = re.compile(rb"([\[,:]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])")


def read_json(body: bytes) -> Any:
    """Return what a JSON file holds, nothing for the NaN that some services write; raises FileFaultError."""
    body = body.removeprefix(_BOM)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(_NOT_A_NUMBER.sub(rb"\1null", body))
    except orjson.JSONDecodeError as fault:
        raise FileFaultError(why("cannot_read_json", fault=str(fault))) from None


def is_gear(content: Any) -> bool:
    """Return whether this is the content of a ``_gear.json``."""
    return isinstance(_first(content), Mapping) and "gearDTOS" in _first(content)


def is_activities(content: Any) -> bool:
    """Return whether this is the content of a ``_summarizedActivities.json``."""
    return isinstance(_first(content), Mapping) and "summarizedActivitiesExport" in _first(content)


def _first(content: Any) -> Any:
    return content[0] if isinstance(content, list) and content else content


class Account:
    """The JSON files of an account, one after the other: gear first, for the activities name none."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._worn: dict[str, set[str]] = {}
        self._count = 0

    def read(self, name: str, content: Any) -> Iterator[Record]:
        """Yield the shoes of a file, or its activities with the shoes they were done in; raises FileFaultError."""
        if is_gear(content):
            yield from self._gear(name, _first(content))
            return
        for number, activity in enumerate(_activities(content), start=1):
            self._count += 1
            if self._count > MAX_RECORDS:
                raise FileFaultError(why("export_has_too_many_activities", most=MAX_RECORDS))
            yield _activity(activity, f"{name}, activity {number}", self._worn, self._options)

    def _gear(self, name: str, content: Mapping[str, Any]) -> Iterator[Record]:
        shoes = set()
        for record in _shoes(name, content):
            if isinstance(record, ShoeRecord):
                shoes.add(record.keys[0])
            yield record
        for activity_id, key in _links(content):
            if key in shoes:
                self._worn.setdefault(activity_id, set()).add(key)


def _shoes(name: str, content: Mapping[str, Any]) -> Iterator[Record]:
    listed = content.get("gearDTOS")
    for number, gear in enumerate(listed if isinstance(listed, list) else [], start=1):
        place = f"{name}, gear {number}"
        if not isinstance(gear, Mapping) or gear.get("gearPk") is None:
            yield Unread(place, "failed", why("lacks_field", field="gearPk"))
        elif str(gear.get("gearTypeName", "")).lower() != _SHOES:
            yield Unread(place, "skipped", why("not_shoes"))
        else:
            yield _shoe(gear, place)


def _shoe(gear: Mapping[str, Any], place: str) -> ShoeRecord:
    brand, model, custom, shown = (
        short(str(gear.get(name) or "")) for name in ("gearMakeName", "gearModelName", "customMakeModel", "displayName")
    )
    known = [part for part in (brand, model) if part and part.lower() not in ("other", "unknown")]
    name = custom or short(" ".join(known)) or shown or f"Garmin {gear['gearPk']}"
    status = str(gear.get("gearStatusName", "")).lower()
    return ShoeRecord(
        place,
        SOURCE,
        (str(gear["gearPk"]),),
        name,
        brand if brand in known and not custom else None,
        model if model in known and not custom else None,
        shown or None,
        {"retired": True, "active": False}.get(status),
        _day(gear.get("dateBegin")),
        _day(gear.get("dateEnd")) if status == "retired" else None,
    )


def _links(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    by_gear = content.get("gearActivityDTOs")
    for key, links in (by_gear if isinstance(by_gear, Mapping) else {}).items():
        for link in links if isinstance(links, list) else []:
            if isinstance(link, Mapping) and link.get("activityId") is not None:
                yield str(link["activityId"]), str(key)


def _activities(content: Any) -> Iterator[Any]:
    for part in content if isinstance(content, list) else [content]:
        listed = part.get("summarizedActivitiesExport") if isinstance(part, Mapping) else None
        yield from listed if isinstance(listed, list) else []


def _activity(content: Any, place: str, worn: Mapping[str, set[str]], options: ReadOptions) -> Record:
    if not isinstance(content, Mapping) or content.get("activityId") is None:
        return Unread(place, "failed", why("lacks_field", field="activityId"))
    if content.get("parent") is True:
        return Unread(place, "skipped", why("parts_follow"))
    sport = on_foot(_type_of(content), place, options)
    if isinstance(sport, Unread):
        return sport
    run_id = short(str(content["activityId"]))
    shoes = worn.get(run_id, set())
    if len(shoes) > 1:
        return Unread(place, "failed", why("names_two_pairs"))
    try:
        started_at, distance = _start(content), content.get("distance")
        if not isinstance(distance, int | float | None) or isinstance(distance, bool):
            raise RecordFaultError(why("distance_is_no_number"))
        centimetres = None if distance is None else Decimal(repr(distance)) / _CENTIMETRES
        run = RunRecord(
            place,
            SOURCE,
            run_id,
            started_at,
            distance_of(centimetres, "m"),
            sport.kind,
            _duration(content),
            sport.surface,
            shoe=next(iter(shoes), None),
        )
        return checked(run)
    except RecordFaultError as fault:
        return Unread(place, "failed", fault.reason)


def _type_of(content: Mapping[str, Any]) -> str:
    kind = content.get("activityType")
    return str(kind.get("typeKey", "")) if isinstance(kind, Mapping) else str(kind or "")


def _start(content: Mapping[str, Any]) -> datetime:
    """Return the instant, on the runner's own clock where both are given; else the wall clock alone.

    Garmin writes the wall clock as if it were in UTC.
    """
    at = next((value for name in _INSTANTS if (value := _milliseconds(content.get(name))) is not None), None)
    local = _milliseconds(content.get("startTimeLocal"))
    clock = None if local is None else instant_of(local).replace(tzinfo=None)
    instant = None if at is None else instant_of(at)
    if instant is None and clock is None:
        raise RecordFaultError(why("lacks_field", field="startTimeLocal"))
    if instant is None:
        return clock  # type: ignore[return-value]  # one of them is there
    offset = timedelta(0) if clock is None else clock.replace(tzinfo=UTC) - instant
    return instant if abs(offset) > _FURTHEST_OFFSET else instant.astimezone(timezone(offset))


def _milliseconds(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _duration(content: Mapping[str, Any]) -> float | None:
    """Return the time that passed, in seconds; the file has milliseconds."""
    value = next((found for name in _DURATIONS if (found := _milliseconds(content.get(name)))), None)
    return None if value is None else value / 1000


def _day(content: Any) -> date | None:
    if isinstance(content, int | float) and not isinstance(content, bool):
        try:
            return (_EPOCH + timedelta(milliseconds=content)).date()
        except OverflowError:
            return None
    try:
        return date.fromisoformat(str(content)[:10])
    except ValueError:
        return None
