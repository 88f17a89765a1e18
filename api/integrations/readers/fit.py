"""FIT files, read as a stream: a record for each session, of which a file may have several, and a file several parts.

Of each part only what a run needs is kept: file_id, sessions, activity, and how far records and laps say it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import IO, Any

from fitdecode import FIT_FRAME_CRC, FIT_FRAME_DATA, CrcCheck, ErrorHandling
from fitdecode.exceptions import FitCRCError, FitEOFError, FitHeaderError

from api.integrations.readers.cells import distance_of, track_on_foot
from api.integrations.readers.fit_stream import FIELDS, Clocks, NeededFieldsReader
from api.integrations.readers.gpx import Track, place_of
from api.integrations.readers.run_record import (
    ReadOptions,
    Record,
    RecordFaultError,
    RunRecord,
    Unread,
    checked,
    short,
)
from api.integrations.readers.sports import Sport, sport_named
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

SOURCE = "fit"
MOST_SESSIONS = 100
"""In one file: a small packed one may hold thousands of copies of itself."""

_MARK = b".FIT"
_SURFACES = {
    "treadmill": "treadmill",
    "indoor_running": "treadmill",
    "street": "road",
    "trail": "trail",
    "track": "track",
}
_QUARTER, _SECONDS_OFF = 900, 10
_DEGREES = 180 / 2**31
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)


@dataclass(slots=True)
class _Part:
    """What is kept of one of the FIT files that one file may hold, one behind the other."""

    file_id: Mapping[str, Any] = field(default_factory=dict)
    activity: Mapping[str, Any] = field(default_factory=dict)
    sessions: list[Mapping[str, Any]] = field(default_factory=list)
    last_distance: float | None = None
    laps_distance: float = 0.0
    recorded: _Recorded | None = None


@dataclass(slots=True)
class _Recorded:
    """What the points of a part say, which are read once more where no session sums them up."""

    track: Track = field(default_factory=Track)
    distance: float | None = None
    sport: Mapping[str, Any] = field(default_factory=dict)


def is_one(head: bytes) -> bool:
    """Return whether a file begins as FIT files do."""
    return head[8:12] == _MARK


def read(stream: IO[bytes], options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield a record for each session; raises FileFaultError."""
    parts, fault = _whole_parts(stream)
    if any(_is_activity(part) and not _is_summed_up(part) for part in parts):
        for part, recorded in zip(parts, _recordings(stream), strict=False):
            part.recorded = recorded
            if _is_activity(part) and not part.sessions:
                part.sessions.extend(_session_of(recorded))
    activities = [part for part in parts if _is_activity(part)]
    if not activities and fault is not None:
        raise fault
    if not activities:
        kinds = sorted({str(part.file_id.get("type") or "unknown") for part in parts})
        raise FileFaultError(why("fit_of_no_activity", kind=", ".join(kinds)[:60]))
    sessions = [(part, session) for part in activities for session in part.sessions]
    if not sessions:
        raise FileFaultError(why("fit_without_session"))
    for count, (part, session) in enumerate(sessions, start=1):
        place = f"{name or 'file'}, session {count}"
        try:
            yield _record(part, session, place, options)
        except RecordFaultError as fault_of_one:
            yield Unread(place, "failed", fault_of_one.reason)
    if fault is not None:
        yield Unread(f"{name or 'file'}, part {len(parts) + 1}", "failed", fault.reason)


def _whole_parts(stream: IO[bytes]) -> tuple[list[_Part], FileFaultError | None]:
    """Return the parts that are whole, and why what follows them cannot be read; raises FileFaultError without any."""
    parts: list[_Part] = []
    try:
        for part in _parts(stream):
            parts.append(part)  # noqa: PERF402 - those before a fault are kept
    except FileFaultError as fault:
        if not parts or fault.reason.key == "fit_has_many_sessions":
            raise
        return parts, fault
    return parts, None


def _is_activity(part: _Part) -> bool:
    kind = part.file_id.get("type")
    return kind == "activity" or (kind is None and bool(part.sessions))


def _is_summed_up(part: _Part) -> bool:
    return len(part.sessions) > 1 or any(_distance(part, session) for session in part.sessions)


def _frames(stream: IO[bytes]) -> Iterator[Any]:
    """Yield data messages and the ends of parts; what follows the last and begins no FIT file is no loss.

    The check sum decides what is damaged; a field that nobody described, or of a size that is not its kind's, does not.
    """
    whole = 0
    stream.seek(0)
    try:
        for frame in NeededFieldsReader(
            stream, processor=Clocks(), check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE
        ):
            if frame.frame_type in (FIT_FRAME_DATA, FIT_FRAME_CRC):
                whole += frame.frame_type == FIT_FRAME_CRC
                yield frame
    except FileFaultError:
        raise
    except FitHeaderError:
        if not whole:
            raise FileFaultError(why("fit_is_damaged")) from None
    except (FitCRCError, FitEOFError):
        raise FileFaultError(why("fit_is_cut_off")) from None
    except Exception as fault:
        # The library raises whatever its tables and byte readers run into.
        raise FileFaultError(why("fit_is_damaged")) from fault


def _parts(stream: IO[bytes]) -> Iterator[_Part]:
    part, count = _Part(), 0
    for frame in _frames(stream):
        if frame.frame_type == FIT_FRAME_CRC:
            yield part
            part = _Part()
        else:
            count += frame.name == "session"
            if count > MOST_SESSIONS:
                raise FileFaultError(why("fit_has_many_sessions", most=MOST_SESSIONS))
            _keep(part, frame)


def _recordings(stream: IO[bytes]) -> Iterator[_Recorded]:
    recorded = _Recorded()
    for frame in _frames(stream):
        if frame.frame_type == FIT_FRAME_CRC:
            yield recorded
            recorded = _Recorded()
        elif frame.name == "record":
            _go_on(recorded, frame)
        elif frame.name in ("sport", "lap") and not recorded.sport:
            recorded.sport = {name: frame.get_value(name, fallback=None) for name in ("sport", "sub_sport")}


def _go_on(recorded: _Recorded, frame: Any) -> None:
    track, at = recorded.track, frame.get_value("timestamp", fallback=None)
    if isinstance(at, datetime):
        track.first = track.first or at
        track.last = at
    recorded.distance = _number(frame.get_value("distance", fallback=None)) or recorded.distance
    latitude, longitude = (_number(frame.get_value(f"position_{name}", fallback=None)) for name in ("lat", "long"))
    if latitude is None or longitude is None:
        return
    place = place_of(latitude * _DEGREES, longitude * _DEGREES)
    if place is not None:
        track.go_to(place, at if isinstance(at, datetime) else None)


def _session_of(recorded: _Recorded) -> Iterator[Mapping[str, Any]]:
    """Yield a session for points that none sums up, as where a battery ran out."""
    first, last = recorded.track.first, recorded.track.last
    distance = recorded.distance or round(recorded.track.metres, 3)
    if first is not None and last is not None and distance:
        elapsed = (last - first).total_seconds()
        yield {**recorded.sport, "start_time": first, "total_distance": distance, "total_elapsed_time": elapsed}


def _keep(part: _Part, frame: Any) -> None:
    if frame.name == "record":
        part.last_distance = _number(frame.get_value("distance", fallback=None)) or part.last_distance
    elif frame.name == "lap":
        part.laps_distance += _number(frame.get_value("total_distance", fallback=None)) or 0.0
    elif frame.name in ("file_id", "activity", "session"):
        values = {name: frame.get_value(name, fallback=None) for name in FIELDS[frame.name]}
        if frame.name == "session":
            part.sessions.append(values)
        else:
            setattr(part, frame.name, values)


def _record(part: _Part, session: Mapping[str, Any], place: str, options: ReadOptions) -> Record:
    sport = _sport(session, place, options)
    if isinstance(sport, Unread):
        return sport
    started_at = _start(session)
    if not isinstance(started_at, datetime):
        # A clock that was never set counts the seconds since it was switched on.
        raise RecordFaultError(why("session_without_start") if started_at is None else why("clock_never_set"))
    # Strides a minute: each is two steps.
    cadence = _number(session.get("avg_running_cadence"))
    if cadence is None and sport.kind == "run":
        cadence = _number(session.get("avg_cadence"))
    serial = part.file_id.get("serial_number")
    return checked(
        RunRecord(
            place,
            SOURCE,
            short(f"{'' if serial is None else serial} {started_at.isoformat()} {sport.kind}"),
            started_at.astimezone(_zone_of(part.activity)),
            distance_of(_distance(part, session), "m"),
            sport.kind,
            _elapsed(session),
            sport.surface,
            None if cadence is None else cadence * 2,
            notes=(why("summed_up_from_points"),) if part.recorded is not None else (),
            is_recording=True,
        )
    )


def _start(session: Mapping[str, Any]) -> Any:
    """Return the start, or the end less the time between, where a session names that alone."""
    start, end, elapsed = session.get("start_time"), session.get("timestamp"), _elapsed(session)
    if start is None and isinstance(end, datetime) and elapsed:
        return end - timedelta(seconds=round(elapsed))
    return start


def _elapsed(session: Mapping[str, Any]) -> float | None:
    return _number(session.get("total_elapsed_time")) or _number(session.get("total_timer_time")) or None


def _sport(session: Mapping[str, Any], place: str, options: ReadOptions) -> Sport | Unread:
    name = session.get("sport")
    # A number or nothing: the device did not know, as with "generic".
    called = name if isinstance(name, str) and name not in ("generic", "all") else ""
    profile = session.get("sport_profile_name")
    if not called and isinstance(profile, str) and sport_named(profile) is not None:
        called = profile
    if called and sport_named(called, options.sports) is None:
        return Unread(place, "skipped", why("not_on_foot", sport=called))
    sport = track_on_foot(called or "generic", place, options)
    if isinstance(sport, Unread):
        return sport
    return Sport(sport.kind, _SURFACES.get(str(session.get("sub_sport", "")), sport.surface))


def _distance(part: _Part, session: Mapping[str, Any]) -> float | None:
    distance = _number(session.get("total_distance"))
    if distance or len(part.sessions) > 1:
        return distance
    measured = round(part.recorded.track.metres, 3) if part.recorded is not None else None
    return part.last_distance or part.laps_distance or measured or None


def _zone_of(activity: Mapping[str, Any]) -> timezone:
    """Return the offset from UTC at the place, as far as the file says it believably; else UTC."""
    at, local = activity.get("timestamp"), activity.get("local_timestamp")
    if not isinstance(at, datetime) or not isinstance(local, datetime):
        return UTC
    apart = local.replace(tzinfo=UTC) - at.replace(tzinfo=UTC)
    quarters = round(apart.total_seconds() / _QUARTER)
    offset = timedelta(seconds=quarters * _QUARTER)
    if abs((apart - offset).total_seconds()) > _SECONDS_OFF or not _EARLIEST <= offset <= _LATEST:
        return UTC
    return timezone(offset)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
