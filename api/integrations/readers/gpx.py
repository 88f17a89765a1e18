"""GPX files: tracks of points. No distance stands in them; it is measured along the points of each segment."""

from __future__ import annotations

from collections.abc import Iterator

import gpxpy
from gpxpy.gpx import GPXException, GPXTrack

from api.integrations.readers.cells import distance_of, on_foot
from api.integrations.readers.run_record import (
    QuestionError,
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    checked,
)
from api.integrations.readers.safe_xml import check, not_read
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import FileFaultError

SOURCE = "gpx"
ROOT = "gpx"
_STRAVA_RUN = "9"


def read(body: bytes, options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield a record for each track; raises FileFaultError, QuestionError where the sport is not said."""
    check(body)
    try:
        tracks = gpxpy.parse(body).tracks
    except (GPXException, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise not_read(fault) from None
    if not tracks:
        raise FileFaultError("The GPX file has no track in it.")
    for count, track in enumerate(tracks, start=1):
        place = f"{name or 'file'}, track {count}"
        sport = _sport(track, options, place)
        if isinstance(sport, Unread):
            yield sport
            continue
        try:
            yield _run(track, place, sport)
        except RecordFaultError as fault:
            yield Unread(place, "failed", str(fault))


def _sport(track: GPXTrack, options: ReadOptions, place: str) -> Sport | Unread:
    if track.type:
        return on_foot("run" if track.type.strip() == _STRAVA_RUN else track.type.strip(), place)
    if options.kind is None:
        raise QuestionError("kind", "The GPX file does not say whether this was a run, a walk or a hike.")
    return Sport(options.kind)


def _run(track: GPXTrack, place: str, sport: Sport) -> RunRecord | Unread:
    points = [point for segment in track.segments for point in segment.points]
    if not points:
        return Unread(place, "skipped", "It has no points, as indoors: its distance is not known.")
    if any(not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180) for point in points):
        raise RecordFaultError("A point of it lies nowhere on Earth.")
    times = [point.time for point in points if point.time is not None]
    if not times:
        raise RecordFaultError("Its points have no times: nobody can say when it was.")
    started_at, ended_at = min(times), max(times)
    duration = (ended_at - started_at).total_seconds()
    distance = distance_of(round(track.length_2d(), 3), "m")
    return checked(
        RunRecord(
            place,
            SOURCE,
            f"{started_at.isoformat()} {sport.kind}",
            started_at,
            distance,
            sport.kind,
            duration or None,
            sport.surface,
        )
    )
