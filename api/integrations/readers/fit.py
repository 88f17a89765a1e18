"""FIT files, by Garmin's own library: a record for each session, of which a file may have several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from garmin_fit_sdk import Decoder, Stream

from api.integrations.readers.cells import distance_of, on_foot
from api.integrations.readers.run_record import Record, RecordFaultError, RunRecord, Unread, checked, short
from api.integrations.readers.sports import Sport
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

SOURCE = "fit"
_MARK = b".FIT"
_SURFACES = {"treadmill": "treadmill", "street": "road", "trail": "trail", "track": "track"}


def is_one(head: bytes) -> bool:
    """Return whether a file begins as FIT files do."""
    return head[8:12] == _MARK


def read(body: bytes, name: str = "") -> Iterator[Record]:
    """Yield a record for each session; raises FileFaultError."""
    messages = _decoded(body)
    sessions = messages.get("session_mesgs", [])
    file_id = next(iter(messages.get("file_id_mesgs", [])), {})
    if file_id.get("type") != "activity" or not sessions:
        raise FileFaultError(why("fit_of_no_activity"))
    for count, session in enumerate(sessions, start=1):
        place = f"{name or 'file'}, session {count}"
        sport = _sport(session, place)
        if isinstance(sport, Unread):
            yield sport
            continue
        try:
            yield checked(_run(session, file_id, place, sport))
        except RecordFaultError as fault:
            yield Unread(place, "failed", fault.reason)


def _decoded(body: bytes) -> Mapping[str, list[dict[str, Any]]]:
    try:
        if not Decoder(Stream.from_byte_array(bytearray(body))).check_integrity():
            raise FileFaultError(why("fit_is_cut_off"))
        messages, errors = Decoder(Stream.from_byte_array(bytearray(body))).read(merge_heart_rates=False)
    except FileFaultError:
        raise
    except Exception as fault:
        # The library raises whatever its tables and byte readers run into.
        raise FileFaultError(why("fit_is_damaged")) from fault
    if errors:
        raise FileFaultError(why("fit_is_damaged"))
    decoded: Any = messages
    return decoded  # type: ignore[no-any-return]


def _sport(session: Mapping[str, Any], place: str) -> Sport | Unread:
    sport = on_foot(str(session.get("sport", "")), place)
    if isinstance(sport, Unread):
        return sport
    return Sport(sport.kind, _SURFACES.get(str(session.get("sub_sport", ""))))


def _run(session: Mapping[str, Any], file_id: Mapping[str, Any], place: str, sport: Sport) -> RunRecord:
    started_at = session.get("start_time")
    if not isinstance(started_at, datetime):
        raise RecordFaultError(why("session_without_start"))
    # Strides a minute: each is two steps.
    cadence = _number(session.get("avg_running_cadence"))
    if cadence is None and sport.kind == "run":
        cadence = _number(session.get("avg_cadence"))
    key = f"{file_id.get('serial_number', '')} {started_at.isoformat()} {sport.kind}"
    return RunRecord(
        place,
        SOURCE,
        short(key),
        started_at,
        distance_of(_number(session.get("total_distance")), "m"),
        sport.kind,
        _number(session.get("total_elapsed_time")) or _number(session.get("total_timer_time")),
        sport.surface,
        None if cadence is None else cadence * 2,
    )


def _number(told: Any) -> float | None:
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else None
