"""KML, Nike, Polar, Suunto, HRM and PWX: small files made of the names of their fields, each with its traps."""

from __future__ import annotations

import gzip
import io
import json
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.advice.core.distance import Distance
from api.integrations.readers.detect import read_records
from api.integrations.readers.members import in_processes, one_by_one
from api.integrations.readers.run_record import QuestionError, ReadOptions, RunRecord, Unread
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read, unread
from tests.support.exports import zip_bytes
from tests.support.exports.others import fit, tcx
from tests.support.reasons import refused

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
NIKE = {
    "id": "0a1b",
    "type": "run",
    "start_epoch_ms": 1789913532000,
    "end_epoch_ms": 1789917132000,
    "active_duration_ms": 3000500,
    "delete_indicator": False,
    "summaries": [
        {"metric": "pace", "summary": "mean", "value": 5.5, "source": "x"},
        {"metric": "distance", "summary": "total", "value": 10.0125, "source": "x"},
    ],
    "metrics": [{"type": "distance", "unit": "KM", "values": []}],
}


def body_of(content: object) -> bytes:
    return json.dumps(content).encode()


def test_nike_is_in_kilometres_and_instants() -> None:
    run = one_run(body_of(NIKE))
    assert (run.distance, run.started_at, run.duration_s) == (Distance.of(10.0125, "km"), AT, 3000.5)
    assert (run.source, run.external_id, run.kind) == ("nike", "0a1b", "run")
    assert unread(body_of({**NIKE, "delete_indicator": True}))[0][0] == "skipped"
    assert one_run(body_of({**NIKE, "type": None}), kind="walk").kind == "walk"
    assert unread(body_of({**NIKE, "start_epoch_ms": "soon"}))[0][0] == "failed"


def test_hundreds_of_nike_files_in_a_zip() -> None:
    members = {f"activity-{count}.json": body_of({**NIKE, "id": str(count)}) for count in range(120)}
    assert len([each for each in read(zip_bytes(members)) if isinstance(each, RunRecord)]) == 120


EXERCISE = {
    "sport": "TRAIL_RUNNING",
    "startTime": "2026-01-30T13:24:11.000",
    "duration": "PT1H3.5S",
    "distance": 9800.5,
}
POLAR = {"startTime": "2026-01-30T13:24:11.000", "duration": "PT1H3.5S", "distance": 9800.5, "exercises": [EXERCISE]}


def test_polar_flow_counts_each_exercise_and_knows_no_zone() -> None:
    run = one_run(body_of(POLAR))
    assert (run.distance.m, run.duration_s, run.surface) == (9800.5, 3603.5, "trail")
    assert run.started_at == datetime(2026, 1, 30, 13, 24, 11)  # noqa: DTZ001 - no zone
    ride = {**EXERCISE, "sport": "CYCLING"}
    records = read(body_of({**POLAR, "exercises": [EXERCISE, ride]}))
    assert [getattr(each, "status", "run") for each in records] == ["run", "skipped"]
    told_once = {"sport": "RUNNING"}
    assert one_run(body_of({**POLAR, "exercises": [told_once]})).distance.m == 9800.5
    assert unread(body_of({**POLAR, "exercises": [{**EXERCISE, "distance": [1]}]}))[0][0] == "failed"


SUUNTO = {"DateTime": "2026-03-13T17:57:02.449+01:00", "Duration": 3600.5, "Distance": 10005, "ActivityType": 3}


def suunto(header: object, windows: object = ()) -> bytes:
    return body_of({"DeviceLog": {"Header": header, "Windows": windows, "Device": {}}})


@pytest.mark.parametrize(("code", "surface"), [(3, None), (82, "trail")])
def test_suuntos_app_numbers_its_sports(code: int, surface: str | None) -> None:
    run = one_run(suunto({**SUUNTO, "ActivityType": code, "Activity": "Juoksu"}))
    assert (run.distance.m, run.duration_s, run.surface) == (10005, 3600.5, surface)
    assert run.started_at == datetime(2026, 3, 13, 17, 57, 2, 449000, timezone(timedelta(hours=1)))


def test_suuntos_other_sports_are_no_runs_and_unknown_ones_a_question() -> None:
    for code in (4, 6, 93):
        assert unread(suunto({**SUUNTO, "ActivityType": code}), kind="run")[0][0] == "skipped"
    assert one_run(suunto({**SUUNTO, "ActivityType": 4711, "Activity": "Trail running"})).surface == "trail"
    with pytest.raises(QuestionError):
        read(suunto({**SUUNTO, "ActivityType": 4711, "Activity": "Oma laji"}))


def test_the_legs_of_suuntos_multisport_stand_in_its_windows() -> None:
    legs = [
        {"Window": {"Type": "Activity", "ActivityId": 6, "Distance": 1500, "Duration": 1800}},
        {"Window": {"Type": "Autolap", "ActivityId": 3, "Distance": 1000, "Duration": 300}},
        {"Window": {"Type": "Activity", "ActivityId": 3, "Distance": 5000, "Duration": 1500}},
    ]
    body = suunto({**SUUNTO, "ActivityType": 2, "Distance": 0}, legs)
    run = next(each for each in read(body) if isinstance(each, RunRecord))
    assert (run.distance.m, run.duration_s) == (5000, 1500)
    assert run.started_at.hour == 18
    assert unread(suunto({**SUUNTO, "ActivityType": 2, "Distance": 0}))[0][0] == "skipped"


SML_SAMPLES = "<Sample><Time>10</Time><UTC>2026-03-13T16:57:12Z</UTC><Distance>5</Distance></Sample>"
SML_HEADER = (
    "<DateTime>2026-03-13T17:57:02</DateTime><Duration>3600.5</Duration><Distance>10005</Distance>"
    "<ActivityType>3</ActivityType><Activity>Laufen</Activity><Lap><Distance>7</Distance></Lap>"
)


def sml(samples: str = SML_SAMPLES) -> bytes:
    return (
        f'<?xml version="1.0"?><sml xmlns="x"><DeviceLog><Header>{SML_HEADER}</Header>'
        f"<Samples>{samples}</Samples></DeviceLog></sml>"
    ).encode()


def test_suuntos_samples_tell_the_zone_of_a_local_start_and_indoors_none_does() -> None:
    run = one_run(sml())
    assert run.started_at == datetime(2026, 3, 13, 16, 57, 2, tzinfo=UTC)
    assert run.started_at.utcoffset() == timedelta(hours=1)
    assert (run.distance.m, run.duration_s, run.source) == (10005, 3600.5, "suunto")
    assert one_run(sml(SML_SAMPLES.replace("Z<", "<"))).started_at == datetime(2026, 3, 13, 17, 57, 2)  # noqa: DTZ001
    assert one_run(sml(SML_SAMPLES.replace("16:57", "16:50"))).started_at.tzinfo is None


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="utf-8"?>\n'])
def test_an_ambits_file_has_no_root_element(declared: str) -> None:
    body = f"{declared}<header>{SML_HEADER}</header>\n<Samples>{SML_SAMPLES}</Samples>".encode()
    assert one_run(body).distance.m == 10005
    assert one_run(body).started_at.utcoffset() == timedelta(hours=1)


HRM = (
    "[Params]\r\nVersion=106\r\nSMode=11000000\r\nDate=20260116\r\nStartTime=09:25:10.0\r\nLength=01:09:21.8\r\n"
    "Interval=5\r\n\r\n[Trip]\r\n101\r\n0\r\n\r\n[HRData]\r\n120\r\n121\r\n"
)


def test_polars_hrm_knows_no_sport_and_counts_in_hundred_metres() -> None:
    with pytest.raises(QuestionError):
        read(HRM.encode())
    run = one_run(HRM.encode(), kind="run")
    assert (run.distance.m, run.duration_s) == (10100, 4161.8)
    assert run.started_at.isoformat() == "2026-01-16T09:25:10"
    miles = one_run(HRM.replace("11000000", "11000001").encode(), kind="run")
    assert miles.distance.m == pytest.approx(16254.3744)
    for without in (HRM.replace("[Trip]", "[Other]"), HRM.replace("\n101", "\n0")):
        assert unread(without.encode())[0][0] == "skipped"
    assert unread(HRM.replace("20260116", "today").encode(), kind="run")[0][0] == "failed"


def pwx(summary: str, samples: str = "", sport: str = "Run") -> bytes:
    segment = "<segment><summarydata><duration>100</duration><dist>400</dist></summarydata></segment>"
    return (
        f'<pwx xmlns="http://www.peaksware.com/PWX/1/0"><workout><sportType>{sport}</sportType>'
        f"<time>2026-10-11T15:08:45</time><summarydata><beginning>0</beginning><duration>2223.8</duration>{summary}"
        f"</summarydata>{segment}{samples}</workout></pwx>"
    ).encode()


def test_pwx_takes_the_workouts_own_summary_else_its_last_sample() -> None:
    run = one_run(pwx("<dist>10010.8</dist>"))
    assert (run.distance.m, run.duration_s) == (10010.8, 2223.8)
    assert run.started_at.isoformat() == "2026-10-11T15:08:45"
    samples = "<sample><dist>5</dist></sample><sample><dist>9000</dist></sample><sample><dist/></sample>"
    assert one_run(pwx("", samples)).distance.m == 9000
    assert unread(pwx("<dist>9</dist>", sport="Mountain Bike"), kind="run")[0][0] == "skipped"


WHEN = "<when>2026-09-20T14:12:12Z</when><when>2026-09-20T14:18:12Z</when>"
COORD = "<gx:coord>13.0 52.0 30</gx:coord><gx:coord>13.0 52.01 30</gx:coord>"


def kml(inner: str, sport: str | None = "running", style: str = "") -> bytes:
    data = f'<ExtendedData><Data name="type"><value>{sport}</value></Data></ExtendedData>' if sport else ""
    return (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
        f"<Document>{style}<Placemark>{data}{inner}</Placemark></Document></kml>"
    ).encode()


@pytest.mark.parametrize(
    "inner",
    [
        f"<gx:Track>{WHEN}{COORD}</gx:Track>",
        f"<gx:Track>{WHEN}<when>2026-09-20T14:18:12Z</when>{COORD}<gx:coord/></gx:Track>",
        f"<gx:MultiTrack><gx:Track>{WHEN}{COORD}</gx:Track></gx:MultiTrack>",
    ],
)
def test_kml_measures_along_its_coordinates_longitude_first(inner: str) -> None:
    for body in (kml(inner), gzip.compress(kml(inner)), zip_bytes({"doc.kml": kml(inner)})):
        run = one_run(body)
        assert run.distance.m == pytest.approx(1112, rel=0.005)
        assert (run.started_at, run.duration_s, run.source) == (AT, 360, "kml")


def test_parts_of_a_kml_multitrack_are_one_activity_and_the_way_between_is_not_counted() -> None:
    later = WHEN.replace("T14", "T15")
    far = COORD.replace("13.0", "14.0")
    inner = f"<gx:MultiTrack><gx:Track>{WHEN}{COORD}</gx:Track><gx:Track>{later}{far}</gx:Track></gx:MultiTrack>"
    run = one_run(kml(inner))
    assert run.distance.m == pytest.approx(2224, rel=0.005)
    assert run.duration_s == 3960


def test_kml_without_sport_times_or_track() -> None:
    track = f"<gx:Track>{WHEN}{COORD}</gx:Track>"
    with pytest.raises(QuestionError):
        read(kml(track, None))
    balloon = "<Style><BalloonStyle><text><![CDATA[<b>RUNNING</b> Elapsed time 360]]></text></BalloonStyle></Style>"
    assert one_run(kml(track, None, balloon)).kind == "run"
    assert unread(kml(track, "biking"), kind="run")[0][0] == "skipped"
    line = "<LineString><coordinates>13,52 13,52.01</coordinates></LineString>"
    with refused(FileFaultError, "which day"):
        read(kml(line))
    members = {"line.kml": kml(line), "good.kmz": zip_bytes({"doc.kml": kml(track), "a.png": b"x"})}
    found = {record.place: getattr(record, "status", "run") for record in read(zip_bytes(members))}
    assert found == {"good.kmz/a.png": "skipped", "good.kmz/doc.kml, track 1": "run", "line.kml": "skipped"}


def test_a_member_that_asks_does_not_keep_the_others_waiting() -> None:
    hrm = {"a.hrm": HRM.encode(), "b.tcx": tcx([(1000, 300)])}
    records = read(zip_bytes(hrm))
    assert [getattr(each, "status", "run") for each in records] == ["skipped", "run"]
    assert isinstance(records[0], Unread) and records[0].reason.key == "member_needs_kind"
    with pytest.raises(QuestionError):
        read(zip_bytes({"a.hrm": HRM.encode(), "notes.txt": b""}))
    assert len(read(zip_bytes(hrm), kind="run")) == 2


def test_garmins_account_holds_its_watches_files_in_a_zip_within() -> None:
    session = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 5000.0}
    inner = zip_bytes({"a@b.c_1.fit": fit([session]), "a@b.c_2.fit": fit([], "settings")})
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"
    records = read(zip_bytes({folder: inner, "DI_CONNECT/DI-Connect-User/x.json": b"{}"}))
    assert [(each.place, each.distance.m) for each in records if isinstance(each, RunRecord)] == [
        (f"{folder}/a@b.c_1.fit, session 1", 5000)
    ]
    assert [each.place for each in records if isinstance(each, Unread)] == [
        "DI_CONNECT/DI-Connect-User/x.json",
        f"{folder}/a@b.c_2.fit",
    ]


def test_many_members_are_decoded_by_every_core_with_the_same_result() -> None:
    session = {"timestamp": AT, "sport": "running", "total_distance": 5000.0}
    members = {f"{n:02}.fit": fit([{**session, "start_time": AT + timedelta(days=n)}]) for n in range(60)}
    members |= {"07.fit": members["07.fit"][:-9], "09.fit": fit([], "settings"), "x.hrm": HRM.encode(), "y.png": b"x"}
    body = zip_bytes({**members, "inner.zip": zip_bytes({"z.tcx": tcx([(1000, 300)])})})
    one, many = (list(read_records(io.BytesIO(body), ReadOptions(), way)) for way in (one_by_one, in_processes))
    assert one == many
    assert Counter(getattr(each, "status", "run") for each in many) == {"run": 59, "skipped": 3, "failed": 1}


@pytest.mark.parametrize(
    "name", ["activities.csv", "cardioActivities.csv", "a_gear.json", "b_summarizedActivities.json"]
)
def test_a_bad_table_beside_tracks_costs_no_track(name: str) -> None:
    records = read(zip_bytes({name: b"\xff\xfe\x00", "b.tcx": tcx([(1000, 300)])}))
    assert Counter(getattr(each, "status", "run") for each in records)["run"] == 1
    assert [each.place for each in records if isinstance(each, Unread) and each.status == "failed"] == [name]


NEWER_POLAR = {
    "identifier": {"id": "5"},
    "startTime": "2026-01-30T13:24:11",
    "timezoneOffsetMinutes": 120,
    "durationMillis": 3603500,
    "distanceMeters": 9800.5,
    "sport": {"id": "1"},
    "exercises": [
        {
            "startTime": "2026-01-30T13:24:11",
            "durationMillis": 3603500,
            "distanceMeters": 9800.5,
            "timezoneOffsetMinutes": 120,
            "sport": {"id": "1"},
            "samples": {"samples": [{"type": "SPEED", "values": [float("nan"), float("-inf"), 18.0]}]},
        }
    ],
}


def test_polars_newer_export_has_numbers_of_sports_milliseconds_and_nan() -> None:
    run = one_run(body_of(NEWER_POLAR))
    assert (run.distance.m, run.duration_s, run.kind) == (9800.5, 3603.5, "run")
    assert run.started_at == datetime(2026, 1, 30, 13, 24, 11, tzinfo=timezone(timedelta(hours=2)))
    told_once = {**NEWER_POLAR, "exercises": [{"startTime": "2026-01-30T13:24:11"}]}
    assert one_run(body_of(told_once)).distance.m == 9800.5
    for number, status in (("2", "skipped"), ("17", "run")):
        exercise = {**NEWER_POLAR["exercises"][0], "sport": {"id": number}}  # type: ignore[index]
        (record,) = read(body_of({**NEWER_POLAR, "exercises": [exercise]}))
        assert getattr(record, "status", "run") == status
