"""TCX files, read as a stream: activities of laps. The laps hold the distance; the points repeat it or show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import IO, Any

from api.integrations.readers.cells import distance_of, iso_time, number, recorded_on_foot, seconds
from api.integrations.readers.gpx import Track, place_of, time_of
from api.integrations.readers.run_record import (
    LONGEST_S,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    short,
)
from api.integrations.readers.safe_xml import Elements, parsed
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import Reason, why

SOURCE = "tcx"
ROOT = "TrainingCenterDatabase"
_LONGEST_PAUSES = timedelta(hours=24)
"""Beyond it a clock was set anew."""

_DIFFERS_BY = Decimal("0.05")


def read(stream: IO[bytes], options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield a record for each activity; raises FileFaultError."""
    activities = _Activities(options, name or "file")
    yield from parsed(stream, activities)
    if not activities.count:
        raise FileFaultError(why("tcx_without_activity"))


@dataclass(slots=True)
class _Activity:
    sport: str
    id: str = ""
    lap_start: str = ""
    point_time: str = ""
    last_lap: str = ""
    last_lap_seconds: Decimal | None = None
    last_time: str = ""
    metres: str | None = None
    laps_metres: Decimal | None = None
    laps_seconds: Decimal | None = None
    fault: Reason | None = None
    latitude: str = ""
    track: Track = field(default_factory=Track)


class _Activities(Elements):
    texts = frozenset({"Id", "DistanceMeters", "TotalTimeSeconds", "Time", "LatitudeDegrees", "LongitudeDegrees"})

    def __init__(self, options: ReadOptions, name: str) -> None:
        super().__init__()
        self.count = 0
        self._options, self._name = options, name
        self._activity: _Activity | None = None

    def begin(self, name: str, attrs: Any) -> None:
        if name == "Activity":
            self.count += 1
            self._activity = _Activity(str(attrs.get("Sport", "")))
        elif name == "Lap" and self._activity is not None:
            self._activity.last_lap, self._activity.last_lap_seconds = str(attrs.get("StartTime", "")), None
            self._activity.lap_start = self._activity.lap_start or self._activity.last_lap

    def end(self, name: str, text: str) -> None:
        activity = self._activity
        if activity is None:
            return
        if name == "Activity":
            self.done.append(self._record(activity, f"{self._name}, activity {self.count}"))
            self._activity = None
        elif name == "Id" and self.inside("Activity"):
            activity.id = text
        elif self.inside("Lap"):
            _add_lap(activity, name, text)
        elif self.inside("Trackpoint"):
            if name == "DistanceMeters":
                activity.metres = text
            elif name == "Time":
                activity.point_time = activity.point_time or text
                activity.last_time = text
        elif self.inside("Trackpoint", "Position") and not activity.metres and not activity.laps_metres:
            _go_on(activity, name, text)

    def _record(self, activity: _Activity, place: str) -> Record:
        # "Other" is the word of the format for every sport that it has no word for.
        return recorded_on_foot(activity.sport, place, self._options, lambda sport: _run(activity, place, sport))


def _add_lap(activity: _Activity, name: str, text: str) -> None:
    if name not in ("DistanceMeters", "TotalTimeSeconds"):
        return
    is_distance = name == "DistanceMeters"
    try:
        value = _lap_metres(text) if is_distance else _lap_seconds(text)
    except RecordFaultError as fault:
        # Durations decide nothing; a distance that cannot be read does, unless the points have one.
        activity.fault = fault.reason if is_distance else activity.fault
        return
    if value is None:
        return
    if is_distance:
        activity.laps_metres = value + (activity.laps_metres or 0)
    else:
        activity.laps_seconds = value + (activity.laps_seconds or 0)
        activity.last_lap_seconds = value


def _lap_metres(text: str) -> Decimal | None:
    return number(text.replace(",", ".") if text.count(",") == 1 else text)


def _lap_seconds(text: str) -> Decimal | None:
    found = seconds(text.replace(",", ".") if text.count(",") == 1 else text)
    return None if found is None else Decimal(str(found))


def _go_on(activity: _Activity, name: str, text: str) -> None:
    """Go on to the next place of an activity that has named no distance so far."""
    if name == "LatitudeDegrees":
        activity.latitude = text
    elif (place := place_of(activity.latitude, text)) is not None:
        activity.track.go_to(place)


def _run(activity: _Activity, place: str, sport: Sport) -> RunRecord:
    started_at = _start(activity)
    laps, points = activity.laps_metres, _points_metres(activity)
    notes: tuple[Reason, ...] = ()
    if activity.fault is not None:
        if not points:
            raise RecordFaultError(activity.fault)
        laps, notes = None, (activity.fault, why("summed_up_from_points"))
    if laps and points and abs(laps - points) > _DIFFERS_BY * max(laps, points):
        notes = (why("laps_and_track_differ", laps=f"{laps:.0f}", track=f"{points:.0f}"),)
    if not laps and not points:
        points = Decimal(round(activity.track.metres, 3))
        notes = (why("summed_up_from_points"),) if points else ()
    elapsed = _elapsed(activity, started_at)
    took = elapsed if activity.laps_seconds is None else float(activity.laps_seconds)
    return RunRecord(
        place,
        SOURCE,
        short(f"{activity.id or activity.lap_start} {sport.kind}"),
        started_at,
        distance_of(laps or points, "m"),
        sport.kind,
        took,
        sport.surface,
        notes=notes,
        elapsed_s=elapsed,
        is_recording=True,
    )


def _start(activity: _Activity) -> datetime:
    """Return the start of the first lap; the id may be cut to the minute, or be no time at all."""
    for text in (activity.lap_start, activity.point_time):
        try:
            return iso_time(text)
        except RecordFaultError:
            continue
    return iso_time(activity.id)


def _elapsed(activity: _Activity, started_at: datetime) -> float | None:
    """Return how long it took with its pauses, which no lap counts; None where no time says it."""
    lap, last = time_of(activity.last_lap), time_of(activity.last_time)
    ends = [last] if last is not None else []
    if lap is not None and activity.last_lap_seconds is not None and activity.last_lap_seconds < LONGEST_S:
        ends.append(lap + timedelta(seconds=float(activity.last_lap_seconds)))
    at = started_at if started_at.tzinfo is not None else started_at.replace(tzinfo=UTC)
    elapsed = max(((end - at).total_seconds() for end in ends), default=0.0)
    moved = float(activity.laps_seconds or 0)
    return elapsed if elapsed > 0 and moved <= elapsed <= moved + _LONGEST_PAUSES.total_seconds() else None


def _points_metres(activity: _Activity) -> Decimal | None:
    try:
        return number(activity.metres or "")
    except RecordFaultError:
        return None
