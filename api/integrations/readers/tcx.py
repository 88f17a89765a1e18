"""TCX files: activities of laps. The distance is the sum of the laps; the track points say it a second time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element

from api.integrations.readers.cells import distance_of, iso_time, number, on_foot
from api.integrations.readers.run_record import Record, RecordFaultError, RunRecord, Unread, checked, short
from api.integrations.readers.safe_xml import document, local_name
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

SOURCE = "tcx"
ROOT = "TrainingCenterDatabase"


def read(body: bytes, name: str = "") -> Iterator[Record]:
    """Yield a record for each activity; raises FileFaultError."""
    activities = [each for each in document(body).iter() if local_name(each.tag) == "Activity"]
    if not activities:
        raise FileFaultError(why("tcx_without_activity"))
    for count, activity in enumerate(activities, start=1):
        place = f"{name or 'file'}, activity {count}"
        sport = on_foot(activity.get("Sport", ""), place)
        if isinstance(sport, Unread):
            yield sport
            continue
        try:
            yield checked(_run(activity, place, sport.kind))
        except RecordFaultError as fault:
            yield Unread(place, "failed", fault.reason)


def _run(activity: Element, place: str, kind: str) -> RunRecord:
    laps = [each for each in activity if local_name(each.tag) == "Lap"]
    told = next((each.text or "" for each in activity if local_name(each.tag) == "Id"), "")
    if not told and laps:
        told = laps[0].get("StartTime", "")
    started_at = iso_time(told)
    metres, duration = _sum(laps, "DistanceMeters"), _sum(laps, "TotalTimeSeconds")
    distance = distance_of(metres, "m")
    return RunRecord(
        place,
        SOURCE,
        short(f"{told} {kind}"),
        started_at,
        distance,
        kind,
        None if duration is None else float(duration),
    )


def _sum(laps: list[Element], name: str) -> Decimal | None:
    told = [each.text or "" for lap in laps for each in lap if local_name(each.tag) == name]
    values = [value for cell in told if (value := number(cell.strip())) is not None]
    return sum(values, Decimal(0)) if values else None
