"""GPX files, read as a stream: tracks of points. No distance stands in them; it is measured along each segment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import IO, Any

from api.integrations.readers.cells import distance_of, recorded_on_foot
from api.integrations.readers.run_record import (
    FASTEST_M_PER_S,
    FIRST_CLOCK_YEAR,
    LAST_YEAR,
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
)
from api.integrations.readers.safe_xml import Elements, parsed
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

SOURCE = "gpx"
ROOT = "gpx"
_STROKES = re.compile(r"\A([0-9]{4})/([0-9]{2})/([0-9]{2})")
_STRAVA_SPORTS = {"9": "run", "1": "ride"}
_EARTH_RADIUS_M = 6_371_008.8
_NOISE_M = 100
"""So far a place may be amiss: a leap is one that is further than anyone runs by more than this."""


def read(stream: IO[bytes], options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield a record for each track; raises FileFaultError, QuestionError where the sport is not given."""
    tracks = _Tracks(options, name or "file")
    yield from parsed(stream, tracks)
    if not tracks.count:
        raise FileFaultError(why("gpx_without_track"))


Place = tuple[float, float]
"""Degrees of latitude and longitude."""


def place_of(latitude: object, longitude: object) -> Place | None:
    """Return a place on Earth, None for what is none; 0, 0 is what devices write that know no place."""
    try:
        place = _degrees(latitude), _degrees(longitude)
    except ValueError:
        return None
    is_one = all(map(isfinite, place)) and abs(place[0]) <= 90 and abs(place[1]) <= 180
    return place if is_one and place != (0.0, 0.0) else None


def _degrees(value: object) -> float:
    return float(str(value).replace(",", "."))


@dataclass(slots=True)
class Track:
    """What is kept of a track while its points go by.

    A single point from which nobody could have come back in time was never passed: it is left out. ``_leap`` is one
    that the next point will confirm or not.
    """

    type: str = ""
    points: int = 0
    good_points: int = 0
    times: int = 0
    good_times: int = 0
    metres: float = 0.0
    first: datetime | None = None
    last: datetime | None = None
    _before: _Spot | None = None
    _leap: _Spot | None = None
    _steps: int = 0

    def break_off(self) -> None:
        """End a segment: what lies between it and the next was not run."""
        self._before, self._leap, self._steps = None, None, 0

    def go_to(self, place: Place, at: datetime | None = None) -> None:
        """Go on to a place, where it was at a time if that is known."""
        spot = _Spot(place, at)
        if self._before is None:
            self._before = spot
            self.good_points += 1
            return
        leap, self._leap = self._leap, None
        metres = _metres_between(self._before.place, place)
        if not _is_leap(self._before, spot, metres):
            self._step(spot, metres)
        elif leap is None:
            self._leap = spot
        elif not _is_leap(leap, spot, onward := _metres_between(leap.place, place)):
            if self._steps:
                self._step(leap, _metres_between(self._before.place, leap.place))
            else:
                # The first one was amiss.
                self._before = leap
            self._step(spot, onward)
        else:
            self._step(leap, _metres_between(self._before.place, leap.place))
            self._leap = spot

    def _step(self, spot: _Spot, metres: float) -> None:
        self.good_points += 1
        self._steps += 1
        self.metres += metres
        self._before = spot

    def time(self, text: str) -> datetime | None:
        """Note when it was at a point, and return it; without an offset that is in UTC."""
        self.times += 1
        at = time_of(text)
        if at is None:
            return None
        self.good_times += 1
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)
        return at


@dataclass(frozen=True, slots=True)
class _Spot:
    place: Place
    at: datetime | None


def _is_leap(one: _Spot, other: _Spot, metres: float) -> bool:
    if metres <= _NOISE_M or one.at is None or other.at is None:
        return False
    seconds = (other.at - one.at).total_seconds()
    return seconds >= 0 and metres > _NOISE_M + FASTEST_M_PER_S * seconds


def time_of(text: str) -> datetime | None:
    """Return a time of a point, None for none that a watch can have meant."""
    try:
        at = datetime.fromisoformat(_STROKES.sub(r"\1-\2-\3", text.strip().upper()))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if FIRST_CLOCK_YEAR <= at.year <= LAST_YEAR else None


def run_of(track: Track, source: str, place: str, sport: Sport) -> RunRecord:
    """Return the run that a track records; raises RecordFaultError."""
    if not track.good_points:
        raise RecordFaultError(why("points_without_places"))
    if 2 * track.good_times < track.times or track.first is None or track.last is None:
        raise RecordFaultError(why("points_without_good_times") if track.times else why("points_without_times"))
    left_out = track.points - track.good_points + track.times - track.good_times
    notes = (why("points_left_out", count=left_out, points=track.points),) if left_out else ()
    return RunRecord(
        place,
        source,
        f"{track.first.isoformat()} {sport.kind}",
        track.first,
        distance_of(round(track.metres, 3), "m"),
        sport.kind,
        (track.last - track.first).total_seconds() or None,
        sport.surface,
        notes=notes,
        is_recording=True,
    )


class _Tracks(Elements):
    texts = frozenset({"time", "type"})

    def __init__(self, options: ReadOptions, name: str) -> None:
        super().__init__()
        self.count = 0
        self._options, self._name = options, name
        self._track = Track()
        self._place: Place | None = None
        self._at: datetime | None = None

    def begin(self, name: str, attrs: Any) -> None:
        if name == "trk":
            self.count += 1
            self._track = Track()
        elif name == "trkseg":
            self._track.break_off()
        elif name == "trkpt":
            self._track.points += 1
            self._place, self._at = place_of(attrs.get("lat"), attrs.get("lon")), None

    def end(self, name: str, text: str) -> None:
        if name == "time" and self.inside("trkpt") and self._place is not None:
            self._at = self._track.time(text)
        elif name == "trkpt" and self._place is not None:
            self._track.go_to(self._place, self._at)
        elif name == "type" and self.inside("trk"):
            self._track.type = text
        elif name == "trk":
            self.done.append(self._record(f"{self._name}, track {self.count}"))

    def _record(self, place: str) -> Record:
        track = self._track
        if not track.points:
            return Unread(place, "skipped", why("no_points"))
        if not track.type and self._options.kind is None:
            raise QuestionError("kind", why("kind_not_in_gpx"))
        called = _STRAVA_SPORTS.get(track.type, track.type)
        return recorded_on_foot(called, place, self._options, lambda sport: run_of(track, SOURCE, place, sport))


def _metres_between(one: Place, other: Place) -> float:
    latitude, longitude = radians(one[0]), radians(one[1])
    latitude_2, longitude_2 = radians(other[0]), radians(other[1])
    half = (
        sin((latitude_2 - latitude) / 2) ** 2
        + cos(latitude) * cos(latitude_2) * sin((longitude_2 - longitude) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))
