"""Records of apps and services whose exports differ only in where things stand, made of the names of their fields."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from api.integrations.readers.layouts import LAYOUTS
from api.integrations.readers.run_record import QuestionError, RunRecord, ShoeRecord
from api.integrations.readers.sports import NAMES, sport_named
from tests.integrations.export_help import one_run, read, runs, unread
from tests.support.exports import zip_bytes
from tests.support.reasons import refused

RUNTASTIC = {
    "id": "fd-1",
    "start_time": 1789913532000,
    "start_time_timezone_offset": 7200000,
    "duration": 2983000,
    "distance": 10110,
    "sport_type_id": "1",
}
NEWER_RUNTASTIC = {
    **{name: value for name, value in RUNTASTIC.items() if name != "distance"},
    "features": [{"type": "weather", "attributes": {}}, {"type": "track_metrics", "attributes": {"distance": 10110}}],
}
ENDOMONDO = [
    {"name": "x"},
    {"sport": "RUNNING"},
    {"start_time": "2026-09-20 14:12:12.0"},
    {"duration_s": 2983},
    {"distance_km": 10.11},
    {"points": [[{"location": []}]]},
]
FITBIT = {
    "logId": 29,
    "activityName": "Run",
    "startTime": "09/20/26 16:12:12",
    "duration": 2983000,
    "distance": 10.11,
    "distanceUnit": "Kilometer",
}
GOOGLE_FIT = {
    "fitnessActivity": "running",
    "startTime": "2026-09-20T14:12:12.000Z",
    "duration": "2983s",
    "aggregate": [
        {"metricName": "com.google.calories.expended", "floatValue": 600.0},
        {"metricName": "com.google.distance.delta", "floatValue": 10110.0},
    ],
}
STRAVA = {
    "id": 17,
    "type": "Run",
    "start_date": "2026-09-20T14:12:12Z",
    "start_date_local": "2026-09-20T16:12:12Z",
    "elapsed_time": 2983,
    "moving_time": 2900,
    "distance": 10110.0,
    "gear": {"name": "Hoka Clifton 9"},
}
RUNNING_PAGE = {
    "run_id": 17,
    "type": "Run",
    "start_date": "2026-09-20 14:12:12",
    "start_date_local": "2026-09-20 16:12:12",
    "moving_time": "0:49:43",
    "distance": 10110.0,
}
GARMIN = {
    "activityId": 5,
    "activityType": {"typeKey": "street_running"},
    "startTimeGMT": "2026-09-20 14:12:12",
    "startTimeLocal": "2026-09-20 16:12:12",
    "elapsedDuration": 2983.0,
    "distance": 10110.0,
}
HUAWEI = {
    "sportType": 4,
    "startTime": 1789913532000,
    "totalTime": 2983000,
    "totalDistance": 10110,
    "timeZone": "+0200",
}
GOLDEN_CHEETAH = {
    "RIDE": {
        "STARTTIME": "2026/09/20 14:12:12 UTC ",
        "TAGS": {"Sport": "Run "},
        "SAMPLES": [{"SECS": 0, "KM": 0.0}, {"SECS": 2983, "KM": 10.11}],
    }
}
SMASHRUN = {
    "activityId": 3,
    "startDateTimeLocal": "2026-09-20T16:12:12+02:00",
    "distance": 10.11,
    "duration": 2983,
    "activityType": "running",
}
HEALTH_AUTO_EXPORT = {
    "id": "u",
    "name": "Outdoor Run",
    "start": "2026-09-20 16:12:12 +0200",
    "end": "2026-09-20 17:01:55 +0200",
    "duration": 2983,
    "distance": {"qty": 10.11, "units": "km"},
}
SAMSUNG = (
    "com.samsung.shealth.exercise,6310106,12\n"
    "com.samsung.health.exercise.duration,com.samsung.health.exercise.start_time,com.samsung.health.exercise.exercise_type,"
    "com.samsung.health.exercise.distance,com.samsung.health.exercise.time_offset,com.samsung.health.exercise.datauuid\n"
    "2983000,2026-09-20 14:12:12.000,{code},10110.0,UTC+0200,ab-1,\n"
)
ZEPP = (
    "type,startTime,sportTime(s),maxPace(/meter),minPace(/meter),distance(m),avgPace(/meter),calories(kcal)\n"
    "{code},2026-09-20 14:12:12+0000,2983,1.8,0.1,10110.0,0.3,600\n"
)
GOOGLE_HEALTH = (
    "exercise_id,exercise_start,exercise_end,utc_offset,activity_name,tracker_total_distance_mm,"
    "manually_logged_total_distance_mm\n"
    "8,2026-09-20 14:12:12+0000,2026-09-20 15:01:55+0000,+02:00,Run,,10110000\n"
)
TRAINING_PEAKS = (
    "Title,WorkoutType,WorkoutDay,DistanceInMeters,TimeTotalInHours\nEasy,{code},2026-09-20,10110,0.828611\n"
)
MAP_MY_RUN = (
    "Date Submitted,Workout Date,Activity Type,Distance (mi),Workout Time (seconds),Link\n"
    '"Sept. 21, 2026","Sept. 20, 2026",Run,6.28206,2983,http://x/1\n'
)
HEALTH_TABLE = (
    "Workout Type,Start,End,Duration,Energia Ativa (kJ),Distância (km)\n"
    "Correr,2026-09-20 16:12:12,2026-09-20 17:01,00:49:43,1674,10.11\n,,,,,\n"
)


def body_of(content: Any) -> bytes:
    return content.encode() if isinstance(content, str) else json.dumps(content).encode()


@pytest.mark.parametrize(
    ("content", "source", "start"),
    [
        (RUNTASTIC, "runtastic", "2026-09-20T16:12:12+02:00"),
        (NEWER_RUNTASTIC, "runtastic", "2026-09-20T16:12:12+02:00"),
        (ENDOMONDO, "endomondo", "2026-09-20T14:12:12+00:00"),
        ([FITBIT], "fitbit", "2026-09-20T16:12:12"),
        (GOOGLE_HEALTH, "fitbit", "2026-09-20T16:12:12+02:00"),
        (GOOGLE_FIT, "google_fit", "2026-09-20T14:12:12+00:00"),
        ([STRAVA], "strava", "2026-09-20T16:12:12+02:00"),
        (STRAVA, "strava", "2026-09-20T16:12:12+02:00"),
        ([RUNNING_PAGE], "running_page", "2026-09-20T16:12:12+02:00"),
        ({"activityList": [GARMIN]}, "garmin", "2026-09-20T16:12:12+02:00"),
        ({"data": [HUAWEI]}, "huawei", "2026-09-20T16:12:12+02:00"),
        (GOLDEN_CHEETAH, "golden_cheetah", "2026-09-20T14:12:12+00:00"),
        ([SMASHRUN], "smashrun", "2026-09-20T16:12:12+02:00"),
        ({"data": {"workouts": [HEALTH_AUTO_EXPORT]}}, "health_auto_export", "2026-09-20T16:12:12+02:00"),
        (HEALTH_TABLE, "health_auto_export", "2026-09-20T16:12:12"),
        (SAMSUNG.format(code=1002), "samsung", "2026-09-20T16:12:12+02:00"),
        (ZEPP.format(code=1), "zepp", "2026-09-20T14:12:12+00:00"),
        (TRAINING_PEAKS.format(code="Run"), "trainingpeaks", "2026-09-20T00:00:00"),
        (MAP_MY_RUN, "mapmyrun", "2026-09-20T00:00:00"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_the_run_of_each_app(content: Any, source: str, start: str) -> None:
    run = one_run(body_of(content))
    assert (run.source, run.started_at, run.kind) == (source, datetime.fromisoformat(start), "run")
    assert run.distance.m == pytest.approx(10110, abs=0.1)
    assert run.duration_s == pytest.approx(2983, abs=0.01)
    assert run.time_is_known is not start.endswith("T00:00:00")


@pytest.mark.parametrize(
    "content",
    [
        {**RUNTASTIC, "sport_type_id": "3"},
        [{**FITBIT, "activityName": "Bike"}],
        [{**STRAVA, "type": "Ride"}],
        [{**GARMIN, "activityType": {"typeKey": "rowing_v2"}}],
        SAMSUNG.format(code=11007),
        ZEPP.format(code=9),
        TRAINING_PEAKS.format(code="Bike"),
    ],
)
def test_what_was_not_on_foot_is_no_run(content: Any) -> None:
    (record,) = unread(body_of(content))
    assert record[0] == "skipped" and "wears out no running shoes" in record[1]


def test_a_number_that_nobody_knows_is_asked_about_and_answered() -> None:
    with refused(QuestionError, "52 \\(1\\)|6 \\(1\\)"):
        read(body_of(ZEPP.format(code=6)))
    assert one_run(body_of(ZEPP.format(code=6)), sports={"6": "walk"}).kind == "walk"


def test_a_record_without_distance_or_of_a_broken_one_is_named_and_the_others_count() -> None:
    bad: list[dict[str, Any]] = [
        {**FITBIT, "logId": 1, "distanceUnit": "Furlong"},
        {**FITBIT, "logId": 2, "distance": "far"},
        {**FITBIT, "logId": 3, "startTime": None},
        {name: value for name, value in FITBIT.items() if name != "distance"},
    ]
    records = read(body_of([*bad, FITBIT]))
    assert [getattr(each, "status", "run") for each in records] == ["failed", "failed", "failed", "skipped", "run"]


def test_a_strava_record_names_its_shoes_and_a_single_one_without_sport_asks_for_it() -> None:
    assert one_run(body_of([STRAVA])).shoe == "Hoka Clifton 9"
    nameless = {"RIDE": {**GOLDEN_CHEETAH["RIDE"], "TAGS": {}}}
    with refused(QuestionError):
        read(body_of(nameless))
    assert one_run(body_of(nameless), kind="walk").kind == "walk"


@pytest.mark.parametrize(("distance", "unit", "metres"), [(10.11, "km", 10110), (5.0, "mi", 8046.72)])
def test_a_copy_that_was_reckoned_in_another_unit_is_asked_about(distance: float, unit: str, metres: float) -> None:
    header = "id,name,distance,moving_time,elapsed_time,type,start_date,start_date_local\n"
    row = "{id},x,{distance},2900,2983,Run,2026-09-2{id}T14:12:12Z,2026-09-2{id}T16:12:12Z\n"
    table = header + "".join(row.format(id=number, distance=distance) for number in range(3))
    for body in (table.encode(), body_of([{**STRAVA, "distance": distance}])):
        with pytest.raises(QuestionError) as question:
            read(body)
        assert question.value.parameter == "unit"
        assert all(run.distance.m == pytest.approx(metres) for run in runs(body, unit=unit))
    assert {run.source for run in runs(table.replace(str(distance), "10110").encode())} == {"strava"}


def test_a_list_that_nobody_knows_is_asked_about_like_a_table() -> None:
    body = body_of(
        [{"when": "2026-09-20", "far": 10.11, "what": "Run"}, {"when": "2026-09-21", "far": 5, "what": "Ride"}]
    )
    with pytest.raises(QuestionError) as question:
        read(body)
    assert question.value.parameter == "column_map"
    records = read(body, columns={"date": "when", "distance_km": "far"})
    assert [getattr(each, "status", "run") for each in records] == ["run", "skipped"]


def test_an_account_packed_whole_counts_its_trainings_and_names_the_rest() -> None:
    members = {
        "Sport-sessions/1.json": body_of(RUNTASTIC),
        "Sport-sessions/Heart-rate-data/1.json": body_of([{"heart_rate": 120, "timestamp": 1}]),
        "SLEEP/sleep.csv": b"date,deepSleepTime\n2026-09-20,90\n",
    }
    records = read(zip_bytes(members))
    assert [isinstance(each, RunRecord) for each in records].count(True) == 1
    reasons = " ".join(reason for _, reason in unread(zip_bytes(members)))
    assert "of no activities that are known" in reasons


def test_the_track_of_a_training_that_is_told_of_above_it_is_never_counted_apart() -> None:
    ride = {**RUNTASTIC, "id": "2", "sport_type_id": "3"}
    track = b'<gpx><trk><trkseg><trkpt lat="52" lon="13"><time>2026-09-20T14:12:12Z</time></trkpt></trkseg></trk></gpx>'
    members = {
        "Sport-sessions/1.json": body_of(RUNTASTIC),
        "Sport-sessions/2.json": body_of(ride),
        "Sport-sessions/GPS-data/1.gpx": track,
        "Sport-sessions/GPS-data/2.gpx": track,
        "Sport-sessions/Heart-rate-data/1.json": body_of([]),
    }
    records = read(zip_bytes(members), kind="run")
    assert [getattr(each, "status", "run") for each in records] == ["run", "skipped", "skipped", "skipped", "skipped"]


def test_shoes_of_an_account_are_those_that_its_trainings_name() -> None:
    shoe = {"id": "5b21", "name": "*18* red (T600N)", "equipment_type": "shoe", "initial_distance": 0}
    worn = {**RUNTASTIC, "user_equipment_ids": ["a watch", "5b21"]}
    members = {
        "Sport-sessions/1.json": body_of(worn),
        "Sport-sessions/2.json": body_of({**worn, "id": "2", "user_equipment_ids": ["gone"]}),
        "User/Shoes/5b21.json": body_of(shoe),
    }
    found = read(zip_bytes(members))
    assert [each.name for each in found if isinstance(each, ShoeRecord)] == ["*18* red (T600N)"]
    assert [each.shoe for each in found if isinstance(each, RunRecord)] == ["5b21", None]
    assert one_run(body_of(worn)).shoe is None


def test_a_json_file_may_begin_with_a_byte_order_mark() -> None:
    assert one_run(b"\xef\xbb\xbf" + body_of(GOLDEN_CHEETAH)).distance.m == 10110


def test_the_series_of_a_samsung_are_left_out() -> None:
    series = {f"jsons/x/{count}.com.samsung.health.exercise.live_data.json": b"[]" for count in range(30)}
    members = {"com.samsung.shealth.exercise.2026.csv": SAMSUNG.format(code=1002).encode(), **series}
    assert len(read(zip_bytes(members))) == 1


def test_every_layout_names_its_source_and_known_sports() -> None:
    for layout in LAYOUTS:
        assert layout["source"] in NAMES["sources"]
        for name in layout.get("sports", {}).values():
            assert sport_named(name) is not None, name
