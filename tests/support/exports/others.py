"""Exports of Garmin, Apple, Runkeeper, Intervals.icu and ShoeCycle, and the track files FIT, TCX and GPX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from garmin_fit_sdk import Encoder, Profile

from tests.support.exports import csv_bytes, zip_bytes

_GARMIN = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Aerobic TE,Avg Run Cadence,"
    "Max Run Cadence,Avg Pace,Best Pace,Total Ascent,Total Descent,Avg Stride Length,Avg Vertical Ratio,"
    "Avg Vertical Oscillation,Avg Ground Contact Time,Avg GAP,Normalized Power® (NP®),Training Stress Score®,"
    "Avg Power,Max Power,Steps,Total Reps,Total Sets,Decompression,Best Lap Time,Number of Laps,Moving Time,"
    "Elapsed Time,Min Elevation,Max Elevation"
)
GARMIN_HEADER = _GARMIN.split(",")
_RUNKEEPER = (
    "Activity Id,Date,Type,Route Name,Distance (km),Duration,Average Pace,Average Speed (km/h),Calories Burned,"
    "Climb (m),Average Heart Rate (bpm),Friend's Tagged,Notes,GPX File"
)
RUNKEEPER_HEADER = _RUNKEEPER.split(",")
_INTERVALS = (
    "id,start_date_local,name,type,moving_time,distance,elapsed_time,total_elevation_gain,max_speed,average_speed"
)
INTERVALS_HEADER = _INTERVALS.split(",")


def named_csv(header: Sequence[str], rows: Iterable[Mapping[str, object]], missing: str = "") -> bytes:
    """Return a CSV file from rows that name only what they tell."""
    return csv_bytes(header, [[row.get(name, missing) for name in header] for row in rows])


def garmin_csv(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return Garmin's Activities.csv; what a row does not tell is ``--``."""
    return named_csv(GARMIN_HEADER, rows, "--")


def garmin_account(gear: Sequence[Mapping[str, Any]], worn: Mapping[str, Sequence[int]], activities: Any) -> bytes:
    """Return Garmin's account export; ``worn`` holds activity ids by gearPk."""
    links = {key: [{"activityId": each, "gearPk": int(key)} for each in ids] for key, ids in worn.items()}
    gear_file = [{"gearDTOS": list(gear), "gearActivityDTOs": links, "gearActivityTypeDTOS": [], "gearCollections": []}]
    folder = "DI_CONNECT/DI-Connect-Fitness/"
    return zip_bytes(
        {
            f"{folder}someone_gear.json": json.dumps(gear_file).encode(),
            f"{folder}someone_0_summarizedActivities.json": json.dumps(
                [{"summarizedActivitiesExport": activities}]
            ).encode(),
            "customer_data/other.json": b"{}",
        }
    )


def fit(
    sessions: Sequence[Mapping[str, Any]], kind: str = "activity", local_timestamp: datetime | None = None
) -> bytes:
    """Return a FIT file with these sessions."""
    encoder, numbers = Encoder(), Profile["mesg_num"]
    created = sessions[0]["start_time"] if sessions else datetime(2026, 1, 1)  # noqa: DTZ001
    encoder.write_mesg(
        {
            "mesg_num": numbers["FILE_ID"],
            "type": kind,
            "manufacturer": "garmin",
            "product": 1,
            "serial_number": 4711,
            "time_created": created,
        }
    )
    for session in sessions:
        encoder.write_mesg({"mesg_num": numbers["SESSION"], **session})
    local = {} if local_timestamp is None else {"local_timestamp": _fit_seconds(local_timestamp)}
    facts = {"timestamp": created, "num_sessions": len(sessions), **local}
    encoder.write_mesg({"mesg_num": numbers["ACTIVITY"], **facts})
    return bytes(encoder.close())


def _fit_seconds(at: datetime) -> int:
    return int((at - datetime(1989, 12, 31, tzinfo=UTC)).total_seconds())


def tcx(laps: Sequence[tuple[float | None, float]], sport: str = "Running", at: str = "2026-09-20T14:12:12Z") -> bytes:
    """Return a TCX file of one activity; a lap is (metres, seconds), and its points tell the metres once more."""
    parts = []
    for metres, seconds in laps:
        result = "" if metres is None else f"<DistanceMeters>{metres}</DistanceMeters>"
        point = f"<Track><Trackpoint><Time>{at}</Time>{result}<Cadence>85</Cadence></Trackpoint></Track>"
        parts.append(f'<Lap StartTime="{at}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>{result}{point}</Lap>')
    return (
        '<?xml version="1.0" encoding="UTF-8"?><TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="{sport}"><Id>{at}</Id>{"".join(parts)}</Activity></Activities></TrainingCenterDatabase>'
    ).encode()


def gpx(segments: Sequence[Sequence[tuple[float, float, str | None]]], kind: str | None = "running") -> bytes:
    """Return a GPX file of one track; a point is (latitude, longitude, time)."""
    result = "".join(
        "<trkseg>"
        + "".join(
            f'<trkpt lat="{lat}" lon="{lon}"><ele>10</ele>{f"<time>{at}</time>" if at else ""}</trkpt>'
            for lat, lon, at in points
        )
        + "</trkseg>"
        for points in segments
    )
    type_ = "" if kind is None else f"<type>{kind}</type>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="tests" '
        f'xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Run</name>{type_}{result}</trk></gpx>'
    ).encode()


HEALTH_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (Record|Workout)*>\n'
    b"<!ATTLIST HealthData locale CDATA #REQUIRED>\n]>\n"
    b'<HealthData locale="de_DE">\n <ExportDate value="2026-09-20 18:00:00 +0000"/>\n'
)
HEALTH_TAIL = b"</HealthData>\n"


def workout(
    at: str,
    kind: str = "Running",
    attribute: tuple[str, str] | None = None,
    child: tuple[str, str] | None = None,
    app: str = "Watch",
    duration_min: float = 30,
) -> bytes:
    """Return a Workout element; ``attribute`` and ``child`` are distances as (number, unit)."""
    old = f'totalDistance="{attribute[0]}" totalDistanceUnit="{attribute[1]}" ' if attribute else ""
    new = (
        f'<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="{at}" endDate="{at}" '
        f'sum="{child[0]}" unit="{child[1]}"/>'
        if child
        else ""
    )
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{duration_min}" durationUnit="min" '
        f'{old}sourceName="{app}" sourceVersion="10" creationDate="{at}" startDate="{at}" endDate="{at}">'
        f'<MetadataEntry key="HKIndoorWorkout" value="0"/>'
        f'<WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="300" unit="kcal"/>{new}'
        f'<WorkoutRoute><FileReference path="/workout-routes/route.gpx"/></WorkoutRoute></Workout>\n'
    ).encode()


def health(workouts: Iterable[bytes]) -> bytes:
    """Return a small export.xml."""
    return HEALTH_HEAD + b"".join(workouts) + HEALTH_TAIL


def long_health(megabytes: int, workouts: Sequence[bytes]) -> Iterator[bytes]:
    """Yield an export.xml of about this size in blocks: heart beats, with a workout after every megabyte."""
    beat = (
        b' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
        b'creationDate="2026-04-20 18:00:00 +0000" startDate="2026-04-20 18:00:00 +0000" '
        b'endDate="2026-04-20 18:00:00 +0000" value="142"><MetadataEntry key="Motion" value="1"/></Record>\n'
    )
    block = beat * (1024 * 1024 // len(beat))
    yield HEALTH_HEAD
    for count in range(megabytes):
        yield block
        yield workouts[count % len(workouts)] if count < len(workouts) else b""
    yield HEALTH_TAIL
