"""Apple Health's export.xml, gigabytes long: read as a stream that keeps nothing but the workouts on foot.

A child WorkoutStatistics holds the distance in newer exports, the attribute totalDistance in older ones; some files
have both, which are one distance. A session of intervals has a WorkoutActivity for each, with statistics of its own:
they are parts of the whole, and count only where the whole has no distance. One run stands there once for each app that
recorded it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import IO, Any

from api.advice.core.distance import Distance
from api.integrations.readers.cells import distance_of, iso_time, number, on_foot
from api.integrations.readers.run_record import ReadOptions, Record, RecordFaultError, RunRecord, Unread, checked, short
from api.integrations.readers.safe_xml import (
    CONTROL_TO_BLANK,
    Counted,
    Silence,
    close,
    feed,
    new_parser,
    without_document_type,
)
from api.integrations.reasons import why

SOURCE = "apple_health"
ROOT = "HealthData"
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_SOURCE, _MOST_PARTS = 40, 1000
_ACTIVITY = "HKWorkoutActivityType"
_DISTANCE = "HKQuantityTypeIdentifierDistanceWalkingRunning"
_UNITS = {"km": "km", "mi": "mi", "m": "m"}
_SECONDS_IN = {"s": 1, "sec": 1, "min": 60, "hr": 3600, "h": 3600}


def read(stream: IO[bytes], options: ReadOptions) -> Iterator[Record]:
    """Yield a record for each workout; raises FileFaultError."""
    found = _Workouts(options)
    parser, silent = new_parser(found, allow_document_type=False), Silence(found)
    for block in without_document_type(stream):
        feed(parser, block.translate(CONTROL_TO_BLANK))
        silent.check()
        yield from found.taken()
    close(parser)
    yield from found.taken()


class _Workouts(Counted):
    """Notes each workout as its element ends; every other element is forgotten as it comes."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__()
        self._options = options
        self._number = 0
        self._workout: dict[str, str] | None = None
        self._whole: dict[str, str] | None = None
        self._parts: list[dict[str, str]] = []
        self._is_in_part = False
        self._done: list[Record] = []

    def taken(self) -> list[Record]:
        """Return the records since the last time."""
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: Any) -> None:
        self.calls += 1
        if name == "Workout":
            self._number += 1
            self._workout, self._whole, self._parts, self._is_in_part = dict(attrs), None, [], False
        elif name == "WorkoutActivity":
            self._is_in_part = True
        elif name == "WorkoutStatistics" and self._workout is not None and attrs.get("type") == _DISTANCE:
            if not self._is_in_part:
                # A workout has one of this type.
                self._whole = self._whole or dict(attrs)
            elif len(self._parts) < _MOST_PARTS:
                self._parts.append(dict(attrs))

    def endElement(self, name: str) -> None:
        if name == "WorkoutActivity":
            self._is_in_part = False
        elif name == "Workout" and self._workout is not None:
            measured = [self._whole] if self._whole is not None else [] if _has_total(self._workout) else self._parts
            self._done.append(_record(f"workout {self._number}", self._workout, measured, self._options))
            self._workout = None


def _has_total(attributes: dict[str, str]) -> bool:
    return bool(attributes.get("totalDistance"))


def _record(place: str, attributes: dict[str, str], statistics: list[dict[str, str]], options: ReadOptions) -> Record:
    activity = attributes.get("workoutActivityType", "").removeprefix(_ACTIVITY)
    sport = on_foot(activity, place, options)
    if isinstance(sport, Unread):
        return sport
    try:
        started_at = iso_time(attributes.get("startDate", ""))
        if started_at.tzinfo is None:
            raise RecordFaultError(why("start_without_offset"))
        key = f"{started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {activity}"
        distance = _distance(attributes, statistics)
        return checked(
            RunRecord(
                place,
                _source(attributes),
                short(key),
                started_at,
                distance,
                sport.kind,
                _duration(attributes),
                sport.surface,
            )
        )
    except RecordFaultError as fault:
        return Unread(place, "failed", fault.reason)


def _distance(attributes: dict[str, str], statistics: list[dict[str, str]]) -> Distance:
    """Return the sum of the statistics, of which a whole has one; that of the workout where there are none."""
    measured = [(part.get("sum", ""), part.get("unit", "")) for part in statistics]
    distances = []
    for value, unit in measured or [(attributes.get("totalDistance", ""), attributes.get("totalDistanceUnit", ""))]:
        if value and unit not in _UNITS:
            raise RecordFaultError(why("unknown_unit", unit=short(unit)))
        distances.append(distance_of(number(value), _UNITS.get(unit, "m")))
    return distances[0] if len(distances) == 1 else sum(distances, Distance(0))


def _source(attributes: dict[str, str]) -> str:
    """Return the app as the source: the same run from two apps comes from two sources."""
    app = _NOT_A_WORD.sub("-", attributes.get("sourceName", "").lower()).strip("-")
    return f"{SOURCE}.{app}"[:_LONGEST_SOURCE] if app else SOURCE


def _duration(attributes: dict[str, str]) -> float | None:
    value = number(attributes.get("duration", ""))
    size = _SECONDS_IN.get(attributes.get("durationUnit", "min"))
    return None if value is None or size is None else round(float(value) * size, 3)
