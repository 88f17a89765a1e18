"""Files that mean harm, and files that are merely broken: refused in words, quickly, without filling the memory."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import struct
import time
import zipfile
from datetime import UTC, datetime

import pytest

from api.integrations.readers import archive as packed
from api.integrations.readers import one_file, zip_file
from api.integrations.readers.run_record import RunRecord, Unread
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import read
from tests.support.exports import zip_bytes
from tests.support.exports.others import HEALTH_HEAD, fit, garmin_account, garmin_csv, gpx, health, tcx, workout
from tests.support.exports.strava import Activity, activities_csv, export
from tests.support.reasons import refused

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
BOMB = b"<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
OUTSIDE = b"<!ENTITY c SYSTEM 'file:///etc/passwd'>"


@pytest.mark.parametrize("entity", [BOMB, OUTSIDE], ids=["bomb", "outside"])
@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE gpx [%s]><gpx><trk><name>&c;</name></trk></gpx>",
        b"<!DOCTYPE t [%s]><TrainingCenterDatabase><Activity Sport='Running'><Id>&c;</Id></Activity>"
        b"</TrainingCenterDatabase>",
        b"<!DOCTYPE HealthData [%s]><HealthData><Workout sourceName='&c;'/></HealthData>",
    ],
    ids=["gpx", "tcx", "health"],
)
def test_entities_are_refused(body: bytes, entity: bytes) -> None:
    with pytest.raises(FileFaultError):
        read(body % entity)
    if b"HealthData" in body:
        with refused(FileFaultError, "entities"):
            read(HEALTH_HEAD.replace(b"]>", entity + b"]>") + b"</HealthData>")


NAMED_TYPES = [
    b"<!DOCTYPE %s>",
    b"<!DOCTYPE %s SYSTEM 'http://example.org/x.dtd'>",
    b'<!DOCTYPE %s PUBLIC "-//Example//EN" "file:///etc/passwd">',
    b"<!DOCTYPE %s SYSTEM 'a]>b.dtd'>",
]


@pytest.mark.parametrize("named", NAMED_TYPES)
@pytest.mark.parametrize(
    "made",
    [
        gpx([[(48.1, 11.5, "2026-09-20T14:12:12Z"), (48.12, 11.5, "2026-09-20T14:24:12Z")]]),
        tcx([(5000.0, 1500.0)]),
    ],
    ids=["gpx", "tcx"],
)
def test_a_document_type_that_declares_nothing_is_read_over(made: bytes, named: bytes) -> None:
    root = b"gpx" if b"<gpx" in made else b"TrainingCenterDatabase"
    place = made.index(b"<" + root)
    assert read(made[:place] + named % root + made[place:]) == read(made)


@pytest.mark.parametrize("root", [b"gpx", b"TrainingCenterDatabase"])
def test_a_document_type_with_declarations_of_its_own_is_refused(root: bytes) -> None:
    for subset in (b"<!ELEMENT trk ANY>", b"<!ATTLIST trk a CDATA 'b'>", b"%outside;", b""):
        with refused(FileFaultError, "document type of its own"):
            read(b"<!DOCTYPE %s [%s]><%s/>" % (root, subset, root))


@pytest.mark.parametrize("root", [b"gpx", b"TrainingCenterDatabase"])
def test_endless_nesting_is_refused(root: bytes) -> None:
    with pytest.raises(FileFaultError):
        read(b"<%s>" % root + b"<a>" * 100_000)


def test_a_dense_member_is_refused_before_it_is_unpacked() -> None:
    body = zip_bytes({"activities.csv": b"0" * (300 * 1024 * 1024 // 10)})
    with refused(FileFaultError, "densely"):
        read(body)


def test_a_large_member_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_file, "LARGEST_TABLE_BYTES", 1000)
    with refused(FileFaultError, "more than 1000 bytes"):
        read(zip_bytes({"activities.csv": activities_csv([Activity(1, AT, 5000)])}))


def test_a_gzip_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "LARGEST_TRACK_BYTES", 1024 * 1024)
    with refused(FileFaultError, "unpacks to more"):
        read(gzip.compress(b"0" * 3_000_000))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = zip_bytes({f"{each}.gpx": gpx([[]]) for each in range(5)})
    monkeypatch.setattr(packed, "MOST_MEMBERS", 4)
    with refused(FileFaultError, "more than 4 files"):
        read(body)
    monkeypatch.setattr(packed, "LARGEST_DIRECTORY_BYTES", 100)
    with refused(FileFaultError, "more files"):
        read(body)


def test_a_directory_that_claims_to_be_huge_is_refused() -> None:
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFF0, 0, 0)
    with refused(FileFaultError, "more files"):
        read(b"PK\x03\x04" + b"\0" * 100 + end)


def test_a_locked_member_is_refused() -> None:
    body = bytearray(zip_bytes({"activities.csv": activities_csv([Activity(1, AT, 5000)])}))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    with refused(FileFaultError, "password"):
        read(bytes(body))


@pytest.mark.parametrize(
    "body",
    [zip_bytes({"notes.txt": b"x"}), zip_bytes({}), b"{}", b"[1]", b"<html></html>", b"\x1f\x8b"],
    ids=["zip of notes", "empty zip", "object", "list", "html", "gz"],
)
def test_what_is_no_export_is_refused(body: bytes) -> None:
    with pytest.raises(FileFaultError):
        read(body)


@pytest.mark.parametrize("at", ["0001-01-01 00:00:00 +0200", "9999-12-31 23:00:00 -0500", "1899-12-31 00:00:00 +0000"])
def test_a_time_at_the_end_of_the_calendar_fails(at: str) -> None:
    iso = at.replace(" ", "T", 1).replace(" ", "")
    files = (
        health([workout(at, child=("5", "km"))]),
        tcx([(1000, 300)], at=f"{iso[:-2]}:{iso[-2:]}"),
        gpx([[(52, 13, f"{iso[:-2]}:{iso[-2:]}"), (52.01, 13, f"{iso[:-2]}:{iso[-2:]}")]]),
        garmin_csv([{"Activity Type": "Running", "Date": at[:19], "Distance": "10.05"}]),
    )
    for body in files:
        (told,) = read(body, unit="km", kind="run")
        assert isinstance(told, Unread) and told.status == "failed"


def test_a_zip_in_a_zip_is_opened_once_and_no_deeper() -> None:
    track = zip_bytes({"someone_1.fit": fit([{"start_time": AT, "sport": "running", "total_distance": 5000.0}])})
    (run,) = read(zip_bytes({"DI_CONNECT/UploadedFiles_0-_Part1.zip": track}))
    assert isinstance(run, RunRecord)
    assert run.place == "DI_CONNECT/UploadedFiles_0-_Part1.zip/someone_1.fit, session 1"
    with pytest.raises(FileFaultError):
        read(zip_bytes({"outer.zip": zip_bytes({"inner.zip": track})}))


def test_a_dense_gzip_file_is_stopped() -> None:
    with refused(FileFaultError, "densely"):
        read(gzip.compress(b"<gpx>" + b" " * 30_000_000))


def test_names_that_are_none_are_left_out() -> None:
    packed_file = io.BytesIO()
    with zipfile.ZipFile(packed_file, "w") as file:
        file.writestr(zipfile.ZipInfo(""), b"x")
    with pytest.raises(FileFaultError):
        read(packed_file.getvalue())


def test_what_a_parser_runs_into_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise IndexError("deep within a parser")

    monkeypatch.setattr(one_file.gpx, "read", broken)
    with refused(FileFaultError, "damaged"):
        read(SAMPLES["gpx"])


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (zip_bytes({"xl/workbook.xml": b"<x/>"}), "spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Office"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0 jpeg", "picture"),
        (b"7z\xbc\xaf\x27\x1c", "Pack it as ZIP"),
        (gzip.compress(zip_bytes({"a.fit": b"x"}), mtime=0), "Send the ZIP itself"),
        (b"\n<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"<polar-exercise-data/>", "Polar"),
    ],
    ids=["xlsx", "xls", "pdf", "jpeg", "7z", "zip in gz", "html", "polar"],
)
def test_something_else_is_told_by_its_first_bytes_and_the_answer_says_what_to_send(body: bytes, part: str) -> None:
    with refused(FileFaultError, part):
        read(body)


OWN = (
    b'{"format":"forefoot-runner","version":1,"runner":{},"pairs":[{"id":"pair_00000000000000000000","names":[]}],"runs":['
    b'{"id":"run_00000000000000000001","pair_id":null,"source":"api","external_id":"7","deleted_at":null,"same_as":null}]}'
)
SAMPLES = {
    "strava": export([Activity(1, AT, 5000, gear="Hoka")], [("", "Hoka", "Mach")]),
    "strava csv": activities_csv([Activity(1, AT, 5000)]),
    "garmin": garmin_csv([{"Activity Type": "Running", "Date": "2026-08-20 07:15:23", "Distance": "10.05"}]),
    "account": garmin_account([{"gearPk": 1, "gearTypeName": "Shoes"}], {"1": [1]}, [{"activityId": 1, "distance": 1}]),
    "fit": fit([{"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 1.0}]),
    "tcx": tcx([(1000, 300)]),
    "gpx": gpx([[(52, 13, "2026-09-20T14:12:12Z"), (52.01, 13, "2026-09-20T14:18:12Z")]]),
    "health": health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"))]),
    "own": zip_bytes({"runner.json": OWN}),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files_are_read_or_refused_and_nothing_else(name: str) -> None:
    dice = random.Random(name)
    for _ in range(60):
        body = bytearray(SAMPLES[name])
        for _ in range(dice.randint(1, 8)):
            place = dice.randrange(len(body))
            if dice.random() < 0.3:
                del body[place : place + dice.randint(1, 200)]
            else:
                body[place] = dice.randrange(256)
            body = body or bytearray(b" ")
        began = time.monotonic()
        with contextlib.suppress(FileFaultError):
            read(bytes(body), unit="km", kind="run")
        assert time.monotonic() - began < 1


def test_a_member_whose_content_was_changed_is_refused() -> None:
    packed_file = io.BytesIO()
    with zipfile.ZipFile(packed_file, "w", zipfile.ZIP_STORED) as file:
        file.writestr("activities.csv", activities_csv([Activity(1, AT, 5000)]))
    body = packed_file.getvalue().replace(b"5000", b"9000", 1)
    with refused(FileFaultError, "damaged"):
        read(body)
