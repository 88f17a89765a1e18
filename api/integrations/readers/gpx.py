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
from api.integrations.reasons import why

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
        raise FileFaultError(why("gpx_without_track"))
    for count, track in enumerate(tracks, start=1):
        place = f"{name or 'file'}, track {count}"
        sport = _sport(track, options, place)
        if isinstance(sport, Unread):
            yield sport
            continue
        try:
            yield _run(track, place, sport)
        except RecordFaultError as fault:
            yield Unread(place, "failed", fault.reason)


def _sport(track: GPXTrack, options: ReadOptions, place: str) -> Sport | Unread:
    if track.type:
        return on_foot("run" if track.type.strip() == _STRAVA_RUN else track.type.strip(), place)
    if options.kind is None:
        raise QuestionError("kind", why("kind_not_in_gpx"))
    return Sport(options.kind)


def _run(track: GPXTrack, place: str, sport: Sport) -> RunRecord | Unread:
    points = [point for segment in track.segments for point in segment.points]
    if not points:
        return Unread(place, "skipped", why("no_points"))
    if any(not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180) for point in points):
        raise RecordFaultError(why("point_off_earth"))
    times = [point.time for point in points if point.time is not None]
    if not times:
        raise RecordFaultError(why("points_without_times"))
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
