"""Apple Health's export.xml, gigabytes long: read as a stream that keeps nothing but the workouts on foot.

A child WorkoutStatistics holds the distance in newer exports, the attribute totalDistance in older ones; some files
have both, which are one distance. A session of intervals has a WorkoutActivity for each, with statistics of its own:
they are parts of the whole, and count only where the whole has no distance. One run stands there once for each app that
recorded it.

A triathlon is one workout of parts that do not say what they were: what they measured shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from typing import IO, Any

from api.advice.core.distance import Distance
from api.integrations.readers.cells import distance_of, iso_time, localised_number, on_foot
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
from api.integrations.readers.sports import Sport
from api.integrations.readers.written_dates import hour_of
from api.integrations.reasons import why

SOURCE = "apple_health"
ROOT = "HealthData"
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_SOURCE, _MOST_PARTS = 40, 1000
_ACTIVITY = "HKWorkoutActivityType"
_DISTANCE = "HKQuantityTypeIdentifierDistanceWalkingRunning"
_OTHER_DISTANCES = ("HKQuantityTypeIdentifierDistanceSwimming", "HKQuantityTypeIdentifierDistanceCycling")
_MULTISPORT = "SwimBikeRun"
_ROUND_THE_CLOCK = re.compile(
    r"([0-9-]{10}) ([0-9]{1,2})(:[0-9]{2}:[0-9]{2})\s?([^\W\d]\.?\s?[^\W\d]\.?)( [+-][0-9:]{4,6})"
)
_UNITS = {
    "km": ("km", Decimal(1)),
    "mi": ("mi", Decimal(1)),
    "m": ("m", Decimal(1)),
    "cm": ("m", Decimal("0.01")),
    "yd": ("m", Decimal("0.9144")),
    "ft": ("m", Decimal("0.3048")),
    "in": ("m", Decimal("0.0254")),
}
_SECONDS_IN = {"s": 1, "sec": 1, "min": 60, "hr": 3600, "h": 3600}


def read(stream: IO[bytes], options: ReadOptions) -> Iterator[Record]:
    """Yield a record for each workout; raises FileFaultError."""
    found = _Workouts(options)
    parser, silent = new_parser(found), Silence(found)
    for block in without_document_type(stream):
        feed(parser, block.translate(CONTROL_TO_BLANK))
        silent.check()
        yield from found.taken()
    close(parser)
    yield from found.taken()


@dataclass(slots=True)
class _Workout:
    """A workout or a part of one: its attributes, and what was measured on foot and in other ways."""

    attributes: dict[str, str]
    on_foot: dict[str, str] | None = None
    is_of_others: bool = False
    is_indoors: bool = False
    parts: list[_Workout] = field(default_factory=list)

    def measure(self, attributes: Any) -> None:
        """Note a distance; a workout has one of each type."""
        if attributes.get("type") == _DISTANCE:
            self.on_foot = self.on_foot or dict(attributes)
        elif attributes.get("type") in _OTHER_DISTANCES:
            self.is_of_others = True

    def is_on_foot(self) -> bool:
        """Return whether a part was on foot: by its name where it has one, else by what it measured."""
        named = self.attributes.get("workoutActivityType", "").removeprefix(_ACTIVITY)
        return self.on_foot is not None and not self.is_of_others and named in ("", "Running", "Walking", "Hiking")


class _Workouts(Counted):
    """Notes each workout as its element ends; every other element is forgotten as it comes."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__()
        self._options = options
        self._number = 0
        self._workout: _Workout | None = None
        self._part: _Workout | None = None
        self._done: list[Record] = []

    def taken(self) -> list[Record]:
        """Return the records since the last time."""
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: Any) -> None:
        self.calls += 1
        if name == "Workout":
            self._number += 1
            self._workout, self._part = _Workout(dict(attrs)), None
        elif self._workout is None:
            return
        elif name == "WorkoutActivity":
            self._part = _Workout(dict(attrs))
            if len(self._workout.parts) < _MOST_PARTS:
                self._workout.parts.append(self._part)
        elif name == "WorkoutStatistics":
            (self._part or self._workout).measure(attrs)
        elif name == "MetadataEntry" and attrs.get("key") == "HKIndoorWorkout":
            self._workout.is_indoors = self._workout.is_indoors or attrs.get("value") == "1"

    def endElement(self, name: str) -> None:
        if name == "WorkoutActivity":
            self._part = None
        elif name == "Workout" and self._workout is not None:
            self._done.extend(_records(f"workout {self._number}", self._workout, self._options))
            self._workout = None


def _records(place: str, workout: _Workout, options: ReadOptions) -> list[Record]:
    activity = workout.attributes.get("workoutActivityType", "").removeprefix(_ACTIVITY)
    if activity == _MULTISPORT:
        return _legs(place, workout)
    sport = on_foot(activity, place, options)
    if isinstance(sport, Unread):
        return [sport]
    if sport.surface is None and workout.is_indoors:
        sport = Sport(sport.kind, "treadmill")
    whole = [workout.on_foot] if workout.on_foot is not None else []
    parts = [part.on_foot for part in workout.parts if part.on_foot is not None]
    measured = whole or ([] if workout.attributes.get("totalDistance") else parts)
    return [_record(place, workout.attributes, measured, activity, sport)]


def _legs(place: str, workout: _Workout) -> list[Record]:
    """Return the runs of a triathlon: of parts on foot side by side the longest, for the others are transitions.

    So is one alone between two other sports.
    """
    parts = workout.parts or [_alone(workout)]
    found: list[Record] = []
    for is_walked, group in groupby(enumerate(parts, start=1), lambda numbered: numbered[1].is_on_foot()):
        legs = list(group)
        is_between = legs[0][0] > 1 and legs[-1][0] < len(parts) and parts[legs[-1][0]].is_of_others
        if not is_walked or (len(legs) == 1 and is_between and parts[legs[0][0] - 2].is_of_others):
            continue
        lengths = [(_length(leg), number, leg) for number, leg in legs]
        _, number, leg = max(lengths, key=lambda one: one[0])
        attributes = {**leg.attributes, "sourceName": workout.attributes.get("sourceName", "")}
        measured = [] if leg.on_foot is None else [leg.on_foot]
        found.append(_record(f"{place}, leg {number}", attributes, measured, "Running", Sport("run")))
    return found or [Unread(place, "skipped", why("not_on_foot", sport=_MULTISPORT))]


def _alone(workout: _Workout) -> _Workout:
    """Return the part on foot of a triathlon that lists none: when it was shows in its distance, if anywhere."""
    measured = workout.on_foot or {}
    start = measured.get("startDate") or workout.attributes.get("startDate", "")
    end = measured.get("endDate", "") if start != workout.attributes.get("startDate") else ""
    return _Workout({"startDate": start, "endDate": end}, workout.on_foot)


def _length(leg: _Workout) -> Distance:
    try:
        return _distance(leg.attributes, [] if leg.on_foot is None else [leg.on_foot])
    except RecordFaultError:
        return Distance(0)


def _record(
    place: str, attributes: dict[str, str], statistics: list[dict[str, str]], activity: str, sport: Sport
) -> Record:
    try:
        started_at = _time(attributes.get("startDate", ""))
        key = f"{started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {activity}"
        return checked(
            RunRecord(
                place,
                _source(attributes),
                short(key),
                started_at,
                _distance(attributes, statistics),
                sport.kind,
                _duration(attributes),
                sport.surface,
            )
        )
    except RecordFaultError as fault:
        return Unread(place, "failed", fault.reason)


def _time(text: str) -> datetime:
    """Return an instant, which phones with a clock of twelve hours write so in some exports."""
    if match := _ROUND_THE_CLOCK.fullmatch(text.strip()):
        try:
            text = f"{match[1]} {hour_of(int(match[2]), match[4]):02}{match[3]}{match[5]}"
        except ValueError:
            raise RecordFaultError(why("no_such_time", cell=text[:40])) from None
    at = iso_time(text)
    if at.tzinfo is None:
        raise RecordFaultError(why("start_without_offset"))
    return at


def _distance(attributes: dict[str, str], statistics: list[dict[str, str]]) -> Distance:
    """Return the sum of the statistics, of which a whole has one; that of the workout where there are none."""
    measured = [(part.get("sum", ""), part.get("unit", "")) for part in statistics]
    distances = []
    for value, unit in measured or [(attributes.get("totalDistance", ""), attributes.get("totalDistanceUnit", ""))]:
        if value and unit not in _UNITS:
            raise RecordFaultError(why("unknown_unit", unit=short(unit)))
        written_in, size = _UNITS.get(unit, _UNITS["m"])
        distances.append(distance_of((localised_number(value) or 0) * size, written_in))
    return distances[0] if len(distances) == 1 else sum(distances, Distance(0))


def _source(attributes: dict[str, str]) -> str:
    """Return the app as the source: the same run from two apps comes from two sources."""
    app = _NOT_A_WORD.sub("-", attributes.get("sourceName", "").lower()).strip("-")
    return f"{SOURCE}.{app}"[:_LONGEST_SOURCE] if app else SOURCE


def _duration(attributes: dict[str, str]) -> float | None:
    """Return how long it took; without a duration of its own from its start to its end."""
    value = localised_number(attributes.get("duration", ""))
    size = _SECONDS_IN.get(attributes.get("durationUnit", "min"))
    if value is not None:
        return None if size is None else round(float(value) * size, 3)
    if not attributes.get("endDate"):
        return None
    seconds = (_time(attributes["endDate"]) - _time(attributes["startDate"])).total_seconds()
    return seconds if seconds > 0 else None
